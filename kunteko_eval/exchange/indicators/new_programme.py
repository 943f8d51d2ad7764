"""A new programme of an indicator table: its folder, and what a first report needs beside it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kunteko_eval.exchange.edits import row_of
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.indicators.boxes import ORDER, TableBox, boxes_of, own_words, same
from kunteko_eval.exchange.indicators.fitting import is_new_unit
from kunteko_eval.exchange.indicators.mapping import TableMapping
from kunteko_eval.exchange.indicators.planning import TablePlan
from kunteko_eval.exchange.indicators.spans import Span
from kunteko_eval.exchange.plain_text import csv_text, yaml_text
from kunteko_eval.files.validation import keys_of
from kunteko_eval.model.evidence import Finding, Indicator, Observation
from kunteko_eval.model.target import Target

MONITORING = "monitoring"
"""The collection of a new programme."""

ROOT = "programme"
"""The one resource of a new programme, from which a placeholder leads to what nothing else leads to."""

_LONGEST_UNIT = 100


def programme_files(
    name: str, plan: TablePlan, mapping: TableMapping, today: datetime.date
) -> tuple[dict[str, bytes], str]:
    """Return the files of a new programme's folder by name, and the period of its first report.

    Args:
        name: The programme's id.
        plan: What the table becomes.
        mapping: The mapping.
        today: The day that boxes and targets are recorded on.

    Raises:
        FaultyInput: When the table has no period.
    """
    spans = plan.surroundings.periods.new
    if not spans:
        found, expected = "no figure of a period", "at least one actual or target with its period"
        raise refusal(plan.grid.path, "", found, expected, "Say in the mapping where the periods stand.")
    languages = plan.surroundings.languages
    start = mapping.start or min(first for first, _ in spans.values())
    end = mapping.end or max(last for _, last in spans.values())
    reported = _reported(plan, spans)
    latest = max(reported, key=lambda one: (spans[one][1], spans[one][0]))
    facts = {
        "schema": 1,
        "id": name,
        "name": same(mapping.name or name, languages),
        "languages": list(languages),
        "description": own_words("description", languages),
        "synthetic": False,
        "start": str(start),
        "end": str(end),
        "goals": [],
        "periods": _periods(spans, reported),
        "units": [{"id": unit, "label": same(words or unit, languages)} for unit, words in new_units(plan).items()],
    }
    targets = [{**row, "recorded": today} for row in plan.targets]
    files = {
        "programme.yaml": yaml_text(
            {key: value for key, value in facts.items() if value or key not in {"units"}},
            f"Made of the indicator table {plan.grid.path.name}.",
        ),
        "sources.yaml": yaml_text(_sources(plan, mapping), "The table is the source of every figure."),
        "chain.yaml": yaml_text(_chain(name, plan, mapping, today), "Levels, boxes and targets of the table."),
        "indicators.csv": csv_text(keys_of(Indicator), [row_of(one) for one in plan.models.values()]),
        "observations.csv": csv_text(keys_of(Observation), plan.observations),
        "findings.csv": csv_text(keys_of(Finding), []),
    }
    if targets:
        files["targets.csv"] = csv_text(keys_of(Target), targets)
    return {key: text.encode() for key, text in files.items()}, latest


def _reported(plan: TablePlan, spans: dict[str, Span]) -> set[str]:
    """Return the periods that reports are made of: those with actuals that a target holds for, or the last ones."""
    observed = {row["period"] for row in plan.observations} or set(spans)
    wanted = {row["period"] for row in plan.targets}
    last = max(spans[one][1] for one in observed)
    both = observed if None in wanted else observed & wanted
    return both or {one for one in observed if spans[one][1] == last}


def new_units(plan: TablePlan) -> dict[str, str]:
    """Return the units that the programme must declare, with the words that name them."""
    words = plan.surroundings.unit_words
    new = [one for one in plan.indicators if one.there is None and is_new_unit(one.unit, words)]
    return {one.unit: one.unit_words[:_LONGEST_UNIT] for one in new}


def _periods(spans: dict[str, Span], reported: set[str]) -> list[dict[str, Any]]:
    """Return the periods in order, each compared with the last one of the same length before it."""
    found: list[dict[str, Any]] = []
    for name, (start, end) in sorted(spans.items(), key=lambda one: one[1]):
        content: dict[str, Any] = {"id": name, "start": str(start), "end": str(end), "report": name in reported}
        length = _months(start, end)
        before = [
            one for one in found if one["end"] < str(start) and one["report"] and _months(*spans[one["id"]]) == length
        ]
        if before and name in reported:
            content["previous"] = before[-1]["id"]
        found.append(content)
    return found


def _months(start: datetime.date, end: datetime.date) -> int:
    return 12 * (end.year - start.year) + end.month - start.month


def _sources(plan: TablePlan, mapping: TableMapping) -> dict[str, Any]:
    languages, groups = plan.surroundings.languages, {**plan.surroundings.groups.new}
    groups.pop("all", None)
    return {
        "schema": 1,
        "documents": [document_of(plan, mapping)],
        "groups": [
            {"id": "all", "label": own_words("everybody", languages)},
            *({"id": name, "label": same(words or name, languages)} for name, words in groups.items()),
        ],
        "themes": [theme_of(mapping, languages)],
        "collections": [collection_of(MONITORING, languages)],
    }


def document_of(plan: TablePlan, mapping: TableMapping) -> dict[str, Any]:
    """Return the entry of the table among the documents."""
    title, languages = mapping.name or plan.grid.path.stem, plan.surroundings.languages
    return {
        "id": mapping.of_document,
        "title": same(title, languages),
        "language": mapping.language,
        "file": plan.grid.path.name,
    }


def theme_of(mapping: TableMapping, languages: Sequence[str]) -> dict[str, Any]:
    """Return the entry of the theme of new indicators."""
    return {"id": mapping.id, "label": own_words("theme", languages), "chapter": "implementation"}


def collection_of(name: str, languages: Sequence[str]) -> dict[str, Any]:
    """Return the entry of the collection that the figures are of."""
    return {
        "id": name,
        "label": own_words("collection", languages),
        "type": "monitoring",
        "bias": "some",
        "bias_reason": own_words("bias-reason", languages),
    }


def _chain(name: str, plan: TablePlan, mapping: TableMapping, today: datetime.date) -> dict[str, Any]:
    boxes, languages = boxes_of(plan.indicators, mapping, {ROOT}), plan.surroundings.languages
    kinds = {"resources", *(one.kind for one in boxes)}
    reached = {target for one in boxes for target in one.leads_to}
    registered = mapping.register
    links = [
        {"from": one.id, "to": target, "placement": "proposed", "assumption": own_words("from-table", languages)}
        for one in boxes
        for target in one.leads_to
    ]
    links += [
        {"from": ROOT, "to": one.id, "placement": "proposed", "assumption": own_words("from-programme", languages)}
        for one in boxes
        if one.id not in reached
    ]
    return {
        "schema": 1,
        "programme": name,
        "levels": [
            {"id": kind, "kind": kind, "label": own_words(f"level-{kind}", languages), "due_after_years": 0}
            for kind in ORDER
            if kind in kinds
        ],
        "due_reason": own_words("due-reason", languages),
        "conventions": [],
        "elements": [_root(today, languages), *(element_of(one, plan, today, registered=registered) for one in boxes)],
        "links": links,
    }


def _root(today: datetime.date, languages: Sequence[str]) -> dict[str, Any]:
    return {
        "id": ROOT,
        "level": "resources",
        "label": own_words("programme", languages),
        "placement": "evaluator",
        "registered": str(today),
        "why": own_words("programme-why", languages),
        "evidence": [],
    }


def element_of(box: TableBox, plan: TablePlan, today: datetime.date, *, registered: bool) -> dict[str, Any]:
    """Return a box as an element: registered with its indicators' targets, or proposed and without evidence."""
    languages = plan.surroundings.languages
    return {
        "id": box.id,
        "level": box.kind,
        "label": same(box.label, languages),
        "placement": "named" if registered else "proposed",
        "registered": str(today),
        "why": own_words("why" if registered else "proposed-why", languages),
        "evidence": registrations(box, plan) if registered else [],
    }


def registrations(box: TableBox, plan: TablePlan) -> list[dict[str, Any]]:
    """Return the lines that register the indicators of a box that have a target."""
    expected = {row["indicator"] for row in plan.targets}
    expected |= {one.id for one in plan.models.values() if one.target is not None}
    return [{"indicator": name} for name in box.indicators if name in expected]


def first_report(name: str, period: str, language: str) -> str:
    """Return the file of the parameters of a programme's first report."""
    return f'programme: {name}\nperiod: "{period}"\nlanguage: {language}\n'


def check_name(path: Path) -> str:
    """Return the id of a programme that is made in a folder.

    Raises:
        FaultyInput: When the folder's name is no id.
    """
    import re

    name = path.name.removesuffix("/")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", name, re.ASCII):
        raise refusal("--new", "", repr(name), "lower-case letters, digits and hyphens, at most 80")
    return name
