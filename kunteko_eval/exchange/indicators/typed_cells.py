"""The figure that a cell of an indicator table says, with the words, currencies and signs that people type around it.

What `typed_numbers` reads is read the same. Beside it: ``noin 50``, ``lähes 50``, ``vähintään 50`` and the like in
Finnish and Swedish; a currency before or after; a unit after; a range ``10–20``; per cent in words; and the words by
which people say that there is no figure.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from kunteko_eval.exchange.typed_numbers import MOST_DIGITS, NO_VALUE, Sign, read_figure

_EMPTY = NO_VALUE | frozenset(
    [
        "..",
        "...",
        "…",
        "?",
        "x",
        "xx",
        "n/a*",
        "ei tiedossa",
        "ei tietoa",
        "ei saatavilla",
        "ei saatavissa",
        "ei vielä",
        "ei vielä tiedossa",
        "puuttuu",
        "avoin",
        "ei arvioitu",
        "ei mitattu",
        "saknas",
        "uppgift saknas",
        "ej tillgänglig",
        "ej tillgängligt",
        "okänd",
        "ei ole",
        "unknown",
        "missing",
        "pending",
        "not yet",
        "not measured",
        "not applicable",
        "ei sovellu",
        "ei sovelleta",
        "tba",
        "täsmentyy",
        "täsmennetään myöhemmin",
    ]
)
_BEFORE = re.compile(
    r"(?:(?P<over>>=?|≥|yli|vähintään|enemmän kuin|över|minst|mer än|over|more than|at least)"
    r"|(?P<about>~|≈|noin|n\.|arviolta|arvio|about|approx\.?|ca\.?|c\.|cirka|omkring|ungefär|around|circa)"
    r"|(?P<nearly>lähes|melkein|nearly|almost|nästan)"
    r"|(?P<under><=?|≤|alle|enintään|under|less than|at most|up to|högst|mindre än))\s*(?=[^\s])",
    re.IGNORECASE,
)
_MONEY = re.compile(r"(€|\$|£|US\$|EUR|USD|GBP|SEK|NOK|DKK|CHF)\s*(?=[-−+\d(])", re.IGNORECASE)
_AFTER = re.compile(r"(?P<figure>.*\d[.,]?)\s*(?P<word>[^\d\s(][^\d]*)", re.DOTALL)
_RANGE = re.compile(r"(\d[\d\s\u00a0\u202f.,]*?)\s*(?:–|—|-|\.\.\.?| to )\s*(\d[\d\s\u00a0\u202f.,]*)")
_PERCENT = frozenset({"%", "prosenttia", "prosentti", "pros.", "pros", "procent", "percent", "per cent", "%:a", "pct"})
_MARKS = frozenset({"*", "**", "***", "¹", "²", "³", "†", "*)", "¹)", "²)"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCell:
    """What a cell says as a figure, or why it says none.

    Attributes:
        number: Plain digits; None when there is none.
        upper: The upper end of a range.
        percent: Whether it is said to be per cent.
        word: The unit or currency beside it, as it stands.
        how: What had to be understood; empty for a plain number.
        empty: Whether the cell says that there is no figure.
        readings: What an ambiguous figure may mean.
        shows: The decimal sign that it proves its writer to use.
    """

    number: str | None = None
    upper: str | None = None
    precision: Literal["exact", "about", "over", "nearly"] = "exact"
    percent: bool = False
    word: str = ""
    how: str = ""
    why_not: str = ""
    empty: bool = False
    readings: tuple[str, str] | None = None
    shows: Sign | None = None


def number_cell(value: float, *, percent: bool) -> TypedCell:
    """Return the figure of a number that a workbook holds, in the digits that Excel keeps.

    >>> number_cell(0.1 + 0.2, percent=False).number, number_cell(0.795, percent=True).number
    ('0.3', '79.5')
    """
    if value != value or value in {float("inf"), float("-inf")}:
        return TypedCell(why_not="a number that is none")
    exact = Decimal(f"{value:.15g}") * (100 if percent else 1)
    text = format(exact.normalize(), "f")
    how = "a number that Excel shows with a per cent sign" if percent else ""
    return TypedCell(number="0" if text == "-0" else text, percent=percent, how=how)


@functools.lru_cache(maxsize=200_000)
def text_cell(text: str, decimal: Sign | None = None) -> TypedCell:
    """Return the figure of a text.

    Args:
        text: As it stands.
        decimal: The decimal sign of the table, where it was declared or other figures show it.

    >>> text_cell("noin 50").number, text_cell("1 234,5 €").word, text_cell("> 100").precision
    ('50', '€', 'over')
    >>> text_cell("10–20").upper, text_cell("12,5 %").percent, text_cell("tbd").empty, text_cell("alle 5").why_not
    ('20', True, True, 'less than a figure is none')
    """
    if text.isascii() and text.isdigit() and text[0] != "0" and len(text) <= MOST_DIGITS:
        return TypedCell(number=text)
    plain = text.strip(" \u00a0\u2009\u202f\t\r\n")
    if plain.casefold() in _EMPTY:
        return TypedCell(empty=True, why_not="the cell says that there is no figure")
    how: list[str] = []
    precision: Literal["exact", "about", "over", "nearly"] = "exact"
    before = _BEFORE.match(plain)
    if before:
        if before["under"]:
            return TypedCell(why_not="less than a figure is none")
        precision = "over" if before["over"] else "about" if before["about"] else "nearly"
        how.append(f"{before[0].strip()!r} before the figure: {precision}")
        plain = plain[before.end() :]
    money = _MONEY.match(plain)
    word = ""
    if money:
        word, plain = money[1], plain[money.end() :]
    after = _AFTER.fullmatch(plain)
    if after:
        plain, rest = after["figure"], after["word"].strip()
        if rest.startswith("%") and rest[1:].strip() in _MARKS:
            rest = "%"
        if rest in _MARKS:
            how.append("a mark after the figure")
        else:
            word = rest if not word else f"{word} {rest}"
    percent = word.casefold() in _PERCENT
    if word:
        how.append(f"{word!r} beside the figure")
    made = _figure(plain, decimal)
    told = ", ".join(one for one in (*how, made.how) if one)
    return replace(made, precision=precision, percent=percent, word="" if percent else word, how=told)


def _figure(text: str, decimal: Sign | None) -> TypedCell:
    """Read digits, or a range of two figures."""
    one = read_figure(text, decimal)
    if one.number is None and one.readings is None:
        ends = _RANGE.fullmatch(text)
        low, high = (read_figure(ends[1], decimal), read_figure(ends[2], decimal)) if ends else (one, one)
        if ends and low.number is not None and high.number is not None and float(low.number) < float(high.number):
            return TypedCell(number=low.number, upper=high.number, how="a range", shows=low.shows or high.shows)
    if one.year is not None:
        return TypedCell(why_not="a year before the figure")
    return TypedCell(
        number=one.number,
        how=one.how,
        why_not=one.why_not,
        empty=one.empty,
        readings=one.readings,
        shows=one.shows,
    )
