"""Survey shares with their sampling intervals, one figure a theme, respondent groups side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kunteko_eval.report import cells
from kunteko_eval.report.chapter_evidence import told
from kunteko_eval.report.content import Exhibit, Table
from kunteko_eval.report.figures import BAR, WIDTH, hover_text, label_at, plotly_text, theme_label, typed
from kunteko_eval.report.style import FAINT, INK, base_layout
from kunteko_eval.report.table_spec import plain_rows
from kunteko_eval.report.view import View

MARKERS = ("circle", "diamond", "square", "triangle-up", "cross")

Row = Mapping[str, Any]
"""A row of `period_figures` as plain values."""


def theme_shares(view: View, figures: pd.DataFrame) -> list[Exhibit]:
    """Return the survey shares among rows of `period_figures`, one figure a theme, in their order."""
    shares = figures[figures["share"].notna()]
    return [_exhibit(view, str(theme), _together(rows)) for theme, rows in shares.groupby("theme", sort=False)]


def _together(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows with those of one claim together, where the first of them stands."""
    found = plain_rows(rows)
    first = list(dict.fromkeys(row["indicator"] for row in found))
    return sorted(found, key=lambda row: first.index(row["indicator"]))


def _exhibit(view: View, theme: str, found: Sequence[Row]) -> Exhibit:
    say, assessment = view.say, view.assessment
    frame = typed(found, FRAME)
    title = say("Survey results: {theme}", theme=theme_label(view, theme))
    failing = {name for check in assessment.checks for name in check.evidence if check.code == "grim"}
    rows = tuple(
        (
            cells.words(say, row["label"]),
            cells.figure(say, *(row[name] for name in cells.FIGURE)),
            cells.NONE if row["low"] is None else say.percents(row["low"], row["high"]),
            say("not given") if row["n"] is None else say.number(row["n"]),
            cells.words(say, row["group_label"]),
            cells.span(say, row["start"], row["end"]),
            say("does not fit n") if row["observation"] in failing else cells.NONE,
            _source(view, row),
        )
        for row in found
    )
    columns = (
        say("Claim"),
        say("Share"),
        say("{level} interval", level=say.percent(assessment.rubric.wilson_confidence)),
        "n",
        say("Respondents"),
        say("Span"),
        say("Check"),
        say("Source"),
    )
    return Exhibit(
        name=f"shares-{theme}",
        title=title,
        frame=frame,
        drawing=_drawing(view, found, frame),
        text=_text(view, found),
        table=Table(caption=title, columns=columns, rows=rows, numeric=frozenset({1, 2, 3})),
    )


def _source(view: View, row: Row) -> str:
    return cells.place(view.say, *(row[name] for name in cells.PLACE))


def _text(view: View, found: Sequence[Row]) -> str:
    say = view.say
    ordered = sorted(found, key=lambda row: float(row["share"]))
    low, high = ordered[0], ordered[-1]
    sentences = [
        say.many(
            "One result: “{low}” {least}.",
            "{count:W} results. The lowest is “{low}”: {least}.",
            len(found),
            low=cells.words(say, low["label"]),
            least=_said(view, low, found),
        )
    ]
    if len(found) > 1:
        ties = sum(row["share"] == high["share"] for row in found)
        sentences.append(
            say.many(
                "The highest is “{high}”: {most}.",
                "The highest, {most}, is given {count:w} times, among them for “{high}”.",
                ties,
                high=cells.words(say, high["label"]),
                most=_said(view, high, found),
            )
        )
    sentences.append(say("Intervals and sources are in the table."))
    return " ".join(sentences)


def _said(view: View, row: Row, found: Sequence[Row]) -> str:
    """Return a share with its n, and with its group where the theme has several."""
    said = told(view.say, row)
    if len({other["group"] for other in found}) > 1:
        said = f"{cells.words(view.say, row['group_label'])} {said}"
    return said


FRAME = {
    **dict.fromkeys(("observation", "indicator", "label", "group", "period"), "str"),
    "share": "float64",
    "low": "float64",
    "high": "float64",
    "n": "Int64",
    "document": "str",
    "place": "str",
}
"""The columns of the figure's frame; the share and its sampling interval are 0–1."""


def _hover(view: View, row: Row) -> str:
    """Return what a dot tells: claim, group, share with n, interval and source."""
    say = view.say
    level = say.percent(view.assessment.rubric.wilson_confidence)
    interval = ""
    if row["low"] is not None:
        interval = f"{say('{level} interval', level=level)}: {say.percents(row['low'], row['high'])}"
    return hover_text(
        cells.words(say, row["label"]),
        f"{cells.words(say, row['group_label'])}, {cells.span(say, row['start'], row['end'])}",
        told(say, row),
        interval,
        f"{say('Source')}: {_source(view, row)}",
    )


def _drawing(view: View, found: Sequence[Row], frame: pd.DataFrame) -> dict[str, Any]:
    """Return dots with their intervals; a claim that several groups answered is a heading over its groups."""
    labels, places, top = _rows(view, found)
    frame = frame.assign(place=places)
    groups = [name for name in view.programme.groups if name in set(frame["group"])]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": (frame["share"] * 100).tolist(),
        "y": places,
        "marker": {
            "size": 12,
            "color": BAR,
            "symbol": [MARKERS[groups.index(group) % len(MARKERS)] for group in frame["group"]],
            "line": {"color": INK, "width": 1.5},
        },
        "hovertext": [_hover(view, row) for row in found],
        "hoverinfo": "text",
    }
    whiskers = [
        {
            "type": "line",
            "x0": row["low"] * 100,
            "x1": row["high"] * 100,
            "y0": row["place"],
            "y1": row["place"],
            "line": {"color": FAINT, "width": 3},
            "layer": "below",
        }
        for row in frame.dropna(subset=["low", "high"]).to_dict("records")
    ]
    layout = base_layout(
        60 + 44 * max(top, 1),
        width=WIDTH,
        shapes=whiskers,
        annotations=labels,
        xaxis={
            "range": [0, 102],
            "tickvals": [0, 25, 50, 75, 100],
            "ticktext": [view.say.percent(tick / 100) for tick in (0, 25, 50, 75, 100)],
            "gridcolor": "#e3e7eb",
            "zeroline": False,
        },
        yaxis={"range": [top, -0.2], "visible": False, "fixedrange": True},
        margin={"l": 24, "r": 28, "t": 8, "b": 36},
    )
    return {"data": [dots], "layout": layout}


def _rows(view: View, found: Sequence[Row]) -> tuple[list[dict[str, Any]], list[float], float]:
    """Return the labels, the height of each dot, and the height of all; a claim stands where it is first met."""
    say = view.say
    labels: list[dict[str, Any]] = []
    places: list[float] = []
    top = 0.0
    for indicator in dict.fromkeys(row["indicator"] for row in found):
        same = [row for row in found if row["indicator"] == indicator]
        claim = plotly_text(cells.words(say, same[0]["label"]))
        if len(same) > 1:
            labels.append(label_at(0, top + 0.12, claim))
            top += 0.52
        for row in same:
            name = plotly_text(cells.words(say, row["group_label"])) if len(same) > 1 else claim
            labels.append(label_at(0, top + 0.14, f"<b>{plotly_text(told(say, row))}</b> {name}"))
            places.append(top + 0.5)
            top += 0.86
        top += 0.14
    return labels, places, top
