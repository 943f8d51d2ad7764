"""From an indicator table to a programme: read, previewed, compared with what is there, and set in as a whole."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.edits import ProgrammeEdit, TableEdit, row_of
from kunteko_eval.exchange.faults import fault, refusal
from kunteko_eval.exchange.indicators.boxes import TableBox, boxes_of, own_words, same
from kunteko_eval.exchange.indicators.changes import TableChanges, compare
from kunteko_eval.exchange.indicators.grid import read_grids
from kunteko_eval.exchange.indicators.header import find_header
from kunteko_eval.exchange.indicators.mapping import TableMapping, read_mapping
from kunteko_eval.exchange.indicators.new_programme import (
    MONITORING,
    check_name,
    collection_of,
    document_of,
    element_of,
    first_report,
    new_units,
    programme_files,
    theme_of,
)
from kunteko_eval.exchange.indicators.planning import Surroundings, TablePlan, plan_table
from kunteko_eval.exchange.indicators.rows import read_rows
from kunteko_eval.exchange.indicators.surroundings import EVERYBODY, GroupBook, PeriodBook
from kunteko_eval.exchange.indicators.vocabulary import normal
from kunteko_eval.exchange.saving import refuse_existing, save_edit, save_tree
from kunteko_eval.files.validation import shown
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme

MOST_TOLD = 20
"""Changes that a fault names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """How a table is imported.

    Attributes:
        dry_run: Whether nothing is written.
        reason: Why figures that were read before change.
        remove_gone: Whether figures go that were read before and stand in the table no more.
        propose: Whether boxes and links that the table's levels suggest are added to the chain as proposed.
        today: The day of the history and of new targets; by the clock when None.
    """

    dry_run: bool = False
    reason: str | None = None
    remove_gone: bool = False
    propose: bool = False
    today: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableImport:
    """What an import read, and what it changes.

    Attributes:
        boxes: What the table's levels suggest: new boxes alone where the programme has a chain.
        written: Where it was written to; None after a dry run.
        period: The period of the first report of a new programme.
    """

    mapping: TableMapping
    plan: TablePlan
    changes: TableChanges
    programme: ProgrammeData | None
    boxes: list[TableBox] = field(default_factory=list)
    written: Path | None = None
    period: str | None = None


@contextmanager
def _everything_stays() -> Iterator[None]:
    """Keep Python from looking for what may go: all that is read stays, and looking again and again takes longest."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@_everything_stays()
def import_indicators(file: Path, mapping_file: Path, place: Path, options: TableOptions | None = None) -> TableImport:
    """Read an indicator table into a programme that is there; everything is written or nothing.

    Args:
        file: The table, CSV or Excel.
        mapping_file: Says which column is what.
        place: The programme's folder or workbook.
        options: How it is imported.

    Raises:
        FaultyInput: With every fault of mapping, table or programme, or when figures change without a reason.
        OSError: When a file cannot be written.
    """
    options = options or TableOptions()
    today = options.today or datetime.datetime.now(tz=datetime.UTC).date()
    mapping = read_mapping(mapping_file)
    programme = read_programme(place)
    if mapping.programme not in {None, programme.id}:
        raise refusal(mapping_file, "key programme", repr(mapping.programme), f"{programme.id!r}, the programme")
    plan = _planned(file, mapping, _around(mapping_file, mapping, programme))
    changes = compare(plan, programme, mapping, today)
    boxes = _new_boxes(plan, mapping, programme)
    done = TableImport(mapping=mapping, plan=plan, changes=changes, programme=programme, boxes=boxes)
    if options.dry_run:
        return done
    _check_reason(file, changes, options)
    edit = _edit(done, options, today)
    written = save_edit(place, edit) if edit.tables or edit.entries else place
    return TableImport(mapping=mapping, plan=plan, changes=changes, programme=programme, boxes=boxes, written=written)


@_everything_stays()
def new_programme(
    file: Path, mapping_file: Path, folder: Path, params: Path | None = None, options: TableOptions | None = None
) -> TableImport:
    """Make a programme folder of an indicator table, and the parameters of a first report; all or nothing.

    Args:
        file: The table, CSV or Excel.
        mapping_file: Says which column is what.
        folder: The folder to make, named by the programme's id.
        params: The folder of period files; ``params`` beside the folder of programmes when None.
        options: How it is imported.

    Raises:
        FaultyInput: With every fault of mapping or table, or when the folder is there.
        OSError: When a file cannot be written.
    """
    from kunteko_eval.report.notebook_files import default_rubric

    options = options or TableOptions()
    today = options.today or datetime.datetime.now(tz=datetime.UTC).date()
    mapping, name = read_mapping(mapping_file), check_name(folder)
    if mapping.programme not in {None, name}:
        raise refusal(mapping_file, "key programme", repr(mapping.programme), f"{name!r}, the folder's name")
    params = params or folder.absolute().parent.parent / "params"
    refuse_existing(folder, folder.with_name(f"{name}.xlsx"))
    plan = _planned(file, mapping, _nothing(mapping))
    changes = compare(plan, None, mapping, today)
    files, period = programme_files(name, plan, mapping, today)
    boxes = boxes_of(plan.indicators, mapping, set())
    done = TableImport(mapping=mapping, plan=plan, changes=changes, programme=None, boxes=boxes, period=period)
    if options.dry_run:
        return done
    save_tree(folder, files, read_programme)
    (params / name).mkdir(parents=True, exist_ok=True)
    if not (params / "rubric.yaml").exists():
        write_atomically(params / "rubric.yaml", default_rubric().read_bytes())
    write_atomically(params / name / f"{period}.yaml", first_report(name, period, mapping.language))
    return TableImport(
        mapping=mapping, plan=plan, changes=changes, programme=None, boxes=boxes, written=folder, period=period
    )


def _planned(file: Path, mapping: TableMapping, around: Surroundings) -> TablePlan:
    grid, header = find_header(read_grids(file, mapping), mapping)
    rows = read_rows(grid, header, mapping)
    if not rows.series:
        place = f"row {grid.row_number(header.last)}"
        raise refusal(file, place, "no indicator below the header", "a row for each indicator")
    return plan_table(grid, header, rows, mapping, around)


def _nothing(mapping: TableMapping) -> Surroundings:
    """Return what a new programme has to begin with."""
    within = (mapping.start or datetime.date.min, mapping.end or datetime.date.max)
    return Surroundings(
        indicators={},
        units={},
        unit_words={},
        periods=PeriodBook(mapping=mapping, known={}, within=within),
        groups=GroupBook(mapping=mapping, known={EVERYBODY: tuple(own_words("everybody", LANGUAGES).values())}),
        collection=MONITORING,
        languages=(mapping.language,),
    )


def _around(mapping_file: Path, mapping: TableMapping, programme: ProgrammeData) -> Surroundings:
    """Return what of a programme a table is read against."""
    words: dict[str, str] = {}
    for unit in programme.sheet.units:
        texts = () if unit.label is None else (unit.label.fi, unit.label.sv, unit.label.en)
        words |= {normal(one): unit.id for one in (unit.id, *texts)}
    sheet = programme.sheet
    return Surroundings(
        indicators=programme.indicators_by_id,
        units=programme.units,
        unit_words=words,
        periods=PeriodBook(
            mapping=mapping,
            known={one.id: (one.start, one.end) for one in sheet.periods},
            within=(sheet.start, sheet.end or datetime.date.max),
        ),
        groups=GroupBook(
            mapping=mapping,
            known={one.id: (one.label.fi, one.label.sv, one.label.en) for one in programme.sources.groups},
        ),
        collection=_collection(mapping_file, mapping, programme),
        languages=sheet.languages,
    )


def _collection(mapping_file: Path, mapping: TableMapping, programme: ProgrammeData) -> str:
    """Return the collection that the figures are of: the mapping's, or the programme's only one of monitoring."""
    known = programme.collections
    if mapping.source is not None:
        if mapping.source not in known:
            expected = f"a collection of the programme: {', '.join(known)}"
            raise refusal(mapping_file, "key source", repr(mapping.source), expected)
        return mapping.source
    monitoring = [name for name, one in known.items() if one.type == "monitoring"]
    if len(monitoring) > 1:
        found, expected = f"{len(monitoring)} collections of monitoring", f"source, one of {', '.join(monitoring)}"
        raise refusal(mapping_file, "", found, expected, "Say in the mapping which it is.")
    return monitoring[0] if monitoring else MONITORING


def _new_boxes(plan: TablePlan, mapping: TableMapping, programme: ProgrammeData) -> list[TableBox]:
    """Return the boxes that the table suggests and the chain does not have."""
    chain = programme.chain
    labels = {normal(label) for one in chain.elements for label in (one.label.fi, one.label.sv, one.label.en)}
    registered = {one.indicator for element in chain.elements for one in element.evidence}
    boxes = boxes_of(plan.indicators, mapping, {one.id for one in chain.elements})
    return [one for one in boxes if normal(one.label) not in labels and not set(one.indicators) <= registered]


def _check_reason(file: Path, changes: TableChanges, options: TableOptions) -> None:
    """Refuse to change what was read before without a reason."""
    changed = [*changes.of("changed"), *(changes.of("gone") if options.remove_gone else [])]
    if not changed or (options.reason or "").strip():
        return
    faults = [
        fault(file, one.figure, f"{one.after or 'nothing'}, read before as {one.before}", "the same, or a reason")
        for one in changed[:MOST_TOLD]
    ]
    more = f" ({len(changed) - MOST_TOLD} more change)" if len(changed) > MOST_TOLD else ""
    last = fault(file, "", f"{len(changed)} figures change{more}", "why", 'Say it: --reason "…".')
    raise FaultyInput([*faults, last])


def _edit(done: TableImport, options: TableOptions, today: datetime.date) -> ProgrammeEdit:
    """Return what is set into the programme."""
    plan, mapping, changes = done.plan, done.mapping, done.changes
    programme = done.programme
    assert programme is not None  # noqa: S101  (a new programme is written as a folder)
    replaced = {row["id"] for row in changes.observations}
    targets = {(row["indicator"], row["period"] or "") for row in changes.targets}
    if options.remove_gone:
        replaced |= {one.figure for one in changes.of("gone") if one.part == "observation"}
        gone = (one.figure.partition(" ") for one in changes.of("gone") if one.part == "target")
        targets |= {(indicator, period) for indicator, _, period in gone}
    corrections = changes.corrections(today, options.reason or "", mapping.of_document, gone=options.remove_gone)
    fresh = [one.id for one in plan.indicators if one.there is None]
    rows: dict[str, TableEdit] = {
        "indicators": TableEdit(rows=[row_of(plan.models[name]) for name in fresh]),
        "observations": TableEdit(rows=changes.observations, is_replaced=lambda row: row["id"] in replaced),
        "targets": TableEdit(
            rows=changes.targets,
            is_replaced=lambda row: (
                row.get("document") == mapping.of_document
                and (row.get("indicator", ""), row.get("period") or "") in targets
            ),
        ),
        "corrections": TableEdit(rows=corrections),
    }
    changed = {"observations": bool(replaced), "targets": bool(targets)}
    tables = {name: edit for name, edit in rows.items() if edit.rows or changed.get(name)}
    entries = _entries(done, programme, fresh)
    if options.propose:
        entries |= _proposed(done, programme, today)
    return ProgrammeEdit(tables=tables, entries={name: items for name, items in entries.items() if items})


def _entries(done: TableImport, programme: ProgrammeData, fresh: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return what the programme must declare."""
    plan, mapping = done.plan, done.mapping
    around = plan.surroundings
    used = {row["period"] for row in (*done.changes.observations, *done.changes.targets)}
    groups = {row["group"] for row in done.changes.observations}
    spans: Mapping[str, Any] = around.periods.new
    return {
        "periods": [
            {"id": name, "start": str(start), "end": str(end), "report": False}
            for name, (start, end) in spans.items()
            if name in used
        ],
        "units": [
            {"id": unit, "label": same(words or unit, around.languages)} for unit, words in new_units(plan).items()
        ],
        "documents": [] if mapping.of_document in programme.documents else [document_of(plan, mapping)],
        "groups": [
            {
                "id": name,
                "label": own_words("everybody", around.languages)
                if name == EVERYBODY
                else same(words or name, around.languages),
            }
            for name, words in around.groups.new.items()
            if name in groups
        ],
        "themes": [] if mapping.id in programme.themes or not fresh else [theme_of(mapping, around.languages)],
        "collections": []
        if around.collection in programme.collections
        else [collection_of(around.collection, around.languages)],
    }


def _proposed(done: TableImport, programme: ProgrammeData, today: datetime.date) -> dict[str, list[dict[str, Any]]]:
    """Return the boxes and links that are added to the chain as proposed; a level that it lacks has none."""
    chain = programme.chain
    levels = {level.kind: level.id for level in reversed(chain.levels)}
    boxes = [one for one in done.boxes if one.kind in levels]
    added = {one.id for one in boxes}
    known = {normal(label): one.id for one in chain.elements for label in (one.label.fi, one.label.sv, one.label.en)}
    links = [(one.id, known.get(target, target)) for one in boxes for target in one.leads_to]
    return {
        "elements": [
            {**element_of(one, done.plan, today, registered=False), "level": levels[one.kind]} for one in boxes
        ],
        "links": [
            {
                "from": source,
                "to": target,
                "placement": "proposed",
                "assumption": own_words("from-table", programme.sheet.languages),
            }
            for source, target in links
            if target in added
        ],
    }


def left_out(done: TableImport) -> str:
    """Return the level kinds of boxes that the chain has no level for, in words; empty when there are none."""
    if done.programme is None:
        return ""
    kinds = {level.kind for level in done.programme.chain.levels}
    return ", ".join(sorted({shown(one.kind) for one in done.boxes if one.kind not in kinds}))
