"""Section 7: how the impact chain came out, best and least, by name."""

from __future__ import annotations

from collections.abc import Sequence

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import boxes, claims, labels, named, section
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.chosen_ratings import counted, own, rated
from kunteko_eval.report.language import N_
from kunteko_eval.report.not_intended import not_intended_briefly
from kunteko_eval.report.table_spec import plain_rows
from kunteko_eval.report.verdicts import ANSWERS, extremes
from kunteko_eval.report.view import View

HEADINGS = {
    "achieved": N_("The programme achieved what was expected of it"),
    "largely-achieved": N_("The programme largely achieved what was expected of it"),
    "partly-achieved": N_("The programme partly achieved what was expected of it"),
    "not-achieved": N_("The programme did not achieve what was expected of it"),
    "not-answerable": N_("Too little is known to say whether the programme achieved what was expected of it"),
}


def chain_section(view: View, ratings: Rows = None, verdicts: Rows = None) -> Argument | None:
    """Return how the chain came out: its message is the answer of the whole programme.

    Where another answer comes out more often when the assumptions are varied, the heading says what is shown.

    Args:
        view: The period.
        ratings: Rows of `ratings`; all when None.
        verdicts: Rows of `verdicts`; all when None.
    """
    say, every = view.say, rated(view, ratings)
    shown = own(every)
    if not shown:
        return None
    answers = plain_rows(chosen(verdicts, view.frames.verdicts))
    whole = next((row for row in answers if row["kind"] == "programme"), None)
    settled = whole is not None and whole["likeliest"] in {None, whole["answer"]}
    heading = say(HEADINGS[whole["answer"]]) if whole is not None and settled else say("How the impact chain came out")
    group = ClaimGroup(
        name="chain",
        heading=heading,
        claims=claims(
            _grades(view, shown),
            _levels(view, answers),
            *_ends(view, ratings),
            _unrated(view, shown),
            _beside(view, every),
        ),
        subject=_rated(view, shown),
    )
    return section(group)


def _rated(view: View, shown: Sequence[ElementRating]) -> str:
    """Return how many boxes could be rated, and of which period."""
    say, count = view.say, sum(one.final.rated for one in shown)
    message = N_("{rated:W} of {all:w} boxes could be rated, {period}.")
    if not count:
        message = N_("None of {all:w} boxes could be rated, {period}.")
    return say(message, rated=count, all=len(shown), period=say.period(view.assessment.period))


def _grades(view: View, shown: Sequence[ElementRating]) -> Claim:
    """Return how many boxes have each grade."""
    say, counts = view.say, counted(shown)
    parts = [
        f"{method_words.word(say, one)} {say.number(counts[one])}"
        for one in method_words.ratings(say)
        if one.rated and counts[one]
    ]
    if not parts:
        return Claim(text=say("None of the boxes could be rated."), evidence=("figure-chain",))
    text = say("Effect relative to what was expected: {told}.", told=", ".join(parts))
    return Claim(text=text, evidence=("annex-impact_chain",))


def _levels(view: View, answers: Sequence[dict[str, object]]) -> Claim | None:
    """Return the answer of each level of the chain, the best first; levels that answer alike stand together."""
    say = view.say
    levels = [row for row in answers if row["kind"] == "level"]
    if not levels:
        return None
    told = []
    for answer in ANSWERS:
        names = [say.as_is(str(row["label"])) for row in levels if row["answer"] == answer]
        if names:
            told.append(say("{levels}: {answer}", levels=say.listing(names), answer=say(ANSWERS[answer])))
    return Claim(text=f"{'; '.join(told)}.", evidence=("table-verdicts",))


def _ends(view: View, ratings: Rows) -> list[Claim]:
    """Return by name what succeeded best and least among what the programme did and brought about."""
    say, scale = view.say, view.assessment.rubric.scale
    best, least = extremes(view, ratings)
    found = []
    if best:
        reached = scale.place(best[0].final) >= scale.place(scale.reached)
        message = (
            N_("Best came out: {names}.") if reached else N_("Nothing reached what was expected; nearest: {names}.")
        )
        found.append(Claim(text=say(message, names=named(say, labels(view, best))), evidence=boxes(best)))
    if least:
        text = say("Least came out: {names}.", names=named(say, labels(view, least)))
        found.append(Claim(text=text, evidence=boxes(least)))
    if open_to := [one for one in own(rated(view, ratings)) if one.at_least and one not in best]:
        open_to.sort(key=lambda one: scale.place(one.final))
        text = say.many(
            "Of one box the sources tell only the least that came about, so it may have come out better: {names}.",
            "Of {count:w} boxes the sources tell only the least that came about, so they may have come out better: {names}.",
            len(open_to),
            names=named(say, labels(view, open_to)),
        )
        found.append(Claim(text=text, evidence=boxes(open_to)))
    return found


def _unrated(view: View, shown: Sequence[ElementRating]) -> Claim | None:
    """Return what could not be rated, by name."""
    say, found = view.say, [one for one in shown if not one.final.rated]
    if not found:
        return None
    text = say.many(
        "One box could not be rated, for want of evidence or because it is too early: {names}.",
        "{count:W} boxes could not be rated, for want of evidence or because it is too early: {names}.",
        len(found),
        names=named(say, labels(view, found)),
    )
    return Claim(text=text, evidence=boxes(found))


def _beside(view: View, every: Sequence[ElementRating]) -> Claim | None:
    """Return what was not intended, which is rated apart."""
    told = not_intended_briefly(view, every)
    return Claim(text=" ".join(told), evidence=("table-not-intended",)) if told else None
