"""All programmes and periods side by side: coverage, ratings by level, what is shared, spending, evidence gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from kunteko_eval.frames.build import together
from kunteko_eval.frames.result import Draws, ResultFrames
from kunteko_eval.method.assess import Assessment, ElementRating, assess
from kunteko_eval.method.gaps import gaps
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.parameters import Place, texts
from kunteko_eval.report.programme_chapter import rounded
from kunteko_eval.report.table_spec import TableColumn, TableSpec
from kunteko_eval.report.view import folder

KINDS = {
    "resources": N_("resources"),
    "actions": N_("actions"),
    "direct": N_("direct effects"),
    "indirect": N_("indirect effects"),
    "wider": N_("wider effects"),
}


@dataclass(frozen=True, kw_only=True, repr=False)
class PortfolioView:
    """Every programme's every report period, rated by one rubric, in one language."""

    assessments: tuple[Assessment, ...]
    say: Language

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
    return PortfolioView(assessments=tuple(_all(where, rubric_of=rubric)), say=say)


def _all(where: Path, rubric_of: Any) -> Iterator[Assessment]:
    for name in find_programmes(where):
        programme = read_programme(where / name)
        for period in sorted(programme.sheet.periods, key=lambda one: (one.start, one.end)):
            if period.report:
                yield assess(programme, period, rubric_of)


def portfolio_picture(portfolio: PortfolioView) -> Prose:
    """Return in words how many programmes there are, how much is rated and where nothing is."""
    say = portfolio.say
    lines = [
        say.many(
            "One programme with {periods:w} report periods.",
            "{count:W} programmes with {periods:w} report periods.",
            len(portfolio.programmes),
            periods=len(portfolio.assessments),
        )
    ]
    for one in portfolio.widest:
        rated = sum(rating.final.grade is not None for rating in one.ratings)
        some = N_("{name}, {period}: {rated:w} of {all:w} elements rated.")
        none = N_("{name}, {period}: none of {all:w} elements rated.")
        lines.append(
            say(
                some if rated else none,
                name=portfolio.name_of(one.programme),
                period=say.period(one.period),
                rated=rated,
                all=len(one.ratings),
            )
        )
    lines.append(
        say("The programmes' chains differ, so their ratings are not ranked: each is relative to its own expectations.")
    )
    return Prose((" ".join(lines),))


def by_level(portfolio: PortfolioView) -> Table:
    """Return the ratings by the kind of level, each programme in its longest period."""
    say = portfolio.say
    rows = []
    for one in portfolio.widest:
        chain = one.programme.chain
        cells = []
        for kind in KINDS:
            of_kind = [rating for rating in one.ratings if chain.level_of(rating.element).kind == kind]
            cells.append(_counted(say, of_kind) if of_kind else say("no such level"))
        rows.append((portfolio.name_of(one.programme), say.period(one.period), *cells))
    columns = (say("Programme"), say("Period"), *(say(label).capitalize() for label in KINDS.values()))
    return Table(caption=say("Ratings by level, each programme's longest period"), columns=columns, rows=tuple(rows))


def _counted(say: Language, found: list[ElementRating]) -> str:
    counts = {rating: sum(one.final is rating for one in found) for rating in Rating}
    told = [
        f"{method_words.SYMBOLS[rating]} {say(method_words.RATINGS[rating])} {counts[rating]}"
        for rating in Rating
        if counts[rating]
    ]
    return ", ".join(told)


def shared(portfolio: PortfolioView) -> Table | Prose:
    """Return what several programmes' chains are about, with each programme's own element and its rating."""
    say = portfolio.say
    by_concept: dict[str, dict[str, list[ElementRating]]] = {}
    for one in portfolio.widest:
        for rating in one.ratings:
            if rating.element.concept:
                by_concept.setdefault(rating.element.concept, {}).setdefault(one.programme.id, []).append(rating)
    common = {name: found for name, found in by_concept.items() if len(found) > 1}
    if not common:
        return Prose((say("No two programmes have an element about the same thing."),))
    rows = []
    for found in sorted(common.values(), key=lambda one: -len(one)):
        labels = [say.text(rating.element.label) for ratings in found.values() for rating in ratings]
        cells = [
            "; ".join(
                f"{say.text(rating.element.label)} ({method_words.SYMBOLS[rating.final]} {say(method_words.RATINGS[rating.final])})"
                for rating in found.get(programme.id, ())
            )
            or "–"
            for programme in portfolio.programmes
        ]
        rows.append((min(labels, key=len), *cells))
    columns = (say("About"), *(portfolio.name_of(programme) for programme in portfolio.programmes))
    return Table(caption=say("What the programmes' chains share"), columns=columns, rows=tuple(rows))


def shared_sources(portfolio: PortfolioView) -> Prose:
    """Return which documents and funders several programmes share."""
    say = portfolio.say
    lines = []
    files: dict[str, list[str]] = {}
    funders: dict[str, list[str]] = {}
    for programme in portfolio.programmes:
        for file in dict.fromkeys(one.file for one in programme.sources.documents):
            files.setdefault(file, []).append(portfolio.name_of(programme))
        for name in dict.fromkeys(say.text(one.name) for one in programme.sheet.funders):
            funders.setdefault(name, []).append(portfolio.name_of(programme))
    for found, message in (
        (files, N_("The document {thing} tells of {names}.")),
        (funders, N_("{thing} funds {names}.")),
    ):
        for thing, names in found.items():
            if len(names) > 1:
                lines.append(say(message, thing=say.as_is(thing), names=say.listing(names)))
    return Prose((" ".join(lines) or say("The programmes share no document and no funder."),))


def spending(portfolio: PortfolioView) -> Table:
    """Return each programme's budget and funders, as far as the documents tell."""
    say = portfolio.say
    rows = []
    for programme in portfolio.programmes:
        sheet = programme.sheet
        amount = yearly = say("not told")
        if sheet.budget is not None:
            amount = say(
                method_words.PRECISIONS[sheet.budget.precision],
                figure=method_words.figure(say, sheet.budget.amount, "EUR"),
            )
            if sheet.end is not None:
                years = ((sheet.end - sheet.start).days + 1) / 365.25
                cost = method_words.figure(say, rounded(sheet.budget.amount / years, 2), "EUR")
                yearly = say("about {figure}", figure=cost)
        shares = [
            say.text(one.name)
            if one.share is None
            else f"{say.text(one.name)} {method_words.figure(say, one.share, 'percent')}"
            for one in sheet.funders
        ]
        end = say("not told") if sheet.end is None else say.day(sheet.end)
        place = "–" if sheet.budget is None else method_words.place(say, sheet.budget)
        rows.append(
            (
                portfolio.name_of(programme),
                f"{say.day(sheet.start)} – {end}",
                amount,
                yearly,
                "; ".join(shares) or "–",
                place,
            )
        )
    columns = (say("Programme"), say("Span"), say("Budget"), say("A year"), say("Funders"), say("Source"))
    return Table(
        caption=say("Spending, where it is known"), columns=columns, rows=tuple(rows), numeric=frozenset({2, 3})
    )


def evidence_gaps(portfolio: PortfolioView) -> Table:
    """Return how many elements have no rating and why, and what is proposed, each programme in its longest period."""
    counted = {(one.programme.id, one.period.id): _gaps(one) for one in portfolio.widest}
    counts = pd.DataFrame.from_dict(counted, orient="index")
    counts.index = pd.MultiIndex.from_tuples(counts.index, names=["programme", "period"])
    return GAPS.render(portfolio.spans.join(counts, how="inner"), portfolio.say)


def _gaps(one: Assessment) -> dict[str, Any]:
    found = gaps(one)
    entries = [entry for gap in found for entry in gap.proposed]
    return {
        "first": sum(gap.first for gap in found),
        "perceived": sum("cap-perceived-only" in gap.codes for gap in found),
        "alone": sum("one-source-type" in gap.codes for gap in found),
        "proposed": len(entries),
        "day": min((day for entry in entries for day in entry.when), default=None),
    }


GAPS = TableSpec(
    N_("Evidence gaps, each programme's longest period"),
    (
        TableColumn(N_("Programme"), ("label",), cells.words),
        TableColumn(N_("Period"), cells.SPAN, cells.span),
        TableColumn(N_("Without a rating"), ("first",), cells.number, numeric=True),
        TableColumn(N_("Capped: perception alone"), ("perceived",), cells.number, numeric=True),
        TableColumn(N_("One kind of source"), ("alone",), cells.number, numeric=True),
        TableColumn(N_("Collections proposed"), ("proposed",), cells.number, numeric=True),
        TableColumn(N_("The first in"), ("day",), cells.month),
    ),
)


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
