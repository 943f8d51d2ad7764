"""Writing what was made, whole or not at all, and never over what is there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput


def refuse_existing(*paths: Path) -> None:
    """Raise a fault for every path that exists.

    Raises:
        FaultyInput: When one does.
    """
    faults = [
        Fault(
            file=str(path), place="", found="it exists", expected="a new name", advice="Give another, or move it first."
        )
        for path in paths
        if path.exists()
    ]
    if faults:
        raise FaultyInput(faults)


def save_tree(target: Path, files: Mapping[str, bytes], check: Callable[[Path], object]) -> None:
    """Write files into a new folder; made aside, checked, and moved into place.

    Args:
        target: The folder, which must not exist.
        files: Bytes by path within the folder.
        check: Called with the folder while it is aside; when it raises, nothing stays.

    Raises:
        FaultyInput: When the folder exists, or of `check`.
    """
    refuse_existing(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=target.parent) as aside:
        made = Path(aside) / target.name
        for name, content in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        check(made)
        made.rename(target)
