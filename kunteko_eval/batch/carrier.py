"""Carrying inputs to the workers of a cluster and finished reports back, and keeping account of it."""

from __future__ import annotations

import asyncio
import pickle
import shutil
import uuid
import zlib
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from kunteko_eval.batch import errand
from kunteko_eval.batch.batch import SCRATCH, Answer, Batch
from kunteko_eval.batch.cargo import Cargo, cargo_of
from kunteko_eval.files.disk import make_folder
from kunteko_eval.files.writing import move_into_place, write_new
from kunteko_eval.report.job import Job, Task

ARRIVING = 4
"""How many finished reports travel back at a time; further workers wait with theirs, so that none pile up here."""

TRIES = 2
"""How often a worker is brought the inputs of a report that it does not keep."""


@dataclass(slots=True)
class Moved:
    """Bytes that went to workers and came back, as they were packed.

    Attributes:
        tasks: Of what names a report and its inputs, with how many there were in `sent`.
        inputs: Of inputs, to all workers together.
        back: Of finished reports.
    """

    sent: int = 0
    tasks: int = 0
    inputs: int = 0
    back: int = 0

    def __str__(self) -> str:
        """Return them in words."""
        inputs, tasks, back = (f"{one / 1000:.0f} kB" for one in (self.inputs, self.tasks, self.back))
        return f"{inputs} of inputs and {tasks} of {self.sent} tasks went to the workers, {back} of reports came back"


@dataclass(slots=True)
class _Place:
    """The digests of inputs that a worker was brought; `lock` is held while more are on their way."""

    known: set[str] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Carrier:
    """Brings workers what they need, and home what they made; it works in the client's loop."""

    def __init__(self, batch: Batch, client: Any) -> None:
        """Carry nothing yet."""
        self._batch, self._client = batch, client
        self._at: defaultdict[str, _Place] = defaultdict(_Place)
        self._cargoes: dict[tuple[str, tuple[str, str]], Cargo] = {}
        self._packed: dict[str, bytes] = {}
        self._arriving = asyncio.Semaphore(ARRIVING)
        self._writer = ThreadPoolExecutor(1)
        self.moved = Moved()

    def close(self) -> None:
        """Wait until nothing more is written."""
        self._writer.shutdown()

    async def ask(self, address: str, function: Callable[..., Any], *given: Any) -> Any:
        """Have a worker call a function beside its tasks, and return what it returns."""
        return (await self._client.run(function, *given, workers=[address]))[address]

    async def make(self, job: Job, address: str, free: asyncio.Event) -> Answer:
        """Have a worker make a report, and put its files into place.

        Args:
            job: The report.
            address: The worker's.
            free: Set when it can begin another one.

        Raises:
            RuntimeError: When the worker does not keep what it is brought.
        """
        cargo, task = self._cargo(job), self._batch.task(job)
        task = replace(task, output=task.output.absolute())
        for _ in range(TRIES):
            await self._bring(cargo, address)
            self.moved.sent += 1
            self.moved.tasks += len(pickle.dumps((task, cargo.manifest)))
            key = f"{job.name}-{uuid.uuid4().hex}"
            future = self._client.submit(errand.make, task, cargo.manifest, key=key, workers=[address], pure=False)
            await _over(future)
            async with self._arriving:
                brought: errand.Brought = await future.result()
                future.release()
                if not brought.lacks:
                    free.set()
                    self.moved.back += sum(map(len, brought.files.values()))
                    loop = asyncio.get_running_loop()
                    return await loop.run_in_executor(self._writer, self._put, task, brought)
            self._at[address].known.clear()
        raise RuntimeError(f"{address} does not keep the inputs that it is brought")

    def _cargo(self, job: Job) -> Cargo:
        """Return what a report reads; the notebooks are the worker's own."""
        which = job.programme, job.scenario
        if which not in self._cargoes:
            self._cargoes[which] = cargo_of(self._batch.inputs.of(job, notebooks=False))
        return self._cargoes[which]

    async def _bring(self, cargo: Cargo, address: str) -> None:
        """Bring a worker the inputs that it does not keep yet."""
        wanted, there = list(cargo.contents), self._at[address]
        async with there.lock:
            if there.known.issuperset(wanted):
                return
            packed = {one: self._pack(one, cargo) for one in await self.ask(address, errand.lacking, wanted)}
            if packed:
                await self.ask(address, errand.keep, packed, wanted)
                self.moved.inputs += sum(map(len, packed.values()))
            there.known.update(wanted)

    def _pack(self, digest: str, cargo: Cargo) -> bytes:
        if digest not in self._packed:
            self._packed[digest] = zlib.compress(cargo.contents[digest])
        return self._packed[digest]

    def _put(self, task: Task, brought: errand.Brought) -> Answer:
        """Put a report's files into place; of one that failed, its notebook."""
        from kunteko_eval.batch.make_report import publish

        answer = Answer(failed=brought.failed, took=brought.took)
        scratch = task.output / SCRATCH / "received"
        kept = {one: packed for one, packed in brought.files.items() if not answer.failed or one.startswith("failed-")}
        try:
            for name, packed in kept.items():
                make_folder((scratch / name).parent)
                write_new(scratch / name, zlib.decompress(packed))
            if not answer.failed:
                publish(scratch, task.folder, task.job.language)
                return answer
            make_folder(task.folder)
            for name in kept:
                move_into_place(scratch / name, task.folder / name)
        except OSError as error:  # A full disk here, perhaps; the others may be smaller.
            return replace(answer, failed=f"{task.job.name}: {error}")
        finally:
            shutil.rmtree(scratch, ignore_errors=True)  # Nothing of it may come to stand beside the next report.
        return answer


async def _over(future: Any) -> None:
    """Wait until a task of Dask's has ended, however; its result stays where it is."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    future.add_done_callback(lambda _: loop.call_soon_threadsafe(over.set))
    await over.wait()
