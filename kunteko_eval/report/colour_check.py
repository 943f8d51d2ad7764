"""Whether an organisation's own colours can be read: WCAG 2.1 AA, 4.5:1 for text and 3:1 for what is no text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kunteko_eval.report.style import contrast

TEXT = 4.5
"""Least contrast of text (WCAG 2.1, success criterion 1.4.3)."""

GRAPHIC = 3.0
"""Least contrast of what is no text and must be seen (WCAG 2.1, success criterion 1.4.11)."""

PAPER, SOFT, INK = "#ffffff", "#f4f6f8", "#1b1f24"
"""The page's own surface, that of its contents, and its own text, where no dark colours are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingPair:
    """Two colours that are too near to each other.

    Attributes:
        key: The key of the colour that is to be changed.
        colour: The colour itself.
        other: What it stands on or beside, in words and with its colour.
        ratio: The contrast of the two, 1–21.
        least: The contrast that they must have.
        nearest: The colour nearest to it that has that contrast with everything it meets; empty when there is none.
    """

    key: str
    colour: str
    other: str
    ratio: float
    least: float
    nearest: str


def failing_pairs(colours: Mapping[str, str]) -> Iterator[FailingPair]:
    """Yield the pairs of colours that cannot be told apart well enough.

    Args:
        colours: Colours as ``#rrggbb`` by the key of report.yaml that gives them.
    """
    band = colours.get("masthead", PAPER)
    meets = {
        "accent": (TEXT, {"the page's white": PAPER, "the grey of the contents": SOFT}),
        "heading": (TEXT, {"the page's white": PAPER}),
        "rule": (GRAPHIC, {"the page's white": PAPER}),
        "masthead_text": (TEXT, {"the colour masthead": band}),
    }
    for key, (least, surfaces) in meets.items():
        if key in colours:
            yield from _failing(key, colours[key], least, surfaces)
    if "masthead" in colours and "masthead_text" not in colours:
        yield from _failing("masthead", band, TEXT, {"the page's own text": INK})


def _failing(key: str, colour: str, least: float, surfaces: Mapping[str, str]) -> Iterator[FailingPair]:
    nearest = nearest_passing(colour, list(surfaces.values()), least)
    for words, surface in surfaces.items():
        ratio = contrast(colour.lower(), surface.lower())
        if ratio < least:
            told = f"{words}, {surface.lower()}"
            yield FailingPair(key=key, colour=colour, other=told, ratio=ratio, least=least, nearest=nearest)


def nearest_passing(colour: str, surfaces: Sequence[str], least: float) -> str:
    """Return the colour nearest to `colour`, mixed with black or with white, that has enough contrast with surfaces.

    >>> nearest_passing("#777777", ["#ffffff"], 4.5), nearest_passing("#000000", ["#ffffff"], 4.5)
    ('#767676', '#000000')
    """
    for step in range(256):
        for end in (0, 255):
            mixed = [round(part + (end - part) * step / 255) for part in bytes.fromhex(colour[1:])]
            found = "#" + bytes(mixed).hex()
            if all(contrast(found, surface.lower()) >= least for surface in surfaces):
                return found
    return ""
