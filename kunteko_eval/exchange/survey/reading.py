"""Reading a survey tool's export: one row a respondent, every answer as the text that it is."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault, readable, refusal
from kunteko_eval.exchange.survey.mapping import SurveyMapping
from kunteko_eval.exchange.survey.tools.double import joined_names
from kunteko_eval.exchange.survey.tools.spss import SUFFIXES, read_spss
from kunteko_eval.exchange.tables import cell_text, excel_rows
from kunteko_eval.files.documents import LARGEST_FILE
from kunteko_eval.files.validation import shown, suggestion

if TYPE_CHECKING:
    import polars as pl

LARGEST_EXPORT = 2_000_000_000
"""Bytes; more than ten million respondents is a mistake."""

EXCEL = {".xlsx"}

RESPONDENTS = "a header and one row for each respondent"

ROW = "\x1frow"
"""The column that holds each respondent's row in the export; no header has this name."""
WEIGHT = "\x1fweight"
"""The column of the weights as numbers; no header has this name either."""

SQUARE = "\x1fsquare"
"""The column of their squares."""

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


def columns_of(mapping: SurveyMapping, *, texts: bool) -> list[str]:
    """Return the columns that are read, each once; those of `drop` never are."""
    wanted = [one for one in (mapping.respondent, mapping.weight) if one]
    wanted += [column for where in (mapping.where or {}, *(one.where for one in mapping.waves)) for column in where]
    wanted += [column for grouping in mapping.groups for column in grouping.columns]
    for question in mapping.questions:
        wanted += [question.column] if question.column is not None else [*(question.columns or {})]
        wanted += question.other if question.options is None else ()
    return list(dict.fromkeys([*wanted, *(mapping.texts if texts else ())]))


def read_export(path: Path, mapping: SurveyMapping, *, texts: bool = False) -> Export:
    """Read the columns that a mapping names.

    Args:
        path: CSV, or Excel or SPSS by its name's ending.
        mapping: Says how the export is written.
        texts: Whether the columns of free text are read too.

    Returns:
        The answers of every row that is not empty as a whole.

    Raises:
        FaultyInput: With every fault of the header, or with the first thing that keeps the file from being read.
    """
    import polars as pl

    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        read = _spss(path, mapping, texts=texts)
    else:
        read = _excel(path, mapping) if suffix in EXCEL else _csv(path, mapping, texts=texts)
    header, frame, empty = read
    wanted = columns_of(mapping, texts=texts)
    faults = list(_header_faults(path, mapping, header, [*wanted, *mapping.drop]))
    if faults:
        raise FaultyInput(faults)
    first = mapping.first_row
    texts_of = frame.select(pl.col(wanted).cast(pl.String).fill_null("").str.strip_chars())
    frame = texts_of.with_row_index(ROW, offset=first)
    used = frame.filter(~pl.col(ROW).is_in([index + first for index in empty])) if empty else frame
    if not used.height:
        raise refusal(path, "", "no respondents", RESPONDENTS)
    return Export(frame=used, header=header, rows=frame.height, empty=len(empty))


def _header_faults(path: Path, mapping: SurveyMapping, header: Sequence[str], wanted: Sequence[str]) -> Iterator[Fault]:
    row = f"row {mapping.title_rows + mapping.names_row}"
    for column in dict.fromkeys(header):
        if column in wanted and header.count(column) > 1:
            yield fault(path, row, f"column {shown(column)} stands {header.count(column)} times", "every column once")
    for column in wanted:
        if column not in header:
            near = suggestion(column, list(header))
            advice = near or "Write the column's header as it stands in the export."
            yield fault(path, row, f"no column {shown(column)}", "a column that the mapping names", advice)


def _csv(path: Path, mapping: SurveyMapping, *, texts: bool) -> tuple[list[str], pl.DataFrame, list[int]]:
    """Return the header, the columns that are read as a frame, and which rows hold nothing."""
    delimiter = "\t" if mapping.delimiter == "tab" else mapping.delimiter
    source, (header, empty, skipped) = _checked_csv(path, mapping, delimiter)
    columns = columns_of(mapping, texts=texts)
    faults = list(_header_faults(path, mapping, header, sorted({*columns, *mapping.drop})))
    if faults and len(header) == 1:
        advice = "Say in the mapping which delimiter the export has."
        row = f"row {mapping.title_rows + mapping.names_row}"
        faults = [fault(path, row, f"one column {shown(header[0])}", "several columns", advice)]
    if faults:
        raise FaultyInput(faults)
    keep = [index for index, column in enumerate(header) if column in columns]
    frame = _frame_of(path, source, keep, delimiter, skipped)
    frame.columns = [header[index] for index in keep]
    if frame.height <= mapping.header_rows:
        raise refusal(path, "", "no respondents", RESPONDENTS)
    return header, frame.slice(mapping.header_rows), empty


def _frame_of(path: Path, source: Path | io.BytesIO, keep: list[int], delimiter: str, skipped: int) -> pl.DataFrame:
    """Return some columns of a CSV as text, its header as the first rows, below so many lines."""
    import polars as pl
    from polars.exceptions import PolarsError

    try:
        return pl.read_csv(
            source,
            has_header=False,
            skip_lines=skipped,
            columns=keep,
            separator=delimiter,
            infer_schema=False,
            glob=False,
            quote_char='"',
        )
    except (PolarsError, OSError, ValueError) as error:
        raise refusal(path, "", str(error).splitlines()[0], "valid CSV") from None


Checked = tuple[list[str], list[int], int]
"""A header, which rows below it hold nothing, and how many lines stand above it."""


def _checked_csv(path: Path, mapping: SurveyMapping, delimiter: str) -> tuple[Path | io.BytesIO, Checked]:
    """Return what the fast reader may read, and what was seen of it; refuse what it would mend."""
    encoding = mapping.encoding
    with readable(path, "a survey tool's export", encoding):
        size, most = path.stat().st_size, LARGEST_EXPORT if encoding == "utf-8" else LARGEST_FILE
        if size > most:
            advice = "" if encoding == "utf-8" else "Save it as UTF-8, which may be larger."
            raise refusal(path, "", f"{size:,} bytes", f"at most {most:,} bytes", advice)
        if encoding == "utf-8":
            _check_utf8(path)
            with path.open(encoding="utf-8-sig", newline="") as file:
                return path, _checked_rows(path, file, mapping, delimiter)
        text = path.read_bytes().decode(encoding)
        _check_nul(path, text.encode(), 0)
        text = text.removeprefix("\ufeff")
        return io.BytesIO(text.encode()), _checked_rows(path, io.StringIO(text, newline=""), mapping, delimiter)


def _checked_rows(path: Path, file: TextIO, mapping: SurveyMapping, delimiter: str) -> Checked:
    header, skipped = _header(path, file, mapping, delimiter)
    file.seek(0)
    return header, _check_rows(path, file, mapping, delimiter, len(header)), skipped


def _header(path: Path, file: TextIO, mapping: SurveyMapping, delimiter: str) -> tuple[list[str], int]:
    """Return the names of the columns, and how many lines the rows above the header take."""
    place = f"row {mapping.title_rows + mapping.names_row}"
    lines: list[str] = []
    reader = csv.reader(_kept(file, lines), delimiter=delimiter, strict=True)
    try:
        for _ in range(mapping.title_rows):
            next(reader, [])
        skipped = sum(line.count("\n") for line in lines)
        header = _names([next(reader, []) for _ in range(mapping.header_rows)], mapping)
    except csv.Error as error:
        raise refusal(path, place, str(error), "valid CSV") from None
    if not any(cell.strip() for cell in header):
        advice = "Say in the mapping how many title_rows stand above the header." if mapping.title_rows else ""
        raise refusal(path, place, "no header", RESPONDENTS, advice)
    return header, skipped


def _names(rows: Sequence[Sequence[str]], mapping: SurveyMapping) -> list[str]:
    """Return the names of the columns, from the rows of the header."""
    if mapping.names == "row":
        return [cell.strip() for cell in rows[mapping.names_row - 1]]
    width = max(map(len, rows), default=0)
    return joined_names([[*row, *[""] * (width - len(row))] for row in rows])


def _kept(file: Iterable[str], lines: list[str]) -> Iterator[str]:
    for line in file:
        lines.append(line)
        yield line


def _check_utf8(path: Path) -> None:
    """Refuse what is not UTF-8 text, telling the line; read piece by piece."""
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
                raise refusal(path, f"line {line}", "not UTF-8", "UTF-8 text", advice) from None
            if not piece:
                return
            _check_nul(path, piece, line - 1)
            line += piece.count(b"\n")


def _check_nul(path: Path, piece: bytes, before: int) -> None:
    if b"\0" in piece:
        line = before + 1 + piece[: piece.index(b"\0")].count(b"\n")
        advice = "Say in the mapping which encoding it has, if it is utf-16."
        raise refusal(path, f"line {line}", "a NUL character", "text only", advice)


def _check_rows(path: Path, file: Iterable[str], mapping: SurveyMapping, delimiter: str, width: int) -> list[int]:
    """Refuse rows with more or fewer cells than the header, which a fast reader fills up or cuts without a word.

    Returns:
        Which rows below the header hold nothing, counted from 0.
    """
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    start, faults, more = 1, [], 0
    empty: list[int] = []
    try:
        for _ in range(mapping.title_rows):
            next(reader, [])
        start = reader.line_num + 1
        for index, cells in enumerate(reader, start=-mapping.header_rows):
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
    return [index for index in empty if index >= 0]


def _excel(path: Path, mapping: SurveyMapping) -> tuple[list[str], pl.DataFrame, list[int]]:
    import polars as pl

    rows = excel_rows(path, mapping.sheet)
    above = mapping.title_rows + mapping.header_rows
    if len(rows) <= above:
        raise refusal(path, "", "no respondents", RESPONDENTS)
    header = _names([[cell_text(cell) for cell in row] for row in rows[mapping.title_rows : above]], mapping)
    texts = [[cell_text(row[index]) for row in rows[above:]] for index in range(len(header))]
    first = {column: texts[index] for index, column in reversed(list(enumerate(header))) if column}
    empty = [index for index, cells in enumerate(zip(*texts, strict=True)) if not any(cells)]
    return header, pl.DataFrame(first, schema=dict.fromkeys(first, pl.String)), empty


def _spss(path: Path, mapping: SurveyMapping, *, texts: bool) -> tuple[list[str], pl.DataFrame, list[int]]:
    """Return the variables of an SPSS file, those that are read as a frame, and which rows hold nothing."""
    import polars as pl

    if mapping.first_row != 2:
        expected = "title_rows 0 and header_rows 1: an SPSS file has no rows above the respondents"
        raise refusal(path, "", f"the first respondent in row {mapping.first_row}", expected)
    read = read_spss(path)
    wanted = columns_of(mapping, texts=texts)
    held = {name: column for name, column in zip(read.names, read.columns, strict=True) if name in wanted}
    rows = len(read.columns[0]) if read.columns else 0
    empty = [row for row in range(rows) if not any(column[row] for column in read.columns)]
    return list(read.names), pl.DataFrame(held, schema=dict.fromkeys(held, pl.String)), empty
