"""From a figure to one svg element."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kunteko_eval.report.picture.axes import grid_lines, tick_labels
from kunteko_eval.report.picture.bars import bar_marks
from kunteko_eval.report.picture.notes import annotation_marks, shape_marks
from kunteko_eval.report.picture.patterns import hatch_of
from kunteko_eval.report.picture.plot_area import PlotArea, frame_of
from kunteko_eval.report.picture.scatter import scatter_marks
from kunteko_eval.report.picture.supported_keys import Part, Undrawable, check
from kunteko_eval.report.picture.svg import Pattern, Shape, attribute_text, grouped, paint, plain_text, rectangle, short


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
    check(figure, "figure")
    for trace in figure["data"]:
        if trace.get("type") not in {"bar", "scatter"}:
            raise Undrawable(f"a trace of type {trace.get('type')!r}")
        check(trace, trace["type"])
    frame = frame_of(figure["layout"], figure["data"])
    marks = list(_marks(figure, frame))
    areas: dict[Pattern, list[Shape]] = {}
    for mark in marks:
        if mark.pattern is not None:
            areas.setdefault(mark.pattern, []).append(mark)
    ids = {pattern: f"{identifier}-pattern-{number}" for number, pattern in enumerate(areas, 1)}
    hatches = "".join(hatch_of(pattern, areas[pattern], name) for pattern, name in ids.items())
    family = attribute_text(str(frame.font.get("family", "sans-serif")))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(frame.width)} {short(frame.height)}" role="img" '
        f'aria-labelledby="{identifier}-picture-title" aria-describedby="{identifier}-picture-text" '
        f'font-family="{family}" {paint("fill", frame.ink)}>'
        f'<title id="{identifier}-picture-title">{plain_text(title)}</title>'
        f'<desc id="{identifier}-picture-text">{plain_text(text)}</desc>'
        + (f"<defs>{hatches}</defs>" if hatches else "")
        + "".join(grouped(marks, ids))
        + "</svg>"
    )


def _marks(figure: Part, frame: PlotArea) -> Iterator[Shape]:
    """Return everything that is drawn, from the ground up, in the order of plotly.js."""
    layout, data = figure["layout"], figure["data"]
    shapes = [check(shape, "shape") for shape in layout.get("shapes", ())]
    yield rectangle(0, 0, frame.width, frame.height, paint("fill", frame.paper))
    yield from shape_marks(shapes, "below", frame)
    for name, axis in frame.axes.items():
        yield from grid_lines(name, axis, frame)
    yield from shape_marks(shapes, "between", frame)
    yield from bar_marks([trace for trace in data if trace["type"] == "bar"], layout, frame)
    for trace in data:
        if trace["type"] == "scatter":
            yield from scatter_marks(trace, frame)
    for name, axis in frame.axes.items():
        yield from tick_labels(name, axis, frame)
    yield from shape_marks(shapes, "above", frame)
    for note in layout.get("annotations", ()):
        yield from annotation_marks(check(note, "annotation"), frame)
