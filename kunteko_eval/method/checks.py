"""Step 2, checks of what came in: a register of figures that do not fit; nothing is silently corrected."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from kunteko_eval.method.arithmetic import grim_mean, grim_share, grimmer
from kunteko_eval.method.selection import tiles
from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.model.programme import DateClaim, ProgrammeData

Severity = Literal["error", "warning", "note"]


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
    return (
        *_arithmetic(programme),
        *_parts(programme),
        *_spans(programme),
        *_disagreements(programme),
        *_dates(programme),
        *_early(programme),
    )


def failed(checks: tuple[Check, ...]) -> frozenset[str]:
    """Return the ids of observations that do not fit; they are still used, and lower confidence."""
    return frozenset(name for check in checks if check.severity != "note" for name in check.evidence)


def _arithmetic(programme: ProgrammeData) -> list[Check]:
    found = []
    for one in programme.observations:
        indicator = programme.indicators_by_id[one.indicator]
        if one.n is None or one.precision != "exact":
            continue
        values: dict[str, float | int | str] = {"value": one.value, "n": one.n}
        if indicator.is_proportion:
            percent = one.number * (1 if indicator.unit == "percent" else 100)
            decimals = one.decimals - (0 if indicator.unit == "percent" else 2)
            if not grim_share(percent, one.n, decimals):
                found.append(Check(code="grim", severity="warning", evidence=(one.id,), values=values))
        elif indicator.unit == "grade" and not grim_mean(one.number, one.n, one.decimals):
            found.append(Check(code="grim-mean", severity="warning", evidence=(one.id,), values=values))
        elif (
            indicator.unit == "grade"
            and one.sd is not None
            and one.n > 1
            and not grimmer(one.number, float(one.sd), one.n, len(one.sd.partition(".")[2]))
        ):
            values["sd"] = one.sd
            found.append(Check(code="grimmer", severity="warning", evidence=(one.id,), values=values))
    return found


def _parts(programme: ProgrammeData) -> list[Check]:
    """Compare parts with their whole, group by group; a group of percentages with 100."""
    parts: dict[tuple[str, str, str], dict[str, tuple[Indicator, Observation]]] = defaultdict(dict)
    wanted: dict[str, int] = defaultdict(int)
    for indicator in programme.indicators:
        if indicator.part_of:
            wanted[indicator.part_of] += 1
    for one in programme.observations:
        indicator = programme.indicators_by_id[one.indicator]
        if indicator.part_of:
            parts[indicator.part_of, one.period, one.group].setdefault(indicator.id, (indicator, one))
    found = []
    for (whole, period, group), pairs in parts.items():
        if len(pairs) < wanted[whole] or any(one.precision != "exact" for _, one in pairs.values()):
            continue
        total = sum(one.number for _, one in pairs.values())
        first = next(iter(pairs.values()))[0]
        if first.is_proportion and whole not in programme.indicators_by_id:
            wholes = [100.0 if first.unit == "percent" else 1.0]
        else:
            given = programme.observations_of.get(whole, ())
            wholes = [one.number for one in given if (one.period, one.group) == (period, group)]
        rounding = {"percent": 0.5, "share": 0.005}.get(first.unit, 0.0) * len(pairs)
        if wholes and all(abs(total - figure) > rounding + 1e-6 * abs(figure) for figure in wholes):
            evidence = tuple(one.id for _, one in pairs.values())
            values: dict[str, float | int | str] = {"whole": whole, "total": total, "figure": wholes[0]}
            found.append(Check(code="parts", severity="warning", evidence=evidence, values=values))
    return found


def _spans(programme: ProgrammeData) -> list[Check]:
    """Compare what is given for a span with what is given for the spans within it.

    Amounts per span add up to the whole where they tile it; distinct things cannot be more than that
    sum. No part can be more than its whole. Figures derived from the whole prove nothing and are
    left out.
    """
    found = []
    for indicator in programme.indicators:
        if indicator.aggregation not in {"increment", "distinct"} or indicator.unit not in {"count", "EUR"}:
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
            found += _against_whole(programme, indicator, whole, inside)
    return found


def _against_whole(
    programme: ProgrammeData, indicator: Indicator, whole: Observation, inside: list[Observation]
) -> list[Check]:
    found = []
    least, most = bounds(whole)
    for one in inside:
        if bounds(one)[0] > most:
            values: dict[str, float | int | str] = {"part": bounds(one)[0], "whole": most}
            found.append(Check(code="span-exceeds", severity="warning", evidence=(one.id, whole.id), values=values))
    span = programme.periods[whole.period]
    by_span: dict[tuple[datetime.date, datetime.date], list[Observation]] = defaultdict(list)
    for one in inside:
        by_span[programme.periods[one.period].start, programme.periods[one.period].end].append(one)
    chosen = tiles(list(by_span), (span.start, span.end))
    if sum((end - start).days + 1 for start, end in chosen) < span.days:
        return found
    parts = [by_span[key] for key in chosen]
    low = sum(min(bounds(one)[0] for one in same) for same in parts)
    high = sum(max(bounds(one)[1] for one in same) for same in parts)
    slack = 1e-9 * max(abs(high), 1.0) if high < float("inf") else 0.0
    if least > high + slack or (most + slack < low and indicator.aggregation == "increment"):
        evidence = (*(one.id for same in parts for one in same), whole.id)
        values = {"total": low if most < low else high, "figure": whole.number}
        found.append(Check(code="spans", severity="warning", evidence=evidence, values=values))
    return found


def _dates(programme: ProgrammeData) -> list[Check]:
    """Return the dates of the programme that documents give differently."""
    found = []
    for event in ("start", "end"):
        claims = tuple(one for one in programme.sheet.dates if one.event == event and one.precision == "exact")
        days = sorted({one.date for one in claims})
        if len(days) > 1:
            values: dict[str, float | int | str] = {"event": event, "first": str(days[0]), "last": str(days[-1])}
            found.append(Check(code="dates-disagree", severity="warning", evidence=(), values=values, claims=claims))
    return found


def _disagreements(programme: ProgrammeData) -> list[Check]:
    same: dict[tuple[str, str, str], list[Observation]] = defaultdict(list)
    for one in programme.observations:
        same[(one.indicator, one.period, one.group)].append(one)
    found = []
    for (indicator, _, _), observations in same.items():
        if _compatible(observations):
            continue
        figures = [one.number for one in observations]
        values: dict[str, float | int | str] = {"indicator": indicator, "least": min(figures), "greatest": max(figures)}
        evidence = tuple(one.id for one in observations)
        found.append(Check(code="sources-disagree", severity="warning", evidence=evidence, values=values))
    return found


def _early(programme: ProgrammeData) -> list[Check]:
    """Return the figures that a document gives for a period that was not over when it was published."""
    early: dict[tuple[str, datetime.date], list[str]] = defaultdict(list)
    for one in programme.observations:
        published = programme.documents[one.document].published
        end = programme.periods[one.period].end
        if published is not None and published <= end:
            early[(one.document, end)].append(one.id)
    return [
        Check(
            code="published-early",
            severity="note",
            evidence=tuple(names),
            values={
                "document": document,
                "published": str(programme.documents[document].published),
                "end": str(end),
                "count": len(names),
            },
        )
        for (document, end), names in early.items()
    ]


def _compatible(observations: list[Observation]) -> bool:
    """Return whether every pair could speak of one number: 240, about 240 and over 240 may, 101 and 102 not."""
    least, greatest = float("-inf"), float("inf")
    for one in observations:
        low, high = bounds(one)
        least, greatest = max(least, low), min(greatest, high)
    return least <= greatest


def bounds(one: Observation) -> tuple[float, float]:
    """Return between which numbers an observation lies, as precisely as its document says."""
    low, high = {
        "exact": (one.number, one.number),
        "about": (one.number * 0.95, one.number * 1.05),
        "over": (one.number, float("inf")),
        "nearly": (one.number * 0.9, one.number),
    }[one.precision]
    return low, high if one.value_to is None else max(high, float(one.value_to))
