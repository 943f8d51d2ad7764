"""From the elements of an IATI activity to results, indicators and figures, noting what was made of each.

The standard: https://iatistandard.org/en/iati-standard/203/activity-standard/iati-activities/iati-activity/result/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from kunteko_eval.exchange.iati.import_report import ActivityNotes
from kunteko_eval.exchange.iati.narratives import ActivityContext, Texts, joined, one_language, same, texts
from kunteko_eval.exchange.iati.own_units import noted_unit
from kunteko_eval.exchange.iati.placeholders import measured
from kunteko_eval.exchange.iati.values import OWN, Measure, Part, Value, fitting, leave, note_unread, values_of
from kunteko_eval.exchange.iati.xml_stream import Node
from kunteko_eval.exchange.typed_numbers import TypedNumber, read_figure
from kunteko_eval.model.chain import LevelKind
from kunteko_eval.model.evidence import Aggregation, Contribution
from kunteko_eval.model.units import Unit
from kunteko_eval.reading.unit_checks import currencies

RESULT_LEVELS: dict[str, LevelKind] = {"1": "actions", "2": "direct", "3": "wider", "9": "direct"}
"""IATI result types as kinds of level: output, outcome, impact, other."""

RESULT_WORDS = {"1": "output", "2": "outcome", "3": "impact", "9": "other"}


@dataclass(slots=True, kw_only=True)
class ReadIndicator:
    """An indicator with its figures.

    Attributes:
        description: In three languages; None when there is none.
        values: Without placeholders for what was not measured yet.
        unread: Whether a baseline is given that was not understood or does not fit.
        own: Whether an export of ours wrote it, which keeps apart what does not belong together.
    """

    number: int
    line: int
    place: str
    reference: str
    label: Texts
    description: Texts | None
    unit: Unit
    kind: Contribution
    aggregation: Aggregation
    direction: Literal["more", "less"]
    scale: tuple[float, float] | None
    declared: dict[str, Any] | None = None
    values: list[Value] = field(default_factory=list)
    unread: bool = False
    own: bool = False

    def of(self, part: Part) -> list[Value]:
        """Return the baselines, the targets or the actuals."""
        return [value for value in self.values if value.part == part]


@dataclass(slots=True, kw_only=True)
class ReadResult:
    """A result with its indicators.

    Attributes:
        title: As the file gives it; `label` may be longer, where several results have one title.
    """

    number: int
    line: int
    type: str
    level: LevelKind
    reference: str
    title: Texts
    label: Texts
    description: Texts | None
    element: bool
    indicators: list[ReadIndicator]


def read_results(activity: Node, context: ActivityContext) -> list[ReadResult]:
    """Return every result of an activity."""
    found = [_result(node, number, context) for number, node in enumerate(activity.all("result"), 1)]
    if not any(result.element for result in found):
        for result in found:  # A chain has at least one box, whatever an export noted.
            result.element = True
    return found


def _result(node: Node, number: int, context: ActivityContext) -> ReadResult:
    place, notes = f"result {number}", context.notes
    kind = node.get("type")
    if kind not in RESULT_LEVELS:
        notes.assumed(node.line, place, kind, "a result type that the standard does not have is other (9)")
        kind = "9"
    level = RESULT_LEVELS[kind]
    own = node.get(f"{OWN} level")
    if own in get_args(LevelKind) and own != level:
        notes.understood(node.line, place, own, "the level that an export of this tool noted")
        level = own  # type: ignore[assignment]
    label = texts(node.first("title"), context, place)
    if label is None:
        notes.assumed(node.line, place, "", "a result without a title is called by its type and number")
        label = same(f"{RESULT_WORDS[kind]} {number}")
    note_unread(node, _OF_RESULT, place, notes)
    _note_references(node, place, "a result", notes)
    description = _described(node, place, context)
    indicators = [_indicator(one, index, place, level, context) for index, one in enumerate(node.all("indicator"), 1)]
    return ReadResult(
        number=number,
        line=node.line,
        type=kind,
        level=level,
        reference=_reference(node),
        title=label,
        label=label,
        description=description,
        element=node.get(f"{OWN} element") != "none",
        indicators=[one for one in indicators if one is not None],
    )


_OF_RESULT = frozenset({"title", "description", "document-link", "reference", "indicator"})


def _described(node: Node, place: str, context: ActivityContext) -> Texts | None:
    """Return the descriptions of a result or an indicator, and note those of its documents, which have a title alone."""
    for link in node.all("document-link"):
        for one in link.all("description"):
            words = texts(one, context, place)
            if words:
                context.notes.left(one.line, place, one_language(words), "the description of a document")
    found = [words for one in node.all("description") if (words := texts(one, context, place))]
    return joined(found, node.line, place, context.notes) if found else None


def _note_references(node: Node, place: str, whose: str, notes: ActivityNotes) -> None:
    for one in node.all("reference"):
        if one.get("vocabulary") != "99":
            notes.left(one.line, place, one.get("code"), f"the reference of {whose} to another vocabulary")


def _reference(node: Node) -> str:
    """Return the reporting organisation's own code (vocabulary 99), or an export's note of it."""
    codes = [one.get("code") for one in node.all("reference") if one.get("vocabulary") == "99"]
    return node.get(f"{OWN} id") or next(iter(codes), "")


def _indicator(
    node: Node, number: int, within: str, level: LevelKind, context: ActivityContext
) -> ReadIndicator | None:
    place, notes = f"{within}, indicator {number}", context.notes
    label = texts(node.first("title"), context, place)
    if label is None:
        notes.assumed(node.line, place, "", "an indicator without a title is called by its place")
        label = same(place)
    description = _described(node, place, context)
    _note_references(node, place, "an indicator", notes)
    raw = values_of(node, place, context)
    if node.get("measure") == "5":
        _note_qualitative(node, place, label, description, notes)
        for value, _ in raw:
            leave(value, "a figure of a qualitative indicator", notes)
        return None
    measure = _measure(node, place, [figure for _, figure in raw], notes)
    values = [made for value, figure in raw if (made := fitting(value, figure, measure, notes))]
    given = sum(not read_figure(one.attributes.get("value"), context.decimal).empty for one in node.all("baseline"))
    unit = measure.unit
    if unit == "percent" and any(float(value.number) > 100 for value in values):
        notes.understood(node.line, place, "", "per cent with figures over 100: plain numbers, not parts of a whole")
        unit, label = "count", {code: f"{words} (%)" for code, words in label.items()}
    own = node.get(f"{OWN} aggregation")
    aggregation = _aggregation(node, place, unit, values, notes)
    unread = given > sum(value.part == "baseline" for value in values)
    values = measured(values, notes)
    return ReadIndicator(
        number=number,
        line=node.line,
        place=place,
        reference=_reference(node),
        label=label,
        description=description,
        unit=unit,
        kind=_kind(node, level),
        aggregation=aggregation,
        direction=_direction(node, place, values, notes),
        scale=measure.scale,
        declared=measure.declared,
        values=values,
        own=own in get_args(Aggregation),
        unread=unread,
    )


def _note_qualitative(node: Node, place: str, label: Texts, description: Texts | None, notes: ActivityNotes) -> None:
    notes.left(node.line, place, one_language(label), "a qualitative indicator; code what it tells as a finding")
    if description:
        notes.left(node.line, place, one_language(description), "the description of a qualitative indicator")


def _kind(node: Node, level: LevelKind) -> Contribution:
    """Return what an indicator can show: what an export of ours noted, or what its level means."""
    own = node.get(f"{OWN} kind")
    if own in get_args(Contribution):
        return own  # type: ignore[return-value]
    return "volume" if level in {"resources", "actions"} else "change"


def _aggregation(node: Node, place: str, unit: Unit, values: list[Value], notes: ActivityNotes) -> Aggregation:
    """Return how figures of several periods add up: what an export of ours noted, or not at all."""
    own = node.get(f"{OWN} aggregation")
    if own not in get_args(Aggregation) or own == "level":
        return "level"
    if unit in {"count", "EUR"} and any("." in value.number for value in values):
        notes.understood(node.line, place, own, "figures with decimals are levels")
        return "level"
    return own  # type: ignore[return-value]


def _measure(node: Node, place: str, figures: list[TypedNumber], notes: ActivityNotes) -> Measure:
    """Return the unit that the measure means; an own note of an export is more exact."""
    own, code = node.get(f"{OWN} unit"), node.get("measure")
    ends = [read_figure(node.get(f"{OWN} scale-{end}")).number for end in ("min", "max")]
    low, high = (None if end is None else float(end) for end in ends)
    if own == "grade" and low is not None and high is not None and 0 <= low < high:
        return Measure(code=code, unit="grade", scale=(low, high))
    if own == "share" or own in currencies():
        return Measure(code=code, unit=own)
    declared = noted_unit(node)
    if declared is not None:
        return Measure(code=code, unit=own, declared=declared)
    if code in {"1", "2", "3", "4", "5"}:
        return Measure(code=code, unit="percent" if code == "2" else "count")
    numbers = [figure for figure in figures if figure.number is not None]
    percent = bool(numbers) and all(figure.percent for figure in numbers)
    meaning = "per cent, because every figure has the sign" if percent else "plain numbers"
    notes.assumed(node.line, place, code, f"no measure that the standard has: {meaning}")
    return Measure(code=code, unit="percent" if percent else "count")


def _direction(node: Node, place: str, values: list[Value], notes: ActivityNotes) -> Literal["more", "less"]:
    ascending = node.get("ascending").lower()
    if ascending in {"1", "true"}:
        return "more"
    if ascending in {"0", "false"}:
        return "less"
    baselines = [float(value.number) for value in values if value.part == "baseline" and not value.group]
    targets = [float(value.number) for value in values if value.part == "target" and not value.group]
    falling = bool(baselines and targets) and max(targets) < min(baselines)
    better = "less is better, because every target lies below every baseline" if falling else "more is better"
    notes.assumed(node.line, place, ascending, f"no ascending: {better}")
    return "less" if falling else "more"
