"""The chain of an imported programme: levels, a box for each result, and an expectation for each target."""

from __future__ import annotations

import datetime
from typing import Any

from kunteko_eval.exchange.iati.activity import ReadIndicator, ReadResult
from kunteko_eval.exchange.iati.activity_facts import ActivityFacts, Taken
from kunteko_eval.exchange.iati.expectation import Expectation
from kunteko_eval.exchange.iati.import_report import ActivityNotes
from kunteko_eval.exchange.iati.match import canonical, words
from kunteko_eval.exchange.iati.narratives import Span, Texts, joined, one_language, own_words, same, slug, span_id
from kunteko_eval.exchange.iati.series import Series
from kunteko_eval.exchange.iati.values import leave
from kunteko_eval.model.chain import LevelKind

LEVELS: dict[str, LevelKind] = {
    "resources": "resources",
    "actions": "actions",
    "direct": "direct",
    "other": "direct",
    "indirect": "indirect",
    "wider": "wider",
}
"""The levels of an imported chain, each with its kind; ``words.yaml`` has their labels."""


def level_of(result: ReadResult) -> str:
    """Return the id of the level that a result stands on."""
    return "other" if result.type == "9" and result.level == "direct" else result.level


def chain_content(
    sheet: ActivityFacts, results: list[tuple[ReadResult, list[Series]]], today: datetime.date
) -> dict[str, Any]:
    """Return the content of ``chain.yaml``.

    Args:
        sheet: What the activity tells of itself; its notes take up what is made of targets and descriptions.
        results: The results with their indicators.
        today: The day on which expectations are recorded.
    """
    notes = sheet.notes
    conventions: dict[tuple[object, ...], dict[str, Any]] = {}
    targets: Taken = set()
    elements: list[dict[str, Any]] = []
    names: Taken = {"activity"}
    for result, several in results:
        evidence: dict[tuple[str, Span | None], dict[str, Any]] = {}
        for one, wanted in ((series, each) for series in several for each in series.expectations):
            key = (one.id, wanted.span_held, wanted.pace, wanted.floor, wanted.expected)
            if key not in conventions:
                conventions[key] = _convention(sheet, one, wanted, targets, today)
            row = {"indicator": one.id, "expectation": conventions[key]["id"]}
            if evidence.setdefault((one.id, wanted.span_held), row) != row:
                leave(wanted.target, "a second target of one period in the same result", notes)
        if result.element:
            name = slug(result.reference or one_language(result.title), names, f"result-{result.number}")
            why = _why(result, several, notes)
            elements.append(_element(name, result, why, today) | {"evidence": list(evidence.values())})
        else:
            _note_boxless(result, several, notes)
    used = {row["expectation"] for element in elements for row in element["evidence"]}
    assumption = own_words("assumption")
    return {
        "schema": 1,
        "programme": sheet.id,
        "levels": _levels({one["level"] for one in elements}),
        "due_reason": own_words("due-reason"),
        "conventions": [one for one in conventions.values() if one["id"] in used],
        "elements": [_activity(today), *elements],
        "links": [
            {"from": "activity", "to": one["id"], "placement": "evaluator", "assumption": assumption}
            for one in elements
        ],
    }


def _levels(used: set[str]) -> list[dict[str, Any]]:
    return [
        {"id": name, "kind": kind, "label": own_words(f"level-{name}"), "due_after_years": 0}
        for name, kind in LEVELS.items()
        if name == "resources" or name in used
    ]


def _element(name: str, result: ReadResult, why: Texts, today: datetime.date) -> dict[str, Any]:
    return {
        "id": name,
        "level": level_of(result),
        "label": result.label,
        "placement": "named",
        "registered": str(today),
        "why": why,
    }


def _activity(today: datetime.date) -> dict[str, Any]:
    """Return the one resource: the activity itself, with its money."""
    return {
        "id": "activity",
        "level": "resources",
        "label": own_words("activity"),
        "placement": "evaluator",
        "registered": str(today),
        "why": own_words("activity-why"),
        "evidence": [],
    }


def _why(result: ReadResult, several: list[Series], notes: ActivityNotes) -> Texts:
    """Return why the indicators stand for a result: its description, and those of indicators without a target."""
    parts = [own_words("why")]
    place = f"result {result.number}"
    if result.description:
        parts.append(result.description)
        _keep(result.line, place, result.description, "the description of a result, kept in why", notes)
    for source in _sources(several):
        if source.description and not any(one.expectations for one in several if one.source is source):
            parts.append(_led(source.label, source.description))
            what = "the description of an indicator without a target, kept in why of its result"
            _keep(source.line, source.place, source.description, what, notes)
    return joined(parts, result.line, place, notes)


def _sources(several: list[Series]) -> list[ReadIndicator]:
    return list({id(one.source): one.source for one in several}.values())


def _led(label: Texts, description: Texts) -> Texts:
    return {code: f"{label[code]}: {text}" for code, text in description.items()}


def _keep(line: int, place: str, text: Texts, what: str, notes: ActivityNotes) -> None:
    notes.read(line, place, one_language(text), what)


def _note_boxless(result: ReadResult, several: list[Series], notes: ActivityNotes) -> None:
    """Note what a result says that an export noted to be no box."""
    texts = [(result.line, f"result {result.number}", result.description)]
    texts += [(one.line, one.place, one.description) for one in _sources(several)]
    for line, place, text in texts:
        if text:
            notes.left(line, place, one_language(text), "the description of a result that is no box")
    for one in several:
        for wanted in one.expectations:
            leave(wanted.target, "a target of a result that is no box", notes)


def _convention(
    sheet: ActivityFacts, series: Series, wanted: Expectation, taken: Taken, today: datetime.date
) -> dict[str, Any]:
    period = span_id(wanted.span_held) if wanted.span_held else None
    several = len(series.expectations) > 1 and period
    content = {
        "id": slug(f"target-{series.id}" + (f"-{period}" if several else ""), taken, "target", 72),
        "applies_to": series.source.unit,
        "basis": "source",
        "recorded": str(today),
        "floor": wanted.floor,
        "expected": wanted.expected,
        "period": period,
        "pace": wanted.pace,
        "reason": _reason(series.source, wanted, sheet.notes),
        "document": sheet.document,
        "place": wanted.target.place,
        "line": wanted.target.line,
    }
    return {key: value for key, value in content.items() if value is not None}


def _reason(source: ReadIndicator, wanted: Expectation, notes: ActivityNotes) -> Texts:
    """Return why a target is expected, with what the file says of it, its baseline and its indicator."""
    target = wanted.target
    parts = [own_words("reason")]
    if wanted.assumed:
        parts.append(own_words("no-baseline"))
    elif canonical(wanted.baselines[0].group) != wanted.group:
        base, whole = (words(one.group)[:300] for one in (wanted.baselines[0], target))
        parts.append(own_words("matched", base=base, target=whole))
    if source.description:
        parts.append(_with("of-indicator", source.description))
        _keep(source.line, source.place, source.description, "the description of an indicator, kept as a reason", notes)
    for lead, value in (*(("of-baseline", one) for one in wanted.baselines), ("of-target", target)):
        if value.written:
            parts.append(_with(lead, same(value.written)))
        if value.comment:
            parts.append(_with(lead, value.comment))
            what = f"the comment of a {value.part}, kept as a reason"
            _keep(value.line, value.place, value.comment, what, notes)
    return joined(parts, target.line, target.place, notes)


def _with(lead: str, text: Texts) -> Texts:
    return {code: words + text[code] for code, words in own_words(lead).items()}
