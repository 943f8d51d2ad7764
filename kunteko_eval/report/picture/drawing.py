"""From a figure to one svg element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    labels = Labels(name=title, text=text, identifier=_checked(identifier))
    return drawn_together([(labels, figure)], identifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What a picture is called, and how: by elements of its own where it has an identifier, or by an attribute."""

    name: str
    text: str = ""
    identifier: str = ""

    def opened(self) -> tuple[str, str]:
        """Return the attributes that name the picture, and the elements."""
        if not self.identifier:
            return f'aria-label="{attribute_text(self.name)}"', ""
        title, text = f"{self.identifier}-picture-title", f"{self.identifier}-picture-text"
        named = f'aria-labelledby="{title}" aria-describedby="{text}"'
        return (
            named,
            f'<title id="{title}">{plain_text(self.name)}</title><desc id="{text}">{plain_text(self.text)}</desc>',
        )


def drawn_together(figures: Sequence[tuple[Labels, Part]], identifier: str) -> str:
    """Return figures as ``svg`` elements one after the other; the first holds the patterns of all."""
    begin = _checked(identifier)
    frames = [_frame(figure) for _, figure in figures]
    marks = [list(_marks(figure, frame)) for (_, figure), frame in zip(figures, frames, strict=True)]
    areas: dict[Pattern, list[Shape]] = {}
    for mark in (mark for some in marks for mark in some):
        if mark.pattern is not None:
            areas.setdefault(mark.pattern, []).append(mark)
    ids = {pattern: f"{begin}-pattern-{number}" for number, pattern in enumerate(areas, 1)}
    hatches = "".join(hatch_of(pattern, areas[pattern], name) for pattern, name in ids.items())
    defined = f"<defs>{hatches}</defs>" if hatches else ""
    found = []
    for number, ((labels, _), frame, some) in enumerate(zip(figures, frames, marks, strict=True)):
        family = attribute_text(str(frame.font.get("family", "sans-serif")))
        named, elements = labels.opened()
        found.append(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {short(frame.width)} {short(frame.height)}" '
            f'role="img" {named} font-family="{family}" {paint("fill", frame.ink)}>{elements}'
            f"{'' if number else defined}{''.join(grouped(some, ids))}</svg>"
        )
    return "".join(found)


def _checked(identifier: str) -> str:
    if not re.fullmatch(r"[\w-]+", identifier):
        raise ValueError(f"{identifier!r} cannot begin an id; expected letters, digits, hyphens and underscores")
    return identifier


def _frame(figure: Part) -> PlotArea:
    """Return the sheet of a figure all of whose parts can be drawn."""
    check(figure, "figure")
    for trace in figure["data"]:
        if trace.get("type") not in {"bar", "scatter"}:
            raise Undrawable(f"a trace of type {trace.get('type')!r}")
        check(trace, trace["type"])
    return frame_of(figure["layout"], figure["data"])


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
