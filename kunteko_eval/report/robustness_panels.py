"""How often each colour comes out, as stacked bars from 0 to 100 %: a panel a level, in it the surest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kunteko_eval.method.rating import Rating
from kunteko_eval.report import method_words
from kunteko_eval.report.figures import hover_text, plotly_text
from kunteko_eval.report.language import Language
from kunteko_eval.report.panels import LEAD, Panel, edge, heading, lines_of, note, padded, sheet
from kunteko_eval.report.style import INK, bar_marker
from kunteko_eval.report.view import View

THICK, SPACE = 16, 7
"""The thickness of a bar and the space below it, in pixels."""

ROOM = 13.5
"""Per cent of a bar that a rating's symbol and its share need at least."""


def robustness_label(say: Language, label: str, unsettled: bool) -> str:  # noqa: FBT001  (a value of a row)
    """Return how robust a rating is, and whether its colour is unsettled."""
    written = say(method_words.ROBUST[label])
    return f"{written}, ≈ {say('unsettled colour')}" if unsettled else written


def robustness_sheet(view: View, found: pd.DataFrame, frame: pd.DataFrame, scale: Sequence[Rating]) -> dict[str, Any]:
    """Return the drawing of robustness, the levels in the order of the chain.

    Args:
        view: The period.
        found: Rows of the frame ``robustness``.
        frame: The figure's frame: the share of each rating of each element.
        scale: What a draw can give, from not delivered to the best grade.
    """
    parts = [one for one in scale if one is not Rating.NOT_DELIVERED or _shares(frame, one).any()]
    elements = {name: view.assessment.rating(str(name)).element for name in found.index}
    sure = found.sort_values("probability", ascending=False, kind="stable")
    levels = [
        (view.say.text(level.label), [name for name in sure.index if elements[name].level == level.id])
        for level in view.programme.chain.levels
    ]
    shares = {part: _shares(frame, part) for part in parts}
    return sheet([_panel(view, name, sure.loc[rows], shares) for name, rows in levels if rows], barmode="stack")


def _shares(frame: pd.DataFrame, rating: Rating) -> pd.Series:
    """Return how often a rating came out of all draws, in per cent, by element."""
    return frame[frame["rating"] == rating.value].set_index("element")["probability"] * 100


def _panel(view: View, level: str, found: pd.DataFrame, shares: dict[Rating, pd.Series]) -> Panel:
    say = view.say
    lines, top = heading(level)
    axis: dict[str, Any] = {"range": padded(0, 100, 1, 1), "visible": False}
    left = edge(axis)
    notes = [note(left, 4 + LEAD * len(lines) / 2, f"<b>{'<br>'.join(map(plotly_text, lines))}</b>")]
    places = []
    for row in found.reset_index().to_dict("records"):
        label = say.text(view.assessment.rating(row["element"]).element.label)
        often = f"{robustness_label(say, row['robustness'], row['unsettled'])}, {say.percent(row['probability'], 1)}"
        for line in lines_of(f"{label}: {often}"):
            notes.append(note(left, top + LEAD / 2, plotly_text(line)))
            top += LEAD
        places.append(top + THICK / 2)
        top += THICK + SPACE
    traces = [_bars(say, rating, part.loc[found.index], places) for rating, part in shares.items()]
    return Panel(name=level, height=top, across=axis, traces=traces, notes=notes)


def _bars(say: Language, rating: Rating, shares: pd.Series, places: Sequence[float]) -> dict[str, Any]:
    symbol, name = method_words.symbol(say, rating), method_words.word(say, rating)
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": [round(share, 2) for share in shares],
        "y": list(places),
        "width": THICK,
        "text": [f"{symbol} {say.percent(share / 100)}" if share >= ROOM else "" for share in shares],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": 12.5, "color": INK},
        "marker": bar_marker(say, rating, size=7, solidity=0.06),
        "hovertext": [hover_text(f"{name}: {say.percent(share / 100, 1)}") for share in shares],
        "hoverinfo": "text",
    }
