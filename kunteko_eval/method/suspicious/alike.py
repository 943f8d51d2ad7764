"""Texts that say the same or nearly the same, found without comparing every one with every other.

Two texts are near when they share four words of five, or three of five and read alike; texts with other numbers in
them are never near. Candidates come from an index of each text's rarest words: two sets of words whose Jaccard
similarity reaches t share at least one of the rarest |x| − ⌈t|x|⌉ + 1 words of either (prefix filtering: Chaudhuri,
Ganti & Kaushik, A primitive operator for similarity joins, ICDE 2006).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME_WORDS = 0.8
"""Part of all words of two texts that both have, from which they are near."""

MANY_WORDS = 0.6
"""Part of the words from which the texts are read letter by letter."""

SAME_LETTERS = 0.9
"""Similarity of the letters from which they are near then."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text without what does not change its meaning.

    Attributes:
        text: Its words in lower case, one space between them.
        words: The words that hold no digit.
        numbers: The words that do.
    """

    text: str
    words: frozenset[str]
    numbers: frozenset[str]


def said(text: str) -> Said:
    """Return a text in the form in which it is compared.

    >>> said("  Trust — grew, in 2 units ") == said("trust grew in 2 units")
    True
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    numbers = frozenset(word for word in words if any(map(str.isdigit, word)))
    return Said(" ".join(words), frozenset(words) - numbers, numbers)


def near(one: Said, other: Said) -> bool:
    """Return whether two texts say the same or nearly the same.

    >>> near(said("Trust grew between the parties"), said("trust grew between the parties."))
    True
    >>> near(said("52 trained"), said("71 trained")), near(said("Trust grew"), said("Trust fell"))
    (False, False)
    """
    if one.numbers != other.numbers or not one.text:
        return False
    if one.text == other.text:
        return True
    shared = len(one.words & other.words) / max(len(one.words | other.words), 1)
    if shared >= SAME_WORDS:
        return True
    return shared >= MANY_WORDS and SequenceMatcher(None, one.text, other.text).ratio() >= SAME_LETTERS


def near_pairs(texts: Sequence[Said], together: Clusters | None = None) -> Iterator[tuple[int, int]]:
    """Yield the indexes of texts that are near.

    Args:
        texts: The texts, all with the same numbers in them.
        together: What is known to belong together; such pairs are not compared again.
    """
    common = Counter(word for one in texts for word in one.words)
    index: dict[str, list[int]] = {}
    for place, one in enumerate(texts):
        rarest = sorted(one.words, key=lambda word: (common[word], word))
        first = rarest[: len(rarest) - math.ceil(MANY_WORDS * len(rarest)) + 1] or [""]
        seen = {other for word in first for other in index.get(word, ())}
        for other in sorted(seen):
            if (together is None or not together.joined(other, place)) and near(texts[other], one):
                yield other, place
        for word in first:
            index.setdefault(word, []).append(place)


class Clusters:
    """Indexes that belong together, directly or through others."""

    def __init__(self, count: int) -> None:
        """Begin with every index alone."""
        self._above = list(range(count))

    def _root(self, one: int) -> int:
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def joined(self, one: int, other: int) -> bool:
        """Return whether two indexes belong together."""
        return self._root(one) == self._root(other)

    def join(self, one: int, other: int) -> None:
        """Put two indexes together."""
        self._above[self._root(one)] = self._root(other)

    def several(self) -> Iterator[list[int]]:
        """Yield the indexes of every cluster of two or more."""
        found: dict[int, list[int]] = {}
        for one in range(len(self._above)):
            found.setdefault(self._root(one), []).append(one)
        return (members for members in found.values() if len(members) > 1)
