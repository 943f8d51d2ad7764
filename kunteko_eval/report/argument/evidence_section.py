"""Section 9: what the ratings rest on, and what in it does not fit."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from kunteko_eval.report import method_words, warning_words
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import claims, section, source
from kunteko_eval.report.chosen import Rows, chosen, picked
from kunteko_eval.report.evidence_tables import checks_of_period
from kunteko_eval.report.language import N_
from kunteko_eval.report.table_spec import plain_rows, rows_within
from kunteko_eval.report.view import View

FEW = 5
"""Fewer pieces of evidence than this are told as little."""
SHOWN = 2
"""How many of the figures that do not fit are told."""


def evidence_section(
    view: View, figures: Rows = None, findings: Rows = None, checks: Rows = None, suspicions: Rows = None
) -> Argument | None:
    """Return what the ratings rest on: its message is the source type from which more than half of it comes.

    Where no source type has more than half, the heading says how many there are; of little or no evidence it says that.

    Args:
        view: The period.
        figures: Rows of the frame `observations`; those within the period when None.
        findings: Rows of the frame `findings`; those within the period when None.
        checks: Rows of the frame `checks`; those that are no notes when None.
        suspicions: Rows of the frame `suspicions`; all when None.
    """
    say, frames, period = view.say, view.frames.programme, view.assessment.period
    inside = chosen(figures, rows_within(frames.observations, period), frames.observations)
    told = chosen(findings, rows_within(frames.findings, period), frames.findings)
    types = Counter(
        _types(view, {*inside.index, *told.index} if figures is not None and findings is not None else None)
    )
    group = ClaimGroup(
        name="evidence",
        heading=_heading(view, types),
        claims=claims(_types_told(view, types), _misfits(view, checks, suspicions), _read(view, inside), _hidden(view)),
        subject=say(
            "Figures of {period}: {figures}. Findings: {findings}. Of these, bearing on a rating: {used}.",
            figures=len(inside),
            findings=len(told),
            used=types.total(),
            period=say.period(period),
        ),
        source=source(view, inside, told),
    )
    return section(group)


def _types(view: View, among: set[str] | None) -> list[str]:
    """Return the source type of each figure and finding that bears on some rating, each counted once."""
    found = {
        name: item.source_type for one in view.assessment.everything for item in one.used for name in item.evidence
    }
    return [kind for name, kind in found.items() if among is None or name in among]


HEADINGS = {
    "monitoring": N_("Most of the evidence is the programme's own monitoring"),
    "participants": N_("Most of the evidence is what participants say"),
    "organisations": N_("Most of the evidence is what organisations say"),
    "interviews": N_("Most of the evidence comes from interviews"),
    "documents": N_("Most of the evidence comes from documents"),
    "external-statistics": N_("Most of the evidence comes from external statistics"),
}


def _heading(view: View, types: Counter[str]) -> str:
    say = view.say
    if not types:
        return say("There is no evidence on which a rating could rest")
    ((name, most),) = types.most_common(1)
    if types.total() < FEW:
        return say("The ratings rest on little evidence")
    if most * 2 > types.total():
        return say(HEADINGS[name])
    return say("The ratings rest on {count:w} source types, none of which dominates", count=len(types))


def _types_told(view: View, types: Counter[str]) -> Claim | None:
    """Return how much evidence comes from each source type, the greatest part first."""
    say = view.say
    if not types:
        return None
    told = ", ".join(f"{say(method_words.TYPES[name])} {say.number(count)}" for name, count in types.most_common())
    text = say("By source type: {told}. Each type weighs the same in a rating, however much it has to say.", told=told)
    return Claim(text=text, evidence=("table-sources", "table-findings"))


def _misfits(view: View, checks: Rows, suspicions: Rows) -> Claim:
    """Return how many things do not fit one another, and the first of them."""
    say = view.say
    found = [method_words.check(say, one) for one in checks_of_period(view, checks) if one.severity != "note"]
    known = dict(enumerate(view.suspicions, start=1))
    found += [
        warning_words.sentence(say, one, view.programme)
        for one in picked(suspicions, known, ["suspicion"])
        if warning_words.concerns(one, view.programme, view.assessment.period)
    ]
    if not found:
        return Claim(
            text=say("Every figure fits the others and its number of respondents."), evidence=("annex-evidence",)
        )
    lines = say.many(
        "One thing does not fit, and it has not been corrected: {told}",
        "{count:W} things do not fit, and they have not been corrected; the first: {told}",
        len(found),
        told=" ".join(found[:SHOWN]),
    )
    return Claim(text=lines, evidence=("table-register",))


def _read(view: View, inside: pd.DataFrame) -> Claim | None:
    """Return how many figures were not read as they are printed."""
    say = view.say
    inferred = int((inside["match"] != "read").sum())
    if not inferred:
        return None
    text = say.many(
        "Of {all} figures one was inferred or derived and not read as printed.",
        "Of {all} figures {count} were inferred or derived and not read as printed.",
        inferred,
        all=len(inside),
    )
    return Claim(text=text, evidence=("table-observations",))


def _hidden(view: View) -> Claim | None:
    """Return how many figures are withheld to protect those who answered."""
    say = view.say
    found = rows_within(view.frames.programme.suppressed, view.assessment.period)
    count = len({tuple(row[name] for name in ("indicator", "group", "period")) for row in plain_rows(found)})
    if not count:
        return None
    text = say.many(
        "One figure is withheld to protect those who answered.",
        "{count:W} figures are withheld to protect those who answered.",
        count,
    )
    return Claim(text=text, evidence=("table-suppressed",))
