"""Kernels: Unix sockets instead of ports, warm where the platform can, one a report with a clean slate a chapter."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zmq
from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.client import NotebookClient
from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError
from traitlets import default

from kunteko_eval.batch.chapter_cells import CALL, is_asked, put_out
from kunteko_eval.batch.kernel_reset import CLEAN
from kunteko_eval.batch.notices import note
from kunteko_eval.batch.sockets import private_folder
from kunteko_eval.errors import KuntekoError
from kunteko_eval.files.snapshot import HELD_IN
from kunteko_eval.files.writing import write_new

PROVISIONER = "kunteko-warm-provisioner"
ENGINE = "kunteko-warm"
CELL_SECONDS = 600
"""Seconds that one cell may take."""


class PrintedTooMuch(CellControlSignal):
    """A notebook printed more than a report can hold."""


class NotClean(KuntekoError, RuntimeError):
    """A chapter left the kernel in a state that cannot be put back."""


class KernelNotStarted(KuntekoError, RuntimeError):
    """A notebook's kernel did not come to life."""


class SocketKernelManager(AsyncKernelManager):
    """Talks to its kernel over Unix sockets in a folder of its own: no port to race for, private to the user.

    Where no folder can hold sockets it talks over TCP to this machine alone, each message signed with a key and, where
    ZeroMQ can, encrypted.
    """

    _folder: Path | None

    def _own_folder(self) -> Path | None:
        if not hasattr(self, "_folder"):
            self._folder = private_folder()
            if self._folder is None and hasattr(socket, "AF_UNIX"):
                note("kernels are spoken to over TCP with a key, since no folder for temporary files can hold sockets")
        return self._folder

    def own_profile(self) -> dict[str, str]:
        """Return what keeps IPython's profile in the kernel's own folder, which goes away with it.

        Without a home folder that it can write to, IPython makes two folders among the temporary files and leaves them
        there. Where there is one, or the user chose another folder, nothing is said.
        """
        folder, home = self._own_folder(), Path(os.path.expanduser("~"))  # noqa: PTH111  (pathlib raises without one)
        usable = os.access(home / ".ipython" if (home / ".ipython").exists() else home, os.W_OK)
        return {} if folder is None or usable or "IPYTHONDIR" in os.environ else {"IPYTHONDIR": str(folder / "ipython")}

    @default("transport")
    def _sockets_not_ports(self) -> str:
        return "tcp" if self._own_folder() is None else "ipc"

    @default("transport_encryption")
    def _secret_where_it_can_be(self) -> str:
        return "auto" if self.transport == "tcp" and zmq.has("curve") else "disabled"

    @default("ip")
    def _own_address(self) -> str:
        folder = self._own_folder()
        return "127.0.0.1" if folder is None else str(folder / "kernel")

    @default("connection_file")
    def _beside_the_sockets(self) -> str:
        folder = self._own_folder()  # A report needs no home folder, which may be full or nobody's.
        return "" if folder is None else str(folder / "kernel.json")

    async def _async_cleanup_resources(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002  (the base's own)
        await super()._async_cleanup_resources(restart=restart)
        folder = getattr(self, "_folder", None)
        if not restart and folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources


class WarmKernelManager(SocketKernelManager):
    """Starts its kernel through the warm provisioner, whichever kernel the notebook names.

    The kernel ``python3`` is this interpreter, in which the product is installed, whatever specification of that name
    other programs have put into the user's or the system's folders.
    """

    _kernel_spec: KernelSpec | None = None

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The notebook's kernel, provisioned warm."""
        if self._kernel_spec is None and self.kernel_name == NATIVE_KERNEL_NAME:
            ours = get_kernel_dict()
            argv = [sys.executable, *ours["argv"][1:]]
            self._kernel_spec = KernelSpec(resource_dir=RESOURCES, **{**ours, "argv": argv})
        spec: KernelSpec | None = super().kernel_spec
        if spec is not None:
            spec.metadata["kernel_provisioner"] = {"provisioner_name": PROVISIONER}
        return spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where and how a chapter is executed.

    Attributes:
        cwd: The folder that it is executed in.
        files: The folder of the report's own where files may be put for the kernel.
        seconds: Most seconds that one cell may take; the product's own limit when None.
        at_once: Whether its cells may be executed by one request: those that come with the product, which put out
            nothing unusual.
    """

    cwd: Path
    files: Path
    seconds: int | None = None
    at_once: bool = False


@contextmanager
def told_when_dead(kernel_name: str) -> Iterator[None]:
    """Say which kernel did not start, and what to do, where Jupyter says only that it died.

    Args:
        kernel_name: The kernel that `WarmKernelManager` is asked to start meanwhile.

    Raises:
        KernelNotStarted: When the kernel does not start.
    """
    try:
        yield
    except DeadKernelError:  # It had started.
        raise
    except (RuntimeError, FileNotFoundError) as error:
        spec = WarmKernelManager(kernel_name=kernel_name).kernel_spec
        if spec is None or not (isinstance(error, FileNotFoundError) or str(error).startswith("Kernel d")):
            raise
        command = " ".join(spec.argv[:3])
        if kernel_name == NATIVE_KERNEL_NAME:
            advice = f"see what {command} says by hand; it may need: {sys.executable} -m pip install ipykernel"
        else:
            place = Path(spec.resource_dir or "") / "kernel.json"
            advice = (
                f"correct {place}, or give the notebook the kernel {NATIVE_KERNEL_NAME} (papermill -k), this one's own"
            )
        told = f"the kernel {kernel_name} did not start with {command} ({error}); {advice}"
        raise KernelNotStarted(told) from error


class ReportKernel:
    """One kernel for the chapters of a report; each finds it as if it had just started.

    Attributes:
        at: The cell at work, counted in the executed notebook; -1 before the first.
        notebook: The notebook at work.
        is_killed: Whether the report was given up while it was at work.
    """

    def __init__(self, cwd: Path) -> None:
        """Start the kernel in the notebooks' folder; `read_from` tells what it reads.

        Raises:
            KernelNotStarted: When it does not start.
        """
        self.at = -1
        self.notebook: Any = None
        self.is_killed = False
        self._cwd = cwd
        self._inputs: Path | None = None
        self._language: Any = None
        self._start()

    def _start(self) -> None:
        """Start the kernel's process; nobody waits for it yet."""
        self.manager = WarmKernelManager(kernel_name="python3")
        self._starter = NotebookClient(_empty(), km=self.manager, kernel_name="python3", timeout=CELL_SECONDS)
        self._starter.ipython_hist_file = ":memory:"
        self._starter.shell_timeout_interval = 1  # Seconds after which it looks whether the kernel lives.
        with told_when_dead(NATIVE_KERNEL_NAME):
            env = {**os.environ, **self.manager.own_profile()}
            self._starter.start_new_kernel(cwd=str(self._cwd), env=env)

    def read_from(self, inputs: Path) -> None:
        """Have the kernel read from the snapshot that is packed in a file, before it is lent or asked for the first time."""
        self._inputs = inputs

    def is_alive(self) -> bool:
        """Return whether the kernel's process runs."""
        from jupyter_client.utils import run_sync

        return bool(run_sync(self.manager.is_alive)())

    def _restart(self) -> None:
        """End the kernel and start another one, unless it was killed on purpose.

        Raises:
            DeadKernelError: When it was.
        """
        self.close()
        if self.is_killed:
            raise DeadKernelError("the report is given up")
        self._start()

    @property
    def client(self) -> Any:
        """Return what speaks to the kernel, once it is ready.

        Raises:
            KernelNotStarted: When it does not come to life.
        """
        if self._starter.kc is None:
            with told_when_dead(NATIVE_KERNEL_NAME):
                self._starter.start_new_kernel_client()
        return self._starter.kc

    def lend(self, client: NotebookClient, cwd: Path) -> None:
        """Give a notebook's client the running kernel in a folder, cleaned of what an earlier notebook left.

        Raises:
            KernelNotStarted: When the kernel does not come to life.
            NotClean: When it cannot be cleaned.
            CellTimeoutError: When cleaning it takes longer than `CELL_SECONDS`.
        """
        client.kc = self.client
        self._clean(cwd)

    def _clean(self, cwd: Path) -> None:
        """Clean the kernel and bring it to a folder.

        The first time it imports what all chapters import; none of it counts towards the time that a cell may take.
        """
        self.at, self.notebook = -1, None
        held = str(self._inputs.absolute()) if self._inputs else ""  # Before its environment is remembered.
        system = "__import__('os')"
        reply = self._asked(f"{system}.environ[{HELD_IN!r}] = {held!r}; {CLEAN}; {system}.chdir({str(cwd)!r})")
        if reply["status"] != "ok":
            told = f"{reply.get('ename')}: {reply.get('evalue')}"
            raise NotClean(f"what an earlier chapter changed in the kernel could not be put back: {told}")

    def execute_at_once(self, notebook: Any, way: Way) -> bool:
        """Execute all cells of a chapter by one request, as nbclient executes them one by one.

        Args:
            notebook: The chapter as papermill gives it to its engines; it is changed when it comes to its end.
            way: Where, and how long its cells may take; together no longer than one alone.

        Returns:
            Whether it came to its end; when it did not, nothing in it is changed, and nbclient tells why.

        Raises:
            KernelNotStarted: As `lend`.
            NotClean: As `lend`.
        """
        asked, told = (way.files / f"{self.manager.kernel_id}.{name}" for name in ("asked", "told"))
        call = CALL.format(asked=str(asked.absolute()), told=str(told.absolute()))
        self._clean(way.cwd)
        try:
            write_new(asked, json.dumps([one.source for one in notebook.cells if is_asked(one)]))
            self._language = self._language or self._about()
            reply = self._asked(call, way.seconds)
            done = json.loads(told.read_bytes()) if reply["status"] == "ok" else {}
        except (CellTimeoutError, DeadKernelError):
            done = {"is_ending": True}
        finally:  # Whatever is left in the report's folder becomes a file of the report.
            for file in (asked, told):
                file.unlink(missing_ok=True)
        if done.get("is_ending"):
            self._restart()
        if "cells" not in done:
            return False
        put_out(notebook, done["cells"])
        notebook.metadata["language_info"] = self._language
        return True

    def _asked(self, source: str, seconds: int | None = None) -> dict[str, Any]:
        """Return what the kernel answers when it has executed some source.

        Raises:
            CellTimeoutError: When it does not answer in so many seconds.
            DeadKernelError: When it dies.
        """
        speaker = self.client
        self._starter.timeout = seconds or CELL_SECONDS
        named = _code(source)  # So that nbclient can tell what it waited for in vain.
        said: Any = self._starter.wait_for_reply(speaker.execute(source, silent=True, store_history=False), named)
        return dict(said["content"])

    def _about(self) -> Any:
        """Return what the kernel says of its language."""
        said: Any = self._starter.wait_for_reply(self.client.kernel_info())
        return said["content"]["language_info"]

    def kill(self) -> None:
        """Have the kernel end at once, whatever another thread waits for; it is not started again."""
        from jupyter_client.utils import run_sync

        self.is_killed = True
        if self.manager.provisioner is not None:
            run_sync(self.manager.provisioner.kill)()

    def close(self) -> None:
        """End the kernel at once; nothing in it is worth waiting for."""
        from jupyter_client.utils import run_sync

        if self._starter.kc is not None:
            self._starter.kc.stop_channels()
        run_sync(self.manager.shutdown_kernel)(now=True)


def _code(source: str) -> Any:
    from nbformat.v4 import new_code_cell

    return new_code_cell(source)


def _empty() -> Any:
    from nbformat.v4 import new_notebook

    return new_notebook()
