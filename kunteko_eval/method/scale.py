"""The scale of ratings: ordered coloured grades, and the uncoloured answers that every scale has beside them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import ClassVar

from kunteko_eval.model.scale import DeclaredGrade

_KNOWN: dict[str, Rating] = {}


class Rating(str):
    """A grade of a scale or an uncoloured answer, by its id; the same id is always the same object."""

    __slots__ = ()
    GREEN: ClassVar[Rating]
    YELLOW: ClassVar[Rating]
    RED: ClassVar[Rating]
    NONE: ClassVar[Rating]
    NOT_DELIVERED: ClassVar[Rating]
    NOT_ASSESSED: ClassVar[Rating]
    TOO_EARLY: ClassVar[Rating]

    def __new__(cls, value: str) -> Rating:
        """Return the rating of an id."""
        return _KNOWN.setdefault(str(value), super().__new__(cls, value))

    @property
    def value(self) -> str:
        """Return the id as plain text."""
        return str(self)

    @property
    def coloured(self) -> bool:
        """Return whether the answer is a colour of its scale."""
        return self not in UNCOLOURED

    @property
    def rated(self) -> bool:
        """Return whether it has a place on its scale: a colour, none demonstrated or not delivered."""
        return self not in UNCOLOURED[2:]


GRADES = Rating.GREEN, Rating.YELLOW, Rating.RED = Rating("green"), Rating("yellow"), Rating("red")
"""The impact chain's own scale, which holds where a programme declares none."""
UNCOLOURED = Rating("none-demonstrated"), Rating("not-delivered"), Rating("not-assessed"), Rating("too-early")
Rating.NONE, Rating.NOT_DELIVERED, Rating.NOT_ASSESSED, Rating.TOO_EARLY = UNCOLOURED


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale in force.

    Attributes:
        grades: The coloured grades, the best one first; `cuts` the least achievement of each.
        at_most: The best grade that a cap leaves.
        reached: From which grade on an expectation counts as reached, in verdicts; `nearly` as nearly reached.
        extents: The grades in which *somewhat*, *much* and *very much* lie.
    """

    grades: tuple[Rating, ...]
    cuts: tuple[float, ...]
    at_most: Rating
    reached: Rating
    nearly: Rating
    extents: tuple[Rating, ...]

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """Return every answer, the best grade first."""
        return (*self.grades, *UNCOLOURED)

    def place(self, rating: Rating) -> int:
        """Return the place on the scale: 0 without a colour, 1 for the least grade, and so on."""
        return len(self.grades) - self.grades.index(rating) if rating in self.grades else 0

    @property
    def uncapped(self) -> float:
        """Return the least achievement for more than caps leave: that of green."""
        return self.cuts[self.grades.index(self.at_most) - 1]

    def middle(self, grade: Rating, cap: float) -> float:
        """Return the achievement in the middle of a grade; for the best one, what meets the expectation, up to a cap."""
        at = self.grades.index(grade)
        return (self.cuts[at] + self.cuts[at - 1]) / 2 if at else min(max(1.0, self.cuts[0]), cap)


@functools.lru_cache(maxsize=16)
def scale_of(declared: tuple[DeclaredGrade, ...], cuts: tuple[float, ...]) -> Scale:
    """Return the scale of a programme: its own, or the impact chain's with the rubric's cut-points."""
    if not declared:
        return Scale(GRADES, cuts, Rating.YELLOW, Rating.GREEN, Rating.YELLOW, GRADES[::-1])
    grades = tuple(Rating(one.id) for one in declared)
    named: dict[str, Rating] = {one.extent: Rating(one.id) for one in declared if one.extent}
    extents = tuple(named[name] for name in ("somewhat", "much", "very-much")) if named else grades[::-1]
    marked = {mark: Rating(one.id) for one in declared for mark in one.marks}
    at_most, reached = marked.get("capped", grades[1]), marked.get("reached", grades[0])
    return Scale(grades, tuple(one.cut for one in declared), at_most, reached, marked.get("nearly", at_most), extents)
