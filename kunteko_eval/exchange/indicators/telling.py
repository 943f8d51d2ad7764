"""What an import of an indicator table tells: a preview for a person, and the whole as JSON or CSV."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.indicators.importing import TableImport, TableOptions, left_out
from kunteko_eval.exchange.indicators.new_programme import registrations
from kunteko_eval.exchange.plain_text import csv_text, flow_text
from kunteko_eval.exchange.wording import counted

FORMS = (".json", ".csv")
SHOWN_ROWS = 30
"""Indicators of a preview; the report has all."""

_COLUMNS = ("cell", "text", "becomes", "indicator", "period", "group", "value", "change", "before", "why")


def check_report_name(path: Path) -> None:
    """Refuse a report that is neither JSON nor CSV.

    Raises:
        FaultyInput: When its name says so.
    """
    if path.suffix.lower() not in FORMS:
        raise refusal("--report", "", repr(path.name), "a file that ends in .json or .csv")


def preview(done: TableImport, options: TableOptions) -> Iterator[str]:
    """Yield what a table becomes, what is left and why, and what changes, a line each."""
    plan, header = done.plan, done.plan.header
    grid = plan.grid
    rows = (
        f"row {grid.row_number(header.last)}"
        if header.first == header.last
        else (f"rows {grid.row_number(header.first)}–{grid.row_number(header.last)}")
    )
    yield (
        f"header in {rows}; {counted(len(plan.indicators), 'indicator')}, {counted(len(plan.observations), 'actual')}, "
        f"{counted(len(plan.targets), 'target')}, {counted(len(plan.baselines), 'baseline')}, "
        f"{counted(len(plan.left), 'cell')} left"
    )
    if plan.sign:
        yield f"decimal sign: {plan.sign}"
    yield from _indicator_lines(done)
    for what, whose in plan.assumed.items():
        yield f"assumed: {what} ({_listed(whose)})"
    yield from _declared(done)
    yield from _change_lines(done, options)
    yield from _left_lines(done)
    yield from _box_lines(done, options)


def _indicator_lines(done: TableImport) -> Iterator[str]:
    plan = done.plan
    actuals: dict[str, list[str]] = {}
    for row, source in zip(plan.observations, plan.sources, strict=True):
        value = source.number if source.upper is None else f"{source.number}–{source.upper}"
        group = "" if row["group"] == "all" else f" {row['group']}"
        actuals.setdefault(source.indicator, []).append(f"{row['period']}{group}: {value}")
    targets: dict[str, list[str]] = {}
    for one in plan.target_sources:
        targets.setdefault(one.indicator, []).append(f"{one.period or 'the whole programme'}: {one.number}")
    for fitted in plan.indicators[:SHOWN_ROWS]:
        base = plan.baselines.get(fitted.id)
        parts = [
            f"{fitted.id} ({fitted.unit}, {'there' if fitted.there else 'new'})",
            *([f"baseline {base.number}"] if base else []),
            *([f"target {_listed(targets[fitted.id])}"] if fitted.id in targets else []),
            *([f"actual {_listed(actuals[fitted.id])}"] if fitted.id in actuals else []),
        ]
        yield f"row {plan.grid.row_number(fitted.series.row)}: {'; '.join(parts)}"
    if len(plan.indicators) > SHOWN_ROWS:
        yield f"and {len(plan.indicators) - SHOWN_ROWS} more indicators; --report has all"


def _listed(words: list[str], most: int = 6) -> str:
    words = list(dict.fromkeys(words))
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")


def _declared(done: TableImport) -> Iterator[str]:
    around = done.plan.surroundings
    for what, names in (("period", around.periods.new), ("group", around.groups.new)):
        if names and done.programme is not None:
            yield f"new {what}: {_listed(list(names))}"


def _change_lines(done: TableImport, options: TableOptions) -> Iterator[str]:
    if done.programme is None:
        return
    changes = done.changes
    counts = Counter(one.what for one in changes.changes)
    yield ", ".join(f"{counts[what]} {what}" for what in ("new", "changed", "same", "gone"))
    yield from (f"changed: {one.figure}: {one.before} → {one.after}" for one in changes.of("changed"))
    fate = "is taken out" if options.remove_gone else "stays; --remove-gone takes it out"
    yield from (f"gone from the table: {one.figure} ({one.before}) {fate}" for one in changes.of("gone"))


def _left_lines(done: TableImport) -> Iterator[str]:
    """Yield why cells are left, each reason once with its first cells."""
    grid = done.plan.grid
    by_reason: dict[str, list[str]] = {}
    for one in done.plan.left:
        text = one.text if len(one.text) <= 40 else one.text[:39] + "…"
        by_reason.setdefault(one.why, []).append(
            f"{grid.place(one.row, one.column).rpartition(', ')[2] if grid.sheet else grid.place(one.row, one.column)} {text!r}"
        )
    for why, cells in by_reason.items():
        yield f"left: {why}: {_listed(cells, 3)}"


def _box_lines(done: TableImport, options: TableOptions) -> Iterator[str]:
    """Yield the boxes that the levels suggest, with the lines that register them."""
    boxes = done.boxes
    if done.programme is None:
        state = "registered, as the mapping says" if done.mapping.register else "proposed, not rated before registered"
        yield f"{counted(len(boxes), 'box').replace('boxs', 'boxes')}: {state}"
        if done.mapping.register:
            return
    elif not boxes:
        return
    else:
        yield (
            f"proposed in the chain, not rated before registered: {_listed([one.id for one in boxes], 20)}"
            if options.propose
            else f"--propose-boxes would propose: {_listed([one.id for one in boxes], 20)}"
        )
        lacking = left_out(done)
        if lacking:
            yield f"not proposed, because the chain has no such level: {lacking}"
    for one in boxes:
        lines = registrations(one, done.plan)
        if lines:
            yield f"to register {one.id} in chain.yaml: placement: evaluator, evidence: {flow_text(lines)}"


def report_rows(done: TableImport) -> list[dict[str, object]]:
    """Return every cell that is a figure or is left, in the table's order."""
    plan = done.plan
    grid = plan.grid
    changes = {id(one.source): one for one in done.changes.changes if one.source is not None}
    found: list[tuple[int, int, dict[str, object]]] = []
    several = (*plan.sources, *plan.target_sources, *plan.baselines.values())
    for one in several:
        change = changes.get(id(one))
        spot = one.figure
        found.append(
            (
                spot.row,
                spot.column,
                {
                    "cell": grid.place(spot.row, spot.column),
                    "text": str(spot.cell),
                    "becomes": spot.part,
                    "indicator": one.indicator,
                    "period": one.period,
                    "group": one.group,
                    "value": one.number if one.upper is None else f"{one.number}–{one.upper}",
                    "change": change.what if change else None,
                    "before": change.before if change and change.what == "changed" else None,
                    "why": one.how or None,
                },
            )
        )
    for left in plan.left:
        row: dict[str, object] = {
            "cell": grid.place(left.row, left.column),
            "text": left.text,
            "becomes": "left",
            "why": left.why,
        }
        found.append((left.row, left.column, row))
    return [row for _, _, row in sorted(found, key=lambda one: one[:2])]


def report_text(done: TableImport, form: str) -> str:
    """Return the whole report: JSON with everything, CSV with a row a cell."""
    rows = report_rows(done)
    if form.lower() == ".csv":
        from kunteko_eval.files.writing import harmless

        safe = [{key: harmless(cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in rows]
        return csv_text(_COLUMNS, safe)
    plan = done.plan
    content = {
        "table": done.mapping.id,
        "file": plan.grid.path.name,
        "sheet": plan.grid.sheet or None,
        "decimal": plan.sign,
        "indicators": [
            {"id": one.id, "label": one.series.label, "unit": one.unit, "there": one.there is not None}
            for one in plan.indicators
        ],
        "cells": rows,
        "gone": [{"figure": one.figure, "before": one.before} for one in done.changes.of("gone")],
        "assumed": plan.assumed,
        "boxes": [
            {"id": one.id, "kind": one.kind, "label": one.label, "register": registrations(one, plan)}
            for one in done.boxes
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
