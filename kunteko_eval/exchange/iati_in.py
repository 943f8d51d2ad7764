"""From the elements of an IATI activity to results, indicators and figures, telling what was made of each.

The standard: https://iatistandard.org/en/iati-standard/203/activity-standard/iati-activities/iati-activity/result/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from kunteko_eval.exchange.iati_report import Telling
from kunteko_eval.exchange.iati_values import OWN, Part, Value, fitting, values_of
from kunteko_eval.exchange.iati_words import Texts, one_language, same, texts
from kunteko_eval.exchange.iati_xml import Node
from kunteko_eval.exchange.numbers import Figure, Sign, read_figure
from kunteko_eval.model.chain import LevelKind
from kunteko_eval.model.evidence import Aggregation, Contribution, Unit

RESULT_LEVELS: dict[str, LevelKind] = {"1": "actions", "2": "direct", "3": "wider", "9": "direct"}
"""IATI result types as kinds of level: output, outcome, impact, other."""

RESULT_WORDS = {"1": "output", "2": "outcome", "3": "impact", "9": "other"}


@dataclass(slots=True, kw_only=True)
class ReadIndicator:
    """An indicator with its figures."""

    number: int
    line: int
    place: str
    reference: str
    label: Texts
    unit: Unit
    kind: Contribution
    aggregation: Aggregation
    direction: Literal["more", "less"]
    scale: tuple[float, float] | None
    values: list[Value] = field(default_factory=list)

    def of(self, part: Part) -> list[Value]:
        """Return the baselines, the targets or the actuals."""
        return [value for value in self.values if value.part == part]


@dataclass(slots=True, kw_only=True)
class ReadResult:
    """A result with its indicators."""

    number: int
    line: int
    type: str
    level: LevelKind
    reference: str
    label: Texts
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
        for inner in ("description", "document-link", "reference"):
            for one in node.all(inner):
                words = texts(one if inner == "description" else one.first("title"), language, telling, place)
                text = one.get("code") or one.get("url") or (words or {}).get("en", "")
                if inner == "reference" and one.get("vocabulary") == "99":
                    continue
                if inner != "document-link":
                    telling.add("left", one.line, place, text, f"the {inner} of a result; elements have a label alone")
        found.append(
            ReadResult(
                number=number,
                line=node.line,
                type=kind,
                level=level,
                reference=_reference(node),
                label=label,
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
    for one in node.all("description"):
        words = texts(one, language, telling, place) or {}
        telling.add(
            "left", one.line, place, words.get("en", ""), "the description of an indicator; it has a label alone"
        )
    for one in node.all("reference"):
        if one.get("vocabulary") != "99":
            telling.add("left", one.line, place, one.get("code"), "the reference of an indicator to another vocabulary")
    raw = list(values_of(node, place, language, decimal, telling))
    if node.get("measure") == "5":
        telling.add(
            "left", node.line, place, one_language(label), "a qualitative indicator; code what it tells as a finding"
        )
        for value, _ in raw:
            telling.add("left", value.line, value.place, value.number, "a figure of a qualitative indicator")
        return None
    unit, scale = _unit(node, place, [figure for _, figure in raw], telling)
    kind: Contribution = "volume" if level in {"resources", "actions"} else "change"
    own_kind, own_aggregation = node.get(f"{OWN} kind"), node.get(f"{OWN} aggregation")
    if own_kind in get_args(Contribution):
        kind = own_kind  # type: ignore[assignment]
    aggregation: Aggregation = own_aggregation if own_aggregation in get_args(Aggregation) else "level"  # type: ignore[assignment]
    values = [made for value, figure in raw if (made := fitting(value, figure, node, unit, scale, telling))]
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
        unit=unit,
        kind=kind,
        aggregation=aggregation,
        direction="more",
        scale=scale,
        values=values,
    )
    found.direction = _direction(node, found, telling)
    return found


def _unit(node: Node, place: str, figures: list[Figure], telling: Telling) -> tuple[Unit, tuple[float, float] | None]:
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
