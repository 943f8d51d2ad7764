"""Kernels: Unix sockets instead of ports, warm where the platform can, one a report with a clean slate a chapter."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.client import NotebookClient
from nbclient.exceptions import CellControlSignal
from traitlets import default

from kunteko_eval.errors import KuntekoError
from kunteko_eval.run.slate import CLEAN
from kunteko_eval.snapshot import HELD_IN

PROVISIONER = "kunteko-warm-provisioner"
ENGINE = "kunteko-warm"
MOST_PRINTED = 2_000_000
"""Characters that the outputs of one notebook may have; more is a mistake that would fill memory and report."""

CELL_SECONDS = 600
"""Seconds that one cell may take."""


class PrintedTooMuch(CellControlSignal):
    """A notebook printed more than a report can hold."""


class NotClean(KuntekoError, RuntimeError):
    """A chapter left the kernel in a state that cannot be put back."""


class SocketKernelManager(AsyncKernelManager):
    """Talks to its kernel over Unix sockets in a folder of its own: no port to race for, private to the user."""

    @default("transport")
    def _sockets_not_ports(self) -> str:
        return "ipc" if os.name == "posix" else "tcp"

    @default("ip")
    def _own_folder(self) -> str:
        if os.name != "posix":
            return "127.0.0.1"
        self._folder = tempfile.mkdtemp(prefix="kunteko-")
        return str(Path(self._folder) / "kernel")

    async def _async_cleanup_resources(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002  (the base's own)
        await super()._async_cleanup_resources(restart=restart)
        if not restart and hasattr(self, "_folder"):
            shutil.rmtree(self._folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources


class WarmKernelManager(SocketKernelManager):
    """Starts its kernel through the warm provisioner, whichever kernel the notebook names."""

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The notebook's kernel, provisioned warm."""
        spec = super().kernel_spec
        if spec is not None:
            spec.metadata["kernel_provisioner"] = {"provisioner_name": PROVISIONER}
        return spec


class ReportKernel:
    """One kernel for the chapters of a report; each finds it as if it had just started.

    Attributes:
        at: The cell at work, counted in the executed notebook; -1 before the first.
        notebook: The notebook at work.
    """

    def __init__(self, cwd: Path, inputs: Path) -> None:
        """Start the kernel in the notebooks' folder; what it reads of the inputs is the snapshot packed in a file."""
        self.at = -1
        self.notebook: Any = None
        self.manager = WarmKernelManager(kernel_name="python3")
        self._starter = NotebookClient(_empty(), km=self.manager, kernel_name="python3")
        self._starter.ipython_hist_file = ":memory:"
        self._starter.start_new_kernel(cwd=str(cwd), env={**os.environ, HELD_IN: str(inputs.absolute())})
        self._starter.start_new_kernel_client()

    def lend(self, client: NotebookClient) -> None:
        """Give a notebook's client the running kernel, cleaned of what an earlier notebook left.

        Raises:
            NotClean: When the kernel cannot be cleaned.
        """
        self.at, self.notebook = -1, None
        client.kc = self._starter.kc
        speaker: Any = self._starter.kc
        reply: Any = client.wait_for_reply(speaker.execute(CLEAN, silent=True, store_history=False))
        if reply["content"]["status"] != "ok":
            told = f"{reply['content'].get('ename')}: {reply['content'].get('evalue')}"
            raise NotClean(f"what an earlier chapter changed in the kernel could not be put back: {told}")

    def close(self) -> None:
        """End the kernel at once; nothing in it is worth waiting for."""
        from jupyter_client.utils import run_sync

        if self._starter.kc is not None:
            self._starter.kc.stop_channels()
        run_sync(self.manager.shutdown_kernel)(now=True)


def _empty() -> Any:
    from nbformat.v4 import new_notebook

    return new_notebook()
