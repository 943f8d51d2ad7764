"""Hatches and dots on areas, drawn as lines, because browsers print tiles as coarse images."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from kunteko_eval.report.picture.supported_keys import Part, Undrawable, check
from kunteko_eval.report.picture.svg import (
    CLEAR,
    ROUND,
    Pattern,
    Shape,
    opacity_of,
    paint,
    readable_on,
    rectangle,
    short,
)

SQUARE = 2.5
"""Up to this width in pixels the dots of a pattern are squares: nobody sees the difference."""

RISING, FALLING, UPRIGHT, LEVEL = "/x", "\\x", "|+", "-+"
"""The shapes of patterns that have such lines; a dot makes dots."""


def filling_of(pattern: Part | None, colour: str) -> tuple[str, Pattern | None]:
    """Return the ground of an area and the pattern on it; without a shape there is none.

    As in plotly.js a pattern replaces the area's colour unless it is laid over it.
    """
    if pattern is None or not pattern.get("shape"):
        return colour, None
    check(pattern, "pattern")
    is_over = pattern.get("fillmode", "replace") == "overlay"
    ground = pattern.get("bgcolor", colour if is_over else CLEAR)
    drawn = Pattern(
        shape=pattern["shape"],
        size=float(pattern.get("size", 8)),
        solidity=float(pattern.get("solidity", 0.3)),
        colour=pattern.get("fgcolor", readable_on(ground) if is_over else colour),
        opacity=float(pattern.get("fgopacity", 0.5 if is_over else 1)),
    )
    return ground, drawn


def hatched(left: float, top: float, right: float, bottom: float, pattern: Pattern) -> Shape:
    """Return a pattern on a rectangle."""
    area = rectangle(left, top, right, bottom, "")
    return replace(area, tag="use", pattern=pattern, size=(right - left, bottom - top))


def hatch_of(pattern: Pattern, areas: Sequence[Shape], name: str) -> str:
    """Return a pattern's definition, as large as its largest area; each area shows the part that it has room for.

    The lines and dots are those of plotly.js, but not in tiles: browsers print tiles as coarse images.
    """
    width, height = (max(area.size[side] for area in areas) for side in (0, 1))
    step = pattern.size * (math.sqrt(2) if pattern.shape in RISING + FALLING else 1)
    share = min(pattern.solidity, 1.0)
    thick = pattern.size * (1 - math.sqrt(1 - share) if pattern.shape in "x+" else share)
    down, drawn, dots = short(height), "", ""
    if pattern.shape in RISING:
        drawn += "".join(f"M{short(x)},0l-{down},{down}" for x in _steps(step, step, width + height))
    if pattern.shape in FALLING:
        drawn += "".join(
            f"M{short(x)},{down}l-{down},-{down}" for x in _steps(step + height % step, step, width + height)
        )
    if pattern.shape in UPRIGHT:
        drawn += "".join(f"M{short(x)},0V{down}" for x in _steps(step / 2, step, width))
    if pattern.shape in LEVEL:
        drawn += "".join(f"M0,{short(y)}H{short(width)}" for y in _steps(step / 2, step, height))
    if pattern.shape == ".":
        thick = 2 * pattern.size * math.sqrt(share / math.pi)
        is_round = thick > SQUARE  # A square is a sixth of a disc's bytes when printed.
        length = 0.1 if is_round else thick
        dots = f' stroke-dasharray="{short(length, 2)} {short(step - length, 2)}"' + ROUND * is_round
        drawn = "".join(
            f"M{short((step - length) / 2)},{short(y)}H{short(width)}" for y in _steps(step / 2, step, height)
        )
    if not drawn:
        raise Undrawable(f"a pattern of the shape {pattern.shape!r}")
    colour, opacity = paint("stroke", pattern.colour), opacity_of(pattern.opacity)
    if "opacity" not in colour:
        opacity = opacity.replace("opacity", "stroke-opacity")  # The same look; browsers print it without a layer.
    stroke = f'{colour} stroke-width="{short(thick, 2)}"{dots}{opacity}'
    return f'<symbol id="{name}"><path d="{drawn}" {stroke}/></symbol>'


def _steps(first: float, step: float, end: float) -> list[float]:
    return [first + number * step for number in range(max(0, math.ceil((end - first) / step)))]
