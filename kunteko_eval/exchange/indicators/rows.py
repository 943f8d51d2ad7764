"""From the rows below a header to indicators with their figures; every cell that is none of it is told as left."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from kunteko_eval.exchange.indicators.grid import TableGrid
from kunteko_eval.exchange.indicators.header import FigureColumn, TableHeader
from kunteko_eval.exchange.indicators.mapping import Part, TableMapping
from kunteko_eval.exchange.indicators.vocabulary import headed_level, is_everybody, is_note, is_total, normal, part_of
from kunteko_eval.exchange.tables import cell_text


class TableFigure(NamedTuple):
    """A cell of figures: where it stands, and what the header and its row say of it."""

    row: int
    column: int
    part: Part
    period: str | None
    groups: tuple[str, ...]
    cell: object
    unit: str | None


class LeftCell(NamedTuple):
    """A cell that is not read, and why."""

    row: int
    column: int
    text: str
    why: str


class _RowWords(NamedTuple):
    """What the words of a row say of its figures."""

    period: str
    kind: str
    groups: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class TableSeries:
    """One indicator as the table has it.

    Attributes:
        row: The row that it begins on, from 0.
        level: As the table says it; empty where it says none. So are `code`, `result`, `unit` and `direction`.
    """

    row: int
    label: str
    code: str = ""
    level: str = ""
    result: str = ""
    unit: str = ""
    direction: str = ""
    figures: list[TableFigure] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class ReadRows:
    """What the rows of a table say.

    Attributes:
        labels: The columns of the cells that name something, such as indicators, units and groups, by their row.
        notes: The remark of each row that has one, with its column.
    """

    series: list[TableSeries] = field(default_factory=list)
    left: list[LeftCell] = field(default_factory=list)
    labels: dict[int, list[int]] = field(default_factory=dict)
    notes: dict[int, tuple[int, str]] = field(default_factory=dict)


def read_rows(grid: TableGrid, header: TableHeader, mapping: TableMapping) -> ReadRows:
    """Return every indicator of a table with its figures, and every cell that is not read.

    Args:
        grid: The table.
        header: Where it begins, and what its columns are.
        mapping: With words of its own.
    """
    reader = _RowReader(grid, header, mapping)
    reader.read()
    return reader.read_so_far


def text_of(cell: object) -> str:
    """Return a cell as text; a day without a time is written as a day."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell_text(cell)


class _RowReader:
    """Reads rows one after the other; what names a row stays for the rows below that do not say otherwise."""

    def __init__(self, grid: TableGrid, header: TableHeader, mapping: TableMapping) -> None:
        self.grid, self.header, self.mapping = grid, header, mapping
        self.read_so_far = ReadRows()
        self.carried: dict[str, str] = {}
        self.known: dict[tuple[str, str, str], TableSeries] = {}
        self.totals: dict[str, bool] = {}
        self.parts: dict[str, Part | None] = {}
        self.figures = {one.column: one for one in header.figures}
        self.used = header.used
        self.naming: list[tuple[str, int]] = [
            (role, header.labels[role]) for role in ("level", "result", "indicator") if role in header.labels
        ]

    def read(self) -> None:
        """Read the whole table."""
        header, unvalued = self.header, dict[int, list[int]]()
        for row, column in sorted(self.grid.unvalued):
            unvalued.setdefault(row, []).append(column)
        for row, cells in enumerate(self.grid.rows):
            for column in unvalued.get(row, ()):
                if column >= len(cells) or cells[column] == "":
                    why = "a formula whose value the file does not hold: open it in Excel and save it"
                    self.read_so_far.left.append(LeftCell(row, column, "a formula", why))
            filled = [column for column, cell in enumerate(cells) if cell != ""]
            if not filled:
                continue
            if row < header.first:
                self._leave(row, filled, "a row above the header")
            elif row <= header.last:
                self._label(row, [column for column in filled if column in self.used])
                self._leave_unread(row, filled)
            else:
                self._row(row, cells, filled)

    def _leave(self, row: int, columns: list[int], why: str) -> None:
        cells = self.grid.rows[row]
        self.read_so_far.left += [LeftCell(row, column, text_of(cells[column]), why) for column in columns]

    def _leave_unread(self, row: int, filled: list[int]) -> None:
        for column in filled:
            if column not in self.used:
                name = self.header.names[column] if column < len(self.header.names) else ""
                self._leave(row, [column], f"a column that the mapping does not name: {name}".rstrip(": "))

    def _label(self, row: int, columns: list[int]) -> None:
        self.read_so_far.labels[row] = columns

    def _row(self, row: int, cells: list[object], filled: list[int]) -> None:
        """Read one row below the header."""
        own = {role: text_of(cells[column]) for role, column in self.naming if cells[column] != ""}
        first = next(iter(own.values()), "")
        if first and self._is_header(row, own):
            self._leave(row, filled, "the header again")
        elif first and self._is_total(first):
            self._leave(row, filled, "a row of totals")
        elif any(column in self.figures for column in filled):
            self._data(row, cells, filled, own)
        else:
            self._heading(row, cells, filled, own)

    def _is_header(self, row: int, own: dict[str, str]) -> bool:
        column = self.header.labels["indicator"]
        name = own.get("indicator", "")
        again = normal(name) == normal(self.header.names[column]) if name else False
        return again and any(
            normal(text_of(self.grid.rows[row][one.column])) == normal(self.header.names[one.column])
            for one in self.header.figures
        )

    def _is_total(self, text: str) -> bool:
        if text not in self.totals:
            self.totals[text] = is_total(text, self.mapping)
        return self.totals[text]

    def _heading(self, row: int, cells: list[object], filled: list[int], own: dict[str, str]) -> None:
        """Read a row without a figure: a heading that holds for the rows below, an indicator without one, or a note."""
        texts = {text_of(cells[column]) for column in filled}
        only = next(iter(texts)) if len(texts) == 1 else ""
        indicator = self.header.labels["indicator"]
        level = headed_level(only, self.mapping) if only else None
        if only and is_note(only):
            self._leave(row, filled, "a note")
        elif level is not None and "level" not in own:
            self._carry({"level": level, "result": only})
            self._label(row, filled)
        elif own and "indicator" not in own:
            self._carry(own)
            self._label(row, [column for _, column in self.naming if column in filled])
            rest = [column for column in filled if column not in {place for _, place in self.naming}]
            self._leave(row, rest, "a text in a row of a heading")
        elif indicator in filled and len(filled) > 1 and len(texts) > 1:
            self._series(row, cells, own)
            self._label(row, [column for column in filled if column in self.used])
            self._leave_unread(row, filled)
        else:
            self._leave(row, filled, "a row with one text and no figure: a heading or a note")

    def _carry(self, own: dict[str, str]) -> None:
        """Take what a row names; what belongs to what was named before goes."""
        for role, below in (("level", ("result", "indicator")), ("result", ("indicator",)), ("indicator", ())):
            if role in own and own[role] != self.carried.get(role):
                for one in below:
                    self.carried.pop(one, None)
                self.carried[role] = own[role]

    def _series(self, row: int, cells: list[object], own: dict[str, str]) -> TableSeries | None:
        """Return the indicator that a row is of; None where none is named."""
        self._carry(own)
        label = self.carried.get("indicator", "")
        if not label:
            return None
        said = {role: self._said(cells, role) for role in ("code", "unit", "direction")}
        level, result = self.carried.get("level", ""), self.carried.get("result", "")
        if "indicator" in own or said["code"]:
            self.carried["code"] = said["code"]
        key = (level, result, self.carried.get("code") or label)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = TableSeries(
                row=row, label=label, code=self.carried.get("code", ""), level=level, result=result
            )
            self.read_so_far.series.append(found)
        found.unit = found.unit or said["unit"]
        found.direction = found.direction or said["direction"]
        return found

    def _said(self, cells: list[object], role: str) -> str:
        column = self.header.labels.get(role)
        return "" if column is None else text_of(cells[column])

    def _data(self, row: int, cells: list[object], filled: list[int], own: dict[str, str]) -> None:
        """Read a row with figures."""
        series = self._series(row, cells, own)
        if series is None:
            self._leave(row, filled, "a row with figures and no indicator named in it or above it")
            return
        groups = (text_of(cells[column]) for column in self.header.groups)
        said = _RowWords(
            self._said(cells, "period"),
            self._said(cells, "kind"),
            tuple(text for text in groups if text and not is_everybody(text)),
        )
        label_columns = []
        for column in filled:
            figure = self.figures.get(column)
            if figure is not None:
                self._figure(row, cells[column], figure, series, said)
            elif column in self.used:
                label_columns.append(column)
        self._label(row, label_columns)
        if len(label_columns) + sum(column in self.figures for column in filled) < len(filled):
            self._leave_unread(row, filled)
        note = self.header.labels.get("note")
        if note is not None and cells[note] != "":
            self.read_so_far.notes[row] = (note, text_of(cells[note]))

    def _figure(self, row: int, cell: object, column: FigureColumn, series: TableSeries, said: _RowWords) -> None:
        part = column.part or self._part(said.kind)
        if part is None:
            why = f"a kind that is no baseline, target or actual: {said.kind or 'none is told'}; add it to kinds"
            self._leave(row, [column.column], why)
            return
        period = column.period or said.period or (self.mapping.period if part == "actual" else None)
        if part == "actual" and not period:
            self._leave(row, [column.column], "an actual of no period; give the key period")
            return
        everybody = column.group is None or is_everybody(column.group)
        groups = said.groups if everybody else (*said.groups, str(column.group))
        series.figures.append(TableFigure(row, column.column, part, period or None, groups, cell, column.unit))

    def _part(self, word: str) -> Part | None:
        """Return what a word of the column of kinds means; without the column every figure is an actual."""
        if "kind" not in self.header.labels:
            return "actual"
        if word not in self.parts:
            self.parts[word] = part_of(word, self.mapping)
        return self.parts[word]
