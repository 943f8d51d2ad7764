"""Volumes over time: the counts that the documents give for more than one span."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.report import method_words
from kunteko_eval.report.chapter_evidence import indicators_of, told
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.figures import BAR, BAR_LIGHT, WIDTH, hover_text, label_at, plotly_text, typed
from kunteko_eval.report.style import INK, LINE, base_layout
from kunteko_eval.report.view import View

FRAME = {
    **dict.fromkeys(("observation", "indicator", "label", "period", "span"), "str"),
    "value": "float64",
    "unit": "str",
    "n": "Int64",
    "within": "bool",
    "document": "str",
    "place": "str",
}
"""The columns of the figure's frame; `within` is whether the bar lies within the report's period."""


def over_time(view: View, indicators: Sequence[str], name: str, title: str) -> Exhibit:
    """Return counts by the spans that the documents give them for, one panel an indicator.

    Every published figure of the programme is shown, whatever the report's period; the bars within
    the period are darker.
    """
    say = view.say
    frame = _frame(view, indicators)
    rows: list[tuple[str, ...]] = []
    sentences = [
        say("Dark bars lie within the period; bars of one span with numbers in brackets come from different places.")
    ]
    for identifier in indicators:
        bars = [
            (
                row["label"],
                row["span"].replace("<br>", ""),
                _written(view, row["observation"]),
                _places(view, row["observation"]),
            )
            for row in frame[frame["indicator"] == identifier].to_dict("records")
        ]
        rows += bars
        label = say.text(view.programme.indicators_by_id[identifier].label)
        sentences.append(f"{label}: {'; '.join(f'{span} {value}' for _, span, value, _ in bars)}.")
    table = Table(
        caption=title,
        columns=(say("Indicator"), say("Span"), say("Value"), say("Source")),
        rows=tuple(rows),
        numeric=frozenset({2}),
    )
    drawing = _drawing(view, indicators, frame)
    return Exhibit(name=name, title=title, frame=frame, drawing=drawing, text=" ".join(sentences), table=table)


def _frame(view: View, indicators: Sequence[str]) -> pd.DataFrame:
    """Return one row a bar, in the order of the panels and of their bars."""
    programme, rows = view.programme, []
    for identifier in indicators:
        indicator = programme.indicators_by_id[identifier]
        shown = sorted(
            programme.observations_of[identifier],
            key=lambda one: (programme.periods[one.period].start, programme.periods[one.period].days, one.id),
        )
        rows += [
            {
                "observation": one.id,
                "indicator": identifier,
                "label": view.say.text(indicator.label),
                "period": one.period,
                "span": _span(view, shown, index),
                "value": one.number,
                "unit": indicator.unit,
                "n": one.n,
                "within": view.assessment.period.contains(programme.periods[one.period]),
                "document": one.document,
                "place": one.place,
            }
            for index, one in enumerate(shown)
        ]
    return typed(rows, FRAME)


def _plain(span: str) -> str:
    return span.replace("<br>", "")


def _written(view: View, observation: str) -> str:
    one = view.programme.observations_by_id[observation]
    return method_words.observed(view.say, one, view.programme.indicators_by_id[one.indicator].unit)


def _places(view: View, observation: str) -> str:
    return "; ".join(method_words.item_places(view.say, (observation,), view.assessment))


def _drawing(view: View, indicators: Sequence[str], frame: pd.DataFrame) -> dict[str, Any]:
    """Return a panel of bars for each indicator, two in a row."""
    deep = -(-len(indicators) // 2)
    layout = base_layout(30 + 132 * deep, width=WIDTH, margin={"l": 8, "r": 8, "t": 8, "b": 8}, annotations=[])
    data = []
    for panel, identifier in enumerate(indicators):
        bars = frame[frame["indicator"] == identifier]
        axis = "" if panel == 0 else str(panel + 1)
        left = 0.0 if panel % 2 == 0 else 0.52
        top, bottom = 1 - panel // 2 / deep, 1 - (panel // 2 + 1) / deep
        data.append({**_bars(view, bars), "xaxis": f"x{axis}", "yaxis": f"y{axis}"})
        layout[f"xaxis{axis}"] = {
            "type": "category",
            "anchor": f"y{axis}",
            "domain": [left, left + 0.48],
            "linecolor": LINE,
            "tickangle": 0,
            "tickfont": {"size": 11.5},
            "range": [-0.5, max(len(bars), 4) - 0.5],
        }
        layout[f"yaxis{axis}"] = {
            "anchor": f"x{axis}",
            "domain": [bottom + 0.26 / deep, top - 0.24 / deep],
            "visible": False,
            "range": [0, (max(bars["value"]) if len(bars) else 1) * 1.25],
        }
        label = view.say.text(view.programme.indicators_by_id[identifier].label)
        place = label_at(left, top - 0.02 / deep, f"<b>{plotly_text(label)}</b>")
        layout["annotations"].append({**place, "yref": "paper", "yanchor": "top"})
    return {"data": data, "layout": layout}


def _bars(view: View, bars: pd.DataFrame) -> dict[str, Any]:
    say = view.say
    return {
        "type": "bar",
        "x": bars["span"].tolist(),
        "y": bars["value"].tolist(),
        "text": [_written(view, name) for name in bars["observation"]],
        "textposition": "outside",
        "textfont": {"size": 12},
        "constraintext": "none",
        "cliponaxis": False,
        "marker": {
            "color": [BAR if inside else BAR_LIGHT for inside in bars["within"]],
            "line": {"color": INK, "width": 1},
        },
        "hovertext": [
            hover_text(
                row["label"],
                f"{_plain(row['span'])}: {told(view, view.programme.observations_by_id[row['observation']])}",
                f"{say('Source')}: {_places(view, row['observation'])}",
            )
            for row in bars.to_dict("records")
        ],
        "hoverinfo": "text",
        "width": 0.6,
    }


LONG_SPAN = 12
"""Characters of a span that still stand beside others under their bars."""


def _span(view: View, shown: Sequence[Observation], index: int) -> str:
    """Return a bar's span, told apart by document where two say the same span."""
    programme = view.programme
    one = shown[index]
    written = view.say.period(programme.periods[one.period])
    if len(written) > LONG_SPAN:
        written = written.replace("–", "–<br>")
    same = [other for other in shown if other.period == one.period]
    return written if len(same) == 1 else f"{written} ({same.index(one) + 1})"


def _over_spans(view: View, indicator: Indicator) -> bool:
    """Return whether an indicator is a whole count that the documents give for more than one span."""
    found = view.programme.observations_of[indicator.id]
    counted = indicator.unit == "count" and indicator.aggregation in {"increment", "distinct", "cumulative"}
    several = len({one.period for one in found}) > 1 and not all(one.match == "derived" for one in found)
    return counted and indicator.part_of is None and several


def volumes(view: View) -> Exhibit | Prose:
    """Return the counts of reach and services given for more than one span, in the order of the data."""
    say, programme = view.say, view.programme
    chosen = [indicator.id for indicator in indicators_of(view, "reach", "services") if _over_spans(view, indicator)]
    if not chosen and any(_over_spans(view, indicator) for indicator in programme.indicators):
        return Prose((say("The documents give no count of reach or services for more than one span."),))
    if not chosen:
        return Prose((say("The documents give no count for more than one span."),))
    return over_time(view, chosen, "volumes", say("Reach and services by the spans that the documents give"))
