"""Folders for Unix sockets: private, and with a name short enough for an address."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kunteko_eval.batch.notices import note

LONGEST = 103
"""Bytes that the address of a Unix socket may have everywhere: 107 on Linux, 103 on macOS and the BSDs."""

NAME = "kernel-9"
"""The longest name of a socket in such a folder."""


def private_folder() -> Path | None:
    """Return a new folder, open to this user alone, in which sockets work; None when there is no place for one.

    It stands among temporary files; where their folder's name is too long for an address, or its disk keeps no
    sockets, in the session's own folder or among the system's temporary files.
    """
    if not hasattr(socket, "AF_UNIX"):
        return None
    usual = Path(tempfile.gettempdir())
    for base in (usual, *_others()):
        made = _made_in(base)
        if made is not None:
            if base != usual:
                why = "its name is too long for them" if _is_too_long(usual) else "it cannot hold them"
                note(f"sockets stand in a private folder in {base} instead of {usual}, since {why}")
            return made
    return None


def _others() -> Iterator[Path]:
    own = os.environ.get("XDG_RUNTIME_DIR")
    if own and Path(own).is_absolute():
        yield Path(own)
    yield from (Path(name) for name in ("/tmp", "/var/tmp", "/dev/shm"))  # noqa: S108  (a private folder is made there)


def _is_too_long(base: Path) -> bool:
    return len(os.fsencode(base / "kunteko-12345678" / NAME)) > LONGEST


def _made_in(base: Path) -> Path | None:
    """Return a new folder in `base` that is private and where a socket can be bound, or None."""
    if _is_too_long(base):
        return None
    try:
        folder = Path(tempfile.mkdtemp(prefix="kunteko-", dir=base))
    except OSError:
        return None
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as tried:
            tried.bind(str(folder / NAME))
        (folder / NAME).unlink()
        if not stat.S_IMODE(folder.stat().st_mode) & 0o077:
            return folder
    except OSError:
        pass
    shutil.rmtree(folder, ignore_errors=True)
    return None
