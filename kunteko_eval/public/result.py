"""A rated period: every number that led to a colour, as frames, a figure and words."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from kunteko_eval.frames import result as frames
from kunteko_eval.method.assess import Assessment, ElementRating, assess
from kunteko_eval.method.change import ElementChange, change
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.public.summary import card, require
from kunteko_eval.public.trial import tried
from kunteko_eval.report import method_words
from kunteko_eval.report.chain_map import chain_map
from kunteko_eval.report.explain import as_text
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from kunteko_eval.public.programme import Programme


class Result:
    """A programme's chain rated for one period: every number that led to a colour, as frames.

    Attributes:
        programme: The programme; of a trial, as it is tried out.
        assessment: The frozen classes of the method.
    """

    def __init__(self, programme: Programme, assessment: Assessment) -> None:
        """Keep what was rated; `Programme.rate` makes one."""
        self.programme = programme
        self.assessment = assessment
        self._views: dict[str, View] = {}

    def __repr__(self) -> str:
        """Return one line: programme, period and how many elements have which rating."""
        told = ", ".join(f"{rating.value} {count}" for rating, count in self._counts() if count)
        return f"<Result {self.programme.id!r} {self.period}: {told}; rubric {self.assessment.rubric.version}>"

    def _repr_html_(self) -> str:
        say = Language(self.programme.language)
        rows = [
            (f"{method_words.SYMBOLS[rating]} {say(method_words.RATINGS[rating])}", count)
            for rating, count in self._counts()
        ]
        title = f"{self.programme.name}, {say.period(self.assessment.period)}"
        note = say(
            "Computed by rubric {version}; not the original evaluators' rating.", version=self.assessment.rubric.version
        )
        return card(title, rows, note)

    def _counts(self) -> list[tuple[Rating, int]]:
        counts = self.assessment.counts()
        return [(rating, counts[rating]) for rating in Rating]

    @property
    def period(self) -> str:
        """The period's id."""
        return self.assessment.period.id

    def _frame(self, make: Callable[[Assessment, str], pd.DataFrame]) -> pd.DataFrame:
        return make(self.assessment, self.programme.language)

    @property
    def ratings(self) -> pd.DataFrame:
        """One row an element: ratings, confidence, achievement with its interval."""
        return self._frame(frames.ratings)

    @property
    def items(self) -> pd.DataFrame:
        """One row for each piece of evidence of each element, pooled or not."""
        return self._frame(frames.items)

    @property
    def reasons(self) -> pd.DataFrame:
        """Every step of every rating and confidence."""
        return self._frame(frames.reasons)

    @property
    def links(self) -> pd.DataFrame:
        """Strength and confidence of every arrow."""
        return self._frame(frames.links)

    @property
    def pathways(self) -> pd.DataFrame:
        """The best-supported pathway to each wider effect."""
        return self._frame(frames.pathways)

    @property
    def checks(self) -> pd.DataFrame:
        """The register of figures that do not fit."""
        return self._frame(frames.checks)

    @property
    def conflicts(self) -> pd.DataFrame:
        """The elements about which source types disagree."""
        return self._frame(frames.conflicts)

    def robustness(self) -> pd.DataFrame:
        """Return how often each rating stays when its assumptions are varied; the draws are made once."""
        return frames.robustness(
            self.assessment, self.view(self.programme.language).robustness, self.programme.language
        )

    def compare(self, period: str | int | Result) -> pd.DataFrame:
        """Return how each element's rating moved since another period, with what the comparison rests on.

        Args:
            period: The id or year of the earlier period, or its result.

        Raises:
            UnknownName: When there is no such report period.
        """
        return frames.changes(self.assessment, self._changes(period), self.programme.language)

    def compare_figures(self, period: str | int | Result) -> pd.DataFrame:
        """Return every figure that this and another period have, with the difference and its interval."""
        return frames.figure_changes(self.assessment, self._changes(period), self.programme.language)

    def _changes(self, period: str | int | Result) -> tuple[ElementChange, ...]:
        earlier = period if isinstance(period, Result) else self.programme.rate(period, rubric=self.assessment.rubric)
        return change(earlier.assessment, self.assessment)

    def what_if(
        self,
        *,
        cut_green: float | None = None,
        cut_yellow: float | None = None,
        cut_red: float | None = None,
        pooling: str | None = None,
        expectations: Mapping[str, float] | None = None,
        floors: Mapping[str, float] | None = None,
        without_sources: Sequence[str] = (),
        without_groups: Sequence[str] = (),
    ) -> Result:
        """Return the period rated under other assumptions; nothing that is recorded changes.

        Recorded judgements are left out: they were made of the computed ratings, not of these.

        Args:
            cut_green: Least achievement for green; likewise `cut_yellow` and `cut_red`.
            cut_yellow: Least achievement for yellow.
            cut_red: Least achievement for red.
            pooling: median, mean or geometric-mean.
            expectations: The expected value of conventions, by their id, in the convention's unit.
            floors: The floor of conventions, by their id.
            without_sources: Collections of evidence that are left out.
            without_groups: Respondent groups that are left out.

        Raises:
            FaultyInput: With everything that does not fit: unknown ids, cut-points out of order, an expectation on
                the wrong side of its floor.
        """
        core, rubric = tried(
            self.programme.core,
            self.assessment.rubric,
            cuts={"green": cut_green, "yellow": cut_yellow, "red": cut_red},
            pooling=pooling,
            expectations=expectations or {},
            floors=floors or {},
            without_sources=without_sources,
            without_groups=without_groups,
        )
        return Result(self.programme.holding(core), assess(core, self.period, rubric))

    def __getitem__(self, element: str) -> ElementResult:
        """Return one element's result.

        Raises:
            UnknownName: When the chain has no such element; the message tells which there are.
        """
        return ElementResult(self, self.assessment.rating(element))

    def __iter__(self) -> Iterator[ElementResult]:
        """Yield the elements' results in the order of the chain."""
        return (ElementResult(self, one) for one in self.assessment.ratings)

    def __len__(self) -> int:
        """Return the number of elements."""
        return len(self.assessment.ratings)

    def view(self, language: str) -> View:
        """Return the period as the report's sentences see it; one for each language, so that draws are made once."""
        if language not in self._views:
            self._views[language] = View(assessment=self.assessment, previous=None, say=Language(language))
        return self._views[language]

    def chain_figure(self, language: str | None = None) -> go.Figure:
        """Return the rated impact chain as a Plotly figure; pointing at a box tells its rating and numbers.

        Args:
            language: fi, sv or en; the programme's own choice when None.

        Raises:
            UnknownName: When there is no such language.
        """
        code = self.programme.language if language is None else language
        require("language", code, LANGUAGES)
        return chain_map(self.view(code)).figure


class ElementResult:
    """One element of a result.

    Attributes:
        core: The frozen class of the method.
    """

    def __init__(self, result: Result, core: ElementRating) -> None:
        """Keep the element; indexing a `Result` makes one."""
        self._result = result
        self.core = core

    def __repr__(self) -> str:
        """Return one line: element, rating, confidence and achievement."""
        reached = self.core.graded.achievement
        told = "no achievement" if reached is None else f"achievement {reached:.2f}"
        return f"<{self.core.element.id}: {self.rating}, confidence {self.confidence}, {told}>"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.explain())}</pre>"

    @property
    def rating(self) -> str:
        """The final rating."""
        return self.core.final.value

    @property
    def confidence(self) -> int | None:
        """1 to 4; None without a rating."""
        return self.core.confidence

    @property
    def achievement(self) -> float | None:
        """The pooled achievement; None when nothing was pooled."""
        return self.core.graded.achievement

    @property
    def items(self) -> pd.DataFrame:
        """Its evidence, by indicator or finding and group."""
        return self._of(self._result.items)

    @property
    def reasons(self) -> pd.DataFrame:
        """The steps of its rating and confidence."""
        return self._of(self._result.reasons)

    def _of(self, frame: pd.DataFrame) -> pd.DataFrame:
        mine = frame.index.get_level_values("element") == self.core.element.id
        return frame[mine].droplevel("element")

    def explain(self, language: str | None = None) -> str:
        """Return in words why it is rated so, how sure it is, and what would change it.

        Args:
            language: fi, sv or en; the programme's own choice when None.

        Raises:
            UnknownName: When there is no such language.
        """
        code = self._result.programme.language if language is None else language
        require("language", code, LANGUAGES)
        view = self._result.view(code)
        return as_text(view, self.core)
