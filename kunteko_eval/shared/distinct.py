"""How many different people or organisations several programmes reached, who may have reached the same ones.

Each programme's number is known, and who stands behind it is not. The union of sets A of such sizes is bounded by

- from below: the largest of them; and of any sets that are declared to overlap by at most so many, the sum of their
  sizes less the overlaps of their pairs (Bonferroni, Teoria statistica delle classi, 1936);
- from above: the sum of the sizes less the declared overlaps along a tree of pairs, the one that takes away most
  (Hunter, Journal of Applied Probability 13, 1976; Worsley, Biometrika 69, 1982).

The order of the sets does not matter. Whatever the truth is, if what is declared is true, it lies within the bounds.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import networkx as nx

FEW = 10
"""Up to so many sets every choice of them is tried; of more, the pairs, the triples and all together."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that a number can be."""

    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        """Return whether the number is known."""
        return math.isclose(self.low, self.high, rel_tol=1e-9, abs_tol=1e-9)


def union_bounds(sizes: Mapping[str, Bounds], overlaps: Mapping[frozenset[str], Bounds]) -> Bounds:
    """Return how many there are in all in sets of which the sizes, and of some pairs the overlaps, are known.

    Args:
        sizes: The size of each set.
        overlaps: How many are in both sets of a pair; a pair that is not named may share any number.

    >>> union_bounds({"a": Bounds(120, 120), "b": Bounds(80, 80)}, {})
    Bounds(low=120, high=200)
    >>> union_bounds({"a": Bounds(120, 120), "b": Bounds(80, 80)}, {frozenset("ab"): Bounds(30, 30)})
    Bounds(low=170, high=170)
    """
    names = sorted(sizes)
    least = max((sizes[name].low for name in names), default=0)
    for some in _choices(names):
        pairs = [frozenset(pair) for pair in itertools.combinations(some, 2)]
        least = max(least, sum(sizes[name].low for name in some) - sum(_most(sizes, overlaps, one) for one in pairs))
    tree = nx.Graph()
    tree.add_weighted_edges_from(
        (*sorted(pair), known.low) for pair, known in overlaps.items() if pair <= sizes.keys() and known.low
    )
    shared = sum(weight for _, _, weight in nx.maximum_spanning_tree(tree).edges(data="weight"))
    return Bounds(least, sum(sizes[name].high for name in names) - shared)


def _most(sizes: Mapping[str, Bounds], overlaps: Mapping[frozenset[str], Bounds], pair: frozenset[str]) -> float:
    smaller = min(sizes[name].high for name in pair)
    return min(smaller, overlaps[pair].high) if pair in overlaps else smaller


def _choices(names: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Yield the sets of names to try."""
    counts = range(2, len(names) + 1) if len(names) <= FEW else (2, 3, len(names))
    for count in counts:
        yield from itertools.combinations(names, count)
