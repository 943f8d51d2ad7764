"""Which figure every cell says, once the decimal sign of the table is known."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from kunteko_eval.exchange.indicators.grid import TableGrid
from kunteko_eval.exchange.indicators.mapping import TableMapping
from kunteko_eval.exchange.indicators.rows import TableFigure, TableSeries
from kunteko_eval.exchange.indicators.typed_cells import TypedCell, number_cell, text_cell
from kunteko_eval.exchange.typed_numbers import Sign


def decimal_sign(series: Iterable[TableSeries], mapping: TableMapping) -> Sign | None:
    """Return the decimal sign of a table: the mapping's, or the one that all figures agree on that show one."""
    if mapping.decimal is not None:
        return mapping.decimal
    texts = {figure.cell for one in series for figure in one.figures if isinstance(figure.cell, str)}
    signs = {text_cell(text).shows for text in texts} - {None}
    return signs.pop() if len(signs) == 1 else None


def read_cell(figure: TableFigure, grid: TableGrid, sign: Sign | None) -> TypedCell:
    """Return what a cell says as a figure."""
    cell = figure.cell
    if isinstance(cell, str):
        plain = text_cell(cell)
        return text_cell(cell, sign) if plain.readings and sign else plain
    if isinstance(cell, bool):
        return TypedCell(why_not="true or false is no figure")
    if isinstance(cell, (int, float)):
        return number_cell(float(cell), percent=(figure.row, figure.column) in grid.percent)
    kind = "a day" if isinstance(cell, (datetime.date, datetime.datetime)) else "a time"
    return TypedCell(why_not=f"{kind}, which is no figure: set the cell's format to a number")


def scaled(number: str, times: Decimal) -> str:
    """Return a figure times a power of ten, in plain digits.

    >>> scaled("79.5", Decimal("0.01")), scaled("0.79", Decimal(100))
    ('0.795', '79')
    """
    return format((Decimal(number) * times).normalize() + 0, "f")
