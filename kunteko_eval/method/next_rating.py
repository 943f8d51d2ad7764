"""What would have to be observed for the next better rating."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kunteko_eval.method.bounds import pool_bounds
from kunteko_eval.method.items import Item
from kunteko_eval.method.pooling import Array
from kunteko_eval.method.rating import LONE_VOICE, Rating, cut_points, pool_all, pool_type
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.coding import NEITHER

Lifts = Callable[[Sequence[float]], list[bool]]

HALVINGS, AT_ONCE = 50, 5
"""How often the range of an achievement is halved in search of the least that is enough, so many times in one step."""


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
        target: The next better rating; None at the best grade or when nothing can be pooled.
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
    scale = (*rubric.scale.grades, Rating.NONE)
    rating = Rating.NONE if rating is Rating.NOT_DELIVERED else rating
    if rating not in scale[1:] or not used:
        return NextRating(target=None, cut=0.0, alone=(), caps=caps)
    target = scale[scale.index(rating) - 1]
    cut = cut_points(rubric)[target]
    alone: list[SufficientItem] = []
    if pooled(used, rubric) < cut:
        types = dict.fromkeys(one.source_type for one in used)
        members = {name: [one for one in used if one.source_type == name] for name in types}
        pools = {name: pool_type(several, _achievements(several), rubric) for name, several in members.items()}
        tried = [(item, _lifting(item, members[item.source_type], pools, cut, rubric)) for item in used]
        alone = [enough for item, lifts in tried if (enough := _alone(item, lifts, rubric)) is not None]
        alone.sort(key=lambda one: one.achievement - (one.item.achievement or 0.0))
    # A measurement that would be enough is no lone voice.
    measured = any(one.item.form == "observation" for one in alone)
    above = rubric.scale.place(target) > rubric.scale.place(rubric.scale.at_most)
    blocking = tuple(rule for rule in caps if rule != LONE_VOICE or not measured) if above else ()
    return NextRating(target=target, cut=cut, alone=tuple(alone), caps=blocking)


def _alone(item: Item, lifts: Lifts, rubric: Rubric) -> SufficientItem | None:
    """Return the least value of one item that would lift the pool to the cut, others as they are."""
    if item.form == "finding":
        if item.direction == "contradicts":
            return None
        worth = rubric.extent_values[NEITHER + 1 :]
        enough = (value for value, lifted in zip(worth, lifts(worth), strict=True) if lifted)
        return next((SufficientItem(item=item, share=value, achievement=value) for value in enough), None)
    met = item.achievement is not None and item.achievement >= 1
    if (met and not item.survey) or item.expected is None or not lifts([rubric.cap_high])[0]:
        return None
    low, high = item.achievement or 0.0, rubric.cap_high
    for _ in range(HALVINGS // AT_ONCE):
        middles = _halves(low, high, AT_ONCE)
        at = bisect_left(lifts(middles), x=True)
        low, high = ([low, *middles][at], [*middles, high][at])
    share = item.floor + high * (item.expected - item.floor)
    greatest = 1.0 if item.survey or item.unit == "grade" else float("inf")
    least = 0.0 if min(item.floor, item.expected) >= 0 else -float("inf")
    return SufficientItem(item=item, share=share, achievement=high) if least <= share <= greatest else None


def _halves(low: float, high: float, times: int) -> list[float]:
    """Return the ends that halving an interval so many times over would come upon, in order."""
    if not times:
        return []
    middle = (low + high) / 2
    return [*_halves(low, middle, times - 1), middle, *_halves(middle, high, times - 1)]


def _lifting(
    item: Item, own: Sequence[Item], others: Mapping[str, tuple[Array, Array]], cut: float, rubric: Rubric
) -> Lifts:
    """Return a function that tells which achievements of one item would lift the pool to the cut, others as they are."""
    at, given = [one is item for one in own].index(True), _achievements(own)

    def lifts(values: Sequence[float]) -> list[bool]:
        varied = np.repeat(given, len(values), axis=1)
        varied[at] = values
        pools = {**others, item.source_type: pool_type(own, varied, rubric)}
        lows, highs = (
            np.stack([np.broadcast_to(one[end], len(values)) for one in pools.values()], 1) for end in (0, 1)
        )
        least = pool_bounds(lows, highs, rubric.pooling)[0]
        return [bool(one >= cut) for one in np.where(np.isfinite(least), least, rubric.cap_low)]

    return lifts


def _achievements(used: Sequence[Item]) -> Array:
    return np.array([[one.achievement] for one in used], dtype=np.float64)
