"""The batch: every stale report of the plan, several at a time, one that fails not stopping the others."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from kunteko_eval.batch import journal
from kunteko_eval.batch.inputs import Inputs
from kunteko_eval.batch.launch import Launcher
from kunteko_eval.batch.left_over import clear, clear_beside, clear_failed, taken_by
from kunteko_eval.batch.long_paths import check_room
from kunteko_eval.batch.notices import note, tell_by
from kunteko_eval.batch.progress import Display
from kunteko_eval.errors import Interrupted, KuntekoError
from kunteko_eval.files.disk import make_folder, share, writing
from kunteko_eval.report.job import Job, Task

SCRATCH = ".making"
"""The folder within the output folder where reports are made before they are moved into place."""

JOB_MEMORY = 500_000_000
"""Bytes of free memory that another report at a time needs, with its kernel."""

MOST_LANES = 4
"""In how many kernels the chapters of one report are executed side by side, where no other report needs the cores."""

TAKE_OVER = 1
"""Seconds in which a file that stands for a lock is taken over from a process that is dead."""

NO_LOCKS = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS})
"""What the operating system answers where a file system has no locks."""


class AnotherBatch(KuntekoError, RuntimeError):
    """Another batch writes to the same output folder."""


class CannotGoOn(KuntekoError, RuntimeError):
    """Whoever makes the reports is gone; those that are finished stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one batch makes.

    Attributes:
        jobs: The reports to make.
        inputs: What all of them read, as it stood when the batch began.
        output: The folder of reports; made when missing.
        unchanged: How many reports of the plan stand already.
        seconds: Most seconds that one cell may take; the product's own limit when None.
        standing: Those that stand already, beside which nothing of an earlier failure is kept.
    """

    jobs: Sequence[Job]
    inputs: Inputs
    output: Path
    unchanged: int = 0
    seconds: int | None = None
    standing: Sequence[Job] = ()

    def task(self, job: Job, scratch: Path | None = None, lanes: int = 1) -> Task:
        """Return a report of the batch with its folders."""
        return Task(
            job=job,
            data=self.inputs.data.resolve(),
            params=self.inputs.params.resolve(),
            output=self.output,
            scratch=scratch,
            seconds=self.seconds,
            lanes=lanes,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of making a report.

    Attributes:
        failed: Why it failed, with the report's name; empty when it was made.
        took: Seconds that it took.
    """

    failed: str
    took: float


Submit = Callable[[Job], Future[Answer]]
"""Has a report made, now or when its turn comes."""


def default_jobs() -> int:
    """Return how many reports are made at a time: as many as there are cores, as far as memory goes."""
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, int(psutil.virtual_memory().available // JOB_MEMORY)))


@contextmanager
def made_here(
    batch: Batch, display: Display, launcher: Launcher, at_once: int | None = None, *, keep: bool = False
) -> Iterator[Submit]:
    """Have reports made in processes on this machine; those at work when this is left are ended.

    Args:
        batch: The reports to make.
        display: Told each chapter that is begun.
        launcher: Starts the processes that make the reports; closed at the end.
        at_once: How many reports are made at a time; `default_jobs` when None.
        keep: Whether the launcher stays open, for another batch, when all reports were made or have failed.
    """
    memory, numbers = _Memory(), count()
    at_once = at_once or default_jobs()
    lanes = max(1, min(MOST_LANES, at_once // max(1, len(batch.jobs))))

    def make(job: Job, number: int) -> Answer:
        def tell(step: dict[str, Any]) -> None:
            if "chapter" in step:
                display.step(job, step["chapter"])
            if "note" in step:
                note(step["note"])

        with memory.enough():
            begun = time.monotonic()
            journal.note(batch.output / SCRATCH, "making", run=job.name)
            task = batch.task(job, batch.output / SCRATCH / f"{os.getpid()}-{number}", lanes)
            try:
                failed = launcher.make(task, batch.inputs.of(job).packed(), tell, ahead=lanes if keep else 0)
            except OSError as error:  # A full disk, perhaps; those at work may leave room.
                failed = f"{job.name}: {error}"
        return Answer(failed=failed, took=time.monotonic() - begun)

    with ThreadPoolExecutor(at_once) as threads, ExitStack() as stack:
        stack.callback(launcher.close)
        yield lambda job: threads.submit(make, job, next(numbers))
        if keep:
            stack.pop_all()


class _Memory:
    """Lets reports begin while memory is free; one may always be made."""

    def __init__(self) -> None:
        """Begin with none at work."""
        self._changed = threading.Condition()
        self._at_work = 0

    @contextmanager
    def enough(self) -> Iterator[None]:
        """Wait until another report has room."""
        with self._changed:
            self._changed.wait_for(lambda: not self._at_work or _room())
            self._at_work += 1
        try:
            yield
        finally:
            with self._changed:
                self._at_work -= 1
                self._changed.notify_all()


def _room() -> bool:
    import psutil

    return bool(psutil.virtual_memory().available > JOB_MEMORY)


def run_batch(batch: Batch, display: Display, maker: AbstractContextManager[Submit]) -> list[tuple[Job, str]]:
    """Make every report and the index.

    Args:
        batch: The reports to make.
        display: Told what happens.
        maker: Has reports made: `made_here` or `cluster.made_there`.

    Returns:
        The jobs that failed, with their messages.

    Raises:
        AnotherBatch: When another batch writes to the same folder.
        CannotGoOn: When whoever makes the reports is gone.
        PathTooLong: When the machine does not take the path of some file of the reports.
        Interrupted: When the process was told to stop.
        OSError: When the output folder cannot be written.
    """
    tell_by(display.note)
    with alone_in(batch.output, display.found):
        check_room(batch.jobs, batch.output, batch.inputs.params)
        clear_failed(batch.output, batch.standing, display.note)
        clear_beside([batch.output / job.folder for job in batch.jobs], display.note)
        journal.begin(batch.output / SCRATCH, len(batch.jobs))
        try:
            with told_to_stop() as stop_if_told, maker as submit:
                return _follow(batch, display, submit, stop_if_told)
        except KeyboardInterrupt as told:
            raise interrupted(told) from None


def interrupted(told: KeyboardInterrupt) -> Interrupted:
    """Return what a request to stop comes to, with the exit code of its signal."""
    by = told.args[0] if told.args and isinstance(told.args[0], int) else signal.SIGINT
    return Interrupted("interrupted; finished reports stand, and the next run goes on from here", 128 + by)


def _follow(batch: Batch, display: Display, submit: Submit, stop_if_told: Callable[[], None]) -> list[tuple[Job, str]]:
    """Have every report made and tell what ends; then make the index. Returns the jobs that failed, with messages."""
    display.begin(len(batch.jobs), batch.unchanged)
    made, failures = 0, []
    futures: dict[Future[Answer], Job] = {}
    try:
        futures = {submit(job): job for job in batch.jobs}
        for future in as_completed(list(futures)):
            job = futures.pop(future)
            answer = _received(future, job)
            journal.note(batch.output / SCRATCH, "failed" if answer.failed else "made", run=job.name)
            if answer.failed:
                failures.append((job, answer.failed))
                display.failed(job, answer.failed)
            else:
                made += 1
                display.made(job, batch.task(job).page.absolute(), answer.took)
            stop_if_told()
    except BaseException:
        for future in futures:
            future.cancel()
        display.end(made, len(failures), None)
        raise
    changed = batch.inputs.changed() if batch.jobs else []
    if changed:
        display.changed(changed)
    index = batch.output / "index.html"
    if batch.jobs or not index.exists():
        from kunteko_eval.report.face import read_face
        from kunteko_eval.report.index import write_index

        try:
            index = write_index(batch.output, read_face(batch.inputs.params))
        except OSError as error:
            failures.append((Job(programme="index", period="", language="fi"), f"index: {error}"))
            display.failed(*failures[-1])
    display.end(made, len(failures), index)
    return failures


def _received(future: Future[Answer], job: Job) -> Answer:
    """Return what came of a report.

    Raises:
        CannotGoOn: When whoever makes the reports is gone.
    """
    try:
        return future.result()
    except CannotGoOn:
        raise
    except (Exception, CancelledError) as error:
        return Answer(failed=f"{job.name}: it was lost: {error}", took=0.0)


@contextmanager
def alone_in(output: Path, found: Callable[[journal.Earlier], None] | None = None) -> Iterator[None]:
    """Hold an output folder for one batch; what an earlier one left half made is cleared away, and told.

    Args:
        output: The folder; made when missing.
        found: Told how far an earlier batch came that was cut off.

    Raises:
        AnotherBatch: When another batch holds it.
        NotWritten: When it cannot be written to, or what is left there cannot be cleared away.
    """
    make_folder(output)
    scratch, file = output / SCRATCH, output / ".lock"
    lock: BaseFileLock = FileLock(file, timeout=0)
    try:
        try:
            with writing(file):
                lock.acquire()
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            note(f"{output}: its file system has no locks; a file, .making.lock, stands for one")
            file = output / f"{SCRATCH}.lock"
            lock = SoftFileLock(file, timeout=TAKE_OVER)
            lock.acquire()
    except Timeout:
        raise AnotherBatch(
            f"{output}: another batch is writing to this folder{taken_by(file, scratch)}; "
            f"wait for it, or give another --output"
            + (f"; if none is, delete {file}" if isinstance(lock, SoftFileLock) else "")
        ) from None
    try:
        share(file)
        earlier = journal.left(scratch)
        clear(scratch, note)
        if earlier is not None and found is not None:
            found(earlier)
        yield
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        lock.release()


@contextmanager
def told_to_stop() -> Iterator[Callable[[], None]]:
    """Treat a request to terminate as the interrupt key; yield what raises it again where it was lost.

    Python drops an exception that is raised while an object is being deleted, and a Dask future does much then.
    """
    told = 0

    def stop(number: int, _: object) -> None:
        nonlocal told
        told = number
        raise KeyboardInterrupt(number)

    def stop_if_told() -> None:
        if told:
            raise KeyboardInterrupt(told)

    if threading.current_thread() is not threading.main_thread():
        yield stop_if_told
        return
    heard = [signal.SIGTERM]
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # It may be ignored on purpose.
        heard.append(signal.SIGINT)
    before = {one: signal.signal(one, stop) for one in heard}
    try:
        yield stop_if_told
    except RuntimeError as error:
        if not isinstance(error, KuntekoError):  # Python's own, when it is interrupted while it takes a lock.
            stop_if_told()
        raise
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
