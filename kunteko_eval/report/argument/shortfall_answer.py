"""What did not work, and what could not be shown, with the reason in plain words.

What was reached least comes first, then what is known to be there without anybody saying how much, what was looked for
and not seen, what nothing in the documents shows, and what it was too early to see. The furthest aims are named first.
"""

from __future__ import annotations

from collections.abc import Callable

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.rating import Rating
from kunteko_eval.report import method_words
from kunteko_eval.report.argument.change_answer import near, shown
from kunteko_eval.report.argument.claims import Claim, ClaimGroup
from kunteko_eval.report.argument.few import few
from kunteko_eval.report.language import N_
from kunteko_eval.report.verdicts import extremes
from kunteko_eval.report.view import View

UNSHOWN = {
    "no-evidence": N_("The documents contain nothing from this period on which to judge these: {names}."),
    "only-context": N_("It is known how these changed, but not what part the programme had in it: {names}."),
    "only-criticism": N_("The documents tell only what was lacking in these, not what there was: {names}."),
    "no-expectation": N_("No expectation had been recorded for these: {names}."),
    "other-period": N_("No expectation had been recorded for these in this period: {names}."),
}
"""Why something is not assessed, by the first reason of its rating."""

NO_EVIDENCE = N_("The documents contain nothing on which to judge these: {names}.")


def shortfall_answer(view: View) -> ClaimGroup:
    """Return what was reached least, what could not be shown, and why."""
    say = view.say
    claims = [Claim(text=text, evidence=(anchor,)) for text, anchor in _lines(view)]
    if not claims:
        claims = [Claim(text=say("Nothing that was judged fell short of expectations."))]
    heading = say("What did not work, or could not be shown?")
    return ClaimGroup(name="shortfall", heading=heading, claims=tuple(claims), listed=True)


def _lines(view: View) -> list[tuple[str, str]]:
    """Return each sentence with the annex that proves it."""
    say, scale, every = view.say, view.assessment.rubric.scale, furthest_first(view)
    best, least = extremes(view)
    told = set() if near(view, best) else {one.element.id for one in best}  # By what worked.
    bottom = next((one.final for one in least if one.final.coloured), None)
    lowest = {one.element.id for one in least if one.final is bottom}

    def named(which: Callable[[ElementRating], bool]) -> str:
        return few(say, [_name(view, one) for one in every if which(one)])

    def partly(one: ElementRating) -> bool:
        low = one.final.coloured and scale.place(one.final) < scale.place(scale.nearly)
        return low and one.at_least and one.element.id not in told

    wanted: list[tuple[str, Callable[[ElementRating], bool], str]] = [
        (N_("Furthest from expectations: {names}."), lambda one: one.element.id in lowest, "annex-impact_chain"),
        (N_("Something was achieved, but no source says how much: {names}."), partly, "annex-impact_chain"),
        (N_("No effect could be seen: {names}."), lambda one: one.final is Rating.NONE, "annex-impact_chain"),
        (N_("Was not done: {names}."), lambda one: one.final is Rating.NOT_DELIVERED, "annex-impact_chain"),
        (NO_EVIDENCE, lambda one: _why(one) == NO_EVIDENCE, "annex-evidence_plan"),
        *((message, _because(message), "annex-evidence_plan") for message in UNSHOWN.values()),
        (
            N_("When the period ended it was too early to judge: {names}."),
            lambda one: one.final is Rating.TOO_EARLY,
            "annex-evidence_plan",
        ),
    ]
    return [(say(message, names=names), anchor) for message, which, anchor in wanted if (names := named(which))]


def _because(message: str) -> Callable[[ElementRating], bool]:
    return lambda one: _why(one) == message


def _why(one: ElementRating) -> str:
    """Return the message that says why an element is not assessed; empty where it is."""
    if one.final is not Rating.NOT_ASSESSED:
        return ""
    codes = [step.code for step in one.graded.reasons]
    return UNSHOWN.get(codes[0], NO_EVIDENCE) if codes else NO_EVIDENCE


def _name(view: View, one: ElementRating) -> str:
    """Return an element's name; with it, that a figure moved the wrong way where nothing else would tell."""
    name = view.say.text(one.element.label)
    silent = one.final.rated and not one.final.coloured and one.wrong_way
    return f"{name} ({view.say(method_words.WRONG_WAY)})" if silent else name


def furthest_first(view: View) -> list[ElementRating]:
    """Return what the programme did and changed, the furthest aims first, each level in the order of the chain."""
    levels = [level.id for level in view.programme.chain.levels]
    return sorted(shown(view), key=lambda one: -levels.index(one.element.level))
