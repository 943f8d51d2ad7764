"""Can this be trusted: how much could be judged and how surely, where sources disagree, who judged, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.argument.claims import Claim, ClaimGroup
from kunteko_eval.report.argument.few import few
from kunteko_eval.report.chosen_ratings import own
from kunteko_eval.report.language import N_
from kunteko_eval.report.view import View

SEALED = {
    "in-advance": N_("Expectations were written down before any of the results were public."),
    "partly": N_("Some of the expectations were written down when some of the results were already public."),
    "retrospective": N_("Expectations were written down afterwards, when the results were already public."),
}
UNSEALED = N_("Nothing proves that expectations were written down before the results were seen.")
TRUSTED = {
    4: N_("Yes, well."),
    3: N_("Fairly well."),
    2: N_("With caution."),
    1: N_("Only as a first indication."),
    None: N_("Too little could be judged for an answer on the whole."),
}
"""How far the answer on the whole can be trusted, by its confidence."""
MOST = 2
"""How many disagreements page one tells one by one."""


def trust_answer(view: View) -> ClaimGroup:
    """Return how sure the answers are and what they rest on."""
    say = view.say
    claims = (_judged(view), *_disagreements(view), Claim(text=" ".join(_rules(view)), evidence=("annex-method",)))
    return ClaimGroup(name="trust", heading=say("Can this be trusted?"), claims=claims, listed=True)


def _judged(view: View) -> Claim:
    """Return whether the whole can be trusted, of how much it could be judged, and how surely."""
    say, every = view.say, own(view.assessment.everything)
    sure = [one.confidence for one in every if one.confidence is not None]
    whole = next(one for one in view.frames.draws.verdicts if one.kind == "programme")
    told = [f"{say(method_words.CONFIDENCE[level])} {count}" for level in (4, 3, 2, 1) if (count := sure.count(level))]
    lines = [say(TRUSTED[whole.confidence])]
    if sure:
        lines.append(
            say.many(
                "The only point could be judged. Confidence in the ratings: {told}.",
                "{rated:W} of {count:w} points could be judged. Confidence in the ratings: {told}.",
                len(every),
                rated=len(sure),
                told=", ".join(told),
            )
        )
    else:
        lines.append(
            say.many("The only point could not be judged.", "None of {count:w} points could be judged.", len(every))
        )
    return Claim(text=" ".join(lines), evidence=("annex-certainty",))


def _disagreements(view: View) -> Iterator[Claim]:
    """Yield where sources disagree on what a recommendation is about and nobody has decided; else where they disagree."""
    say, asked = view.say, recommended_of(view)
    open_ones = contested(view.assessment)
    first = [one for one in open_ones if one.element.id in asked]
    for one in first[:MOST]:
        numbers = asked[one.element.id]
        matters = say.many(
            "This matters for recommendation {numbers}.",
            "This matters for recommendations {numbers}.",
            len(numbers),
            numbers=say.listing(numbers),
        )
        yield Claim(text=f"{_differ(view, one)} {matters}", evidence=(f"element-{one.element.id}", "annex-certainty"))
    if open_ones and not first:
        names = few(say, [say.text(one.element.label) for one in open_ones])
        yield Claim(text=say("Sources disagree on: {names}.", names=names), evidence=("annex-certainty",))


def _differ(view: View, one: ElementRating) -> str:
    """Return which sources give the better picture of an element and which the weaker."""
    say, found = view.say, one.conflict
    if found is None:
        raise ValueError("sources disagree on the element")
    return say(
        "Sources disagree on “{name}” (better: {kinder}; weaker: {stricter}).",
        name=say.text(one.element.label),
        kinder=say(method_words.TYPES[found.kinder.source_type]),
        stricter=say(method_words.TYPES[found.stricter.source_type]),
    )


def contested(assessment: Assessment) -> list[ElementRating]:
    """Return the chain's own ratings on which sources disagree and that no judgement resolves."""
    return [one for one in own(assessment.everything) if one.conflict is not None and not one.resolved]


def recommended_of(view: View) -> dict[str, list[str]]:
    """Return the numbers of the recommendations that speak of each element, by its id."""
    found: dict[str, list[str]] = {}
    for one in view.programme.sheet.recommendations:
        for name in one.elements:
            found.setdefault(name, []).append(view.say.as_is(one.id))
    return found


def _rules(view: View) -> list[str]:
    """Return who judged by what, and whether what was expected was known before the results."""
    say, programme = view.say, view.programme
    lines = [
        say("The ratings were computed for this report by fixed rules and are not the original evaluators'.")
        if programme.sheet.previous_ratings
        else say("The ratings were computed for this report by fixed rules.")
    ]
    timings = timings_of(view.assessment.ratings)
    if view.scenario is None and timings:
        alone = next(iter(timings)) if len(timings) == 1 else "partly"
        lines.append(say(SEALED[alone]))
    elif view.scenario is None and not programme.registration:
        lines.append(say(UNSEALED))
    return lines


def timings_of(ratings: Sequence[ElementRating]) -> set[str]:
    """Return when what was expected was sealed, as against its evidence, of the ratings that stand under a seal."""
    return {one.seal.timing for one in ratings if one.seal and one.seal.timing and one.seal.under}
