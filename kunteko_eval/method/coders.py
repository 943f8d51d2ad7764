"""How far coders of the same finding differ: measured where there are enough pairs, otherwise the rubric's convention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.coding import SCALE, Coding

FARTHEST = len(SCALE) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CoderSteps:
    """The distribution of the steps on the scale of codings by which another coder differs.

    Attributes:
        probabilities: Of −6 to 6 steps; they sum to 1 and are symmetric, since no coder is the right one.
        pairs: How many pairs of codings it was measured from; 0 when it is the rubric's convention.
    """

    probabilities: tuple[float, ...]
    pairs: int

    @property
    def same(self) -> float:
        """Return how often two coders put a finding in the same place."""
        return self.probabilities[FARTHEST]

    def steps(self, chances: NDArray[np.float64]) -> NDArray[np.int8]:
        """Return the steps that even random numbers of 0–1 stand for."""
        ends = np.cumsum(self.probabilities)
        ends = ends[:-1] / ends[-1]
        steps = np.full(chances.shape, (ends <= 0).sum() - FARTHEST, dtype=np.int8)
        for end in ends[(ends > 0) & (ends < 1)]:
            steps += chances >= end
        return steps


def coder_steps(codings: Sequence[Coding], rubric: Rubric) -> CoderSteps:
    """Return by how many steps coders of one finding differ.

    Measured as the differences of all pairs of codings of the same finding, taken both ways, where there are at least
    ``coder_pairs`` pairs; otherwise one step in ``coder_step`` of the cases, up as often as down.

    Args:
        codings: Every coding of a programme.
        rubric: The rubric in force.
    """
    by_finding: dict[str, list[int]] = {}
    for one in codings:
        by_finding.setdefault(one.finding, []).append(one.place)
    steps = [first - second for places in by_finding.values() for first, second in combinations(places, 2)]
    counts = np.zeros(2 * FARTHEST + 1)
    if len(steps) < rubric.coder_pairs:
        counts[[FARTHEST - 1, FARTHEST, FARTHEST + 1]] = (
            rubric.coder_step / 2,
            1 - rubric.coder_step,
            rubric.coder_step / 2,
        )
        return CoderSteps(probabilities=tuple(counts.tolist()), pairs=0)
    for step in steps:
        counts[[FARTHEST + step, FARTHEST - step]] += 0.5 if step else 0.0
        counts[FARTHEST] += 0 if step else 1
    return CoderSteps(probabilities=tuple((counts / counts.sum()).tolist()), pairs=len(steps))
