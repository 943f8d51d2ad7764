"""Writing files whole or not at all, and texts that no spreadsheet takes for formulas."""

from __future__ import annotations

import os
import re
from pathlib import Path

TRIGGERS = r"=+\-@＝＋－＠"
"""What makes a spreadsheet read a text as a formula, in full width too."""

RISKY = re.compile(rf"[\t\r\n]|\s*[{TRIGGERS}]")
"""The start of a text that a spreadsheet may read as a formula (OWASP, CSV injection)."""

RISKY_INSIDE = re.compile(rf"(?<=[;\t\r\n])(?=\s*[{TRIGGERS}])")
"""The same after what a spreadsheet of another country takes for the end of a cell, or for a new row."""


def write_atomically(target: Path, content: bytes | str) -> None:
    """Write a file that is complete, or as it was before.

    Args:
        target: The file, whose folder exists; a file of that name is replaced. What is no file, such as the standard
            output by its name, is written to.
        content: Its bytes, or its text, which is written as UTF-8 with the line ends that it has.

    Raises:
        OSError: When it cannot be written; what stood there is untouched, and nothing else is left behind.
    """
    given = content.encode() if isinstance(content, str) else content
    if target.exists() and not target.is_file():
        target.write_bytes(given)
        return
    aside = target.with_name(f".{target.name}.{os.getpid()}.making")
    try:
        aside.write_bytes(given)
        move_into_place(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def move_into_place(made: Path, target: Path) -> None:
    """Move a finished file to where it belongs, in one step and on the disk before it.

    Args:
        made: The file, on the file system of `target`.
        target: Its new place, whose folder exists; a file of that name is replaced.

    Raises:
        OSError: When it cannot be moved; what stood at `target` is untouched.
    """
    with made.open("rb") as file:
        # A machine that fails after the move must not leave a file that has a name and no content.
        os.fsync(file.fileno())
    made.replace(target)


def harmless(text: str) -> str:
    """Return a text for CSV that no spreadsheet reads as a formula; a plain negative number stays as it is.

    >>> harmless("=1+1"), harmless("-12.5"), harmless("-1+1"), harmless("75 %; =1+1")
    ("'=1+1", '-12.5', "'-1+1", "75 %;' =1+1")
    """
    if re.fullmatch(r"-\d+(\.\d+)?", text, re.ASCII):
        return text
    escaped = RISKY_INSIDE.sub("'", text)
    return f"'{escaped}" if RISKY.match(text) else escaped
