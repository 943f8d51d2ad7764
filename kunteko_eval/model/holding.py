"""For which report period a recorded expectation holds, and how specifically.

A number expected of a sum (an amount per span, a running total, a count of distinct things) is of a span: the
convention's `period`, or the whole programme. It holds for a report period of exactly that span; ``pace: year`` holds for
every report period by its length in years, and ``pace: share-of-time`` for every one within `period` by its
share of the days. Anything else, a level, a share, a grade or a finding, is a state: without a `period` it is
held against the expectation in every report period, and with one it is a milestone, which holds for the report
periods that end on the day that `period` ends.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kunteko_eval.model.chain import Convention
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.period import Period
from kunteko_eval.model.units import is_amount

How = Literal["period", "milestone", "share-of-time", "year", "standing", "programme", "previous"]
"""How an expectation holds for a report period."""

SUMS = frozenset({"increment", "cumulative", "distinct"})
"""Kinds of figure that are of a span, and grow with its length."""

PACED = frozenset({"increment", "cumulative"})
"""Those of them that grow in step with time; distinct things do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How an expectation holds for one report period.

    Attributes:
        factor: What floor and expected value are multiplied by.
        rank: The least is the most specific.
    """

    how: How
    factor: float
    rank: tuple[int, int]


def is_sum(indicator: Indicator) -> bool:
    """Return whether an indicator's figures are of a span rather than a state at its end."""
    return is_amount(indicator.unit) and indicator.aggregation in SUMS


def holding(
    convention: Convention,
    indicator: Indicator | None,
    report: Period,
    periods: Mapping[str, Period],
    programme: tuple[datetime.date, datetime.date | None],
) -> Holding | None:
    """Return how an expectation holds for a report period; None when it is of another one.

    Args:
        convention: The expectation.
        indicator: What it is held against; None for a finding.
        report: The report period.
        periods: The programme's periods by their id.
        programme: First and last day of the programme; the last day is None where nobody tells.
    """
    if convention.expected == "previous-period":
        return Holding(how="previous", factor=1.0, rank=(5, 0))
    of = None if convention.period is None else periods.get(convention.period)
    if convention.period is not None and of is None:
        return None
    span = (report.start, report.end)
    if of is not None and (of.start, of.end) == span:
        factor = report.years_from(report.start) if convention.pace == "year" else 1.0
        return Holding(how="year" if convention.pace == "year" else "period", factor=factor, rank=(0, 0))
    if convention.pace is not None:
        return _paced(convention, of, report)
    if indicator is None or not is_sum(indicator):
        if of is None:
            return Holding(how="standing", factor=1.0, rank=(5, 0))
        return Holding(how="milestone", factor=1.0, rank=(1, of.days)) if of.end == report.end else None
    return Holding(how="programme", factor=1.0, rank=(5, 0)) if of is None and span == programme else None


def _paced(convention: Convention, of: Period | None, report: Period) -> Holding | None:
    if of is not None and not of.contains(report):
        return None
    if convention.pace == "year":
        rank = (4, 0) if of is None else (3, of.days)
        return Holding(how="year", factor=report.years_from(report.start), rank=rank)
    return None if of is None else Holding(how="share-of-time", factor=report.days / of.days, rank=(2, of.days))
