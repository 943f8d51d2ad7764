"""Starting the processes that make reports: forked warm where the platform can, started cold elsewhere."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from kunteko_eval.batch import fork_client
from kunteko_eval.batch.notices import note

TRIES = 2
"""How often a warm process is tried before reports start plainly."""


class Started:
    """A process that makes one report, and the steps that it tells."""

    def __init__(self, process: fork_client.Child | subprocess.Popen[bytes], steps: int) -> None:
        """Follow a process whose steps can be read from the descriptor `steps`."""
        self._process = process
        self.steps = steps
        self._begun = b""

    def hear(self) -> tuple[list[dict[str, Any]], bool]:
        """Return the steps told since the last call, and whether more may follow; reads what there is."""
        got = os.read(self.steps, 1 << 16)
        *lines, self._begun = (self._begun + got).split(b"\n")
        return [json.loads(line) for line in lines], bool(got)

    def status(self) -> int | None:
        """Return the exit status, or None while the process runs."""
        return self._process.poll()

    def close(self) -> None:
        """End the process and what it started, if it still runs."""
        with contextlib.suppress(OSError):
            os.close(self.steps)
        if isinstance(self._process, fork_client.Child):
            self._process.close()
            return
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        if self._process.poll() is None:
            with contextlib.suppress(OSError):
                if os.name == "posix":
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()
        self._process.wait()


class Launcher:
    """Starts report makers for as long as it is open; whatever they started ends with it."""

    def __init__(self, *, idle: bool = False) -> None:
        """Begin to warm up, where the platform can; nobody waits for it yet. An idle one will start nothing."""
        self._lock = threading.Lock()
        self._plainly = False
        self._warm = self._begin() if fork_client.available() and not idle else None

    def _begin(self) -> fork_client.Warm | None:
        """Begin to warm a process up; None when that cannot be."""
        try:
            return fork_client.Warm()
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

    def start(self, request: dict[str, Any]) -> Started:
        """Start a process for a request of `worker.request_of`: warm where that works, else plainly.

        Raises:
            OSError: When no process can be started at all.
        """
        for _ in range(TRIES):
            address = self._address()
            if address is None:
                break
            reading, writing = os.pipe()
            env = {**os.environ, fork_client.ADDRESS: address}
            asked = {**request, "kind": "report", "cwd": str(Path.cwd()), "env": env}
            try:
                return Started(fork_client.Child(address, asked, [writing]), reading)
            except OSError:  # The warm process has just ended; the next one serves the request.
                os.close(reading)
            finally:
                os.close(writing)
        return _cold(request, plainly=self._plainly)

    def close(self) -> None:
        """End everything that was started."""
        if self._warm is not None:
            self._warm.close()


def _cold(request: dict[str, Any], *, plainly: bool) -> Started:
    """Start a process as usual; told to start `plainly` it does not try to warm its kernel up either."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kunteko_eval.batch.worker"],
        env={**os.environ, **({fork_client.COLD: "1"} if plainly else {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=os.name == "posix",
    )
    if process.stdin is None or process.stdout is None:
        raise ConnectionError("a process without its pipes")
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()  # It stays open: when it closes, the process knows that its owner is gone.
    return Started(process, os.dup(process.stdout.fileno()))
