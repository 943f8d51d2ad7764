"""The mapping file of a survey: which column answers for which indicator, on which scale, and what is left out."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Words

Answer = Annotated[str, Field(max_length=500)]
Code = Annotated[int, Field(ge=-1000, le=1000)]
Unlisted = Literal["fault", "left-out"]
UNLISTED = (
    "What becomes of answers that are on no list: a fault, or left out, as one who did not answer, is in no group, or "
    "chose an option without a figure. A scaffold says so where it did not write down what few answered."
)
Number = Annotated[float, Field(ge=-1e12, le=1e12)]
CONFIRMED = "false where a proposal has not been looked at yet: a fault until it is true or taken out."


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Numbers:
    """A scale whose answers are numbers."""

    min: Annotated[Code, "The lowest answer."]
    max: Annotated[Code, "The highest answer."]
    step: Annotated[float, Field(gt=0, le=1), "How far apart its answers are: 0.5 where half points were given."] = 1

    @property
    def parts(self) -> int:
        """Return into how many steps one point is divided."""
        return round(1 / self.step)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AnswerScale:
    """A scale that several questions name; exactly one of `answers` and `numbers` declares it."""

    answers: Annotated[dict[Answer, Code] | None, "The code of each answer as it stands in the export."] = None
    numbers: Annotated[Numbers | None, "The scale of answers that are numbers already."] = None
    missing: Annotated[tuple[Answer, ...], "Answers that count as not given, beside empty cells."] = ()
    cannot_say: Annotated[tuple[Answer, ...], "Answers that count as given, without an opinion."] = ()
    confirmed: Annotated[bool, CONFIRMED] = True


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Question:
    """One column of answers, several with one scale, or one question of which several answers may be chosen.

    A question of one column says `column` and `indicator`; a matrix says `columns`, an indicator each. Exactly one of
    `answers`, `numbers` and `scale` declares the scale. What becomes of the answers is said by exactly one of
    `positive`, `at_least` and `mean`; a column may stand in several questions, for its share and for its mean. Where
    several answers may be chosen there is no scale, and the figure of each option is the share who chose it: `options`
    with their `separator` where they stand in one cell, `columns` with what `chosen` is where each has its own column.
    """

    column: Annotated[Words | None, "The column's header in the export."] = None
    indicator: Annotated[Identifier | None, "The programme's indicator that it gives a figure for."] = None
    columns: Annotated[
        dict[Words, Identifier] | None,
        "The indicator of each column: of a matrix, or of options that have a column each.",
    ] = None
    answers: Annotated[
        dict[Answer, Code] | None,
        'The code of each answer as it stands in the export; blank ("") may be one, and is missing otherwise.',
    ] = None
    numbers: Annotated[Numbers | None, "The scale of answers that are numbers already."] = None
    scale: Annotated[Identifier | None, "One of the mapping's scales."] = None
    missing: Annotated[tuple[Answer, ...], "Answers that count as not given, beside empty cells."] = ()
    cannot_say: Annotated[tuple[Answer, ...], "Answers that count as given, without an opinion."] = ()
    positive: Annotated[tuple[Code, ...], "The codes that count as yes; the figure is their share."] = ()
    at_least: Annotated[Number | None, "Answers of this or more count as yes; the figure is their share."] = None
    mean: Annotated[bool, "Whether the figure is the mean of the codes."] = False
    options: Annotated[
        dict[Answer, Identifier] | None, "The indicator of each answer, where several stand in one cell."
    ] = None
    separator: Annotated[
        str | None,
        Field(min_length=1, max_length=10),
        "What stands between the options of a cell, or the word space; never guessed.",
    ] = None
    chosen: Annotated[tuple[Answer, ...], "What stands in an option's own column where it was chosen."] = ()
    not_chosen: Annotated[
        tuple[Answer, ...],
        "What stands there where it was not, beside empty cells. Who is blank in every column did not answer, unless "
        'blank ("") stands here.',
    ] = ()
    other: Annotated[
        tuple[Answer, ...],
        "Options without a figure of their own (in one cell), or their columns: who chose only these still answered.",
    ] = ()
    unlisted: Annotated[Unlisted, UNLISTED] = "fault"
    base: Annotated[
        Literal["answered", "all"],
        "What a share is of: those with an opinion, or those who cannot say too; who did not answer is in neither.",
    ] = "answered"
    sensitive: Annotated[
        bool, "Whether the answers tell of health, conviction and the like; then groups must be larger."
    ] = False
    confirmed: Annotated[bool, CONFIRMED] = True

    @property
    def codes(self) -> tuple[int, int]:
        """Return the lowest and the highest code of the scale."""
        if self.numbers is not None:
            return self.numbers.min, self.numbers.max
        found = list((self.answers or {}).values())
        return min(found), max(found)

    @property
    def parts(self) -> int:
        """Return into how many steps a point of the scale is divided; codes are counted in these."""
        return 1 if self.numbers is None else self.numbers.parts

    @property
    def between(self) -> str:
        """Return what stands between the options of a cell."""
        return " " if self.separator == "space" else self.separator or ""

    @property
    def is_multiple(self) -> bool:
        """Return whether several answers may be chosen."""
        return self.options is not None or bool(self.chosen)

    def is_positive(self, code: int) -> bool:
        """Return whether a code, counted in steps, counts as yes."""
        if self.at_least is not None:
            return code >= self.at_least * self.parts - 1e-9
        return code % self.parts == 0 and code // self.parts in self.positive


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Within:
    """Between which dates or numbers a cell lies, both ends included; a blank cell lies nowhere."""

    start: Annotated[datetime.date | None, Field(alias="from"), "The first day, YYYY-MM-DD."] = None
    end: Annotated[datetime.date | None, Field(alias="to"), "The last day."] = None
    min: Annotated[Number | None, "The least number."] = None
    max: Annotated[Number | None, "The greatest number."] = None
    without: Annotated[tuple[Answer, ...], "What the cell may not be; alone, without an end, or beside one."] = ()


def _kind(condition: object) -> str:
    return "within" if isinstance(condition, (dict, Within)) else "values"


Condition = Annotated[
    Annotated[Within, Tag("within")] | Annotated[str | int | float | tuple[str | int | float, ...], Tag("values")],
    Discriminator(_kind),
]
"""What a cell must be: a text, one of several, or within a limit."""

Where = dict[Words, Condition]
"""What the cells of a row must be, by their column; all of it must hold."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Band:
    """From which number to which, both included; without an end, all beyond."""

    min: Annotated[Number | None, "The least number."] = None
    max: Annotated[Number | None, "The greatest number."] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Grouping:
    """What parts the respondents: the values of a column, bands of its numbers, or conditions on several columns."""

    column: Annotated[Words | None, "The column's header in the export."] = None
    values: Annotated[
        dict[Answer, Identifier] | None,
        Field(min_length=1),
        "The programme's group for each value; several values may make one group.",
    ] = None
    bands: Annotated[
        dict[Identifier, Band] | None,
        Field(min_length=1),
        "From which number to which each of the programme's groups reaches; a number in none is a fault.",
    ] = None
    where: Annotated[
        dict[Identifier, Where] | None,
        Field(min_length=1),
        "What the cells of several columns must be for each group; nobody may be in two.",
    ] = None
    missing: Annotated[tuple[Answer, ...], "Values of respondents who belong to none, beside empty cells."] = ()
    unlisted: Annotated[Unlisted, UNLISTED] = "fault"
    grouping: Annotated[
        Identifier | None,
        "The id of what the column groups by, as the groups of sources.yaml have it; made of the column's name when "
        "nothing.",
    ] = None
    confirmed: Annotated[bool, CONFIRMED] = True

    @property
    def kind(self) -> str:
        """Return the key that says who is in which group."""
        return "values" if self.values is not None else "bands" if self.bands is not None else "where"

    @property
    def names(self) -> tuple[str, ...]:
        """Return the groups, each once."""
        made = self.bands or self.where or {}
        return tuple(dict.fromkeys((self.values or {}).values() if self.values else made))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that are read for it, each once."""
        if self.column is not None:
            return (self.column,)
        return tuple(dict.fromkeys(column for one in (self.where or {}).values() for column in one))


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Wave:
    """The respondents of one period, where an export holds several."""

    period: Identifier
    where: Annotated[Where, "What the cells of its rows are; no row may be in two waves."]
    invited: Annotated[int | None, Field(gt=0), "How many were invited; gives the response rate."] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Published:
    """A figure that is public already, so that hiding it would hide nothing."""

    indicator: Identifier
    group: Identifier


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Disclosure:
    """How groups are protected.

    The defaults are conventions of official statistics: a threshold of 5 and, for sensitive matters, of 10
    (Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 5; the threshold rule).
    """

    threshold: Annotated[int, Field(ge=2, le=100), "Fewest answers with which a group is shown."] = 5
    sensitive_threshold: Annotated[int, Field(ge=2, le=100), "The same where the answers are sensitive."] = 10
    alike: Annotated[
        int,
        Field(ge=2, le=1000),
        "In groups smaller than this, 0 % and 100 % are hidden: they tell what everybody answered.",
    ] = 10
    weighted: Annotated[
        int,
        Field(ge=10, le=1000),
        "Fewest answers, each counted as one, of a group whose weighted figure is shown: to somebody who knows the "
        "weights few subsets of a small group give the same share.",
    ] = 30
    round_to: Annotated[Literal["1", "0.1", "5"], "Shares are rounded to this many percentage points."] = "1"
    already_public: Annotated[tuple[Published, ...], "Figures that are published elsewhere."] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class SurveyMapping:
    """The content of a mapping file."""

    schema: Literal[1]
    id: Annotated[Identifier, "What the survey is called; its rows in observations.csv begin with it."]
    programme: Identifier
    source: Annotated[Identifier, "The collection of sources.yaml that the survey is."]
    document: Identifier
    place: Annotated[Words, "What stands as the place of each figure."]
    period: Annotated[Identifier | None, "The period of all answers, where there are no waves."] = None
    waves: Annotated[tuple[Wave, ...], "The periods of the answers, where the export holds several."] = ()
    delimiter: Annotated[Literal[",", ";", "tab"], "Of a CSV export; never guessed."] = ","
    encoding: Annotated[Literal["utf-8", "utf-16", "cp1252"], "Of a CSV export; never guessed."] = "utf-8"
    sheet: Annotated[Words | None, "Of an Excel export; its first one when nothing."] = None
    title_rows: Annotated[int, Field(ge=0, le=100), "How many rows stand above the header."] = 0
    header_rows: Annotated[int, Field(ge=1, le=10), "How many rows the header takes; Qualtrics writes 3."] = 1
    names_row: Annotated[int, Field(ge=1, le=10), "Which of these has the names that the mapping uses."] = 1
    names: Annotated[
        Literal["row", "joined"],
        "Whether a column is called by its cell in names_row, or by those of all header_rows together: `Question: option`.",
    ] = "row"
    decimal: Annotated[Literal[".", ","], "The decimal sign of weights, bands and limits; never guessed."] = "."
    dates: Annotated[
        Literal["y-m-d", "d.m.y", "d/m/y", "m/d/y"], "How the days of `where` are written in the export; never guessed."
    ] = "y-m-d"
    respondent: Annotated[
        Words | None,
        "A column that is different for each respondent; it is compared and never kept. Answers given twice are a "
        "fault, unless `keep` says which count.",
    ] = None
    keep: Annotated[
        Literal["refuse", "first", "last"],
        "Which row of a respondent who is there several times counts, as they stand.",
    ] = "refuse"
    where: Annotated[Where | None, "What the cells of a row must be; other rows are counted and left out."] = None
    weight: Annotated[Words | None, "A column with each respondent's weight, a positive number."] = None
    all: Annotated[Identifier, "The group that all respondents belong to."]
    groups: tuple[Grouping, ...] = ()
    invited: Annotated[int | None, Field(gt=0), "How many were invited; gives the response rate."] = None
    scales: Annotated[dict[Identifier, AnswerScale] | None, "Scales that several questions name."] = None
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    drop: Annotated[tuple[Words, ...], "Columns with names, addresses and the like, which are not even read."] = ()
    texts: Annotated[
        tuple[Words, ...],
        "Columns of free text that --texts may write to a file for coding, without e-mail addresses and the like.",
    ] = ()
    disclosure: Disclosure = Disclosure()
    confirmed: Annotated[bool, CONFIRMED] = True

    @property
    def asked(self) -> tuple[AskedFigure, ...]:
        """Return what is counted, a figure each, in the order of the file."""
        found = [one for index, question in enumerate(self.questions) for one in _asked(self, index, question)]
        return tuple(found)

    @property
    def first_row(self) -> int:
        """Return the row in which the first respondent stands."""
        return self.title_rows + self.header_rows + 1


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AskedFigure:
    """What one figure is made of.

    Attributes:
        column: The column of its answers; of an option in a cell the column of the cell.
        indicator: The indicator that it gives a figure for.
        question: How its answers are read, with its scale; of an option what its question says.
        place: Where the mapping says so.
        base: What has the same respondents as base: figures of one base are shown or hidden together.
        option: The option, where several answers may be chosen: its text, or its column.
    """

    column: str
    indicator: str
    question: Question
    place: tuple[str | int, ...]
    base: str
    option: str | None = None


def _asked(mapping: SurveyMapping, index: int, question: Question) -> Iterator[AskedFigure]:
    """Yield what a question gives figures of."""
    scale = (mapping.scales or {}).get(question.scale or "")
    if scale is not None:
        question = dataclasses.replace(
            question,
            scale=None,
            answers=scale.answers,
            numbers=scale.numbers,
            missing=(*scale.missing, *question.missing),
            cannot_say=(*scale.cannot_say, *question.cannot_say),
        )
    place: tuple[str | int, ...] = ("questions", index)
    if question.is_multiple:
        own, key = (question.options, "options") if question.options is not None else (question.columns, "columns")
        chosen = dataclasses.replace(question, **CHOSEN)
        for option, indicator in (own or {}).items():
            yield AskedFigure(
                column=question.column or option,
                indicator=indicator,
                question=chosen,
                place=(*place, key, option),
                base=f"questions.{index}",
                option=option,
            )
        return
    pairs = question.columns or {question.column or "": question.indicator or ""}
    for column, indicator in pairs.items():
        named = (*place, "indicator") if question.columns is None else (*place, "columns", column)
        yield AskedFigure(column=column, indicator=indicator, question=question, place=named, base=f"column {column}")


CHOSEN: dict[str, Any] = {"answers": {"chosen": 1, "not chosen": 0}, "positive": (1,)}
"""The scale of an option that may be chosen beside others."""
