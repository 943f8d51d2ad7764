"""What is tried, frozen; and what it is tried on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from kunteko_eval.method.assess import Assessment, assess
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.reading.scenario import Scenario, apply

TRIED = "tried"
"""The id, the title and the reason of a scenario that has not been saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialState:
    """A period and what is tried of its programme; the same state is always rated the same.

    Attributes:
        period: The id of a report period.
        scenario: What is tried; nothing stands in it that is as recorded.
    """

    period: str
    scenario: Scenario

    @property
    def as_recorded(self) -> bool:
        """Return whether nothing is tried."""
        return self.scenario == nothing_tried(self.scenario.programme)


def nothing_tried(programme: str) -> Scenario:
    """Return the scenario of a programme in which everything is as recorded."""
    return Scenario(schema=1, id=TRIED, title=TRIED, programme=programme, reason=TRIED)


def named(scenario: Scenario) -> Scenario:
    """Return a scenario without the name that it was saved under, so that equal trials are equal."""
    return replace(scenario, id=TRIED, title=TRIED, reason=TRIED)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A programme and a rubric as they are recorded, and where they were read from.

    Attributes:
        place: The programme's folder or workbook.
        rubric_file: The file that the rubric was read from.
    """

    programme: ProgrammeData
    rubric: Rubric
    place: Path
    rubric_file: Path

    @classmethod
    def read(cls, place: Path, rubric_file: Path) -> Recorded:
        """Read a programme and a rubric.

        Raises:
            FaultyInput: With everything that is wrong with them.
        """
        return cls(
            programme=read_programme(place), rubric=read_rubric(rubric_file), place=place, rubric_file=rubric_file
        )

    @cached_property
    def without_decisions(self) -> ProgrammeData:
        """The programme without judgements, scores and seals, which speak of what is recorded, not of trials."""
        return replace(self.programme, judgements=(), scores=(), registration=())

    def rated(self, state: TrialState) -> Assessment:
        """Return a period as a trial has it; with its judgements when nothing is tried."""
        if state.as_recorded:
            return assess(self.programme, state.period, self.rubric)
        programme, rubric = apply(state.scenario, self.programme, self.rubric)
        return assess(programme, state.period, rubric)

    def computed(self, period: str) -> Assessment:
        """Return a period as the recorded evidence and rules compute it, without judgements."""
        return assess(self.without_decisions, period, self.rubric)
