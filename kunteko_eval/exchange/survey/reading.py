"""Reading a survey tool's export: one row a respondent, every answer as the text that it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.survey.mapping import SurveyMapping
from kunteko_eval.files.documents import LARGEST_FILE
from kunteko_eval.files.validation import shown, suggestion

if TYPE_CHECKING:
    import polars as pl

LARGEST_EXPORT = 2_000_000_000
"""Bytes; more than ten million respondents is a mistake."""

EXCEL = {".xlsx"}

ROW = "\x1frow"
"""The column that holds each respondent's row in the export; no header has this name."""
MOST_RAGGED = 20
"""Rows of a wrong length that are told one by one."""

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What was read of an export.

    Attributes:
        frame: The answers as text without blanks around them, each with its row as `ROW`.
        header: The header of the export.
        rows: How many rows stand below the header.
        empty: How many of them hold nothing in any column, and are no respondents. A row that is blank only in the
            columns of the mapping is a respondent who answered nothing.
    """

    frame: pl.DataFrame
    header: list[str]
    rows: int
    empty: int


_PERSONAL = (
    ("an e-mail address", re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")),
    (
        "an IP address",
        re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b", re.I),
    ),
    ("a personal identity code", re.compile(r"\b\d{6}[-+A-FYXWVU]\d{3}[0-9A-Y]\b")),
    ("a phone number", re.compile(r"(?<!\d)(?:\+\d{1,3}|0)[\d \-()]{7,}\d(?!\d)")),
)
"""What must not leave the export: these are not repeated in a message either."""


def personal(text: str) -> str:
    """Return what kind of personal data a text holds, or nothing.

    >>> personal("write to a.b@example.org"), personal("0401234567"), personal("5")
    ('an e-mail address', 'a phone number', '')
    """
    return next((name for name, pattern in _PERSONAL if pattern.search(text)), "")


def repeatable(text: str) -> str:
    """Return a text for a message, or what kind of personal data it holds instead."""
    return personal(text) or shown(text)


def fault(path: Path, place: str, found: str, expected: str, advice: str = "") -> Fault:
    """Return a fault of the export."""
    return Fault(file=str(path), place=place, found=found, expected=expected, advice=advice)


def columns_of(mapping: SurveyMapping, *, texts: bool) -> list[str]:
    """Return the columns that are read, each once; those of `drop` never are."""
    wanted = [mapping.respondent] if mapping.respondent else []
    wanted += [grouping.column for grouping in mapping.groups] + [question.column for question in mapping.questions]
    return list(dict.fromkeys([*wanted, *(mapping.texts if texts else ())]))


def read_export(path: Path, mapping: SurveyMapping, *, texts: bool = False) -> Export:
    """Read the columns that a mapping names.

    Args:
        path: CSV, or Excel by its name's ending.
        mapping: Says how the export is written.
        texts: Whether the columns of free text are read too.

    Returns:
        The answers of every row that is not empty as a whole.

    Raises:
        FaultyInput: With every fault of the header, or with the first thing that keeps the file from being read.
    """
    import polars as pl

    read = _excel(path, mapping) if path.suffix.lower() in EXCEL else _csv(path, mapping, texts=texts)
    header, frame, empty = read
    wanted = columns_of(mapping, texts=texts)
    faults = list(_header_faults(path, header, [*wanted, *mapping.drop]))
    if faults:
        raise FaultyInput(faults)
    frame = frame.select(pl.col(wanted).cast(pl.String).fill_null("").str.strip_chars()).with_row_index(ROW, offset=2)
    used = frame.filter(~pl.col(ROW).is_in([index + 2 for index in empty])) if empty else frame
    if not used.height:
        raise FaultyInput([fault(path, "", "no respondents", "a header and one row for each respondent")])
    return Export(frame=used, header=header, rows=frame.height, empty=len(empty))


def _header_faults(path: Path, header: Sequence[str], wanted: Sequence[str]) -> Iterator[Fault]:
    for column in dict.fromkeys(header):
        if column in wanted and header.count(column) > 1:
            yield fault(
                path, "row 1", f"column {shown(column)} stands {header.count(column)} times", "every column once"
            )
    for column in wanted:
        if column not in header:
            near = suggestion(column, list(header))
            advice = near or "Write the column's header as it stands in the export."
            yield fault(path, "row 1", f"no column {shown(column)}", "a column that the mapping names", advice)


def _csv(path: Path, mapping: SurveyMapping, *, texts: bool) -> tuple[list[str], pl.DataFrame, list[int]]:
    import polars as pl
    from polars.exceptions import PolarsError

    delimiter = "\t" if mapping.delimiter == "tab" else mapping.delimiter
    source: Path | io.BytesIO = path
    try:
        size = path.stat().st_size
        if size > LARGEST_EXPORT:
            raise FaultyInput([fault(path, "", f"{size:,} bytes", f"at most {LARGEST_EXPORT:,} bytes")])
        if mapping.encoding == "utf-8":
            _check_utf8(path)
            with path.open(encoding="utf-8-sig", newline="") as file:
                header = _header(path, file, delimiter)
                file.seek(0)
                empty = _check_rows(path, file, delimiter, len(header))
        else:
            if size > LARGEST_FILE:
                advice = "Save it as UTF-8, which may be larger."
                raise FaultyInput([fault(path, "", f"{size:,} bytes", f"at most {LARGEST_FILE:,} bytes", advice)])
            text = path.read_bytes().decode(mapping.encoding)
            _check_nul(path, text.encode(), 0)
            text = text.removeprefix("\ufeff")
            header = _header(path, io.StringIO(text, newline=""), delimiter)
            empty = _check_rows(path, io.StringIO(text, newline=""), delimiter, len(header))
            source = io.BytesIO(text.encode())
    except FileNotFoundError:
        raise FaultyInput([fault(path, "", "the file is missing", "a survey tool's export")]) from None
    except OSError as error:
        raise FaultyInput([fault(path, "", f"cannot be read ({error.strerror or error})", "a readable file")]) from None
    except (UnicodeDecodeError, UnicodeError) as error:
        advice = "Say in the mapping which encoding it has: utf-8, utf-16 or cp1252."
        raise FaultyInput(
            [fault(path, "", f"is not {mapping.encoding} ({error})", "text in that encoding", advice)]
        ) from None
    wanted = {*columns_of(mapping, texts=texts), *mapping.drop}
    faults = list(_header_faults(path, header, sorted(wanted)))
    if faults:
        if len(header) == 1:
            advice = "Say in the mapping which delimiter the export has."
            faults = [fault(path, "row 1", f"one column {shown(header[0])}", "several columns", advice)]
        raise FaultyInput(faults)
    keep = [index for index, column in enumerate(header) if column in columns_of(mapping, texts=texts)]
    try:
        frame = pl.read_csv(
            source,
            has_header=False,
            skip_lines=0,
            columns=keep,
            separator=delimiter,
            infer_schema=False,
            glob=False,
            quote_char='"',
        )
    except (PolarsError, OSError, ValueError) as error:
        raise FaultyInput([fault(path, "", str(error).splitlines()[0], "valid CSV")]) from None
    frame.columns = [header[index] for index in keep]
    if frame.height < 2:
        raise FaultyInput([fault(path, "", "no respondents", "a header and one row for each respondent")])
    return header, frame.slice(1), empty


def _header(path: Path, file: io.TextIOBase | io.StringIO, delimiter: str) -> list[str]:
    try:
        header = next(csv.reader(file, delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise FaultyInput([fault(path, "row 1", str(error), "valid CSV")]) from None
    if not any(cell.strip() for cell in header):
        raise FaultyInput([fault(path, "row 1", "no header", "a header and one row for each respondent")])
    return [cell.strip() for cell in header]


def _check_utf8(path: Path) -> None:
    """Refuse what is not UTF-8 text, telling the line; read piece by piece."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while True:
            piece = file.read(_PIECE)
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                line += piece[: error.start].count(b"\n")
                advice = "Say in the mapping which encoding it has: utf-16 or cp1252."
                raise FaultyInput([fault(path, f"line {line}", "not UTF-8", "UTF-8 text", advice)]) from None
            if not piece:
                return
            _check_nul(path, piece, line - 1)
            line += piece.count(b"\n")


def _check_nul(path: Path, piece: bytes, before: int) -> None:
    if b"\0" in piece:
        line = before + 1 + piece[: piece.index(b"\0")].count(b"\n")
        advice = "Say in the mapping which encoding it has, if it is utf-16."
        raise FaultyInput([fault(path, f"line {line}", "a NUL character", "text only", advice)])


def _check_rows(path: Path, file: Iterable[str], delimiter: str, width: int) -> list[int]:
    """Refuse rows with more or fewer cells than the header, which a fast reader fills up or cuts without a word.

    Returns:
        Which rows below the header hold nothing, counted from 0.
    """
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    start, faults, more = 1, [], 0
    empty: list[int] = []
    try:
        for index, cells in enumerate(reader, start=-1):
            if not cells or not (cells[0].strip() or any(map(str.strip, cells))):
                empty.append(index)
            if cells and len(cells) != width:
                more += 1
                if more <= MOST_RAGGED:
                    advice = f"A text with {delimiter!r} in it needs quotation marks."
                    faults.append(fault(path, f"row {start}", f"{len(cells)} cells", f"{width} cells", advice))
            start = reader.line_num + 1
    except csv.Error as error:
        faults.append(fault(path, f"row {start}", str(error), "valid CSV"))
    if more > MOST_RAGGED:
        faults.append(fault(path, "", f"{more - MOST_RAGGED} more such rows", f"{width} cells in every row"))
    if faults:
        raise FaultyInput(faults)
    return empty


def _excel(path: Path, mapping: SurveyMapping) -> tuple[list[str], pl.DataFrame, list[int]]:
    import polars as pl
    from python_calamine import CalamineError, CalamineWorkbook

    from kunteko_eval.files.xlsx_bounds import check_bounds

    check_bounds(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        if mapping.sheet is not None and mapping.sheet not in book.sheet_names:
            expected = ", ".join(map(shown, book.sheet_names))
            raise FaultyInput([fault(path, "", f"no sheet {shown(mapping.sheet)}", f"one of {expected}")])
        sheet = book.get_sheet_by_name(mapping.sheet) if mapping.sheet else book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError, KeyError) as error:
        raise FaultyInput([fault(path, "", f"cannot be read ({error})", "an Excel workbook")]) from None
    if len(rows) < 2:
        raise FaultyInput([fault(path, "", "no respondents", "a header and one row for each respondent")])
    header = [_text(cell) for cell in rows[0]]
    texts = [[_text(row[index]) for row in rows[1:]] for index in range(len(header))]
    names = [f"{index}" for index in range(len(header))]
    frame = pl.DataFrame(dict(zip(names, texts, strict=True)), schema=dict.fromkeys(names, pl.String))
    first = {column: names[index] for index, column in reversed(list(enumerate(header)))}
    empty = [index for index, cells in enumerate(zip(*texts, strict=True)) if not any(cells)]
    return header, frame.select(**{column: pl.col(name) for column, name in first.items() if column}), empty


def _text(cell: object) -> str:
    """Return a cell as text; a whole number that Excel keeps with a point is written without it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()
