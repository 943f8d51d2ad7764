"""Tests of a trend over single years, and what many tests at once do to their p-values.

Both tests are score tests that are linear in time: a share by Cochran and Armitage, a count by the Poisson process whose
rate changes log-linearly. Neither says why something rose or fell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedTrend:
    """The result of a trend test.

    Attributes:
        z: Standard normal without a trend; above 0 when it rises.
        p: Two-sided.
        dispersion: How many times more the counts scatter about the trend than a Poisson process does; 1 for shares, and
            never below 1.
    """

    z: float
    p: float
    dispersion: float = 1.0


def cochran_armitage(successes: Sequence[int], totals: Sequence[int], times: Sequence[float]) -> TestedTrend | None:
    """Test whether a share rises or falls linearly over ordered groups.

    ``T = Σ t (r − n p̄)`` with variance ``p̄ (1 − p̄) (Σ n t² − (Σ n t)² / N)``.
    Sources: Cochran, Some methods for strengthening the common χ² tests, Biometrics 10 (1954); Armitage, Tests for
    linear trends in proportions and frequencies, Biometrics 11 (1955). Equals ``test_ordinal_association`` of
    ``statsmodels.stats.contingency_tables.Table`` but for its factor N / (N − 1) of the variance.

    Args:
        successes: Affirmative answers of each year.
        totals: Respondents of each year.
        times: The years, or any scores of the groups.

    Returns:
        The test; None where every answer is the same, so that nothing could have moved.

    >>> round(cochran_armitage([10, 20, 30], [50, 50, 50], [1, 2, 3]).z, 3)
    4.082
    """
    r, n, t = (np.asarray(one, dtype=float) for one in (successes, totals, times))
    whole = n.sum()
    share = r.sum() / whole
    variance = share * (1 - share) * ((n * t * t).sum() - (n * t).sum() ** 2 / whole)
    if variance <= 0:
        return None
    return _tested(float((t * (r - n * share)).sum() / variance**0.5))


def poisson_trend(counts: Sequence[float], times: Sequence[float]) -> TestedTrend | None:
    """Test whether counts of equally long spans rise or fall log-linearly.

    Given their sum C the counts of a constant Poisson process are multinomial with equal parts, so
    ``T = Σ t (c − C / k)`` has the variance ``C (Σ t² / k − (Σ t / k)²)``: the score test of Poisson regression.
    Source: Cox & Lewis, The Statistical Analysis of Series of Events (1966), chapter 3. Where counts scatter more about
    the fitted trend than a Poisson process does, z is divided by the root of Pearson's χ² per degree of freedom
    (Wedderburn, Quasi-likelihood functions, Biometrika 61, 1974): events of one campaign come in clusters.

    Args:
        counts: Events of each year; at least three years, so that a scatter about the trend is left.
        times: The years.

    Returns:
        The test; None where nothing was counted.
    """
    c, t = np.asarray(counts, dtype=float), np.asarray(times, dtype=float)
    variance = c.sum() * float(np.var(t))
    if variance <= 0:
        return None
    dispersion = max(_dispersion(c, t), 1.0)
    return _tested(float((t * (c - c.mean())).sum() / variance**0.5) / dispersion**0.5, dispersion)


def _dispersion(counts: np.ndarray, times: np.ndarray) -> float:
    """Return Pearson's χ² per degree of freedom about the fitted log-linear trend (Newton's method)."""
    centred = times - times.mean()
    design = np.column_stack([np.ones_like(centred), centred])
    effect = np.array([np.log(counts.mean()), 0.0])
    for _ in range(50):
        fitted = np.exp(np.clip(design @ effect, -30, 30))
        step = np.linalg.solve(design.T @ (design * fitted[:, None]), design.T @ (counts - fitted))
        effect = effect + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-12:
            break
    fitted = np.exp(np.clip(design @ effect, -30, 30))
    return float(((counts - fitted) ** 2 / fitted).sum() / (len(counts) - 2))


def _tested(z: float, dispersion: float = 1.0) -> TestedTrend:
    return TestedTrend(z=z, p=2 * NormalDist().cdf(-abs(z)), dispersion=dispersion)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for the chance of one false alarm among all, in the order given.

    Source: Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979).
    Equals ``statsmodels.stats.multitest.multipletests(p, method="holm")``.

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    count = len(p_values)
    adjusted, greatest = [0.0] * count, 0.0
    for place, index in enumerate(sorted(range(count), key=lambda one: p_values[one])):
        greatest = max(greatest, min(p_values[index] * (count - place), 1.0))
        adjusted[index] = greatest
    return adjusted
