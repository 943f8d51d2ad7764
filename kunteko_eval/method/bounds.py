"""Step 4, pooling of what is known only from one side: measurements, *at least* and *at most*.

A measurement says how much; a finding that supports says *at least this much*, one that contradicts *at most this
much*. Each is an interval. The pooled value is the average of the intervals' nearer ends over those intervals that the
value itself does not lie in: a bound that is met says nothing more. For the median this is the least absolute deviation
from censored observations (Powell, Journal of Econometrics 25, 1984), with measurements alone the usual median.

So pooling is monotone: one more *at least* never lowers the value, one more *at most* never raises it (with equal
weights; random weights interpolate).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from itertools import accumulate
from math import inf
from statistics import median

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kunteko_eval.method.pooling import Array, pool

Bound = tuple[int, Array, Array, NDArray[np.bool_]]


def pool_bounds(low: ArrayLike, high: ArrayLike, rule: str, weights: Array | None = None) -> tuple[Array, Array]:
    """Return the pooled interval over the last axis.

    Args:
        low: Lower ends of the intervals; −∞ where only an upper end is known.
        high: Upper ends, of the same shape; equal to `low` for a measurement, ∞ where only a lower end is known.
        rule: median, mean or geometric-mean.
        weights: The same shape; each row sums to 1, and a weight of 0 leaves an interval out. Equal when None.

    Returns:
        The lower and the upper end, each the shape of `low` without its last axis. They are equal where measurements or
        contradicting bounds fix the value; otherwise the value may lie anywhere between them, −∞ and ∞ included.

    >>> [end.tolist() for end in pool_bounds([0.2, 0.8, -np.inf], [0.2, 0.8, 0.6], "median")]
    [0.5, 0.5]
    >>> [end.tolist() for end in pool_bounds([0.35, 0.775], [np.inf, np.inf], "median")]
    [0.775, inf]
    """
    lows, highs = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    shape, count = lows.shape[:-1], lows.shape[-1]
    if count == 1 and (weights is None or weights.min(initial=1.0) > 0):
        return lows[..., 0], highs[..., 0]
    lows, highs = (one.reshape(-1, count).T for one in (lows, highs))
    given = None if weights is None else weights.reshape(-1, count).T
    points = lows == highs
    bounds = np.flatnonzero(~points.all(axis=1))
    if not len(bounds):
        lower = upper = pool(lows.T, rule, None if given is None else given.T)
        return lower.reshape(shape), upper.reshape(shape)
    silent = np.zeros(points.shape, dtype=np.bool_) if given is None else given <= 0
    least, most, heard = lows[bounds], highs[bounds], points[bounds] | silent[bounds]
    known, told = heard.all(axis=0), (points & ~silent).any(axis=0)
    least[heard], most[heard] = -np.inf, np.inf
    lower, upper = least.max(axis=0), most.min(axis=0)
    rows = np.flatnonzero(known)
    if len(rows):
        lower[rows] = upper[rows] = pool(lows[:, rows].T, rule, None if given is None else given[:, rows].T)
    rows = np.flatnonzero(~known & (told | (lower > upper)))
    if len(rows):
        ends = [*zip(bounds.tolist(), least[:, rows], most[:, rows], heard[:, rows], strict=True)]
        of_rows = None if given is None else given[:, rows]
        lower[rows] = upper[rows] = _crossing(lows[:, rows], of_rows, ends, rule)
    return lower.reshape(shape), upper.reshape(shape)


def pool_row(lows: Sequence[float], highs: Sequence[float], rule: str) -> tuple[float, float]:
    """Return what `pool_bounds` returns of one row without weights, to the last bit, in less time.

    >>> pool_row([0.35, 0.775], [inf, inf], "median")
    (0.775, inf)
    """
    known = [low == high for low, high in zip(lows, highs, strict=True)]
    if len(lows) == 1 or (not any(known) and max(lows) <= min(highs)):
        return max(lows), min(highs)
    if rule != "median" or len(lows) >= 8:  # NumPy adds eight and more of a row in pairs.
        low, high = pool_bounds(lows, highs, rule)
        return float(low), float(high)
    if all(known):
        return median(lows), median(lows)
    pairs, below, middle = [*zip(lows, highs, strict=True)], inf, -inf
    while middle <= below > -inf:
        above = below
        below = max((end for pair in pairs if pair[0] != pair[1] for end in pair if end < above), default=-inf)
        met = [high if high <= below else low for low, high in pairs if low == high or high <= below or low >= above]
        middle = _even_median(sorted(met))
    return min(middle, above), min(middle, above)


def _even_median(ordered: Sequence[float]) -> float:
    """Return the median as `pooling.weighted_median` interpolates it between equal weights."""
    *_, total = accumulate([1 / len(ordered)] * len(ordered))
    share = 1 / len(ordered) / total
    middles = [passed - share / 2 for passed in accumulate([share] * len(ordered))]
    at = sum(middle < 0.5 - 1e-12 for middle in middles)
    part = (0.5 - middles[at - 1]) / (middles[at] - middles[at - 1]) if at else 1.0
    return ordered[max(at - 1, 0)] * (1 - part) + ordered[at] * part


def _crossing(nearer: Array, weights: Array | None, bounds: Sequence[Bound], rule: str) -> Array:
    """Return where the average of the intervals not met at a value crosses the value itself.

    Between two neighbouring ends the same intervals are not met, so their average is constant there. The value lies in
    the highest stretch whose average is above the stretch's lower end, so stretches are tried from above.

    Args:
        nearer: What each interval counts with, one column a row; overwritten, and so is `weights`.
        weights: Of the same shape; equal when None.
        bounds: Each bound's place among the intervals, its ends, and where it is a measurement or silent, without ends.
        rule: As for `pool_bounds`.
    """
    equal, weights = weights is None, np.ones(nearer.shape) if weights is None else weights
    pooled, rows, above = np.empty(nearer.shape[1]), np.arange(nearer.shape[1]), np.full(nearer.shape[1], np.inf)
    kept = [(nearer[place].copy(), weights[place].copy()) for place, *_ in bounds]
    while True:
        ends = (end for _, *both, _ in bounds for end in both)
        below = functools.reduce(np.maximum, (np.where(end < above, end, -np.inf) for end in ends))
        for (place, least, most, heard), (value, weight) in zip(bounds, kept, strict=True):
            under = most <= below
            nearer[place] = np.where(under, most, value)
            weights[place] = weight * (heard | under | (least >= above))
        shares = weights / weights.sum(axis=0) if equal else weights
        # NumPy adds eight and more along a row in pairs, whose rounding is kept.
        total = shares.sum(axis=0) if len(shares) < 8 else np.ascontiguousarray(shares.T).sum(axis=1)
        middle = pool(nearer.T, rule, (shares / total).T)
        met = (middle > below) | (below == -np.inf)
        pooled[rows[met]] = np.minimum(middle, above)[met]
        left = np.flatnonzero(~met)
        if not len(left):
            return pooled
        rows, above, nearer, weights = rows[left], below[left], nearer[:, left], weights[:, left]
        bounds = [(place, least[left], most[left], heard[left]) for place, least, most, heard in bounds]
        kept = [(value[left], weight[left]) for value, weight in kept]
