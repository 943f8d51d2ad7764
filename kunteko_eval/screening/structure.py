"""What looks odd in the shape of a chain; it changes no rating."""

from __future__ import annotations

from kunteko_eval.model.chain import Chain


def odd_places(chain: Chain) -> list[tuple[str, str]]:
    """Return odd places as (code, place): links that leap over a level, actions that lead nowhere."""
    rank = {level.id: index for index, level in enumerate(chain.levels)}
    found = []
    for link in chain.links:
        if rank[chain.by_id[link.target].level] - rank[chain.by_id[link.source].level] > 1:
            found.append(("leap", f"{link.source}→{link.target}"))
    for element in chain.elements:
        if not element.aside and chain.level_of(element).kind != "wider" and chain.graph.out_degree(element.id) == 0:
            found.append(("leads-nowhere", element.id))
    return found
