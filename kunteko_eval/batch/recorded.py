"""A display that keeps what it is told for the summary of the run, and tells it on."""

from __future__ import annotations

import threading
from pathlib import Path

from kunteko_eval.batch.journal import Earlier
from kunteko_eval.batch.progress import Display
from kunteko_eval.batch.summary import RunRecord, RunSummary
from kunteko_eval.report.job import Job


class RecordedDisplay:
    """Writes the summary of a run whose lock is held, and tells everything on."""

    def __init__(self, shown: Display, record: RunRecord) -> None:
        """Tell on to `shown`."""
        self._shown, self._record = shown, record
        self._lock = threading.Lock()

    def _write(self, *, often: bool = False) -> None:
        """Write the summary; that it cannot be written is told, and stops no report."""
        try:
            with self._lock:
                self._record.write(often=often)
        except OSError as error:
            if not often:
                self._shown.note(f"the summary of the run cannot be written: {error}")

    def found(self, earlier: Earlier) -> None:
        """Tell it on."""
        self._shown.found(earlier)

    def begin(self, total: int, unchanged: int) -> None:
        """Say that the run is at work."""
        if total:
            self._write()
        self._shown.begin(total, unchanged)

    def step(self, job: Job, chapter: str) -> None:
        """Say that the run is alive."""
        self._write(often=True)
        self._shown.step(job, chapter)

    def note(self, message: str) -> None:
        """Tell it on."""
        self._shown.note(message)

    def made(self, job: Job, page: Path, seconds: float) -> None:
        """Keep a report that was made."""
        self._shown.made(job, page, seconds)
        with self._lock:
            self._record.made(job, seconds)
        self._write(often=True)

    def failed(self, job: Job, message: str) -> None:
        """Keep a failure."""
        self._shown.failed(job, message)
        with self._lock:
            self._record.failed(job, message)
        self._write(often=True)

    def changed(self, paths: list[str]) -> None:
        """Keep what has changed."""
        self._record.changed(paths)
        self._shown.changed(paths)

    def end(self, made: int, failed: int, index: Path | None, summary: RunSummary | None = None) -> None:
        """Write how the run ended."""
        self._record.end(complete=index is not None, failures=failed)
        self._write()
        self._shown.end(made, failed, index, self._record.summary())

    def broke(self, summary: RunSummary) -> None:
        """Tell it on."""
        self._shown.broke(summary)

    def saved(self, paths: list[str]) -> None:
        """Tell it on."""
        self._shown.saved(paths)

    def faulty(self, message: str) -> None:
        """Tell it on."""
        self._shown.faulty(message)

    def shown(self, pages: list[Path], after: float | None) -> None:
        """Tell it on."""
        self._shown.shown(pages, after)
