"""The section on what was not intended: its counts in words, and a table of its own."""

from __future__ import annotations

from collections.abc import Sequence

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.chosen import Rows
from kunteko_eval.report.chosen_ratings import rated
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.language import N_
from kunteko_eval.report.not_intended import KINDS, aside_counts, kind_of
from kunteko_eval.report.view import View


def not_intended(view: View, ratings: Rows = None) -> list[Prose | Table]:
    """Return the effects that were not intended or are not wanted, those that are not wanted first; nothing without any.

    Args:
        view: The period.
        ratings: Rows of `ratings`, of which those beside the chain are shown; all when None.
    """
    say, chain = view.say, view.programme.chain
    aside = [one for one in rated(view, ratings) if one.element.aside]
    if not aside:
        return []
    rows = [
        (
            say.text(one.element.label),
            say(KINDS[kind]),
            say.text(chain.level_of(one.element).label),
            f"{method_words.symbol(say, one.final)} {method_words.extent_word(say, one)}",
            method_words.confidence(say, one.confidence),
            ", ".join(say(method_words.TYPES[name]) for name in one.source_types) or "–",
            say.text(one.element.why),
        )
        for kind in KINDS
        for one in aside
        if kind_of(one.element) == kind
    ]
    columns = ("Effect", "Kind", "Level", "How much of it", "Confidence", "Source types", "Evidence used")
    table = Table(
        caption=say(CAPTION),
        columns=tuple(say(HEADERS[name]) for name in columns),
        rows=tuple(rows),
        name="not-intended",
    )
    return [Prose((_counted(view, aside), say(HOW))), table]


CAPTION = N_("What was not intended, rated apart")
HEADERS = {
    "Effect": N_("Effect"),
    "Kind": N_("Kind"),
    "Level": N_("Level"),
    "How much of it": N_("How much of it"),
    "Confidence": N_("Confidence"),
    "Source types": N_("Source types"),
    "Evidence used": N_("Evidence used"),
}
HOW = N_(
    "They stand in no count, share or pathway of the chain. Of an effect that is not wanted, very much is bad news, and none shown says only what the evidence does not show."
)


def _counted(view: View, aside: Sequence[ElementRating]) -> str:
    """Return how many there are of each kind, and with which answers."""
    say, parts = view.say, []
    for kind, counts in aside_counts(aside).items():
        told = ", ".join(
            f"{method_words.word(say, rating)} {say.number(count)}" for rating, count in sorted(counts.items())
        )
        parts.append(f"{say(KINDS[kind])} {say.number(counts.total())} ({told})")
    return say("Beside the chain stand effects that it did not aim at: {told}.", told="; ".join(parts))
