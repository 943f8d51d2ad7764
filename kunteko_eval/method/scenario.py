"""A scenario: what an evaluator tries out, kept apart from the recorded expectations and the rubric in force."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.method.rubric import Pooling, Rubric
from kunteko_eval.model.base import STRICT, Identifier, Words
from kunteko_eval.model.chain import Convention
from kunteko_eval.model.programme import ProgrammeData


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

    def instead_of(self, recorded: Convention) -> Convention:
        """Return the recorded convention with what is tried."""
        floor = recorded.floor if self.floor is None else self.floor
        return replace(recorded, floor=floor, expected=recorded.expected if self.expected is None else self.expected)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Scenario:
    """The content of a scenario file."""

    schema: Literal[1]
    id: Annotated[Identifier, "Becomes a part of the folder's name that its reports stand in."]
    title: Annotated[Words, "What is tried, in a few words."]
    programme: Identifier
    reason: Annotated[Words, "Why."]
    cut_points: CutPoints | None = None
    pooling: Pooling | None = None
    expectations: tuple[TriedExpectation, ...] = ()
    without_sources: Annotated[tuple[Identifier, ...], "Collections of evidence that are left out."] = ()
    without_groups: Annotated[tuple[Identifier, ...], "Respondent groups that are left out."] = ()


def apply(scenario: Scenario, programme: ProgrammeData, rubric: Rubric) -> tuple[ProgrammeData, Rubric]:
    """Return the programme and the rubric as a scenario has them; neither argument is changed.

    Recorded judgements, scores and seals are left out: they are of the computed ratings, not of these.

    Args:
        scenario: What is tried.
        programme: The programme as recorded.
        rubric: The rubric in force.
    """
    tried = {one.convention: one for one in scenario.expectations}
    conventions = tuple(
        tried[one.id].instead_of(one) if one.id in tried else one for one in programme.chain.conventions
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
        registration=(),
    )
    if scenario.pooling is not None:
        rubric = replace(rubric, pooling=scenario.pooling)
    if scenario.cut_points is not None:
        cuts = scenario.cut_points
        rubric = replace(rubric, cut_green=cuts.green, cut_yellow=cuts.yellow, cut_red=cuts.red)
    return changed, rubric
