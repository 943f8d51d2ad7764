"""A figure of panels as one picture a panel, which the page sets in as many columns as it has room for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kunteko_eval.report.picture.drawing import Labels, drawn_together, picture
from kunteko_eval.report.picture.supported_keys import Part, Undrawable


def pictures(figure: Part, *, identifier: str, title: str, text: str) -> str:
    """Return a figure as ``svg`` elements: one a panel where its layout tells of panels, or one of all.

    Args:
        figure: As `picture` takes it. Its layout's ``meta`` may hold the name, axis, width and height of each panel.
        identifier: Unique on the page; the ids within the pictures begin with it.
        title: What the figure is.
        text: What it shows, in sentences.

    Raises:
        Undrawable: When the figure has something that is not drawn here.
        ValueError: When the identifier is not made of letters, digits, hyphens and underscores.
    """
    panels = list(_panels(figure))
    if not panels:
        return picture(figure, identifier=identifier, title=title, text=text)
    names = [
        name or (title if len(panels) == 1 else f"{title} ({at}/{len(panels)})")
        for at, (name, _) in enumerate(panels, 1)
    ]
    return drawn_together([(Labels(name=name), one) for name, (_, one) in zip(names, panels, strict=True)], identifier)


def _panels(figure: Part) -> Iterator[tuple[str, Part]]:
    """Yield each panel's name, and the panel as a figure of its own."""
    layout = figure["layout"]
    rest = {
        key: value for key, value in layout.items() if not re.fullmatch(r"[xy]axis\d*|annotations|shapes|meta", key)
    }
    for panel in (layout.get("meta") or {}).get("panels", ()):
        axis = panel["axis"]
        axes = {}
        for letter in "xy":
            own = layout.get(f"{letter}axis{axis}")
            if own is None:
                raise Undrawable(f"a panel without its axis {letter}{axis}")
            axes[f"{letter}axis"] = {key: value for key, value in own.items() if key not in {"domain", "anchor"}}
        low, high = layout[f"yaxis{axis}"]["domain"]
        foot = panel["height"] - (high - low) * layout["height"]
        size = {"width": panel["width"], "height": panel["height"], "margin": {"l": 0, "r": 0, "t": 0, "b": foot}}
        parts = {
            name: [_freed(one, "ref") for one in layout.get(name, ()) if one.get("yref") == f"y{axis}"]
            for name in ("annotations", "shapes")
        }
        data = [_freed(trace, "axis") for trace in figure["data"] if trace.get("yaxis", "y") == f"y{axis}"]
        yield panel["name"], {"data": data, "layout": {**rest, **size, **axes, **parts}}


def _freed(part: Part, what: str) -> Part:
    """Return a part that stands on the only axes."""
    return {key: value for key, value in part.items() if key not in {f"x{what}", f"y{what}"}}
