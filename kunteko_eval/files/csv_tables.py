"""Strict reading of CSV: rows of frozen classes, and every fault at once, each with its row and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from kunteko_eval.errors import Fault
from kunteko_eval.files.documents import read_text
from kunteko_eval.files.snapshot import exists
from kunteko_eval.files.translations import Translations, required_columns_of
from kunteko_eval.files.validation import Misfit, fit, keys_of, number_types_of, shown, suggestion
from kunteko_eval.files.yaml_tree import plain_number

T = TypeVar("T")
NumberType = type[int] | type[float]


def delimiter_of(text: str, known: str = ",;") -> str:
    r"""Return the delimiter of a CSV text: the sign that stands most often in its first line.

    Args:
        text: The text, or its header.
        known: The signs that may be one; where two stand as often, the first is taken.

    >>> delimiter_of("id;text\n1;a,b,c"), delimiter_of("\n\nid"), delimiter_of("a\tb", ",;\t")
    (';', ',', '\t')
    """
    return max(known, key=text.lstrip().partition("\n")[0].count)


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """One row of a CSV file: its 1-based line in the file and its typed value."""

    line: int
    value: T


@dataclass(frozen=True, slots=True)
class RowsFile(Generic[T]):
    """A CSV file, or a sheet of a workbook, that was read.

    Attributes:
        file: The file.
        sheet: The sheet's name; empty for a CSV file.
        rows: The rows that are right, in the order of the file.
        cells: The 1-based line and the cells of every row, right or not.
        columns: The columns that are known as a whole; none when the file could not be read to its end.
    """

    file: str = ""
    sheet: str = ""
    rows: tuple[Row[T], ...] = ()
    cells: tuple[tuple[int, dict[str, str]], ...] = ()
    columns: frozenset[str] = frozenset()

    def fault(self, line: int, column: str, found: str, expected: str, advice: str = "") -> Fault:
        """Return a fault of one cell."""
        place = (f"sheet {self.sheet}, " if self.sheet else "") + f"row {line}, column {column}"
        return Fault(file=self.file, place=place, found=found, expected=expected, advice=advice)

    def ids(self) -> list[str] | None:
        """Return the ids of all rows, right or not, or None when not every id is known."""
        found = [cells["id"] for _, cells in self.cells if "id" in cells]
        return found if "id" in self.columns and len(found) == len(self.cells) else None


def _lines(path: Path, text: str, delimiter: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of every line that is not blank, with the line that they begin on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, [cell.strip() for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        advice = "A quotation mark within a quoted text is written twice."
        fault = Fault(file=str(path), place=f"row {start}", found=str(error), expected="valid CSV", advice=advice)
        faults.append(fault)


def read_csv(
    path: Path,
    kind: type[T],
    faults: list[Fault],
    *,
    required: bool = True,
    translations: Translations | None = None,
) -> RowsFile[T]:
    """Read a CSV file, one frozen `kind` a row, with commas or as Finnish Excel writes it.

    A file whose header holds more semicolons than commas is read with semicolons and decimal
    commas; an empty cell means that the value is not given.

    Args:
        path: The file.
        kind: The pydantic dataclass of one row.
        faults: Where every fault of the file is added.
        required: Whether a missing file is a fault.
        translations: Which languages every text must have; None asks for none.
    """
    wanted = translations or Translations()
    if not required and not exists(path):
        return RowsFile(file=str(path), columns=frozenset(keys_of(kind)))
    unread: RowsFile[T] = RowsFile(file=str(path))
    text = read_text(path, faults)
    if text is None:
        return unread
    own: list[Fault] = []
    broken: list[Fault] = []
    delimiter = delimiter_of(text)
    lines = _lines(path, text, delimiter, broken)
    start, header = next(lines, (1, []))
    for found, expected, advice in header_problems(header, keys_of(kind), required_columns_of(kind, wanted.languages)):
        own.append(Fault(file=str(path), place=f"row {start}", found=found, expected=expected, advice=advice))
    numbers = number_types_of(kind)
    rows: list[Row[T]] = []
    table: list[tuple[int, dict[str, str]]] = []
    for line, cells in lines if set(header) & set(keys_of(kind)) else ():
        # A column that stands twice keeps its first cell.
        given = {key: cell for key, cell in reversed(list(zip(header, cells, strict=False))) if cell != ""}
        ragged = len(cells) != len(header)
        table.append((line, {key: cell for key, cell in given.items() if key == "id" or not ragged}))
        if ragged:
            advice = f"A text with {delimiter!r} in it needs quotation marks."
            found, expected = f"{len(cells)} cells", f"{len(header)} cells"
            own.append(Fault(file=str(path), place=f"row {line}", found=found, expected=expected, advice=advice))
            continue
        whole, lacking = wanted.completed_row(kind, given)
        value, misfits = fit_row(kind, whole, numbers, delimiter)
        for one in [*lacking, *misfits]:
            if not (one.missing and one.location[0] not in header):
                own.append(unread.fault(line, str(one.location[0]), one.found, one.expected, one.advice))
        if value is not None:
            rows.append(Row(line=line, value=value))
    faults += [*own, *broken]
    columns = frozenset() if broken else frozenset(header)
    return RowsFile(file=str(path), rows=tuple(rows), cells=tuple(table), columns=columns)


def fit_row(
    kind: type[T], given: dict[str, str], numbers: Mapping[str, type[int] | type[float]], delimiter: str
) -> tuple[T | None, list[Misfit]]:
    """Return a row as `kind`; a decimal comma is read as such only where a text does not fit."""
    names = keys_of(kind)
    known = {key: cell for key, cell in given.items() if key in names}

    def typed(key: str, cell: str) -> object:
        number = plain_number(cell, numbers[key]) if key in numbers else None
        return cell if number is None else number

    value, misfits = fit(kind, {key: typed(key, cell) for key, cell in known.items()})
    if value is None and delimiter == ";":
        for one in misfits:
            column = str(one.location[0])
            if re.fullmatch(r"-?\d+,\d+", known.get(column, ""), re.ASCII):
                known[column] = known[column].replace(",", ".")
        value, misfits = fit(kind, {key: typed(key, cell) for key, cell in known.items()})
    return value, misfits


MOVED = dict.fromkeys(
    ("direction", "strength", "coder"),
    "What a finding says stands in codings.csv, one row for each finding and coder: code direction, extent and "
    "credibility from the source by docs/explanation/coding-findings.md (a strength does not tell them), and delete "
    "this column.",
)
"""What to do about a column that findings had up to rubric 1."""


def header_problems(
    header: Sequence[str], known: Sequence[str], required: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield what was found, what was expected and advice for each fault of a header."""
    if not header:
        yield "no header", "the columns " + ", ".join(known), ""
        return
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            yield f"column {shown(column)} stands {header.count(column)} times", "every column once", ""
        if column not in known:
            moved = MOVED.get(column, "") if "repeats" in known else ""
            yield f"unknown column {shown(column)}", "one of " + ", ".join(known), moved or suggestion(column, known)
    for column in required:
        if column not in header:
            yield f"column {column!r} is missing", "it in the header", ""
