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

from kunteko_eval.method.context import RatingContext
from kunteko_eval.method.overlap import mark_overlaps
from kunteko_eval.method.selection import Reading, readings
from kunteko_eval.model.chain import Convention, Registration
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.holding import PACED, How, holding, is_sum
from kunteko_eval.model.period import Period

COMPLETE = 0.99
"""Part of a period's days from which a sum over it counts as whole."""

LEAST_COVERED = 0.5
"""Part of a period's days below which a sum says too little of its pace."""

SAME_LENGTH = 0.02
"""Part by which two periods may differ in length and still be compared without scaling."""

Held = How | Literal["first-part", "other-period", "no-previous", "part-of-sum"]
"""How an expectation holds; or why none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """An expectation that is registered, and is of another period than the report's.

    Attributes:
        expected: In the terms of the convention.
        summed: Whether it is of a span; otherwise of the day that the span ends.
        start: The first day of what it is of; `end` the last, None when the programme's end is not known.
    """

    convention: str
    unit: str
    expected: float
    summed: bool
    start: datetime.date
    end: datetime.date | None


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


def applying(context: RatingContext, indicator: Indicator | None, registrations: Sequence[Registration]) -> Applying:
    """Return which of the registrations of one indicator, or of one finding, holds for a period.

    Args:
        context: The programme and the period.
        indicator: What is registered; None for a finding.
        registrations: All of them for one element; at least one.
    """
    programme, conventions = context.programme, context.programme.chain.conventions_by_id
    ordered = sorted(registrations, key=lambda one: one.expectation)
    bounds = (programme.sheet.start, programme.sheet.end)
    held = [
        (found, one)
        for one in ordered
        if (found := holding(conventions[one.expectation], indicator, context.period, programme.periods, bounds))
    ]
    if held:
        found, chosen = min(held, key=lambda pair: pair[0].rank)
        return Applying(registration=chosen, held=found.how, factor=found.factor)
    elsewhere = [_elsewhere(context, indicator, conventions[one.expectation]) for one in ordered]
    return Applying(
        registration=ordered[0], held="other-period", elsewhere=tuple(sorted(elsewhere, key=lambda one: one.start))
    )


def _elsewhere(context: RatingContext, indicator: Indicator | None, convention: Convention) -> Elsewhere:
    programme = context.programme
    of = programme.sheet if convention.period is None else programme.periods[convention.period]
    return Elsewhere(
        convention=convention.id,
        unit=convention.applies_to,
        expected=float(convention.expected),
        summed=indicator is not None and is_sum(indicator),
        start=of.start,
        end=of.end,
    )


def expected(
    context: RatingContext, indicator: Indicator, found: Applying, reading: Reading
) -> tuple[float | None, Held]:
    """Return the expected value of a reading, and how it holds.

    Args:
        context: The programme and the period.
        indicator: The indicator.
        found: The registration that holds.
        reading: The indicator's value in the period.

    Returns:
        The value in the indicator's unit, None where nothing can be expected; and how it holds, or why not.
    """
    convention = context.programme.chain.conventions_by_id[found.registration.expectation]
    if found.held == "other-period":
        return None, found.held
    if isinstance(convention.expected, float):
        value: float | None = convention.expected * found.factor
    else:
        value = _previous(context, indicator, convention.floor, reading)
        if value is None:
            return None, "no-previous"
    if indicator.direction == "less" and indicator.aggregation == "increment" and reading.coverage < COMPLETE:
        return None, "part-of-sum"  # A part of the sum looks better than the whole when less is better.
    first_part = found.held == "previous" and context.period.previous is None
    return value, "first-part" if first_part else found.held


def _compared_with(context: RatingContext) -> Period | None:
    """Return the period whose pace a period is held against: the one before it, or its own first part.

    A period that has none before it, and that holds both a report period and the one which that is compared with, is
    held against the pace of the earlier of them: so what is expected of the whole is what was expected of its parts.
    """
    periods, period = context.programme.periods, context.period
    if period.previous is not None:
        return periods[period.previous]
    firsts = (periods[one.previous] for one in periods.values() if one.previous and period.contains(one))
    inside = [one for one in firsts if one.start == period.start and one.end < period.end]
    return max(inside, key=lambda one: one.days, default=None)


def _previous(context: RatingContext, indicator: Indicator, floor: float, reading: Reading) -> float | None:
    """Return what the preceding period's figure makes of this one.

    It is an expectation only where this period is known for at least half of its days.
    """
    programme, period = context.programme, context.period
    by_span = indicator.aggregation == "increment"
    previous = _compared_with(context)
    if previous is None or (by_span and reading.coverage < LEAST_COVERED):
        return None
    if indicator.aggregation == "distinct" and abs(period.days / previous.days - 1) > SAME_LENGTH:
        return None
    for one in mark_overlaps(programme, indicator, readings(programme, indicator, previous)):
        earlier = one.reading
        if earlier.groups == reading.groups and (earlier.coverage > COMPLETE or not by_span):
            summed = indicator.aggregation in PACED
            # A sum over a part of the period is held against the earlier pace over as many days.
            days = period.days * (reading.coverage if by_span else 1.0)
            value = earlier.value * (days / previous.days if summed else 1.0)
            better = value > floor if indicator.direction == "more" else value < floor
            return value if better else None
    return None
