"""On track, behind or ahead: a figure against its expected path.

The gap between a figure and the path on its day is held against how far the path has come by then. Within the rubric's
tolerance of that way it is *on track*; USAID's performance reporting asks for an explanation from a deviation of a tenth
of the target on (ADS 201, performance plan and report). This changes no rating: a colour compares a report's period with
the expectation that holds for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kunteko_eval.method.assess import Assessment
from kunteko_eval.method.expectation import COMPLETE
from kunteko_eval.method.normalise import wilson_interval
from kunteko_eval.method.overlap import mark_overlaps
from kunteko_eval.method.selection import Reading, readings
from kunteko_eval.model.chain import Element
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.period import Period
from kunteko_eval.timeline.expected_path import ExpectedPath, expected_path

Standing = Literal["ahead", "on-track", "behind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An actual figure on a day, and what was expected by then.

    Attributes:
        value: In the indicator's unit; of what is summed, since the start of the path.
        expected: The path's value on the day.
        low: The Wilson interval's lower end; `high` its upper end; None unless it is a share with n.
        standing: Against the path on the day.
        settled: Whether both ends of the interval stand the same way; always so without sampling error.
    """

    day: datetime.date
    value: float
    expected: float
    n: int | None
    low: float | None
    high: float | None
    evidence: tuple[str, ...]
    standing: Standing
    settled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One indicator of one element, its expected path and what it came to.

    Attributes:
        groups: The respondent groups that the figures are of.
        reached: The figures up to the end of the report's period, in the order of time.
    """

    element: Element
    indicator: Indicator
    groups: tuple[str, ...]
    path: ExpectedPath
    reached: tuple[Reached, ...]

    @property
    def latest(self) -> Reached | None:
        """Return the latest figure that can be held against the path."""
        return self.reached[-1] if self.reached else None


def courses(assessment: Assessment) -> tuple[Course, ...]:
    """Return the course of every indicator with expectations of several periods, in the order of the chain.

    Args:
        assessment: The programme, and the period up to whose end figures count.
    """
    return tuple(one for rating in assessment.everything for one in _of_element(assessment, rating.element))


def _of_element(assessment: Assessment, element: Element) -> Iterator[Course]:
    programme = assessment.programme
    conventions = programme.chain.conventions_by_id
    registered: dict[str, list[str]] = {}
    for one in element.evidence:
        if one.indicator is not None:
            registered.setdefault(one.indicator, []).append(one.expectation)
    for name, expectations in registered.items():
        indicator = programme.indicators_by_id[name]
        wanted = [conventions[one] for one in expectations]
        found: dict[tuple[str, ...], list[Reached]] = {}
        paths: dict[tuple[str, ...], ExpectedPath] = {}
        for day, reading in _figures(assessment, indicator, expected_path(programme, indicator, wanted, "all")):
            path = expected_path(programme, indicator, wanted, reading.groups[0])
            one_reached = None if path is None else _held(assessment, indicator, path, day, reading)
            if path is not None and one_reached is not None:
                found.setdefault(reading.groups, []).append(one_reached)
                paths[reading.groups] = path
        for groups, all_reached in found.items():
            yield Course(
                element=element, indicator=indicator, groups=groups, path=paths[groups], reached=tuple(all_reached)
            )
        path = expected_path(programme, indicator, wanted, "all")
        if not found and path is not None:
            yield Course(element=element, indicator=indicator, groups=(), path=path, reached=())


def _figures(
    assessment: Assessment, indicator: Indicator, path: ExpectedPath | None
) -> Iterator[tuple[datetime.date, Reading]]:
    """Yield every figure that may be held against a path, with the day at whose end it stands."""
    if path is None:
        return
    programme, end = assessment.programme, assessment.period.end
    spans = {programme.periods[one.period] for one in programme.observations_of[indicator.id]}
    ordered = sorted((one for one in spans if path.start.day < one.end <= end), key=lambda one: (one.end, one.days))
    days: dict[datetime.date, Period] = {}
    for span in ordered:
        since = Period(id="since-start", start=path.first_day, end=span.end, report=False) if path.summed else span
        days.setdefault(span.end, since)
    for day, span in days.items():
        for one in mark_overlaps(programme, indicator, readings(programme, indicator, span)):
            whole = path.summed or all(programme.periods[entry.period] == span for entry in one.reading.used)
            covered = indicator.aggregation != "increment" or one.reading.coverage >= COMPLETE
            if one.role == "alone" and whole and covered:
                yield day, one.reading


def _held(
    assessment: Assessment, indicator: Indicator, path: ExpectedPath, day: datetime.date, reading: Reading
) -> Reached | None:
    """Return a figure held against the path; None on a day of which nothing was expected."""
    expected = path.on(day)
    if expected is None:
        return None
    tolerance, low, high = assessment.rubric.milestone_tolerance, None, None
    if indicator.is_proportion and reading.sample:
        whole = 100 if indicator.unit == "percent" else 1
        low, high = (
            end * whole
            for end in wilson_interval(reading.value / whole, reading.sample, assessment.rubric.wilson_confidence)
        )
    way = abs(expected - path.start.value)
    values = [reading.value, *(end for end in (low, high) if end is not None)]
    stands = [standing(value, expected, tolerance * way, more=indicator.direction == "more") for value in values]
    return Reached(
        day=day,
        value=reading.value,
        expected=expected,
        n=reading.n,
        low=low,
        high=high,
        evidence=tuple(one.id for one in reading.used),
        standing=stands[0],
        settled=len(set(stands)) == 1,
    )


def standing(value: float, expected: float, allowed: float, *, more: bool) -> Standing:
    """Return how a figure stands against what was expected by its day.

    Args:
        value: The figure; `expected` in the same unit.
        expected: The path's value on the day.
        allowed: How far it may be from the path and still be on track.
        more: Whether more is better.

    >>> standing(95, 100, 10, more=True), standing(80, 100, 10, more=True), standing(80, 100, 10, more=False)
    ('on-track', 'behind', 'ahead')
    """
    gap = round((value - expected) * (1 if more else -1), 9)
    if gap < -allowed:
        return "behind"
    return "ahead" if gap > allowed else "on-track"


def by_standing(found: Sequence[Course]) -> dict[Standing, list[Course]]:
    """Return the courses that have a figure by how the latest one stands; ways that none stands are left out."""
    sorted_out: dict[Standing, list[Course]] = {"behind": [], "on-track": [], "ahead": []}
    for one in found:
        if one.latest is not None:
            sorted_out[one.latest.standing].append(one)
    return {name: some for name, some in sorted_out.items() if some}
