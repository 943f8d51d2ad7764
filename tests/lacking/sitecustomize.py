"""Takes from an interpreter, and from every one that it starts, what other systems and poor disks do not have.

Put this folder on ``PYTHONPATH``. What is left is what Windows has, as far as it can be told from Linux: no way to
fork, no groups of processes, no Unix sockets, no locks and no links on the disk, text files in code page 1252 with line
ends of two characters unless told otherwise, and nothing put on the disk through a file that is open for reading.
"""

from __future__ import annotations

import builtins
import errno
import fcntl
import io
import os
import signal
import socket
from typing import Any

import psutil  # noqa: F401  (its Linux side needs what goes; on Windows it has another one)

LACKING = {
    os: ("fork", "forkpty", "killpg", "getpgrp", "setsid", "geteuid", "sched_getaffinity", "mkfifo"),
    signal: ("SIGCHLD", "SIGHUP", "setitimer"),
    socket: ("AF_UNIX", "send_fds", "recv_fds"),
}
"""What is not there at all. ``SIGKILL`` stays, since ipykernel imports it wherever it knows that it is on Linux."""

_UNIX = socket.AF_UNIX
_open, _fsync, _pair = io.open, os.fsync, socket.socketpair


def _refuse(number: int) -> Any:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def _opened(file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, *more: Any, **named: Any) -> Any:
    """Open a file as Windows does: text is of code page 1252, and gets its line ends, unless told otherwise."""
    if "b" not in mode:
        encoding = encoding or "cp1252"
        if set(mode) & set("wxa+") and len(more) < 2:
            named["newline"] = "\r\n" if named.get("newline") is None else named["newline"]
    return _open(file, mode, buffering, encoding, *more, **named)


def _put_on_disk(file: Any) -> None:
    """Put a file on the disk; one that is open for reading alone is refused."""
    number = file if isinstance(file, int) else file.fileno()
    if fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    _fsync(number)


def _paired(family: Any = None, *more: Any) -> Any:
    return _pair(_UNIX if family is None else family, *more)


for module, names in LACKING.items():
    for name in names:
        delattr(module, name)
io.open = _opened
builtins.open = _opened
os.fsync = _put_on_disk  # type: ignore[assignment]
for name in ("link", "symlink"):
    setattr(os, name, _refuse(errno.EPERM))
fcntl.flock = _refuse(errno.ENOLCK)
socket.socketpair = _paired  # type: ignore[assignment]
