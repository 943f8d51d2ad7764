"""Inputs on their way to another machine: each file by a digest of its content, so that what is there stays there."""

from __future__ import annotations

import hashlib
import json
import threading
import zlib
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kunteko_eval.files.snapshot import Snapshot

KEPT = 256_000_000
"""Bytes of inputs, compressed, that a worker keeps; what was asked for longest ago goes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """What a report reads, ready to travel.

    Attributes:
        manifest: The digest of the list of its files, which travels as one of them.
        contents: The bytes of each file by the SHA-256 of them, in hexadecimal.
    """

    manifest: str
    contents: Mapping[str, bytes]


def cargo_of(taken: Snapshot) -> Cargo:
    """Return the files of a snapshot by their content."""
    named = {name: taken.digest(name) for name in taken.files}
    listed = {
        "held": dict(taken.held),
        "folders": sorted(taken.folders),
        "left": sorted(taken.left),
        "code": taken.code,
        "files": named,
    }
    manifest = json.dumps(listed).encode()
    digest = hashlib.sha256(manifest).hexdigest()
    return Cargo(manifest=digest, contents={digest: manifest, **{named[name]: taken.files[name] for name in named}})


class Hold:
    """Keeps inputs by their digest, compressed, as many as fit; threads may share it."""

    def __init__(self, most: int = KEPT) -> None:
        """Keep at most so many bytes."""
        self._most = most
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def lacking(self, wanted: Collection[str]) -> list[str]:
        """Return which of these are not kept; the others go last from now on."""
        with self._lock:
            for one in wanted:
                if one in self._kept:
                    self._kept.move_to_end(one)
            return [one for one in wanted if one not in self._kept]

    def keep(self, packed: Mapping[str, bytes], wanted: Collection[str]) -> None:
        """Keep what has come; what is not wanted beside it goes, when there is no room for all."""
        with self._lock:
            self._kept.update(packed)
            size = sum(map(len, self._kept.values()))
            for one in [one for one in self._kept if one not in set(wanted)]:
                if size <= self._most:
                    break
                size -= len(self._kept.pop(one))

    def snapshot(self, manifest: str) -> Snapshot | None:
        """Return the snapshot of a manifest; None when it is not kept, or not all of its files are."""
        with self._lock:
            if manifest not in self._kept:
                return None
            listed = json.loads(zlib.decompress(self._kept[manifest]))
            if not self._kept.keys() >= set(listed["files"].values()):
                return None
            return Snapshot(
                held=listed["held"],
                files={name: zlib.decompress(self._kept[one]) for name, one in listed["files"].items()},
                folders=frozenset(listed["folders"]),
                left=frozenset(listed["left"]),
                code=listed["code"],
            )
