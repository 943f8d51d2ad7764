"""A few names of many, and a share of respondents, as running text says them."""

from __future__ import annotations

from collections.abc import Sequence

from kunteko_eval.report.language import Language

FEW = 3
"""How many things are named before the rest are counted; one more is named rather than counted."""


def few(say: Language, names: Sequence[str], most: int = FEW) -> str:
    """Return names one after another; of many the first ones, and how many others there are.

    >>> few(Language("en"), ["a", "b", "c", "d"]), few(Language("en"), ["a", "b", "c", "d", "e"])
    ('a; b; c; d', 'a; b; c; and two others')
    """
    if len(names) <= most + 1:
        return "; ".join(names)
    return say("{names}; and {count:w} others", names="; ".join(names[:most]), count=len(names) - most)
