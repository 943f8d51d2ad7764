"""Step 6 continued: pathways and the overclaim guard.

A pathway is only as sure as its weakest place (Mayne, Contribution analysis, Evaluation 18, 2012:
each link of the theory of change needs evidence of its own), and breaks at a link that is refuted. The best
pathway to an element is the one whose weakest place is strongest: the widest-path problem, solved by dynamic
programming over the directed acyclic graph (Pollack, Operations Research 8, 1960), so that the number of paths
does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import networkx as nx

from kunteko_eval.method.links import LinkStrength
from kunteko_eval.model.chain import Chain


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """The best-supported way from the resources to one wider effect.

    Attributes:
        steps: Element ids from a resource to the effect.
        confidence: That of its weakest place; 0 when the chain breaks on every way.
        weakest: The element id, or ``source→target`` for a link, that holds it back.
        count: How many pathways lead to the effect in all.
        breaks: Places on the best way where it breaks: element ids that are not rated, and links, as
            ``source→target``, that are refuted.
    """

    target: str
    steps: tuple[str, ...]
    confidence: int
    weakest: str
    weakest_kind: Literal["element", "link", "none"]
    count: int
    breaks: tuple[str, ...]


def best_pathways(
    chain: Chain, confidence: Mapping[str, int | None], links: tuple[LinkStrength, ...]
) -> dict[str, Pathway]:
    """Return the best pathway to every wider effect that some pathway reaches.

    Args:
        chain: The chain; acyclic.
        confidence: Confidence of every element; None for one that is not rated, where the chain breaks.
        links: Strength of every link.
    """
    sure = {(link.source, link.target): link.confidence for link in links}
    starts = set(chain.of_kind("resources")) or {name for name, degree in chain.graph.in_degree() if degree == 0}
    width: dict[str, int] = {}
    came: dict[str, str | None] = {}
    count: dict[str, int] = {}
    for name in nx.lexicographical_topological_sort(chain.graph):
        own = confidence.get(name) or 0
        options = [
            (min(width[before], sure[(before, name)]), -index, before)
            for index, before in enumerate(chain.graph.predecessors(name))
            if before in width
        ]
        count[name] = sum(count[before] for _, _, before in options) + (name in starts)
        if name in starts:
            width[name], came[name] = own, None
        elif options:
            reach, _, before = max(options)
            width[name], came[name] = min(reach, own), before
    ends = [name for name in chain.of_kind("wider") if name in width]
    return {name: _trace(name, came, count[name], confidence, sure) for name in ends}


def _trace(
    target: str,
    came: Mapping[str, str | None],
    count: int,
    confidence: Mapping[str, int | None],
    sure: Mapping[tuple[str, str], int],
) -> Pathway:
    steps = [target]
    while (before := came[steps[-1]]) is not None:
        steps.append(before)
    steps.reverse()
    places: list[tuple[int, str, Literal["element", "link", "none"]]] = []
    for index, name in enumerate(steps):
        if name != target:
            places.append((confidence.get(name) or 0, name, "element"))
        if index:
            places.append((sure[(steps[index - 1], name)], f"{steps[index - 1]}→{name}", "link"))
    own = confidence.get(target) or 0
    level, weakest, kind = min(places, key=lambda place: place[0]) if places else (0, "", "none")
    return Pathway(
        target=target,
        steps=tuple(steps),
        confidence=level,
        weakest=weakest,
        weakest_kind=kind,
        count=count,
        breaks=tuple(name for level, name, _ in [*places, (own, target, "")] if not level),
    )
