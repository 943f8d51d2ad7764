"""What a process that makes one report does: make it, telling each step, and end.

Forked from the warm process it is told the task in the request and writes its steps to a pipe. Started cold, as
``python -m kunteko_eval.batch.worker``, it reads the request from standard input and writes to standard output.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
    """Work in a process that was forked warm; steps go to the first descriptor."""
    with os.fdopen(fds[0], "w", encoding="utf-8") as pipe:

        def tell(step: dict[str, Any]) -> None:
            pipe.write(json.dumps(step) + "\n")
            pipe.flush()

        return work(request, tell)


def main() -> None:
    """Work in a process that was started cold."""
    steps = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # Whatever prints must not look like a step.

    def tell(step: dict[str, Any]) -> None:
        steps.write(json.dumps(step) + "\n")
        steps.flush()

    request = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_owner, daemon=True).start()
    status = work(request, tell)
    steps.close()
    os._exit(status)


def _end_with_owner() -> None:
    """Wait until the owner, who holds the other end of standard input, is gone; then end with everything started."""
    sys.stdin.read()
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
