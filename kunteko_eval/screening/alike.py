"""Texts that say the same or nearly the same, found without comparing every one with every other.

Two texts are near when they share three words of four, or, where the longer one has few words, three of five and read
alike letter by letter. Words count by their beginnings, so that endings do not matter; texts with other numbers in
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

SAME_WORDS, SAME_OF_FEW = 0.75, 0.6
"""Part of all words of two texts that both have, from which they are near; in short texts, may be."""

FEW = 7
"""Words of a short text."""

SAME_LETTERS = 0.9
"""Similarity of the letters from which short texts are near."""

BEGINNING = 6
"""Letters of a word that count."""

DIFFERENT = (1 - SAME_OF_FEW) / (1 + SAME_OF_FEW)
"""Words that only one of two near texts has, as a part of the words of both, at most."""

BITS = 192
"""Words are marked by one of so many bits each, so that most texts are told apart without comparing their words."""

MOST_KEPT = 10
"""Texts that are known to be alike and still are candidates for the same word; the others add nothing."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text without what does not change its meaning.

    Attributes:
        text: Its words in lower case, one space between them.
        words: The beginnings of the words that hold no digit.
        numbers: The words that do.
    """

    text: str
    words: frozenset[str]
    numbers: frozenset[str]


def plain_text(text: str) -> PlainText:
    """Return a text in the form in which it is compared.

    >>> plain_text("  Co-operation — grew, in 2 units ") == plain_text("cooperation grew in 2 units")
    True
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"\w+", re.sub(r"(?<=\w)[-\u2010\u2011](?=[^\W\d])", "", plain))
    numbers = frozenset(word for word in words if not word.isalpha() and any(map(str.isdigit, word)))
    return PlainText(" ".join(words), frozenset(word[:BEGINNING] for word in words if word not in numbers), numbers)


def near(one: PlainText, other: PlainText) -> bool:
    """Return whether two texts say the same or nearly the same.

    >>> near(plain_text("Trust grew between the parties"), plain_text("trust grew between parties."))
    True
    >>> near(plain_text("52 trained"), plain_text("71 trained")), near(plain_text("Trust grew"), plain_text("Trust fell"))
    (False, False)
    """
    if one.numbers != other.numbers or not one.text:
        return False
    if one.text == other.text:
        return True
    both = len(one.words & other.words)
    shared = both / max(len(one.words) + len(other.words) - both, 1)
    if shared >= SAME_WORDS:
        return True
    short = max(len(one.words), len(other.words)) <= FEW
    return short and shared >= SAME_OF_FEW and SequenceMatcher(None, one.text, other.text).ratio() >= SAME_LETTERS


def near_pairs(texts: Sequence[PlainText], together: Clusters) -> Iterator[tuple[int, int]]:
    """Yield the indexes of texts that are near and not known to belong together.

    Args:
        texts: The texts, all with the same numbers in them.
        together: Where the caller joins them.
    """
    common = Counter(word for one in texts for word in one.words)
    bits = {word: 1 << place % BITS for place, word in enumerate(common)}
    masks = [sum({bits[word] for word in one.words}) for one in texts]
    index: dict[str, list[int]] = {}
    kept: Counter[tuple[str, int]] = Counter()
    for place, one in enumerate(texts):
        count = len(one.words)
        least = SAME_OF_FEW if count <= FEW else SAME_WORDS
        rarest = sorted(one.words, key=lambda word: (common[word], word))
        first = rarest[: count - math.ceil(least * count) + 1] or [""]
        mask, most = masks[place], DIFFERENT * count
        for other in {other for word in first for other in index.get(word, ())}:
            if (mask ^ masks[other]).bit_count() <= most + DIFFERENT * len(texts[other].words) and (
                near(texts[other], one) and not together.joined(other, place)
            ):
                yield other, place
        root = together.root(place)
        for word in first:
            kept[word, root] += 1
            if kept[word, root] <= MOST_KEPT:
                index.setdefault(word, []).append(place)


class Clusters:
    """Indexes that belong together, directly or through others."""

    def __init__(self, count: int) -> None:
        """Begin with every index alone."""
        self._above = list(range(count))

    def root(self, one: int) -> int:
        """Return the least index of those that belong together."""
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def joined(self, one: int, other: int) -> bool:
        """Return whether two indexes belong together."""
        return self.root(one) == self.root(other)

    def join(self, one: int, other: int) -> None:
        """Put two indexes together."""
        first, second = sorted((self.root(one), self.root(other)))
        self._above[second] = first

    def several(self) -> Iterator[list[int]]:
        """Yield the indexes of every cluster of two or more."""
        found: dict[int, list[int]] = {}
        for one in range(len(self._above)):
            found.setdefault(self.root(one), []).append(one)
        return (members for members in found.values() if len(members) > 1)
