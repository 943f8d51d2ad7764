"""Step 2, checks of what came in: a register of figures that do not fit; nothing is silently corrected."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from kunteko_eval.method.arithmetic import grim_mean, grim_share, grimmer
from kunteko_eval.method.selection import tiles
from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.model.programme import DateClaim, ProgrammeData
from kunteko_eval.model.units import is_amount

Severity = Literal["error", "warning", "note"]
_PRECISION = {"exact": (1.0, 1.0), "about": (0.95, 1.05), "over": (1.0, 1.0), "nearly": (0.9, 1.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One figure, or several together, that do not fit.

    Attributes:
        code: ``grim``, ``grim-mean``, ``grimmer``, ``parts``, ``spans``, ``span-exceeds``,
            ``sources-disagree``, ``dates-disagree``, ``published-early``.
        evidence: Ids of the observations concerned.
        values: Numbers for the sentence.
        claims: What documents say of a date, where that is what disagrees.
    """

    code: str
    severity: Severity
    evidence: tuple[str, ...]
    values: dict[str, float | int | str]
    claims: tuple[DateClaim, ...] = ()


def register(programme: ProgrammeData) -> tuple[Check, ...]:
    """Return every check that a programme's observations fail, in the order of the data."""
    steps = (_arithmetic, _parts, _spans, _disagreements, _dates, _early)
    return tuple(check for step in steps for check in step(programme))


def failed(checks: tuple[Check, ...]) -> frozenset[str]:
    """Return the ids of observations that do not fit; they are still used, and lower confidence."""
    return frozenset(name for check in checks if check.severity != "note" for name in check.evidence)


def _warning(code: str, found: Iterable[Observation], **values: float | int | str) -> Check:
    return Check(code=code, severity="warning", evidence=tuple(one.id for one in found), values=values)


def _arithmetic(programme: ProgrammeData) -> Iterator[Check]:
    """Yield figures that no whole number of respondents gives."""
    for one in programme.observations:
        indicator = programme.indicators_by_id[one.indicator]
        # Of a weighted figure n tells nothing, nor of a mean that was computed from answers in half points.
        computed = one.n_effective is not None or (indicator.unit == "grade" and one.match == "derived")
        if one.n is None or one.precision != "exact" or computed:
            continue
        if indicator.is_proportion:
            percent = one.number * (1 if indicator.unit == "percent" else 100)
            decimals = one.decimals - (0 if indicator.unit == "percent" else 2)
            if not grim_share(percent, one.n, decimals):
                yield _warning("grim", (one,), value=one.value, n=one.n)
        elif indicator.unit == "grade" and not grim_mean(one.number, one.n, one.decimals):
            yield _warning("grim-mean", (one,), value=one.value, n=one.n)
        elif indicator.unit == "grade" and one.sd is not None and one.n > 1:
            decimals = len(one.sd.partition(".")[2])
            if not grimmer(one.number, float(one.sd), one.n, decimals):
                yield _warning("grimmer", (one,), value=one.value, n=one.n, sd=one.sd)


def _parts(programme: ProgrammeData) -> Iterator[Check]:
    """Compare parts with their whole, group by group; a group of percentages with 100."""
    parts: dict[tuple[str, str, str], dict[str, Observation]] = defaultdict(dict)
    wanted = Counter(one.part_of for one in programme.indicators if one.part_of)
    for one in programme.observations:
        indicator = programme.indicators_by_id[one.indicator]
        if indicator.part_of:
            parts[indicator.part_of, one.period, one.group].setdefault(indicator.id, one)
    for (whole, period, group), by_indicator in parts.items():
        found = tuple(by_indicator.values())
        if len(found) < wanted[whole] or any(one.precision != "exact" for one in found):
            continue
        total = sum(one.number for one in found)
        first = programme.indicators_by_id[found[0].indicator]
        if first.is_proportion and whole not in programme.indicators_by_id:
            wholes = [100.0 if first.unit == "percent" else 1.0]
        else:
            given = programme.observations_of.get(whole, ())
            wholes = [one.number for one in given if (one.period, one.group) == (period, group)]
        rounding = {"percent": 0.5, "share": 0.005}.get(first.unit, 0.0) * len(found)
        if wholes and all(abs(total - figure) > rounding + 1e-6 * abs(figure) for figure in wholes):
            yield _warning("parts", found, whole=whole, total=total, figure=wholes[0])


def _spans(programme: ProgrammeData) -> Iterator[Check]:
    """Compare what is given for a span with what is given for the spans within it.

    Amounts per span add up to the whole where they tile it; distinct things cannot be more than that
    sum. No part can be more than its whole. Figures derived from the whole prove nothing and are
    left out.
    """
    for indicator in programme.indicators:
        if indicator.aggregation not in {"increment", "distinct"} or not is_amount(indicator.unit):
            continue
        read = [one for one in programme.observations_of[indicator.id] if one.match != "derived"]
        for whole in read:
            span = programme.periods[whole.period]
            inside = [
                one
                for one in read
                if one.group == whole.group
                and span.contains(programme.periods[one.period])
                and programme.periods[one.period].days < span.days
            ]
            yield from _against_whole(programme, indicator, whole, inside)


def _against_whole(
    programme: ProgrammeData, indicator: Indicator, whole: Observation, inside: list[Observation]
) -> Iterator[Check]:
    least, most = bounds(whole)
    for one in inside:
        if bounds(one)[0] > most:
            yield _warning("span-exceeds", (one, whole), part=bounds(one)[0], whole=most)
    span = programme.periods[whole.period]
    by_span: dict[tuple[datetime.date, datetime.date], list[Observation]] = defaultdict(list)
    for one in inside:
        by_span[programme.periods[one.period].start, programme.periods[one.period].end].append(one)
    chosen = tiles(list(by_span), (span.start, span.end))
    if sum((end - start).days + 1 for start, end in chosen) < span.days:
        return
    parts = [by_span[key] for key in chosen]
    low = sum(min(bounds(one)[0] for one in same) for same in parts)
    high = sum(max(bounds(one)[1] for one in same) for same in parts)
    slack = 1e-9 * max(abs(high), 1.0) if high < float("inf") else 0.0
    if least > high + slack or (most + slack < low and indicator.aggregation == "increment"):
        evidence = (*(one for same in parts for one in same), whole)
        yield _warning("spans", evidence, total=low if most < low else high, figure=whole.number)


def _disagreements(programme: ProgrammeData) -> Iterator[Check]:
    """Yield figures of one indicator, period and group that cannot be of one number."""
    same: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
    for one in programme.observations:
        same[(one.indicator, one.period, one.group)].append(one)
    for (indicator, _, _), found in same.items():
        if len(found) > 1 and not _compatible(found):
            figures = [one.number for one in found]
            yield _warning("sources-disagree", found, indicator=indicator, least=min(figures), greatest=max(figures))


def _dates(programme: ProgrammeData) -> Iterator[Check]:
    """Yield the dates of the programme that documents give differently."""
    for event in ("start", "end"):
        claims = tuple(one for one in programme.sheet.dates if one.event == event and one.precision == "exact")
        days = sorted({one.date for one in claims})
        if len(days) > 1:
            check = _warning("dates-disagree", (), event=event, first=str(days[0]), last=str(days[-1]))
            yield replace(check, claims=claims)


def _early(programme: ProgrammeData) -> Iterator[Check]:
    """Yield the figures that a document gives for a period that was not over when it was published."""
    early: dict[tuple[str, datetime.date], list[Observation]] = defaultdict(list)
    for one in programme.observations:
        published = programme.documents[one.document].published
        end = programme.periods[one.period].end
        if published is not None and published <= end:
            early[one.document, end].append(one)
    for (document, end), found in early.items():
        published = programme.documents[document].published
        days = {"published": str(published), "end": str(end)}
        yield replace(_warning("published-early", found, document=document, **days, count=len(found)), severity="note")


def _compatible(observations: list[Observation]) -> bool:
    """Return whether every pair could speak of one number: 240, about 240 and over 240 may, 101 and 102 not."""
    least, greatest = float("-inf"), float("inf")
    for one in observations:
        low, high = bounds(one)
        least, greatest = max(least, low), min(greatest, high)
    return least <= greatest


def bounds(one: Observation) -> tuple[float, float]:
    """Return between which numbers an observation lies, as precisely as its document says."""
    below, above = _PRECISION[one.precision]
    low, high = sorted((one.number * below, one.number * above))
    high = float("inf") if one.precision == "over" else high
    return low, high if one.value_to is None else max(high, float(one.value_to))
