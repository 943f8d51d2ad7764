"""Step 6 continued: links, pathways and the overclaim guard.

A pathway is only as sure as its weakest place (Mayne, Contribution analysis, Evaluation 18, 2012:
each link of the theory of change needs evidence of its own). The best pathway to an element is the
one whose weakest place is strongest: the widest-path problem, solved by dynamic programming over
the directed acyclic graph (Pollack, Operations Research 8, 1960), so that the number of paths does
not matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from typing import Literal

import networkx as nx

from kunteko_eval.method.bounds import pool_bounds
from kunteko_eval.method.confidence import MOST_CREDIBLE
from kunteko_eval.method.context import RatingContext
from kunteko_eval.model.chain import Chain, Link
from kunteko_eval.model.coding import NEITHER
from kunteko_eval.model.evidence import Finding
from kunteko_eval.model.programme import ProgrammeData


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStrength:
    """What is known of one link in a period.

    Attributes:
        strength: Pooled achievement of the findings about the link, 0–1; None when it is only assumed.
        confidence: 1 (assumed) to 4 (tested).
        rivals: How many rival explanations are named; `examined` of them were examined.
    """

    source: str
    target: str
    strength: float | None
    confidence: int
    supports: tuple[str, ...]
    contradicts: tuple[str, ...]
    rivals: int
    examined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """The best-supported way from the resources to one wider effect.

    Attributes:
        steps: Element ids from a resource to the effect.
        confidence: That of its weakest place; 0 when the chain breaks on every way.
        weakest: The element id, or ``source→target`` for a link, that holds it back.
        count: How many pathways lead to the effect in all.
        breaks: Element ids on the best way that are not rated.
    """

    target: str
    steps: tuple[str, ...]
    confidence: int
    weakest: str
    weakest_kind: Literal["element", "link", "none"]
    count: int
    breaks: tuple[str, ...]


def link_strengths(context: RatingContext) -> tuple[LinkStrength, ...]:
    """Return strength and confidence of every link, in the order of the chain."""
    return tuple(_strength(link, context) for link in context.programme.chain.links)


def _strength(link: Link, context: RatingContext) -> LinkStrength:
    programme, rubric = context.programme, context.rubric
    findings = [programme.findings_by_id[name] for name in link.evidence if name in programme.findings_by_id]
    judged = [
        one
        for one in findings
        if context.period.contains(programme.periods[one.period])
        and one.id in programme.coded
        and one.kind in {"perceived", "tested"}
    ]
    told = {one.id for one in judged}
    judged = [one for one in judged if one.repeats not in told]
    places = {one.id: programme.coded[one.id].place for one in judged}
    supporting = [one for one in judged if places[one.id] > NEITHER]
    contradicting = [one for one in judged if places[one.id] < NEITHER]
    worth = rubric.extent_values
    lows = [worth[places[one.id]] for one in supporting] + [-inf] * len(contradicting)
    highs = [inf] * len(supporting) + [worth[places[one.id]] for one in contradicting]
    least = float(pool_bounds(lows, highs, rubric.pooling)[0]) if lows else -inf
    return LinkStrength(
        source=link.source,
        target=link.target,
        strength=None if not lows else least if isfinite(least) else rubric.cap_low,
        confidence=_link_confidence(programme, supporting, link),
        supports=tuple(one.id for one in supporting),
        contradicts=tuple(one.id for one in contradicting),
        rivals=len(link.rivals),
        examined=sum(rival.examined for rival in link.rivals),
    )


def _link_confidence(programme: ProgrammeData, supporting: list[Finding], link: Link) -> int:
    """1 assumed or contradicted only; 2 supported; 3 by two source types; 4 tested and every rival examined."""
    if not supporting:
        return 1
    if (
        any(one.kind == "tested" and programme.coded[one.id].credibility == MOST_CREDIBLE for one in supporting)
        and link.rivals_examined
    ):
        return 4
    return 3 if len({programme.collections[one.source].type for one in supporting}) >= 2 else 2


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
    level, weakest, kind = min(places, key=lambda place: place[0]) if places else (0, "", "none")
    return Pathway(
        target=target,
        steps=tuple(steps),
        confidence=level,
        weakest=weakest,
        weakest_kind=kind,
        count=count,
        breaks=tuple(name for name in steps if not confidence.get(name)),
    )
