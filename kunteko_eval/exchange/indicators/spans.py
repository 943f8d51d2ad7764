"""The period that a header or a cell names: a year, years, a half, a quarter, a month, or days from one to another."""

from __future__ import annotations

import calendar
import datetime
import functools
import re

Span = tuple[datetime.date, datetime.date]

_YEAR = r"((?:19|20)\d{2})"
_LEAD = re.compile(r"^(vuosi|vuonna|vuoden|vuodet|v\.|år|year|fy|kausi|period|jakso)\s*", re.IGNORECASE)
_TAIL = re.compile(r"\s*(\([^()]*\)|mennessä|loppuun mennessä|loppu|ennakko|e\)|\*+)$", re.IGNORECASE)
_DAY = r"(\d{1,2})\.(\d{1,2})\.((?:19|20)\d{2})"
_ISO = r"((?:19|20)\d{2})-(\d{2})-(\d{2})"


@functools.lru_cache(maxsize=10_000)
def span_of(text: str) -> Span | None:
    """Return the first and the last day of a period, or None where a text names none.

    >>> [str(day) for day in span_of("Q2/2024")], [str(day) for day in span_of("2023–24")]
    (['2024-04-01', '2024-06-30'], ['2023-01-01', '2024-12-31'])
    >>> span_of("vuosi 2023")[0].year, span_of("1.7.2023–30.6.2024")[1].month, span_of("spring")
    (2023, 6, None)
    """
    plain = " ".join(text.replace("\u00a0", " ").split())
    plain = _TAIL.sub("", _LEAD.sub("", plain)).strip()
    try:
        return _years(plain) or _parts(plain) or _days(plain)
    except ValueError:
        return None


def _years(text: str) -> Span | None:
    one = re.fullmatch(_YEAR + r"(?:\.0)?", text)
    if one:
        return datetime.date(int(one[1]), 1, 1), datetime.date(int(one[1]), 12, 31)
    two = re.fullmatch(_YEAR + r"\s*[-–—/]\s*(\d{2}|\d{4})", text)
    if two:
        last = int(two[2]) if len(two[2]) == 4 else int(two[1][:2] + two[2])
        # A month, as in 2024/05, is read below; 2023/24 is two years.
        if last > int(two[1]):
            return datetime.date(int(two[1]), 1, 1), datetime.date(last, 12, 31)
    return None


def _parts(text: str) -> Span | None:
    """Read halves, quarters and months of a year."""
    for pattern, order in (
        (r"(q|h|s)([1-4])[\s/\-–]*" + _YEAR, (1, 2, 3)),
        (_YEAR + r"[\s/\-–]*(q|h|s)([1-4])", (2, 3, 1)),
    ):
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        if found:
            kind, number, year = (found[place] for place in order)
            months = 3 if kind.lower() == "q" else 6
            if int(number) * months <= 12:
                return _months(int(year), (int(number) - 1) * months + 1, months)
    found = re.fullmatch(r"([1-4])\s*\.?\s*(?:neljännes|kvartal|quarter)\s*[/\s]\s*" + _YEAR, text, re.IGNORECASE)
    if found:
        return _months(int(found[2]), (int(found[1]) - 1) * 3 + 1, 3)
    month = re.fullmatch(_YEAR + r"[-/](\d{2})", text) or re.fullmatch(r"(\d{1,2})/" + _YEAR, text)
    if month:
        year, number = (month[1], month[2]) if len(month[1]) == 4 else (month[2], month[1])
        return _months(int(year), int(number), 1) if 1 <= int(number) <= 12 else None
    return None


def _months(year: int, first: int, count: int) -> Span:
    last = first + count - 1
    return datetime.date(year, first, 1), datetime.date(year, last, calendar.monthrange(year, last)[1])


def _days(text: str) -> Span | None:
    found = re.fullmatch(_DAY + r"\s*[-–—]\s*" + _DAY, text)
    if found:
        numbers = [int(one) for one in found.groups()]
        first, last = datetime.date(*numbers[2::-1]), datetime.date(*numbers[:2:-1])
        return (first, last) if first <= last else None
    short = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.\s*[-–—]\s*" + _DAY, text)
    if short:
        numbers = [int(one) for one in short.groups()]
        first, last = datetime.date(numbers[4], numbers[1], numbers[0]), datetime.date(*numbers[:1:-1])
        return (first, last) if first <= last else None
    iso = re.fullmatch(_ISO + r"\s*(?:/|to|–|—)\s*" + _ISO, text)
    if iso:
        numbers = [int(one) for one in iso.groups()]
        first, last = datetime.date(*numbers[:3]), datetime.date(*numbers[3:])
        return (first, last) if first <= last else None
    # A single day stands for the year that it ends: a target "by 31.12.2025" is of 2025.
    end = re.fullmatch(_DAY, text) or re.fullmatch(_ISO, text)
    if end:
        numbers = [int(one) for one in end.groups()]
        day = datetime.date(*(numbers if numbers[0] > 31 else numbers[::-1]))
        return (datetime.date(day.year, 1, 1), day) if (day.month, day.day) == (12, 31) else None
    return None


def span_id(span: Span) -> str:
    """Return the id of a period: its years, its quarter or month, or both days.

    >>> span_id(span_of("2023-2024")), span_id(span_of("Q3 2024")), span_id(span_of("5/2024"))
    ('2023-2024', '2024-q3', '2024-05')
    """
    start, end = span
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}" if start.year == end.year else f"{start.year}-{end.year}"
    whole = start.day == 1 and (end + datetime.timedelta(days=1)).day == 1 and start.year == end.year
    months = end.month - start.month + 1
    if whole and months == 1:
        return f"{start.year}-{start.month:02}"
    if whole and months in {3, 6} and start.month % months == 1:
        return f"{start.year}-{'q' if months == 3 else 'h'}{end.month // months}"
    return f"{start}-to-{end}"
