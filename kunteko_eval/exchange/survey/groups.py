"""What an import of a survey declares in ``sources.yaml``: of which whole its groups are parts, and by what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.entry_text import Value
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.survey.mapping import Grouping, SurveyMapping
from kunteko_eval.exchange.wording import plain_id
from kunteko_eval.model.programme import ProgrammeData


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the programme must say so that a total and its parts are known.

    Attributes:
        groupings: The id of each grouping of the mapping.
        values: What ``sources.yaml`` must hold, by list, id and key.
    """

    groupings: tuple[str, ...]
    values: Mapping[str, Mapping[str, Mapping[str, Value]]]


def declare(file: Path, mapping: SurveyMapping, programme: ProgrammeData) -> Declared:
    """Return what an import declares.

    Args:
        file: The mapping file, for faults.
        mapping: The mapping.
        programme: The programme, which declares every group of the mapping.

    Raises:
        FaultyInput: With everything that the programme says otherwise.
    """
    faults: list[Fault] = []
    names: list[str] = []
    groups: dict[str, dict[str, Value]] = {}
    for index, grouping in enumerate(mapping.groups):
        name = grouping_of(grouping, programme, index)
        if name in names:
            found = f"grouping {name!r}, as groups.{names.index(name)} has it"
            expected = "a grouping of its own for every column"
            faults.append(fault(file, f"key groups.{index}.grouping", found, expected, "Write grouping: <id>."))
        names.append(name)
        for group in grouping.names:
            groups[group] = {"part_of": mapping.all, "grouping": name}
            place, advice = (
                f"key groups.{index}.{grouping.kind}",
                "Correct sources.yaml, or give the survey groups of its own.",
            )
            for found, expected in _disagreements(programme, mapping.all, group, name):
                faults.append(fault(file, place, found, expected, advice))
    collection = programme.collections[mapping.source]
    least = mapping.disclosure.threshold
    if collection.smallest_group is not None and collection.smallest_group > least:
        found, expected = (
            f"threshold {least}",
            f"at least smallest_group {collection.smallest_group} of {collection.id}",
        )
        faults.append(
            fault(file, "key disclosure.threshold", found, expected, "Raise it, or lower it in sources.yaml.")
        )
    if faults:
        raise FaultyInput(faults)
    values: dict[str, dict[str, dict[str, Value]]] = {
        "groups": groups,
        "collections": {mapping.source: {"smallest_group": least}},
    }
    return Declared(groupings=tuple(names), values=values)


def grouping_of(grouping: Grouping, programme: ProgrammeData, index: int) -> str:
    """Return the id of a grouping: the mapping's, the one that the programme has for its groups, or its column's name."""
    if grouping.grouping is not None:
        return grouping.grouping
    there = {programme.groups[name].grouping for name in grouping.names} - {None}
    return next((one for one in sorted(one for one in there if one)), None) or (
        plain_id((grouping.column or "").casefold()) or f"grouping-{index + 1}"
    )


def _disagreements(programme: ProgrammeData, whole: str, group: str, grouping: str) -> Iterator[tuple[str, str]]:
    """Yield what the programme says otherwise of a group that a mapping makes, and what the mapping says.

    Args:
        programme: The programme.
        whole: The group that all respondents belong to.
        group: The group.
        grouping: The id of its grouping.
    """
    there = programme.groups[group]
    holder, seen = there.part_of, {group}
    while holder is not None and holder != whole and holder in programme.groups and holder not in seen:
        seen.add(holder)
        holder = programme.groups[holder].part_of
    if there.part_of is not None and holder != whole:
        found = f"group {group}, which sources.yaml says is a part of {there.part_of}"
        yield found, f"a part of {whole}, which all respondents belong to"
    if there.grouping is not None and there.grouping != grouping:
        found = f"group {group}, which sources.yaml says is of the grouping {there.grouping}"
        yield found, f"a group of the grouping {grouping}"
