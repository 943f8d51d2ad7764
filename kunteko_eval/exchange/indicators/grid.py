"""The cells of an indicator table as they stand: CSV or a sheet of a workbook, with what Excel shows of them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from kunteko_eval.exchange.faults import readable, refusal
from kunteko_eval.exchange.indicators.mapping import TableMapping
from kunteko_eval.files.documents import LARGEST_FILE
from kunteko_eval.files.validation import shown
from kunteko_eval.files.xlsx import column_name
from kunteko_eval.files.xlsx_bounds import check_bounds
from kunteko_eval.files.xlsx_formats import shape_of
from kunteko_eval.files.xlsx_package import Package, Unusable

Spot = tuple[int, int]
"""Row and column, both from 0."""

A_TABLE = "an indicator table, CSV or Excel"
DELIMITERS = (";", ",", "\t")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(/?)>")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ATTRIBUTE = re.compile(rb"\b([rs])=\"([^\"]*)\"")
_UNVALUED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableGrid:
    """A table.

    Attributes:
        sheet: The sheet's name; empty for CSV.
        rows: The values of the cells, as many in every row, a text without the blanks around it; an empty one is "".
        lines: Of CSV, the 1-based line that each row begins on.
        merged: First and last spot of the merged cells.
        percent: The numbers that are shown with a per cent sign.
        unvalued: Formulas whose value the file does not hold.
    """

    path: Path
    sheet: str = ""
    rows: list[list[object]]
    lines: list[int] = field(default_factory=list)
    merged: list[tuple[Spot, Spot]] = field(default_factory=list)
    percent: frozenset[Spot] = frozenset()
    unvalued: frozenset[Spot] = frozenset()

    def row_number(self, row: int) -> int:
        """Return the 1-based number by which a person finds a row."""
        return self.lines[row] if self.lines else row + 1

    def place(self, row: int, column: int) -> str:
        """Return a cell by the name that a person finds it by."""
        if self.sheet:
            return f"sheet {self.sheet}, cell {column_name(column)}{row + 1}"
        return f"row {self.row_number(row)}, column {column + 1}"


def read_grids(path: Path, mapping: TableMapping) -> Iterator[TableGrid]:
    """Yield the table; of CSV whose delimiter is not told, once for each that it may have.

    Raises:
        FaultyInput: When the file cannot be read.
    """
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        yield _workbook(path, mapping.sheet)
        return
    if path.suffix.lower() in {".xls", ".xlsb", ".ods", ".numbers"}:
        found = f"a workbook of the kind {path.suffix}"
        raise refusal(path, "", found, "CSV or an Excel workbook (.xlsx)", "Save it as .xlsx.")
    text = _text(path, mapping.encoding)
    given = {"tab": "\t"}.get(mapping.delimiter or "", mapping.delimiter)
    signs = [given] if given else [one for one in DELIMITERS if one in text] or [","]
    for sign in signs:
        yield _csv(path, text, sign)


def _text(path: Path, encoding: str) -> str:
    with readable(path, A_TABLE, encoding):
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise refusal(path, "", f"{size:,} bytes", f"at most {LARGEST_FILE:,} bytes")
        text = path.read_bytes().decode("utf-8-sig" if encoding == "utf-8" else encoding).removeprefix("\ufeff")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        advice = "Say in the mapping which encoding it has, if it is utf-16."
        raise refusal(path, f"line {line}", "a NUL character", "text only", advice)
    return text


def _csv(path: Path, text: str, delimiter: str) -> TableGrid:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[object]] = []
    lines, start = [], 1
    try:
        for cells in reader:
            rows.append([*map(_seen, cells)])
            lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise refusal(path, f"row {start}", str(error), "valid CSV") from None
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return TableGrid(path=path, rows=rows, lines=lines)


def _workbook(path: Path, sheet: str | None) -> TableGrid:
    from python_calamine import CalamineError, CalamineWorkbook

    if not path.exists():
        raise refusal(path, "", "the file is missing", A_TABLE)
    check_bounds(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            raise refusal(path, "", f"no sheet {shown(sheet)}", f"one of {', '.join(map(shown, names))}")
        chosen = book.get_sheet_by_name(sheet) if sheet else book.get_sheet_by_index(0)
        rows = [_stripped(row) for row in chosen.to_python(skip_empty_area=False)]
        merged = [((first[0], first[1]), (last[0], last[1])) for first, last in chosen.merged_cell_ranges or []]
        percent, unvalued = _shown(path, chosen.name)
    except (CalamineError, ValueError, IndexError, KeyError, ParseError, expat.ExpatError, zipfile.BadZipFile) as error:
        raise refusal(path, "", f"cannot be read ({error})", "an Excel workbook", "Save it again in Excel.") from None
    except Unusable as error:
        raise refusal(path, "", error.found, error.expected, error.advice) from None
    return TableGrid(path=path, sheet=chosen.name, rows=rows, merged=merged, percent=percent, unvalued=unvalued)


def _stripped(row: Sequence[object]) -> list[object]:
    """Return the cells of a row; blanks around a text and characters that nobody sees say nothing."""
    return [_seen(cell) if isinstance(cell, str) else cell for cell in row]


def _seen(text: str) -> str:
    return (text if text.isprintable() else _CONTROL.sub("", text)).strip()


def _shown(path: Path, sheet: str) -> tuple[frozenset[Spot], frozenset[Spot]]:
    """Return the numbers that a sheet shows with a per cent sign, and its formulas without a value."""
    with zipfile.ZipFile(path) as archive:
        package = Package(archive)
        part = next((part for name, _, part in package.sheets() if name == sheet), None)
        signs = {str(index).encode() for index, code in enumerate(package.styles()) if shape_of(code).kind == "percent"}
        if part is None:
            return frozenset(), frozenset()
        text = archive.read(part)
    percent = set()
    if signs:
        for found in _CELL.finditer(text):
            given = dict(_ATTRIBUTE.findall(found[1]))
            if given.get(b"s") in signs and b"r" in given:
                percent.add(_spot(given[b"r"]))
    has_formulas = b"<f" in text or b":f" in text
    unvalued = {
        _spot(given[b"r"])
        for found in (_UNVALUED.finditer(text) if has_formulas else ())
        if b"r" in (given := dict(_ATTRIBUTE.findall(found[1])))
    }
    return frozenset(percent), frozenset(unvalued)


def _spot(reference: bytes) -> Spot:
    letters = reference.rstrip(b"0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(reference[len(letters) :] or b"1") - 1, column - 1
