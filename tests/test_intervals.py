"""Differences of two shares and many comparisons at once, held against statsmodels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from kunteko_eval.method.intervals import benjamini_hochberg, newcombe_interval, two_share_p

SIZES = [(1, 1), (5, 7), (16, 30), (52, 75), (91, 107), (400, 52), (2000, 1500)]
P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def counts(n: int) -> list[int]:
    """Return some counts out of n, with both ends."""
    return sorted({round(n * part / 6) for part in range(7)})


@pytest.mark.parametrize(("n", "earlier_n"), SIZES)
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_newcombe_interval_equals_statsmodels(n: int, earlier_n: int, level: float) -> None:
    """Newcombe's interval is that of statsmodels for shares from 0 to 1 and groups from 1 to 2 000."""
    for k in counts(n):
        for earlier_k in counts(earlier_n):
            theirs = confint_proportions_2indep(
                k, n, earlier_k, earlier_n, method="newcomb", compare="diff", alpha=1 - level
            )
            ours = newcombe_interval(k / n, n, earlier_k / earlier_n, earlier_n, level)
            assert ours == pytest.approx(theirs, abs=1e-12)


def test_newcombe_interval_of_newcombes_own_examples() -> None:
    """The interval is that of Newcombe's paper (1998, table II, method 10) to four decimals."""
    published = {
        (56, 70, 48, 80): (0.0524, 0.3339),
        (9, 10, 3, 10): (0.1705, 0.8090),
        (10, 10, 0, 20): (0.6791, 1.0000),
        (10, 10, 0, 10): (0.6075, 1.0000),
    }
    for (k, n, earlier_k, earlier_n), ends in published.items():
        assert newcombe_interval(k / n, n, earlier_k / earlier_n, earlier_n) == pytest.approx(ends, abs=5e-5)


@given(n=st.integers(1, 3000), earlier_n=st.integers(1, 3000), share=st.floats(0, 1), earlier=st.floats(0, 1))
def test_newcombe_interval_holds_the_difference_and_turns_with_it(
    n: int, earlier_n: int, share: float, earlier: float
) -> None:
    """The interval holds the difference, stays within −1 to 1, and changes its sign with the order."""
    low, high = newcombe_interval(share, n, earlier, earlier_n)
    assert -1 - 1e-9 <= low <= share - earlier <= high <= 1 + 1e-9
    assert newcombe_interval(earlier, earlier_n, share, n) == pytest.approx((-high, -low), abs=1e-12)


@pytest.mark.parametrize(("n", "earlier_n"), SIZES)
def test_two_share_p_equals_statsmodels(n: int, earlier_n: int) -> None:
    """The p-value is that of the pooled z-test of statsmodels."""
    for k in counts(n):
        for earlier_k in counts(earlier_n):
            if 0 < k + earlier_k < n + earlier_n:
                _, theirs = proportions_ztest([k, earlier_k], [n, earlier_n])
                assert two_share_p(k / n, n, earlier_k / earlier_n, earlier_n) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_two_equal_extremes_do_not_differ(share: float) -> None:
    """Two shares that are both 0 or both 1 have p = 1, where the z-test divides by nothing."""
    assert two_share_p(share, 40, share, 60) == 1.0


def test_zero_against_one_differs() -> None:
    """Nobody then and everybody now differ in the smallest survey that can tell."""
    assert two_share_p(1.0, 30, 0.0, 30) < 1e-9
    assert newcombe_interval(1.0, 30, 0.0, 30)[0] > 0.8


@given(p_values=P_VALUES)
def test_benjamini_hochberg_equals_statsmodels(p_values: list[float]) -> None:
    """Adjusted p-values are those of statsmodels, in the order given."""
    theirs = multipletests(p_values, method="fdr_bh")[1]
    assert benjamini_hochberg(p_values) == pytest.approx(list(theirs), abs=1e-12)


@given(p_values=P_VALUES, data=st.data())
def test_benjamini_hochberg_does_not_depend_on_the_order(p_values: list[float], data: st.DataObject) -> None:
    """Every p-value gets the same adjustment wherever it stands in the list."""
    order = data.draw(st.permutations(range(len(p_values))))
    moved = benjamini_hochberg([p_values[index] for index in order])
    assert moved == pytest.approx([benjamini_hochberg(p_values)[index] for index in order])


def test_benjamini_hochberg_of_few_values() -> None:
    """No p-value gives none, one alone is left as it is, and equal ones stay equal."""
    assert benjamini_hochberg([]) == []
    assert benjamini_hochberg([0.04]) == [0.04]
    assert benjamini_hochberg([0.03, 0.03, 0.03]) == pytest.approx([0.03] * 3)
