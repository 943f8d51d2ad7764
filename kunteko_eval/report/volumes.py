"""Volumes over time: the counts that the documents give for more than one span."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kunteko_eval.report import cells
from kunteko_eval.report.chapter_evidence import told
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.figures import BAR, BAR_LIGHT, WIDTH, hover_text, label_at, plotly_text, typed
from kunteko_eval.report.period_frames import counts_over_time, over_spans
from kunteko_eval.report.style import INK, LINE, base_layout
from kunteko_eval.report.table_spec import plain_rows
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

Bar = dict[str, Any]
"""A row of `counts_over_time` as plain values, with its span in words."""


def over_time(view: View, counts: pd.DataFrame, name: str, title: str) -> Exhibit:
    """Return counts by the spans that the documents give them for, one panel an indicator.

    The bars within the report's period are darker.

    Args:
        view: The period.
        counts: Rows of `counts_over_time`, in the order of the panels and of their bars.
        name: The figure's.
        title: In the report's language.
    """
    say, panels = view.say, _panels(view, counts)
    rows: list[tuple[str, ...]] = []
    sentences = [
        say("Dark bars lie within the period; bars of one span with numbers in brackets come from different places.")
    ]
    for bars in panels:
        rows += [(bar["label"], _plain(bar["span"]), _written(view, bar), _place(view, bar)) for bar in bars]
        told_of = "; ".join(f"{_plain(bar['span'])} {_written(view, bar)}" for bar in bars)
        sentences.append(f"{bars[0]['label']}: {told_of}.")
    table = Table(
        caption=title,
        columns=(say("Indicator"), say("Span"), say("Value"), say("Source")),
        rows=tuple(rows),
        numeric=frozenset({2}),
    )
    frame = typed([bar for bars in panels for bar in bars], FRAME)
    drawing = _drawing(view, panels)
    return Exhibit(name=name, title=title, frame=frame, drawing=drawing, text=" ".join(sentences), table=table)


def _panels(view: View, counts: pd.DataFrame) -> list[list[Bar]]:
    """Return the bars of each panel with their labels and spans in words."""
    panels = []
    for _, rows in counts.groupby("indicator", sort=False):
        bars = plain_rows(rows)
        words = {"label": cells.words(view.say, bars[0]["label"])}
        panels.append([{**bar, **words, "span": _span(view, bars, bar)} for bar in bars])
    return panels


def _plain(span: str) -> str:
    return span.replace("<br>", "")


def _written(view: View, bar: Bar) -> str:
    return cells.figure(view.say, *(bar[name] for name in cells.FIGURE))


def _place(view: View, bar: Bar) -> str:
    return cells.place(view.say, *(bar[name] for name in cells.PLACE))


def _drawing(view: View, panels: Sequence[Sequence[Bar]]) -> dict[str, Any]:
    """Return a panel of bars for each indicator, two in a row."""
    deep = -(-len(panels) // 2)
    layout = base_layout(30 + 132 * deep, width=WIDTH, margin={"l": 8, "r": 8, "t": 8, "b": 8}, annotations=[])
    data = []
    for panel, bars in enumerate(panels):
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
            "range": [0, max(bar["value"] for bar in bars) * 1.25],
        }
        place = label_at(left, top - 0.02 / deep, f"<b>{plotly_text(bars[0]['label'])}</b>")
        layout["annotations"].append({**place, "yref": "paper", "yanchor": "top"})
    return {"data": data, "layout": layout}


def _bars(view: View, bars: Sequence[Bar]) -> dict[str, Any]:
    say = view.say
    return {
        "type": "bar",
        "x": [bar["span"] for bar in bars],
        "y": [bar["value"] for bar in bars],
        "text": [_written(view, bar) for bar in bars],
        "textposition": "outside",
        "textfont": {"size": 12},
        "constraintext": "none",
        "cliponaxis": False,
        "marker": {
            "color": [BAR if bar["within"] else BAR_LIGHT for bar in bars],
            "line": {"color": INK, "width": 1},
        },
        "hovertext": [
            hover_text(
                bar["label"],
                f"{_plain(bar['span'])}: {told(say, bar)}",
                f"{say('Source')}: {_place(view, bar)}",
            )
            for bar in bars
        ],
        "hoverinfo": "text",
        "width": 0.6,
    }


LONG_SPAN = 12
"""Characters of a span that still stand beside others under their bars."""


def _span(view: View, bars: Sequence[Bar], bar: Bar) -> str:
    """Return a bar's span, told apart by document where two say the same span."""
    written = cells.span(view.say, bar["start"], bar["end"])
    if len(written) > LONG_SPAN:
        written = written.replace("–", "–<br>")
    same = [other for other in bars if other["period"] == bar["period"]]
    return written if len(same) == 1 else f"{written} ({same.index(bar) + 1})"


def volumes(view: View, counts: Rows = None) -> Exhibit | Prose:
    """Return the counts of reach and services given for more than one span.

    Args:
        view: The period.
        counts: Rows of `counts_over_time`, in the order in which they are shown; those on reach and then those on
            services when None.
    """
    say, known = view.say, counts_over_time(view)
    shown = chosen(counts, pd.concat([known[known["chapter"] == name] for name in ("reach", "services")]), known)
    if shown.empty and any(over_spans(view, one) for one in view.programme.indicators):
        return Prose((say("The documents give no count of reach or services for more than one span."),))
    if shown.empty:
        return Prose((say("The documents give no count for more than one span."),))
    return over_time(view, shown, "volumes", say("Reach and services by the spans that the documents give"))
