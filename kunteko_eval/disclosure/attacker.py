"""What somebody can work out who knows every shown figure of a survey, and who belongs to which group.

The unknowns are whole numbers: of each smallest part of the respondents the number of answers, and the amount (the
number of positive answers, or the sum of grades above the lowest); several amounts where figures are of the same answers,
with what ties them: a mean and a share, or options of which each respondent chose at least one. Every shown figure fixes the number of answers of
its group, and the amount, or between which amounts it lies where only a rounded figure is known. Integer programming
gives the least and the greatest number that fit (Fischetti and Salazar, Mathematical Programming 84, 1999); the
solutions themselves prove that a range is as wide. A solution stays one when a figure less is shown, so they are kept.

Beside ranges there are combinations: a total less two groupings, for instance. The number of answers of a set of parts
is known for certain when the set is a sum of shown groups, each taken some number of times, added or subtracted; which
small set is, and of which groups, is one integer program over all sets at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kunteko_eval.disclosure.survey_cells import Limits, SurveyCell, Tie

TOLERANCE = 1e-6
"""What the solver's answers may be off by, in answers."""

MOST_NODES = 2_000
"""Branches of one integer program; what is not settled by then counts as known to the attacker."""

SOLVER: Any = {"node_limit": MOST_NODES, "presolve": False}
"""The solver's own presolve was seen to call a program infeasible that has solutions."""

BEYOND = 1000
"""Answers of a part of which nothing is known, more than of any that is, where its size does not matter."""

MOST_TIMES = 1000
"""How many times one group is taken in a sum of groups."""

MOST_TRIES = 25
"""Small sets that are looked at one by one for answers that are all alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """In which range the figure of a group can lie, as far as an attacker can tell."""

    count: tuple[float, float]
    amount: tuple[float, float]

    def is_open(self, cell: SurveyCell, limits: Limits) -> bool:
        """Return whether the number of answers stays open by the threshold, and its first amount by one answer."""
        width, spread = self.count[1] - self.count[0], self.amount[1] - self.amount[0]
        return width >= limits.threshold - TOLERANCE and spread >= cell.most - cell.least - TOLERANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolated:
    """A small set of respondents that shown figures give away.

    Attributes:
        parts: The parts of the set.
        by: The names of the cells that give it, in order.
        count: How many answers it has.
    """

    parts: frozenset[str]
    by: tuple[str, ...]
    count: int


class Attacker:
    """Somebody who knows every shown figure, and who belongs to which group."""

    def __init__(
        self,
        shown: Sequence[SurveyCell],
        cells: Sequence[SurveyCell],
        before: Attacker | None = None,
        ties: Sequence[Tie] = (),
    ) -> None:
        """Write down what is known.

        Args:
            shown: The cells that are shown.
            cells: All cells, whose parts are the unknowns; all have the same scales.
            before: An attacker who knew these figures and more: what was open then is open now.
            ties: What holds of the amounts of every part together; those of `before` where there is one.
        """
        import numpy as np

        self.shown = [cell for cell in shown if cell.count is not None]
        self.parts = sorted({part for one in cells for part in one.parts})
        self._ties: tuple[Tie, ...] = tuple(ties) if before is None else before._ties
        self._least = [one.least for one in cells[0].amounts]
        self._step = [one.most - one.least for one in cells[0].amounts]
        self._place = {part: index for index, part in enumerate(self.parts)}
        size, kinds = len(self.parts), range(len(self._step))
        self._members = np.zeros((len(self.shown), size))
        for index, cell in enumerate(self.shown):
            self._members[index, [self._place[part] for part in cell.parts]] = 1
        counts = np.array([float(cell.count or 0) for cell in self.shown])
        least = [
            np.array([cell.amounts[kind].amount for cell in self.shown]) - self._least[kind] * counts for kind in kinds
        ]
        most = [
            np.array([cell.amounts[kind].greatest for cell in self.shown]) - self._least[kind] * counts
            for kind in kinds
        ]
        # No part's amount exceeds what its answers can give, and what holds of every part holds of each.
        times = [(1.0, [0.0] * len(kinds))] + [(0.0, [float(kind == one) for one in kinds]) for kind in kinds]
        within = [(self._step[kind], [-float(kind == one) for one in kinds]) for kind in kinds]
        within += [(one.count, list(one.amounts)) for one in self._ties]
        self._rows = np.vstack(
            [np.kron([count, *amounts], self._members) for count, amounts in times]
            + [np.kron([count, *amounts], np.eye(size)) for count, amounts in within]
        )
        bounds = np.zeros(size * len(within))
        self._low = np.concatenate([counts, *(np.ceil(one - TOLERANCE) for one in least), bounds])
        self._high = np.concatenate([counts, *(np.floor(one + TOLERANCE) for one in most), bounds + np.inf])
        # A part is never larger than a shown group that holds it; what no shown group holds has no bound.
        held = np.where(self._members > 0, counts[:, None], np.inf).min(axis=0, initial=np.inf)
        self._free = np.isinf(held)
        self._top = np.where(self._free, counts.max(initial=0) + BEYOND, held)
        self._found: list[Any] = [] if before is None else list(before._found)
        self._settled: set[object] = set() if before is None else set(before._settled)
        self.fits = bool(self._found) or self._extreme(np.zeros(size * (1 + len(kinds)))) is not None

    def _row(self, parts: Iterable[str], count: float, amount: float, kind: int = 0) -> Any:
        """Return the coefficients of a sum over parts, of their answers and of one of the amounts."""
        import numpy as np

        row = np.zeros(len(self.parts) * (1 + len(self._step)))
        places = [self._place[part] for part in parts]
        row[places] = count
        row[[len(self.parts) * (1 + kind) + place for place in places]] = amount
        return row

    def _extreme(self, row: Any) -> float | None:
        """Return the least value of a sum, −∞ where nothing bounds it, None where nothing fits; keep what was found."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        size, step = len(self.parts), np.array(self._step)
        by_answer = row[:size] + np.minimum(0, step[:, None] * row[size:].reshape(len(step), size)).sum(axis=0)
        if (by_answer[self._free] < -TOLERANCE).any():
            return float("-inf")
        solved = milp(
            row,
            integrality=np.ones(len(row), dtype=int),
            bounds=Bounds(0, np.kron(np.r_[1.0, step], self._top)),
            constraints=LinearConstraint(self._rows, self._low, self._high),
            options=SOLVER,
        )
        if solved.x is None:
            return None
        values = np.rint(solved.x)
        sums = self._rows @ values
        if (sums < self._low - TOLERANCE).any() or (sums > self._high + TOLERANCE).any():
            return None  # Rounded to whole numbers it fits no longer: no proof of anything.
        self._found.append(values)
        return float(row @ values)

    def _extremes(self, row: Any) -> tuple[float, float]:
        """Return the least and the greatest value of a sum, infinite where nothing bounds it.

        What does not fit together is taken as known, to be on the safe side.
        """
        low, high = self._extreme(row), self._extreme(-row)
        return (0.0, 0.0) if low is None or high is None else (low + 0.0, 0.0 - high)

    def _seen(self, row: Any) -> tuple[float, float]:
        """Return the least and the greatest value of a sum among the solutions that are known already."""
        import numpy as np

        if not self._found:
            return 0.0, 0.0
        values = np.array(self._found) @ row
        return float(values.min()), float(values.max())

    def _is_wide(self, row: Any, width: float) -> bool:
        low, high = self._seen(row)
        if high - low < width - TOLERANCE:
            low, high = self._extremes(row)
        return high - low >= width - TOLERANCE

    def range_of(self, parts: Iterable[str]) -> Range:
        """Return in which range the figure of a group can lie."""
        group = list(parts)
        count = self._extremes(self._row(group, 1, 0))
        # The amount is the amount above the least, and the least for each answer.
        return Range(count=count, amount=self._extremes(self._row(group, self._least[0], 1)))

    def is_open(self, cell: SurveyCell, limits: Limits) -> bool:
        """Return whether a hidden cell's number of answers stays open by the threshold, its amounts by one answer."""
        key = ("open", cell.name)
        if key not in self._settled:
            group = list(cell.parts)
            if not self._is_wide(self._row(group, 1, 0), limits.threshold):
                return False
            for kind, (least, step) in enumerate(zip(self._least, self._step, strict=True)):
                if not self._is_wide(self._row(group, least, 1, kind), step):
                    return False
            self._settled.add(key)
        return True

    def sees_through(self, parts: Iterable[str], limits: Limits) -> bool:
        """Return whether a group without a figure is known to be a small one, or one of a few who answered alike."""
        group = frozenset(parts)
        if ("closed", group) in self._settled:
            return False
        through = self._through(list(group), limits)
        if not through:
            self._settled.add(("closed", group))
        return through

    def _through(self, group: list[str], limits: Limits) -> bool:
        row, small = self._row(group, 1, 0), max(limits.threshold, limits.alike)
        low, high = self._seen(row)
        if self._found and (low < 1 - TOLERANCE or high >= small - TOLERANCE):
            return False
        low, high = self._extremes(row)
        if low < 1 - TOLERANCE or high >= small - TOLERANCE:
            return False
        if high < limits.threshold - TOLERANCE and high - low < limits.threshold - 1 - TOLERANCE:
            return True
        for kind, step in enumerate(self._step):
            lowest = self._extremes(self._row(group, 0, 1, kind))  # Above the least that the answers can give.
            highest = self._extremes(self._row(group, step, -1, kind))  # Below the most.
            if min(lowest[1], highest[1]) < TOLERANCE:
                return True
        return False

    def isolated(self, limits: Limits) -> Isolated | None:
        """Return a small set of respondents that a sum of shown groups leaves over, or None when there is none."""
        if not self._found or not self.shown:
            return None
        size = len(self.parts)
        self._empty = self._never()
        answers, *amounts = self._found[0].reshape(1 + len(self._step), size)
        found = self._combination(answers, limits.threshold - 1, None, [])
        if found is not None or limits.alike <= limits.threshold:
            return found
        both = ((amount, step * answers - amount) for amount, step in zip(amounts, self._step, strict=True))
        for apart in itertools.chain.from_iterable(both):
            tried: list[Isolated] = []
            while len(tried) < MOST_TRIES:
                found = self._combination(answers, limits.alike - 1, apart, tried)
                if found is None:
                    break
                if self.sees_through(found.parts, limits):
                    return found
                tried.append(found)
        return None

    def _never(self) -> Any:
        """Return which parts can have no answer at all, as far as the attacker can tell."""
        import numpy as np

        size = len(self.parts)
        while True:
            never = (np.array(self._found)[:, :size].max(axis=0) < TOLERANCE) & ~self._free
            if (
                not never.any()
                or (self._extreme(np.r_[-never.astype(float), np.zeros(size * len(self._step))]) or 0) > -TOLERANCE
            ):
                return never

    def _independent(self) -> list[int]:
        """Return shown groups of which none is a sum of others, and whose sums are all that there are."""
        import numpy as np

        members, used = self._members[:, ~self._empty], []
        left = members.copy()
        for index in range(len(members)):
            size = np.linalg.norm(left[index])
            if size < TOLERANCE:
                continue
            used.append(index)
            way = left[index] / size
            left = left - np.outer(left @ way, way)
        return used

    def _combination(self, answers: Any, most: int, apart: Any, tried: Sequence[Isolated]) -> Isolated | None:
        """Return a set of at most so many answers that is a sum of shown groups, and none of those tried before.

        Args:
            answers: The number of answers of each part in any solution: that of the set is the same in all.
            most: Answers of the set.
            apart: What each part's amount is off from all answers alike; nothing of it may be in the set.
            tried: Sets that were found before.
        """
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        size, used = len(self.parts), self._independent()
        free = np.zeros(len(used))
        rows = [np.c_[np.eye(size), -self._members[used].T], np.r_[answers, free][None, :]]
        anything = np.where(self._empty, np.inf, 0.0)  # Parts without any answer may come along in any number.
        low: list[Any] = [-anything, [1.0]]
        high: list[Any] = [anything, [float(most)]]
        for one in tried:
            inside = np.array([part in one.parts for part in self.parts])
            rows.append(np.r_[np.where(inside, 1.0, -1.0), free][None, :])
            low.append([-np.inf])
            high.append([inside.sum() - 1.0])
        top = (answers <= most) & (True if apart is None else apart < TOLERANCE)
        solved = milp(
            np.r_[np.ones(size), free],
            integrality=np.r_[np.ones(size), free].astype(int),
            bounds=Bounds(np.r_[np.zeros(size), free - MOST_TIMES], np.r_[top.astype(float), free + MOST_TIMES]),
            constraints=LinearConstraint(np.vstack(rows), np.concatenate(low), np.concatenate(high)),
            options=SOLVER,
        )
        if solved.x is None:
            return None
        chosen = solved.x[:size] > 0.5
        times = zip(used, solved.x[size:], strict=True)
        by = [self.shown[index].name for index, often in times if abs(often) > TOLERANCE]
        parts = frozenset(part for part, is_in in zip(self.parts, chosen, strict=True) if is_in)
        return Isolated(parts=parts, by=tuple(sorted(by)), count=int(answers[chosen].sum()))
