"""A kernel provisioner of jupyter_client whose kernels fork from the warm process instead of starting cold."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from kunteko_eval.batch import fork_client
from kunteko_eval.batch.fork_client import Child
from kunteko_eval.batch.notices import note


class WarmProvisioner(LocalProvisioner):
    """Launches Python kernels warm where the platform can, and like its base class everywhere else."""

    child: Child | None = None

    @property
    def has_process(self) -> bool:
        """Whether a kernel belongs to this provisioner."""
        return self.child is not None or bool(super().has_process)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel; kernels of other interpreters or launchers, or where that fails, start as usual."""
        if not fork_client.available() or cmd[0] != sys.executable or "ipykernel_launcher" not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        request = {
            "kind": "kernel",
            "argv": cmd[cmd.index("ipykernel_launcher") + 1 :],
            "cwd": str(kwargs.get("cwd") or Path.cwd()),
            "env": {str(key): str(value) for key, value in (kwargs.get("env") or os.environ).items()},
        }
        try:
            self.child = Child(fork_client.address(), request)
        except OSError as error:
            note(f"kernels start without a warm process, which takes longer and changes nothing in them: {error}")
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.child.pid
        return self.connection_info

    async def poll(self) -> int | None:
        """Return the exit status of the kernel, or None while it runs."""
        if self.child is None:
            status: int | None = await super().poll()
            return status
        return self.child.poll()

    async def wait(self) -> int | None:
        """Wait for the kernel to end."""
        if self.child is None:
            ended: int | None = await super().wait()
            return ended
        while self.child.poll() is None:
            await asyncio.sleep(0.01)
        status = self.child.returncode
        self.child.close()
        self.child = None
        return status

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it started."""
        if self.child is None:
            await super().send_signal(signum)
        else:
            self.child.signal(signum)

    async def kill(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002  (the base's own)
        """Kill the kernel and what it started."""
        await self.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))

    async def terminate(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002  (the base's own)
        """Ask the kernel to end."""
        await self.send_signal(signal.SIGTERM)
