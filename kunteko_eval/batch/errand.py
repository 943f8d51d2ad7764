"""What a Dask worker is asked: what it makes reports with, to keep inputs, and to make a report of what it keeps."""

from __future__ import annotations

import os
import tempfile
import threading
import time
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kunteko_eval.batch import notices
from kunteko_eval.batch.batch import SCRATCH
from kunteko_eval.batch.cargo import Hold
from kunteko_eval.batch.fingerprint import code, versions
from kunteko_eval.batch.inputs import notebooks_digest
from kunteko_eval.batch.launch import Launcher
from kunteko_eval.report.job import Task

QUICKLY = 1
"""The level of zlib by which files come back: a quarter of their size, for a hundredth of the time to make them."""


def made_with() -> dict[str, str]:
    """Return what must be the same on two machines for the same report to come of both."""
    return {**versions(), "code": code(), "notebooks": notebooks_digest(), "paths": os.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What comes back from a worker.

    Attributes:
        failed: Why the report failed, with its name; empty when it was made.
        took: Seconds that it took.
        files: The report's files, packed by zlib, by their path below its folder.
        lacks: Whether nothing was done because the worker does not keep all that the report reads.
    """

    failed: str = ""
    took: float = 0.0
    files: Mapping[str, bytes] = field(default_factory=dict)
    lacks: bool = False


_hold = Hold()
_launcher: Launcher | None = None
_lock = threading.Lock()


def _warm() -> Launcher:
    """Return this Dask worker's launcher; its warm process serves every task."""
    global _launcher  # one a process, as its warm process is
    with _lock:
        if _launcher is None:
            notices.to_errors()
            _launcher = Launcher()
        return _launcher


def lacking(wanted: Collection[str]) -> list[str]:
    """Return which inputs this worker does not keep yet, by their digests; meanwhile it warms up."""
    _warm()
    return _hold.lacking(wanted)


def keep(packed: Mapping[str, bytes], wanted: Collection[str]) -> None:
    """Keep inputs, packed by zlib, by their digests; `wanted` is all that a report needs, with what came before."""
    _hold.keep(packed, wanted)


def make(task: Task, manifest: str) -> Brought:
    """Make one report in a process of its own, on a Dask worker.

    Args:
        task: The report; its folders are the asking machine's: names in the snapshot.
        manifest: The digest of the list of what it reads.
    """
    inputs = _hold.snapshot(manifest)
    if inputs is None:
        return Brought(lacks=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kunteko-task-") as folder:
        here = replace(task, scratch=Path(folder) / SCRATCH, output=Path(folder) / "reports")
        failed = _warm().make(here, inputs.packed(), lambda _: None)
        failed = failed.replace(str(here.folder.absolute()), str(task.folder))  # Where its notebook will be kept.
        paths = [path for path in sorted(here.folder.rglob("*")) if path.is_file()]
        files = {path.relative_to(here.folder).as_posix(): zlib.compress(path.read_bytes(), QUICKLY) for path in paths}
    return Brought(failed=failed, took=time.monotonic() - begun, files=files)
