"""The answers to one question of one group, counted and, where there are weights, weighed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from kunteko_eval.exchange.survey.mapping import Question

Number = TypeVar("Number", int, float)

NO_OPINION = -(10**9)
"""The code of those who cannot say, where they count in the base; it is on no scale and never a yes."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question of one group or part.

    Attributes:
        codes: How many gave each code, counted in the steps of the scale.
        missing: How many did not answer.
        cannot_say: How many answered without an opinion and are not in the base.
        weights: The sum of the weights of those who gave each code; nothing without weights.
        squares: The sum of the squares of all weights in the base.
        heaviest: The greatest weight in the base.
    """

    codes: Mapping[int, int]
    missing: int = 0
    cannot_say: int = 0
    weights: Mapping[int, float] = field(default_factory=dict)
    squares: float = 0.0
    heaviest: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        """Return the answers of two parts together."""
        return Tally(
            _added(self.codes, other.codes),
            self.missing + other.missing,
            self.cannot_say + other.cannot_say,
            _added(self.weights, other.weights),
            self.squares + other.squares,
            max(self.heaviest, other.heaviest),
        )

    @property
    def n(self) -> int:
        """Return how many are in the base."""
        return sum(self.codes.values())

    @property
    def without_opinion(self) -> int:
        """Return how many answered without an opinion, in the base or not."""
        return self.cannot_say + self.codes.get(NO_OPINION, 0)

    def positive(self, question: Question) -> int:
        """Return how many gave a code that counts as yes."""
        return sum(count for code, count in self.codes.items() if question.is_positive(code))

    @property
    def total(self) -> int:
        """Return the sum of the codes."""
        return sum(code * count for code, count in self.codes.items())

    @property
    def sd(self) -> float | None:
        """Return the sample standard deviation of the codes (n − 1); None for fewer than two answers."""
        n = self.n
        if n < 2:
            return None
        mean = self.total / n
        return math.sqrt(sum(count * (code - mean) ** 2 for code, count in self.codes.items()) / (n - 1))

    @property
    def weight(self) -> float:
        """Return the sum of the weights of the base."""
        return math.fsum(self.weights.values())

    @property
    def effective(self) -> float:
        """Return Kish's effective number of respondents, (Σw)² / Σw².

        Source: Kish, Survey Sampling, Wiley 1965, section 11.7; Weighting for unequal Pi, Journal of Official
        Statistics 8 (1992). It is the number of equally weighted answers that would tell as much.
        """
        return min(self.weight**2 / self.squares, self.n) if self.squares else 0.0

    def weighted_positive(self, question: Question) -> float:
        """Return the weight of those who gave a code that counts as yes."""
        return math.fsum(weight for code, weight in self.weights.items() if question.is_positive(code))

    @property
    def weighted_total(self) -> float:
        """Return the sum of the codes, each times its weight."""
        return math.fsum(code * weight for code, weight in self.weights.items())

    @property
    def weighted_sd(self) -> float | None:
        """Return the weighted standard deviation of the codes, Σw(x − x̄)² / Σw corrected by n_eff / (n_eff − 1)."""
        if self.effective <= 1:
            return None
        mean = self.weighted_total / self.weight
        spread = math.fsum(weight * (code - mean) ** 2 for code, weight in self.weights.items()) / self.weight
        return math.sqrt(spread * self.effective / (self.effective - 1))


def _added(one: Mapping[int, Number], other: Mapping[int, Number]) -> dict[int, Number]:
    found = dict(one)
    for code, amount in other.items():
        found[code] = found[code] + amount if code in found else amount
    return found
