"""Whether published percentages, means and deviations can come from whole numbers of respondents."""

from __future__ import annotations

import math


def grim_share(percent: float, n: int, decimals: int) -> bool:
    """Return whether some whole number of `n` respondents gives `percent` when rounded.

    Source: Brown & Heathers, The GRIM Test, Social Psychological and Personality Science 8 (2017).
    Both halves that a rounding could take (up or to even) are allowed.

    >>> grim_share(78.6, 75, 1), grim_share(64.0, 75, 1)
    (False, True)
    """
    half = 0.5 * 10**-decimals + 1e-9
    nearest = round(percent / 100 * n)
    return any(abs(100 * k / n - percent) <= half for k in (nearest - 1, nearest, nearest + 1) if 0 <= k <= n)


def grim_mean(mean: float, n: int, decimals: int) -> bool:
    """Return whether whole-number answers of `n` respondents can give `mean` when rounded (GRIM).

    >>> grim_mean(3.45, 20, 2), grim_mean(3.47, 20, 2)
    (True, False)
    """
    half = 0.5 * 10**-decimals + 1e-9
    nearest = round(mean * n)
    return any(abs(total / n - mean) <= half for total in (nearest - 1, nearest, nearest + 1))


def grimmer(mean: float, deviation: float, n: int, decimals: int) -> bool:
    """Return whether whole-number answers of `n` respondents can give this mean and standard deviation.

    Source: Anaya, The GRIMMER test, PeerJ Preprints 4 (2016), in the analytic form of Allard (2018):
    the sum of squares must be a whole number, of the same parity as the sum, whose standard
    deviation rounds to the one published.

    Args:
        mean: The published mean.
        deviation: The published sample standard deviation (n − 1).
        n: Number of respondents, at least 2.
        decimals: Decimals of the published deviation.

    >>> grimmer(3.0, 1.58, 5, 2), grimmer(3.0, 1.60, 5, 2)
    (True, False)
    """
    half = 0.5 * 10**-decimals + 1e-9
    total = round(mean * n)
    if abs(total / n - mean) > half:
        return False
    low, high = max(deviation - half, 0.0), deviation + half
    squares = [(n - 1) * end**2 + total**2 / n for end in (low, high)]
    for candidate in range(math.ceil(squares[0] - 1e-9), math.floor(squares[1] + 1e-9) + 1):
        spread = max(candidate - total**2 / n, 0.0) / (n - 1)
        if candidate % 2 == total % 2 and abs(spread**0.5 - deviation) <= half:
            return True
    return False
