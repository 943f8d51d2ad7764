"""The programme and its resources: dates, goals, money, and the questions that the evaluation was asked."""

from __future__ import annotations

import datetime

from kunteko_eval.model.period import Period
from kunteko_eval.report import method_words
from kunteko_eval.report.chapter_evidence import figure_table, figure_tables, speaking
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.language import N_
from kunteko_eval.report.view import View

CHAPTERS = {
    "programme": N_("The programme and its resources"),
    "implementation": N_("Implementation"),
    "services": N_("Services and reach"),
    "voices": N_("What participants and organisations say"),
    "innovations": N_("Innovations"),
    "impact-chain": N_("The impact chain"),
    "pathways": N_("Pathways"),
    "evidence": N_("Evidence and its quality"),
    "certainty": N_("Robustness and agreement"),
    "change": N_("Change since the previous period"),
    "recommendations": N_("Recommendations and their follow-up"),
    "evidence-plan": N_("Evidence plan"),
}
EVENTS = {
    "start": N_("The documents disagree on the start: {told}."),
    "end": N_("The documents disagree on the end: {told}."),
}


def programme_picture(view: View) -> Prose:
    """Return what the programme is, when it ran, and how many goals and questions the documents state."""
    say, sheet = view.say, view.programme.sheet
    lines = [say.text(sheet.description)]
    start = _when(view, "start", sheet.start)
    if sheet.end is None:
        lines.append(say("Beginning: {start}. The documents do not tell the end.", start=start))
    else:
        lines.append(say("Beginning: {start}. End: {end}.", start=start, end=_when(view, "end", sheet.end)))
    for check in view.assessment.checks:
        if check.code == "dates-disagree":
            told = "; ".join(f"{say.day(one.date)} ({method_words.place(say, one)})" for one in check.claims)
            lines.append(say(EVENTS[check.claims[0].event], told=told))
    if not sheet.goals:
        lines.append(say("The documents state no goals."))
    return Prose(tuple(lines))


def _when(view: View, event: str, day: datetime.date) -> str:
    """Return a day of the programme; where the documents tell it only about, the month."""
    say = view.say
    told = [one.precision for one in view.programme.sheet.dates if one.event == event]
    if told and "exact" not in told:
        return say("about {figure}", figure=say.month(day))
    return say.day(day)


def goals(view: View) -> Table | None:
    """Return the programme's goals with their places; None when the documents state none."""
    say, sheet = view.say, view.programme.sheet
    if not sheet.goals:
        return None
    rows = tuple(
        (say.number(number), say.text(one.text), method_words.place(say, one))
        for number, one in enumerate(sheet.goals, 1)
    )
    columns = (say("No."), say("Goal, in our words"), say("Source"))
    return Table(caption=say("Goals"), columns=columns, rows=rows)


def money(view: View) -> Prose:
    """Return the budget, what it comes to in a year, and who paid."""
    say, sheet = view.say, view.programme.sheet
    lines = []
    if sheet.budget is None:
        lines.append(say("The documents do not tell the budget."))
    else:
        amount = say(
            method_words.PRECISIONS[sheet.budget.precision], figure=method_words.figure(say, sheet.budget.amount, "EUR")
        )
        lines.append(
            say("The whole budget was {amount} ({place}).", amount=amount, place=method_words.place(say, sheet.budget))
        )
        if sheet.end is not None:
            years = Period(id="whole", start=sheet.start, end=sheet.end, report=False).years_from(sheet.start)
            yearly = method_words.figure(say, rounded(sheet.budget.amount / years, 2), "EUR")
            span = say.number(years, 0 if abs(years - round(years)) < 0.05 else 1)
            lines.append(
                say(
                    "Over {span} years that is about {yearly} a year (our division; the documents may split it otherwise).",
                    span=span,
                    yearly=yearly,
                )
            )
    untold = [say.text(one.name) for one in sheet.funders if one.share is None]
    if untold:
        lines.append(say("How much these paid is not told: {names}.", names="; ".join(untold)))
    if not sheet.funders:
        lines.append(say("The documents do not name the funders."))
    return Prose(tuple(lines))


def rounded(value: float, digits: int) -> float:
    """Return a number with so many significant digits; what follows would claim more than is known.

    >>> rounded(516666.7, 2), rounded(618.3, 2)
    (520000.0, 620.0)
    """
    return float(f"{value:.{digits}g}")


def funders(view: View) -> Table | None:
    """Return who paid and what part; None when nobody is named."""
    say, sheet = view.say, view.programme.sheet
    if not sheet.funders:
        return None
    rows = tuple(
        (
            say.text(one.name),
            say("not told") if one.share is None else method_words.figure(say, one.share, "percent"),
            say(method_words.MATCHES[one.match]),
            method_words.place(say, one),
        )
        for one in sheet.funders
    )
    columns = (say("Funder"), say("Share of the funding"), say("How read"), say("Source"))
    return Table(caption=say("Funders"), columns=columns, rows=rows, numeric=frozenset({1}))


def resource_figures(view: View) -> list[Table | Prose]:
    """Return the figures on the programme's own resources; one line where there are none.

    Where the chapter's own themes have none but a resource is rated by figures of another chapter, those are shown.
    """
    found: list[Table | Prose] = [*figure_tables(view, "programme")]
    elsewhere = speaking(view, "resources")
    if elsewhere and not found:
        return [figure_table(view, elsewhere, view.say("Figures on which the ratings of the resources rest"))]
    none = view.say("The documents give no figures on the programme's own resources for this period.")
    return found or [Prose((none,))]


def questions(view: View) -> Table | Prose:
    """Return the evaluation's questions with the chapters and elements that answer them."""
    say, programme = view.say, view.programme
    if not programme.sheet.evaluation_questions:
        return Prose((say("The documents state no evaluation questions; the chapters answer those of the method."),))
    rows = []
    for one in programme.sheet.evaluation_questions:
        elements = [
            say.text(element.label) for element in programme.chain.elements if element.evaluation_question == one.number
        ]
        rows.append(
            (
                say.number(one.number),
                say.text(one.text),
                "; ".join(say(CHAPTERS[name]) for name in one.chapters) or "–",
                "; ".join(elements) or "–",
                method_words.place(say, one),
            )
        )
    columns = (say("No."), say("Question, in our words"), say("Chapters"), say("Elements"), say("Source"))
    return Table(caption=say("What the evaluation was asked"), columns=columns, rows=tuple(rows))


def unit_costs(view: View) -> Table | Prose:
    """Return the whole budget divided by what was reached; one line where the documents do not allow it."""
    say, programme, period = view.say, view.programme, view.assessment.period
    sheet = programme.sheet
    if sheet.budget is None:
        return Prose((say("Cost per unit cannot be told: the documents do not tell the budget."),))
    whole = (sheet.start, sheet.end)
    if (period.start, period.end) != whole:
        return Prose(
            (say("Cost per unit cannot be told for this period: the budget is given for the whole programme."),)
        )
    themes = {theme.id for theme in programme.sources.themes if theme.chapter == "reach"}
    rows = []
    for indicator in programme.indicators:
        summable = indicator.aggregation in {"increment", "distinct"} and indicator.unit == "count"
        if indicator.theme not in themes or not summable:
            continue
        for one in programme.observations_of[indicator.id]:
            span = programme.periods[one.period]
            if (span.start, span.end) == whole and one.number > 0 and one.precision in {"exact", "about"}:
                cost = method_words.figure(say, rounded(sheet.budget.amount / one.number, 2), "EUR")
                rows.append(
                    (
                        say.text(indicator.label),
                        method_words.observed(say, one, indicator.unit),
                        say("about {figure}", figure=cost),
                        method_words.place(say, one),
                    )
                )
    if not rows:
        return Prose(
            (say("Cost per unit cannot be told: no total of what was reached is given for the whole programme."),)
        )
    columns = (say("Unit"), say("Number"), say("Budget per unit"), say("Source of the number"))
    caption = say(
        "The whole budget ({amount}) divided by each number: everything the programme did is in it",
        amount=method_words.figure(say, sheet.budget.amount, "EUR"),
    )
    return Table(caption=caption, columns=columns, rows=tuple(rows), numeric=frozenset({1, 2}))
