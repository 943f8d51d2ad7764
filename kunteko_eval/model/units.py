"""Units: those that every programme has, those that it declares, and money, which a dated rate alone turns into other money."""

from __future__ import annotations

import datetime
import re
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Text, Words

BUILT_IN = ("count", "percent", "share", "grade", "EUR")
"""The units that need no declaration; nor does a currency, whose unit is its code of ISO 4217."""

STATES = frozenset({"percent", "share", "grade", "finding"})
"""What is never an amount: parts of a whole, grades of a scale and findings."""


def _unit(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,39}", value):
        raise ValueError("a unit: letters, digits and hyphens, at most 40")
    return value


def _currency(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", value):
        raise ValueError("a currency's code of ISO 4217, three capital letters such as SEK")
    return value


Unit = Annotated[str, AfterValidator(_unit)]
"""count, percent, share, grade, a unit that the programme declares, or a currency."""

Currency = Annotated[str, AfterValidator(_currency)]


def is_amount(unit: str) -> bool:
    """Return whether figures of a unit are amounts of something: counts, money, and every declared unit."""
    return unit not in STATES


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class OwnUnit:
    """A unit that the programme declares."""

    id: Annotated[Unit, "Its name in the tables: letters, digits and hyphens, such as days or SEK."]
    label: Annotated[Text | None, "What stands behind a figure, such as days; a currency needs none."] = None
    decimals: Annotated[
        Annotated[int, Field(ge=0, le=9)] | None,
        "The most decimals that a figure of it has; 0 for what comes whole; left out, as many as are written.",
    ] = None
    minimum: Annotated[float | None, "The least that a figure can be; left out, figures may be negative."] = None
    maximum: Annotated[float | None, "The greatest that a figure can be."] = None
    currency: Annotated[Currency | None, "The currency's code of ISO 4217, where it is money."] = None
    ratio: Annotated[
        bool, "Whether it is a ratio, an index or another level, so that figures are never added up over time."
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Rate:
    """What one unit of a currency was worth in another on a day; without one, money is never converted."""

    currency: Annotated[Currency, "The currency that is converted."]
    into: Annotated[Currency, "The currency that it is converted into."]
    rate: Annotated[float, Field(gt=0), "How much of into one unit of currency is worth."]
    date: Annotated[datetime.date, "The day that the rate is of."]
    source: Annotated[Words, "Who published the rate."]
