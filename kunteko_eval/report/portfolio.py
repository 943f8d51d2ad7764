"""All programmes and periods side by side: coverage, ratings by level, what is shared, spending, evidence gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from kunteko_eval.frames.build import together
from kunteko_eval.frames.programme import ProgrammeFrames
from kunteko_eval.frames.result import Draws, ResultFrames
from kunteko_eval.method.assess import Assessment, assess
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.scale import UNCOLOURED
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report import method_words
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.content import Prose
from kunteko_eval.report.language import N_, NBSP, Language
from kunteko_eval.report.parameters import Place, texts
from kunteko_eval.report.portfolio_frames import budget_frame, gap_count_frame
from kunteko_eval.report.view import folder
from kunteko_eval.shared.frames import shared_indicator_frame, shared_report_frame
from kunteko_eval.shared.reading import read_shared
from kunteko_eval.shared.sharing import Sharing


@dataclass(frozen=True, kw_only=True, repr=False)
class PortfolioView:
    """Every programme's every report period, rated by one rubric, in one language.

    Attributes:
        sharing: Which of their indicators serve shared ones; None where nothing is shared.
    """

    assessments: tuple[Assessment, ...]
    say: Language
    sharing: Sharing | None = None

    def __repr__(self) -> str:
        """Return one line: how much there is, and the language."""
        return (
            f"<PortfolioView of {len(self.programmes)} programmes, {len(self.assessments)} periods in {self.say.code}>"
        )

    def name_of(self, programme: ProgrammeData) -> str:
        """Return a programme's name in the language of the portfolio."""
        return self.say.text(programme.sheet.name)

    @cached_property
    def programmes(self) -> tuple[ProgrammeData, ...]:
        """The programmes, in the order of their ids."""
        return tuple({one.programme.id: one.programme for one in self.assessments}.values())

    def says(self, programme: ProgrammeData) -> Language:
        """Return the language with the words of a programme's own scale."""
        return self.say.of_programme(programme)

    @cached_property
    def answers(self) -> tuple[tuple[Rating, str], ...]:
        """Every answer of any of the programmes' scales, with its sign and word; the best grade first, and each once.

        Grades of different programmes that have one id and other words are told by all of their words.
        """
        spoken: dict[Rating, list[str]] = {}
        for language in [self.says(one) for one in self.programmes]:
            for rating in method_words.ratings(language):
                spoken.setdefault(rating, []).append(method_words.rating(language, rating).replace(NBSP, " "))
        grades = sorted(spoken, key=lambda one: one in UNCOLOURED)
        return tuple((one, " / ".join(dict.fromkeys(spoken[one]))) for one in grades)

    @cached_property
    def spoken(self) -> dict[Rating, Language]:
        """The language that knows the words and looks of each answer: that of the first programme that has it."""
        languages = [self.says(one) for one in reversed(self.programmes)]
        return {rating: language for language in languages for rating in method_words.ratings(language)}

    @cached_property
    def widest(self) -> tuple[Assessment, ...]:
        """Each programme's longest report period; of equals the later one."""
        return tuple(
            max(
                (one for one in self.assessments if one.programme.id == programme.id),
                key=lambda one: (one.period.days, one.period.end),
            )
            for programme in self.programmes
        )

    def _together(self, name: str) -> pd.DataFrame:
        """Return a frame of every programme, with the programme as the first level of its index."""
        language = self.say.prose
        made = {one.id: ProgrammeFrames(programme=one, language=language) for one in self.programmes}
        return together({key: getattr(frames, name) for key, frames in made.items()}, ["programme"])

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The documents that were read, by programme and id."""
        return self._together("documents")

    @cached_property
    def funders(self) -> pd.DataFrame:
        """Who paid and what part, by programme and name."""
        return self._together("funders")

    @cached_property
    def budgets(self) -> pd.DataFrame:
        """What each programme cost, as far as the documents tell."""
        return budget_frame(self.programmes, self.say.prose)

    @cached_property
    def gap_counts(self) -> pd.DataFrame:
        """What is missing in each programme's longest report period, counted."""
        return gap_count_frame(self.widest, self.say.prose)

    @cached_property
    def shared_indicators(self) -> pd.DataFrame:
        """What the programmes come to together, by shared indicator and span."""
        return shared_indicator_frame(self.sharing.totals if self.sharing else (), self.say.prose)

    @cached_property
    def shared_reports(self) -> pd.DataFrame:
        """Each programme's figure of a shared indicator and when it was due, by shared indicator, span and programme."""
        return shared_report_frame(self.sharing.reports if self.sharing else (), self.say.prose)

    @cached_property
    def counts(self) -> pd.DataFrame:
        """How many elements of the chain have each rating, by programme and period."""
        own = self.ratings[self.ratings["intended"] & self.ratings["desired"]]
        counts = own.groupby(["programme", "period"], sort=False)["rating"].value_counts().unstack()
        return counts if len({one.chain.grades for one in self.programmes}) < 2 else counts.fillna(0).astype("int64")

    @property
    def longest(self) -> list[tuple[str, str]]:
        """The ids of each programme and its longest report period."""
        return [(one.programme.id, one.period.id) for one in self.widest]

    @cached_property
    def spans(self) -> pd.DataFrame:
        """The programmes' names and the first and last days of their periods, by programme and period."""
        rows = [
            (
                one.programme.id,
                one.period.id,
                one.programme.sheet.name[self.say.prose],
                one.period.start,
                one.period.end,
            )
            for one in self.assessments
        ]
        made = pd.DataFrame(rows, columns=["programme", "period", "label", "start", "end"])
        return made.astype({"start": "datetime64[s]", "end": "datetime64[s]"}).set_index(["programme", "period"])

    @cached_property
    def ratings(self) -> pd.DataFrame:
        """Every element's rating, by programme, period and element."""
        language = self.say.prose
        made = {
            (one.programme.id, one.period.id): ResultFrames(draws=Draws(assessment=one), language=language).ratings
            for one in self.assessments
        }
        return together(made, ["programme", "period"])


def open_portfolio(language: str, data: Place = "", params: Place = "") -> PortfolioView:
    """Read and rate every programme of the data folder for each of its report periods.

    Raises:
        FaultyInput: When a parameter is none or the notebook was given one that it does not have; or when a programme
            or the rubric has faults.
        UnknownName: When there is no such language.
        NoFolder: When a folder was not given and is not found.
    """
    given = texts({"language": language, "data": data, "params": params})
    say = Language(given["language"])
    where = folder(given["data"], "data")
    rubric = read_rubric(folder(given["params"], "params") / "rubric.yaml")
    programmes = {name: read_programme(where / name) for name in find_programmes(where)}
    rated = tuple(_all(programmes.values(), rubric_of=rubric))
    return PortfolioView(assessments=rated, say=say, sharing=read_shared(where, programmes))


def _all(programmes: Iterable[ProgrammeData], rubric_of: Any) -> Iterator[Assessment]:
    for programme in programmes:
        for period in sorted(programme.sheet.periods, key=lambda one: (one.start, one.end)):
            if period.report:
                yield assess(programme, period, rubric_of)


def portfolio_picture(portfolio: PortfolioView, counts: Rows = None, widest: Rows = None) -> Prose:
    """Return in words how many programmes there are, how much is rated and where nothing is.

    Args:
        portfolio: All programmes.
        counts: How many elements have each rating, by programme and period; all periods when None.
        widest: The rows of such a frame that are told one by one; each programme's longest period when None.
    """
    say = portfolio.say
    every = chosen(counts, portfolio.counts)
    told = chosen(widest, portfolio.counts.loc[portfolio.longest], portfolio.counts)
    lines = [
        say.many(
            "One programme with {periods:w} report periods.",
            "{count:W} programmes with {periods:w} report periods.",
            every.index.get_level_values("programme").nunique(),
            periods=len(every),
        )
    ]
    for row in told.join(portfolio.spans).to_dict("records"):
        rated = int(sum(row[rating] for rating, _ in portfolio.answers if rating.rated))
        some = N_("{name}, {period}: {rated:w} of {all:w} boxes rated.")
        none = N_("{name}, {period}: none of {all:w} boxes rated.")
        lines.append(
            say(
                some if rated else none,
                name=say.as_is(row["label"]),
                period=say.span(row["start"].date(), row["end"].date()),
                rated=rated,
                all=int(sum(row[rating] for rating, _ in portfolio.answers)),
            )
        )
    if len({one.chain.grades for one in portfolio.programmes}) > 1:
        lines.append(say("The programmes' scales differ, so their grades are counted apart and never added up."))
    lines.append(
        say("The programmes' chains differ, so their ratings are not ranked: each is relative to its own expectations.")
    )
    return Prose((" ".join(lines),))


def notice_of_portfolio(portfolio: PortfolioView) -> Prose:
    """Return what the portfolio is and is not: whose ratings, which rubric, synthetic programmes by name."""
    say = portfolio.say
    rubric = portfolio.assessments[0].rubric
    lines = [
        say(
            method_words.whose(rated_before=any(one.sheet.previous_ratings for one in portfolio.programmes)),
            version=rubric.version,
            day=say.day(rubric.sheet.date),
        )
    ]
    synthetic = [portfolio.name_of(one) for one in portfolio.programmes if one.sheet.synthetic]
    if synthetic:
        lines.append(say("Synthetic data, made for trying the tool out: {names}.", names=say.listing(synthetic)))
    return Prose(tuple(lines))
