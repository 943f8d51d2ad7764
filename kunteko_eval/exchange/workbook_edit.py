"""Setting an edit into a programme's workbook: other sheets, formats and comments stay as far as openpyxl keeps them.

openpyxl keeps cells, formats, widths, comments, lists of choices and conditional formats. It does not keep pictures,
charts, pivot tables or macros, so a workbook that holds one of these is refused.
"""

from __future__ import annotations

import copy
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kunteko_eval.exchange.edits import ProgrammeEdit, Row, TableEdit
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.files.validation import Location, keys_of
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.sheets import LISTS, TABLES, ListSheet, columns_of

_LOST = re.compile(r"xl/(charts|drawings/drawing|media|pivot|slicers|activeX|embeddings|vbaProject)")
_FIGURES = frozenset({"value", "value_to", "sd"})
_EVERYTHING = re.compile(r"0|[1-9]\d*", re.ASCII)


def edited_workbook(path: Path, edit: ProgrammeEdit) -> bytes:
    """Return the bytes of a programme's workbook with an edit set into it.

    Args:
        path: A workbook that was read without faults.
        edit: What is set into it.

    Raises:
        FaultyInput: When the workbook holds what would be lost.
    """
    import openpyxl

    _refuse_losses(path)
    book = openpyxl.load_workbook(path)
    for name, table in edit.tables.items():
        columns = keys_of(TABLES[name][0])
        if table.rows or _find(book, name) is not None:
            _set_table(_sheet(book, name, columns), columns, table)
    for name, items in edit.entries.items():
        _add_entries(book, next(one for one in LISTS if one.name == name), items)
    for name, entries in edit.values.items():
        _set_values(_sheet(book, name, ("id",)), entries)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def check_untouched(path: Path, before: ProgrammeData, after: ProgrammeData, edit: ProgrammeEdit) -> None:
    """Refuse an edit after which the workbook says something else than before where nothing was set.

    Raises:
        FaultyInput: With what would say something else.
    """
    parts = {"sheet": "sheet", "chain": "chain", "sources": "sources"}
    touched = {one.part for one in LISTS if one.name in edit.entries} | ({"sources"} if edit.values else set())
    kept = [*(part for part in parts if part not in touched), *(name for name in TABLES if name not in edit.tables)]
    for name in kept:
        if getattr(before, name) != getattr(after, name):
            found, expected = f"{name} would not say the same after the edit", "what stood there before"
            raise refusal(path, "", found, expected, "Make a folder of it: kunteko-eval import workbook.")


def _refuse_losses(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        lost = sorted({match[1] for name in package.namelist() if (match := _LOST.match(name))})
    if lost:
        found, expected = f"the workbook holds {', '.join(lost)}, which would be lost", "sheets of cells alone"
        raise refusal(path, "", found, expected, "Move them to another workbook, or write into a programme folder.")


def _find(book: Any, name: str) -> Any | None:
    return next((book[one] for one in book.sheetnames if one.strip().lower() == name), None)


def _sheet(book: Any, name: str, columns: Sequence[str]) -> Any:
    """Return a sheet, made with its header when it is not there."""
    from openpyxl.styles import Font

    found = _find(book, name)
    if found is None:
        found = book.create_sheet(name)
        for place, column in enumerate(columns, 1):
            found.cell(1, place, column).font = Font(bold=True)
        found.freeze_panes = "A2"
    return found


def _header(sheet: Any) -> tuple[int, dict[str, int]]:
    """Return the row of the header, the first that is not blank, and the column of each name."""
    for row in sheet.iter_rows():
        named = {str(cell.value).strip().removesuffix("*").strip(): cell.column for cell in row if _said(cell.value)}
        if named:
            return row[0].row, named
    return 1, {}


def _said(value: object) -> bool:
    return value is not None and str(value).strip() != ""


def _columns(sheet: Any, wanted: Iterable[str]) -> tuple[int, dict[str, int]]:
    """Return the header with the columns added that it does not have yet."""
    row, named = _header(sheet)
    for name in wanted:
        if name not in named:
            named[name] = max(named.values(), default=0) + 1
            sheet.cell(row, named[name], name)
            if named[name] > 1:
                sheet.cell(row, named[name])._style = copy.copy(sheet.cell(row, named[name] - 1)._style)
    return row, named


def _set_table(sheet: Any, columns: Sequence[str], edit: TableEdit) -> None:
    """Write rows over those of the same id that are replaced, the others below, and take out what is left over."""
    given = [name for name in columns if any(_said(row.get(name)) for row in edit.rows)]
    head, named = _columns(sheet, given)
    free: dict[str, int] = {}
    last = head
    for number, cells in enumerate(sheet.iter_rows(min_row=head + 1, values_only=True), head + 1):
        said = {name: _text(cells[place - 1]) if place <= len(cells) else "" for name, place in named.items()}
        if any(said.values()):
            last = number
            if edit.is_replaced({name: said.get(name, "") for name in columns}):
                free[said.get("id") or f"\0{number}"] = number
    model, waiting = last, []
    for row in edit.rows:
        name = str(row.get("id"))
        if name in free:
            number = free.pop(name)
            _write_row(sheet, number, named, row, number)
        else:
            waiting.append(row)
    for row in waiting:
        last += 1
        _write_row(sheet, last, named, row, model if model > head else 0)
    for number in sorted(free.values(), reverse=True):
        sheet.delete_rows(number)


def _text(value: object) -> str:
    """Return a cell's value as the text that a CSV file would have."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _write_row(sheet: Any, number: int, named: Mapping[str, int], row: Row, model: int) -> None:
    """Write a row in the formats of another one; what it does not give becomes an empty cell."""
    for name, place in named.items():
        cell = sheet.cell(number, place)
        if model and model != number:
            cell._style = copy.copy(sheet.cell(model, place)._style)
        _write(cell, name, row.get(name))


def _write(cell: Any, column: str, value: object) -> None:
    if value is None or value == "":
        cell.value = None
    elif isinstance(value, (bool, int, float)):
        cell.value = value
        cell.number_format = "General"
    elif isinstance(value, datetime.date):
        cell.value, cell.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, (list, tuple)):
        cell.value, cell.number_format = " ".join(map(str, value)), "@"
    elif column in _FIGURES and (number := _number(str(value))) is not None:
        decimals = len(str(value).partition(".")[2])
        cell.value, cell.number_format = number, "0." + "0" * decimals if decimals else "General"
    else:
        cell.value, cell.number_format, cell.data_type = str(value), "@", "s"


def _number(text: str) -> float | int | None:
    """Return the number that reads back as the same figure, or None where a text must hold it."""
    whole, _, rest = text.removeprefix("-").partition(".")
    if (
        not _EVERYTHING.fullmatch(whole)
        or len(whole + rest) > 15
        or text.startswith("-0")
        or not (rest + "0").isdigit()
    ):
        return None
    return float(text) if rest else int(text)


def _add_entries(book: Any, spec: ListSheet, items: Sequence[dict[str, Any]], before: Row | None = None) -> None:
    """Add entries below the last row of a list's sheet, and what belongs to them to sheets of its own."""
    if not items:
        return
    columns = columns_of(spec.kind)
    rows: list[dict[str, object]] = []
    for item in items:
        flat = {**(before or {}), **{one.name: _at(item, one.at) for one in columns}}
        rows.append({name: _dated(value, _want(columns, name)) for name, value in flat.items()})
    names = [*(column for column, _ in spec.parents), *(one.name for one in columns)]
    _set_table(_sheet(book, spec.name, names), names, TableEdit(rows=rows))
    for child in (one for one in LISTS if one.parent == spec.name):
        for item in items:
            owner = {column: item.get(key) for column, key in child.parents}
            _add_entries(book, child, item.get(child.key) or (), owner)


def _at(item: Any, at: Location) -> Any:
    for step in at:
        item = item.get(step) if isinstance(item, dict) else None
    return item


def _want(columns: Sequence[Any], name: str) -> str:
    return next((one.want for one in columns if one.name == name), "text")


def _dated(value: object, want: str) -> object:
    """Return a date that was written as a text as a date."""
    if want == "date" and isinstance(value, str) and re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", value, re.ASCII):
        return datetime.date.fromisoformat(value)
    return value


def _set_values(sheet: Any, entries: Mapping[str, Mapping[str, object]]) -> None:
    """Fill empty cells in the rows of some ids."""
    wanted = dict.fromkeys(key for values in entries.values() for key in values)
    head, named = _columns(sheet, ["id", *wanted])
    for number in range(head + 1, sheet.max_row + 1):
        for key, value in entries.get(_text(sheet.cell(number, named["id"]).value), {}).items():
            cell = sheet.cell(number, named[key])
            if not _said(cell.value):
                _write(cell, key, value)
