"""Excel workbooks as grids of cells: nothing is computed, fetched or unpacked that a sheet of values does not need.

The package is read with the standard library, because what a cell shows, such as ``79 %`` or a formula, matters as
much as what it holds, and readers made for values leave that out. openpyxl shows formats too, but it fails on strict
workbooks and on odd styles, passes over rows that are not in order, and takes escaped texts for others.
"""

from __future__ import annotations

import functools
import io
import math
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from kunteko_eval.errors import Fault
from kunteko_eval.files.documents import LOCKED
from kunteko_eval.files.snapshot import read_bytes, size_of
from kunteko_eval.files.validation import shown
from kunteko_eval.files.xlsx_formats import day_of, plain, shape_of
from kunteko_eval.files.xlsx_package import (
    LARGEST_FILE,
    LARGEST_KEPT,
    MOST_COLUMNS,
    MOST_ROWS,
    Package,
    Unusable,
    bounded,
    check_kind,
    check_parts,
    split_name,
    text_of,
    unescaped,
)

MOST_CELLS = 500_000

Kind = Literal["text", "number", "date", "time", "flag", "error", "formula"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell that holds something.

    Attributes:
        column: 0 for A.
        kind: What Excel shows it as; a number under a date's format is a date.
        value: A text as it stands, the plain decimal digits of a number, an ISO date, ``true`` or ``false``, an
            error's name, or a formula.
        percent: Whether a number is shown with a percent sign.
        decimals: How many decimals a number is shown with, where its format says so plainly.
        padding: To how many digits a number is filled with zeros.
    """

    row: int
    column: int
    kind: Kind
    value: str
    percent: bool = False
    decimals: int | None = None
    padding: int = 0


@dataclass(slots=True, kw_only=True)
class Grid:
    """One sheet.

    Attributes:
        rows: The cells that hold something by their 1-based row, in order.
        merged: The ranges of merged cells.
    """

    name: str
    hidden: bool
    rows: dict[int, list[Cell]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    LookupError,
    OverflowError,
)


def read_grids(path: Path, wanted: Callable[[str], bool], faults: list[Fault]) -> list[Grid] | None:
    """Return the sheets of a workbook in their order; those that are not wanted without their cells.

    Args:
        path: The file.
        wanted: Whether the cells of a sheet of this name are read.
        faults: Where a fault is added when the file cannot be read.

    Returns:
        None when there was a fault.
    """
    try:
        return _grids(path, wanted)
    except Unusable as error:
        problem = error
    except FileNotFoundError:
        problem = Unusable("the file is missing")
    except (expat.ExpatError, ParseError) as error:
        problem = Unusable(f"its XML is broken ({error})", advice="Open it in Excel and save it again.")
    except _BROKEN as error:
        problem = Unusable(f"it is broken ({shown(str(error))})", advice="Open it in Excel and save it again.")
    except OSError as error:
        advice = LOCKED if isinstance(error, PermissionError) else ""
        problem = Unusable(f"cannot be read ({error.strerror or error})", "a readable file", advice)
    fault = Fault(file=str(path), place="", found=problem.found, expected=problem.expected, advice=problem.advice)
    faults.append(fault)
    return None


def column_name(column: int) -> str:
    """Return a column's letters.

    >>> column_name(0), column_name(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _grids(path: Path, wanted: Callable[[str], bool]) -> list[Grid]:
    size = size_of(path)
    if size > LARGEST_FILE:
        raise Unusable(f"{size:,} bytes", f"at most {LARGEST_FILE:,} bytes")
    raw = read_bytes(path)
    return _kept(raw, wanted) if size <= LARGEST_KEPT else _parsed(raw, wanted)


def _parsed(raw: bytes, wanted: Callable[[str], bool]) -> list[Grid]:
    check_kind(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        check_parts(archive)
        package = Package(archive)
        sheets = package.sheets()
        styles, strings, left = package.styles(), package.strings(), [MOST_CELLS]
        grids = []
        for name, hidden, part in sheets:
            grid = Grid(name=name, hidden=hidden)
            if wanted(name):
                _SheetPart(package, styles, strings, left).read(part, grid)
            grids.append(grid)
        return grids


_kept = functools.lru_cache(maxsize=2)(_parsed)
"""The chapters of a report read the same workbook one after the other; nobody may change a grid."""


class _SheetPart:
    """Reads the cells of one sheet."""

    def __init__(self, package: Package, styles: list[str], strings: list[str], left: list[int]) -> None:
        self.package, self.styles, self.strings, self.left = package, styles, strings, left
        self.row = 0
        self.found: dict[int, dict[int, Cell]] = {}

    def read(self, part: str, grid: Grid) -> None:
        """Read the part into the grid of the sheet."""
        for element in self.package.elements(part):
            space, local = split_name(element.tag)
            if local == "row":
                self._read_row(element, space)
            elif local == "mergeCell":
                grid.merged.append(element.get("ref", "?"))
                if len(grid.merged) > MOST_CELLS // 100:
                    raise Unusable("tens of thousands of merged cells", "a sheet without merged cells")
        for row in sorted(self.found):
            grid.rows[row] = [self.found[row][column] for column in sorted(self.found[row])]

    def _read_row(self, row: Element, space: str) -> None:
        given = row.get("r", "")
        self.row = int(given) if given.isascii() and given.isdigit() else self.row + 1
        column = -1
        for element in row.iter(f"{space}c"):
            reference = element.get("r")
            if reference is None:
                column += 1
            else:
                self.row, column = _place(reference)
            if not (1 <= self.row <= MOST_ROWS and 0 <= column < MOST_COLUMNS):
                raise Unusable(f"a cell in row {self.row}, column {column + 1}", "cells that Excel has")
            cell = self._cell(element, space, column)
            if cell is not None:
                self._keep(cell)

    def _keep(self, cell: Cell) -> None:
        cells = self.found.setdefault(cell.row, {})
        if cell.column in cells:
            raise Unusable(f"cell {column_name(cell.column)}{cell.row} stands twice in a sheet", "every cell once")
        cells[cell.column] = cell
        self.left[0] -= 1
        if self.left[0] < 0:
            raise Unusable(f"more than {MOST_CELLS:,} cells", "fewer cells")

    def _cell(self, element: Element, space: str, column: int) -> Cell | None:
        """Return what a cell holds; None when that is nothing."""
        kind = element.get("t", "n")
        formula = element.find(f"{space}f")
        if formula is not None:
            return self._made(column, "formula", f"={bounded(formula.text)}" if formula.text else "a formula")
        if kind == "inlineStr":
            inline = element.find(f"{space}is")
            return self._made(column, "text", "" if inline is None else text_of(inline, space))
        value = bounded(element.findtext(f"{space}v", ""))
        if value == "":
            return None
        if kind in {"s", "n"} and not value.isascii():
            raise Unusable(f"the number {shown(value)} in a cell", "a number in the digits 0 to 9")
        typed = self._typed(kind, value)
        if typed is None:
            return self._number(column, float(value), element.get("s", "0"))
        return self._made(column, *typed)

    def _made(self, column: int, kind: Kind, value: str) -> Cell | None:
        return Cell(row=self.row, column=column, kind=kind, value=value) if value else None

    def _typed(self, kind: str, value: str) -> tuple[Kind, str] | None:
        """Return what a value of a type of Excel's is shown as; None when it is a number."""
        if kind == "s":
            number = int(value)
            if not 0 <= number < len(self.strings):
                raise Unusable(f"a cell that refers to text {number}, which is not there")
            return "text", self.strings[number]
        if kind == "str":
            return "text", unescaped(value)
        if kind == "b":
            return "flag", "true" if value.strip() in {"1", "true"} else "false"
        if kind == "e":
            return "error", value
        if kind == "d":
            is_day = re.fullmatch(r"\d{4}-\d\d-\d\d(T00:00:00(\.0+)?)?", value, re.ASCII)
            return "date" if is_day else "time", value[:10]
        return None

    def _number(self, column: int, number: float, style: str) -> Cell | None:
        if not math.isfinite(number):
            raise Unusable("a number that is none in a cell")
        index = int(style) if style.isascii() and style.isdigit() else 0
        shape = shape_of(self.styles[index] if index < len(self.styles) else "General")
        if shape.kind in {"date", "time"}:
            day = None if shape.kind == "time" else day_of(number, since_1904=self.package.since_1904)
            return self._made(column, "time", plain(number)) if day is None else self._made(column, "date", str(day))
        return Cell(
            row=self.row,
            column=column,
            kind="number",
            value=plain(number),
            percent=shape.kind == "percent",
            decimals=shape.decimals,
            padding=shape.padding,
        )


_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def _place(reference: str) -> tuple[int, int]:
    """Return the 1-based row and the column, 0 for A, of a cell such as ``B2``."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise Unusable(f"a cell named {shown(reference)}", "cells such as B2")
    column = -1
    for letter in match[1]:
        column = 26 * (column + 1) + ord(letter) - 65
    return int(match[2]), column
