"""Step 4, pooling: one row of achievements or thousands of draws at once, by the same code."""

from __future__ import annotations

import itertools

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
    """Return the sum over the last axis with what rounding lost, by Knuth's TwoSum, added back (Neumaier, ZAMM 54, 1974)."""
    first, *others = values.T if values.ndim <= 2 else np.moveaxis(values, -1, 0)
    total, lost = first + 0.0, np.zeros(first.shape)
    for one in others:
        after = total + one
        added = after - total
        lost += (total - (after - added)) + (one - added)
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
    draws, types = values.shape
    ranked, shares = _ranked(np.where(weights > 0, values, np.inf).T, weights.T)
    passed, middles = np.zeros(draws), np.empty(shares.shape)
    for one, middle in zip(shares, middles, strict=True):
        passed += one
        np.subtract(passed, one / 2, out=middle)
    short = middles[:-1] < 0.5 - 1e-12
    for index in range(1, types - 1):
        short[index] &= short[index - 1]
    above, rows = short.sum(axis=0), np.arange(draws)
    at, before = above * draws + rows, np.maximum(above - 1, 0) * draws + rows
    start = middles.take(before)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(above > 0, (0.5 - start) / (middles.take(at) - start), 1.0)
    return np.asarray(ranked.take(before) * (1 - part) + ranked.take(at) * part)


def _ranked(values: Array, weights: Array) -> tuple[Array, Array]:
    """Return the values of each column in order, and the weights with them; of equal ones the first stays first."""
    count, draws = values.shape
    place = np.zeros(values.shape, dtype=np.intp)
    for first, later in itertools.combinations(range(count), 2):
        stays = values[first] <= values[later]
        place[later] += stays
        place[first] += ~stays
    ranked, shares, rows = np.empty(values.size), np.empty(values.size), np.arange(draws)
    for one, value, weight in zip(place, values, weights, strict=True):
        at = one * draws + rows
        ranked[at], shares[at] = value, weight
    return ranked.reshape(count, draws), shares.reshape(count, draws)
