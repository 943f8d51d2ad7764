"""Pooling of what is known from one side: against minimisers found by trying, and what must always hold."""

from __future__ import annotations

from itertools import pairwise
from math import inf

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kunteko_eval.method.bounds import pool_bounds, pool_row
from kunteko_eval.method.pooling import Array, pool

RULES = ("median", "mean", "geometric-mean")
FIGURES = st.integers(0, 120)
Interval = tuple[float, float]
INTERVALS: st.SearchStrategy[Interval] = st.one_of(
    FIGURES.map(lambda one: (one, one)),
    FIGURES.map(lambda one: (one, inf)),
    FIGURES.map(lambda one: (-inf, one)),
    st.tuples(FIGURES, FIGURES).map(lambda pair: (min(pair), max(pair))),
)
SEVERAL = st.lists(INTERVALS, min_size=1, max_size=7)
GRID = np.arange(-2.0, 122.25, 0.25)
"""Wide and fine enough to hold the least sum of distances to intervals whose ends are whole numbers of 0–120."""


def pooled(intervals: list[Interval], rule: str) -> tuple[float, float]:
    """Return the pooled interval."""
    ends = np.array(intervals, dtype=float)
    low, high = pool_bounds(ends[:, 0], ends[:, 1], rule)
    return float(low), float(high)


@given(intervals=SEVERAL)
@pytest.mark.parametrize("rule", RULES)
def test_the_few_of_an_element_are_pooled_as_thousands_of_draws_are(rule: str, intervals: list[Interval]) -> None:
    """A rating's own pool is to the last bit that of the code which pools the draws."""
    scaled = [(low / 100, high / 100) for low, high in intervals]
    lows, highs = zip(*scaled, strict=True)
    assert pool_row(lows, highs, rule) == pooled(scaled, rule)


def distances(intervals: list[Interval], points: Array) -> Array:
    """Return how far each point lies from each interval."""
    lows, highs = np.array(intervals, dtype=float).T
    return np.asarray(np.maximum(np.maximum(lows - points[:, None], points[:, None] - highs), 0.0))


def by_definition(intervals: list[Interval], rule: str, weights: list[float] | None) -> tuple[float, float]:
    """Return the pooled interval of one row, with every stretch between two neighbouring ends looked at."""
    given = np.array([1.0] * len(intervals) if weights is None else weights)
    heard = [one for one, weight in zip(intervals, given, strict=True) if weight > 0]
    if all(low == high for low, high in heard):
        alone = float(pool([[low for low, _ in intervals]], rule, None if weights is None else given[None])[0])
        return alone, alone
    least, most = max(low for low, _ in heard), min(high for _, high in heard)
    if least <= most and all(low < high for low, high in heard):
        return least, most
    low, high = -inf, inf
    ends = {end for one in heard if one[0] < one[1] for end in one if abs(end) < inf}
    for below, above in pairwise([-inf, *sorted(ends), inf]):
        values = [upper if upper <= below else lower for lower, upper in intervals]
        unmet = [upper <= below or lower >= above or lower == upper for lower, upper in intervals]
        shares = np.where(unmet, given, 0.0)
        shares = shares if weights else shares / shares.sum()
        middle = float(pool([values], rule, (shares / shares.sum())[None])[0])
        low = max(low, min(middle, above)) if middle > below else low
        high = min(high, max(middle, below)) if middle < above else high
    return low, max(low, high)


@settings(deadline=None, max_examples=30)
@given(
    rows=st.integers(1, 9).flatmap(
        lambda count: st.lists(
            st.lists(st.tuples(INTERVALS, st.integers(0, 4)), min_size=count, max_size=count), min_size=1, max_size=5
        )
    ),
    weighted=st.booleans(),
)
@pytest.mark.parametrize("rule", RULES)
def test_the_pool_is_that_of_its_definition_to_the_last_bit(
    rule: str, rows: list[list[tuple[Interval, int]]], weighted: bool
) -> None:
    """Trying stretches from above until one holds gives exactly what all of them together say, whatever the weights."""
    ends = np.array([[interval for interval, _ in row] for row in rows], dtype=float)
    counted = np.array([[weight for _, weight in row] for row in rows], dtype=float)
    assume((counted.sum(axis=1) > 0).all())
    weights = counted / counted.sum(axis=1, keepdims=True) if weighted else None
    found = np.column_stack(pool_bounds(ends[..., 0], ends[..., 1], rule, weights)).tolist()
    for index, row in enumerate(rows):
        given = None if weights is None else weights[index].tolist()
        assert tuple(found[index]) == by_definition([interval for interval, _ in row], rule, given)


@given(intervals=SEVERAL)
def test_the_median_lies_where_the_sum_of_distances_is_least(intervals: list[Interval]) -> None:
    """Among all values tried none is nearer to the intervals; where one alone is nearest, it is the pooled value."""
    sums = distances(intervals, GRID).sum(axis=1)
    best = GRID[np.isclose(sums, sums.min())]
    low, high = pooled(intervals, "median")
    if len(best) == 1:
        assert (low, high) == pytest.approx((best[0], best[0]))
        return
    assert low >= best[0] - 1e-9 or best[0] == GRID[0]
    assert high <= best[-1] + 1e-9 or best[-1] == GRID[-1]


@given(intervals=SEVERAL)
def test_the_mean_lies_where_the_sum_of_squares_is_least(intervals: list[Interval]) -> None:
    """The pooled value has the least sum of squared distances, found by halving, where some interval is not met."""
    sums = (distances(intervals, GRID) ** 2).sum(axis=1)
    assume(sums.min() > 0.1)
    low, high = pooled(intervals, "mean")
    assert low == high
    around = np.array([low - 1e-3, low, low + 1e-3])
    left, here, right = (distances(intervals, around) ** 2).sum(axis=1)
    assert here <= min(left, right)
    assert here <= sums.min() + 1e-9


@given(intervals=SEVERAL)
@pytest.mark.parametrize("rule", RULES)
def test_bounds_that_agree_leave_what_they_have_in_common(rule: str, intervals: list[Interval]) -> None:
    """Where all intervals have a value in common and none is a measurement, the pool is all that they have in common."""
    lows, highs = np.array(intervals, dtype=float).T
    assume(lows.max() <= highs.min() and (lows < highs).all())
    assert pooled(intervals, rule) == (lows.max(), highs.min())


@given(values=st.lists(FIGURES, min_size=1, max_size=8))
@pytest.mark.parametrize("rule", RULES)
def test_measurements_alone_are_pooled_as_ever(rule: str, values: list[int]) -> None:
    """Without bounds the pool is the plain median, mean or geometric mean."""
    expected = float(pool(values, rule))
    assert pooled([(one, one) for one in values], rule) == (expected, expected)


@given(intervals=SEVERAL, figure=FIGURES)
@pytest.mark.parametrize("rule", RULES)
def test_one_more_bound_moves_the_pool_to_its_side_only(rule: str, intervals: list[Interval], figure: int) -> None:
    """One more *at least* never lowers either end, one more *at most* never raises either."""
    low, high = pooled(intervals, rule)
    above = pooled([*intervals, (figure, inf)], rule)
    below = pooled([*intervals, (-inf, figure)], rule)
    assert above[0] >= low - 1e-9
    assert above[1] >= high - 1e-9
    assert below[0] <= low + 1e-9
    assert below[1] <= high + 1e-9


@given(intervals=SEVERAL, at=st.integers(0, 6), lift=st.integers(1, 60))
@pytest.mark.parametrize("rule", RULES)
def test_raising_an_end_never_lowers_the_pool(rule: str, intervals: list[Interval], at: int, lift: int) -> None:
    """An interval that moves up as a whole leaves the pool or moves it up."""
    low, high = pooled(intervals, rule)
    at %= len(intervals)
    raised = [(one[0] + lift, one[1] + lift) if index == at else one for index, one in enumerate(intervals)]
    after = pooled(raised, rule)
    assert after[0] >= low - 1e-9
    assert after[1] >= high - 1e-9


@given(rows=st.lists(st.lists(INTERVALS, min_size=4, max_size=4), min_size=1, max_size=6), extra=INTERVALS)
@pytest.mark.parametrize("rule", RULES)
def test_a_row_is_pooled_alone_as_among_others(rule: str, rows: list[list[Interval]], extra: Interval) -> None:
    """Thousands of draws at once give what each gives alone, and an interval of no weight changes nothing."""
    ends = np.array(rows, dtype=float)
    together = np.column_stack(pool_bounds(ends[..., 0], ends[..., 1], rule))
    assert together.tolist() == [list(pooled(row, rule)) for row in rows]
    silent = np.concatenate([ends, np.broadcast_to(np.array(extra), (len(rows), 1, 2))], axis=1)
    weights = np.tile([0.25, 0.25, 0.25, 0.25, 0.0], (len(rows), 1))
    without = np.column_stack(pool_bounds(silent[..., 0], silent[..., 1], rule, weights))
    assert without == pytest.approx(together, abs=1e-9)


@pytest.mark.parametrize(
    ("intervals", "rule", "expected"),
    [
        ([(0.35, inf), (0.775, inf)], "median", (0.775, inf)),
        ([(-inf, 0.35), (-inf, 0.775)], "median", (-inf, 0.35)),
        ([(0.775, inf), (-inf, 0.35)], "median", (0.5625, 0.5625)),
        ([(0.775, inf), (0.775, inf), (-inf, 0.35)], "median", (0.775, 0.775)),
        ([(1.0, 1.0), (0.775, inf)], "mean", (1.0, 1.0)),
        ([(0.2, 0.2), (0.8, 0.8), (-inf, 0.6)], "mean", (0.5, 0.5)),
        ([(0.2, 0.2), (0.8, inf), (0.1, inf)], "mean", (0.5, 0.5)),
        ([(0.4, 0.4), (0.9, inf)], "geometric-mean", (0.6, 0.6)),
    ],
)
def test_pools_by_hand(intervals: list[Interval], rule: str, expected: Interval) -> None:
    """Bounds that are met say nothing, the others are averaged with the measurements."""
    assert pooled(intervals, rule) == pytest.approx(expected)


@pytest.mark.parametrize("count", [7, 8, 9])
@pytest.mark.parametrize("rule", RULES)
def test_a_row_of_intervals_has_the_same_value_alone_and_among_others(rule: str, count: int) -> None:
    """To the last bit: NumPy adds eight and more of a row in pairs, and rows of an array one after another."""
    random = np.random.default_rng(count)
    low = random.random((300, count))
    high, kind = low.copy(), random.integers(0, 3, size=low.shape)
    low[kind == 1], high[kind == 2] = -np.inf, np.inf
    together = np.array(pool_bounds(low, high, rule)).T
    alone = [pool_bounds(low[row : row + 1], high[row : row + 1], rule) for row in range(len(low))]
    assert together.tolist() == [[float(ends[0][0]), float(ends[1][0])] for ends in alone]
