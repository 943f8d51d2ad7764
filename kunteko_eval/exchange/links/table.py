"""Tables of causal links as Causal Map and spreadsheets hold them: CSV or Excel, under whatever column names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault, refusal
from kunteko_eval.exchange.tables import cell_text, excel_rows
from kunteko_eval.files.csv_tables import delimiter_of
from kunteko_eval.files.documents import read_text
from kunteko_eval.files.validation import shown, suggestion

NAMES: dict[str, tuple[str, ...]] = {
    "from": ("from", "from_label", "from label", "cause", "cause label", "influence factor", "mistä"),
    "to": ("to", "to_label", "to label", "effect", "effect label", "consequence factor", "mihin"),
    "source": ("source", "source_id", "source id", "respondent", "respondent id", "lähde"),
    "quote": ("quote id", "quote_id", "statement_id", "statement id", "link_id", "link id", "lainaus"),
}
"""Column names that are known without telling, in lower case; the first are ours."""

REQUIRED = ("from", "to")
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One row: somebody says that one thing leads to another.

    Attributes:
        blank: The column, by the table's own name, that should hold an end and is empty; nothing for a whole row.
    """

    row: int
    cause: str
    effect: str
    source: str
    quote: str
    blank: str = ""


def read_claims(path: Path, columns: Mapping[str, str]) -> list[Claim]:
    """Return the rows of a table of links.

    Args:
        path: A CSV file (commas, semicolons or tabs) or an Excel workbook, whose first sheet is read.
        columns: The table's column for each of ``from``, ``to``, ``source`` and ``quote`` that is named otherwise.

    A row without one of its ends is returned too, so that it is told with the others that do not fit.

    Raises:
        FaultyInput: When the table cannot be read, or lacks a column.
    """
    rows = _excel_rows(path) if path.suffix.lower() in {".xlsx", ".xlsm"} else _csv_rows(path)
    number, header = next(((number, cells) for number, cells in rows if any(cells)), (1, []))
    faults: list[Fault] = []
    places = _places(path, number, header, columns, faults)
    if faults:
        raise FaultyInput(faults)
    claims = []
    for row, cells in rows:
        if row <= number or not any(cells):
            continue
        given = {role: cells[at] if at < len(cells) else "" for role, at in places.items()}
        claims.append(
            Claim(
                row=row,
                cause=given["from"],
                effect=given["to"],
                source=given.get("source", ""),
                quote=given.get("quote", ""),
                blank=" and ".join(header[places[role]] for role in REQUIRED if not given[role]),
            )
        )
    if not claims:
        raise refusal(path, "", "no link", "a header and at least one row")
    return claims


def _places(path: Path, row: int, header: list[str], columns: Mapping[str, str], faults: list[Fault]) -> dict[str, int]:
    """Return the index of the column of each role."""
    plain = [" ".join(cell.lower().split()) for cell in header]
    places: dict[str, int] = {}
    for role, known in NAMES.items():
        wanted = [" ".join(columns[role].lower().split())] if role in columns else list(known)
        found = [name for name in wanted if name in plain]
        if found and plain.count(found[0]) > 1:
            faults.append(
                fault(path, f"row {row}", f"column {shown(found[0])} stands {plain.count(found[0])} times", "it once")
            )
        elif found:
            places[role] = plain.index(found[0])
        elif role in REQUIRED or role in columns:
            names = ", ".join(shown(cell) for cell in header if cell) or "no header"
            near = suggestion(columns[role], [cell for cell in header if cell]) if role in columns else ""
            advice = near or f"Say which column it is with --map {role}=COLUMN."
            expected = f"a column {' or '.join(map(repr, wanted[:3]))}"
            faults.append(fault(path, f"row {row}", f"the columns {names}", expected, advice))
    return places


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


def _excel_rows(path: Path) -> list[tuple[int, list[str]]]:
    rows = excel_rows(path)
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


def columns_of(given: Iterable[str]) -> dict[str, str]:
    """Return the roles and columns of options such as ``from=Cause factor``.

    Raises:
        FaultyInput: When one is not of that form, or its role is unknown or told twice.

    >>> columns_of(["from=Cause factor", "to=Effect factor"])
    {'from': 'Cause factor', 'to': 'Effect factor'}
    """
    found: dict[str, str] = {}
    faults = []
    for one in given:
        role, mark, column = (part.strip() for part in one.partition("="))
        if not mark or not column or role not in NAMES or role in found:
            why = "it stands twice" if role in found else shown(one)
            faults.append(fault("--map", "", why, f"one of {', '.join(NAMES)}, then =COLUMN"))
        found.setdefault(role, column)
    if faults:
        raise FaultyInput(faults)
    return found
