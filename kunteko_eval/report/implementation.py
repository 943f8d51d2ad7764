"""What the programme did: what helped and hindered, reach, feedback, and innovations by their spread."""

from __future__ import annotations

from kunteko_eval.model.coding import NEITHER
from kunteko_eval.model.evidence import Finding
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chapter_evidence import (
    chapter_of,
    figure_tables,
    finding_table,
    findings_of,
    indicators_of,
    place,
    speaking,
    told,
    within,
)
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.language import N_
from kunteko_eval.report.programme_chapter import CHAPTERS
from kunteko_eval.report.shares import theme_shares
from kunteko_eval.report.table_spec import TableColumn, TableSpec, rows_within
from kunteko_eval.report.view import View

SPREADS = {
    "idea": N_("idea"),
    "experiment": N_("experiment"),
    "in-use": N_("in use"),
    "widely-spread": N_("widely spread"),
    "unknown": N_("spread not told"),
}
ROLES = {
    "made": N_("the programme made it"),
    "supported": N_("the programme supported it"),
    "made-visible": N_("the programme made it visible"),
    "sector": N_("the sector's own work"),
}


def implementation_picture(view: View) -> Prose:
    """Return in words how much is known of what helped and hindered, and who says so."""
    say = view.say
    found = findings_of(view, "implementation")
    if not found:
        none = N_("The documents tell nothing of what helped or hindered the carrying out in {period}.")
        return Prose((say(none, period=say.period(view.assessment.period)),))
    helped, hindered = _split(view, found)
    told_of = {
        "helped": say.many("One finding tells what helped.", "{count:W} findings tell what helped.", len(helped)),
        "hindered": say.many(
            "One finding tells what hindered.", "{count:W} findings tell what hindered.", len(hindered)
        ),
    }
    lines = [
        told_of["helped"] if helped else say("No finding tells what helped."),
        told_of["hindered"] if hindered else say("No finding tells what hindered."),
    ]
    types = dict.fromkeys(view.programme.collections[one.source].type for one in found)
    lines.append(say("They come from: {types}.", types=", ".join(say(method_words.TYPES[name]) for name in types)))
    return Prose((" ".join(lines[:2]), " ".join(lines[2:])))


def _split(view: View, found: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Return what speaks for the programme's carrying out, the most first, and what against it."""
    ordered = sorted(found, key=lambda one: -place(view, one))
    helped = [one for one in ordered if place(view, one) > NEITHER]
    return helped, [one for one in reversed(ordered) if place(view, one) < NEITHER]


def implementation_tables(view: View) -> list[Table]:
    """Return what helped and what hindered, the plainest first, and the chapter's figures; no table where there is nothing."""
    say = view.say
    parts = zip(
        _split(view, findings_of(view, "implementation")), (say("What helped"), say("What hindered")), strict=True
    )
    told_of = [finding_table(view, found, title) for found, title in parts if found]
    return [*told_of, *figure_tables(view, "implementation")]


def reach_picture(view: View) -> Prose:
    """Return who was reached, each figure with its span and place."""
    say, programme = view.say, view.programme
    lines = []
    for indicator in indicators_of(view, "reach"):
        for one in within(view, indicator):
            read = "" if one.match == "read" else f" [{say(method_words.MATCHES[one.match])}]"
            lines.append(
                say(
                    "{label}: {figure} in {span} ({place}).",
                    label=say.text(indicator.label),
                    figure=told(view, one),
                    span=say.period(programme.periods[one.period]) + read,
                    place=method_words.place(say, one),
                )
            )
    none = say(
        "The documents do not tell whom the programme reached in {period}.", period=say.period(view.assessment.period)
    )
    return Prose(tuple(lines) or (none,))


def service_figures(view: View) -> list[Table | Prose]:
    """Return the volumes of services, one table a theme; one line where there are none, or where they stand instead."""
    say = view.say
    found: list[Table | Prose] = [*figure_tables(view, "services")]
    own = {chapter_of(view, view.programme.indicators_by_id[one.indicator]) for one in speaking(view, "actions")}
    if "implementation" in own and not found:
        chapter = say(CHAPTERS["implementation"])
        return [Prose((say("The figures on what was done stand in the chapter “{chapter}”.", chapter=chapter),))]
    return found or [Prose((say("The documents give no figures on services for this period."),))]


def feedback(view: View) -> list[Exhibit | Table | Prose]:
    """Return the feedback on the services: survey shares and findings; one line where there is none."""
    say = view.say
    shown: list[Exhibit | Table | Prose] = [*theme_shares(view, "services")]
    found = findings_of(view, "services")
    if found:
        shown.append(finding_table(view, found, say("Findings on the services")))
    return shown or [Prose((say("The documents give no feedback on the services for this period."),))]


def innovation_picture(view: View) -> Prose:
    """Return in words how far the innovations of the period have spread, and the programme's part in them."""
    say, programme, period = view.say, view.programme, view.assessment.period
    found = [one for one in programme.innovations if period.contains(programme.periods[one.period])]
    if not found and programme.innovations:
        message = N_("The documents date no innovation to {period} alone; {count:w} are dated to other spans.")
        return Prose((say(message, period=say.period(period), count=len(programme.innovations)),))
    if not found:
        return Prose((say("The documents name no innovations."),))
    counts = [(code, sum(one.spread == code for one in found)) for code in SPREADS]
    spread = ", ".join(f"{say(SPREADS[code])} {say.number(count)}" for code, count in counts if count)
    parts = [(code, sum(one.role == code for one in found)) for code in ROLES]
    role = ", ".join(f"{say(ROLES[code])} {say.number(count)}" for code, count in parts if count)
    lines = [
        say.many(
            "The documents name one innovation. By spread: {spread}.",
            "The documents name {count:w} innovations. By spread: {spread}.",
            len(found),
            spread=spread,
        ),
        say("By the programme's part: {role}.", role=role),
    ]
    inferred = sum(one.match != "read" for one in found)
    if inferred:
        lines.append(
            say.many(
                "One was not read as printed but inferred; the table tells which.",
                "{count:W} were not read as printed but inferred; the table tells which.",
                inferred,
            )
        )
    return Prose((" ".join(lines),))


INNOVATIONS = TableSpec(
    N_("Innovations by how far they have spread"),
    (
        TableColumn(N_("Innovation"), ("label",), cells.words),
        TableColumn(N_("Spread"), ("spread",), cells.coded(SPREADS)),
        TableColumn(N_("The programme's part"), ("role",), cells.coded(ROLES)),
        TableColumn(N_("How read"), ("match",), cells.coded(method_words.MATCHES)),
        TableColumn(N_("Source"), cells.PLACE, cells.place),
    ),
)
WIDEST_FIRST = {"widely-spread": 0, "in-use": 1, "experiment": 2, "idea": 3, "unknown": 4}


def innovations(view: View) -> Table | None:
    """Return the innovations of the period, the most widely spread first; None when there are none."""
    found = rows_within(view.frames.programme.innovations, view.assessment.period)
    if found.empty:
        return None
    ordered = found.sort_values("spread", key=lambda spread: spread.map(WIDEST_FIRST), kind="stable")
    return INNOVATIONS.render(ordered, view.say)
