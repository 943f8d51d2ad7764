"""Writing files whole or not at all: what stood there stays until the new file is complete on the disk."""

from __future__ import annotations

import os
from pathlib import Path


def write_atomically(target: Path, content: bytes | str) -> None:
    """Write a file that is complete, or as it was before.

    Args:
        target: The file, whose folder exists; a file of that name is replaced.
        content: Its bytes, or its text, which is written as UTF-8 with the line ends that it has.

    Raises:
        OSError: When it cannot be written; what stood there is untouched, and nothing else is left behind.
    """
    aside = target.with_name(f".{target.name}.{os.getpid()}.making")
    try:
        aside.write_bytes(content.encode() if isinstance(content, str) else content)
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
