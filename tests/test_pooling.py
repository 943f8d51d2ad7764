"""Pooling: one code for ratings and draws, against the standard library's averages."""

from __future__ import annotations

from statistics import fmean, geometric_mean, median

import numpy as np
import pytest
from hypothesis import given
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
