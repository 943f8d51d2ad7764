"""Figures over time: against their expected path, over single years, and from one period to the next."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from builder import ELEMENT, Case, CaseItem, Figures, Milestone, build, rubric_in_force
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.contingency_tables import Table as Contingency
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from kunteko_eval.method.assess import assess
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report import chapters as notebook
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.language import NBSP, Language
from kunteko_eval.report.moved import figure_changes
from kunteko_eval.report.picture import picture
from kunteko_eval.report.view import View, view_of
from kunteko_eval.timeline.expected_path import ExpectedPath, PathPoint
from kunteko_eval.timeline.milestone_frame import milestone_frame
from kunteko_eval.timeline.milestones import Course, courses, standing
from kunteko_eval.timeline.moved import MovedFigure, moved_figures
from kunteko_eval.timeline.trend_tests import cochran_armitage, holm, poisson_trend
from kunteko_eval.timeline.trends import YearlySeries, yearly_series

NOW, THEN = "2018-2020", "2015-2017"


def course(item: CaseItem, **case: Any) -> Course:
    """Return the one course of a programme whose element in question has this item."""
    programme = build(Case(name="course", items=(item,), **case))
    (found,) = courses(assess(programme, str(case.get("period", NOW)), rubric_in_force()))
    return found


def series(*items: CaseItem) -> list[YearlySeries]:
    """Return the series of single years of a programme with these items."""
    return list(yearly_series(assess(build(Case(name="years", items=items)), NOW, rubric_in_force())))


def compared(*items: CaseItem, **case: Any) -> list[MovedFigure]:
    """Return what moved between the two periods of a programme with these items."""
    programme = build(Case(name="moved", items=items, **case))
    before, after = (assess(programme, period, rubric_in_force()) for period in (THEN, NOW))
    return list(moved_figures(before, after))


def seen(programme: ProgrammeData, language: str = "en") -> View:
    """Return the report period of a programme."""
    return view_of(programme, NOW, rubric_in_force(), Language(language))


def end_of(year: int) -> datetime.date:
    """Return the last day of a year."""
    return datetime.date(year, 12, 31)


SUMS = CaseItem(
    count={2015: 10, 2016: 20, 2017: 30, 2018: 60, 2019: 70},
    aggregation="increment",
    kind="perceived",
    expected=90,
    of=THEN,
    milestones=(Milestone(expected=150, of=NOW),),
)
SHARES = CaseItem(
    percent={2015: 40, 2017: 50, 2018: 45, 2019: 64},
    n=120,
    floor=30,
    expected=50,
    of=THEN,
    milestones=(Milestone(expected=70, floor=30, of=NOW),),
)


# Milestones


def test_sums_run_on_from_milestone_to_milestone() -> None:
    """90 in three years and 150 in the next three are a path to 240; figures are totals since its start."""
    found = course(SUMS)
    assert [(point.day, point.value) for point in found.path.points] == [
        (end_of(2014), 0),
        (end_of(2017), 90),
        (end_of(2020), 240),
    ]
    assert [(one.day.year, one.value) for one in found.reached] == [
        (2015, 10),
        (2016, 30),
        (2017, 60),
        (2018, 120),
        (2019, 190),
    ]
    assert [one.standing for one in found.reached] == ["behind", "behind", "behind", "behind", "on-track"]
    assert found.path.on(end_of(2018)) == pytest.approx(90 + 150 * 365 / 1096)


def test_states_are_held_against_a_line_from_the_floor() -> None:
    """A share starts at its floor on the eve of the programme and is expected to pass each milestone on its last day."""
    found = course(SHARES)
    assert [(point.day.year, point.value) for point in found.path.points] == [(2014, 30), (2017, 50), (2020, 70)]
    assert [(one.day.year, one.standing, one.settled) for one in found.reached] == [
        (2015, "ahead", False),
        (2017, "on-track", False),
        (2018, "behind", True),
        (2019, "on-track", False),
    ]


def test_a_baseline_from_before_the_programme_is_where_the_path_starts() -> None:
    """A figure of the year before takes the place of the floor; the latest one, where there are several."""
    figures: Figures = {2012: 20, 2014: 38, 2017: 50}
    found = course(replace(SHARES, percent=figures))
    assert found.path.start == PathPoint(day=end_of(2014), value=38.0)
    assert [one.day.year for one in found.reached] == [2017]


def test_falling_figures_are_ahead_when_they_fall_faster() -> None:
    """Where less is better, below the path is ahead and above it behind."""
    days = CaseItem(
        count={2016: 50, 2019: 55},
        falls=True,
        floor=80,
        expected=60,
        of=THEN,
        milestones=(Milestone(expected=40, floor=80, of=NOW),),
    )
    assert [one.standing for one in course(days).reached] == ["ahead", "behind"]


def test_grades_are_held_on_their_own_scale() -> None:
    """A convention's part of the scale becomes a grade of the scale: 0.5 and 0.75 of 1–5 are 3 and 4."""
    grade = CaseItem(
        grade={2017: "3.9"}, floor=0.5, expected=0.75, of=THEN, milestones=(Milestone(expected=1, floor=0.5, of=NOW),)
    )
    assert [point.value for point in course(grade).path.points] == [3.0, 4.0, 5.0]


def test_running_totals_and_distinct_things_have_paths_too() -> None:
    """A running total is read since the start; of distinct things only spans that begin together add up."""
    total = CaseItem(
        count={2017: 80, 2019: 200},
        aggregation="cumulative",
        expected=90,
        of=THEN,
        milestones=(Milestone(expected=150, of=NOW),),
    )
    assert [(one.value, one.standing) for one in course(total).reached] == [(80, "behind"), (200, "on-track")]
    distinct = CaseItem(
        count={THEN: 100, "2015-2020": 150},
        aggregation="distinct",
        expected=90,
        of=THEN,
        milestones=(Milestone(expected=140, of="2015-2020"), Milestone(expected=60, of=NOW)),
    )
    found = course(distinct, period="2015-2020")
    assert [point.value for point in found.path.points] == [0, 90, 140]
    assert [(one.value, one.standing) for one in found.reached] == [(100, "ahead"), (150, "on-track")]


def test_a_sum_with_a_missing_year_is_held_against_nothing() -> None:
    """A total that lacks a year is no total: no figure from then on stands against the path."""
    found = course(replace(SUMS, count={2015: 10, 2017: 30, 2018: 60}))
    assert [one.day.year for one in found.reached] == [2015]


@pytest.mark.parametrize(
    "item",
    [
        CaseItem(percent={2017: 50}, expected=50, of=THEN),
        CaseItem(percent={2017: 50}),
        CaseItem(count={2018: 50}, aggregation="increment", expected="previous-period"),
        CaseItem(finding="supports very-much"),
    ],
    ids=["one milestone", "a standing expectation", "the preceding period", "a finding"],
)
def test_without_several_periods_there_is_no_path(item: CaseItem) -> None:
    """A single expectation is no path, and the report says so in one line."""
    programme = build(Case(name="no path", items=(item,)))
    assert courses(assess(programme, NOW, rubric_in_force())) == ()
    assert notebook.milestones(seen(programme)) == []
    assert len(notebook.milestone_picture(seen(programme)).paragraphs) == 1


def test_figures_after_the_reports_period_are_left_out() -> None:
    """The report of 2015–2017 shows the whole path, and no figure of 2018."""
    programme = build(Case(name="earlier", items=(SUMS,)))
    (found,) = courses(assess(programme, THEN, rubric_in_force()))
    assert found.path.points[-1].day == end_of(2020)
    assert found.latest is not None
    assert found.latest.day == end_of(2017)


@given(
    values=st.lists(st.floats(0, 1000), min_size=2, max_size=6),
    gaps=st.lists(st.integers(1, 900), min_size=5, max_size=5),
    part=st.floats(0, 1),
)
def test_the_path_passes_its_points_and_stays_between_them(values: list[float], gaps: list[int], part: float) -> None:
    """On a point's day the path has its value, and between two points it is never outside them."""
    day, points = end_of(2014), []
    for value, gap in zip(values, gaps, strict=False):
        points.append(PathPoint(day=day, value=value))
        day += datetime.timedelta(days=gap)
    path = ExpectedPath(points=tuple(points), summed=True)
    assert all(path.on(one.day) == pytest.approx(one.value) for one in points)
    first, second = points[0], points[1]
    between = first.day + datetime.timedelta(days=round(part * (second.day - first.day).days))
    low, high = sorted((first.value, second.value))
    assert low - 1e-9 <= (path.on(between) or 0.0) <= high + 1e-9
    assert path.on(points[-1].day + datetime.timedelta(days=1)) is None
    assert path.on(first.day - datetime.timedelta(days=1)) is None


@given(value=st.floats(-100, 100), expected=st.floats(-100, 100), allowed=st.floats(0, 50), more=st.booleans())
def test_better_never_stands_worse(value: float, expected: float, allowed: float, more: bool) -> None:
    """A better figure never stands further back, and turning the direction round turns the standing round."""
    order = ["behind", "on-track", "ahead"]
    better = value + (1 if more else -1)
    assert order.index(standing(value, expected, allowed, more=more)) <= order.index(
        standing(better, expected, allowed, more=more)
    )
    mirrored = standing(-value, -expected, allowed, more=not more)
    assert standing(value, expected, allowed, more=more) == mirrored


def test_the_tolerance_is_a_part_of_the_way() -> None:
    """A tenth of the way is on track and just more is not; the way is the path's own, not the target."""
    for actual, stands in ((64, "on-track"), ("63.9", "behind"), (72, "on-track"), ("72.1", "ahead")):
        item = replace(
            SHARES,
            percent={2020: actual},
            n=None,
            expected=50,
            milestones=(Milestone(expected=68, floor=28, of=NOW),),
            floor=28,
        )
        assert course(item).reached[0].standing == stands


def test_the_frame_has_a_row_for_each_day() -> None:
    """Milestones and figures of one day share a row; the standing is missing where there is no figure."""
    frame = milestone_frame([course(SUMS)], "en")
    assert frame.index.names == ["element", "item", "group", "day"]
    assert frame["milestone"].sum() == 2
    assert frame["actual"].notna().sum() == 5
    assert len(frame) == 7
    assert frame["standing"].isna().sum() == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_paths_are_told_drawn_and_tabled(language: str) -> None:
    """Words name what is behind and on track; the picture has a panel each; the table has every day with its source."""
    view = seen(build(Case(name="both", items=(SUMS, SHARES))), language)
    lines = notebook.milestone_picture(view).paragraphs
    if language == "en":
        assert lines[0].startswith("On track: item-1 190 on 31")
        assert "sampling leaves it open" in lines[0]
    (shown,) = notebook.milestones(view)
    drawn = picture(shown.as_json(), identifier="paths", title="t", text="x")
    assert drawn.count("<title>") >= 9
    assert len(shown.table.rows) == 7 + 6
    assert "{" not in shown.table.plain()
    assert len(shown.frame) == len(shown.table.rows)


# Trends


@pytest.mark.parametrize(
    ("answers", "people", "times"),
    [
        ([10, 20, 30], [50, 50, 50], [2018, 2019, 2020]),
        ([3, 9, 7, 15], [20, 31, 44, 29], [1, 2, 4, 5]),
        ([40, 30, 22, 18, 9], [80, 75, 90, 70, 60], [2015, 2016, 2017, 2018, 2019]),
        ([25, 25, 25], [50, 50, 50], [0, 1, 2]),
    ],
)
def test_cochran_armitage_equals_statsmodels(answers: list[int], people: list[int], times: list[int]) -> None:
    """The z of statsmodels' test of ordinal association, but for its factor N / (N − 1) of the variance."""
    ours = cochran_armitage(answers, people, times)
    assert ours is not None
    table = np.array([answers, np.subtract(people, answers)])
    theirs = Contingency(table, shift_zeros=False).test_ordinal_association(np.array([1, 0]), np.array(times))
    n = sum(people)
    assert ours.z == pytest.approx(theirs.zscore * math.sqrt(n / (n - 1)), abs=1e-9)
    assert ours.p == pytest.approx(2 * norm.sf(abs(ours.z)), abs=1e-12)


def test_cochran_armitage_of_two_years_is_the_test_of_two_shares() -> None:
    """With two groups the trend is their difference, whatever the scores: z² is Pearson's χ² of the table."""
    ours = cochran_armitage([13, 39], [52, 52], [2018, 2024])
    assert ours is not None
    chi2 = Contingency(np.array([[13, 39], [39, 13]]), shift_zeros=False).test_nominal_association().statistic
    assert ours.z**2 == pytest.approx(chi2)


@pytest.mark.parametrize("answers", [[0, 0, 0], [50, 50, 50]])
def test_answers_that_are_all_alike_have_no_trend(answers: list[int]) -> None:
    """Where nobody or everybody answers yes there is nothing to test."""
    assert cochran_armitage(answers, [50, 50, 50], [1, 2, 3]) is None


@pytest.mark.parametrize("counts", [[10, 12, 15, 21], [118, 211, 140, 101], [5, 4, 3, 2, 1], [9, 8, 9, 7]])
def test_poisson_trend_equals_the_score_test_of_statsmodels(counts: list[int]) -> None:
    """z² times the dispersion is the score test of Poisson regression, and the dispersion is its Pearson χ² per degree."""
    ours = poisson_trend(counts, range(len(counts)))
    assert ours is not None
    design = sm.add_constant(np.arange(len(counts), dtype=float))
    constant = sm.GLM(np.array(counts, float), design[:, :1], family=sm.families.Poisson())
    statistic = constant.score_test(constant.fit().params, exog_extra=design[:, 1:])[0]
    assert ours.z**2 * ours.dispersion == pytest.approx(float(np.squeeze(statistic)), abs=1e-8)
    fitted = sm.GLM(np.array(counts, float), design, family=sm.families.Poisson()).fit()
    assert ours.dispersion == pytest.approx(max(fitted.pearson_chi2 / (len(counts) - 2), 1.0), rel=1e-6)
    assert ours.dispersion >= 1


def test_counts_of_nothing_have_no_trend() -> None:
    """Years in which nothing was counted are no series."""
    assert poisson_trend([0, 0, 0, 0], [1, 2, 3, 4]) is None


@settings(max_examples=12)  # statsmodels collects the whole memory's garbage in each call, a third of a second.
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_equals_statsmodels(p_values: list[float]) -> None:
    """Adjusted p-values are statsmodels', in the order given."""
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1], abs=1e-12)


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (CaseItem(percent={2018: 40, 2019: 50, 2020: 60}, n=120), "tested"),
        (CaseItem(percent={2018: 40, 2019: 50}, n=120), "few-years"),
        (CaseItem(percent={2018: 40, 2019: 50, 2020: 60}), "n-not-told"),
        (CaseItem(percent={2018: 1, 2019: 1, 2020: 2}, n=100), "few-answers"),
        (CaseItem(percent={2018: 100, 2019: 100, 2020: 100}, n=50), "all-alike"),
        (CaseItem(count={2015: 9, 2016: 12, 2017: 20, 2018: 30}, aggregation="increment"), "tested"),
        (CaseItem(count={2015: 9, 2016: 12, 2017: 20}, aggregation="increment"), "few-years"),
        (CaseItem(count={2015: 1, 2016: 0, 2017: 1, 2018: 2}, aggregation="increment"), "few-answers"),
        (CaseItem(count={2015: 9, 2016: 12, 2017: 20, 2018: 30}), "no-test"),
        (CaseItem(grade={2018: "3.1", 2019: "3.5", 2020: "3.9"}, n=60), "no-test"),
    ],
)
def test_a_trend_is_tested_only_where_n_allows(item: CaseItem, why: str) -> None:
    """Shares need n in three single years and counts four; what is not tested says why."""
    (found,) = series(item)
    assert found.why == why
    assert (found.test is not None) is (why == "tested")


def test_periods_longer_than_a_year_are_no_single_years() -> None:
    """A figure of three years says nothing of one of them."""
    assert series(CaseItem(percent={THEN: 40, NOW: 50, "2015-2020": 60}, n=120)) == []


def test_one_year_alone_is_no_series() -> None:
    """What is known of one year is not listed."""
    assert series(CaseItem(percent={2018: 40}, n=120)) == []


def test_all_tests_of_a_report_share_holms_correction() -> None:
    """Two trends and one comparison are three tests: the least p is times three."""
    steep = CaseItem(percent={2018: 20, 2019: 50, 2020: 80}, n=100)
    flat = CaseItem(percent={2018: 50, 2019: 51, 2020: 50}, n=100)
    two = CaseItem(percent={THEN: 50, NOW: 58}, n=100)
    view = seen(build(Case(name="tests", items=(steep, flat, two))))
    raw = [one.test.p for one in view.trends if one.test is not None]
    raw += [one.p for one in view.moved if one.p is not None]
    adjusted = [one.adjusted for one in view.trends if one.adjusted is not None] + view.adjusted_changes
    assert adjusted == pytest.approx(multipletests(raw, method="holm")[1])
    assert len(adjusted) == 3
    told = notebook.trend_picture(view).plain()
    assert "It rises: item-1 (all)." in told
    assert "No trend is shown: item-2 (all)." in told
    table = notebook.trend_table(view)
    assert table is not None
    assert [row[3:] for row in table.rows] == [(f"<{NBSP}0.001", "rises"), ("1.000", "no trend shown")]


def test_a_scatter_beyond_poisson_is_told_and_takes_the_trend_down() -> None:
    """Counts that leap to and fro are less sure of a trend than a Poisson process would be, and the table says so."""
    leaping = CaseItem(count={2015: 40, 2016: 160, 2017: 60, 2018: 220}, aggregation="increment", kind="perceived")
    view = seen(build(Case(name="leaping", items=(leaping,))))
    table = notebook.trend_table(view)
    assert table is not None
    assert "times that of Poisson" in table.rows[0][2]
    assert table.rows[0][4] == "no trend shown"


# What moved


def test_kunteko_of_the_later_phase_has_three_figures_in_common_with_the_earlier(kunteko: ProgrammeData) -> None:
    """Page one of 2018–2020 names what moved since 2015–2017, and counts no box that cannot be compared."""
    view = seen(kunteko)
    assert [(one.indicator.id, one.way, one.partial) for one in view.moved] == [
        ("service-organisations", "down", None),
        ("coaching-organisations", "up", None),
        ("deeds-new", "up", "later"),
    ]
    told = notebook.moved_picture(view).plain()
    assert "Municipal organisations coached: up, over 80 → about 100" in told
    assert "New development deeds on Tekojen tori: up, 237 → at least 430" in told
    assert not re.search(r"\d not comparable", told)


def test_a_part_of_a_period_speaks_only_when_it_has_passed_the_whole() -> None:
    """Two of three years that already exceed the earlier three are more at least; two that do not tell nothing."""
    more = CaseItem(count={THEN: 100, 2018: 60, 2019: 50}, aggregation="increment")
    less = CaseItem(count={THEN: 100, 2018: 40, 2019: 50}, aggregation="increment")
    (found,) = compared(more, level="actions")
    assert (found.way, found.partial, found.difference) == ("up", "later", 10)
    assert compared(less, level="actions") == []
    (fell,) = compared(CaseItem(count={2015: 90, NOW: 60}, aggregation="increment"), level="actions")
    assert (fell.way, fell.partial) == ("down", "earlier")


def test_sums_of_unequal_periods_are_not_compared() -> None:
    """A count over six years and one over three are no pair, while a share of each is."""
    programme = build(
        Case(
            name="unequal",
            period="2015-2020",
            previous="2012-2014",
            start=2012,
            items=(
                CaseItem(count={"2012-2014": 50, "2015-2020": 90}, aggregation="increment"),
                CaseItem(percent={"2012-2014": 50, "2015-2020": 60}, n=100),
            ),
        )
    )
    before, after = (assess(programme, one, rubric_in_force()) for one in ("2012-2014", "2015-2020"))
    assert [one.indicator.id for one in moved_figures(before, after)] == ["item-2"]


def test_shares_with_n_carry_newcombes_interval_and_say_when_it_holds_nought() -> None:
    """The interval is statsmodels', and a difference that sampling alone may explain is told as such."""
    (clear,) = compared(CaseItem(percent={THEN: 25, NOW: 75}, n=52))
    theirs = confint_proportions_2indep(39, 52, 13, 52, method="newcomb", compare="diff")
    assert clear.interval == pytest.approx(theirs, abs=1e-12)
    assert clear.settled
    view = seen(build(Case(name="small", items=(CaseItem(percent={THEN: 50, NOW: 56}, n=50),))))
    told = notebook.moved_picture(view).plain().replace(NBSP, " ")
    assert "item-1: up, 50% (n = 50) → 56% (n = 50) (difference +6 percentage points" in told
    assert "sampling alone may explain it" in told


def test_figures_are_compared_though_their_boxes_are_not() -> None:
    """A count without an expectation in the earlier period gives no colour there, and still moved."""
    item = CaseItem(count={THEN: 182, NOW: 146}, aggregation="distinct", expected="previous-period")
    view = seen(build(Case(name="boxes", level="actions", items=(item,))))
    (box,) = [one for one in view.changes if one.element.id == ELEMENT]
    assert box.status == "not-comparable"
    assert "Figures that worsened: item-1: down, 182 → 146." in notebook.moved_picture(view).plain()


def test_without_a_common_figure_nothing_is_said_to_have_moved() -> None:
    """One line says that no figure is known for both periods."""
    view = seen(build(Case(name="none", items=(CaseItem(percent=60, n=80),))))
    assert notebook.moved_picture(view).paragraphs == (
        "No registered figure is known for both 2015–2017 and 2018–2020, so nothing can be said to have moved or to "
        "have stood still.",
    )
    table = figure_changes(view)
    assert isinstance(table, Prose)


def test_boxes_that_moved_are_told_by_name() -> None:
    """A box that is better on the common evidence stands under the figures, by its label."""
    view = seen(build(Case(name="better", items=(CaseItem(percent={THEN: 30, NOW: 75}, n=90),))))
    last = notebook.moved_picture(view).paragraphs[-1]
    assert last == f"Boxes that are better on the evidence that both periods have: {ELEMENT}."


@given(then=st.integers(1, 99), now=st.integers(1, 99), n=st.integers(20, 400), falls=st.booleans())
def test_the_direction_decides_what_is_better(then: int, now: int, n: int, falls: bool) -> None:
    """Up is better where more is, down where less is, and the table's difference is exact."""
    floor, expected = (90, 10) if falls else (10, 90)
    item = CaseItem(percent={THEN: then, NOW: now}, n=n, falls=falls, floor=floor, expected=expected)
    (found,) = compared(item)
    assert found.difference == pytest.approx((now - then) / 100)
    assert found.better is (None if now == then else (now > then) is not falls)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_moved_is_told_in_every_language(language: str) -> None:
    """Finnish, Swedish and English have every sentence of the comparison and of the trends."""
    items = (
        CaseItem(percent={THEN: 50, NOW: 56, 2018: 50, 2019: 52, 2020: 56}, n=50),
        CaseItem(count={THEN: 90, NOW: 60}, falls=True, floor=120, expected=60),
        CaseItem(count={2015: 40, 2016: 160, 2017: 60, 2018: 220}, aggregation="increment", kind="perceived"),
    )
    view = seen(build(Case(name="languages", items=items)), language)
    table = figure_changes(view)
    assert isinstance(table, Table)
    trends = notebook.trend_table(view)
    assert trends is not None
    for text in (
        notebook.moved_picture(view).plain(),
        notebook.trend_picture(view).plain(),
        table.plain(),
        trends.plain(),
    ):
        assert "{" not in text
