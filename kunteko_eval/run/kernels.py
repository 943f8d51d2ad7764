"""How the kernels of the chapters are started."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from traitlets import default


class SocketKernelManager(AsyncKernelManager):
    """Talks to its kernel over Unix sockets in a folder of its own: no port to race for, private to the user."""

    @default("transport")
    def _sockets_not_ports(self) -> str:
        return "ipc"

    @default("ip")
    def _own_folder(self) -> str:
        self._folder = tempfile.mkdtemp(prefix="kunteko-")
        return str(Path(self._folder) / "kernel")

    async def _async_cleanup_resources(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002  (the base's own)
        await super()._async_cleanup_resources(restart=restart)
        if not restart and hasattr(self, "_folder"):
            shutil.rmtree(self._folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources


def kernel_options() -> dict[str, Any]:
    """Return the options that papermill hands to its notebook client: Unix sockets where there are any."""
    return {"kernel_manager_class": SocketKernelManager} if os.name == "posix" else {}
