"""What an IATI indicator was expected to reach, and which of its figures each expectation is for.

The standard gives a target for each period and each dimension. Each becomes an expectation of that period, so that a
target of three years is never held against one of them. An expectation knows no group, so targets of several groups
make an indicator of each; so do several baselines of one group, and targets of a span and of parts of it, whose
figures nobody may take for each other. What belongs together is decided in `match`.

Achievement is then (actual − baseline) / (target − baseline), as in the OECD-DAC results framework.
"""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from kunteko_eval.exchange.iati.activity import ReadIndicator, ReadResult
from kunteko_eval.exchange.iati.expectation import Expectation, IndicatorScope, expectation_of
from kunteko_eval.exchange.iati.import_report import ActivityNotes
from kunteko_eval.exchange.iati.match import MOST_GROUPS, Baselines, canonical, owners, words
from kunteko_eval.exchange.iati.narratives import Span, Texts, one_language, own_words, slug, span_id
from kunteko_eval.exchange.iati.values import Group, Value, leave

Key = tuple[Group, float, int]
"""A group of targets, the floor that they share, and a number where their spans lie within each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An indicator of the programme: the figures of an IATI indicator that share a group and a floor.

    Attributes:
        group: Of the targets; of a series without one, empty.
        expectations: At most one of each period.
        part_of: The id of the series of a whole that this one's group is a part of.
    """

    id: str
    label: Texts
    source: ReadIndicator
    group: Group
    actuals: tuple[Value, ...]
    expectations: tuple[Expectation, ...]
    part_of: str | None = None


@dataclass(slots=True)
class _Part:
    """What will be a series."""

    group: Group
    expectations: list[Expectation] = field(default_factory=list)
    actuals: list[Value] = field(default_factory=list)


def series_of(result: ReadResult, indicator: ReadIndicator, taken: set[str], notes: ActivityNotes) -> list[Series]:
    """Return the indicators that an IATI indicator becomes; one without any figure is one too."""
    scope = IndicatorScope(result=result, indicator=indicator, baselines=Baselines.of(indicator.values), notes=notes)
    expectations = _expectations(scope)
    parts = _merged(_expected(scope, expectations), notes)
    _note_rest(indicator, expectations, notes)
    if not parts:
        parts = [_Part(group=())]
        what = "an indicator without a figure that is read; it waits for one"
        notes.understood(indicator.line, indicator.place, indicator.label["en"], what)
    spare = f"indicator-{result.number}-{indicator.number}"
    name = indicator.reference or one_language(indicator.label)
    labels = _labels(indicator, parts)
    ids = [slug(name, taken, spare) for _ in parts]
    wholes = _wholes(dict(zip(ids, parts, strict=True)))
    if len(parts) > 1:
        what = "targets of several groups, baselines or lengths of time: an indicator for each"
        notes.understood(indicator.line, indicator.place, indicator.label["en"], what, f"{len(parts)} in all")
    return [
        Series(
            id=identifier,
            label=label,
            source=indicator,
            group=part.group,
            actuals=tuple(part.actuals),
            expectations=tuple(part.expectations),
            part_of=wholes.get(identifier),
        )
        for part, label, identifier in zip(parts, labels, ids, strict=True)
    ]


def _expectations(scope: IndicatorScope) -> list[Expectation]:
    """Return the expectation of each period and group whose targets agree and have a floor."""
    cells: dict[tuple[Span | None, Group, bool], list[Value]] = {}
    for value in scope.indicator.of("target"):
        cells.setdefault((value.span, canonical(value.group), value.standing), []).append(value)
    found = []
    for (_, group, _), targets in cells.items():
        if len({Decimal(value.number) for value in targets}) > 1:
            for value in targets:
                leave(value, "targets that disagree give no expectation", scope.notes)
            continue
        for value in targets[1:]:
            leave(value, "a target that stands again", scope.notes)
        made = expectation_of(scope, group, targets[0])
        if made is not None:
            found.append(made)
    return found


def _expected(scope: IndicatorScope, expectations: list[Expectation]) -> dict[Key | None, _Part]:
    """Return the expectations by group and floor, with the actuals that are held against them; None for the rest."""
    indicator, notes = scope.indicator, scope.notes
    parts: dict[Key | None, _Part] = {}
    numbers = {span: number for number, span in enumerate(dict.fromkeys(one.span for one in expectations))}
    crowded = len(numbers) > MOST_GROUPS
    exact: dict[tuple[Span | None, Group], _Part] = {}
    of_group: dict[Group, list[_Part]] = {}
    for one in expectations:
        number = numbers[one.span] if crowded and not indicator.own else 0
        while not (indicator.own or crowded) and _within(one.span_held, parts.get((one.group, one.floor, number))):
            number += 1
        key = (one.group, one.floor, number)
        if key not in parts:
            parts[key] = _Part(group=one.group)
            of_group.setdefault(one.group, []).append(parts[key])
        parts[key].expectations.append(one)
        exact.setdefault((one.span, one.group), parts[key])
    actuals: dict[tuple[Span, Group], list[Value]] = {}
    for value in indicator.of("actual"):
        if value.span is not None:
            actuals.setdefault((value.span, canonical(value.group)), []).append(value)
    owned = owners(scope.baselines.targets, actuals.keys())
    rest = _Part(group=())
    for cell, values in actuals.items():
        owner, why = owned[cell]
        if len({Decimal(value.number) for value in values}) > 1:
            _note(values[1], "actuals that disagree, all kept", "", notes)
        owned_by = of_group.get(owner, []) if owner is not None else []
        part = exact.get((cell[0], owner)) if owner is not None else None
        if part is None:
            free = owned_by if indicator.own or not crowded else []
            part = next((one for one in free if indicator.own or not _within(cell[0], one)), None)
            if part is None and owned_by:
                what = "an actual of a part or the whole of its target's period; it is not held against it"
                _note(values[0], what, "", notes)
        (part or rest).actuals.extend(values)
        detail = f"actual of {words(values[0].group)}"
        if part and why == "near":
            what = "an actual and a target matched by the dimensions that they share"
            _note(values[0], what, f"{detail}, target of {words(part.group)}", notes)
        elif why in {"tied", "apart"}:
            _note(values[0], "an actual of a part of what the targets are of; it has no target", detail, notes)
    if rest.actuals:
        parts[None] = rest
    return parts


def _within(span: Span | None, part: _Part | None) -> bool:
    """Return whether a span lies within that of an expectation, or the other way round."""
    others = [one.span_held for one in part.expectations] if part else []
    return any(span and other and span != other and (_lies(span, other) or _lies(other, span)) for other in others)


def _lies(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _note(value: Value, what: str, detail: str, notes: ActivityNotes) -> None:
    notes.understood(value.line, value.place, value.number, what, detail)


def _merged(parts: dict[Key | None, _Part], notes: ActivityNotes) -> list[_Part]:
    """Return the parts, those of groups with the same expectations as one, each with one expectation of a period."""
    found: dict[object, _Part] = {}
    for key, part in parts.items():
        same = key and frozenset((one.span_held, one.pace, one.floor, one.expected) for one in part.expectations)
        if same in found:
            found[same].actuals += part.actuals
        else:
            found[same] = part
    for part in found.values():
        part.expectations = _once(part.expectations, notes)
    return list(found.values())


def _once(expectations: list[Expectation], notes: ActivityNotes) -> list[Expectation]:
    """Return one expectation of each period; only an export of ours says that one is of every period, or has a pace."""
    kept: dict[Span | None, Expectation] = {}
    for one in expectations:
        first = kept.setdefault(one.span_held, one)
        if first is not one and (first.expected, first.pace) != (one.expected, one.pace):
            leave(one.target, "targets that disagree give no expectation", notes)
    paced = sorted(span for span, one in kept.items() if one.pace and span)
    if any(one[1] >= other[0] for one, other in pairwise(paced)):
        for span in paced:
            what = "a pace of a target whose period overlaps another's; the target is of its period alone"
            notes.left(kept[span].target.line, kept[span].target.place, str(kept[span].pace), what)
            kept[span] = replace(kept[span], pace=None)
    return list(kept.values())


def _note_rest(indicator: ReadIndicator, expectations: list[Expectation], notes: ActivityNotes) -> None:
    """Note the baselines that no expectation starts from."""
    used = {id(one) for expectation in expectations for one in expectation.baselines}
    for value in indicator.of("baseline"):
        if id(value) not in used:
            leave(value, "a baseline that no target starts from", notes)


def _labels(indicator: ReadIndicator, parts: list[_Part]) -> list[Texts]:
    """Return the labels, with group and periods in brackets where there are several indicators."""
    if len(parts) == 1:
        return [indicator.label]
    found = []
    no_target = own_words("no-target")
    of_group = Counter(part.group for part in parts if part.expectations)
    for part in parts:
        groups = {canonical(value.group) for value in part.actuals} or {part.group}
        shared = part.group if part.expectations else next(iter(groups)) if len(groups) == 1 else ()
        whom = words(shared) if shared else ""
        spans = sorted({one.target.span for one in part.expectations if one.target.span})
        when = ""
        if spans and of_group[part.group] > 1:
            when = span_id(spans[0]) if len(spans) == 1 else f"{span_id(spans[0])}…{span_id(spans[-1])}"
        label = {}
        for code, text in indicator.label.items():
            borrowed = text[1:3] if text.startswith("[") else code
            without = "" if part.expectations else no_target.get(borrowed, no_target["en"])
            added = ", ".join(one for one in (whom, when, without) if one)[:400]
            label[code] = f"{text[:1500]} ({added})" if added else text
        found.append(label)
    return found


def _wholes(parts: dict[str, _Part]) -> dict[str, str]:
    """Return for a series that of the longer span, or of the nearest group, that it lies within."""
    groups: dict[Group, list[tuple[datetime.timedelta, str]]] = {}
    for name, part in parts.items():
        if part.expectations:
            groups.setdefault(part.group, []).append((_longest(part), name))
    found: dict[str, str] = {}
    few = len(groups) <= MOST_GROUPS
    for name, part in parts.items():
        longest = _longest(part)
        spans = [one.span_held for one in part.expectations]
        beside = groups.get(part.group, []) if spans and len(groups.get(part.group, [])) <= MOST_GROUPS else []
        longer = (
            other for length, other in beside if length > longest and any(_within(span, parts[other]) for span in spans)
        )
        own = set(part.group)
        wholes = [one for one in (groups if few else {()} & groups.keys()) if set(one) < own]
        nearest_whole = groups[max(wholes, key=lambda one: (len(one), one))][0][1] if wholes else None
        whole = next(longer, nearest_whole)
        if whole is not None:
            found[name] = whole
    return found


def _longest(part: _Part) -> datetime.timedelta:
    spans = [one.span_held for one in part.expectations if one.span_held]
    return max((span[1] - span[0] for span in spans), default=datetime.timedelta())
