"""Finnish, Swedish and English: message catalogues, numbers and dates."""

from __future__ import annotations

import datetime
import functools
import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from kunteko_eval.errors import KuntekoError, UnknownName
from kunteko_eval.model.base import LANGUAGES, Text
from kunteko_eval.model.evidence import CitedHeading
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.scale import DeclaredGrade
from kunteko_eval.model.units import OwnUnit
from kunteko_eval.report.cited_lines import without_lines
from kunteko_eval.report.numerals import numeral

MESSAGES = Path(__file__).parent / "messages"
NBSP = "\u00a0"
LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
NAMES = {"fi": "suomeksi", "sv": "på svenska", "en": "in English"}
"""What each language calls itself where a page leads to it."""
PSEUDO = "qps"
"""A language for testing: whatever was translated stands in ⟦brackets⟧, so that the rest shows."""


def N_(message: str) -> str:  # noqa: N802  (the gettext name of a message that is translated later)
    """Mark a message for the catalogues without translating it here."""
    return message


class MissingMessage(KuntekoError, LookupError):
    """A message has no translation; the report stops rather than mixing languages."""


@functools.lru_cache(maxsize=4)
def _catalogue(code: str) -> Catalog:
    with (MESSAGES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


class CountInWords:
    """A whole number that a message writes in digits, or in words: ``{count:w}``; in Finnish in a case: ``{count:ela}``.

    A first letter in capitals starts a sentence: ``{count:Ela}``. A number in digits takes no ending, because
    the noun after it shows the case.
    """

    def __init__(self, count: int, say: Language) -> None:
        """Keep the number and the language that it is written in."""
        self.count = count
        self._say = say

    def __format__(self, spec: str) -> str:
        """Return the number as the message asks for it."""
        if not spec:
            return self._say.number(self.count)
        case = "nom" if spec.lower() == "w" else spec.lower()
        word = numeral(self.count, self._say.prose, case) or self._say.number(self.count)
        return word[:1].upper() + word[1:] if spec[0].isupper() else word


class Language:
    """One of the report's languages; calling it translates a message and fills in its values."""

    def __init__(
        self,
        code: str,
        grades: Mapping[str, DeclaredGrade] | None = None,
        units: Mapping[str, OwnUnit] | None = None,
        headings: Mapping[tuple[str, str], CitedHeading] | None = None,
    ) -> None:
        """Choose the language.

        Args:
            code: fi, sv or en.
            grades: The grades of a programme's own scale, by id, where there is one.
            units: The units that a programme declares, by their id.
            headings: The headings that a programme translates, by document and words.

        Raises:
            UnknownName: When there is no such language.
        """
        if code not in {*LANGUAGES, PSEUDO}:
            raise UnknownName("language", code, list(LANGUAGES))
        self.code = code
        self.grades: Mapping[str, DeclaredGrade] = grades or {}
        self.units: Mapping[str, OwnUnit] = units or {}
        self.headings: Mapping[tuple[str, str], CitedHeading] = headings or {}
        self.prose = "en" if code == PSEUDO else code
        self._locale = Locale.parse(LOCALES[self.prose])

    def of_programme(self, programme: ProgrammeData) -> Language:
        """Return the language with the words of a programme's own grades and units."""
        headings = {(one.id, each.text): each for one in programme.sources.documents for each in one.headings}
        return Language(self.code, {one.id: one for one in programme.chain.grades}, programme.units, headings)

    def of_scale(self, grades: Iterable[DeclaredGrade]) -> Language:
        """Return the language with the words of these grades."""
        return Language(self.code, {one.id: one for one in grades}, self.units, self.headings)

    def in_language(self, code: str) -> Language:
        """Return another language with the same words of a programme's own."""
        return Language(code, self.grades, self.units, self.headings)

    def __call__(self, message: str, **values: object) -> str:
        """Return `message`, whose source is English, in this language.

        Raises:
            MissingMessage: When the catalogue has no translation.
        """
        return self._fill(self._find(message, 0), values)

    def _fill(self, found: str, values: dict[str, object]) -> str:
        counted = {
            name: CountInWords(value, self) if isinstance(value, int) and not isinstance(value, bool) else value
            for name, value in values.items()
        }
        return self.as_is(found.format(**counted))

    def as_is(self, text: str) -> str:
        """Return a text that is the same in every language, without the lines of a text that no reader has."""
        told = without_lines(text)
        return f"⟦{told}⟧" if self.code == PSEUDO else told

    def heading(self, document: str, text: str) -> str:
        """Return a heading of a document in this language; as it stands there where it is not translated."""
        known = self.headings.get((document, text))
        return (known and getattr(known, self.prose)) or text

    def many(self, one: str, other: str, count: int, **values: object) -> str:
        """Return the singular or plural message for `count`, which the message may use as {count}."""
        index = 0 if count == 1 else 1
        found = self._find(one, index) if self.prose != "en" else (one, other)[index]
        return self._fill(found, {"count": count, **values})

    def _find(self, message: str, index: int) -> str:
        if self.prose == "en":
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
        return self.as_is(text[self.prose])

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with this language's decimal mark, no-break spaces and a true minus sign."""
        if not math.isfinite(value):
            return "–"
        return _decimal(round(value, decimals) + 0.0, decimals, self._locale)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share 0–1 as a percentage; English writes the sign without a space."""
        space = "" if self.prose == "en" else NBSP
        return f"{self.number(share * 100, decimals)}{space}%"

    def percents(self, low: float, high: float) -> str:
        """Return the span between two shares 0–1 with one sign: 75–96 %."""
        return f"{self.percent(low).rstrip('%').rstrip()}–{self.percent(high)}"

    def amount(self, value: float, unit: str, decimals: int = 0) -> str:
        """Return an amount with its unit behind it: a programme's own by its label, money by its sign or its code."""
        own = self.units.get(unit)
        label = unit if own is None else own.currency or own.id
        if own is not None and own.label is not None:
            label = self.text(own.label)
        return f"{self.number(value, decimals)}{NBSP}{'€' if label == 'EUR' else label}"

    def day(self, day: datetime.date) -> str:
        """Return a date in words."""
        return self.as_is(format_date(day, format="long", locale=self._locale).replace(" ", NBSP))

    def month(self, day: datetime.date) -> str:
        """Return a month and year in words."""
        return self.as_is(format_date(day, format="LLLL y", locale=self._locale).replace(" ", NBSP))

    def period(self, period: Period) -> str:
        """Return a period's years, or its dates when they are not whole years."""
        return self.span(period.start, period.end)

    def span(self, start: datetime.date, end: datetime.date) -> str:
        """Return the years from a first to a last day, or the days when they are not whole years."""
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
        pattern = "d MMM y" if self.prose == "en" else "d.M.y"
        first, last = (format_date(day, format=pattern, locale=self._locale) for day in (start, end))
        return self.as_is(f"{first}–{last}".replace(" ", NBSP))

    def listing(self, parts: list[str]) -> str:
        """Return the parts joined as this language joins a list."""
        if len(parts) < 2:
            return "".join(parts)
        last = {"fi": " ja ", "sv": " och ", "en": self.as_is(" and ")}[self.prose]
        return ", ".join(parts[:-1]) + last + parts[-1]


@functools.lru_cache(maxsize=20_000)
def _decimal(value: float, decimals: int, locale: Locale) -> str:
    """Return a number as a locale writes it; a report writes a few hundred numbers thousands of times."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    written = format_decimal(value, format=pattern, locale=locale)
    return written.replace("-", "\u2212").replace(" ", NBSP).replace("\u202f", NBSP)
