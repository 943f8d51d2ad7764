"""One IATI target as an expectation: its floor, what it is of, or why it gives none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kunteko_eval.exchange.iati.activity import ReadIndicator, ReadResult
from kunteko_eval.exchange.iati.import_report import ActivityNotes
from kunteko_eval.exchange.iati.match import Baselines, words
from kunteko_eval.exchange.iati.narratives import Span
from kunteko_eval.exchange.iati.values import Group, Pace, Value, leave

_NO_FLOOR = {
    "unlike": "a target whose baselines are all of other groups gives no expectation",
    "tied": "a target that baselines of several groups fit equally well gives no expectation",
    "apart": "a target whose only baseline is of a group that the file tells apart gives no expectation",
    "unread": "a target whose baseline was left gives no expectation",
    "none": "a target without a baseline gives no expectation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Floor and target as they are recorded: in the indicator's unit, of a grade as a part of its scale.

    Attributes:
        assumed: Whether no baseline was given and an output starts from nothing.
        target: The target, with its period, line and place.
        group: What the target is of, as it is compared.
        pace: How it holds for shorter periods, which only an export of ours tells.
        baselines: The baselines that the floor was read from; several when they are the same.
    """

    floor: float
    expected: float
    assumed: bool
    target: Value
    group: Group
    pace: Pace | None = None
    baselines: tuple[Value, ...] = ()

    @property
    def span(self) -> Span | None:
        """Return the period that the target stands in."""
        return self.target.span

    @property
    def span_held(self) -> Span | None:
        """Return the period that the target is of; None when an export of ours says that it is of every one."""
        return None if self.target.standing else self.target.span


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorScope:
    """An indicator of a result with the baselines that its targets may start from, and where is noted what is made."""

    result: ReadResult
    indicator: ReadIndicator
    baselines: Baselines
    notes: ActivityNotes


def expectation_of(scope: IndicatorScope, group: Group, target: Value) -> Expectation | None:
    """Return what one period and group was expected to reach, or note why nothing is."""
    indicator, notes = scope.indicator, scope.notes
    floor, used = _floor(scope, group, target)
    if floor is None:
        return None
    wanted = Decimal(target.number)
    if wanted == floor:
        leave(target, "a target that equals its baseline", notes)
        return None
    if (wanted < floor) != (indicator.direction == "less"):
        what = "a target on the worse side of its baseline; the direction or one of them is wrong"
        leave(target, what, notes, detail=f"baseline {floor}, {indicator.direction} is better")
        return None
    if indicator.scale:
        least, greatest = (Decimal(str(end)) for end in indicator.scale)
        floor, wanted = (floor - least) / (greatest - least), (wanted - least) / (greatest - least)
    paced = indicator.unit in {"count", "EUR"} and indicator.aggregation in {"increment", "cumulative"}
    shared_out = target.pace == "share-of-time" and target.standing
    return Expectation(
        floor=float(floor),
        expected=float(wanted),
        assumed=not used,
        target=target,
        group=group,
        pace=target.pace if paced and not shared_out else None,
        baselines=tuple(used),
    )


def _floor(scope: IndicatorScope, group: Group, target: Value) -> tuple[Decimal | None, list[Value]]:
    """Return the floor and the baselines that give it; only an output for which none is given starts from nothing."""
    indicator, notes = scope.indicator, scope.notes
    given, why = scope.baselines.of_target(group)
    if not given:
        nothing = why == "none" and not indicator.unread
        if nothing and scope.result.level == "actions" and indicator.direction == "more" and not indicator.scale:
            what = "an output without a baseline starts from 0"
            notes.assumed(target.line, target.place, target.number, what)
            return Decimal(0), []
        reason = _NO_FLOOR["unread" if why == "none" and indicator.unread else why]
        leave(target, reason, notes, detail=f"target of {words(group)}")
        return None, []
    if len({Decimal(value.number) for value in given}) > 1:
        before = [
            value for value in given if value.year is not None and target.span and value.year <= target.span[0].year
        ]
        latest = max((value.year or 0 for value in before), default=None)
        given = [value for value in before if value.year == latest]
        if len({Decimal(value.number) for value in given}) != 1:
            leave(target, "baselines that disagree give no expectation", notes)
            return None, []
        notes.understood(given[0].line, given[0].place, given[0].number, "the latest of several baselines")
    if why == "near":
        what = "a baseline and a target matched by the dimensions that they share"
        detail = f"baseline of {words(given[0].group)}, target of {words(target.group)}"
        notes.understood(given[0].line, given[0].place, given[0].number, what, detail)
    return Decimal(given[0].number), given
