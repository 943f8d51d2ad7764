"""The chapters of a report, executed: in one kernel, or in several side by side where cores are idle."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kunteko_eval.batch.executing import executed
from kunteko_eval.batch.inputs import INPUTS
from kunteko_eval.errors import FaultyInput, ReportFailed
from kunteko_eval.files.disk import make_folder
from kunteko_eval.files.snapshot import Snapshot, read_bytes, reading_from
from kunteko_eval.files.writing import write_atomically, write_new
from kunteko_eval.report.job import Task
from kunteko_eval.report.notebook_files import is_own, notebook_folder, page_name
from kunteko_eval.report.notebook_format import nbformat, written
from kunteko_eval.report.own_figures import why_unheld
from kunteko_eval.report.page_chapters import UNSHOWN
from kunteko_eval.report.prose import in_language, translation_faults
from kunteko_eval.report.view import hand_view_over

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from kunteko_eval.batch.kernels import ReportKernel

Numbered = tuple[int, Path, "NotebookNode"]
"""A chapter with its place among all."""


def execute_chapters(
    paths: Sequence[Path], task: Task, made: Path, taken: Snapshot, progress: Callable[[str], None] | None
) -> list[tuple[str, NotebookNode]]:
    """Execute the chapters, which read from a snapshot; their kernels start while what they will need is made ready.

    Args:
        paths: The notebooks.
        task: The report.
        made: Its scratch folder.
        taken: What it reads.
        progress: Called with the name of each chapter before it is executed.

    Returns:
        The executed chapters in their order, each with its name.

    Raises:
        ReportFailed: When a chapter does not come to its end; the first of them when several do not.
        FaultyInput: When some prose has no translation into the report's language, or a stale one.
    """
    held = made / INPUTS
    write_new(held, taken.packed())
    lanes = 1 if any(map(is_own, paths)) else min(task.lanes, len(paths))
    work = _Chapters(task, made, taken, progress)
    done = work.in_order(paths, held) if lanes == 1 else work.side_by_side(paths, held, lanes)
    held.unlink()
    return done


_ahead: list[ReportKernel] = []
"""Kernels that were started for a report that is yet to be asked for."""


def start_ahead(count: int) -> None:
    """Start so many kernels for the next report that this process makes; they end with the process.

    Raises:
        KernelNotStarted: When one does not start.
    """
    from kunteko_eval.batch.kernels import ReportKernel

    while len(_ahead) < count:
        _ahead.append(ReportKernel(notebook_folder()))


def _taken_ahead() -> ReportKernel | None:
    """Return a kernel that was started ahead and still runs."""
    with suppress(IndexError):
        while True:
            kernel = _ahead.pop()
            if kernel.is_alive():
                return kernel
            kernel.close()
    return None


class _Chapters:
    """The chapters of one report at work."""

    def __init__(self, task: Task, made: Path, taken: Snapshot, progress: Callable[[str], None] | None) -> None:
        """Begin with none."""
        self._task, self._made, self._taken, self._progress = task, made, taken, progress
        self._lock, self._ready = threading.Lock(), threading.Event()
        self._waiting: Iterator[Numbered] = iter(())
        self._done: dict[int, tuple[str, NotebookNode]] = {}
        self._failed: dict[int, ReportFailed] = {}
        self._at_work: list[ReportKernel] = []

    def in_order(self, paths: Sequence[Path], held: Path) -> list[tuple[str, NotebookNode]]:
        """Execute one after another in one kernel."""
        with closing(self._kernel(held)) as kernel:
            handed = self._make_ready(paths)
            self._follow(kernel)
        return self._ended(handed)

    def side_by_side(self, paths: Sequence[Path], held: Path, lanes: int) -> list[tuple[str, NotebookNode]]:
        """Execute several at a time, each in the kernel that is free first."""
        with ThreadPoolExecutor(lanes) as threads:
            futures = [threads.submit(self._lane, held) for _ in range(lanes)]
            try:
                handed = self._make_ready(paths)
                self._ready.set()
                for future in futures:
                    future.result()
            except BaseException:
                self._waiting = iter(())
                self._ready.set()
                for kernel in list(self._at_work):
                    kernel.kill()
                raise
        return self._ended(handed)

    def _lane(self, held: Path) -> None:
        """Execute chapters in a kernel of this thread's own for as long as there are any."""
        from jupyter_core.utils import ensure_event_loop

        try:
            with reading_from(self._taken), closing(self._kernel(held)) as kernel:  # A thread has a context of its own.
                self._ready.wait()
                self._follow(kernel)
        finally:
            ensure_event_loop().close()

    def _kernel(self, held: Path) -> ReportKernel:
        from kunteko_eval.batch.kernels import ReportKernel

        kernel = _taken_ahead() or ReportKernel(notebook_folder())
        kernel.read_from(held)
        self._at_work.append(kernel)
        return kernel

    def _make_ready(self, paths: Sequence[Path]) -> list[Path]:
        """Read the chapters and rate the period for the kernels; return the files to be taken away at the end.

        Raises:
            FaultyInput: When some prose has no translation, or a stale one.
        """
        notebooks = _in_language(paths, self._task.job.language)
        handed = self._hand_over()
        self._waiting = iter([(number, path, notebook) for number, (path, notebook) in enumerate(notebooks.items())])
        return handed

    def _hand_over(self) -> list[Path]:
        """Keep the rated period for the kernels. What cannot be rated, the chapters tell with its cell."""
        if not self._task.job.is_portfolio:
            with suppress(Exception):
                file = hand_view_over(self._made, **self._task.parameters())
                return [file] if file else []
        return []

    def _next(self) -> Numbered | None:
        """Return the next chapter to be executed, having told it; none after one has failed."""
        with self._lock:
            if self._failed:
                return None
            one = next(self._waiting, None)
            if one is not None and self._progress:
                self._progress(one[1].stem)
            return one

    def _follow(self, kernel: ReportKernel) -> None:
        """Execute chapters in a kernel until none is left or one has failed."""
        while (one := self._next()) is not None:
            number, path, notebook = one
            try:
                self._done[number] = (page_name(path), _execute(path, notebook, kernel, self._made, self._task))
            except ReportFailed as error:
                self._failed[number] = error

    def _ended(self, handed: Sequence[Path]) -> list[tuple[str, NotebookNode]]:
        """Return the executed chapters, their kernels being gone.

        Raises:
            ReportFailed: The first one's that failed.
        """
        if self._failed:
            raise self._failed[min(self._failed)]
        for file in handed:
            file.unlink()
        return [one for _, one in sorted(self._done.items())]


def _in_language(paths: Sequence[Path], language: str) -> dict[Path, NotebookNode]:
    """Return notebooks with their prose in a language, by their paths.

    Raises:
        FaultyInput: With every block of all of them that has no translation, or a stale one.
    """
    read = {path: nbformat.reads(read_bytes(path).decode(), as_version=4) for path in paths}
    faults = [fault for path, notebook in read.items() for fault in translation_faults(notebook, language, path)]
    if faults:
        raise FaultyInput(faults)
    return {path: in_language(notebook, language, path) for path, notebook in read.items()}


def _execute(path: Path, notebook: NotebookNode, kernel: ReportKernel, made: Path, task: Task) -> NotebookNode:
    """Execute one chapter and keep it beside the report, or beside the old one when it fails.

    Raises:
        ReportFailed: When it does not come to its end.
    """
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from kunteko_eval.batch.kernels import PrintedTooMuch, Way

    job, why, cause = task.job, "", None
    target = made / "notebooks" / f"{path.stem}.{job.language}.ipynb"
    make_folder(target.parent)
    try:
        # A cluster has no folder of ours.
        cwd = path.parent if path.parent.is_dir() else notebook_folder()
        way = Way(cwd=cwd, files=made, seconds=task.seconds, at_once=not is_own(path))
        done = executed(notebook, task.parameters(), kernel, way)
    except (DeadKernelError, CellTimeoutError, PrintedTooMuch) as error:
        if kernel.is_killed:  # Nothing failed: the report was given up.
            raise
        why, cause = f"{type(error).__name__}: {error}", error
    except PapermillExecutionError as error:
        why, cause = f"{error.ename}: {error.evalue}", error
    else:
        if not any(_is_skipped(cell) for cell in done.cells):
            unheld = _unheld(done) if is_own(path) else None
            if unheld is None:
                _keep(done, path, target)
                return done
            kernel.at, why = unheld
        else:
            why = "SystemExit: it ended the notebook before its last cell"
    kept = str(task.folder / f"failed-{path.stem}.{job.language}.ipynb")
    try:
        _keep(kernel.notebook, path, Path(kept), write_atomically)
    except OSError as error:  # A full disk must not hide why the chapter failed.
        kept, why = "", f"{why}; the failed notebook is not kept: {error}"
    which = f"your own chapter {path}" if is_own(path) else path.name
    raise ReportFailed(f"{job.name}: {which}, cell {kernel.at}: {why}", kept) from cause


def _is_skipped(cell: NotebookNode) -> bool:
    """Return whether a cell that asks for execution was not executed; empty ones and those tagged to be skipped don't."""
    if cell.cell_type != "code" or not cell.source.strip() or "skip-execution" in cell.metadata.get("tags", []):
        return False
    return not cell.execution_count


def _unheld(notebook: NotebookNode) -> tuple[int, str] | None:
    """Return the first cell that shows a figure which a page cannot hold, and why."""
    for at, cell in enumerate(notebook.cells):
        why = "" if set(cell.metadata.get("tags", [])) & UNSHOWN else why_unheld(cell)
        if why:
            return at, why
    return None


def _keep(
    notebook: NotebookNode | None, path: Path, kept: Path, write: Callable[[Path, bytes | str], None] = write_new
) -> None:
    """Keep a notebook as far as it was executed, with the path that it stands at; one not begun as it stands there."""
    if notebook is None:
        write(kept, read_bytes(path))
        return
    notebook.metadata["papermill"] |= {"input_path": str(path), "output_path": kept.name}
    write(kept, written(notebook) + "\n")
