"""Pathways of a chain with more paths than could ever be counted one by one."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import networkx as nx
import pytest
from builder import chain, element, link

from kunteko_eval.method.links import LinkStrength
from kunteko_eval.method.pathways import Pathway, best_pathways
from kunteko_eval.model.chain import Chain

LAYERS, WIDTH = 20, 10


def ladder() -> Chain:
    """Return twenty layers of ten elements, each linked with all of the next layer: 10²⁰ paths."""
    levels = ["resources", *["direct"] * (LAYERS - 2), "wider"]
    layers = [[f"e{row}-{column}" for column in range(WIDTH)] for row in range(LAYERS)]
    elements = [element(name, level) for level, names in zip(levels, layers, strict=True) for name in names]
    links = [link(source, target) for one, other in pairwise(layers) for source in one for target in other]
    return chain(elements, links)


LADDER = ladder()


def drawn(seed: int) -> tuple[dict[str, int | None], tuple[LinkStrength, ...]]:
    """Return confidences drawn at random, most of them low."""
    chance = random.Random(seed)  # noqa: S311 – not for secrets
    sure: dict[str, int | None] = {
        one.id: chance.choices([None, 1, 2, 3, 4], [3, 2, 2, 2, 1])[0] for one in LADDER.elements
    }
    links = tuple(
        LinkStrength(
            source=one.source,
            target=one.target,
            strength=None,
            confidence=chance.choices([1, 2, 3, 4], [5, 2, 1, 1])[0],
            supports=(),
            contradicts=(),
            rivals=0,
            examined=0,
        )
        for one in LADDER.links
    )
    return sure, links


def reachable(sure: dict[str, int | None], links: tuple[LinkStrength, ...], target: str) -> int:
    """Return the greatest level at which a path stands on every place but the target itself; 0 if none does."""
    for level in (4, 3, 2, 1):
        kept: nx.DiGraph[str] = nx.DiGraph()
        kept.add_nodes_from(one.id for one in LADDER.elements)
        kept.add_edges_from(
            (one.source, one.target) for one in links if one.confidence >= level and (sure[one.source] or 0) >= level
        )
        if any(nx.has_path(kept, f"e0-{column}", target) for column in range(WIDTH)):
            return level
    return 0


def weakest(found: Pathway, sure: dict[str, int | None], links: tuple[LinkStrength, ...]) -> int:
    """Return the confidence of the weakest place on the steps of a pathway, the target left out."""
    between = {(one.source, one.target): one.confidence for one in links}
    return min([sure[name] or 0 for name in found.steps[:-1]] + [between[step] for step in pairwise(found.steps)])


def test_more_paths_than_can_be_listed_are_counted_exactly_and_at_once() -> None:
    """Of a ladder with 10²⁰ paths every wider effect has its 10¹⁹, counted within seconds."""
    start = time.perf_counter()
    found = best_pathways(LADDER, *drawn(0))
    assert time.perf_counter() - start < 5
    assert [one.count for one in found.values()] == [10**19] * WIDTH
    assert sum(one.count for one in found.values()) == 10**20


@pytest.mark.parametrize("seed", range(8))
def test_the_best_of_so_many_is_the_widest(seed: int) -> None:
    """The best pathway is as sure as any: no path stands on surer places throughout, and its steps show it."""
    sure, links = drawn(seed)
    for target, one in best_pathways(LADDER, sure, links).items():
        assert one.confidence == reachable(sure, links, target) == weakest(one, sure, links)
        assert len(one.steps) == LAYERS
        assert one.steps[-1] == target
