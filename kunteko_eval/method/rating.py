"""Steps 4 to 6: pool, cut and cap the evidence of one element, and say why at every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import fmean, geometric_mean, median

from kunteko_eval.method.items import Item
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.chain import EFFECTS, Element, Level, Link


class Rating(StrEnum):
    """The impact chain's scale and the uncoloured answers beside it."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    NONE = "none-demonstrated"
    NOT_ASSESSED = "not-assessed"
    TOO_EARLY = "too-early"

    @property
    def coloured(self) -> bool:
        """Return whether the answer is a colour of the scale."""
        return self in GRADES

    @property
    def grade(self) -> int | None:
        """Return the place on the ordinal scale, 0 (none demonstrated) to 3 (green); None when not rated."""
        return {"green": 3, "yellow": 2, "red": 1, "none-demonstrated": 0}.get(self.value)


GRADES = (Rating.GREEN, Rating.YELLOW, Rating.RED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of a rating: a code that the languages put into words, and its numbers."""

    code: str
    values: dict[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A rule of contribution that lowered a rating."""

    rule: str
    before: Rating
    after: Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePool:
    """What one source type says by itself."""

    source_type: str
    achievement: float
    low: float
    high: float
    rating: Rating
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """The computed rating of one element, before confidence and judgement.

    Attributes:
        achievement: Pooled, within the rubric's caps; None when nothing could be pooled.
        low: Pooled lower ends; `high` pooled upper ends. Equal to `achievement` without sampling error.
        caps: The caps that bit.
        rules: The cap rules that apply, whether or not they bit.
    """

    rating: Rating
    achievement: float | None
    low: float | None
    high: float | None
    pools: tuple[TypePool, ...]
    caps: tuple[Cap, ...]
    rules: tuple[str, ...]
    reasons: tuple[Reason, ...]


def pool(values: Sequence[float], rule: str) -> float:
    """Return the average of `values` by the rubric's rule: median, mean or geometric-mean."""
    if rule == "geometric-mean":
        return geometric_mean(values) if min(values) > 0 else 0.0
    return median(values) if rule == "median" else fmean(values)


def cut(value: float, rubric: Rubric) -> Rating:
    """Return the rating of a pooled achievement; a cut-point itself belongs to the better rating."""
    value = round(value, 9)
    if value >= rubric.cut_green:
        return Rating.GREEN
    if value >= rubric.cut_yellow:
        return Rating.YELLOW
    return Rating.RED if value >= rubric.cut_red else Rating.NONE


def pool_types(found: Sequence[Item], rubric: Rubric) -> tuple[TypePool, ...]:
    """Pool the used items within each source type, in the order in which the types appear."""
    pools = []
    for name in dict.fromkeys(item.source_type for item in found if item.status == "used"):
        same = [item for item in found if item.source_type == name and item.status == "used"]
        middle = [_within(item.achievement, rubric) for item in same]
        low = [_within(item.low if item.low is not None else item.achievement, rubric) for item in same]
        high = [_within(item.high if item.high is not None else item.achievement, rubric) for item in same]
        value = pool(middle, rubric.pooling)
        pools.append(
            TypePool(
                source_type=name,
                achievement=value,
                low=pool(low, rubric.pooling),
                high=pool(high, rubric.pooling),
                rating=cut(value, rubric),
                count=len(same),
            )
        )
    return tuple(pools)


def _within(value: float | None, rubric: Rubric) -> float:
    if value is None:
        raise ValueError("a used item has an achievement")
    return min(max(value, rubric.cap_low), rubric.cap_high)


def grade(
    found: Sequence[Item],
    *,
    element: Element,
    level: Level,
    incoming: Sequence[Link],
    years: float,
    rubric: Rubric,
) -> Graded:
    """Rate one element from its items.

    Args:
        found: The element's items in this period.
        element: The element.
        level: Its level; the kind decides which caps apply.
        incoming: The links that lead to it.
        years: Years from the programme's start to the period's end.
        rubric: The rubric in force.
    """
    used = [item for item in found if item.status == "used"]
    if not used:
        return _uncoloured(found, element, level, years)
    pools = pool_types(used, rubric)
    value = pool([one.achievement for one in pools], rubric.pooling)
    low = pool([one.low for one in pools], rubric.pooling)
    high = pool([one.high for one in pools], rubric.pooling)
    rating = cut(value, rubric)
    reasons = [
        *(
            Reason(
                code="pooled-type", values={"type": one.source_type, "count": one.count, "achievement": one.achievement}
            )
            for one in pools
        ),
        Reason(
            code="pooled-interval" if low < high else "pooled",
            values={"count": len(pools), "achievement": value, "low": low, "high": high},
        ),
        Reason(code=f"cut-{rating.value}", values={"achievement": value, "cut": _cut_of(rating, rubric)}),
    ]
    reasons = [*_beside(found), *reasons, *_wrong_way(found)]
    caps: list[Cap] = []
    rules = cap_rules(used, level, incoming, rubric)
    for rule in rules:
        if rating is Rating.GREEN:
            caps.append(Cap(rule=rule, before=rating, after=Rating.YELLOW))
            reasons.append(Reason(code=f"cap-{rule}"))
    if caps:
        rating = Rating.YELLOW
    return Graded(
        rating=rating,
        achievement=value,
        low=low,
        high=high,
        pools=pools,
        caps=tuple(caps),
        rules=rules,
        reasons=tuple(reasons),
    )


_COUNTED = (("no-expectation", "without-expectation"), ("context", "context"), ("part", "part"), ("overlap", "overlap"))
"""Statuses of items that are not pooled, and the reason that counts them."""


def _beside(found: Sequence[Item]) -> list[Reason]:
    """Return what was not pooled and why, and which expectations were scaled to the period."""
    reasons = []
    for status, code in _COUNTED:
        if count := sum(item.status == status for item in found):
            reasons.append(Reason(code=code, values={"count": count}))
    reasons += _elsewhere(found)
    for how in ("share-of-time", "year"):
        if count := sum(item.status == "used" and item.held == how for item in found):
            reasons.append(Reason(code=f"held-{how}", values={"count": count}))
    if count := sum(item.status == "used" and len(item.groups) > 1 for item in found):
        reasons.append(Reason(code="together", values={"count": count}))
    return reasons


def _elsewhere(found: Sequence[Item]) -> list[Reason]:
    """Return each expectation that is of another period than the report's, once."""
    waiting = dict.fromkeys(one for item in found if item.status == "no-expectation" for one in item.elsewhere)
    reasons = []
    for one in waiting:
        values: dict[str, float | int | str] = {"expected": one.expected, "unit": one.unit, "start": str(one.start)}
        values |= {"report_start": str(one.report_start), "report_end": str(one.report_end)}
        code = "expected-open"
        if one.end is not None:
            values["end"] = str(one.end)
            code = "expected-elsewhere" if one.summed else "expected-milestone"
        reasons.append(Reason(code=code, values=values))
    return reasons


def _wrong_way(found: Sequence[Item]) -> list[Reason]:
    """Return that figures moved away from what was expected, past where they started; how many."""
    count = sum(item.wrong_way for item in found if item.status in {"used", "context"})
    return [Reason(code="moved-wrong-way", values={"count": count})] if count else []


def _cut_of(rating: Rating, rubric: Rubric) -> float:
    return {
        Rating.GREEN: rubric.cut_green,
        Rating.YELLOW: rubric.cut_yellow,
        Rating.RED: rubric.cut_red,
    }.get(rating, rubric.cut_red)


def cap_rules(used: Sequence[Item], level: Level, incoming: Sequence[Link], rubric: Rubric) -> tuple[str, ...]:
    """Return the contribution caps that apply to an element, whether or not they bite."""
    rules = []
    if level.kind in rubric.perceived_cap and not any(_shown_by_test(item, rubric) for item in used):
        rules.append("perceived-only")
    if level.kind in rubric.rival_cap and not (incoming and all(link.rivals_examined for link in incoming)):
        rules.append("rivals-unexamined")
    return tuple(rules)


def _shown_by_test(item: Item, rubric: Rubric) -> bool:
    """Return whether a comparison or a process test itself shows influence; one that speaks against it does not."""
    shown = item.direction != "contradicts" and (item.achievement or 0.0) >= rubric.cut_red
    return item.contribution == "tested" and shown


def _uncoloured(found: Sequence[Item], element: Element, level: Level, years: float) -> Graded:
    if not found and years < level.due_after_years:
        rating, code = Rating.TOO_EARLY, "too-early"
    elif not element.evidence:
        rating, code = Rating.NOT_ASSESSED, "nothing-registered"
    elif not found:
        rating, code = Rating.NOT_ASSESSED, "no-evidence"
    elif level.kind in EFFECTS and all(item.status == "context" for item in found):
        rating, code = Rating.NOT_ASSESSED, "only-context"
    elif any(item.status == "no-expectation" and item.elsewhere for item in found):
        rating, code = Rating.NOT_ASSESSED, "other-period"
    elif any(item.status == "no-expectation" for item in found):
        rating, code = Rating.NOT_ASSESSED, "no-expectation"
    else:
        rating, code = Rating.NOT_ASSESSED, "no-judgement"
    values: dict[str, float | int | str] = {"count": len(found)}
    if rating is Rating.TOO_EARLY:
        values = {"due": level.due_after_years, "years": round(years, 1)}
    return Graded(
        rating=rating,
        achievement=None,
        low=None,
        high=None,
        pools=(),
        caps=(),
        rules=(),
        reasons=(Reason(code=code, values=values), *_elsewhere(found), *_wrong_way(found)),
    )
