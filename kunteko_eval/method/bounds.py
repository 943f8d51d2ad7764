"""Step 4, pooling of what is known only from one side: measurements, *at least* and *at most*.

A measurement says how much; a finding that supports says *at least this much*, one that contradicts *at most this
much*. Each is an interval. The pooled value is the average of the intervals' nearer ends over those intervals that the
value itself does not lie in: a bound that is met says nothing more. For the median this is the least absolute deviation
from censored observations (Powell, Journal of Econometrics 25, 1984), with measurements alone the usual median.

So pooling is monotone: one more *at least* never lowers the value, one more *at most* never raises it (with equal
weights; random weights interpolate).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kunteko_eval.method.pooling import Array, pool

Mask = NDArray[np.bool_]


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
    lows, highs = lows.reshape(-1, count), highs.reshape(-1, count)
    given = None if weights is None else weights.reshape(-1, count)
    silent = np.zeros(lows.shape, dtype=bool) if given is None else given <= 0
    points = (lows == highs) & ~silent
    lows, highs = np.where(silent, -np.inf, lows), np.where(silent, np.inf, highs)
    lower, upper = lows.max(axis=-1), highs.min(axis=-1)
    known = (points | silent).all(axis=-1)
    if known.any():
        rows = np.flatnonzero(known)
        measured = np.where(points[rows], lows[rows], 0.0)
        lower[rows] = upper[rows] = pool(measured, rule, None if given is None else given[rows])
    rows = np.flatnonzero(~known & (points.any(axis=-1) | (lower > upper)))
    if len(rows):
        of_rows = None if given is None else given[rows]
        lower[rows], upper[rows] = _crossing(lows[rows], highs[rows], points[rows], rule, of_rows)
    return lower.reshape(shape), upper.reshape(shape)


def _crossing(lows: Array, highs: Array, points: Mask, rule: str, weights: Array | None) -> tuple[Array, Array]:
    """Return where the average of the intervals not met at a value crosses the value itself.

    Between two neighbouring bounds the same intervals are met, so their average is constant there.
    """
    ends = np.concatenate([lows[~points], highs[~points]])
    edges = [-np.inf, *np.unique(ends[np.isfinite(ends)]), np.inf]
    lower, upper = np.full(len(lows), -np.inf), np.full(len(lows), np.inf)
    for below, above in pairwise(edges):
        over, under = points | ((lows >= above) & np.isfinite(lows)), (highs <= below) & ~points
        active = over | under
        rows = np.flatnonzero(active.any(axis=-1))
        used = active[rows]
        shares = used / used.sum(axis=-1, keepdims=True) if weights is None else np.where(used, weights[rows], 0.0)
        shares = shares / shares.sum(axis=-1, keepdims=True)
        middle = pool(np.where(under[rows], highs[rows], np.where(used, lows[rows], 0.0)), rule, shares)
        reaches, stays = middle > below, middle < above
        lower[rows[reaches]] = np.maximum(lower[rows[reaches]], np.minimum(middle[reaches], above))
        upper[rows[stays]] = np.minimum(upper[rows[stays]], np.maximum(middle[stays], below))
    return lower, np.maximum(lower, upper)
