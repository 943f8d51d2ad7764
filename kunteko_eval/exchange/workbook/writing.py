"""A programme as an Excel workbook that reads back the same, made for being filled in by hand."""

from __future__ import annotations

import datetime
import io
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.saving import refuse_existing
from kunteko_eval.exchange.workbook.plain_content import parts_of, tables_of
from kunteko_eval.files.validation import Location
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.units import BUILT_IN
from kunteko_eval.reading import field_meanings
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.sheets import (
    LISTS,
    OWN_REFERENCES,
    PROGRAMME,
    REFERENCES,
    TABLES,
    ListSheet,
    Part,
    SheetColumn,
    columns_of,
    keys_of_programme,
)
from kunteko_eval.report.meaning_words import meaning

Rows = list[dict[str, Any]]
"""The rows of a sheet, each by the names of its columns; lists are lists still."""

CHOICES = "_choices"
"""The sheet of words to choose from; its name begins with an underscore, so it is not read."""

ROOM = 500
"""Empty rows that offer words to choose from."""

MOST_OFFERED = 2_000
"""The last row whose id is offered on another sheet."""

FIGURES = frozenset({"value", "value_to", "sd", "baseline", "target", "floor"})
"""Columns of figures, which keep the decimals that they were published with."""

OPEN_CHOICES = {"unit": BUILT_IN, "applies_to": (*BUILT_IN, "finding")}
"""Columns that offer words and take others too: units that the programme declares, and currencies."""

_WIDE = re.compile(r"_(fi|sv|en)$|^(reason|note|place)$")


def sheets_of(programme: ProgrammeData) -> dict[str, Rows]:
    """Return the rows of every sheet, those of an optional sheet that says nothing too."""
    return sheets_from(parts_of(programme), tables_of(programme))


def sheets_from(parts: Mapping[Part, dict[str, Any]], tables: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return the rows of every sheet, given what the YAML files and the CSV files say."""
    found: dict[str, Rows] = {PROGRAMME: _key_rows(parts)}
    for spec in LISTS:
        found[spec.name] = [_row(columns_of(spec.kind), item, before) for item, before in _items(spec, parts)]
    return found | {name: [dict(row) for row in tables.get(name, [])] for name in TABLES}


def _key_rows(parts: Mapping[Part, dict[str, Any]]) -> Rows:
    return [
        {
            "key": column.name,
            "value": _at(parts[part], column.at),
            "meaning": field_meanings.of_field(column.owner, column.field),
        }
        for part, column in keys_of_programme()
    ]


def _items(spec: ListSheet, parts: Mapping[Part, dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield the items of a list, each with what names the row that it belongs to."""
    if not spec.parent:
        for item in parts[spec.part].get(spec.key, ()):
            yield item, {}
        return
    owner = next(one for one in LISTS if one.name == spec.parent)
    for holder in parts[spec.part].get(owner.key, ()):
        for item in holder.get(spec.key, ()):
            yield item, {column: holder.get(key) for column, key in spec.parents}


def _row(columns: Sequence[SheetColumn], item: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    return {**before, **{column.name: _at(item, column.at) for column in columns}}


def _at(item: Any, at: Location) -> Any:
    for step in at:
        item = item.get(step) if isinstance(item, dict) else None
    return item


def workbook(
    sheets: Mapping[str, Rows],
    help_texts: Mapping[str, str] | None = None,
    languages: Sequence[str] = LANGUAGES,
    told_in: str = "en",
) -> bytes:
    """Return the bytes of a workbook; the same rows give the same bytes.

    Args:
        sheets: The rows of each sheet by its name; sheets that are left out are not made.
        help_texts: The lines of a first sheet of notes, by heading.
        languages: Those in which texts must be given; the others have a column only where some text has them.
        told_in: The language in which it says what columns mean: fi, sv or en.
    """
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"created": datetime.datetime(2000, 1, 1)})
    writer = _SheetWriter(book, languages, told_in)
    if help_texts:
        writer.notes(help_texts)
    if PROGRAMME in sheets:
        writer.keys(sheets[PROGRAMME])
    for spec in LISTS:
        if spec.name in sheets:
            parents = [column for column, _ in spec.parents]
            writer.sheet(spec.name, parents, sheets[spec.name], spec.kind)
    for name, (kind, _) in TABLES.items():
        if name in sheets:
            writer.sheet(name, [], sheets[name], kind)
    writer.choices()
    book.close()
    return made.getvalue()


def used_sheets(sheets: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return the sheets that say something, and those that every workbook has."""
    needed = {PROGRAMME, *(one.name for one in LISTS if one.required)}
    needed |= {name for name, (_, required) in TABLES.items() if required}
    return {name: rows for name, rows in sheets.items() if rows or name in needed}


def write_workbook(
    programme: ProgrammeData, path: Path, *, force: bool = False, every_sheet: bool = False, told_in: str = "en"
) -> None:
    """Write a programme's workbook, having read it back the same.

    Args:
        programme: What is written.
        path: The file.
        force: Whether a file that is there is written over.
        every_sheet: Whether sheets that say nothing are made too, to be filled in.
        told_in: The language in which it says what columns mean: fi, sv or en.

    Raises:
        FaultyInput: When the file is there, is no .xlsx, or a value does not fit into a cell; nothing is written then.
    """
    if path.suffix != ".xlsx":
        expected = f"a file such as {programme.id}.xlsx"
        raise FaultyInput([Fault(file="--output", place="", found=repr(path.name), expected=expected)])
    if not force:
        refuse_existing(path)
    sheets = sheets_of(programme)
    shown = sheets if every_sheet else used_sheets(sheets)
    made = workbook(shown, languages=programme.sheet.languages, told_in=told_in)
    with tempfile.TemporaryDirectory() as scratch:
        trial = Path(scratch) / f"{programme.id}.xlsx"
        trial.write_bytes(made)
        if read_programme(trial) != programme:
            found, expected = "the workbook would not say what the programme says", "the same programme"
            raise FaultyInput([Fault(file=str(path), place="", found=found, expected=expected)])
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, made)


class _SheetWriter:
    def __init__(self, book: Any, languages: Sequence[str], told_in: str) -> None:
        self.book, self.languages, self.told_in = book, languages, told_in
        self.head = book.add_format(
            {"bold": True, "bg_color": "#E6EEF5", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.needed = book.add_format(
            {"bold": True, "bg_color": "#FFE9B8", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.words = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.figure = book.add_format({"valign": "top"})
        self.decimals: dict[int, Any] = {}
        self.columns: dict[tuple[str, str], str] = {}
        self.offered: list[tuple[str, ...]] = []
        self.later: list[tuple[Any, int, int, SheetColumn]] = []

    def notes(self, texts: Mapping[str, str]) -> None:
        """Write the first sheet: what to do, in words."""
        sheet = self.book.add_worksheet("notes")
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 110)
        for row, (title, text) in enumerate(texts.items()):
            sheet.write_string(row, 0, title, self.head)
            sheet.write_string(row, 1, text, self.words)

    def keys(self, rows: Rows) -> None:
        """Write the sheet of keys and values."""
        sheet = self.book.add_worksheet(PROGRAMME)
        sheet.freeze_panes(1, 1)
        for place, (title, width) in enumerate((("key", 24), ("value", 70), ("meaning", 60))):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, self.needed if title != "meaning" else self.head)
        known = {column.name: column for _, column in keys_of_programme(self.languages)}
        kept = [row for row in rows if row["value"] is not None or not self._is_foreign(known[row["key"]])]
        for number, row in enumerate(kept, 1):
            column = known[row["key"]]
            sheet.write_string(number, 0, row["key"], self.needed if column.required else self.head)
            self._cell(sheet, number, 1, column, row["value"])
            sheet.write_string(number, 2, meaning(row["meaning"], self.told_in), self.words)
            self._validate(sheet, number, number, 1, column)
        sheet.ignore_errors({"number_stored_as_text": "A1:C1000"})

    def _is_foreign(self, column: SheetColumn) -> bool:
        """Return whether a column holds texts in a language that the programme does not declare."""
        code = column.name[-2:]
        return column.name[-3:-2] == "_" and code in LANGUAGES and code not in self.languages

    def sheet(self, name: str, parents: Sequence[str], rows: Rows, kind: Any) -> None:
        """Write a sheet with a row for each item."""
        known = columns_of(kind, self.languages)
        columns = [one for one in known if not self._is_foreign(one) or any(row.get(one.name) for row in rows)]
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        parent = [SheetColumn(name=one, at=(one,), want="text", required=True, owner=kind, field="") for one in parents]
        for place, column in enumerate([*parent, *columns]):
            self.columns[name, column.name] = _letters(place)
            wide = bool(_WIDE.search(column.name))
            sheet.set_column(place, place, 45 if wide else max(12, min(26, len(column.name) + 4)))
            sheet.write_string(0, place, column.name, self.needed if column.required else self.head)
            told = _comment(column, kind if not place else None, self.told_in)
            sheet.write_comment(0, place, told, {"author": "", "x_scale": 2.2, "y_scale": 1 + len(told) / 120})
            for number, row in enumerate(rows, 1):
                self._cell(sheet, number, place, column, row.get(column.name))
            self.later.append((sheet, ROOM + len(rows), place, column))
        sheet.ignore_errors({"number_stored_as_text": f"A1:{_letters(len(parent) + len(columns))}{ROOM + len(rows)}"})

    def _cell(self, sheet: Any, row: int, place: int, column: SheetColumn, value: Any) -> None:
        if value is None:
            if column.want in {"date", "dates"}:
                sheet.write_blank(row, place, None, self.day)
            return
        if isinstance(value, list):
            if column.want == "dates" and len(value) == 1:
                value = value[0]
            else:
                sheet.write_string(row, place, " ".join(map(str, value)), self.words)
                return
        if isinstance(value, bool):
            sheet.write_boolean(row, place, value, self.figure)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, place, value, self.figure)
        elif column.want in {"date", "dates"} and (day := _day(value)) is not None:
            sheet.write_datetime(row, place, day, self.day)
        elif column.name in FIGURES and (number := _number(value)) is not None:
            sheet.write_number(row, place, number, self._fixed(len(value.partition(".")[2])))
        else:
            sheet.write_string(row, place, value, self.words)

    def _fixed(self, decimals: int) -> Any:
        """Return the format that shows a figure with the decimals that it was published with."""
        if not decimals:
            return self.figure
        if decimals not in self.decimals:
            self.decimals[decimals] = self.book.add_format({"num_format": "0." + "0" * decimals, "valign": "top"})
        return self.decimals[decimals]

    def choices(self) -> None:
        """Offer words to choose from, once every sheet is there that ids are chosen from."""
        for sheet, last, place, column in self.later:
            self._validate(sheet, 1, last, place, column)
        if not self.offered:
            return
        hidden = self.book.add_worksheet(CHOICES)
        hidden.hide()
        for place, words in enumerate(self.offered):
            for row, word in enumerate(words):
                hidden.write_string(row, place, word)

    def _validate(self, sheet: Any, first: int, last: int, place: int, column: SheetColumn) -> None:
        """Offer the words of a column, or the ids of the sheet that it names."""
        named = OWN_REFERENCES.get((sheet.name, column.name)) or REFERENCES.get(column.name)
        if column.want == "flag":
            rule: Any = {"validate": "list", "source": ["TRUE", "FALSE"]}
        elif column.name in OPEN_CHOICES:
            told = "Declare another unit on the sheet units; a currency needs its code of ISO 4217 alone."
            rule = {"validate": "list", "source": list(OPEN_CHOICES[column.name])}
            rule |= {"error_type": "information", "error_message": told}
        elif column.choices and column.want != "list" and not column.numbers:
            if column.choices not in self.offered:
                self.offered.append(column.choices)
            letters = _letters(self.offered.index(column.choices))
            rule = {"validate": "list", "source": f"={CHOICES}!${letters}$1:${letters}${len(column.choices)}"}
        elif named is not None and named in self.columns and column.want != "list":
            target, _ = named
            letters = self.columns[named]
            # Ids that are not there yet may be typed: the check names those that stay unknown.
            rule = {
                "validate": "list",
                "source": f"={target}!${letters}$2:${letters}${MOST_OFFERED}",
                "error_type": "information",
                "error_message": meaning("The sheet {sheet} does not have it yet.", self.told_in, sheet=target),
            }
        else:
            return
        sheet.data_validation(first, place, last, place, rule)


def _comment(column: SheetColumn, kind: Any, language: str) -> str:
    """Return what a column means and may hold, in a language."""
    lines = [meaning(field_meanings.of_class(kind), language)] if kind is not None else []
    means = (
        field_meanings.of_field(column.owner, column.field)
        if column.field
        else field_meanings.SHARED.get(column.name, "")
    )
    lines.append(f"{column.name}: {meaning(means or 'as its name says', language)}")
    if column.choices:
        lines.append(meaning("One of {words}", language, words=", ".join(column.choices)))
    if column.want in {"list", "dates"}:
        lines.append(meaning("Several are separated by spaces.", language))
    if column.want in {"date", "dates"}:
        lines.append(meaning("A date.", language))
    lines.append(meaning("Must be given." if column.required else "May be empty.", language))
    return "\n".join(lines)


def _day(text: str) -> datetime.datetime | None:
    """Return a day that Excel can hold as a date: none before March 1900."""
    try:
        day = datetime.datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        return None
    return day if day >= datetime.datetime(1900, 3, 1) else None


def _number(text: str) -> float | None:
    """Return the number that reads back as the same figure, or None where a text must hold it."""
    decimals = len(text.partition(".")[2])
    if not re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", text) or sum(map(str.isdigit, text)) > 15 or text.startswith("-0"):
        return None
    return float(text) if f"{float(text):.{decimals}f}" == text else None


def _letters(place: int) -> str:
    from kunteko_eval.files.xlsx import column_name

    return column_name(place)
