"""The words of an arrow's standing and of process tests, and why an arrow stands where it does."""

from __future__ import annotations

from kunteko_eval.method.links import LinkStrength, Standing
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.method_words import TYPES

STANDINGS: dict[Standing, str] = {
    "refuted": N_("refuted"),
    "assumed": N_("assumed"),
    "supported": N_("supported"),
    "corroborated": N_("corroborated"),
    "tested": N_("tested"),
}
KINDS = {
    "hoop": N_("hoop test"),
    "straw-in-the-wind": N_("straw in the wind"),
    "smoking-gun": N_("smoking gun"),
    "doubly-decisive": N_("doubly decisive test"),
}
OUTCOMES = {
    "passed": N_("passed: the trace is there"),
    "failed": N_("failed: the trace is missing"),
    "not-seen": N_("not seen: nobody could look"),
}
RIVALS = {
    "weakened": N_("examined: weakened"),
    "not-weakened": N_("examined: still stands"),
    "stronger": N_("examined: stronger than the link"),
}


def bounds(say: Language, low: float, high: float) -> str:
    """Return a probability or ratio with its bounds; one number where they are the same."""
    least, most = (say.number(end, 2) for end in (low, high))
    return least if least == most else f"{least}–{most}"


def rival_told(say: Language, examined: bool, outcome: str | None) -> str:  # noqa: FBT001  (a value of a row)
    """Return whether a rival explanation was examined and what became of it."""
    if isinstance(outcome, str):
        return say(RIVALS[outcome])
    return say("examined") if examined else say("not examined")


def arrow_reasons(say: Language, link: LinkStrength, rubric: Rubric) -> list[str]:
    """Return why an arrow stands where it does, and what the next standing would need."""
    lines = [
        say(
            "Claims for it: {mentions}, by {sources}; source types: {types}.",
            mentions=link.mentions,
            sources=say.many("{count} source", "{count} sources", len(link.voices)),
            types=", ".join(say(TYPES[one]) for one in link.source_types),
        )
        if link.mentions
        else say("Nobody in the evidence of the period says that the one contributes to the other.")
    ]
    if link.contradicts:
        lines.append(say("Findings against it: {count}.", count=len(link.contradicts)))
    lines.append(
        say("Rival explanations: {named} named, {examined} examined.", named=link.rivals, examined=link.examined)
    )
    if link.outdone:
        lines.append(say("A rival explanation came out stronger, so the link is supported at most."))
    if link.updates:
        lines += _tested(say, link)
    return [*lines, *_wanting(say, link, rubric)]


def _tested(say: Language, link: LinkStrength) -> list[str]:
    steps = [
        say(
            "{kind}, {outcome}: likelihood ratio {ratio}, probability {after}.",
            kind=say(KINDS[one.test.kind]).capitalize(),
            outcome=say(OUTCOMES[one.test.outcome]),
            ratio=bounds(say, *one.ratio),
            after=bounds(say, *one.posterior),
        )
        for one in link.updates
    ]
    first = say("Probability that it holds, before its tests: {before}.", before=bounds(say, *link.prior))
    last = [say("The tests speak against it on balance.")] if link.posterior[1] < link.prior[0] else []
    return [first, *steps, *last]


def _wanting(say: Language, link: LinkStrength, rubric: Rubric) -> list[str]:
    if link.standing == "refuted":
        return [say("It is refuted: a trace that had to be there is missing. The chain breaks here.")]
    if link.standing == "assumed":
        return [say("To be supported it needs a source that says so, or a process test that speaks for it.")]
    if link.standing == "supported" and len(link.source_types) < 2:
        return [say("To be corroborated it needs another source type.")]
    if link.standing == "tested":
        return []
    return [
        say(
            "To be tested it needs process tests that bring its probability to {cut} at least, and every rival explanation examined.",
            cut=say.number(rubric.tested_from, 2),
        )
    ]
