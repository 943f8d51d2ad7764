"""Section 5: what those who took part say of the effects, and what support they want."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kunteko_eval.model.coding import NEITHER
from kunteko_eval.report import cells
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import agreed, claims, named, section, source
from kunteko_eval.report.chapter_evidence import told
from kunteko_eval.report.chosen import Rows
from kunteko_eval.report.language import N_
from kunteko_eval.report.period_frames import chapter_figures, chapter_findings
from kunteko_eval.report.table_spec import plain_rows
from kunteko_eval.report.view import View
from kunteko_eval.report.voices import side_by_side

Row = Mapping[str, Any]
HALF = 0.5


def voices_section(view: View, figures: Rows = None, findings: Rows = None, wanted: Rows = None) -> Argument | None:
    """Return what those who were asked say: its message is the claim that most of them surely agreed with.

    The message needs a claim that enough were asked, whose share fits the number of respondents, and whose sampling
    interval lies above a half; of several such the one whose interval begins highest. Where two claims begin alike, where
    answers are hidden or nobody knows how many answered, the heading says what is shown.

    Args:
        view: The period.
        figures: Rows of `period_figures`; those of the chapter when None.
        findings: Rows of `period_findings`; those of the chapter when None.
        wanted: Rows of `period_figures` on the support that is wanted; those of that chapter when None.
    """
    say = view.say
    asked, said = chapter_figures(view, "voices", figures), chapter_findings(view, "voices", findings)
    hoped = chapter_figures(view, "future", wanted)
    shares = [row for row in plain_rows(asked) if row["share"] is not None]
    surest = _surest(view, shares)
    heading = say("What those who were asked say of the effects")
    if surest is not None:
        heading = agreed(say, surest["share"], surest["precision"], cells.words(say, surest["label"]))
    elif not shares:
        heading = say("What the sources say of the effects and of the support wanted")
    group = ClaimGroup(
        name="voices",
        heading=heading,
        claims=claims(_counted(view, shares), _sides(view, asked), _effects(view, said), _wanted(view, hoped)),
        subject=_subject(view, surest),
        source=source(view, asked, said, hoped),
    )
    return section(group)


def _surest(view: View, shares: Sequence[Row]) -> Row | None:
    """Return the answer that carries a message; None where none does, or two alike."""
    failing = {name for check in view.assessment.checks if check.code == "grim" for name in check.evidence}
    least = view.assessment.rubric.least_respondents
    sure = [row for row in shares if row["low"] is not None and row["low"] > HALF and row["observation"] not in failing]
    sure = sorted((row for row in sure if row["n"] >= least), key=lambda row: -row["low"])
    return None if not sure or (len(sure) > 1 and sure[0]["low"] == sure[1]["low"]) else sure[0]


def _subject(view: View, row: Row | None) -> str:
    """Return who answered the claim of the heading, how many, when, and how far sampling leaves the share open."""
    say = view.say
    if row is None:
        return ""
    return say(
        "{group}, {span}, n = {n}; {level} interval {interval}.",
        group=cells.words(say, row["group_label"]),
        span=cells.span(say, row["start"], row["end"]),
        n=row["n"],
        level=say.percent(view.assessment.rubric.wilson_confidence),
        interval=say.percents(row["low"], row["high"]),
    )


def _counted(view: View, shares: Sequence[Row]) -> Claim | None:
    """Return with how many claims most agreed, how many the answers leave open, and the least of them."""
    say = view.say
    if not shares:
        return None
    open_to = [row for row in shares if row["low"] is None or row["low"] <= HALF <= row["high"]]
    most = [row for row in shares if row not in open_to and row["low"] > HALF]
    lines = [
        say.many("One claim on effects was put.", "{count:W} claims on effects were put.", len(shares)),
        say.many("Most surely agreed with one.", "Most surely agreed with {count:w}.", len(most)),
    ]
    if open_to:
        lines.append(
            say.many(
                "For one it stays open: few answered, or how many is not told.",
                "For {count:w} it stays open: few answered, or how many is not told.",
                len(open_to),
            )
        )
    least = min(shares, key=lambda row: float(row["share"]))
    if len({row["share"] for row in shares}) > 1:
        label = cells.words(say, least["label"])
        lines.append(say("Fewest agreed with “{label}”: {figure}.", label=label, figure=told(say, least)))
    themes = dict.fromkeys(row["theme"] for row in shares)
    return Claim(text=" ".join(lines), evidence=tuple(f"figure-shares-{theme}" for theme in themes))


def _sides(view: View, asked: pd.DataFrame) -> Claim | None:
    """Return how two groups answered the same claims."""
    compared = side_by_side(view, asked)
    return None if compared is None else Claim(text=" ".join(compared.paragraphs), evidence=("annex-voices",))


def _effects(view: View, said: pd.DataFrame) -> Claim | None:
    """Return the effects that were named, the clearest first."""
    say = view.say
    known = said[said["scale"] != NEITHER].sort_values("scale", ascending=False, kind="stable")
    if known.empty:
        return None
    against = int((known["scale"] < NEITHER).sum())
    names = named(say, [say.as_is(one) for one in known["statement"]])
    lines = [say("Effects that were named: {names}.", names=names)]
    if against:
        lines.append(say.many("One of these speaks against an effect.", "{count:W} of these speak against.", against))
    return Claim(text=" ".join(lines), evidence=("table-named-effects",))


WANTED = N_("Most wanted support: {names}.")


def _wanted(view: View, hoped: pd.DataFrame) -> Claim | None:
    """Return the support that most want; several where they are wanted alike."""
    say = view.say
    shares = [row for row in plain_rows(hoped) if row["share"] is not None]
    if not shares:
        return None
    ordered = sorted(shares, key=lambda row: -float(row["share"]))
    labels = [
        say("“{label}” {figure}", label=cells.words(say, row["label"]), figure=told(say, row)) for row in ordered[:3]
    ]
    themes = dict.fromkeys(row["theme"] for row in shares)
    return Claim(
        text=say(WANTED, names=named(say, labels)), evidence=tuple(f"figure-shares-{theme}" for theme in themes)
    )
