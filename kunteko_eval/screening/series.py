"""A value far outside its own series: the other figures of one indicator and one group.

Sums are compared by the day, because their spans differ in length. In a calm series (its greatest at most five times
its least) a factor of eight is far; in any other one of four and more values, a robust z above 6 and a factor of
four. The z is 0.6745 (x − median) / MAD (Iglewicz & Hoaglin, How to Detect and Handle Outliers, ASQC 1993), of the
logarithms of amounts and of the values of shares and grades themselves; the MAD is not taken smaller than what a
series that hardly moves would give. Two values alone are far apart from a factor of 80.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.screening.suspicion import Suspicion, Where, suspicion

CALM, FAR, FAR_OF_TWO, FAR_OF_MANY, Z = 5.0, 8.0, 80.0, 4.0, 6.0
LEAST_MAD = 0.1
"""Of logarithms."""

LEAST_MAD_OF_SHARES = 0.05
"""As a part of the median."""


def outside(programme: ProgrammeData) -> Iterator[Suspicion]:
    """Yield each figure that lies far outside its own series."""
    for indicator in programme.indicators:
        groups: dict[str, list[Observation]] = defaultdict(list)
        for one in programme.observations_of[indicator.id]:
            if one.number > 0:
                groups[one.group].append(one)
        for figures in groups.values():
            if len(figures) > 1:
                far = _falls if indicator.aggregation == "cumulative" else _far
                yield from far(programme, indicator, figures)


def _far(programme: ProgrammeData, indicator: Indicator, figures: list[Observation]) -> Iterator[Suspicion]:
    by_day = indicator.aggregation == "increment"
    values = [one.number / (programme.periods[one.period].days if by_day else 1) for one in figures]
    if len(values) == 2:
        if max(values) >= FAR_OF_TWO * min(values):
            yield _suspicion_of(figures, figures)
        return
    ordered = sorted(values)
    z = _scores(values, indicator)
    for one, value, score in zip(figures, values, z, strict=True):
        least, middle, greatest = _others(ordered, value)
        factor = max(value / middle, middle / value)
        calm = greatest <= CALM * least
        if (calm and factor >= FAR) or (
            len(values) >= 4 and score > Z and (factor >= FAR_OF_MANY or _bounded(indicator))
        ):
            yield _suspicion_of([one], [other for other in figures if other is not one])


def _bounded(indicator: Indicator) -> bool:
    return indicator.unit in {"percent", "share", "grade"}


def _scores(values: list[float], indicator: Indicator) -> list[float]:
    """Return the size of every value's robust z."""
    scaled = values if _bounded(indicator) else [math.log(value) for value in values]
    middle = median(scaled)
    least = LEAST_MAD_OF_SHARES * middle if _bounded(indicator) else LEAST_MAD
    mad = max(median(abs(one - middle) for one in scaled), least)
    return [0.6745 * abs(one - middle) / mad for one in scaled]


def _others(ordered: list[float], value: float) -> tuple[float, float, float]:
    """Return least, median and greatest of the values without one of `value`."""
    place, count = bisect_left(ordered, value), len(ordered) - 1

    def at(index: int) -> float:
        return ordered[index + (index >= place)]

    return at(0), (at((count - 1) // 2) + at(count // 2)) / 2, at(count - 1)


def _falls(programme: ProgrammeData, _: Indicator, figures: list[Observation]) -> Iterator[Suspicion]:
    """Yield running totals that cannot follow one another: they fall to an eighth, or leap at the end."""
    ordered = sorted(figures, key=lambda one: (programme.periods[one.period].end, one.number, one.id))
    middle = median(one.number for one in ordered)
    found: set[str] = set()
    for before, after in pairwise(ordered):
        last = after is ordered[-1]
        if before.number >= FAR * after.number or (last and after.number >= FAR_OF_TWO * before.number):
            wrong = max((after, before), key=lambda one: abs(math.log(one.number / middle)))
            if wrong.id not in found:
                found.add(wrong.id)
                yield _suspicion_of([wrong], [one for one in ordered if one is not wrong])


def _suspicion_of(wrong: list[Observation], others: list[Observation]) -> Suspicion:
    where = {Where("observations", one.id, "value") for one in wrong}
    least = min(others, key=lambda one: (one.number, one.id)).value
    greatest = max(others, key=lambda one: (one.number, one.id)).value
    value = max(wrong, key=lambda one: (one.number, one.id)).value
    return suspicion("outside-series", {one.id for one in wrong}, where, value=value, least=least, greatest=greatest)
