"""What a programme folder as a whole gives away of a survey's respondents, and the least that stays open.

Looked at are the collections that an import of answers wrote (``smallest_group``), and those of which figures are
hidden. Figures that others have published, of collections with neither, are public as they are. The groups are parted
as ``sources.yaml`` says (``part_of``, ``grouping``); a group that says nothing may share people with any other. An
attacker knows the rounded figures, no more: the audit of an import, which has the answers, is stricter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kunteko_eval.disclosure.attacker import Attacker
from kunteko_eval.disclosure.survey_cells import Crossed, Limits, SurveyCell, amounts, bounds_of, covered_by, cuts_of
from kunteko_eval.model.evidence import Observation, Suppressed
from kunteko_eval.model.programme import ProgrammeData

USUAL_THRESHOLD = 5
"""Fewest answers of a group where nothing else is said; a convention of official statistics."""

PUBLIC_BEFORE = "This figure was public before the import."
"""The note of a figure that an import shows because hiding it would hide nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What shown figures give away.

    Attributes:
        by: Ids of the observations that give it away; none where all of them together do.
        group: The hidden group, or None for people without a figure of their own.
        count: How many answers it has, between which numbers.
        threshold: The fewest that may be known.
    """

    indicator: str
    source: str
    by: tuple[str, ...]
    group: str | None
    period: str | None
    count: tuple[float, float]
    threshold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One question of one survey, as an attacker sees it.

    Attributes:
        hidden: How many figures are hidden.
        answers: How many numbers of answers are possible for the hidden group of which most is known; None where
            nothing bounds them.
        amount: The same of its positive answers, or its sum of grades.
        given: What the shown figures give away.
        fits: Whether the figures can be of the same respondents; nothing is audited when they cannot.
        is_whole: Whether there were few enough groups to be crossed.
    """

    indicator: str
    source: str
    hidden: int
    answers: int | None
    amount: int | None
    given: tuple[Given, ...]
    fits: bool = True
    is_whole: bool = True


def audit(programme: ProgrammeData) -> tuple[Audited, ...]:
    """Return every question of every survey that was imported, with what its figures give away."""
    found = []
    for source, indicator in _questions(programme):
        shown = [one for one in programme.observations_of[indicator] if one.source == source and one.n is not None]
        hidden = [one for one in programme.suppressed if (one.source, one.indicator) == (source, indicator)]
        found.append(_question(programme, source, indicator, shown, hidden))
    return tuple(found)


def _questions(programme: ProgrammeData) -> Iterator[tuple[str, str]]:
    imported = {one.id for one in programme.sources.collections if one.smallest_group is not None}
    imported |= {one.source for one in programme.suppressed}
    keys = [(one.source, one.indicator) for one in programme.observations]
    keys += [(one.source, one.indicator) for one in programme.suppressed]
    yield from (key for key in dict.fromkeys(keys) if key[0] in imported)


def _question(
    programme: ProgrammeData, source: str, indicator: str, shown: list[Observation], hidden: list[Suppressed]
) -> Audited:
    own = programme.collections[source].smallest_group or USUAL_THRESHOLD
    threshold = max([own, *(one.threshold or own for one in hidden)])
    limits = Limits(threshold=threshold, alike=threshold)
    spans = [*(one.period for one in shown), *(one.period for one in hidden)]
    cuts = cuts_of(programme.periods[name] for name in spans)
    crossed = _crossed(programme, shown, hidden, len(cuts) - 1)
    nothing = Audited(indicator=indicator, source=source, hidden=len(hidden), answers=0, amount=0, given=())
    if crossed.is_too_many:
        return Audited(
            indicator=indicator, source=source, hidden=len(hidden), answers=0, amount=0, given=(), is_whole=False
        )
    kind = programme.indicators_by_id[indicator]
    low, high = bounds_of(kind)
    cells = []
    for one in shown:
        parts = crossed.parts(one.group, covered_by(programme.periods[one.period], cuts))
        least, most = amounts(one, kind, one.n or 0)
        is_old = one.note == PUBLIC_BEFORE
        cells.append(
            SurveyCell(
                name=one.id, parts=parts, count=one.n, amount=least, upto=most, least=low, most=high, public=is_old
            )
        )
    kept: dict[str, Suppressed] = {}
    for row in hidden:
        parts = crossed.parts(row.group, covered_by(programme.periods[row.period], cuts))
        name = f"hidden {row.group} {row.period}"
        if name not in kept:
            cells.append(
                SurveyCell(name=name, parts=parts, count=None, amount=0, least=low, most=high, held=row.reason)
            )
        kept[name] = row
    if not cells:
        return nothing
    attacker = Attacker([one for one in cells if one.count is not None], cells)
    if not attacker.fits:
        return Audited(indicator=indicator, source=source, hidden=len(kept), answers=0, amount=0, given=(), fits=False)
    before = Attacker([one for one in cells if one.public], cells, attacker)
    given: list[Given] = []
    widths: list[tuple[float, float]] = []

    def told(by: tuple[str, ...], row: Suppressed | None, count: tuple[float, float]) -> Given:
        return Given(
            indicator=indicator,
            source=source,
            by=by,
            group=row.group if row else None,
            period=row.period if row else None,
            count=count,
            threshold=row.threshold or own if row else own,
        )

    for cell in cells:
        if cell.count is not None:
            if cell.count < own and not cell.public:
                given.append(told((cell.name,), None, (cell.count, cell.count)))
            continue
        row, seen = kept[cell.name], attacker.range_of(cell.parts)
        widths.append((seen.count[1] - seen.count[0], seen.amount[1] - seen.amount[0]))
        mine = Limits(threshold=row.threshold or own, alike=limits.alike)
        if not seen.is_open(cell, mine) and before.is_open(cell, mine):
            given.append(told((), row, seen.count))
    left = attacker.isolated(Limits(threshold=own, alike=own))
    if left is not None and not given and before.isolated(Limits(threshold=own, alike=own)) is None:
        given.append(told(left.by, None, (left.count, left.count)))
    return Audited(
        indicator=indicator,
        source=source,
        hidden=len(kept),
        answers=_least([one for one, _ in widths]),
        amount=_least([one for _, one in widths]),
        given=tuple(given),
    )


def _least(widths: list[float]) -> int | None:
    least = min(widths, default=float("inf"))
    return None if least == float("inf") else round(least) + 1


def _crossed(programme: ProgrammeData, shown: list[Observation], hidden: list[Suppressed], stretches: int) -> Crossed:
    """Return the respondents, parted by the groupings of all figures of a question."""
    groups = list(dict.fromkeys([*(one.group for one in shown), *(one.group for one in hidden)]))
    wholes = {programme.groups[name].part_of for name in groups}
    everybody = {name for name in groups if name in wholes and programme.groups[name].part_of is None}
    groupings: dict[str, list[str]] = {}
    for name in groups:
        if name not in everybody:
            groupings.setdefault(programme.groups[name].grouping or f"group {name}", []).append(name)
    return Crossed(everybody, groupings, stretches, None, programme.groups)
