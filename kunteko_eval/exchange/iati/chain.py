"""The chain of an imported programme: levels, a box for each result, and an expectation for each target."""

from __future__ import annotations

import datetime
from typing import Any

from kunteko_eval.exchange.iati.activity import ReadIndicator, ReadResult
from kunteko_eval.exchange.iati.activity_facts import ActivityFacts, Taken
from kunteko_eval.exchange.iati.expectation import Expectation
from kunteko_eval.exchange.iati.import_report import Telling
from kunteko_eval.exchange.iati.match import canonical, words
from kunteko_eval.exchange.iati.narratives import Span, Texts, joined, one_language, slug, span_id
from kunteko_eval.exchange.iati.series import Series
from kunteko_eval.exchange.iati.values import leave

LEVELS: dict[str, tuple[str, Texts]] = {
    "resources": ("resources", {"fi": "Resurssit", "sv": "Resurser", "en": "Resources"}),
    "actions": ("actions", {"fi": "Tuotokset", "sv": "Prestationer", "en": "Outputs"}),
    "direct": ("direct", {"fi": "Tulokset", "sv": "Utfall", "en": "Outcomes"}),
    "other": ("direct", {"fi": "Muut tulokset", "sv": "Övriga resultat", "en": "Other results"}),
    "indirect": ("indirect", {"fi": "Välilliset vaikutukset", "sv": "Indirekta effekter", "en": "Indirect effects"}),
    "wider": ("wider", {"fi": "Laajemmat vaikutukset", "sv": "Bredare effekter", "en": "Wider effects"}),
}
_DUE: Texts = {
    "fi": "IATI ei kerro, milloin vaikutuksia voi odottaa, joten mikään ei ole liian varhaista.",
    "sv": "IATI säger inte när effekter kan väntas, så inget är för tidigt.",
    "en": "IATI does not tell when effects can be expected, so nothing is too early.",
}
_ASSUMPTION: Texts = {
    "fi": "Paikanpitäjä: IATI ei kerro, mikä johtaa mihinkin. Korvaa ohjelman omilla yhteyksillä.",
    "sv": "Platshållare: IATI säger inte vad som leder till vad. Ersätt med programmets egna samband.",
    "en": "A placeholder: IATI does not tell what leads to what. Replace it by the programme's own links.",
}
_ACTIVITY: Texts = {
    "fi": "Hanke ja sen rahoitus",
    "sv": "Projektet och dess finansiering",
    "en": "The activity and its money",
}
_ACTIVITY_WHY: Texts = {
    "fi": "IATI-tiedoston tulokset eivät kerro resursseista; rahavirrat jätettiin lukematta.",
    "sv": "Resultaten i IATI-filen säger inget om resurserna; penningflödena lästes inte.",
    "en": "The results of the IATI file tell nothing of resources; money flows were not read.",
}
_WHY: Texts = {
    "fi": "IATI-tiedosto antaa nämä mittarit tälle tulokselle.",
    "sv": "IATI-filen anger dessa indikatorer för detta resultat.",
    "en": "The IATI file gives these indicators for this result.",
}
_REASON: Texts = {
    "fi": "Tavoite ja lähtötaso ovat IATI-tiedostosta.",
    "sv": "Mål och utgångsläge är från IATI-filen.",
    "en": "Target and baseline are the IATI file's.",
}
_NO_BASELINE: Texts = {
    "fi": "Lähtötasoa ei kerrota; tuotos alkaa nollasta.",
    "sv": "Utgångsläget anges inte; en prestation börjar från noll.",
    "en": "No baseline is given; an output starts from nothing.",
}
_MATCHED: Texts = {
    "fi": "Lähtötason ryhmä: {base}; tavoitteen ryhmä: {target}.",
    "sv": "Utgångslägets grupp: {base}; målets grupp: {target}.",
    "en": "Group of the baseline: {base}; group of the target: {target}.",
}
_OF_INDICATOR: Texts = {"fi": "Mittarista: ", "sv": "Om indikatorn: ", "en": "Of the indicator: "}
_OF_BASELINE: Texts = {"fi": "Lähtötasosta: ", "sv": "Om utgångsläget: ", "en": "Of the baseline: "}
_OF_TARGET: Texts = {"fi": "Tavoitteesta: ", "sv": "Om målet: ", "en": "Of the target: "}


def level_of(result: ReadResult) -> str:
    """Return the id of the level that a result stands on."""
    return "other" if result.type == "9" and result.level == "direct" else result.level


def chain_content(
    sheet: ActivityFacts, results: list[tuple[ReadResult, list[Series]]], today: datetime.date, telling: Telling
) -> dict[str, Any]:
    """Return the content of ``chain.yaml``."""
    conventions: dict[tuple[object, ...], dict[str, Any]] = {}
    targets: Taken = set()
    elements: list[dict[str, Any]] = []
    names: Taken = {"activity"}
    first = {"id": "activity", "level": "resources", "label": _ACTIVITY, "placement": "evaluator"}
    elements.append({**first, "registered": str(today), "why": _ACTIVITY_WHY, "evidence": []})
    for result, several in results:
        evidence: dict[tuple[str, Span | None], dict[str, Any]] = {}
        for one in several:
            for wanted in one.expectations:
                key = (one.id, wanted.span_held, wanted.pace, wanted.floor, wanted.expected)
                if key not in conventions:
                    conventions[key] = _convention(sheet, one, wanted, targets, today, telling)
                row = {"indicator": one.id, "expectation": conventions[key]["id"]}
                if evidence.setdefault((one.id, wanted.span_held), row) != row:
                    leave(wanted.target, "a second target of one period in the same result", telling)
        if result.element:
            elements.append(
                {
                    "id": slug(result.reference or one_language(result.title), names, f"result-{result.number}"),
                    "level": level_of(result),
                    "label": result.label,
                    "placement": "named",
                    "registered": str(today),
                    "why": _why(result, several, telling),
                    "evidence": list(evidence.values()),
                }
            )
        else:
            _tell_boxless(result, several, telling)
    used = {row["expectation"] for element in elements for row in element["evidence"]}
    levels = {one["level"] for one in elements}
    return {
        "schema": 1,
        "programme": sheet.id,
        "levels": [
            {"id": name, "kind": kind, "label": label, "due_after_years": 0}
            for name, (kind, label) in LEVELS.items()
            if name in levels
        ],
        "due_reason": _DUE,
        "conventions": [one for one in conventions.values() if one["id"] in used],
        "elements": elements,
        "links": [
            {"from": "activity", "to": one["id"], "placement": "evaluator", "assumption": _ASSUMPTION}
            for one in elements[1:]
        ],
    }


def _why(result: ReadResult, several: list[Series], telling: Telling) -> Texts:
    """Return why the indicators stand for a result: its description, and those of indicators without a target."""
    parts = [_WHY]
    place = f"result {result.number}"
    if result.description:
        parts.append(result.description)
        _keep(result.line, place, result.description, "the description of a result, kept in why", telling)
    for source in _sources(several):
        if source.description and not any(one.expectations for one in several if one.source is source):
            parts.append(_led(source.label, source.description))
            what = "the description of an indicator without a target, kept in why of its result"
            _keep(source.line, source.place, source.description, what, telling)
    return joined(parts, result.line, place, telling)


def _sources(several: list[Series]) -> list[ReadIndicator]:
    return list({id(one.source): one.source for one in several}.values())


def _led(label: Texts, description: Texts) -> Texts:
    return {code: f"{label[code]}: {text}" for code, text in description.items()}


def _keep(line: int, place: str, text: Texts, what: str, telling: Telling) -> None:
    telling.add("read", line, place, one_language(text), what)


def _tell_boxless(result: ReadResult, several: list[Series], telling: Telling) -> None:
    """Tell what a result says that an export noted to be no box."""
    texts = [(result.line, f"result {result.number}", result.description)]
    texts += [(one.line, one.place, one.description) for one in _sources(several)]
    for line, place, text in texts:
        if text:
            telling.add("left", line, place, one_language(text), "the description of a result that is no box")
    for one in several:
        for wanted in one.expectations:
            leave(wanted.target, "a target of a result that is no box", telling)


def _convention(
    sheet: ActivityFacts, series: Series, wanted: Expectation, taken: Taken, today: datetime.date, telling: Telling
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
        "reason": _reason(series.source, wanted, telling),
        "document": sheet.document,
        "place": wanted.target.place,
        "line": wanted.target.line,
    }
    return {key: value for key, value in content.items() if value is not None}


def _reason(source: ReadIndicator, wanted: Expectation, telling: Telling) -> Texts:
    """Return why a target is expected, with what the file says of it, its baseline and its indicator."""
    target = wanted.target
    parts = [_REASON]
    if wanted.assumed:
        parts.append(_NO_BASELINE)
    elif canonical(wanted.baselines[0].group) != wanted.group:
        groups = {"base": words(wanted.baselines[0].group)[:300], "target": words(target.group)[:300]}
        parts.append(
            {
                code: text.replace("{base}", groups["base"]).replace("{target}", groups["target"])
                for code, text in _MATCHED.items()
            }
        )
    if source.description:
        parts.append(_with(_OF_INDICATOR, source.description))
        _keep(
            source.line, source.place, source.description, "the description of an indicator, kept as a reason", telling
        )
    for lead, value in (*((_OF_BASELINE, one) for one in wanted.baselines), (_OF_TARGET, target)):
        if value.written:
            parts.append(_with(lead, dict.fromkeys(lead, value.written)))
        if value.comment:
            parts.append(_with(lead, value.comment))
            what = f"the comment of a {value.part}, kept as a reason"
            _keep(value.line, value.place, value.comment, what, telling)
    return joined(parts, target.line, target.place, telling)


def _with(lead: Texts, text: Texts) -> Texts:
    return {code: lead[code] + text[code] for code in lead}
