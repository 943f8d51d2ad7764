"""Comparing two shares, and many comparisons at once."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

from kunteko_eval.method.normalise import wilson_interval


def newcombe_interval(
    share: float, n: float, earlier: float, earlier_n: float, confidence: float = 0.95
) -> tuple[float, float]:
    """Return Newcombe's hybrid score interval for the difference of two independent shares.

    Source: Newcombe, Interval estimation for the difference between independent proportions,
    Statistics in Medicine 17 (1998), method 10. Equals
    ``statsmodels.stats.proportion.confint_proportions_2indep(..., method="newcomb")``.

    Args:
        share: The later share, 0–1, of `n` respondents.
        n: Respondents behind `share`; the effective number of a weighted one.
        earlier: The earlier share, 0–1.
        earlier_n: Respondents behind `earlier`.
        confidence: Coverage, 0–1.

    Returns:
        Lower and upper end of ``share − earlier``, each −1 to 1.
    """
    low, high = wilson_interval(share, n, confidence)
    earlier_low, earlier_high = wilson_interval(earlier, earlier_n, confidence)
    difference = share - earlier
    down = ((share - low) ** 2 + (earlier_high - earlier) ** 2) ** 0.5
    up = ((high - share) ** 2 + (earlier - earlier_low) ** 2) ** 0.5
    return difference - down, difference + up


def two_share_p(share: float, n: float, earlier: float, earlier_n: float) -> float:
    """Return the two-sided p-value of the pooled z-test that two shares are equal.

    The test of ``statsmodels.stats.proportion.proportions_ztest``. Two shares that are both 0 or
    both 1 give 1.
    """
    pooled = (share * n + earlier * earlier_n) / (n + earlier_n)
    spread = (pooled * (1 - pooled) * (1 / n + 1 / earlier_n)) ** 0.5
    if spread == 0:
        return 1.0
    return 2 * (1 - NormalDist().cdf(abs(share - earlier) / spread))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for the false discovery rate, in the order given.

    Source: Benjamini & Hochberg, Journal of the Royal Statistical Society B 57 (1995). Equals
    ``statsmodels.stats.multitest.multipletests(p, method="fdr_bh")``.

    >>> [round(p, 3) for p in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    count = len(p_values)
    order = sorted(range(count), key=lambda index: p_values[index], reverse=True)
    adjusted = [0.0] * count
    least = 1.0
    for place, index in enumerate(order):
        least = min(least, p_values[index] * count / (count - place))
        adjusted[index] = least
    return adjusted
