"""Step 4, pooling: one row of achievements or thousands of draws at once, by the same code."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def pool(values: ArrayLike, rule: str, weights: Array | None = None) -> Array:
    """Return the average over the last axis by the rubric's rule.

    A row has the same average alone and among others, to the last bit.

    Args:
        values: Achievements; at least one on the last axis.
        rule: median, mean or geometric-mean. A geometric mean takes what is below 0 as 0.
        weights: The same shape; each row sums to 1, and a weight of 0 leaves a value out. Equal weights when None.

    Returns:
        The shape of `values` without its last axis.

    >>> float(pool([0.25, 1.0, 0.5, 0.75], "median"))
    0.625
    >>> pool([[0.5, 1.0], [1.0, 1.0]], "mean").tolist()
    [0.75, 1.0]
    """
    given = np.asarray(values, dtype=np.float64)
    count = given.shape[-1]
    if count == 1:
        return given[..., 0]
    if rule == "median":
        return _median(given) if weights is None else weighted_median(given, weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.log(np.maximum(given, 0.0)) if rule == "geometric-mean" else given
        mean = _sum(scaled) / count if weights is None else _sum(np.where(weights > 0, weights * scaled, 0.0))
    return np.asarray(np.exp(mean) if rule == "geometric-mean" else mean)


def _sum(values: Array) -> Array:
    """Return the sum over the last axis with what rounding lost added back (Neumaier, ZAMM 54, 1974)."""
    total, lost = np.zeros(values.shape[:-1]), np.zeros(values.shape[:-1])
    for one in np.moveaxis(values, -1, 0):
        after = total + one
        lost += np.where(np.abs(total) >= np.abs(one), (total - after) + one, (one - after) + total)
        total = after
    return np.asarray(np.where(np.isfinite(total), total + lost, total))


def _median(values: Array) -> Array:
    ordered, count = np.sort(values, axis=-1), values.shape[-1]
    return np.asarray((ordered[..., (count - 1) // 2] + ordered[..., count // 2]) / 2)


def weighted_median(values: Array, weights: Array) -> Array:
    """Return the median of each row by weight, interpolated so that equal weights give the usual median.

    Args:
        values: (draws, types).
        weights: The same shape; each row sums to 1. A weight of 0 leaves a value out.

    Returns:
        (draws,).
    """
    ranked = np.where(weights > 0, values, np.inf)
    order = np.argsort(ranked, axis=1, kind="stable")
    sorted_values = np.take_along_axis(ranked, order, axis=1)
    sorted_weights = np.take_along_axis(weights, order, axis=1)
    middles = np.cumsum(sorted_weights, axis=1) - sorted_weights / 2
    above = np.argmax(middles >= 0.5 - 1e-12, axis=1)
    below = np.maximum(above - 1, 0)
    rows = np.arange(len(values))
    gap = middles[rows, above] - middles[rows, below]
    part = np.where(gap > 0, (0.5 - middles[rows, below]) / np.where(gap > 0, gap, 1.0), 1.0)
    mixed = sorted_values[rows, below] * (1 - part) + sorted_values[rows, above] * part
    return np.asarray(np.where(above == below, sorted_values[rows, above], mixed))
