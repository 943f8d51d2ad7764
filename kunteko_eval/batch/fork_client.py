"""The owner's side of the warm process: start it, ask it for processes, follow and end them."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kunteko_eval.batch.sockets import private_folder

ADDRESS = "KUNTEKO_ZYGOTE"
"""The environment variable in which a forked process finds the socket of the process that forked it."""

COLD = "KUNTEKO_COLD"
"""Set it to anything to do without warm processes, as on Windows."""

STARTUP = 60.0
"""Seconds in which the warm process must be ready."""


def available() -> bool:
    """Return whether warm processes can be used here: where the platform forks safely, and nobody asked to do without."""
    return sys.platform.startswith("linux") and hasattr(os, "fork") and not os.environ.get(COLD)


class Child:
    """A forked process: it lives no longer than the connection that asked for it."""

    def __init__(self, address: str, request: Mapping[str, Any], fds: Sequence[int] = ()) -> None:
        """Ask for a process and wait until it was forked.

        Raises:
            OSError: When the warm process does not answer.
        """
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._begun = b""
        self.pid = 0
        self.returncode: int | None = None
        try:
            self._connection.connect(address)
            socket.send_fds(self._connection, [json.dumps(request).encode() + b"\n"], list(fds))
            while not self.pid:
                if not self._hear(None):
                    raise ConnectionError("the warm process ended before it forked")
        except OSError:
            self._connection.close()
            raise

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when the process ends."""
        return self._connection.fileno()

    def _hear(self, timeout: float | None) -> bool:
        """Read what the warm process says; False when it is gone."""
        if not select.select([self._connection], [], [], timeout)[0]:
            return True
        got = self._connection.recv(4096)
        *lines, self._begun = (self._begun + got).split(b"\n")
        for line in lines:
            said = json.loads(line)
            self.pid = said.get("pid", self.pid)
            self.returncode = said.get("exit", self.returncode)
        if not got and self.returncode is None and self.pid:
            self.returncode = -9
        return bool(got)

    def poll(self) -> int | None:
        """Return the exit status, or None while the process runs; as `subprocess.Popen.poll`."""
        if self.returncode is None:
            self._hear(0)
        return self.returncode

    def signal(self, signum: int) -> None:
        """Signal the process and its children."""
        if self.returncode is None:
            with contextlib.suppress(OSError):
                self._connection.sendall(json.dumps({"signal": signum}).encode() + b"\n")

    def close(self) -> None:
        """End the process, if it still runs, and everything that it started."""
        self._connection.close()


class Warm:
    """A warm process of this process's own."""

    def __init__(self) -> None:
        """Start the warm process; `address` can be used when `wait` has returned.

        Raises:
            OSError: When no folder can hold its socket, or no process can be started.
        """
        folder = private_folder()
        if folder is None:
            raise ConnectionError("no folder for temporary files can hold the warm process's socket")
        self._folder = folder
        self.address = str(folder / "zygote")
        one_thread = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
        self._process = subprocess.Popen(  # noqa: S603  (our own module, by our own interpreter)
            [sys.executable, "-m", "kunteko_eval.batch.fork_server", self.address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **one_thread},
            start_new_session=True,
        )
        atexit.register(self.close)

    def wait(self) -> str:
        """Wait until it is ready and return its address.

        Raises:
            ConnectionError: When it ends or takes too long.
        """
        said = self._process.stdout
        until = time.monotonic() + STARTUP
        if said is not None and not said.closed:
            while time.monotonic() < until and self._process.poll() is None:
                if select.select([said], [], [], 0.5)[0] and said.readline() == b"ready\n":
                    said.close()
                    return self.address
        if said is not None and said.closed and self._process.poll() is None:
            return self.address
        if self._process.poll() is None:
            raise ConnectionError(f"the warm process was not ready after {STARTUP:.0f} s")
        raise ConnectionError(f"the warm process ended with status {self._process.returncode}")

    def ended(self) -> bool:
        """Return whether the warm process is gone."""
        return self._process.poll() is not None

    def close(self) -> None:
        """End the warm process and everything that it forked; one that is not ready has forked nothing, and is killed."""
        atexit.unregister(self.close)
        if self._process.stdin is not None:
            self._process.stdin.close()
        said = self._process.stdout
        if said is not None and not said.closed:
            self._process.kill()
            said.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


_own: Warm | None = None
_given_up = ""  # why no warm process can be had here
_lock = threading.Lock()


def address() -> str:
    """Return the socket of the warm process that forked this one, or of one that is started now for this process.

    Raises:
        OSError: When none can be started; it is tried once.
    """
    global _own, _given_up  # one a process, ended at exit
    given = os.environ.get(ADDRESS)
    if given and Path(given).exists():
        return given
    with _lock:  # Several kernels of a report may start at once.
        if _given_up:
            raise ConnectionError(_given_up)
        try:
            if _own is None:
                _own = Warm()
            return _own.wait()
        except OSError as error:
            _given_up = str(error)
            if _own is not None:
                _own.close()
            raise
