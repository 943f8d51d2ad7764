"""The figure of shared indicators: for each span the least and the most that programmes come to, and their own figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kunteko_eval.report import cells, method_words
from kunteko_eval.report.figures import BAR, BAR_LIGHT, hover_text, plotly_text, typed
from kunteko_eval.report.language import Language
from kunteko_eval.report.panels import LEAD, Panel, edge, heading, lines_of, note, padded, sheet
from kunteko_eval.report.style import INK
from kunteko_eval.report.table_spec import plain_rows

FRAME = {
    **dict.fromkeys(("shared", "span", "programme", "label"), "str"),
    "low": "float64",
    "high": "float64",
    "unit": "str",
}
"""The columns of the figure's frame: a total, whose programme is missing, or a programme's own figure."""

THICK, SPACE = 18, 10
"""The thickness of a bar and the space below it, in pixels."""

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
    drawn = [_panel(say, rows, [one for one in own if one["shared"] == rows[0]["shared"]]) for rows in panels.values()]
    return _frame(say, panels, own), sheet(drawn, barmode="overlay")


def _panel(say: Language, rows: Sequence[Row], markers: Sequence[Row]) -> Panel:
    """Return an indicator's panel: its name, and for each span what it comes to over its bar."""
    name = say.as_is(rows[0]["label"])
    lines, top = heading(name)
    across: dict[str, Any] = {"range": _reach(rows, markers), "visible": False}
    left = edge(across)
    notes = [note(left, 4 + LEAD * len(lines) / 2, f"<b>{'<br>'.join(map(plotly_text, lines))}</b>")]
    places: dict[str, float] = {}
    for row in rows:
        for line in lines_of(f"{cells.span(say, row['start'], row['end'])}: {range_words(say, row)}"):
            notes.append(note(left, top + LEAD / 2, plotly_text(line)))
            top += LEAD
        places[row["span"]] = top + THICK / 2 + 1
        top += THICK + SPACE
    return Panel(name=name, height=top, across=across, traces=_traces(say, rows, markers, places), notes=notes)


def _reach(rows: Sequence[Row], markers: Sequence[Row]) -> list[float]:
    """Return the ends of a panel's axis, nothing among them."""
    ends = [one[key] for one in (*rows, *markers) for key in ("low", "high") if one[key] is not None]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    return padded(low, high if high > low else low + 1, 8 if low < 0 else 1, 8)


def _traces(say: Language, rows: Sequence[Row], markers: Sequence[Row], places: Mapping[str, float]) -> list[Row]:
    """Return the most as a hatched bar, the least as a full one over it, and the programmes' own figures."""
    drawn = [(places[row["span"]], row) for row in rows if row["low"] is not None]
    far = [(at, max((row["low"], row["high"]), key=abs), row) for at, row in drawn]
    near = [(at, min((row["low"], row["high"]), key=abs), row) for at, row in drawn]
    hatch = {"shape": "/", "fgcolor": INK, "bgcolor": "#ffffff", "fillmode": "overlay", "size": 7, "solidity": 0.15}
    bars = [
        _bars(say, far, {"color": "#ffffff", "line": {"color": INK, "width": 1}, "pattern": hatch}),
        _bars(say, near, {"color": BAR_LIGHT, "line": {"color": INK, "width": 1}}),
    ]
    known = [one for one in markers if one["span"] in places]
    return [*(bars if drawn else []), *([_points(say, known, places)] if known else [])]


def _bars(say: Language, bars: Sequence[tuple[float, float, Row]], marker: Row) -> Row:
    return {
        "type": "bar",
        "orientation": "h",
        "y": [at for at, _, _ in bars],
        "x": [value for _, value, _ in bars],
        "width": THICK,
        "marker": marker,
        "hovertext": [
            hover_text(say.as_is(row["label"]), f"{cells.span(say, row['start'], row['end'])}: {range_words(say, row)}")
            for _, _, row in bars
        ],
        "hoverinfo": "text",
    }


def _points(say: Language, own: Sequence[Row], places: Mapping[str, float]) -> Row:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [(one["low"] + one["high"]) / 2 for one in own],
        "y": [places[one["span"]] for one in own],
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
