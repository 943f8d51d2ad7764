"""Reading figures that people typed: what plainly is a number, what is none, and what may mean two.

The rule, in full. A figure is read when it can mean one thing only:

- digits with at most one decimal sign, where the sign cannot be a thousands separator: ``12254,1``,
  ``0,500``, ``1234567.5``; a point is a decimal sign as in XML Schema's ``decimal``;
- digits in groups of three by spaces (also no-break ones) or apostrophes: ``1 000``;
- digits in groups of three by the same sign twice or more, or by one sign with the other as the decimal
  sign: ``1,234,567``, ``1.234,56``;
- one of these with ``%`` after it, ``>``, ``over``, ``~`` or ``about`` before it, or as ``year: figure (n %)``.

A figure such as ``50,000`` means fifty thousand or fifty. It is read only when other figures of the same
file use one way of writing alone, or when the reader is told which sign is the decimal one. Everything
else (``1.5 million``, ``3 of 5``, ``EUR 500``) is refused, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Literal

from kunteko_eval.files.validation import other_digits

Sign = Literal["comma", "point"]

LONGEST = 60
"""Characters; a longer text is not a figure."""

MOST_DIGITS = 15
"""Digits that a computer's numbers hold, the same as for every other figure of a programme."""

NO_VALUE = frozenset(
    {"", "-", "–", "—", "na", "n/a", "n.a.", "n.a", "nil", "none", "null", "tbc", "tbd", "not available"}
)
"""Texts that say that there is no figure."""

_SPACES = " \u00a0\u2009\u202f"
_WRITTEN: tuple[tuple[str, str, Sign], ...] = ((".", ",", "point"), (",", ".", "comma"))
_DATED = re.compile(r"((?:19|20)\d{2})\s*:\s*(.+?)\s*(?:\(([^()]*)\))?", re.ASCII)
_ABOUT = re.compile(r"(?:(>=?|≥|over |more than )|(~|≈|about |approx\.? |ca\.? |c\. ))\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedNumber:
    """A text that was understood as a number, or why it was not.

    Attributes:
        number: Plain digits with a decimal point; None when the text is no number or may mean two.
        how: What had to be understood; empty for a plain number.
        why_not: Why there is no number.
        empty: Whether the text says that there is no figure.
        percent: Whether a per cent sign stands after it.
        precision: ``exact``, ``about`` or ``over``.
        year: The year that stands before the figure.
        readings: The two numbers that an ambiguous text may mean: with a decimal comma, with a decimal point.
        shows: Which decimal sign the text proves its writer to use, if it proves one.
    """

    number: str | None = None
    how: str = ""
    why_not: str = ""
    empty: bool = False
    percent: bool = False
    precision: Literal["exact", "about", "over"] = "exact"
    year: int | None = None
    readings: tuple[str, str] | None = None
    shows: Sign | None = None


def read_figure(text: str | None, decimal: Sign | None = None) -> TypedNumber:
    """Return what a text says as a number.

    Args:
        text: As it stands in the file; None when the value is not given.
        decimal: The decimal sign of the file, where it was declared or other figures show it.

    >>> read_figure("12254,1").number, read_figure("1 000").number, read_figure("1,234,567").number
    ('12254.1', '1000', '1234567')
    >>> read_figure("50,000").number, read_figure("50,000", "point").number, read_figure("50,000", "comma").number
    (None, '50000', '50.000')
    >>> read_figure("2015:1584728 (158%)").number, read_figure("n/a").empty, read_figure("3 of 5").number
    ('1584728', True, None)
    """
    plain = (text or "").strip(_SPACES + "\t\r\n")
    if plain.lower() in NO_VALUE:
        return TypedNumber(
            empty=True, why_not="no value is given" if text is None else "the text says that there is none"
        )
    foreign = other_digits(plain)
    if foreign:
        return TypedNumber(why_not=f"a figure is written in the digits 0 to 9: {foreign}")
    if len(plain) > LONGEST:
        return TypedNumber(why_not=f"{len(plain)} characters are no figure")
    dated = _DATED.fullmatch(plain)
    if dated:
        year, figure, note = dated.groups()
        inner = _qualified(figure, decimal)
        how = f"the year {year} before the figure" + (f", and ({note.strip()}) after it left out" if note else "")
        return replace(inner, year=int(year), how=_joined(how, inner.how))
    return _qualified(plain, decimal)


def _qualified(text: str, decimal: Sign | None) -> TypedNumber:
    """Read a figure with a word or sign before it and a per cent sign after it."""
    precision: Literal["exact", "about", "over"] = "exact"
    how = ""
    before = _ABOUT.match(text)
    if before:
        precision = "over" if before[1] else "about"
        how, text = f"{before[0].strip()!r} before the figure: {precision}", text[before.end() :]
    percent = text.endswith("%")
    if percent:
        how, text = _joined(how, "the per cent sign"), text[:-1].rstrip(_SPACES)
    found = _digits(text, decimal)
    return replace(found, how=_joined(how, found.how), percent=percent, precision=precision)


def _digits(text: str, decimal: Sign | None) -> TypedNumber:
    """Read digits with their decimal and thousands signs."""
    sign = "-" if text[:1] in {"-", "−"} else ""
    body = text[1:] if text[:1] in {"-", "−", "+"} else text
    how = ""
    spaced = re.fullmatch(rf"\d{{1,3}}([{_SPACES}'’]\d{{3}})+([.,]\d+)?", body, re.ASCII)
    if spaced:
        how, body = "digits in groups of three", re.sub(rf"[{_SPACES}'’]", "", body)
        tail: Sign | None = "comma" if "," in body else "point" if "." in body else None
        if tail:
            return _made(sign + body.replace(",", "."), f"{how}, decimal {tail}", tail)
        return _made(sign + body, how)
    if re.fullmatch(r"\d+(\.\d*)?[eE][+-]?\d{1,2}", body, re.ASCII):
        return _made(sign + body, "a number with an exponent")
    if re.fullmatch(r"\d+", body, re.ASCII):
        return _made(sign + body)
    for point, comma, shown in _WRITTEN:
        if re.fullmatch(rf"\d{{1,3}}(\{comma}\d{{3}})+\{point}\d+", body, re.ASCII):
            return _made(sign + body.replace(comma, "").replace(point, "."), f"thousands apart, decimal {shown}", shown)
        if re.fullmatch(rf"\d{{1,3}}(\{comma}\d{{3}}){{2,}}", body, re.ASCII) and not body.startswith("0"):
            return _made(sign + body.replace(comma, ""), "thousands apart", shown)
    one = re.fullmatch(r"(\d*)([.,])(\d+)", body, re.ASCII)
    if one is None:
        return TypedNumber(why_not="the text is not a number")
    whole, mark, rest = one.groups()
    used: Sign = "comma" if mark == "," else "point"
    grouped = len(rest) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    as_decimal, as_thousands = f"{sign}{whole or '0'}.{rest}", f"{sign}{whole}{rest}"
    if not grouped:
        return _made(as_decimal, "a decimal comma" if mark == "," else "", used)
    readings = (as_decimal, as_thousands) if mark == "," else (as_thousands, as_decimal)
    if decimal is not None:
        number = readings[0 if decimal == "comma" else 1]
        told = "a decimal" if used == decimal else "thousands apart"
        return replace(_made(number, f"{told} {used if used == decimal else ''}".strip()), readings=readings)
    plain = [_made(number).number or number for number in readings]
    return TypedNumber(why_not=f"it may mean {plain[0]} or {plain[1]}", readings=(plain[0], plain[1]))


def _made(text: str, how: str = "", shows: Sign | None = None) -> TypedNumber:
    """Return the figure in plain digits, with the decimals that were written."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return TypedNumber(why_not="the text is not a number")
    plain = format(number, "f")
    digits = sum(one.isdigit() for one in plain)
    if digits > MOST_DIGITS:
        return TypedNumber(why_not=f"{digits} digits; a figure has at most {MOST_DIGITS}")
    return TypedNumber(number=plain, how=how, shows=shows)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
