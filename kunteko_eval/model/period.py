"""Periods: the dated spans that reports and observations cover."""

from __future__ import annotations

import datetime

from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Period:
    """A dated span, both ends included.

    Attributes:
        report: Whether a report is made of it.
        previous: The id of the period it is compared with, if any.
    """

    id: Identifier
    start: datetime.date
    end: datetime.date
    report: bool
    previous: Identifier | None = None

    @property
    def days(self) -> int:
        """Return the length in days."""
        return (self.end - self.start).days + 1

    def contains(self, other: Period) -> bool:
        """Return whether `other` lies wholly within this period."""
        return self.start <= other.start and other.end <= self.end

    def years_from(self, day: datetime.date) -> float:
        """Return the years from `day` to the end of this period."""
        return ((self.end - day).days + 1) / 365.25
