"""What to decide: the recommendations, those first that nobody is known to have acted on, and what would settle them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kunteko_eval.method.gaps import Gap, gaps
from kunteko_eval.model.chain import Collect
from kunteko_eval.model.programme import Recommendation
from kunteko_eval.report.argument.claims import Claim, ClaimGroup
from kunteko_eval.report.argument.recommendations_section import begun, begun_told
from kunteko_eval.report.argument.shortfall_answer import furthest_first
from kunteko_eval.report.argument.trust_answer import contested, recommended_of
from kunteko_eval.report.language import N_
from kunteko_eval.report.view import View

MOST = 5
"""How many recommendations page one tells."""
SETTLING = 1
"""How many pieces of evidence page one asks for."""
LAST = 4
"""The priority of what has none."""
FOLLOWED = {"started": N_("begun"), "done": N_("done"), "not-done": N_("not done")}
RECOMMENDED = ("annex-recommendations",)


def decision_answer(view: View) -> ClaimGroup:
    """Return what is recommended, what became of it, and which evidence would settle what is open."""
    claims = (*_recommendations(view), *_settling(view))
    return ClaimGroup(name="decision", heading=view.say("What should be decided?"), claims=claims, listed=True)


def _recommendations(view: View) -> Iterator[Claim]:
    """Yield the recommendations that wait for somebody, or on which sources disagree, by addressee; others by number."""
    say, every = view.say, view.programme.sheet.recommendations
    if not every:
        none = N_("The documents give no recommendations. What can be decided is whether to collect what is missing.")
        yield Claim(text=say(none), evidence=RECOMMENDED)
        return
    shown = (waiting(view) or every)[:MOST]
    yield Claim(text=" ".join(_state(view, shown)), evidence=RECOMMENDED)
    for who in dict.fromkeys(_who(view, one) for one in shown):
        advice = "; ".join(_told(view, one) for one in shown if _who(view, one) == who)
        yield Claim(text=say("{who}: {advice}.", who=who, advice=advice), evidence=RECOMMENDED)
    if others := [say.as_is(one.id) for one in every if one not in shown]:
        count, told = len(others), {"numbers": say.listing(others)}
        text = say.many("Another recommendation: {numbers}.", "Other recommendations: {numbers}.", count, **told)
        if all(begun(one) for one in every if one not in shown):
            text = say.many(
                "Recommendation {numbers} has been begun.", "Recommendations {numbers} have been begun.", count, **told
            )
        yield Claim(text=text, evidence=RECOMMENDED)


def _state(view: View, shown: Sequence[Recommendation]) -> list[str]:
    """Return how many recommendations are known to be begun, and on whose word it stands who should act."""
    say = view.say
    told = [f"{begun_told(view, view.programme.sheet.recommendations)}."]
    if any(one.addressee and one.addressee.basis == "evaluator" for one in shown):
        told.append(say("Who should act is the evaluator's reading."))
    return told


def waiting(view: View) -> list[Recommendation]:
    """Return the recommendations on which nothing is known to be done, and those about what sources disagree on."""
    open_ones = {one.element.id for one in contested(view.assessment)}
    every = view.programme.sheet.recommendations
    return [one for one in every if not begun(one) or open_ones & set(one.elements)]


def _who(view: View, one: Recommendation) -> str:
    """Return who should act on a recommendation, as a sentence begins."""
    if one.addressee is None:
        return view.say("Nobody is named to act")
    who = view.say.text(one.addressee.who)
    return who[:1].upper() + who[1:]


def _told(view: View, one: Recommendation) -> str:
    """Return a recommendation with its number and what is known to be done on it."""
    say = view.say
    told = f"({say.as_is(one.id)}) {say.text(one.text).rstrip('. ')}"
    return f"{told} ({say(FOLLOWED[one.follow_up[-1].status])})" if one.follow_up else told


def _settling(view: View) -> Iterator[Claim]:
    """Yield what to collect: on what sources disagree and a recommendation is about, then on the furthest open aims."""
    say = view.say
    for gap in settling(view)[:SETTLING]:
        entry = _foremost(gap)
        text = say(
            "What to find out first, on “{name}”: {what}{owner}.",
            name=say.text(gap.rating.element.label),
            what=say.text(entry.what).rstrip("."),
            owner="" if entry.owner is None else f" ({say.text(entry.owner)})",
        )
        yield Claim(text=text, evidence=("annex-evidence_plan",))


def _foremost(gap: Gap) -> Collect:
    """Return what comes first of what is proposed for an element; of equals the first one registered."""
    return min(gap.proposed, key=_priority)


def _priority(entry: Collect) -> int:
    return entry.priority or LAST


def settling(view: View) -> list[Gap]:
    """Return what lacks evidence that is proposed to be collected, what matters most for a decision first."""
    asked, open_ones = recommended_of(view), {one.element.id for one in contested(view.assessment)}
    order = {one.element.id: at for at, one in enumerate(furthest_first(view))}
    found = [gap for gap in gaps(view.assessment) if gap.proposed and gap.rating.element.id in order]

    def rank(gap: Gap) -> tuple[bool, int, bool, bool, int]:
        name = gap.rating.element.id
        decisive, foremost = name in open_ones and name in asked, _priority(_foremost(gap))
        return not decisive, foremost, not (gap.first and name in asked), not gap.first, order[name]

    return sorted(found, key=rank)
