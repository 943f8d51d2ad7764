"""What a batch notes of itself in its scratch folder, so that the next one can tell what became of one that was cut off.

A line of JSON for each thing, with the time by this machine's clock. It is told, and nothing is decided by it: a line
that a failing machine or a full disk did not let be written is missing and no more.
"""

from __future__ import annotations

import datetime
import json
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kunteko_eval.files.disk import share

JOURNAL = "journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """How far a batch came that did not come to its end.

    Attributes:
        begun: When it began, by its machine's clock; empty where it left no word of it, as is all that follows.
        last: When it was last heard of.
        process: Its process and machine.
        reports: How many reports it was to make.
        made: How many it had finished; they stand.
        failed: How many had failed.
        making: The reports that were being made; they are as they were before it.
    """

    begun: str = ""
    last: str = ""
    process: str = ""
    reports: int = 0
    made: int = 0
    failed: int = 0
    making: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it in one line."""
        if not self.begun:
            return "an earlier run was cut off and left no word of how far it came; every finished report stands"
        failed = f", {self.failed} failed" if self.failed else ""
        making = f"; being made: {', '.join(self.making)}" if self.making else ""
        return (
            f"the run of {self.begun} ({self.process}) was cut off after {self.last}: "
            f"{self.made} of its {self.reports} reports were finished and stand{failed}{making}; what it left"
            " half made is cleared away, and what is missing or has changed is made now"
        )


def begin(scratch: Path, reports: int) -> None:
    """Note that a batch begins."""
    with suppress(OSError):
        scratch.mkdir()
        share(scratch)
    note(scratch, "begun", reports=reports, pid=os.getpid(), host=socket.gethostname())


def note(scratch: Path, what: str, **more: Any) -> None:
    """Note one thing of a batch: ``making``, ``made`` or ``failed``, with the ``run``; threads may."""
    now = datetime.datetime.now(tz=datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    line = json.dumps({"what": what, "at": now, **more}).encode() + b"\n"
    with suppress(OSError), (scratch / JOURNAL).open("ab", buffering=0) as file:
        file.write(line)


def left(scratch: Path) -> Earlier | None:
    """Return how far the batch came that left a scratch folder behind; None where there is none."""
    if not scratch.is_dir():
        return None
    try:
        lines = (scratch / JOURNAL).read_bytes().splitlines()
    except OSError:
        lines = []
    told = [one for line in lines if (one := _read(line))]
    begun = next((one for one in told if one["what"] == "begun"), None)
    if begun is None:
        return Earlier()
    ends = {one.get("run"): one["what"] for one in told if one["what"] in {"made", "failed"}}
    making = dict.fromkeys(str(one.get("run")) for one in told if one["what"] == "making")
    return Earlier(
        begun=begun["at"],
        last=told[-1]["at"],
        process=f"process {begun.get('pid')} on {begun.get('host')}",
        reports=int(begun.get("reports", 0)),
        made=list(ends.values()).count("made"),
        failed=list(ends.values()).count("failed"),
        making=tuple(one for one in making if one not in ends),
    )


def _read(line: bytes) -> dict[str, Any]:
    """Return what a line tells; nothing for one that is cut, or was never on the disk."""
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) and {"what", "at"} <= told.keys() else {}
