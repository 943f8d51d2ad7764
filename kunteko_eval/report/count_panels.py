"""Counts over time as lying bars, a panel an indicator; spans of other lengths stand below them as numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kunteko_eval.report.figures import BAR, BAR_LIGHT, hover_text, plotly_text
from kunteko_eval.report.layout import text_width
from kunteko_eval.report.panels import LEAD, REGULAR, Panel, edge, heading, lines_of, note, padded, sheet
from kunteko_eval.report.style import INK

LEFT, RIGHT = 112, 60
"""Room for the spans left of the bars, and the least for the figures right of them, in pixels."""

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
        bars: The earliest first; those that are `aside` are written as numbers.
        is_total: Whether each figure is a total at the end of its span, so that none holds another.
        most: The greatest value of the scale; that of the bars where it is None.
    """

    label: str
    name: str
    bars: tuple[Bar, ...]
    is_total: bool = False
    most: float | None = None

    @property
    def drawn(self) -> list[Bar]:
        """What is drawn as bars, from the top."""
        return [bar for bar in self.bars if not bar.get("aside")]

    @property
    def written(self) -> list[Bar]:
        """What is written below the bars as numbers."""
        return [bar for bar in self.bars if bar.get("aside")]


def asides(bars: Sequence[Bar]) -> list[bool]:
    """Return which bars are not drawn beside the others: all but those of the length that most spans have.

    A total of six years beside single years would be read as the greatest of them. Lengths are told apart in whole
    years, so that a year that is known until October is one; of lengths with as many spans the shortest is drawn.
    """
    spans: dict[int, set[str]] = {}
    for bar in bars:
        spans.setdefault(_years(bar), set()).add(bar["period"])
    drawn = max(sorted(spans), key=lambda years: len(spans[years]), default=0)
    return [_years(bar) != drawn for bar in bars]


def _years(bar: Bar) -> int:
    return max(1, round(_days(bar) / 365.25))


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
    told = [bar["told"] for panel in panels for bar in panel.bars]
    right = max([RIGHT, *(REGULAR * text_width(one, SIZE) + 8 for one in told)])
    return sheet([_panel(one, right) for one in panels])


def _panel(panel: CountPanel, right: float) -> Panel:
    most = panel.most or max(bar["value"] for bar in panel.drawn) or 1
    across: dict[str, Any] = {"range": padded(0, most, LEFT, right), "visible": False}
    lines, top = heading(panel.name)
    left = edge(across)
    notes = [note(left, 4 + LEAD * len(lines) / 2, f"<b>{'<br>'.join(map(plotly_text, lines))}</b>")]
    places = []
    for bar in (*panel.drawn, *panel.written):
        words = lines_of(bar["span"], width=LEFT - 4, size=SIZE) if " " in bar["span"] else _broken(bar["span"])
        tall = 5 + 15 * len(words)
        font = {"size": SIZE, "color": INK}
        notes.append(note(left, top + tall / 2, "<br>".join(map(plotly_text, words)), font=font))
        if bar.get("aside"):
            notes.append(note(0, top + tall / 2, plotly_text(bar["told"]), font=font))
        else:
            places.append(top + tall / 2)
        top += tall
    return Panel(name=panel.name, height=top + 6, across=across, traces=[_bars(panel, places)], notes=notes)


def _broken(span: str) -> list[str]:
    """Return a span in the lines that it needs left of its bar, broken after its dash."""
    lines = lines_of(span, width=LEFT - 4, size=SIZE)
    first, dash, last = span.partition("–")
    return lines if len(lines) == 1 or not dash else [first + dash, last]


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
            "color": [BAR if bar["within"] else BAR_LIGHT for bar in drawn],
            "line": {"color": INK, "width": 1},
        },
        "hovertext": [hover_text(f"{bar['span']}: {bar['told']}", bar["source"]) for bar in drawn],
        "hoverinfo": "text",
    }
