"""Tables of all programmes: ratings by level, what they share, spending and evidence gaps."""

from __future__ import annotations

import datetime

import pandas as pd

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chosen import Rows, chosen, picked
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.portfolio import PortfolioView
from kunteko_eval.report.programme_chapter import rounded
from kunteko_eval.report.table_spec import TableColumn, TableSpec, plain_values

KINDS = {
    "resources": N_("resources"),
    "actions": N_("actions"),
    "direct": N_("direct effects"),
    "indirect": N_("indirect effects"),
    "wider": N_("wider effects"),
}


def _rated(portfolio: PortfolioView, rows: Rows) -> list[tuple[Assessment, list[ElementRating]]]:
    """Return the elements to tell of, each rated period with its own."""
    if rows is None:
        return [(one, list(one.ratings)) for one in portfolio.widest]
    periods = {(one.programme.id, one.period.id): one for one in portfolio.assessments}
    known = {(*key, rating.element.id): (key, rating) for key, one in periods.items() for rating in one.everything}
    found: dict[tuple[str, str], list[ElementRating]] = {}
    for key, rating in picked(rows, known, ["programme", "period", "element"]):
        found.setdefault(key, []).append(rating)
    return [(periods[key], ratings) for key, ratings in found.items()]


def by_level(portfolio: PortfolioView, rows: Rows = None) -> Table:
    """Return the ratings by the kind of level.

    Args:
        portfolio: All programmes.
        rows: Rows of the portfolio's frame ``ratings``; those of each programme's longest period when None.
    """
    say = portfolio.say
    lines = []
    for one, ratings in _rated(portfolio, rows):
        chain = one.programme.chain
        told = []
        for kind in KINDS:
            of_kind = [rating for rating in ratings if chain.level_of(rating.element).kind == kind]
            counted = _of_levels(portfolio.says(one.programme), one, of_kind)
            told.append(counted if of_kind else say("no such level"))
        lines.append((portfolio.name_of(one.programme), say.period(one.period), *told))
    columns = (say("Programme"), say("Period"), *(say(label).capitalize() for label in KINDS.values()))
    return Table(caption=say("Ratings by level, each programme's longest period"), columns=columns, rows=tuple(lines))


def _of_levels(say: Language, one: Assessment, of_kind: list[ElementRating]) -> str:
    """Return the ratings of a kind of level; of each level apart, by its own words, where they have such."""
    levels = {level.id: level for level in (one.programme.chain.level_of(rating.element) for rating in of_kind)}
    if not any(level.called for level in levels.values()):
        return _counted(say, of_kind)
    told = []
    for level in levels.values():
        counted = _counted(say, [rating for rating in of_kind if rating.element.level == level.id])
        told.append(f"{say.text(level.called or level.label)}: {counted}")
    return "; ".join(told)


def _counted(say: Language, found: list[ElementRating]) -> str:
    counts = {rating: sum(one.final is rating for one in found) for rating in method_words.ratings(say)}
    told = [
        f"{method_words.symbol(say, rating)} {method_words.word(say, rating)} {counts[rating]}"
        for rating in method_words.ratings(say)
        if counts[rating]
    ]
    return ", ".join(told)


def shared(portfolio: PortfolioView, rows: Rows = None) -> Table | Prose:
    """Return what several programmes' chains are about, with each programme's own element and its rating.

    Args:
        portfolio: All programmes.
        rows: Rows of the portfolio's frame ``ratings``; those of each programme's longest period when None.
    """
    say = portfolio.say
    by_concept: dict[str, dict[str, list[ElementRating]]] = {}
    for one, ratings in _rated(portfolio, rows):
        for rating in ratings:
            if rating.element.concept:
                by_concept.setdefault(rating.element.concept, {}).setdefault(one.programme.id, []).append(rating)
    common = {name: found for name, found in by_concept.items() if len(found) > 1}
    if not common:
        return Prose((say("No two programmes have a box about the same thing."),))
    lines = []
    for found in sorted(common.values(), key=lambda one: -len(one)):
        labels = [say.text(rating.element.label) for ratings in found.values() for rating in ratings]
        told = [_elements(portfolio.says(each), found.get(each.id, [])) for each in portfolio.programmes]
        lines.append((min(labels, key=len), *told))
    columns = (say("About"), *(portfolio.name_of(programme) for programme in portfolio.programmes))
    return Table(caption=say("What the programmes' chains share"), columns=columns, rows=tuple(lines))


def _elements(say: Language, found: list[ElementRating]) -> str:
    told = [
        f"{say.text(one.element.label)} ({method_words.symbol(say, one.final)} {method_words.word(say, one.final)})"
        for one in found
    ]
    return "; ".join(told) or "–"


def shared_sources(portfolio: PortfolioView, documents: Rows = None, funders: Rows = None) -> Prose:
    """Return which documents and funders several programmes share.

    Args:
        portfolio: All programmes.
        documents: Rows of the portfolio's frame ``documents``; all when None.
        funders: Rows of its frame ``funders``; all when None.
    """
    say, lines = portfolio.say, []
    for rows, column, message in (
        (chosen(documents, portfolio.documents), "file", N_("The document {thing} tells of {names}.")),
        (chosen(funders, portfolio.funders), "funder", N_("{thing} funds {names}.")),
    ):
        for thing, names in _in_several(portfolio, rows, column).items():
            lines.append(say(message, thing=say.as_is(thing), names=say.listing(names)))
    return Prose((" ".join(lines) or say("The programmes share no document and no funder."),))


def _in_several(portfolio: PortfolioView, rows: pd.DataFrame, column: str) -> dict[str, list[str]]:
    """Return the values of a column that several programmes have, each with the programmes' names."""
    names = {one.id: portfolio.name_of(one) for one in portfolio.programmes}
    found: dict[str, dict[str, None]] = {}
    for programme, value in zip(plain_values(rows, "programme"), plain_values(rows, column), strict=True):
        if value is not None:
            found.setdefault(value, {})[names[programme]] = None
    return {value: list(several) for value, several in found.items() if len(several) > 1}


def spending(portfolio: PortfolioView, rows: Rows = None) -> Table:
    """Return each programme's budget and funders, as far as the documents tell.

    Args:
        portfolio: All programmes.
        rows: Rows of the portfolio's frame ``budgets``; all when None.
    """
    paid = {one.id: one.sheet.funders for one in portfolio.programmes}
    own = {one.id: portfolio.says(one) for one in portfolio.programmes}

    def funders(say: Language, programme: str) -> str:
        shares = [
            say.text(one.name)
            if one.share is None
            else f"{say.text(one.name)} {method_words.figure(say, one.share, 'percent')}"
            for one in paid[programme]
        ]
        return "; ".join(shares) or "–"

    def place(_: Language, programme: str, document: str | None, heading: str | None) -> str:
        return cells.NONE if document is None or heading is None else cells.place(own[programme], document, heading)

    spec = TableSpec(
        N_("Spending, where it is known"),
        (
            TableColumn(N_("Programme"), ("label",), cells.words),
            TableColumn(N_("Span"), cells.SPAN, _from_to),
            TableColumn(N_("Budget"), ("amount", "currency", "precision"), _amount, numeric=True),
            TableColumn(N_("A year"), ("yearly", "currency"), _yearly, numeric=True),
            TableColumn(N_("Funders"), ("programme",), funders),
            TableColumn(N_("Source"), ("programme", *cells.PLACE), place),
        ),
    )
    return spec.render(chosen(rows, portfolio.budgets), portfolio.say)


def _from_to(say: Language, start: datetime.date, end: datetime.date | None) -> str:
    return f"{say.day(start)} – {say('not given') if end is None else say.day(end)}"


def _amount(say: Language, amount: float | None, currency: str | None, precision: str | None) -> str:
    if amount is None or currency is None or precision is None:
        return say("not given")
    return say(method_words.PRECISIONS[precision], figure=method_words.figure(say, amount, currency))


def _yearly(say: Language, yearly: float | None, currency: str | None) -> str:
    if yearly is None or currency is None:
        return say("not given")
    return say("about {figure}", figure=method_words.figure(say, rounded(yearly, 2), currency))


GAPS = TableSpec(
    N_("Evidence gaps, each programme's longest period"),
    (
        TableColumn(N_("Programme"), ("label",), cells.words),
        TableColumn(N_("Period"), cells.SPAN, cells.span),
        TableColumn(N_("Without a rating"), ("first",), cells.number, numeric=True),
        TableColumn(N_("Capped: perception alone"), ("perceived",), cells.number, numeric=True),
        TableColumn(N_("One source type"), ("alone",), cells.number, numeric=True),
        TableColumn(N_("Collections proposed"), ("proposed",), cells.number, numeric=True),
        TableColumn(N_("The first in"), ("day",), cells.month),
    ),
)


def evidence_gaps(portfolio: PortfolioView, rows: Rows = None) -> Table:
    """Return how many elements have no rating and why, and what is proposed.

    Args:
        portfolio: All programmes.
        rows: Rows of the portfolio's frame ``gap_counts``; all when None.
    """
    return GAPS.render(chosen(rows, portfolio.gap_counts), portfolio.say)
