"""The same plan on a Dask cluster: inputs travel with each task, finished files travel back.

Needs the extra ``cluster``. The workers need the product installed in the same version, and nothing else: no
shared disk.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kunteko_eval.batch import notices
from kunteko_eval.batch.batch import SCRATCH, Done, alone_in, follow
from kunteko_eval.batch.fingerprint import code
from kunteko_eval.batch.inputs import INPUTS, Inputs
from kunteko_eval.batch.launch import Launcher
from kunteko_eval.batch.make_report import publish
from kunteko_eval.batch.progress import Display
from kunteko_eval.batch.worker import request_of
from kunteko_eval.errors import KuntekoError
from kunteko_eval.report.job import Job

LOST_WORKERS = 5
"""How many workers a report may lose before it counts as failed."""


class NoCluster(KuntekoError, RuntimeError):
    """The cluster cannot be used: the extra is not installed, nobody answers, or its workers differ."""


def run_on_cluster(
    runs: Sequence[Job],
    inputs: Inputs,
    output: Path,
    display: Display,
    address: str,
    *,
    unchanged: int = 0,
    seconds: int | None = None,
) -> list[tuple[Job, str]]:
    """Make every report on the Dask cluster of a scheduler, and the index here.

    Returns:
        The runs that failed, with their messages.

    Raises:
        NoCluster: When the cluster cannot be used.
        AnotherBatch: When another batch writes to the same folder.
        Interrupted: When the process was told to stop; what workers have begun they finish for nobody.
    """
    notices.tell_by(display.note)
    with alone_in(output), _client(address) as client:
        done = _work(client, runs, inputs, output, seconds)
        return follow(done, len(runs), inputs, output, display, unchanged)


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


def _work(
    client: Any, runs: Sequence[Job], inputs: Inputs, output: Path, seconds: int | None
) -> Generator[Done, None, None]:
    """Yield each run when it is done; what is not begun when this is closed is taken back from the cluster."""
    from distributed import as_completed

    client.run_on_scheduler(_allow_losses, allowed=LOST_WORKERS)
    packed = {run: pack(run, inputs, seconds) for run in runs}
    futures = {client.submit(make, packed[run], pure=False, retries=1): run for run in runs}
    started = time.monotonic()
    try:
        for future in as_completed(futures, loop=client.loop):
            run = futures[future]
            message, files = _answer(run, future)
            if not message:
                try:
                    _unpack(run, files, output)
                except OSError as error:  # A full disk here, perhaps; the others may be smaller.
                    message = f"{run.name}: {error}"
            future.release()  # Its files would stay in memory until the end.
            yield run, output / run.folder / run.page, message, time.monotonic() - started
    finally:
        client.cancel([future for future in futures if not future.done()])


def _allow_losses(allowed: int, dask_scheduler: Any = None) -> None:
    dask_scheduler.allowed_failures = max(allowed, dask_scheduler.allowed_failures)


def _answer(run: Job, future: Any) -> tuple[str, dict[str, bytes]]:
    """Return why a task failed or nothing, and its files."""
    if future.status != "finished":
        return f"{run.name}: the cluster lost it: {future.exception()}", {}
    told = future.result()
    return told["failed"], told["files"]


def pack(run: Job, inputs: Inputs, seconds: int | None) -> dict[str, Any]:
    """Return a run with the snapshot of what it reads, ready to travel; the notebooks are the worker's own."""
    return {
        "run": run,
        "folders": (str(inputs.data.resolve()), str(inputs.params.resolve())),
        "inputs": inputs.of(run, notebooks=False).packed(),
        "seconds": seconds,
        "code": code(),
    }


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


def make(packed: dict[str, Any]) -> dict[str, Any]:
    """Make one report in a process of its own; runs on a Dask worker.

    Returns:
        ``files`` by their path below the report's folder, and ``failed``: why there are none, or nothing.
    """
    if packed["code"] != code():
        return {
            "failed": f"{packed['run'].name}: the worker has another version of kunteko_eval than the one that asks",
            "files": {},
        }
    run: Job = packed["run"]
    with tempfile.TemporaryDirectory(prefix="kunteko-task-") as folder:
        scratch, output = Path(folder) / SCRATCH, Path(folder) / "reports"
        scratch.mkdir()
        (scratch / INPUTS).write_bytes(packed["inputs"])
        data, params = map(Path, packed["folders"])  # The asking machine's; here they are names in the snapshot.
        request = request_of(run, data, params, output, scratch, packed["seconds"])
        failed = ""
        for step in _steps(request):
            failed = step.get("failed", failed)
        made = output / run.folder
        files = {
            path.relative_to(made).as_posix(): path.read_bytes() for path in sorted(made.rglob("*")) if path.is_file()
        }
        if not failed and run.page not in files:
            failed = f"{run.name}: the process that made it disappeared"
        return {"failed": failed, "files": files}


def _steps(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    started = _warm().start(request)
    try:
        more = True
        while more:
            told, more = started.hear()
            yield from told
    finally:
        started.close()


def _unpack(run: Job, files: dict[str, bytes], output: Path) -> None:
    """Write what a worker sent back, first aside and then into place."""
    scratch = output / SCRATCH / "received"
    try:
        for name, content in files.items():
            path = scratch / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        publish(scratch, output / run.folder, run.language)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)  # Nothing of it may come to stand beside the next report.
