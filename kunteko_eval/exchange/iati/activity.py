"""From the elements of an IATI activity to results, indicators and figures, telling what was made of each.

The standard: https://iatistandard.org/en/iati-standard/203/activity-standard/iati-activities/iati-activity/result/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from kunteko_eval.exchange.iati.import_report import Telling
from kunteko_eval.exchange.iati.narratives import Texts, joined, one_language, same, texts
from kunteko_eval.exchange.iati.placeholders import measured
from kunteko_eval.exchange.iati.values import OWN, Part, Value, fitting, leave, tell_unread, values_of
from kunteko_eval.exchange.iati.xml_stream import Node
from kunteko_eval.exchange.typed_numbers import Sign, TypedNumber, read_figure
from kunteko_eval.model.chain import LevelKind
from kunteko_eval.model.evidence import Aggregation, Contribution, Unit

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


def read_results(activity: Node, language: str, decimal: Sign | None, telling: Telling) -> list[ReadResult]:
    """Return every result of an activity."""
    found = []
    for number, node in enumerate(activity.all("result"), 1):
        place = f"result {number}"
        kind = node.get("type")
        if kind not in RESULT_LEVELS:
            telling.add("assumed", node.line, place, kind, "a result type that the standard does not have is other (9)")
            kind = "9"
        level = RESULT_LEVELS[kind]
        own = node.get(f"{OWN} level")
        if own in get_args(LevelKind) and own != level:
            telling.add("understood", node.line, place, own, "the level that an export of this tool noted")
            level = own  # type: ignore[assignment]
        label = texts(node.first("title"), language, telling, place)
        if label is None:
            telling.add("assumed", node.line, place, "", "a result without a title is called by its type and number")
            label = same(f"{RESULT_WORDS[kind]} {number}")
        tell_unread(node, _OF_RESULT, place, telling)
        for one in node.all("reference"):
            if one.get("vocabulary") != "99":
                telling.add("left", one.line, place, one.get("code"), "the reference of a result to another vocabulary")
        found.append(
            ReadResult(
                number=number,
                line=node.line,
                type=kind,
                level=level,
                reference=_reference(node),
                title=label,
                label=label,
                description=_described(node, language, place, telling),
                element=node.get(f"{OWN} element") != "none",
                indicators=[
                    made
                    for index, one in enumerate(node.all("indicator"), 1)
                    if (
                        made := _indicator(one, f"{place}, indicator {index}", index, level, language, decimal, telling)
                    )
                ],
            )
        )
    if not any(result.element for result in found):
        for result in found:  # A chain has at least one box, whatever an export noted.
            result.element = True
    return found


_OF_RESULT = frozenset({"title", "description", "document-link", "reference", "indicator"})


def _described(node: Node, language: str, place: str, telling: Telling) -> Texts | None:
    """Return the descriptions of a result or an indicator, and those of its documents, which have a title alone."""
    for link in node.all("document-link"):
        for one in link.all("description"):
            words = texts(one, language, telling, place)
            if words:
                telling.add("left", one.line, place, one_language(words), "the description of a document")
    found = [words for one in node.all("description") if (words := texts(one, language, telling, place))]
    return joined(found, node.line, place, telling) if found else None


def _reference(node: Node) -> str:
    """Return the reporting organisation's own code (vocabulary 99), or an export's note of it."""
    codes = [one.get("code") for one in node.all("reference") if one.get("vocabulary") == "99"]
    return node.get(f"{OWN} id") or next(iter(codes), "")


def _indicator(
    node: Node, place: str, number: int, level: LevelKind, language: str, decimal: Sign | None, telling: Telling
) -> ReadIndicator | None:
    label = texts(node.first("title"), language, telling, place)
    if label is None:
        telling.add("assumed", node.line, place, "", "an indicator without a title is called by its place")
        label = same(place)
    description = _described(node, language, place, telling)
    for one in node.all("reference"):
        if one.get("vocabulary") != "99":
            telling.add("left", one.line, place, one.get("code"), "the reference of an indicator to another vocabulary")
    raw = list(values_of(node, place, language, decimal, telling))
    if node.get("measure") == "5":
        telling.add(
            "left", node.line, place, one_language(label), "a qualitative indicator; code what it tells as a finding"
        )
        if description:
            what = "the description of a qualitative indicator"
            telling.add("left", node.line, place, one_language(description), what)
        for value, _ in raw:
            leave(value, "a figure of a qualitative indicator", telling)
        return None
    unit, scale = _unit(node, place, [figure for _, figure in raw], telling)
    kind: Contribution = "volume" if level in {"resources", "actions"} else "change"
    own_kind, own_aggregation = node.get(f"{OWN} kind"), node.get(f"{OWN} aggregation")
    if own_kind in get_args(Contribution):
        kind = own_kind  # type: ignore[assignment]
    aggregation: Aggregation = own_aggregation if own_aggregation in get_args(Aggregation) else "level"  # type: ignore[assignment]
    values = [made for value, figure in raw if (made := fitting(value, figure, node, unit, scale, telling))]
    given = sum(not read_figure(one.attributes.get("value"), decimal).empty for one in node.all("baseline"))
    if unit == "percent" and any(float(value.number) > 100 for value in values):
        telling.add(
            "understood", node.line, place, "", "per cent with figures over 100: plain numbers, not parts of a whole"
        )
        unit, label = "count", {code: f"{words} (%)" for code, words in label.items()}
    if unit in {"count", "EUR"} and any("." in value.number for value in values) and aggregation != "level":
        telling.add("understood", node.line, place, aggregation, "figures with decimals are levels")
        aggregation = "level"
    found = ReadIndicator(
        number=number,
        line=node.line,
        place=place,
        reference=_reference(node),
        label=label,
        description=description,
        unit=unit,
        kind=kind,
        aggregation=aggregation,
        direction="more",
        scale=scale,
        values=measured(values, telling),
        own=own_aggregation in get_args(Aggregation),
        unread=given > sum(value.part == "baseline" for value in values),
    )
    found.direction = _direction(node, found, telling)
    return found


def _unit(
    node: Node, place: str, figures: list[TypedNumber], telling: Telling
) -> tuple[Unit, tuple[float, float] | None]:
    """Return the unit that the measure means; an own note of an export is more exact."""
    own = node.get(f"{OWN} unit")
    ends = read_figure(node.get(f"{OWN} scale-min")).number, read_figure(node.get(f"{OWN} scale-max")).number
    if own == "grade" and ends[0] is not None and ends[1] is not None and 0 <= float(ends[0]) < float(ends[1]):
        return "grade", (float(ends[0]), float(ends[1]))
    if own in {"share", "EUR"}:
        return own, None  # type: ignore[return-value]
    measure = node.get("measure")
    if measure == "2":
        return "percent", None
    if measure in {"1", "3", "4", "5"}:
        return "count", None
    numbers = [figure for figure in figures if figure.number is not None]
    percent = bool(numbers) and all(figure.percent for figure in numbers)
    what = "no measure that the standard has: " + (
        "per cent, because every figure has the sign" if percent else "plain numbers"
    )
    telling.add("assumed", node.line, place, measure, what)
    return ("percent" if percent else "count"), None


def _direction(node: Node, indicator: ReadIndicator, telling: Telling) -> Literal["more", "less"]:
    ascending = node.get("ascending").lower()
    if ascending in {"1", "true"}:
        return "more"
    if ascending in {"0", "false"}:
        return "less"
    baselines = [float(value.number) for value in indicator.of("baseline") if not value.group]
    targets = [float(value.number) for value in indicator.of("target") if not value.group]
    falling = bool(baselines and targets) and max(targets) < min(baselines)
    what = (
        "no ascending: less is better, because every target lies below every baseline"
        if falling
        else "no ascending: more is better"
    )
    telling.add("assumed", node.line, indicator.place, ascending, what)
    return "less" if falling else "more"
