"""Tables of causal links as Causal Map, QuIP studies and spreadsheets hold them, under whatever column names.

Causal Map's columns are told in `sheets`. QuIP codes each claim of a cause (driver) and a change (outcome) as positive
or negative, and as *explicit* (it names the programme), *implicit* (it fits the programme's theory of change) or
neither (bathsdr.org, *Coding and visualisation*); its tables write ``PE``, ``NI``, ``PO``, or one letter in each of two
columns, or put ``[E]`` or ``[I]`` behind a driver's label, as Causal Map's two example files of QuIP studies do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault, refusal
from kunteko_eval.exchange.links.codes import NOTHING, Coded, coded, marked
from kunteko_eval.exchange.links.sheets import MapFile, MapSheet, open_map
from kunteko_eval.exchange.wording import counted
from kunteko_eval.files.validation import shown, suggestion

NAMES: dict[str, tuple[str, ...]] = {
    "from": ("from", "from_label", "from label", "cause", "cause label", "influence factor", "driver", "drivers",
             "driver of change", "drivers of change", "mistä"),
    "to": ("to", "to_label", "to label", "effect", "effect label", "consequence factor", "outcome", "outcomes",
           "outcome of change", "outcomes of change", "mihin"),
    "source": ("source", "source_id", "source id", "respondent", "respondent id", "respondent_id", "respondent code",
               "household code", "interview id", "s.source_id", "lähde"),
    "quote": ("quote id", "quote_id", "statement_id", "statement id", "link_id", "link id", "lainaus"),
    "polarity": ("polarity", "posneg", "sentiment", "valence", "valence_attribution", "positive/negative"),
    "attribution": ("attribution", "attribution code", "attribution codes", "attribution hh", "explicitness",
                    "project_attribution"),
    "words": ("quote", "quote text", "quotation", "selected_text", "statement_text", "text"),
}  # fmt: skip
"""Column names that are known without telling, in lower case; the first are ours."""

REQUIRED = ("from", "to")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapClaim:
    """One row: somebody says that one thing leads to another.

    Attributes:
        blank: The column, by the table's own name, that should hold an end and is empty; nothing for a whole row.
        coded: What the row's codes say of the claim.
        words: The passage itself, which is somebody else's text.
    """

    row: int
    cause: str
    effect: str
    source: str
    quote: str
    blank: str = ""
    coded: Coded = NOTHING
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTable:
    """The rows of a table of links, and what there is to tell of how they were read, a line each."""

    claims: list[MapClaim]
    notes: tuple[str, ...] = ()


def read_claims(path: Path, columns: Mapping[str, str], sheet: str | None = None) -> list[MapClaim]:
    """Return the rows of a table of links; the arguments are those of `read_map`."""
    return read_map(path, columns, sheet).claims


def read_map(path: Path, columns: Mapping[str, str], sheet: str | None = None) -> ClaimTable:
    """Return the rows of a table of links, and how they were read.

    Args:
        path: A CSV file (commas, semicolons or tabs) or an Excel workbook.
        columns: The table's column for each role of `NAMES` that is named otherwise.
        sheet: The sheet that holds the links, where there are several.

    A row without one of its ends is returned too, so that it is told with the others that do not fit.

    Raises:
        FaultyInput: When the table cannot be read, or lacks a column.
    """
    opened = open_map(path, sheet)
    grid, notes = opened.links, []
    places = _places(path, grid, columns)
    names = {role: grid.header[at] for role, at in places.items()}
    claims = []
    for row, cells in grid.rows:
        given = {role: cells[at] for role, at in places.items()}
        claims.append(
            MapClaim(
                row=row,
                cause=given["from"],
                effect=given["to"],
                source=given.get("source", ""),
                quote=given.get("quote", ""),
                blank=" and ".join(names[role] for role in REQUIRED if not given[role]),
                coded=coded(given.get("polarity", ""), given.get("attribution", "") or marked(given["from"])),
                words=given.get("words", ""),
            )
        )
    if not claims:
        raise refusal(path, grid.place.rstrip(", "), "no link", "a header and at least one row")
    if grid.place:
        notes.append(f"links are read from {grid.place.rstrip(', ')}")
    claims = _joined(opened, grid, claims, notes)
    unknown = Counter(code for one in claims for code in one.coded.unknown)
    notes += [
        f"the code {shown(code)} is not known and says nothing ({counted(n, 'row')})" for code, n in unknown.items()
    ]
    return ClaimTable(claims=claims, notes=tuple(notes))


def _joined(opened: MapFile, grid: MapSheet, claims: list[MapClaim], notes: list[str]) -> list[MapClaim]:
    """Return claims with the factors and sources that stand in other sheets, and tell where they were taken from."""
    factors = opened.beside["factors"].lookup("factor_id", "label") if "factors" in opened.beside else {}
    ends = {end for one in claims for end in (one.cause, one.effect) if end}
    if factors and ends <= factors.keys():
        claims = [replace(one, cause=factors.get(one.cause, ""), effect=factors.get(one.effect, "")) for one in claims]
        notes.append("factors are named by the column label of sheet factors")
    if "statements" not in opened.beside:
        return claims
    sources = opened.beside["statements"].lookup("statement_id", "source_id")
    at = grid.column("statement_id")
    if sources and at is not None and not any(one.source for one in claims):
        said = {row: sources.get(cells[at], "") for row, cells in grid.rows}
        claims = [replace(one, source=said[one.row]) for one in claims]
        known = sum(bool(one.source) for one in claims)
        notes.append(f"sources are those of the statements in sheet statements ({known:,} of {len(claims):,} rows)")
    return claims


def _places(path: Path, grid: MapSheet, columns: Mapping[str, str]) -> dict[str, int]:
    """Return the index of the column of each role; of several that are known the first that holds anything."""
    faults: list[Fault] = []
    at = f"{grid.place}row {grid.row}"
    header = list(grid.header)
    places: dict[str, int] = {}
    for role, known in NAMES.items():
        wanted = [" ".join(columns[role].lower().split())] if role in columns else list(known)
        found = [name for name in wanted if name in grid.plain]
        twice = next((name for name in found if grid.plain.count(name) > 1), "")
        if twice:
            times = grid.plain.count(twice)
            faults.append(fault(path, at, f"column {shown(twice)} stands {times} times", "it once"))
        elif found:
            places[role] = _telling(grid, [grid.plain.index(name) for name in found], role)
        elif role in REQUIRED or role in columns:
            listed = ", ".join(shown(cell) for cell in header if cell) or "no header"
            near = suggestion(columns[role], [cell for cell in header if cell]) if role in columns else ""
            advice = near or f"Say which column it is with --map {role}=COLUMN."
            expected = f"a column {' or '.join(map(repr, wanted[:3]))}"
            faults.append(fault(path, at, f"the columns {listed}", expected, advice))
    if faults:
        raise FaultyInput(faults)
    return places


def _telling(grid: MapSheet, indexes: list[int], role: str) -> int:
    """Return the first of several columns that holds anything; for an end, words rather than numbers of factors."""
    held = {at: [cells[at] for _, cells in grid.rows if cells[at]] for at in indexes} if len(indexes) > 1 else {}
    if role in REQUIRED:
        worded = [at for at, cells in held.items() if cells and not all(cell.isdecimal() for cell in cells)]
        return worded[0] if worded else indexes[0]
    return next((at for at, cells in held.items() if cells), indexes[0])


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
