"""The period codes of DHIS2, as days.

From the table *Date and period format* of DHIS2's developer documentation (docs.dhis2.org, Web API), which khisr repeats:
yyyy, yyyyMM, yyyyMMdd, yyyyQn, yyyySn, yyyyMMB, yyyyWn, yyyyBiWn, weeks from another day (yyyyWedWn and so on),
yyyyAprilSn and the financial years yyyyApril, yyyyJuly and yyyyOct. Week 1 is the one with at least four days in the
year, as in ISO 8601.
"""

from __future__ import annotations

import calendar
import datetime
import re

Days = tuple[datetime.date, datetime.date]

_FIRST_DAY = {"": 0, "Wed": 2, "Thu": 3, "Sat": 5, "Sun": 6}
_FINANCIAL = {"April": 4, "July": 7, "Oct": 10}
_CODE = re.compile(
    r"(?P<year>(?:19|20)\d{2})"
    r"(?:(?P<month>\d{2})(?P<rest>B|\d{2})?|Q(?P<quarter>[1-4])|S(?P<half>[12])|AprilS(?P<april>[12])"
    r"|BiW(?P<biweek>\d{1,2})|(?P<start>Wed|Thu|Sat|Sun)?W(?P<week>\d{1,2})|(?P<financial>April|July|Oct))?",
    re.ASCII,
)


def days_of(code: str) -> Days | None:
    """Return the first and the last day of a period code, or None where it is none that is known.

    >>> [str(day) for day in days_of("2024W5")], [str(day) for day in days_of("2024April")]
    (['2024-01-29', '2024-02-04'], ['2024-04-01', '2025-03-31'])
    >>> days_of("2024Q5"), days_of("LAST_YEAR")
    (None, None)
    """
    found = _CODE.fullmatch(code.strip())
    if found is None:
        return None
    part, year = found.groupdict(), int(found["year"])
    try:
        if part["month"]:
            return _of_month(year, int(part["month"]), part["rest"])
        if part["week"] or part["biweek"]:
            weeks = 2 if part["biweek"] else 1
            return _of_week(year, int(part["week"] or part["biweek"]), weeks, part["start"] or "")
        for name, months in (("quarter", 3), ("half", 6)):
            if part[name]:
                return _months(year, (int(part[name]) - 1) * months + 1, months)
        if part["april"]:
            return _months(year, 4 if part["april"] == "1" else 10, 6)
        return _months(year, _FINANCIAL.get(part["financial"] or "", 1), 12)
    except ValueError:
        return None


def _of_month(year: int, month: int, rest: str | None) -> Days | None:
    if not 1 <= month <= 12:
        return None
    if rest == "B":
        return _months(year, month, 2) if month % 2 else None
    if rest:
        day = datetime.date(year, month, int(rest))
        return day, day
    return _months(year, month, 1)


def _of_week(year: int, number: int, weeks: int, start: str) -> Days | None:
    """Return the days of a week, or of two; a number beyond the year's last week is none."""
    first = (number - 1) * weeks
    begins = _week_one(year, start) + datetime.timedelta(weeks=first)
    ends = begins + datetime.timedelta(weeks=weeks, days=-1)
    return (begins, ends) if number >= 1 and begins < _week_one(year + 1, start) else None


def _week_one(year: int, start: str) -> datetime.date:
    fourth = datetime.date(year, 1, 4)
    return fourth - datetime.timedelta(days=(fourth.weekday() - _FIRST_DAY[start]) % 7)


def _months(year: int, first: int, count: int) -> Days:
    last = first + count - 2
    end_year, end_month = year + last // 12, last % 12 + 1
    return (
        datetime.date(year, first, 1),
        datetime.date(end_year, end_month, calendar.monthrange(end_year, end_month)[1]),
    )


def words_of(days: Days) -> str:
    """Return days as an indicator table may hold them: a year, or both days.

    >>> words_of(days_of("2024")), words_of(days_of("202402"))
    ('2024', '2024-02-01/2024-02-29')
    """
    first, last = days
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
    return str(first.year) if whole else f"{first}/{last}"
