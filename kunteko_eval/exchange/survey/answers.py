"""The answers to one question by part of the respondents: one of a scale, or several of some options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kunteko_eval.errors import Fault
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.survey.cells import MOST_UNKNOWN, places
from kunteko_eval.exchange.survey.mapping import AskedFigure, Question
from kunteko_eval.exchange.survey.reading import ROW, SQUARE, WEIGHT, repeatable
from kunteko_eval.exchange.survey.tally import NO_OPINION, Tally

if TYPE_CHECKING:
    import polars as pl

_LEFT_OUT = "\x1fleft out"
"""What stands for texts in a cell that are on no list, where the mapping leaves them out."""

Part = tuple[str, ...]
Weighed = tuple[int, float, float, float]
"""How many respondents, the sum of their weights, that of the squares of their weights, and the heaviest weight."""


@dataclass(slots=True)
class Answers:
    """The answers of all figures with one base.

    Attributes:
        tallies: The answers by option, or by None where one answer is given, and by part.
        unknown: The values of a column that are on no list, and what was expected.
        pieces: The texts in cells of several options that are none, with the cells that hold them.
    """

    tallies: dict[str | None, dict[Part, Tally]] = field(default_factory=dict)
    unknown: list[tuple[str, set[str], str]] = field(default_factory=list)
    pieces: dict[str, list[str]] = field(default_factory=dict)
    column: str = ""

    def add(self, option: str | None, part: Part, tally: Tally) -> None:
        """Add answers."""
        found = self.tallies.setdefault(option, {})
        found[part] = found[part] + tally if part in found else tally

    def faults(self, path: Path, frame: pl.DataFrame) -> Iterator[Fault]:
        """Yield everything that is on no list."""
        import polars as pl

        for column, values, expected in self.unknown:
            yield from places(path, frame, column, values, expected)
        for piece, cells in list(self.pieces.items())[:MOST_UNKNOWN]:
            rows = frame.filter(pl.col(self.column).is_in(cells))[ROW]
            often = f", {rows.len()} times" if rows.len() > 1 else ""
            place = f"row {rows[0]}, column {repeatable(self.column)}"
            expected = "one of the mapping's options, or what it calls other, missing or cannot_say"
            advice = "Add it to the mapping, or correct it, or the separator."
            yield fault(path, place, f"{repeatable(piece)}{often}", expected, advice)
        if len(self.pieces) > MOST_UNKNOWN:
            more = len(self.pieces) - MOST_UNKNOWN
            yield fault(path, f"column {repeatable(self.column)}", f"{more} more texts like these", "an option")


def answers(frame: pl.DataFrame, groups: Sequence[str], asked: Sequence[AskedFigure]) -> Answers:
    """Return the answers of the figures with one base.

    Args:
        frame: The rows that count, with their groups and, where there are weights, their weights.
        groups: The names of the columns with the groups.
        asked: The figures.
    """
    first = asked[0]
    if first.question.options is not None:
        return _of_cells(frame, groups, asked)
    return _of_columns(frame, groups, asked) if first.option is not None else _of_scale(frame, groups, first)


def _rows(frame: pl.DataFrame, by: Sequence[pl.Expr | str]) -> Iterator[tuple[tuple[str, ...], Weighed]]:
    """Yield how many respondents there are of each combination, and how much they weigh."""
    import polars as pl

    is_weighed = WEIGHT in frame.columns
    weight = pl.col(WEIGHT)
    sums = [weight.sum().alias("w"), pl.col(SQUARE).sum().alias("ww"), weight.max().alias("top")] if is_weighed else []
    for row in frame.group_by(by).agg(pl.len(), *sums).iter_rows():
        yield (row[:-4], row[-4:]) if is_weighed else (row[:-1], (row[-1], 0.0, 0.0, 0.0))


def _tally(code: int, amount: Weighed) -> Tally:
    """Return answers with one code."""
    count, weight, squares, heaviest = amount
    if not weight:
        return Tally({code: count})
    return Tally({code: count}, weights={code: weight}, squares=squares, heaviest=heaviest)


def _without_opinion(question: Question, amount: Weighed) -> Tally:
    return _tally(NO_OPINION, amount) if question.base == "all" else Tally({}, cannot_say=amount[0])


def _of_scale(frame: pl.DataFrame, groups: Sequence[str], asked: AskedFigure) -> Answers:
    import polars as pl

    found, unknown = Answers(), set()
    known: dict[str, int | str | None] = {}
    for (*part, answer), amount in _rows(frame, [*groups, pl.col(asked.column).alias("answer")]):
        code = known.setdefault(answer, _code(asked.question, answer))
        if code is None and asked.question.unlisted == "left-out":
            found.add(None, tuple(part), Tally({}, missing=amount[0]))
        elif code is None:
            unknown.add(answer)
        elif isinstance(code, int):
            found.add(None, tuple(part), _tally(code, amount))
        elif code == "missing":
            found.add(None, tuple(part), Tally({}, missing=amount[0]))
        else:
            found.add(None, tuple(part), _without_opinion(asked.question, amount))
    found.unknown.append((asked.column, unknown, _expected(asked.question)))
    return found


def _code(question: Question, answer: str) -> int | str | None:
    """Return the code of an answer in steps of the scale, ``missing`` or ``cannot_say``; None when it is on no scale.

    What the mapping says of an answer goes first; blank is missing only where it says nothing else of blank.
    """
    whole = answer.removesuffix(".0").removesuffix(",0") if question.numbers is not None else answer
    for one in dict.fromkeys((answer, whole)):
        if question.answers is not None and one in question.answers:
            return question.answers[one]
        if one in question.cannot_say:
            return "cannot_say"
        if one == "" or one in question.missing:
            return "missing"
    if question.answers is not None:
        return None
    low, high = question.codes
    if question.parts == 1:
        digits = whole.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 5):
            return None
        return int(whole) if low <= int(whole) <= high else None
    if not re.fullmatch(r"-?\d{1,5}([.,]\d{1,6})?", answer, re.ASCII):
        return None
    steps = float(answer.replace(",", ".")) * question.parts
    fits = abs(steps - round(steps)) < 1e-6 and low * question.parts <= round(steps) <= high * question.parts
    return round(steps) if fits else None


def _expected(question: Question) -> str:
    low, high = question.codes
    whole = "a whole number" if question.parts == 1 else f"a number in steps of {1 / question.parts:g}"
    scale = f"{whole} from {low} to {high}" if question.numbers else f"one of {len(question.answers or {})} answers"
    return f"{scale}, or what the mapping calls missing or cannot_say"


def _of_cells(frame: pl.DataFrame, groups: Sequence[str], asked: Sequence[AskedFigure]) -> Answers:
    """Return the answers of options that stand in one cell."""
    import polars as pl

    question, column = asked[0].question, asked[0].column
    separator = question.between
    options = tuple(one.option or "" for one in asked)
    lists = {"other": question.other, "cannot_say": question.cannot_say, "missing": question.missing}
    meanings = dict.fromkeys(options, "option") | {one: key for key, many in lists.items() for one in many}
    known = {_pieces(one, separator): one for one in meanings}
    found = Answers(column=column)
    read: dict[str, list[str]] = {}
    for (*part, cell), amount in _rows(frame, [*groups, pl.col(column).alias("cell")]):
        if cell not in read:
            read[cell], strange = _options_of(cell, separator, known)
            if strange and question.unlisted == "left-out":
                read[cell].append(_LEFT_OUT)
                strange = []
            for piece in strange:
                found.pieces.setdefault(piece, []).append(cell)
        names = read[cell]
        said = {meanings.get(one, "other") for one in names} or {meanings.get("", "missing")}
        state = "answered" if said & {"option", "other"} else "cannot_say" if "cannot_say" in said else "missing"
        for option in options:
            found.add(option, tuple(part), _chosen(question, state, amount, is_chosen=option in names))
    return found


def _chosen(question: Question, state: str, amount: Weighed, *, is_chosen: bool) -> Tally:
    """Return what respondents say of an option."""
    if state == "answered":
        return _tally(int(is_chosen), amount)
    return Tally({}, missing=amount[0]) if state == "missing" else _without_opinion(question, amount)


def _pieces(text: str, separator: str) -> tuple[str, ...]:
    return tuple(piece for one in text.split(separator) if (piece := one.strip()))


def _options_of(cell: str, separator: str, known: Mapping[tuple[str, ...], str]) -> tuple[list[str], list[str]]:
    """Return the options of a cell, and the texts in it that are none.

    An option may hold the separator itself, so the longest that fits is taken.

    >>> _options_of("Yes, often, No", ",", {("Yes", "often"): "Yes, often", ("No",): "No"})
    (['Yes, often', 'No'], [])
    """
    pieces, names, strange = _pieces(cell, separator), [], []
    start = 0
    while start < len(pieces):
        ends = (end for end in range(len(pieces), start, -1) if pieces[start:end] in known)
        end = next(ends, None)
        if end is None:
            strange.append(pieces[start])
        else:
            names.append(known[pieces[start:end]])
        start = end or start + 1
    return names, strange


def _of_columns(frame: pl.DataFrame, groups: Sequence[str], asked: Sequence[AskedFigure]) -> Answers:
    """Return the answers of options that have a column each."""
    import polars as pl

    question, found = asked[0].question, Answers()
    columns = [one.column for one in asked]
    nothing = [*question.missing, *(() if "" in (*question.not_chosen, *question.cannot_say) else ("",))]
    unsaid = [*nothing, *question.cannot_say, *question.not_chosen, ""]
    chosen = [pl.col(one).is_in(question.chosen) for one in columns]
    chosen += [~pl.col(one).is_in(unsaid) for one in question.other]
    every = [*columns, *question.other]
    cannot = [pl.col(one).is_in(question.cannot_say) for one in every]
    said = [~pl.col(one).is_in(nothing) for one in every]
    answered, cannot_say = pl.lit("answered"), pl.lit("cannot_say")
    state = (
        pl.when(pl.any_horizontal(chosen))
        .then(answered)
        .when(pl.any_horizontal(cannot))
        .then(cannot_say)
        .when(pl.any_horizontal(said))
        .then(answered)
        .otherwise(pl.lit("missing"))
    )
    frame = frame.with_columns(state.alias("state"))
    known = {*question.chosen, *unsaid}
    for one in asked:
        unknown = set()
        for (*part, answer_state, answer), amount in _rows(frame, [*groups, "state", pl.col(one.column).alias("a")]):
            if answer not in known:
                unknown.add(answer)
            tally = _chosen(question, answer_state, amount, is_chosen=answer in question.chosen)
            found.add(one.option, tuple(part), tally)
        expected = "what the mapping calls chosen, not_chosen, missing or cannot_say"
        found.unknown.append((one.column, unknown, expected))
    return found
