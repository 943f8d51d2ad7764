"""The expected path of a figure: a straight line from each milestone to the next.

Milestones are the targets of successive periods of a results framework (OECD-DAC, Glossary of key terms in evaluation
and results-based management, 2nd ed., 2023). Between two of them nothing is known of the plan, so the path is the
straight line; before the first one it leads from the start. For a state (a share, a grade, a level) the start is the
latest baseline figure from before the programme, or else the floor of the earliest expectation. For what is summed it
is 0 at the beginning of the first period, and each expectation adds what it expects of its own period.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from kunteko_eval.model.chain import Convention
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.holding import PACED, is_sum
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData

LEAST = 2
"""Expectations of different periods that make a path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPoint:
    """A value of the path at the end of a day.

    Attributes:
        value: In the indicator's unit; of what is summed, since the start of the path.
        expectation: The id of the convention; None for the start.
    """

    day: datetime.date
    value: float
    expectation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPath:
    """What was expected of an indicator, day by day.

    Attributes:
        points: The start and then every milestone, in the order of time.
        summed: Whether figures are totals since the start; otherwise they are states, and the last one lasts.
    """

    points: tuple[PathPoint, ...]
    summed: bool

    @property
    def start(self) -> PathPoint:
        """Return where the path begins: the eve of its first day."""
        return self.points[0]

    @property
    def first_day(self) -> datetime.date:
        """Return the first day that counts."""
        return self.start.day + datetime.timedelta(days=1)

    @property
    def milestones(self) -> tuple[PathPoint, ...]:
        """Return the points that an expectation gives."""
        return self.points[1:]

    def on(self, day: datetime.date) -> float | None:
        """Return the value expected at the end of a day; None before the start, and of a sum after the last milestone."""
        return _between(self.points, day) if self.summed or day < self.points[-1].day else self.points[-1].value


def _between(points: Sequence[PathPoint], day: datetime.date) -> float | None:
    for one, other in itertools.pairwise(points):
        if one.day <= day <= other.day:
            part = (day - one.day).days / (other.day - one.day).days
            return one.value + part * (other.value - one.value)
    return points[0].value if len(points) == 1 and day == points[0].day else None


def expected_path(
    programme: ProgrammeData, indicator: Indicator, conventions: Sequence[Convention], group: str
) -> ExpectedPath | None:
    """Return the path that an indicator's expectations of several periods describe; None where they describe none.

    Args:
        programme: The programme, whose periods the expectations are of.
        indicator: The indicator.
        conventions: The expectations registered for it and one element.
        group: The respondent group whose baseline counts.
    """
    dated = [(span, one) for one in conventions if (span := _span(programme, indicator, one)) is not None]
    dated.sort(key=lambda pair: (pair[0].end, -pair[0].start.toordinal(), pair[1].id))
    if len({span.end for span, _ in dated}) < LEAST:
        return None
    summed = is_sum(indicator)
    points = _totals(indicator, dated) if summed else _states(programme, indicator, dated, group)
    return ExpectedPath(points=tuple(points), summed=summed) if len(points) - 1 >= LEAST else None


def _span(programme: ProgrammeData, indicator: Indicator, one: Convention) -> Period | None:
    """Return the period that an expectation is of; None for a standing one and for the preceding period's figure."""
    if one.expected == "previous-period":
        return None
    if one.period is not None:
        return programme.periods.get(one.period)
    sheet = programme.sheet
    if not is_sum(indicator) or sheet.end is None:
        return None
    return Period(id=programme.id, start=sheet.start, end=sheet.end, report=False)


def _totals(indicator: Indicator, dated: Sequence[tuple[Period, Convention]]) -> list[PathPoint]:
    """Return the running total that the expectations of sums add up to.

    Distinct things of several spans do not add up, so for them only spans that begin together count.
    """
    eve = min(span.start for span, _ in dated) - datetime.timedelta(days=1)
    points = [PathPoint(day=eve, value=0.0)]
    for span, one in dated:
        base = _between(points, span.start - datetime.timedelta(days=1))
        together = indicator.aggregation in PACED or span.start - datetime.timedelta(days=1) == eve
        if base is None or not together or span.end <= points[-1].day:
            continue
        times = span.years_from(span.start) if one.pace == "year" else 1.0
        amount = float(one.expected) * times
        points.append(PathPoint(day=span.end, value=base + amount, expectation=one.id))
    return points


def _states(
    programme: ProgrammeData, indicator: Indicator, dated: Sequence[tuple[Period, Convention]], group: str
) -> list[PathPoint]:
    eve = programme.sheet.start - datetime.timedelta(days=1)
    spans = programme.periods
    before = [
        one
        for one in programme.observations_of[indicator.id]
        if one.group == group and spans[one.period].end <= eve and one.value_to is None
    ]
    latest = max(before, key=lambda one: (spans[one.period].end, one.id), default=None)
    start = _own(indicator, dated[0][1].start) if latest is None else latest.number
    points = [PathPoint(day=eve, value=start)]
    for span, one in dated:
        if span.end > points[-1].day:
            value = _own(indicator, float(one.expected))
            points.append(PathPoint(day=span.end, value=value, expectation=one.id))
    return points


def _own(indicator: Indicator, value: float) -> float:
    """Return a convention's figure in the indicator's own unit; that of a grade is a part of its scale."""
    if indicator.unit == "grade" and indicator.scale_min is not None and indicator.scale_max is not None:
        return indicator.scale_min + value * (indicator.scale_max - indicator.scale_min)
    return value
