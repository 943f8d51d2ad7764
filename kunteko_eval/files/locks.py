"""Who holds a lock that is a file: the process and machine that it names."""

from __future__ import annotations

import datetime
from pathlib import Path

LONGEST = 1000
"""Bytes of such a file that are read."""


def holder_of(lock: Path) -> str:
    """Return the process, the machine and the time that a file tells which stands for a lock; nothing where it does not.

    Its first two lines are those that `filelock.SoftFileLock` writes: the number of the process and the machine's name.
    """
    try:
        with lock.open("rb") as file:
            process, host, *_ = file.read(LONGEST).decode("utf-8", "replace").split("\n")
        since = datetime.datetime.fromtimestamp(lock.stat().st_mtime, tz=datetime.UTC)
    except (OSError, ValueError, OverflowError):
        return ""
    return f"process {process} on {host}, since {since:%Y-%m-%d %H:%M:%S UTC}" if process.isdigit() and host else ""
