"""The batch: every stale run of the plan, several at a time, one failed run not stopping the others."""

from __future__ import annotations

import errno
import os
import select
import shutil
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from kunteko_eval.batch.inputs import INPUTS, Inputs
from kunteko_eval.batch.launch import Launcher, Started
from kunteko_eval.batch.notices import note, tell_by
from kunteko_eval.batch.progress import Display
from kunteko_eval.batch.worker import request_of
from kunteko_eval.errors import Interrupted, KuntekoError
from kunteko_eval.report.job import Job

SCRATCH = ".making"
"""The folder within the output folder where reports are made before they are moved into place."""

JOB_MEMORY = 500_000_000
"""Bytes of free memory that another report at a time needs, with its kernel."""

NO_LOCKS = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS})
"""What the operating system answers where a file system has no locks."""

TRIES = 2
"""How often a report is tried when the process that makes it disappears."""


Done = tuple[Job, Path, str, float]
"""A run that has ended: its page, why it failed, with the run's name, or nothing, and how many seconds it took."""


class AnotherBatch(KuntekoError, RuntimeError):
    """Another batch writes to the same output folder."""


@dataclass(slots=True)
class _Job:
    """A run at work."""

    run: Job
    started: Started
    scratch: Path
    tries: int
    since: float
    ended: bool = False
    message: str = ""
    page: str = ""


def default_jobs() -> int:
    """Return how many reports are made at a time: as many as there are cores, as far as memory goes."""
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, int(psutil.virtual_memory().available // JOB_MEMORY)))


def run_batch(
    runs: Sequence[Job],
    inputs: Inputs,
    output: Path,
    display: Display,
    launcher: Launcher,
    *,
    jobs: int | None = None,
    unchanged: int = 0,
    seconds: int | None = None,
) -> list[tuple[Job, str]]:
    """Make every report and the index.

    Args:
        runs: The reports to make.
        inputs: What all of them read, as it stood when the run began.
        output: The folder of reports; made when missing.
        display: Told what happens.
        launcher: Starts the processes that make the reports.
        jobs: How many reports are made at a time; `default_jobs` when None.
        unchanged: How many reports of the plan stand already.
        seconds: Most seconds that one cell may take.

    Returns:
        The runs that failed, with their messages.

    Raises:
        AnotherBatch: When another batch writes to the same folder.
        Interrupted: When the process was told to stop.
        OSError: When the output folder cannot be written.
    """
    tell_by(display.note)
    with alone_in(output):
        done = _work(runs, inputs, output, display, launcher, jobs or default_jobs(), seconds)
        return follow(done, len(runs), inputs, output, display, unchanged)


def follow(
    done: Generator[Done, None, None], total: int, inputs: Inputs, output: Path, display: Display, unchanged: int
) -> list[tuple[Job, str]]:
    """Tell what ends, then make the index: the end of every batch, wherever its reports are made.

    Args:
        done: Yields each run when it is done; closed at the end, whatever happens.
        total: How many it yields.
        inputs: What the reports were made of; what has changed since is told.
        output: The folder of reports.
        display: Told what happens.
        unchanged: How many reports of the plan stand already.

    Returns:
        The runs that failed, with their messages.

    Raises:
        Interrupted: When the process was told to stop.
    """
    display.begin(total, unchanged)
    made, failures = 0, []
    try:
        with _told_to_stop(), closing(done):
            for run, page, message, took in done:
                if message:
                    failures.append((run, message))
                    display.failed(run, message)
                else:
                    made += 1
                    display.made(run, page, took)
    except BaseException as error:
        display.end(made, len(failures), None)
        if isinstance(error, KeyboardInterrupt):
            raise Interrupted("interrupted; finished reports stand, and the next run goes on from here") from None
        raise
    changed = inputs.changed() if total else []
    if changed:
        display.changed(changed)
    index = output / "index.html"
    if total or not index.exists():
        from kunteko_eval.report.index import write_index

        try:
            index = write_index(output)
        except OSError as error:
            failures.append((Job(programme="index", period="", language="fi"), f"index: {error}"))
    display.end(made, len(failures), index)
    return failures


@contextmanager
def alone_in(output: Path) -> Iterator[None]:
    """Hold an output folder for one batch; what an earlier one left half made is cleared away.

    Raises:
        AnotherBatch: When another batch holds it.
    """
    output.mkdir(parents=True, exist_ok=True)
    lock: BaseFileLock = FileLock(output / ".lock", timeout=0)
    try:
        try:
            lock.acquire()
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            note(f"{output}: its file system has no locks; a file, .making.lock, stands for one")
            lock = SoftFileLock(output / f"{SCRATCH}.lock", timeout=0)
            lock.acquire()
    except Timeout:
        left = f", or delete {lock.lock_file} if none is" if isinstance(lock, SoftFileLock) else ""
        raise AnotherBatch(
            f"{output}: another batch is writing to this folder; wait for it, or give another --output{left}"
        ) from None
    try:
        shutil.rmtree(output / SCRATCH, ignore_errors=True)
        yield
    finally:
        shutil.rmtree(output / SCRATCH, ignore_errors=True)
        lock.release()


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """Treat a request to terminate as the interrupt key."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _work(
    runs: Sequence[Job],
    inputs: Inputs,
    output: Path,
    display: Display,
    launcher: Launcher,
    jobs: int,
    seconds: int | None,
) -> Generator[Done, None, None]:
    """Yield each run when it is done: its page, why it failed or nothing, and how long it took."""
    waiting = deque((run, 1) for run in runs)
    working: list[_Job] = []
    numbers = iter(range(len(runs) * TRIES))
    folders = inputs.data.resolve(), inputs.params.resolve()
    try:
        while waiting or working:
            while waiting and len(working) < jobs and (not working or _room()):
                run, tries = waiting.popleft()
                scratch = output / SCRATCH / str(next(numbers))
                scratch.mkdir(parents=True)
                try:
                    (scratch / INPUTS).write_bytes(inputs.of(run).packed())
                except OSError as error:  # A full disk, perhaps; those at work may leave room.
                    shutil.rmtree(scratch, ignore_errors=True)
                    yield run, Path(), f"{run.name}: {error}", 0.0
                    continue
                started = launcher.start(request_of(run, *folders, output, scratch, seconds))
                working.append(_Job(run, started, scratch, tries, time.monotonic()))
            _hear(working, display)
            for job in [one for one in working if one.ended and one.started.status() is not None]:
                working.remove(job)
                job.started.close()
                shutil.rmtree(job.scratch, ignore_errors=True)
                if not job.page and not job.message:
                    if job.tries < TRIES:
                        waiting.appendleft((job.run, job.tries + 1))
                        continue
                    job.message = f"{job.run.name}: the process that made it ended with status {job.started.status()}"
                yield job.run, Path(job.page), job.message, time.monotonic() - job.since
    finally:
        for job in working:
            job.started.close()


def _room() -> bool:
    import psutil

    return bool(psutil.virtual_memory().available > JOB_MEMORY)


def _hear(working: list[_Job], display: Display) -> None:
    """Wait for news of the runs at work and take it in."""
    open_ones = {job.started.steps: job for job in working if not job.ended}
    if not open_ones:
        time.sleep(0.01)
        return
    for ready in _ready(list(open_ones)):
        job = open_ones[ready]
        steps, more = job.started.hear()
        job.ended = not more
        for step in steps:
            job.message = step.get("failed", job.message)
            job.page = step.get("made", job.page)
            if "chapter" in step:
                display.step(job.run, step["chapter"])
            if "note" in step:
                note(step["note"])


def _ready(steps: list[int]) -> list[int]:
    """Return the descriptors that can be read without waiting; waits for the first."""
    if os.name == "posix":
        return select.select(steps, [], [], 1.0)[0]
    return steps[:1]  # Windows selects on sockets only; the runs there are followed one after the other.
