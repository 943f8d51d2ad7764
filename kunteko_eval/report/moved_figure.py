"""What moved since the previous period, as a figure: a panel for each figure that both periods have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kunteko_eval.method.selection import Reading
from kunteko_eval.report import method_words
from kunteko_eval.report.chosen import Rows
from kunteko_eval.report.comparability import unlike, unlike_told
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.count_panels import Bar, CountPanel, count_sheet
from kunteko_eval.report.figure_sources import sources_line
from kunteko_eval.report.figure_titles import moved_title
from kunteko_eval.report.figures import typed
from kunteko_eval.report.language import N_
from kunteko_eval.report.large_page import DRAWN, is_large
from kunteko_eval.report.moved import difference, earlier_and_later, figure_changes, figure_name, moved_of, told
from kunteko_eval.report.view import View
from kunteko_eval.timeline.moved import MovedFigure

FRAME = {**dict.fromkeys(("indicator", "label", "period", "span"), "str"), "value": "float64", "unit": "str"}
"""The columns of the figure's frame: two rows a figure, the earlier first."""

WAYS = {"up": N_("up by {difference}"), "down": N_("down by {difference}"), "same": N_("the same")}
OPEN = N_("{difference}, which sampling alone may explain")


def moved_figure(view: View, rows: Rows = None) -> Exhibit | Table | Prose | None:
    """Return what moved as small multiples, the greatest change first; what `figure_changes` gives where none can be drawn.

    Args:
        view: The period.
        rows: Rows of the frame ``moved_figures``; all when None.
    """
    say, table = view.say, figure_changes(view, rows)
    if not isinstance(table, Table) or view.previous is None:
        return table
    moved = moved_of(view, rows)
    drawn = sorted((one for one in moved if min(one.earlier.value, one.later.value) >= 0), key=_size, reverse=True)
    if not drawn:
        return table
    left_out = []
    if is_large(len(view.assessment.everything)) and len(drawn) > DRAWN:
        message = N_("The figure shows the {shown} figures that changed most; the table has all {all}.")
        left_out = [say(message, shown=DRAWN, all=len(moved))]
        drawn = drawn[:DRAWN]
    panels = [_panel(view, one) for one in drawn]
    periods = [view.previous.period, view.assessment.period]
    remarks = {one.indicator.id: unlike(view, [one.indicator.id], periods) for one in moved}
    standings = [standing(one) for one in moved if not remarks[one.indicator.id]]
    every = {id(one): one for found in remarks.values() for one in found}
    spans = {"before": say.period(view.previous.period), "now": say.period(view.assessment.period)}
    return Exhibit(
        name="moved",
        title=moved_title(say, standings.count("better"), standings.count("worse"), len(moved)) or table.caption,
        subtitle=say("Figures known for both {before} and {now}, the greatest change first.", **spans),
        source=sources_line(say, (place for one in drawn for place in _places(view, one))),
        frame=typed([bar for panel in panels for bar in panel.bars], FRAME),
        drawing=count_sheet(panels),
        text=" ".join([*(f"{told(view, one)}." for one in drawn), *unlike_told(view, list(every.values())), *left_out]),
        table=table,
    )


def standing(one: MovedFigure) -> str:
    """Return how a figure moved: better, worse, the same, or open where sampling alone may explain it."""
    if one.better is None:
        return "same"
    return "open" if not one.settled else "better" if one.better else "worse"


def _size(one: MovedFigure) -> float:
    """Return how much a figure changed: its difference as a part of the greater of its two values."""
    return abs(one.later.value - one.earlier.value) / (max(one.later.value, one.earlier.value) or 1)


def _panel(view: View, one: MovedFigure) -> CountPanel:
    moved = difference(view, one)
    size = moved.replace("+", "").replace("\u2212", "")
    how = view.say(WAYS[one.way], difference=size) if one.settled else view.say(OPEN, difference=moved)
    scale = 100 if one.indicator.unit == "percent" else 1
    return CountPanel(
        label=figure_name(view, one),
        name=f"{figure_name(view, one)}: {how}",
        bars=tuple(_bars(view, one)),
        most=float(scale) if one.indicator.is_proportion else None,
    )


def _bars(view: View, one: MovedFigure) -> Sequence[Bar]:
    found: list[dict[str, Any]] = []
    for written, reading, assessment in zip(
        earlier_and_later(view, one), (one.earlier, one.later), (view.previous, view.assessment), strict=True
    ):
        if assessment is not None:
            period = assessment.period
            found.append(
                {
                    "indicator": one.indicator.id,
                    "label": figure_name(view, one),
                    "period": period.id,
                    "span": view.say.period(period),
                    "value": reading.value,
                    "unit": one.indicator.unit,
                    "start": period.start,
                    "end": period.end,
                    "within": reading is one.later,
                    "told": written,
                    "source": "; ".join(_read(view, reading)),
                }
            )
    return found


def _places(view: View, one: MovedFigure) -> list[str]:
    return [*_read(view, one.later), *_read(view, one.earlier)]


def _read(view: View, reading: Reading) -> list[str]:
    return [method_words.cited(view.say, entry.document, entry.place) for entry in reading.used]
