"""An export as it stands, before anybody has said how it is to be read: every cell as text, nothing mended."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault, readable, refusal
from kunteko_eval.exchange.survey.tools.declared import DeclaredColumn, DeclaredSet
from kunteko_eval.exchange.survey.tools.spss import SUFFIXES, read_spss
from kunteko_eval.exchange.tables import cell_text, excel_rows
from kunteko_eval.files.documents import LARGEST_FILE

MOST_ROWS = 100_000
"""Rows that are looked at; a file may have more, and is imported whole."""

MOST_COLUMNS = 4_000
"""Columns; a wider table is no survey of questions."""

LONGEST_CELL = 100_000
"""Characters of a cell."""

RESPONDENTS = "a header and one row for each respondent"

_DELIMITERS = (",", ";", "\t")
_OTHER_FORMATS = {
    ".xls": "Save it as .xlsx.",
    ".ods": "Save it as .xlsx or CSV.",
    ".sps": "That is a syntax file; give the .sav file, or run it in SPSS and save one.",
    ".por": "Save it from SPSS as .sav.",
    ".dta": "Save it from Stata as CSV with value labels (export delimited).",
    ".json": "Export it from the survey tool as CSV or Excel.",
    ".xml": "Export it from the survey tool as CSV or Excel.",
    ".qsf": "That is the questionnaire, without answers; export the responses as CSV.",
    ".lss": "That is the questionnaire, without answers; export the responses as CSV.",
    ".lsa": "Export the responses from LimeSurvey as CSV (Responses, Export).",
    ".pdf": "Export the responses from the survey tool as CSV or Excel.",
    ".zip": "Unpack it, and give the file with the responses.",
    ".docx": "Export the responses from the survey tool as CSV or Excel.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTable:
    """An export as it stands.

    Attributes:
        rows: Its rows, each as long as the widest; the headings are among them.
        encoding: Of a CSV.
        delimiter: Of a CSV.
        whole: Whether every row was looked at.
        declared: What the file itself says of its columns, by heading; SPSS files do.
        sets: Questions that take several answers, where the file says which columns are their options.
        spss: Whether it is an SPSS data file, which has one row of headings always.
    """

    rows: list[list[str]]
    encoding: str = ""
    delimiter: str = ""
    whole: bool = True
    declared: Mapping[str, DeclaredColumn] = field(default_factory=dict)
    sets: Sequence[DeclaredSet] = ()
    spss: bool = False


def read_raw(path: Path, sheet: str | None = None) -> RawTable:
    """Read an export, finding out its encoding and delimiter.

    Args:
        path: CSV or text, ``.xlsx``, ``.sav`` or ``.zsav``.
        sheet: Of a workbook; its first one when None.

    Raises:
        FaultyInput: When it is no table of respondents, with what to do.
    """
    suffix = path.suffix.lower()
    if suffix in _OTHER_FORMATS:
        raise refusal(path, "", f"a {suffix} file", "CSV, .xlsx or SPSS .sav", _OTHER_FORMATS[suffix])
    if suffix in SUFFIXES:
        table = _spss(path)
    elif suffix == ".xlsx":
        rows = [[cell_text(cell) for cell in row] for row in excel_rows(path, sheet)]
        table = RawTable(rows=rows[: MOST_ROWS + 1], whole=len(rows) <= MOST_ROWS + 1)
    else:
        table = _csv(path)
    _check(path, table)
    return table


def _check(path: Path, table: RawTable) -> None:
    """Refuse what is no table of respondents."""
    faults: list[Fault] = []
    width = len(table.rows[0]) if table.rows else 0
    filled = [row for row in table.rows if any(row)]
    if len(filled) < 2:
        raise refusal(path, "", "no respondents", RESPONDENTS, "Export the responses, not a summary or an empty form.")
    if width > MOST_COLUMNS:
        found = f"{width:,} columns"
        faults.append(fault(path, "", found, f"at most {MOST_COLUMNS:,}", "Export the questions that you need."))
    longest = max((len(cell) for row in table.rows for cell in row), default=0)
    if longest > LONGEST_CELL:
        place = next(place for place, row in enumerate(table.rows, 1) if any(len(cell) > LONGEST_CELL for cell in row))
        expected = f"cells of at most {LONGEST_CELL:,} characters"
        faults.append(
            fault(
                path, f"row {place}", f"a cell of {longest:,} characters", expected, "See that quotation marks close."
            )
        )
    if faults:
        raise FaultyInput(faults)


def _spss(path: Path) -> RawTable:
    read = read_spss(path)
    body = [list(row) for row in zip(*(column[:MOST_ROWS] for column in read.columns), strict=True)]
    whole = not read.columns or len(read.columns[0]) <= MOST_ROWS
    rows = [list(read.names), *body]
    return RawTable(rows=rows, whole=whole, declared=read.declared, sets=read.sets, spss=True)


def _csv(path: Path) -> RawTable:
    """Read text with delimiters."""
    with readable(path, "a survey tool's export"), path.open("rb") as file:
        raw = file.read(LARGEST_FILE + 1)
    whole = len(raw) <= LARGEST_FILE
    text, encoding = _decoded(path, raw[:LARGEST_FILE] if whole else raw[: raw.rfind(b"\n") + 1])
    if "\0" in text:
        raise refusal(path, "", "a NUL character", "text only", "Export it anew, as CSV with the encoding UTF-8.")
    delimiter = _delimiter_of(text)
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([cell.strip() for cell in cells])
            if len(rows) > MOST_ROWS:
                whole = False
                break
    except csv.Error as error:
        raise refusal(path, f"row {len(rows) + 1}", str(error), "valid CSV", "Export it anew.") from None
    width = max((len(row) for row in rows), default=0)
    padded = [row + [""] * (width - len(row)) for row in rows]
    return RawTable(rows=padded, encoding=encoding, delimiter=delimiter, whole=whole)


def _decoded(path: Path, raw: bytes) -> tuple[str, str]:
    """Return a text and its encoding as a mapping names it."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: Iterable[str] = ("utf-16",)
    elif raw.startswith(codecs.BOM_UTF8):
        encodings = ("utf-8",)
    else:
        encodings = ("utf-8", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode("utf-8-sig" if encoding == "utf-8" else encoding), encoding
        except UnicodeError:
            continue
    advice = "Export it anew with the encoding UTF-8."
    raise refusal(path, "", "text in an unknown encoding", "UTF-8, UTF-16 or Windows-1252", advice)


def _delimiter_of(text: str) -> str:
    """Return the delimiter by which the first rows have the most cells, as many in each."""
    best, most = next((one for one in _DELIMITERS if one not in text), ","), 1.0
    for delimiter in _DELIMITERS:
        rows = []
        try:
            for cells in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter):
                rows.append(len(cells))
                if len(rows) == 30:
                    break
        except csv.Error:
            continue
        usual = max(set(rows), key=rows.count, default=1)
        score = usual * rows.count(usual) / max(1, len(rows))
        if usual > 1 and score > most:
            best, most = delimiter, score
    return best
