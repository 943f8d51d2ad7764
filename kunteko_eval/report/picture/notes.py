"""Lines and labels that a layout lays over the plot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kunteko_eval.report.picture.plot_area import PlotArea
from kunteko_eval.report.picture.supported_keys import Part, Undrawable, check
from kunteko_eval.report.picture.svg import CLEAR, Shape, paint, path_through, rectangle, stroke_of
from kunteko_eval.report.picture.text import (
    ASCENT,
    DEFAULT_SIZE,
    markup_height,
    markup_width,
    styled_lines,
    text_marks,
)


def shape_marks(shapes: Iterable[Part], layer: str, frame: PlotArea) -> Iterator[Shape]:
    """Return the lines that lie on a layer: below the grid, between it and the data, or above all."""
    for shape in shapes:
        if shape.get("layer", "above") == layer:
            if shape["type"] != "line":
                raise Undrawable(f"a shape of type {shape['type']!r}")
            across, down = shape.get("xref", "x"), shape.get("yref", "y")
            ends = [(frame.across(across, shape[f"x{n}"]), frame.down(down, shape[f"y{n}"])) for n in (0, 1)]
            yield Shape(tag="path", look=f'fill="none" {stroke_of(shape["line"])}', place=path_through(ends))


def annotation_marks(note: Part, frame: PlotArea) -> Iterator[Shape]:
    """Return a label on its ground, placed by its anchors as plotly.js places it."""
    if note.get("showarrow", True):
        raise Undrawable("an annotation with an arrow")
    text, font = note["text"], {**frame.font, **check(note.get("font", {}), "font")}
    size = float(font.get("size", DEFAULT_SIZE))
    edge = float(note.get("borderpad", 1)) + float(note.get("borderwidth", 1))
    x, y = frame.across(note.get("xref", "x"), note["x"]), frame.down(note.get("yref", "y"), note["y"])
    width, height = markup_width(text, size) + 2 * edge, markup_height(text, size) + 2 * edge
    sides = {"left": 0.0, "center": 0.5, "right": 1.0, "top": 0.0, "middle": 0.5, "bottom": 1.0}
    across = sides[_anchor(note, "x", ("left", "center", "right"))]
    down = sides[_anchor(note, "y", ("bottom", "middle", "top"))]
    left, top = x - across * width, y - down * height
    # One line stands by its anchor, so that it is in place whatever the width of the reader's font.
    share = sides[note.get("align", "center")] if len(styled_lines(text)) > 1 else across
    if (ground := note.get("bgcolor", CLEAR)) != CLEAR:
        yield rectangle(left, top, left + width, top + height, paint("fill", ground))
    begin = left + edge + share * (width - 2 * edge)
    anchor = {0.0: "start", 0.5: "middle", 1.0: "end"}[share]
    yield from text_marks(text, begin, top + edge + ASCENT * size, font, frame, anchor=anchor)


def _anchor(note: Part, letter: str, sides: tuple[str, str, str]) -> str:
    """Return the anchor that is given, or the one that keeps a label within the plot."""
    given = str(note.get(f"{letter}anchor", "auto"))
    if given != "auto":
        return given
    share = note[letter] if note.get(f"{letter}ref") == "paper" else 0.5
    return sides[0] if share < 1 / 3 else sides[2] if share > 2 / 3 else sides[1]
