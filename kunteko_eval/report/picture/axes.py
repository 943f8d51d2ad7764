"""Grid lines, axis lines and labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kunteko_eval.report.picture.plot_area import DEFAULT_INK, Axis, PlotArea
from kunteko_eval.report.picture.supported_keys import Undrawable, check
from kunteko_eval.report.picture.svg import CRISP, Shape, paint, short
from kunteko_eval.report.picture.text import DEFAULT_SIZE, LEADING, MIDDLE, PAD, styled_lines, text_marks

DEFAULT_GRID = "#eee"


def grid_lines(name: str, axis: Axis, frame: PlotArea) -> Iterator[Shape]:
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


def tick_labels(name: str, axis: Axis, frame: PlotArea) -> Iterator[Shape]:
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
    font = {**frame.font, **check(sheet.get("tickfont", {}), "font")}
    size = float(font.get("size", DEFAULT_SIZE))
    away = 1 + (0.2 * size if line else 0)
    low, high = sorted((axis.start, axis.end))
    for value, label in _labels(axis):
        place = axis.at(value)
        if low - 1 <= place <= high + 1 and name[0] == "x":
            yield from text_marks(label, place, across.start + away + size, font, frame, anchor="middle")
        elif low - 1 <= place <= high + 1:
            first = place + MIDDLE * size - (len(styled_lines(label)) - 1) * LEADING * size / 2
            yield from text_marks(label, across.start - away - PAD, first, font, frame, anchor="end")


def _other(name: str) -> str:
    return "y" if name[0] == "x" else "x"


def _counterpart(name: str, axis: Axis, frame: PlotArea) -> Axis:
    """Return the axis that crosses this one; its start is where this one lies."""
    return frame.axis(axis.sheet.get("anchor", _other(name)))


def _rules(name: str, places: Sequence[float], across: Axis, colour: str) -> Iterator[Shape]:
    """Return straight lines that stand at places of an axis, as long as the axis across it."""
    start, end = short(across.start), short(across.end)
    drawn = "".join(
        f"M{short(place)},{start}V{end}" if name[0] == "x" else f"M{start},{short(place)}H{end}" for place in places
    )
    if drawn:
        look = f"{paint('stroke', colour)} {CRISP}"
        yield Shape(tag="path", look=look, place=f'd="{drawn}"')


def _labels(axis: Axis) -> list[tuple[float | str, str]]:
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
