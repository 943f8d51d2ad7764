"""Texts of IATI in the three languages of a programme: narratives, marks for missing languages, ids, groups."""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from kunteko_eval.exchange.iati.import_report import ActivityNotes
from kunteko_eval.exchange.iati.xml_stream import XML_LANG, Node
from kunteko_eval.exchange.typed_numbers import Sign
from kunteko_eval.exchange.wording import plain_id
from kunteko_eval.model.base import LANGUAGES

LONGEST = 1990
"""Characters of a text that is kept; a programme's texts hold 2000."""

UNKNOWN = "und"
"""The language of a text whose language is not told, as BCP 47 writes it."""

MARK = re.compile(r"\[([a-z]{2,3})\] ")
"""The code of a language whose words were borrowed, before them."""

Texts = dict[str, str]
"""The same words in Finnish, Swedish and English."""

Span = tuple[datetime.date, datetime.date]


def plain(text: str) -> str:
    """Return a text on one line, without what no XML or CSV file should hold."""
    kept = "".join(" " if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} else one for one in text)
    return " ".join(kept.replace("\ufffe", "").replace("\uffff", "").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityContext:
    """How an activity is read, wherever in it.

    Attributes:
        language: The language of texts that tell none; may be empty.
        decimal: The decimal sign of figures that may mean two numbers; None leaves them out.
        notes: Where what was made of it is noted.
    """

    language: str
    decimal: Sign | None
    notes: ActivityNotes


def texts(node: Node | None, context: ActivityContext, place: str) -> Texts | None:
    """Return the narratives of an element in three languages, or None when it has no words.

    A language that is missing gets the words of another, with that language's code before them in
    brackets. Narratives in other languages are told and left.
    """
    if node is None:
        return None
    language, notes = context.language, context.notes
    given: dict[str, str] = {}
    for one in node.all("narrative"):
        words = plain(one.text)
        code = (one.get(XML_LANG) or language or UNKNOWN).lower().partition("-")[0]
        code = code if re.fullmatch("[a-z]{2,3}", code) else UNKNOWN
        if len(words) > LONGEST:
            notes.left(one.line, place, words[-60:], f"the end of a text of more than {LONGEST} characters")
            words = words[:LONGEST] + "…"
        if not words:
            continue
        if code in given:
            notes.left(one.line, place, words, "a second narrative in the same language", code)
        else:
            given[code] = words
    if not given and plain(node.text):
        notes.understood(node.line, place, plain(node.text), "a text outside a narrative, taken as one")
        given[(language or UNKNOWN).lower().partition("-")[0]] = plain(node.text)[:LONGEST]
    if not given:
        return None
    spare = next((code for code in ("en", "fi", "sv") if code in given), next(iter(given)))
    for code, words in given.items():
        if code not in LANGUAGES and code != spare:
            notes.left(node.line, place, words, "a narrative in a language that reports do not have", code)
    notes.borrowed.update(code for code in LANGUAGES if code not in given)
    return {code: given.get(code, f"[{spare}] {given[spare]}") for code in LANGUAGES}


def joined(parts: Sequence[Texts], line: int, place: str, notes: ActivityNotes) -> Texts:
    """Return texts one after the other in each language; what is too long together is cut, and that is told."""
    whole = {code: " ".join(one[code] for one in parts if one.get(code)) for code in LANGUAGES}
    if any(len(text) > LONGEST for text in whole.values()):
        end = max(whole.values(), key=len)[LONGEST:]
        notes.left(line, place, end, f"the end of texts of more than {LONGEST} characters together")
    return {code: text if len(text) <= LONGEST else text[:LONGEST] + "…" for code, text in whole.items()}


def unmarked(words: Mapping[str, str]) -> dict[str, str]:
    """Return the words that are in their own language, and those that were lent by another under its code.

    >>> unmarked({"fi": "[en] Clinics", "sv": "[en] Clinics", "en": "Clinics"})
    {'en': 'Clinics'}
    >>> unmarked({"fi": "[fr] Cliniques", "sv": "[fr] Cliniques", "en": "[fr] Cliniques"})
    {'fr': 'Cliniques'}
    """
    found: dict[str, str] = {}
    for code, text in words.items():
        mark = MARK.match(text)
        found.setdefault(mark[1] if mark else code, text[mark.end() :] if mark else text)
    own = {code: text for code, text in found.items() if code in words and text == words[code]}
    return own or found


def one_language(words: Mapping[str, str]) -> str:
    """Return a text without marks, the English one where there is one."""
    own = unmarked(words)
    return own.get("en") or next(iter(own.values()))


def own_words(name: str, **given: str) -> Texts:
    """Return words of an import's own, from ``words.yaml``, with what is given put into them."""
    return {code: _fill(text, given) for code, text in _own_words()[name].items()}


def _fill(text: str, given: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda mark: given[mark[1]], text)


@functools.cache
def _own_words() -> dict[str, Texts]:
    found: dict[str, Texts] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return found


def same(words: str) -> Texts:
    """Return words that are the same in every language, such as a code."""
    return dict.fromkeys(LANGUAGES, words)


def slug(text: str, taken: set[str], spare: str, most: int = 60) -> str:
    """Return a new id of about so many characters from a text, and take it; an id that is free stays as it is.

    >>> slug("Koulutetut: äidit & isät", {"koulutetut-aidit-isat"}, "indicator-1")
    'koulutetut-aidit-isat-2'
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", text, re.ASCII) and text not in taken:
        taken.add(text)
        return text
    name = plain_id(text, most) or spare
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found


def day_of(text: str) -> datetime.date | None:
    """Return the day of an xsd:date or xsd:dateTime, whatever its time zone; None when it is none.

    >>> day_of("2016-01-31Z"), day_of("2016-02-30"), day_of("31.1.2016")
    (datetime.date(2016, 1, 31), None, None)
    """
    found = re.fullmatch(r"(\d{4}-\d{2}-\d{2})(T[\d:.]+)?(Z|[+-]\d{2}:\d{2})?", text.strip(), re.ASCII)
    if found is None:
        return None
    try:
        return datetime.date.fromisoformat(found[1])
    except ValueError:
        return None


def span_id(span: Span) -> str:
    """Return the id of a period: its years where it is whole years, otherwise both days.

    >>> span_id((datetime.date(2016, 1, 1), datetime.date(2018, 12, 31)))
    '2016-2018'
    >>> span_id((datetime.date(2016, 7, 1), datetime.date(2017, 6, 30)))
    '2016-07-01-to-2017-06-30'
    """
    start, end = span
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year:04}" if start.year == end.year else f"{start.year:04}-{end.year:04}"
    return f"{start}-to-{end}"
