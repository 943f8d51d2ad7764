"""Counting a survey's answers: each question by the smallest parts that the groupings make of the respondents."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.survey.answers import Answers, answers
from kunteko_eval.exchange.survey.cells import number, places, unread
from kunteko_eval.exchange.survey.grouping import keyed
from kunteko_eval.exchange.survey.mapping import SurveyMapping
from kunteko_eval.exchange.survey.reading import ROW, SQUARE, WEIGHT
from kunteko_eval.exchange.survey.rows import ChosenRows, choose
from kunteko_eval.exchange.survey.tally import Tally

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A survey, counted.

    Attributes:
        respondents: How many there are.
        parts: The smallest parts: the group of each grouping, or `NO_GROUP`, in the order of the mapping.
        tallies: The answers of each figure by part, in the order of the mapping.
        weights: The least and the greatest weight of a respondent; None without weights.
    """

    respondents: int
    parts: tuple[tuple[str, ...], ...]
    tallies: tuple[Mapping[tuple[str, ...], Tally], ...]
    weights: tuple[float, float] | None = None

    def of(self, question: int, group: str | None) -> Tally:
        """Return the answers of a group to a question; those of everybody for None."""
        found = Tally({})
        for part, tally in self.tallies[question].items():
            if group is None or group in part:
                found = found + tally
        return found

    def __add__(self, other: Counted) -> Counted:
        """Return the respondents of two waves together."""
        tallies = []
        for one, more in zip(self.tallies, other.tallies, strict=True):
            tallies.append({part: one.get(part, Tally({})) + more.get(part, Tally({})) for part in {*one, *more}})
        ends = [end for one in (self.weights, other.weights) if one is not None for end in one]
        return Counted(
            respondents=self.respondents + other.respondents,
            parts=tuple(sorted({*self.parts, *other.parts})),
            tallies=tuple(tallies),
            weights=(min(ends), max(ends)) if ends else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedExport:
    """An export, counted wave by wave.

    Attributes:
        waves: The respondents of each wave of the mapping, or everybody.
        rows: Which rows count, and how many do not.
    """

    waves: tuple[Counted, ...]
    rows: ChosenRows

    @property
    def all(self) -> Counted:
        """Return everybody together."""
        return functools.reduce(operator.add, self.waves)


def count(path: Path, frame: pl.DataFrame, mapping: SurveyMapping) -> Counted:
    """Count the answers of everybody, as `count_waves` does."""
    return count_waves(path, frame, mapping).all


def count_waves(path: Path, frame: pl.DataFrame, mapping: SurveyMapping) -> CountedExport:
    """Count the answers.

    Args:
        path: The export, for its faults.
        frame: Its answers, as `reading.read_export` returns them.
        mapping: Which scale each question has.

    Raises:
        FaultyInput: With every answer that is on no scale, every value that is no group, every weight that is none, and
            respondents who are there twice.
    """
    rows = choose(path, frame, mapping)
    faults, waves = list(rows.faults), []
    for one in rows.waves:
        counted, wrong = _wave(path, one, mapping)
        waves.append(counted)
        faults += wrong
    if faults:
        raise FaultyInput(list(dict.fromkeys(faults)))
    return CountedExport(waves=tuple(waves), rows=rows)


def _wave(path: Path, frame: pl.DataFrame, mapping: SurveyMapping) -> tuple[Counted, list[Fault]]:
    """Return the respondents of one wave, and everything that is wrong with their answers."""
    faults: list[Fault] = []
    ends = None
    if mapping.weight is not None:
        frame, wrong = _weighed(path, frame, mapping.weight, mapping.decimal)
        faults += wrong
        ends = (frame[WEIGHT].min(), frame[WEIGHT].max()) if frame.height and not wrong else None
    grouped, names, wrong = keyed(path, frame, mapping)
    faults += wrong
    tallies: list[dict[tuple[str, ...], Tally]] = []
    kept: dict[str, Answers] = {}
    for one in mapping.asked:
        if one.base not in kept:
            kept[one.base] = answers(grouped, names, [other for other in mapping.asked if other.base == one.base])
            faults += kept[one.base].faults(path, grouped)
        tallies.append(kept[one.base].tallies.get(one.option, {}))
    parts = sorted({part for found in tallies for part in found})
    counted = Counted(respondents=frame.height, parts=tuple(parts), tallies=tuple(tallies), weights=ends)  # type: ignore[arg-type]
    return counted, faults


def _weighed(path: Path, frame: pl.DataFrame, column: str, decimal: str) -> tuple[pl.DataFrame, list[Fault]]:
    """Return the rows with their weights as numbers, and the cells that are none."""
    import polars as pl

    read = number(column, decimal)
    expected = f"a weight: a number above 0, its decimal sign {decimal!r}"
    weights = frame.select(ROW, column, read.alias(WEIGHT))
    faults = list(unread(path, weights, column, pl.col(WEIGHT), expected))
    blank = weights.filter(pl.col(column) == "").height
    if blank:
        advice = "Give each respondent a weight, or leave the row out with `where`."
        faults.append(fault(path, f"column {column}", f"{blank} respondents without a weight", expected, advice))
    least = weights.filter(pl.col(WEIGHT) <= 0)[column].unique().to_list()
    faults += places(path, weights, column, set(least), expected)
    weighed = frame.with_columns(weights[WEIGHT])
    return weighed.with_columns((pl.col(WEIGHT) * pl.col(WEIGHT)).alias(SQUARE)), faults
