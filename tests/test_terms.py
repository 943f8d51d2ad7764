"""The words of the reports: what the list of terms forbids stands in no message of that language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
TERMS = ROOT / "docs" / "reference" / "terms.md"
REPORT = ROOT / "kunteko_eval" / "report" / "messages"
NOTEBOOKS = [ROOT / "notebooks" / "messages", ROOT / "notebooks" / "learn" / "messages"]
LANGUAGES = ("fi", "sv", "en")
MARKED_UP = re.compile(r"`[^`]*`|\*[^*\s]+\*|\{[^}]*\}")
"""Code, names of codes in italics, and places for values are no words."""


def never_said(language: str) -> list[str]:
    """Return the words that the last column of the list forbids in a language."""
    rows = [line.split("|")[1:-1] for line in TERMS.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    parts = [part.strip() for row in rows[2:] for part in row[-1].split(";") if part.strip()]
    found = [part.partition(": ") for part in parts]
    assert {tongue for tongue, _, _ in found} == set(LANGUAGES)
    return [word.strip() for tongue, _, words in found if tongue == language for word in words.split(",")]


def entries(path: Path) -> Iterator[tuple[str, str]]:
    """Yield every source and translation of a catalogue, singular and plural."""
    with path.open("rb") as file:
        for entry in read_po(file):
            if entry.id:
                ids, texts = (one if isinstance(one, (list, tuple)) else (one,) for one in (entry.id, entry.string))
                yield from zip(map(str, ids), map(str, texts), strict=True)


def messages(language: str) -> list[str]:
    """Return every message of the report and every block of the notebooks' prose in a language."""
    own = "fi" if language == "en" else language
    report = [source if language == "en" else text for source, text in entries(REPORT / f"{own}.po")]
    other = "en" if language == "fi" else language
    prose = [pair for folder in NOTEBOOKS for pair in entries(folder / f"{other}.po")]
    return report + [source if language == "fi" else text for source, text in prose]


def pattern(word: str) -> re.Pattern[str]:
    """Return what finds a forbidden word, with any ending where it has a star.

    >>> bool(pattern("oense").search("källorna är oense")), bool(pattern("tillit").search("tillitsfull"))
    (True, False)
    """
    return re.compile(rf"\b{re.escape(word.rstrip('*'))}{'' if word.endswith('*') else chr(92) + 'b'}", re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_says_what_the_list_of_terms_forbids(language: str) -> None:
    """The report and the notebooks use the words of the list, so that one thing has one name in each language."""
    texts = [MARKED_UP.sub(" ", text) for text in messages(language)]
    forbidden = {word: pattern(word) for word in never_said(language)}
    assert len(texts) > 1000
    assert [(word, text) for word, one in forbidden.items() for text in texts if one.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_forbids_none_of_its_own_words(language: str) -> None:
    """No term of a language is among the words that its own column forbids."""
    column = LANGUAGES.index(language) + 1
    rows = [line.split("|")[1:-1] for line in TERMS.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    terms = [row[column].strip() for row in rows[2:]]
    assert all(terms)
    assert [(word, term) for word in never_said(language) for term in terms if pattern(word).search(term)] == []
