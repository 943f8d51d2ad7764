"""Milestones: the expected path of a figure and what it came to, in words, as a picture and as a table."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from kunteko_eval.frames.programme import joined
from kunteko_eval.model.units import is_amount
from kunteko_eval.report import method_words
from kunteko_eval.report.chosen import Rows, identified
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.figures import BAR, WIDTH, hover_text, label_at, plotly_text
from kunteko_eval.report.language import N_, NBSP
from kunteko_eval.report.moved import named
from kunteko_eval.report.style import FAINT, INK, LINE, base_layout
from kunteko_eval.report.view import View
from kunteko_eval.timeline.milestone_frame import milestone_frame
from kunteko_eval.timeline.milestones import Course, Reached, by_standing

INDEX = ["element", "item", "group", "day"]
"""By what the rows of the frame ``milestones`` are known."""

STANDINGS = {"behind": N_("behind"), "on-track": N_("on track"), "ahead": N_("ahead")}
SYMBOLS = {"behind": "square", "on-track": "circle", "ahead": "triangle-up"}
"""A marker for each standing, so that none is told by colour."""
SIGNS = {"behind": "■", "on-track": "●", "ahead": "▲"}


def milestone_picture(view: View, rows: Rows = None) -> Prose:
    """Return in words which figures are behind, on track and ahead of their expected paths, by name.

    Args:
        view: The period.
        rows: Rows of the frame ``milestones``; all when None.
    """
    say, found = view.say, courses_of(view, rows)
    if not found:
        none = N_("No figure has expectations of several periods, so there is no path to hold it against.")
        return Prose((say(none),))
    lines = []
    for standing, some in by_standing(found).items():
        told = "; ".join(_told(view, one, one.latest) for one in some if one.latest is not None)
        lines.append(f"{say(STANDINGS[standing]).capitalize()}: {told}.")
    without = [_name(view, one) for one in found if one.latest is None]
    if without:
        message = N_("No figure to hold against the path up to the end of {period}: {names}.")
        lines.append(say(message, period=say.period(view.assessment.period), names="; ".join(without)))
    tolerance = say.percent(view.assessment.rubric.milestone_tolerance)
    how = say(
        "The path is a straight line between milestones. On track is within {tolerance} of the way that the path has come by the day; this changes no rating.",
        tolerance=tolerance,
    )
    return Prose((*lines, how))


def courses_of(view: View, rows: Rows) -> list[Course]:
    """Return the courses of which rows tell, each with the days that they name."""
    if rows is None:
        return list(view.courses)
    flat = identified(rows, INDEX).reset_index()
    given: dict[tuple[str, str, str], set[datetime.date]] = {}
    for element, item, group, day in zip(*(flat[name] for name in INDEX), strict=True):
        given.setdefault((element, item, "" if pd.isna(group) else group), set()).add(day.date())
    known = {(one.element.id, one.indicator.id, joined(one.groups)): one for one in view.courses}
    return [_on_days(known[key], days) for key, days in given.items() if key in known]


def _on_days(one: Course, days: set[datetime.date]) -> Course:
    """Return a course with the days that are wanted alone; the path itself stays where none of its own days is."""
    points = tuple(point for point in one.path.points if point.day in days) or one.path.points
    reached = tuple(figure for figure in one.reached if figure.day in days)
    return replace(one, path=replace(one.path, points=points), reached=reached)


def _told(view: View, course: Course, one: Reached) -> str:
    message = N_("{name} {actual} on {day}, expected {expected}")
    if not one.settled:
        message = N_("{name} {actual} on {day}, expected {expected}, and sampling leaves it open")
    return view.say(
        message,
        name=_name(view, course),
        actual=_figure(view, course, one.value),
        day=view.say.day(one.day),
        expected=_figure(view, course, one.expected),
    )


def _name(view: View, one: Course) -> str:
    return named(view, one.indicator, () if one.groups == ("all",) else one.groups)


def _figure(view: View, course: Course, value: float) -> str:
    """Return a value in its unit, with the decimals of the figures; of shares and grades with one at least."""
    known = view.programme.observations_of[course.indicator.id]
    fine = max((one.decimals for one in known), default=0)
    unit = view.programme.units.get(course.indicator.unit)
    least = 0 if is_amount(course.indicator.unit) else 3 if course.indicator.unit == "share" else 1
    most = max(fine, least) if unit is None or unit.decimals is None else unit.decimals
    decimals = min(decimals_of(value), most)
    return method_words.figure(view.say, round(value, decimals), course.indicator.unit, decimals)


def milestones(view: View, rows: Rows = None) -> list[Exhibit]:
    """Return the expected paths with the figures beside them; nothing where no figure has a path.

    Args:
        view: The period.
        rows: Rows of the frame ``milestones``; all when None.
    """
    found = courses_of(view, rows)
    if not found:
        return []
    say = view.say
    title = say("Expected paths and what was reached")
    drawing = _drawing(view, found)
    text = " ".join(milestone_picture(view, rows).paragraphs)
    frame = (milestone_frame(found, say.prose) if rows is None else rows).reset_index()
    table = _table(view, title, found)
    return [Exhibit(name="milestones", title=title, frame=frame, drawing=drawing, text=text, table=table)]


def _table(view: View, title: str, found: Sequence[Course]) -> Table:
    """Return every day of which the path or the figures tell, as words."""
    say, rows = view.say, []
    for one in found:
        points = {point.day: point for point in one.path.points}
        reached = {figure.day: figure for figure in one.reached}
        for day in sorted({*points, *reached}):
            point, figure = points.get(day), reached.get(day)
            expected = point.value if point is not None else None if figure is None else figure.expected
            mark = say("between") if point is None else say("milestone") if point.expectation else say("start")
            actual = "–" if figure is None else _figure(view, one, figure.value)
            if figure is not None and figure.n is not None:
                actual += f" (n{NBSP}={NBSP}{say.number(figure.n)})"
            rows.append(
                (
                    _name(view, one),
                    say.text(one.element.label),
                    say.day(day),
                    mark,
                    "–" if expected is None else _figure(view, one, expected),
                    actual,
                    "–" if figure is None else f"{SIGNS[figure.standing]} {say(STANDINGS[figure.standing])}",
                    "–" if figure is None else _places(view, figure),
                )
            )
    columns = ("Figure", "Element", "Day", "Point", "Expected", "Actual", "Standing", "Source")
    return Table(
        caption=title,
        columns=tuple(say(HEADERS[name]) for name in columns),
        rows=tuple(rows),
        numeric=frozenset({4, 5}),
    )


HEADERS = {
    "Figure": N_("Figure"),
    "Element": N_("Box"),
    "Day": N_("Day"),
    "Point": N_("Point"),
    "Expected": N_("Expected"),
    "Actual": N_("Actual"),
    "Standing": N_("Standing"),
    "Source": N_("Source"),
}


def _places(view: View, one: Reached) -> str:
    return "; ".join(method_words.item_places(view.say, one.evidence, view.assessment))


def _year(day: datetime.date) -> float:
    """Return the end of a day in years."""
    length = (datetime.date(day.year + 1, 1, 1) - datetime.date(day.year, 1, 1)).days
    return day.year + day.timetuple().tm_yday / length


def _drawing(view: View, found: Sequence[Course]) -> dict[str, Any]:
    """Return a panel for each course, two in a row: the path as a line, what was reached as markers."""
    deep = -(-len(found) // 2)
    layout = base_layout(40 + 190 * deep, width=WIDTH, margin={"l": 8, "r": 8, "t": 8, "b": 8}, annotations=[])
    data: list[dict[str, Any]] = []
    for panel, one in enumerate(found):
        axis = "" if panel == 0 else str(panel + 1)
        left = 0.06 if panel % 2 == 0 else 0.58
        top, bottom = 1 - panel // 2 / deep, 1 - (panel // 2 + 1) / deep
        data += [{**trace, "xaxis": f"x{axis}", "yaxis": f"y{axis}"} for trace in _traces(view, one)]
        layout[f"xaxis{axis}"] = {**_years(one), "anchor": f"y{axis}", "domain": [left, left + 0.4]}
        layout[f"yaxis{axis}"] = {
            **_values(view, one),
            "anchor": f"x{axis}",
            "domain": [bottom + 0.2 / deep, top - 0.2 / deep],
        }
        name = f"<b>{plotly_text(_name(view, one))}</b>"
        place = label_at(left - 0.05, top - 0.02 / deep, name)
        layout["annotations"].append({**place, "yref": "paper", "yanchor": "top"})
    return {"data": data, "layout": layout}


def _traces(view: View, one: Course) -> list[dict[str, Any]]:
    say = view.say
    points = one.path.points
    path = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": say("Expected"),
        "x": [_year(point.day) for point in points],
        "y": [point.value for point in points],
        "line": {"color": FAINT, "width": 2, "dash": "dash"},
        "marker": {"size": 7, "color": "#ffffff", "symbol": "diamond", "line": {"color": FAINT, "width": 1.5}},
        "hovertext": [
            hover_text(_name(view, one), say.day(point.day), f"{say('Expected')}: {_figure(view, one, point.value)}")
            for point in points
        ],
        "hoverinfo": "text",
    }
    actual = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": say("Actual"),
        "x": [_year(figure.day) for figure in one.reached],
        "y": [figure.value for figure in one.reached],
        "line": {"color": BAR, "width": 2.5},
        "marker": {
            "size": 11,
            "color": BAR,
            "symbol": [SYMBOLS[figure.standing] for figure in one.reached],
            "line": {"color": INK, "width": 1.2},
        },
        "hovertext": [
            hover_text(_told(view, one, figure), say(STANDINGS[figure.standing]), _places(view, figure))
            for figure in one.reached
        ],
        "hoverinfo": "text",
    }
    return [path, actual] if one.reached else [path]


def _years(one: Course) -> dict[str, Any]:
    days = [*(point.day for point in one.path.points), *(figure.day for figure in one.reached)]
    first, last = int(_year(min(days))), int(-(-_year(max(days)) // 1))
    step = max(1, -(-(last - first) // 6))
    return {
        "range": [first - 0.15, last + 0.25],
        "tickvals": list(range(first, last + 1, step)),
        "ticktext": [str(year) for year in range(first, last + 1, step)],
        "linecolor": LINE,
        "showgrid": False,
        "zeroline": False,
        "tickfont": {"size": 11.5},
    }


def _values(view: View, one: Course) -> dict[str, Any]:
    values = [*(point.value for point in one.path.points), *(figure.value for figure in one.reached)]
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1) * 0.12
    return {
        "range": [low - room, high + room],
        "tickvals": [low, high],
        "ticktext": [_figure(view, one, value) for value in (low, high)],
        "gridcolor": "#e3e7eb",
        "linecolor": LINE,
        "zeroline": False,
        "tickfont": {"size": 11.5},
    }
