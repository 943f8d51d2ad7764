"""Strict reading of a workbook's sheets: what each cell says, or a fault that names sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from kunteko_eval.errors import Fault
from kunteko_eval.files.csv_tables import Row, RowsFile, fit_row, header_problems
from kunteko_eval.files.documents import KeyedFile
from kunteko_eval.files.translations import LANGUAGES, Translations, stems_of
from kunteko_eval.files.validation import Location, Misfit, MisfitReason, keys_of, number_types_of, shown
from kunteko_eval.files.xlsx import Cell, Grid, column_name
from kunteko_eval.files.xlsx_formats import day_of
from kunteko_eval.files.yaml_tree import plain_number

T = TypeVar("T")
Want = Literal["text", "number", "flag", "date", "dates", "list"]
"""What a column holds; `dates` and `list` hold several, separated by spaces or commas."""

CellFault = tuple[str, str, str]
"""What was found in a cell, what was expected, and what to do."""

IGNORED = ("_", "notes")
"""How the name of a sheet begins that is the author's own and is not read."""

_VALUE = "Copy the cell and paste it as a value (Paste special > Values)."
_PLAIN = "Set the cell's format to General, and write the number that the unit asks for."


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRules:
    """What a sheet may and must have.

    Attributes:
        wants: What each column holds that the sheet may have.
        required: The columns that it must have.
        values: Of a sheet of keys, what the column ``value`` holds for each ``key``.
    """

    wants: Mapping[str, Want]
    required: Sequence[str]
    values: Mapping[str, Want] | None = None

    def want(self, column: str, key: str) -> Want:
        """Return what a cell of a column holds in the row of a key."""
        return self.values.get(key, "text") if self.values and column == "value" else self.wants[column]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadedSheet:
    """A sheet whose header was found.

    Attributes:
        header: The columns in their order.
        rows: The 1-based row and the cells of every row that is not blank; a cell with a fault is left out.
        refused: The row and column of every cell of which a fault was told.
    """

    name: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[int, dict[str, str]], ...] = ()
    refused: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDocument(KeyedFile):
    """What several sheets say together, as a YAML file would say it.

    Attributes:
        where: The sheet, and the 1-based row where there is one, of every list, item and key.
    """

    where: Mapping[Location, tuple[str, int]]

    def place(self, location: Location) -> str:
        """Return sheet, row and column of what stands at `location`."""
        names = [str(part) for part in location if isinstance(part, str)]
        known = location
        while known and known not in self.where:
            known = known[:-1]
        if not known:
            return "sheet programme" + (f", key {'_'.join(names)}" if names else "")
        sheet, row = self.where[known]
        column = "_".join(str(part) for part in location[len(known) :] if isinstance(part, str))
        if sheet == "programme":
            return f"sheet programme, row {row}, key {'_'.join(names)}"
        return f"sheet {sheet}" + (f", row {row}" if row else "") + (f", column {column}" if row and column else "")

    def misfit_fault(self, one: Misfit) -> Fault:
        """Return the fault of a value that does not fit, in words that fit a cell."""
        return self.fault(one.location, one.found, *cell_words(one))


def cell_words(one: Misfit) -> tuple[str, str]:
    """Return what is expected and what to do where a value stands in a cell, not on a line of text."""
    match one.reason:
        case MisfitReason.NO_SUCH_DAY:
            return one.expected, "Give a day that the calendar has."
        case MisfitReason.NO_TEXT:
            return one.expected, ""
        case MisfitReason.DECIMAL_COMMA:
            return "a number", "Type it as a number: the cell holds a text."
        case None:
            return one.expected, one.advice


def is_ignored(name: str) -> bool:
    """Return whether a sheet of this name is its author's own.

    >>> is_ignored("Notes on coding"), is_ignored("_lists"), is_ignored("goals")
    (True, True, False)
    """
    return name.strip().lower().startswith(IGNORED)


def read_sheet(path: Path, grid: Grid, rules: SheetRules, faults: list[Fault]) -> HeadedSheet:
    """Return the rows of a sheet whose first row that is not blank names the columns.

    Args:
        path: The workbook, for messages.
        grid: The sheet's cells.
        rules: What the sheet may and must have.
        faults: Where every fault is added.
    """
    name = grid.name.strip().lower()
    at = f"sheet {name}"

    def tell(place: str, found: str, expected: str, advice: str = "") -> None:
        faults.append(Fault(file=str(path), place=place, found=found, expected=expected, advice=advice))

    if grid.hidden:
        tell(at, "the sheet is hidden", "what is read to be seen", "Show it, or begin its name with an underscore.")
    for area in grid.merged[:20]:
        tell(at, f"merged cells {shown(area)}", "a value of its own in every cell", "Unmerge them.")
    lines = [(row, cells) for row, cells in grid.rows.items() if any(cell.value.strip() for cell in cells)]
    if not lines:
        tell(at, "no header", "the columns " + ", ".join(rules.wants))
        return HeadedSheet(name=name)
    first, titles = lines[0]
    header = {cell.column: _title(cell) for cell in titles if cell.value.strip()}
    for problem in header_problems(list(header.values()), list(rules.wants), rules.required):
        tell(f"{at}, row {first}", *problem)
    rows: list[tuple[int, dict[str, str]]] = []
    refused: set[tuple[int, str]] = set()
    for row, cells in lines[1:]:
        given, problems = _read_row(header, cells, rules)
        rows.append((row, given))
        refused |= {(row, column) for column, _ in problems if column in rules.wants}
        for column, words in problems:
            tell(f"{at}, row {row}, column {column}", *words)
    return HeadedSheet(name=name, header=tuple(header.values()), rows=tuple(rows), refused=frozenset(refused))


def _title(cell: Cell) -> str:
    """Return the name of a column; a star marks in a form what must be filled in."""
    return cell.value.strip().removesuffix("*").strip() if cell.kind == "text" else cell.value


def _read_row(
    header: Mapping[int, str], cells: Sequence[Cell], rules: SheetRules
) -> tuple[dict[str, str], list[tuple[str, CellFault]]]:
    """Return what the cells of a row say by column, and the faults, each with its column."""
    given: dict[str, str] = {}
    problems: list[tuple[str, CellFault]] = []
    key = next((cell.value.strip() for cell in cells if header.get(cell.column) == "key"), "")
    for cell in cells:
        column = header.get(cell.column)
        if column is None:
            if cell.value.strip():
                found = f"{shown(cell.value)} in a column without a header"
                problems.append((column_name(cell.column), (found, "a header, or an empty cell", "")))
        elif column in rules.wants and column not in given and column not in dict(problems):
            text, problem = words_of(cell, rules.want(column, key))
            if problem:
                problems.append((column, problem))
            elif text:
                given[column] = text
    return given, problems


def words_of(cell: Cell, want: Want) -> tuple[str, CellFault | None]:
    """Return what a cell says, or what was found, what was expected and what to do.

    A number is said as Excel shows it when its format says plainly how many decimals it has.
    """
    if cell.kind == "formula":
        return "", (f"the formula {shown(cell.value)}", "a value", _VALUE)
    if cell.kind == "error":
        return "", (f"the error {shown(cell.value)}", "a value", "Mend the formula, and paste its value.")
    if cell.kind == "time":
        return "", (f"{cell.value}, a time of day or no day of the calendar", "a day, a number or a text", "")
    if cell.kind == "text" and any("\ud800" <= character <= "\udfff" for character in cell.value):
        return "", ("half of a surrogate pair", "characters of Unicode", "")
    if cell.kind == "number":
        return _number(cell, want)
    if cell.kind == "date" and want not in {"date", "dates"}:
        found = f"the date {cell.value}"
        return "", (found, "a number" if want == "number" else "a text", "Set the format to Text, and type it again.")
    if cell.kind == "flag" and want != "flag":
        return "", (
            f"{cell.value}, which is no text",
            "a text or a number",
            "Set the format to Text, and type it again.",
        )
    text = cell.value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if want == "flag" and text.lower() in {"true", "false"}:
        return text.lower(), None
    return text, None


def _number(cell: Cell, want: Want) -> tuple[str, CellFault | None]:
    if cell.percent:
        whole = float(cell.value) * 100
        return "", (f"{cell.value}, shown as {whole:g} %", "a number without a percent sign", _PLAIN)
    if want in {"date", "dates"}:
        day = day_of(float(cell.value))
        found = f"the number {cell.value}" + (f", which as a date would be {day}" if day else "")
        return "", (found, "a date", "Set the cell's format to Date, or type it as YYYY-MM-DD.")
    if cell.padding and cell.value.isascii() and cell.value.isdigit():
        return cell.value.zfill(cell.padding), None
    if cell.decimals and "e" not in cell.value:
        whole_part, _, rest = cell.value.partition(".")
        return f"{whole_part}.{rest.ljust(cell.decimals, '0')}", None
    return cell.value, None


def read_table(
    path: Path, sheet: HeadedSheet | None, kind: type[T], faults: list[Fault], translations: Translations | None = None
) -> RowsFile[T]:
    """Return the rows of a sheet, one frozen `kind` a row, as a CSV file would give them.

    Args:
        path: The workbook.
        sheet: The sheet that was read; None when there is none and none is needed.
        kind: The pydantic dataclass of one row.
        faults: Where every fault is added.
        translations: Which languages every text must have; None asks for none.
    """
    wanted = translations or Translations()
    if sheet is None:
        return RowsFile(file=str(path), columns=frozenset(keys_of(kind)))
    numbers = number_types_of(kind)
    table: RowsFile[T] = RowsFile(file=str(path), sheet=sheet.name)
    rows: list[Row[T]] = []
    # Of a row whose words alone are faulty everything else is still checked.
    telling = set(sheet.header) - {f"{stem}_{code}" for stem in stems_of(cast("Any", kind)) for code in LANGUAGES}
    for row, given in sheet.rows:
        whole, lacking = wanted.completed_row(kind, given)
        value, misfits = fit_row(kind, whole, numbers, ";")
        told = [one for one in [*lacking, *misfits] if _is_told(sheet, row, one)]
        faults += [table.fault(row, str(one.location[0]), one.found, *cell_words(one)) for one in told]
        if value is not None and not any((row, column) in sheet.refused for column in telling):
            rows.append(Row(line=row, value=value))
    columns = frozenset(sheet.header)
    return RowsFile(file=str(path), sheet=sheet.name, rows=tuple(rows), cells=sheet.rows, columns=columns)


def _is_told(sheet: HeadedSheet, row: int, one: Misfit) -> bool:
    """Return whether a fault of a cell is one of its own: not of a cell refused already, nor of a missing column."""
    column = str(one.location[0])
    return (row, column) not in sheet.refused and not (one.missing and column not in sheet.header)


def typed(text: str, want: Want, numbers: Collection[type] = ()) -> Any:
    """Return a cell's words as plain content.

    >>> typed("a, b", "list"), typed("true", "flag"), typed("2.0", "number", [float])
    (['a', 'b'], True, 2.0)
    """
    if want in {"list", "dates"}:
        parts = [part for part in re.split(r"[\s,;]+", text) if part]
        return [typed(part, "number", numbers) for part in parts] if numbers and want == "list" else parts
    if want == "flag":
        return {"true": True, "false": False}.get(text, text)
    if want == "number":
        if re.fullmatch(r"-?\d+,\d+", text, re.ASCII):
            text = text.replace(",", ".")
        number = plain_number(text, float if float in numbers else int)
        return text if number is None else number
    return text
