"""Chapters of one report in several kernels side by side: the same report, the same failures, nothing left behind."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from workshop import notebook, until

from kunteko_eval.batch import lanes
from kunteko_eval.batch.lanes import execute_chapters, start_ahead
from kunteko_eval.errors import Fault, FaultyInput, ReportFailed
from kunteko_eval.files.snapshot import NOTHING, current
from kunteko_eval.report.job import Job, Task

Run = Callable[[Sequence[str]], list[tuple[str, Any]]]


class Begun(list[str]):
    """The chapters that were begun, and the kernels that they were executed in."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.kernels: list[Any] = []


@pytest.fixture
def begun() -> Begun:
    """Return what is told of the run."""
    return Begun()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: Begun) -> Run:
    """Return what executes chapters of one cell each in two kernels, in a folder of its own."""
    kernel_of = lanes._Chapters._kernel

    def kept(self: Any, held: Path) -> Any:
        begun.kernels.append(kernel_of(self, held))
        return begun.kernels[-1]

    def run(cells: Sequence[str]) -> list[tuple[str, Any]]:
        paths = [tmp_path / f"{number:02}_chapter.ipynb" for number in range(1, len(cells) + 1)]
        for path, cell in zip(paths, cells, strict=True):
            path.write_text(notebook(cell), encoding="utf-8")
        monkeypatch.setattr(lanes, "is_own", lambda _: False)
        monkeypatch.setattr(lanes, "hand_view_over", lambda *_, **__: None)
        monkeypatch.setattr(lanes._Chapters, "_kernel", kept)
        job = Job(programme="one", period="2019", language="en")
        task = Task(job=job, data=tmp_path, params=tmp_path, output=tmp_path / "reports", lanes=2)
        made = tmp_path / "made"
        made.mkdir()
        task.folder.mkdir(parents=True)
        return execute_chapters(paths, task, made, NOTHING, begun.append)

    return run


def are_gone(begun: Begun) -> bool:
    """Return whether the processes of two kernels have ended."""
    return len(begun.kernels) == 2 and until(lambda: not any(one.manager.has_kernel for one in begun.kernels), 5)


def test_two_chapters_are_executed_at_a_time_and_stand_in_their_order(run: Run, begun: Begun, tmp_path: Path) -> None:
    """Each of the first two waits for the other to begin, and the first ends last; a third goes to the kernel that is free."""
    wait = "import pathlib, time\npathlib.Path({own!r}).touch()\nwhile not pathlib.Path({other!r}).exists(): time.sleep(.01)"
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    done = run([wait.format(own=one, other=two) + "\ntime.sleep(.5)\n1", wait.format(own=two, other=one) + "\n2", "3"])
    assert [chapter.cells[-1].outputs[0].data["text/plain"] for _, chapter in done] == ["1", "2", "3"]
    assert begun == ["01_chapter", "02_chapter", "03_chapter"]
    assert are_gone(begun)


def test_of_several_chapters_that_fail_the_first_is_told_and_no_other_begun(run: Run, begun: Begun) -> None:
    """Whichever of them fails sooner; the others' failed notebooks stand beside its own."""
    with pytest.raises(ReportFailed, match=r"01_chapter\.ipynb, cell 2: ValueError: one") as told:
        run(["import time; time.sleep(.3); raise ValueError('one')", "raise ValueError('two')", *["3"] * 4])
    assert Path(told.value.notebook).is_file()
    assert begun == ["01_chapter", "02_chapter"]
    assert are_gone(begun)


def test_kernels_end_when_the_chapters_cannot_be_read(run: Run, begun: Begun, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing translations are told although the kernels have begun to start."""
    fault = Fault(file="x", place="y", found="z", expected="w")
    monkeypatch.setattr(lanes, "translation_faults", lambda *_: [fault])
    with pytest.raises(FaultyInput):
        run(["1", "2"])
    assert begun == []
    assert are_gone(begun)


def test_an_interrupt_ends_cells_in_every_kernel_and_keeps_no_failed_chapter(
    run: Run, begun: Begun, tmp_path: Path
) -> None:
    """Whoever interrupts waits for no cell, and nothing has failed."""
    both = "import time\nwith open({!r}, 'a') as file: file.write('begun')\ntime.sleep(30)"
    marks = [tmp_path / "one", tmp_path / "two"]

    def interrupt() -> None:
        until(lambda: all(mark.exists() and mark.stat().st_size for mark in marks))
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # Whatever an earlier test or its libraries left.
    try:
        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            run([both.format(str(mark)) for mark in marks])
    finally:
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)
    assert are_gone(begun)
    assert [mark.read_text(encoding="utf-8") for mark in marks] == ["begun", "begun"]  # Once.
    assert not [path for path in (tmp_path / "reports").rglob("*") if path.is_file()]


def test_every_kernel_of_a_report_is_followed_within_its_snapshot(
    run: Run, begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a thread reads while it follows a kernel is what the report reads, not what stands on the disk by then."""
    seen, execute = [], lanes._execute

    def looked(*given: Any) -> Any:
        seen.append(current())
        return execute(*given)

    monkeypatch.setattr(lanes, "_execute", looked)
    run(["1", "2"])
    assert seen == [NOTHING, NOTHING]
    assert are_gone(begun)


def test_kernels_started_ahead_serve_the_next_report_unless_they_died(run: Run, begun: Begun) -> None:
    """Of two, one is killed meanwhile; what the other reads is the snapshot of the report that it comes to serve."""
    start_ahead(2)
    living, dead = lanes._ahead
    dead.kill()
    assert until(lambda: not dead.is_alive(), 5)
    done = run(["import os\nos.environ['KUNTEKO_SNAPSHOT'].endswith('made/inputs')"] * 2)
    assert {chapter.cells[-1].outputs[0].data["text/plain"] for _, chapter in done} == {"True"}
    assert living in begun.kernels
    assert dead not in begun.kernels
    assert not lanes._ahead
    assert are_gone(begun)
