"""What the codes of a claim say: whether the change is for the worse, and whether the programme is named."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORSE = frozenset({"n", "neg", "negative", "-", "−", "−1"})
_NOT_WORSE = frozenset({"", "p", "pos", "positive", "+", "+1", "neutral", "none", "mixed", "unclear", "na", "n/a"})
_NAMED = frozenset({"e", "explicit"})
_FITTING = frozenset({"i", "implicit"})
_NEITHER = frozenset({"", "o", "u", "other", "unattributed", "incidental", "unprompted", "none", "no", "na", "n/a"})
_NUMBER = re.compile(r"[-−+]?\d+(?:[.,]\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """What a claim's codes say.

    Attributes:
        worse: Whether the change is for the worse.
        explicit: Whether the claim names the programme outright; `implicit` whether it fits it without naming it.
        unknown: Codes that are not known, which say nothing.
    """

    worse: bool = False
    explicit: bool = False
    implicit: bool = False
    unknown: tuple[str, ...] = ()


NOTHING = Coded()


def coded(polarity: str, attribution: str) -> Coded:
    """Return what the cells of polarity and attribution say; QuIP's two letters may stand in either.

    >>> coded("N", "E") == coded("", "NE") == coded("negative", "explicit")
    True
    >>> coded("-0.4", "").worse, coded("maybe", "PI")
    (True, Coded(worse=False, explicit=False, implicit=True, unknown=('maybe',)))
    """
    worse, named, unknown = False, "", []
    for cell in (polarity, attribution):
        sign, word, known = _read(cell)
        worse, named = worse or sign, named or word
        unknown += [] if known else [cell[:40]]
    return Coded(worse=worse, explicit=named == "e", implicit=named == "i", unknown=tuple(unknown))


def marked(label: str) -> str:
    """Return the attribution that a QuIP label carries at its end, ``[E]`` or ``[I]``; empty for none.

    >>> marked("Health training [E]"), marked("Rain")
    ('E', '')
    """
    found = re.search(r"\[([EI])\]\s*$", label)
    return found[1] if found else ""


def _read(cell: str) -> tuple[bool, str, bool]:
    """Return whether a cell says worse, whom it names (``e``, ``i`` or nothing), and whether it is known."""
    plain = " ".join(cell.lower().split())
    if _NUMBER.fullmatch(plain):
        return plain[0] in "-−" and any(digit in "123456789" for digit in plain), "", True
    for first, rest in _split(plain):
        if first in _WORSE | _NOT_WORSE and rest in _NAMED | _FITTING | _NEITHER:
            return first in _WORSE, "e" if rest in _NAMED else "i" if rest in _FITTING else "", True
    return False, "", False


def _split(plain: str) -> list[tuple[str, str]]:
    """Return how a cell may be divided into polarity and attribution."""
    words = plain.replace("_", " ").replace("/", " ").split(" ")
    halves = [(plain, ""), ("", plain)]
    if len(plain) == 2:
        halves.append((plain[0], plain[1]))
    if len(words) == 2:
        halves += [(words[0], words[1]), (words[1], words[0])]
    return halves
