"""Writing files whole or not at all, and texts that no spreadsheet takes for formulas."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

from kunteko_eval.errors import KuntekoError
from kunteko_eval.files.disk import make_folder, share, writing

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
        NotWritten: When it cannot be written; what stood there is untouched, and nothing else is left behind.
    """
    given = content.encode() if isinstance(content, str) else content
    if target.exists() and not target.is_file():
        target.write_bytes(given)
        return
    aside = target.with_name(f".{target.name}.{os.getpid()}.making")
    try:
        with writing(target, len(given)):
            aside.write_bytes(given)
        move_into_place(aside, target)
    finally:
        with suppress(OSError):  # What the disk refused is told, not that nothing can be taken away there either.
            aside.unlink(missing_ok=True)


def write_new(path: Path, content: bytes | str) -> None:
    """Write a file of a scratch folder, which nobody reads before it is whole.

    Raises:
        NotWritten: When it cannot be written.
    """
    given = content.encode() if isinstance(content, str) else content
    with writing(path, len(given)):
        path.write_bytes(given)


def move_into_place(made: Path, target: Path) -> None:
    """Move a finished file to where it belongs, in one step and on the disk before it.

    Args:
        made: The file, on the file system of `target`.
        target: Its new place, whose folder exists; a file of that name is replaced.

    Raises:
        InUse: When another program has the file of that name open.
        NotWritten: When it cannot be moved; what stood at `target` is untouched.
    """
    with writing(target):
        _on_the_disk(made)
        patiently(lambda: made.replace(target), target)
    share(target)


def make_sure_of(targets: Iterable[Path]) -> None:
    """Make sure that files can be replaced, so that not some of several are and others are not.

    Args:
        targets: The files; one that is not there can be made.

    Raises:
        InUse: When another program has one of them open.
        NotWritten: When one cannot be replaced for another reason.
    """
    for target in targets:
        if target.exists():
            with writing(target):
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


def move_together(moves: Iterable[tuple[Path, Path]], gone: Iterable[Path] = ()) -> None:
    """Move finished files to where they belong in their order: all of them, or none where the disk refuses one.

    Each move is one step. All files are on the disk before the first is moved; of what stood in their places a copy is
    kept meanwhile, where there is room for it, and put back when a later one cannot be moved.

    Args:
        moves: Each file with its new place, all on one file system; the folders of the places are made.
        gone: Files that hold no longer when all are moved, and go with the first.

    Raises:
        InUse: When another program has one of the files open; none is moved then.
        NotWritten: When one cannot be moved.
    """
    pairs, old_ones = list(moves), list(gone)
    make_sure_of([*old_ones, *(target for _, target in pairs)])
    for made, target in pairs:
        make_folder(target.parent)
        with writing(target, made.stat().st_size):
            _on_the_disk(made)
    try:
        with ExitStack() as undo:
            for at, no_longer in enumerate(old_ones):
                if no_longer.exists():
                    aside = pairs[0][0].with_name(f"{at}.gone")
                    with writing(no_longer):
                        patiently(partial(no_longer.replace, aside), no_longer)
                    undo.callback(_put_back, aside, no_longer)
            for made, target in pairs:
                old = made.with_name(f"{made.name}.old") if target.exists() else None
                if old is not None:
                    _copy(target, old)
                with writing(target):
                    patiently(partial(made.replace, target), target)
                share(target)
                undo.callback(_put_back, old, target)
            undo.pop_all()
    finally:
        for made, _ in pairs:
            with suppress(OSError):
                made.with_name(f"{made.name}.old").unlink()


def _copy(target: Path, old: Path) -> None:
    """Keep a copy of a file, all of it or none where there is no room."""
    with suppress(OSError):
        try:
            shutil.copyfile(target, old)
        except OSError:
            old.unlink(missing_ok=True)


def _put_back(old: Path | None, target: Path) -> None:
    """Put back what stood somewhere, or take away what was moved to where nothing stood."""
    with suppress(OSError):
        if old is None:
            target.unlink()
        else:
            old.replace(target)


def _on_the_disk(path: Path) -> None:
    """Force a file to the disk: a machine that fails after its move must not leave a name without content."""
    with path.open("r+b") as file:  # Windows forces nothing that was opened for reading.
        os.fsync(file.fileno())


def harmless(text: str) -> str:
    """Return a text for CSV that no spreadsheet reads as a formula; a plain negative number stays as it is.

    >>> harmless("=1+1"), harmless("-12.5"), harmless("-1+1"), harmless("75 %; =1+1")
    ("'=1+1", '-12.5', "'-1+1", "75 %;' =1+1")
    """
    if re.fullmatch(r"-\d+(\.\d+)?", text, re.ASCII):
        return text
    escaped = RISKY_INSIDE.sub("'", text)
    return f"'{escaped}" if RISKY.match(text) else escaped
