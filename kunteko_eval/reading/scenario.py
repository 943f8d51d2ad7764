"""A scenario: what an evaluator tries out, kept apart from what is recorded and from the rubric in force."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.method.rubric import Pooling, Rubric
from kunteko_eval.model.base import STRICT, FolderName, Identifier, Words
from kunteko_eval.model.chain import Chain, Convention
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.scale import DeclaredGrade
from kunteko_eval.reading.evidence_edits import (
    AddedFigure,
    AddedFinding,
    EvidenceEdits,
    TriedCode,
    TriedFigure,
    with_edits,
)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CutPoints:
    """The least achievements for the three colours."""

    green: Annotated[float, Field(gt=0)]
    yellow: Annotated[float, Field(gt=0)]
    red: Annotated[float, Field(gt=0)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TriedCut:
    """Another least achievement for a grade of the programme's own scale."""

    grade: Identifier
    cut: Annotated[float, Field(gt=0)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TriedExpectation:
    """Another floor or expectation for one convention; nothing leaves the recorded one."""

    convention: Identifier
    element: Annotated[Identifier | None, "The one element that it is tried for; left out, every one."] = None
    expected: float | None = None
    floor: float | None = None

    @property
    def name(self) -> str:
        """Return the id of the convention as it is tried; another one where it is tried for one element alone."""
        if self.element is None:
            return self.convention
        return f"{self.element[:39].rstrip('-')}-{self.convention[:40].rstrip('-')}"

    def instead_of(self, recorded: Convention) -> Convention:
        """Return the recorded convention with what is tried."""
        floor = recorded.floor if self.floor is None else self.floor
        expected = recorded.expected if self.expected is None else self.expected
        return replace(recorded, id=self.name, floor=floor, expected=expected)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Scenario:
    """The content of a scenario file."""

    schema: Literal[1]
    id: Annotated[FolderName, "Becomes a part of the folder's name that its reports stand in."]
    title: Annotated[Words, "What is tried, in a few words."]
    programme: Identifier
    reason: Annotated[Words, "Why."]
    cut_points: CutPoints | None = None
    grade_cuts: Annotated[tuple[TriedCut, ...], "Cut-points of grades, where the programme has its own."] = ()
    pooling: Pooling | None = None
    expectations: tuple[TriedExpectation, ...] = ()
    without_sources: Annotated[tuple[Identifier, ...], "Collections of evidence that are left out."] = ()
    without_groups: Annotated[tuple[Identifier, ...], "Respondent groups that are left out."] = ()
    figures: Annotated[tuple[TriedFigure, ...], "Observations with other numbers."] = ()
    codes: Annotated[tuple[TriedCode, ...], "Findings with another code."] = ()
    without_evidence: Annotated[tuple[Identifier, ...], "Observations and findings that are left out."] = ()
    added_figures: Annotated[tuple[AddedFigure, ...], "What-if observations."] = ()
    added_findings: Annotated[tuple[AddedFinding, ...], "What-if findings."] = ()

    @property
    def edits(self) -> EvidenceEdits:
        """Return what of single pieces of evidence is tried."""
        return EvidenceEdits(
            figures=self.figures,
            codes=self.codes,
            without=self.without_evidence,
            added_figures=self.added_figures,
            added_findings=self.added_findings,
        )


def apply(scenario: Scenario, programme: ProgrammeData, rubric: Rubric) -> tuple[ProgrammeData, Rubric]:
    """Return the programme and the rubric as a scenario has them; neither argument is changed.

    Recorded judgements, scores and seals are left out: they are of the computed ratings, not of these.

    Args:
        scenario: What is tried.
        programme: The programme as recorded.
        rubric: The rubric in force.
    """
    edited = with_edits(scenario.edits, programme)
    sources, groups = set(scenario.without_sources), set(scenario.without_groups)
    changed = replace(
        edited,
        chain=_expecting(edited.chain, scenario.expectations),
        observations=tuple(one for one in edited.observations if one.source not in sources and one.group not in groups),
        findings=tuple(one for one in edited.findings if one.source not in sources),
        judgements=(),
        scores=(),
        registration=(),
    )
    if scenario.pooling is not None:
        rubric = replace(rubric, pooling=scenario.pooling)
    return changed, with_cuts(scenario, programme.chain.grades, rubric)


def with_cuts(scenario: Scenario, grades: tuple[DeclaredGrade, ...], rubric: Rubric) -> Rubric:
    """Return the rubric with the cut-points that are tried, of green, yellow and red or of a programme's own grades."""
    if scenario.cut_points is not None:
        cuts = scenario.cut_points
        rubric = replace(rubric, cut_green=cuts.green, cut_yellow=cuts.yellow, cut_red=cuts.red)
    tried = {one.grade: one.cut for one in scenario.grade_cuts}
    cut = tuple(replace(one, cut=tried.get(one.id, one.cut)) for one in grades)
    return replace(rubric, declared=cut) if tried else rubric.for_scale(grades)


def _expecting(chain: Chain, expectations: tuple[TriedExpectation, ...]) -> Chain:
    """Return the chain with the expectations that are tried: of conventions first, then of single elements."""
    if not expectations:
        return chain
    tried = {one.convention: one for one in expectations if one.element is None}
    conventions = {one.id: tried[one.id].instead_of(one) if one.id in tried else one for one in chain.conventions}
    own = {(one.element, one.convention): one for one in expectations if one.element is not None}
    elements = tuple(
        replace(
            element,
            evidence=tuple(
                replace(entry, expectation=own[element.id, entry.expectation].name)
                if (element.id, entry.expectation) in own
                else entry
                for entry in element.evidence
            ),
        )
        for element in chain.elements
    )
    more = tuple(one.instead_of(conventions[one.convention]) for one in own.values())
    return replace(chain, conventions=(*conventions.values(), *more), elements=elements if own else chain.elements)
