"""Survey shares with their sampling intervals, one figure a theme, respondent groups side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kunteko_eval.method.normalise import wilson_interval
from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.report import method_words
from kunteko_eval.report.chapter_evidence import indicators_of, is_survey_share, themes_of, told, within
from kunteko_eval.report.content import Exhibit, Table
from kunteko_eval.report.figures import BAR, WIDTH, hover_text, label_at, plotly_text, theme_label, typed
from kunteko_eval.report.style import FAINT, INK, base_layout
from kunteko_eval.report.view import View

MARKERS = ("circle", "diamond", "square", "triangle-up", "cross")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """One group's share of one claim, 0–1, with its interval where n is told."""

    indicator: Indicator
    one: Observation
    share: float
    ends: tuple[float, float] | None


def theme_shares(view: View, chapter: str) -> list[Exhibit]:
    """Return the survey shares of a chapter's themes that lie in the period; themes without any are left out."""
    found = []
    for theme in themes_of(view, chapter):
        shares = _shares(view, chapter, theme)
        if shares:
            found.append(_exhibit(view, theme, shares))
    return found


def _shares(view: View, chapter: str, theme: str) -> list[_Share]:
    confidence = view.assessment.rubric.wilson_confidence
    found = []
    for indicator in indicators_of(view, chapter):
        for one in within(view, indicator) if indicator.theme == theme else ():
            if is_survey_share(view, one):
                share = one.number / (100 if indicator.unit == "percent" else 1)
                ends = wilson_interval(share, one.n, confidence) if one.n else None
                found.append(_Share(indicator=indicator, one=one, share=share, ends=ends))
    return found


def _exhibit(view: View, theme: str, found: Sequence[_Share]) -> Exhibit:
    say, programme, assessment = view.say, view.programme, view.assessment
    title = say("Survey shares: {theme}", theme=theme_label(view, theme))
    failing = {name for check in assessment.checks for name in check.evidence if check.code == "grim"}
    rows = tuple(
        (
            say.text(each.indicator.label),
            method_words.observed(say, each.one, each.indicator.unit),
            "–" if each.ends is None else say.percents(*each.ends),
            say("not told") if each.one.n is None else say.number(each.one.n),
            say.text(programme.groups[each.one.group].label),
            say.period(programme.periods[each.one.period]),
            say("does not fit n") if each.one.id in failing else "–",
            method_words.place(say, each.one),
        )
        for each in found
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
    frame = _frame(view, found)
    return Exhibit(
        name=f"shares-{theme}",
        title=title,
        frame=frame,
        drawing=_drawing(view, found, frame),
        text=_text(view, found),
        table=Table(caption=title, columns=columns, rows=rows, numeric=frozenset({1, 2, 3})),
    )


def _text(view: View, found: Sequence[_Share]) -> str:
    say = view.say
    ordered = sorted(found, key=lambda each: each.share)
    low, high = ordered[0], ordered[-1]
    sentences = [
        say.many(
            "One share: “{low}” {least}.",
            "{count:W} shares. The least is “{low}”: {least}.",
            len(found),
            low=say.text(low.indicator.label),
            least=_said(view, low, found),
        )
    ]
    if len(found) > 1:
        ties = sum(each.share == high.share for each in found)
        sentences.append(
            say.many(
                "The greatest is “{high}”: {most}.",
                "The greatest, {most}, is given {count:w} times, among them for “{high}”.",
                ties,
                high=say.text(high.indicator.label),
                most=_said(view, high, found),
            )
        )
    sentences.append(say("Intervals and sources are in the table."))
    return " ".join(sentences)


def _said(view: View, each: _Share, found: Sequence[_Share]) -> str:
    """Return a share with its n, and with its group where the theme has several."""
    said = told(view, each.one)
    if len({other.one.group for other in found}) > 1:
        said = f"{view.say.text(view.programme.groups[each.one.group].label)} {said}"
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


def _frame(view: View, found: Sequence[_Share]) -> pd.DataFrame:
    return typed(
        (
            {
                "observation": each.one.id,
                "indicator": each.indicator.id,
                "label": view.say.text(each.indicator.label),
                "group": each.one.group,
                "period": each.one.period,
                "share": each.share,
                "low": each.ends[0] if each.ends else None,
                "high": each.ends[1] if each.ends else None,
                "n": each.one.n,
                "document": each.one.document,
                "place": each.one.place,
            }
            for each in found
        ),
        FRAME,
    )


def _hover(view: View, each: _Share) -> str:
    """Return what a dot tells: claim, group, share with n, interval and source."""
    say, programme = view.say, view.programme
    level = say.percent(view.assessment.rubric.wilson_confidence)
    interval = f"{say('{level} interval', level=level)}: {say.percents(*each.ends)}" if each.ends else ""
    who = say.text(programme.groups[each.one.group].label)
    return hover_text(
        say.text(each.indicator.label),
        f"{who}, {say.period(programme.periods[each.one.period])}",
        told(view, each.one),
        interval,
        f"{say('Source')}: {method_words.place(say, each.one)}",
    )


def _drawing(view: View, found: Sequence[_Share], frame: pd.DataFrame) -> dict[str, Any]:
    """Return dots with their intervals; a claim that several groups answered is a heading over its groups."""
    labels, places, top = _rows(view, found)
    frame = frame.assign(place=places)
    groups = [name for name in view.programme.groups if name in set(frame["group"])]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": (frame["share"] * 100).tolist(),
        "y": places,
        "marker": {
            "size": 12,
            "color": BAR,
            "symbol": [MARKERS[groups.index(group) % len(MARKERS)] for group in frame["group"]],
            "line": {"color": INK, "width": 1.5},
        },
        "hovertext": [_hover(view, each) for each in found],
        "hoverinfo": "text",
    }
    whiskers = [
        {
            "type": "line",
            "x0": row["low"] * 100,
            "x1": row["high"] * 100,
            "y0": row["place"],
            "y1": row["place"],
            "line": {"color": FAINT, "width": 3},
            "layer": "below",
        }
        for row in frame.dropna(subset=["low", "high"]).to_dict("records")
    ]
    layout = base_layout(
        60 + 44 * max(top, 1),
        width=WIDTH,
        shapes=whiskers,
        annotations=labels,
        xaxis={
            "range": [0, 102],
            "tickvals": [0, 25, 50, 75, 100],
            "ticktext": [view.say.percent(tick / 100) for tick in (0, 25, 50, 75, 100)],
            "gridcolor": "#e3e7eb",
            "zeroline": False,
        },
        yaxis={"range": [top, -0.2], "visible": False, "fixedrange": True},
        margin={"l": 24, "r": 28, "t": 8, "b": 36},
    )
    return {"data": [dots], "layout": layout}


def _rows(view: View, found: Sequence[_Share]) -> tuple[list[dict[str, Any]], list[float], float]:
    """Return the labels, the height of each dot, and the height of all."""
    say, programme = view.say, view.programme
    labels: list[dict[str, Any]] = []
    places: list[float] = []
    top = 0.0
    for indicator in dict.fromkeys(each.indicator.id for each in found):
        same = [each for each in found if each.indicator.id == indicator]
        claim = plotly_text(say.text(same[0].indicator.label))
        if len(same) > 1:
            labels.append(label_at(0, top + 0.12, claim))
            top += 0.52
        for each in same:
            name = plotly_text(say.text(programme.groups[each.one.group].label)) if len(same) > 1 else claim
            labels.append(label_at(0, top + 0.14, f"<b>{plotly_text(told(view, each.one))}</b> {name}"))
            places.append(top + 0.5)
            top += 0.86
        top += 0.14
    return labels, places, top
