"""What was done otherwise than usual: told once each, to whoever listens."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

_told: dict[str, None] = {}
_lock = threading.Lock()  # reports are followed in threads
_teller: Callable[[str], None] | None = None  # one a process: a batch's display, or a report maker's pipe


def note(message: str) -> None:
    """Tell something, unless this process has told it already; kept until somebody listens."""
    with _lock:
        if message in _told:
            return
        _told[message] = None
    if _teller is not None:
        _teller(message)


def tell_by(teller: Callable[[str], None]) -> None:
    """Have `teller` told what was noted until now, and whatever will be."""
    global _teller  # as the docstring of the module says
    _teller = teller
    for message in list(_told):
        teller(message)


def to_errors() -> None:
    """Have notes written to standard error where nobody listens yet."""
    if _teller is None:
        tell_by(lambda message: print(f"note: {message}", file=sys.stderr))  # noqa: T201  (that is what it is for)


def forget() -> None:
    """Begin anew, as a process that was forked does."""
    global _teller
    _teller = None
    _told.clear()
