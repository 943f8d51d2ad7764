"""Small texts that every exchange writes: numbers with nouns, ids, and characters that XML can hold."""

from __future__ import annotations

import re
import unicodedata


def counted(count: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "activity"), counted(2, "activity"), counted(0, "period")
    ('1 activity', '2 activities', '0 periods')
    """
    several = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else several}"


def plain_id(text: str, most: int = 60) -> str:
    """Return an id of at most so many lower-case letters, digits and hyphens; empty when the text gives none.

    >>> plain_id("Työpaikan sijainti (maakunta)"), plain_id("Роль")
    ('tyopaikan-sijainti-maakunta', '')
    """
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", bare).strip("-")[:most].strip("-")


def legal_xml(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return "".join(one for one in text if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff"))
