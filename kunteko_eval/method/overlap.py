"""Step 4, before pooling: a figure and a figure of a part of it are never pooled as two.

For the groups of respondents that one collection (source) gives for an indicator in a period:

- a group that holds another one, by a declared ``part_of`` or because it is ``all``, speaks for both: the part
  is shown and not pooled;
- without such a total, two or more groups of one ``grouping``, which share nobody, become one figure: shares and
  grades weighed by n, amounts added up; of several groupings the most complete one;
- groups of which nobody says whether they overlap are not pooled together: the least favourable is used.

Cases (``aggregation: case``) are each their own and stay apart, unless ``part_of`` says otherwise. Groups of different
collections are different respondents. In the same way an indicator that is ``part_of`` another one is not pooled
beside it where both are used for an element from the same collection.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kunteko_eval.method.selection import Reading
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.holding import SUMS
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.units import is_amount

EVERYBODY = "all"
"""The group that holds every other group of its collection, whether or not it is declared."""

Role = Literal["alone", "part", "overlap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedReading:
    """A reading and whether it speaks for itself.

    Attributes:
        role: ``part`` of another reading's group, or of groups that may ``overlap`` with it; neither is pooled.
        within: The groups that speak in its place.
    """

    reading: Reading
    role: Role = "alone"
    within: tuple[str, ...] = ()


def mark_overlaps(programme: ProgrammeData, indicator: Indicator, found: Sequence[Reading]) -> list[MarkedReading]:
    """Return the readings of one indicator and period, each with whether it may be pooled beside the others.

    Args:
        programme: Declares the groups.
        indicator: The indicator.
        found: Its readings, one for each group.
    """
    cases = indicator.aggregation == "case"

    def within(part: Reading, wholes: Sequence[Reading]) -> list[Reading]:
        """Return which of the readings are of a group that holds the part's."""
        return [one for one in wholes if contains(programme, one.groups[0], part.groups[0], declared=cases)]

    marked: list[MarkedReading] = []
    greatest: list[Reading] = []
    for one in found:
        wholes = within(one, [other for other in found if one.sources & other.sources])
        if wholes:
            top = next(other for other in wholes if not within(other, wholes))
            marked.append(MarkedReading(reading=one, role="part", within=top.groups))
        else:
            greatest.append(one)
    for same in [[one] for one in greatest] if cases else _by_source(greatest):
        marked += _mark_disjoint(programme, indicator, same)
    order = {one.groups[0]: place for place, one in enumerate(found)}
    return sorted(marked, key=lambda one: min(order[group] for group in one.reading.groups))


def contains(programme: ProgrammeData, whole: str, part: str, *, declared: bool = False) -> bool:
    """Return whether everybody in the group `part` is in the group `whole`, which is another one.

    Args:
        programme: Declares the groups.
        whole: The id of a group; ``all`` holds every other group.
        part: The id of another group.
        declared: Whether only a declared ``part_of`` counts.
    """
    if whole == part:
        return False
    if whole in ancestors(programme, part):
        return True
    return whole == EVERYBODY and not declared and part not in ancestors(programme, whole)


def ancestors(programme: ProgrammeData, group: str) -> Iterator[str]:
    """Yield the groups that a group is declared to be a part of, the nearest first."""
    seen = {group}
    while (known := programme.groups.get(group)) is not None and known.part_of and known.part_of not in seen:
        group = known.part_of
        seen.add(group)
        yield group


def _by_source(found: Sequence[Reading]) -> list[list[Reading]]:
    """Return the readings by the collections that they share."""
    clusters: list[list[Reading]] = []
    for one in found:
        touching = [cluster for cluster in clusters if any(one.sources & other.sources for other in cluster)]
        clusters = [cluster for cluster in clusters if cluster not in touching]
        clusters.append([*(other for cluster in touching for other in cluster), one])
    return clusters


def _mark_disjoint(programme: ProgrammeData, indicator: Indicator, same: list[Reading]) -> list[MarkedReading]:
    """Return what groups of one collection say together, none of which holds another."""
    if len(same) == 1:
        return [MarkedReading(reading=same[0])]
    groupings: dict[str, list[Reading]] = {}
    for one in same:
        known = programme.groups.get(one.groups[0])
        if known is not None and known.grouping:
            groupings.setdefault(known.grouping, []).append(one)
    merged = [_merge(indicator, members) for _, members in sorted(groupings.items()) if _can_add(indicator, members)]
    if merged:
        chosen = max(merged, key=lambda one: one.value if indicator.aggregation in SUMS else one.n or 0)
    else:
        chosen = min(same, key=lambda one: (one.value * (1 if indicator.direction == "more" else -1), one.groups))
    beside = [one for one in same if not set(one.groups) & set(chosen.groups)]
    overlapping = (MarkedReading(reading=one, role="overlap", within=chosen.groups) for one in beside)
    return [MarkedReading(reading=chosen), *overlapping]


def _can_add(indicator: Indicator, members: list[Reading]) -> bool:
    if len(members) < 2:
        return False
    if is_amount(indicator.unit):
        return indicator.aggregation in SUMS
    return indicator.aggregation not in SUMS and all(one.n for one in members)


def _merge(indicator: Indicator, members: list[Reading]) -> Reading:
    """Return groups that share nobody as one reading: amounts added up, the rest weighed by n."""
    members = sorted(members, key=lambda one: one.groups)
    people = sum(one.n or 0 for one in members)
    if indicator.aggregation in SUMS:
        value, n = sum(one.value for one in members), None
    else:
        value, n = sum(one.value * (one.n or 0) for one in members) / people, people
    spread = sum((one.n or 0) ** 2 / (one.sample or 1) for one in members)  # Kish: of weighted parts put together.
    is_weighted = n is not None and any(one.n_effective for one in members)
    return Reading(
        n_effective=people**2 / spread if is_weighted else None,
        groups=tuple(group for one in members for group in one.groups),
        source=min(one.source for one in members),
        sources=frozenset().union(*(one.sources for one in members)),
        value=value,
        n=n,
        used=tuple(entry for one in members for entry in one.used),
        others=tuple(entry for one in members for entry in one.others),
        coverage=min(one.coverage for one in members),
    )
