"""Step 2, checks of what came in: a register of figures that do not fit; nothing is silently corrected."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.model.programme import Programme

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One figure, or several together, that do not fit.

    Attributes:
        code: ``grim``, ``grim-mean``, ``grimmer``, ``parts``, ``sources-disagree``,
            ``published-early``.
        evidence: Ids of the observations concerned.
        values: Numbers for the sentence.
    """

    code: str
    severity: Severity
    evidence: tuple[str, ...]
    values: dict[str, float | int | str]


def grim_share(percent: float, n: int, decimals: int) -> bool:
    """Return whether some whole number of `n` respondents gives `percent` when rounded.

    Source: Brown & Heathers, The GRIM Test, Social Psychological and Personality Science 8 (2017).
    Both halves that a rounding could take (up or to even) are allowed.

    >>> grim_share(78.6, 75, 1), grim_share(64.0, 75, 1)
    (False, True)
    """
    half = 0.5 * 10**-decimals + 1e-9
    nearest = round(percent / 100 * n)
    return any(abs(100 * k / n - percent) <= half for k in (nearest - 1, nearest, nearest + 1) if 0 <= k <= n)


def grim_mean(mean: float, n: int, decimals: int) -> bool:
    """Return whether whole-number answers of `n` respondents can give `mean` when rounded (GRIM).

    >>> grim_mean(3.45, 20, 2), grim_mean(3.47, 20, 2)
    (True, False)
    """
    half = 0.5 * 10**-decimals + 1e-9
    nearest = round(mean * n)
    return any(abs(total / n - mean) <= half for total in (nearest - 1, nearest, nearest + 1))


def grimmer(mean: float, deviation: float, n: int, decimals: int) -> bool:
    """Return whether whole-number answers of `n` respondents can give this mean and standard deviation.

    Source: Anaya, The GRIMMER test, PeerJ Preprints 4 (2016), in the analytic form of Allard (2018):
    the sum of squares must be a whole number, of the same parity as the sum, whose standard
    deviation rounds to the one published.

    Args:
        mean: The published mean.
        deviation: The published sample standard deviation (n − 1).
        n: Number of respondents, at least 2.
        decimals: Decimals of the published deviation.

    >>> grimmer(3.0, 1.58, 5, 2), grimmer(3.0, 1.60, 5, 2)
    (True, False)
    """
    half = 0.5 * 10**-decimals + 1e-9
    total = round(mean * n)
    if abs(total / n - mean) > half:
        return False
    low, high = max(deviation - half, 0.0), deviation + half
    squares = [(n - 1) * end**2 + total**2 / n for end in (low, high)]
    for candidate in range(math.ceil(squares[0] - 1e-9), math.floor(squares[1] + 1e-9) + 1):
        spread = max(candidate - total**2 / n, 0.0) / (n - 1)
        if candidate % 2 == total % 2 and abs(spread**0.5 - deviation) <= half:
            return True
    return False


def register(programme: Programme) -> tuple[Check, ...]:
    """Return every check that a programme's observations fail, in the order of the data."""
    return (*_arithmetic(programme), *_parts(programme), *_disagreements(programme), *_early(programme))


def failed(checks: tuple[Check, ...]) -> frozenset[str]:
    """Return the ids of observations that do not fit; they are still used, and lower confidence."""
    return frozenset(name for check in checks if check.severity != "note" for name in check.evidence)


def _arithmetic(programme: Programme) -> list[Check]:
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


def _parts(programme: Programme) -> list[Check]:
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


def _disagreements(programme: Programme) -> list[Check]:
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


def _early(programme: Programme) -> list[Check]:
    """Return the figures that a document gives for a period that was not over when it was published."""
    early: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in programme.observations:
        published = programme.documents[one.document].published
        if published is not None and published <= programme.periods[one.period].end:
            early[(one.document, one.period)].append(one.id)
    return [
        Check(
            code="published-early",
            severity="note",
            evidence=tuple(names),
            values={
                "document": document,
                "published": str(programme.documents[document].published),
                "end": str(programme.periods[period].end),
                "count": len(names),
            },
        )
        for (document, period), names in early.items()
    ]


def _compatible(observations: list[Observation]) -> bool:
    """Return whether every pair could speak of one number: 240, about 240 and over 240 may, 101 and 102 not."""
    least, greatest = float("-inf"), float("inf")
    for one in observations:
        low, high = {
            "exact": (one.number, one.number),
            "about": (one.number * 0.95, one.number * 1.05),
            "over": (one.number, float("inf")),
            "nearly": (one.number * 0.9, one.number),
        }[one.precision]
        if one.value_to is not None:
            high = max(high, float(one.value_to))
        least, greatest = max(least, low), min(greatest, high)
    return least <= greatest
