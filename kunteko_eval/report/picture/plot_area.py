"""The sheet of paper: its size, its plot and where the values of its axes stand."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kunteko_eval.report.picture.supported_keys import Part, Undrawable, check
from kunteko_eval.report.picture.svg import WHITE

DEFAULT_INK = "#444"


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An axis: where its range begins and ends in the picture, and the places of its categories."""

    sheet: Part
    start: float
    end: float
    categories: Mapping[str, int]

    @property
    def is_category(self) -> bool:
        """Whether the axis has names instead of numbers."""
        return self.sheet.get("type") == "category"

    def number(self, value: object) -> float:
        """Return the number of a value: itself, or its category's place."""
        found = self.categories.get(value) if self.is_category and isinstance(value, str) else value
        if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
            raise Undrawable(f"a value {value!r} on an axis of type {self.sheet.get('type', 'linear')!r}")
        return float(found)

    def at(self, value: object) -> float:
        """Return where a value stands, in pixels."""
        first, last = (float(end) for end in self.sheet["range"])
        return self.start + (self.end - self.start) * (self.number(value) - first) / (last - first)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotArea:
    """The sheet of paper: its size, the plot on it, and its axes by id (x, x2, y …)."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    paper: str
    font: Part
    axes: Mapping[str, Axis]

    @property
    def ink(self) -> str:
        """The colour of text that has no own one."""
        return str(self.font.get("color", DEFAULT_INK))

    def axis(self, name: str) -> Axis:
        """Return an axis."""
        if name not in self.axes:
            raise Undrawable(f"an axis {name!r} that the layout does not describe; give it a range")
        return self.axes[name]

    def across(self, reference: str, value: Any) -> float:
        """Return where a value of an x axis, or a share of the plot's width, stands."""
        return self.left + (self.right - self.left) * value if reference == "paper" else self.axis(reference).at(value)

    def down(self, reference: str, value: Any) -> float:
        """Return where a value of a y axis, or a share of the plot's height from below, stands."""
        return (
            self.bottom - (self.bottom - self.top) * value if reference == "paper" else self.axis(reference).at(value)
        )


def frame_of(layout: Part, traces: Sequence[Part]) -> PlotArea:
    """Return the sheet that a layout describes."""
    sheets = {key: value for key, value in layout.items() if re.fullmatch(r"[xy]axis\d*", key)}
    check({key: value for key, value in layout.items() if key not in sheets}, "layout")
    paper = layout.get("paper_bgcolor", WHITE)
    if layout.get("showlegend") or layout.get("plot_bgcolor", paper) != paper:
        raise Undrawable("a legend, or a plot of another colour than the paper")
    width, height, margin = float(layout["width"]), float(layout["height"]), layout.get("margin", {})
    frame = PlotArea(
        width=width,
        height=height,
        left=float(margin.get("l", 80)),
        right=width - float(margin.get("r", 80)),
        top=float(margin.get("t", 100)),
        bottom=height - float(margin.get("b", 80)),
        paper=paper,
        font=check(layout.get("font", {}), "font"),
        axes={},
    )
    axes = {key[0] + key[5:]: _axis(key[0] + key[5:], sheet, traces, frame) for key, sheet in sorted(sheets.items())}
    return replace(frame, axes=axes)


def _axis(name: str, sheet: Part, traces: Sequence[Part], frame: PlotArea) -> Axis:
    check(sheet, "axis")
    if sheet.get("type", "linear") not in {"linear", "category"}:
        raise Undrawable(f"an axis of type {sheet['type']!r}")
    letter = name[0]
    share = frame.across if letter == "x" else frame.down
    start, end = (share("paper", value) for value in sheet.get("domain", (0, 1)))
    values = [value for trace in traces if trace.get(f"{letter}axis", letter) == name for value in trace[letter]]
    names = dict.fromkeys(value for value in values if isinstance(value, str))
    return Axis(sheet=sheet, start=start, end=end, categories={value: place for place, value in enumerate(names)})
