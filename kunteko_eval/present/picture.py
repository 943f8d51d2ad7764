"""A Plotly figure as a static picture: SVG that asks for no script, no font and no network.

What is drawn is what plotly.js draws of the same data, with the same defaults. A key of the figure that
this module neither draws nor knows to be without effect in a static picture is refused, so that nothing
is ever left out silently.
"""

from __future__ import annotations

import html
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kunteko_eval.present.layout import text_width
from kunteko_eval.present.style import INK, contrast

Part = Mapping[str, Any]

ASCENT, DESCENT, MIDDLE, LEADING = 0.93, 0.24, 0.35, 1.3
"""Of the common system fonts, in font sizes: above and below the baseline, its distance from the middle, lines."""

REGULAR = 0.88
"""How wide plain text is beside bold text."""

PAD = 3
"""Free space between a bar's end and its text, in pixels."""

DEFAULT_SIZE, DEFAULT_INK, DEFAULT_GRID = 12, "#444", "#eee"
WHITE, CLEAR = "#ffffff", "rgba(0,0,0,0)"
CRISP, ROUND = 'shape-rendering="crispEdges"', ' stroke-linecap="round"'

SQUARE = 2.5
"""Up to this width in pixels the dots of a pattern are squares: nobody sees the difference."""


SYMBOLS: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    "triangle-up": ((-1.155, 0.5), (1.155, 0.5), (0, -1)),
    "triangle-right": ((-0.5, -1.155), (-0.5, 1.155), (1, 0)),
    "cross": tuple(
        (x * sign, y * sign)
        for sign in (1, -1)
        for x, y in ((1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4))
    ),
}
"""Corners of the markers about their middle, in half sizes; a circle has none."""

DASHES = {
    "solid": (),
    "dot": (1, 1),
    "dash": (3, 3),
    "longdash": (5, 5),
    "dashdot": (3, 1, 1, 1),
    "longdashdot": (5, 2, 1, 2),
}
"""Strokes and gaps in line widths, of which the least is three pixels."""

RISING, FALLING, UPRIGHT, LEVEL = "/x", "\\x", "|+", "-+"
"""The shapes of patterns that have such lines; a dot makes dots."""

IDLE = "type name uid meta customdata showlegend hoverinfo hovertemplate hovertext"
"""Keys of a trace that change nothing in a static picture."""

KNOWN = {
    "figure": "data layout frames config",
    "layout": (
        "width height margin font paper_bgcolor plot_bgcolor barmode annotations shapes uniformtext showlegend "
        "template hovermode dragmode hoverlabel"
    ),
    "axis": (
        "type range domain anchor visible tickvals ticktext tickmode tickprefix ticksuffix tickangle tickfont ticks "
        "showticklabels gridcolor showgrid linecolor showline zeroline zerolinecolor fixedrange automargin"
    ),
    "scatter": f"{IDLE} mode x y xaxis yaxis fill fillcolor fillpattern line marker",
    "bar": (
        f"{IDLE} x y xaxis yaxis orientation width marker text textposition textfont textangle insidetextanchor "
        "constraintext cliponaxis"
    ),
    "line": "color width dash",
    "marker": "size color symbol opacity line",
    "bar marker": "color line pattern",
    "pattern": "shape fgcolor bgcolor fgopacity size solidity fillmode",
    "font": "family size color",
    "shape": "type x0 x1 y0 y1 xref yref line layer",
    "annotation": "x y xref yref text showarrow xanchor yanchor align font bgcolor borderpad borderwidth",
}
"""What is drawn, or has no effect in a static picture; anything else is refused."""

NEEDED = {
    "figure": "data layout",
    "layout": "width height",
    "axis": "range",
    "scatter": "mode x y",
    "bar": "x y width marker",
    "line": "color",
    "marker": "color",
    "bar marker": "color",
    "shape": "type x0 x1 y0 y1 line",
    "annotation": "x y text",
}
"""What plotly.js could choose by itself, but this module has to be told."""


class Undrawable(NotImplementedError):
    """A figure has something that this module does not draw: a fault of the program, not of the data."""

    def __init__(self, what: str) -> None:
        super().__init__(f"picture() cannot draw {what}")


def picture(figure: Part, *, identifier: str, title: str, text: str) -> str:
    """Return a figure as one ``svg`` element; the same figure always gives the same bytes.

    Args:
        figure: A Plotly figure as plain JSON data, its width, height, axis ranges and bar widths given.
        identifier: Unique on the page; the ids within the picture begin with it.
        title: What the picture is.
        text: What it shows, in sentences.

    Raises:
        Undrawable: When the figure has something that is not drawn here.
        ValueError: When the identifier is not made of letters, digits, hyphens and underscores.
    """
    if not re.fullmatch(r"[\w-]+", identifier):
        raise ValueError(f"{identifier!r} cannot begin an id; expected letters, digits, hyphens and underscores")
    _check(figure, "figure")
    for trace in figure["data"]:
        if trace.get("type") not in {"bar", "scatter"}:
            raise Undrawable(f"a trace of type {trace.get('type')!r}")
        _check(trace, trace["type"])
    frame = _frame(figure["layout"], figure["data"])
    marks = list(_marks(figure, frame))
    areas: dict[_Pattern, list[_Mark]] = {}
    for mark in marks:
        if mark.pattern is not None:
            areas.setdefault(mark.pattern, []).append(mark)
    ids = {pattern: f"{identifier}-pattern-{number}" for number, pattern in enumerate(areas, 1)}
    hatches = "".join(_hatch(pattern, areas[pattern], name) for pattern, name in ids.items())
    family = _attribute(str(frame.font.get("family", "sans-serif")))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(frame.width)} {_n(frame.height)}" role="img" '
        f'aria-labelledby="{identifier}-picture-title" aria-describedby="{identifier}-picture-text" '
        f'font-family="{family}" {_paint("fill", frame.ink)}>'
        f'<title id="{identifier}-picture-title">{_plain(title)}</title>'
        f'<desc id="{identifier}-picture-text">{_plain(text)}</desc>'
        + (f"<defs>{hatches}</defs>" if hatches else "")
        + "".join(_grouped(marks, ids))
        + "</svg>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    """A pattern without ground, repeated over an area."""

    shape: str
    size: float
    solidity: float
    colour: str
    opacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """One element of the picture.

    Attributes:
        look: Its attributes that neighbours may share.
        place: Its own attributes.
        pattern: What lies on it, if that is a pattern.
        size: Its width and height, told where it has a pattern.
    """

    tag: str
    look: str
    place: str
    inner: str = ""
    pattern: _Pattern | None = None
    size: tuple[float, float] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
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
class _Frame:
    """The sheet of paper: its size, the plot on it, and its axes by id (x, x2, y …)."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    paper: str
    font: Part
    axes: Mapping[str, _Axis]

    @property
    def ink(self) -> str:
        """The colour of text that has no own one."""
        return str(self.font.get("color", DEFAULT_INK))

    def axis(self, name: str) -> _Axis:
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


def _frame(layout: Part, traces: Sequence[Part]) -> _Frame:
    """Return the sheet that a layout describes."""
    sheets = {key: value for key, value in layout.items() if re.fullmatch(r"[xy]axis\d*", key)}
    _check({key: value for key, value in layout.items() if key not in sheets}, "layout")
    paper = layout.get("paper_bgcolor", WHITE)
    if layout.get("showlegend") or layout.get("plot_bgcolor", paper) != paper:
        raise Undrawable("a legend, or a plot of another colour than the paper")
    width, height, margin = float(layout["width"]), float(layout["height"]), layout.get("margin", {})
    frame = _Frame(
        width=width,
        height=height,
        left=float(margin.get("l", 80)),
        right=width - float(margin.get("r", 80)),
        top=float(margin.get("t", 100)),
        bottom=height - float(margin.get("b", 80)),
        paper=paper,
        font=_check(layout.get("font", {}), "font"),
        axes={},
    )
    axes = {key[0] + key[5:]: _axis(key[0] + key[5:], sheet, traces, frame) for key, sheet in sorted(sheets.items())}
    return replace(frame, axes=axes)


def _axis(name: str, sheet: Part, traces: Sequence[Part], frame: _Frame) -> _Axis:
    _check(sheet, "axis")
    if sheet.get("type", "linear") not in {"linear", "category"}:
        raise Undrawable(f"an axis of type {sheet['type']!r}")
    letter = name[0]
    share = frame.across if letter == "x" else frame.down
    start, end = (share("paper", value) for value in sheet.get("domain", (0, 1)))
    values = [value for trace in traces if trace.get(f"{letter}axis", letter) == name for value in trace[letter]]
    names = dict.fromkeys(value for value in values if isinstance(value, str))
    return _Axis(sheet=sheet, start=start, end=end, categories={value: place for place, value in enumerate(names)})


def _marks(figure: Part, frame: _Frame) -> Iterator[_Mark]:
    """Return everything that is drawn, from the ground up, in the order of plotly.js."""
    layout, data = figure["layout"], figure["data"]
    shapes = [_check(shape, "shape") for shape in layout.get("shapes", ())]
    yield _rectangle(0, 0, frame.width, frame.height, _paint("fill", frame.paper))
    yield from _shapes(shapes, "below", frame)
    for name, axis in frame.axes.items():
        yield from _grid(name, axis, frame)
    yield from _shapes(shapes, "between", frame)
    yield from _bars([trace for trace in data if trace["type"] == "bar"], layout, frame)
    for trace in data:
        if trace["type"] == "scatter":
            yield from _scatter(trace, frame)
    for name, axis in frame.axes.items():
        yield from _ticks(name, axis, frame)
    yield from _shapes(shapes, "above", frame)
    for note in layout.get("annotations", ()):
        yield from _annotation(_check(note, "annotation"), frame)


def _shapes(shapes: Iterable[Part], layer: str, frame: _Frame) -> Iterator[_Mark]:
    for shape in shapes:
        if shape.get("layer", "above") == layer:
            if shape["type"] != "line":
                raise Undrawable(f"a shape of type {shape['type']!r}")
            across, down = shape.get("xref", "x"), shape.get("yref", "y")
            ends = [(frame.across(across, shape[f"x{n}"]), frame.down(down, shape[f"y{n}"])) for n in (0, 1)]
            yield _Mark(tag="path", look=f'fill="none" {_stroke(shape["line"])}', place=_path(ends))


def _grid(name: str, axis: _Axis, frame: _Frame) -> Iterator[_Mark]:
    """Return the lines of an axis across the plot, but for those on its edges."""
    sheet, across = axis.sheet, _counterpart(name, axis, frame)
    if not sheet.get("visible", True):
        return
    low, high = sorted((axis.start, axis.end))
    if sheet.get("showgrid", not axis.is_category or "gridcolor" in sheet):
        places = [axis.at(value) for value, _ in _labels(axis)]
        inner = [place for place in places if low + 1 < place < high - 1]
        yield from _rules(name, inner, across, sheet.get("gridcolor", DEFAULT_GRID))
    if sheet.get("zeroline", True) and not axis.is_category and low <= axis.at(0) <= high:
        yield from _rules(name, [axis.at(0)], across, sheet.get("zerolinecolor", DEFAULT_INK))


def _ticks(name: str, axis: _Axis, frame: _Frame) -> Iterator[_Mark]:
    """Return the line of an axis and its labels."""
    sheet, across = axis.sheet, _counterpart(name, axis, frame)
    if not sheet.get("visible", True):
        return
    if sheet.get("ticks") or sheet.get("tickangle", 0) not in (0, "auto"):
        raise Undrawable("tick marks, or labels that are turned")
    line = sheet.get("showline", "linecolor" in sheet)
    if line:
        along = replace(across, start=axis.start, end=axis.end)
        yield from _rules(_other(name), [across.start], along, sheet.get("linecolor", DEFAULT_INK))
    if not sheet.get("showticklabels", True):
        return
    font = {**frame.font, **_check(sheet.get("tickfont", {}), "font")}
    size = float(font.get("size", DEFAULT_SIZE))
    away = 1 + (0.2 * size if line else 0)
    low, high = sorted((axis.start, axis.end))
    for value, label in _labels(axis):
        place = axis.at(value)
        if low - 1 <= place <= high + 1 and name[0] == "x":
            yield from _text(label, place, across.start + away + size, font, frame, anchor="middle")
        elif low - 1 <= place <= high + 1:
            first = place + MIDDLE * size - (len(_lines(label)) - 1) * LEADING * size / 2
            yield from _text(label, across.start - away - PAD, first, font, frame, anchor="end")


def _other(name: str) -> str:
    return "y" if name[0] == "x" else "x"


def _counterpart(name: str, axis: _Axis, frame: _Frame) -> _Axis:
    """Return the axis that crosses this one; its start is where this one lies."""
    return frame.axis(axis.sheet.get("anchor", _other(name)))


def _rules(name: str, places: Sequence[float], across: _Axis, colour: str) -> Iterator[_Mark]:
    """Return straight lines that stand at places of an axis, as long as the axis across it."""
    start, end = _n(across.start), _n(across.end)
    drawn = "".join(
        f"M{_n(place)},{start}V{end}" if name[0] == "x" else f"M{start},{_n(place)}H{end}" for place in places
    )
    if drawn:
        look = f"{_paint('stroke', colour)} {CRISP}"
        yield _Mark(tag="path", look=look, place=f'd="{drawn}"')


def _labels(axis: _Axis) -> list[tuple[float | str, str]]:
    """Return the values that an axis marks, each with what it says."""
    sheet = axis.sheet
    if axis.is_category:
        return [(name, name) for name in axis.categories]
    if "tickvals" not in sheet:
        raise Undrawable("an axis of numbers whose ticks are not given; give it tickvals or hide it")
    values = sheet["tickvals"]
    before, after = sheet.get("tickprefix", ""), sheet.get("ticksuffix", "")
    written = sheet.get("ticktext") or [f"{before}{value:g}{after}".replace("-", "−") for value in values]
    return list(zip(values, written, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    """One bar in pixels, with the text that goes with it, and whether it grows to the right or upwards."""

    trace: Part
    left: float
    top: float
    right: float
    bottom: float
    ground: str
    pattern: _Pattern | None
    text: str
    is_inside: bool
    ends_far: bool

    @property
    def lies(self) -> bool:
        """Whether the bar is horizontal."""
        return bool(self.trace.get("orientation") == "h")


def _bars(traces: Sequence[Part], layout: Part, frame: _Frame) -> Iterator[_Mark]:
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


def _bars_of(trace: Part, frame: _Frame, ends: dict[object, float], *, is_stacked: bool) -> Iterator[_Bar]:
    """Return a trace's bars, stacked ones on the end of what stands at their place; those of no length are left out."""
    lies = trace.get("orientation") == "h"
    across, down = trace.get("xaxis", "x"), trace.get("yaxis", "y")
    along, beside = (frame.axis(across), frame.axis(down)) if lies else (frame.axis(down), frame.axis(across))
    places, values = (trace["y"], trace["x"]) if lies else (trace["x"], trace["y"])
    marker = _check(trace["marker"], "bar marker")
    for index, (place, value) in enumerate(zip(_list(places), _list(values), strict=True)):
        if not value:
            continue
        stack = (across, down, beside.number(place), value < 0)
        start = ends.get(stack, 0.0) if is_stacked else 0.0
        ends[stack] = start + value
        half = _each(trace["width"], index) / 2
        ends_at = sorted((along.at(start), along.at(start + value)))
        sides = sorted((beside.at(beside.number(place) - half), beside.at(beside.number(place) + half)))
        (left, right), (top, bottom) = (ends_at, sides) if lies else (sides, ends_at)
        position = _each(trace.get("textposition", "none" if "text" not in trace else "auto"), index)
        if position not in {"inside", "outside", "none"}:
            raise Undrawable(f"a bar's text at {position!r}")
        ground, pattern = _filling(marker.get("pattern"), _each(marker["color"], index))
        yield _Bar(
            trace=trace,
            left=left,
            top=top,
            right=right,
            bottom=bottom,
            ground=ground,
            pattern=pattern,
            text="" if position == "none" else str(_each(trace.get("text", ""), index)),
            is_inside=position == "inside",
            ends_far=(along.at(start + value) > along.at(start)) == lies,
        )


def _bodies(trace: Part, bars: Sequence[_Bar]) -> Iterator[_Mark]:
    """Return a trace's bars, and then the patterns on them."""
    marker = trace["marker"]
    line = _stroke(marker["line"]) if marker.get("line", {}).get("width") else ""
    for bar in bars:
        look = f"{_paint('fill', bar.ground)} {line} {CRISP}"
        yield _rectangle(bar.left, bar.top, bar.right, bar.bottom, look)
    for bar in bars:
        if bar.pattern is not None:
            yield _hatched(bar.left, bar.top, bar.right, bar.bottom, bar.pattern)


def _bar_texts(bars: Sequence[_Bar], layout: Part, frame: _Frame) -> Iterator[_Mark]:
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


def _bar_font(bar: _Bar, frame: _Frame) -> dict[str, Any]:
    own = _check(bar.trace.get("textfont", {}), "font")
    against = {"color": _readable_on(bar.ground)} if bar.is_inside else {}
    return {**frame.font, **against, **own}


def _bar_size(bar: _Bar, frame: _Frame) -> float:
    """Return the size at which a bar's text fits, at most the wanted one."""
    if bar.trace.get("textangle", 0) not in (0, "auto"):
        raise Undrawable("a bar's text that is turned")
    size = float(_bar_font(bar, frame).get("size", DEFAULT_SIZE))
    if bar.trace.get("constraintext", "both") not in ("both", "inside" if bar.is_inside else "outside"):
        return size
    width, height = _width(bar.text, size), _height(bar.text, size)
    across, down = bar.right - bar.left, bar.bottom - bar.top
    if bar.is_inside:
        return size * min(1, max(0, across - 2 * PAD) / width, max(0, down - 2 * PAD) / height)
    return size * min(1, down / height if bar.lies else across / width)


def _bar_text(bar: _Bar, size: float, frame: _Frame) -> Iterator[_Mark]:
    """Return a bar's text; within a pattern it has a plain ground, so that it can be read."""
    tall = _height(bar.text, size)
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
        wide = _width(bar.text, size)
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * wide
        top, bottom = max(y, bar.top + 1), min(y + tall, bar.bottom - 1)
        ground = frame.paper if bar.ground == CLEAR else bar.ground
        yield _rectangle(left - 1, top, left + wide + 1, bottom, _paint("fill", ground))
    yield from _text(bar.text, x, y + ASCENT * size, {**_bar_font(bar, frame), "size": size}, frame, anchor=anchor)


def _scatter(trace: Part, frame: _Frame) -> Iterator[_Mark]:
    """Return a trace's area and line, then its markers."""
    modes = set(trace["mode"].split("+"))
    if unknown := sorted(modes - {"lines", "markers", "none"}):
        raise Undrawable(f"a scatter trace that shows {', '.join(unknown)}")
    across, down = frame.axis(trace.get("xaxis", "x")), frame.axis(trace.get("yaxis", "y"))
    xs, ys = _list(trace["x"]), _list(trace["y"])
    points = [None if x is None or y is None else (across.at(x), down.at(y)) for x, y in zip(xs, ys, strict=True)]
    runs = [list(run) for is_there, run in itertools.groupby(points, key=lambda one: one is not None) if is_there]
    for run in runs:
        yield from _line(trace, [point for point in run if point], has_line="lines" in modes)
    if "markers" in modes:
        for index, point in enumerate(points):
            if point:
                yield from _marker(trace, index, *point)


def _line(trace: Part, points: list[tuple[float, float]], *, has_line: bool) -> Iterator[_Mark]:
    fill = trace.get("fill", "none")
    if fill not in {"none", "toself"} or (fill != "none" and "fillcolor" not in trace):
        raise Undrawable(f"a scatter trace filled {fill!r}, or without a fillcolor")
    line = _stroke(trace["line"]) if has_line and trace.get("line", {}).get("width", 2) else 'stroke="none"'
    if fill == "none":
        if has_line:
            yield _Mark(tag="path", look=f'fill="none" {line}', place=_path(points))
        return
    ground, pattern = _filling(trace.get("fillpattern"), trace["fillcolor"])
    yield _Mark(tag="path", look=f"{_paint('fill', ground)} {line}", place=_path(points))
    if pattern is not None:
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        if any(x not in (left, right) or y not in (top, bottom) for x, y in points):
            raise Undrawable("a pattern in an area that is not a rectangle")
        yield _hatched(left, top, right, bottom, pattern)


def _marker(trace: Part, index: int, x: float, y: float) -> Iterator[_Mark]:
    """Return one marker, with the outline that plotly.js gives it where none is wanted."""
    marker = _check(trace["marker"], "marker")
    half = float(_each(marker.get("size", 6), index)) / 2
    if not half:
        return
    colour, symbol = _each(marker["color"], index), _each(marker.get("symbol", "circle"), index)
    sizes_differ = isinstance(marker.get("size"), list)
    drawn = trace.get("line", {}).get("color", marker["color"])
    outline = {
        "color": drawn if drawn != marker["color"] else WHITE if sizes_differ else DEFAULT_INK,
        "width": 1 if sizes_differ else 0,
        **marker.get("line", {}),
    }
    look = _paint("fill", colour)
    if outline["width"]:
        look += f" {_stroke(outline)}"
    look += _opacity(float(_each(marker.get("opacity", 0.7 if sizes_differ else 1), index)))
    if symbol == "circle":
        yield _Mark(tag="circle", look=look, place=f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(half)}"')
    elif symbol in SYMBOLS:
        corners = [(x + across * half, y + down * half) for across, down in SYMBOLS[symbol]]
        yield _Mark(tag="path", look=look, place=_path([*corners, corners[0]]))
    else:
        raise Undrawable(f"a marker of the shape {symbol!r}")


def _annotation(note: Part, frame: _Frame) -> Iterator[_Mark]:
    """Return a label on its ground, placed by its anchors as plotly.js places it."""
    if note.get("showarrow", True):
        raise Undrawable("an annotation with an arrow")
    text, font = note["text"], {**frame.font, **_check(note.get("font", {}), "font")}
    size = float(font.get("size", DEFAULT_SIZE))
    edge = float(note.get("borderpad", 1)) + float(note.get("borderwidth", 1))
    x, y = frame.across(note.get("xref", "x"), note["x"]), frame.down(note.get("yref", "y"), note["y"])
    width, height = _width(text, size) + 2 * edge, _height(text, size) + 2 * edge
    sides = {"left": 0.0, "center": 0.5, "right": 1.0, "top": 0.0, "middle": 0.5, "bottom": 1.0}
    across = sides[_anchor(note, "x", ("left", "center", "right"))]
    down = sides[_anchor(note, "y", ("bottom", "middle", "top"))]
    left, top = x - across * width, y - down * height
    # One line stands by its anchor, so that it is in place whatever the width of the reader's font.
    share = sides[note.get("align", "center")] if len(_lines(text)) > 1 else across
    if (ground := note.get("bgcolor", CLEAR)) != CLEAR:
        yield _rectangle(left, top, left + width, top + height, _paint("fill", ground))
    begin = left + edge + share * (width - 2 * edge)
    anchor = {0.0: "start", 0.5: "middle", 1.0: "end"}[share]
    yield from _text(text, begin, top + edge + ASCENT * size, font, frame, anchor=anchor)


def _anchor(note: Part, letter: str, sides: tuple[str, str, str]) -> str:
    """Return the anchor that is given, or the one that keeps a label within the plot."""
    given = str(note.get(f"{letter}anchor", "auto"))
    if given != "auto":
        return given
    share = note[letter] if note.get(f"{letter}ref") == "paper" else 0.5
    return sides[0] if share < 1 / 3 else sides[2] if share > 2 / 3 else sides[1]


Run = tuple[str, bool, bool]
"""Text, whether it is bold, whether it is slanted."""


def _lines(text: str) -> list[list[Run]]:
    """Return the lines of pseudo-markup in runs of one look; what is not one of its three tags is text.

    >>> _lines("<b>A &amp; B</b> c<br><u>")
    [[('A & B', True, False), (' c', False, False)], [('<u>', False, False)]]
    """
    lines: list[list[Run]] = [[]]
    bold = slanted = False
    for piece in re.split(r"(<br ?/?>|</?[bi]>)", text):
        if piece.startswith("<br"):
            lines.append([])
        elif piece in {"<b>", "</b>"}:
            bold = piece == "<b>"
        elif piece in {"<i>", "</i>"}:
            slanted = piece == "<i>"
        elif piece:
            told = re.sub(
                r"&(?:amp|lt|gt|quot|nbsp|#\d{1,7}|#x[\da-fA-F]{1,6});", lambda one: html.unescape(one[0]), piece
            )
            lines[-1].append((told, bold, slanted))
    return lines


def _width(text: str, size: float) -> float:
    """Return the width of pseudo-markup in the widest of the common system fonts."""
    widths = [sum(text_width(told, size) * (1 if bold else REGULAR) for told, bold, _ in line) for line in _lines(text)]
    return max(max(widths), 1.0)


def _height(text: str, size: float) -> float:
    return (ASCENT + DESCENT + LEADING * (len(_lines(text)) - 1)) * size


def _text(text: str, x: float, y: float, font: Part, frame: _Frame, *, anchor: str) -> Iterator[_Mark]:
    """Return text whose first baseline is at y; nothing where there is no text."""
    lines = _lines(text)
    looks = {(bold, slanted) for line in lines for _, bold, slanted in line}
    if not looks:
        return
    size = float(font.get("size", DEFAULT_SIZE))
    look = f'font-size="{_n(size)}"'
    if anchor != "start":
        look += f' text-anchor="{anchor}"'
    if font.get("color", frame.ink) != frame.ink:
        look += f" {_paint('fill', font['color'])}"
    if font.get("family", frame.font.get("family")) != frame.font.get("family"):
        look += f' font-family="{_attribute(font["family"])}"'
    whole = looks.pop() if len(looks) == 1 else (False, False)
    look += _face(whole)
    written = []
    for number, line in enumerate(lines):
        runs = "".join(
            _plain(told) if (bold, slanted) == whole else f"<tspan{_face((bold, slanted))}>{_plain(told)}</tspan>"
            for told, bold, slanted in line
        )
        lower = f' x="{_n(x)}" y="{_n(y + number * LEADING * size)}"'
        written.append(f"<tspan{lower}>{runs}</tspan>" if number and runs else runs)
    yield _Mark(tag="text", look=look, place=f'x="{_n(x)}" y="{_n(y)}"', inner="".join(written))


def _face(look: tuple[bool, bool]) -> str:
    bold, slanted = look
    return (' font-weight="700"' if bold else "") + (' font-style="italic"' if slanted else "")


def _rectangle(left: float, top: float, right: float, bottom: float, look: str) -> _Mark:
    """Return a rectangle; its edges are rounded, so that neighbours meet."""
    left, top, right, bottom = (round(edge, 1) for edge in (left, top, right, bottom))
    place = f'x="{_n(left)}" y="{_n(top)}" width="{_n(right - left)}" height="{_n(bottom - top)}"'
    return _Mark(tag="rect", look=look, place=place)


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Return the path through points, closed where it ends where it began.

    >>> _path([(0, 0), (4, 0), (4, 2.25), (0, 0)])
    'd="M0,0H4V2.2Z"'
    """
    rounded = [(_n(x), _n(y)) for x, y in points]
    is_closed = len(rounded) > 2 and rounded[0] == rounded[-1]
    drawn = [f"M{','.join(rounded[0])}"]
    for (x0, y0), (x1, y1) in itertools.pairwise(rounded[:-1] if is_closed else rounded):
        drawn.append(f"H{x1}" if y0 == y1 else f"V{y1}" if x0 == x1 else f"L{x1},{y1}")
    return f'd="{"".join(drawn)}{"Z" if is_closed else ""}"'


def _stroke(line: Part) -> str:
    """Return the attributes of a line: colour, width and dashes."""
    _check(line, "line")
    width = float(line.get("width", 2))
    found = _paint("stroke", line["color"])
    if width != 1:
        found += f' stroke-width="{_n(width, 2)}"'
    dash = line.get("dash", "solid")
    if dash in DASHES:
        dashes = [part * max(width, 3) for part in DASHES[dash]]
    elif re.fullmatch(r"\d+(\.\d+)?(px)?([, ]+\d+(\.\d+)?(px)?)*", dash):
        dashes = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", dash)]
    else:
        raise Undrawable(f"a line with the dashes {dash!r}")
    return found + (f' stroke-dasharray="{" ".join(_n(part) for part in dashes)}"' if dashes else "")


def _filling(pattern: Part | None, colour: str) -> tuple[str, _Pattern | None]:
    """Return the ground of an area and the pattern on it; without a shape there is none.

    As in plotly.js a pattern replaces the area's colour unless it is laid over it.
    """
    if pattern is None or not pattern.get("shape"):
        return colour, None
    _check(pattern, "pattern")
    is_over = pattern.get("fillmode", "replace") == "overlay"
    ground = pattern.get("bgcolor", colour if is_over else CLEAR)
    drawn = _Pattern(
        shape=pattern["shape"],
        size=float(pattern.get("size", 8)),
        solidity=float(pattern.get("solidity", 0.3)),
        colour=pattern.get("fgcolor", _readable_on(ground) if is_over else colour),
        opacity=float(pattern.get("fgopacity", 0.5 if is_over else 1)),
    )
    return ground, drawn


def _hatched(left: float, top: float, right: float, bottom: float, pattern: _Pattern) -> _Mark:
    """Return a pattern on a rectangle."""
    area = _rectangle(left, top, right, bottom, "")
    return replace(area, tag="use", pattern=pattern, size=(right - left, bottom - top))


def _hatch(pattern: _Pattern, areas: Sequence[_Mark], name: str) -> str:
    """Return a pattern's definition, as large as its largest area; each area shows the part that it has room for.

    The lines and dots are those of plotly.js, but not in tiles: browsers print tiles as coarse images.
    """
    width, height = (max(area.size[side] for area in areas) for side in (0, 1))
    step = pattern.size * (math.sqrt(2) if pattern.shape in RISING + FALLING else 1)
    share = min(pattern.solidity, 1.0)
    thick = pattern.size * (1 - math.sqrt(1 - share) if pattern.shape in "x+" else share)
    down, drawn, dots = _n(height), "", ""
    if pattern.shape in RISING:
        drawn += "".join(f"M{_n(x)},0l-{down},{down}" for x in _steps(step, step, width + height))
    if pattern.shape in FALLING:
        drawn += "".join(f"M{_n(x)},{down}l-{down},-{down}" for x in _steps(step + height % step, step, width + height))
    if pattern.shape in UPRIGHT:
        drawn += "".join(f"M{_n(x)},0V{down}" for x in _steps(step / 2, step, width))
    if pattern.shape in LEVEL:
        drawn += "".join(f"M0,{_n(y)}H{_n(width)}" for y in _steps(step / 2, step, height))
    if pattern.shape == ".":
        thick = 2 * pattern.size * math.sqrt(share / math.pi)
        is_round = thick > SQUARE  # A square is a sixth of a disc's bytes when printed.
        length = 0.1 if is_round else thick
        dots = f' stroke-dasharray="{_n(length, 2)} {_n(step - length, 2)}"' + ROUND * is_round
        drawn = "".join(f"M{_n((step - length) / 2)},{_n(y)}H{_n(width)}" for y in _steps(step / 2, step, height))
    if not drawn:
        raise Undrawable(f"a pattern of the shape {pattern.shape!r}")
    stroke = f'{_paint("stroke", pattern.colour)} stroke-width="{_n(thick, 2)}"{dots}{_opacity(pattern.opacity)}'
    return f'<symbol id="{name}"><path d="{drawn}" {stroke}/></symbol>'


def _steps(first: float, step: float, end: float) -> list[float]:
    return [first + number * step for number in range(max(0, math.ceil((end - first) / step)))]


def _opacity(share: float) -> str:
    return "" if share == 1 else f' opacity="{_n(share, 2)}"'


def _grouped(marks: Iterable[_Mark], ids: Mapping[_Pattern, str]) -> Iterator[str]:
    """Return the marks as SVG; neighbours that look the same stand in one group that says so once."""
    for look, run in itertools.groupby(marks, key=lambda mark: mark.look):
        shared = " ".join(look.split())
        some = [
            replace(mark, place=f'href="#{ids[mark.pattern]}" {mark.place}') if mark.pattern else mark for mark in run
        ]
        if shared and len(some) > 1:
            yield f"<g {shared}>{''.join(_element(mark, mark.place) for mark in some)}</g>"
        else:
            yield from (_element(mark, f"{shared} {mark.place}".strip()) for mark in some)


def _element(mark: _Mark, attributes: str) -> str:
    return f"<{mark.tag} {attributes}>{mark.inner}</{mark.tag}>" if mark.inner else f"<{mark.tag} {attributes}/>"


def _check(part: Part, kind: str) -> Part:
    """Return a part of a figure when all that it says can be drawn."""
    if missing := [key for key in NEEDED.get(kind, "").split() if part.get(key) is None]:
        raise Undrawable(f"a figure's {kind} without {', '.join(missing)}")
    if unknown := sorted(key for key, value in part.items() if value is not None and key not in KNOWN[kind].split()):
        raise Undrawable(f"a figure's {kind} with {', '.join(unknown)}")
    return part


def _list(values: object) -> list[Any]:
    if not isinstance(values, list | tuple):
        raise Undrawable(f"values that are not a plain list: {str(values)[:40]}")
    return list(values)


def _each(value: Any, index: int) -> Any:
    """Return one point's own value where each has its own, or the one of all."""
    return value[index] if isinstance(value, list) else value


def _readable_on(colour: str) -> str:
    """Return the darker or the lighter ink, whichever stands out more."""
    if not re.fullmatch(r"#[0-9a-f]{6}", colour, re.IGNORECASE):
        return INK
    return INK if contrast(INK, colour) >= contrast(WHITE, colour) else WHITE


def _paint(attribute: str, colour: str) -> str:
    """Return a colour as an attribute that every renderer reads: opacity apart, transparent as none.

    >>> _paint("fill", "rgba(255,255,255,0.85)")
    'fill="#ffffff" fill-opacity="0.85"'
    """
    if re.fullmatch(r"#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}|[a-z]+", colour):
        return f'{attribute}="{colour}"'
    found = re.fullmatch(r"rgba?\((\d{1,3}), ?(\d{1,3}), ?(\d{1,3})(?:, ?([\d.]+))?\)", colour)
    if not found:
        raise Undrawable(f"the colour {colour!r}")
    opacity = float(found[4] or 1)
    if not opacity:
        return f'{attribute}="none"'
    solid = "#" + "".join(f"{min(int(found[part]), 255):02x}" for part in (1, 2, 3))
    return f'{attribute}="{solid}"' + (f' {attribute}-opacity="{_n(opacity, 2)}"' if opacity < 1 else "")


def _n(number: float, places: int = 1) -> str:
    """Return a rounded number, as short as it can be written.

    >>> _n(-0.04), _n(12.0), _n(7.25, 2)
    ('0', '12', '7.25')
    """
    if not math.isfinite(number):
        raise Undrawable(f"something at {number}")
    written = f"{number:.{places}f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _plain(text: str) -> str:
    """Return text for between tags; what XML cannot hold becomes the replacement character."""
    spaced = re.sub(r"[\t\n\r]+", " ", text)
    return html.escape(re.sub(r"[^\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]", "\ufffd", spaced), quote=False)


def _attribute(text: str) -> str:
    return _plain(text).replace('"', "&quot;")
