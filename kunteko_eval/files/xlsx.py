"""Excel workbooks as grids of cells: nothing is computed, fetched or unpacked that a sheet of values does not need.

The package is read with the standard library, because what a cell shows, such as ``79 %`` or a formula's last
result, matters as much as what it holds, and readers made for values leave that out.
"""

from __future__ import annotations

import functools
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from kunteko_eval.errors import Fault
from kunteko_eval.files.snapshot import read_bytes, size_of
from kunteko_eval.files.validation import shown
from kunteko_eval.files.xlsx_formats import day_of, plain, shape_of
from kunteko_eval.files.xlsx_package import (
    LARGEST_FILE,
    LARGEST_KEPT,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Package,
    StringCollector,
    Unusable,
    check_kind,
    check_parts,
    local_name,
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
    except expat.ExpatError as error:
        problem = Unusable(f"its XML is broken ({error})", advice="Open it in Excel and save it again.")
    except _BROKEN as error:
        problem = Unusable(f"it is broken ({shown(str(error))})", advice="Open it in Excel and save it again.")
    except OSError as error:
        problem = Unusable(f"cannot be read ({error.strerror or error})", "a readable file")
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
                _SheetPart(package, grid, styles, strings, left).read(part)
            grids.append(grid)
        return grids


_kept = functools.lru_cache(maxsize=2)(_parsed)
"""The chapters of a report read the same workbook one after the other; nobody may change a grid."""


_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class _SheetPart:
    """Reads the cells of one sheet."""

    def __init__(self, package: Package, grid: Grid, styles: list[str], strings: list[str], left: list[int]) -> None:
        self.package, self.grid, self.styles, self.strings, self.left = package, grid, styles, strings, left
        self.row = self.column = 0
        self.given: dict[str, str] = {}
        self.seen: set[tuple[int, int]] = set()
        self.value: list[str] = []
        self.formula: list[str] | None = None
        self.taking: list[str] | None = None
        self.inline: list[str] = []
        self.rich = StringCollector("is", self.inline.append)

    def read(self, part: str) -> None:
        """Read the sheet."""
        self.package.parse(part, self.start, self.end, self.text)
        self.grid.rows = {
            row: sorted(self.grid.rows[row], key=lambda one: one.column) for row in sorted(self.grid.rows)
        }

    def start(self, name: str, given: dict[str, str]) -> None:
        self.rich.start(name, given)
        local = local_name(name)
        if local == "row":
            self.row = (
                int(given["r"]) if given.get("r", "").isascii() and given.get("r", "").isdigit() else self.row + 1
            )
            self.column = -1
        elif local == "c":
            self._place(given.get("r"))
            self.given, self.value, self.formula, self.inline[:] = given, [], None, []
        elif local == "v":
            self.taking = self.value
        elif local == "f":
            self.formula = self.taking = []
        elif local == "mergeCell":
            self.grid.merged.append(given.get("ref", "?"))
            if len(self.grid.merged) > MOST_CELLS // 100:
                raise Unusable("tens of thousands of merged cells", "a sheet without merged cells")

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
        else:
            match = _REFERENCE.fullmatch(reference)
            if match is None:
                raise Unusable(f"a cell named {shown(reference)}", "cells such as B2")
            self.column = -1
            for letter in match[1]:
                self.column = 26 * (self.column + 1) + ord(letter) - 65
            self.row = int(match[2])
        if not (1 <= self.row <= MOST_ROWS and 0 <= self.column < MOST_COLUMNS):
            raise Unusable(f"a cell in row {self.row}, column {self.column + 1}", "cells that Excel has")

    def end(self, name: str) -> None:
        self.rich.end(name)
        local = local_name(name)
        if local in {"v", "f"}:
            self.taking = None
        elif local == "c":
            self._finish()

    def text(self, words: str) -> None:
        self.rich.text(words)
        if self.taking is not None:
            if len(self.taking) > 1_000 or len(words) > 7 * LONGEST_CELL:
                raise Unusable(f"a text of more than {LONGEST_CELL:,} characters in a cell", "shorter texts")
            self.taking.append(words)

    def _finish(self) -> None:
        cell = self._cell("".join(self.value))
        if cell is None:
            return
        if (self.row, self.column) in self.seen:
            raise Unusable(f"cell {column_name(self.column)}{self.row} stands twice in a sheet", "every cell once")
        self.seen.add((self.row, self.column))
        self.left[0] -= 1
        if self.left[0] < 0:
            raise Unusable(f"more than {MOST_CELLS:,} cells", "fewer cells")
        self.grid.rows.setdefault(self.row, []).append(cell)

    def _cell(self, value: str) -> Cell | None:
        kind = self.given.get("t", "n")
        if self.formula is not None:
            return self._made("formula", "=" + "".join(self.formula) if self.formula else "a formula")
        if kind == "inlineStr":
            return self._made("text", self.inline[0]) if self.inline and self.inline[0] else None
        if value == "":
            return None
        if kind in {"s", "n"} and not value.isascii():
            raise Unusable(f"the number {shown(value)} in a cell", "a number in the digits 0 to 9")
        if kind == "s":
            number = int(value)
            if not 0 <= number < len(self.strings):
                raise Unusable(f"a cell that refers to text {number}, which is not there")
            return self._made("text", self.strings[number]) if self.strings[number] else None
        if kind == "str":
            return self._made("text", unescaped(value))
        if kind == "b":
            return self._made("flag", "true" if value.strip() in {"1", "true"} else "false")
        if kind == "e":
            return self._made("error", value)
        if kind == "d":
            return self._made(
                "date" if re.fullmatch(r"\d{4}-\d\d-\d\d(T00:00:00(\.0+)?)?", value, re.ASCII) else "time", value[:10]
            )
        return self._number(float(value))

    def _number(self, number: float) -> Cell:
        if number != number or number in {float("inf"), float("-inf")}:
            raise Unusable("a number that is none in a cell")
        style = self.given.get("s", "0")
        index = int(style) if style.isascii() and style.isdigit() else 0
        code = self.styles[index] if index < len(self.styles) else "General"
        shape = shape_of(code)
        if shape in {"date", "time"}:
            day = None if shape == "time" else day_of(number, since_1904=self.package.since_1904)
            return self._made("time", plain(number)) if day is None else self._made("date", day.isoformat())
        fixed = re.fullmatch(r"(?:#,##)?0(?:\.(0+))?", code)
        padded = re.fullmatch(r"0{2,20}", code)
        return Cell(
            row=self.row,
            column=self.column,
            kind="number",
            value=plain(number),
            percent=shape == "percent",
            decimals=len(fixed[1] or "") if fixed else None,
            padding=len(code) if padded else 0,
        )

    def _made(self, kind: Kind, value: str) -> Cell:
        return Cell(row=self.row, column=self.column, kind=kind, value=value)
