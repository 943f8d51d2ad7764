"""Targets beside actuals: from which baseline an indicator was to reach what by when, and how far it has come.

A target is what stands with an indicator (``target`` in ``indicators.csv``, rows of ``targets.csv``), on whoever's
word; and what a document expects of an action or an effect (a registered expectation of basis ``source``). What
evaluators expect of all figures of a kind is no target of any of them, nor is the pace of the period before; and what a
document says of a resource is a budget or a fact of how the programme was set up.

The part of the way is ``(actual − baseline) / (target − baseline)``, not capped: for a falling indicator the target lies
below the baseline, and a fall counts as progress. Where the level is to be held, target and baseline are the same, and
the way is from the floor: ``(actual − floor) / (target − floor)``. It changes no rating.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kunteko_eval.method.overlap import mark_overlaps
from kunteko_eval.method.selection import Reading, readings
from kunteko_eval.model.chain import Convention, Element
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.holding import Holding, holding, is_sum
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.target import Target
from kunteko_eval.reading.targets import name_of, targets_of

WHOLE = "programme"
"""The id of the whole programme's span, where no period of the programme is just that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedTarget:
    """A target of an indicator.

    Attributes:
        own: As it stands with the indicator; None where it is an expectation that a document states.
        elements: The boxes that it is registered for; none for an indicator that is followed and not rated.
    """

    indicator: Indicator
    convention: Convention
    own: Target | None
    elements: tuple[Element, ...]

    @property
    def target(self) -> float:
        """Return what was to be reached, in the indicator's unit."""
        return in_unit(float(self.convention.expected), self.indicator)

    @property
    def floor(self) -> float:
        """Return what shows no influence, in the indicator's unit."""
        return in_unit(self.convention.floor, self.indicator)

    @property
    def baseline(self) -> float:
        """Return where things stood at the start, in the indicator's unit; the floor where nothing else is told."""
        if self.own is not None and self.own.baseline is not None:
            return float(self.own.baseline)
        known = self.convention.baseline
        return self.floor if known is None else in_unit(known, self.indicator)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetProgress:
    """A target and what was reached of it in a period.

    Attributes:
        period: The span that the target is of, or at whose end it is to be reached.
        factor: What the target is multiplied by, where it is stated for a year or for a longer span.
        reading: The figure, of one group; None where there is none.
        so_far: Whether the target is of a later day, so that only a part of the way can have been gone.
    """

    stated: StatedTarget
    period: Period
    factor: float = 1.0
    reading: Reading | None = None
    so_far: bool = False

    @property
    def target(self) -> float:
        """Return what was to be reached in the period."""
        return self.stated.target * self.factor if self.factor != 1 else self.stated.target

    @property
    def baseline(self) -> float:
        """Return where things stood at the start; a sum starts from its baseline in proportion to its span."""
        return self.stated.baseline * self.factor if self.factor != 1 else self.stated.baseline

    @property
    def reached(self) -> float | None:
        """Return the part of the way from baseline to target, 0 at the baseline and 1 at the target; not capped."""
        if self.reading is None:
            return None
        start = self.baseline
        if start == self.target:
            start = self.stated.floor * self.factor
        return None if start == self.target else (self.reading.value - start) / (self.target - start)


def in_unit(value: float, indicator: Indicator) -> float:
    """Return an expectation in its indicator's unit; that of a grade is written as a part of its scale."""
    if indicator.unit != "grade" or indicator.scale_min is None or indicator.scale_max is None:
        return value
    return indicator.scale_min + value * (indicator.scale_max - indicator.scale_min)


def stated_targets(programme: ProgrammeData) -> list[StatedTarget]:
    """Return every target, in the order of the indicators."""
    own = {name_of(one): one for one in targets_of(programme.indicators, programme.targets)}
    using: dict[tuple[str, str], list[Element]] = {}
    for element in programme.chain.elements:
        for registered in element.evidence:
            if registered.indicator is not None:
                using.setdefault((registered.expectation, registered.indicator), []).append(element)
    found = []
    for convention in programme.chain.conventions:
        target = own.get(convention.id)
        if target is not None:
            names = [target.indicator]
        elif convention.basis == "source" and isinstance(convention.expected, float):
            names = [
                name for (key, name), some in using.items() if key == convention.id and _is_result(programme, some)
            ]
        else:
            names = []
        for name in names:
            elements = tuple(using.get((convention.id, name), ()))
            indicator = programme.indicators_by_id[name]
            found.append(StatedTarget(indicator=indicator, convention=convention, own=target, elements=elements))
    order = {one.id: at for at, one in enumerate(programme.indicators)}
    return sorted(found, key=lambda one: order[one.indicator.id])


def _is_result(programme: ProgrammeData, elements: Sequence[Element]) -> bool:
    """Return whether one of the elements is an action or an effect."""
    return any(programme.chain.level_of(one).kind != "resources" for one in elements)


def targets_within(programme: ProgrammeData, period: Period) -> list[TargetProgress]:
    """Return the targets of a period and of the periods within it; and of a later day, how far it has come so far."""
    found: list[TargetProgress] = []
    for targets in _by_indicator(programme):
        summed = is_sum(targets[0].indicator)
        spans = [
            one
            for one in _spans(programme, targets)
            if period.contains(one) or (summed and one.end == period.end)  # A sum's last year ends its target's span.
        ]
        rows = [row for one in [*spans, period] for row in _held(programme, targets, one)]
        held = {(row.period.start, row.period.end) for row in rows}
        found += rows
        if (period.start, period.end) not in held:
            found += _so_far(programme, targets, period)
    return _once(found)


def targets_by_period(programme: ProgrammeData) -> list[TargetProgress]:
    """Return every target with what was reached of it, by every period that it is of."""
    found: list[TargetProgress] = []
    for targets in _by_indicator(programme):
        spans = {(one.start, one.end): one for one in [*_spans(programme, targets), *_reported(programme)]}
        for key in sorted(spans, key=lambda span: (span[1], span[0])):
            found += _held(programme, targets, spans[key])
    return _once(found)


def _by_indicator(programme: ProgrammeData) -> Iterator[list[StatedTarget]]:
    by_name: dict[str, list[StatedTarget]] = {}
    for one in stated_targets(programme):
        by_name.setdefault(one.indicator.id, []).append(one)
    yield from by_name.values()


def _spans(programme: ProgrammeData, targets: Sequence[StatedTarget]) -> list[Period]:
    """Return the spans that targets are of: their periods, and the whole programme for a sum that names none."""
    named = [programme.periods[one.convention.period] for one in targets if one.convention.period]
    end = programme.sheet.end
    if end is not None and any(one.convention.period is None and is_sum(one.indicator) for one in targets):
        known = {(one.start, one.end): one for one in programme.sheet.periods}
        whole = Period(id=WHOLE, start=programme.sheet.start, end=end, report=False)
        named.append(known.get((whole.start, whole.end), whole))
    return sorted(dict.fromkeys(named), key=lambda one: (one.end, one.start))


def _reported(programme: ProgrammeData) -> list[Period]:
    return [one for one in programme.sheet.periods if one.report]


def _held(programme: ProgrammeData, targets: Sequence[StatedTarget], period: Period) -> list[TargetProgress]:
    """Return the most specific target that holds for a period, once for each group that has a figure."""
    bounds = (programme.sheet.start, programme.sheet.end)
    held: list[tuple[Holding, StatedTarget]] = []
    for one in targets:
        found = holding(one.convention, one.indicator, period, programme.periods, bounds)
        if found is not None:
            held.append((found, one))
    if not held:
        return []
    how, stated = min(held, key=lambda pair: (pair[0].rank, pair[1].convention.id))
    plain = TargetProgress(stated=stated, period=period, factor=how.factor)
    return _read(programme, plain, period)


def _so_far(programme: ProgrammeData, targets: Sequence[StatedTarget], period: Period) -> list[TargetProgress]:
    """Return how far the nearest target of a later day has come by the end of a period."""
    for of in _spans(programme, targets):
        if of.start <= period.end < of.end:
            start = of.start if is_sum(targets[0].indicator) else min(of.start, period.start)
            until = Period(id=period.id, start=start, end=period.end, report=False)
            stated = next(
                one for one in targets if one.convention.period in {of.id, None if _is_whole(programme, of) else of.id}
            )
            plain = TargetProgress(stated=stated, period=period, so_far=True)
            return [one for one in _read(programme, plain, until) if one.reading is not None]
    return []


def _is_whole(programme: ProgrammeData, span: Period) -> bool:
    return (span.start, span.end) == (programme.sheet.start, programme.sheet.end)


def _read(programme: ProgrammeData, plain: TargetProgress, period: Period) -> list[TargetProgress]:
    indicator = plain.stated.indicator
    marked = mark_overlaps(programme, indicator, readings(programme, indicator, period))
    alone = [one.reading for one in marked if one.role == "alone"]
    made = [
        TargetProgress(stated=plain.stated, period=plain.period, factor=plain.factor, reading=one, so_far=plain.so_far)
        for one in alone
    ]
    return made or [plain]


def _once(found: Sequence[TargetProgress]) -> list[TargetProgress]:
    """Return rows without those that say the same of the same days again."""
    kept: dict[tuple[str, datetime.date, datetime.date, tuple[str, ...]], TargetProgress] = {}
    for one in found:
        groups = () if one.reading is None else one.reading.groups
        kept.setdefault((one.stated.indicator.id, one.period.start, one.period.end, groups), one)
    return list(kept.values())
