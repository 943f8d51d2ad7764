"""What to decide: the recommendations, those first that nobody is known to have acted on, and what would settle them."""

from __future__ import annotations

from collections.abc import Iterator

from kunteko_eval.method.gaps import Gap, gaps
from kunteko_eval.model.programme import Recommendation
from kunteko_eval.report.argument.claims import Claim, ClaimGroup
from kunteko_eval.report.argument.shortfall_answer import furthest_first
from kunteko_eval.report.argument.trust_answer import contested, recommended_of
from kunteko_eval.report.language import N_
from kunteko_eval.report.view import View

MOST = 5
"""How many recommendations page one tells."""
SETTLING = 1
"""How many pieces of evidence page one asks for."""
FOLLOWED = {"started": N_("begun"), "done": N_("done"), "not-done": N_("not done")}


RECOMMENDED = ("annex-recommendations",)


def decision_answer(view: View) -> ClaimGroup:
    """Return what is recommended, what became of it, and which evidence would settle what is open."""
    claims = (*_recommendations(view), *_settling(view))
    return ClaimGroup(name="decision", heading=view.say("What should be decided?"), claims=claims, listed=True)


def _recommendations(view: View) -> Iterator[Claim]:
    """Yield the recommendations that wait for somebody, or on which sources disagree; the others by number."""
    say, every = view.say, view.programme.sheet.recommendations
    if not every:
        yield Claim(text=say("The documents give no recommendations."), evidence=RECOMMENDED)
        return
    first = waiting(view)
    shown = (first or every)[:MOST]
    for one in shown:
        yield Claim(text=_told(view, one), evidence=RECOMMENDED)
    if others := [say.as_is(one.id) for one in every if one not in shown]:
        message = ("Another recommendation: {numbers}.", "Other recommendations: {numbers}.")
        if all(begun(one) for one in every if one not in shown):
            message = ("Recommendation {numbers} has been begun.", "Recommendations {numbers} have been begun.")
        yield Claim(text=say.many(*message, len(others), numbers=say.listing(others)), evidence=RECOMMENDED)


def begun(one: Recommendation) -> bool:
    """Return whether something is known to be done on a recommendation."""
    return bool(one.follow_up) and one.follow_up[-1].status != "not-done"


def waiting(view: View) -> list[Recommendation]:
    """Return the recommendations on which nothing is known to be done, and those about what sources disagree on."""
    open_ones = {one.element.id for one in contested(view.assessment)}
    every = view.programme.sheet.recommendations
    return [one for one in every if not one.follow_up or open_ones & set(one.elements)]


def _told(view: View, one: Recommendation) -> str:
    """Return a recommendation with its number and what is known of it since."""
    say = view.say
    since = say(FOLLOWED[one.follow_up[-1].status]) if one.follow_up else say("not begun, as far as is known")
    text = say.text(one.text).rstrip(". ")
    return say("Recommendation {number}: {text} ({since}).", number=say.as_is(one.id), text=text, since=since)


def _settling(view: View) -> Iterator[Claim]:
    """Yield what to collect: on what sources disagree and a recommendation is about, then on the furthest open aims."""
    say = view.say
    for gap in settling(view)[:SETTLING]:
        entry = gap.proposed[0]
        text = say(
            "What to find out first, on “{name}”: {what}.",
            name=say.text(gap.rating.element.label),
            what=say.text(entry.what).rstrip("."),
        )
        yield Claim(text=text, evidence=("annex-evidence_plan",))


def settling(view: View) -> list[Gap]:
    """Return what lacks evidence that is proposed to be collected, what matters most for a decision first."""
    asked, open_ones = recommended_of(view), {one.element.id for one in contested(view.assessment)}
    order = {one.element.id: at for at, one in enumerate(furthest_first(view))}
    found = [gap for gap in gaps(view.assessment) if gap.proposed and gap.rating.element.id in order]

    def rank(gap: Gap) -> tuple[bool, bool, bool, int]:
        name = gap.rating.element.id
        return not (name in open_ones and name in asked), not (gap.first and name in asked), not gap.first, order[name]

    return sorted(found, key=rank)
