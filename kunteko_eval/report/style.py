"""Colours, patterns and type of the figures: recognisably the chain's, apart in lightness, never alone."""

from __future__ import annotations

from typing import Any

from kunteko_eval.method.rating import Rating

INK = "#1b1f24"
FAINT = "#5b6570"
LINE = "#8a949e"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

FILL = {
    Rating.GREEN: "#74bd82",
    Rating.YELLOW: "#ffdf5e",
    Rating.RED: "#e2695c",
    Rating.NONE: "#ffffff",
    Rating.NOT_DELIVERED: "#ffffff",
    Rating.NOT_ASSESSED: "#ffffff",
    Rating.TOO_EARLY: "#ffffff",
}
PATTERN = {
    Rating.GREEN: "/",
    Rating.YELLOW: ".",
    Rating.RED: "x",
    Rating.NONE: "",
    Rating.NOT_DELIVERED: "",
    Rating.NOT_ASSESSED: "",
    Rating.TOO_EARLY: "",
}
OUTLINE = {
    Rating.NONE: "solid",
    Rating.NOT_DELIVERED: "solid",
    Rating.NOT_ASSESSED: "dash",
    Rating.TOO_EARLY: "dot",
}


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``, 0–1 (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1–21 (WCAG 2.1).

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def base_layout(height: float, **more: Any) -> dict[str, Any]:
    """Return the Plotly layout that every figure starts from."""
    return {
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "margin": {"l": 4, "r": 4, "t": 8, "b": 8},
        "height": height,
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "bgcolor": "#ffffff", "bordercolor": INK, "font": {"size": 13, "color": INK}},
        **more,
    }


def bar_marker(rating: Rating, *, size: int, solidity: float) -> dict[str, Any]:
    """Return how Plotly fills the part of a bar that belongs to a rating.

    Args:
        rating: The rating.
        size: The pattern's width in pixels.
        solidity: How much of it is ink, 0–1.
    """
    pattern: dict[str, Any] = {"shape": PATTERN[rating], "fgcolor": INK, "bgcolor": FILL[rating]}
    pattern |= {"fillmode": "overlay", "size": size, "solidity": solidity}
    return {"color": FILL[rating], "line": {"color": INK, "width": 1}, "pattern": pattern}
