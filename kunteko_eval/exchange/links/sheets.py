"""Opening a file of links: a CSV table, or the sheet of a workbook that holds the links, with the sheets beside it.

The sheets of a Causal Map workbook are called ``links``, ``factors``, ``statements``, ``sources`` and ``questions``;
the rows of ``links`` name statements by ``statement_id``, statements name sources by ``source_id``, and old exports
name factors by ``factor_id`` alone (guide.causalmap.app, *Roundtripping* and *Uploading only links*;
``standard_links`` in stevepowell99/CausalMapFunctions).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.tables import cell_text, excel_rows, sheet_names
from kunteko_eval.files.csv_tables import delimiter_of
from kunteko_eval.files.documents import read_text
from kunteko_eval.files.validation import shown

MOST_ROWS = 200_000
EXCEL = frozenset({".xlsx", ".xlsm"})
LINKS = "links"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSheet:
    """A table as it stands: a header and the rows under it.

    Attributes:
        place: What the place of a fault begins with: nothing, or the sheet's name and a comma.
        row: The number of the header's row.
        header: The columns by the table's own names.
        rows: The rows that hold anything, with their numbers.
    """

    place: str
    row: int
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def plain(self) -> list[str]:
        """Return the columns as they are compared."""
        return [" ".join(cell.lower().split()) for cell in self.header]

    def column(self, name: str) -> int | None:
        """Return the index of a column, or None."""
        return self.plain.index(name) if name in self.plain else None

    def lookup(self, key: str, value: str) -> dict[str, str]:
        """Return one column by another; the first of equal keys counts, and rows without either are left."""
        at, to = self.column(key), self.column(value)
        found: dict[str, str] = {}
        for _, cells in self.rows if at is not None and to is not None else ():
            if at is not None and to is not None and cells[at] and cells[to]:
                found.setdefault(cells[at], cells[to])
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFile:
    """The table of links of a file, and the sheets that stand beside it by their names in lower case."""

    links: MapSheet
    beside: dict[str, MapSheet] = field(default_factory=dict)


def open_map(path: Path, sheet: str | None = None) -> MapFile:
    """Return the table of links of a CSV file or an Excel workbook.

    Args:
        path: The file.
        sheet: The sheet of the links. When None it is the only one, or the one called ``links``.

    Raises:
        FaultyInput: When the file cannot be read, or it is not told which of several sheets holds the links.
    """
    if path.suffix.lower() not in EXCEL:
        if sheet is not None:
            raise refusal("--sheet", "", f"{shown(sheet)} with a CSV file", "no sheet: a CSV file has none")
        return MapFile(links=_grid("", _csv_rows(path)))
    names = sheet_names(path)
    if sheet is None and len(names) > 1:
        called = [name for name in names if name.strip().lower() == LINKS]
        if len(called) != 1:
            listed = ", ".join(map(shown, names))
            raise refusal(
                path,
                "",
                f"{len(names)} sheets, {listed}",
                "one sheet, or one called links",
                "Say which of them holds the links, with --sheet NAME.",
            )
        sheet = called[0]
    wanted = {name.strip().lower(): name for name in names if name.strip().lower() in {"factors", "statements"}}
    place = f"sheet {sheet}, " if len(names) > 1 else ""
    links = _grid(place, _excel_rows(path, sheet))
    beside = {low: _grid(f"sheet {name}, ", _excel_rows(path, name)) for low, name in wanted.items() if name != sheet}
    return MapFile(links=links, beside=beside)


def _grid(place: str, rows: Sequence[tuple[int, list[str]]]) -> MapSheet:
    number, header = next(((number, cells) for number, cells in rows if any(cells)), (1, []))
    width = len(header)
    kept = (
        (row, tuple(cells[:width]) + ("",) * (width - len(cells)))
        for row, cells in rows
        if row > number and any(cells[:width])
    )
    return MapSheet(place=place, row=number, header=tuple(header), rows=tuple(kept))


def _csv_rows(path: Path) -> list[tuple[int, list[str]]]:
    faults: list[Fault] = []
    text = read_text(path, faults)
    if text is None:
        raise FaultyInput(faults)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text, ",;\t"), strict=True)
    rows: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            rows.append((start, [_one_line(cell) for cell in cells]))
            start = reader.line_num + 1
            _bounded(path, len(rows))
    except csv.Error as error:
        raise refusal(path, f"row {start}", str(error), "valid CSV") from None
    return rows


def _excel_rows(path: Path, sheet: str | None) -> list[tuple[int, list[str]]]:
    rows = excel_rows(path, sheet)
    _bounded(path, len(rows))
    return [
        (number, [_one_line(cell_text(cell).replace("\0", " ")) for cell in cells])
        for number, cells in enumerate(rows, 1)
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bounded(path: Path, count: int) -> None:
    if count > MOST_ROWS:
        raise refusal(path, f"row {count}", f"more than {MOST_ROWS:,} rows", "fewer rows")
