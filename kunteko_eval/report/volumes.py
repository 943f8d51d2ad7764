"""Volumes over time: the counts that the documents give for more than one span."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kunteko_eval.model.programme import Comparability
from kunteko_eval.report import cells
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.comparability import unlike, unlike_told
from kunteko_eval.report.content import Exhibit, Prose, Table
from kunteko_eval.report.count_panels import Bar, CountPanel, asides, comparable, count_sheet
from kunteko_eval.report.figure_sources import sources_line
from kunteko_eval.report.figure_titles import CountMove, counts_title
from kunteko_eval.report.figures import typed
from kunteko_eval.report.period_frames import counts_over_time, over_spans
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


def over_time(view: View, counts: pd.DataFrame, name: str, title: str) -> Exhibit:
    """Return counts by the spans that the documents give them for, one panel an indicator.

    The bars within the report's period are darker; what is counted for spans of another length is written below them, so
    that nobody reads a total as a year.

    Args:
        view: The period.
        counts: Rows of `counts_over_time`, in the order of the panels and of their bars.
        name: The figure's.
        title: What is shown, in the report's language; the title where the numbers carry no finding.
    """
    say, panels = view.say, count_panels(view, counts)
    rows: list[tuple[str, ...]] = []
    sentences = [
        say("Dark bars lie within the period; bars of one span with numbers in brackets come from different places."),
        say("Numbers without a bar are of spans of another length, and must not be read as bars beside the others."),
    ]
    for panel in panels:
        rows += [(panel.label, bar["span"], bar["told"], _place(view, bar)) for bar in panel.bars]
        told_of = "; ".join(f"{bar['span']} {bar['told']}" for bar in panel.bars)
        sentences.append(f"{panel.name}: {told_of}.")
    sentences += unlike_told(view, _unlike(view, counts))
    table = Table(
        caption=title,
        columns=(say("Indicator"), say("Span"), say("Value"), say("Source")),
        rows=tuple(rows),
        numeric=frozenset({2}),
    )
    bars = [bar for panel in panels for bar in panel.bars]
    return Exhibit(
        name=name,
        title=counts_title(say, [move for panel in panels for move in _moves(view, panel)]) or title,
        subtitle=subtitle(view, title, len(panels)),
        source=sources_line(say, (cells.place(say, bar["document"], bar["place"]) for bar in bars)),
        frame=typed(bars, FRAME),
        drawing=count_sheet(panels),
        text=" ".join(sentences),
        table=table,
    )


def _unlike(view: View, counts: pd.DataFrame) -> list[Comparability]:
    """Return what is not alike in the spans of each count."""
    known = view.programme.periods
    found = [
        one
        for name, rows in counts.groupby("indicator", sort=False)
        for one in unlike(view, [str(name)], [known[period] for period in dict.fromkeys(rows["period"])])
    ]
    return list({id(one): one for one in found}.values())


def subtitle(view: View, title: str, panels: int) -> str:
    """Return what counts over time show, how many they are, and how their bars are read."""
    say = view.say
    counted = say.many("One count.", "{count:W} counts, each on a scale of its own.", panels)
    how = say(
        "Dark bars lie within {period}; numbers without a bar are of spans of another length.",
        period=say.period(view.assessment.period),
    )
    return f"{title}. {counted} {how}"


def count_panels(view: View, counts: pd.DataFrame) -> list[CountPanel]:
    """Return rows of `counts_over_time` as panels, an indicator each, their spans and figures in words."""
    panels, known = [], view.programme.indicators_by_id
    for name, rows in counts.groupby("indicator", sort=False):
        bars = plain_rows(rows)
        label = cells.words(view.say, bars[0]["label"])
        is_total = known[str(name)].aggregation == "cumulative"
        beside = [False] * len(bars) if is_total else asides(bars)
        told = [
            {**bar, "label": label, "span": _span(view, bars, bar), "told": _written(view, bar), "aside": aside}
            for bar, aside in zip(bars, beside, strict=True)
        ]
        hovers = [{**bar, "source": f"{view.say('Source')}: {_place(view, bar)}"} for bar in told]
        name_of = view.say("{label}, at the end of each span", label=label) if is_total else label
        panels.append(CountPanel(label=label, name=name_of, bars=tuple(hovers), is_total=is_total))
    return panels


def _moves(view: View, panel: CountPanel) -> list[CountMove]:
    """Return how a panel's count moved between the last two spans that can be compared, if nothing makes them unlike."""
    pair, known = comparable(panel), view.programme.periods
    if pair is None or unlike(view, [pair[0]["indicator"]], [known[bar["period"]] for bar in pair]):
        return []
    before, after = pair
    if min(before["value"], after["value"]) < view.assessment.rubric.least_respondents:
        return []
    move = CountMove(
        label=panel.label,
        before=before["told"],
        when=before["span"],
        after=after["told"],
        then=after["span"],
        difference=after["value"] - before["value"],
    )
    return [move]


def _written(view: View, bar: Bar) -> str:
    return cells.figure(view.say, *(bar[name] for name in cells.FIGURE))


def _place(view: View, bar: Bar) -> str:
    return cells.place(view.say, *(bar[name] for name in cells.PLACE))


def _span(view: View, bars: Sequence[Bar], bar: Bar) -> str:
    """Return a bar's span, told apart by document where two say the same span."""
    written = cells.span(view.say, bar["start"], bar["end"])
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
