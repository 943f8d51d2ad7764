"""Money of several currencies: which of them a sum is told in, and at which rate the others are converted.

A sum of one currency is told in it. Of several, it is told in the budget's currency, or else in that of the first of
them, and every other one is converted at a rate of ``programme.yaml``: the latest of a day on or before the last day of
what is converted, or else the first after it. Where there is none, nothing is converted and nothing is added up.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.model.units import Rate


def currency_of_sum(sheet: ProgrammeFacts, currencies: Sequence[str]) -> str:
    """Return the currency that amounts of some currencies, one at least, are added up in."""
    mixed = len(set(currencies)) > 1
    return sheet.budget.currency if mixed and sheet.budget is not None else currencies[0]


def rate_on(rates: Sequence[Rate], currency: str, into: str, day: datetime.date) -> Rate | None:
    """Return the rate at which money of a day is converted; None where no rate is given.

    Args:
        rates: Of the programme.
        currency: What is converted.
        into: What it is converted into.
        day: The last day of what is converted.
    """
    found = sorted((one for one in rates if (one.currency, one.into) == (currency, into)), key=lambda one: one.date)
    before = [one for one in found if one.date <= day]
    return before[-1] if before else found[0] if found else None
