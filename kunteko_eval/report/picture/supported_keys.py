"""What a figure may say: every key that is drawn or without effect; anything else is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Part = Mapping[str, Any]

IDLE = "type name uid meta customdata showlegend hoverinfo hovertemplate hovertext"
"""Keys of a trace that change nothing in a static picture."""

KNOWN = {
    "figure": "data layout frames config",
    "layout": (
        "width height margin font paper_bgcolor plot_bgcolor barmode annotations shapes uniformtext showlegend "
        "template hovermode dragmode hoverlabel meta"
    ),
    "axis": (
        "type range domain anchor visible tickvals ticktext tickmode tickprefix ticksuffix tickangle tickfont ticks "
        "showticklabels gridcolor showgrid linecolor showline zeroline zerolinecolor fixedrange automargin"
    ),
    "scatter": f"{IDLE} mode x y xaxis yaxis fill fillcolor fillpattern line marker",
    "bar": (
        f"{IDLE} x y xaxis yaxis orientation width marker text textposition textfont textangle insidetextanchor "
        "constraintext cliponaxis"
    ),
    "line": "color width dash",
    "marker": "size color symbol opacity line",
    "bar marker": "color line pattern",
    "pattern": "shape fgcolor bgcolor fgopacity size solidity fillmode",
    "font": "family size color",
    "shape": "type x0 x1 y0 y1 xref yref line layer",
    "annotation": "x y xref yref text showarrow xanchor yanchor align font bgcolor borderpad borderwidth",
}
"""What is drawn, or has no effect in a static picture; anything else is refused."""

NEEDED = {
    "figure": "data layout",
    "layout": "width height",
    "axis": "range",
    "scatter": "mode x y",
    "bar": "x y width marker",
    "line": "color",
    "marker": "color",
    "bar marker": "color",
    "shape": "type x0 x1 y0 y1 line",
    "annotation": "x y text",
}
"""What plotly.js could choose by itself, but this module has to be told."""


class Undrawable(NotImplementedError):
    """A figure has something that this module does not draw: a fault of the program, not of the data."""

    def __init__(self, what: str) -> None:
        super().__init__(f"picture() cannot draw {what}")


def check(part: Part, kind: str) -> Part:
    """Return a part of a figure when all that it says can be drawn."""
    if missing := [key for key in NEEDED.get(kind, "").split() if part.get(key) is None]:
        raise Undrawable(f"a figure's {kind} without {', '.join(missing)}")
    if unknown := sorted(key for key, value in part.items() if value is not None and key not in KNOWN[kind].split()):
        raise Undrawable(f"a figure's {kind} with {', '.join(unknown)}")
    return part


def plain_list(values: object) -> list[Any]:
    """Return values that stand in the figure as they are."""
    if not isinstance(values, list | tuple):
        raise Undrawable(f"values that are not a plain list: {str(values)[:40]}")
    return list(values)


def own_of(value: Any, index: int) -> Any:
    """Return one point's own value where each has its own, or the one of all."""
    return value[index] if isinstance(value, list) else value
