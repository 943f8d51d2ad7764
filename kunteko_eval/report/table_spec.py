"""Tables as column specifications over frames: data are chosen and ordered in the frame, words come last."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kunteko_eval.frames.programme import ProgrammeFrames
from kunteko_eval.model.period import Period
from kunteko_eval.report.content import Table
from kunteko_eval.report.language import Language

Writer = Callable[..., str]
"""Writes a cell: called with the language and the row's values of the column's sources, a missing one as None."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table.

    Attributes:
        header: A message, translated when the table is rendered.
        source: The columns or index levels of the frame that its cells are written from.
        write: Writes a cell in the report's language.
        numeric: Whether it is set to the right.
        translated: Whether the header is a message; else it stands as it is, like a letter or a period.
    """

    header: str
    source: tuple[str, ...]
    write: Writer
    numeric: bool = False
    translated: bool = True


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table over frames of one kind.

    Attributes:
        caption: A message, which may ask for values.
        columns: From left to right; the first heads its row.
        name: By which claims cite it; empty for a table that none cites.
    """

    caption: str
    columns: tuple[TableColumn, ...]
    name: str = ""

    def render(self, frame: pd.DataFrame, say: Language, **values: object) -> Table:
        """Return the rows of a frame as a table, in the frame's order.

        Args:
            frame: With every source of every column, as a column or as a level of its index.
            say: The language.
            values: What the caption asks for.

        Raises:
            KeyError: When the frame lacks a source.
        """
        return render(self.columns, frame, say, say(self.caption, **values), self.name)


def render(columns: tuple[TableColumn, ...], frame: pd.DataFrame, say: Language, caption: str, name: str = "") -> Table:
    """Return the rows of a frame as a table under a caption that is already written; see `TableSpec.render`."""
    cells = [_written(one, frame, say) for one in columns]
    return Table(
        caption=caption,
        columns=tuple(say(one.header) if one.translated else one.header for one in columns),
        rows=tuple(zip(*cells, strict=True)),
        numeric=frozenset(index for index, one in enumerate(columns) if one.numeric),
        name=name,
    )


def _written(column: TableColumn, frame: pd.DataFrame, say: Language) -> list[str]:
    given = [plain_values(frame, name) for name in column.source]
    return [column.write(say, *row) for row in zip(*given, strict=True)]


def plain_values(frame: pd.DataFrame, name: str) -> list[Any]:
    """Return a column or index level as plain Python values: a missing one is None, a day a date.

    >>> plain_values(pd.DataFrame({"n": pd.Series([3, None], dtype="Int64")}), "n")
    [3, None]
    """
    found = frame.index.get_level_values(name) if name in frame.index.names else frame[name]
    return [_plain(one) for one in found.tolist()]


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as mappings of plain Python values, with the levels of its index; see `plain_values`.

    >>> plain_rows(pd.DataFrame({"n": pd.Series([3, None], index=pd.Index(["a", "b"], name="id"), dtype="Int64")}))
    [{'id': 'a', 'n': 3}, {'id': 'b', 'n': None}]
    """
    levels = [str(name) for name in frame.index.names if name is not None]
    names = [str(name) for name in frame.columns]
    found = [dict(zip(names, map(_plain, row), strict=True)) for row in frame.to_numpy(dtype=object).tolist()]
    if not levels:
        return found
    keys = zip(*(plain_values(frame, name) for name in levels), strict=True)
    return [{**dict(zip(levels, key, strict=True)), **row} for key, row in zip(keys, found, strict=True)]


def _plain(value: Any) -> Any:
    """Return a value as plain Python: a missing one is None, a day a date."""
    if isinstance(value, str):
        return value
    if value is pd.NA or value is pd.NaT or value != value:
        return None
    return datetime.date(value.year, value.month, value.day) if isinstance(value, pd.Timestamp) else value


def rows_within(frame: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the rows of a frame whose span lies wholly within a period."""
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    return frame[(frame["start"] >= start) & (frame["end"] <= end)]


def in_order(frames: ProgrammeFrames, observations: pd.DataFrame) -> pd.DataFrame:
    """Return observations in the order of their indicators in the data, and then of their ids."""
    order = {name: place for place, name in enumerate(frames.indicators.index)}
    ordered = observations.assign(order=observations["indicator"].map(order)).sort_values(["order", "observation"])
    return ordered.drop(columns="order")
