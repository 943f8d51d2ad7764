"""What must hold of every rating, whatever the evidence: tried on evidence drawn at random."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any, Literal

import pytest
from builder import ELEMENT, KINDS, Beside, Case, CaseItem, build, grade_of, rubric_in_force
from hypothesis import assume, given
from hypothesis import strategies as st

from kunteko_eval.method.assess import ElementRating, assess
from kunteko_eval.method.context import RatingContext
from kunteko_eval.method.items import Item
from kunteko_eval.method.next_rating import next_rating
from kunteko_eval.method.normalise import wilson_interval
from kunteko_eval.method.pooling import pool
from kunteko_eval.method.rating import Graded, cut, grade
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.coding import Coding
from kunteko_eval.model.programme import ProgrammeData

Pooling = Literal["median", "mean", "geometric-mean"]
TYPES = st.sampled_from(["participants", "organisations", "interviews", "documents"])
CONTRIBUTIONS = st.sampled_from([None, "volume", "change", "perceived", "tested"])
SHOWING = st.sampled_from(["perceived", "tested"])
POOLINGS = st.sampled_from(["median", "mean", "geometric-mean"])
QUALITY: dict[str, st.SearchStrategy[Any]] = {
    "kind": CONTRIBUTIONS,
    "type": TYPES,
    "proxy": st.booleans(),
    "bias": st.sampled_from(["low", "high"]),
    "response": st.sampled_from([None, 0.2, 0.5]),
    "period": st.sampled_from(["2018-2020", "2018", "2015"]),
}
SUPPORT = ("supports not-said", "supports somewhat", "supports much", "supports very-much")
CRITICISM = ("contradicts not-said", "contradicts much", "contradicts somewhat", "contradicts none")
CODES = st.sampled_from([*SUPPORT, *CRITICISM, "neither not-said"])
CODED = st.lists(st.builds("{} {}".format, CODES, st.integers(1, 3)), min_size=1, max_size=3).map(" / ".join)
FINDINGS = st.builds(CaseItem, finding=CODED, **QUALITY)
SHARES = st.builds(
    CaseItem,
    percent=st.integers(0, 100),
    n=st.sampled_from([None, 12, 52, 400]),
    falls=st.just(False),
    **QUALITY,
)
FALLING = st.builds(
    CaseItem,
    percent=st.integers(0, 100),
    n=st.just(90),
    falls=st.just(True),
    floor=st.just(70.0),
    expected=st.just(10.0),
    **QUALITY,
)
COUNTS = st.builds(
    CaseItem,
    count=st.dictionaries(
        st.sampled_from([2015, 2018, 2019, 2020, "2018-2019", "2018-2020", "2015-2017"]),
        st.integers(0, 200),
        min_size=1,
    ),
    expected=st.sampled_from([None, "previous-period"]),
    aggregation=st.sampled_from(["level", "cumulative", "increment", "distinct"]),
    kind=CONTRIBUTIONS,
    type=TYPES,
)
EVIDENCE = st.lists(st.one_of(FINDINGS, SHARES, FALLING, COUNTS), max_size=6).map(tuple)
CASES = st.builds(
    Case,
    name=st.just("drawn"),
    level=st.sampled_from(KINDS),
    items=EVIDENCE,
    due=st.sampled_from([0, 7]),
    rivals=st.sampled_from(["examined", "unexamined", "half", "none"]),
    carried=st.lists(FINDINGS, max_size=2).map(tuple),
    links=st.lists(FINDINGS, max_size=2).map(tuple),
)


def rated(case: Case, rubric: Rubric | None = None) -> ElementRating:
    """Return the rating of the element in question."""
    return assess(build(case), str(case.period), rubric or rubric_in_force()).rating(ELEMENT)


def graded(found: list[Item], programme: ProgrammeData, rubric: Rubric) -> Graded:
    """Return the rating of items that may have been altered."""
    context = RatingContext(programme=programme, period=programme.period("2018-2020"), rubric=rubric)
    return grade(found, programme.chain.element(ELEMENT), context)


def summary(rating: ElementRating) -> dict[str, Any]:
    """Return what a reader is told of an element, without regard to the order of its evidence."""
    return {
        "final": rating.computed,
        "achievement": rating.graded.achievement,
        "low": rating.graded.low,
        "high": rating.graded.high,
        "caps": rating.graded.caps,
        "confidence": rating.confidence,
        "steps": rating.confidence_reasons,
        "conflict": rating.conflict.why if rating.conflict else None,
        "evidence": sorted(rating.evidence),
    }


@given(case=CASES, pooling=POOLINGS, which=st.integers(0, 5), lift=st.floats(0.001, 2))
def test_more_achievement_never_gives_a_worse_colour(case: Case, pooling: Pooling, which: int, lift: float) -> None:
    """Raising the achievement of any used item leaves the rating or betters it, by every pooling rule."""
    rubric = replace(rubric_in_force(), pooling=pooling)
    programme = build(case)
    found = list(assess(programme, "2018-2020", rubric).rating(ELEMENT).items)
    used = [index for index, item in enumerate(found) if item.status == "used"]
    assume(used)
    before = graded(found, programme, rubric)
    index = used[which % len(used)]
    found[index] = replace(found[index], achievement=(found[index].achievement or 0.0) + lift)
    after = graded(found, programme, rubric)
    assert (grade_of(after.rating) or 0) >= (grade_of(before.rating) or 0)
    assert (after.achievement or 0.0) >= (before.achievement or 0.0)


@given(case=CASES, percent=st.integers(0, 99), more=st.integers(1, 100), falls=st.booleans())
def test_a_better_figure_never_gives_a_worse_colour(case: Case, percent: int, more: int, falls: bool) -> None:
    """More of what should rise, or less of what should fall, leaves the rating or betters it."""
    figures = percent, min(percent + more, 100)
    worse, better = figures[::-1] if falls else figures
    floor, expected = (70.0, 10.0) if falls else (20.0, 80.0)
    items = [CaseItem(percent=one, n=90, falls=falls, floor=floor, expected=expected) for one in (worse, better)]
    grades = [grade_of(rated(replace(case, items=(*case.items, one))).computed) for one in items]
    assert (grades[0] or 0) <= (grades[1] or 0)


@given(case=CASES, more=st.integers(1, 3), kind=SHOWING, source=TYPES)
def test_a_larger_extent_never_gives_a_worse_colour(
    case: Case, more: int, kind: Literal["perceived", "tested"], source: Any
) -> None:
    """A finding that says one step more leaves the rating or betters it."""
    told = [CaseItem(finding=SUPPORT[at], kind=kind, type=source) for at in (more - 1, more)]
    grades = [grade_of(rated(replace(case, items=(*case.items, one))).computed) for one in told]
    assert (grades[0] or 0) <= (grades[1] or 0)


@given(case=CASES, more=st.integers(1, 3), kind=SHOWING, source=TYPES)
def test_a_sharper_contradiction_never_gives_a_better_colour(
    case: Case, more: int, kind: Literal["perceived", "tested"], source: Any
) -> None:
    """A contradiction that admits one step less leaves the rating or worsens it."""
    told = [CaseItem(finding=CRITICISM[at], kind=kind, type=source) for at in (more - 1, more)]
    grades = [grade_of(rated(replace(case, items=(*case.items, one))).computed) for one in told]
    assert (grades[0] or 0) >= (grades[1] or 0)


@given(case=CASES, finding=st.sampled_from(SUPPORT), kind=SHOWING, source=TYPES, pooling=POOLINGS)
def test_one_more_supporting_finding_never_lowers_a_rating(
    case: Case, finding: str, kind: Literal["perceived", "tested"], source: Any, pooling: Pooling
) -> None:
    """Whatever is known already, at every level and by every pooling rule, support leaves the rating or betters it."""
    rubric = replace(rubric_in_force(), pooling=pooling)
    before = rated(case, rubric)
    after = rated(replace(case, items=(*case.items, CaseItem(finding=finding, kind=kind, type=source))), rubric)
    assume(before.computed.rated)
    assert after.computed.rated
    assert (grade_of(after.computed) or 0) >= (grade_of(before.computed) or 0)
    assert (after.graded.achievement or 0.0) >= (before.graded.achievement or 0.0) - 1e-9


@given(case=CASES, finding=st.sampled_from(CRITICISM), kind=SHOWING, source=TYPES, pooling=POOLINGS)
def test_one_more_contradicting_finding_never_raises_a_rating(
    case: Case, finding: str, kind: Literal["perceived", "tested"], source: Any, pooling: Pooling
) -> None:
    """Whatever is known already, at every level and by every pooling rule, criticism leaves the rating or worsens it."""
    rubric = replace(rubric_in_force(), pooling=pooling)
    before = rated(case, rubric)
    after = rated(replace(case, items=(*case.items, CaseItem(finding=finding, kind=kind, type=source))), rubric)
    assert (grade_of(after.computed) or 0) <= (grade_of(before.computed) or 0)
    assume(before.computed.rated)
    assert (after.graded.achievement or 0.0) <= (before.graded.achievement or 0.0) + 1e-9


@given(case=CASES, pooling=POOLINGS, credibility=st.integers(1, 3))
def test_credibility_never_changes_a_colour(case: Case, pooling: Pooling, credibility: int) -> None:
    """Believing every finding more or less leaves rating, achievement and caps of all elements as they are."""
    rubric, programme = replace(rubric_in_force(), pooling=pooling), build(case)
    other = replace(programme, codings=tuple(_believed(one, credibility) for one in programme.codings))
    for one, twin in zip(*(assess(each, "2018-2020", rubric).ratings for each in (programme, other)), strict=True):
        assert one.graded == twin.graded
        assert one.final is twin.final


def _believed(one: Coding, credibility: int) -> Coding:
    return replace(one, credibility=credibility)


@given(case=CASES, pooling=POOLINGS, times=st.integers(1, 3))
def test_repeats_change_nothing(case: Case, pooling: Pooling, times: int) -> None:
    """What every finding says, said again by its source, leaves all that a reader is told of the element."""
    rubric = replace(rubric_in_force(), pooling=pooling)
    repeats = [replace(one, repeats=at) for at, one in enumerate(case.items, 1) if one.finding]
    assume(repeats)
    once, again = rated(case, rubric), rated(replace(case, items=(*case.items, *repeats * times)), rubric)
    assert summary(again) == summary(once)
    used = sum(item.status == "used" for item in once.items if item.form == "finding")
    assert sum(item.status == "repeat" for item in again.items) == used * times


@given(case=CASES, pooling=POOLINGS)
def test_the_same_evidence_twice_changes_no_rating(case: Case, pooling: Pooling) -> None:
    """Duplicating all evidence under new ids never lowers confidence and keeps the rating, unless one voice becomes two."""
    rubric = replace(rubric_in_force(), pooling=pooling)
    once, twice = rated(case, rubric), rated(replace(case, items=case.items * 2), rubric)
    assert twice.computed is once.computed or [cap.rule for cap in once.graded.caps] == ["lone-voice"]
    assert twice.graded.achievement == pytest.approx(once.graded.achievement)
    assert (twice.confidence or 0) >= (once.confidence or 0)
    assert len(twice.evidence) == 2 * len(once.evidence)


@given(case=CASES, retold=CODED, random=st.randoms(use_true_random=False))
def test_the_order_of_evidence_does_not_matter(case: Case, retold: str, random: Any) -> None:
    """Shuffling the rows of every table and the registrations changes nothing that a reader is told."""
    told = [replace(one, finding=retold, repeats=at) for at, one in enumerate(case.items, 1) if one.finding]
    programme = build(replace(case, items=(*case.items, *told)))

    def shuffled(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(rows, len(rows)))

    elements = tuple(replace(one, evidence=shuffled(one.evidence)) for one in programme.chain.elements)
    other = replace(
        programme,
        chain=replace(programme.chain, elements=shuffled(elements), links=shuffled(programme.chain.links)),
        indicators=shuffled(programme.indicators),
        observations=shuffled(programme.observations),
        findings=shuffled(programme.findings),
        codings=shuffled(programme.codings),
    )
    ratings = [summary(assess(one, "2018-2020", rubric_in_force()).rating(ELEMENT)) for one in (programme, other)]
    assert ratings[0] == ratings[1]


@given(case=CASES, level=st.sampled_from(KINDS), items=EVIDENCE)
def test_an_unrelated_element_changes_no_other_rating(case: Case, level: Any, items: tuple[CaseItem, ...]) -> None:
    """Another element with evidence of its own leaves every other element exactly as it was."""
    alone = assess(build(case), "2018-2020", rubric_in_force())
    beside = assess(build(replace(case, beside=Beside(level=level, items=items))), "2018-2020", rubric_in_force())
    assert len(beside.ratings) == len(alone.ratings) + 1
    for one in alone.ratings:
        assert summary(beside.rating(one.element.id)) == summary(one)


@given(case=CASES)
def test_nothing_used_gives_no_colour_and_something_used_gives_an_answer(case: Case) -> None:
    """An element has a place on the scale, an achievement and a confidence just when some item was used.

    Of a resource or an action some item must say how much was there: criticism alone does not.
    """
    rating = rated(case)
    used = [item for item in rating.items if item.status == "used"]
    assert bool(used) is bool(rating.evidence)
    criticism = rating.graded.reasons[0].code == "only-criticism"
    if criticism:
        assert case.level in {"resources", "actions"}
        assert all(item.direction == "contradicts" for item in used)
    answered = bool(used) and not criticism
    assert answered is rating.computed.rated
    assert answered is (rating.graded.achievement is not None)
    assert answered is (rating.confidence is not None)
    assert rating.graded.reasons


@given(case=CASES)
def test_confidence_is_between_1_and_4_and_every_step_is_told(case: Case) -> None:
    """Start, steps down and guard account for the confidence given."""
    rating = rated(case)
    assume(rating.confidence is not None)
    steps = rating.confidence_reasons
    start, down = int(steps[0].values["level"]), sum(step.code.startswith("down-") for step in steps)
    guard = [int(step.values["after"]) for step in steps if step.code == "overclaim-guard"]
    assert rating.confidence == min([max(start - down, 1), *guard])
    assert rating.confidence in {1, 2, 3, 4}


@given(case=CASES)
def test_the_interval_holds_the_achievement(case: Case) -> None:
    """The pooled interval surrounds the pooled achievement, and both stay within the rubric's caps."""
    found = rated(case).graded
    assume(found.achievement is not None)
    low, middle, high = found.low or 0.0, found.achievement or 0.0, found.high or 0.0
    assert -1e-12 <= low <= middle + 1e-12
    assert middle <= high + 1e-12 <= 1.2 + 2e-12


@given(case=CASES)
def test_what_is_needed_is_enough(case: Case) -> None:
    """Every single change that is said to be enough lifts the pooled achievement to the next rating, and could be."""
    rubric = rubric_in_force()
    programme = build(case)
    rating = assess(programme, "2018-2020", rubric).rating(ELEMENT)
    wanted = next_rating(rating.items, rating.computed, rating.graded.rules, rubric)
    for change in wanted.alone:
        found = [replace(one, achievement=change.achievement) if one is change.item else one for one in rating.items]
        after = graded(found, programme, rubric)
        assert cut(after.achievement or 0.0, rubric) is wanted.target
        assert change.share >= 0
        assert change.share <= 1 or not change.item.survey


@given(case=CASES)
def test_assessing_mutates_nothing(case: Case) -> None:
    """Programme and rubric are after the assessment what they were before, and a second one says the same."""
    programme, rubric = build(case), rubric_in_force()
    before = copy.deepcopy(programme), copy.deepcopy(rubric)
    first = assess(programme, "2018-2020", rubric)
    assert (programme, rubric) == before
    assert assess(programme, "2018-2020", rubric) == first


@given(k=st.integers(0, 400), n=st.integers(1, 400), times=st.integers(2, 10))
def test_wilson_interval_holds_the_share_and_narrows(k: int, n: int, times: int) -> None:
    """The interval contains the share, stays within 0 to 1, and narrows when the same share has more respondents."""
    assume(k <= n)
    low, high = wilson_interval(k / n, n)
    assert 0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1
    closer = wilson_interval(k / n, n * times)
    assert closer[1] - closer[0] < high - low


@given(values=st.lists(st.floats(0, 1.2), min_size=1, max_size=8), rule=POOLINGS)
def test_pooling_stays_within_what_is_pooled(values: list[float], rule: str) -> None:
    """An average lies between the least and the greatest of its values."""
    assert min(values) - 1e-9 <= pool(values, rule) <= max(values) + 1e-9
