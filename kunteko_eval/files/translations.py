"""Texts in some of the languages of the reports: which a programme needs, and what stands in for one that it lacks.

A text of many languages is a class whose keys are `LANGUAGES`, or columns of one stem: ``label_fi``, ``label_sv``,
``label_en``. A language that is missing borrows the words of another, with that language's code before them.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from typing import Any, Final, get_args, get_type_hints

from kunteko_eval.files.validation import Location, Misfit, keys_of, required_keys_of

LANGUAGES: Final = ("fi", "sv", "en")
LENDERS = ("en", "fi", "sv")
"""Whose words are borrowed where no order of preference is declared."""

MARK = re.compile(r"\[([a-z]{2,3})\] ")
"""The code of a language whose words were borrowed, before them."""

_SPARE = "?"
_COLUMN = re.compile(rf"(.+)_({'|'.join(LANGUAGES)})")


def borrowed(given: Mapping[str, str], order: Sequence[str] = LENDERS) -> dict[str, str]:
    """Return the words in every language, borrowed and marked where they are missing; empty when all are.

    >>> borrowed({"en": "Clinics"})
    {'fi': '[en] Clinics', 'sv': '[en] Clinics', 'en': 'Clinics'}
    """
    lender = next((code for code in (*order, *LENDERS) if given.get(code)), None)
    return {code: given.get(code) or f"[{lender}] {given[lender]}" for code in LANGUAGES} if lender else {}


@dataclass(slots=True)
class Translations:
    """Which languages the texts of a programme need, and what was found of them.

    Attributes:
        languages: In order of preference; none as long as nobody knows which they are.
        given: How many texts have each language.
        texts: How many texts there are.
    """

    languages: tuple[str, ...] = ()
    given: Counter[str] = field(default_factory=Counter)
    texts: int = 0

    def declare(self, found: object) -> None:
        """Take the languages that a programme declares; every one of them when it declares none."""
        known = found if isinstance(found, list) else LANGUAGES if found is None else ()
        self.languages = tuple(dict.fromkeys(str(one) for one in known if str(one) in LANGUAGES))

    def completed(self, kind: Any, content: Any) -> tuple[Any, list[Misfit]]:
        """Return content for the class `kind` with every text in every language, and what it lacks."""
        lacking: list[Misfit] = []
        return self._completed(kind, content, (), lacking), lacking

    def completed_row(self, kind: Any, given: Mapping[str, str]) -> tuple[dict[str, str], list[Misfit]]:
        """Return the cells of a row with every text in every language, and what it lacks."""
        cells, lacking = dict(given), list[Misfit]()
        for stem in stems_of(kind):
            texts = {code: given[f"{stem}_{code}"] for code in LANGUAGES if given.get(f"{stem}_{code}")}
            if not texts and stem not in _needed_stems(kind):
                continue  # No language is needed of what may be left out.
            cells |= {f"{stem}_{code}": words for code, words in self._whole(texts).items()}
            lacking += [_missing((f"{stem}_{code}",)) for code in self.languages if code not in texts]
        return cells, lacking

    def _completed(self, kind: Any, content: Any, at: Location, lacking: list[Misfit]) -> Any:
        if isinstance(content, list):
            return [self._completed(kind, item, (*at, place), lacking) for place, item in enumerate(content)]
        if not isinstance(content, dict):
            return content
        if keys_of(kind) == LANGUAGES:
            lacking += [_missing((*at, code)) for code in self.languages if code not in content]
            texts = {code: words for code in LANGUAGES if isinstance(words := content.get(code), str) and words.strip()}
            return {**self._whole(texts), **content}
        inner = _classes_of(kind)
        return {
            key: self._completed(inner[key], item, (*at, key), lacking) if key in inner else item
            for key, item in content.items()
        }

    def _whole(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the words in every language; spare ones where there are none, with which every other check runs."""
        self.given.update(given.keys())
        self.texts += 1
        return borrowed(given, self.languages) or dict.fromkeys(LANGUAGES, _SPARE)


def _missing(at: Location) -> Misfit:
    return Misfit(at, f"{str(at[-1])!r} is missing", "it to be given", missing=True)


@functools.cache
def stems_of(kind: Any) -> tuple[str, ...]:
    """Return the stems of the columns of a row's texts: ``label`` of ``label_fi``, ``label_sv`` and ``label_en``."""
    found: dict[str, list[str]] = {}
    for key in keys_of(kind):
        if match := _COLUMN.fullmatch(key):
            found.setdefault(match[1], []).append(match[2])
    return tuple(stem for stem, codes in found.items() if sorted(codes) == sorted(LANGUAGES))


@functools.cache
def _needed_stems(kind: Any) -> tuple[str, ...]:
    """Return the stems of texts that a row cannot leave out: those that its class gives whole, as a property."""
    return tuple(stem for stem in stems_of(kind) if isinstance(getattr(kind, stem, None), property))


def required_columns_of(kind: Any, languages: Sequence[str]) -> list[str]:
    """Return the columns that a table must have: those that its class requires, and its texts in these languages."""
    needed = set(required_keys_of(kind)) | {f"{stem}_{code}" for stem in _needed_stems(kind) for code in languages}
    return [key for key in keys_of(kind) if key in needed]


@functools.cache
def _classes_of(kind: Any) -> dict[str, Any]:
    """Return the frozen classes within a class, by key."""
    hints = get_type_hints(kind)
    found = {info.alias or name: _class_in(hints[name]) for name, info in kind.__pydantic_fields__.items()}
    return {key: one for key, one in found.items() if one is not None}


def _class_in(hint: Any) -> Any | None:
    if is_dataclass(hint):
        return hint
    return next((found for inner in get_args(hint) if (found := _class_in(inner)) is not None), None)


def own_words(content: Any, languages: Sequence[str]) -> Any:
    """Return plain content without borrowed words in languages that are not declared, as files would say it.

    >>> own_words({"label": {"fi": "[en] A", "sv": "[en] A", "en": "A"}, "name_fi": "[en] B", "name_en": "B"}, ["en"])
    {'label': {'en': 'A'}, 'name_en': 'B'}
    """
    if isinstance(content, list):
        return [own_words(item, languages) for item in content]
    if not isinstance(content, dict):
        return content
    dropped = set(_borrowed_keys(content, languages))
    return {key: own_words(item, languages) for key, item in content.items() if key not in dropped}


def _borrowed_keys(content: Mapping[str, Any], languages: Sequence[str]) -> Iterator[str]:
    for key, words in content.items():
        code = key[-2:]
        if code in LANGUAGES and code not in languages and key[:-2][-1:] in {"", "_"} and isinstance(words, str):
            mark = MARK.match(words)
            if mark and content.get(key[:-2] + mark[1]) == words[mark.end() :]:
                yield key
