"""What the programme did: what helped and hindered, reach, feedback, and innovations by their spread."""

from __future__ import annotations

import pandas as pd

from kunteko_eval.model.coding import NEITHER
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chapter_evidence import figure_tables, finding_table, told
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.comparability import unlike_told, unlike_whole
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.example_cases import apart_from_cases, example_cases
from kunteko_eval.report.language import N_
from kunteko_eval.report.period_frames import chapter_figures, chapter_findings, speaking
from kunteko_eval.report.programme_chapter import CHAPTERS
from kunteko_eval.report.shares import theme_shares
from kunteko_eval.report.table_spec import TableColumn, TableSpec, plain_rows, rows_within
from kunteko_eval.report.targets import target_exhibits
from kunteko_eval.report.view import View

SPREADS = {
    "idea": N_("idea"),
    "experiment": N_("experiment"),
    "in-use": N_("in use"),
    "widely-spread": N_("widely spread"),
    "unknown": N_("spread not known"),
}
ROLES = {
    "made": N_("the programme made it"),
    "supported": N_("the programme supported it"),
    "made-visible": N_("the programme made it known"),
    "sector": N_("the sector's own work"),
}


def implementation_picture(view: View, findings: Rows = None) -> Prose:
    """Return in words how much is known of what helped and hindered, and who says so.

    Args:
        view: The period.
        findings: Rows of `period_findings`; those of the chapter when None.
    """
    say = view.say
    found = chapter_findings(view, "implementation", findings)
    if found.empty:
        none = N_("The documents do not say what helped or hindered implementation in {period}.")
        return Prose((say(none, period=say.period(view.assessment.period)),))
    helped, hindered = (len(part) for part in _split(found))
    types = ", ".join(say(method_words.TYPES[name]) for name in found["source_type"].unique())
    return Prose((_counted(view, helped, hindered), say("They come from: {types}.", types=types)))


def _counted(view: View, helped: int, hindered: int) -> str:
    """Return how many factors helped and how many hindered."""
    say = view.say
    if helped and hindered:
        return say.many(
            "One factor helped, {hindered:w} hindered.",
            "{count:W} factors helped, {hindered:w} hindered.",
            helped,
            hindered=hindered,
        )
    told_of = {
        "helped": say.many("One factor helped.", "{count:W} factors helped.", helped),
        "hindered": say.many("One factor hindered.", "{count:W} factors hindered.", hindered),
    }
    return " ".join(
        (
            told_of["helped"] if helped else say("No finding says what helped."),
            told_of["hindered"] if hindered else say("No finding says what hindered."),
        )
    )


def _split(found: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what speaks for the programme's implementation and what against it."""
    return found[found["scale"] > NEITHER], found[found["scale"] < NEITHER]


def implementation_tables(view: View, findings: Rows = None, figures: Rows = None) -> list[Exhibit | Table]:
    """Return what helped and what hindered, and the chapter's figures; no table where there is nothing.

    Args:
        view: The period.
        findings: Rows of `period_findings`, in the order in which they are shown; those of the chapter, the plainest
            first, when None.
        figures: Rows of `period_figures`; those of the chapter when None.
    """
    say = view.say
    helped, hindered = _split(chapter_findings(view, "implementation"))
    if findings is None:
        helped = helped.sort_values("scale", ascending=False, kind="stable")
        hindered = hindered.iloc[::-1].sort_values("scale", kind="stable")
    else:
        helped, hindered = _split(findings)
    parts = ((helped, say("What helped"), "helped"), (hindered, say("What hindered"), "hindered"))
    chosen = chapter_figures(view, "implementation", figures)
    return [
        *(finding_table(view, rows, title, name) for rows, title, name in parts if not rows.empty),
        *figure_tables(view, chosen),
        *target_exhibits(view, "implementation"),
    ]


def reach_picture(view: View, figures: Rows = None) -> Prose:
    """Return who was reached, each figure with its span and place.

    Args:
        view: The period.
        figures: Rows of `period_figures`, in the order in which they are told; those on reach when None.
    """
    say = view.say
    chosen = chapter_figures(view, "reach", figures)
    lines = []
    for row in plain_rows(chosen):
        read = "" if row["match"] == "read" else f" [{say(method_words.MATCHES[row['match']])}]"
        lines.append(
            say(
                "{label}: {figure} in {span} ({place}).",
                label=cells.words(say, row["label"]),
                figure=told(say, row),
                span=cells.span(say, row["start"], row["end"]) + read,
                place=cells.place(say, *(row[name] for name in cells.PLACE)),
            )
        )
    lines += unlike_told(view, unlike_whole(view, zip(chosen["indicator"], chosen["period"], strict=True)))
    none = say(
        "The documents do not say whom the programme reached in {period}.", period=say.period(view.assessment.period)
    )
    return Prose(tuple(lines) or (none,))


def service_figures(view: View, figures: Rows = None) -> list[Exhibit | Table | Prose]:
    """Return the volumes of services, one table a theme; one line where there are none, or where they stand instead.

    Single cases are told as one list of places, with one table of their figures.

    Args:
        view: The period.
        figures: Rows of `period_figures`; those of the chapter that are no survey shares when None.
    """
    say = view.say
    chosen = chapter_figures(view, "services", figures)
    together, cases = apart_from_cases(chosen[chosen["share"].isna()])
    found: list[Exhibit | Table | Prose] = [*figure_tables(view, together), *example_cases(view, cases)]
    targets = target_exhibits(view, "reach", "services")
    if not found and "implementation" in set(speaking(view, "actions")["chapter"]):
        chapter = say(CHAPTERS["implementation"])
        where = say("The figures on what was done stand in the chapter “{chapter}”.", chapter=chapter)
        return [Prose((where,)), *targets]
    return [*(found or [Prose((say("The documents give no figures on services for this period."),))]), *targets]


def feedback(view: View, figures: Rows = None, findings: Rows = None) -> list[Exhibit | Table | Prose]:
    """Return the feedback on the services: survey shares and findings; one line where there is none.

    Args:
        view: The period.
        figures: Rows of `period_figures`; those of the chapter when None.
        findings: Rows of `period_findings`; those of the chapter when None.
    """
    say = view.say
    chosen = chapter_figures(view, "services", figures)
    shown: list[Exhibit | Table | Prose] = [*theme_shares(view, chosen)]
    found = chapter_findings(view, "services", findings)
    if not found.empty:
        shown.append(finding_table(view, found, say("Findings on the services"), "findings-services"))
    return shown or [Prose((say("The documents give no feedback on the services for this period."),))]


def innovation_picture(view: View, innovations: Rows = None) -> Prose:
    """Return in words how far the innovations of the period have spread, and the programme's part in them.

    Args:
        view: The period.
        innovations: Rows of the programme's `innovations`; those whose span lies within the period when None.
    """
    say, programme, period = view.say, view.programme, view.assessment.period
    found = innovations_of(view, innovations)
    if found.empty and programme.innovations:
        message = N_("The documents date no innovation to {period} alone; {count:w} are dated to other periods.")
        return Prose((say(message, period=say.period(period), count=len(programme.innovations)),))
    if found.empty:
        return Prose((say("The documents name no innovations."),))
    counts = [(code, int((found["spread"] == code).sum())) for code in SPREADS]
    spread = ", ".join(f"{say(SPREADS[code])} {say.number(count)}" for code, count in counts if count)
    parts = [(code, int((found["role"] == code).sum())) for code in ROLES]
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
    inferred = int((found["match"] != "read").sum())
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
        TableColumn(N_("How it was read"), ("match",), cells.coded(method_words.MATCHES)),
        TableColumn(N_("Source"), cells.PLACE, cells.place),
    ),
    name="innovations",
)
WIDEST_FIRST = {"widely-spread": 0, "in-use": 1, "experiment": 2, "idea": 3, "unknown": 4}


def innovations_of(view: View, rows: Rows) -> pd.DataFrame:
    """Return the innovations that rows stand for; those of the period, the most widely spread first, when None."""
    every = view.frames.programme.innovations
    found = rows_within(every, view.assessment.period)
    usual = found.sort_values("spread", key=lambda spread: spread.map(WIDEST_FIRST), kind="stable")
    return chosen(rows, usual, every)


def innovations(view: View, innovations: Rows = None) -> Table | None:
    """Return the innovations of the period; None when there are none.

    Args:
        view: The period.
        innovations: Rows of the programme's `innovations`, in the order in which they are shown; those whose span
            lies within the period, the most widely spread first, when None.
    """
    found = innovations_of(view, innovations)
    return None if found.empty else INNOVATIONS.render(found, view.say)
