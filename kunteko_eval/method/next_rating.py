"""What would have to be observed for the next better rating."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import LONE_VOICE, Ends, Rating, cut_points, item_ends, pool_all, pool_ends
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.coding import NEITHER

Lifts = Callable[[float], bool]

HALVINGS = 50
"""How often the range of an achievement is halved in search of the least that is enough."""


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
    least = pool_all(found, rubric)[1][1]
    return least if isfinite(least) else rubric.cap_low


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
        tried = [_alone(item, _lifting(item, used, cut, rubric), rubric) for item in used]
        alone = [enough for enough in tried if enough is not None]
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
        enough = (value for value in rubric.extent_values[NEITHER + 1 :] if lifts(value))
        return next((SufficientItem(item=item, share=value, achievement=value) for value in enough), None)
    met = item.achievement is not None and item.achievement >= 1
    if (met and not item.survey) or item.expected is None or not lifts(rubric.cap_high):
        return None
    low, high = item.achievement or 0.0, rubric.cap_high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if lifts(middle) else (middle, high)
    share = item.floor + high * (item.expected - item.floor)
    greatest = 1.0 if item.survey or item.unit == "grade" else float("inf")
    least = 0.0 if min(item.floor, item.expected) >= 0 else -float("inf")
    return SufficientItem(item=item, share=share, achievement=high) if least <= share <= greatest else None


def _lifting(item: Item, used: Sequence[Item], cut: float, rubric: Rubric) -> Lifts:
    """Return a function that tells whether an achievement of one item would lift the pool to the cut, others as they are."""
    members: dict[str, list[tuple[Ends, Ends]]] = {}
    for one in used:
        members.setdefault(one.source_type, []).append(item_ends(one, (one.achievement or 0.0,), rubric))
    own, others = members[item.source_type], {name: pool_ends(several, rubric) for name, several in members.items()}
    at = next(
        place for place, one in enumerate(one for one in used if one.source_type == item.source_type) if one is item
    )

    def lifts(value: float) -> bool:
        own[at] = item_ends(item, (value,), rubric)
        least = pool_ends([*{**others, item.source_type: pool_ends(own, rubric)}.values()], rubric)[0][0]
        return (least if isfinite(least) else rubric.cap_low) >= cut

    return lifts
