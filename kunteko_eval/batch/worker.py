"""What a process that makes reports does: make one after another, telling each step, and end when one fails.

Forked from the warm process it is told the first task in the request, reads further ones from a pipe and writes its
steps to another. Started cold, as ``python -m kunteko_eval.batch.worker``, it reads requests from standard input and
writes to standard output.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from kunteko_eval.batch import notices
from kunteko_eval.errors import KuntekoError, ReportFailed
from kunteko_eval.files.snapshot import unpacked
from kunteko_eval.report.job import Task


def work(request: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> int:
    """Make the report of a packed task, from the snapshot of its inputs; returns the exit status.

    What goes wrong is told, never raised: the batch goes on with the other reports.
    """
    from kunteko_eval.batch.make_report import make_report

    notices.forget()
    notices.tell_by(lambda message: tell({"note": message}))
    task = Task.unpacked(request["task"])
    name = task.job.name
    try:
        inputs = unpacked(Path(request["inputs"]).read_bytes())
        made = make_report(task, inputs, lambda chapter: tell({"chapter": chapter}))
    except ReportFailed as error:
        tell({"failed": str(error)})
    except (KuntekoError, OSError) as error:
        tell({"failed": f"{name}: {error}"})
    except Exception as error:
        trace = traceback.format_exc(limit=-3)
        tell({"failed": f"{name}: {type(error).__name__}: {error}\n{trace}"})
    else:
        tell({"made": str(made)})
        return 0
    return 1


def serve_forked(request: dict[str, Any], fds: list[int]) -> int:
    """Work in a process that was forked warm; steps go to the first descriptor, further requests come from the second."""
    with os.fdopen(fds[0], "w", encoding="utf-8") as pipe, os.fdopen(fds[1], encoding="utf-8") as more:
        return _serve(chain([request], map(json.loads, more)), pipe)


def _serve(requests: Iterable[dict[str, Any]], steps: TextIO) -> int:
    """Work on one request after another until one fails; returns the last exit status."""

    def tell(step: dict[str, Any]) -> None:
        steps.write(json.dumps(step) + "\n")
        steps.flush()

    for request in requests:
        if status := work(request, tell):
            return status
        if request.get("ahead"):
            from kunteko_eval.batch.lanes import start_ahead

            with contextlib.suppress(KuntekoError, OSError):  # The next report tells it, if it is asked for.
                start_ahead(request["ahead"])
    return 0


def main() -> None:
    """Work in a process that was started cold."""
    steps = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # Whatever prints must not look like a step.
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_hear, args=[requests], daemon=True).start()
    status = _serve(iter(requests.get, None), steps)
    steps.close()
    os._exit(status)


def _hear(requests: queue.SimpleQueue[dict[str, Any]]) -> None:
    """Take requests until the owner, who holds the other end of standard input, is gone; then end with everything started."""
    for line in sys.stdin:
        requests.put(json.loads(line))
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
