"""What the cells of an export say as numbers and days, and which rows meet the conditions of a mapping."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kunteko_eval.errors import Fault
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.survey.mapping import SurveyMapping, Where, Within
from kunteko_eval.exchange.survey.reading import ROW, personal, repeatable

if TYPE_CHECKING:
    import polars as pl

MOST_UNKNOWN = 20
"""Unknown values of one column that are told one by one."""

NUMBER = r"^[+-]?\d{1,12}([.,]\d{1,12})?$"
DAYS = {
    "y-m-d": ("%Y-%m-%d", r"^(\d{4}-\d{1,2}-\d{1,2})(?:[T ].*)?$"),
    "d.m.y": ("%d.%m.%Y", r"^(\d{1,2}\.\d{1,2}\.\d{4})(?:[T ,].*)?$"),
    "d/m/y": ("%d/%m/%Y", r"^(\d{1,2}/\d{1,2}/\d{4})(?:[T ,].*)?$"),
    "m/d/y": ("%m/%d/%Y", r"^(\d{1,2}/\d{1,2}/\d{4})(?:[T ,].*)?$"),
}
"""The form of a day in a date format, and in a cell, where the time of day may follow."""


def number(column: str, decimal: str) -> pl.Expr:
    """Return the numbers of a column; null where there is none."""
    import polars as pl

    text, other = pl.col(column), "." if decimal == "," else ","
    plain = text.str.contains(NUMBER) & ~text.str.contains(other, literal=True)
    return pl.when(plain).then(text.str.replace(",", ".", literal=True)).cast(pl.Float64, strict=False)


def day(column: str, form: str) -> pl.Expr:
    """Return the days of a column; null where there is none. A day that stands year first is read in every form."""
    import polars as pl

    found = [
        pl.col(column).str.extract(pattern).str.to_date(written, strict=False)
        for written, pattern in (DAYS[form], DAYS["y-m-d"])
    ]
    return pl.coalesce(found)


def meets(where: Where, mapping: SurveyMapping) -> pl.Expr:
    """Return which rows meet every condition of a filter."""
    import polars as pl

    each = [_meets(mapping, column, condition) for column, condition in where.items()]
    return functools.reduce(operator.and_, each, pl.lit(value=True))


def _meets(mapping: SurveyMapping, column: str, condition: object) -> pl.Expr:
    import polars as pl

    cell = pl.col(column)
    if not isinstance(condition, Within):
        values = condition if isinstance(condition, tuple) else (condition,)
        found = cell.is_in([str(one).strip() for one in values])
        amounts = [float(one) for one in values if isinstance(one, (int, float))]
        return found | number(column, mapping.decimal).is_in(amounts).fill_null(value=False) if amounts else found
    found = ~cell.is_in([one.strip() for one in condition.without])
    days, figures = day(column, mapping.dates), number(column, mapping.decimal)
    if condition.start is not None:
        found = found & (days >= condition.start).fill_null(value=False)
    if condition.end is not None:
        found = found & (days <= condition.end).fill_null(value=False)
    if condition.min is not None:
        found = found & (figures >= condition.min).fill_null(value=False)
    if condition.max is not None:
        found = found & (figures <= condition.max).fill_null(value=False)
    return found


def condition_faults(path: Path, frame: pl.DataFrame, where: Where, mapping: SurveyMapping) -> Iterator[Fault]:
    """Yield the cells that a filter compares with days or numbers and that are none; blank cells are neither."""
    for column, condition in where.items():
        if not isinstance(condition, Within):
            continue
        if condition.start is not None or condition.end is not None:
            expected = f"a day written {mapping.dates}, which `dates` says, or {DAYS['y-m-d'][0]}".replace("%", "")
            yield from unread(path, frame, column, day(column, mapping.dates), expected)
        elif condition.min is not None or condition.max is not None:
            expected = f"a number, its decimal sign {mapping.decimal!r}"
            yield from unread(path, frame, column, number(column, mapping.decimal), expected, condition.without)


def unread(
    path: Path, frame: pl.DataFrame, column: str, read: pl.Expr, expected: str, besides: tuple[str, ...] = ()
) -> Iterator[Fault]:
    """Yield the cells of a column that could not be read, though something stands in them."""
    import polars as pl

    cell = pl.col(column)
    values = frame.filter(read.is_null() & ~cell.is_in(["", *besides]))[column].unique().to_list()
    yield from places(path, frame, column, set(values), expected)


def places(path: Path, frame: pl.DataFrame, column: str, values: set[str], expected: str) -> Iterator[Fault]:
    """Yield a fault for each value that is on no list, with the first respondent who gave it and how many did."""
    import polars as pl

    if not values:
        return
    first = (
        frame.select(pl.col(column).alias("value"), pl.col(ROW).alias("row"))
        .filter(pl.col("value").is_in(sorted(values)))
        .group_by("value")
        .agg(pl.col("row").min(), pl.len().alias("times"))
        .sort("row")
    )
    for value, row, times in first.head(MOST_UNKNOWN).iter_rows():
        advice = (
            "Drop the column, or correct the answer." if personal(value) else "Add it to the mapping, or correct it."
        )
        often = f", {times} times" if times > 1 else ""
        place = f"row {row}, column {repeatable(column)}"
        yield fault(path, place, f"{repeatable(value)}{often}", expected, advice)
    if first.height > MOST_UNKNOWN:
        place = f"column {repeatable(column)}"
        yield fault(path, place, f"{first.height - MOST_UNKNOWN} more values like these", expected)
