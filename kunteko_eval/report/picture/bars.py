"""Bars and the texts in and beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kunteko_eval.report.picture.patterns import filling_of, hatched
from kunteko_eval.report.picture.plot_area import PlotArea
from kunteko_eval.report.picture.supported_keys import Part, Undrawable, check, own_of, plain_list
from kunteko_eval.report.picture.svg import (
    CLEAR,
    CRISP,
    Pattern,
    Shape,
    hover_title,
    paint,
    readable_on,
    rectangle,
    stroke_of,
)
from kunteko_eval.report.picture.text import ASCENT, DEFAULT_SIZE, PAD, markup_height, markup_width, text_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    """One bar in pixels, with the text and the title that go with it, and whether it grows to the right or upwards."""

    trace: Part
    left: float
    top: float
    right: float
    bottom: float
    ground: str
    pattern: Pattern | None
    text: str
    title: str
    is_inside: bool
    ends_far: bool

    @property
    def lies(self) -> bool:
        """Whether the bar is horizontal."""
        return bool(self.trace.get("orientation") == "h")


def bar_marks(traces: Sequence[Part], layout: Part, frame: PlotArea) -> Iterator[Shape]:
    """Return the bars of all traces, and then their texts, which nothing covers."""
    mode = layout.get("barmode", "group")
    if mode not in {"group", "stack", "relative", "overlay"}:
        raise Undrawable(f"bars that are arranged by {mode!r}")
    ends: dict[object, float] = {}
    drawn: list[_Bar] = []
    subplots = [(trace.get("xaxis", "x"), trace.get("yaxis", "y")) for trace in traces]
    if mode == "group" and len(set(subplots)) < len(subplots):
        raise Undrawable("several groups of bars side by side")
    for trace in traces:
        bars = list(_bars_of(trace, frame, ends, is_stacked=mode in {"stack", "relative"}))
        yield from _bodies(trace, bars)
        drawn += bars
    yield from _bar_texts(drawn, layout, frame)


def _bars_of(trace: Part, frame: PlotArea, ends: dict[object, float], *, is_stacked: bool) -> Iterator[_Bar]:
    """Return a trace's bars, stacked ones on the end of what stands at their place; those of no length are left out."""
    lies = trace.get("orientation") == "h"
    across, down = trace.get("xaxis", "x"), trace.get("yaxis", "y")
    along, beside = (frame.axis(across), frame.axis(down)) if lies else (frame.axis(down), frame.axis(across))
    places, values = (trace["y"], trace["x"]) if lies else (trace["x"], trace["y"])
    marker = check(trace["marker"], "bar marker")
    for index, (place, value) in enumerate(zip(plain_list(places), plain_list(values), strict=True)):
        if not value:
            continue
        stack = (across, down, beside.number(place), value < 0)
        start = ends.get(stack, 0.0) if is_stacked else 0.0
        ends[stack] = start + value
        half = own_of(trace["width"], index) / 2
        ends_at = sorted((along.at(start), along.at(start + value)))
        sides = sorted((beside.at(beside.number(place) - half), beside.at(beside.number(place) + half)))
        (left, right), (top, bottom) = (ends_at, sides) if lies else (sides, ends_at)
        position = own_of(trace.get("textposition", "none" if "text" not in trace else "auto"), index)
        if position not in {"inside", "outside", "none"}:
            raise Undrawable(f"a bar's text at {position!r}")
        ground, pattern = filling_of(marker.get("pattern"), own_of(marker["color"], index))
        yield _Bar(
            trace=trace,
            left=left,
            top=top,
            right=right,
            bottom=bottom,
            ground=ground,
            pattern=pattern,
            text="" if position == "none" else str(own_of(trace.get("text", ""), index)),
            title=hover_title(trace, index),
            is_inside=position == "inside",
            ends_far=(along.at(start + value) > along.at(start)) == lies,
        )


def _bodies(trace: Part, bars: Sequence[_Bar]) -> Iterator[Shape]:
    """Return a trace's bars, and then the patterns on them."""
    marker = trace["marker"]
    line = stroke_of(marker["line"]) if marker.get("line", {}).get("width") else ""
    for bar in bars:
        look = f"{paint('fill', bar.ground)} {line} {CRISP}"
        yield rectangle(bar.left, bar.top, bar.right, bar.bottom, look, bar.title)
    for bar in bars:
        if bar.pattern is not None:
            yield hatched(bar.left, bar.top, bar.right, bar.bottom, bar.pattern)


def _bar_texts(bars: Sequence[_Bar], layout: Part, frame: PlotArea) -> Iterator[Shape]:
    """Return the bars' texts; in one size, and only those that fit, where the layout wants it so."""
    sized = [(bar, _bar_size(bar, frame)) for bar in bars if bar.text]
    uniform = layout.get("uniformtext", {})
    if uniform.get("mode"):
        least = float(uniform.get("minsize", 0))
        if uniform["mode"] == "hide":
            sized = [(bar, size) for bar, size in sized if size >= least]
        smallest = max(min((size for _, size in sized), default=least), least)
        sized = [(bar, smallest) for bar, _ in sized]
    for bar, size in sized:
        yield from _bar_text(bar, size, frame)


def _bar_font(bar: _Bar, frame: PlotArea) -> dict[str, Any]:
    own = check(bar.trace.get("textfont", {}), "font")
    against = {"color": readable_on(bar.ground)} if bar.is_inside else {}
    return {**frame.font, **against, **own}


def _bar_size(bar: _Bar, frame: PlotArea) -> float:
    """Return the size at which a bar's text fits, at most the wanted one."""
    if bar.trace.get("textangle", 0) not in (0, "auto"):
        raise Undrawable("a bar's text that is turned")
    size = float(_bar_font(bar, frame).get("size", DEFAULT_SIZE))
    if bar.trace.get("constraintext", "both") not in ("both", "inside" if bar.is_inside else "outside"):
        return size
    width, height = markup_width(bar.text, size), markup_height(bar.text, size)
    across, down = bar.right - bar.left, bar.bottom - bar.top
    if bar.is_inside:
        return size * min(1, max(0, across - 2 * PAD) / width, max(0, down - 2 * PAD) / height)
    return size * min(1, down / height if bar.lies else across / width)


def _bar_text(bar: _Bar, size: float, frame: PlotArea) -> Iterator[Shape]:
    """Return a bar's text; within a pattern it has a plain ground, so that it can be read."""
    tall = markup_height(bar.text, size)
    x, y, anchor = (bar.left + bar.right) / 2, (bar.top + bar.bottom - tall) / 2, "middle"
    side = bar.trace.get("insidetextanchor", "end") if bar.is_inside else "outside"
    if side != "middle":
        outward = side == "outside"
        far = (side != "start") == bar.ends_far  # Whether it stands at the right or upper end.
        if bar.lies:
            x = bar.right if far else bar.left
            x, anchor = (x + PAD, "start") if far == outward else (x - PAD, "end")
        else:
            y = bar.top if far else bar.bottom
            y = y - PAD - tall if far == outward else y + PAD
    if bar.is_inside and bar.pattern is not None:
        wide = markup_width(bar.text, size)
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * wide
        top, bottom = max(y, bar.top + 1), min(y + tall, bar.bottom - 1)
        ground = frame.paper if bar.ground == CLEAR else bar.ground
        yield rectangle(left - 1, top, left + wide + 1, bottom, paint("fill", ground))
    yield from text_marks(bar.text, x, y + ASCENT * size, {**_bar_font(bar, frame), "size": size}, frame, anchor=anchor)
