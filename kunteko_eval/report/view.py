"""What a notebook opens: one programme and period, assessed, with the language it is read in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from kunteko_eval.files.handed_over import hand_over, handed_over
from kunteko_eval.files.snapshot import current
from kunteko_eval.frames.comparison import ChangeFrames
from kunteko_eval.frames.result import Draws, ResultFrames
from kunteko_eval.method.assess import Assessment, assess
from kunteko_eval.method.change import ElementChange
from kunteko_eval.method.coding_agreement import CodingAgreement, coding_agreement
from kunteko_eval.method.robustness import Robustness, unsettled
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.coding import Coding
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.evidence_edits import WHAT_IF
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.reading.scenario import Scenario, apply
from kunteko_eval.reading.scenario_reader import read_scenario
from kunteko_eval.report.folders import NoFolder as NoFolder
from kunteko_eval.report.folders import folder as folder
from kunteko_eval.report.language import Language
from kunteko_eval.report.parameters import Name, Place, programme_in, texts
from kunteko_eval.screening.register import suspicions
from kunteko_eval.screening.suspicion import Suspicion
from kunteko_eval.timeline.milestones import Course, courses
from kunteko_eval.timeline.moved import MovedFigure, moved_figures
from kunteko_eval.timeline.target_frame import target_frame
from kunteko_eval.timeline.targets import TargetProgress, targets_within
from kunteko_eval.timeline.trends import YearlySeries, over_all_tests, yearly_series


@dataclass(frozen=True, kw_only=True, repr=False)
class View:
    """A programme's period in one language: what the report's words, tables and figures are made from.

    The chapters of a report share it: what they show must not change it.

    Attributes:
        assessment: The period, rated.
        previous: The period it is compared with, rated by the same rubric; None when there is none.
        scenario: What is tried out instead of the recorded evidence, expectations and rubric, if anything is.
        recorded: The programme as it is recorded, where a scenario is tried.
    """

    assessment: Assessment
    previous: Assessment | None
    say: Language
    scenario: Scenario | None = None
    recorded: ProgrammeData | None = None

    def __repr__(self) -> str:
        """Return one line: programme, period, language and rubric."""
        tried = f", scenario {self.scenario.id}" if self.scenario else ""
        rubric = self.assessment.rubric.version
        return f"<View {self.programme.id!r} {self.assessment.period.id} in {self.say.code}; rubric {rubric}{tried}>"

    @property
    def programme(self) -> ProgrammeData:
        """Return the programme."""
        return self.assessment.programme

    @cached_property
    def frames(self) -> ResultFrames:
        """The frames of the period, those of its programme among them."""
        return ResultFrames(draws=Draws(assessment=self.assessment), language=self.say.prose)

    @cached_property
    def comparison(self) -> ChangeFrames | None:
        """The frames of the comparison with the previous period; None when there is none."""
        if self.previous is None:
            return None
        return ChangeFrames(assessment=self.assessment, previous=self.previous, language=self.say.prose)

    @cached_property
    def levels_of_indicators(self) -> dict[str, str]:
        """The kind of the first level on which each registered indicator may speak for an element, by its id."""
        chain, found = self.programme.chain, dict[str, str]()
        for element in chain.elements:
            for one in element.evidence:
                if one.indicator is not None:
                    found.setdefault(one.indicator, chain.level_of(element).kind)
        return found

    @cached_property
    def kept(self) -> dict[str, pd.DataFrame]:
        """The frames of the period that chapters choose from, by name; each is made when a chapter first asks for it."""
        return {}

    @property
    def robustness(self) -> dict[str, Robustness]:
        """The robustness of every rated element; computed when first asked for."""
        return self.frames.draws.by_element

    @cached_property
    def unsettled(self) -> frozenset[str]:
        """The elements whose rating is fragile and contested at once, or beaten by another one, by id."""
        ratings = self.assessment.ratings
        return frozenset(one.element.id for one in ratings if unsettled(one, self.robustness.get(one.element.id)))

    @cached_property
    def coding_agreement(self) -> CodingAgreement:
        """How far coders of the programme's findings agree."""
        return agreement_of(self.programme.codings, self.assessment.rubric.seed)

    @cached_property
    def suspicions(self) -> tuple[Suspicion, ...]:
        """Everything suspicious in the programme, whatever the period; found when first asked for."""
        return suspicions(self.programme, self.assessment.rubric)

    @property
    def changes(self) -> tuple[ElementChange, ...]:
        """The changes since the previous period; empty when there is none."""
        return () if self.comparison is None else self.comparison.found

    @cached_property
    def moved(self) -> tuple[MovedFigure, ...]:
        """The figures that this period and the previous one have; empty when there is none."""
        return () if self.previous is None else moved_figures(self.previous, self.assessment)

    @cached_property
    def targets(self) -> tuple[TargetProgress, ...]:
        """The targets of the period and of the periods within it, with what was reached of them."""
        return tuple(targets_within(self.programme, self.assessment.period))

    @cached_property
    def target_frame(self) -> pd.DataFrame:
        """The same as the frame ``targets``."""
        groups = {name: one.label for name, one in self.programme.groups.items()}
        return target_frame(self.targets, groups, self.say.prose)

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """The figures with expectations of several periods, against their expected paths."""
        return courses(self.assessment)

    @property
    def trends(self) -> tuple[YearlySeries, ...]:
        """The figures with several single years; p-values are adjusted over all tests of the report."""
        return self._tests[0]

    @property
    def adjusted_changes(self) -> list[float]:
        """The adjusted p-values of the figures that moved and have one, in their order."""
        return self._tests[1]

    @cached_property
    def _tests(self) -> tuple[tuple[YearlySeries, ...], list[float]]:
        moved = [one.p for one in self.moved if one.p is not None]
        return over_all_tests(yearly_series(self.assessment), moved)

    def in_language(self, code: str) -> View:
        """Return the same period in another language; the draws are shared.

        Raises:
            UnknownName: When there is no such language.
        """
        if code == self.say.code:
            return self
        other = replace(self, say=self.say.in_language(code))
        vars(other)["frames"] = replace(self.frames, language=other.say.prose)
        return other


@lru_cache(maxsize=4)
def agreement_of(codings: tuple[Coding, ...], seed: int) -> CodingAgreement:
    """Return how far coders agree, computed once of one set of codings; whoever tries a what-if row is no coder."""
    return coding_agreement([one for one in codings if one.coder != WHAT_IF], seed=seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What a view is made of.

    Attributes:
        programme: The programme's folder or workbook.
        rubric: The rubric's file.
        scenario: The scenario file, if any.
        state: The state of the snapshot that holds all of these; empty when they are read from the disk.
    """

    programme: Path
    period: str
    language: str
    rubric: Path
    scenario: Path | None
    state: str = ""

    def read(self) -> View:
        """Read the files, rate the period and return it for showing."""
        programme, rubric = read_programme(self.programme), read_rubric(self.rubric)
        tried = None if self.scenario is None else read_scenario(self.scenario, programme, rubric)
        recorded = None if tried is None else programme
        if tried is not None:
            programme, rubric = apply(tried, programme, rubric)
        return replace(view_of(programme, self.period, rubric, Language(self.language), tried), recorded=recorded)


@lru_cache(maxsize=4)
def _read_once(opened: _Opened) -> View:
    """Return a view of files that stand in a snapshot; every chapter of a report opens the same one."""
    given: View | None = handed_over(opened)
    return opened.read() if given is None else given


def open_view(
    programme: Name, period: Name, language: str, data: Place = "", params: Place = "", scenario: Place = ""
) -> View:
    """Read a programme, rate a period and return it for showing.

    Args:
        programme: The programme's id, its folder's name in the data folder.
        period: The id of one of its report periods; a year may be a number.
        language: fi, sv or en.
        data: The folder of programme folders; the nearest ``data`` at or above the working folder when empty.
        params: The folder of ``rubric.yaml``; the nearest ``params`` when empty.
        scenario: A scenario file to try out; none when empty.

    Raises:
        FaultyInput: When a parameter is none or the notebook was given one that it does not have; or when the
            programme, the rubric or the scenario has faults.
        UnknownName: When there is no such programme, period or language.
        NoFolder: When a folder was not given and is not found.
    """
    opened = _opened(programme, period, language, data, params, scenario)
    return _read_once(opened) if opened.state else opened.read()


def hand_view_over(to: Path, **given: str) -> Path | None:
    """Rate a period once for a report's page and for its chapters: keep its view, with its draws, for their kernel.

    Args:
        to: The folder in which the packed snapshot stands that is read from.
        given: The parameters of `open_view`, as the chapters are given them.

    Returns:
        The file, for a kernel that finds the snapshot there; None when some file is not in a snapshot.
    """
    opened = _opened(**given)
    if not opened.state:
        return None
    view = _read_once(opened)
    made = (view.frames.draws.verdicts, view.coding_agreement, view.changes)
    assert made is not None  # noqa: S101  (they are made for what making them costs)
    return hand_over(to, opened, view)


def _opened(programme: Name, period: Name, language: str, data: Place, params: Place, scenario: Place) -> _Opened:
    """Return what a view is made of, by what is asked for; see `open_view`."""
    given = texts(
        {
            "programme": programme,
            "period": period,
            "language": language,
            "data": data,
            "params": params,
            "scenario": scenario,
        }
    )
    Language(given["language"])  # An unknown one is told before anything is read.
    opened = _Opened(
        programme=programme_in(folder(given["data"], "data"), given["programme"]),
        period=given["period"],
        language=given["language"],
        rubric=folder(given["params"], "params") / "rubric.yaml",
        scenario=Path(given["scenario"]) if given["scenario"] else None,
    )
    here = current()
    read = [opened.programme, opened.rubric, *([opened.scenario] if opened.scenario else [])]
    return replace(opened, state="" if here is None else here.state(read))


def view_of(
    programme: ProgrammeData, period: str, rubric: Rubric, say: Language, scenario: Scenario | None = None
) -> View:
    """Rate a programme's period, and the one it is compared with, and return it for showing.

    Raises:
        UnknownName: When the programme has no such report period.
    """
    assessment = assess(programme, period, rubric)
    earlier = assessment.period.previous
    previous = assess(programme, programme.periods[earlier], rubric) if earlier else None
    return View(assessment=assessment, previous=previous, say=say.of_programme(programme), scenario=scenario)
