"""Unit costs: a cost divided by what it bought, of exactly the same span, with the range that both parts leave open.

A unit cost describes economy and efficiency; whether it is good value is a judgement against criteria that stakeholders
agreed on (King & OPM, The OPM approach to assessing value for money, 2018; OECD, Applying evaluation criteria
thoughtfully, 2021, efficiency). It is told only where both parts are given for the report's period, and it changes no
rating. What a figure may have been before it was rounded is its range: *about* is half a step of its last digit that is
not 0 either way, *over* a step up, *nearly* a step down. Sensitivity moves one part at a time (HM Treasury, The Green
Book, 2022, sensitivity analysis).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kunteko_eval.method.assess import Assessment
from kunteko_eval.method.expectation import COMPLETE
from kunteko_eval.method.overlap import mark_overlaps
from kunteko_eval.method.rating import cut
from kunteko_eval.method.selection import readings, tiles
from kunteko_eval.model.chain import EFFECTS
from kunteko_eval.model.cost import Cost
from kunteko_eval.model.evidence import Indicator, Precision
from kunteko_eval.model.holding import is_sum
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.units import Rate
from kunteko_eval.reading.conversion import currency_of_sum, rate_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a ratio: its value and the range that it may have been rounded from or was given as.

    Attributes:
        evidence: Ids of the costs or observations that it was read from; of a count of expectations, of its elements.
        unit: What it is counted in; of a cost its currency.
        rates: At which costs of other currencies were converted.
    """

    low: float
    value: float
    high: float
    evidence: tuple[str, ...]
    unit: str
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A ratio when one part alone is moved.

    Attributes:
        what: Which part, and which way.
        value: The ratio then.
    """

    what: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """A unit cost with both of its parts.

    Attributes:
        element: The action; None for the whole programme.
        indicator: What was counted; None for achieved expectations.
        low: The least cost by the greatest count; `high` the other way round, None where the count may be 0.
        tried: One part at a time: the cost a part up and down, the count at both ends of its range.
    """

    element: str | None
    indicator: Indicator | None
    cost: Part
    count: Part
    low: float
    high: float | None
    tried: tuple[Tried, ...]

    @property
    def value(self) -> float:
        """Return the cost of one unit."""
        return self.cost.value / self.count.value


def unit_costs(assessment: Assessment) -> tuple[Ratio, ...]:
    """Return every registered unit cost both of whose parts are given for the report's period, in the order of the file."""
    return tuple(_registered(assessment))


def _registered(assessment: Assessment) -> Iterator[Ratio]:
    for one in assessment.programme.sheet.unit_costs:
        cost = _cost(assessment, one.element)
        if cost is None:
            continue
        if one.indicator is None:
            met = _met(assessment)
            yield from () if met is None else (_ratio(assessment, None, None, cost, met),)
        else:
            indicator = assessment.programme.indicators_by_id[one.indicator]
            for count in _counts(assessment, indicator):
                yield _ratio(assessment, one.element, indicator, cost, count)


def _cost(assessment: Assessment, element: str | None) -> Part | None:
    """Return what an action cost in the report's period; None unless costs are given for all of its days."""
    programme, period = assessment.programme, assessment.period
    within = {
        (span.start, span.end): one
        for one in programme.costs
        if one.element == element and period.contains(span := programme.periods[one.period])
    }
    chosen = tiles(list(within), (period.start, period.end)) if within else []
    if sum((end - start).days + 1 for start, end in chosen) < COMPLETE * period.days:
        return None
    used = [within[span] for span in chosen]
    into = currency_of_sum(programme.sheet, [one.currency for one in programme.costs if one.element == element])
    rates = [_rate(programme, one, into) for one in used]
    ends = [
        tuple(
            end * (rate.rate if rate else 1)
            for end in (*figure_range(one.amount, one.amount_to, one.precision), float(one.amount))
        )
        for one, rate in zip(used, rates, strict=True)
    ]
    return Part(
        unit=into,
        rates=tuple(dict.fromkeys(rate for rate in rates if rate)),
        low=sum(low for low, _, _ in ends),
        value=sum(value for _, _, value in ends),
        high=sum(high for _, high, _ in ends),
        evidence=tuple(one.id for one in used),
    )


def _rate(programme: ProgrammeData, one: Cost, into: str) -> Rate | None:
    """Return the rate at which a cost is converted; None where it is in the currency of the sum already."""
    if one.currency == into:
        return None
    found = rate_on(programme.sheet.rates, one.currency, into, programme.periods[one.period].end)
    if found is None:
        raise ValueError("costs of several currencies have rates")
    return found


def _counts(assessment: Assessment, indicator: Indicator) -> Iterator[Part]:
    """Yield what was counted over the whole of the report's period."""
    if not is_sum(indicator):
        return
    programme = assessment.programme
    for one in mark_overlaps(programme, indicator, readings(programme, indicator, assessment.period)):
        reading = one.reading
        whole = indicator.aggregation != "increment" or reading.coverage >= COMPLETE
        if one.role == "alone" and whole and reading.value > 0:
            ends = [figure_range(entry.value, entry.value_to, entry.precision) for entry in reading.used]
            spare = reading.value - sum(entry.number for entry in reading.used)  # What a running total had before.
            yield Part(
                unit=indicator.unit,
                low=sum(low for low, _ in ends) + spare,
                value=reading.value,
                high=sum(high for _, high in ends) + spare,
                evidence=tuple(entry.id for entry in reading.used),
            )


def _met(assessment: Assessment) -> Part | None:
    """Return how many effects met their expectation, between what the lower and the upper ends of the evidence give."""
    chain, rubric = assessment.programme.chain, assessment.rubric
    effects = [one for one in assessment.ratings if chain.level_of(one.element).kind in EFFECTS]
    reached = rubric.scale.place(rubric.scale.reached)
    best = [one for one in effects if rubric.scale.place(one.final) >= reached]
    ends = [(one.graded.low, one.graded.high) for one in effects if not one.graded.caps]
    low = sum(end is not None and rubric.scale.place(cut(end, rubric)) >= reached for end, _ in ends)
    high = sum(end is not None and rubric.scale.place(cut(end, rubric)) >= reached for _, end in ends)
    if not best:
        return None
    names = tuple(one.element.id for one in best)
    return Part(low=min(low, len(best)), value=len(best), high=max(high, len(best)), evidence=names, unit="count")


def figure_range(value: str, value_to: str | None, precision: Precision) -> tuple[float, float]:
    """Return what a published figure may have been.

    >>> figure_range("3100000", None, "about"), figure_range("80", None, "over"), figure_range("15", "50", "exact")
    ((3050000.0, 3150000.0), (80.0, 90.0), (15.0, 50.0))
    """
    low, high = float(value), float(value if value_to is None else value_to)
    down, up = {"exact": (0.0, 0.0), "about": (0.5, 0.5), "over": (0.0, 1.0), "nearly": (1.0, 0.0)}[precision]
    return low - down * _step(value), high + up * _step(value if value_to is None else value_to)


def _step(value: str) -> float:
    """Return the place of a figure's last digit that is not 0."""
    exponent = Decimal(value).normalize().as_tuple().exponent
    return 10.0**exponent if isinstance(exponent, int) and float(value) else 1.0


def _ratio(assessment: Assessment, element: str | None, indicator: Indicator | None, cost: Part, count: Part) -> Ratio:
    shift = assessment.rubric.cost_shift
    tried = [
        Tried(what="cost-down", value=cost.value * (1 - shift) / count.value),
        Tried(what="cost-up", value=cost.value * (1 + shift) / count.value),
    ]
    tried += [Tried(what="count-high", value=cost.value / count.high)] if count.high > count.value else []
    tried += [Tried(what="count-low", value=cost.value / count.low)] if 0 < count.low < count.value else []
    return Ratio(
        element=element,
        indicator=indicator,
        cost=cost,
        count=count,
        low=cost.low / count.high,
        high=cost.high / count.low if count.low > 0 else None,
        tried=tuple(tried),
    )


def costs_of(assessment: Assessment) -> Sequence[Cost]:
    """Return the costs whose span lies within the report's period, in the order of the file."""
    programme, period = assessment.programme, assessment.period
    return [one for one in programme.costs if period.contains(programme.periods[one.period])]
