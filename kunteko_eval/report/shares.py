"""Survey shares with their sampling intervals, one figure a theme: the greatest first, groups side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kunteko_eval.report import cells
from kunteko_eval.report.chapter_evidence import told
from kunteko_eval.report.content import Exhibit, Table
from kunteko_eval.report.figure_sources import sources_line
from kunteko_eval.report.figure_titles import AskedShare, shares_title
from kunteko_eval.report.figures import hover_text, theme_label, typed
from kunteko_eval.report.language import NBSP
from kunteko_eval.report.large_page import DRAWN, is_large
from kunteko_eval.report.share_panels import Asked, AskedClaim, share_sheet
from kunteko_eval.report.table_spec import plain_rows
from kunteko_eval.report.view import View

Row = Mapping[str, Any]
"""A row of `period_figures` as plain values."""


def theme_shares(view: View, figures: pd.DataFrame) -> list[Exhibit]:
    """Return the survey shares among rows of `period_figures`, one figure a theme, in their order.

    In a figure the claims stand by size, the one with the greatest share first, whatever the order of the rows.
    """
    shares = figures[figures["share"].notna()]
    return [_exhibit(view, str(theme), by_size(rows)) for theme, rows in shares.groupby("theme", sort=False)]


def by_size(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows with those of one claim together, the claim with the greatest share first."""
    found = plain_rows(rows)
    shares: dict[str, list[float]] = {}
    for row in found:
        shares.setdefault(row["indicator"], []).append(-row["share"])
    size = {name: (min(some), sum(some) / len(some), at) for at, (name, some) in enumerate(shares.items())}
    return sorted(found, key=lambda row: size[row["indicator"]])


def _exhibit(view: View, theme: str, found: Sequence[Row]) -> Exhibit:
    say, assessment = view.say, view.assessment
    frame = typed(found, FRAME)
    caption = say("Survey results: {theme}", theme=theme_label(view, theme))
    failing = {name for check in assessment.checks for name in check.evidence if check.code == "grim"}
    rows = tuple(
        (
            cells.words(say, row["label"]),
            cells.figure(say, *(row[name] for name in cells.FIGURE)),
            cells.NONE if row["low"] is None else say.percents(row["low"], row["high"]),
            say("not given") if row["n"] is None else say.number(row["n"]),
            cells.words(say, row["group_label"]),
            cells.span(say, row["start"], row["end"]),
            say("does not fit n") if row["observation"] in failing else cells.NONE,
            _source(view, row),
        )
        for row in found
    )
    claims, left_out = _claims(view, found), ""
    drawn = claims
    if is_large(len(view.assessment.everything)) and len(claims) > DRAWN:
        drawn = [*claims[: DRAWN // 2], *claims[-DRAWN // 2 :]]
        left_out = " " + say(
            "The figure shows the {shown} claims with the greatest and the least shares; the table has all {all}.",
            shown=DRAWN,
            all=len(claims),
        )
    columns = (
        say("Claim"),
        say("Share"),
        say("{level} interval", level=say.percent(assessment.rubric.wilson_confidence)),
        "n",
        say("Respondents"),
        say("Span"),
        say("Check"),
        say("Source"),
    )
    return Exhibit(
        name=f"shares-{theme}",
        title=found_title(view, found, theme_label(view, theme)) or caption,
        subtitle=say("{what}. {who}.", what=caption, who=respondents(view, found)),
        source=sources_line(say, (cells.place(say, row["document"], row["place"]) for row in found)),
        frame=frame,
        drawing=share_sheet(view, drawn),
        text=_text(view, found) + left_out,
        table=Table(caption=caption, columns=columns, rows=rows, numeric=frozenset({1, 2, 3})),
    )


def found_title(view: View, found: Sequence[Row], subject: str) -> str | None:
    """Return the finding that survey shares carry as a title; None where they carry none."""
    asked = [
        AskedShare(
            claim=cells.words(view.say, row["label"]),
            group=cells.words(view.say, row["group_label"]),
            share=row["share"],
            low=row["low"],
            high=row["high"],
            n=row["n"],
            precision=row["precision"],
        )
        for row in found
    ]
    return shares_title(view.say, asked, view.assessment.rubric.least_respondents, subject)


def respondents(view: View, found: Sequence[Row]) -> str:
    """Return who answered, each group with how many they were."""
    say, told = view.say, []
    for group in _groups(view, found):
        rows = [row for row in found if row["group"] == group]
        known = sorted({row["n"] for row in rows if row["n"] is not None})
        counts = [] if not known else [say.number(one) for one in dict.fromkeys((known[0], known[-1]))]
        written = [f"n{NBSP}={NBSP}{'–'.join(counts)}"] if counts else []
        if any(row["n"] is None for row in rows):
            written.append(say("n not given"))
        told.append(f"{cells.words(say, rows[0]['group_label'])} ({', '.join(written)})")
    line = "; ".join(told)
    return line[:1].upper() + line[1:]


def _groups(view: View, found: Sequence[Row]) -> list[str]:
    """Return the groups that answered, in the order of the programme."""
    return [name for name in view.programme.groups if name in {row["group"] for row in found}]


def _claims(view: View, found: Sequence[Row]) -> list[AskedClaim]:
    """Return the claims as they are drawn, each with its groups in the order of the programme."""
    say, order = view.say, _groups(view, found)
    several, alike = len(order) > 1, len({row["n"] for row in found}) == 1
    claims = []
    for name in dict.fromkeys(row["indicator"] for row in found):
        rows = sorted((row for row in found if row["indicator"] == name), key=lambda row: order.index(row["group"]))
        asked = tuple(
            Asked(
                told=cells.figure(say, *(row[name] for name in cells.FIGURE)) if alike else told(say, row),
                group=cells.words(say, row["group_label"]) if several else "",
                marker=order.index(row["group"]),
                share=row["share"],
                ends=None if row["low"] is None else (row["low"], row["high"]),
                hover=_hover(view, row),
            )
            for row in rows
        )
        claims.append(AskedClaim(words=cells.words(say, rows[0]["label"]), asked=asked))
    return claims


def _source(view: View, row: Row) -> str:
    return cells.place(view.say, *(row[name] for name in cells.PLACE))


def _text(view: View, found: Sequence[Row]) -> str:
    say = view.say
    ordered = sorted(found, key=lambda row: float(row["share"]))
    low, high = ordered[0], ordered[-1]
    sentences = [
        say.many(
            "One result: “{low}” {least}.",
            "{count:W} results. The lowest is “{low}”: {least}.",
            len(found),
            low=cells.words(say, low["label"]),
            least=_said(view, low, found),
        )
    ]
    if len(found) > 1:
        ties = sum(row["share"] == high["share"] for row in found)
        sentences.append(
            say.many(
                "The highest is “{high}”: {most}.",
                "The highest, {most}, is given {count:w} times, among them for “{high}”.",
                ties,
                high=cells.words(say, high["label"]),
                most=_said(view, high, found),
            )
        )
    sentences.append(say("Intervals and sources are in the table."))
    return " ".join(sentences)


def _said(view: View, row: Row, found: Sequence[Row]) -> str:
    """Return a share with its n, and with its group where the theme has several."""
    said = told(view.say, row)
    if len({other["group"] for other in found}) > 1:
        said = f"{cells.words(view.say, row['group_label'])} {said}"
    return said


FRAME = {
    **dict.fromkeys(("observation", "indicator", "label", "group", "period"), "str"),
    "share": "float64",
    "low": "float64",
    "high": "float64",
    "n": "Int64",
    "document": "str",
    "place": "str",
}
"""The columns of the figure's frame; the share and its sampling interval are 0–1."""


def _hover(view: View, row: Row) -> str:
    """Return what a dot tells beside its claim: group, share with n, interval and source."""
    say = view.say
    level = say.percent(view.assessment.rubric.wilson_confidence)
    interval = ""
    if row["low"] is not None:
        interval = f"{say('{level} interval', level=level)}: {say.percents(row['low'], row['high'])}"
    return hover_text(
        f"{cells.words(say, row['group_label'])}, {cells.span(say, row['start'], row['end'])}",
        told(say, row),
        interval,
        f"{say('Source')}: {_source(view, row)}",
    )
