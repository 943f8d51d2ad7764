"""How many decimals a number has, so that it is shown as precisely as it was published or recorded."""

from __future__ import annotations

from decimal import Decimal

NOISE = 9
"""Decimals after which a float's own error may begin."""


def decimals_of(value: float) -> int:
    """Return how many decimals a number has as it would be written.

    >>> decimals_of(55.2), decimals_of(600.0), decimals_of(0.552 * 100), decimals_of(1e-05)
    (1, 0, 1, 5)
    """
    exponent = Decimal(repr(round(value, NOISE))).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
