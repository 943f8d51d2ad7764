"""Step 8, conflict: source types that say different things about one element."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from kunteko_eval.method.rating import TypePool, cut
from kunteko_eval.method.rubric import Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """The two source types that lie furthest apart, the kinder one first."""

    kinder: TypePool
    stricter: TypePool
    why: str


def conflict(pools: Sequence[TypePool], rubric: Rubric) -> Conflict | None:
    """Return the widest conflict between source types, or None.

    Two source types conflict when their own ratings lie ``conflict_grades`` or more apart
    (``grades-apart``), or when their sampling intervals do not overlap and their ratings differ
    (``disjoint-intervals``). Only types with a sampling interval can be disjoint. A type that says how
    much at least, or at most, conflicts only with what lies beyond it.
    """
    found: list[tuple[int, float, Conflict]] = []
    for one, other in combinations(pools, 2):
        kinder, stricter = (one, other) if one.achievement >= other.achievement else (other, one)
        if kinder.bound == "at-most" or stricter.most >= kinder.achievement:
            continue  # Both can be right.
        apart = rubric.scale.place(kinder.rating) - rubric.scale.place(cut(stricter.most, rubric))
        measured = kinder.low < kinder.high and stricter.low < stricter.high
        if apart >= rubric.conflict_grades:
            why = "grades-apart"
        elif apart and measured and stricter.high < kinder.low:
            why = "disjoint-intervals"
        else:
            continue
        found.append(
            (apart, kinder.achievement - stricter.achievement, Conflict(kinder=kinder, stricter=stricter, why=why))
        )
    return max(found, key=lambda one: one[:2])[2] if found else None
