"""What is saved while a run watches: files are looked at again and again, and told when they stand still.

Looking works everywhere, on network folders too, where the operating system tells no changes; it costs a few
milliseconds, and never more than a tenth of the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.files.snapshot import NOTHING, reading_from

PAUSE = 0.05
"""Seconds between two looks, at least."""

SETTLED = 0.05
"""Seconds for which files must stand still: an editor may write one in several steps, or several of them."""

MOST_TRUSTED = 10.0
"""Seconds by which a file's own time may lie before the look; further off, it is of another clock or an older copy."""

Stamp = tuple[int, int, int]
"""When a file was last changed, in nanoseconds, its size, and its number on the disk."""

Stamps = Mapping[Path, Stamp | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Files that stand still after they were changed.

    Attributes:
        paths: The files that are new, gone or others than before; none at the beginning.
        moment: When the last of them was saved, by `time.monotonic`; None at the beginning.
    """

    paths: Sequence[Path] = ()
    moment: float | None = None


def saves(
    listed: Callable[[], Sequence[Path]],
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Saved]:
    """Yield once at the beginning, and then whenever files were saved and stand still.

    What is saved while what was yielded is worked on is told next.

    Args:
        listed: Returns the files that are watched, as they stand on the disk.
        sleep: Waits so many seconds.
        clock: Tells seconds.
    """
    known, _ = _look(listed, clock)
    yield Saved()
    while True:
        now, took = _look(listed, clock)
        if now == known:
            sleep(max(PAUSE, 9 * took))
            continue
        begun = clock()
        while True:
            sleep(max(SETTLED, took))
            again, took = _look(listed, clock)
            if again == now:
                break
            now, begun = again, clock()
        changed = sorted(path for path in known.keys() | now.keys() if known.get(path) != now.get(path))
        known = now
        yield Saved(paths=changed, moment=begun - _before(changed))


def _look(listed: Callable[[], Sequence[Path]], clock: Callable[[], float]) -> tuple[Stamps, float]:
    """Return when each file was changed, and how many seconds it took to find out."""
    begun = clock()
    with reading_from(NOTHING):
        try:
            paths = list(listed())
        except OSError:  # A folder is just going; what is left of it is seen next.
            paths = []
    return {path: _stamp(path) for path in paths}, clock() - begun


def _stamp(path: Path) -> Stamp | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


def _before(paths: Sequence[Path]) -> float:
    """Return how many seconds ago the last of some files was saved, as far as their own times can be trusted."""
    moments = [stamp[0] / 1e9 for path in paths if (stamp := _stamp(path))]
    ago = time.time() - max(moments) if moments else 0.0
    return ago if 0 <= ago <= MOST_TRUSTED else 0.0
