"""Which observations speak for an indicator in a period, without counting anything twice."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An indicator's value in a period, for one respondent group or several that share nobody.

    Attributes:
        groups: The ids of the groups; one, unless several were put together.
        sources: The collections that say something of the groups in the period.
        value: In the indicator's unit.
        n: Respondents, where the value is one survey's.
        n_effective: How many equally weighted ones would tell as much, where it is weighted.
        used: The observations that make the value.
        others: Observations of the same spans that say something else and were not used.
        coverage: Part of the period's days that the used observations span, 0–1.
    """

    groups: tuple[str, ...]
    source: str
    sources: frozenset[str]
    value: float
    n: int | None
    used: tuple[Observation, ...]
    others: tuple[Observation, ...]
    coverage: float
    n_effective: float | None = None

    @property
    def sample(self) -> float | None:
        """Return of how many respondents the sampling error is."""
        return self.n_effective or self.n


def readings(programme: ProgrammeData, indicator: Indicator, period: Period) -> list[Reading]:
    """Return the value of an indicator in a period, one for each respondent group.

    Only observations whose own span lies within the period count. Increments are summed over spans
    that do not overlap; a running total is read as its growth over the whole period, when it is known at both ends; a level is the
    latest one; distinct counts and cases are never summed. Where sources disagree on the same span,
    the less favourable figure is used and the other one is kept in `others`.
    """
    within = [one for one in programme.observations_of[indicator.id] if period.contains(programme.periods[one.period])]
    groups = dict.fromkeys(one.group for one in within)
    found = [_read(programme, indicator, period, [one for one in within if one.group == group]) for group in groups]
    return [reading for reading in found if reading is not None]


def _read(programme: ProgrammeData, indicator: Indicator, period: Period, within: list[Observation]) -> Reading | None:
    spans: dict[tuple[datetime.date, datetime.date], list[Observation]] = {}
    for one in within:
        span = programme.periods[one.period]
        spans.setdefault((span.start, span.end), []).append(one)
    whole, latest = (period.start, period.end), max(spans, key=lambda span: (span[1], -span[0].toordinal()))
    before: float | None = 0.0
    if indicator.aggregation == "increment":
        chosen = tiles(list(spans), whole)
    elif indicator.aggregation == "distinct":
        chosen = [whole] if whole in spans else []
    else:
        chosen = [latest]
    if indicator.aggregation == "cumulative":
        before = _total_before(programme, indicator, period, within[0].group) if latest[1] == period.end else None
    if not chosen or before is None:
        return None
    used = [_least_favourable(indicator, spans[span]) for span in chosen]
    others = tuple(
        one for span, kept in zip(chosen, used, strict=True) for one in spans[span] if one.number != kept.number
    )
    covered = sum((end - start).days + 1 for start, end in chosen)
    return Reading(
        groups=(used[0].group,),
        source=used[0].source,
        sources=frozenset(one.source for one in within),
        value=sum(figure(indicator, one) for one in used) - before,
        n=used[0].n if len(used) == 1 else None,
        n_effective=used[0].n_effective if len(used) == 1 else None,
        used=tuple(used),
        others=others,
        coverage=covered / period.days,
    )


def _least_favourable(indicator: Indicator, observations: list[Observation]) -> Observation:
    pick = min if indicator.direction == "more" else max
    return pick(observations, key=lambda one: figure(indicator, one))


def figure(indicator: Indicator, one: Observation) -> float:
    """Return an observation's figure; of a range the less favourable end."""
    if one.value_to is not None and indicator.direction == "less":
        return float(one.value_to)
    return one.number


def _total_before(programme: ProgrammeData, indicator: Indicator, period: Period, group: str) -> float | None:
    """Return a group's running total on the eve of the period; None when nobody says."""
    if period.start <= programme.sheet.start:
        return 0.0
    eve = period.start - datetime.timedelta(days=1)
    totals = [
        one.number
        for one in programme.observations_of[indicator.id]
        if one.group == group and programme.periods[one.period].end == eve
    ]
    return (max if indicator.direction == "more" else min)(totals, default=None)


def tiles(
    spans: list[tuple[datetime.date, datetime.date]], whole: tuple[datetime.date, datetime.date]
) -> list[tuple[datetime.date, datetime.date]]:
    """Return the spans that cover most days without overlapping; of equals, the fewest.

    Weighted interval scheduling (Kleinberg & Tardos, Algorithm Design, 2005, section 6.1).
    """
    if whole in spans:
        return [whole]
    ordered = sorted(spans, key=lambda span: (span[1], span[0]))
    best: list[tuple[int, int, list[int]]] = [(0, 0, [])]
    for index, (start, end) in enumerate(ordered):
        before = max((j + 1 for j in range(index) if ordered[j][1] < start), default=0)
        days, minus, picks = best[before]
        best.append(max((days + (end - start).days + 1, minus - 1, [*picks, index]), best[-1], key=lambda one: one[:2]))
    return [ordered[index] for index in best[-1][2]]
