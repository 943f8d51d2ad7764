"""Setting an edit into the files of a programme folder, each in the manner that it is written in."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from kunteko_eval.exchange.edits import ProgrammeEdit, Row, TableEdit
from kunteko_eval.exchange.entry_text import with_values
from kunteko_eval.exchange.list_text import with_items
from kunteko_eval.exchange.plain_text import csv_text
from kunteko_eval.files.csv_tables import delimiter_of
from kunteko_eval.files.validation import keys_of
from kunteko_eval.reading.sheets import LISTS, TABLES, Part

FILES: dict[Part, str] = {"sheet": "programme.yaml", "chain": "chain.yaml", "sources": "sources.yaml"}


def edited_files(folder: Path, edit: ProgrammeEdit) -> dict[str, bytes]:
    """Return the files of a folder that an edit changes, by name.

    Args:
        folder: A programme folder that was read without faults.
        edit: What is set into it.

    Raises:
        FaultyInput: When a file is written so that it cannot be edited safely.
    """
    made: dict[str, bytes] = {}
    for name, table in edit.tables.items():
        text = merged_table(folder / f"{name}.csv", keys_of(TABLES[name][0]), table)
        if text:
            made[f"{name}.csv"] = text.encode()
    for part, name in FILES.items():
        path = folder / name
        lists = {one.name: one.key for one in LISTS if one.part == part and not one.parent}
        wanted = {lists[sheet]: items for sheet, items in edit.entries.items() if sheet in lists and items}
        values = edit.values if part == "sources" else {}
        if wanted or values:
            made[name] = _edited_yaml(path, wanted, values)
    return made


def _edited_yaml(path: Path, wanted: dict[str, Sequence[dict[str, object]]], values: object) -> bytes:
    raw = path.read_bytes()
    mark = "\ufeff" if raw.startswith(codecs.BOM_UTF8) else ""
    text = raw.decode("utf-8-sig")
    if values:
        text = with_values(path, text, values)  # type: ignore[arg-type]
    for key, items in wanted.items():
        text = with_items(path, text, key, list(items))
    return (mark + text).encode()


def merged_table(path: Path, columns: Sequence[str], edit: TableEdit) -> str:
    """Return a table with new rows in the place of those that are replaced, in the file's own manner.

    Args:
        path: The file; one that is not there is begun where there are rows.
        columns: The columns that the table may have.
        edit: The rows.
    """
    if not path.exists():
        return csv_text(columns, [_row(one, columns) for one in edit.rows]) if edit.rows else ""
    text = path.read_bytes().decode("utf-8-sig").lstrip()
    delimiter = delimiter_of(text)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    there = [name.strip() for name in reader.fieldnames or columns]
    reader.fieldnames = there
    kept = [row for row in reader if any(row.values()) and not edit.is_replaced(row)]
    given = {name for one in edit.rows for name, value in one.items() if value not in {None, ""}}
    wanted = [*there, *(name for name in columns if name not in there and name in given)]
    return csv_text(wanted, [*kept, *(_row(one, wanted) for one in edit.rows)], delimiter)


def _row(one: Row, columns: Iterable[str]) -> dict[str, object]:
    return {name: _spelt(one.get(name)) for name in columns}


def _spelt(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value
