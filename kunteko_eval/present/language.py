"""Finnish, Swedish and English: message catalogues, numbers and dates."""

from __future__ import annotations

import datetime
import functools
import math
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from kunteko_eval.errors import KuntekoError, UnknownName
from kunteko_eval.model.base import LANGUAGES, Text
from kunteko_eval.model.period import Period

MESSAGES = Path(__file__).parent / "messages"
NBSP = "\u00a0"


def N_(message: str) -> str:  # noqa: N802  (the gettext name of a message that is translated later)
    """Mark a message for the catalogues without translating it here."""
    return message


class MissingMessage(KuntekoError, LookupError):
    """A message has no translation; the report stops rather than mixing languages."""


@functools.lru_cache(maxsize=4)
def _catalogue(code: str) -> Catalog:
    with (MESSAGES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


class Language:
    """One of the report's languages; calling it translates a message and fills in its values."""

    def __init__(self, code: str) -> None:
        """Choose the language.

        Raises:
            UnknownName: When there is no such language.
        """
        if code not in LANGUAGES:
            raise UnknownName("language", code, list(LANGUAGES))
        self.code = code
        self._locale = Locale(code)

    def __call__(self, message: str, **values: object) -> str:
        """Return `message`, whose source is English, in this language.

        Raises:
            MissingMessage: When the catalogue has no translation.
        """
        return self._find(message, 0).format(**values)

    def many(self, one: str, other: str, count: int, **values: object) -> str:
        """Return the singular or plural message for `count`, which the message may use as {count}."""
        index = 0 if count == 1 else 1
        found = self._find(one, index) if self.code != "en" else (one, other)[index]
        return found.format(count=self.number(count), **values)

    def _find(self, message: str, index: int) -> str:
        if self.code == "en":
            return message
        entry = _catalogue(self.code).get(message)
        found = entry.string if entry else ""
        if isinstance(found, tuple):
            found = found[index]
        if not found:
            path = MESSAGES / f"{self.code}.po"
            raise MissingMessage(f"{path}: no translation of {message!r}; add it to the catalogue")
        return str(found)

    def text(self, text: Text) -> str:
        """Return a text of the data in this language."""
        return text[self.code]

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with this language's decimal mark, no-break spaces and a true minus sign."""
        if not math.isfinite(value):
            return "–"
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        written = format_decimal(round(value, decimals) + 0.0, format=pattern, locale=self._locale)
        return written.replace("-", "\u2212").replace(" ", NBSP).replace("\u202f", NBSP)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share 0–1 as a percentage; English writes the sign without a space."""
        space = "" if self.code == "en" else NBSP
        return f"{self.number(share * 100, decimals)}{space}%"

    def day(self, day: datetime.date) -> str:
        """Return a date in words."""
        return format_date(day, format="long", locale=self._locale).replace(" ", NBSP)

    def period(self, period: Period) -> str:
        """Return a period's years, or its dates when they are not whole years."""
        start, end = period.start, period.end
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
        return f"{self.day(start)} – {self.day(end)}"

    def listing(self, parts: list[str]) -> str:
        """Return the parts joined as this language joins a list."""
        if len(parts) < 2:
            return "".join(parts)
        last = {"fi": " ja ", "sv": " och ", "en": " and "}[self.code]
        return ", ".join(parts[:-1]) + last + parts[-1]
