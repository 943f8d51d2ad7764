"""What would have to be observed for the next better rating."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kunteko_eval.method.bounds import pool_bounds
from kunteko_eval.method.items import Item
from kunteko_eval.method.pooling import Array
from kunteko_eval.method.rating import GRADES, LONE_VOICE, Rating, cut_points, pool_all
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.coding import NEITHER

HALVINGS, ROUNDS = 5, 10
"""How often the way to a value that would be enough is halved: fifty times, which is finer than a float's own error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SufficientItem:
    """One item that alone would be enough, and the value that it would need.

    Attributes:
        share: The value needed, in the terms of ``Item.share``; for a finding, what the extent needed is worth.
        achievement: The achievement needed.
    """

    item: Item
    share: float
    achievement: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRating:
    """The way to the next better rating.

    Attributes:
        target: The next better rating; None at green or when nothing can be pooled.
        cut: The achievement that it takes.
        alone: Items any one of which would be enough, nearest first. A contradicting finding is not
            among them: what was found does not change, something new would have to be found. Neither
            is a count, grade or sum of money that meets its expectation in full.
        caps: Rules that stand in the way even when the evidence is enough.
    """

    target: Rating | None
    cut: float
    alone: tuple[SufficientItem, ...]
    caps: tuple[str, ...]


def pooled(found: Sequence[Item], rubric: Rubric) -> float:
    """Return the pooled achievement of items, within and then across source types."""
    least = float(pool_all(found, rubric)[1][1])
    return least if np.isfinite(least) else rubric.cap_low


def next_rating(found: Sequence[Item], rating: Rating, caps: tuple[str, ...], rubric: Rubric) -> NextRating:
    """Return what the next better rating needs.

    Args:
        found: The element's items.
        rating: Its computed rating.
        caps: The cap rules that apply to the element whether or not they bite now.
        rubric: The rubric in force.
    """
    used = [item for item in found if item.status == "used"]
    scale = (*GRADES, Rating.NONE)
    rating = Rating.NONE if rating is Rating.NOT_DELIVERED else rating
    if rating not in scale[1:] or not used:
        return NextRating(target=None, cut=0.0, alone=(), caps=caps)
    target = scale[scale.index(rating) - 1]
    cut = cut_points(rubric)[target]
    alone: list[SufficientItem] = []
    if pooled(used, rubric) < cut:
        alone = [enough for item in used if (enough := _alone(used, item, cut, rubric)) is not None]
        alone.sort(key=lambda one: one.achievement - (one.item.achievement or 0.0))
    # A measurement that would be enough is no lone voice.
    measured = any(one.item.form == "observation" for one in alone)
    blocking = tuple(rule for rule in caps if rule != LONE_VOICE or not measured) if target is Rating.GREEN else ()
    return NextRating(target=target, cut=cut, alone=tuple(alone), caps=blocking)


def _alone(used: Sequence[Item], item: Item, cut: float, rubric: Rubric) -> SufficientItem | None:
    """Return the least value of one item that would lift the pool to the cut, others as they are."""
    with_value = _pooled_with(used, item, rubric)

    def lifts(value: float) -> bool:
        return bool(with_value(np.array([value]))[0] >= cut)

    if item.form == "finding":
        if item.direction == "contradicts":
            return None
        enough = (value for value in rubric.extent_values[NEITHER + 1 :] if lifts(value))
        return next((SufficientItem(item=item, share=value, achievement=value) for value in enough), None)
    met = item.achievement is not None and item.achievement >= 1
    if (met and not item.survey) or item.expected is None or not lifts(rubric.cap_high):
        return None
    low, high = item.achievement or 0.0, rubric.cap_high
    for _ in range(ROUNDS):
        # All the middles that so many halvings can meet are pooled at once.
        middles = _middles(low, high, HALVINGS)
        suffices = dict(zip(middles, (with_value(np.array(middles)) >= cut).tolist(), strict=True))
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if suffices[middle] else (middle, high)
    share = item.floor + high * (item.expected - item.floor)
    greatest = 1.0 if item.survey or item.unit == "grade" else float("inf")
    return SufficientItem(item=item, share=share, achievement=high) if 0 <= share <= greatest else None


def _middles(low: float, high: float, halvings: int) -> list[float]:
    """Return the middles that halving a way can meet, each written as the halving itself computes it."""
    if not halvings:
        return []
    middle = (low + high) / 2
    return list(dict.fromkeys([middle, *_middles(low, middle, halvings - 1), *_middles(middle, high, halvings - 1)]))


def _pooled_with(used: Sequence[Item], item: Item, rubric: Rubric) -> Callable[[Array], Array]:
    """Return the function from values of one item to the pooled achievement, others as they are.

    It is `pooled` for many values at once; the source types that the item is not of are pooled a single time.
    """
    rule, types = rubric.pooling, []
    for name in dict.fromkeys(one.source_type for one in used):
        members = [one for one in used if one.source_type == name]
        ends = np.clip(
            np.array([one.achievement for one in members], dtype=np.float64), rubric.cap_low, rubric.cap_high
        )
        lows = np.where([one.bound == "at-most" for one in members], -np.inf, ends)
        highs = np.where([one.bound == "at-least" for one in members], np.inf, ends)
        own = members.index(item) if item.source_type == name else None
        types.append((lows, highs, own, pool_bounds(lows, highs, rule)))

    def pooled_at(values: Array) -> Array:
        capped = np.clip(values, rubric.cap_low, rubric.cap_high)
        least, most = [], []
        for lows, highs, own, alone in types:
            low, high = alone
            if own is not None:
                lows, highs = (np.tile(ends, (len(values), 1)) for ends in (lows, highs))
                lows[:, own] = capped
                highs[:, own] = capped if item.bound == "exact" else np.inf
                low, high = pool_bounds(lows, highs, rule)
            least.append(np.broadcast_to(low, capped.shape))
            most.append(np.broadcast_to(high, capped.shape))
        return pool_bounds(np.column_stack(least), np.column_stack(most), rule)[0]

    return pooled_at
