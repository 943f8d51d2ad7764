"""Steps 4 to 6: pool, cut and cap the evidence of one element, and say why at every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, isfinite

from kunteko_eval.method.bounds import pool_row
from kunteko_eval.method.context import RatingContext
from kunteko_eval.method.items import Bound, Item
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.method.scale import Rating as Rating
from kunteko_eval.method.scale import Scale
from kunteko_eval.model.chain import EFFECTS, Element
from kunteko_eval.model.period import Period

Values = dict[str, float | int | str]
"""Numbers and ids for a sentence, by their name in it."""
Ends = tuple[float, ...]
"""Achievement at the lower end of the sampling interval, as observed, and at the upper end."""

LONE_VOICE = "lone-voice"
"""The cap on a rating better than the caps' grade that only one finding speaks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of a rating: a code that the languages put into words, and its numbers."""

    code: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """A rule of contribution that lowered a rating."""

    rule: str
    before: Rating
    after: Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePool:
    """What one source type says by itself.

    Attributes:
        achievement: Pooled; the least it can be, or the most where the type only contradicts.
        low: The same at the lower ends of the sampling intervals; `high` at the upper ends.
        bound: Whether the type tells how much, how much at least, or how much at most.
        most: The greatest achievement that it leaves possible; ∞ when nothing limits it.
        count: How many items were pooled.
    """

    source_type: str
    achievement: float
    low: float
    high: float
    rating: Rating
    count: int
    bound: Bound = "exact"
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """The computed rating of one element, before confidence and judgement.

    Attributes:
        achievement: Pooled, within the rubric's caps; None when nothing could be pooled.
        low: Pooled lower ends; `high` pooled upper ends. Equal to `achievement` without sampling error.
        at_least: Whether the sources say only that it is at least so much, not how much more.
        caps: The caps that bit.
        rules: The cap rules that apply, whether or not they bit.
    """

    rating: Rating
    scale: Scale
    achievement: float | None = None
    low: float | None = None
    high: float | None = None
    at_least: bool = False
    pools: tuple[TypePool, ...] = ()
    caps: tuple[Cap, ...] = ()
    rules: tuple[str, ...] = ()
    reasons: tuple[Reason, ...]


def cut_points(rubric: Rubric) -> dict[Rating, float]:
    """Return the least achievement of each colour, the best one first."""
    return dict(zip(rubric.scale.grades, rubric.scale.cuts, strict=True))


def cut(value: float, rubric: Rubric) -> Rating:
    """Return the rating of a pooled achievement; a cut-point itself belongs to the better rating."""
    value, scale = round(value, 9), rubric.scale
    return next((rating for rating, least in zip(scale.grades, scale.cuts, strict=True) if value >= least), Rating.NONE)


def pool_all(found: Sequence[Item], rubric: Rubric) -> tuple[tuple[TypePool, ...], Ends, Ends]:
    """Pool the used items within each source type and then across the types.

    Args:
        found: An element's items; at least one is used.
        rubric: Gives the rule and the caps.

    Returns:
        The types' pools, in the order in which they appear; and the least and the greatest pooled achievement, each at
        the lower ends of the sampling intervals, as observed, and at the upper ends. The least is −∞ where all that is
        used contradicts.
    """
    members: dict[str, list[tuple[Ends, Ends]]] = {}
    for item in found:
        if item.status == "used":
            members.setdefault(item.source_type, []).append(item_ends(item, _interval(item), rubric))
    pooled = {name: pool_ends(several, rubric) for name, several in members.items()}
    pools = tuple(_type_pool(name, len(members[name]), *both, rubric) for name, both in pooled.items())
    return pools, *pool_ends([*pooled.values()], rubric)


def _type_pool(name: str, count: int, least: Ends, most: Ends, rubric: Rubric) -> TypePool:
    low, told, high = (end if isfinite(end) else other for end, other in zip(least, most, strict=True))
    return TypePool(
        source_type=name,
        achievement=told,
        low=low,
        high=high,
        rating=cut(told, rubric),
        count=count,
        bound="at-most" if not isfinite(least[1]) else "exact" if least[1] == most[1] else "at-least",
        most=most[1],
    )


def pool_ends(ends: Sequence[tuple[Ends, Ends]], rubric: Rubric) -> tuple[Ends, Ends]:
    """Pool the least and the greatest achievements of several, end by end."""
    lows, highs = (zip(*side, strict=True) for side in zip(*ends, strict=True))
    pooled = (pool_row(low, high, rubric.pooling) for low, high in zip(lows, highs, strict=True))
    least, most = zip(*pooled, strict=True)
    return least, most


def item_ends(item: Item, achievements: Ends, rubric: Rubric) -> tuple[Ends, Ends]:
    """Return the least and the greatest achievement that an item of these achievements leaves possible, capped."""
    lowest, highest = rubric.cap_low, rubric.cap_high
    capped = tuple(lowest if end < lowest else highest if end > highest else end for end in achievements)
    return (
        (-inf,) * len(capped) if item.bound == "at-most" else capped,
        (inf,) * len(capped) if item.bound == "at-least" else capped,
    )


def _interval(item: Item) -> Ends:
    """Return an item's achievement at its lower end, as observed, and at its upper end."""
    if item.achievement is None:
        raise ValueError("a used item has an achievement")
    low, high = (item.achievement if end is None else end for end in (item.low, item.high))
    return low, item.achievement, high


def grade(found: Sequence[Item], element: Element, context: RatingContext) -> Graded:
    """Rate one element from its items.

    Args:
        found: The element's items in this period.
        element: The element; the kind of its level and the links that lead to it decide which caps apply.
        context: The programme, the period and the rubric.

    Returns:
        The rating with its reasons; uncoloured when no item may be pooled.
    """
    used = [item for item in found if item.status == "used"]
    if element.proposed or not used:
        return _uncoloured(found, element, context)
    rubric, scale = context.rubric, context.rubric.scale
    pools, least, most = pool_all(used, rubric)
    own = context.programme.chain.level_of(element).kind not in EFFECTS
    if own and not isfinite(least[1]) and cut(most[1], rubric) is not Rating.NONE:
        reasons = (Reason(code="only-criticism"),)
        return Graded(rating=Rating.NOT_ASSESSED, scale=scale, pools=pools, reasons=reasons)
    low, value, high = (end if isfinite(end) else rubric.cap_low for end in least)
    rating, rules = cut(value, rubric), cap_rules(used, element, context)
    if own and rating is Rating.NONE:
        rating = Rating.NOT_DELIVERED
    above = scale.place(rating) > scale.place(scale.at_most)
    caps = tuple(Cap(rule=rule, before=rating, after=scale.at_most) for rule in rules if above)
    steps = [
        Reason(
            code="pooled-type" if one.bound == "exact" else f"pooled-type-{one.bound}",
            values={"type": one.source_type, "count": one.count, "achievement": one.achievement},
        )
        for one in pools
    ]
    pooled = Reason(
        code="pooled-interval" if low < high else "pooled",
        values={"count": len(pools), "achievement": value, "low": low, "high": high},
    )
    at = cut_points(rubric).get(rating, scale.cuts[-1])
    decided = Reason(code=f"cut-{rating.value}", values={"achievement": value, "cut": at})
    at_least = rating in scale.grades[1:] and cut(most[1], rubric) is not rating
    capped = [*([Reason(code="at-least")] if at_least else []), *(Reason(code=f"cap-{one.rule}") for one in caps)]
    return Graded(
        rating=scale.at_most if caps else rating,
        scale=scale,
        achievement=value,
        low=low,
        high=high,
        at_least=at_least,
        pools=pools,
        caps=caps,
        rules=rules,
        reasons=(*_beside(found, context.period, element.groups), *steps, pooled, decided, *_wrong_way(found), *capped),
    )


_COUNTED = (
    ("no-expectation", "without-expectation"),
    ("context", "context"),
    ("part", "part"),
    ("overlap", "overlap"),
    ("repeat", "repeat"),
)
"""Statuses of items that are not pooled, and the reason that counts them."""


def _beside(found: Sequence[Item], report: Period, groups: Sequence[str]) -> list[Reason]:
    """Return what was not pooled and why, and which expectations were scaled to the period."""
    used = [item for item in found if item.status == "used"]
    statuses = [(code, sum(item.status == status for item in found)) for status, code in _COUNTED]
    scaled = [
        (f"held-{how}", sum(item.held == how for item in used)) for how in ("share-of-time", "year", "first-part")
    ]
    others = ("other-groups", sum(bool(groups and {*item.groups} - {*groups}) for item in used))
    together = ("together", sum(len(item.groups) > 1 for item in used))
    return [*_counts(*statuses), *_elsewhere(found, report), *_counts(*scaled, together, others)]


def _counts(*counted: tuple[str, int]) -> list[Reason]:
    return [Reason(code=code, values={"count": count}) for code, count in counted if count]


def _elsewhere(found: Sequence[Item], report: Period) -> list[Reason]:
    """Return each expectation that is of another period than the report's, once."""
    waiting = dict.fromkeys(one for item in found if item.status == "no-expectation" for one in item.elsewhere)
    reasons = []
    for one in waiting:
        values: Values = {"expected": one.expected, "unit": one.unit, "start": str(one.start)}
        values |= {"report_start": str(report.start), "report_end": str(report.end)}
        code = "expected-open"
        if one.end is not None:
            values["end"] = str(one.end)
            code = "expected-elsewhere" if one.summed else "expected-milestone"
        reasons.append(Reason(code=code, values=values))
    return reasons


def _wrong_way(found: Sequence[Item]) -> list[Reason]:
    """Return that figures moved away from what was expected, past where they started; how many."""
    count = sum(item.wrong_way for item in found if item.status in {"used", "context"})
    return _counts(("moved-wrong-way", count))


def cap_rules(used: Sequence[Item], element: Element, context: RatingContext) -> tuple[str, ...]:
    """Return the contribution caps that apply to an element, whether or not they bite.

    Args:
        used: The items that are pooled.
        element: The element.
        context: The programme, the period and the rubric.
    """
    chain, rubric = context.programme.chain, context.rubric
    kind, incoming = chain.level_of(element).kind, chain.incoming[element.id]
    rules = []
    if kind in rubric.perceived_cap and not any(_shown_by_test(item, rubric) for item in used):
        rules.append("perceived-only")
    if kind in rubric.rival_cap and not (incoming and all(link.rivals_examined for link in incoming)):
        rules.append("rivals-unexamined")
    if _voices(used, rubric) < rubric.green_voices:
        rules.append(LONE_VOICE)
    return tuple(rules)


def _voices(used: Sequence[Item], rubric: Rubric) -> float:
    """Return how many findings come further than the caps' grade; ∞ where a measurement does."""
    met = [item for item in used if (item.achievement or 0.0) >= rubric.scale.uncapped and item.bound != "at-most"]
    return float("inf") if any(item.form == "observation" for item in met) else len(met)


def _shown_by_test(item: Item, rubric: Rubric) -> bool:
    """Return whether a comparison or a process test itself shows influence; one that speaks against it does not."""
    shown = item.direction != "contradicts" and (item.achievement or 0.0) >= rubric.scale.cuts[-1]
    return item.contribution == "tested" and shown


def _uncoloured(found: Sequence[Item], element: Element, context: RatingContext) -> Graded:
    level = context.programme.chain.level_of(element)
    years = context.period.years_from(context.programme.sheet.start)
    values: Values = {"count": len(found)}
    waiting = [item for item in found if item.status == "no-expectation"]
    if element.proposed:
        code = "proposed"
    elif not found and years < level.due_after_years:
        code, values = "too-early", {"due": level.due_after_years, "years": round(years, 1)}
    elif not element.evidence:
        code = "nothing-registered"
    elif not found:
        code = "no-evidence"
    elif level.kind in EFFECTS and all(item.status == "context" for item in found):
        code = "only-context"
    elif waiting:
        code = "other-period" if any(item.elsewhere for item in waiting) else "no-expectation"
    else:
        code = "no-judgement"
    return Graded(
        rating=Rating.TOO_EARLY if code == "too-early" else Rating.NOT_ASSESSED,
        scale=context.rubric.scale,
        reasons=(Reason(code=code, values=values), *_elsewhere(found, context.period), *_wrong_way(found)),
    )
