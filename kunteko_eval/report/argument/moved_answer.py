"""What has moved since last time: the figures that both periods have, better or worse, and what makes them unlike."""

from __future__ import annotations

from kunteko_eval.report.argument.claims import Claim, ClaimGroup
from kunteko_eval.report.comparability import unlike
from kunteko_eval.report.language import N_
from kunteko_eval.report.moved import earlier_and_later, early_told, figure_name
from kunteko_eval.report.view import View
from kunteko_eval.timeline.moved import MovedFigure

MOST = 4
"""How many figures page one tells."""
WAYS = {
    "up": N_("{name}: up from {earlier} to {later}."),
    "down": N_("{name}: down from {earlier} to {later}."),
    "same": N_("{name}: {later}, as before."),
}
CHANGE = ("annex-change",)


def moved_answer(view: View) -> ClaimGroup | None:
    """Return what moved in figures that can be compared; None where there is no previous period."""
    say, previous = view.say, view.previous
    if previous is None:
        return None
    heading = say("What has changed since {before}?", before=say.period(previous.period))
    moved = sorted(view.moved, key=lambda one: (not one.settled, one.way == "same"))
    if not moved:
        message = N_("No figure is known for both periods, so no change can be shown.")
        return ClaimGroup(
            name="moved", heading=heading, claims=(Claim(text=say(message), evidence=CHANGE),), listed=True
        )
    claims = [Claim(text=_told(view, one), evidence=CHANGE) for one in moved[:MOST]]
    beside = list(early_told(view, moved))
    if len(moved) > MOST:
        count = len(moved) - MOST
        beside.insert(0, say.many("One more figure can be compared.", "{count:W} more figures can be compared.", count))
    claims += [Claim(text=" ".join(beside), evidence=CHANGE)] if beside else []
    return ClaimGroup(name="moved", heading=heading, claims=tuple(claims), listed=True)


def _told(view: View, one: MovedFigure) -> str:
    """Return how a figure moved, and how that is to be read where it does not show by itself."""
    say = view.say
    earlier, later = earlier_and_later(view, one)
    told = [say(WAYS[one.way], name=figure_name(view, one), earlier=earlier, later=later)]
    if one.indicator.direction == "less" and one.way != "same":
        told.append(say("The less, the better."))
    if not one.settled:
        told.append(say("Chance alone may explain the difference."))
    spans = () if view.previous is None else (view.previous.period, view.assessment.period)
    told += [say.text(note.text) for note in unlike(view, [one.indicator.id], spans)]
    return " ".join(told)
