"""The programme and its resources: dates, goals, money, and the questions that the evaluation was asked."""

from __future__ import annotations

import datetime

import pandas as pd

from kunteko_eval.model.period import Period
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chapter_evidence import figure_table, figure_tables
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.period_frames import chapter_figures, speaking
from kunteko_eval.report.table_spec import TableColumn, TableSpec
from kunteko_eval.report.targets import target_exhibits
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


TURNS = {
    "start": (1, N_("at the beginning of {year}")),
    "end": (12, N_("at the end of {year}")),
}
"""The month in which a programme that is dated roughly begins or ends with the year, and how that is said."""


def programme_picture(view: View) -> Prose:
    """Return what the programme is, when it ran, and how many goals and questions the documents state."""
    say, sheet = view.say, view.programme.sheet
    lines = [say.text(sheet.description)]
    start = _when(view, "start", sheet.start)
    if sheet.end is None:
        lines.append(say("The programme began {start}. The documents do not give the end.", start=start))
    else:
        lines.append(
            say("The programme began {start} and ended {end}.", start=start, end=_when(view, "end", sheet.end))
        )
    for check in view.assessment.checks:
        if check.code == "dates-disagree":
            told = "; ".join(f"{say.day(one.date)} ({method_words.place(say, one)})" for one in check.claims)
            lines.append(say(EVENTS[check.claims[0].event], told=told))
    if not sheet.goals:
        lines.append(say("The documents state no goals."))
    return Prose(tuple(lines))


def _when(view: View, event: str, day: datetime.date) -> str:
    """Return a day of the programme; where the documents give it only roughly, the turn of the year or the month."""
    say = view.say
    told = [one.precision for one in view.programme.sheet.dates if one.event == event]
    if told and "exact" not in told:
        month, turn = TURNS[event]
        return say(turn, year=str(day.year)) if day.month == month else say("around {month}", month=say.month(day))
    return say("on {day}", day=say.day(day))


def goals(view: View, goals: Rows = None) -> Table | None:
    """Return the programme's goals with their places; None when the documents state none.

    Args:
        view: The period.
        goals: Rows of the programme's `goals`, in the order in which they are numbered; all when None.
    """
    found = chosen(goals, view.frames.programme.goals)
    return None if found.empty else GOALS.render(found.assign(number=range(1, len(found) + 1)), view.say)


def money(view: View, funders: Rows = None) -> Prose:
    """Return the budget, what it comes to in a year, and whose part of it is not told.

    Args:
        view: The period.
        funders: Rows of the programme's `funders`; all when None.
    """
    say, sheet, paid = view.say, view.programme.sheet, chosen(funders, view.frames.programme.funders)
    lines = []
    if sheet.budget is None:
        lines.append(say("The documents do not state the budget."))
    else:
        amount = say(
            method_words.PRECISIONS[sheet.budget.precision],
            figure=method_words.figure(say, sheet.budget.amount, sheet.budget.currency),
        )
        lines.append(
            say("The whole budget was {amount} ({place}).", amount=amount, place=method_words.place(say, sheet.budget))
        )
        if sheet.end is not None:
            years = Period(id="whole", start=sheet.start, end=sheet.end, report=False).years_from(sheet.start)
            yearly = method_words.figure(say, rounded(sheet.budget.amount / years, 2), sheet.budget.currency)
            span = say.number(years, 0 if abs(years - round(years)) < 0.05 else 1)
            lines.append(
                say(
                    "Divided over the programme's {span} years or so, that is about {yearly} a year. The division is this report's; the actual split may differ.",
                    span=span,
                    yearly=yearly,
                )
            )
    untold = [say.as_is(str(name)) for name in paid.index[paid["share"].isna()]]
    if untold:
        lines.append(say("The documents do not say how much these paid: {names}.", names="; ".join(untold)))
    if paid.empty:
        lines.append(say("The documents do not name the funders."))
    return Prose(tuple(lines))


def rounded(value: float, digits: int) -> float:
    """Return a number with so many significant digits; what follows would claim more than is known.

    >>> rounded(516666.7, 2), rounded(618.3, 2)
    (520000.0, 620.0)
    """
    return float(f"{value:.{digits}g}")


def funders(view: View, funders: Rows = None) -> Table | None:
    """Return who paid and what part; None when nobody is named.

    Args:
        view: The period.
        funders: Rows of the programme's `funders`, in the order in which they are shown; all when None.
    """
    found = chosen(funders, view.frames.programme.funders)
    return None if found.empty else FUNDERS.render(found, view.say)


def resource_figures(view: View, figures: Rows = None) -> list[Exhibit | Table | Prose]:
    """Return the figures on the programme's own resources; one line where there are none.

    Where there are none but a resource is rated by figures of another chapter, those are shown.

    Args:
        view: The period.
        figures: Rows of `period_figures`, in the order in which they are shown; those of the chapter when None.
    """
    chosen = chapter_figures(view, "programme", figures)
    found: list[Exhibit | Table | Prose] = [*figure_tables(view, chosen)]
    targets = target_exhibits(view, "programme")
    elsewhere = speaking(view, "resources")
    if not found and not elsewhere.empty:
        rest = figure_table(view, elsewhere, view.say("Figures on which the ratings of the resources rest"))
        return [rest, *targets]
    none = view.say("The documents give no figures on the programme's own resources for this period.")
    return [*(found or [Prose((none,))]), *targets]


def questions(view: View, questions: Rows = None) -> Table | Prose:
    """Return the evaluation's questions with the chapters and elements that answer them.

    Args:
        view: The period.
        questions: Rows of the programme's `questions`, in the order in which they are shown; all when None.
    """
    say, found = view.say, chosen(questions, view.frames.programme.questions)
    if found.empty:
        return Prose((say("The documents state no evaluation questions; the chapters answer those of the method."),))
    elements = view.frames.programme.elements

    def answering(say: Language, number: int) -> str:
        labels = elements.loc[elements["evaluation_question"] == number, "label"]
        return "; ".join(say.as_is(label) for label in labels) or cells.NONE

    spec = TableSpec(
        N_("What the evaluation was asked"),
        (
            TableColumn(N_("No."), ("question",), cells.number),
            TableColumn(N_("Question, in brief"), ("label",), cells.words),
            TableColumn(N_("Chapters"), ("chapters",), _chapters),
            TableColumn(N_("Boxes"), ("question",), answering),
            TableColumn(N_("Source"), cells.PLACE, cells.place),
        ),
        name="questions",
    )
    return spec.render(found, say)


def _chapters(say: Language, names: str) -> str:
    return "; ".join(say(CHAPTERS[name]) for name in names.split()) or cells.NONE


def unit_costs(view: View, figures: Rows = None) -> Table | Prose:
    """Return the whole budget divided by what was reached; one line where the documents do not allow it.

    Args:
        view: The period.
        figures: Rows of `period_figures` by which the budget is divided; the totals of what was reached in the whole
            of the period when None.
    """
    say, sheet, period = view.say, view.programme.sheet, view.assessment.period
    if sheet.budget is None:
        return Prose((say("Cost per unit cannot be given: the documents do not state the budget."),))
    whole = (sheet.start, sheet.end)
    if (period.start, period.end) != whole:
        return Prose(
            (say("Cost per unit cannot be given for this period: the budget is known only for the whole programme."),)
        )
    found = chapter_figures(view, "reach", _reached_in_all(view) if figures is None else figures)
    if found.empty:
        return Prose(
            (
                say(
                    "Cost per unit cannot be given: the documents give no total of those reached for the whole programme."
                ),
            )
        )
    return UNIT_COSTS.render(
        found.assign(cost=sheet.budget.amount / found["value"], currency=sheet.budget.currency),
        say,
        amount=method_words.figure(say, sheet.budget.amount, sheet.budget.currency),
    )


def _reached_in_all(view: View) -> pd.DataFrame:
    """Return the counts of what was reached in the whole of the period."""
    found, period = chapter_figures(view, "reach"), view.assessment.period
    whole = (found["start"] == pd.Timestamp(period.start)) & (found["end"] == pd.Timestamp(period.end))
    summed = (found["unit"] == "count") & found["aggregation"].isin(["increment", "distinct"])
    return found[whole & summed & (found["value"] > 0) & found["precision"].isin(["exact", "about"])]


def _cost(say: Language, cost: float, currency: str) -> str:
    return say("about {figure}", figure=method_words.figure(say, rounded(cost, 2), currency))


GOALS = TableSpec(
    N_("Goals"),
    (
        TableColumn(N_("No."), ("number",), cells.number),
        TableColumn(N_("Goal, in brief"), ("label",), cells.words),
        TableColumn(N_("Source"), cells.PLACE, cells.place),
    ),
    name="goals",
)
FUNDERS = TableSpec(
    N_("Funders"),
    (
        TableColumn(N_("Funder"), ("funder",), cells.words),
        TableColumn(N_("Share of the funding"), ("share",), cells.percent, numeric=True),
        TableColumn(N_("How it was read"), ("match",), cells.coded(method_words.MATCHES)),
        TableColumn(N_("Source"), cells.PLACE, cells.place),
    ),
    name="funders",
)
UNIT_COSTS = TableSpec(
    N_("The whole budget ({amount}) divided by each number: everything the programme did is in it"),
    (
        TableColumn(N_("Unit"), ("label",), cells.words),
        TableColumn(N_("Number"), cells.FIGURE, cells.figure, numeric=True),
        TableColumn(N_("Budget per unit"), ("cost", "currency"), _cost, numeric=True),
        TableColumn(N_("Source of the number"), cells.PLACE, cells.place),
    ),
    name="unit-costs",
)
