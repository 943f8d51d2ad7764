"""A figure in a strict table: plain digits, or what to write in the place of what people type."""

from __future__ import annotations

import re

from kunteko_eval.files.validation import MisfitReason, Unfit, other_digits

_SPACES = " \u00a0\u2009\u202f"
_MONEY = re.compile(r"[$€£¥]|\b[A-Z]{3}\b|\bkr\b\.?", re.IGNORECASE)
_GROUPED = (
    (re.compile(r"\d{1,3}(\.\d{3})+,\d+", re.ASCII), "."),
    (re.compile(r"\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}", re.ASCII), ","),
    (re.compile(rf"\d{{1,3}}([{_SPACES}'’]\d{{3}})+([.,]\d+)?", re.ASCII), f"{_SPACES}'’"),
)
"""Digits in groups of three, and the signs that part them."""

NOTHING = frozenset({"-", "–", "—", "n/a", "na", "n.a.", "tbd", "tbc", "nil", "none"})
"""What people write where there is no figure."""


def plain_figure(value: object) -> object:
    """Return a plain number as it was written, or refuse what is none, telling what to do about it.

    Raises:
        ValueError: When it is no plain number.
    """
    text = str(value)
    if re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII):
        return text
    foreign = other_digits(text)
    if foreign:
        raise Unfit("the digits 0 to 9", f"Write {foreign}.")
    if "%" in text:
        raise Unfit("a number without a sign", "Write the number alone; the indicator's unit says percent or share.")
    if re.fullmatch(r"-?\d+,\d+", text, re.ASCII):
        advice = "Write 0.79, or save the file with semicolons."
        raise Unfit("a decimal point in a file with commas", advice, MisfitReason.DECIMAL_COMMA)
    if re.fullmatch(r"-?\d{1,3}([ \u00a0\u202f]\d{3})+", text, re.ASCII):
        raise Unfit("a number without spaces", "Write 1000, not 1 000.")
    if text.strip().lower() in NOTHING:
        raise Unfit("a number", "Leave the cell empty, or the row out, where there is no figure.")
    meant, money = meant_by(text), _MONEY.search(text)
    if meant and money:
        raise Unfit("a number without a currency", f"Write {' or '.join(meant)}; the unit says which currency it is.")
    if meant:
        raise Unfit("a number", f"Write {' or '.join(meant)}.")
    raise ValueError("a number")


def meant_by(text: str) -> tuple[str, ...]:
    """Return the plain numbers that a typed figure may mean, at most two; none when it is no number.

    >>> meant_by("$1,234"), meant_by("1 234 €"), meant_by("1.234,5"), meant_by("(12)"), meant_by("−3"), meant_by("many")
    (('1234', '1.234'), ('1234',), ('1234.5',), ('-12',), ('-3',), ())
    """
    bare = _MONEY.sub("", text).strip(_SPACES)
    sign = "-" if bare[:1] in {"-", "−", "–"} or re.fullmatch(r"\(.+\)", bare) else ""
    bare = bare.strip(f"{_SPACES}()").lstrip("-−–+").strip(_SPACES)
    for pattern, apart in _GROUPED:
        if pattern.fullmatch(bare):
            return (sign + re.sub(f"[{apart}]", "", bare).replace(",", "."),)
    if re.fullmatch(r"\d{1,3},\d{3}", bare, re.ASCII) and not bare.startswith("0"):
        return sign + bare.replace(",", ""), sign + bare.replace(",", ".")
    return (sign + bare.replace(",", "."),) if re.fullmatch(r"\d+([.,]\d+)?", bare, re.ASCII) else ()
