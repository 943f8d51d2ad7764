"""Which rows of an export count: those that meet the filters, one for each respondent, each in its wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kunteko_eval.errors import Fault
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.survey.cells import condition_faults, meets
from kunteko_eval.exchange.survey.mapping import SurveyMapping, Where
from kunteko_eval.exchange.survey.reading import ROW, repeatable

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenRows:
    """The rows that count, and how many do not.

    Attributes:
        waves: The rows of each wave, or of everybody where there are no waves.
        filtered: Rows that do not meet the mapping's filter.
        in_no_wave: Rows that meet it and are in no wave.
        repeated: Rows of respondents of whom another row counts.
        twice: How many respondents they are of.
        faults: What keeps them from being counted.
    """

    waves: tuple[pl.DataFrame, ...]
    filtered: int = 0
    in_no_wave: int = 0
    repeated: int = 0
    twice: int = 0
    faults: tuple[Fault, ...] = ()


NO_ROWS = ChosenRows(waves=())
"""Where nothing is known of the rows."""


def choose(path: Path, frame: pl.DataFrame, mapping: SurveyMapping) -> ChosenRows:
    """Return which rows of an export count.

    The filter goes first, then the waves part the rows, then each respondent counts once in each wave.

    Args:
        path: The export, for faults.
        frame: Its answers, as `reading.read_export` returns them.
        mapping: The filters, the waves and which row of a respondent counts.
    """
    faults: list[Fault] = []
    columns = [*dict.fromkeys(column for where in _filters(mapping) for column in where)]
    marks = [mapping.respondent] if mapping.respondent is not None else []
    # Only these are copied until it is known which rows count: an export may hold many columns of many respondents.
    used = looked_at = frame.select(list(dict.fromkeys([ROW, *columns, *marks])))
    if mapping.where is not None:
        faults += condition_faults(path, looked_at, mapping.where, mapping)
        used = looked_at.filter(meets(mapping.where, mapping))
    waves = [used]
    if mapping.waves:
        waves = []
        for wave in mapping.waves:
            faults += condition_faults(path, used, wave.where, mapping)
            waves.append(used.filter(meets(wave.where, mapping)))
        faults += _in_two(path, waves, mapping)
    for index, one in enumerate(waves):
        if not one.height and not faults:
            place = f"waves.{index}" if mapping.waves else "where"
            found, advice = f"no row meets {place} of the mapping", "Correct the condition, or the export."
            faults.append(fault(path, "", found, "at least one respondent", advice))
    rows, kept, twice = sum(one.height for one in waves), [], 0
    for one in waves:
        left, often = one, 0
        if mapping.respondent is not None:
            left, often, wrong = _once(path, one, mapping.respondent, mapping.keep)
            faults += wrong
        kept.append(left if left.height == frame.height else left.select(ROW))
        twice += often
    return ChosenRows(
        waves=tuple(frame if one.height == frame.height else _whole(frame, one[ROW], mapping) for one in kept),
        filtered=frame.height - used.height,
        in_no_wave=used.height - rows,
        repeated=rows - sum(one.height for one in kept),
        twice=twice,
        faults=tuple(dict.fromkeys(faults)),
    )


def _filters(mapping: SurveyMapping) -> list[Where]:
    return [*([mapping.where] if mapping.where is not None else []), *(one.where for one in mapping.waves)]


def _whole(frame: pl.DataFrame, rows: pl.Series, mapping: SurveyMapping) -> pl.DataFrame:
    """Return some rows with all their columns but the marks of the respondents, which nothing more needs."""
    kept = frame[ROW].search_sorted(rows)  # Rows stand in the order of the export.
    needed = {column for grouping in mapping.groups for column in grouping.columns}
    return frame.drop({mapping.respondent or ""} - needed, strict=False)[kept]


def _in_two(path: Path, waves: Sequence[pl.DataFrame], mapping: SurveyMapping) -> list[Fault]:
    """Return a fault for two waves that share rows."""
    seen: dict[int, int] = {}
    found: dict[tuple[int, int], int] = {}
    if sum(one.height for one in waves) == len({row for one in waves for row in one[ROW]}):
        return []
    for index, one in enumerate(waves):
        for row in one[ROW]:
            if row in seen:
                found.setdefault((seen[row], index), row)
            seen[row] = index
    names = [one.period for one in mapping.waves]
    advice = "Correct the conditions; a longer period that holds others is imported by a mapping of its own."
    return [
        fault(path, f"row {row}", f"in the waves {names[one]} and {names[other]}", "every row in one wave", advice)
        for (one, other), row in found.items()
    ]


def _once(path: Path, frame: pl.DataFrame, column: str, keep: str) -> tuple[pl.DataFrame, int, list[Fault]]:
    """Return one row for each respondent, how many respondents were there more than once, and what is wrong."""
    import polars as pl

    kept = frame.filter(pl.col(column).is_last_distinct() if keep == "last" else pl.col(column).is_first_distinct())
    if kept.height == frame.height:
        return frame, 0, []
    repeated = frame.group_by(column).len().filter(pl.col("len") > 1)
    place = f"column {repeatable(column)}"
    if keep == "refuse":
        found = f"{repeated.height} respondents are there more than once, or have no mark"
        advice = "Say in the mapping which of a respondent's rows counts: `keep: last` or `keep: first`."
        return frame, 0, [fault(path, place, found, "a different mark for each respondent", advice)]
    blank = int(repeated.filter(pl.col(column) == "")["len"].sum())
    if blank:
        found = f"{blank} rows have no mark of the respondent"
        return frame, 0, [fault(path, place, found, f"a mark in every row, so that `keep: {keep}` can tell them apart")]
    return kept, repeated.height, []
