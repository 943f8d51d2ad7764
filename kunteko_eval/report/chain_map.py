"""The chain map: five columns of boxes with rating, word, symbol, pattern and confidence, and their links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.rating import Rating
from kunteko_eval.report import method_words
from kunteko_eval.report.chain_svg import chain_svg
from kunteko_eval.report.content import Exhibit
from kunteko_eval.report.figures import go_figure, plotly_text, ready
from kunteko_eval.report.language import Language
from kunteko_eval.report.layout import Box, Layout, gap_near, place_boxes, wrap
from kunteko_eval.report.rating_table import rating_table
from kunteko_eval.report.style import FAINT, FILL, INK, LINE, OUTLINE, PATTERN, base_layout
from kunteko_eval.report.view import View

if TYPE_CHECKING:
    import plotly.graph_objects as go

LABEL_SIZE = 12.5
SMALL_SIZE = 12.5
PADDING = 7
"""Free space between the strip, the text and the right edge of a box, in pixels."""
STRIP = 12
"""Width of the pattern strip at the left edge of a box, in pixels."""
MODE_BAR = 34
"""Room above a live figure for Plotly's buttons, which would cover the headings, in pixels."""


def chain_map(view: View) -> Exhibit:
    """Return the rated impact chain as a layered figure, with its text equivalent and table."""
    assessment, say = view.assessment, view.say
    layout = place_boxes(assessment.programme.chain)
    ratings = {one.element.id: one for one in assessment.ratings}
    drawn = list(_links(view, layout))
    traces = [trace for _, _, _, trace in drawn]
    annotations = _headings(view, layout)
    for name, box in layout.boxes.items():
        traces += _box(box, ratings[name])
        annotations += _labels(box, ratings[name], say)
    figure = {
        "data": traces,
        "layout": base_layout(
            layout.height,
            width=layout.width,
            margin={"l": 0, "r": 0, "t": 0, "b": 0},
            xaxis={"range": [0, layout.width], "visible": False, "fixedrange": True},
            yaxis={"range": [layout.height, 0], "visible": False, "fixedrange": True},
            annotations=annotations,
        ),
    }
    title = say(
        "The impact chain of {programme}, {period}",
        programme=say.text(assessment.programme.sheet.name),
        period=say.period(assessment.period),
    )
    paths = [
        (source, target, supported, list(zip(trace["x"], trace["y"], strict=True)))
        for source, target, supported, trace in drawn
    ]
    return Exhibit(
        name="chain-map",
        title=title,
        figure=ready(figure),
        text=summary(view),
        table=rating_table(view),
        picture=chain_svg(view, layout, paths),
    )


def live_chain(view: View) -> go.Figure:
    """Return the rated chain as a Plotly figure; pointing at a box tells its rating, confidence and achievement."""
    figure = go_figure(chain_map(view).figure)
    boxes = place_boxes(view.programme.chain).boxes
    rated = {one.element.id: one for one in view.assessment.ratings}
    figure.add_scatter(
        x=[box.x + box.width / 2 for box in boxes.values()],
        y=[box.y + box.height / 2 for box in boxes.values()],
        mode="markers",
        marker={"size": 44, "symbol": "square", "opacity": 0},
        customdata=list(boxes),
        hovertext=[_hover(view.say, rated[name]) for name in boxes],
        hoverinfo="text",
        hoverlabel={"bgcolor": [FILL[rated[name].final] for name in boxes], "font": {"color": INK}},
        showlegend=False,
    )
    figure.update_layout(showlegend=False, hovermode="closest", dragmode="pan")
    return figure.update_layout(margin={"t": MODE_BAR}, height=figure.layout.height + MODE_BAR)


def _hover(say: Language, one: ElementRating) -> str:
    reached = one.graded.achievement
    lines = [
        say.text(one.element.label),
        method_words.rating(say, one.final),
        method_words.confidence(say, one.confidence),
    ]
    if reached is not None:
        lines.append(f"{say('Achievement')} {say.number(reached, 2)}")
    return "<br>".join(plotly_text(line) for line in lines)


def _box(box: Box, one: ElementRating) -> list[dict[str, Any]]:
    rating = one.final
    outline = {"color": INK, "width": 1.5 if rating.coloured else 1.2, "dash": OUTLINE.get(rating, "solid")}
    traces = [_rectangle(box.x, box.y, box.width, box.height, FILL[rating], outline)]
    if PATTERN[rating]:
        strip = _rectangle(box.x, box.y, STRIP, box.height, FILL[rating], {"color": INK, "width": 1})
        strip["fillpattern"] = {
            "shape": PATTERN[rating],
            "fgcolor": INK,
            "bgcolor": FILL[rating],
            "fillmode": "overlay",
            "size": 6,
            "solidity": 0.3,
        }
        traces.append(strip)
    if one.conflict is not None:
        inner = {"color": INK, "width": 1, "dash": "solid"}
        traces.append(_rectangle(box.x + 3.5, box.y + 3.5, box.width - 7, box.height - 7, "rgba(0,0,0,0)", inner))
    return traces


def _rectangle(x: float, y: float, width: float, height: float, fill: str, line: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [x, x + width, x + width, x, x],
        "y": [y, y, y + height, y + height, y],
        "mode": "lines",
        "fill": "toself",
        "fillcolor": fill,
        "line": line,
        "hoverinfo": "skip",
    }


def _labels(box: Box, one: ElementRating, say: Language) -> list[dict[str, Any]]:
    left, room = box.x + STRIP + PADDING, box.width - STRIP - 2 * PADDING
    lines = wrap(say.text(one.element.label), room, LABEL_SIZE, 3)
    label = _text(left, box.y + 6, "<br>".join(f"<b>{plotly_text(line)}</b>" for line in lines), LABEL_SIZE)
    mark = "  ⚡" if one.conflict is not None else ""
    below = f"{method_words.SYMBOLS[one.final]} {say(method_words.SHORT[one.final])} {method_words.dots(one.confidence)}{mark}"
    return [
        label,
        _text(left, box.y + box.height - 23, plotly_text(wrap(below, room, SMALL_SIZE, 1)[0]), SMALL_SIZE),
    ]


def _text(x: float, y: float, text: str, size: float, *, colour: str = INK) -> dict[str, Any]:
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "top",
        "align": "left",
        "font": {"size": size, "color": colour},
        "borderpad": 0,
    }


def _headings(view: View, layout: Layout) -> list[dict[str, Any]]:
    labels = {level.id: view.say.text(level.label) for level in view.programme.chain.levels}
    return [_text(x, 8, f"<b>{plotly_text(labels[level])}</b>", 14) for level, x in layout.columns]


def _links(view: View, layout: Layout) -> Iterator[tuple[str, str, bool, dict[str, Any]]]:
    """Yield links as curves; solid where evidence supports the link, dashed where it is only assumed."""
    arriving: dict[str, list[str]] = {}
    leaving: dict[str, list[str]] = {}
    for link in view.assessment.links:
        arriving.setdefault(link.target, []).append(link.source)
        leaving.setdefault(link.source, []).append(link.target)
    for link in view.assessment.links:
        start, end = layout.boxes[link.source], layout.boxes[link.target]
        outs = sorted(leaving[link.source], key=lambda name: layout.boxes[name].y)
        ins = sorted(arriving[link.target], key=lambda name: layout.boxes[name].y)
        y0 = start.y + start.height * (outs.index(link.target) + 1) / (len(outs) + 1)
        y1 = end.y + end.height * (ins.index(link.source) + 1) / (len(ins) + 1)
        x0, x1 = start.x + start.width, end.x - 7
        supported = bool(link.supports)
        path = _route(layout, (x0, y0), (x1, y1))
        trace = {
            "type": "scatter",
            "mode": "lines+markers",
            **path,
            "line": {
                "color": FAINT if supported else LINE,
                "width": 2.2 if supported else 1.1,
                "dash": "solid" if supported else "4px,3px",
            },
            "marker": {
                "symbol": "triangle-right",
                "size": [*[0] * (len(path["x"]) - 1), 9],
                "color": FAINT,
                "opacity": 1,
            },
            "hoverinfo": "skip",
        }
        yield link.source, link.target, supported, trace


def _route(layout: Layout, start: tuple[float, float], end: tuple[float, float]) -> dict[str, list[float]]:
    """Return the points of a link; one that leaps over levels passes their boxes through the nearest gap."""
    width = next(iter(layout.boxes.values())).width
    between = [x for _, x in layout.columns if start[0] < x and x + width < end[0]]
    xs: list[float] = []
    ys: list[float] = []
    at = start
    for column in between:
        level = gap_near(layout, column, (start[1] + end[1]) / 2)
        part = _curve(*at, column - 4, level)
        xs, ys = xs + part["x"], ys + part["y"]
        at = (column + width + 4, level)
    last = _curve(*at, *end)
    return {"x": xs + last["x"], "y": ys + last["y"]}


def _curve(x0: float, y0: float, x1: float, y1: float) -> dict[str, list[float]]:
    """Return 21 points of a cubic curve that leaves and arrives level."""
    bend = max((x1 - x0) / 2, 18)
    points = [step / 20 for step in range(21)]
    xs = [
        (1 - t) ** 3 * x0 + 3 * (1 - t) ** 2 * t * (x0 + bend) + 3 * (1 - t) * t * t * (x1 - bend) + t**3 * x1
        for t in points
    ]
    ys = [(1 - t) ** 3 * y0 + 3 * (1 - t) ** 2 * t * y0 + 3 * (1 - t) * t * t * y1 + t**3 * y1 for t in points]
    return {"x": [round(x, 1) for x in xs], "y": [round(y, 1) for y in ys]}


def summary(view: View) -> str:
    """Return what the map shows, in sentences: the ratings of each level."""
    say, assessment = view.say, view.assessment
    sentences = []
    for level in assessment.programme.chain.levels:
        counts = assessment.counts(level.id)
        parts = [f"{say(method_words.RATINGS[rating])} {counts[rating]}" for rating in Rating if counts[rating]]
        if parts:
            sentences.append(f"{say.text(level.label)}: {', '.join(parts)}.")
    return " ".join(sentences)
