"""Figures of a project's own chapters: one that a page can hold is easily made, one that it cannot hold is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kunteko_eval.report.content import Exhibit, Table, slug
from kunteko_eval.report.figures import BAR, plotly_text
from kunteko_eval.report.panels import LEAD, Panel, edge, halves, lines_of, note, padded, sheet
from kunteko_eval.report.picture import Undrawable, pictures

PLOTLY = "application/vnd.plotly.v1+json"
THICK, ROOM = 15, 70
"""The thickness of a bar, and room for its length behind it, in pixels."""

FEW = 4
"""Bars that stand in one column."""


def bar_exhibit(frame: pd.DataFrame, label: str, value: str, title: str, text: str) -> Exhibit:
    """Return lying bars with its title, its text equivalent and its numbers, as a chapter of a report shows it.

    Args:
        frame: One row a bar, from top to bottom; the names of its columns head the table of numbers.
        label: The column that says what each bar is.
        value: The column of the bars' lengths, 0 or more.
        title: What the figure is.
        text: What it shows, in sentences, for those who do not see it.

    Raises:
        ValueError: When there is no row, or a length is missing or below 0.
    """
    labels, values = [str(one) for one in frame[label]], [float(one) for one in frame[value]]
    if not values or not all(one >= 0 for one in values):
        raise ValueError(f"bars of {value!r}: {values}; expected one row at least, and lengths of 0 or more")
    rows = tuple((name, f"{length:g}") for name, length in zip(labels, values, strict=True))
    most = max(values) or 1
    across = {"range": padded(0, most, 1, ROOM), "visible": False}
    cut = halves([_height(name) for name in labels]) if len(labels) > FEW else len(labels)
    parts = [(labels[start:end], values[start:end]) for start, end in ((0, cut), (cut, len(labels))) if end > start]
    panels = [_panel(names, lengths, across) for names, lengths in parts]
    table = Table(caption=title, columns=(label, value), rows=rows, numeric=frozenset({1}))
    return Exhibit(name=slug(title), title=title, frame=frame, drawing=sheet(panels), text=text, table=table)


def _height(label: str) -> float:
    return LEAD * len(lines_of(label)) + THICK + 9


def _panel(labels: Sequence[str], values: Sequence[float], across: dict[str, Any]) -> Panel:
    """Return bars below their labels, each with its length at its end."""
    notes, places, top = [], [], 2.0
    for label in labels:
        for line in lines_of(label):
            notes.append(note(edge(across), top + LEAD / 2, plotly_text(line)))
            top += LEAD
        places.append(top + THICK / 2)
        top += THICK + 9
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": list(values),
        "y": places,
        "width": THICK,
        "marker": {"color": BAR},
        "text": [f"{length:g}" for length in values],
        "textposition": "outside",
        "textfont": {"size": 12.5},
        "constraintext": "none",
        "cliponaxis": False,
    }
    return Panel(name="", height=top, across=across, traces=[bars], notes=notes)


def why_unheld(cell: Any) -> str:
    """Return why a page cannot hold a figure that an executed cell shows; empty when it can."""
    for output in cell.get("outputs", []):
        figure, about = output.get("data", {}).get(PLOTLY), output.get("metadata", {}).get("kunteko")
        if figure is None or (about and "picture" in about):
            continue
        if about is None:
            return (
                "a Plotly figure alone; a report needs its title, words and numbers too: show a bar_exhibit or Exhibit"
            )
        try:
            pictures(figure, identifier="figure", title=about["title"], text=about["text"])
        except (Undrawable, KeyError, TypeError, ValueError) as error:
            return f"the figure {about['title']!r} cannot be drawn ({error}); show a bar_exhibit, or draw it otherwise"
    return ""
