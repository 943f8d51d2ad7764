"""How much of each programme's chain got a rating, as a figure: programmes and periods side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kunteko_eval.frames.build import RATING, rating_type
from kunteko_eval.method.rating import Rating
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.content import Exhibit
from kunteko_eval.report.figures import hover_text, typed
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.panels import LEAD, Panel, edge, halves, led_lines, note, padded, sheet
from kunteko_eval.report.portfolio import PortfolioView
from kunteko_eval.report.style import INK, bar_marker
from kunteko_eval.report.table_spec import TableColumn, render


def coverage(portfolio: PortfolioView, rows: Rows = None) -> Exhibit:
    """Return how many elements have each rating, for every programme and period.

    Args:
        portfolio: All programmes.
        rows: How many elements have each rating, by programme and period, a bar each from the top; all when None.
    """
    say = portfolio.say
    counts = _told(portfolio, rows)
    columns = (
        TableColumn(N_("Programme"), ("label",), cells.words),
        TableColumn(N_("Period"), cells.SPAN, cells.span),
        TableColumn(N_("Boxes"), ("elements",), cells.number, numeric=True),
        TableColumn(N_("Rated"), ("rated",), cells.share, numeric=True),
        *(
            TableColumn(
                words,
                (rating.value,),
                cells.number,
                numeric=True,
                translated=False,
            )
            for rating, words in portfolio.answers
        ),
    )
    title = say("Ratings of all programmes and periods")
    table = render(columns, counts, say, title)
    every = counts.to_dict("records")
    best, least = max(every, key=_coverage), min(every, key=_coverage)
    text = say(
        "The greatest part is rated in {best} {when} ({share}), the least in {least} {then} ({part}).",
        best=say.as_is(best["label"]),
        when=_span(say, best),
        share=say.percent(best["rated"]),
        least=say.as_is(least["label"]),
        then=_span(say, least),
        part=say.percent(least["rated"]),
    )
    frame = _coverage_frame(portfolio, counts)
    drawing = _coverage_drawing(portfolio, counts, frame)
    return Exhibit(name="coverage", title=title, frame=frame, drawing=drawing, text=text, table=table)


def _told(portfolio: PortfolioView, rows: Rows) -> pd.DataFrame:
    """Return the counts with the programmes' names and spans, the number of elements and the part that is rated."""
    counts = chosen(rows, portfolio.counts)[[one.value for one, _ in portfolio.answers]]
    elements = counts.sum(axis=1)
    return (
        portfolio.spans.loc[counts.index]
        .join(counts)
        .assign(
            elements=elements,
            rated=counts[[one.value for one, _ in portfolio.answers if one.rated]].sum(axis=1) / elements,
        )
    )


def _coverage(row: dict[Any, Any]) -> float:
    return float(row["rated"])


def _span(say: Language, row: dict[Any, Any]) -> str:
    return say.span(row["start"].date(), row["end"].date())


FRAME = {
    **dict.fromkeys(("programme", "label", "period"), "str"),
    "rating": RATING,
    "elements": "int64",
    "share": "float64",
}
"""The columns of the figure's frame: how many elements have a rating, and which part of all that is, 0–1."""


def _kind(portfolio: PortfolioView) -> pd.CategoricalDtype:
    """Return the dtype of ratings: ordered where all programmes have one scale."""
    if len({one.chain.grades for one in portfolio.programmes}) < 2:
        return rating_type(portfolio.assessments[0].rubric.scale.grades)
    return pd.CategoricalDtype([one.value for one, _ in portfolio.answers])


def _coverage_frame(portfolio: PortfolioView, counts: pd.DataFrame) -> pd.DataFrame:
    told = counts.reset_index().to_dict("records")
    return typed(
        (
            {
                "programme": one["programme"],
                "label": f"{portfolio.say.as_is(one['label'])} {_span(portfolio.say, one)}",
                "period": one["period"],
                "rating": rating.value,
                "elements": one[rating.value],
                "share": one[rating.value] / one["elements"],
            }
            for rating, _ in portfolio.answers
            for one in told
        ),
        {**FRAME, "rating": _kind(portfolio)},
    )


def _coverage_drawing(portfolio: PortfolioView, counts: pd.DataFrame, frame: pd.DataFrame) -> dict[str, Any]:
    """Return one bar a programme and period, divided by rating; each part has colour, pattern, symbol and number."""
    say = portfolio.say
    rows = [[*led_lines(say.as_is(one["label"]), _span(say, one))] for one in counts.to_dict("records")]
    cut = halves([LEAD * len(lines) + THICK + SPACE for lines in rows])
    bars = {rating: frame[frame["rating"] == rating.value] for rating, _ in portfolio.answers}
    panels = []
    for part in (slice(0, cut), slice(cut, len(rows))):
        if not rows[part]:
            continue
        notes, places, top = [], [], 2.0
        for lines in rows[part]:
            for line in lines:
                notes.append(note(edge(ACROSS), top + LEAD / 2, line))
                top += LEAD
            places.append(top + THICK / 2)
            top += THICK + SPACE
        traces = [
            _coverage_bars(portfolio.spoken[rating], rating, found.iloc[part], places) for rating, found in bars.items()
        ]
        panels.append(Panel(name="", height=top, across=ACROSS, traces=traces, notes=notes))
    return sheet(panels, barmode="stack", uniformtext={"minsize": 11, "mode": "hide"})


THICK, SPACE = 22, 9
"""The thickness of a bar and the space below it, in pixels."""

ACROSS: dict[str, Any] = {"range": padded(0, 100, 1, 1), "visible": False}
"""The axis of parts of a whole in per cent, on which all bars stand."""


def _coverage_bars(say: Language, rating: Rating, bars: pd.DataFrame, places: Sequence[float]) -> dict[str, Any]:
    symbol, name = method_words.symbol(say, rating), method_words.word(say, rating)
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(places),
        "x": (bars["share"] * 100).tolist(),
        "text": [f"{symbol} {count}" if count else "" for count in bars["elements"]],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": 12, "color": INK},
        "marker": bar_marker(say, rating, size=6, solidity=0.12),
        "hovertext": [
            hover_text(row["label"], f"{name}: {say.number(row['elements'])} ({say.percent(row['share'])})")
            for row in bars.to_dict("records")
        ],
        "hoverinfo": "text",
        "width": THICK,
    }
