"""What chapters show of figures, findings and ratings as tables, and the questions that they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from kunteko_eval.frames.programme import PEOPLE
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.figures import theme_label
from kunteko_eval.report.language import N_, NBSP, Language
from kunteko_eval.report.table_spec import TableColumn, TableSpec, render
from kunteko_eval.report.view import View


def answers(view: View, chapter: str) -> Prose | None:
    """Return which evaluation questions a chapter answers; None when none were asked of it."""
    asked = [one for one in view.programme.sheet.evaluation_questions if chapter in one.chapters]
    lines = [
        view.say(
            "This chapter helps to answer evaluation question {number}: {text}?",
            number=one.number,
            text=view.say.text(one.text).rstrip("?. \u00a0"),
        )
        for one in asked
    ]
    return Prose(tuple(lines)) if lines else None


WITH_N = (*cells.FIGURE, "n", "scale_min", "scale_max", "surveyed")


def _with_n(say: Language, *values: Any) -> str:
    """Return a figure with its scale where it is a grade, and with its n; see `WITH_N`."""
    *figure, n, least, greatest, surveyed = values
    printed = method_words.PrintedFigure(*figure)
    written = method_words.printed(say, printed)
    if printed.unit == "grade" and least is not None and greatest is not None:
        low, high = (say.number(end, decimals_of(end)) for end in (least, greatest))
        written = say("{figure} on a scale of {low}–{high}", figure=written, low=low, high=high)
    if n is not None:
        return f"{written} (n{NBSP}={NBSP}{say.number(n)})"
    return f"{written} ({say('n not given')})" if surveyed else written


def told(say: Language, row: Mapping[str, Any]) -> str:
    """Return the figure of a row of `period_figures` with its n; a survey figure without n says so."""
    return _with_n(say, *(row[name] for name in WITH_N[:-1]), surveyed(row))


def surveyed(row: Mapping[str, Any]) -> bool:
    """Return whether a row of `period_figures` is what people answered, not what a register or statistics tell."""
    return bool(row["asked"]) and row["kind"] in PEOPLE


def figure_tables(view: View, figures: pd.DataFrame) -> list[Table]:
    """Return rows of `period_figures` as one table a theme, in their order."""
    return [
        figure_table(
            view,
            rows,
            view.say("Figures: {theme}", theme=theme_label(view, str(theme))),
            f"figures-{rows['chapter'].iloc[0]}-{theme}",
        )
        for theme, rows in figures.groupby("theme", sort=False)
    ]


FIGURES = (
    TableColumn(N_("Indicator"), ("label",), cells.words),
    TableColumn(N_("Value"), WITH_N, _with_n, numeric=True),
    TableColumn(N_("Span"), cells.SPAN, cells.span),
    TableColumn(N_("Group"), ("group_label",), cells.words),
    TableColumn(N_("Source"), cells.PLACE, cells.place),
)


def figure_table(view: View, figures: pd.DataFrame, caption: str, name: str = "") -> Table:
    """Return figures with their indicators, spans, groups and places."""
    said = figures["asked"] & figures["kind"].isin(PEOPLE)
    return render(FIGURES, figures.assign(surveyed=said), view.say, caption, name)


FINDINGS = (
    TableColumn(N_("Finding, in the coder's words"), ("statement",), cells.words),
    TableColumn(N_("Coding"), ("direction", "extent"), method_words.coding),
    TableColumn(N_("Collection"), ("source_label",), cells.words),
    TableColumn(N_("Span"), cells.SPAN, cells.span),
    TableColumn(N_("Source"), cells.PLACE, cells.place),
)


def finding_table(view: View, findings: pd.DataFrame, caption: str, name: str = "") -> Table:
    """Return findings with what they say, how much, and their place, under a caption."""
    return render(FINDINGS, findings, view.say, caption, name)


def level_ratings(view: View, *kinds: str, ratings: Rows = None) -> Table:
    """Return the elements on levels of these kinds: rating, confidence, kinds of source and what may speak for each.

    Args:
        view: The period.
        kinds: Of levels.
        ratings: Rows of `ratings`, in the order in which they are shown; those of these kinds when None.
    """
    every = view.frames.ratings.join(view.frames.programme.elements[["kind", "why"]])
    intended = every["intended"] & every["desired"]
    found = chosen(ratings, every[every["kind"].isin(kinds) & intended], every)
    return replace(LEVEL_RATINGS.render(found, view.say), name=f"ratings-{'-'.join(kinds)}")


LEVEL_RATINGS = TableSpec(
    N_("The boxes of the chain that belong here"),
    (
        TableColumn(N_("Box"), ("label",), cells.words),
        TableColumn(N_("Rating"), ("rating", "wrong_way"), cells.rating),
        TableColumn(N_("Confidence"), ("confidence",), cells.confidence),
        TableColumn(N_("Source types"), ("source_types",), cells.source_types),
        TableColumn(N_("Evidence used"), ("why",), cells.words),
    ),
)
