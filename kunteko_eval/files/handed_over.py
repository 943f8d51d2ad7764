"""What the maker of a report hands its kernel beside the snapshot, so that neither reads and rates again what the other has."""

from __future__ import annotations

import os
import pickle
from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any

from kunteko_eval.files.snapshot import HELD_IN
from kunteko_eval.files.writing import write_new

HANDED_OVER = "handed-over"
"""The file beside a packed snapshot that holds what was made of it."""


def hand_over(folder: Path, key: Hashable, value: object) -> Path:
    """Keep a value beside the snapshot that is packed in a folder, for the kernel that reads from there.

    Args:
        folder: Of the packed snapshot; nobody else can write there.
        key: Everything that the value depends on, the state of the snapshot among it.
        value: What was made of the snapshot; both can be pickled.

    Returns:
        The file.
    """
    file = folder / HANDED_OVER
    write_new(file, pickle.dumps((key, pickle.dumps(value, -1)), -1))
    return file


def handed_over(key: Hashable) -> Any:
    """Return what was handed over to this process under a key; None when there is nothing, or only of another key."""
    held = os.environ.get(HELD_IN)
    file = Path(held).with_name(HANDED_OVER) if held else None
    if file is None or not file.is_file():
        return None
    its_key, packed = _loaded(file)
    return pickle.loads(packed) if its_key == key else None  # noqa: S301  (see `_loaded`)


@lru_cache(maxsize=1)
def _loaded(file: Path) -> tuple[Hashable, bytes]:
    """Return the key and the packed value of a file that this user's own process has just made, in a folder of its own."""
    key, packed = pickle.loads(file.read_bytes())  # noqa: S301
    return key, packed
