"""Volumes over time: the counts that the documents give for more than one span."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.report import method_words
from kunteko_eval.report.chapter_evidence import indicators_of
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.figures import BAR, BAR_LIGHT, WIDTH, label_at, plotly_text, ready
from kunteko_eval.report.style import INK, LINE, base_layout
from kunteko_eval.report.view import View


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
                "text": [method_words.observed(say, one, indicator.unit) for one in shown],
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
                **label_at(left, top - 0.02 / deep, f"<b>{plotly_text(say.text(indicator.label))}</b>"),
                "xref": "paper",
                "yref": "paper",
                "yanchor": "top",
            }
        )
        rows += [
            (
                say.text(indicator.label),
                span.replace("<br>", ""),
                method_words.observed(say, one, indicator.unit),
                "; ".join(method_words.item_places(say, (one.id,), assessment)),
            )
            for span, one in zip(names, shown, strict=True)
        ]
        told = "; ".join(
            f"{span.replace('<br>', '')} {method_words.observed(say, one, indicator.unit)}"
            for span, one in zip(names, shown, strict=True)
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
