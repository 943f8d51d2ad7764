"""Making reports in processes of their own: forked warm where the platform can, started cold elsewhere."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kunteko_eval.batch import fork_client
from kunteko_eval.batch.inputs import INPUTS
from kunteko_eval.batch.notices import note
from kunteko_eval.files.disk import make_private
from kunteko_eval.files.writing import write_new
from kunteko_eval.report.job import Task

TRIES = 2
"""How often a warm process is tried before reports start plainly, and a report whose process disappears."""

MOST_REPORTS = 20
"""Reports that one process makes one after another: it keeps some of what it reads, and gives it up by ending."""


class Maker:
    """A process that makes one report after another, and the steps that it tells."""

    def __init__(self, process: fork_client.Child | subprocess.Popen[bytes], steps: int, requests: int) -> None:
        """Follow a process whose steps can be read from one descriptor, and which reads requests from another."""
        self._process = process
        self._steps, self._requests = steps, requests
        self._begun = b""
        self.asked = 1

    def ask(self, request: dict[str, Any]) -> bool:
        """Have it make another report, having made one; returns whether it is still there to hear it."""
        self.asked += 1
        try:
            os.write(self._requests, json.dumps(request).encode() + b"\n")
        except OSError:
            return False
        return True

    def steps(self) -> Iterator[dict[str, Any]]:
        """Yield each step as it is told, until a report is made or the process ends."""
        while got := os.read(self._steps, 1 << 16):
            *lines, self._begun = (self._begun + got).split(b"\n")
            for step in map(json.loads, lines):
                yield step
                if "made" in step:
                    return

    def wait(self) -> int:
        """Return the exit status when the process has ended."""
        while (status := self._process.poll()) is None:
            time.sleep(0.01)
        return status

    def kill(self) -> None:
        """Have the process end, with what it started; whoever reads its steps comes to their end."""
        if isinstance(self._process, fork_client.Child):
            self._process.signal(signal.SIGKILL)
        elif self._process.poll() is None:
            with contextlib.suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()

    def close(self) -> None:
        """End the process and what it started, if it still runs."""
        for fd in (self._steps, self._requests):
            with contextlib.suppress(OSError):
                os.close(fd)
        if isinstance(self._process, fork_client.Child):
            self._process.close()
            return
        self.kill()
        self._process.wait()


class Launcher:
    """Starts report makers for as long as it is open; whatever they started ends with it. Threads may share it."""

    def __init__(self, *, idle: bool = False) -> None:
        """Begin to warm up, where the platform can; nobody waits for it yet. An idle one will start nothing."""
        self._lock = threading.Lock()
        self._plainly = self._closed = False
        self._at_work: set[Maker] = set()
        self._idle: list[Maker] = []
        self._warm = self._begin() if fork_client.available() and not idle else None

    @property
    def is_closed(self) -> bool:
        """Return whether nothing is started any more."""
        return self._closed

    def _begin(self) -> fork_client.Warm | None:
        """Begin to warm a process up; None when that cannot be."""
        try:
            return None if self._closed else fork_client.Warm()
        except OSError as error:
            self._give_up(error)
            return None

    def _give_up(self, error: OSError) -> None:
        """Have everything start plainly from now on, and say so."""
        self._plainly, self._warm = True, None
        note(f"reports are made without a warm process, which takes longer and changes nothing in them: {error}")

    def _address(self) -> str | None:
        """Return the warm process's address once it is ready; None when there is none to be had."""
        with self._lock:
            for more in range(TRIES - 1, -1, -1):
                if self._warm is None:
                    return None
                try:
                    return self._warm.wait()
                except ConnectionError as error:
                    is_stuck = not self._warm.ended()
                    self._warm.close()
                    if more and not is_stuck:  # It was killed, perhaps for its memory; another one serves as well.
                        self._warm = self._begin()
                    else:
                        self._give_up(error)
            return None

    def start(self, request: dict[str, Any]) -> Maker:
        """Start a process for a request as `worker.work` takes it: warm where that works, else plainly.

        Raises:
            OSError: When no process can be started at all.
        """
        for _ in range(TRIES):
            address = self._address()
            if address is None:
                break
            steps, told = os.pipe()
            heard, requests = os.pipe()
            env = {**os.environ, fork_client.ADDRESS: address}
            asked = {**request, "kind": "report", "cwd": str(Path.cwd()), "env": env}
            try:
                return Maker(fork_client.Child(address, asked, [told, heard]), steps, requests)
            except OSError:  # The warm process has just ended; the next one serves the request.
                os.close(steps)
                os.close(requests)
            finally:
                os.close(told)
                os.close(heard)
        if self._closed:
            raise ConnectionError("no more reports are started")
        return _cold(request, plainly=self._plainly)

    def _asked(self, request: dict[str, Any]) -> Maker:
        """Return a process that was asked: one that has made another report, else a new one."""
        while self._idle:
            maker = self._idle.pop()
            if maker.asked < MOST_REPORTS and maker.ask(request):
                return maker
            maker.close()
        return self.start(request)

    def make(self, task: Task, inputs: bytes, tell: Callable[[dict[str, Any]], None], *, ahead: int = 0) -> str:
        """Make a report in another process, once more when that disappears; wait until it is made or has failed.

        Args:
            task: The report; its scratch folder is made, and taken away again.
            inputs: The packed snapshot of what it reads.
            tell: Called with each step of the process: a chapter that is begun, or a note.
            ahead: How many kernels the process starts, when it has made the report, for one that will be asked for later.

        Returns:
            Why it failed; empty when it was made.

        Raises:
            OSError: When the scratch folder cannot be written, or no process can be started.
            ValueError: When the task names no scratch folder.
        """
        if task.scratch is None:
            raise ValueError(f"{task.job.name}: a process that makes a report needs a scratch folder")
        scratch, status = task.scratch, 0
        for _ in range(TRIES):
            if self._closed:
                break
            try:
                make_private(scratch)
                write_new(scratch / INPUTS, inputs)
                held = str((scratch / INPUTS).absolute())
                maker = self._asked({"task": task.packed(), "inputs": held, "ahead": ahead})
                outcome, status = self._follow(maker, tell)
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
            if outcome:
                return outcome.get("failed", "")
        return f"{task.job.name}: the process that made it ended with status {status}"

    def _follow(self, maker: Maker, tell: Callable[[dict[str, Any]], None]) -> tuple[dict[str, str], int]:
        """Follow a process until its report is made or it ends; return the step that tells which, and its status.

        One that has made a report serves the next one; one that has failed ends, with whatever it had become.
        """
        outcome: dict[str, str] = {}
        self._at_work.add(maker)
        try:
            if self._closed:  # Meanwhile; whoever closed it did not see this one.
                maker.kill()
            for step in maker.steps():
                if "made" in step or "failed" in step:
                    outcome = step
                else:
                    tell(step)
            if "made" in outcome and not self._closed:
                self._idle.append(maker)
                return outcome, 0
            status = maker.wait()
        except BaseException:
            maker.close()
            raise
        finally:
            self._at_work.discard(maker)
        maker.close()
        return outcome, status

    def close(self) -> None:
        """End everything that was started, and start no more."""
        self._closed = True
        if self._warm is not None:
            self._warm.close()
        for maker in list(self._at_work):
            maker.kill()
        while self._idle:
            self._idle.pop().close()


def _cold(request: dict[str, Any], *, plainly: bool) -> Maker:
    """Start a process as usual; told to start `plainly` it does not try to warm its kernels up either."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kunteko_eval.batch.worker"],
        env={**os.environ, **({fork_client.COLD: "1"} if plainly else {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Windows has none and takes no notice.
    )
    if process.stdin is None or process.stdout is None:
        raise ConnectionError("a process without its pipes")
    with process.stdin as stdin, process.stdout as stdout:
        # When the end that requests go to closes, the process knows that its owner is gone.
        maker = Maker(process, os.dup(stdout.fileno()), os.dup(stdin.fileno()))
    maker.asked = 0
    maker.ask(request)
    return maker
