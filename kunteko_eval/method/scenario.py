"""A scenario: what an evaluator tries out, kept apart from the recorded expectations and the rubric in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.documents import read_yaml_partly
from kunteko_eval.files.validation import Location, suggestion
from kunteko_eval.method.rubric import Pooling, Rubric
from kunteko_eval.model.base import STRICT, Identifier, Words
from kunteko_eval.model.chain import Convention
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.chain_checks import convention_problems

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CutPoints:
    """The least achievements for the three colours."""

    green: Annotated[float, Field(gt=0)]
    yellow: Annotated[float, Field(gt=0)]
    red: Annotated[float, Field(gt=0)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TriedExpectation:
    """Another floor or expectation for one convention; None leaves the recorded one."""

    convention: Identifier
    expected: float | None = None
    floor: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Scenario:
    """The content of a scenario file.

    Attributes:
        id: Becomes a part of the folder's name that its reports stand in.
        title: What is tried, in a few words.
        reason: Why.
        without_sources: Collections of evidence that are left out.
        without_groups: Respondent groups that are left out.
    """

    schema: Literal[1]
    id: Identifier
    title: Words
    programme: Identifier
    reason: Words
    cut_points: CutPoints | None = None
    pooling: Pooling | None = None
    expectations: tuple[TriedExpectation, ...] = ()
    without_sources: tuple[Identifier, ...] = ()
    without_groups: tuple[Identifier, ...] = ()


def read_scenario(path: Path, programme: ProgrammeData, rubric: Rubric) -> Scenario:
    """Read a scenario file of a programme.

    Raises:
        FaultyInput: With every fault of the file, also names that the programme does not have.
    """
    faults: list[Fault] = []
    spare = {"schema": 1, "id": "spare", "title": "?", "programme": programme.id, "reason": "?"}
    read = read_yaml_partly(path, Scenario, faults, spare)
    if read is not None:
        faults += tried_faults(read[0], read[1], programme, rubric)
    if faults or read is None:
        raise FaultyInput(faults)
    return read[0]


class Written(Protocol):
    """Where a scenario is written: a file, or a call."""

    def fault(self, location: Location, found: str, expected: str, advice: str = "") -> Fault:
        """Return a fault with its place."""
        ...

    def numbered(self, location: Location, items: Sequence[T]) -> Iterator[tuple[int, T]]:
        """Yield the items of a list, each with its index where it is written."""
        ...


def tried_faults(scenario: Scenario, file: Written, programme: ProgrammeData, rubric: Rubric) -> Iterator[Fault]:
    """Yield everything of a scenario that does not fit its programme and the rubric.

    Args:
        scenario: The scenario, whether it was read from a file or made in code.
        file: Where it is written.
        programme: The programme that it is of.
        rubric: The rubric in force.
    """
    if scenario.programme != programme.id:
        yield file.fault(("programme",), repr(scenario.programme), repr(programme.id))
    names = (
        ("without_sources", scenario.without_sources, sorted(programme.collections)),
        ("without_groups", scenario.without_groups, sorted(programme.groups)),
    )
    for key, given, known in names:
        for index, name in file.numbered((key,), given):
            if name not in known:
                yield file.fault((key, index), f"unknown name {name!r}", ", ".join(known), suggestion(name, known))
    conventions = programme.chain.conventions_by_id
    times = Counter(one.convention for one in scenario.expectations)
    for index, one in file.numbered(("expectations",), scenario.expectations):
        at: Location = ("expectations", index)
        if times[one.convention] > 1:
            found = f"{one.convention!r} stands {times[one.convention]} times"
            yield file.fault((*at, "convention"), found, "every convention once")
        recorded = conventions.get(one.convention)
        if recorded is None:
            known = sorted(conventions)
            yield file.fault(
                (*at, "convention"),
                f"unknown name {one.convention!r}",
                ", ".join(known),
                suggestion(one.convention, known),
            )
            continue
        floor, expected = _tried(recorded, one)
        for place, found, wanted in convention_problems(replace(recorded, floor=floor, expected=expected)):
            if place != ("expected",) or floor != expected:
                yield file.fault((*at, *place), found, wanted)
        if isinstance(expected, float) and isinstance(recorded.expected, float):
            upward = recorded.expected > recorded.floor
            if floor == expected or (expected > floor) != upward:
                side = "above" if upward else "below"
                yield file.fault(at, f"floor {floor:g}, expected {expected:g}", f"an expectation {side} the floor")
        elif one.expected is not None:
            yield file.fault((*at, "expected"), f"{one.expected:g}", "nothing: the preceding period sets it")
    if scenario.cut_points is not None:
        cuts = scenario.cut_points
        if not cuts.red < cuts.yellow < cuts.green <= rubric.cap_high:
            found = f"red {cuts.red:g}, yellow {cuts.yellow:g}, green {cuts.green:g}"
            yield file.fault(("cut_points",), found, f"red < yellow < green, at most {rubric.cap_high:g}")


def _tried(recorded: Convention, one: TriedExpectation) -> tuple[float, float | Literal["previous-period"]]:
    floor = recorded.floor if one.floor is None else one.floor
    return floor, recorded.expected if one.expected is None else one.expected


def apply(scenario: Scenario, programme: ProgrammeData, rubric: Rubric) -> tuple[ProgrammeData, Rubric]:
    """Return the programme and the rubric as a scenario has them; neither argument is changed.

    Recorded judgements and scores are left out: they were made of the computed ratings, not of these.
    """
    tried = {one.convention: one for one in scenario.expectations}
    conventions = tuple(
        replace(one, floor=_tried(one, tried[one.id])[0], expected=_tried(one, tried[one.id])[1])
        if one.id in tried
        else one
        for one in programme.chain.conventions
    )
    sources, groups = set(scenario.without_sources), set(scenario.without_groups)
    changed = replace(
        programme,
        chain=replace(programme.chain, conventions=conventions),
        observations=tuple(
            one for one in programme.observations if one.source not in sources and one.group not in groups
        ),
        findings=tuple(one for one in programme.findings if one.source not in sources),
        judgements=(),
        scores=(),
    )
    other = rubric
    if scenario.pooling is not None:
        other = replace(other, pooling=scenario.pooling)
    if scenario.cut_points is not None:
        cuts = scenario.cut_points
        other = replace(other, cut_green=cuts.green, cut_yellow=cuts.yellow, cut_red=cuts.red)
    return changed, other
