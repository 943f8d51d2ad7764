"""Expected paths as dashed lines with what was reached as markers, a panel a figure."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kunteko_eval.report.figures import BAR, plotly_text
from kunteko_eval.report.panels import LEAD, Panel, edge, heading, note, padded, sheet
from kunteko_eval.report.style import FAINT, INK, LINE

PLOT, INNER = 120, 14
"""The height of a path's plot, and the space within it above and below the line, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPoint:
    """A day's value, what it tells when pointed at, and its marker."""

    day: datetime.date
    value: float
    hover: str
    symbol: str = "diamond"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPanel:
    """A path with what was reached; `ends` are its least and its greatest value in words."""

    name: str
    expected: tuple[PanelPoint, ...]
    actual: tuple[PanelPoint, ...]
    ends: tuple[str, str]


def milestone_sheet(paths: Sequence[PathPanel]) -> dict[str, Any]:
    """Return the drawing of paths, each on a scale of its own whose least and greatest value are written."""
    return sheet([_panel(one) for one in paths])


def _year(day: datetime.date) -> float:
    """Return the end of a day in years."""
    length = (datetime.date(day.year + 1, 1, 1) - datetime.date(day.year, 1, 1)).days
    return day.year + day.timetuple().tm_yday / length


def _panel(path: PathPanel) -> Panel:
    lines, top = heading(path.name)
    points = [*path.expected, *path.actual]
    values = [one.value for one in points]
    low, high = min(values), max(values)
    first, last = int(_year(min(one.day for one in points))), int(-(-_year(max(one.day for one in points)) // 1))
    bottom = top + LEAD + PLOT - INNER
    unit = (PLOT - 2 * INNER) / ((high - low) or 1)

    def place(value: float) -> float:
        return bottom - (value - low) * unit

    step = max(1, -(-(last - first) // 6))
    years = range(first, last + 1, step)
    across: dict[str, Any] = {
        "range": padded(first, last, 24, 24),
        "tickvals": list(years),
        "ticktext": [str(year) for year in years],
        "showgrid": False,
        "linecolor": LINE,
        "tickfont": {"size": 12.5},
    }
    left, right = edge(across), across["range"][1]
    notes = [
        note(left, 4 + LEAD * len(lines) / 2, f"<b>{'<br>'.join(map(plotly_text, lines))}</b>"),
        *(
            note(left, place(value) - 9, plotly_text(told))
            for value, told in dict(zip((low, high), path.ends, strict=True)).items()
        ),
    ]
    line = {"color": "#e3e7eb", "width": 1}
    shapes = [
        {"type": "line", "x0": left, "x1": right, "y0": place(one), "y1": place(one), "line": line, "layer": "below"}
        for one in dict.fromkeys((low, high))
    ]
    traces = [
        _trace(path.expected, place, {"color": FAINT, "width": 2, "dash": "dash"}, ("#ffffff", FAINT, 7)),
        _trace(path.actual, place, {"color": BAR, "width": 2.5}, (BAR, INK, 11)),
    ]
    shown = [one for one in traces if one["x"]]
    return Panel(name=path.name, height=bottom + INNER, across=across, traces=shown, notes=notes, shapes=shapes)


def _trace(
    points: Sequence[PanelPoint], place: Any, line: dict[str, Any], look: tuple[str, str, int]
) -> dict[str, Any]:
    colour, outline, size = look
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [_year(one.day) for one in points],
        "y": [place(one.value) for one in points],
        "line": line,
        "marker": {
            "size": size,
            "color": colour,
            "symbol": [one.symbol for one in points],
            "line": {"color": outline, "width": 1.3},
        },
        "hovertext": [one.hover for one in points],
        "hoverinfo": "text",
    }
