"""Counts over time as lying bars, a panel an indicator: parts of the time first, totals hollow and last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kunteko_eval.report.figures import BAR, BAR_LIGHT, hover_text, plotly_text
from kunteko_eval.report.panels import LEAD, Panel, heading, lines_of, note, padded, sheet
from kunteko_eval.report.style import INK

LEFT, RIGHT = 112, 84
"""Room for the spans left of the bars and for the figures right of them, in pixels."""

SIZE, THICK = 12.5, 13
"""The size of a bar's words, and its thickness in pixels."""

ALIKE = 0.02
"""By which part of the longer one two spans of one length may differ: a leap year does."""

Bar = dict[str, Any]
"""A row of `counts_over_time` as plain values, with its span (`span`), its figure (`told`) and its place in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPanel:
    """A count over time.

    Attributes:
        label: The indicator's.
        name: The panel's, which says where the counts are totals.
        bars: The earliest first.
        is_total: Whether each figure is a total at the end of its span, so that none holds another.
        most: The greatest value of the scale; that of the bars where it is None.
    """

    label: str
    name: str
    bars: tuple[Bar, ...]
    is_total: bool = False
    most: float | None = None

    def holds_others(self, bar: Bar) -> bool:
        """Return whether a bar is a total of a span that holds another's, and has no other of its length beside it."""
        holds = any(
            bar["start"] <= other["start"] and other["end"] <= bar["end"] and _days(other) < _days(bar)
            for other in self.bars
        )
        return holds and not self.is_total and not any(_beside(bar, other) for other in self.bars)

    @property
    def drawn(self) -> list[Bar]:
        """The bars from the top: parts of the time, then totals."""
        return sorted(self.bars, key=self.holds_others)


def _days(bar: Bar) -> int:
    return int((bar["end"] - bar["start"]).days) + 1


def _beside(one: Bar, other: Bar) -> bool:
    """Return whether two spans of one length do not overlap."""
    apart = one["end"] < other["start"] or other["end"] < one["start"]
    return apart and abs(_days(one) - _days(other)) <= ALIKE * max(_days(one), _days(other))


def comparable(panel: CountPanel) -> tuple[Bar, Bar] | None:
    """Return the last two bars that can be compared: spans of one length, apart, each with one figure that is known."""
    if panel.is_total:
        return None
    spans = [bar["period"] for bar in panel.bars]
    known = [bar for bar in panel.bars if spans.count(bar["period"]) == 1 and bar["precision"] in {"exact", "about"}]
    found = [
        (before, after)
        for before in known
        for after in known
        if before["end"] < after["start"] and _beside(before, after)
    ]
    return max(found, key=lambda pair: (pair[1]["end"], pair[0]["end"]), default=None)


def count_sheet(panels: Sequence[CountPanel]) -> dict[str, Any]:
    """Return the drawing of counts over time, each panel on a scale of its own from nought."""
    return sheet([_panel(one) for one in panels])


def _panel(panel: CountPanel) -> Panel:
    most = panel.most or max(bar["value"] for bar in panel.bars) or 1
    across: dict[str, Any] = {"range": padded(0, most, LEFT, RIGHT), "visible": False}
    lines, top = heading(panel.name)
    left = across["range"][0]
    notes = [note(left, 4 + LEAD * len(lines) / 2, f"<b>{'<br>'.join(map(plotly_text, lines))}</b>")]
    places = []
    for bar in panel.drawn:
        words = lines_of(bar["span"], width=LEFT - 4, size=SIZE) if " " in bar["span"] else _broken(bar["span"])
        tall = 5 + 15 * len(words)
        font = {"size": SIZE, "color": INK}
        notes.append(note(left, top + tall / 2, "<br>".join(map(plotly_text, words)), font=font))
        places.append(top + tall / 2)
        top += tall
    return Panel(name=panel.name, height=top + 6, across=across, traces=[_bars(panel, places)], notes=notes)


def _broken(span: str) -> list[str]:
    """Return a span in the lines that it needs left of its bar, broken after its dash."""
    if len(lines_of(span, width=LEFT - 4, size=SIZE)) == 1:
        return [span]
    first, dash, last = span.partition("–")
    return [first + dash, last]


def _bars(panel: CountPanel, places: Sequence[float]) -> dict[str, Any]:
    drawn = panel.drawn
    return {
        "type": "bar",
        "orientation": "h",
        "x": [bar["value"] for bar in drawn],
        "y": list(places),
        "width": THICK,
        "text": [plotly_text(bar["told"]) for bar in drawn],
        "textposition": "outside",
        "textfont": {"size": SIZE},
        "constraintext": "none",
        "cliponaxis": False,
        "marker": {
            "color": ["#ffffff" if panel.holds_others(bar) else BAR if bar["within"] else BAR_LIGHT for bar in drawn],
            "line": {"color": INK, "width": 1},
        },
        "hovertext": [hover_text(f"{bar['span']}: {bar['told']}", bar["source"]) for bar in drawn],
        "hoverinfo": "text",
    }
