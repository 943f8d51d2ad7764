"""What the figures share: colours, width, labels, and Plotly's own validation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kunteko_eval.report.style import INK
from kunteko_eval.report.view import View

if TYPE_CHECKING:
    import plotly.graph_objects as go

BAR = "#5c7fa3"
BAR_LIGHT = "#c3d2e2"
WIDTH = 960
"""Of a figure in pixels; on a narrower screen it scrolls."""


def plotly_text(text: str) -> str:
    """Return text with what Plotly would read as markup made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def ready(figure: dict[str, Any]) -> dict[str, Any]:
    """Return a figure checked by Plotly's own validation, as plain JSON data."""
    import plotly.graph_objects as go

    layout = dict(figure["layout"])
    layout["template"] = {"data": {}, "layout": {}}
    checked: dict[str, Any] = json.loads(go.Figure(data=figure["data"], layout=layout).to_json())
    checked["layout"].pop("template", None)  # Empty, but written out in full.
    return checked


def go_figure(figure: dict[str, Any]) -> go.Figure:
    """Return a figure's data as a Plotly figure that can be shown, changed and saved."""
    import plotly.graph_objects as go

    return go.Figure(data=figure["data"], layout=figure["layout"])


def label_at(x: float, y: float, text: str) -> dict[str, Any]:
    """Return an annotation whose left end stands at a place of the axes."""
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "middle",
        "align": "left",
        "font": {"size": 13, "color": INK},
        "bgcolor": "rgba(255,255,255,0.85)",
    }


def theme_label(view: View, theme: str) -> str:
    """Return a theme's label from the programme's sources, or its id where they give none."""
    known = view.programme.themes.get(theme)
    return view.say.as_is(theme) if known is None else view.say.text(known.label)
