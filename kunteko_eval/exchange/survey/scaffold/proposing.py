"""Proposing a mapping: which column is a question, on which scale, what parts the respondents, and what is not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kunteko_eval.exchange.survey.scaffold.entries import (
    Entry,
    Naming,
    columns_entry,
    delimited_entry,
    scale_entries,
    unknown_entry,
)
from kunteko_eval.exchange.survey.scaffold.families import MOST_UNORDERED, Family, families_of
from kunteko_eval.exchange.survey.scaffold.groups import ProposedGrouping, grouping_of, is_background
from kunteko_eval.exchange.survey.scaffold.headed import Headed, repeated
from kunteko_eval.exchange.survey.scaffold.profiles import Profile, profile, role_of
from kunteko_eval.exchange.survey.scaffold.several import OptionColumns, delimited, option_columns
from kunteko_eval.exchange.survey.tools.declared import DeclaredColumn
from kunteko_eval.exchange.survey.tools.marks import SurveyTool
from kunteko_eval.exchange.survey.tools.raw import RawTable
from kunteko_eval.exchange.survey.tools.xlsform import XlsForm

MOST_GROUPINGS = 1
"""Groupings that are proposed to be counted; each more makes smaller groups, of which more is hidden."""

LONGEST_COLUMN = 900
"""Characters of a column's name that a mapping can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed of an export.

    Attributes:
        entries: The questions, in the order of their columns.
        scales: The scales that they name.
        groupings: What parts the respondents.
        more_groupings: What could, beside these.
        drop: Columns about persons, each with what they are about.
        texts: Columns of free text.
        dates: Columns of dates.
        weight: The column of weights.
        decimal: The decimal sign of the weights.
        respondent: The column that is different for each respondent.
        unread: Columns that are not read, each with why.
        rows: How many respondents there are.
        twice: How many of them have a mark that another has too.
    """

    entries: Sequence[Entry]
    scales: Sequence[Family]
    groupings: Sequence[ProposedGrouping]
    more_groupings: Sequence[ProposedGrouping]
    drop: Mapping[str, str]
    texts: Sequence[str]
    dates: Sequence[str]
    weight: str | None
    decimal: str
    respondent: str | None
    unread: Mapping[str, str]
    rows: int
    twice: int = 0


@dataclass(slots=True, kw_only=True)
class _SortedColumns:
    """The columns of an export by what they are."""

    drop: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    weights: list[Profile] = field(default_factory=list)
    choices: list[Profile] = field(default_factory=list)
    several: list[Profile] = field(default_factory=list)
    options: list[OptionColumns] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    marks: list[Profile] = field(default_factory=list)


def profiles_of(table: RawTable, read: Headed, form: XlsForm | None) -> list[Profile]:
    """Return what stands in each column."""
    rows = [row for row in read.body if any(row)]
    found = []
    for place, heading in enumerate(read.headings):
        declared = table.declared.get(heading.name)
        if form is not None:
            declared = form.of(heading.name) or _option(form, heading.name)
        found.append(profile(place, heading, [row[place] for row in rows], declared))
    return found


def _option(form: XlsForm, name: str) -> DeclaredColumn | None:
    """Return what a form says of a column that is an option: the question and the option in words."""
    found = form.option_of(name)
    if found is None:
        return None
    _, question, said = found
    return DeclaredColumn(text=f"{question.text}: {said}")


def propose(columns: Sequence[Profile], naming: Naming, table: RawTable, tool: SurveyTool | None) -> Proposal:
    """Return what is proposed of the columns of an export.

    Args:
        columns: What stands in each.
        naming: Names the indicators.
        table: The export, which may say itself which columns are options.
        tool: The tool that wrote it.
    """
    by = _sorted(columns, table, tool)
    background = [one for one in by.choices if is_background(one)]
    families, unknown = families_of([one for one in by.choices if one not in background])
    entries = scale_entries(families, naming)
    entries += [columns_entry(one, naming) for one in by.options]
    more: list[Profile] = []
    for one in unknown:
        entry = unknown_entry(one, naming) if len(one.shown) <= MOST_UNORDERED else None
        if entry is not None:
            entries.append(entry)
        elif len(one.shown) > 1:
            more.append(one)
        else:
            by.unread[one.heading.name] = "one answer only" if not one.hidden else "no answer that 5 respondents gave"
    for one in by.several:
        found = delimited(one, tool)
        if found is not None:
            entries.append(delimited_entry(one, found, naming))
    groupings = [made for one in (*background, *more) if (made := grouping_of(one)) is not None]
    for one in (*background, *more):
        if grouping_of(one) is None:
            by.unread[one.heading.name] = "no two values that 5 respondents gave"
    groupings.sort(key=lambda one: (one.hidden > 0, len(one.values)))
    respondent, twice = _respondent(by)
    if respondent is not None:
        by.drop.pop(respondent, None)
    return Proposal(
        entries=sorted(entries, key=lambda one: min(one.places)),
        scales=families,
        groupings=groupings[:MOST_GROUPINGS],
        more_groupings=groupings[MOST_GROUPINGS:],
        drop=by.drop,
        texts=by.texts,
        dates=by.dates,
        weight=by.weights[0].heading.name if by.weights else None,
        decimal="," if by.weights and any("," in text for text in by.weights[0].counts) else ".",
        respondent=respondent,
        unread=by.unread,
        rows=columns[0].rows if columns else 0,
        twice=twice,
    )


def _sorted(columns: Sequence[Profile], table: RawTable, tool: SurveyTool | None) -> _SortedColumns:
    """Return the columns by what they are; options that have a column each first."""
    by = _SortedColumns()
    taken: set[int] = set()
    whole = {one.heading.name for one in columns if one.declared.several}
    again = set(repeated([one.heading for one in columns]))
    for one in columns:
        name = one.heading.name
        if name.rpartition("/")[0] in whole:
            taken.add(one.place)
            by.unread[name] = "its answers stand in the question's own column too"
        elif not name or name in again or len(name) > LONGEST_COLUMN:
            taken.add(one.place)
            why = "its heading is empty" if not name else "another column has the same heading"
            if name and name not in again:
                why = "its heading is too long"
            by.unread[name or f"column {one.place + 1}"] = f"{why}: name it in the export to read it"
    for group in _option_groups([one for one in columns if one.place not in taken], table):
        found = option_columns(group)
        if found is not None and not any(role_of(one)[0] in {"drop", "date"} for one in found.columns):
            by.options.append(found)
            taken |= {one.place for one in group}
    for one in columns:
        if one.place not in taken:
            _sort(one, by, tool)
    return by


def _option_groups(columns: Sequence[Profile], table: RawTable) -> list[list[Profile]]:
    """Return neighbouring columns of one question, and those that the file says are options of one."""
    names = {one.heading.name: one for one in columns}
    sets = [[names[name] for name in one.columns if name in names] for one in table.sets]
    in_sets = {one.place for group in sets for one in group}
    groups: list[list[Profile]] = [group for group in sets if len(group) > 1]
    last: list[Profile] = []
    for one in columns:
        if one.place in in_sets or not one.heading.stem:
            last = []
        elif last and last[-1].heading.stem == one.heading.stem:
            last.append(one)
        else:
            last = [one]
            groups.append(last)
    return [group for group in groups if len(group) > 1]


def _sort(one: Profile, by: _SortedColumns, tool: SurveyTool | None) -> None:
    """Put a column where it belongs."""
    name = one.heading.name
    if one.declared.several:
        by.several.append(one)
        return
    role, kind = role_of(one)
    if role in {"text", "choice"} and delimited(one, tool) is not None:
        by.several.append(one)
    elif role == "drop":
        by.drop[name] = kind
        if kind in {"a mark of the respondent", "different for nearly everybody"}:
            by.marks.append(one)
    elif role == "text":
        by.texts.append(name)
    elif role == "date":
        by.dates.append(name)
    elif role == "weight" and one.answered == one.rows:
        by.weights.append(one)
    elif role == "weight":
        by.unread[name] = f"a weight that {one.rows - one.answered} respondents lack"
    elif role == "choice":
        by.choices.append(one)
    else:
        by.unread[name] = "it is empty" if role == "empty" else "numbers on no scale, such as amounts or years"


def _respondent(by: _SortedColumns) -> tuple[str | None, int]:
    """Return the column that tells respondents apart, and how many are there with another's mark."""
    whole = [one for one in by.marks if one.answered == one.rows]
    for one in whole:
        if len(one.counts) == one.rows:
            return one.heading.name, 0
    for one in whole:
        if len(one.counts) > 0.8 * one.rows:
            return one.heading.name, one.rows - len(one.counts)
    return None, 0


def unconfirmed(proposal: Proposal) -> list[str]:
    """Return what a person has to look at beside the whole."""
    found = [f"scale {one.name}: {one.scale.note}" for one in proposal.scales if one.scale and not one.scale.sure]
    for entry in proposal.entries:
        if entry.note:
            column = entry.content.get("column") or next(iter(entry.content.get("columns", {})), "")
            found.append(f"column {column}: {entry.note}")
    return found


def used_columns(proposal: Proposal) -> dict[str, Any]:
    """Return how many columns are of each use, for a line to a person."""
    return {
        "questions": sum(len(one.content.get("columns", {"": ""})) for one in proposal.entries),
        "scales": len(proposal.scales),
    }
