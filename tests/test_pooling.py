"""Pooling: one code for ratings and draws, against the standard library's averages."""

from __future__ import annotations

from statistics import fmean, geometric_mean, median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunteko_eval.method.pooling import pool

RULES = ("median", "mean", "geometric-mean")
VALUES = st.integers(0, 12_000).map(lambda one: one / 10_000)
ROWS = st.integers(1, 12).flatmap(
    lambda count: st.lists(st.lists(VALUES, min_size=count, max_size=count), min_size=1, max_size=5)
)


@given(values=st.lists(VALUES, min_size=1, max_size=12))
def test_pools_equal_the_standard_library(values: list[float]) -> None:
    """Median and mean are those of the standard library to the last bit; so is the geometric mean but for rounding."""
    assert float(pool(values, "median")) == median(values)
    assert float(pool(values, "mean")) == fmean(values)
    expected = geometric_mean(values) if min(values) > 0 else 0.0
    assert float(pool(values, "geometric-mean")) == pytest.approx(expected, rel=1e-12, abs=1e-300)


@given(rows=ROWS)
@pytest.mark.parametrize("rule", RULES)
def test_a_row_is_pooled_alone_as_among_others(rule: str, rows: list[list[float]]) -> None:
    """What is pooled for a rating and what is pooled for a draw is the same number."""
    together = pool(np.asfortranarray(rows), rule).tolist()
    assert together == [float(pool(row, rule)) for row in rows]


@given(rows=ROWS)
@pytest.mark.parametrize("rule", RULES)
def test_equal_weights_change_nothing(rule: str, rows: list[list[float]]) -> None:
    """Source types of equal weight are pooled as those without any."""
    values = np.array(rows)
    equal = np.full(values.shape, 1 / values.shape[1])
    assert pool(values, rule, equal) == pytest.approx(pool(values, rule), rel=1e-9, abs=1e-12)


def by_hand(values: list[float], weights: list[float], rule: str) -> float:
    """Return the weighted average of one row, each step in the order in which it is defined."""
    if rule == "median":
        ranked = sorted(zip(values, weights, strict=True), key=lambda pair: pair[0])
        heard, passed, middles = [pair for pair in ranked if pair[1] > 0], 0.0, []
        for _, weight in heard:
            passed += weight
            middles.append(passed - weight / 2)
        above = next(at for at, middle in enumerate(middles) if middle >= 0.5 - 1e-12)
        if above == 0:
            return heard[0][0]
        part = (0.5 - middles[above - 1]) / (middles[above] - middles[above - 1])
        return heard[above - 1][0] * (1 - part) + heard[above][0] * part
    scaled = np.log(values).tolist() if rule == "geometric-mean" else values
    total = lost = 0.0
    for one in (weight * value for value, weight in zip(scaled, weights, strict=True) if weight > 0):
        after = total + one
        lost += (total - after) + one if abs(total) >= abs(one) else (one - after) + total
        total = after
    return float(np.exp(total + lost)) if rule == "geometric-mean" else total + lost


@settings(deadline=None, max_examples=30)
@given(rows=ROWS, data=st.data())
@pytest.mark.parametrize("rule", RULES)
def test_weighted_pools_are_those_by_hand_to_the_last_bit(
    rule: str, rows: list[list[float]], data: st.DataObject
) -> None:
    """Ranking and adding whole columns of draws rounds as one row by hand does; a weight of nothing leaves out."""
    values = np.array(rows) + 0.1
    chances = st.lists(st.integers(0, 4), min_size=values.shape[1], max_size=values.shape[1]).filter(any)
    counted = np.array([data.draw(chances) for _ in rows], dtype=float)
    weights = counted / counted.sum(axis=1, keepdims=True)
    expected = [by_hand(*pair, rule) for pair in zip(values.tolist(), weights.tolist(), strict=True)]
    assert pool(values, rule, weights).tolist() == (values[:, 0].tolist() if values.shape[1] == 1 else expected)
