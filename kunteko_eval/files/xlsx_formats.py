"""What Excel's number formats show: dates, times, percentages, and numbers as plain digits."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass
from typing import Literal


def plain(number: float) -> str:
    """Return a number's shortest plain decimal digits.

    >>> plain(79.0), plain(0.1 + 0.2), plain(4.0999999999999996), plain(1e-7)
    ('79', '0.30000000000000004', '4.1', '0.0000001')
    """
    if number.is_integer() and abs(number) < 1e16:
        return str(int(number))
    text = repr(number)
    if "e" not in text:
        return text
    return f"{number:.20f}".rstrip("0").rstrip(".") if abs(number) < 1 else text


def day_of(number: float, *, since_1904: bool = False) -> datetime.date | None:
    """Return the day that Excel shows for a number, or None when it is none or has a time of day.

    Excel counts 29 February 1900, a day that was not, as 60.

    >>> day_of(45000), day_of(1), day_of(60), day_of(0.5)
    (datetime.date(2023, 3, 15), datetime.date(1900, 1, 1), None, None)
    """
    if number % 1 or not (0 if since_1904 else 1) <= number <= 2_957_003 or (number == 60 and not since_1904):
        return None
    first = datetime.date(1904, 1, 1) if since_1904 else datetime.date(1899, 12, 31 if number < 60 else 30)
    return first + datetime.timedelta(days=int(number))


_DATES = {str(number) for number in (*range(14, 18), 22, *range(27, 37), *range(50, 59))}
_TIMES = {"18", "19", "20", "21", "45", "46", "47"}
_CODES = {"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%"}


def built_in(number: str) -> str:
    """Return a format code for a number of Excel's own formats; only their kind matters."""
    if number in _DATES:
        return "yyyy-mm-dd"
    return "hh:mm" if number in _TIMES else _CODES.get(number, "General")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberShape:
    """How a format shows a number.

    Attributes:
        kind: Whether as a date, a time of day, a percentage, or a plain number.
        decimals: With how many decimals, where the format says so plainly.
        padding: To how many digits it is filled with zeros.
    """

    kind: Literal["date", "time", "percent", "plain"]
    decimals: int | None = None
    padding: int = 0


@functools.lru_cache(maxsize=256)
def shape_of(code: str) -> NumberShape:
    """Return how a format code shows a number.

    >>> shape_of("0.00").decimals, shape_of("0 %").kind, shape_of('d"." m yyyy').kind, shape_of("[h]:mm").kind
    (2, 'percent', 'date', 'time')
    """
    fixed = re.fullmatch(r"(?:#,##)?0(?:\.(0+))?", code)
    padded = re.fullmatch(r"0{2,20}", code)
    decimals = len(fixed[1] or "") if fixed else None
    return NumberShape(kind=_kind_of(code), decimals=decimals, padding=len(code) if padded else 0)


def _kind_of(code: str) -> Literal["date", "time", "percent", "plain"]:
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[(?![hmsHMS]+\])[^\]]*\]', "", code).lower()
    if bare in {"general", "standard", "yleinen", "@"}:
        return "plain"
    if "%" in bare:
        return "percent"
    bare = bare.replace("general", "").replace("am/pm", "h").replace("e+", "").replace("e-", "")
    if re.search("[yd]", bare) or (re.search("m", bare) and not re.search("[hs]", bare)):
        return "date"
    return "time" if re.search("[hs]", bare) else "plain"
