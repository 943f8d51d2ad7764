"""The figure of targets: for each one the way from baseline to target, and how much of it has been gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kunteko_eval.report.figures import BAR, BAR_LIGHT, WIDTH, hover_text, label_at, plotly_text
from kunteko_eval.report.style import INK, base_layout
from kunteko_eval.report.table_spec import plain_rows

BACK, BEYOND = -0.5, 1.5
"""How far before the baseline and beyond the target the figure reaches, in ways; what lies farther ends in an arrow."""

ROW = 54
"""The height of a target in pixels."""


def target_drawing(drawn: pd.DataFrame, words: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the drawing: a track from baseline to target, the bar of what was reached, a diamond at the target.

    Args:
        drawn: Rows of the frame ``targets`` that have a part of the way, from the top.
        words: What each is called, and what was reached of it.
    """
    rows = plain_rows(drawn)
    shown = [min(max(row["reached"], BACK), BEYOND) for row in rows]
    places = [at + 0.16 for at in range(len(rows))]
    hovers = [hover_text(name, told) for name, told in words]
    low, high = min([0.0, *shown]), max([1.0, *shown])
    labels = [
        label_at(0, at - 0.26, f"<b>{plotly_text(name)}</b>: {plotly_text(told)}")
        for at, (name, told) in enumerate(words)
    ]
    layout = base_layout(
        16 + ROW * len(rows),
        width=WIDTH,
        barmode="overlay",
        annotations=labels,
        xaxis={"range": [low - 0.03, high + 0.05], "visible": False},
        yaxis={"range": [len(rows) - 0.5, -0.5], "visible": False, "fixedrange": True},
        margin={"l": 6, "r": 6, "t": 6, "b": 6},
    )
    track = {"color": "#ffffff", "line": {"color": INK, "width": 1}}
    data = [
        _bars(places, [1.0] * len(rows), 0.28, track, hovers),
        _bars(places, shown, 0.14, {"color": BAR, "line": {"color": INK, "width": 1}}, hovers),
        _marks([0.0] * len(rows), places, "square", 7, hovers),
        _marks([1.0] * len(rows), places, "diamond", 12, hovers),
    ]
    far = [at for at, row in enumerate(rows) if row["reached"] > BEYOND]
    if far:
        data.append(
            _marks([BEYOND] * len(far), [places[at] for at in far], "triangle-right", 13, [hovers[at] for at in far])
        )
    return {"data": data, "layout": layout}


def _bars(
    places: Sequence[float], values: Sequence[float], width: float, marker: dict[str, Any], hovers: Sequence[str]
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "y": list(places),
        "x": list(values),
        "width": width,
        "marker": marker,
        "hovertext": list(hovers),
        "hoverinfo": "text",
    }


def _marks(
    xs: Sequence[float], places: Sequence[float], symbol: str, size: int, hovers: Sequence[str]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(xs),
        "y": list(places),
        "marker": {"size": size, "color": BAR_LIGHT, "symbol": symbol, "line": {"color": INK, "width": 1.4}},
        "hovertext": list(hovers),
        "hoverinfo": "text",
    }
