"""How values of frames are written in cells of tables; each takes the language first and then the values."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from kunteko_eval.method.rating import Rating
from kunteko_eval.report import method_words
from kunteko_eval.report.language import Language
from kunteko_eval.report.table_spec import Writer

NONE = "–"
"""What stands for a missing value."""

FIGURE = method_words.PrintedFigure._fields
"""The columns that `figure` writes."""

SPAN = ("start", "end")
PLACE = ("document", "place")


def words(say: Language, text: str | None) -> str:
    """Return a text of the data, which a frame has in the report's language."""
    return NONE if text is None else say.as_is(text)


def number(say: Language, value: float | None) -> str:
    """Return a whole number."""
    return NONE if value is None else say.number(value)


def hundredths(say: Language, value: float | None) -> str:
    """Return a number with two decimals."""
    return NONE if value is None else say.number(value, 2)


def day(say: Language, value: datetime.date | None) -> str:
    """Return a day in words."""
    return NONE if value is None else say.day(value)


def share(say: Language, value: float) -> str:
    """Return a part of a whole, 0–1, as a percentage."""
    return say.percent(value)


def month(say: Language, value: datetime.date | None) -> str:
    """Return a month and year in words."""
    return NONE if value is None else say.month(value)


def span(say: Language, start: datetime.date, end: datetime.date) -> str:
    """Return the years or days of a span."""
    return say.span(start, end)


def place(say: Language, document: str, heading: str) -> str:
    """Return where something was read."""
    return method_words.cited(say, document, heading)


def figure(say: Language, *values: Any) -> str:
    """Return a published figure as the document gives it; see `FIGURE`."""
    return method_words.printed(say, method_words.PrintedFigure(*values))


def percent(say: Language, value: float | None) -> str:
    """Return a figure that is already in per cent; where it is missing, that it is not told."""
    return say("not given") if value is None else method_words.figure(say, value, "percent")


def rating(say: Language, value: str, wrong_way: bool = False) -> str:  # noqa: FBT001, FBT002  (a value of a row)
    """Return a rating's symbol and word; where there is no influence and a figure got worse, that it did."""
    return method_words.rating_moved(say, Rating(value), wrong_way=wrong_way)


def confidence(say: Language, level: int | None) -> str:
    """Return confidence as dots and a word."""
    return method_words.confidence(say, level)


def source_types(say: Language, names: str) -> str:
    """Return kinds of source, given as ids between spaces."""
    return ", ".join(say(method_words.TYPES[name]) for name in names.split()) or NONE


def coded(messages: Mapping[str, str]) -> Writer:
    """Return what writes a code by the message that a mapping gives it."""
    return lambda say, code: say(messages[code])
