"""How much of each programme's chain got a rating, as a figure: programmes and periods side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kunteko_eval.frames.build import RATING
from kunteko_eval.method.rating import Rating
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.content import Exhibit
from kunteko_eval.report.figures import WIDTH, hover_text, label_at, plotly_text, typed
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.portfolio import PortfolioView
from kunteko_eval.report.style import INK, bar_marker, base_layout
from kunteko_eval.report.table_spec import TableColumn, render


def coverage(portfolio: PortfolioView) -> Exhibit:
    """Return how many elements have each rating, for every programme and period."""
    say = portfolio.say
    found = portfolio.ratings[portfolio.ratings["intended"] & portfolio.ratings["desired"]]
    given = found.groupby(["programme", "period"], sort=False)["rating"]
    counts = given.value_counts().unstack().join(given.size().rename("elements"))
    counts["rated"] = counts[[one.value for one in Rating if one.grade is not None]].sum(axis=1) / counts["elements"]
    columns = (
        TableColumn(N_("Programme"), ("label",), cells.words),
        TableColumn(N_("Period"), cells.SPAN, cells.span),
        TableColumn(N_("Elements"), ("elements",), cells.number, numeric=True),
        TableColumn(N_("Rated"), ("rated",), cells.share, numeric=True),
        *(
            TableColumn(
                method_words.rating(say, rating).replace("\u00a0", " "),
                (rating.value,),
                cells.number,
                numeric=True,
                translated=False,
            )
            for rating in Rating
        ),
    )
    title = say("Ratings of all programmes and periods")
    table = render(columns, portfolio.spans.join(counts), say, title)
    best = max(portfolio.assessments, key=lambda one: one.coverage)
    least = min(portfolio.assessments, key=lambda one: one.coverage)
    text = say(
        "The greatest part is rated in {best} {when} ({share}), the least in {least} {then} ({part}).",
        best=portfolio.name_of(best.programme),
        when=say.period(best.period),
        share=say.percent(best.coverage),
        least=portfolio.name_of(least.programme),
        then=say.period(least.period),
        part=say.percent(least.coverage),
    )
    frame = _coverage_frame(portfolio)
    drawing = _coverage_drawing(portfolio, frame)
    return Exhibit(name="coverage", title=title, frame=frame, drawing=drawing, text=text, table=table)


FRAME = {
    **dict.fromkeys(("programme", "label", "period"), "str"),
    "rating": RATING,
    "elements": "int64",
    "share": "float64",
}
"""The columns of the figure's frame: how many elements have a rating, and which part of all that is, 0–1."""


def _coverage_frame(portfolio: PortfolioView) -> pd.DataFrame:
    return typed(
        (
            {
                "programme": one.programme.id,
                "label": f"{portfolio.name_of(one.programme)} {portfolio.say.period(one.period)}",
                "period": one.period.id,
                "rating": rating.value,
                "elements": one.counts()[rating],
                "share": one.counts()[rating] / len(one.ratings),
            }
            for rating in Rating
            for one in portfolio.assessments
        ),
        FRAME,
    )


def _coverage_drawing(portfolio: PortfolioView, frame: pd.DataFrame) -> dict[str, Any]:
    """Return one bar a programme and period, divided by rating; each part has colour, pattern, symbol and number."""
    say, rows = portfolio.say, len(portfolio.assessments)
    labels = [
        label_at(
            0,
            row - 0.42,
            f"<b>{plotly_text(portfolio.name_of(one.programme))}</b> {plotly_text(say.period(one.period))}",
        )
        for row, one in enumerate(portfolio.assessments)
    ]
    layout = base_layout(
        40 + 58 * rows,
        width=WIDTH,
        barmode="stack",
        annotations=labels,
        uniformtext={"minsize": 11, "mode": "hide"},
        xaxis={"range": [0, 100.5], "visible": False},
        yaxis={"range": [rows - 0.5, -0.75], "visible": False, "fixedrange": True},
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
    )
    data = [_coverage_bars(say, rating, frame[frame["rating"] == rating.value]) for rating in Rating]
    return {"data": data, "layout": layout}


def _coverage_bars(say: Language, rating: Rating, bars: pd.DataFrame) -> dict[str, Any]:
    symbol, name = method_words.SYMBOLS[rating], say(method_words.RATINGS[rating])
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(range(len(bars))),
        "x": (bars["share"] * 100).tolist(),
        "text": [f"{symbol} {count}" if count else "" for count in bars["elements"]],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": 12, "color": INK},
        "marker": bar_marker(rating, size=6, solidity=0.12),
        "hovertext": [
            hover_text(row["label"], f"{name}: {say.number(row['elements'])} ({say.percent(row['share'])})")
            for row in bars.to_dict("records")
        ],
        "hoverinfo": "text",
        "width": 0.46,
    }
