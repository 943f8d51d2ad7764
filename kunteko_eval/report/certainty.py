"""How sure the ratings are: confidence, conflict, judgement, agreement and robustness."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pandas as pd

from kunteko_eval.frames.build import RATING, ROBUSTNESS, rating_type
from kunteko_eval.method.agreement import agreement
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.robustness import Robustness
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chosen import Rows, chosen, picked
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.explain import conflict_side, rests_on
from kunteko_eval.report.figure_titles import HOLDING, tally_title
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.large_page import DRAWN, is_large
from kunteko_eval.report.reason_words import step_told
from kunteko_eval.report.robustness_panels import robustness_label, robustness_sheet
from kunteko_eval.report.table_spec import TableColumn, TableSpec, plain_values, render
from kunteko_eval.report.view import View

STANDINGS = {"in-force": N_("in force"), "stale": N_("stale: the evidence has changed"), "replaced": N_("replaced")}
REASON_CODES = {
    "confirms": N_("confirms the computed rating"),
    "evidence-missing": N_("evidence is missing"),
    "evidence-weak": N_("the evidence is weak"),
    "expectation-wrong": N_("the expectation is wrong"),
    "conflict-resolved": N_("the conflict is resolved"),
    "context": N_("the context explains it"),
}


def confidence_steps(view: View, rows: Rows = None) -> Table | Prose:
    """Return every rated element's confidence with the steps that led to it.

    Args:
        view: The period.
        rows: Rows of the frame ``ratings``; those of the rated elements of the chain when None.
    """
    every = view.frames.ratings
    rated = every[every["confidence"].notna() & every["intended"] & every["desired"]]
    found = chosen(rows, rated, every)
    if found.empty:
        return Prose((view.say("Nothing is rated in this period, so there is no confidence to show."),))

    def steps(say: Language, element: str) -> str:
        taken = view.assessment.rating(element).confidence_reasons
        return " ".join(step_told(say, step) for step in taken if not step.code.startswith("confidence-"))

    spec = TableSpec(
        N_("Confidence and how it came about"),
        (
            TableColumn(N_("Box"), ("label",), cells.words),
            TableColumn(N_("Final rating"), ("rating", "wrong_way"), cells.rating),
            TableColumn(N_("Confidence"), ("confidence",), cells.confidence),
            TableColumn(N_("Steps"), ("element",), steps),
        ),
        name="confidence",
    )
    return spec.render(found, view.say)


def _resolved(say: Language, resolved: bool) -> str:  # noqa: FBT001  (a value of a row)
    return say("resolved by a judgement") if resolved else say("the evaluator decides and gives reasons")


CONFLICTS = TableSpec(
    N_("Where the sources disagree"),
    (
        TableColumn(N_("Box"), ("label",), cells.words),
        TableColumn(N_("More favourable source"), ("kinder", "kinder_rating", "kinder_achievement"), conflict_side),
        TableColumn(
            N_("Less favourable source"), ("stricter", "stricter_rating", "stricter_achievement"), conflict_side
        ),
        TableColumn(N_("State"), ("resolved",), _resolved),
    ),
    name="conflicts",
)


def conflicts(view: View, rows: Rows = None) -> Table | Prose:
    """Return both sides of every conflict between kinds of source, and whether it is resolved.

    Args:
        view: The period.
        rows: Rows of the frame ``conflicts``; all when None.
    """
    found = chosen(rows, view.frames.conflicts)
    if found.empty:
        return Prose((view.say("The sources do not disagree on any box."),))
    return CONFLICTS.render(found, view.say)


def _why_judged(say: Language, code: str, reason: str) -> str:
    return f"{say(REASON_CODES[code])}: {reason}"


def _who_and_when(say: Language, author: str, date: datetime.date, reviewer: str | None) -> str:
    return f"{author}, {say.day(date)}" + (f"; {reviewer}" if reviewer else "")


def _standing(say: Language, standing: str, valid: bool) -> str:  # noqa: FBT001  (a value of a row)
    return say(STANDINGS[standing]) if valid else say("not in force: it breaks a rule")


JUDGEMENTS = TableSpec(
    N_("Recorded judgements: {count} overrides in force, on balance {direction}"),
    (
        TableColumn(N_("Box"), ("label",), cells.words),
        TableColumn(N_("Computed rating"), ("computed",), cells.rating),
        TableColumn(N_("Decided"), ("final",), cells.rating),
        TableColumn(N_("Reason"), ("reason_code", "reason"), _why_judged),
        TableColumn(N_("Who and when"), ("author", "date", "second_reviewer"), _who_and_when),
        TableColumn(N_("State"), ("standing", "valid"), _standing),
    ),
    name="judgements",
)


def judgements(view: View, rows: Rows = None) -> Table | Prose:
    """Return every recorded judgement of the period beside the computed rating, with its standing.

    Args:
        view: The period.
        rows: Rows of the frame ``judgements``; all when None.
    """
    say, found = view.say, chosen(rows, view.frames.judgements)
    if found.empty:
        return Prose((say("No judgement is recorded for this period: every final rating is the computed one."),))
    shown = set(plain_values(found, "element"))
    overridden = [one for one in view.assessment.everything if one.overridden and one.element.id in shown]
    scale = view.assessment.rubric.scale
    net = sum(scale.place(one.final) - scale.place(one.computed) for one in overridden)
    direction = say("up") if net > 0 else say("down") if net < 0 else say("neither way")
    return JUDGEMENTS.render(found, say, count=len(overridden), direction=direction)


def evaluators(view: View, rows: Rows = None) -> Prose:
    """Return how far independent evaluators agree, and every dissent.

    Args:
        view: The period.
        rows: Rows of the frame ``scores``; all of the period when None.
    """
    say, assessment = view.say, view.assessment
    scores = [one for one in assessment.programme.scores if one.period == assessment.period.id]
    known = {(one.element, one.scorer): one for one in scores}
    found = agreement(picked(rows, known, ["element", "scorer"]), assessment.rubric.scale, seed=assessment.rubric.seed)
    if found is None:
        return Prose(
            (say("Fewer than two evaluators have scored this period independently, so agreement cannot be computed."),)
        )
    lines = [
        say(
            "{scorers} evaluators scored {units} boxes independently. Krippendorff's ordinal alpha is {alpha} (95% interval {low}–{high}); 1 is full agreement, 0 is chance.",
            scorers=say.number(len(found.scorers)),
            units=say.number(found.units),
            alpha=say.number(found.alpha, 2),
            low=say.number(found.low, 2),
            high=say.number(found.high, 2),
        )
    ]
    for element, given in found.disagreements:
        label = say.text(assessment.programme.chain.element(element).label)
        told = "; ".join(f"{scorer}: {method_words.word(say, Rating(score))}" for scorer, score in given)
        lines.append(f"{label} – {told}.")
    return Prose(tuple(lines))


def _shaken(view: View, rows: Rows = None) -> pd.DataFrame:
    """Return the robustness of the chain's rated elements; what was not intended is not among them."""
    every, own = view.frames.robustness, [one.element.id for one in view.assessment.ratings]
    return chosen(rows, every[every.index.isin(own)], every)


def robust_picture(view: View, rows: Rows = None) -> Prose:
    """Return in words how many ratings are robust, sensitive and fragile, and what they hang on.

    Args:
        view: The period.
        rows: Rows of the frame ``robustness``; those of the chain's elements when None.
    """
    say, found = view.say, _shaken(view, rows)
    if found.empty:
        return Prose((say("Nothing is rated in this period, so robustness cannot be computed."),))
    labels, drivers = Counter(found["robustness"]), Counter(found["driver"].dropna())
    told = ", ".join(f"{say(method_words.ROBUST[one])} {labels[one]}" for one in method_words.ROBUST if labels[one])
    rubric = view.assessment.rubric
    lines = [
        say(
            "Each rating was computed {draws} times, varying its assumptions. Robust means that at least {robust} of the draws give the same colour, fragile that fewer than {sensitive} do. The result: {told}.",
            draws=say.number(rubric.draws),
            robust=say.percent(rubric.robust_from),
            sensitive=say.percent(rubric.sensitive_from),
            told=told,
        )
    ]
    if drivers:
        ((most, count),) = drivers.most_common(1)
        lines.append(
            say.many(
                "What moves the ratings most is {factor}: it matters most for one box.",
                "What moves the ratings most is {factor}: it matters most for {count} boxes.",
                count,
                factor=say(method_words.FACTORS[most]),
            )
        )
    return Prose(tuple(lines))


FRAME: dict[str, Any] = {
    "element": "str",
    "label": "str",
    "rating": RATING,
    "probability": "float64",
    "computed": RATING,
    "robustness": ROBUSTNESS,
}
"""The columns of the figure's frame: how often each rating came out, 0–1, beside the computed one."""


def robustness_figure(view: View, rows: Rows = None) -> Exhibit | Prose:
    """Return the probability of each colour for every rated element: a panel a level, in it the surest first.

    Args:
        view: The period.
        rows: Rows of the frame ``robustness``, a bar each; those of the chain's elements when None.
    """
    say, found = view.say, _shaken(view, rows)
    if found.empty:
        return robust_picture(view, rows)
    caption = say("How often each colour comes out when the assumptions are varied")
    holding = int((found["robustness"] == "robust").sum())
    drawn, left_out = found, ""
    if is_large(len(view.assessment.everything)) and len(found) > DRAWN:
        drawn = found.loc[found["probability"].nsmallest(DRAWN).index]
        left_out = " " + say(
            "The figure shows the {shown} boxes whose colour holds least often; the table has all {all}.",
            shown=DRAWN,
            all=len(found),
        )
    frame = _robustness_frame(view, drawn)
    return Exhibit(
        name="robustness",
        title=tally_title(say, HOLDING, holding, len(found)) or caption,
        subtitle=say("{what}; by level, the surest first.", what=caption),
        source=say("{draws} draws by the rubric of this report", draws=say.number(view.assessment.rubric.draws)),
        frame=frame,
        drawing=robustness_sheet(view, drawn, frame, _scale(view)),
        text=" ".join(robust_picture(view, found).paragraphs) + left_out,
        table=_robustness_table(view, caption, found),
    )


def _robustness_frame(view: View, found: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of the draws under one another: a row for each part of each bar."""
    labels = [view.say.text(view.assessment.rating(name).element.label) for name in found.index]
    parts = [
        pd.DataFrame(
            {
                "element": found.index,
                "label": labels,
                "rating": rating.value,
                "probability": found[rating.replace("-", "_")].to_numpy(),
                "computed": found["computed"].to_numpy(),
                "robustness": found["robustness"].to_numpy(),
            }
        )
        for rating in _scale(view)
    ]
    kind = rating_type(view.assessment.rubric.scale.grades)
    return pd.concat(parts, ignore_index=True).astype({**FRAME, "rating": kind, "computed": kind})


def _scale(view: View) -> list[Rating]:
    """Return what a draw can give, from not delivered to the best grade."""
    return [one for one in reversed(view.assessment.rubric.scale.ratings) if one.rated]


def _robustness_table(view: View, title: str, robustness: pd.DataFrame) -> Table:
    say = view.say

    def grounds(say: Language, element: str) -> str:
        return rests_on(say, view.robustness[element])

    told = [one for one in _scale(view) if one is not Rating.NOT_DELIVERED or robustness["not_delivered"].any()]
    shares = [(method_words.word(say, one).capitalize(), one.replace("-", "_")) for one in told]
    columns = (
        TableColumn(N_("Box"), ("label",), cells.words),
        TableColumn(N_("Computed rating"), ("computed", "wrong_way"), cells.rating),
        *(TableColumn(head, (name,), _tenths, numeric=True, translated=False) for head, name in shares),
        TableColumn(N_("Robustness"), ("robustness", "unsettled"), robustness_label),
        TableColumn(N_("Rests on"), ("element",), grounds),
        TableColumn(N_("Main driver (share of variation)"), ("driver", "driver_share"), _driven),
    )
    return render(columns, robustness.join(view.frames.ratings["wrong_way"]), say, title)


def _tenths(say: Language, share: float) -> str:
    return say.percent(share, 1)


def _driven(say: Language, factor: str | None, share: float | None) -> str:
    if factor is None or share is None:
        return say("nothing: the score does not vary")
    return f"{say(method_words.FACTORS[factor])} ({say.percent(share)})"


def driver(say: Language, one: Robustness) -> str:
    """Return what drives an element's score, with its total Sobol index."""
    return _driven(say, one.driver, None if one.driver is None else one.total[one.driver])
