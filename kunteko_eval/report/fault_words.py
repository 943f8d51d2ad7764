"""Faults in the language asked for: found by their English phrase in ``messages/faults.fi.po`` and ``faults.sv.po``.

What reads files knows nothing of languages: it puts values into English phrases. Here a phrase is found again by what
stands around its values, and said in another language with the same values. A value that is a phrase itself, of
several words, is translated too; one of a single word only where the translation asks for it, ``{0:t}``, because a
column may be called as a word is. A phrase that the catalogue does not have stays in English.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass

from babel.messages.pofile import read_po

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.lookalikes import difference
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.report.language import MESSAGES

SOURCE = "en"
_VALUE = re.compile(r"\{(\d+)(:t)?\}")
_NAMES = re.compile(r"[^\s,]*(?:(?:, | → )[^\s,]+)*")
_TELLING = 8
"""Letters of a phrase around its values by which it is known without looking at the values."""

_SENTENCES = re.compile(r"(?<=[.?]) (?=[A-Z])")
_STEPS = re.compile(r", (?=(?:line|row|key|column|sheet)\b)")
_SENTENCE = "{0}{1}: {2}; expected {3}.{4}{5}"
_HEADING = "{0} {1} in the input:"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the catalogue.

    Attributes:
        landmark: The longest text of it without a value; what does not hold it cannot be the phrase.
        pattern: What finds it, with its values as groups.
        names: The numbers of the values, in the order of the English phrase.
        translation: The phrase in the language, with the numbers of its values.
    """

    landmark: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    translation: str


@functools.cache
def phrases(code: str) -> tuple[Phrase, ...]:
    """Return the phrases of a language, those that say most first."""
    with (MESSAGES / f"faults.{code}.po").open("rb") as file:
        catalogue = read_po(file)
    pairs = [(str(one.id), str(one.string)) for one in catalogue if one.id and one.string]
    found = [(len(_VALUE.sub("", source)), _phrase(source, translation)) for source, translation in pairs]
    return tuple(phrase for _, phrase in sorted(found, key=lambda pair: (-pair[0], len(pair[1].names))))


def _phrase(source: str, translation: str) -> Phrase:
    texts = _VALUE.split(source)[::3]
    pattern = "(.*?)".join(map(re.escape, texts))
    return Phrase(
        landmark=max(texts, key=len),
        pattern=re.compile(pattern, re.DOTALL),
        names=tuple(one[1] for one in _VALUE.finditer(source)),
        translation=translation,
    )


def error_text(error: Exception, code: str) -> str:
    """Return what an error says in a language; what has no translation stays in English.

    Args:
        error: The error.
        code: fi, sv or en.
    """
    if code not in LANGUAGES or code == SOURCE:
        return str(error)
    if not isinstance(error, FaultyInput):
        return translated(str(error), code)
    heading = translated(str(error).partition("\n")[0], code)
    return "\n".join([heading, *(f"  {fault_text(one, code)}" for one in error.faults)])


def fault_text(fault: Fault, code: str) -> str:
    """Return a fault as one sentence in a language."""
    if code == SOURCE:
        return str(fault)
    place = ", ".join(translated(one, code) for one in _STEPS.split(fault.place))
    found, expected, advice = (translated(one, code) for one in (fault.found, fault.expected, fault.advice))
    unseen = translated(difference(fault.found, fault.expected, fault.advice), code)
    sentence = next(one.translation for one in phrases(code) if one.landmark == "; expected ")
    values = [
        fault.file,
        f", {place}" if place else "",
        found,
        expected,
        *(f" {one}" if one else "" for one in (advice, unseen)),
    ]
    return _VALUE.sub(lambda mark: values[int(mark[1])], sentence)


@functools.lru_cache(maxsize=10_000)
def translated(text: str, code: str) -> str:
    """Return a phrase, or sentences one after the other, in a language; a value in quotation marks stays as it is."""
    if not text.strip() or _is_quoted(text):
        return text
    found = _found(text, code)
    if found is None:
        parts = _SENTENCES.split(text)
        return " ".join(translated(one, code) for one in parts) if len(parts) > 1 else text
    return found


def _found(text: str, code: str) -> str | None:
    matches = [(one, found) for one in phrases(code) if one.landmark in text and (found := one.pattern.fullmatch(text))]
    sure = [pair for pair in matches if all(_is_sure(value, code) for value in pair[1].groups())]
    for one, match in [*sure, *(pair for pair in matches if len(pair[0].landmark) >= _TELLING)]:
        if match:
            return _VALUE.sub(
                functools.partial(_value, dict(zip(one.names, match.groups(), strict=True)), code), one.translation
            )
    return None


def _is_sure(value: str, code: str) -> bool:
    """Return whether a value is one: a name, a list of names, a quotation, or a phrase of the catalogue."""
    bare = value.strip()
    return bool(_NAMES.fullmatch(bare)) or "'" in bare or '"' in bare or translated(bare, code) != bare


def _value(values: dict[str, str], code: str, mark: re.Match[str]) -> str:
    value = values[mark[1]]
    return translated(value, code) if mark[2] or " " in value.strip() else value


def _is_quoted(text: str) -> bool:
    """Return whether a text is one value in quotation marks, as messages repeat it."""
    if re.fullmatch(r"'[^']*'", text):
        return True
    try:
        return isinstance(json.loads(text), str)
    except ValueError:
        return False
