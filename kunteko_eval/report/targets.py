"""Targets beside actuals, by chapter: baseline, target, what was reached and how much of the way that is."""

from __future__ import annotations

from typing import Any

from kunteko_eval.report import cells, method_words
from kunteko_eval.report.content import Exhibit, Table
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.figure_sources import sources_line
from kunteko_eval.report.figure_titles import REACHED, tally_title
from kunteko_eval.report.language import N_, NBSP, Language
from kunteko_eval.report.period_frames import chapter_of
from kunteko_eval.report.table_spec import TableColumn, TableSpec, plain_rows
from kunteko_eval.report.target_drawing import target_drawing
from kunteko_eval.report.view import View

WORD = {
    "source": N_("the documents"),
    "benchmark": N_("a benchmark"),
    "evaluator": N_("the evaluator"),
}
KEY = N_(
    "The square on the left is the baseline and the diamond on the right the target; the bar is how much of the way between "
    "them has been gone, whichever way it leads."
)


def target_exhibits(view: View, *chapters: str | None) -> list[Exhibit | Table]:
    """Return the targets of the indicators that chapters show, as a figure and a table; nothing where there are none.

    Where no target has a figure beside it there is the table alone.

    Args:
        view: The period.
        chapters: As `chapter_of` gives them; None for indicators that no chapter shows.
    """
    every = view.target_frame
    known = view.programme.indicators_by_id
    own = {name for name in every.index.get_level_values("indicator") if chapter_of(view, known[name]) in chapters}
    found = every[every.index.get_level_values("indicator").isin(own)]
    if found.empty:
        return []
    say = view.say
    table = TARGETS.render(found, say)
    drawn = found[found["reached"].notna()]
    if drawn.empty:
        return [table]
    title = say("Targets and what was reached of them")
    words = [(named(say, row), reached_words(say, row)) for row in plain_rows(drawn)]
    text = " ".join([say(KEY), *(f"{name}: {told}." for name, told in words)])
    drawing = target_drawing(drawn, words)
    name = f"targets-{chapters[0] or 'other'}"
    reached = int((drawn["reached"] >= 1).sum())
    places = (_place(say, row["document"], row["place"]) for row in plain_rows(drawn))
    return [
        Exhibit(
            name=name,
            title=tally_title(say, REACHED, reached, len(drawn)) or title,
            subtitle=say(
                "{what}; the bar shows how much of the way from baseline to target has been gone.", what=title
            ),
            source=sources_line(say, (place for place in places if place != cells.NONE)),
            frame=drawn.reset_index(),
            drawing=drawing,
            text=text,
            table=table,
        )
    ]


def named(say: Language, row: dict[str, Any]) -> str:
    """Return whose target it is: the indicator, its group where it is not everybody, and the period."""
    group = f" ({say.as_is(row['group_label'])})" if row["group_label"] else ""
    return f"{say.as_is(row['label'])}{group}, {cells.span(say, row['start'], row['end'])}"


def reached_words(say: Language, row: dict[str, Any]) -> str:
    """Return what was reached of a target, with its baseline and the part of the way."""
    message = N_("{actual}; baseline {baseline}, target {target} ({share} of the way)")
    if row["so_far"]:
        message = N_("{actual} so far; baseline {baseline}, target {target} later on ({share} of the way)")
    if row["held"]:
        message = N_("{actual}; the level to be held is {target}")
    return say(
        message,
        actual=_actual(say, row["actual"], row["unit"], row["decimals"], row["precision"], row["n"]),
        baseline=_printed(say, row["baseline"], row["unit"], row["baseline_decimals"]),
        target=_printed(say, row["target"], row["unit"], row["target_decimals"]),
        share=say.percent(row["reached"]),
    )


def _printed(say: Language, value: float, unit: str, decimals: int | None) -> str:
    """Return a baseline or a target with the decimals that it is written with, or with those that it has."""
    has = decimals_of(value)
    return method_words.figure(say, value, unit, has if decimals is None else max(decimals, has))


def _actual(say: Language, value: float | None, unit: str, decimals: int, precision: str, n: int | None) -> str:
    if value is None:
        return say("no figure")
    written = method_words.figure(say, round(value, 9), unit, decimals)
    written = say(method_words.PRECISIONS[precision], figure=written)
    return written if n is None else f"{written} (n{NBSP}={NBSP}{say.number(n)})"


def _share(say: Language, reached: float | None, so_far: bool, held: bool) -> str:  # noqa: FBT001  (values of a row)
    if reached is None:
        return cells.NONE
    if held:
        return say("held") if reached >= 1 else say("not held")
    written = say.percent(reached)
    return say("{share} so far", share=written) if so_far else written


def _place(say: Language, document: str | None, heading: str | None) -> str:
    return cells.NONE if document is None or heading is None else cells.place(say, document, heading)


def _indicator(say: Language, label: str, group: str | None) -> str:
    return say.as_is(label) if group is None else f"{say.as_is(label)} ({say.as_is(group)})"


TARGETS = TableSpec(
    N_("Targets and what was reached of them"),
    (
        TableColumn(N_("Indicator"), ("label", "group_label"), _indicator),
        TableColumn(N_("Period"), cells.SPAN, cells.span),
        TableColumn(N_("Baseline"), ("baseline", "unit", "baseline_decimals"), _printed, numeric=True),
        TableColumn(N_("Target"), ("target", "unit", "target_decimals"), _printed, numeric=True),
        TableColumn(N_("Actual"), ("actual", "unit", "decimals", "precision", "n"), _actual, numeric=True),
        TableColumn(N_("Part of the way"), ("reached", "so_far", "held"), _share, numeric=True),
        TableColumn(N_("On whose word"), ("basis",), cells.coded(WORD)),
        TableColumn(N_("Source of the target"), cells.PLACE, _place),
    ),
)
