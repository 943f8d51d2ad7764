"""Money as a person says it: millions in words, and no more digits than the figure can carry."""

from __future__ import annotations

from kunteko_eval.report import method_words
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.language import Language

MILLION = 1_000_000
DIGITS = 3
"""Digits that a division of rounded figures may claim."""


def money(say: Language, amount: float, currency: str, precision: str = "exact") -> str:
    """Return a sum of money; one of whole hundreds of thousands of euros as millions.

    Args:
        say: The language.
        amount: In the currency.
        currency: Its code.
        precision: Whether the document says exactly, about, over or nearly.
    """
    written = say.amount(amount, currency, decimals_of(amount))
    if currency == "EUR" and amount >= MILLION and amount % (MILLION // 10) == 0:
        figure = say.number(amount / MILLION, decimals_of(amount / MILLION))
        written = say.many("1 million euros", "{figure} million euros", 1 if amount == MILLION else 2, figure=figure)
    return say(method_words.PRECISIONS[precision], figure=written)


def about(say: Language, amount: float, currency: str) -> str:
    """Return a worked-out sum of money with three digits, as what it comes to about."""
    digits = max(0, len(str(int(amount))) - DIGITS)
    rounded = round(amount, -digits) if amount >= 10 ** (DIGITS - 1) else round(amount, 2)
    return say(method_words.PRECISIONS["about"], figure=say.amount(rounded, currency, decimals_of(rounded)))
