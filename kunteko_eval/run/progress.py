"""What the batch says while it works: a live display on a terminal, lines elsewhere, JSON for machines."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Protocol

from kunteko_eval.run.plan import Run


class Display(Protocol):
    """Told what happens in the batch."""

    def begin(self, total: int, unchanged: int) -> None:
        """So many reports are to be made, and so many stand unchanged."""

    def step(self, run: Run, chapter: str) -> None:
        """A report has come to a chapter."""

    def made(self, run: Run, page: Path, seconds: float) -> None:
        """A report was made."""

    def failed(self, run: Run, message: str) -> None:
        """A report could not be made."""

    def end(self, made: int, failed: int, index: Path | None) -> None:
        """The batch is over; there is no index when it was interrupted."""


class Lines:
    """One line a report on standard error, quiet otherwise."""

    def __init__(self) -> None:
        """Begin counting."""
        self._total = self._done = self._unchanged = 0

    def say(self, line: str) -> None:
        """Write a line."""
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    def begin(self, total: int, unchanged: int) -> None:
        """Keep the totals."""
        self._total, self._unchanged = total, unchanged

    def step(self, run: Run, chapter: str) -> None:
        """Say nothing of chapters."""

    def made(self, run: Run, page: Path, seconds: float) -> None:
        """Name the report."""
        self._done += 1
        self.say(f"[{self._done}/{self._total}] {page} ({seconds:.1f} s)")

    def failed(self, run: Run, message: str) -> None:
        """Name the failure at once; the summary names it again."""
        self._done += 1
        self.say(f"[{self._done}/{self._total}] failed: {message}")

    def end(self, made: int, failed: int, index: Path | None) -> None:
        """Sum up."""
        stood = f", {self._unchanged} unchanged" if self._unchanged else ""
        lost = f", {failed} failed" if failed else ""
        where = f"; open {index}" if index else "; interrupted, the next run goes on from here"
        self.say(f"{made} of {self._total} reports made{stood}{lost}{where}")


class Live(Lines):
    """A progress bar with the chapters at work, above it the lines."""

    def __init__(self) -> None:
        """Prepare the bar."""
        super().__init__()
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
        )
        self._bar = Progress(*columns, console=Console(stderr=True))
        self._task = self._bar.add_task("", total=None)
        self._at: dict[Run, str] = {}

    def say(self, line: str) -> None:
        """Write a line above the bar."""
        self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _show(self) -> None:
        told = " · ".join(f"{run.name}: {chapter}" for run, chapter in self._at.items())
        self._bar.update(self._task, completed=self._done, description=told)

    def begin(self, total: int, unchanged: int) -> None:
        """Start the bar."""
        super().begin(total, unchanged)
        self._bar.update(self._task, total=total)
        self._bar.start()

    def step(self, run: Run, chapter: str) -> None:
        """Show the chapter at work."""
        self._at[run] = chapter
        self._show()

    def made(self, run: Run, page: Path, seconds: float) -> None:
        """Advance the bar."""
        self._at.pop(run, None)
        super().made(run, page, seconds)
        self._show()

    def failed(self, run: Run, message: str) -> None:
        """Advance the bar past a failure."""
        self._at.pop(run, None)
        super().failed(run, message)
        self._show()

    def end(self, made: int, failed: int, index: Path | None) -> None:
        """Take the bar away and sum up."""
        self._bar.stop()
        super().end(made, failed, index)


class Machine:
    """One JSON object a line on standard output."""

    def __init__(self) -> None:
        """Begin the clock."""
        self._start = time.monotonic()

    def _tell(self, event: str, **more: object) -> None:
        seconds = round(time.monotonic() - self._start, 3)
        sys.stdout.write(json.dumps({"event": event, "seconds": seconds, **more}, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def begin(self, total: int, unchanged: int) -> None:
        """Tell the totals."""
        self._tell("begin", reports=total, unchanged=unchanged)

    def step(self, run: Run, chapter: str) -> None:
        """Tell the chapter at work."""
        self._tell("chapter", run=run.name, chapter=chapter)

    def made(self, run: Run, page: Path, seconds: float) -> None:
        """Tell a report made."""
        self._tell("made", run=run.name, page=str(page), took=round(seconds, 3))

    def failed(self, run: Run, message: str) -> None:
        """Tell a failure."""
        self._tell("failed", run=run.name, message=message)

    def end(self, made: int, failed: int, index: Path | None) -> None:
        """Tell the end."""
        self._tell("end", made=made, failed=failed, index=str(index) if index else None)


def display(*, machine: bool = False) -> Display:
    """Return the display that fits: JSON when asked, live on a terminal, lines elsewhere."""
    if machine:
        return Machine()
    return Live() if sys.stderr.isatty() else Lines()
