"""Which group each respondent is in, by each grouping of a survey's mapping."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kunteko_eval.disclosure.survey_cells import NO_GROUP
from kunteko_eval.errors import Fault
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.survey.cells import condition_faults, meets, number, places
from kunteko_eval.exchange.survey.mapping import Grouping, SurveyMapping
from kunteko_eval.exchange.survey.reading import ROW

if TYPE_CHECKING:
    import polars as pl

KNOWN = "a value of the mapping's groups"


def keyed(path: Path, frame: pl.DataFrame, mapping: SurveyMapping) -> tuple[pl.DataFrame, list[str], list[Fault]]:
    """Return the rows with a column of groups for each grouping, the names of these columns, and what is wrong.

    Args:
        path: The export, for faults.
        frame: The rows that count.
        mapping: The groupings.
    """
    import polars as pl

    faults: list[Fault] = []
    keys, names = [], []
    for index, grouping in enumerate(mapping.groups):
        if grouping.values is not None:
            key, wrong = _by_value(path, frame, grouping)
        elif grouping.bands is not None:
            key, wrong = _by_band(path, frame, grouping, mapping.decimal)
        else:
            key, wrong = _by_condition(path, frame, grouping, mapping)
        names.append(f"group {index}")
        keys.append(key.cast(pl.Enum(list(dict.fromkeys((NO_GROUP, *grouping.names))))).alias(names[-1]))
        faults += wrong
    return (frame.with_columns(keys) if keys else frame), names, faults


def _by_value(path: Path, frame: pl.DataFrame, grouping: Grouping) -> tuple[pl.Expr, list[Fault]]:
    import polars as pl

    column = grouping.columns[0]
    known = {**dict.fromkeys(("", *grouping.missing), NO_GROUP), **(grouping.values or {})}
    values = set(frame[column].unique().to_list()) - set(known)
    key = pl.col(column).replace_strict(known, default=NO_GROUP)
    if grouping.unlisted == "left-out":
        return key, []
    return key, list(places(path, frame, column, values, KNOWN))


def _by_band(path: Path, frame: pl.DataFrame, grouping: Grouping, decimal: str) -> tuple[pl.Expr, list[Fault]]:
    import polars as pl

    column, infinite = grouping.columns[0], float("inf")
    read, cell = number(column, decimal), pl.col(column)
    key = pl.lit(None, dtype=pl.String)
    for name, band in (grouping.bands or {}).items():
        low, high = (-infinite if band.min is None else band.min), (infinite if band.max is None else band.max)
        key = pl.when(read.is_between(low, high)).then(pl.lit(name)).otherwise(key)
    nowhere = cell.is_in(["", *grouping.missing])
    values = set(frame.filter(key.is_null() & ~nowhere)[column].unique().to_list())
    wrong = list(places(path, frame, column, values, "a number within a band of the mapping's groups"))
    return pl.when(nowhere).then(pl.lit(NO_GROUP)).otherwise(key.fill_null(NO_GROUP)), wrong


def _by_condition(
    path: Path, frame: pl.DataFrame, grouping: Grouping, mapping: SurveyMapping
) -> tuple[pl.Expr, list[Fault]]:
    import polars as pl

    faults: list[Fault] = []
    key, often = pl.lit(NO_GROUP), pl.lit(0)
    for name, where in (grouping.where or {}).items():
        faults += condition_faults(path, frame, where, mapping)
        is_in = meets(where, mapping)
        key = pl.when(is_in).then(pl.lit(name)).otherwise(key)
        often = often + is_in.cast(pl.Int32)
    twice = frame.filter(often > 1)
    if twice.height:
        listed = ", ".join(grouping.names)
        found = f"{twice.height} respondents in two of the groups {listed}"
        expected = "every respondent in at most one group of a grouping"
        faults.append(fault(path, f"row {twice[ROW][0]}", found, expected, "Correct the conditions of the groups."))
    return key, faults
