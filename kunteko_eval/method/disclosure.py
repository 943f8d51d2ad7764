"""Disclosure control: which figures of a survey must be hidden so that nobody's answer can be worked out.

A figure of a group is hidden (Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 5; Willenborg and
de Waal, Elements of Statistical Disclosure Control, Springer 2001):

- **small-group**: fewer answers than the threshold;
- **all-alike**: everybody in a small group gave the same kind of answer, so the figure tells each one's answer;
- **differencing**: it and another shown figure, of a larger group or a longer period, differ by such a group;
- **complementary**: with it a hidden figure, or a group that has no figure at all, could be worked out.

The last one is decided by an audit, not by a rule of thumb. An attacker knows who belongs to which group, every shown
number of answers and every shown amount (the number of positive answers, or the sum of grades), as exactly as if
nothing were rounded. Linear programming gives the range in which every other number can still lie (Fischetti and
Salazar, Mathematical Programming 84, 1999). Figures are hidden, smallest first, until each hidden number of answers
has a range as wide as the threshold, each hidden amount one as wide as one answer, and no small group shows through:
neither the smallest parts of the respondents, nor what two shown groups share, nor what one has beyond the other.

A large group in which everybody answered alike is shown, and with it how each of its members answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Why = Literal["small-group", "all-alike", "differencing", "complementary"]

TOLERANCE = 1e-6
"""What the solver's answers may be off by, in answers."""


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
class Cell:
    """The figure of one group in one span of time, as an attacker would use it.

    Attributes:
        name: What the figure is known by; unique among the cells that are looked at together.
        parts: The smallest parts of the respondents that the group is made of; groups that share a part overlap.
        count: The number of answers.
        amount: The number of positive answers, or the sum of grades.
        least: The least amount that one answer can give: 0, or the lowest grade.
        most: The greatest amount that one answer can give: 1, or the highest grade.
        public: Whether the figure is published already, so that hiding it would hide nothing.
    """

    name: str
    parts: frozenset[str]
    count: int
    amount: float
    least: float = 0
    most: float = 1
    public: bool = False

    @property
    def alike(self) -> bool:
        """Return whether everybody gave the lowest or everybody the highest answer."""
        low, high = self.least * self.count, self.most * self.count
        return bool(self.count) and (abs(self.amount - low) < TOLERANCE or abs(self.amount - high) < TOLERANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """In which range the figure of a group can lie, as far as an attacker can tell."""

    count: tuple[float, float]
    amount: tuple[float, float]

    def is_open(self, cell: Cell, limits: Limits) -> bool:
        """Return whether the number of answers stays open by the threshold, and the amount by one answer."""
        width, spread = self.count[1] - self.count[0], self.amount[1] - self.amount[0]
        return width >= limits.threshold - TOLERANCE and spread >= cell.most - cell.least - TOLERANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """What may be shown of some cells and what not.

    Attributes:
        hidden: Why each hidden cell is hidden, by its name.
        exposed: Groups that should be hidden and cannot be, because what gives them away is public; each by the
            name of its cell, or by its parts.
    """

    hidden: Mapping[str, Why]
    exposed: tuple[str, ...]


def is_sensitive(cell: Cell, limits: Limits) -> Why | None:
    """Return why a cell must be hidden whatever else is shown, or None; an empty cell tells nothing of anybody."""
    if 0 < cell.count < limits.threshold:
        return "small-group"
    if cell.count < limits.alike and cell.alike:
        return "all-alike"
    return None


def protect(cells: Sequence[Cell], limits: Limits, sizes: Mapping[str, int] | None = None) -> Protected:
    """Decide which of some cells are hidden.

    Args:
        cells: Every figure of one indicator that is or may become known: of all groups, and of the spans of time that
            overlap. What is published already is marked as public.
        limits: How much is hidden.
        sizes: The number of answers in each part, where it is known; saves the audit of parts that are large.

    Returns:
        What is hidden and why. In the worst case everything is hidden.
    """
    hidden: dict[str, Why] = {}
    exposed: set[str] = set()
    for cell in cells:
        why = is_sensitive(cell, limits)
        if why and cell.public:
            exposed.add(cell.name)
        elif why:
            hidden[cell.name] = why
    while True:
        shown = [cell for cell in cells if cell.name not in hidden]
        attacker = Attacker(shown, cells)
        leak = _leak(cells, hidden, shown, attacker, limits, sizes or {}, exposed)
        if leak is None:
            return Protected(hidden=hidden, exposed=tuple(sorted(exposed)))
        name, parts, why = leak
        helper = _next_to_hide(parts, shown)
        if helper is None:
            exposed.add(name)
        else:
            hidden[helper.name] = why


def _leak(
    cells: Sequence[Cell],
    hidden: Mapping[str, Why],
    shown: Sequence[Cell],
    attacker: Attacker,
    limits: Limits,
    sizes: Mapping[str, int],
    exposed: Iterable[str],
) -> tuple[str, frozenset[str], Why] | None:
    """Return the name and the parts of the first group that can be worked out, and why what helps to do so is hidden."""
    settled = set(exposed)
    for cell in cells:
        is_kept = cell.name in hidden and cell.name not in settled and cell.count > 0
        if is_kept and not attacker.range_of(cell.parts).is_open(cell, limits):
            return cell.name, cell.parts, "complementary"
    known = {cell.parts for cell in cells}
    most = max(limits.threshold, limits.alike)
    for parts, why in _groups_without_figures(shown, attacker.parts).items():
        name = " ".join(sorted(parts))
        if parts in known or name in settled or sum(sizes.get(part, 0) for part in parts) >= most:
            continue
        if attacker.sees_through(parts, limits):
            return name, parts, why
    return None


def _groups_without_figures(shown: Sequence[Cell], parts: Sequence[str]) -> dict[frozenset[str], Why]:
    """Return groups that an attacker may try to work out: differences and overlaps of shown ones, and every part."""
    found: dict[frozenset[str], Why] = {}
    for one in shown:
        for other in shown:
            if other.parts < one.parts:
                found.setdefault(one.parts - other.parts, "differencing")
            elif one.parts & other.parts and not one.parts <= other.parts:
                found.setdefault(one.parts & other.parts, "complementary")
                found.setdefault(one.parts - other.parts, "complementary")
    for part in parts:
        found.setdefault(frozenset({part}), "complementary")
    return found


def _next_to_hide(parts: frozenset[str], shown: Sequence[Cell]) -> Cell | None:
    """Return the shown cell that costs least to hide for a group's sake: beside it before around it, then the smallest."""
    candidates = [cell for cell in shown if not cell.public and cell.count]
    return min(candidates, key=lambda cell: (parts <= cell.parts, cell.count, cell.name), default=None)


class Attacker:
    """Somebody who knows every shown figure, and who belongs to which group."""

    def __init__(self, shown: Sequence[Cell], cells: Sequence[Cell]) -> None:
        """Write down what is known.

        Args:
            shown: The cells that are shown.
            cells: All cells, whose parts are the unknowns; none is empty, and all have the same scale.
        """
        import numpy as np

        self.parts = sorted({part for one in cells for part in one.parts})
        self._least, self._most = cells[0].least, cells[0].most
        self._place = {part: index for index, part in enumerate(self.parts)}
        size = len(self.parts)
        # The unknowns are each part's number of answers, then each part's amount above the least possible.
        self._equal = np.zeros((2 * len(shown), 2 * size))
        self._known = np.zeros(2 * len(shown))
        for index, cell in enumerate(shown):
            self._equal[index] = self._row(cell.parts, 1, 0)
            self._known[index] = cell.count
            self._equal[len(shown) + index] = self._row(cell.parts, 0, 1)
            self._known[len(shown) + index] = cell.amount - cell.least * cell.count
        # No part's amount exceeds what its answers can give.
        self._within = np.c_[-(self._most - self._least) * np.eye(size), np.eye(size)]

    def _row(self, parts: Iterable[str], count: float, amount: float) -> Any:
        """Return the coefficients of a sum over parts."""
        import numpy as np

        row = np.zeros(2 * len(self.parts))
        places = [self._place[part] for part in parts]
        row[places] = count
        row[[len(self.parts) + place for place in places]] = amount
        return row

    def _extremes(self, row: Any) -> tuple[float, float]:
        """Return the least and the greatest value of a sum; infinite where nothing bounds it."""
        from scipy.optimize import linprog

        found = []
        for sign in (1, -1):
            solved = linprog(
                sign * row,
                A_ub=self._within,
                b_ub=0 * self._within[:, 0],
                A_eq=self._equal if len(self._known) else None,
                b_eq=self._known if len(self._known) else None,
                bounds=(0, None),
                method="highs",
            )
            if solved.status == 3:
                found.append(sign * float("-inf"))
            else:  # What does not fit together is taken as known, to be on the safe side.
                found.append(sign * float(solved.fun or 0))
        return found[0], found[1]

    def range_of(self, parts: Iterable[str]) -> Range:
        """Return in which range the figure of a group can lie."""
        group = list(parts)
        count = self._extremes(self._row(group, 1, 0))
        # The amount is the amount above the least, and the least for each answer.
        return Range(count=count, amount=self._extremes(self._row(group, self._least, 1)))

    def sees_through(self, parts: Iterable[str], limits: Limits) -> bool:
        """Return whether a group without a figure is known to be a small one, or one of a few who answered alike."""
        group = list(parts)
        low, high = self._extremes(self._row(group, 1, 0))
        if low < 1 - TOLERANCE or high >= max(limits.threshold, limits.alike) - TOLERANCE:
            return False
        if high < limits.threshold - TOLERANCE and high - low < limits.threshold - 1 - TOLERANCE:
            return True
        lowest = self._extremes(self._row(group, 0, 1))  # Above the least that the answers can give.
        highest = self._extremes(self._row(group, self._most - self._least, -1))  # Below the most.
        return high < limits.alike - TOLERANCE and min(lowest[1], highest[1]) < TOLERANCE
