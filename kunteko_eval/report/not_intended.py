"""What was not intended: how side effects are named, counted and told, always apart from the chain.

Evaluations ask for intended and unintended effects, positive and negative ones (OECD-DAC, Better criteria for better
evaluation, 2019, impact). An effect that is not wanted is graded by how much of it there was, on the chain's own steps:
there, the best grade is the worst news, so it is told in words and never by a colour alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.chain import Element
from kunteko_eval.report import method_words
from kunteko_eval.report.language import N_, Language

if TYPE_CHECKING:
    from kunteko_eval.report.view import View

TITLE = N_("What was not intended")

KINDS = {
    "unwanted": N_("not intended and not wanted"),
    "accepted": N_("foreseen and not wanted"),
    "welcome": N_("not intended and welcome"),
}
"""Kinds of effect beside the chain; those that are not wanted first."""

MEANINGS = {
    "unwanted": N_(
        "This effect is not wanted. It is rated by the same steps as the chain, by how much of it there was: the more, the worse. It has no colour and is in no count of the chain."
    ),
    "accepted": N_(
        "This effect was foreseen and is not wanted. It is rated by the same steps as the chain, by how much of it there was: the more, the worse. It has no colour and is in no count of the chain."
    ),
    "welcome": N_(
        "This effect is welcome, and the programme did not set out to bring it about. It is rated by the same steps as the chain and is in no count of it."
    ),
}


def kind_of(element: Element) -> str:
    """Return the key of `KINDS` that an effect beside the chain has."""
    if element.desired:
        return "welcome"
    return "accepted" if element.intended else "unwanted"


def aside_counts(aside: Sequence[ElementRating]) -> dict[str, Counter[Rating]]:
    """Return how many effects of each kind have each final rating; kinds without any are left out."""
    counted = {kind: [one.final for one in aside if kind_of(one.element) == kind] for kind in KINDS}
    return {kind: Counter(found) for kind, found in counted.items() if found}


def meaning(say: Language, one: ElementRating) -> tuple[str, ...]:
    """Return what the rating of an effect beside the chain means; nothing for an element of the chain."""
    return (say(MEANINGS[kind_of(one.element)]),) if one.element.aside else ()


def not_intended_briefly(view: View, shown: Sequence[ElementRating] | None = None) -> tuple[str, ...]:
    """Return in one paragraph what was not intended, by name and with its rating; nothing where nothing is registered.

    Args:
        view: The period.
        shown: The ratings among which they are; everything when None.
    """
    say, parts = view.say, []
    aside = [one for one in (view.assessment.everything if shown is None else shown) if one.element.aside]
    for kind, label in KINDS.items():
        found = [one for one in aside if kind_of(one.element) == kind]
        told = "; ".join(f"{say.text(one.element.label)} ({_answer(say, one)})" for one in found)
        parts += [f"{say(label)} – {told}"] if found else []
    if not parts:
        return ()
    message = N_("What was not intended is rated apart and counted in nothing above: {told}.")
    return (say(message, told=". ".join(part[:1].upper() + part[1:] for part in parts)),)


def _answer(say: Language, one: ElementRating) -> str:
    return method_words.word(say, one.final)
