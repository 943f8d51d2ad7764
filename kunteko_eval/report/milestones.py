"""Milestones: the expected path of a figure and what it came to, in words, as a picture and as a table."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from kunteko_eval.frames.programme import joined
from kunteko_eval.model.units import is_amount
from kunteko_eval.report import method_words
from kunteko_eval.report.chosen import Rows, identified
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.figure_sources import sources_line
from kunteko_eval.report.figure_titles import ON_PATH, tally_title
from kunteko_eval.report.figures import hover_text
from kunteko_eval.report.language import N_, NBSP
from kunteko_eval.report.milestone_panels import PanelPoint, PathPanel, milestone_sheet
from kunteko_eval.report.moved import named
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
    drawing = milestone_sheet([_panel(view, one) for one in found])
    latest = [one.latest for one in found if one.latest is not None]
    keeping = sum(one.standing != "behind" for one in latest)
    text = " ".join(milestone_picture(view, rows).paragraphs)
    frame = (milestone_frame(found, say.prose) if rows is None else rows).reset_index()
    places = (
        method_words.place(say, view.programme.observations_by_id[name]) for one in latest for name in one.evidence
    )
    return [
        Exhibit(
            name="milestones",
            title=tally_title(say, ON_PATH, keeping, len(latest)) or title,
            subtitle=say("{what}. The dashed line is the expected path, the full one what was reached.", what=title),
            source=sources_line(say, places),
            frame=frame,
            drawing=drawing,
            text=text,
            table=_table(view, title, found),
        )
    ]


def _panel(view: View, one: Course) -> PathPanel:
    """Return a course as it is drawn, with what each of its points tells."""
    say, name = view.say, _name(view, one)
    values = [*(point.value for point in one.path.points), *(figure.value for figure in one.reached)]
    expected = [
        PanelPoint(
            day=point.day,
            value=point.value,
            hover=hover_text(name, say.day(point.day), f"{say('Expected')}: {_figure(view, one, point.value)}"),
        )
        for point in one.path.points
    ]
    actual = [
        PanelPoint(
            day=figure.day,
            value=figure.value,
            hover=hover_text(_told(view, one, figure), say(STANDINGS[figure.standing]), _places(view, figure)),
            symbol=SYMBOLS[figure.standing],
        )
        for figure in one.reached
    ]
    ends = (_figure(view, one, min(values)), _figure(view, one, max(values)))
    return PathPanel(name=name, expected=tuple(expected), actual=tuple(actual), ends=ends)


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
