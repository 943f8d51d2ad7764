"""From an IATI activity to the files of a programme folder.

How the results chain of the OECD-DAC, which IATI uses, becomes the levels of an impact chain:

- *output* (result type 1) → actions: what the programme itself produced; its indicators show ``volume``;
- *outcome* (2) → direct effects; *impact* (3) → wider effects; *other* (9) → other results, rated like direct
  effects: their indicators show ``change``, which tells that the world moved and not that the programme moved
  it, so they give no colour by themselves;
- each result is an element, each of its indicators is registered for it with each target as the expectation of
  the target's period (basis ``source``) and its baseline as the floor;
- IATI has no arrows, but an element needs one: the activity itself, with its money, is the one resource, and
  a link from it leads to every result, marked as the evaluator's and as a placeholder.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from kunteko_eval.exchange.iati.activity import ReadResult
from kunteko_eval.exchange.iati.activity_facts import ActivityFacts
from kunteko_eval.exchange.iati.chain import chain_content, level_of
from kunteko_eval.exchange.iati.match import words
from kunteko_eval.exchange.iati.narratives import Span, own_words, same, slug, span_id
from kunteko_eval.exchange.iati.series import Series
from kunteko_eval.exchange.iati.values import Group, Value
from kunteko_eval.exchange.plain_text import csv_text, yaml_text
from kunteko_eval.exchange.wording import counted
from kunteko_eval.files.validation import keys_of
from kunteko_eval.model.evidence import Finding, Indicator, Observation

_CHAPTERS = {"resources": "programme", "actions": "implementation"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltProgramme:
    """A programme as the texts of its files.

    Attributes:
        files: By name, within the programme folder.
        periods: Ids of the periods of which reports are made.
        language: The language of the reports.
    """

    id: str
    files: dict[str, str]
    periods: tuple[str, ...]
    language: str


def programme_files(
    sheet: ActivityFacts, results: list[tuple[ReadResult, list[Series]]], today: datetime.date
) -> BuiltProgramme:
    """Return the files of a programme.

    Args:
        sheet: What the activity tells of itself.
        results: Its results with the indicators that they become; series that stand under several results
            are the same object.
        today: The day on which expectations are recorded.
    """
    notes = sheet.notes
    series = list({one.id: one for _, several in results for one in several}.values())
    sheet = sheet.with_spans(*_spans(series))
    groups: dict[Group, str] = {(): "all"}
    taken = {"all"}
    for one in series:
        for value in one.actuals:
            if value.group not in groups:
                # An export writes a group of ours as the dimension "group" with its id.
                parts = [part for pair in value.group for part in pair if pair[0] != "group" or part != "group"]
                groups[value.group] = slug("-".join(parts), taken, "group")
                whom = words(value.group)
                notes.understood(value.line, value.place, whom, "dimensions and locations are a group", whom)
    periods, reported = sheet.periods()
    files = {
        "programme.yaml": yaml_text(
            _with_units(sheet.content(periods), series), f"Made from the IATI activity {sheet.identifier}."
        ),
        "sources.yaml": yaml_text(_sources(sheet, groups, results), "The IATI file is the source of every figure."),
        "chain.yaml": yaml_text(
            chain_content(sheet, results, today), "Levels, results and targets of an IATI activity."
        ),
        "indicators.csv": csv_text(keys_of(Indicator), _indicators(results)),
        "observations.csv": csv_text(keys_of(Observation), _observations(sheet, series, groups)),
        "findings.csv": csv_text(keys_of(Finding), []),
    }
    _note_rules(sheet)
    detail = _counts(results, series, periods)
    notes.read(sheet.line, "", "", "made", detail)
    return BuiltProgramme(id=sheet.id, files=files, periods=reported, language=sheet.language)


def _with_units(content: dict[str, Any], series: list[Series]) -> dict[str, Any]:
    """Return the content of ``programme.yaml`` with the units that the indicators' export noted, each once."""
    units = {one.source.unit: one.source.declared for one in series if one.source.declared is not None}
    return {**content, "units": list(units.values())} if units else content


def _note_rules(sheet: ActivityFacts) -> None:
    """Note once what holds for the whole activity."""
    notes, line = sheet.notes, sheet.line
    levels = "output → actions, outcome → direct, impact → wider, other → direct"
    notes.understood(line, "", "", "result types as levels", levels)
    what = "indicators of outcomes, impacts and other results show that the world moved (change)"
    notes.understood(line, "", "", what, "they give no colour until an indicator or finding tells the programme's part")
    what = "a figure is the level at the end of its period"
    notes.assumed(line, "", "", what, "set aggregation in indicators.csv otherwise")
    notes.assumed(line, "", "", "arrows", "a placeholder leads from the activity to every result; see import links")
    if notes.borrowed:
        counts = ", ".join(f"{code} {count}" for code, count in sorted(notes.borrowed.items()))
        notes.assumed(
            line, "", "", "texts without a language borrow another's words, its code in brackets before them", counts
        )


def _counts(results: list[tuple[ReadResult, list[Series]]], series: list[Series], periods: list[dict[str, Any]]) -> str:
    expected = sum(bool(one.expectations) for one in series)
    return ", ".join(
        (
            counted(sum(result.element for result, _ in results), "element"),
            counted(len(series), "indicator") + f", {expected} of them with an expectation",
            counted(sum(len(one.actuals) for one in series), "observation"),
            counted(len(periods), "period"),
        )
    )


def _spans(series: list[Series]) -> tuple[list[Span], list[Span]]:
    """Return every span that a figure or a target speaks of, and those with an actual."""
    values: list[Value] = [value for one in series for value in one.source.values]
    observed = [value for one in series for value in one.actuals]
    return [value.span for value in values if value.span], [value.span for value in observed if value.span]


def _indicators(results: list[tuple[ReadResult, list[Series]]]) -> list[dict[str, object]]:
    rows: dict[str, dict[str, object]] = {}
    for result, several in results:
        for one in several:
            scale = one.source.scale or (None, None)
            rows.setdefault(
                one.id,
                {
                    "id": one.id,
                    "label_fi": one.label["fi"],
                    "label_sv": one.label["sv"],
                    "label_en": one.label["en"],
                    "unit": one.source.unit,
                    "theme": level_of(result),
                    "kind": one.source.kind,
                    "aggregation": one.source.aggregation,
                    "direction": one.source.direction,
                    "scale_min": scale[0],
                    "scale_max": scale[1],
                    "part_of": one.part_of,
                },
            )
    return list(rows.values())


def _observations(sheet: ActivityFacts, series: list[Series], groups: dict[Group, str]) -> list[dict[str, object]]:
    taken: set[str] = set()
    rows: list[dict[str, object]] = []
    for one in series:
        for value in one.actuals:
            if value.span is None:
                continue
            period, group = span_id(value.span), groups[value.group]
            name = f"{one.id}-{period}" + ("" if group == "all" else f"-{group}")
            above = value.upper is not None and float(value.upper) > float(value.number)
            rows.append(
                {
                    "id": slug(name, taken, "figure", 72),
                    "indicator": one.id,
                    "period": period,
                    "value": value.number,
                    "value_to": value.upper if above else None,
                    "n": value.n,
                    "group": group,
                    "source": "iati-reporting",
                    "document": sheet.document,
                    "place": value.place,
                    "line": value.line,
                    "precision": value.precision,
                    "match": "inferred" if value.inferred else "read",
                    "note": value.note or None,
                }
            )
    return rows


def _group(group: Group, groups: dict[Group, str]) -> dict[str, object]:
    """Return a group, with the nearest one that holds everybody in it; ``all`` holds everybody anyway."""
    content: dict[str, object] = {
        "id": groups[group],
        "label": same(words(group)[:1000]) if group else own_words("everybody"),
    }
    within = [one for one in groups if one and set(one) < set(group)]
    if within:
        content["part_of"] = groups[max(within, key=lambda one: (len(one), one))]
    return content


def _sources(
    sheet: ActivityFacts, groups: dict[Group, str], results: list[tuple[ReadResult, list[Series]]]
) -> dict[str, Any]:
    levels = dict.fromkeys(level_of(result) for result, _ in results)
    return {
        "schema": 1,
        "documents": sheet.documents,
        "groups": [_group(group, groups) for group in groups],
        "themes": [{"id": one, "label": own_words(f"level-{one}"), "chapter": _CHAPTERS.get(one)} for one in levels],
        "collections": [
            {
                "id": "iati-reporting",
                "label": own_words("collection"),
                "type": "monitoring",
                "bias": "some",
                "bias_reason": own_words("bias-reason"),
            }
        ],
    }
