"""What a programme folder as a whole gives away of a survey's respondents, and the least that stays open.

Looked at are the collections that an import of answers wrote (``smallest_group``), and those of which figures are
hidden. Figures that others have published, of collections with neither, are public as they are. The groups are parted
as ``sources.yaml`` says (``part_of``, ``grouping``); a group that says nothing may share people with any other. An
attacker knows the rounded figures, no more: the audit of an import, which has the answers, is stricter.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kunteko_eval.disclosure.attacker import Attacker, Range
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
    """Return one question of one survey, as an attacker sees it."""
    own = programme.collections[source].smallest_group or USUAL_THRESHOLD
    nothing = Audited(indicator=indicator, source=source, hidden=len(hidden), answers=0, amount=0, given=())
    spans = [*(one.period for one in shown), *(row.period for row in hidden)]
    cuts = cuts_of(programme.periods[name] for name in spans)
    crossed = _crossed(programme, shown, hidden, len(cuts) - 1)
    if crossed.is_too_many:
        return replace(nothing, is_whole=False)
    kept = {f"hidden {row.group} {row.period}": row for row in hidden}
    low, high = bounds_of(programme.indicators_by_id[indicator])
    cells = [_shown_cell(programme, one, crossed, cuts) for one in shown]
    for name, row in kept.items():
        parts = crossed.parts(row.group, covered_by(programme.periods[row.period], cuts))
        cells.append(SurveyCell(name=name, parts=parts, count=None, amount=0, least=low, most=high, held=row.reason))
    if not cells:
        return nothing
    attacker = Attacker([one for one in cells if one.count is not None], cells)
    if not attacker.fits:
        return replace(nothing, hidden=len(kept), fits=False)
    ranges = {one.name: attacker.range_of(one.parts) for one in cells if one.count is None}
    return replace(
        nothing,
        hidden=len(kept),
        answers=_least([one.count[1] - one.count[0] for one in ranges.values()]),
        amount=_least([one.amount[1] - one.amount[0] for one in ranges.values()]),
        given=tuple(_given_away(nothing, cells, {name: (kept[name], ranges[name]) for name in kept}, attacker, own)),
    )


def _shown_cell(programme: ProgrammeData, one: Observation, crossed: Crossed, cuts: list[datetime.date]) -> SurveyCell:
    """Return a shown figure as disclosure control sees it."""
    indicator = programme.indicators_by_id[one.indicator]
    low, high = bounds_of(indicator)
    least, most = amounts(one, indicator, one.n or 0)
    return SurveyCell(
        name=one.id,
        parts=crossed.parts(one.group, covered_by(programme.periods[one.period], cuts)),
        count=one.n,
        amount=least,
        upto=most,
        least=low,
        most=high,
        public=one.note == PUBLIC_BEFORE,
    )


def _given_away(
    question: Audited, cells: list[SurveyCell], kept: dict[str, tuple[Suppressed, Range]], attacker: Attacker, own: int
) -> Iterator[Given]:
    """Yield what the shown figures of a question give away.

    Args:
        question: Whose figures they are.
        cells: All cells of it.
        kept: The rows of the hidden ones and in which ranges their figures can lie, by the names of their cells.
        attacker: Who knows every shown cell.
        own: The survey's own threshold.
    """

    def given(by: tuple[str, ...], row: Suppressed | None, count: tuple[float, float]) -> Given:
        return Given(
            indicator=question.indicator,
            source=question.source,
            by=by,
            group=row.group if row else None,
            period=row.period if row else None,
            count=count,
            threshold=(row.threshold if row else None) or own,
        )

    before = Attacker([one for one in cells if one.public], cells, attacker)
    alike = max([own, *(row.threshold or own for row, _ in kept.values())])
    nothing_yet = True
    for cell in cells:
        if cell.count is not None and cell.count < own and not cell.public:
            nothing_yet = False
            yield given((cell.name,), None, (cell.count, cell.count))
        elif cell.name in kept:
            row, seen = kept[cell.name]
            limits = Limits(threshold=row.threshold or own, alike=alike)
            if not seen.is_open(cell, limits) and before.is_open(cell, limits):
                nothing_yet = False
                yield given((), row, seen.count)
    left = attacker.isolated(Limits(threshold=own, alike=own)) if nothing_yet else None
    if left is not None and before.isolated(Limits(threshold=own, alike=own)) is None:
        yield given(left.by, None, (left.count, left.count))


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
    return Crossed(everybody, groupings, stretches, programme.groups)
