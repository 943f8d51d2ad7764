"""Section 12: what was recommended, to whom, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from kunteko_eval.model.programme import Recommendation
from kunteko_eval.report import method_words
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import source
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.follow_up import addressed, recommendations_of
from kunteko_eval.report.language import N_
from kunteko_eval.report.plan_frames import recommendation_frame
from kunteko_eval.report.view import View

LISTED = 10
"""How many recommendations are listed."""


def recommendations_section(view: View, recommendations: Rows = None) -> Argument | None:
    """Return the recommendations: its message is how many of them something is known to have come of.

    Where there are none, the section is left out.

    Args:
        view: The period.
        recommendations: Rows of the frame `recommendations`; all when None.
    """
    say, found = view.say, recommendations_of(view, recommendations)
    if not found:
        return None
    told = tuple(
        Claim(
            text=_told(view, one, plain=bool(_whose(view, found))),
            evidence=("table-recommendations",) if at == 0 else (),
        )
        for at, one in enumerate(found[:LISTED])
    )
    more = len(found) - LISTED
    if more > 0:
        text = say.many("One more stands in the annex.", "{count:W} more stand in the annex.", more)
        told += (Claim(text=text, evidence=("table-recommendations",)),)
    group = ClaimGroup(
        name="recommendations",
        heading=begun_told(view, found),
        claims=told,
        subject=_whose(view, found),
        source=source(view, chosen(recommendations, recommendation_frame(view))),
        listed=True,
    )
    return Argument((group,))


def _whose(view: View, found: Sequence[Recommendation]) -> str:
    """Return that whom they are meant for is the evaluator's reading, where it is of all that name somebody."""
    meant = [one.addressee for one in found if one.addressee is not None]
    if meant and all(one.basis == "evaluator" for one in meant):
        return view.say("Whom each is meant for is the evaluator's reading; the documents do not say.")
    return ""


def begun(one: Recommendation) -> bool:
    """Return whether the documents tell at last that something was begun or done on a recommendation."""
    return bool(one.follow_up) and one.follow_up[-1].status != "not-done"


def begun_told(view: View, found: Sequence[Recommendation]) -> str:
    """Return how many of some recommendations are known to have been begun, without a full stop."""
    say, count = view.say, sum(map(begun, found))
    if count == len(found):
        return say.many(
            "The one recommendation is known to have been begun",
            "All {count:w} recommendations are known to have been begun",
            count,
        )
    if not count:
        return say.many(
            "The one recommendation is not known to have been begun",
            "None of {count:w} recommendations is known to have been begun",
            len(found),
        )
    return say.many(
        "One of {all:w} recommendations is known to have been begun",
        "{count:W} of {all:w} recommendations are known to have been begun",
        count,
        all=len(found),
    )


def _told(view: View, one: Recommendation, *, plain: bool) -> str:
    """Return a recommendation with whom it is meant for and what the documents last tell of it.

    Args:
        view: The period.
        one: The recommendation.
        plain: Whether the section says once whose reading the addressees are.
    """
    say = view.say
    text = say.text(one.text).rstrip(". ")
    became = say(method_words.FOLLOWED[one.follow_up[-1].status]) if one.follow_up else say("not known")
    if one.addressee is not None:
        whom = say.text(one.addressee.who) if plain else addressed(say, one)
        return say(ADDRESSED, recommendation=text, whom=whom, became=became)
    return say("{recommendation}. What became of it: {became}.", recommendation=text, became=became)


ADDRESSED = N_("{recommendation}. To: {whom}. What became of it: {became}.")
