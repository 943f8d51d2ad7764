"""Finding the header of a table below its title rows, of one to three rows, and what each column is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.indicators.grid import TableGrid
from kunteko_eval.exchange.indicators.mapping import PARTS, SPOTS, Part, TableMapping
from kunteko_eval.exchange.indicators.spans import span_of
from kunteko_eval.exchange.indicators.vocabulary import normal, unit_of
from kunteko_eval.exchange.tables import cell_text
from kunteko_eval.files.validation import shown, suggestion

LAST_SEARCHED = 200
"""The last row in which a header is looked for."""

DEEPEST = 3
"""Rows of a header."""

_BRACKETS = re.compile(r"\s*(?:[(\[]([^()\[\]]+)[)\]]|,\s*([^\s,]{1,12}))\s*$")
ROLES = ("indicator", "code", "level", "result", "unit", "direction", "period", "kind", "value", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureColumn:
    """A column of figures: which part they are, and the period, the group and the unit that the header tells."""

    column: int
    part: Part | None
    period: str | None = None
    group: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHeader:
    """Where a table begins, and what its columns are.

    Attributes:
        first: The header's first row, from 0; `last` its last.
        names: Of every column, the texts of its header one after the other.
        labels: The column of each role that says something about a row.
        groups: The columns that part the figures.
    """

    first: int
    last: int
    names: tuple[str, ...]
    labels: dict[str, int]
    groups: tuple[int, ...]
    figures: tuple[FigureColumn, ...]

    @property
    def used(self) -> frozenset[int]:
        """Return every column that is read."""
        return frozenset({*self.labels.values(), *self.groups, *(one.column for one in self.figures)})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """A header that may be it: its names, each with other ways of saying it, and what of the mapping is not there."""

    first: int
    last: int
    names: list[tuple[str, ...]]
    missing: list[str]
    twice: list[str]


def find_header(grids: Iterable[TableGrid], mapping: TableMapping) -> tuple[TableGrid, TableHeader]:
    """Return the grid that has the header that a mapping names, and the header.

    Args:
        grids: The table, in each way that it may be parted into cells.
        mapping: Names the columns.

    Raises:
        FaultyInput: With the columns that are not there.
    """
    best: tuple[TableGrid, _Try] | None = None
    grid: TableGrid | None = None
    for grid in grids:
        for one in _tries(grid, mapping):
            if not one.missing and not one.twice:
                return grid, _made(one, mapping)
            if best is None or len(one.missing) < len(best[1].missing):
                best = grid, one
    if grid is None:
        raise ValueError("a table has at least one way of parting it into cells")
    raise FaultyInput(_lacks(grid, best, mapping))


def _tries(grid: TableGrid, mapping: TableMapping) -> Iterator[_Try]:
    if mapping.header_row is not None:
        lasts = [row for row in range(len(grid.rows)) if grid.row_number(row) == mapping.header_row]
    else:
        lasts = list(range(min(len(grid.rows), LAST_SEARCHED)))
    for depth in range(1, DEEPEST + 1):
        for last in lasts:
            first = last - depth + 1
            if first >= 0 and any(str(cell).strip() for cell in grid.rows[last]):
                names = _names(grid, first, last)
                missing, twice = _lacking(names, mapping)
                yield _Try(first=first, last=last, names=names, missing=missing, twice=twice)


def _names(grid: TableGrid, first: int, last: int) -> list[tuple[str, ...]]:
    """Return of every column its whole name, and the texts by which it may be called instead."""
    layers = [_layer(grid, row, last) for row in range(first, last + 1)]
    found = []
    for parts in zip(*layers, strict=True):
        texts = list(dict.fromkeys(text for text in parts if text))
        whole = " ".join(texts)
        named = [whole, texts[-1], texts[0]] if texts else [""]
        found.append(tuple(dict.fromkeys(one for name in named for one in (name, _BRACKETS.sub("", name)))))
    return found


def _layer(grid: TableGrid, row: int, last: int) -> list[str]:
    """Return the texts of a row of the header; what a merged cell says stands in every column that it covers."""
    texts = [_text(cell) for cell in grid.rows[row]]
    for (top, left), (bottom, right) in grid.merged:
        if top <= row <= bottom:
            for column in range(left, min(right + 1, len(texts))):
                texts[column] = _text(grid.rows[top][left])
    if row < last and not any(top <= row <= bottom for (top, _), (bottom, _) in grid.merged):
        # Without merged cells, as in CSV, an upper title goes on until the next one, where something stands below.
        for column in range(1, len(texts)):
            below = any(_text(grid.rows[under][column]) for under in range(row + 1, last + 1))
            if not texts[column] and below:
                texts[column] = texts[column - 1]
    return texts


def _text(cell: object) -> str:
    return " ".join(cell_text(cell).split())


def _wanted(mapping: TableMapping) -> list[tuple[str, str]]:
    """Return every header that a mapping names plainly, with the role or the part that it has."""
    columns = mapping.columns
    found = [(role, name) for role in ROLES if (name := getattr(columns, role)) is not None]
    found += [("group", name) for name in columns.groups]
    for part in PARTS:
        given = getattr(mapping, part)
        if isinstance(given, dict):
            found += [(part, name) for name in given.values()]
        elif given and not SPOTS.search(given):
            found.append((part, given))
    return found


def _columns_named(names: list[tuple[str, ...]], wanted: str) -> list[int]:
    """Return the columns of a name: those whose whole name it is, or else those that may be called so."""
    key = normal(wanted)
    for depth in range(max((len(one) for one in names), default=0)):
        found = [column for column, known in enumerate(names) if len(known) > depth and normal(known[depth]) == key]
        if found:
            return found
    return []


def _lacking(names: list[tuple[str, ...]], mapping: TableMapping) -> tuple[list[str], list[str]]:
    """Return the headers of a mapping that no column has, and those that several columns have."""
    missing, twice = [], []
    for _, wanted in _wanted(mapping):
        found = _columns_named(names, wanted)
        if not found:
            missing.append(wanted)
        elif len(found) > 1:
            twice.append(wanted)
    for part in PARTS:
        given = getattr(mapping, part)
        if isinstance(given, str) and SPOTS.search(given) and not list(_matching(names, given, mapping)):
            missing.append(given)
    return missing, twice


def _matching(
    names: list[tuple[str, ...]], pattern: str, mapping: TableMapping
) -> Iterator[tuple[int, str | None, str | None]]:
    """Yield the columns whose header fits a pattern, with the period and the group that stand in it."""
    pieces = SPOTS.split(normal(pattern))
    expression = "".join(
        f"(?P<{piece}>.+?)" if place % 2 else re.escape(piece).replace(r"\ ", r"\s*")
        for place, piece in enumerate(pieces)
    )
    known_groups = {normal(one) for one in mapping.groups}
    known_periods = {normal(one) for one in mapping.periods}
    for column, known in enumerate(names):
        for name in known:
            found = re.fullmatch(expression, normal(name))
            if found is None:
                continue
            said = {"period": None, "group": None, **found.groupdict()}
            period, group = said["period"], said["group"]
            if period is not None and period.strip() not in known_periods and span_of(period.strip()) is None:
                continue
            if group is not None and known_groups and group.strip() not in known_groups:
                continue
            yield column, period and period.strip(), group and group.strip()
            break


def _made(one: _Try, mapping: TableMapping) -> TableHeader:
    labels = {role: _columns_named(one.names, name)[0] for role, name in _wanted(mapping) if role in ROLES}
    groups = tuple(_columns_named(one.names, name)[0] for name in mapping.columns.groups)
    figures: dict[int, FigureColumn] = {}
    taken = {*labels.values(), *groups}
    for part in PARTS:
        for column, period, group in _columns_of(one.names, part, mapping):
            if column not in taken and column not in figures:
                figures[column] = FigureColumn(
                    column=column, part=part, period=period, group=group, unit=_unit(one.names[column], mapping)
                )
    if "value" in labels:
        column = labels["value"]
        figures[column] = FigureColumn(column=column, part=None, unit=_unit(one.names[column], mapping))
    labels.pop("value", None)
    return TableHeader(
        first=one.first,
        last=one.last,
        names=tuple(known[0] for known in one.names),
        labels=labels,
        groups=groups,
        figures=tuple(figures[column] for column in sorted(figures)),
    )


def _columns_of(
    names: list[tuple[str, ...]], part: Part, mapping: TableMapping
) -> Iterator[tuple[int, str | None, str | None]]:
    given = getattr(mapping, part)
    if isinstance(given, dict):
        for period, name in given.items():
            yield _columns_named(names, name)[0], period, None
    elif given and SPOTS.search(given):
        yield from _matching(names, given, mapping)
    elif given:
        column = _columns_named(names, given)[0]
        year = re.findall(r"(?:19|20)\d{2}", names[column][0]) if part != "baseline" else []
        yield column, year[0] if len(year) == 1 else None, None


def _unit(known: tuple[str, ...], mapping: TableMapping) -> str | None:
    """Return the unit that a header tells in brackets or after a comma."""
    for name in known:
        found = _BRACKETS.search(name)
        if found:
            unit = unit_of(found[1] or found[2], mapping)
            if unit is not None:
                return unit
    return None


def _lacks(grid: TableGrid, best: tuple[TableGrid, _Try] | None, mapping: TableMapping) -> list[Fault]:
    """Return the faults of a table without the header: what the likeliest row lacks."""
    if best is None:
        found = f"no row {mapping.header_row}" if mapping.header_row else "no row that holds anything"
        return [fault(grid.path, "", found, "a header and a row for each indicator")]
    of, one = best
    faults: list[Fault] = []
    known = [name for several in one.names for name in several[:1] if name]
    place = f"row {of.row_number(one.last)}"
    for wanted in dict.fromkeys(one.missing):
        advice = suggestion(wanted, known) or f"Its columns: {', '.join(map(shown, known[:20]))}."
        faults.append(fault(of.path, place, f"no column {shown(wanted)}", "a column that the mapping names", advice))
    for wanted in dict.fromkeys(one.twice):
        advice = "Name it with the text above it: both, one after the other."
        faults.append(fault(of.path, place, f"several columns {shown(wanted)}", "every column once", advice))
    return faults
