"""Survey shares as dots with their intervals on tracks from 0 to 100 %, in two columns on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kunteko_eval.report.figures import BAR, BAR_LIGHT, plotly_text
from kunteko_eval.report.panels import LEAD, Panel, halves, heading, led_lines, lines_of, note, percent_axis, sheet
from kunteko_eval.report.style import FAINT, INK, LINE
from kunteko_eval.report.view import View

MARKERS = ("circle", "diamond", "square", "triangle-up", "cross")
TRACK, SPACE, START = 15, 9, -18 * 100 / 316
"""Height of a track, space below a claim in pixels, and where its words begin on the axis, left of 0 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A share as it is drawn: what is written of it, its group where there are several, and its interval, 0–1."""

    told: str
    group: str
    marker: int
    share: float
    ends: tuple[float, float] | None
    hover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedClaim:
    """A claim with the shares of the groups that answered it."""

    words: str
    asked: tuple[Asked, ...]

    @property
    def lines(self) -> list[tuple[str, Asked | None]]:
        """The lines of words, in Plotly's markup, and which share is drawn below one."""
        if len(self.asked) == 1 and not self.asked[0].group:
            return _above(led_lines(self.asked[0].told, self.words), self.asked[0])
        found: list[tuple[str, Asked | None]] = [(plotly_text(line), None) for line in lines_of(self.words)]
        for one in self.asked:
            found += _above(led_lines(one.told, one.group), one)
        return found

    @property
    def height(self) -> float:
        """The claim's height in pixels."""
        return sum(LEAD + (TRACK if one else 0) for _, one in self.lines) + SPACE


def _above(lines: Sequence[str], one: Asked) -> list[tuple[str, Asked | None]]:
    """Return lines of words, the last of which has a share below it."""
    return [*((line, None) for line in lines[:-1]), (lines[-1], one)]


def share_sheet(view: View, claims: Sequence[AskedClaim], name: str = "") -> dict[str, Any]:
    """Return the drawing of claims in their order, in two columns of about the same height.

    Args:
        view: The period.
        claims: The greatest first.
        name: What the claims are on, over the first column; empty where the figure's title says it.
    """
    return sheet(share_panels(view, claims, name))


def share_panels(view: View, claims: Sequence[AskedClaim], name: str = "", columns: int = 2) -> list[Panel]:
    """Return claims as panels on one scale, one or two of them."""
    cut = halves([one.height for one in claims]) if columns > 1 else len(claims)
    parts = [part for part in (claims[:cut], claims[cut:]) if part]
    return [_panel(view, part, "" if at else name) for at, part in enumerate(parts)]


def _panel(view: View, claims: Sequence[AskedClaim], name: str) -> Panel:
    notes, shapes, dots, top = [], [], [], 4.0
    if name:
        lines, down = heading(name)
        notes.append(
            note(START, top + 5 + LEAD * (len(lines) - 1) / 2, f"<b>{'<br>'.join(map(plotly_text, lines))}</b>")
        )
        top += down
    for claim in claims:
        for line, one in claim.lines:
            notes.append(note(START, top + LEAD / 2, line))
            top += LEAD
            if one is not None:
                middle = top + TRACK / 2
                shapes.append(_line(0, 100, middle, LINE, 1))
                if one.ends:
                    shapes.append(_line(one.ends[0] * 100, one.ends[1] * 100, middle, FAINT, 3))
                dots.append((one, middle))
                top += TRACK
        top += SPACE
    axis = percent_axis([view.say.percent(tick / 100) for tick in (0, 25, 50, 75, 100)])
    return Panel(name=name, height=top, across=axis, traces=[_dots(dots)], notes=notes, shapes=shapes)


def _line(start: float, end: float, height: float, colour: str, width: float) -> dict[str, Any]:
    line = {"color": colour, "width": width}
    return {"type": "line", "x0": start, "x1": end, "y0": height, "y1": height, "line": line, "layer": "below"}


def _dots(dots: Sequence[tuple[Asked, float]]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [one.share * 100 for one, _ in dots],
        "y": [height for _, height in dots],
        "marker": {
            "size": 12,
            "color": [BAR_LIGHT if one.marker % 2 else BAR for one, _ in dots],
            "symbol": [MARKERS[one.marker % len(MARKERS)] for one, _ in dots],
            "line": {"color": INK, "width": 1.5},
        },
        "hovertext": [one.hover for one, _ in dots],
        "hoverinfo": "text",
    }
