"""What the figures share: colours, labels, and what they tell when they are pointed at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from kunteko_eval.report.view import View

BAR = "#5c7fa3"
BAR_LIGHT = "#c3d2e2"


def plotly_text(text: str) -> str:
    """Return text with what Plotly would read as markup made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def hover_text(*lines: str) -> str:
    """Return lines as what Plotly shows of a point; empty ones are left out."""
    return "<br>".join(plotly_text(line) for line in lines if line)


def typed(rows: Iterable[Mapping[str, Any]], types: Mapping[str, Any]) -> pd.DataFrame:
    """Return rows as a frame of exactly these columns.

    Args:
        rows: A mapping of every column for each row; None is a missing value.
        types: The dtype of each column, by its name.
    """
    given = list(rows)
    return pd.DataFrame({name: pd.Series([row[name] for row in given], dtype=dtype) for name, dtype in types.items()})


def theme_label(view: View, theme: str) -> str:
    """Return a theme's label from the programme's sources, or its id where they give none."""
    known = view.programme.themes.get(theme)
    return view.say.as_is(theme) if known is None else view.say.text(known.label)
