"""Reading the mapping file of a survey, and everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.survey.asked_checks import Problem, question_problems
from kunteko_eval.exchange.survey.mapping import SurveyMapping, Where, Within
from kunteko_eval.files.documents import read_yaml

Place = tuple[str | int, ...]


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
    checks = (
        _column_problems,
        _row_problems,
        _wave_problems,
        _group_problems,
        question_problems,
        _public_problems,
        _unconfirmed,
    )
    problems = sorted((one for check in checks for one in check(mapping)), key=_order)
    faults = [document.fault(place, found, expected) for place, found, expected in problems]
    if faults:
        raise FaultyInput(faults)
    return mapping


def _order(problem: Problem) -> tuple[int, int]:
    """Return the place of a problem among others: groups after columns, then questions, each in the file's order."""
    place = problem[0]
    section = {"groups": 1, "questions": 2, "disclosure": 3}.get(str(place[0]), 0)
    return section, int(place[1]) if section in {1, 2} else 0


def _column_problems(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield the columns that are used for two things."""
    used: dict[str, str] = {}
    for key in ("drop", "texts"):
        for index, column in enumerate(getattr(mapping, key)):
            if column in used:
                yield (key, index), repr(column), f"a column used once (it is used in {used[column]})"
            used[column] = key
    for key in ("respondent", "weight"):
        column = getattr(mapping, key)
        if column in used:
            yield (key,), repr(column), "a column that is read"
        elif column is not None and key == "weight" and column == mapping.respondent:
            yield (key,), repr(column), "another column than `respondent`"
    alone = {column: key for key in ("respondent", "weight") if (column := getattr(mapping, key)) is not None}
    for place, column, kind in _read_columns(mapping):
        taken = used if kind == "where" else {**used, **alone}
        if kind == "questions":
            taken |= {one: f"groups.{index}" for index, group in enumerate(mapping.groups) for one in group.columns}
        if column in taken:
            yield place, repr(column), f"a column used once (it is used in {taken[column]})"


def _read_columns(mapping: SurveyMapping) -> Iterator[tuple[Place, str, str]]:
    """Yield the columns that are read for groups, filters and questions, with their place and for what."""
    for index, grouping in enumerate(mapping.groups):
        for column in grouping.columns:
            key = "column" if grouping.column is not None else "where"
            yield ("groups", index, key), column, "groups"
    for place, where in filters(mapping):
        for column in where:
            yield (*place, column), column, "where"
    for index, question in enumerate(mapping.questions):
        if question.column is not None:
            yield ("questions", index, "column"), question.column, "questions"
        for column in question.columns or {}:
            yield ("questions", index, "columns", column), column, "questions"
        for number, column in enumerate(question.other if question.options is None else ()):
            yield ("questions", index, "other", number), column, "questions"


def filters(mapping: SurveyMapping) -> Iterator[tuple[Place, Where]]:
    """Yield every filter of the mapping, with its place."""
    if mapping.where is not None:
        yield ("where",), mapping.where
    for index, wave in enumerate(mapping.waves):
        yield ("waves", index, "where"), wave.where
    for index, grouping in enumerate(mapping.groups):
        for name, where in (grouping.where or {}).items():
            yield ("groups", index, "where", name), where


def _row_problems(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield what is wrong with which rows are read."""
    if mapping.names_row > mapping.header_rows:
        yield ("names_row",), str(mapping.names_row), f"one of the {mapping.header_rows} header_rows"
    if mapping.names == "joined" and (mapping.header_rows == 1 or mapping.names_row != 1):
        found = f"joined, header_rows {mapping.header_rows}, names_row {mapping.names_row}"
        yield ("names",), found, "several header_rows, and no names_row"
    if mapping.keep != "refuse" and mapping.respondent is None:
        yield ("keep",), repr(mapping.keep), "`respondent`, the column that tells who is there several times"
    if mapping.weight is not None and mapping.disclosure.round_to == "0.1":
        expected = "1 or 5 where there are weights: a finer weighted share tells who answered what"
        yield ("disclosure", "round_to"), "'0.1'", expected
    for place, where in filters(mapping):
        for column, condition in where.items():
            for key, found, expected in _condition_problems(condition):
                yield (*place, column, *key), found, expected
        if not where:
            yield place, "no condition", "a column and what its cells are"


def _condition_problems(condition: object) -> Iterator[tuple[Place, str, str]]:
    if isinstance(condition, tuple) and not condition:
        yield (), "an empty list", "at least one value"
    if not isinstance(condition, Within):
        return
    days, numbers = (condition.start, condition.end), (condition.min, condition.max)
    with_days, with_numbers = any(one is not None for one in days), any(one is not None for one in numbers)
    if with_days and with_numbers:
        yield (), "days and numbers", "from and to for days, or min and max for numbers"
    elif not (with_days or with_numbers or condition.without):
        yield (), "no limit", "from, to, min, max or without"
    if condition.start is not None and condition.end is not None and condition.start > condition.end:
        yield ("from",), f"{condition.start} to {condition.end}", "from on or before to"
    if condition.min is not None and condition.max is not None and condition.min > condition.max:
        yield ("min",), f"{condition.min:g} to {condition.max:g}", "min at most max"


def _wave_problems(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield what is wrong with the periods."""
    if (mapping.period is None) == (not mapping.waves):
        both = "neither period nor waves" if mapping.period is None else "both period and waves"
        yield ("waves" if mapping.waves else "period",), both, "one of them, which says the period of the answers"
    if mapping.waves and mapping.invited is not None:
        yield ("invited",), "invited beside waves", "invited in each wave"
    seen: set[str] = set()
    for index, wave in enumerate(mapping.waves):
        if wave.period in seen:
            yield ("waves", index, "period"), repr(wave.period), "every period once"
        seen.add(wave.period)


def _group_problems(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield the values and groups that the groupings use in two ways."""
    makers: dict[str, int] = {}
    for index, grouping in enumerate(mapping.groups):
        kinds = [key for key in ("values", "bands", "where") if getattr(grouping, key) is not None]
        if len(kinds) != 1:
            found = " and ".join(kinds) if kinds else "neither values nor bands nor where"
            yield ("groups", index), found, "one of values, bands and where, which says who is in which group"
            continue
        if (grouping.column is None) != (kinds == ["where"]):
            found = "no column" if grouping.column is None else f"column {grouping.column!r} beside where"
            yield ("groups", index), found, "column with values or bands; where names its columns itself"
        for value in set(grouping.missing) & (grouping.values or {}).keys():
            yield ("groups", index, "missing"), repr(value), "a value that makes a group or is missing, not both"
        place = ("groups", index, kinds[0])
        for group in grouping.names:
            if makers.setdefault(group, index) != index:
                yield place, repr(group), f"a group made by one column (groups.{makers[group]} makes it too)"
        if mapping.all in grouping.names:
            yield place, repr(mapping.all), f"another group than {mapping.all!r}, which all respondents belong to"
        for group, found, expected in _band_problems(mapping, index):
            yield (*place, group), found, expected


def _band_problems(mapping: SurveyMapping, index: int) -> Iterator[tuple[str, str, str]]:
    """Yield the bands of a grouping that are empty, or in which a number of another band lies."""
    infinite = float("inf")
    before: tuple[str, float] | None = None
    bands = mapping.groups[index].bands or {}
    ends = {
        name: (-infinite if one.min is None else one.min, infinite if one.max is None else one.max)
        for name, one in bands.items()
    }
    for name, (low, high) in sorted(ends.items(), key=lambda one: one[1]):
        if (low, high) == (-infinite, infinite):
            yield name, "no end", "min, max or both"
        elif low > high:
            yield name, f"{low:g} to {high:g}", "min at most max"
        elif before is not None and low <= before[1]:
            yield name, f"{low:g}", f"more than {before[1]:g}, where {before[0]} ends"
        else:
            before = (name, high)


def _public_problems(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield the published figures that the mapping does not make."""
    known = {
        "indicator": {one.indicator for one in mapping.asked},
        "group": {mapping.all, *(name for grouping in mapping.groups for name in grouping.names)},
    }
    for index, one in enumerate(mapping.disclosure.already_public):
        for key, names in known.items():
            if getattr(one, key) not in names:
                expected = f"one of the mapping's own: {', '.join(sorted(names))}"
                yield ("disclosure", "already_public", index, key), repr(getattr(one, key)), expected


def _unconfirmed(mapping: SurveyMapping) -> Iterator[Problem]:
    """Yield what a proposal has left to be looked at."""
    expected = "true, or the line taken out, when you have looked at it"
    if not mapping.confirmed:
        yield ("confirmed",), "a proposal that nobody has confirmed", expected
    for key in ("groups", "questions"):
        for index, one in enumerate(getattr(mapping, key)):
            if not one.confirmed:
                yield (key, index, "confirmed"), "a proposal that nobody has confirmed", expected
    for name, scale in (mapping.scales or {}).items():
        if not scale.confirmed:
            yield ("scales", name, "confirmed"), "a proposal that nobody has confirmed", expected
