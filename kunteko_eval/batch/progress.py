"""What the batch says while it works: a live display on a terminal, lines elsewhere, JSON for machines."""

from __future__ import annotations

import json
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kunteko_eval.batch.events import (
    BeginEvent,
    ChangedEvent,
    ChapterEvent,
    EndEvent,
    Event,
    FailedEvent,
    FaultyEvent,
    FoundEvent,
    MadeEvent,
    NoteEvent,
    SavedEvent,
    ShownEvent,
)
from kunteko_eval.batch.journal import Earlier
from kunteko_eval.batch.summary import RunSummary
from kunteko_eval.report.job import Job

if TYPE_CHECKING:
    from rich.console import Console, Group


class Display(Protocol):
    """Told what happens in the batch; of steps and notes from several threads at once."""

    def found(self, earlier: Earlier) -> None:
        """An earlier batch was cut off."""

    def begin(self, total: int, unchanged: int) -> None:
        """So many reports are to be made, and so many stand unchanged."""

    def step(self, job: Job, chapter: str) -> None:
        """A report has come to a chapter."""

    def note(self, message: str) -> None:
        """Something was done otherwise than usual."""

    def made(self, job: Job, page: Path, seconds: float) -> None:
        """A report was made."""

    def failed(self, job: Job, message: str) -> None:
        """A report could not be made."""

    def changed(self, paths: list[str]) -> None:
        """These were changed on the disk since the run began; no report has read the change."""

    def end(self, made: int, failed: int, index: Path | None, summary: RunSummary | None = None) -> None:
        """The batch is over; there is no index when it was interrupted."""

    def broke(self, summary: RunSummary) -> None:
        """The run ended before anything was begun; who started it hears why."""

    def saved(self, paths: list[str]) -> None:
        """These were saved while they were watched."""

    def faulty(self, message: str) -> None:
        """What was saved cannot be used."""

    def shown(self, pages: list[Path], after: float | None) -> None:
        """The pages were made anew, so many seconds after the save."""


NAMED = 5
"""How many saved files a line names."""


class Lines:
    """One line a report on standard error, quiet otherwise."""

    def __init__(self) -> None:
        """Begin counting."""
        self._lock = threading.Lock()
        self._total = self._done = self._unchanged = 0

    def say(self, line: str) -> None:
        """Write a line."""
        with self._lock:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    def found(self, earlier: Earlier) -> None:
        """Say how far it came."""
        self.say(f"found: {earlier}")

    def begin(self, total: int, unchanged: int) -> None:
        """Keep the totals."""
        self._total, self._unchanged = total, unchanged

    def step(self, job: Job, chapter: str) -> None:
        """Say nothing of chapters."""

    def note(self, message: str) -> None:
        """Say it on a line of its own."""
        self.say(f"note: {message}")

    def made(self, job: Job, page: Path, seconds: float) -> None:
        """Name the report."""
        self._done += 1
        self.say(f"[{self._done}/{self._total}] {page} ({seconds:.1f} s)")

    def failed(self, job: Job, message: str) -> None:
        """Name the failure at once; the summary names it again."""
        self._done = min(self._done + 1, self._total)  # The index is none of them.
        self.say(f"[{self._done}/{self._total}] failed: {message}")

    def changed(self, paths: list[str]) -> None:
        """Name what has changed and say what to do."""
        told = "the reports are of what stood there when the run began; run again to make them anew"
        self.say(f"changed meanwhile: {', '.join(paths)}; {told}")

    def end(self, made: int, failed: int, index: Path | None, summary: RunSummary | None = None) -> None:
        """Sum up."""
        stood = f", {self._unchanged} unchanged" if self._unchanged else ""
        lost = f", {failed} failed" if failed else ""
        where = f"; open {index}" if index else "; interrupted, the next run goes on from here"
        self.say(f"{made} of {self._total} reports made{stood}{lost}{where}")

    def broke(self, summary: RunSummary) -> None:
        """Say nothing: the error says it."""

    def saved(self, paths: list[str]) -> None:
        """Name the files, the first few of many."""
        more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
        self.say(f"saved: {', '.join(paths[:NAMED])}{more}")

    def faulty(self, message: str) -> None:
        """Say what is wrong."""
        self.say(f"{message}\nnothing is made of it; save again")

    def shown(self, pages: list[Path], after: float | None) -> None:
        """Say how long it took, and that the watch goes on."""
        took = f"{after:.1f} s after the save; " if pages and after is not None else ""
        self.say(f"{took}watching, Ctrl-C ends it")


class Live(Lines):
    """A progress bar in one line, below it a line for each chapter at work, above it what is done."""

    def __init__(self, console: Console | None = None) -> None:
        """Prepare the bar; it goes to standard error unless a console is given."""
        super().__init__()
        from rich.console import Console
        from rich.live import Live
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn, TimeRemainingColumn

        self._console = console or Console(stderr=True)
        bar = BarColumn(bar_width=max(4, min(40, self._console.width - 32)))
        self._bar = Progress(bar, MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        self._at: dict[Job, str] = {}
        self._live = Live(console=self._console, get_renderable=self._picture, transient=True)

    def _picture(self) -> Group:
        from rich.console import Group
        from rich.text import Text

        lines = [f"{job.name}: {chapter}" for job, chapter in list(self._at.items())]
        cut = [Text(line, no_wrap=True, overflow="ellipsis") for line in lines]
        return Group(self._bar.get_renderable(), *cut)

    def say(self, line: str) -> None:
        """Write a line above the bar."""
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _show(self) -> None:
        for task in self._bar.task_ids:
            self._bar.update(task, completed=self._done)
        self._live.refresh()

    def begin(self, total: int, unchanged: int) -> None:
        """Start the bar."""
        super().begin(total, unchanged)
        self._bar.add_task("", total=total)
        self._live.start()

    def step(self, job: Job, chapter: str) -> None:
        """Show the chapter at work."""
        self._at[job] = chapter
        self._show()

    def made(self, job: Job, page: Path, seconds: float) -> None:
        """Advance the bar."""
        self._at.pop(job, None)
        super().made(job, page, seconds)
        self._show()

    def failed(self, job: Job, message: str) -> None:
        """Advance the bar past a failure."""
        self._at.pop(job, None)
        super().failed(job, message)
        self._show()

    def end(self, made: int, failed: int, index: Path | None, summary: RunSummary | None = None) -> None:
        """Take the bar away and sum up."""
        self._live.stop()
        super().end(made, failed, index)


class Machine:
    """One JSON object a line on standard output."""

    def __init__(self) -> None:
        """Begin the clock."""
        self._lock = threading.Lock()
        self._start = time.monotonic()

    def _tell(self, told: Event) -> None:
        with self._lock:
            seconds = round(time.monotonic() - self._start, 3)
            # In ASCII, so that no encoding of a pipe comes between the machines.
            sys.stdout.write(json.dumps({"event": told.kind, "seconds": seconds, **asdict(told)}) + "\n")
            sys.stdout.flush()

    def found(self, earlier: Earlier) -> None:
        """Tell how far it came."""
        self._tell(FoundEvent(message=str(earlier), **asdict(earlier)))

    def begin(self, total: int, unchanged: int) -> None:
        """Tell the totals."""
        self._tell(BeginEvent(reports=total, unchanged=unchanged))

    def step(self, job: Job, chapter: str) -> None:
        """Tell the chapter at work."""
        self._tell(ChapterEvent(run=job.name, chapter=chapter))

    def note(self, message: str) -> None:
        """Tell what was done otherwise than usual."""
        self._tell(NoteEvent(message=message))

    def made(self, job: Job, page: Path, seconds: float) -> None:
        """Tell a report made."""
        self._tell(MadeEvent(run=job.name, page=str(page), took=round(seconds, 3)))

    def failed(self, job: Job, message: str) -> None:
        """Tell a failure."""
        self._tell(FailedEvent(run=job.name, message=message))

    def changed(self, paths: list[str]) -> None:
        """Tell what has changed."""
        self._tell(ChangedEvent(paths=paths))

    def end(self, made: int, failed: int, index: Path | None, summary: RunSummary | None = None) -> None:
        """Tell the end."""
        if summary is None:
            raise ValueError("a run that is told to machines keeps a summary")
        self._tell(EndEvent(made=made, failed=failed, index=str(index) if index else None, summary=summary))

    def broke(self, summary: RunSummary) -> None:
        """Tell the end."""
        self._tell(EndEvent(made=0, failed=0, index=None, summary=summary))

    def saved(self, paths: list[str]) -> None:
        """Tell what was saved."""
        self._tell(SavedEvent(paths=paths))

    def faulty(self, message: str) -> None:
        """Tell what is wrong."""
        self._tell(FaultyEvent(message=message))

    def shown(self, pages: list[Path], after: float | None) -> None:
        """Tell the pages made anew."""
        told = None if after is None else round(after, 3)
        self._tell(ShownEvent(pages=[str(page) for page in pages], after=told))


def display(*, machine: bool = False) -> Display:
    """Return the display that fits: JSON when asked, live on a terminal, lines elsewhere."""
    if machine:
        return Machine()
    return Live() if sys.stderr.isatty() else Lines()
