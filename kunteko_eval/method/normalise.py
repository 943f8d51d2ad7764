"""Step 3, normalise: from a raw value to achievement, with the sampling interval carried through."""

from __future__ import annotations

from statistics import NormalDist


def achievement(value: float, *, floor: float, expected: float) -> float:
    """Return how much of the way from floor to expectation a value has come.

    ``(value − floor) / (expected − floor)``; it works for falling indicators too, whose expected
    value lies below the floor. For monitoring the floor is the baseline and the expected value the
    target, as in the OECD-DAC and European Commission results frameworks.

    Args:
        value: In the same unit as `floor` and `expected`.
        floor: The value without any influence.
        expected: The value that fully meets expectations; not equal to `floor`.

    Returns:
        0 at the floor, 1 at the expectation; not capped.

    >>> achievement(71, floor=20, expected=80)
    0.85
    >>> achievement(8, floor=10, expected=5)
    0.4
    """
    return (value - floor) / (expected - floor)


def wilson_interval(share: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return Wilson's score interval for a binomial proportion.

    Source: Wilson, Journal of the American Statistical Association 22 (1927), as recommended by
    Brown, Cai & DasGupta, Statistical Science 16 (2001). Equals
    ``scipy.stats.binomtest(k, n).proportion_ci(confidence, "wilson")`` when ``share = k / n``.

    Args:
        share: The observed proportion, 0–1.
        n: Number of respondents, at least 1; the effective number of a weighted share (Korn & Graubard, Survey
            Methodology 24, 1998; Franco et al., Journal of Survey Statistics and Methodology 7, 2019).
        confidence: Coverage, 0–1.

    Returns:
        Lower and upper end, each 0–1.

    >>> [round(end, 4) for end in wilson_interval(0.5, 10)]
    [0.2366, 0.7634]
    """
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    spread = z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * (share * (1 - share) / n + spread / (4 * n)) ** 0.5
    return max(0.0, centre - half), min(1.0, centre + half)


def on_scale(mean: float, least: float, greatest: float) -> float:
    """Return a scale mean as a part of its scale, 0 at the least grade and 1 at the greatest.

    >>> on_scale(4.5, 1, 5)
    0.875
    """
    return (mean - least) / (greatest - least)
