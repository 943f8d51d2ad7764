"""Figures of a project's own chapters: one that a page can hold is easily made, one that it cannot hold is told."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kunteko_eval.report.content import Exhibit, Table, slug
from kunteko_eval.report.figures import BAR, WIDTH, plotly_text
from kunteko_eval.report.picture import Undrawable, picture
from kunteko_eval.report.style import LINE, base_layout

PLOTLY = "application/vnd.plotly.v1+json"
_LETTER = 9.0
"""Pixels that a letter of a label takes."""


def bar_exhibit(frame: pd.DataFrame, label: str, value: str, title: str, text: str) -> Exhibit:
    """Return a row of bars with its title, its text equivalent and its numbers, as a chapter of a report shows it.

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
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": list(range(len(rows))),
        "width": 0.6,
        "marker": {"color": BAR},
        "text": [shown for _, shown in rows],
        "textposition": "outside",
        "cliponaxis": False,
    }
    left = min(12 + _LETTER * max(map(len, labels)), WIDTH / 2)
    names = {"tickvals": list(range(len(rows))), "ticktext": [plotly_text(name) for name in labels]}
    across = {"range": [0, max(values) or 1], "visible": False}
    down = {"range": [len(rows) - 0.5, -0.5], "showgrid": False, "zeroline": False, "linecolor": LINE, **names}
    margin = {"l": left, "r": 60, "t": 8, "b": 8}
    layout = base_layout(24 + 34 * len(rows), width=WIDTH, margin=margin, xaxis=across, yaxis=down)
    table = Table(caption=title, columns=(label, value), rows=rows, numeric=frozenset({1}))
    drawing = {"data": [bars], "layout": layout}
    return Exhibit(name=slug(title), title=title, frame=frame, drawing=drawing, text=text, table=table)


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
            picture(figure, identifier="figure", title=about["title"], text=about["text"])
        except (Undrawable, KeyError, TypeError, ValueError) as error:
            return f"the figure {about['title']!r} cannot be drawn ({error}); show a bar_exhibit, or draw it otherwise"
    return ""
