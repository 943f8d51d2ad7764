"""Step 3, before normalising: what was expected of a figure in this report's period, by which registration.

Of several expectations registered for one indicator and element, the one that speaks of the report's period most
specifically holds (`model.holding`). Where none does, there is nothing to compare with: a target of a whole
programme says nothing of one of its years.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kunteko_eval.method.overlap import told
from kunteko_eval.method.selection import Reading, readings
from kunteko_eval.model.chain import Registration
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.holding import How, holding, is_sum
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData

COMPLETE = 0.99
"""Part of a period's days from which a sum over it counts as whole."""

LEAST_COVERED = 0.5
"""Part of a period's days below which a sum says too little of its pace."""

SAME_LENGTH = 0.02
"""Part by which two periods may differ in length and still be compared without scaling."""

Held = How | Literal["other-period", "no-previous", "part-of-sum"]
"""How an expectation holds; or why none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """An expectation that is registered, and is of another period than the report's.

    Attributes:
        expected: In the terms of the convention.
        summed: Whether it is of a span; otherwise of the day that the span ends.
        start: The first day of what it is of; `end` the last, None when the programme's end is not known.
        report_start: The first day of the report's period; `report_end` the last.
    """

    convention: str
    unit: str
    expected: float
    summed: bool
    start: datetime.date
    end: datetime.date | None
    report_start: datetime.date
    report_end: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """The registration that speaks of a report period.

    Attributes:
        held: How its expectation holds, or why none of the registered ones does.
        factor: What floor and expected value are multiplied by.
        elsewhere: The expectations of other periods, where none holds.
    """

    registration: Registration
    held: Held
    factor: float = 1.0
    elsewhere: tuple[Elsewhere, ...] = ()


def applying(
    programme: ProgrammeData, period: Period, indicator: Indicator | None, registrations: Sequence[Registration]
) -> Applying:
    """Return which of the registrations of one indicator, or of one finding, holds for a period."""
    conventions = programme.chain.conventions_by_id
    ordered = sorted(registrations, key=lambda one: one.expectation)
    bounds = (programme.sheet.start, programme.sheet.end)
    held = [
        (found, one)
        for one in ordered
        if (found := holding(conventions[one.expectation], indicator, period, programme.periods, bounds)) is not None
    ]
    if held:
        found, chosen = min(held, key=lambda pair: pair[0].rank)
        return Applying(registration=chosen, held=found.how, factor=found.factor)
    elsewhere = tuple(
        _elsewhere(programme, period, indicator, one.expectation)
        for one in sorted(ordered, key=lambda one: _span(programme, one.expectation)[0])
    )
    return Applying(registration=ordered[0], held="other-period", elsewhere=elsewhere)


def _span(programme: ProgrammeData, convention: str) -> tuple[datetime.date, datetime.date | None]:
    of = programme.chain.conventions_by_id[convention].period
    if of is None:
        return programme.sheet.start, programme.sheet.end
    return programme.periods[of].start, programme.periods[of].end


def _elsewhere(programme: ProgrammeData, period: Period, indicator: Indicator | None, name: str) -> Elsewhere:
    convention = programme.chain.conventions_by_id[name]
    start, end = _span(programme, name)
    return Elsewhere(
        convention=name,
        unit=convention.applies_to,
        expected=float(convention.expected),
        summed=indicator is not None and is_sum(indicator),
        start=start,
        end=end,
        report_start=period.start,
        report_end=period.end,
    )


def expected(
    programme: ProgrammeData, period: Period, indicator: Indicator, found: Applying, reading: Reading
) -> tuple[float | None, Held]:
    """Return the expected value of a reading in the indicator's unit, and how it holds; None with the reason why not."""
    convention = programme.chain.conventions_by_id[found.registration.expectation]
    if found.held == "other-period":
        return None, found.held
    if isinstance(convention.expected, float):
        value: float | None = convention.expected * found.factor
    else:
        value = _previous(programme, period, indicator, convention.floor, reading)
        if value is None:
            return None, "no-previous"
    if indicator.direction == "less" and indicator.aggregation == "increment" and reading.coverage < COMPLETE:
        return None, "part-of-sum"  # A part of the sum looks better than the whole when less is better.
    return value, found.held


def _previous(
    programme: ProgrammeData, period: Period, indicator: Indicator, floor: float, reading: Reading
) -> float | None:
    """Return what the preceding period's figure makes of this one.

    It is an expectation only where this period is known for at least half of its days.
    """
    if period.previous is None or (indicator.aggregation == "increment" and reading.coverage < LEAST_COVERED):
        return None
    previous = programme.periods[period.previous]
    for one in told(programme, indicator, readings(programme, indicator, previous)):
        earlier = one.reading
        if indicator.aggregation == "distinct" and abs(period.days / previous.days - 1) > SAME_LENGTH:
            return None
        if earlier.groups == reading.groups and (earlier.coverage > COMPLETE or indicator.aggregation != "increment"):
            summed = indicator.aggregation in {"increment", "cumulative"}
            # A sum over a part of the period is held against the earlier pace over as many days.
            days = period.days * (reading.coverage if indicator.aggregation == "increment" else 1.0)
            value = earlier.value * (days / previous.days if summed else 1.0)
            better = value > floor if indicator.direction == "more" else value < floor
            return value if better else None
    return None
