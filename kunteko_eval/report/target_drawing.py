"""The figure of targets: for each one the way from baseline to target, and how much of it has been gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kunteko_eval.report.figures import BAR, BAR_LIGHT, hover_text
from kunteko_eval.report.panels import LEAD, Panel, edge, halves, led_lines, note, padded, sheet
from kunteko_eval.report.style import INK
from kunteko_eval.report.table_spec import plain_rows

BACK, BEYOND = -0.5, 1.5
"""How far before the baseline and beyond the target the figure reaches, in ways; what lies farther ends in an arrow."""

TRACK, SPACE = 22, 10
"""The height of a track and the space below it in pixels."""

Row = tuple[float, list[str], str]
"""How much of the way has been gone, the lines above the track, and what its marks tell when they are pointed at."""


def target_drawing(drawn: pd.DataFrame, words: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the drawing: a track from baseline to target, the bar of what was reached, a diamond at the target.

    Args:
        drawn: Rows of the frame ``targets`` that have a part of the way, from the top.
        words: What each is called, and what was reached of it.
    """
    reached = [float(row["reached"]) for row in plain_rows(drawn)]
    shown = [min(max(one, BACK), BEYOND) for one in reached]
    across = {"range": padded(min([0.0, *shown]), max([1.0, *shown]), 10, 12), "visible": False}
    rows: list[Row] = [
        (one, led_lines(f"{name}:", told), hover_text(name, told))
        for one, (name, told) in zip(reached, words, strict=True)
    ]
    cut = halves([_height(row) for row in rows])
    panels = [_panel(part, across) for part in (rows[:cut], rows[cut:]) if part]
    return sheet(panels, barmode="overlay")


def _height(row: Row) -> float:
    return LEAD * len(row[1]) + TRACK + SPACE


def _panel(rows: Sequence[Row], across: dict[str, Any]) -> Panel:
    notes, places, top = [], [], 4.0
    for _, lines, _ in rows:
        for line in lines:
            notes.append(note(edge(across), top + LEAD / 2, line))
            top += LEAD
        places.append(top + TRACK / 2)
        top += TRACK + SPACE
    reached, hovers = [one for one, _, _ in rows], [hover for _, _, hover in rows]
    track = {"color": "#ffffff", "line": {"color": INK, "width": 1}}
    gone = [min(max(one, BACK), BEYOND) for one in reached]
    traces = [
        _bars(places, [1.0] * len(rows), 14, track, hovers),
        _bars(places, gone, 8, {"color": BAR, "line": {"color": INK, "width": 1}}, hovers),
        _marks([0.0] * len(rows), places, "square", 7, hovers),
        _marks([1.0] * len(rows), places, "diamond", 12, hovers),
    ]
    far = [at for at, one in enumerate(reached) if one > BEYOND]
    if far:
        ends = [BEYOND] * len(far)
        traces.append(_marks(ends, [places[at] for at in far], "triangle-right", 13, [hovers[at] for at in far]))
    return Panel(name="", height=top, across=across, traces=traces, notes=notes)


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
