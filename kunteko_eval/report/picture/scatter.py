"""Lines, areas and markers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from kunteko_eval.report.picture.patterns import filling_of, hatched
from kunteko_eval.report.picture.plot_area import DEFAULT_INK, PlotArea
from kunteko_eval.report.picture.supported_keys import Part, Undrawable, check, own_of, plain_list
from kunteko_eval.report.picture.svg import WHITE, Shape, hover_title, opacity_of, paint, path_through, short, stroke_of

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


def scatter_marks(trace: Part, frame: PlotArea) -> Iterator[Shape]:
    """Return a trace's area and line, then its markers."""
    modes = set(trace["mode"].split("+"))
    if unknown := sorted(modes - {"lines", "markers", "none"}):
        raise Undrawable(f"a scatter trace that shows {', '.join(unknown)}")
    across, down = frame.axis(trace.get("xaxis", "x")), frame.axis(trace.get("yaxis", "y"))
    xs, ys = plain_list(trace["x"]), plain_list(trace["y"])
    points = [None if x is None or y is None else (across.at(x), down.at(y)) for x, y in zip(xs, ys, strict=True)]
    runs = [list(run) for is_there, run in itertools.groupby(points, key=lambda one: one is not None) if is_there]
    for run in runs:
        yield from _line(trace, [point for point in run if point], has_line="lines" in modes)
    if "markers" in modes:
        for index, point in enumerate(points):
            if point:
                yield from _marker(trace, index, *point)


def _line(trace: Part, points: list[tuple[float, float]], *, has_line: bool) -> Iterator[Shape]:
    fill = trace.get("fill", "none")
    if fill not in {"none", "toself"} or (fill != "none" and "fillcolor" not in trace):
        raise Undrawable(f"a scatter trace filled {fill!r}, or without a fillcolor")
    line = stroke_of(trace["line"]) if has_line and trace.get("line", {}).get("width", 2) else 'stroke="none"'
    if fill == "none":
        if has_line:
            yield Shape(tag="path", look=f'fill="none" {line}', place=path_through(points))
        return
    ground, pattern = filling_of(trace.get("fillpattern"), trace["fillcolor"])
    yield Shape(tag="path", look=f"{paint('fill', ground)} {line}", place=path_through(points))
    if pattern is not None:
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        if any(x not in (left, right) or y not in (top, bottom) for x, y in points):
            raise Undrawable("a pattern in an area that is not a rectangle")
        yield hatched(left, top, right, bottom, pattern)


def _marker(trace: Part, index: int, x: float, y: float) -> Iterator[Shape]:
    """Return one marker, with the outline that plotly.js gives it where none is wanted."""
    marker = check(trace["marker"], "marker")
    half = float(own_of(marker.get("size", 6), index)) / 2
    if not half:
        return
    colour, symbol = own_of(marker["color"], index), own_of(marker.get("symbol", "circle"), index)
    sizes_differ = isinstance(marker.get("size"), list)
    drawn = trace.get("line", {}).get("color", marker["color"])
    outline = {
        "color": drawn if drawn != marker["color"] else WHITE if sizes_differ else DEFAULT_INK,
        "width": 1 if sizes_differ else 0,
        **marker.get("line", {}),
    }
    look = paint("fill", colour)
    if outline["width"]:
        look += f" {stroke_of(outline)}"
    look += opacity_of(float(own_of(marker.get("opacity", 0.7 if sizes_differ else 1), index)))
    if symbol == "circle":
        place = f'cx="{short(x)}" cy="{short(y)}" r="{short(half)}"'
        yield Shape(tag="circle", look=look, place=place, inner=hover_title(trace, index))
    elif symbol in SYMBOLS:
        corners = [(x + across * half, y + down * half) for across, down in SYMBOLS[symbol]]
        place = path_through([*corners, corners[0]])
        yield Shape(tag="path", look=look, place=place, inner=hover_title(trace, index))
    else:
        raise Undrawable(f"a marker of the shape {symbol!r}")
