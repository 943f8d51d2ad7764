"""Change between two periods: what changed, why, by how much, and what only looks changed.

Both periods are rated by the same rubric. Only the same item, on the same scale, asked of the same
group and measured against the same kind of expectation is compared; anything else is *not comparable*, with
its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.expectation import SAME_LENGTH
from kunteko_eval.method.intervals import benjamini_hochberg, newcombe_interval, two_share_p
from kunteko_eval.method.items import Item
from kunteko_eval.method.next_rating import pooled
from kunteko_eval.method.rating import cut
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.chain import Element, Lineage
from kunteko_eval.model.holding import SUMS

Status = Literal["better", "worse", "same", "not-comparable", "not-rated"]
Why = Literal[
    "same-evidence", "common-evidence", "rated-only-now", "rated-only-before", "no-common-evidence", "lineage", "none"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """One figure that is given for both periods.

    Attributes:
        difference: Later minus earlier, in the terms of ``Item.share``.
        interval: Newcombe's interval of the difference; None unless both are survey shares with n.
        p: Of the difference, adjusted over the chain (Benjamini–Hochberg); None without an interval.
    """

    earlier: Item
    later: Item
    difference: float
    interval: tuple[float, float] | None
    p: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementChange:
    """How one element's rating moved.

    Attributes:
        common: Pooled achievement of the evidence that both periods have: (earlier, later).
    """

    element: Element
    before: ElementRating
    after: ElementRating
    status: Status
    why: Why
    common: tuple[float, float] | None
    items: tuple[ItemChange, ...]
    lineage: tuple[Lineage, ...]

    @property
    def looks(self) -> bool:
        """Return whether the rating only looks changed."""
        return self.status in {"not-comparable", "same"} and self.before.final is not self.after.final


def change(before: Assessment, after: Assessment) -> tuple[ElementChange, ...]:
    """Return the change of every element of the later assessment, in the order of the chain.

    Args:
        before: The earlier period.
        after: The later period, of the same programme and by the same rubric.

    Raises:
        ValueError: When the two were not rated by the same rubric.
    """
    if before.rubric.version != after.rubric.version:
        raise ValueError("both periods must be rated by the same rubric")
    changes = [_element(before, after, rating) for rating in after.ratings]
    # A figure that speaks for several elements is one test.
    tests = {
        (item.later.name, item.later.groups): item.p for one in changes for item in one.items if item.p is not None
    }
    adjusted = dict(zip(tests, benjamini_hochberg(list(tests.values())), strict=True))
    return tuple(
        replace(
            one, items=tuple(replace(item, p=adjusted.get((item.later.name, item.later.groups))) for item in one.items)
        )
        for one in changes
    )


def _element(before: Assessment, after: Assessment, now: ElementRating) -> ElementChange:
    then = before.rating(now.element.id)
    lineage = tuple(
        one
        for one in after.programme.chain.lineage
        if now.element.id in one.current and one.recorded > before.period.end and one.kind != "renamed"
    )
    alike = abs(after.period.days / before.period.days - 1) <= SAME_LENGTH
    status, why, common = _compare(then, now, lineage, after.rubric, alike=alike)
    return ElementChange(
        element=now.element,
        before=then,
        after=now,
        status=status,
        why=why,
        common=common,
        items=_items(then.items, now.items, after.rubric, alike=alike),
        lineage=lineage,
    )


def _compare(
    then: ElementRating, now: ElementRating, lineage: tuple[Lineage, ...], rubric: Rubric, *, alike: bool
) -> tuple[Status, Why, tuple[float, float] | None]:
    rated = [one.graded.achievement is not None for one in (then, now)]
    if not any(rated):
        return "not-rated", "none", None
    if lineage:
        return "not-comparable", "lineage", None
    if not all(rated):
        return "not-comparable", "rated-only-now" if rated[1] else "rated-only-before", None
    earlier, later = _by_key(then.used, alike=alike), _by_key(now.used, alike=alike)
    both = [key for key in later if key in earlier]
    if not both:
        return "not-comparable", "no-common-evidence", None
    low, high = pooled([earlier[key] for key in both], rubric), pooled([later[key] for key in both], rubric)
    scale, capped = rubric.scale, then.graded.rules and now.graded.rules
    greatest = scale.place(scale.at_most) if capped else len(scale.grades)
    grades = [min(scale.place(cut(value, rubric)), greatest) for value in (low, high)]
    status: Status = "better" if grades[1] > grades[0] else "worse" if grades[1] < grades[0] else "same"
    return status, "same-evidence" if len(both) == len(then.used) == len(now.used) else "common-evidence", (low, high)


def _by_key(found: Sequence[Item], *, alike: bool) -> dict[tuple[object, ...], Item]:
    """Return items by what must be the same; sums and counts only where the periods are equally long."""
    comparable = [item for item in found if alike or item.aggregation not in SUMS]
    covered = [round(item.coverage, 2) if item.aggregation == "increment" else 1.0 for item in comparable]
    keys = [(item.name, item.groups, item.unit, item.convention) for item in comparable]
    return {(*key, part): item for key, part, item in zip(keys, covered, comparable, strict=True)}


def _items(then: Sequence[Item], now: Sequence[Item], rubric: Rubric, *, alike: bool) -> tuple[ItemChange, ...]:
    earlier = _by_key([item for item in then if item.form == "observation"], alike=alike)
    found = []
    for key, later in _by_key(now, alike=alike).items():
        was = earlier.get(key)
        if was is None:
            continue
        interval = p = None
        if later.survey and later.sample and was.sample:
            interval = newcombe_interval(later.share, later.sample, was.share, was.sample, rubric.wilson_confidence)
            p = two_share_p(later.share, later.sample, was.share, was.sample)
        found.append(ItemChange(earlier=was, later=later, difference=later.share - was.share, interval=interval, p=p))
    return tuple(found)
