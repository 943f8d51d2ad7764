"""Change between two periods: what changed, by how much, and what only looks changed."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

import pytest
from builder import BESIDE, ELEMENT, Beside, Case, CaseItem, Figures, build, rubric_in_force, text
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from kunteko_eval.method.assess import Assessment, assess
from kunteko_eval.method.change import ElementChange, change
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.chain import Lineage
from kunteko_eval.model.programme import ProgrammeData

THEN, NOW = "2015-2017", "2018-2020"
Kind = Literal["split", "merged", "renamed", "retired"]


def survey(then: int | None, now: int | None, **more: Any) -> CaseItem:
    """Return a survey share of the earlier and the later period; None where it was not asked."""
    figures: Figures = {period: value for period, value in ((THEN, then), (NOW, now)) if value is not None}
    return CaseItem(percent=figures, **{"n": 52, **more})


def both(programme: ProgrammeData) -> tuple[Assessment, Assessment]:
    """Return both periods of a programme, rated by the rubric in force."""
    return assess(programme, THEN, rubric_in_force()), assess(programme, NOW, rubric_in_force())


def changes(programme: ProgrammeData) -> dict[str, ElementChange]:
    """Return every element's change."""
    return {one.element.id: one for one in change(*both(programme))}


def changed(*items: CaseItem, lineage: Iterable[Lineage] = (), **case: Any) -> ElementChange:
    """Return the change of an element with these items."""
    programme = build(Case(name="drawn", items=items, **case))
    chain = replace(programme.chain, lineage=tuple(lineage))
    return changes(replace(programme, chain=chain))[ELEMENT]


def lineage(kind: Kind, recorded: datetime.date, current: str = ELEMENT) -> Lineage:
    """Return how another element became this one."""
    return Lineage(kind=kind, former=("former",), current=(current,), recorded=recorded, reason=text("reason"))


@pytest.mark.parametrize(
    ("then", "now", "status"),
    [(40, 85, "better"), (85, 40, "worse"), (62, 66, "same"), (62, 62, "same"), (10, 80, "better")],
)
def test_the_same_evidence_tells_better_worse_or_same(then: int, now: int, status: str) -> None:
    """One share asked in both periods is compared by the colours that it gives, with its achievements."""
    found = changed(survey(then, now))
    assert (found.status, found.why) == (status, "same-evidence")
    assert found.common == pytest.approx((max((then - 20) / 60, 0), (now - 20) / 60))
    assert found.looks is False


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ((survey(None, 70),), "rated-only-now"),
        ((survey(70, None),), "rated-only-before"),
        ((survey(70, None), survey(None, 70)), "no-common-evidence"),
        (
            (CaseItem(finding="supports very-much", period=THEN), CaseItem(finding="supports somewhat")),
            "no-common-evidence",
        ),
        ((CaseItem(percent={THEN: 70}, n=52, others={"staff": {NOW: 70}}),), "no-common-evidence"),
    ],
    ids=["rated only now", "rated only before", "another question", "another finding", "another group asked"],
)
def test_what_has_nothing_in_common_is_not_comparable(items: tuple[CaseItem, ...], why: str) -> None:
    """Without the same item of the same group in both periods there is no better or worse, only the reason."""
    found = changed(*items)
    assert (found.status, found.why, found.common) == ("not-comparable", why, None)


def test_an_element_rated_in_neither_period_did_not_change() -> None:
    """Nothing is said of an element that was never rated."""
    found = changed()
    assert (found.status, found.why, found.common, found.looks) == ("not-rated", "none", None, False)


def test_only_the_common_evidence_is_compared() -> None:
    """A new question that turns the colour does not make a change: the common one stayed as it was."""
    found = changed(survey(70, 70), survey(None, 20))
    assert found.before.final is Rating.YELLOW
    assert found.after.final is Rating.RED
    assert (found.status, found.why) == ("same", "common-evidence")
    assert found.common == pytest.approx((5 / 6, 5 / 6))
    assert found.looks is True


def test_a_colour_for_the_first_time_only_looks_changed() -> None:
    """An element rated for the first time has another answer than before, and is not better for it."""
    found = changed(survey(None, 85))
    assert found.before.final is Rating.NOT_ASSESSED
    assert found.after.final is Rating.GREEN
    assert found.looks is True


@pytest.mark.parametrize("kind", ["split", "merged"])
def test_an_element_of_another_make_is_not_comparable(kind: Kind) -> None:
    """An element that was split or merged after the earlier period is another element, and the lineage says so."""
    made = lineage(kind, datetime.date(2018, 1, 1))
    found = changed(survey(40, 85), lineage=[made])
    assert (found.status, found.why, found.common) == ("not-comparable", "lineage", None)
    assert found.lineage == (made,)
    assert found.looks is True


@pytest.mark.parametrize(
    "made",
    [
        lineage("renamed", datetime.date(2018, 1, 1)),
        lineage("split", datetime.date(2017, 12, 31)),
        lineage("split", datetime.date(2018, 1, 1), current="resource"),
    ],
    ids=["only renamed", "made before the earlier period ended", "another element"],
)
def test_an_element_of_the_same_make_stays_comparable(made: Lineage) -> None:
    """A new name, an old lineage and another element's lineage leave the comparison as it is."""
    found = changed(survey(40, 85), lineage=[made])
    assert (found.status, found.why, found.lineage) == ("better", "same-evidence", ())


def test_shares_of_both_periods_carry_newcombes_interval() -> None:
    """A share with n in both periods has statsmodels' interval of the difference, later minus earlier."""
    (item,) = changed(survey(25, 75)).items
    theirs = confint_proportions_2indep(39, 52, 13, 52, method="newcomb", compare="diff")
    assert item.difference == pytest.approx(0.5)
    assert item.interval == pytest.approx(theirs, abs=1e-12)
    assert item.p == pytest.approx(proportions_ztest([39, 13], [52, 52])[1], abs=1e-12)


@pytest.mark.parametrize(
    ("item", "difference"),
    [
        (survey(40, 70, n=None), 0.3),
        (CaseItem(count={THEN: 40, NOW: 90}, kind="perceived"), 50.0),
        (CaseItem(grade={THEN: "3.0", NOW: "4.0"}, n=40), 0.25),
    ],
    ids=["a share without n", "a count", "a scale mean"],
)
def test_other_figures_carry_no_interval(item: CaseItem, difference: float) -> None:
    """Where the sampling error of the difference is unknown, the difference stands alone."""
    (found,) = changed(item).items
    assert (found.interval, found.p) == (None, None)
    assert found.difference == pytest.approx(difference)


def test_findings_are_not_subtracted() -> None:
    """Qualitative results have no difference."""
    assert (
        changed(CaseItem(finding="supports somewhat", period=THEN), CaseItem(finding="supports very-much")).items == ()
    )


def test_a_shift_of_context_is_told_for_an_unrated_element() -> None:
    """Figures that show only how the world moved are still compared as figures."""
    found = changed(survey(40, 70, kind="change"))
    assert found.status == "not-rated"
    assert [item.later.status for item in found.items] == ["context"]
    assert found.items[0].interval is not None


def test_p_values_are_adjusted_over_the_whole_chain() -> None:
    """Differences of all elements together are adjusted as statsmodels does, each group of respondents by itself."""
    asked = CaseItem(percent={THEN: 25, NOW: 50}, n=52, others={"staff": {THEN: 50, NOW: 75}})
    beside = Beside(level="direct", items=(survey(25, 75), survey(50, 50)))
    found = changes(build(Case(name="drawn", items=(asked, survey(50, 75, n=400)), beside=beside)))
    items = [*found[ELEMENT].items, *found[BESIDE].items]
    counts = [(26, 13, 52), (39, 26, 52), (300, 200, 400), (39, 13, 52), (26, 26, 52)]
    raw = [proportions_ztest([now, then], [n, n])[1] for now, then, n in counts]
    assert [item.p for item in items] == pytest.approx(list(multipletests(raw, method="fdr_bh")[1]), abs=1e-12)


def test_a_figure_that_two_elements_share_is_one_comparison() -> None:
    """An indicator registered for two elements counts once in the adjustment and has one p-value."""
    programme = build(
        Case(name="drawn", items=(survey(25, 50), survey(40, 50)), beside=Beside(level="direct", items=()))
    )
    evidence = programme.chain.element(ELEMENT).evidence[1:]
    elements = tuple(replace(one, evidence=evidence) if one.id == BESIDE else one for one in programme.chain.elements)
    found = changes(replace(programme, chain=replace(programme.chain, elements=elements)))
    alone = changed(survey(25, 50), survey(40, 50))
    assert [item.p for item in found[ELEMENT].items] == [item.p for item in alone.items]
    assert [item.p for item in found[BESIDE].items] == [item.p for item in alone.items[1:]]


def test_a_cap_of_both_periods_hides_no_change_of_colour() -> None:
    """Perceptions that rise above the cut for green are no better where perception alone is capped at yellow."""
    capped, free = (changed(survey(65, 79), level=level) for level in ("indirect", "direct"))
    assert (capped.before.final, capped.after.final, capped.status) == (Rating.YELLOW, Rating.YELLOW, "same")
    assert (free.before.final, free.after.final, free.status) == (Rating.YELLOW, Rating.GREEN, "better")


@pytest.mark.parametrize(
    ("then", "now", "status", "why"),
    [
        ("2019", "2020", "better", "same-evidence"),
        ("2016-2017", "2018-2020", "not-comparable", "no-common-evidence"),
        ("2018", "2019-2020", "not-comparable", "no-common-evidence"),
    ],
    ids=["a year and a leap year", "two years and three", "a year and two"],
)
def test_sums_are_compared_over_periods_of_one_length_only(then: str, now: str, status: str, why: str) -> None:
    """Amounts of periods of unlike length are no change, even where a yearly pace gives both of them a colour."""
    figures: Figures = {then: 20, now: 900}
    amount = CaseItem(count=figures, aggregation="increment", expected=100, of="unsaid", pace="year")
    programme = build(Case(name="drawn", level="actions", items=(amount,), period=now, previous=then))
    before, after = (assess(programme, period, rubric_in_force()) for period in (then, now))
    (found,) = (one for one in change(before, after) if one.element.id == ELEMENT)
    assert found.before.graded.achievement is not None
    assert (found.after.final, found.status, found.why) == (Rating.GREEN, status, why)
    assert len(found.items) == (status == "better")


def test_changes_come_in_the_order_of_the_chain() -> None:
    """Every element of the chain has its change, in the order of the file."""
    programme = build(Case(name="drawn", level="wider", items=(survey(40, 85),), beside=Beside(level="direct")))
    assert list(changes(programme)) == [element.id for element in programme.chain.elements]


def test_two_rubrics_are_not_compared() -> None:
    """Periods rated by different versions of the rubric are refused, not compared."""
    before, after = both(build(Case(name="drawn", items=(survey(40, 85),))))
    other = replace(before, rubric=replace(before.rubric, version="another"))
    with pytest.raises(ValueError, match="same rubric"):
        change(other, after)


def test_comparing_changes_nothing() -> None:
    """Both assessments are the same after they were compared."""
    before, after = both(build(Case(name="drawn", items=(survey(40, 85), CaseItem(finding="supports much")))))
    kept = copy.deepcopy((before.ratings, after.ratings))
    change(before, after)
    assert (before.ratings, after.ratings) == kept
