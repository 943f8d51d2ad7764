"""The figure of shared indicators: for each span the least and the most that programmes come to, and their own figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kunteko_eval.report import cells, method_words
from kunteko_eval.report.figures import BAR, BAR_LIGHT, WIDTH, hover_text, label_at, plotly_text, typed
from kunteko_eval.report.language import Language
from kunteko_eval.report.style import INK, base_layout
from kunteko_eval.report.table_spec import plain_rows

FRAME = {
    **dict.fromkeys(("shared", "span", "programme", "label"), "str"),
    "low": "float64",
    "high": "float64",
    "unit": "str",
}
"""The columns of the figure's frame: a total, whose programme is missing, or a programme's own figure."""

HEAD, ROW = 34, 58
"""The height of an indicator's name, and of one of its spans, in pixels."""

Row = dict[str, Any]


def range_words(say: Language, row: Mapping[str, Any]) -> str:
    """Return a figure, or the least and the most that it can be; a dash where there is none."""
    low, high, unit, decimals = (row[name] for name in ("low", "high", "unit", "decimals"))
    if low is None:
        return cells.NONE
    written = [method_words.figure(say, value, unit, decimals) for value in (low, high)]
    return written[0] if written[0] == written[1] else "–".join(written)


def shared_drawing(say: Language, totals: pd.DataFrame, reports: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the figure's frame and drawing: one panel an indicator, one bar a span, one marker a programme.

    Args:
        say: The language, with the units of the programmes.
        totals: Rows of the frame ``shared_indicators``, in the order of the panels and of their bars.
        reports: Rows of the frame ``shared_reports``.
    """
    own = [row for row in plain_rows(reports) if row["low"] is not None] if not reports.empty else []
    panels: dict[str, list[Row]] = {}
    for row in plain_rows(totals):
        panels.setdefault(row["shared"], []).append(row)
    height = sum(HEAD + ROW * len(rows) for rows in panels.values()) + 12
    layout = base_layout(
        height, width=WIDTH, barmode="overlay", annotations=[], margin={"l": 6, "r": 6, "t": 6, "b": 6}
    )
    data: list[Row] = []
    top = 0.0
    for number, rows in enumerate(panels.values(), start=1):
        axis = "" if number == 1 else str(number)
        deep = HEAD + ROW * len(rows)
        domain = [max(0.0, 1 - (top + deep) / (height - 12)), 1 - (top + HEAD) / (height - 12)]
        markers = [one for one in own if one["shared"] == rows[0]["shared"]]
        data += [{**trace, "xaxis": f"x{axis}", "yaxis": f"y{axis}"} for trace in _traces(say, rows, markers)]
        layout[f"xaxis{axis}"] = {"range": _reach(rows, markers), "visible": False, "anchor": f"y{axis}"}
        layout[f"yaxis{axis}"] = {
            "range": [len(rows) - 0.5, -0.5],
            "visible": False,
            "domain": domain,
            "anchor": f"x{axis}",
        }
        layout["annotations"] += _labels(say, rows, axis, domain[1])
        top += deep
    return _frame(say, panels, own), {"data": data, "layout": layout}


def _reach(rows: Sequence[Row], markers: Sequence[Row]) -> list[float]:
    """Return the ends of a panel's axis, nothing among them."""
    ends = [one[key] for one in (*rows, *markers) for key in ("low", "high") if one[key] is not None]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    room = (high - low or 1) * 0.02
    return [low - room if low < 0 else low, high + room]


def _labels(say: Language, rows: Sequence[Row], axis: str, top: float) -> list[Row]:
    """Return the indicator's name, and over each bar its span and what it comes to."""
    name = label_at(0, top, f"<b>{plotly_text(say.as_is(rows[0]['label']))}</b>")
    labels = [{**name, "yref": "paper", "yanchor": "bottom"}]
    for at, row in enumerate(rows):
        told = f"{cells.span(say, row['start'], row['end'])}: {range_words(say, row)}"
        labels.append({**label_at(0, at - 0.3, plotly_text(told)), "yref": f"y{axis}"})
    return labels


def _traces(say: Language, rows: Sequence[Row], markers: Sequence[Row]) -> list[Row]:
    """Return the most as a hatched bar, the least as a full one over it, and the programmes' own figures."""
    places = {row["span"]: at for at, row in enumerate(rows)}
    drawn = [(at, row) for at, row in enumerate(rows) if row["low"] is not None]
    far = [(at, max((row["low"], row["high"]), key=abs), row) for at, row in drawn]
    near = [(at, min((row["low"], row["high"]), key=abs), row) for at, row in drawn]
    hatch = {"shape": "/", "fgcolor": INK, "bgcolor": "#ffffff", "fillmode": "overlay", "size": 7, "solidity": 0.15}
    bars = [
        _bars(say, far, {"color": "#ffffff", "line": {"color": INK, "width": 1}, "pattern": hatch}),
        _bars(say, near, {"color": BAR_LIGHT, "line": {"color": INK, "width": 1}}),
    ]
    known = [one for one in markers if one["span"] in places]
    return [*(bars if drawn else []), *([_points(say, known, places)] if known else [])]


def _bars(say: Language, bars: Sequence[tuple[int, float, Row]], marker: Row) -> Row:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [at + 0.17 for at, _, _ in bars],
        "x": [value for _, value, _ in bars],
        "width": 0.34,
        "marker": marker,
        "hovertext": [
            hover_text(say.as_is(row["label"]), f"{cells.span(say, row['start'], row['end'])}: {range_words(say, row)}")
            for _, _, row in bars
        ],
        "hoverinfo": "text",
    }


def _points(say: Language, own: Sequence[Row], places: Mapping[str, int]) -> Row:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [(one["low"] + one["high"]) / 2 for one in own],
        "y": [places[one["span"]] + 0.17 for one in own],
        "marker": {
            "size": 11,
            "color": BAR,
            "symbol": ["circle" if one["use"] in {"counted", "shown"} else "cross" for one in own],
            "line": {"color": INK, "width": 1.2},
        },
        "hovertext": [
            hover_text(say.as_is(one["name"]), f"{cells.span(say, one['start'], one['end'])}: {range_words(say, one)}")
            for one in own
        ],
        "hoverinfo": "text",
    }


def _frame(say: Language, panels: Mapping[str, Sequence[Row]], own: Sequence[Row]) -> pd.DataFrame:
    totals = [
        {**row, "programme": None, "label": say.as_is(row["label"])}
        for rows in panels.values()
        for row in rows
        if row["low"] is not None
    ]
    figures = [{**row, "label": say.as_is(row["name"])} for row in own]
    return typed([{name: row[name] for name in FRAME} for row in (*totals, *figures)], FRAME)
