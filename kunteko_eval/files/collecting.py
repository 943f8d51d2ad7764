"""Work that makes many objects which all stay: Python looks for garbage among them less often."""

from __future__ import annotations

import functools
import gc
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
SELDOM = 100_000
"""Objects after whose making Python looks for garbage; its usual 700 take a quarter of the time of 20 000 boxes."""

_lock = threading.Lock()
_under_way: list[tuple[int, int, int]] = []
"""The thresholds that were found, once for each piece of work that has not ended."""


def collecting_seldom(work: Callable[P, T]) -> Callable[P, T]:
    """Let a function be looked through for garbage seldom; as often as before when the last such work has ended.

    Collecting stays on, and a threshold that is higher already, or off, is left alone.
    """

    @functools.wraps(work)
    def seldom(*args: P.args, **kwargs: P.kwargs) -> T:
        with _lock:
            found = _under_way[0] if _under_way else gc.get_threshold()
            _under_way.append(found)
            if 0 < found[0] < SELDOM:
                gc.set_threshold(SELDOM, *found[1:])
        try:
            return work(*args, **kwargs)
        finally:
            with _lock:
                _under_way.pop()
                if not _under_way:
                    gc.set_threshold(*found)

    return seldom
