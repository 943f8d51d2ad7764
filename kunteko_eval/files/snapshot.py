"""What a run reads, held as it stood at one moment: readers ask here, and the disk only for what is not held.

A snapshot lives in memory. Within `reading_from` every reader of the product sees it; a kernel finds it packed in the
file that the environment variable `HELD_IN` names. Paths stay those of the files, so that messages name them.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePath

from kunteko_eval.errors import KuntekoError

HELD_IN = "KUNTEKO_SNAPSHOT"
"""The environment variable in which a kernel finds the packed snapshot of its report."""

LARGEST_HELD = 50_000_000
"""Bytes; a larger file is a fault, which its reader tells from the disk."""

TRIES = 20
"""How often a snapshot is begun again because a file changed meanwhile."""

PAUSE = 0.1
"""Seconds between two tries: whoever writes may end."""

RECENT = 2_000_000_000
"""Nanoseconds since its last change within which a file may change again with the same time and size."""


class NoSnapshot(KuntekoError, RuntimeError):
    """The input files do not stand still for long enough to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Files as they stood at one moment.

    Attributes:
        held: The absolute paths of the folders and files that are held, with all that is in them, each with the name
            that `files` has for it: a folder may be known by a link too. What is not in `files` does not exist there.
        files: The bytes of each file by its name.
        folders: The names of the folders.
        left: The names of files that are read from the disk all the same: too large, or not to be read at all.
        code: A digest of the product's own code at that moment.
    """

    held: Mapping[str, str]
    files: Mapping[str, bytes]
    folders: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    code: str = ""
    _digests: dict[str, str] = field(default_factory=dict)
    _children: dict[str, list[str]] = field(default_factory=dict)

    def name(self, path: Path) -> str | None:
        """Return the name of what stands at a path; None when it is to be read from the disk."""
        there = above = _absolute(path)
        around = [above] if above in self.held else []
        while (folder := os.path.dirname(above)) not in {above, os.path.dirname(folder)}:  # noqa: PTH120
            around += [folder] if folder in self.held else []
            above = folder
        if not around:
            return None
        prefix = around[0] if len(around) == 1 else min(around, key=list(self.held).index)
        name = self.held[prefix] + there[len(prefix) :]
        return None if name in self.left else name

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a file's bytes, in hexadecimal."""
        if name not in self._digests:
            self._digests[name] = hashlib.sha256(self.files[name]).hexdigest()
        return self._digests[name]

    def state(self, paths: Sequence[Path]) -> str:
        """Return a digest of all files; empty when some of the paths, or of what is in them, is read from the disk."""
        if self.left or any(self.name(path) is None for path in paths):
            return ""
        if "" not in self._digests:  # No file has the empty name.
            listed = [(name, self.digest(name)) for name in sorted(self.files)]
            self._digests[""] = hashlib.sha256(json.dumps(listed).encode()).hexdigest()
        return self._digests[""]

    def children(self, folder: str) -> list[str]:
        """Return the names of what stands in a folder."""
        if not self._children:
            for name in sorted({*self.files, *self.left, *self.folders}):
                self._children.setdefault(os.path.dirname(name), []).append(name)  # noqa: PTH120  (as in `_absolute`)
        return self._children.get(folder, [])

    def _below(self, folder: str) -> Iterator[str]:
        for name in self.children(folder):
            yield name
            yield from self._below(name)

    def only(self, paths: Sequence[Path]) -> Snapshot:
        """Return a snapshot of no more than these folders and files, with all that is in them."""
        prefixes = sorted({name for path in paths if (name := self.name(path)) is not None})
        held = {
            other + prefix[len(known) :]: prefix
            for prefix in prefixes
            for other, known in self.held.items()
            if prefix == known or prefix.startswith(known + os.sep)
        }
        kept = {name for prefix in prefixes for name in (prefix, *self._below(prefix))}
        return replace(
            self,
            held=held,
            files={name: self.files[name] for name in sorted(kept & self.files.keys())},
            folders=self.folders & kept,
            left=self.left & kept,
            _digests={},
            _children={},
        )

    def joined(self, other: Snapshot) -> Snapshot:
        """Return a snapshot of what both hold."""
        return replace(
            self,
            held={**self.held, **other.held},
            files={**self.files, **other.files},
            folders=self.folders | other.folders,
            left=self.left | other.left,
            _digests={},
            _children={},
        )

    def packed(self) -> bytes:
        """Return the snapshot as bytes that `unpacked` reads."""
        head = {
            "held": dict(self.held),
            "folders": sorted(self.folders),
            "left": sorted(self.left),
            "code": self.code,
            "files": [[name, len(content)] for name, content in self.files.items()],
        }
        return zlib.compress(b"".join([json.dumps(head).encode(), b"\n", *self.files.values()]))


NOTHING = Snapshot(held={}, files={})
"""Holds nothing: everything is read from the disk."""


def unpacked(content: bytes) -> Snapshot:
    """Return the snapshot that `Snapshot.packed` packed."""
    line, _, rest = zlib.decompress(content).partition(b"\n")
    head = json.loads(line)
    files: dict[str, bytes] = {}
    at = 0
    for name, size in head["files"]:
        files[name] = rest[at : at + size]
        at += size
    return Snapshot(
        held=head["held"],
        files=files,
        folders=frozenset(head["folders"]),
        left=frozenset(head["left"]),
        code=head["code"],
    )


def take(held: Sequence[Path], listed: Callable[[], Sequence[Path]], code: str = "") -> Snapshot:
    """Read files once, all of them as they stand at one moment.

    Args:
        held: The folders and files that the snapshot answers for; they need not exist.
        listed: Returns the files to read, each within `held`, as they stand on the disk when it is called.
        code: A digest of the product's own code.

    Raises:
        NoSnapshot: When the files keep changing while they are read.
    """
    changing: list[str] = []
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE)
        with reading_from(NOTHING):
            taken, changing = _taken(held, listed, code)
        if not changing:
            return taken
    told = ", ".join(changing)
    raise NoSnapshot(f"{told}: changes all the time while it is read; wait until whatever writes it is done")


def _taken(held: Sequence[Path], listed: Callable[[], Sequence[Path]], code: str) -> tuple[Snapshot, list[str]]:
    """Return what was read and which files changed while it was."""
    paths = list(listed())
    before = {path: _stamp(path) for path in paths}
    files: dict[str, bytes] = {}
    left: set[str] = set()
    for path in paths:
        stamp = before[path]
        try:
            if stamp is None or stamp[1] > LARGEST_HELD:
                raise OSError
            files[_absolute(path)] = path.read_bytes()
        except OSError:
            left.add(_absolute(path))
    after = list(listed())
    changing = [str(path) for path in paths if _changed(path, before[path], files)]
    changing += [str(path) for path in {*paths} ^ {*after}]
    names: dict[str, str] = {}
    for one in held:
        names[_absolute(one)] = _absolute(one)
        names.setdefault(str(one.resolve()), _absolute(one))
    folders = {_absolute(path.parent) for path in paths}
    for one in held:
        if one.is_dir():  # A folder that holds nothing to read may stand in the way of a workbook of its name.
            folders |= {_absolute(inner) for inner in (one, *one.iterdir()) if inner.is_dir()}
    return (
        Snapshot(held=names, files=files, folders=frozenset(folders), left=frozenset(left), code=code),
        sorted(changing),
    )


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return when a file was last changed, its size and its number on the disk; None when there is none."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


def _changed(path: Path, before: tuple[int, int, int] | None, files: Mapping[str, bytes]) -> bool:
    """Return whether a file is another one than was read; one that was written just now is read twice."""
    now = _stamp(path)
    if now != before:
        return True
    kept = files.get(_absolute(path))
    if kept is None or now is None or time.time_ns() - now[0] > RECENT:  # One of tomorrow is, too: a clock was set.
        return False
    try:
        return path.read_bytes() != kept
    except OSError:
        return True


def changes(taken: Snapshot, listed: Callable[[], Sequence[Path]]) -> list[Path]:
    """Return the files that now are others than in a snapshot, or are new, or are gone."""
    with reading_from(NOTHING):
        now = {_absolute(path): path for path in listed()}
    found = [Path(name) for name in taken.files.keys() | taken.left if name not in now]
    for name, path in now.items():
        if name in taken.left:
            continue
        try:
            if name not in taken.files or path.read_bytes() != taken.files[name]:
                found.append(path)
        except OSError:
            found.append(path)
    return sorted(found)


def _absolute(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100  (pathlib follows links, and these are names)


_current: ContextVar[Snapshot | None] = ContextVar("snapshot", default=None)


def current() -> Snapshot | None:
    """Return the snapshot that is read from here, if there is one."""
    given = _current.get()
    kept = os.environ.get(HELD_IN)
    return given if given is not None or not kept else _loaded(kept)


@lru_cache(maxsize=1)
def _loaded(path: str) -> Snapshot:
    return unpacked(Path(path).read_bytes())


@contextmanager
def reading_from(taken: Snapshot) -> Iterator[Snapshot]:
    """Have every reader read from a snapshot."""
    token = _current.set(taken)
    try:
        yield taken
    finally:
        _current.reset(token)


# --- What readers ask --------------------------------------------------------------------------------------------


def _at(path: Path) -> tuple[Snapshot, str] | None:
    """Return the snapshot that holds a path, with its name there; None when the disk is asked."""
    here = current()
    name = here.name(path) if here is not None else None
    return None if here is None or name is None else (here, name)


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        OSError: When there is no such file or it cannot be read.
    """
    found = _at(path)
    if found is None:
        return path.read_bytes()
    here, name = found
    if name not in here.files:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return here.files[name]


def size_of(path: Path) -> int:
    """Return how many bytes a file has.

    Raises:
        OSError: When there is no such file.
    """
    return path.stat().st_size if _at(path) is None else len(read_bytes(path))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal.

    Raises:
        OSError: When there is no such file or it cannot be read.
    """
    found = _at(path)
    if found is None or found[1] not in found[0].files:
        return hashlib.sha256(read_bytes(path)).hexdigest()
    return found[0].digest(found[1])


def is_file(path: Path) -> bool:
    """Return whether a file stands at a path."""
    found = _at(path)
    return path.is_file() if found is None else found[1] in found[0].files


def is_folder(path: Path) -> bool:
    """Return whether a folder stands at a path."""
    found = _at(path)
    return path.is_dir() if found is None else found[1] in found[0].folders


def exists(path: Path) -> bool:
    """Return whether anything stands at a path."""
    return path.exists() if _at(path) is None else is_file(path) or is_folder(path)


def paths_in(folder: Path, pattern: str) -> list[Path]:
    """Return the files below a folder whose path there fits a pattern such as ``*/chain.yaml``, in order."""
    found = _at(folder)
    if found is None:
        return sorted(folder.glob(pattern))
    here, name = found
    there = [name]
    for _ in range(pattern.count("/") + 1):
        there = [child for one in there for child in here.children(one)]
    below = [PurePath(one[len(name) + 1 :]) for one in there if one not in here.folders]
    return sorted(folder / one for one in below if one.match(pattern))
