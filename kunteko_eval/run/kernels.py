"""How the kernels of the chapters are started."""

from __future__ import annotations

import os
from typing import Any

from jupyter_client.manager import AsyncKernelManager


class SocketKernelManager(AsyncKernelManager):
    """Talks to its kernel over Unix sockets: no port to race for, nothing readable from the network."""

    def _transport_default(self) -> str:
        return "ipc"


def kernel_options() -> dict[str, Any]:
    """Return the options that papermill hands to its notebook client: Unix sockets where there are any."""
    return {"kernel_manager_class": SocketKernelManager} if os.name == "posix" else {}
