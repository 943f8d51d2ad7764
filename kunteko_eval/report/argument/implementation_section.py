"""Section 3: what helped the work and what hindered it, and how far the programme did what it set out to do."""

from __future__ import annotations

import pandas as pd

from kunteko_eval.method.normalise import wilson_interval
from kunteko_eval.model.coding import NEITHER
from kunteko_eval.report import method_words
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import claims, named, own_part, section, source
from kunteko_eval.report.chosen import Rows
from kunteko_eval.report.chosen_ratings import own, rated
from kunteko_eval.report.language import N_
from kunteko_eval.report.period_frames import chapter_findings
from kunteko_eval.report.view import View

FEW = 5
"""Fewer factors than this are no picture of the whole work."""
HEADINGS = {
    "helped": N_("According to the sources, more helped the work than hindered it"),
    "hindered": N_("According to the sources, more hindered the work than helped it"),
    "open": N_("What helped the work and what hindered it"),
    "actions": N_("How far the programme did what it set out to do"),
}


def implementation_section(view: View, findings: Rows = None, ratings: Rows = None) -> Argument | None:
    """Return what helped and hindered: its message is which of them the sources name more of.

    The message needs at least five factors, and a share of those that helped whose Wilson interval does not hold a
    half; otherwise the heading says what is shown.

    Args:
        view: The period.
        findings: Rows of `period_findings`; those of the chapter when None.
        ratings: Rows of `ratings`, of which the actions are told; all when None.
    """
    say, chain = view.say, view.programme.chain
    told = chapter_findings(view, "implementation", findings)
    actions = [one for one in own(rated(view, ratings)) if chain.level_of(one.element).kind == "actions"]
    group = ClaimGroup(
        name="implementation",
        heading=say(HEADINGS[_message(view, told)]),
        claims=claims(_named(view, told, "helped"), _named(view, told, "hindered"), own_part(view, actions, "actions")),
        subject=_counted(view, told),
        source=source(view, told),
    )
    return section(group)


def _sides(told: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {"helped": told[told["scale"] > NEITHER], "hindered": told[told["scale"] < NEITHER]}


def _message(view: View, told: pd.DataFrame) -> str:
    """Return which heading the findings carry."""
    helped, hindered = (len(rows) for rows in _sides(told).values())
    every = helped + hindered
    if told.empty:
        return "actions"
    if every < FEW:
        return "open"
    low, high = wilson_interval(helped / every, every, view.assessment.rubric.wilson_confidence)
    return "helped" if low > 0.5 else "hindered" if high < 0.5 else "open"


def _counted(view: View, told: pd.DataFrame) -> str:
    """Return how many factors helped and hindered, and who says so where it is one kind of source alone."""
    say = view.say
    if told.empty:
        return ""
    sides = _sides(told)
    helped, hindered, neither = len(sides["helped"]), len(sides["hindered"]), int((told["scale"] == NEITHER).sum())
    lines = []
    if helped:
        lines.append(say.many("One factor helped.", "{count:W} factors helped.", helped))
    if hindered:
        lines.append(say.many("One factor hindered.", "{count:W} factors hindered.", hindered))
    if neither:
        lines.append(say.many("One is told either way.", "{count:W} are told without saying which.", neither))
    types = [say(method_words.TYPES[name]) for name in told["source_type"].unique()]
    if len(types) == 1:
        lines.append(say("All of it comes from one source type: {type}.", type=types[0]))
    return " ".join(lines)


SIDES = {
    "helped": (N_("What helped most clearly: {names}."), N_("No finding says what helped.")),
    "hindered": (N_("What hindered most clearly: {names}."), N_("No finding says what hindered.")),
}


def _named(view: View, told: pd.DataFrame, side: str) -> Claim | None:
    """Return what helped or hindered most clearly, and how many more as clearly."""
    say, rows = view.say, _sides(told)[side]
    some, none = SIDES[side]
    if told.empty:
        return None
    if rows.empty:
        return Claim(text=say(none))
    far = (rows["scale"] - NEITHER).abs()
    names = [say.as_is(one) for one in rows[far == far.max()]["statement"]]
    return Claim(text=say(some, names=named(say, names)), evidence=(f"table-{side}",))
