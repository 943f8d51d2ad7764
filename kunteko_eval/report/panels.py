"""Small multiples: panels as wide as a phone, that stand side by side where there is room and below each other where not.

A figure is drawn once. Plotly shows its panels two in a row; the report's picture is one drawing a panel, which the
page sets in as many columns as fit, so that the same bytes can be read at 360 pixels, on a wide screen and on paper.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kunteko_eval.report.figures import plotly_text
from kunteko_eval.report.layout import wrap
from kunteko_eval.report.style import INK, LINE, base_layout

PANEL, GAP = 360, 32
"""The width of a panel, which a phone shows as it is, and the space between two, in pixels."""

SIZE, LEAD = 13, 17
"""The size of a panel's words and the height of their lines, in pixels: 11 at least where a panel is 310 wide."""

FOOT = 24
"""Room below a panel for the numbers of its axis, in pixels."""

REGULAR = 0.88
"""How wide plain text is beside bold text."""

Part = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel, its heights in pixels from its top.

    Attributes:
        name: What the panel is of; empty where it goes on with the one before.
        height: In pixels, without the numbers of its axis.
        across: The sheet of its x axis, with its range.
        traces: Plotly's traces; their y are pixels.
        notes: Labels, by `left_note` and `note`.
        shapes: Lines, in the units of the axes.
    """

    name: str
    height: float
    across: Part
    traces: Sequence[Part]
    notes: Sequence[Part] = ()
    shapes: Sequence[Part] = field(default_factory=tuple)

    @property
    def tall(self) -> float:
        """The height with the axis, in pixels."""
        return self.height + (FOOT if self.across.get("visible", True) else 0)


def padded(low: float, high: float, left: float = 0, right: float = 0) -> list[float]:
    """Return the range of a panel's axis on which a span has so many pixels free on both sides.

    >>> padded(0, 100, 18, 18)
    [-5.555555555555555, 105.55555555555556]
    """
    one = (high - low) / (PANEL - left - right)
    return [low - left * one, high + right * one]


def edge(across: Part) -> float:
    """Return where a panel's words begin on its axis: two pixels from its left side, because some letters reach back."""
    low, high = across["range"]
    return float(low + 2 * (high - low) / PANEL)


def lines_of(text: str, *, bold: bool = False, width: float = PANEL - 12, size: float = SIZE) -> list[str]:
    """Return a text in the lines that a panel has room for."""
    return wrap(text, width / (1 if bold else REGULAR), size, 4)


def led_lines(lead: str, rest: str) -> list[str]:
    """Return a text in a panel's lines as Plotly's markup, its beginning in bold.

    >>> led_lines("79%", "participants & others")
    ['<b>79%</b> participants &amp; others']
    """
    left, found = len(lead.split()), []
    for line in lines_of(f"{lead} {rest}", bold=True):
        words = line.split()
        first, then = " ".join(words[:left]), " ".join(words[left:])
        found.append(" ".join(filter(None, [first and f"<b>{plotly_text(first)}</b>", plotly_text(then)])))
        left = max(0, left - len(words))
    return found


def note(x: float, y: float, text: str, **more: Any) -> Part:
    """Return a label that begins at a value of the x axis, its middle at a height in pixels."""
    font = {"size": SIZE, "color": INK}
    place = {"xanchor": "left", "yanchor": "middle", "align": "left", "borderpad": 0, "borderwidth": 0}
    return {"x": x, "y": y, "text": text, "showarrow": False, "font": font, **place, **more}


def halves(heights: Sequence[float]) -> int:
    """Return after how many of a list's rows its second column begins, so that both are about as tall.

    >>> halves([40, 40, 40]), halves([30]), halves([])
    (1, 1, 0)
    """
    total, best = sum(heights), len(heights)
    for at, height in enumerate(itertools.accumulate(heights), start=1):
        if max(height, total - height) < max(sum(heights[:best]), total - sum(heights[:best])):
            best = at
    return best


def sheet(panels: Sequence[Panel], **more: Any) -> dict[str, Any]:
    """Return panels as one figure, two in a row, whose layout says where each stands."""
    across = min(2, len(panels))
    width = across * PANEL + (across - 1) * GAP
    rows = [panels[at : at + across] for at in range(0, len(panels), across)]
    deep = [max(one.tall for one in row) for row in rows]
    height = sum(deep) + GAP * (len(rows) - 1) / 2
    layout = base_layout(height, width=width, margin=dict.fromkeys("lrtb", 0), annotations=[], shapes=[], **more)
    data: list[Part] = []
    places: list[Part] = []
    top = 0.0
    for number, one in enumerate(panels):
        row, column = divmod(number, across)
        if column == 0 and row:
            top += deep[row - 1] + GAP / 2
        axis, left = "" if number == 0 else str(number + 1), column * (PANEL + GAP)
        domain = {"x": [left / width, (left + PANEL) / width]}
        domain["y"] = [max(0.0, 1 - (top + one.height) / height), 1 - top / height]
        layout[f"xaxis{axis}"] = {"zeroline": False, **one.across, "anchor": f"y{axis}", "domain": domain["x"]}
        layout[f"yaxis{axis}"] = {
            "range": [one.height, 0],
            "visible": False,
            "fixedrange": True,
            "anchor": f"x{axis}",
            "domain": domain["y"],
        }
        data += [{**trace, "xaxis": f"x{axis}", "yaxis": f"y{axis}"} for trace in one.traces]
        layout["annotations"] += [{**each, "xref": f"x{axis}", "yref": f"y{axis}"} for each in one.notes]
        layout["shapes"] += [{**each, "xref": f"x{axis}", "yref": f"y{axis}"} for each in one.shapes]
        places.append({"name": one.name, "axis": axis, "width": PANEL, "height": one.tall})
    layout["meta"] = {"panels": places}
    return {"data": data, "layout": layout}


def heading(name: str, at: float = 9) -> tuple[list[str], float]:
    """Return a panel's name in lines, and the height below them.

    >>> heading("Galas")
    (['Galas'], 24)
    """
    lines = lines_of(name, bold=True)
    return lines, at + LEAD * len(lines) - 2


def percent_axis(ticks: Sequence[str]) -> Part:
    """Return the axis of shares from 0 to 100, whose ticks are as many, evenly spread."""
    step = 100 / (len(ticks) - 1)
    return {
        "range": padded(0, 100, 20, 24),
        "tickvals": [step * at for at in range(len(ticks))],
        "ticktext": list(ticks),
        "tickfont": {"size": 12.5},
        "showgrid": False,
        "linecolor": LINE,
        "showline": False,
    }
