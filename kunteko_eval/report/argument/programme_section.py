"""Section 2: what the programme was, what it set out to do and what it had to do it with."""

from __future__ import annotations

import pandas as pd

from kunteko_eval.report import cells, method_words
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import claims, figures_told, longest, named, own_part, section, source
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.chosen_ratings import own, rated
from kunteko_eval.report.language import N_
from kunteko_eval.report.period_frames import chapter_figures
from kunteko_eval.report.table_spec import plain_rows
from kunteko_eval.report.view import View

MOST_GOALS = 6
"""How many goals are named."""


def programme_section(view: View, goals: Rows = None, funders: Rows = None, ratings: Rows = None) -> Argument | None:
    """Return what the programme was and had: its message is the money, where the documents tell it.

    Without a budget the heading says what is shown.

    Args:
        view: The period.
        goals: Rows of the programme's `goals`; all when None.
        funders: Rows of the programme's `funders`; all when None.
        ratings: Rows of `ratings`, of which the resources are told; all when None.
    """
    say, sheet, frames = view.say, view.programme.sheet, view.frames.programme
    aims, paid = chosen(goals, frames.goals), chosen(funders, frames.funders)
    name = say.text(sheet.name)
    heading = say("What {name} set out to do, and with what", name=name)
    if sheet.budget is not None:
        figure = method_words.figure(say, sheet.budget.amount, sheet.budget.currency)
        amount = say(method_words.PRECISIONS[sheet.budget.precision], figure=figure)
        heading = say("{name} had a budget of {amount}", name=name, amount=amount)
    period = say.period(view.assessment.period)
    if sheet.end is None:
        began = say.month(sheet.start)
        subject = say("The programme began in {began}; this report is about {period}.", began=began, period=period)
    else:
        span = say.span(sheet.start, sheet.end)
        subject = say("The programme ran {span}; this report is about {period}.", span=span, period=period)
    resources = [one for one in own(rated(view, ratings)) if _is_resource(view, one.element.id)]
    told = claims(
        _aims(view, aims), _money(view, paid), _means(view), own_part(view, resources, "resources"), _asked(view)
    )
    return section(
        ClaimGroup(name="programme", heading=heading, claims=told, subject=subject, source=source(view, aims, paid))
    )


def _is_resource(view: View, element: str) -> bool:
    return view.programme.chain.level_of(view.programme.chain.element(element)).kind == "resources"


def _aims(view: View, found: pd.DataFrame) -> Claim:
    """Return what the programme set out to do."""
    say = view.say
    if found.empty:
        return Claim(text=say("The documents state no goals."))
    text = say.many(
        "It had one goal: {goals}.",
        "It had {count:w} goals: {goals}.",
        len(found),
        goals=named(say, [say.as_is(label) for label in found["label"]], MOST_GOALS),
    )
    return Claim(text=text, evidence=("table-goals",))


def _money(view: View, found: pd.DataFrame) -> Claim:
    """Return who paid most; several where they paid alike, and only who where no share is told."""
    say = view.say
    if found.empty:
        return Claim(text=say("The documents do not name the funders."))
    rows = [(say.as_is(str(row["funder"])), row["share"]) for row in plain_rows(found)]
    told = sorted((row for row in rows if row[1] is not None), key=lambda row: -float(row[1] or 0))
    if not told:
        names = named(say, [name for name, _ in rows])
        return Claim(text=say("Who paid is told, but not how much: {names}.", names=names), evidence=("table-funders",))
    most = told[0][1] or 0.0
    first = [name for name, share in told if share == most]
    others = [name for name, _ in rows if name not in first]
    message = N_("The greatest share of the funding, {share}, came from {names}.")
    if len(first) > 1:
        message = N_("The greatest shares of the funding, {share} each, came from {names}.")
    elif most > 50:
        message = N_("Most of the funding, {share}, came from {names}.")
    lines = [say(message, share=cells.percent(say, most), names=named(say, first))]
    if others:
        lines.append(say("The other funders: {names}.", names=named(say, others)))
    return Claim(text=" ".join(lines), evidence=("table-funders",))


def _means(view: View) -> Claim | None:
    """Return the figures on what the programme had, where a resource is rated by them."""
    say, levels = view.say, view.levels_of_indicators
    rows = [row for row in longest(chapter_figures(view, "programme")) if levels.get(row["indicator"]) == "resources"]
    if not rows:
        return None
    evidence = tuple(f"table-figures-programme-{theme}" for theme in dict.fromkeys(row["theme"] for row in rows))
    return Claim(text=say("What it had: {told}.", told=figures_told(view, rows, 3)), evidence=evidence)


def _asked(view: View) -> Claim | None:
    """Return what the evaluation was asked."""
    say, asked = view.say, view.programme.sheet.evaluation_questions
    if not asked:
        return None
    text = say.many(
        "The evaluation was asked one question: {questions}?",
        "The evaluation was asked {count:w} questions: {questions}?",
        len(asked),
        questions="? ".join(say.text(one.text).rstrip("?. \u00a0") for one in asked),
    )
    return Claim(text=text, evidence=("table-questions",))
