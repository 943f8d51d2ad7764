"""Texts that look alike and are not the same: told by their characters, because nobody can see the difference."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST = 200
"""Characters of a text that is looked at; longer ones are prose."""

LONGEST_MESSAGE = 2000
LONGEST_LIST = 50_000
"""Characters of a message, and of what it lists as expected, that is looked at."""

MOST = 3
"""Differences of one text that are told."""

_LOOKS = {
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "ѕ": "s", "і": "i", "ј": "j", "ԁ": "d",
    "һ": "h", "ԛ": "q", "ԝ": "w", "ӏ": "l", "ѵ": "v", "к": "k", "т": "t", "м": "m", "в": "b", "н": "h",
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y",
    "Х": "X", "Ѕ": "S", "І": "I", "Ј": "J", "ё": "ë", "Ё": "Ë", "ї": "ï", "Ї": "Ï", "ӓ": "ä", "Ӓ": "Ä", "ӧ": "ö",
    "Ӧ": "Ö",
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P",
    "Τ": "T", "Υ": "Y", "Χ": "X", "α": "a", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "υ": "u", "χ": "x",
    "ı": "i", "ɑ": "a", "ɡ": "g", "ȧ": "å", "Å": "Å",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "⁃": "-", "﹣": "-", "－": "-",
    "’": "'", "‘": "'", "ʼ": "'", "′": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "″": '"',
    "∕": "/", "⁄": "/", "٫": ",", "٬": ",", "․": ".", "∶": ":", "꞉": ":", "ꓸ": ".", "٪": "%",
}  # fmt: skip
"""What a character is taken for: Cyrillic and Greek letters for Latin ones, dashes, quotation marks, separators."""

_QUOTED = re.compile(r"'([^']+)'|\"((?:[^\"\\]|\\.)+)\"")
_PARTS = re.compile(r",\s|;\s|:\s|\bor\b|\band\b|\bone of\b")


def looks(text: str) -> str:
    """Return what a text looks like: plain characters, one kind of space, nothing invisible.

    >>> looks("2015–2017"), looks("m²")
    ('2015-2017', 'm2')
    """
    return "".join(_plain(one) for one in unicodedata.normalize("NFKC", text.translate(_TABLE)))


def look_alike(one: str, other: str) -> bool:
    """Return whether two texts are different and cannot be told apart by eye."""
    return one != other and looks(one).strip() == looks(other).strip()


def difference(found: str, *expected: str) -> str:
    """Return a sentence on what cannot be seen in a message; empty when everything can.

    Args:
        found: What the message says was found.
        expected: What it says was expected, and its advice.
    """
    if len(found) > LONGEST_MESSAGE or (found.isascii() and all(part.isascii() for part in expected)):
        return ""
    others = _by_looks(expected)
    texts = [text for text in _texts(found) if len(text) <= LONGEST]
    for text in texts:
        twins = others.get(looks(text).strip(), ())
        if twins and text not in twins:
            return f"The two look alike: {_listed(_differences(text, twins[0]))}."
    for text in _quoted(found) or [found]:
        odd = list(dict.fromkeys(one for one in text if _misleads(one, text)))
        if odd and len(text) <= LONGEST:
            return f"{_shown(text)} holds {_listed(map(_named, odd))}."
    return ""


@functools.lru_cache(maxsize=64)
def _by_looks(expected: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the texts of messages by what they look like; many faults expect the same."""
    found: dict[str, tuple[str, ...]] = {}
    for text in (text for part in expected if len(part) <= LONGEST_LIST for text in _texts(part)):
        seen = looks(text).strip()
        found[seen] = (*found.get(seen, ()), text)
    return found


def _texts(message: str) -> list[str]:
    """Return the texts that a message may speak of: what it quotes, the items that it lists, and its words."""
    parts = [item.strip(" .?") for item in [*_PARTS.split(message), *message.split(" ")]]
    return list(dict.fromkeys([*_quoted(message), *(part for part in parts if any(map(str.isalnum, part)))]))


def _quoted(message: str) -> list[str]:
    return [one or other for one, other in _QUOTED.findall(message)]


def _differences(text: str, twin: str) -> Iterator[str]:
    """Yield what the first text has where its twin has something else."""
    for kind, a, b, c, d in difflib.SequenceMatcher(None, text, twin, autojunk=False).get_opcodes():
        here, there = " ".join(map(_named, text[a:b])), " ".join(map(_named, twin[c:d]))
        if kind == "replace":
            yield f"the first has {here} where the second has {there}"
        elif kind == "delete":
            yield f"the first has {here} where the second has nothing"
        elif kind == "insert":
            yield f"the first has nothing where the second has {there}"


def _misleads(character: str, text: str) -> bool:
    """Return whether a character of a text is not what it looks like, or is not seen at all."""
    if character.isascii():
        return False
    kind = unicodedata.category(character)
    if kind == "Mn":
        return unicodedata.normalize("NFC", text) != text
    if kind in {"Zs", "Zl", "Zp", "Cf", "Nd"}:
        return True
    if _plain(character) == character:
        return False
    if character.isalpha():  # A word of another alphabet is what it looks like; one with Latin letters in it is not.
        return any(character in word and re.search("[A-Za-z]", word) for word in re.findall(r"\w+", text))
    return re.fullmatch(r"[-+]?[\d.,' /:-]*\d[\d.,' /:%-]*", looks(text).strip()) is not None


def _plain(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in {"Zs", "Zl", "Zp"}:
        return " "
    if kind == "Cf":
        return ""
    if kind == "Nd":
        return str(unicodedata.digit(character))
    return _LOOKS.get(character, character)


def _named(character: str) -> str:
    """Return a character as itself where it can be seen, with its number and name."""
    name = unicodedata.name(character, "no name").lower()
    code = f"U+{ord(character):04X}"
    seen = character.isprintable() and not character.isspace() and unicodedata.category(character) != "Mn"
    return f"{character} ({code}, {name})" if seen else f"{code} ({name})"


def _shown(text: str) -> str:
    return "'" + "".join(one if one.isascii() and one.isprintable() else _escaped(one) for one in text[:40]) + "'"


def _escaped(character: str) -> str:
    return character if character.isalpha() and _plain(character) == character else f"\\u{ord(character):04x}"


def _listed(parts: Iterable[str]) -> str:
    items = list(parts)
    return ", ".join(items[:MOST]) + (f", and {len(items) - MOST} more" if len(items) > MOST else "")


_TABLE = str.maketrans(_LOOKS)
