"""A box in words, and what leads to it and from it."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from kunteko_eval.model.chain import Chain
from kunteko_eval.report import method_words
from kunteko_eval.report.explain import Section, explain
from kunteko_eval.report.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A box in words.

    Attributes:
        headline: Its name, rating and confidence in one line.
        rating: The rating's value; `confidence` 1–4 or None.
        robustness: That it is not computed; `TrialDesk.robustness` computes it.
    """

    element: str
    headline: str
    rating: str
    confidence: int | None
    sections: tuple[Section, ...]
    robustness: str

    @property
    def text(self) -> str:
        """Return the card as text."""
        parts = [
            self.headline,
            *(f"\n{one.title}\n" + "\n".join(f"- {s}" for s in one.sentences) for one in self.sections),
        ]
        return "\n".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lit:
    """What lies on the pathways through a box.

    Attributes:
        upstream: Ids of the boxes that lead to it, in the order of the chain; `downstream` of those that it leads to.
        links: The links between them and it, each from its source to its target.
    """

    element: str
    upstream: tuple[str, ...]
    downstream: tuple[str, ...]
    links: tuple[tuple[str, str], ...]

    @property
    def boxes(self) -> tuple[str, ...]:
        """Return every box that is lit."""
        return (*self.upstream, self.element, *self.downstream)


def card_of(view: View, element: str, *, ways: bool = True) -> Card:
    """Return a box of a view in words.

    Args:
        view: The period as it is tried.
        element: The element's id.
        ways: Whether to tell what would change it.
    """
    one = view.assessment.rating(element)
    return Card(
        element=element,
        headline=method_words.headline(view.say, one),
        rating=one.final.value,
        confidence=one.confidence,
        sections=explain(view, one, shaken=False, ways=ways),
        robustness=view.say("Robustness is not computed for trials until it is asked for."),
    )


def lit_by(chain: Chain, element: str) -> Lit:
    """Return the boxes and links upstream and downstream of a box of a chain."""
    chain.element(element)
    before, after = nx.ancestors(chain.graph, element), nx.descendants(chain.graph, element)
    up, down = {*before, element}, {*after, element}
    return Lit(
        element=element,
        upstream=tuple(one.id for one in chain.elements if one.id in before),
        downstream=tuple(one.id for one in chain.elements if one.id in after),
        links=tuple(
            (one.source, one.target)
            for one in chain.links
            if (one.source in up and one.target in up) or (one.source in down and one.target in down)
        ),
    )
