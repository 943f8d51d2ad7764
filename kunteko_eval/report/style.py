"""Colours, patterns and type of the figures: recognisably the chain's, apart in lightness, never alone."""

from __future__ import annotations

from typing import Any

from kunteko_eval.method.rating import Rating
from kunteko_eval.reading.contrast import contrast as contrast
from kunteko_eval.reading.contrast import luminance as luminance
from kunteko_eval.report.language import Language

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
HATCHES = {"diagonal": "/", "dots": ".", "cross": "x", "horizontal": "-", "vertical": "|"}
"""How Plotly calls the patterns that a programme's own grades may have."""
OUTLINE = {
    Rating.NONE: "solid",
    Rating.NOT_DELIVERED: "solid",
    Rating.NOT_ASSESSED: "dash",
    Rating.TOO_EARLY: "dot",
}


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


def fill(say: Language, rating: Rating) -> str:
    """Return the colour of a rating, ``#rrggbb``."""
    own = say.grades.get(rating)
    return FILL[rating] if own is None else own.colour


def bar_marker(say: Language, rating: Rating, *, size: int, solidity: float) -> dict[str, Any]:
    """Return how Plotly fills the part of a bar that belongs to a rating.

    Args:
        say: The language, which knows a programme's own grades.
        rating: The rating.
        size: The pattern's width in pixels.
        solidity: How much of it is ink, 0–1.
    """
    own = say.grades.get(rating)
    shape, ground = PATTERN[rating] if own is None else HATCHES[own.pattern], fill(say, rating)
    pattern: dict[str, Any] = {"shape": shape, "fgcolor": INK, "bgcolor": ground}
    pattern |= {"fillmode": "overlay", "size": size, "solidity": solidity}
    return {"color": ground, "line": {"color": INK, "width": 1}, "pattern": pattern}
