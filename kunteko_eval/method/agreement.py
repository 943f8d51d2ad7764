"""Step 9 continued: agreement of several evaluators who scored independently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kunteko_eval.method.scale import Rating, Scale
from kunteko_eval.model.judgement import Score

Metric = Literal["nominal", "ordinal", "interval"]
Values = NDArray[np.float64]


def krippendorff_alpha(ratings: Values, metric: Metric = "ordinal") -> float:
    """Return Krippendorff's alpha.

    Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): coincidence matrix, and
    ``1 − observed / expected disagreement``. His own example of four coders gives nominal 0.743,
    ordinal 0.815 and interval 0.849.

    Args:
        ratings: One row a coder, one column a unit; NaN where a coder did not score a unit.
        metric: How far apart two values are.

    Returns:
        1 for perfect agreement, 0 for chance; NaN when fewer than two scores can be paired, and when
        all scores are the same value, since then nothing varies.
    """
    values, coincidence = _coincidences(ratings)
    return float(_alpha(values, coincidence.sum(axis=0), metric))


def _coincidences(ratings: Values) -> tuple[Values, Values]:
    """Return the values that were given, and each unit's part of the coincidence matrix."""
    values = np.unique(ratings[~np.isnan(ratings)])
    counts = (ratings.T[:, :, None] == values).sum(axis=1, dtype=np.float64)
    pairs = counts[:, :, None] * (counts[:, None, :] - np.eye(len(values)))
    return values, pairs / np.maximum(counts.sum(axis=1) - 1, 1)[:, None, None]


def _alpha(values: Values, coincidence: Values, metric: Metric) -> Values:
    """Return alpha of each coincidence matrix; the last two axes are the values."""
    margins = coincidence.sum(axis=-1)
    total = margins.sum(axis=-1)
    distance = _distance(values, margins, metric)
    observed = (coincidence * distance).sum(axis=(-2, -1))
    expected = (margins[..., :, None] * margins[..., None, :] * distance).sum(axis=(-2, -1))
    varies = expected > 0
    return np.where(varies, 1 - observed * (total - 1) / np.where(varies, expected, 1.0), np.nan)


def _distance(values: Values, margins: Values, metric: Metric) -> Values:
    """Return the squared distance of every pair of values; ordinal values lie as far apart as their middle ranks."""
    if metric == "nominal":
        return 1.0 - np.eye(len(values))
    place = values if metric == "interval" else np.cumsum(margins, axis=-1) - margins / 2
    return np.asarray((place[..., :, None] - place[..., None, :]) ** 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alpha:
    """Ordinal Krippendorff alpha of several coders.

    Attributes:
        value: NaN when it cannot be computed.
        low: Lower end of the bootstrap interval; `high` the upper end.
        units: How many units were given a value by two or more coders.
    """

    value: float
    low: float
    high: float
    units: int


def alpha_interval(table: Values, *, seed: int, draws: int = 2000, confidence: float = 0.95) -> Alpha:
    """Return ordinal alpha with a percentile bootstrap interval over units (Efron & Tibshirani, 1993).

    Args:
        table: One row a coder, one column a unit; NaN where a coder gave a unit no value.
        seed: Of the draws.
        draws: How many samples of the units are drawn.
        confidence: The level of the interval.
    """
    nothing, count = float("nan"), table.shape[1]
    if not count:
        return Alpha(value=nothing, low=nothing, high=nothing, units=0)
    values, coincidence = _coincidences(table)
    times = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), draws)
    drawn = _alpha(values, np.tensordot(times.astype(np.float64), coincidence, axes=1), "ordinal")
    drawn = drawn[~np.isnan(drawn)]
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail]) if len(drawn) else (nothing, nothing)
    units = int((np.sum(~np.isnan(table), axis=0) >= 2).sum())
    return Alpha(value=krippendorff_alpha(table), low=float(low), high=float(high), units=units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far independent evaluators agree on a period's chain.

    Attributes:
        alpha: Ordinal Krippendorff alpha; NaN when it cannot be computed.
        low: Lower end of the bootstrap interval; `high` the upper end.
        scorers: Evaluators' roles.
        units: How many elements were scored by two or more.
        disagreements: Elements with differing scores: (element, ((scorer, score), …)), widest first.
    """

    alpha: float
    low: float
    high: float
    scorers: tuple[str, ...]
    units: int
    disagreements: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def agreement(
    scores: Sequence[Score], scale: Scale, *, seed: int, draws: int = 2000, confidence: float = 0.95
) -> Agreement | None:
    """Return the agreement of the scores of one period; None when fewer than two evaluators scored.

    Uncoloured answers that are not on the scale (not assessed, too early) count as not scored. For `draws` and
    `confidence` see `alpha_interval`; the units are the elements.
    """
    scorers = tuple(sorted({score.scorer for score in scores}))
    if len(scorers) < 2:
        return None
    by_element: dict[str, dict[str, str]] = defaultdict(dict)
    for score in scores:
        by_element[score.element][score.scorer] = score.score
    elements = sorted(by_element)
    table = np.array([[_grade(by_element[name].get(scorer), scale) for name in elements] for scorer in scorers])
    found = alpha_interval(table, seed=seed, draws=draws, confidence=confidence)
    spread = {name: _spread(table[:, index]) for index, name in enumerate(elements)}
    apart = sorted((name for name in elements if spread[name] > 0), key=lambda name: (-spread[name], name))
    return Agreement(
        alpha=found.value,
        low=found.low,
        high=found.high,
        scorers=scorers,
        units=found.units,
        disagreements=tuple((name, tuple(sorted(by_element[name].items()))) for name in apart),
    )


def _grade(score: str | None, scale: Scale) -> float:
    return float(scale.place(Rating(score))) if score and Rating(score).rated else float("nan")


def _spread(column: Values) -> float:
    scores = column[~np.isnan(column)]
    return float(scores.max() - scores.min()) if len(scores) > 1 else 0.0
