"""Words on terminals and in pipes that lack some of their characters, such as Windows' with its code page 1252."""

from __future__ import annotations

import codecs
import io
import sys
import unicodedata

NEAREST = "kunteko-nearest"
"""The name by which Python's codecs know what `nearest` does."""

WRITTEN = {
    "→": "->",
    "←": "<-",
    "↑": "(up)",
    "↓": "(down)",
    "−": "-",
    "‑": "-",
    "≈": "~",
    "≥": ">=",
    "≤": "<=",
    "Δ": "difference",
    "∞": "infinity",
    "●": "(o)",
    "○": "( )",
    "■": "[x]",
    "▲": "/\\",
    "▼": "\\/",
    "◆": "<>",
    "★": "*",
    "✓": "v",
    "✗": "x",
}
"""How characters are written with those that every terminal has."""


def nearest(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for characters that an encoding lacks, and where to go on; none is lost or stops a command.

    Raises:
        UnicodeError: When it is another error than of encoding.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    # Which encoding it is cannot be told of those that are tables, such as code page 1252; all have ASCII.
    return "".join(map(_nearest, error.object[error.start : error.end])), error.end


def _nearest(letter: str) -> str:
    """Return what stands for a character in ASCII: the like of it, its letter without marks, or its number."""
    for like in (WRITTEN.get(letter, ""), unicodedata.normalize("NFKD", letter)):
        kept = "".join(one for one in like if not unicodedata.combining(one))
        if kept and kept.isascii():
            return kept
    return letter.encode("ascii", "backslashreplace").decode()


def settle() -> None:
    """Have what is written on the standard outputs told with the nearest characters that they have."""
    codecs.register_error(NEAREST, nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=NEAREST)
