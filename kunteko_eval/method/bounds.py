"""Step 4, pooling of what is known only from one side: measurements, *at least* and *at most*.

A measurement says how much; a finding that supports says *at least this much*, one that contradicts *at most this
much*. Each is an interval. The pooled value is the average of the intervals' nearer ends over those intervals that the
value itself does not lie in: a bound that is met says nothing more. For the median this is the least absolute deviation
from censored observations (Powell, Journal of Econometrics 25, 1984), with measurements alone the usual median.

So pooling is monotone: one more *at least* never lowers the value, one more *at most* never raises it (with equal
weights; random weights interpolate).
"""

from __future__ import annotations

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
    points = lows == highs
    silent = np.zeros(lows.shape, dtype=bool) if weights is None else weights <= 0
    if (points | silent).all():
        pooled = pool(np.where(silent, 0.0, lows), rule, weights)
        return pooled, pooled
    lows, highs, points = np.where(silent, -np.inf, lows), np.where(silent, np.inf, highs), points & ~silent
    if not (points.any() or (lows.max(axis=-1) > highs.min(axis=-1)).any()):
        return lows.max(axis=-1), highs.min(axis=-1)
    return _crossing(lows, highs, points, rule, weights)


def _crossing(lows: Array, highs: Array, points: Mask, rule: str, weights: Array | None) -> tuple[Array, Array]:
    """Return where the average of the intervals not met at a value crosses the value itself.

    Between two neighbouring bounds the same intervals are met, so their average is constant there.
    """
    bounds = np.sort(np.where(points, np.inf, np.where(np.isfinite(lows), lows, highs)), axis=-1)
    most = int(np.isfinite(bounds).sum(axis=-1).max(initial=0))
    edge = np.full((*bounds.shape[:-1], 1), np.inf)
    edges = np.concatenate([-edge, bounds[..., :most], edge], axis=-1)
    lower, upper = np.full(lows.shape[:-1], -np.inf), np.full(lows.shape[:-1], np.inf)
    for index in range(most + 1):
        below, above = edges[..., index], edges[..., index + 1]
        over = np.isfinite(lows) & (points | (lows >= above[..., None]))
        under = np.isfinite(highs) & ~points & (highs <= below[..., None])
        active = (over | under) & (below < above)[..., None]
        some = np.asarray(active.any(axis=-1))
        middle = _average(np.where(under, highs, lows), active, some, rule, weights)
        reaches, stays = some & (middle > below), some & (middle < above)
        lower = np.where(reaches, np.maximum(lower, np.minimum(middle, above)), lower)
        upper = np.where(stays, np.minimum(upper, np.maximum(middle, below)), upper)
    return lower, np.asarray(np.maximum(lower, upper))


def _average(ends: Array, active: Mask, some: Mask, rule: str, weights: Array | None) -> Array:
    given = active.astype(np.float64) if weights is None else np.where(active, weights, 0.0)
    given[~some] = 1.0
    values = np.where(active, ends, 0.0)
    shares = given / given.sum(axis=-1, keepdims=True)
    flat = pool(values.reshape(-1, values.shape[-1]), rule, shares.reshape(-1, shares.shape[-1]))
    return np.asarray(flat.reshape(values.shape[:-1]))
