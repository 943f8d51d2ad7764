"""Section 4: whom the programme reached, what it offered and what was said of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kunteko_eval.model.coding import NEITHER
from kunteko_eval.report import cells
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import Row, claims, figures_told, longest, named, section, source
from kunteko_eval.report.chapter_evidence import told
from kunteko_eval.report.chosen import Rows
from kunteko_eval.report.comparability import unlike_whole
from kunteko_eval.report.content import Table
from kunteko_eval.report.language import N_
from kunteko_eval.report.period_frames import chapter_figures, chapter_findings
from kunteko_eval.report.programme_chapter import unit_costs
from kunteko_eval.report.table_spec import plain_rows
from kunteko_eval.report.view import View

OFFERED = 5
"""How many figures on what was offered are told."""
A_THEME = 2
"""How many of them are of one theme."""


def services_section(view: View, figures: Rows = None, services: Rows = None, findings: Rows = None) -> Argument | None:
    """Return whom the programme reached: its message is the first figure on reach of the longest span in the period.

    Without such a figure the heading says what is shown.

    Args:
        view: The period.
        figures: Rows of `period_figures` on reach; those of the chapter when None.
        services: Rows of `period_figures` on services; those of the chapter when None.
        findings: Rows of `period_findings`; those of the chapter when None.
    """
    say = view.say
    reach, given = chapter_figures(view, "reach", figures), chapter_figures(view, "services", services)
    said = chapter_findings(view, "services", findings)
    reached, offered = longest(reach), longest(given[given["share"].isna() & (given["unit"] != "grade")])
    heading = say("What the programme offered, and what was said of it")
    if reached:
        heading = figures_told(view, reached[:1], 1)
    group = ClaimGroup(
        name="services",
        heading=heading,
        claims=claims(
            _rest(view, reached[1:]), _offered(view, offered), _cost(view), _graded(view, given), _found(view, said)
        ),
        subject=_span(view, reached),
        source=source(view, reach, given, said),
    )
    return section(group)


def _span(view: View, reached: Sequence[Row]) -> str:
    """Return that the figure of the heading is of a part of the period, where it is."""
    period = view.assessment.period
    if not reached or (reached[0]["start"], reached[0]["end"]) == (period.start, period.end):
        return ""
    return view.say("No figure on reach covers all of {period}.", period=view.say.period(period))


def _rest(view: View, rows: Sequence[Row]) -> Claim | None:
    """Return the other figures on whom the programme reached."""
    if not rows:
        return None
    beside = unlike_whole(view, [(row["indicator"], row["period"]) for row in rows[:3]])
    told = view.say("Reach is also told by: {told}.", told=figures_told(view, rows, 3))
    text = " ".join([told, *(view.say.text(one.text) for one in beside)])
    return Claim(text=text, evidence=("figure-volumes", "annex-services"))


def _offered(view: View, rows: Sequence[Row]) -> Claim | None:
    """Return what was offered, a few figures of each theme."""
    by_theme: dict[str, list[Row]] = {}
    for row in rows:
        by_theme.setdefault(row["theme"], []).append(row)
    few = [row for of_theme in by_theme.values() for row in of_theme[:A_THEME]][:OFFERED]
    if not few:
        return None
    evidence = tuple(f"table-figures-services-{theme}" for theme in dict.fromkeys(row["theme"] for row in few))
    return Claim(text=view.say("What it offered: {told}.", told=figures_told(view, few, OFFERED)), evidence=evidence)


def _cost(view: View) -> Claim | None:
    """Return the whole budget divided by what was reached, where the documents allow it."""
    table = unit_costs(view)
    if not isinstance(table, Table):
        return None
    parts = named(view.say, [f"{label} {cost}" for label, _, cost, *_ in table.rows])
    text = view.say(
        "The whole budget divided by each number: {told}. Everything the programme did is in it.", told=parts
    )
    return Claim(text=text, evidence=("table-unit-costs",))


def _graded(view: View, given: pd.DataFrame) -> Claim | None:
    """Return what those who were asked thought of the services: the least and the greatest share, and the grades."""
    say, lines = view.say, []
    shares = sorted((row for row in plain_rows(given) if row["share"] is not None), key=lambda row: row["share"])
    grades = [row for row in plain_rows(given) if row["unit"] == "grade"]
    values = [{"label": cells.words(say, row["label"]), "figure": told(say, row)} for row in shares]
    if len({row["share"] for row in shares}) > 1:
        ends = {f"{name}_{end}": values[at][name] for end, at in (("low", 0), ("high", -1)) for name in values[at]}
        message = N_(
            "Of {all:w} survey results on the services the lowest is “{label_low}” {figure_low}, the highest “{label_high}” {figure_high}."
        )
        lines.append(say(message, all=len(values), **ends))
    elif values:
        lines.append(say("Survey result: “{label}” {figure}.", **values[0]))
    if grades:
        told_of = [f"{cells.words(say, row['label'])} {told(say, row)}" for row in grades]
        lines.append(say("Grades: {told}.", told=named(say, told_of)))
    themes = dict.fromkeys(row["theme"] for row in (*shares, *grades))
    evidence = tuple(f"{kind}-{theme}" for theme in themes for kind in ("figure-shares", "table-figures-services"))
    return Claim(text=" ".join(lines), evidence=evidence) if lines else None


def _found(view: View, said: pd.DataFrame) -> Claim | None:
    """Return how many findings speak well and ill of the services, and the clearest of them."""
    say = view.say
    if said.empty:
        return None
    well, ill = said[said["scale"] > NEITHER], said[said["scale"] < NEITHER]
    lines = [
        say.many(
            "One finding speaks well of the services.", "{count:W} findings speak well of the services.", len(well)
        )
        if len(well)
        else say("No finding speaks well of the services."),
        say.many("One speaks against them.", "{count:W} speak against them.", len(ill))
        if len(ill)
        else say("None speaks against them."),
    ]
    clear = (said["scale"] - NEITHER).abs()
    if clear.max() > 0:
        names = named(say, [say.as_is(one) for one in said[clear == clear.max()]["statement"]], 2)
        lines.append(say("Most clearly: {names}.", names=names))
    return Claim(text=" ".join(lines), evidence=("table-findings-services",))
