"""The figures of a survey as disclosure control sees them: whom they cover, and what they tell of them."""

from __future__ import annotations

import datetime
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kunteko_eval.model.evidence import Group, Indicator, Observation
from kunteko_eval.model.period import Period

Why = Literal["small-group", "all-alike", "differencing", "complementary"]

NO_GROUP = "-"
"""Stands for the respondents whom a grouping puts into no group."""

MOST_PARTS = 1500
"""Parts of the respondents, groupings crossed and spans cut; beyond this an audit takes minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is hidden.

    Attributes:
        threshold: Fewest answers that a group may have to be shown.
        alike: In groups smaller than this nobody may be shown to have answered like everybody else.
    """

    threshold: int
    alike: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What the answers of a group add up to, as an attacker would use it.

    Attributes:
        amount: The number of positive answers, or the sum of grades; the least where only a rounded figure is known.
        upto: The greatest amount where only a rounded figure is known.
        least: The least amount that one answer can give: 0, or the lowest grade.
        most: The greatest amount that one answer can give: 1, or the highest grade.
    """

    amount: float
    upto: float | None = None
    least: float = 0
    most: float = 1

    @property
    def greatest(self) -> float:
        """Return the greatest amount that the figure can stand for."""
        return self.amount if self.upto is None else self.upto

    def is_alike(self, count: int) -> bool:
        """Return whether so many all gave the lowest or all the highest answer."""
        return self.greatest - self.least * count < 1e-6 or self.most * count - self.amount < 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What holds of every group whose figures of several kinds are of the same answers: a sum that is never below 0.

    Attributes:
        count: How many times the number of answers is taken.
        amounts: How many times each amount is, above the least that the answers can give.
    """

    count: float
    amounts: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyCell:
    """The figure of one group in one span of time, as an attacker would use it.

    Attributes:
        name: What the figure is known by; unique among the cells that are looked at together.
        parts: The smallest parts of the respondents that the group is made of; groups that share a part overlap.
        count: The number of answers; None where an earlier import hid it.
        amount: The number of positive answers, or the sum of grades; the least where only a rounded figure is known.
        upto: The greatest amount where only a rounded figure is known.
        least: The least amount that one answer can give: 0, or the lowest grade.
        most: The greatest amount that one answer can give: 1, or the highest grade.
        public: Whether the figure is published already, so that hiding it would hide nothing.
        held: Why it was hidden earlier, and so stays hidden.
        beside: Other amounts of the same answers: a mean beside a share, the other options of a question.
    """

    name: str
    parts: frozenset[str]
    count: int | None
    amount: float
    upto: float | None = None
    least: float = 0
    most: float = 1
    public: bool = False
    held: Why | None = None
    beside: tuple[Amount, ...] = ()

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """Return all amounts of the answers."""
        return Amount(amount=self.amount, upto=self.upto, least=self.least, most=self.most), *self.beside

    @property
    def alike(self) -> bool:
        """Return whether everybody gave the lowest or everybody the highest answer, by any of the amounts."""
        count = self.count
        return bool(count) and any(one.is_alike(count or 0) for one in self.amounts)


def is_sensitive(cell: SurveyCell, limits: Limits) -> Why | None:
    """Return why a cell must be hidden whatever else is shown, or None; an empty cell tells nothing of anybody."""
    if not cell.count:
        return None
    if cell.count < limits.threshold:
        return "small-group"
    return "all-alike" if cell.count < limits.alike and cell.alike else None


def amounts(one: Observation, indicator: Indicator, n: int, parts: int = 1) -> tuple[float, float]:
    """Return the least and the greatest amount that a published figure can stand for.

    Shares stand for a whole number of respondents, means for a whole sum of grades, each as near to the figure as its
    decimals tell; where none is (the figure does not fit its n), the nearest. A weighted figure can stand for
    any: who weighs how much is not published.

    Args:
        one: The figure.
        indicator: What it is of.
        n: The number of answers.
        parts: Into how many steps a point of a scale is divided; the amounts are in these.
    """
    if one.n_effective is not None:
        low, high = (end * n * (parts if indicator.unit == "grade" else 1) for end in bounds_of(indicator))
        return low, high
    scale = {"percent": 100.0, "share": 1.0}.get(indicator.unit)
    parts = 1 if scale else parts
    figure = n * one.number / (scale or 1.0) * parts
    half = n * 0.5 * 10.0**-one.decimals / (scale or 1.0) * parts
    if one.precision == "about" and scale:  # Rounded to five percentage points.
        half = max(half, 0.025 * n)
    low, high = math.ceil(figure - half - 1e-9), math.floor(figure + half + 1e-9)
    if low > high:
        low = high = round(figure)
    least, most = bounds_of(indicator)
    return max(low, least * n * parts), min(high, most * n * parts)


def bounds_of(indicator: Indicator) -> tuple[float, float]:
    """Return the least and the greatest amount that one answer can give."""
    if indicator.unit == "grade":
        return indicator.scale_min or 0, indicator.scale_max or 0
    return 0, 1


def cuts_of(spans: Iterable[Period]) -> list[datetime.date]:
    """Return the days on which any of the spans begins, or has just ended."""
    return sorted({day for one in spans for day in (one.start, one.end + datetime.timedelta(days=1))})


def covered_by(span: Period, cuts: Sequence[datetime.date]) -> list[int]:
    """Return the stretches between the cuts that lie within a span."""
    return [index for index, cut in enumerate(cuts) if span.start <= cut <= span.end]


def overlap(one: Period, other: Period) -> bool:
    """Return whether two spans share a day."""
    return one.start <= other.end and other.start <= one.end


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedParts:
    """Which groups there are together, in the stretches where that was observed.

    Attributes:
        kinds: A group of each of the first groupings, for everybody who was seen.
        stretches: Where; in all others any groups may be together.
    """

    kinds: tuple[tuple[str, ...], ...]
    stretches: frozenset[int]


class Crossed:
    """The respondents, parted by every grouping at once; those whom a grouping leaves out are a part of their own."""

    def __init__(
        self,
        everybody: Iterable[str],
        groupings: Mapping[str, Sequence[str]],
        stretches: int,
        groups: Mapping[str, Group],
        observed: ObservedParts | None = None,
    ) -> None:
        """Part the respondents.

        Args:
            everybody: Groups that hold everybody.
            groupings: The groups of each grouping; nobody is in two groups of one.
            stretches: Into how many stretches the spans are cut.
            groups: The programme's groups, for those that are parts of others.
            observed: Which groups of the first groupings there are together; any when None.
        """
        self._everybody, self.groupings = frozenset(everybody), dict(groupings)
        keys = list(self.groupings)
        known = set(itertools.chain(*self.groupings.values()))
        self.kinds: list[tuple[tuple[str, ...], int]] = []
        self.is_too_many = False
        for stretch in range(stretches):
            first = observed.kinds if observed and stretch in observed.stretches else ((),)
            choices = [[NO_GROUP, *self.groupings[key]] for key in keys[len(first[0]) if first else 0 :]]
            self.is_too_many |= len(first) * math.prod(map(len, choices)) > 20 * MOST_PARTS
            if not self.is_too_many:
                combined = itertools.product(first, itertools.product(*choices))
                kinds = [(*one, *more) for one, more in combined]
                self.kinds += [(kind, stretch) for kind in kinds if _is_possible(kind, groups, known)]
        self.is_too_many |= len(self.kinds) > MOST_PARTS

    def parts(self, group: str, stretches: Iterable[int]) -> frozenset[str]:
        """Return the parts of a group in some stretches; none when the group is not known."""
        wanted = set(stretches)
        return frozenset(
            f"{name_of(kind)}@{stretch}"
            for kind, stretch in self.kinds
            if stretch in wanted and (group in self._everybody or group in kind)
        )

    def margins(self, stretches: Sequence[int]) -> Iterator[frozenset[str]]:
        """Yield what each grouping leaves out, and the groups of two groupings (the left out too) crossed."""
        places, wanted = range(len(self.groupings)), set(stretches)
        for size in (1, 2):
            for chosen in itertools.combinations(places, size):
                found: dict[tuple[str, ...], set[str]] = {}
                for kind, stretch in self.kinds:
                    if stretch in wanted:
                        names = found.setdefault(tuple(kind[place] for place in chosen), set())
                        names.add(f"{name_of(kind)}@{stretch}")
                yield from map(frozenset, found.values())


def name_of(kind: Iterable[str]) -> str:
    """Return the name of a part."""
    return "/".join(kind) or "everybody"


def _is_possible(kind: tuple[str, ...], groups: Mapping[str, Group], known: set[str]) -> bool:
    """Return whether whoever is in a group is in the group that it is a part of, too."""
    inside = set(kind)
    return all(groups[name].part_of not in known or groups[name].part_of in inside for name in kind if name in groups)
