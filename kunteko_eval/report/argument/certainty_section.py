"""Section 10: how sure the ratings are, and what would overturn them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from kunteko_eval.report import method_words
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import claims, named, section
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.language import N_
from kunteko_eval.report.table_spec import plain_rows, plain_values
from kunteko_eval.report.view import View

HEADINGS = {
    1: N_("Most of the ratings are preliminary"),
    2: N_("Confidence in most of the ratings is limited"),
    3: N_("Most of the ratings are fairly sure"),
    4: N_("Most of the ratings are sure"),
}


NEARLY_ALL = 0.995
"""The share of trials from which a percentage without decimals would say all of them."""


def certainty_section(
    view: View, ratings: Rows = None, conflicts: Rows = None, robustness: Rows = None, verdicts: Rows = None
) -> Argument | None:
    """Return how sure the ratings are: its message is the confidence that more than half of them have.

    Where none has more than half, the heading says what is shown; where nothing is rated, the section is left out.

    Args:
        view: The period.
        ratings: Rows of `ratings`; the rated ones of the chain's own boxes when None.
        conflicts: Rows of `conflicts`; all when None.
        robustness: Rows of `robustness`; those of the chain's own boxes when None.
        verdicts: Rows of `verdicts`; all when None.
    """
    say, every = view.say, view.frames.ratings
    mine = every[every["intended"] & every["desired"]]
    found = chosen(ratings, mine[mine["confidence"].notna()], every)
    if found.empty:
        return None
    levels = Counter(plain_values(found, "confidence"))
    ((level, most),) = levels.most_common(1)
    heading = say(HEADINGS[level]) if most * 2 > len(found) else say("How sure the ratings are differs from box to box")
    shaken = view.frames.robustness
    varied = chosen(robustness, shaken[shaken.index.isin(mine.index)], shaken)
    answers = plain_rows(chosen(verdicts, view.frames.verdicts))
    group = ClaimGroup(
        name="certainty",
        heading=heading,
        claims=claims(
            _levels(view, levels),
            _held(view, varied),
            _driven(view, varied),
            _whole(view, answers),
            _disagreeing(view, chosen(conflicts, view.frames.conflicts)),
        ),
        subject=say.many("Of one box that is rated.", "Of {count:w} boxes that are rated.", len(found)),
    )
    return section(group)


def _levels(view: View, levels: Counter[int]) -> Claim:
    say = view.say
    told = ", ".join(
        f"{say(method_words.CONFIDENCE[one])} {say.number(levels[one])}" for one in (4, 3, 2, 1) if levels[one]
    )
    text = say("Confidence says how strong the evidence is, not how good the result was: {told}.", told=told)
    return Claim(text=text, evidence=("table-confidence",))


def _held(view: View, varied: pd.DataFrame) -> Claim | None:
    """Return how many ratings stay when the assumptions are varied, and which are fragile."""
    say = view.say
    if varied.empty:
        return None
    robust = int((varied["robustness"] == "robust").sum())
    none = N_("When expectations, limits and weights are varied, none of {all:w} ratings stays the same almost always.")
    lines = [
        say(none, all=len(varied))
        if not robust
        else say.many(
            "When expectations, limits and weights are varied, one of {all:w} ratings stays the same almost always.",
            "When expectations, limits and weights are varied, {count:w} of {all:w} ratings stay the same almost always.",
            robust,
            all=len(varied),
        )
    ]
    fragile = varied[varied["robustness"] == "fragile"]
    if len(fragile):
        names = named(say, [say.as_is(one) for one in fragile["label"]])
        lines.append(say("Most easily overturned: {names}.", names=names))
    return Claim(text=" ".join(lines), evidence=("figure-robustness",))


def _driven(view: View, varied: pd.DataFrame) -> Claim | None:
    """Return what would most often change a rating; several where they do so alike."""
    say = view.say
    counts = Counter(one for one in plain_values(varied, "driver") if one is not None)
    if not counts:
        return None
    most = max(counts.values())
    names = [say(method_words.FACTORS[one]) for one, count in counts.items() if count == most]
    text = say.many(
        "What would overturn a rating differs; most often, for one of {all:w}, it is: {names}.",
        "What would most often overturn a rating, for {count:w} of {all:w}, is: {names}.",
        most,
        all=len(varied),
        names=named(say, names),
    )
    return Claim(text=text, evidence=("figure-robustness",))


def _whole(view: View, answers: Sequence[dict[str, object]]) -> Claim | None:
    """Return how often the answer of the whole programme stays the same."""
    say = view.say
    whole = next((row for row in answers if row["kind"] == "programme"), None)
    if whole is None or not isinstance(whole["probability"], float):
        return None
    share = say.percent(whole["probability"])
    if NEARLY_ALL <= whole["probability"] < 1:
        share = say(method_words.PRECISIONS["over"], figure=say.percent(NEARLY_ALL - 0.005))
    text = say("The answer of the whole programme stays the same in {share} of the trials.", share=share)
    return Claim(text=text, evidence=("table-verdicts",))


def _disagreeing(view: View, conflicts: pd.DataFrame) -> Claim:
    """Return on which boxes the sources disagree."""
    say = view.say
    if conflicts.empty:
        return Claim(text=say("The sources do not disagree on any box."))
    text = say.many(
        "The sources disagree on one box, of which the evaluator decides and gives reasons: {names}.",
        "The sources disagree on {count:w} boxes, of which the evaluator decides and gives reasons: {names}.",
        len(conflicts),
        names=named(say, [say.as_is(one) for one in conflicts["label"]]),
    )
    return Claim(text=text, evidence=("table-conflicts",))
