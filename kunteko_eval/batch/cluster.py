"""The same plan on a Dask cluster: inputs travel with each task, finished files travel back.

Needs the extra ``cluster``. The workers need the product installed in the same version, and nothing else: no
shared disk.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kunteko_eval.batch import notices
from kunteko_eval.batch.batch import SCRATCH, Answer, Batch, Submit
from kunteko_eval.batch.fingerprint import code
from kunteko_eval.batch.launch import Launcher
from kunteko_eval.errors import KuntekoError
from kunteko_eval.report.job import Job, Task

LOST_WORKERS = 5
"""How many workers a report may lose before it counts as failed."""


class NoCluster(KuntekoError, RuntimeError):
    """The cluster cannot be used: the extra is not installed, nobody answers, or its workers differ."""


@contextmanager
def made_there(batch: Batch, address: str) -> Iterator[Submit]:
    """Have reports made on the Dask cluster of a scheduler; what is not begun when this is left is taken back.

    Raises:
        NoCluster: When the cluster cannot be used.
    """
    with _client(address) as client:
        client.run_on_scheduler(_allow_losses, allowed=LOST_WORKERS)
        executor = client.get_executor(pure=False, retries=1)
        yield lambda job: executor.submit(make, pack(job, batch))


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """Connect to a scheduler.

    Raises:
        NoCluster: When the extra is not installed or nobody answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise NoCluster("--scheduler needs the extra: pip install 'kunteko-eval[cluster]'") from error
    try:
        client = Client(address, timeout=20, set_as_default=False)
    except OSError as error:
        raise NoCluster(f"no Dask scheduler answers at {address}: {error}") from error
    try:
        yield client
    finally:
        client.close()


def _allow_losses(allowed: int, dask_scheduler: Any = None) -> None:
    dask_scheduler.allowed_failures = max(allowed, dask_scheduler.allowed_failures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A report to make, ready to travel; the notebooks are the worker's own.

    Attributes:
        task: Its folders are the asking machine's: names in the snapshot.
        inputs: The packed snapshot of what the report reads.
        code: A digest of the asking machine's product.
    """

    task: Task
    inputs: bytes
    code: str


def pack(job: Job, batch: Batch) -> Parcel:
    """Return a report of a batch with the snapshot of what it reads."""
    return Parcel(task=batch.task(job), inputs=batch.inputs.of(job, notebooks=False).packed(), code=code())


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


def make(parcel: Parcel) -> Answer:
    """Make one report in a process of its own, on a Dask worker; return its files, or why there are none."""
    name = parcel.task.job.name
    if parcel.code != code():
        told = f"{name}: the worker has another version of kunteko_eval than the one that asks"
        return Answer(failed=told, took=0.0)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kunteko-task-") as folder:
        task = replace(parcel.task, scratch=Path(folder) / SCRATCH, output=Path(folder) / "reports")
        failed = _warm().make(task, parcel.inputs, lambda _: None)
        paths = [path for path in sorted(task.folder.rglob("*")) if path.is_file()]
        files = {path.relative_to(task.folder).as_posix(): path.read_bytes() for path in paths}
    return Answer(failed=failed, took=time.monotonic() - begun, files=files)
