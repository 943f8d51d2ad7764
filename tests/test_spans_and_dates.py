"""Figures of spans and dates that do not fit each other, and the earlier pace over as many days."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any, Literal

import pytest
from builder import ELEMENT, Case, CaseItem, Figures, build, rubric_in_force
from hypothesis import given
from hypothesis import strategies as st

from kunteko_eval.method.assess import assess
from kunteko_eval.method.checks import Check, bounds, failed, register
from kunteko_eval.method.context import RatingContext
from kunteko_eval.method.items import Item, items
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.evidence import Aggregation, Match, Precision
from kunteko_eval.model.programme import DateClaim, ProgrammeData

WHOLE = "2018-2020"
BEFORE = "2015-2017"


def amounts(figures: Figures, aggregation: Aggregation = "increment", **more: Any) -> ProgrammeData:
    """Return a programme with one count of an action, by period."""
    item = CaseItem(count=figures, aggregation=aggregation, **more)
    return build(Case(name="amounts", level="actions", items=(item,)))


def said(
    programme: ProgrammeData, precision: dict[str, Precision] | None = None, match: dict[str, Match] | None = None
) -> ProgrammeData:
    """Return the programme with its figures of some periods said less exactly, or read otherwise."""
    observations = tuple(
        replace(
            one,
            precision=(precision or {}).get(one.period, one.precision),
            match=(match or {}).get(one.period, one.match),
        )
        for one in programme.observations
    )
    return replace(programme, observations=observations)


def found(programme: ProgrammeData, *codes: str) -> list[Check]:
    """Return the failed checks with these codes."""
    return [check for check in register(programme) if check.code in codes]


def codes(programme: ProgrammeData) -> list[str]:
    """Return the codes of the spans that do not fit."""
    return [check.code for check in found(programme, "spans", "span-exceeds")]


@pytest.mark.parametrize(
    ("figures", "total"),
    [
        ({"2018": 100, "2019": 120, "2020": 80, WHOLE: 310}, 300),
        ({"2018": 100, "2019": 120, "2020": 80, WHOLE: 290}, 300),
        ({"2018": 100, "2019-2020": 150, WHOLE: 300}, 250),
    ],
    ids=["more than the parts", "less than the parts", "parts of unlike length"],
)
def test_amounts_that_do_not_add_up_are_told(figures: Figures, total: int) -> None:
    """Amounts for spans that make up the whole add up to it; otherwise a warning names them all and both sums."""
    programme = amounts(figures)
    (check,) = found(programme, "spans", "span-exceeds")
    assert (check.code, check.severity) == ("spans", "warning")
    assert isinstance(figures, dict)
    assert check.values == {"total": total, "figure": figures[WHOLE]}
    assert set(check.evidence) == {one.id for one in programme.observations}
    assert set(check.evidence) <= failed(register(programme))


@pytest.mark.parametrize(
    "figures",
    [
        {"2018": 100, "2019": 120, "2020": 80, WHOLE: 300},
        {"2018": 100, "2020": 80, WHOLE: 300},
        {"2018": 100, "2019": 120, "2020": 80},
        {WHOLE: 300, "2015-2017": 500},
    ],
    ids=["they add up", "a year is missing", "no whole", "another time"],
)
def test_amounts_that_may_fit_are_left_alone(figures: Figures) -> None:
    """Amounts that add up, or that do not make up the whole span, prove nothing against it."""
    assert codes(amounts(figures)) == []


def test_a_sum_to_the_cent_fits() -> None:
    """Sums of money that add up to the cent fit, whatever the machine's arithmetic makes of the cents."""
    item = CaseItem(
        EUR={"2018": "1000.10", "2019": "2000.20", "2020": "0.03", WHOLE: "3000.33"}, aggregation="increment"
    )
    programme = build(Case(name="cents", level="actions", items=(item,)))
    assert codes(programme) == []
    short = CaseItem(
        EUR={"2018": "1000.10", "2019": "2000.20", "2020": "0.03", WHOLE: "3000.34"}, aggregation="increment"
    )
    assert codes(build(Case(name="a cent short", level="actions", items=(short,)))) == ["spans"]


@given(st.lists(st.integers(0, 1000), min_size=3, max_size=3), st.integers(0, 3000))
def test_exact_amounts_fit_just_when_they_add_up(parts: list[int], whole: int) -> None:
    """Of three exact yearly amounts and their whole, a check fails just when the sum is another number."""
    years: dict[int | str, Any] = dict(zip(("2018", "2019", "2020"), parts, strict=True))
    programme = amounts({**years, WHOLE: whole})
    assert ("spans" in codes(programme)) is (sum(parts) != whole)
    assert codes(programme).count("span-exceeds") == sum(part > whole for part in parts)


@pytest.mark.parametrize(
    ("precision", "fitting", "failing"),
    [("about", (286, 315), (285, 316)), ("over", (1, 300), (301, 400)), ("nearly", (300, 333), (299, 334))],
)
def test_a_whole_that_is_not_exact_has_room(
    precision: Precision, fitting: tuple[int, int], failing: tuple[int, int]
) -> None:
    """About leaves a twentieth either way, over what lies above, and nearly a tenth below; not more."""
    parts: dict[int | str, Any] = {"2018": 0, "2019": 0, "2020": 300}
    for whole in fitting:
        assert "spans" not in codes(said(amounts({**parts, WHOLE: whole}), {WHOLE: precision})), whole
    for whole in failing:
        assert "spans" in codes(said(amounts({**parts, WHOLE: whole}), {WHOLE: precision})), whole


@pytest.mark.parametrize(
    ("precision", "fitting", "failing"),
    [("about", (295, 305), (294, 306)), ("over", (300, 9999), (299,)), ("nearly", (290, 300), (289, 301))],
)
def test_a_part_that_is_not_exact_has_room(
    precision: Precision, fitting: tuple[int, ...], failing: tuple[int, ...]
) -> None:
    """A part said to be about, over or nearly a hundred leaves the sum as much room, and no more."""
    parts: dict[int | str, Any] = {"2018": 100, "2019": 150, "2020": 50}
    for whole in fitting:
        assert codes(said(amounts({**parts, WHOLE: whole}), {"2018": precision})) == [], whole
    for whole in failing:
        assert codes(said(amounts({**parts, WHOLE: whole}), {"2018": precision})) == ["spans"], whole


@pytest.mark.parametrize("precision", ["about", "over", "nearly"])
def test_a_figure_below_nought_agrees_with_itself(precision: Precision) -> None:
    """A loss told about, over or nearly exactly has a lower and an upper end like every other figure."""
    assert found(said(amounts({WHOLE: -300, "2018": -300}), {WHOLE: precision}), "sources-disagree") == []
    least, most = bounds(said(amounts({WHOLE: -300}), {WHOLE: precision}).observations[0])
    assert least <= -300 <= most


def test_distinct_things_may_overlap_but_not_exceed_their_sum() -> None:
    """Different organisations of a whole span are at most the sum of the years', and may be fewer."""
    years: dict[int | str, Any] = {"2018": 100, "2019": 120, "2020": 80}
    for whole in (120, 200, 300):
        assert codes(amounts({**years, WHOLE: whole}, "distinct")) == []
    (check,) = found(amounts({**years, WHOLE: 301}, "distinct"), "spans", "span-exceeds")
    assert (check.code, check.values) == ("spans", {"total": 300, "figure": 301})


@pytest.mark.parametrize("aggregation", ["increment", "distinct"])
def test_a_part_greater_than_its_whole_is_told(aggregation: Aggregation) -> None:
    """A part of a span with more than the whole span is a warning of its own, also where years are missing."""
    programme = amounts({"2019": 120, WHOLE: 119}, aggregation)
    (check,) = found(programme, "spans", "span-exceeds")
    assert (check.code, check.severity) == ("span-exceeds", "warning")
    assert check.values == {"part": 120, "whole": 119}
    assert [programme.observations_by_id[name].period for name in check.evidence] == ["2019", WHOLE]
    assert codes(amounts({"2019": 119, WHOLE: 119}, aggregation)) == []
    assert codes(said(programme, {WHOLE: "about"})) == []
    assert codes(said(programme, {WHOLE: "over"})) == []


def test_figures_derived_from_the_whole_prove_nothing() -> None:
    """A part that was derived from the whole cannot speak against it; read from the document it can."""
    figures: Figures = {"2018": 100, "2019": 120, "2020": 180, WHOLE: 170}
    assert codes(amounts(figures)) == ["span-exceeds", "spans"]
    assert codes(said(amounts(figures), match={"2020": "derived"})) == []
    assert codes(said(amounts(figures), match={WHOLE: "derived"})) == []
    assert codes(said(amounts(figures), match={"2018": "derived"})) == ["span-exceeds"]


def test_groups_are_held_apart() -> None:
    """One respondent group's parts are not compared with another group's whole."""
    together = CaseItem(count={"2018": 100, WHOLE: 50}, aggregation="increment")
    apart = CaseItem(count={"2018": 100}, others={"staff": {WHOLE: 50}}, aggregation="increment")
    assert codes(build(Case(name="together", level="actions", items=(together,)))) == ["span-exceeds"]
    assert codes(build(Case(name="apart", level="actions", items=(apart,)))) == []


@pytest.mark.parametrize("aggregation", ["level", "cumulative", "case"])
def test_only_amounts_and_distinct_counts_are_compared(aggregation: Aggregation) -> None:
    """A level, a running total or a case of a part of the span may be greater than that of the whole."""
    assert codes(amounts({"2018": 200, WHOLE: 100}, aggregation)) == []
    assert codes(amounts({"2018": 200, WHOLE: 100})) == ["span-exceeds"]


def test_one_of_two_published_sums_may_fit() -> None:
    """Where two documents give a part differently, the whole fits when it fits one of them."""
    figures: dict[int | str, Any] = {"2018": [100, 110], "2019": 120, "2020": 80}
    assert codes(amounts({**figures, WHOLE: 300})) == []
    assert codes(amounts({**figures, WHOLE: 310})) == []
    assert codes(amounts({**figures, WHOLE: 311})) == ["spans"]


def test_a_whole_given_as_a_range_fits_any_sum_within_it() -> None:
    """Where a document gives a whole from one figure to another, the parts may add up to either or between."""
    parts: dict[int | str, Any] = {"2018": 0, "2019": 0}
    for last in (290, 300, 310):
        assert codes(amounts({**parts, "2020": last, WHOLE: "290..310"})) == []
    assert codes(amounts({**parts, "2020": 289, WHOLE: "290..310"})) == ["spans"]
    assert codes(amounts({**parts, "2020": 311, WHOLE: "290..310"})) == ["span-exceeds", "spans"]


Claim = tuple[Literal["start", "end"], str, Literal["exact", "about"]]


def claiming(*claims: Claim) -> ProgrammeData:
    """Return a programme of whose start and end documents say this."""
    programme = build(Case(name="dated"))
    dates = tuple(
        DateClaim(
            event=event,
            date=datetime.date.fromisoformat(day),
            precision=precision,
            document="document",
            place=f"page {page}",
        )
        for page, (event, day, precision) in enumerate(claims, 1)
    )
    return replace(programme, sheet=replace(programme.sheet, dates=dates))


def test_two_start_dates_disagree() -> None:
    """Two documents that give different days for the start are a warning with both claims and no figure to blame."""
    programme = claiming(("start", "2015-01-01", "exact"), ("start", "2015-03-01", "exact"))
    (check,) = register(programme)
    assert (check.code, check.severity, check.evidence) == ("dates-disagree", "warning", ())
    assert check.values == {"event": "start", "first": "2015-01-01", "last": "2015-03-01"}
    assert [claim.place for claim in check.claims] == ["page 1", "page 2"]


def test_start_and_end_are_compared_each_with_its_own() -> None:
    """A start is never compared with an end; each event that is told differently has a warning of its own."""
    once = claiming(("start", "2015-01-01", "exact"), ("end", "2020-12-31", "exact"))
    assert register(once) == ()
    both = claiming(
        ("start", "2015-01-01", "exact"),
        ("end", "2020-12-31", "exact"),
        ("end", "2021-01-31", "exact"),
        ("start", "2015-02-01", "exact"),
    )
    assert [check.values["event"] for check in register(both)] == ["start", "end"]
    assert [len(check.claims) for check in register(both)] == [2, 2]


@pytest.mark.parametrize(
    "claims",
    [
        (("start", "2015-01-01", "exact"), ("start", "2015-01-01", "exact")),
        (("start", "2015-01-01", "exact"), ("start", "2015-03-01", "about")),
        (("start", "2015-01-01", "about"), ("start", "2016-01-01", "about")),
        (),
    ],
    ids=["the same day", "about another day", "both about", "nothing told"],
)
def test_dates_that_may_agree_are_left_alone(claims: tuple[Claim, ...]) -> None:
    """The same day twice, and a day that is only about, are no disagreement."""
    assert register(claiming(*claims)) == ()


@pytest.mark.parametrize(
    ("published", "told"),
    [("2020-12-30", True), ("2020-12-31", True), ("2021-01-01", False)],
    ids=["the day before the last", "the last day", "the day after the last"],
)
def test_a_figure_published_before_its_period_was_over_is_noted(published: str, told: bool) -> None:
    """Until its last day is past a period is not over, and a document that gives its figure by then is noted."""
    programme = amounts({WHOLE: 300})
    (document,) = programme.sources.documents
    dated = replace(document, published=datetime.date.fromisoformat(published))
    checks = register(replace(programme, sources=replace(programme.sources, documents=(dated,))))
    assert [(check.code, check.severity) for check in checks] == [("published-early", "note")] * told


def paced(figures: Figures, *, previous: str = BEFORE, period: str = WHOLE, **more: Any) -> Item:
    """Return the item of a sum that is held against the pace of the preceding period."""
    item = CaseItem(count=figures, expected="previous-period", **{"aggregation": "increment", **more})
    programme = build(Case(name="paced", level="actions", items=(item,), period=period, previous=previous))
    element = programme.chain.element(ELEMENT)
    (one,) = items(
        element, RatingContext(programme=programme, period=programme.period(period), rubric=rubric_in_force())
    )
    return one


def test_a_sum_over_two_years_is_held_against_the_pace_of_two_years() -> None:
    """Two of three years known: the expectation is what the earlier pace gives over the days of those two."""
    one = paced({BEFORE: 1096, "2018": 365, "2019": 365})
    assert one.coverage == pytest.approx(730 / 1096)
    assert one.expected == pytest.approx(730)
    assert one.achievement == pytest.approx(1)
    assert one.status == "used"


@given(
    earlier=st.integers(1, 5000),
    now=st.lists(st.integers(0, 3000), min_size=1, max_size=3),
    known=st.permutations(["2018", "2019", "2020"]),
)
def test_the_expectation_is_the_pace_times_the_known_days(earlier: int, now: list[int], known: list[str]) -> None:
    """Whichever years are known, the expectation is the earlier sum a day times their days, from half of them on."""
    years: dict[int | str, Any] = dict(zip(known, now, strict=False))
    days = sum(366 if year == "2020" else 365 for year in years)
    one = paced({BEFORE: earlier, **years})
    assert one.value == sum(now)
    if days < 1096 / 2:
        assert (one.expected, one.achievement, one.status) == (None, None, "no-expectation")
    else:
        assert one.expected == pytest.approx(earlier / 1096 * days)
        assert one.achievement == pytest.approx(sum(now) / (earlier / 1096 * days))


def test_half_of_the_days_is_enough_and_a_day_less_is_not() -> None:
    """Of 2019–2020 the leap year is more than half and gives an expectation; 2019 is less and gives none."""
    figures: dict[int | str, Any] = {"2017-2018": 730}
    later = paced({**figures, "2020": 366}, previous="2017-2018", period="2019-2020")
    earlier = paced({**figures, "2019": 365}, previous="2017-2018", period="2019-2020")
    assert later.expected == pytest.approx(366)
    assert (earlier.expected, earlier.status) == (None, "no-expectation")


def test_a_whole_period_is_held_against_the_whole_of_the_preceding_one() -> None:
    """Periods of as many days are compared as they are; of unlike length by their pace."""
    assert paced({BEFORE: 300, WHOLE: 330}).expected == pytest.approx(300)
    one = paced({"2016-2017": 731, WHOLE: 1096}, previous="2016-2017")
    assert one.expected == pytest.approx(1096)


def test_an_earlier_period_that_is_known_in_part_sets_no_pace() -> None:
    """The preceding period must be known as a whole, because nobody knows the pace of its other years."""
    one = paced({"2015": 100, "2016": 100, WHOLE: 330})
    assert (one.expected, one.status) == (None, "no-expectation")
    assert paced({"2015": 100, "2016": 100, "2017": 100, WHOLE: 330}).expected == pytest.approx(300)


def test_a_part_of_a_sum_of_which_less_is_better_is_not_compared() -> None:
    """Where less is better a part of the sum would look too good: only the whole is held against the earlier sum."""
    whole = paced({BEFORE: 300, WHOLE: 250}, falls=True, floor=400)
    part = paced({BEFORE: 300, "2018": 100, "2019": 100}, falls=True, floor=400)
    assert whole.expected == pytest.approx(300)
    assert whole.achievement == pytest.approx(1.5)
    assert (part.expected, part.status) == (None, "no-expectation")


@pytest.mark.parametrize("falls", [False, True])
def test_a_level_is_held_against_the_earlier_level_as_it_is(falls: bool) -> None:
    """What is not summed has no pace: one year's level is held against the preceding period's latest level."""
    one = paced({"2017": 300, "2018": 250}, aggregation="level", falls=falls, floor=400 if falls else 0)
    assert one.expected == pytest.approx(300)


def test_distinct_counts_of_periods_of_unlike_length_are_not_compared() -> None:
    """Different organisations do not grow with the days, so another length of period gives no expectation."""
    assert paced({BEFORE: 200, WHOLE: 220}, aggregation="distinct").expected == pytest.approx(200)
    one = paced({"2016-2017": 200, WHOLE: 220}, aggregation="distinct", previous="2016-2017")
    assert (one.expected, one.status) == (None, "no-expectation")


@given(part=st.integers(0, 400), earlier=st.integers(1, 600))
def test_the_same_pace_gives_the_same_rating_however_much_of_it_is_known(part: int, earlier: int) -> None:
    """Two years at a pace are rated like three years at that pace."""
    ratings: list[Rating] = []
    for years in (("2018", "2019"), ("2018", "2019", "2020")):
        figures: dict[int | str, Any] = {BEFORE: 1096 * earlier}
        figures |= {year: (366 if year == "2020" else 365) * part for year in years}
        item = CaseItem(count=figures, expected="previous-period", aggregation="increment")
        programme = build(Case(name="pace", level="actions", items=(item,)))
        ratings.append(assess(programme, WHOLE, rubric_in_force()).rating(ELEMENT).computed)
    assert ratings[0] is ratings[1]
