"""Figures of the evidence: reach and services over time, survey shares with their intervals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kunteko_eval.method.normalise import wilson_interval
from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.present import words
from kunteko_eval.present.exhibit import Exhibit, Prose, Table
from kunteko_eval.present.language import NBSP
from kunteko_eval.present.style import FAINT, INK, LINE, base_layout
from kunteko_eval.present.view import View

BAR = "#5c7fa3"
BAR_LIGHT = "#c3d2e2"
WIDTH = 960
"""Of a figure in pixels; on a narrower screen it scrolls."""


def plotly_text(text: str) -> str:
    """Return text with what Plotly would read as markup made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def ready(figure: dict[str, Any]) -> dict[str, Any]:
    """Return a figure checked by Plotly's own validation, as plain JSON data."""
    import plotly.graph_objects as go

    layout = dict(figure["layout"])
    layout["template"] = {"data": {}, "layout": {}}
    checked: dict[str, Any] = json.loads(go.Figure(data=figure["data"], layout=layout).to_json())
    return checked


def survey_shares(view: View, theme: str, title: str) -> Exhibit:
    """Return the survey shares of a theme that fall in the period, with Wilson's interval and n."""
    say, assessment = view.say, view.assessment
    programme, confidence = assessment.programme, assessment.rubric.wilson_confidence
    found: list[tuple[Indicator, Observation, tuple[float, float] | None]] = []
    for indicator in programme.indicators:
        if not indicator.is_proportion or indicator.kind not in ASKED or indicator.theme != theme:
            continue
        for one in programme.observations_of[indicator.id]:
            if assessment.period.contains(programme.periods[one.period]):
                share = one.number / (100 if indicator.unit == "percent" else 1)
                found.append((indicator, one, wilson_interval(share, one.n, confidence) if one.n else None))
    failing = {name for check in assessment.checks for name in check.evidence if check.code == "grim"}
    rows = tuple(
        (
            say.text(indicator.label),
            words.observed(say, one, indicator.unit),
            "–" if ends is None else f"{say.percent(ends[0])}–{say.percent(ends[1])}",
            say("not told") if one.n is None else say.number(one.n),
            say.text(programme.groups[one.group].label),
            say("does not fit n") if one.id in failing else "",
            "; ".join(words.item_places(say, (one.id,), assessment)),
        )
        for indicator, one, ends in found
    )
    columns = (
        say("Claim"),
        say("Share"),
        say("{level} interval", level=say.percent(confidence)),
        "n",
        say("Respondents"),
        say("Check"),
        say("Source"),
    )
    table = Table(
        caption=title,
        columns=columns,
        rows=tuple(tuple(cell or "–" for cell in row) for row in rows),
        numeric=frozenset({1, 2, 3}),
    )
    return Exhibit(
        name=f"shares-{theme}",
        title=title,
        figure=ready(_dots(view, found)),
        text=_shares_text(view, found),
        table=table,
    )


def _shares_text(view: View, found: Sequence[tuple[Indicator, Observation, tuple[float, float] | None]]) -> str:
    say = view.say
    if not found:
        return say("There are no survey shares of this kind in the period.")
    ordered = sorted(found, key=lambda one: one[1].number * (1 if one[0].unit == "percent" else 100))
    (low, least, _), (high, most, _) = ordered[0], ordered[-1]
    ties = sum(one.number == most.number for _, one, _ in found)
    sentences = [
        say.many(
            "One share: “{low}” {least}.",
            "{count} shares. The least is “{low}”: {least}.",
            len(found),
            low=say.text(low.label),
            least=_share(view, low, least),
        )
    ]
    if len(found) > 1:
        sentences.append(
            say.many(
                "The greatest is “{high}”: {most}.",
                "The greatest, {most}, is given for {count} claims, among them “{high}”.",
                ties,
                high=say.text(high.label),
                most=_share(view, high, most),
            )
        )
    sentences.append(say("Intervals and sources are in the table."))
    return " ".join(sentences)


def _share(view: View, indicator: Indicator, one: Observation) -> str:
    """Return a share with its precision and its n, or that n is not told."""
    say = view.say
    written = words.observed(say, one, indicator.unit)
    n = say("n not told") if one.n is None else f"n{NBSP}={NBSP}{say.number(one.n)}"
    return f"{written} ({n})"


def _dots(view: View, found: Sequence[tuple[Indicator, Observation, tuple[float, float] | None]]) -> dict[str, Any]:
    say = view.say
    shares = [one.number / (1 if indicator.unit == "percent" else 0.01) for indicator, one, _ in found]
    rows = list(range(len(found)))
    whiskers = [
        {
            "type": "line",
            "x0": ends[0] * 100,
            "x1": ends[1] * 100,
            "y0": row,
            "y1": row,
            "line": {"color": FAINT, "width": 3},
        }
        for row, (_, _, ends) in zip(rows, found, strict=True)
        if ends
    ]
    labels = []
    for row, (indicator, one, _) in zip(rows, found, strict=True):
        figure = _share(view, indicator, one)
        labels.append(_label(0, row - 0.36, f"<b>{plotly_text(figure)}</b> {plotly_text(say.text(indicator.label))}"))
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": shares,
                "y": rows,
                "marker": {"size": 12, "color": BAR, "line": {"color": INK, "width": 1.5}},
                "hoverinfo": "skip",
            }
        ],
        "layout": base_layout(
            60 + 44 * max(len(found), 1),
            width=WIDTH,
            shapes=whiskers,
            annotations=labels,
            xaxis={
                "range": [0, 102],
                "tickvals": [0, 25, 50, 75, 100],
                "ticksuffix": " %" if say.code != "en" else "%",
                "gridcolor": "#e3e7eb",
                "zeroline": False,
                "fixedrange": True,
            },
            yaxis={"range": [len(found) - 0.4, -0.8], "visible": False, "fixedrange": True},
            margin={"l": 24, "r": 28, "t": 8, "b": 36},
        ),
    }


def _label(x: float, y: float, text: str) -> dict[str, Any]:
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "middle",
        "align": "left",
        "font": {"size": 13, "color": INK},
        "bgcolor": "rgba(255,255,255,0.85)",
    }


def over_time(view: View, indicators: Sequence[str], name: str, title: str) -> Exhibit:
    """Return counts by the spans that the documents give them for, one panel an indicator.

    Every published figure of the programme is shown, whatever the report's period; the bars within
    the period are darker.
    """
    say, assessment = view.say, view.assessment
    programme = assessment.programme
    data: list[dict[str, Any]] = []
    deep = -(-len(indicators) // 2)
    layout = base_layout(30 + 132 * deep, width=WIDTH, margin={"l": 8, "r": 8, "t": 8, "b": 8}, annotations=[])
    rows: list[tuple[str, ...]] = []
    sentences: list[str] = []
    for panel, identifier in enumerate(indicators):
        indicator = programme.indicators_by_id[identifier]
        shown = sorted(
            programme.observations_of[identifier],
            key=lambda one: (programme.periods[one.period].start, programme.periods[one.period].days, one.id),
        )
        names = [_span(view, shown, index) for index in range(len(shown))]
        within = [assessment.period.contains(programme.periods[one.period]) for one in shown]
        axis = "" if panel == 0 else str(panel + 1)
        left = 0.0 if panel % 2 == 0 else 0.52
        top, bottom = 1 - panel // 2 / deep, 1 - (panel // 2 + 1) / deep
        data.append(
            {
                "type": "bar",
                "x": names,
                "y": [one.number for one in shown],
                "xaxis": f"x{axis}",
                "yaxis": f"y{axis}",
                "text": [words.observed(say, one, indicator.unit) for one in shown],
                "textposition": "outside",
                "textfont": {"size": 12},
                "constraintext": "none",
                "cliponaxis": False,
                "marker": {
                    "color": [BAR if inside else BAR_LIGHT for inside in within],
                    "line": {"color": INK, "width": 1},
                },
                "hoverinfo": "skip",
                "width": 0.6,
            }
        )
        most = max((one.number for one in shown), default=1)
        layout[f"xaxis{axis}"] = {
            "type": "category",
            "anchor": f"y{axis}",
            "domain": [left, left + 0.48],
            "fixedrange": True,
            "linecolor": LINE,
            "tickangle": 0,
            "tickfont": {"size": 11.5},
            "range": [-0.5, max(len(shown), 4) - 0.5],
        }
        layout[f"yaxis{axis}"] = {
            "anchor": f"x{axis}",
            "domain": [bottom + 0.26 / deep, top - 0.24 / deep],
            "visible": False,
            "range": [0, most * 1.25],
            "fixedrange": True,
        }
        layout["annotations"].append(
            {
                **_label(left, top - 0.02 / deep, f"<b>{plotly_text(say.text(indicator.label))}</b>"),
                "xref": "paper",
                "yref": "paper",
                "yanchor": "top",
            }
        )
        rows += [
            (
                say.text(indicator.label),
                span,
                words.observed(say, one, indicator.unit),
                "; ".join(words.item_places(say, (one.id,), assessment)),
            )
            for span, one in zip(names, shown, strict=True)
        ]
        told = "; ".join(
            f"{span} {words.observed(say, one, indicator.unit)}" for span, one in zip(names, shown, strict=True)
        )
        sentences.append(f"{say.text(indicator.label)}: {told}.")
    sentences.insert(
        0, say("Dark bars lie within the period; bars of one span with numbers in brackets come from different places.")
    )
    table = Table(
        caption=title,
        columns=(say("Indicator"), say("Span"), say("Value"), say("Source")),
        rows=tuple(rows),
        numeric=frozenset({2}),
    )
    return Exhibit(
        name=name, title=title, figure=ready({"data": data, "layout": layout}), text=" ".join(sentences), table=table
    )


def _span(view: View, shown: Sequence[Observation], index: int) -> str:
    """Return a bar's span, told apart by document where two say the same span."""
    programme = view.programme
    one = shown[index]
    written = view.say.period(programme.periods[one.period])
    same = [other for other in shown if other.period == one.period]
    return written if len(same) == 1 else f"{written} ({same.index(one) + 1})"


VOLUME_THEMES = ("reach", "services", "tekojen-tori")


def theme_label(view: View, theme: str) -> str:
    """Return a theme's label from the programme's sources, or its id where they give none."""
    label = view.programme.themes.get(theme)
    return theme if label is None else view.say.text(label)


def all_shares(view: View) -> list[Exhibit | Prose]:
    """Return the survey shares of the period, one figure a theme; one line where there are none."""
    say, programme = view.say, view.programme
    themes = dict.fromkeys(one.theme for one in programme.indicators if one.is_proportion and one.kind in ASKED)
    found = [
        survey_shares(view, theme, say("Survey shares: {theme}", theme=theme_label(view, theme))) for theme in themes
    ]
    shown: list[Exhibit | Prose] = [exhibit for exhibit in found if exhibit.table.rows]
    none = say("The documents give no survey shares for {period}.", period=say.period(view.assessment.period))
    return shown or [Prose((none,))]


ASKED = frozenset({"perceived", "tested"})


def volumes(view: View) -> Exhibit | Prose:
    """Return the counts that the documents give for more than one span, in the order of the data."""
    say, programme = view.say, view.programme
    chosen = [
        indicator.id
        for indicator in programme.indicators
        if indicator.unit == "count"
        and indicator.theme in VOLUME_THEMES
        and indicator.aggregation in {"increment", "distinct", "cumulative"}
        and indicator.part_of is None
        and len({one.period for one in programme.observations_of[indicator.id]}) > 1
        and not all(one.match == "derived" for one in programme.observations_of[indicator.id])
    ]
    if not chosen:
        return Prose((say("The documents give no count for more than one span."),))
    return over_time(view, chosen, "volumes", say("Reach and services by the spans that the documents give"))
