"""Periods: the dated spans that reports and observations cover."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, FolderName, Identifier


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Period:
    """A dated span, both ends included."""

    id: FolderName
    start: datetime.date
    end: datetime.date
    report: Annotated[bool, "Whether a report is made of it."]
    previous: Annotated[Identifier | None, "The id of the period it is compared with, if any."] = None

    @property
    def days(self) -> int:
        """Return the length in days."""
        return (self.end - self.start).days + 1

    def contains(self, other: Period) -> bool:
        """Return whether `other` lies wholly within this period."""
        return self.start <= other.start and other.end <= self.end

    def years_from(self, day: datetime.date) -> float:
        """Return the years from the beginning of `day` to the end of this period, in calendar years.

        Whole years count as whole, leap years too: from 1 January 2015 to the end of 2017 is 3.
        """
        end = self.end + datetime.timedelta(days=1)
        whole = end.year - day.year - ((end.month, end.day) < (day.month, day.day))
        anniversary = _years_later(day, whole)
        following = _years_later(day, whole + 1)
        return whole + (end - anniversary).days / (following - anniversary).days


def _years_later(day: datetime.date, years: int) -> datetime.date:
    """Return the same day some years later; the last of February becomes the first of March where it must."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)
