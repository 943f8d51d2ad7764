"""What programmes come to together for a shared indicator in a span, and who has reported it by when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from kunteko_eval.shared.declaration import SharedIndicator, SharedSheet, Span
from kunteko_eval.shared.distinct import Bounds, union_bounds
from kunteko_eval.shared.figures import DISTINCT, SharedFigure

Overlap = Literal["none", "taken-as-none", "unknown", "partly-known", "known"]
"""How far it is known what is counted twice: none where nothing is added up, taken as none where nothing is declared of
things that each programme is thought to have of its own."""

ReportState = Literal["received", "late", "missing", "expected", "no-figure", "not-agreed", "not-running"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTotal:
    """What is told of a shared indicator in a span.

    Attributes:
        figures: One of each programme that serves it.
        bounds: The least and the most that the programmes come to together; None where nothing is put together.
        full: The same of those alone whose definition is the shared one.
    """

    shared: SharedIndicator
    span: Span
    figures: tuple[SharedFigure, ...]
    bounds: Bounds | None
    full: Bounds | None
    overlap: Overlap

    @property
    def counted(self) -> tuple[SharedFigure, ...]:
        """Return the figures that the total is made of."""
        return tuple(one for one in self.figures if one.use == "counted")


def shared_totals(figures: Sequence[SharedFigure]) -> list[SharedTotal]:
    """Return the total of every shared indicator and span, in the order in which they are declared."""
    found: dict[tuple[str, str], list[SharedFigure]] = {}
    for one in figures:
        found.setdefault((one.shared.id, one.span.id), []).append(one)
    return [_total(some) for some in found.values()]


def _total(figures: Sequence[SharedFigure]) -> SharedTotal:
    shared, span = figures[0].shared, figures[0].span
    counted = [one for one in figures if one.use == "counted"]
    full = [one for one in counted if one.serving.definition == "full"]
    return SharedTotal(
        shared=shared,
        span=span,
        figures=tuple(figures),
        bounds=together(shared, span, counted),
        full=together(shared, span, full),
        overlap=_overlap(shared, span, counted),
    )


def together(shared: SharedIndicator, span: Span, counted: Sequence[SharedFigure]) -> Bounds | None:
    """Return what figures come to together, by the way that the shared indicator declares; None where none counts."""
    sizes = {one.programme.id: one.bounds for one in counted if one.bounds is not None}
    if not sizes or shared.combined == "none":
        return None
    if shared.combined == "latest":
        return Bounds(min(one.low for one in sizes.values()), max(one.high for one in sizes.values()))
    if shared.combined == "mean":
        weights = {one.programme.id: one.n or 0 for one in counted}
        people = sum(weights.values())
        low, high = (
            sum(getattr(sizes[name], end) * weights[name] for name in sorted(sizes)) for end in ("low", "high")
        )
        return Bounds(low / people, high / people)
    known = known_overlaps(shared, span, list(sizes))
    if shared.counted not in DISTINCT and not any(one.high for one in known.values()):
        return Bounds(sum(one.low for one in sizes.values()), sum(one.high for one in sizes.values()))
    return union_bounds(sizes, known)


def known_overlaps(shared: SharedIndicator, span: Span, programmes: Sequence[str]) -> dict[frozenset[str], Bounds]:
    """Return how many are in both of two programmes, as far as that is known: declared, or none where nobody can be."""
    disjoint = shared.counted not in DISTINCT
    pairs = (frozenset(pair) for pair in combinations(sorted(programmes), 2))
    known = dict.fromkeys(pairs, Bounds(0, 0)) if disjoint else {}
    for one in shared.overlaps:
        if one.span == span.id and one.pair <= set(programmes):
            known[one.pair] = Bounds(one.at_least, float("inf") if one.at_most is None else one.at_most)
    return known


def _overlap(shared: SharedIndicator, span: Span, counted: Sequence[SharedFigure]) -> Overlap:
    if len(counted) < 2 or shared.combined != "sum":
        return "none"
    declared = {one.pair for one in shared.overlaps if one.span == span.id}
    pairs = {frozenset(pair) for pair in combinations([one.programme.id for one in counted], 2)}
    if not declared & pairs:
        return "unknown" if shared.counted in DISTINCT else "taken-as-none"
    known = known_overlaps(shared, span, [one.programme.id for one in counted])
    return "known" if all(one in known and known[one].is_exact for one in pairs) else "partly-known"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedBy:
    """By when a programme was to report a shared indicator of a span, and what came.

    Attributes:
        days_late: Days after the due day that it came; of a missing report, that have gone by.
    """

    figure: SharedFigure
    state: ReportState
    due: datetime.date | None = None
    received: datetime.date | None = None
    days_late: int | None = None


def reported_by(sheet: SharedSheet, figure: SharedFigure) -> ReportedBy:
    """Return who was to report a figure by when, and whether it came in time."""
    agreed = sheet.agreed(figure.programme.id, figure.span.id, figure.shared.id)
    has_figure = figure.bounds is not None or figure.use == "several-groups"
    if agreed is None:
        return ReportedBy(figure=figure, state="not-running" if figure.use == "not-running" else "not-agreed")
    due, received = agreed.due, agreed.received
    late = None if received is None else max(0, (received - due).days)
    state: ReportState = "received"
    if received is not None and not has_figure:
        state = "no-figure"
    elif late:
        state = "late"
    elif received is None and not has_figure:
        state = "missing" if due < sheet.as_of else "expected"
        late = max(0, (sheet.as_of - due).days) if state == "missing" else None
    return ReportedBy(figure=figure, state=state, due=due, received=received, days_late=late)


def reports_of(sheet: SharedSheet, totals: Sequence[SharedTotal]) -> list[ReportedBy]:
    """Return for every figure who was to report it by when."""
    return [reported_by(sheet, one) for total in totals for one in total.figures]
