"""What a programme's own figures say of a shared indicator in a span, and why one is not put together with others."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kunteko_eval.method.overlap import EVERYBODY, mark_overlaps
from kunteko_eval.method.selection import Reading, readings
from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.units import Rate
from kunteko_eval.shared.declaration import ServingIndicator, SharedIndicator, SharedSheet, Span
from kunteko_eval.shared.distinct import Bounds

Use = Literal[
    "counted", "shown", "not-running", "no-figure", "part-of-span", "several-groups", "without-n", "not-latest"
]
"""Whether a figure is in the total, or why not."""

DISTINCT = frozenset({"people", "organisations"})
"""What two programmes may both have counted without knowing it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFigure:
    """What one programme has to say of a shared indicator in a span.

    Attributes:
        bounds: The figure in the shared unit, from the least that it can be to the most; None where there is none.
        n: Respondents behind it, where they are told.
        used: The observations that it is made of, and `unused` those of the indicator within the span that it is not.
        days: The first and last day that it covers.
        rate: What it was converted by, where its currency is another one.
    """

    shared: SharedIndicator
    span: Span
    programme: ProgrammeData
    serving: ServingIndicator
    indicator: Indicator
    use: Use
    bounds: Bounds | None = None
    n: int | None = None
    used: tuple[Observation, ...] = ()
    unused: tuple[Observation, ...] = ()
    days: tuple[datetime.date, datetime.date] | None = None
    rate: Rate | None = None


def shared_figures(sheet: SharedSheet, programmes: Mapping[str, ProgrammeData]) -> list[SharedFigure]:
    """Return the figure of every programme that serves a shared indicator, of every span; those without one too.

    Args:
        sheet: What is shared.
        programmes: The programmes by id, every one that serves an indicator among them.
    """
    found: list[SharedFigure] = []
    for shared in sheet.indicators:
        for span in sheet.spans:
            serving = sorted(shared.served, key=lambda one: one.programme)
            figures = [_figure(sheet, shared, span, one, programmes[one.programme]) for one in serving]
            found += _latest(figures) if shared.combined == "latest" else figures
    return found


def _figure(
    sheet: SharedSheet, shared: SharedIndicator, span: Span, serving: ServingIndicator, programme: ProgrammeData
) -> SharedFigure:
    indicator = programme.indicators_by_id[serving.indicator]
    within = _within(programme, indicator, span)
    plain = SharedFigure(
        shared=shared,
        span=span,
        programme=programme,
        serving=serving,
        indicator=indicator,
        use="no-figure",
        unused=within,
    )
    running = running_days(programme, span)
    if running is None:
        return replace(plain, use="not-running")
    found = _readings(plain, running)
    if len(found) > 1:
        return replace(plain, use="several-groups")
    if not found:
        return plain
    reading = found[0]
    periods = [programme.periods[one.period] for one in reading.used]
    days = min(one.start for one in periods), max(one.end for one in periods)
    rate = rate_for(sheet, currency_of(programme, indicator.unit), shared.unit, span)
    factor = rate.rate if rate else unit_factor(indicator.unit, shared.unit)
    bounds = _bounds(plain, reading)
    return replace(
        plain,
        use=_use(shared, reading, _covers(programme, reading, running)),
        bounds=Bounds(bounds.low * factor, bounds.high * factor),
        n=reading.n,
        used=reading.used,
        unused=tuple(one for one in within if one not in reading.used),
        days=days,
        rate=rate,
    )


def _within(programme: ProgrammeData, indicator: Indicator, span: Span) -> tuple[Observation, ...]:
    """Return the observations of an indicator whose own spans lie within a span."""
    known = programme.observations_of.get(indicator.id, ())
    return tuple(one for one in known if span.period.contains(programme.periods[one.period]))


def running_days(programme: ProgrammeData, span: Span) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and last day of a span on which a programme ran; None when it did not."""
    start = max(programme.sheet.start, span.start)
    end = span.end if programme.sheet.end is None else min(programme.sheet.end, span.end)
    return (start, end) if start <= end else None


def _readings(figure: SharedFigure, running: tuple[datetime.date, datetime.date]) -> list[Reading]:
    """Return the readings of an indicator that none of the others speaks for: of the span, or of its running days."""
    periods = [figure.span.period, replace(figure.span.period, start=running[0], end=running[1])]
    for period in periods:
        found = readings(figure.programme, figure.indicator, period)
        if figure.serving.group is not None:
            found = [one for one in found if one.groups == (figure.serving.group,)]
        if found:
            marked = mark_overlaps(figure.programme, figure.indicator, found)
            alone = [one.reading for one in marked if one.role == "alone"]
            everybody = [one for one in alone if one.groups == (EVERYBODY,)]
            open_groups = any(one.role == "overlap" for one in marked)
            return found if open_groups else everybody or alone
    return []


def _covers(programme: ProgrammeData, reading: Reading, running: tuple[datetime.date, datetime.date]) -> bool:
    """Return whether the spans of the figures hold every day on which the programme ran."""
    spans = {(programme.periods[one.period].start, programme.periods[one.period].end) for one in reading.used}
    days = sum(max(0, (min(end, running[1]) - max(start, running[0])).days + 1) for start, end in spans)
    return days >= (running[1] - running[0]).days + 1


def _use(shared: SharedIndicator, reading: Reading, covers: bool) -> Use:  # noqa: FBT001  (a value, not a switch)
    if shared.combined == "none":
        return "shown"
    if shared.combined == "sum" and not covers:
        return "part-of-span"
    return "without-n" if shared.combined == "mean" and reading.n is None else "counted"


def _latest(figures: Sequence[SharedFigure]) -> list[SharedFigure]:
    """Return figures of which those of the latest day alone count."""
    last = max((one.days[1] for one in figures if one.days), default=None)
    return [
        replace(one, use="not-latest") if one.use == "counted" and one.days and one.days[1] != last else one
        for one in figures
    ]


def _bounds(figure: SharedFigure, reading: Reading) -> Bounds:
    """Return the least and the most that a reading can be.

    A range of the document is one; so is what sources say differently of the same days. People and organisations that
    are counted span by span may be the same ones in each, so the least is the largest span.
    """
    if figure.indicator.aggregation == "cumulative":
        return Bounds(reading.value, reading.value)
    by_group: dict[str, dict[tuple[datetime.date, datetime.date], list[Observation]]] = {}
    for one in (*reading.used, *reading.others):
        period = figure.programme.periods[one.period]
        by_group.setdefault(one.group, {}).setdefault((period.start, period.end), []).append(one)
    repeated = figure.shared.counted in DISTINCT
    if len(by_group) > 1 and (figure.indicator.is_proportion or figure.indicator.unit == "grade"):
        return Bounds(reading.value, reading.value)
    low = high = 0.0
    for spans in by_group.values():
        lows = [min(one.number for one in some) for some in spans.values()]
        highs = [max(float(one.value_to or one.value) for one in some) for some in spans.values()]
        low += max(lows) if repeated else sum(lows)
        high += sum(highs)
    return Bounds(low, high)


def currency_of(programme: ProgrammeData, unit: str) -> str:
    """Return the currency of a programme's unit by ISO 4217, or the unit itself where it is no money."""
    own = programme.units.get(unit)
    return unit if own is None or own.currency is None else own.currency


PROPORTIONS = {("percent", "share"): 0.01, ("share", "percent"): 100.0}


def unit_factor(unit: str, into: str) -> float:
    """Return what a figure in a unit of the same kind is multiplied by: per cents and parts of one are one kind."""
    return PROPORTIONS.get((unit, into), 1.0)


def rate_for(sheet: SharedSheet, currency: str, into: str, span: Span) -> Rate | None:
    """Return the latest rate within a span that converts a currency into another one; None for one currency."""
    known = [
        one
        for one in sheet.rates
        if (one.currency, one.into) == (currency, into) and span.start <= one.date <= span.end
    ]
    return max(known, key=lambda one: one.date, default=None) if currency != into else None
