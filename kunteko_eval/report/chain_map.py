"""The chain map: its picture as a figure that tells each box when pointed at, with its words and its table."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.box_moves import move_sentences
from kunteko_eval.report.chain_svg import box_lines, chain_svg, legend, standalone
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.chosen_ratings import counted, own, rated
from kunteko_eval.report.content import Exhibit
from kunteko_eval.report.figures import hover_text
from kunteko_eval.report.large_page import is_large
from kunteko_eval.report.layout import Layout, place_boxes
from kunteko_eval.report.many_boxes import bands, many_legend, many_moved, many_svg, place_many
from kunteko_eval.report.map_filters import map_filters
from kunteko_eval.report.map_list import folded_list, map_list
from kunteko_eval.report.not_intended import not_intended_briefly
from kunteko_eval.report.rating_table import rating_table
from kunteko_eval.report.style import INK, base_layout, fill
from kunteko_eval.report.view import View

if TYPE_CHECKING:
    import pandas as pd

MODE_BAR = 34
"""Room above the figure for Plotly's buttons, which would cover the headings, in pixels."""


def chain_map(view: View, ratings: Rows = None) -> Exhibit:
    """Return the rated impact chain as a layered figure, with its text equivalent and table.

    Args:
        view: The period.
        ratings: Rows of `ratings`: the boxes to draw, and their ratings; every box when None.
    """
    say = view.say
    shown = rated(view, ratings)
    title = say(
        "The impact chain of {programme}, {period}",
        programme=say.text(view.programme.sheet.name),
        period=say.period(view.assessment.period),
    )
    frame = chosen(ratings, view.frames.ratings).reset_index()
    if is_large(len(shown)):
        return _of_many(view, title, frame, shown)
    layout = place_boxes(view.programme.chain)
    drawn = chain_svg(view, layout, shown=shown)
    labels = {one.element.id: say.text(one.element.label) for one in shown}
    return Exhibit(
        name="chain-map",
        title=title,
        frame=frame,
        drawing=_drawing(view, layout, drawn, shown),
        text=" ".join([summary(view, shown), *move_sentences(view, labels)]),
        table=rating_table(view, ratings),
        picture=drawn + legend(view),
        controls=map_filters(view, shown),
        listed=map_list(view, shown),
    )


def _of_many(view: View, title: str, frame: pd.DataFrame, shown: Sequence[ElementRating]) -> Exhibit:
    """Return the map of a chain with more boxes than can be drawn with their names."""
    found = bands(view, shown)
    layout = place_many(found)
    return Exhibit(
        name="chain-map",
        title=title,
        frame=frame,
        drawing=_drawing(view, layout, many_svg(view, found, layout, arrows=False), shown),
        text=" ".join([summary(view, shown), *many_moved(view, shown)]),
        table=rating_table(view, frame),
        picture=many_svg(view, found, layout) + many_legend(view),
        controls=map_filters(view, shown),
        listed=folded_list(view, found),
    )


def _drawing(view: View, layout: Layout, drawn: str, shown: Sequence[ElementRating]) -> dict[str, Any]:
    """Return the map as an image under points that tell each box's rating, confidence and achievement."""
    boxes = [layout.boxes[one.element.id] for one in shown]
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": [box.x + box.width / 2 for box in boxes],
        "y": [box.y + box.height / 2 for box in boxes],
        "marker": {"size": 44, "symbol": "square", "opacity": 0},
        "customdata": [box.element for box in boxes],
        "hovertext": [hover_text(*box_lines(view.say, one)) for one in shown],
        "hoverinfo": "text",
        "hoverlabel": {
            "bgcolor": [fill(view.say, one.final) if one.element.desired else "#ffffff" for one in shown],
            "font": {"color": INK},
        },
    }
    image = {
        "source": f"data:image/svg+xml;base64,{base64.b64encode(standalone(drawn).encode()).decode()}",
        "x": 0,
        "y": 0,
        "xref": "x",
        "yref": "y",
        "sizex": layout.width,
        "sizey": layout.height,
        "sizing": "stretch",
        "layer": "below",
    }
    axes = {
        "xaxis": {"range": [0, layout.width], "visible": False},
        "yaxis": {"range": [layout.height, 0], "visible": False, "scaleanchor": "x"},
    }
    margin = {"l": 0, "r": 0, "t": MODE_BAR, "b": 0}
    size = {"width": layout.width, "margin": margin, "dragmode": "pan"}
    return {"data": [points], "layout": base_layout(layout.height + MODE_BAR, images=[image], **size, **axes)}


def summary(view: View, shown: Sequence[ElementRating] | None = None) -> str:
    """Return what a map of these ratings, or of all, shows, in sentences: the ratings of each level."""
    say, sentences = view.say, []
    shown = view.assessment.everything if shown is None else shown
    for level in view.programme.chain.levels:
        counts = counted([one for one in own(shown) if one.element.level == level.id])
        parts = [
            f"{method_words.word(say, rating)} {counts[rating]}"
            for rating in method_words.ratings(say)
            if counts[rating]
        ]
        if parts:
            sentences.append(f"{say.text(level.label)}: {', '.join(parts)}.")
    return " ".join([*sentences, *not_intended_briefly(view, shown)])
