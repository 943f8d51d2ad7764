"""A programme as it was read, and its periods as they are rated: frames, figures and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kunteko_eval.errors import UnknownName
from kunteko_eval.frames.comparison import ChangeFrames
from kunteko_eval.frames.programme import ProgrammeFrames, graph
from kunteko_eval.method.assess import Assessment
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model import programme as model
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.public.element import ElementResult
from kunteko_eval.public.evidence import EvidenceFrames
from kunteko_eval.public.period_frames import PeriodFrames
from kunteko_eval.public.summary import card, require
from kunteko_eval.public.trial import Expected, Trial, tried
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report import method_words
from kunteko_eval.report.chain_map import chain_map
from kunteko_eval.report.explain import computed_by
from kunteko_eval.report.language import Language
from kunteko_eval.report.parameters import Name, Place
from kunteko_eval.report.view import View, folder, open_view, view_of
from kunteko_eval.timeline.target_frame import target_frame
from kunteko_eval.timeline.targets import targets_by_period

if TYPE_CHECKING:
    import networkx as nx
    import plotly.graph_objects as go


def read(path: str | Path, *, language: str = "en", rubric: str | Path | None = None) -> Programme:
    """Read a programme folder or workbook.

    Args:
        path: The folder that holds ``programme.yaml``, or a workbook (.xlsx).
        language: Of labels in frames: fi, sv or en.
        rubric: A ``rubric.yaml``; when None the nearest ``params/rubric.yaml`` at or above the programme's place,
            then at or above the working folder.

    Returns:
        The programme, which can be rated.

    Raises:
        FaultyInput: With every fault of every file, each with its place.
        UnknownName: When there is no such language.
    """
    place = Path(path)
    require("language", language, LANGUAGES)
    return Programme(
        read_programme(place), language=language, rubric=None if rubric is None else Path(rubric), place=place
    )


def open_period(
    programme: Name, period: Name, language: str = "fi", data: Place = "", params: Place = "", scenario: Place = ""
) -> Result:
    """Read a programme of the data folder and rate one of its periods, as the parameters of a notebook ask.

    Every chapter of a report that is being made shares one reading and one rating.

    Args:
        programme: The programme's id, its folder's name in the data folder.
        period: The id of one of its report periods; a year may be a number.
        language: Of words and labels: fi, sv or en.
        data: The folder of programme folders; the nearest ``data`` at or above the working folder when empty.
        params: The folder of ``rubric.yaml``; the nearest ``params`` when empty.
        scenario: A scenario file to try out; none when empty.

    Raises:
        FaultyInput: When a parameter is none or the notebook was given one that it does not have; or when the
            programme, the rubric or the scenario has faults.
        UnknownName: When there is no such programme, period or language.
        NoFolder: When a folder was not given and is not found.
    """
    view = open_view(programme, period, language, data, params, scenario)
    rubric, place = folder(str(params), "params") / "rubric.yaml", folder(str(data), "data") / view.programme.id
    read, frames = view.programme, view.frames.programme
    return Result(Programme(read, language=view.say.prose, rubric=rubric, place=place, frames=frames), view)


class Programme(EvidenceFrames):
    """A programme that was read without faults: what was believed and what was observed.

    Its frames are described in ``docs/reference/frames.md``. Every call gives a copy: change it as you like.

    Attributes:
        core: The frozen classes that the method works with.
        language: Of labels in frames.
    """

    def __init__(
        self,
        core: model.ProgrammeData,
        *,
        language: str,
        rubric: Path | None,
        place: Path,
        frames: ProgrammeFrames | None = None,
    ) -> None:
        """Keep what was read, and its frames where they are made already; `read` makes one."""
        self.core = core
        self.language = language
        self._rubric = rubric
        self._place = place
        self._frames = frames or ProgrammeFrames(programme=core, language=language)

    def __repr__(self) -> str:
        """Return one line: id, name and counts."""
        chain = self.core.chain
        return (
            f"<Programme {self.id!r}: {self.name}; {len(chain.elements)} elements, {len(chain.links)} links, "
            f"{len(self.core.observations)} observations, {len(self.core.findings)} findings>"
        )

    def _repr_html_(self) -> str:
        rows = [
            ("Elements", len(self.core.chain.elements)),
            ("Links", len(self.core.chain.links)),
            ("Indicators", len(self.core.indicators)),
            ("Observations", len(self.core.observations)),
            ("Findings", len(self.core.findings)),
            ("Report periods", ", ".join(self.report_periods)),
        ]
        synthetic = " · synthetic data" if self.core.sheet.synthetic else ""
        return card(f"{self.name}{synthetic}", rows)

    @property
    def id(self) -> str:
        """The programme's id."""
        return self.core.id

    @property
    def name(self) -> str:
        """The programme's name in the chosen language."""
        return self.core.sheet.name[self.language]

    @property
    def report_periods(self) -> list[str]:
        """The ids of the periods that can be rated."""
        return [one.id for one in self.core.sheet.periods if one.report]

    def _frame(self, name: str) -> pd.DataFrame:
        found: pd.DataFrame = getattr(self._frames, name)
        return found.copy()

    @property
    def targets(self) -> pd.DataFrame:
        """Baseline, target and actual of every indicator with a target, by every period that the target is of."""
        groups = {name: one.label for name, one in self.core.groups.items()}
        return target_frame(targets_by_period(self.core), groups, self.language)

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The chain as a `networkx.DiGraph`: nodes have label, level, kind and rank; edges their assumption."""
        return graph(self.core, self.language)

    def in_language(self, language: str) -> Programme:
        """Return the same programme with labels in another language.

        Raises:
            UnknownName: When there is no such language.
        """
        require("language", language, LANGUAGES)
        return Programme(self.core, language=language, rubric=self._rubric, place=self._place)

    def holding(self, core: model.ProgrammeData) -> Programme:
        """Return a programme of the same place and language that holds something else."""
        return Programme(core, language=self.language, rubric=self._rubric, place=self._place)

    def rate(self, period: str | int, *, rubric: str | Path | Rubric | None = None) -> Result:
        """Rate the chain for a period.

        Args:
            period: The id of a report period; a whole number is that year.
            rubric: The rubric, or its file; when None the one that was given to `read`, or the nearest one.

        Raises:
            UnknownName: When there is no such report period; the message tells which there are.
            FaultyInput: When the rubric has faults.
            NoFolder: When no rubric was given and none is found.
        """
        chosen = rubric if isinstance(rubric, Rubric) else read_rubric(self._rubric_file(rubric))
        return Result(self, view_of(self.core, self._period(period), chosen, Language(self.language)))

    def _rubric_file(self, given: str | Path | None) -> Path:
        if given is not None or self._rubric is not None:
            return Path(given or self._rubric or "")
        for parent in self._place.resolve().parents:
            found = parent / "params" / "rubric.yaml"
            if found.is_file():
                return found
        return folder("", "params") / "rubric.yaml"

    def _period(self, period: object) -> str:
        name = str(period) if isinstance(period, int) and not isinstance(period, bool) else period
        if not isinstance(name, str) or name not in self.report_periods:
            raise UnknownName("report period", str(name), self.report_periods)
        return name


class Result(PeriodFrames):
    """A programme's chain rated for one period: every number that led to a colour, as frames.

    Its frames are described in ``docs/reference/frames.md``. Every call gives a copy: change it as you like.

    Attributes:
        programme: The programme; of a trial, as it is tried out.
    """

    def __init__(self, programme: Programme, view: View) -> None:
        """Keep what was rated; `Programme.rate` makes one."""
        self.programme = programme
        self._view = view

    def __repr__(self) -> str:
        """Return one line: programme, period and how many elements have which rating."""
        counted = ", ".join(f"{rating.value} {count}" for rating, count in self._counts() if count)
        return f"<Result {self.programme.id!r} {self.period}: {counted}; rubric {self.assessment.rubric.version}>"

    def _repr_html_(self) -> str:
        say = self._view.say
        rows = [
            (f"{method_words.symbol(say, rating)} {method_words.word(say, rating)}", count)
            for rating, count in self._counts()
        ]
        title = f"{self.programme.name}, {say.period(self.assessment.period)}"
        return card(title, rows, computed_by(say, self.assessment))

    def _counts(self) -> list[tuple[Rating, int]]:
        counts = self.assessment.counts()
        return [(rating, counts[rating]) for rating in self.rubric.scale.ratings]

    @property
    def assessment(self) -> Assessment:
        """The frozen classes of the method."""
        return self._view.assessment

    @property
    def rubric(self) -> Rubric:
        """The numbers that the rating was made by: `cut_green`, `cap_high` and so on, as ``params/rubric.yaml`` has them."""
        return self.assessment.rubric

    @property
    def period(self) -> str:
        """The period's id."""
        return self.assessment.period.id

    def compare(self, period: str | int | Result) -> pd.DataFrame:
        """Return how each element's rating moved since another period, with what the comparison rests on.

        Args:
            period: The id or year of the earlier period, or its result.

        Raises:
            UnknownName: When there is no such report period.
        """
        return self._comparison(period).changes.copy()

    def compare_figures(self, period: str | int | Result) -> pd.DataFrame:
        """Return every figure that this and another period have, with the difference and its interval."""
        return self._comparison(period).figures.copy()

    def _comparison(self, period: str | int | Result) -> ChangeFrames:
        earlier = period if isinstance(period, Result) else self.programme.rate(period, rubric=self.assessment.rubric)
        return ChangeFrames(assessment=self.assessment, previous=earlier.assessment, language=self.programme.language)

    def what_if(
        self,
        *,
        cut_green: float | None = None,
        cut_yellow: float | None = None,
        cut_red: float | None = None,
        grade_cuts: Mapping[str, float] | None = None,
        pooling: str | None = None,
        expectations: Expected | None = None,
        floors: Expected | None = None,
        without_sources: Sequence[str] = (),
        without_groups: Sequence[str] = (),
        figures: Mapping[str, Mapping[str, Any]] | None = None,
        codes: Mapping[str, Mapping[str, Any]] | None = None,
        without_evidence: Sequence[str] = (),
        added_figures: Sequence[Mapping[str, Any]] = (),
        added_findings: Sequence[Mapping[str, Any]] = (),
    ) -> Result:
        """Return the period rated under other assumptions or with other evidence; nothing that is recorded changes.

        Recorded judgements are left out: they were made of the computed ratings, not of these.

        Args:
            cut_green: Least achievement for green; likewise `cut_yellow` and `cut_red`.
            cut_yellow: Least achievement for yellow.
            cut_red: Least achievement for red.
            grade_cuts: Least achievement for grades of the programme's own scale, by their id.
            pooling: median, mean or geometric-mean.
            expectations: The expected value of conventions, by their id, in the convention's unit; of one element
                alone by the element's and the convention's ids.
            floors: The floor of conventions, likewise.
            without_sources: Collections of evidence that are left out.
            without_groups: Respondent groups that are left out.
            figures: Other numbers of observations, by their id: ``value``, ``value_to``, ``n`` (0 for not known).
            codes: Another code of findings, by their id: ``direction``, ``extent``, ``credibility``.
            without_evidence: Observations and findings that are left out.
            added_figures: What-if observations; the keys are those of a scenario file.
            added_findings: What-if findings, likewise.

        Raises:
            FaultyInput: With everything that does not fit: unknown ids, cut-points out of order, an expectation on
                the wrong side of its floor, a figure that its unit cannot have.
        """
        trial = Trial(
            cuts={"green": cut_green, "yellow": cut_yellow, "red": cut_red},
            pooling=pooling,
            expectations=expectations or {},
            floors=floors or {},
            without_sources=without_sources,
            without_groups=without_groups,
            figures=figures or {},
            codes=codes or {},
            without_evidence=without_evidence,
            added_figures=added_figures,
            added_findings=added_findings,
            grade_cuts=grade_cuts or {},
        )
        core, rubric = tried(self.programme.core, self.assessment.rubric, trial)
        return self.programme.holding(core).rate(self.period, rubric=rubric)

    def __getitem__(self, element: str) -> ElementResult:
        """Return one element's result.

        Raises:
            UnknownName: When the chain has no such element; the message tells which there are.
        """
        return ElementResult(self._view, self.assessment.rating(element))

    def __iter__(self) -> Iterator[ElementResult]:
        """Yield the elements' results in the order of the chain, and then of what was not intended."""
        return (ElementResult(self._view, one) for one in self.assessment.everything)

    def __len__(self) -> int:
        """Return the number of elements."""
        return len(self.assessment.everything)

    def view(self, language: str | None = None) -> View:
        """Return the period as the report's words, tables and figures are made from it.

        Args:
            language: fi, sv or en; the one that it was opened or read in when None.

        Raises:
            UnknownName: When there is no such language.
        """
        if language is None:
            return self._view
        require("language", language, LANGUAGES)
        return self._view.in_language(language)

    def chain_figure(self, language: str | None = None) -> go.Figure:
        """Return the rated impact chain as a Plotly figure; pointing at a box tells its rating and numbers.

        Args:
            language: fi, sv or en; the programme's own choice when None.

        Raises:
            UnknownName: When there is no such language.
        """
        return chain_map(self.view(self.programme.language if language is None else language)).figure
