"""Who makes which report on a cluster: a worker gets its next one when it has made the last.

Dask moves what is sent and keeps account of the workers; what is decided here is which worker a report is given to.
Left to Dask, a slow worker would be sent reports ahead, a worker of another version would be sent some too, and
nobody would know which inputs are where.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter, defaultdict, deque
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from kunteko_eval.batch import errand
from kunteko_eval.batch.batch import Answer, Batch, CannotGoOn
from kunteko_eval.batch.carrier import Carrier
from kunteko_eval.batch.notices import note
from kunteko_eval.files.snapshot import reading_from
from kunteko_eval.report.job import Job

LOST_WORKERS = 5
"""How many workers a report may lose before it counts as failed."""

ERRORS = 2
"""How often a report may end in an error of the worker's own, such as a full disk there, before it counts as failed."""

LOOKS = 0.5
"""Seconds between two looks at which workers there are."""

SILENT = 20.0
"""Seconds without an answer after which a scheduler is lost, and a worker that has just come is asked again."""

COMES = 60.0
"""Seconds in which a worker must come when there is none."""

SLOW = 3.0
"""How many times the usual time a report takes before a worker that has nothing to do makes it too."""

SHOWN = 12
"""How many characters of a version or a digest are told."""

ASKED = "__import__('kunteko_eval.batch.errand', fromlist=['made_with']).made_with()"
"""What a new worker is asked; its own Python reads it, of whatever version it is."""


class NoCluster(CannotGoOn):
    """The cluster cannot be used: the extra is not installed, nobody answers, or none of its workers fits."""


@dataclass(eq=False, slots=True, kw_only=True)
class _Worker:
    """A worker of the cluster.

    Attributes:
        address: Where it answers; `name` is what its owner calls it.
        threads: How many reports it makes at a time.
        fits: Whether it makes the same reports as this machine; None while it was not asked.
        refused: Why it does not fit.
        silent: Whether it does not answer.
        idle: How many of its threads have nothing to do.
        tasks: What is done for it here.
    """

    address: str
    name: str
    threads: int
    fits: bool | None = None
    refused: str = ""
    silent: bool = False
    idle: int = 0
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def __str__(self) -> str:
        """Return its name and address."""
        return f"worker {self.address}" if self.name == self.address else f"worker {self.name} at {self.address}"


@dataclass(frozen=True, slots=True)
class _Errand:
    """A report that a worker makes: since when, and what waits for it here."""

    since: float
    task: asyncio.Task[None]


class Dispatch:
    """Has the reports of one batch made by the workers of a cluster; all but `submit` runs in the client's loop."""

    def __init__(self, batch: Batch, client: Any, address: str) -> None:
        """Give nothing out yet."""
        self._batch, self._client, self._address = batch, client, address
        with reading_from(batch.inputs.snapshot):
            self._ours = errand.made_with()
        self._carrier = Carrier(batch, client)
        self._promised: dict[Job, Future[Answer]] = {}
        self._waiting: deque[Job] = deque()
        self._at_work: defaultdict[Job, dict[_Worker, _Errand]] = defaultdict(dict)
        self._erred: defaultdict[Job, list[_Worker]] = defaultdict(list)
        self._lost: Counter[Job] = Counter()
        self._took: list[float] = []
        self._workers: dict[str, _Worker] = {}
        self._without: float | None = None
        self._ended: Exception | None = None
        self._bell = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    # --- What is to be made --------------------------------------------------------------------------------------

    def submit(self, job: Job) -> Future[Answer]:
        """Have a report made when its turn comes; its files are in place when its answer is there."""
        promise: Future[Answer] = Future()
        promise.set_running_or_notify_cancel()
        self._client.loop.add_callback(self._take, job, promise)
        return promise

    def _take(self, job: Job, promise: Future[Answer]) -> None:
        self._promised[job] = promise
        if self._ended is not None:
            promise.set_exception(self._ended)
            return
        self._waiting.append(job)
        self._ring()

    def _ring(self) -> None:
        """Have whoever has nothing to do look again."""
        self._bell.set()
        self._bell = asyncio.Event()

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something beside the rest; the batch ends when it fails in a way that nobody thought of."""

        def over(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                self._end(NoCluster(f"the cluster at {self._address} cannot be used: {error!r}"))

        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(over)
        return task

    def _answer(self, job: Job, answer: Answer) -> None:
        """Keep a promise, once; whoever makes the same report is told to leave it."""
        promise = self._promised[job]
        if promise.done():
            return
        for other in self._at_work.pop(job, {}).values():
            if other.task is not asyncio.current_task():
                other.task.cancel()
        if job in self._waiting:
            self._waiting.remove(job)
        if all(one.done() for one in self._promised.values() if one is not promise):
            note(f"{self._address}: {self._carrier.moved}")
        promise.set_result(answer)

    def _end(self, error: Exception) -> None:
        """Break every promise that is not kept yet."""
        self._ended = error
        for promise in self._promised.values():
            if not promise.done():
                promise.set_exception(error)

    # --- Who makes it --------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Give reports out until `stop`, or until that cannot go on."""
        self._begin(self._watch())

    async def stop(self) -> None:
        """Give nothing more out, and wait until nothing more is written."""
        self._ended = NoCluster("no more reports are given out")
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._carrier.close()

    async def _watch(self) -> None:
        try:
            while True:
                await self._look()
                self._hurry()
                await asyncio.sleep(LOOKS)
        except NoCluster as error:
            self._end(error)

    async def _look(self) -> None:
        """See which workers have come and gone.

        Raises:
            NoCluster: When the scheduler is lost, no worker fits, or none comes.
        """
        try:
            if self._client.status != "running":
                raise ConnectionError("the connection was closed")
            told = (await asyncio.wait_for(self._client.scheduler.identity(), SILENT))["workers"]
        except OSError as error:
            advice = "finished reports stand; start it again, and the next run goes on from here"
            raise NoCluster(
                f"the Dask scheduler at {self._address} was lost: {error or 'no answer'}; {advice}"
            ) from None
        for gone in self._workers.keys() - told.keys():
            self._lose(self._workers.pop(gone))
        for address in told.keys() - self._workers.keys():
            name, threads = str(told[address]["name"]), told[address]["nthreads"]
            worker = self._workers[address] = _Worker(address=address, name=name, threads=threads)
            worker.tasks.append(self._begin(self._greet(worker)))
        self._judge()

    def _judge(self) -> None:
        """See whether anybody can make the reports.

        Raises:
            NoCluster: When nobody can.
        """
        now = time.monotonic()
        refused = [one.refused for one in self._workers.values() if one.refused]
        if any(one.fits or (one.fits is None and not one.silent) for one in self._workers.values()):
            self._without = None
        elif len(refused) == len(self._workers) > 0 and not self._took:
            told = "\n".join(["no worker of the cluster fits:", *refused])
            raise NoCluster(f"{self._address}: {told}")
        elif self._without is None:
            self._without = now
            note(f"{self._address}: there is no worker; waiting for one for {COMES:.0f} s")
        elif now - self._without > COMES:
            advice = f"start one with `dask worker {self._address}` and run again; finished reports stand"
            raise NoCluster(f"{self._address}: no worker has come within {COMES:.0f} s; {advice}")

    async def _greet(self, worker: _Worker) -> None:
        """Ask a worker what it makes reports with, and give it some when that is the same as here."""
        from distributed.comm import CommClosedError

        while worker.fits is None:
            try:
                theirs = await asyncio.wait_for(self._carrier.ask(worker.address, eval, ASKED), SILENT)
            except (ConnectionError, TimeoutError, CommClosedError) as error:  # Busy, perhaps, or already gone.
                if isinstance(error, TimeoutError) and not worker.silent:
                    worker.silent = True
                    note(f"{worker} does not answer; it is asked again")
                await asyncio.sleep(LOOKS)
            except Exception as error:
                worker.fits, worker.refused = False, _refused(worker, f"it does not say its version: {error!r}")
            else:
                different = _different(theirs, self._ours)
                worker.fits, worker.refused = not different, _refused(worker, different) if different else ""
        if worker.fits:
            worker.tasks += [self._begin(self._thread(worker)) for _ in range(worker.threads)]
        elif any(one.fits is not False for one in self._workers.values()):  # Else the batch ends with it.
            note(worker.refused)

    def _lose(self, worker: _Worker) -> None:
        """Have others make what a worker was making that is gone."""
        for task in worker.tasks:
            task.cancel()
        lost = [job for job, errands in self._at_work.items() if worker in errands]
        if worker.fits:
            told = f"; made elsewhere: {', '.join(job.name for job in lost)}" if lost else ""
            note(f"{worker} was lost{told}")
        for job in lost:
            self._at_work[job].pop(worker).task.cancel()
            self._lost[job] += 1
            if self._lost[job] >= LOST_WORKERS:
                told = f"{LOST_WORKERS} workers were lost while they made it; does it need more memory than they have?"
                self._answer(job, Answer(failed=f"{job.name}: {told}", took=0.0))
            elif not self._at_work[job] and job not in self._waiting:
                self._waiting.appendleft(job)
        self._ring()

    def _hurry(self) -> None:
        """Where a report takes long and another worker has nothing to do, have that one make it too."""
        if self._waiting or len(self._took) < 2:
            return
        usual, now = statistics.median(self._took), time.monotonic()
        idle = {one for one in self._workers.values() if one.idle}
        for job, errands in self._at_work.items():
            if len(errands) == 1 and idle - errands.keys():
                ((slow, one),) = errands.items()
                if now - one.since > SLOW * usual:
                    idle.pop()
                    self._waiting.append(job)
                    note(f"{job.name}: {slow} takes long; another one makes it too, and the first that is done counts")
        self._ring()

    async def _thread(self, worker: _Worker) -> None:
        """Give a worker one report after the other."""
        while True:
            job = self._next(worker)
            if job is None:
                worker.idle += 1
                await self._bell.wait()
                worker.idle -= 1
                continue
            free = asyncio.Event()
            task = self._begin(self._errand(job, worker, free))
            # One that is told to leave its report may never begin.
            task.add_done_callback(partial(_set, free))
            self._at_work[job][worker] = _Errand(time.monotonic(), task)
            await free.wait()

    def _next(self, worker: _Worker) -> Job | None:
        """Take the next report for a worker; one that went wrong there is for another, if there is one."""
        others = any(one.fits for one in self._workers.values() if one is not worker)
        for job in self._waiting:
            if worker not in self._at_work.get(job, ()) and not (others and worker in self._erred.get(job, ())):
                self._waiting.remove(job)
                return job
        return None

    async def _errand(self, job: Job, worker: _Worker, free: asyncio.Event) -> None:
        """Have a worker make a report; `free` is set when it can begin another one."""
        begun = time.monotonic()
        try:
            answer = await self._carrier.make(job, worker.address, free)
        except Exception as error:
            await asyncio.sleep(2 * LOOKS)  # Whether the worker or the scheduler is gone is known by then.
            self._at_work[job].pop(worker, None)
            self._erred[job].append(worker)
            if len(self._erred[job]) >= ERRORS:
                self._answer(job, Answer(failed=f"{job.name}: it was lost: {error}", took=0.0))
            elif not self._at_work[job] and not self._promised[job].done():
                self._waiting.append(job)
                self._ring()
        else:
            self._took.append(time.monotonic() - begun)
            self._answer(job, answer)


def _set(event: asyncio.Event, _: object) -> None:
    event.set()


def _different(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """Return how a worker's versions differ from ours; empty when they don't."""
    return "; ".join(
        f"{name} {theirs.get(name, 'none')[:SHOWN]}, here {here[:SHOWN]}"
        for name, here in ours.items()
        if theirs.get(name) != here
    )


def _refused(worker: _Worker, why: str) -> str:
    return f"{worker} is given no report: {why}. Install there what is installed here, and start it again"
