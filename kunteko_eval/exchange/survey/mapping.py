"""The mapping file of a survey: which column answers for which indicator, on which scale, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.documents import read_yaml
from kunteko_eval.model.base import STRICT, Identifier, Words

Answer = Annotated[str, Field(max_length=500)]
Code = Annotated[int, Field(ge=-1000, le=1000)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Numbers:
    """A scale whose answers are whole numbers."""

    min: Code
    max: Code


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Question:
    """One column of answers.

    Exactly one of `answers` and `numbers` declares the scale, and exactly one of `positive` and `mean` says what
    becomes of it.
    """

    column: Annotated[Words, "The column's header in the export."]
    indicator: Annotated[Identifier, "The programme's indicator that it gives a figure for."]
    answers: Annotated[
        dict[Answer, Code] | None,
        'The code of each answer as it stands in the export; blank ("") may be one, and is missing otherwise.',
    ] = None
    numbers: Annotated[Numbers | None, "The scale of answers that are numbers already."] = None
    missing: Annotated[tuple[Answer, ...], "Answers that count as not given, beside empty cells."] = ()
    cannot_say: Annotated[tuple[Answer, ...], "Answers that count as given, without an opinion."] = ()
    positive: Annotated[tuple[Code, ...], "The codes that count as yes; the figure is their share."] = ()
    mean: Annotated[bool, "Whether the figure is the mean of the codes."] = False
    sensitive: Annotated[
        bool, "Whether the answers tell of health, conviction and the like; then groups must be larger."
    ] = False

    @property
    def codes(self) -> tuple[int, int]:
        """Return the lowest and the highest code of the scale."""
        if self.numbers is not None:
            return self.numbers.min, self.numbers.max
        found = list((self.answers or {}).values())
        return min(found), max(found)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Grouping:
    """A column that parts the respondents."""

    column: Words
    values: Annotated[
        dict[Answer, Identifier],
        Field(min_length=1),
        "The programme's group for each value; several values may make one group.",
    ]
    missing: Annotated[tuple[Answer, ...], "Values of respondents who belong to none, beside empty cells."] = ()
    grouping: Annotated[
        Identifier | None,
        "The id of what the column groups by, as the groups of sources.yaml have it; made of the column's name when "
        "nothing.",
    ] = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the groups, each once."""
        return tuple(dict.fromkeys(self.values.values()))


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
    period: Identifier
    delimiter: Annotated[Literal[",", ";", "tab"], "Of a CSV export; never guessed."] = ","
    encoding: Annotated[Literal["utf-8", "utf-16", "cp1252"], "Of a CSV export; never guessed."] = "utf-8"
    sheet: Annotated[Words | None, "Of an Excel export; its first one when nothing."] = None
    respondent: Annotated[
        Words | None, "A column that is different for each respondent; answers given twice are a fault then."
    ] = None
    all: Annotated[Identifier, "The group that all respondents belong to."]
    groups: tuple[Grouping, ...] = ()
    invited: Annotated[int | None, Field(gt=0), "How many were invited; gives the response rate."] = None
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    drop: Annotated[tuple[Words, ...], "Columns with names, addresses and the like, which are not even read."] = ()
    texts: Annotated[
        tuple[Words, ...],
        "Columns of free text that --texts may write to a file for coding, without e-mail addresses and the like.",
    ] = ()
    disclosure: Disclosure = Disclosure()


def read_mapping(path: Path) -> SurveyMapping:
    """Read a mapping file strictly.

    Args:
        path: The file.

    Returns:
        How an export is read.

    Raises:
        FaultyInput: With every fault of the file.
    """
    faults: list[Fault] = []
    read = read_yaml(path, SurveyMapping, faults)
    if read is None:
        raise FaultyInput(faults)
    mapping, document = read
    checks = (_column_problems, _group_problems, _question_problems, _public_problems)
    problems = sorted((one for check in checks for one in check(mapping)), key=_order)
    faults = [document.fault(place, found, expected) for place, found, expected in problems]
    if faults:
        raise FaultyInput(faults)
    return mapping


Problem = tuple[tuple[str | int, ...], str, str]
"""Where something is wrong, what was found, and what was expected."""


def _order(problem: Problem) -> tuple[int, int]:
    """Return the place of a problem among others: groups after columns, then questions, each in the file's order."""
    place = problem[0]
    section = {"groups": 1, "questions": 2, "disclosure": 3}.get(str(place[0]), 0)
    return section, int(place[1]) if section in {1, 2} else 0


def _column_problems(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield the columns that are used twice."""
    used: dict[str, str] = {}
    for key in ("drop", "texts"):
        for index, column in enumerate(getattr(mapping, key)):
            if column in used:
                yield (key, index), repr(column), f"a column used once (it is used in {used[column]})"
            used[column] = key
    if mapping.respondent in used:
        yield ("respondent",), repr(mapping.respondent), "a column that is read"
    for key in ("groups", "questions"):
        for index, one in enumerate(getattr(mapping, key)):
            if one.column in used or one.column == mapping.respondent:
                expected = f"a column used once (it is used in {used.get(one.column, 'respondent')})"
                yield (key, index, "column"), repr(one.column), expected
            used[one.column] = f"{key}.{index}"


def _group_problems(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield the values and groups that the groupings use in two ways."""
    makers: dict[str, int] = {}
    for index, grouping in enumerate(mapping.groups):
        for value in set(grouping.missing) & grouping.values.keys():
            yield ("groups", index, "missing"), repr(value), "a value that makes a group or is missing, not both"
        place = ("groups", index, "values")
        for group in grouping.names:
            if makers.setdefault(group, index) != index:
                yield place, repr(group), f"a group made by one column (groups.{makers[group]} makes it too)"
        if mapping.all in grouping.names:
            yield place, repr(mapping.all), f"another group than {mapping.all!r}, which all respondents belong to"


def _question_problems(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield the indicators that are asked for twice, and what is wrong with the scales."""
    indicators: set[str] = set()
    for index, question in enumerate(mapping.questions):
        if question.indicator in indicators:
            yield ("questions", index, "indicator"), repr(question.indicator), "every indicator once"
        indicators.add(question.indicator)
        for key, found, expected in _scale_problems(question):
            yield ("questions", index, key), found, expected


def _public_problems(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield the published figures that the mapping does not make."""
    known = {
        "indicator": {one.indicator for one in mapping.questions},
        "group": {mapping.all, *(name for grouping in mapping.groups for name in grouping.names)},
    }
    for index, one in enumerate(mapping.disclosure.already_public):
        for key, names in known.items():
            if getattr(one, key) not in names:
                expected = f"one of the mapping's own: {', '.join(sorted(names))}"
                yield ("disclosure", "already_public", index, key), repr(getattr(one, key)), expected


def _scale_problems(question: Question) -> list[tuple[str, str, str]]:
    """Return key, found and expected for whatever is wrong with the scale of a question."""
    found: list[tuple[str, str, str]] = []
    if (question.answers is None) == (question.numbers is None):
        both = "both answers and numbers" if question.answers is not None else "neither answers nor numbers"
        return [("answers", both, "one of them, which declares the scale")]
    if question.answers is not None and len(set(question.answers.values())) < 2:
        found.append(("answers", f"{len(set(question.answers.values()))} codes", "a scale of at least two codes"))
    if question.numbers is not None and question.numbers.min >= question.numbers.max:
        found.append(("numbers", f"{question.numbers.min} to {question.numbers.max}", "min below max"))
    if found:
        return found
    if question.mean == bool(question.positive):
        both = "both positive and mean" if question.mean else "neither positive nor mean"
        found.append(("positive", both, "one of them, which says what becomes of the answers"))
    low, high = question.codes
    known = set((question.answers or {}).values()) or set(range(low, high + 1))
    for code in question.positive:
        if code not in known:
            found.append(("positive", str(code), f"codes of the scale, {low} to {high}"))
    if set(question.positive) >= known:
        found.append(("positive", "every code of the scale", "some of its codes"))
    for answer in (*question.missing, *question.cannot_say):
        if answer in (question.answers or {}):
            found.append(
                ("answers", repr(answer), "an answer that is a code, or missing, or cannot_say, not two of them")
            )
    for answer in set(question.missing) & set(question.cannot_say):
        found.append(("cannot_say", repr(answer), "an answer that is missing or cannot_say, not both"))
    return found
