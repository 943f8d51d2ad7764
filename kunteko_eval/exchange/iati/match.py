"""Which baselines, targets and actuals of an IATI indicator belong together.

The same dimensions and locations belong together first. Otherwise the most specific common ones decide: of the groups
that contradict each other in no dimension, the one that shares most with the other, then the one that differs least.
So a baseline without dimensions fits a target with a sex and a place, and the other way round.

A group never stands for another one that the file itself tells apart: where targets or actuals of a whole and of its
parts stand side by side, the figure of the whole is no floor of a part. A whole that starts from 0 is the exception:
so does each of its parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from kunteko_eval.exchange.iati.narratives import Span
from kunteko_eval.exchange.iati.values import Group, Value

MOST_GROUPS = 400
"""Groups of one indicator among which the nearest is looked for; with more, only the same groups belong together."""

Cell = tuple[Span, Group]
Why = Literal["", "same", "near", "none", "unlike", "tied", "apart"]
"""How an entry was matched, or why not: none is given, all contradict, several fit alike, the file tells them apart."""


def canonical(group: Group) -> Group:
    """Return a group as it is compared: without regard to capital letters.

    >>> canonical((("Sex", "Female"), ("location", "X")))
    (('location', 'x'), ('sex', 'female'))
    """
    return tuple(sorted({(name.casefold(), value.casefold()) for name, value in group}))


def words(group: Group) -> str:
    """Return a group in words; the whole is ``all``."""
    return ", ".join(f"{name}: {value}" for name, value in group) or "all"


@lru_cache(maxsize=1 << 16)
def compatible(one: Group, other: Group) -> bool:
    """Return whether two groups contradict each other in no dimension that both have.

    >>> compatible((("sex", "female"),), ()), compatible((("sex", "female"),), (("sex", "male"),))
    (True, False)
    """
    names = {name for name, _ in one} & {name for name, _ in other}
    return all({v for n, v in one if n == name} & {v for n, v in other if n == name} for name in names)


def nearest(group: Group, among: Iterable[Group]) -> list[Group]:
    """Return the compatible groups that share most with a group, and then differ least; several when they tie.

    >>> nearest((("sex", "female"),), [(), (("location", "x"), ("sex", "female")), (("sex", "male"),)])
    [(('location', 'x'), ('sex', 'female'))]
    """
    own = set(group)
    ranked: dict[tuple[int, int], list[Group]] = {}
    for other in among:
        if compatible(group, other):
            ranked.setdefault((-len(own & set(other)), len(own ^ set(other))), []).append(other)
    return ranked[min(ranked)] if ranked else []


@dataclass(slots=True)
class Baselines:
    """The baselines of an indicator, and the groups that it tells apart.

    Attributes:
        given: Baselines by group.
        targets: The spans of the targets of each group; `actuals` those of the actuals.
        fitting: For each target group the nearest groups with a baseline.
    """

    given: dict[Group, list[Value]] = field(default_factory=dict)
    targets: dict[Group, set[Span]] = field(default_factory=dict)
    actuals: dict[Group, set[Span]] = field(default_factory=dict)
    fitting: dict[Group, list[Group]] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Iterable[Value]) -> Baselines:
        """Return the baselines among the values of an indicator."""
        made = cls()
        for value in values:
            group = canonical(value.group)
            if value.part == "baseline":
                made.given.setdefault(group, []).append(value)
            elif value.span is not None:
                spans = made.targets if value.part == "target" else made.actuals
                spans.setdefault(group, set()).add(value.span)
        few = len(made.given) + len(made.targets) <= MOST_GROUPS
        for group in made.targets:
            same = [group] if group in made.given else []
            made.fitting[group] = same or (nearest(group, made.given) if few else [])
        return made

    def of_target(self, group: Group) -> tuple[list[Value], Why]:
        """Return the baselines that a target of a group starts from, or why there are none."""
        if not self.given:
            return [], "none"
        best = self.fitting[group]
        if not best:
            return [], "unlike"
        found = [value for one in best for value in self.given[one]]
        if len(best) > 1 and len({Decimal(value.number) for value in found}) > 1:
            return [], "tied"
        if best == [group]:
            return found, "same"
        nothing = all(Decimal(value.number) == 0 for value in found)
        if any(self._told_apart(group, one) and not (nothing and set(one) < set(group)) for one in best):
            return [], "apart"
        return found, "near"

    def _told_apart(self, group: Group, base: Group) -> bool:
        """Return whether the file shows that a baseline's group is not the target's."""
        for other, spans in self.targets.items():
            if other == group or base not in self.fitting[other]:
                continue
            if other == base or not compatible(group, other) or spans & self.targets[group]:
                return True
        return bool(self.actuals.get(base, set()) & self.actuals.get(group, set()))


def owners(targets: Mapping[Group, set[Span]], actuals: Collection[Cell]) -> dict[Cell, tuple[Group | None, Why]]:
    """Return for the actuals of each period and group the group whose targets they are held against.

    Args:
        targets: The spans of the targets of each group.
        actuals: Period and group of every actual.
    """
    cells = set(actuals)
    found: dict[Cell, tuple[Group | None, Why]] = {}
    claims: dict[Cell, list[Group]] = {}
    few = len(targets) + len({group for _, group in cells}) <= MOST_GROUPS
    for span, group in actuals:
        if group in targets:
            found[span, group] = group, "same"
            continue
        free = [one for one in targets if (span, one) not in cells] if few else []
        best = nearest(group, [one for one in free if span in targets[one]] or free)
        found[span, group] = None, "tied" if best else "unlike"
        if len(best) == 1:
            parts = any(
                compatible(best[0], one) and not compatible(group, one) and spans & targets[best[0]]
                for one, spans in targets.items()
            )
            if parts:
                found[span, group] = None, "apart"
            else:
                claims.setdefault((span, best[0]), []).append(group)
    for (span, target), several in claims.items():
        best = nearest(target, several)
        for group in several:
            found[span, group] = (target, "near") if best == [group] else (None, "tied" if group in best else "apart")
    return found
