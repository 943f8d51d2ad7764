"""What Excel's number formats show: dates, times, percentages, and numbers as plain digits."""

from __future__ import annotations

import datetime
import re


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


def shape_of(code: str) -> str:
    """Return whether a format shows a date, a time of day, a percentage, or a plain number."""
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[(?![hmsHMS]+\])[^\]]*\]', "", code).lower()
    if bare in {"general", "standard", "yleinen", "@"}:
        return "plain"
    if "%" in bare:
        return "percent"
    bare = bare.replace("general", "").replace("am/pm", "h").replace("e+", "").replace("e-", "")
    if re.search("[yd]", bare) or (re.search("m", bare) and not re.search("[hs]", bare)):
        return "date"
    return "time" if re.search("[hs]", bare) else "plain"
