"""What a process that makes one report does: make it, telling each step, and end.

Forked from the warm process it is told the run in the request and writes its steps to a pipe. Started cold, as
``python -m kunteko_eval.batch.worker``, it reads the run from standard input and writes to standard output.
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
from kunteko_eval.batch.inputs import INPUTS
from kunteko_eval.errors import KuntekoError, ReportFailed
from kunteko_eval.files.snapshot import unpacked
from kunteko_eval.report.job import Job


def request_of(run: Job, data: Path, params: Path, output: Path, scratch: Path, seconds: int | None) -> dict[str, Any]:
    """Return what a worker needs to know, ready for JSON; its snapshot stands in the scratch folder."""
    return {
        "run": {
            "programme": run.programme,
            "period": run.period,
            "language": run.language,
            "scenario": list(run.scenario),
            "interactive": run.interactive,
        },
        "folders": [str(one.absolute()) for one in (data, params, output, scratch)],
        "seconds": seconds,
    }


def work(asked: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> int:
    """Make the report that a request asks for; returns the exit status.

    What goes wrong is told, never raised: the batch goes on with the other reports.
    """
    from kunteko_eval.batch.make_report import make_report

    notices.forget()
    notices.tell_by(lambda message: tell({"note": message}))
    given = asked["run"]
    run = Job(
        programme=given["programme"],
        period=given["period"],
        language=given["language"],
        scenario=(given["scenario"][0], given["scenario"][1]),
        interactive=given["interactive"],
    )
    data, params, output, scratch = (Path(one) for one in asked["folders"])
    try:
        made = make_report(
            run,
            data,
            params,
            output,
            scratch=scratch,
            seconds=asked["seconds"],
            progress=lambda chapter: tell({"chapter": chapter}),
            inputs=unpacked((scratch / INPUTS).read_bytes()),
        )
    except ReportFailed as error:
        tell({"failed": str(error)})
    except (KuntekoError, OSError) as error:
        tell({"failed": f"{run.name}: {error}"})
    except Exception as error:
        told = traceback.format_exc(limit=-3)
        tell({"failed": f"{run.name}: {type(error).__name__}: {error}\n{told}"})
    else:
        tell({"made": str(made)})
        return 0
    return 1


def serve_forked(asked: dict[str, Any], fds: list[int]) -> int:
    """Work in a process that was forked warm; steps go to the first descriptor."""
    with os.fdopen(fds[0], "w", encoding="utf-8") as pipe:

        def tell(step: dict[str, Any]) -> None:
            pipe.write(json.dumps(step) + "\n")
            pipe.flush()

        return work(asked, tell)


def main() -> None:
    """Work in a process that was started cold."""
    steps = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # Whatever prints must not look like a step.

    def tell(step: dict[str, Any]) -> None:
        steps.write(json.dumps(step) + "\n")
        steps.flush()

    asked = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_owner, daemon=True).start()
    status = work(asked, tell)
    steps.close()
    os._exit(status)


def _end_with_owner() -> None:
    """Wait until the owner, who holds the other end of standard input, is gone; then end with everything started."""
    sys.stdin.read()
    if os.name == "posix":
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
