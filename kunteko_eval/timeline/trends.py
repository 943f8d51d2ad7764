"""Trends over single years: which registered figures have enough of them to be tested, and why the others have not.

Each single year's figure must be of that calendar year alone and of the same respondent group. Only what is registered
for some element is tested, so that nobody looks for trends until one is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kunteko_eval.method.assess import Assessment
from kunteko_eval.method.expectation import COMPLETE
from kunteko_eval.method.overlap import mark_overlaps
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.method.selection import Reading, readings
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.period import Period
from kunteko_eval.timeline.trend_tests import TestedTrend, cochran_armitage, holm, poisson_trend

Why = Literal["tested", "few-years", "n-not-told", "few-answers", "all-alike", "no-test"]
"""Whether a trend was tested; otherwise why not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigure:
    """A figure of one calendar year.

    Attributes:
        value: In the indicator's unit.
        n: Respondents, where the document tells.
    """

    year: int
    value: float
    n: int | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlySeries:
    """A registered figure that is known for at least two single years.

    Attributes:
        test: None unless `why` is tested.
        adjusted: Its p-value adjusted by Holm over all tests of the report.
    """

    indicator: Indicator
    groups: tuple[str, ...]
    years: tuple[YearFigure, ...]
    why: Why
    test: TestedTrend | None = None
    adjusted: float | None = None


def yearly_series(assessment: Assessment) -> tuple[YearlySeries, ...]:
    """Return every registered figure with at least two single years up to the end of the report's period."""
    programme = assessment.programme
    names = dict.fromkeys(
        one.indicator for element in programme.chain.elements for one in element.evidence if one.indicator is not None
    )
    return tuple(
        _tested(programme.indicators_by_id[name], groups, years, assessment.rubric)
        for name in names
        for groups, years in _by_group(assessment, programme.indicators_by_id[name]).items()
        if len(years) > 1
    )


def over_all_tests(
    found: Sequence[YearlySeries], others: Sequence[float]
) -> tuple[tuple[YearlySeries, ...], list[float]]:
    """Adjust the p-values of all tests of a report by Holm.

    Args:
        found: The series, tested or not.
        others: The p-values of the report's other tests.

    Returns:
        The series with their adjusted p-values, and those of the others.
    """
    tests = [one.test.p for one in found if one.test is not None]
    adjusted = holm([*tests, *others])
    own = iter(adjusted[: len(tests)])
    series = tuple(one if one.test is None else replace(one, adjusted=next(own)) for one in found)
    return series, adjusted[len(tests) :]


def _by_group(assessment: Assessment, indicator: Indicator) -> dict[tuple[str, ...], list[YearFigure]]:
    programme, end = assessment.programme, assessment.period.end
    spans = {programme.periods[one.period] for one in programme.observations_of[indicator.id]}
    years = sorted((one for one in spans if _is_year(one) and one.end <= end), key=lambda one: one.start)
    found: dict[tuple[str, ...], list[YearFigure]] = {}
    for span in years:
        for reading in _alone(assessment, indicator, span):
            evidence = tuple(one.id for one in reading.used)
            figure = YearFigure(year=span.start.year, value=reading.value, n=reading.n, evidence=evidence)
            found.setdefault(reading.groups, []).append(figure)
    return found


def _is_year(span: Period) -> bool:
    days = (span.start.month, span.start.day, span.end.month, span.end.day)
    return span.start.year == span.end.year and days == (1, 1, 12, 31)


def _alone(assessment: Assessment, indicator: Indicator, span: Period) -> Iterator[Reading]:
    """Yield the readings of a whole year that speak for themselves."""
    programme = assessment.programme
    for one in mark_overlaps(programme, indicator, readings(programme, indicator, span)):
        whole = indicator.aggregation != "increment" or one.reading.coverage >= COMPLETE
        if one.role == "alone" and whole:
            yield one.reading


def _tested(indicator: Indicator, groups: tuple[str, ...], years: list[YearFigure], rubric: Rubric) -> YearlySeries:
    series = YearlySeries(indicator=indicator, groups=groups, years=tuple(years), why="no-test")
    if indicator.is_proportion and indicator.kind in {"perceived", "tested"}:
        return _share(series, rubric)
    if indicator.unit == "count" and indicator.aggregation == "increment":
        return _count(series, rubric)
    return series


def _share(series: YearlySeries, rubric: Rubric) -> YearlySeries:
    with_n = [(one, one.n) for one in series.years if one.n]
    if len(with_n) < rubric.trend_years_share:
        enough = len(series.years) >= rubric.trend_years_share
        return replace(series, why="n-not-told" if enough else "few-years")
    whole = 100 if series.indicator.unit == "percent" else 1
    answers = [round(one.value / whole * n) for one, n in with_n]
    people = [n for _, n in with_n]
    if sum(answers) in {0, sum(people)}:
        return replace(series, why="all-alike")
    if min(sum(answers), sum(people) - sum(answers)) < rubric.trend_least_expected:
        return replace(series, why="few-answers")
    test = cochran_armitage(answers, people, [one.year for one, _ in with_n])
    kept = tuple(one for one, _ in with_n)
    return replace(series, years=kept, test=test, why="all-alike" if test is None else "tested")


def _count(series: YearlySeries, rubric: Rubric) -> YearlySeries:
    if len(series.years) < rubric.trend_years_count:
        return replace(series, why="few-years")
    counts = [one.value for one in series.years]
    if sum(counts) < rubric.trend_least_expected:
        return replace(series, why="few-answers")
    test = poisson_trend(counts, [one.year for one in series.years])
    return replace(series, test=test, why="all-alike" if test is None else "tested")
