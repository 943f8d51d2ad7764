"""Counting a survey's answers: each question by the smallest parts that the groupings make of the respondents."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kunteko_eval.disclosure.survey_cells import NO_GROUP
from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.survey.mapping import Question, SurveyMapping
from kunteko_eval.exchange.survey.reading import ROW, personal, repeatable

if TYPE_CHECKING:
    import polars as pl

MOST_UNKNOWN = 20
"""Unknown values of one column that are told one by one."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question of one group or part.

    Attributes:
        codes: How many gave each code.
        missing: How many did not answer.
        cannot_say: How many answered without an opinion.
    """

    codes: Mapping[int, int]
    missing: int = 0
    cannot_say: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return the answers of two parts together."""
        codes = dict(self.codes)
        for code, count in other.codes.items():
            codes[code] = codes.get(code, 0) + count
        return Tally(codes, self.missing + other.missing, self.cannot_say + other.cannot_say)

    @property
    def n(self) -> int:
        """Return how many gave a code."""
        return sum(self.codes.values())

    def positive(self, question: Question) -> int:
        """Return how many gave a code that counts as yes."""
        return sum(count for code, count in self.codes.items() if code in question.positive)

    @property
    def total(self) -> int:
        """Return the sum of the codes."""
        return sum(code * count for code, count in self.codes.items())

    @property
    def sd(self) -> float | None:
        """Return the sample standard deviation of the codes (n − 1); None for fewer than two answers."""
        n = self.n
        if n < 2:
            return None
        mean = self.total / n
        return math.sqrt(sum(count * (code - mean) ** 2 for code, count in self.codes.items()) / (n - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A survey, counted.

    Attributes:
        respondents: How many there are.
        parts: The smallest parts: the group of each grouping, or `NO_GROUP`, in the order of the mapping.
        tallies: The answers to each question by part, in the order of the mapping.
    """

    respondents: int
    parts: tuple[tuple[str, ...], ...]
    tallies: tuple[Mapping[tuple[str, ...], Tally], ...]

    def of(self, question: int, group: str | None) -> Tally:
        """Return the answers of a group to a question; those of everybody for None."""
        found = Tally({})
        for part, tally in self.tallies[question].items():
            if group is None or group in part:
                found = found + tally
        return found


def count(path: Path, frame: pl.DataFrame, mapping: SurveyMapping) -> Counted:
    """Count the answers.

    Args:
        path: The export, for its faults.
        frame: Its answers, as `reading.read_export` returns them.
        mapping: Which scale each question has.

    Raises:
        FaultyInput: With every answer that is on no scale, every value that is no group, and respondents who are
            there twice.
    """
    import polars as pl

    faults: list[Fault] = []
    if mapping.respondent is not None:
        faults += _twice(path, frame, mapping.respondent)
    keys = []
    for index, grouping in enumerate(mapping.groups):
        known = {**dict.fromkeys(("", *grouping.missing), NO_GROUP), **grouping.values}
        faults += _unknown(path, frame, grouping.column, set(known), "a value of the mapping's groups")
        keys.append(pl.col(grouping.column).replace_strict(known, default=NO_GROUP).alias(f"group {index}"))
    grouped = frame.with_columns(keys) if keys else frame
    names = [f"group {index}" for index in range(len(mapping.groups))]
    tallies: list[dict[tuple[str, ...], Tally]] = []
    for question in mapping.questions:
        found: dict[tuple[str, ...], Tally] = {}
        unknown: set[str] = set()
        rows = grouped.group_by([*names, pl.col(question.column).alias("answer")]).len().iter_rows()
        for *part, answer, number in rows:
            tally = _tally(question, answer, number)
            if tally is None:
                unknown.add(answer)
            else:
                found[tuple(part)] = found.get(tuple(part), Tally({})) + tally
        faults += _places(path, frame, question.column, unknown, _expected(question))
        tallies.append(found)
    if faults:
        raise FaultyInput(faults)
    parts = sorted({part for one in tallies for part in one})
    return Counted(respondents=frame.height, parts=tuple(parts), tallies=tuple(tallies))


def _tally(question: Question, answer: str, number: int) -> Tally | None:
    """Return an answer that was given so many times, or None when it is on no scale.

    What the mapping says of an answer goes first; blank is missing only where it says nothing else of blank.
    """
    whole = answer.removesuffix(".0").removesuffix(",0") if question.numbers is not None else answer
    for one in dict.fromkeys((answer, whole)):
        if question.answers is not None and one in question.answers:
            return Tally({question.answers[one]: number})
        if one in question.cannot_say:
            return Tally({}, cannot_say=number)
        if one == "" or one in question.missing:
            return Tally({}, missing=number)
    if question.answers is not None:
        return None
    digits = whole.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5):
        return None
    low, high = question.codes
    return Tally({int(whole): number}) if low <= int(whole) <= high else None


def _expected(question: Question) -> str:
    low, high = question.codes
    scale = (
        f"a whole number from {low} to {high}" if question.numbers else f"one of {len(question.answers or {})} answers"
    )
    return f"{scale}, or what the mapping calls missing or cannot_say"


def _unknown(path: Path, frame: pl.DataFrame, column: str, known: set[str], expected: str) -> Iterator[Fault]:
    values = set(frame[column].unique().to_list()) - known
    yield from _places(path, frame, column, values, expected)


def _places(path: Path, frame: pl.DataFrame, column: str, values: set[str], expected: str) -> Iterator[Fault]:
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


def _twice(path: Path, frame: pl.DataFrame, column: str) -> Sequence[Fault]:
    import polars as pl

    repeated = frame.group_by(column).len().filter(pl.col("len") > 1)
    if not repeated.height:
        return []
    found = f"{repeated.height} respondents are there more than once, or have no mark"
    return [fault(path, f"column {repeatable(column)}", found, "a different mark for each respondent")]
