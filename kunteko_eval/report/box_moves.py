"""What moved since the previous period, box by box: the signs on the map, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kunteko_eval.report.language import N_

if TYPE_CHECKING:
    from kunteko_eval.report.view import View

SIGNS = {"better": "↑", "worse": "↓", "new": "+"}
"""The signs of what moved; each is told in words too."""
TOLD = {
    "better": N_("better than in {before}"),
    "worse": N_("worse than in {before}"),
    "new": N_("rated for the first time"),
}
GROUPS = {
    "better": N_("Better than in {before}: {names}."),
    "worse": N_("Worse than in {before}: {names}."),
    "new": N_("Rated for the first time: {names}."),
}
CHOICES = {
    "better": N_("better"),
    "worse": N_("worse"),
    "new": N_("rated for the first time"),
    "same": N_("the same"),
    "not-comparable": N_("not comparable"),
}
"""What can be chosen, in this order."""
MOST = 0.5
"""The greatest part of the rated boxes that may be marked as new: a sign on most boxes tells nothing of any of them."""


def box_moves(view: View) -> dict[str, str]:
    """Return how each box that is rated in either period moved, by its element; empty without a previous period.

    A box of which only the earlier period could not be rated is new; what else cannot be compared is not comparable.
    """
    return {
        one.element.id: "new" if one.why == "rated-only-now" else one.status
        for one in view.changes
        if one.status != "not-rated"
    }


def marked_moves(view: View) -> dict[str, str]:
    """Return the moves that the map marks: better and worse, and new where that sets a box apart from the others."""
    moves = box_moves(view)
    rated = sum(one.final.rated for one in view.assessment.ratings)
    shown = {*SIGNS} if _new(moves) <= MOST * rated else {*SIGNS} - {"new"}
    return {element: move for element, move in moves.items() if move in shown}


def move_words(view: View, move: str) -> str:
    """Return a move in words, such as that a box is better than in the previous period; empty when there is no sign of it."""
    if view.previous is None or move not in TOLD:
        return ""
    return view.say(TOLD[move], before=view.say.period(view.previous.period))


def move_sentences(view: View, shown: Mapping[str, str]) -> list[str]:
    """Return which boxes moved, by name, and why most of them are not marked where that is so.

    Args:
        view: The period.
        shown: What the boxes that are drawn are called, by their element.
    """
    if view.previous is None:
        return []
    say, before, moves = view.say, view.say.period(view.previous.period), box_moves(view)
    marked, sentences = marked_moves(view), []
    for move, message in GROUPS.items():
        names = [name for element, name in shown.items() if marked.get(element) == move]
        if names:
            sentences.append(say(message, before=before, names="; ".join(names)))
    if (new := _new(moves)) and "new" not in marked.values():
        rated = sum(one.final.rated for one in view.assessment.ratings)
        message = N_("Of the {rated} ratings {new} are new since {before}; therefore new boxes are not marked.")
        sentences.append(say(message, rated=rated, new=new, before=before))
    return sentences


def _new(moves: Mapping[str, str]) -> int:
    return sum(move == "new" for move in moves.values())
