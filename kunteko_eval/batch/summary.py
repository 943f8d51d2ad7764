"""The summary of a run for a monitor: ``run-summary.json`` in the output folder, whichever way the run ends.

It says *running* from the first report on, so that a run which was killed is seen: its summary is not told anew while
nobody holds the folder.
"""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from kunteko_eval.errors import Fault, FaultyInput, Interrupted
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.report.job import Job
from kunteko_eval.version import __version__

SUMMARY = "run-summary.json"
"""The name of the file in the output folder."""

FORMAT = 1
"""Counted up when a field is taken away or means something else; fields may be added without."""

TOLD_EVERY = 2.0
"""Seconds between two tellings while reports are made."""

State = Literal["running", "finished", "failed", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeReport:
    """A report that the run made."""

    run: Annotated[str, "The report: programme, period and language, or `portfolio` and language."]
    page: Annotated[str, "Its HTML file, below the output folder."]
    took: Annotated[float, "Seconds that making it took."]
    ratings: Annotated[dict[str, int], "How many boxes have each rating; nothing for the portfolio."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedReport:
    """A report that could not be made."""

    run: Annotated[str, "The report."]
    message: Annotated[str, "Why, in words, with the notebook and the cell."]
    notebooks: Annotated[list[str], "The failed notebooks that are kept, below the output folder."]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFault:
    """Something wrong in the input, which stopped the run before it made anything."""

    file: Annotated[str, "The file as it was given."]
    place: Annotated[str, "The place in the file; may be empty."]
    found: Annotated[str, "What stands there."]
    expected: Annotated[str, "What should stand there."]
    advice: Annotated[str, "What to do next; may be empty."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What stands in ``run-summary.json``, and in the last event of ``--json``."""

    format: Annotated[int, "1; another number when a field is taken away or means something else."]
    state: Annotated[
        State,
        "`running`; `finished`: everything asked for stands; `failed`: a report failed, or nothing could be made; "
        "`interrupted`: it was told to stop.",
    ]
    version: Annotated[str, "The version of the product."]
    begun: Annotated[str, "When the run began: a moment in UTC."]
    told: Annotated[str, "When this was written; while reports are made, every few seconds."]
    ended: Annotated[str | None, "When the run ended; null while it is running."]
    seconds: Annotated[float, "From its beginning to `told`, by a clock that nobody sets."]
    planned: Annotated[int, "How many reports were asked for; 0 when a fault stopped the run before it knew."]
    made: Annotated[list[MadeReport], "The reports that were made, in the order in which they were ready."]
    unchanged: Annotated[list[str], "The reports that stood already as they would be made."]
    failed: Annotated[list[FailedReport], "The reports that could not be made."]
    waiting: Annotated[list[str], "The reports that are not made yet; of an interrupted run, those the next one makes."]
    changed: Annotated[list[str], "The files that were changed while the run was at work; the next run reads them."]
    faults: Annotated[list[InputFault], "What is wrong in the input; with any, nothing was made."]
    message: Annotated[str, "Why the whole run ended early, in words; empty when it did not."]


def read_summary(output: Path) -> dict[str, Any] | None:
    """Return the summary of the last run into an output folder as it was written; None when there is none to read."""
    try:
        read = json.loads((output / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return read if isinstance(read, dict) and read.get("format") == FORMAT else None


def now() -> str:
    """Return the moment in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class RunRecord:
    """Keeps what happens in one run, and writes its summary."""

    def __init__(self, output: Path) -> None:
        """Begin the clock; nothing is written yet."""
        self._output = output
        self._begun, self._clock, self._last = now(), time.monotonic(), 0.0
        self._state: State = "running"
        self._jobs: dict[str, Job] = {}
        self._unchanged: list[str] = []
        self._made: list[MadeReport] = []
        self._failed: list[FailedReport] = []
        self._changed: list[str] = []
        self._faults: tuple[Fault, ...] = ()
        self._message = ""
        self.ready: float | None = None
        """When the last report was made, by `time.monotonic`; None before the first."""

    def plan(self, stale: Sequence[Job], unchanged: Sequence[Job]) -> None:
        """Keep which reports are to be made and which stand."""
        self._jobs = {job.name: job for job in stale}
        self._unchanged = [job.name for job in unchanged]

    def made(self, job: Job, seconds: float) -> None:
        """Keep that a report was made, with its ratings."""
        self.ready = time.monotonic()
        page = (job.folder / job.page).as_posix()
        counts: dict[str, int] = {}
        if not job.is_portfolio:
            with suppress(OSError, ValueError, KeyError):
                counts = json.loads((self._output / job.folder / "ratings.json").read_bytes())["counts"]
        self._made.append(MadeReport(run=job.name, page=page, took=round(seconds, 3), ratings=counts))

    def failed(self, job: Job, message: str) -> None:
        """Keep that a report failed, with the notebooks that tell where."""
        kept = sorted((self._output / job.folder).glob(f"failed-*.{job.language}.ipynb"))
        below = [path.relative_to(self._output).as_posix() for path in kept]
        self._failed.append(FailedReport(run=job.name, message=message, notebooks=below))

    def changed(self, paths: Sequence[str]) -> None:
        """Keep what was changed meanwhile."""
        self._changed = list(paths)

    def end(self, *, complete: bool, failures: int) -> None:
        """Keep that the run is over, whether it came to its end, and how many failures there were."""
        self._state = "interrupted" if not complete else "failed" if failures else "finished"

    def broke(self, error: Exception) -> None:
        """Keep what ended the whole run early."""
        self._state = "interrupted" if isinstance(error, Interrupted) else "failed"
        self._faults = error.faults if isinstance(error, FaultyInput) else ()
        self._message = str(error)

    @property
    def is_over(self) -> bool:
        """Return whether the run has ended."""
        return self._state != "running"

    def summary(self) -> RunSummary:
        """Return the summary as things stand."""
        done = {one.run for one in self._made} | {one.run for one in self._failed}
        moment = now()
        return RunSummary(
            format=FORMAT,
            state=self._state,
            version=__version__,
            begun=self._begun,
            told=moment,
            ended=moment if self.is_over else None,
            seconds=round(time.monotonic() - self._clock, 3),
            planned=len(self._jobs) + len(self._unchanged),
            made=list(self._made),
            unchanged=self._unchanged,
            failed=list(self._failed),
            waiting=[name for name in self._jobs if name not in done],
            changed=self._changed,
            faults=[InputFault(**asdict(one)) for one in self._faults],
            message=self._message,
        )

    def write(self, *, often: bool = False) -> None:
        """Write the summary whole, or leave what stood there; `often` is for calls that may be left out.

        Raises:
            OSError: When it cannot be written.
        """
        if often and time.monotonic() - self._last < TOLD_EVERY:
            return
        self._last = time.monotonic()
        text = json.dumps(asdict(self.summary()), ensure_ascii=False, indent=1) + "\n"
        write_atomically(self._output / SUMMARY, text)
