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
from typing import Any

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
    if count == 1 and (weights is None or weights.min(initial=1.0) > 0):
        return lows[..., 0], highs[..., 0]
    lows, highs = lows.reshape(-1, count), highs.reshape(-1, count)
    given = None if weights is None else weights.reshape(-1, count)
    points = heard = lows == highs
    if given is not None:
        silent = given <= 0
        lows, highs = np.where(silent, -np.inf, lows), np.where(silent, np.inf, highs)
        points, heard = points & ~silent, points | silent
    lower, upper = _columns(np.maximum, lows), _columns(np.minimum, highs)
    known = _columns(np.logical_and, heard)
    if known.any():
        rows = np.flatnonzero(known)
        measured = np.where(points[rows], lows[rows], 0.0)
        lower[rows] = upper[rows] = pool(measured, rule, None if given is None else given[rows])
    rows = np.flatnonzero(~known & (_columns(np.logical_or, points) | (lower > upper)))
    if len(rows):
        of_rows = None if given is None else given[rows]
        lower[rows], upper[rows] = _crossing(lows[rows], highs[rows], points[rows], rule, of_rows)
    return lower.reshape(shape), upper.reshape(shape)


def _columns(join: np.ufunc, values: NDArray[Any]) -> NDArray[Any]:
    """Return the columns joined to one, which is quicker than joining each of thousands of short rows."""
    return functools.reduce(join, values.T)


def _crossing(lows: Array, highs: Array, points: Mask, rule: str, weights: Array | None) -> tuple[Array, Array]:
    """Return where the average of the intervals not met at a value crosses the value itself.

    Between two neighbouring bounds of a row the same intervals are met, so their average is constant there.
    """
    ends = np.concatenate([lows, highs], axis=1)
    ends = np.sort(np.where(np.isfinite(ends) & ~np.tile(points, 2), ends, np.inf), axis=1)
    ends = ends[:, : np.isfinite(ends).sum(axis=1).max()]
    beyond = np.full((len(lows), 1), np.inf)
    below, above = np.concatenate([-beyond, ends], axis=1), np.concatenate([ends, beyond], axis=1)
    over = (lows.T[..., None] >= above) & np.isfinite(lows).T[..., None] | points.T[..., None]
    under = (highs.T[..., None] <= below) & ~points.T[..., None]
    between = (below < above) & (over | under).any(axis=0)
    rows, _ = np.nonzero(between)
    below, above = below[between], above[between]
    over, under = (np.ascontiguousarray(one[:, between].T) for one in (over, under))
    used = over | under
    shares = used / used.sum(axis=-1, keepdims=True) if weights is None else np.where(used, weights[rows], 0.0)
    shares = shares / shares.sum(axis=-1, keepdims=True)
    middle = pool(np.where(under, highs[rows], np.where(used, lows[rows], 0.0)), rule, shares)
    lower, upper = np.full(between.shape, -np.inf), np.full(between.shape, np.inf)
    lower[between] = np.where(middle > below, np.minimum(middle, above), -np.inf)
    upper[between] = np.where(middle < above, np.maximum(middle, below), np.inf)
    least = lower.max(axis=1)
    return least, np.maximum(least, upper.min(axis=1))
