"""Agreement of several evaluators: Krippendorff's own example, missing scores, and rows of ``scores.csv``."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Sequence
from itertools import permutations, product
from typing import get_args

import numpy as np
import pytest
from builder import rubric_in_force
from hypothesis import given
from hypothesis import strategies as st

from kunteko_eval.method.agreement import Agreement, Metric, Values, agreement, krippendorff_alpha
from kunteko_eval.model.judgement import RatingName, Score

NAN = float("nan")
METRICS: tuple[Metric, ...] = get_args(Metric)
FOUR_CODERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
)
"""Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), part C: coders by units."""

TABLES = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.sampled_from([NAN, 0.0, 1.0, 2.0, 3.0]), min_size=coders, max_size=coders),
        min_size=1,
        max_size=8,
    )
)
"""Units by coders."""

GRADES: tuple[RatingName, ...] = ("none-demonstrated", "red", "yellow", "green")
"""The scale, the least first."""


def by_pairs(table: Values, metric: Metric) -> float:
    """Return alpha by counting every pair of scores one by one, without a coincidence matrix."""
    units = [[float(one) for one in column if not math.isnan(one)] for column in table.T]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [one for unit in units for one in unit]

    def distance(one: float, other: float) -> float:
        if metric == "nominal":
            return float(one != other)
        if metric == "interval":
            return (one - other) ** 2
        low, high = min(one, other), max(one, other)
        between = sum(low <= value <= high for value in pooled)
        return (between - (pooled.count(one) + pooled.count(other)) / 2) ** 2 if one != other else 0.0

    observed = sum(
        sum(distance(one, other) for one, other in permutations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    expected = sum(distance(one, other) for one, other in permutations(pooled, 2))
    return 1 - observed * (len(pooled) - 1) / expected if expected else NAN


def scores(*rows: tuple[str, str, RatingName]) -> tuple[Score, ...]:
    """Return rows of ``scores.csv`` from (element, scorer, score)."""
    return tuple(
        Score(element=element, period="2018-2020", scorer=scorer, score=score, date=datetime.date(2026, 11, 21))
        for element, scorer, score in rows
    )


def found(rows: Sequence[Score], seed: int = 1) -> Agreement:
    """Return the agreement of rows that two or more evaluators scored."""
    result = agreement(rows, rubric_in_force().scale, seed=seed, draws=200)
    assert result is not None
    return result


THREE_EVALUATORS = scores(
    ("a", "one", "green"),
    ("a", "two", "green"),
    ("a", "three", "green"),
    ("b", "one", "yellow"),
    ("b", "two", "red"),
    ("c", "one", "green"),
    ("c", "two", "none-demonstrated"),
    ("c", "three", "yellow"),
    ("d", "one", "red"),
    ("d", "two", "red"),
    ("e", "three", "yellow"),
)


@pytest.mark.parametrize(("metric", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_krippendorffs_own_example(metric: Metric, alpha: float) -> None:
    """The published example of four coders, twelve units and missing scores gives the published alphas."""
    assert round(krippendorff_alpha(FOUR_CODERS, metric), 3) == alpha


@given(units=TABLES, metric=st.sampled_from(METRICS))
def test_alpha_equals_counting_every_pair(units: list[list[float]], metric: Metric) -> None:
    """The coincidence matrix gives what counting every pair of scores one by one gives."""
    table = np.array(units).T
    assert krippendorff_alpha(table, metric) == pytest.approx(by_pairs(table, metric), abs=1e-9, nan_ok=True)


@given(units=TABLES, metric=st.sampled_from(METRICS), data=st.data())
def test_order_of_coders_and_units_does_not_matter(
    units: list[list[float]], metric: Metric, data: st.DataObject
) -> None:
    """Coders and units may stand in any order."""
    table = np.array(units).T
    rows = data.draw(st.permutations(range(table.shape[0])))
    columns = data.draw(st.permutations(range(table.shape[1])))
    moved = table[rows][:, columns]
    assert krippendorff_alpha(moved, metric) == pytest.approx(krippendorff_alpha(table, metric), nan_ok=True)


@pytest.mark.parametrize("metric", METRICS)
def test_a_unit_or_coder_without_a_pair_counts_for_nothing(metric: Metric) -> None:
    """A unit that one coder scored, or nobody, and a coder who scored nothing leave alpha as it is."""
    lone = np.array([[9.0, NAN], [NAN, NAN], [NAN, NAN], [NAN, NAN]])
    wider = np.vstack([np.hstack([FOUR_CODERS, lone]), np.full((1, 14), NAN)])
    assert krippendorff_alpha(wider, metric) == pytest.approx(krippendorff_alpha(FOUR_CODERS, metric))


@pytest.mark.parametrize("metric", METRICS)
def test_perfect_agreement_is_one(metric: Metric) -> None:
    """Coders who agree on every unit, with units that differ, have alpha 1, missing scores or not."""
    assert krippendorff_alpha(np.array([[0.0, 1, 2, 3], [0, 1, 2, NAN], [0, 1, NAN, 3]]), metric) == 1.0


@pytest.mark.parametrize("metric", METRICS)
def test_two_coders_who_always_differ_fall_below_chance(metric: Metric) -> None:
    """Agreement worse than chance is negative and not cut off at 0."""
    assert krippendorff_alpha(np.array([[0.0, 1, 0, 1], [1, 0, 1, 0]]), metric) < 0


@pytest.mark.parametrize(
    "table",
    [
        [[2.0, 2.0], [2.0, 2.0]],
        [[NAN, NAN], [NAN, NAN]],
        [[1.0, NAN], [NAN, 2.0]],
        [[1.0, 2.0]],
    ],
    ids=["all the same value", "nothing scored", "no unit scored twice", "one coder"],
)
@pytest.mark.parametrize("metric", METRICS)
def test_agreement_that_cannot_be_told_is_nan(table: list[list[float]], metric: Metric) -> None:
    """Where nothing varies or nothing can be paired, alpha is neither 1 nor 0: it cannot be told."""
    assert math.isnan(krippendorff_alpha(np.array(table), metric))


def test_agreement_of_rows_is_the_ordinal_alpha_of_their_table() -> None:
    """Ratings are read as places on the scale, and the interval holds the alpha."""
    table = np.array([[3.0, 2, 3, 1, NAN], [3, NAN, 2, NAN, 2], [3, 1, 0, 1, NAN]])
    result = found(THREE_EVALUATORS)
    assert result.alpha == pytest.approx(krippendorff_alpha(table, "ordinal"))
    assert result.alpha == pytest.approx(by_pairs(table, "ordinal"))
    assert result.low <= result.alpha <= result.high <= 1
    assert result.scorers == ("one", "three", "two")
    assert result.units == 4


def test_dissent_is_kept_widest_first() -> None:
    """Every element scored differently is listed with everybody's score, the widest disagreement first."""
    assert found(THREE_EVALUATORS).disagreements == (
        ("c", (("one", "green"), ("three", "yellow"), ("two", "none-demonstrated"))),
        ("b", (("one", "yellow"), ("two", "red"))),
    )


@pytest.mark.parametrize("answer", ["not-assessed", "too-early"])
def test_an_answer_off_the_scale_counts_as_not_scored(answer: RatingName) -> None:
    """An evaluator who does not rate an element neither agrees nor disagrees about its colour."""
    rows = (*THREE_EVALUATORS, *scores(("b", "three", answer), ("f", "one", answer), ("f", "two", "green")))
    result, without = found(rows), found(THREE_EVALUATORS)
    assert result.alpha == pytest.approx(without.alpha)
    assert result.units == without.units
    assert [name for name, _ in result.disagreements] == ["c", "b"]


def test_one_evaluator_agrees_with_nobody() -> None:
    """Fewer than two evaluators give no agreement at all."""
    assert agreement(scores(("a", "one", "green"), ("b", "one", "red")), rubric_in_force().scale, seed=1) is None
    assert agreement((), rubric_in_force().scale, seed=1) is None


@pytest.mark.parametrize(
    "rows",
    [
        scores(("a", "one", "green"), ("b", "two", "red")),
        scores(("a", "one", "not-assessed"), ("a", "two", "too-early")),
        scores(("a", "one", "green"), ("a", "two", "green")),
    ],
    ids=["never the same element", "nothing on the scale", "all the same value"],
)
def test_agreement_that_cannot_be_told_has_no_interval(rows: tuple[Score, ...]) -> None:
    """Alpha and both ends are NaN, and nothing warns or fails, where agreement cannot be told."""
    result = found(rows)
    assert [math.isnan(one) for one in (result.alpha, result.low, result.high)] == [True] * 3
    assert result.disagreements == ()


def test_the_interval_depends_on_the_seed_alone() -> None:
    """The same seed gives the same interval, in any order of the rows; another seed another one."""
    first = found(THREE_EVALUATORS, seed=7)
    assert found(THREE_EVALUATORS, seed=7) == first
    assert found(THREE_EVALUATORS[::-1], seed=7) == first
    assert any(found(THREE_EVALUATORS, seed=seed).low != first.low for seed in range(8, 16))


@pytest.mark.parametrize("confidence", [0.8, 0.9, 0.95])
def test_the_interval_leaves_half_of_the_doubt_at_each_end(confidence: float) -> None:
    """Of all the ways to draw the elements anew, as many lie beyond each end as the confidence leaves to it."""
    table = np.array([[3.0, 2, 3, 1, 0], [3, 1, 0, 1, 1]])
    rows = scores(
        *(
            (f"e{place}", scorer, GRADES[int(grade)])
            for scorer, grades in zip(("one", "two"), table, strict=True)
            for place, grade in enumerate(grades)
        )
    )
    ways = Counter(tuple(sorted(places)) for places in product(range(5), repeat=5))
    drawn = np.repeat([by_pairs(table[:, list(places)], "ordinal") for places in ways], list(ways.values()))
    drawn = drawn[~np.isnan(drawn)]
    result = agreement(rows, rubric_in_force().scale, seed=1, draws=20_000, confidence=confidence)
    assert result is not None
    tail = (1 - confidence) / 2
    for below, up_to in (
        (np.mean(drawn < result.low - 1e-9), np.mean(drawn <= result.low + 1e-9)),
        (np.mean(drawn > result.high + 1e-9), np.mean(drawn >= result.high - 1e-9)),
    ):
        assert below - 0.005 <= tail <= up_to + 0.005


def test_more_elements_narrow_the_interval() -> None:
    """The bootstrap interval over forty elements is narrower than over five of the same agreement."""
    pattern: list[tuple[RatingName, RatingName]] = [
        ("green", "green"),
        ("yellow", "yellow"),
        ("red", "yellow"),
        ("red", "red"),
        ("yellow", "green"),
    ]

    def width(times: int) -> float:
        rows = [
            (f"e{turn}-{index}", scorer, score)
            for turn in range(times)
            for index, pair in enumerate(pattern)
            for scorer, score in zip(("one", "two"), pair, strict=True)
        ]
        result = found(scores(*rows))
        return result.high - result.low

    assert width(8) < 0.6 * width(1)
