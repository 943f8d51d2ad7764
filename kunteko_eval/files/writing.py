"""Writing files whole or not at all, and texts that no spreadsheet takes for formulas."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from kunteko_eval.errors import KuntekoError

TRIGGERS = r"=+\-@＝＋－＠"
"""What makes a spreadsheet read a text as a formula, in full width too."""

RISKY = re.compile(rf"[\t\r\n]|\s*[{TRIGGERS}]")
"""The start of a text that a spreadsheet may read as a formula (OWASP, CSV injection)."""

RISKY_INSIDE = re.compile(rf"(?<=[;\t\r\n])(?=\s*[{TRIGGERS}])")
"""The same after what a spreadsheet of another country takes for the end of a cell, or for a new row."""


WAITS = (0.1, 0.2, 0.4, 0.8)
"""Seconds between two tries while another program holds a file: one that only looks at new files soon lets go."""

HELD = frozenset({5, 32, 33})
"""What Windows answers where a file is open elsewhere: access denied, sharing violation, lock violation."""


class InUse(KuntekoError, PermissionError):
    """Another program has a file open and lets nobody replace it, as programs on Windows do."""


def write_atomically(target: Path, content: bytes | str) -> None:
    """Write a file that is complete, or as it was before.

    Args:
        target: The file, whose folder exists; a file of that name is replaced. What is no file, such as the standard
            output by its name, is written to.
        content: Its bytes, or its text, which is written as UTF-8 with the line ends that it has.

    Raises:
        InUse: When another program has the file of that name open.
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
        InUse: When another program has the file of that name open.
        OSError: When it cannot be moved; what stood at `target` is untouched.
    """
    with made.open("r+b") as file:  # Windows puts only a file on the disk that is open for writing.
        # A machine that fails after the move must not leave a file that has a name and no content.
        os.fsync(file.fileno())
    patiently(lambda: made.replace(target), target)


def make_sure_of(targets: Iterable[Path]) -> None:
    """Make sure that files can be replaced, so that not some of several are and others are not.

    Args:
        targets: The files; one that is not there can be made.

    Raises:
        InUse: When another program has one of them open.
    """
    for target in targets:
        if target.exists():
            # Changes nothing; Windows refuses it where it would refuse to put another file there.
            patiently(partial(target.rename, target), target)


def patiently(step: Callable[[], object], target: Path) -> None:
    """Do what replaces, moves or removes a file or folder, again after a while where another program holds it.

    Args:
        step: What is done.
        target: The file or folder that is told when another program keeps holding it.

    Raises:
        InUse: When another program has it open.
        OSError: When it cannot be done for another reason.
    """
    for seconds in (*WAITS, None):
        try:
            step()
        except PermissionError as error:
            if getattr(error, "winerror", None) not in HELD:
                raise
            if seconds is None:
                told = f"{target}: another program has it open, such as Excel or a PDF reader; close it there, then try again"
                raise InUse(told) from error
            time.sleep(seconds)
        else:
            return


def harmless(text: str) -> str:
    """Return a text for CSV that no spreadsheet reads as a formula; a plain negative number stays as it is.

    >>> harmless("=1+1"), harmless("-12.5"), harmless("-1+1"), harmless("75 %; =1+1")
    ("'=1+1", '-12.5', "'-1+1", "75 %;' =1+1")
    """
    if re.fullmatch(r"-\d+(\.\d+)?", text, re.ASCII):
        return text
    escaped = RISKY_INSIDE.sub("'", text)
    return f"'{escaped}" if RISKY.match(text) else escaped
