"""What would have to be observed for the next better rating."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import GRADES, Rating, pool, pool_types
from kunteko_eval.method.rubric import Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One item that alone would be enough, and the value that it would need.

    Attributes:
        share: The value needed, in the terms of ``Item.share``; for a finding, the strength.
        achievement: The achievement needed.
    """

    item: Item
    share: float
    achievement: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
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
    alone: tuple[Change, ...]
    caps: tuple[str, ...]


def pooled(found: Sequence[Item], rubric: Rubric) -> float:
    """Return the pooled achievement of items, within and then across source types."""
    return pool([one.achievement for one in pool_types(found, rubric)], rubric.pooling)


def needed(found: Sequence[Item], rating: Rating, caps: tuple[str, ...], rubric: Rubric) -> Needed:
    """Return what the next better rating needs.

    Args:
        found: The element's items.
        rating: Its computed rating.
        caps: The cap rules that apply to the element whether or not they bite now.
        rubric: The rubric in force.
    """
    used = [item for item in found if item.status == "used"]
    better = {Rating.NONE: Rating.RED, Rating.RED: Rating.YELLOW, Rating.YELLOW: Rating.GREEN}
    target = better.get(rating)
    if target is None or not used:
        return Needed(target=None, cut=0.0, alone=(), caps=caps)
    cut = dict(zip(GRADES, (rubric.cut_green, rubric.cut_yellow, rubric.cut_red), strict=True))[target]
    blocking = caps if target is Rating.GREEN else ()
    alone = [change for item in used if (change := _alone(used, item, cut, rubric)) is not None]
    if pooled(used, rubric) >= cut:
        alone = []
    alone.sort(key=lambda change: change.achievement - (change.item.achievement or 0.0))
    return Needed(target=target, cut=cut, alone=tuple(alone), caps=blocking)


def _alone(used: Sequence[Item], item: Item, cut: float, rubric: Rubric) -> Change | None:
    """Return the least value of one item that would lift the pool to the cut, others as they are."""
    at = used.index(item)

    def lifted(value: float) -> float:
        return pooled([*used[:at], replace(item, achievement=value), *used[at + 1 :]], rubric)

    if item.form == "finding" and item.direction == "contradicts":
        return None
    met = item.achievement is not None and item.achievement >= 1
    if met and item.form == "observation" and not item.survey:
        return None
    if item.form == "finding":
        for strength in (1, 2, 3):
            value = rubric.findings[("supports", strength)]
            if lifted(value) >= cut:
                return Change(item=item, share=float(strength), achievement=value)
        return None
    if lifted(rubric.cap_high) < cut or item.expected is None:
        return None
    low, high = item.achievement or 0.0, rubric.cap_high
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if lifted(middle) >= cut else (middle, high)
    share = item.floor + high * (item.expected - item.floor)
    greatest = 1.0 if item.survey or item.unit == "grade" else float("inf")
    return Change(item=item, share=share, achievement=high) if 0 <= share <= greatest else None
