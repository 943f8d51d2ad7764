"""A process that has imported everything and forks on request: report makers and notebook kernels start warm.

It runs as ``python -m kunteko_eval.batch.fork_server SOCKET`` and serves one owner: when the owner goes, so does it, with
every process that it forked. It never starts a thread, an event loop or a ZeroMQ context, so that forking is safe.

A request is one line of JSON on a connection of its own. The answers are ``{"pid": …}`` and, at the end,
``{"exit": …}`` with the exit status as of `subprocess`. A line ``{"signal": …}`` signals the process and its
children; closing the connection kills them.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

KINDS = ("kernel", "report")


class Zygote:
    """Forks processes on request, reaps them, and ends them with their connection."""

    def __init__(self, path: str) -> None:
        """Listen on a Unix socket at `path`, alone in its folder."""
        self._path = Path(path)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(path)
        self._listener.listen(64)
        self._selector = selectors.DefaultSelector()
        self._pids: dict[socket.socket, int] = {}
        self._begun: dict[socket.socket, bytes] = {}
        self._wake, woken = socket.socketpair()
        for end in (self._wake, woken):
            end.setblocking(False)  # noqa: FBT003  (the standard library's)
        signal.set_wakeup_fd(woken.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # The owner gets the key press and decides.
        self._woken = woken
        self._own = os.getpid()
        _adopt_orphans()

    def serve(self) -> None:
        """Serve until the owner, who holds the other end of standard input, is gone."""
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        self._selector.register(self._wake, selectors.EVENT_READ, self._reap)
        self._selector.register(sys.stdin.fileno(), selectors.EVENT_READ, self._owner_gone)
        while True:
            for key, _ in self._selector.select():
                key.data(key.fileobj)

    def _owner_gone(self, _: object) -> None:
        if not os.read(sys.stdin.fileno(), 1024):
            for pid in self._pids.values():
                _kill(pid, signal.SIGKILL)
            _kill_descendants()
            with contextlib.suppress(OSError):  # The owner has cleared its folder away, unless it was killed.
                self._path.unlink()
                self._path.parent.rmdir()
            os._exit(0)

    def _accept(self, _: object) -> None:
        connection, _address = self._listener.accept()
        self._begun[connection] = b""
        self._selector.register(connection, selectors.EVENT_READ, self._hear)

    def _hear(self, connection: socket.socket) -> None:
        """Read a request or a signal; fork for a request, and kill what belongs to a connection that is gone."""
        fds: list[int] = []
        try:
            got, fds, _, _ = socket.recv_fds(connection, 1 << 16, 2)
        except OSError:
            got = b""
        if not got:
            self._close(connection)
            return
        text = self._begun[connection] + got
        *lines, self._begun[connection] = text.split(b"\n")
        for line in lines:
            asked = json.loads(line)
            if "signal" in asked:
                if connection in self._pids:
                    _kill(self._pids[connection], asked["signal"])
            else:
                self._fork(connection, asked, fds)
        for fd in fds:
            os.close(fd)

    def _close(self, connection: socket.socket) -> None:
        pid = self._pids.pop(connection, None)
        if pid is not None:
            _kill(pid, signal.SIGKILL)
        self._begun.pop(connection, None)
        self._selector.unregister(connection)
        connection.close()

    def _fork(self, connection: socket.socket, asked: dict[str, Any], fds: list[int]) -> None:
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                status = self._child(asked, fds)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        self._pids[connection] = pid
        _tell(connection, {"pid": pid})

    def _child(self, asked: dict[str, Any], fds: list[int]) -> int:
        """Become what was asked for; returns the exit status."""
        os.setsid()
        _end_with_parent(self._own)
        signal.set_wakeup_fd(-1)
        for one in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for held in (self._listener, self._wake, self._woken, *self._begun):
            held.close()
        self._selector.close()
        quiet = os.open(os.devnull, os.O_RDWR)
        os.dup2(quiet, 0)
        if asked["kind"] == "kernel":
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
        os.environ.clear()
        os.environ.update(asked["env"])
        os.chdir(asked["cwd"])
        from kunteko_eval.batch.kernel_reset import reseed

        reseed()
        return _become(asked["kind"])(asked, fds)

    def _reap(self, _: object) -> None:
        with contextlib.suppress(BlockingIOError):
            self._wake.recv(4096)
        owners = {pid: connection for connection, pid in self._pids.items()}
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            with contextlib.suppress(OSError):
                os.killpg(pid, signal.SIGKILL)  # What it started goes with it.
            connection = owners.get(pid)
            if connection is not None and self._pids.pop(connection) == pid:
                _tell(connection, {"exit": os.waitstatus_to_exitcode(status)})


def _become(kind: str) -> Callable[[dict[str, Any], list[int]], int]:
    if kind == "kernel":
        return _kernel
    from kunteko_eval.batch.worker import serve_forked

    return serve_forked


def _kernel(asked: dict[str, Any], _: list[int]) -> int:
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    app.initialize(asked["argv"])
    app.start()
    return 0


def _kill(pid: int, signum: int) -> None:
    """Signal a process group, which every forked process leads as soon as it runs."""
    try:
        os.killpg(pid, signum)
    except OSError:
        with contextlib.suppress(OSError):
            os.kill(pid, signum)


def _end_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the one that forked it dies (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # It died before it was asked for.
        os._exit(1)


def _adopt_orphans() -> None:
    """Become the parent of whatever descendants leave behind, in sessions of their own too (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _kill_descendants() -> None:
    """Kill every process that still descends from this one."""
    import psutil

    for one in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            one.kill()


_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
"""Of prctl(2)."""


def _tell(connection: socket.socket, what: dict[str, int]) -> None:
    with contextlib.suppress(OSError):
        connection.sendall(json.dumps(what).encode() + b"\n")


def main() -> None:
    """Import what reports and notebooks import, then serve."""
    from kunteko_eval.batch.preload import warm_up

    zygote = Zygote(sys.argv[1])
    gc.disable()  # What is imported stays: looking through it again and again took an eighth of the time.
    warm_up()
    gc.collect()
    gc.freeze()
    gc.enable()
    os.write(1, b"ready\n")
    zygote.serve()


if __name__ == "__main__":
    main()
