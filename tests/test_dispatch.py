"""Which worker of a cluster makes what, and what travels: on workers within this process that only seem to make reports."""

from __future__ import annotations

import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import LocalCluster, get_worker
from distributed.comm.tcp import TCP

from kunteko_eval.batch import carrier, cluster, dispatch, errand
from kunteko_eval.batch.batch import Batch, run_batch
from kunteko_eval.batch.cargo import Hold, cargo_of
from kunteko_eval.batch.cluster import made_there
from kunteko_eval.batch.dispatch import NoCluster
from kunteko_eval.batch.fingerprint import code, versions
from kunteko_eval.batch.inputs import Inputs, take_inputs
from kunteko_eval.batch.journal import Earlier
from kunteko_eval.batch.summary import RunSummary
from kunteko_eval.report.job import Job, Task

ROOT = Path(__file__).parents[1]
NAME = "soteliiderit"


@dataclass
class Told:
    """A display that keeps what it is told."""

    notes: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    heard: Callable[[str], None] = lambda _: None

    def note(self, message: str) -> None:
        """Keep a note."""
        self.notes.append(message)
        self.heard(message)

    def made(self, job: Job, page: Path, seconds: float) -> None:
        """Keep the name of a report whose page stands where it is told."""
        assert page.is_file()
        self.done.append(job.name)

    def failed(self, job: Job, message: str) -> None:
        """Keep a failure."""
        self.messages.append(message)

    def begin(self, total: int, unchanged: int) -> None:
        """Keep nothing."""

    def step(self, job: Job, chapter: str) -> None:
        """Keep nothing."""

    def changed(self, paths: list[str]) -> None:
        """Keep nothing."""

    def found(self, earlier: Earlier) -> None:
        """Keep nothing."""

    def end(self, made: int, failed: int, index: Path | None, summary: RunSummary | None = None) -> None:
        """Keep nothing."""

    def broke(self, summary: RunSummary) -> None:
        """Keep nothing."""

    def saved(self, paths: list[str]) -> None:
        """Keep nothing."""

    def faulty(self, message: str) -> None:
        """Keep nothing."""

    def shown(self, pages: list[Path], after: float | None) -> None:
        """Keep nothing."""


@dataclass
class Works:
    """Stands for what makes reports at each worker: writes a page, after what a test wishes.

    Attributes:
        before: Called with the report before its page is written; what it returns is why the report failed.
        at: The addresses of the workers that each report was begun at, by its name.
    """

    before: Callable[[Task], str | None] = lambda _: None
    at: dict[str, list[str]] = field(default_factory=dict)

    def make(self, task: Task, inputs: bytes, tell: object) -> str:
        """Make a page, as `Launcher.make` does."""
        assert inputs
        self.at.setdefault(task.job.name, []).append(get_worker().address)
        failed = self.before(task)
        task.folder.mkdir(parents=True)
        if failed:
            (task.folder / "failed-01_summary.fi.ipynb").write_text("{}", encoding="utf-8")
            return f"{task.job.name}: {failed}; it is kept in {task.folder.absolute()}"
        task.page.write_text("<html></html>", encoding="utf-8")
        return ""


@pytest.fixture(autouse=True)
def works(monkeypatch: pytest.MonkeyPatch) -> Works:
    """Have nothing made for real, and look at the workers often."""
    here = Works()
    monkeypatch.setattr(errand, "_warm", lambda: here)
    monkeypatch.setattr(errand, "_hold", Hold())
    monkeypatch.setattr("kunteko_eval.batch.inputs.code_now", code)  # Which reads every module again.
    monkeypatch.setattr(dispatch, "LOOKS", 0.02)
    monkeypatch.setattr(dispatch, "SLOW", 1e9)  # Pages that take no time to make would be late at once.
    return here


@contextmanager
def _workers(number: int) -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=number,
        threads_per_worker=1,
        processes=False,
        dashboard_address="127.0.0.1:0",
        protocol="tcp://",
        silence_logs=50,
    ) as here:
        yield here


def _lose(here: LocalCluster, address: str) -> None:
    """Have the scheduler take a worker for lost, as when its machine is gone."""
    here.loop.add_callback(here.scheduler.remove_worker, address, stimulus_id="lost")


@pytest.fixture(scope="module")
def two() -> Iterator[str]:
    """Return the address of a scheduler with two workers, which no test may close."""
    with _workers(2) as here:
        yield here.scheduler_address


@cache
def _inputs() -> Inputs:
    return take_inputs(ROOT / "data", ROOT / "params", [NAME])


def _batch(output: Path, reports: int) -> Batch:
    jobs = [Job(programme=NAME, period=f"p{number}", language="fi") for number in range(reports)]
    return Batch(jobs=jobs, inputs=_inputs(), output=output)


def _run(output: Path, address: str, reports: int) -> Told:
    told = Told()
    batch = _batch(output, reports)
    run_batch(batch, told, made_there(batch, address))
    return told


def test_inputs_travel_once_a_worker_and_tasks_name_them(
    two: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of twenty reports the bytes on the wire are those of their inputs twice a worker, and some kB a report."""
    sent = 0
    write = TCP.write

    async def counted(self: TCP, *given: Any, **more: Any) -> int:
        nonlocal sent
        count: int = await write(self, *given, **more)
        sent += count
        return count

    monkeypatch.setattr(TCP, "write", counted)
    batch = _batch(tmp_path, 20)
    told = Told()
    run_batch(batch, told, made_there(batch, two))
    inputs = len(batch.inputs.of(batch.jobs[0], notebooks=False).packed())
    assert len(told.done) == 20
    assert sent > 2 * inputs
    assert sent < 2 * 2 * 1.5 * inputs + 20 * 20_000
    assert "of inputs and" in told.notes[-1]
    assert "of 20 tasks went to the workers" in told.notes[-1]


def test_what_a_worker_keeps_is_not_brought_to_it_by_the_next_batch(two: str, tmp_path: Path) -> None:
    """A second batch of the same inputs brings none."""
    assert " 0 kB of inputs" not in _run(tmp_path / "first", two, 2).notes[-1]
    assert " 0 kB of inputs" in _run(tmp_path / "second", two, 2).notes[-1]


def test_a_worker_that_keeps_nothing_any_more_is_brought_it_again(
    two: str, tmp_path: Path, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inputs that went from a worker's memory come again, and no report fails for it."""

    def forget(task: Task) -> None:
        if task.job.period == "p3":
            monkeypatch.setattr(errand, "_hold", Hold())

    works.before = forget
    told = _run(tmp_path, two, 8)
    assert (len(told.done), told.messages) == (8, [])


def test_a_worker_keeps_no_more_than_fits() -> None:
    """What was asked for longest ago goes first, and never what a report needs that is being brought."""
    hold = Hold(most=10)
    hold.keep({"a": b"1234", "b": b"1234"}, ["a", "b"])
    assert hold.lacking(["a"]) == []
    hold.keep({"c": b"1234"}, ["c"])
    assert hold.lacking(["a", "b", "c"]) == ["b"]
    hold.keep({"d": b"1234567890"}, ["d", "a"])
    assert hold.lacking(["a", "c", "d"]) == ["c"]


def test_what_is_put_together_again_is_the_snapshot(tmp_path: Path) -> None:
    """A worker reads the very files, folders and names of the asking machine."""
    batch = _batch(tmp_path, 1)
    taken = batch.inputs.of(batch.jobs[0], notebooks=False)
    cargo = cargo_of(taken)
    hold = Hold()
    hold.keep({one: zlib.compress(content) for one, content in cargo.contents.items()}, list(cargo.contents))
    again = hold.snapshot(cargo.manifest)
    assert again is not None
    assert (again.packed(), again.state([])) == (taken.packed(), taken.state([]))
    assert hold.snapshot("another") is None
    part = Hold()
    part.keep({cargo.manifest: zlib.compress(cargo.contents[cargo.manifest])}, [cargo.manifest])
    assert part.snapshot(cargo.manifest) is None


def test_a_worker_of_another_version_is_refused_by_name(
    two: str, tmp_path: Path, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker, its version and ours and what to do are told; the reports are made by the other worker."""
    ours = errand.made_with()
    answers = iter([ours, {**ours, "kunteko_eval": "0.0.7", "code": "f" * 64}])
    monkeypatch.setattr(errand, "made_with", lambda: next(answers, ours))
    told = _run(tmp_path, two, 6)
    assert len(told.done) == 6
    [refused] = [note for note in told.notes if "is given no report" in note]
    here = f"kunteko_eval 0.0.7, here {ours['kunteko_eval']}; code ffffffffffff, here {ours['code'][:12]}"
    assert f"{here}. Install there what is installed here, and start it again" in refused
    made_at = {address for places in works.at.values() for address in places}
    assert len(made_at) == 1
    assert not any(address in refused for address in made_at)


def test_workers_are_asked_for_all_that_a_report_is_made_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The product's code, its notebooks, Python and the libraries count, as they do for whether a report is stale."""
    folder = tmp_path / "notebooks"
    (folder / "messages").mkdir(parents=True)
    (folder / "01_one.ipynb").write_text("{}", encoding="utf-8")
    monkeypatch.setattr("kunteko_eval.batch.inputs.notebook_folder", lambda: folder)
    before = errand.made_with()
    assert before["code"] == code()
    assert before.keys() >= {*versions(), "notebooks"}
    (folder / "01_one.ipynb").write_text("{ }", encoding="utf-8")
    after = errand.made_with()
    assert [name for name in before if before[name] != after[name]] == ["notebooks"]


def test_a_batch_that_no_worker_fits_ends_at_once(
    two: str, tmp_path: Path, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One message names every worker, and no report is begun or fails."""
    answers = iter([errand.made_with()])
    monkeypatch.setattr(errand, "made_with", lambda: next(answers, {}))
    with pytest.raises(NoCluster, match="no worker of the cluster fits") as error:
        _run(tmp_path, two, 6)
    assert str(error.value).count("kunteko_eval none, here") == 2
    assert works.at == {}


def test_a_worker_without_the_product_is_refused(two: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that cannot even be asked is told with the reason."""
    monkeypatch.setattr(dispatch, "ASKED", "__import__('nothing_of_this_name')")
    with pytest.raises(NoCluster, match="No module named 'nothing_of_this_name'"):
        _run(tmp_path, two, 1)


def test_the_reports_of_a_lost_worker_are_made_elsewhere(tmp_path: Path, works: Works) -> None:
    """A worker that goes in the middle of a report loses none: what it had is made by another, and this is told."""
    going: list[str] = []

    def go(task: Task) -> None:
        if task.job.period == "p2" and not going:
            going.append(get_worker().address)
            _lose(here, going[0])
            time.sleep(0.5)

    works.before = go
    with _workers(2) as here:
        told = _run(tmp_path, here.scheduler_address, 6)
    assert sorted(told.done) == [f"{NAME} p{number} fi" for number in range(6)]
    [note] = [note for note in told.notes if f"{going[0]} was lost; made elsewhere: " in note]
    assert f"{NAME} p2 fi" in note
    assert works.at[f"{NAME} p2 fi"][0] == going[0] not in works.at[f"{NAME} p2 fi"][1:]


def test_a_report_that_loses_every_worker_fails(tmp_path: Path, works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given up after so many, with the likely reason."""
    monkeypatch.setattr(dispatch, "LOST_WORKERS", 2)

    with _workers(2) as here:

        def go(_: Task) -> None:
            _lose(here, get_worker().address)
            time.sleep(0.5)

        works.before = go
        told = _run(tmp_path, here.scheduler_address, 1)
    [message] = told.messages
    assert message.startswith(f"{NAME} p0 fi: 2 workers were lost while they made it")


def test_a_lost_scheduler_ends_the_batch_and_finished_reports_stand(
    tmp_path: Path, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One message says what to do; no report counts as failed, and nothing is left half."""
    monkeypatch.setitem(dask.config.get("distributed.comm.timeouts"), "connect", "1s")  # How long it is called again.
    last = threading.Event()

    def hold(task: Task) -> None:
        if task.job.period == "p4":
            last.set()
            time.sleep(1)

    works.before = hold
    with _workers(1) as here:

        def lose() -> None:
            last.wait()
            here.loop.add_callback(here.scheduler.close)

        threading.Thread(target=lose).start()
        told = Told()
        batch = _batch(tmp_path, 8)
        with pytest.raises(NoCluster, match=r"was lost: .*; finished reports stand; start it again") as error:
            run_batch(batch, told, made_there(batch, here.scheduler_address))
    assert here.scheduler_address in str(error.value)
    assert told.messages == []
    assert sorted(told.done) == [f"{NAME} p{number} fi" for number in range(4)]
    assert sorted(path.name for path in tmp_path.rglob("*.html")) == ["report.fi.html"] * 4
    assert not (tmp_path / ".making").exists()


def test_a_cluster_without_workers_is_waited_for_and_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said that nobody is there, and the batch ends when nobody comes."""
    monkeypatch.setattr(dispatch, "COMES", 0.2)
    with _workers(0) as here, pytest.raises(NoCluster, match="no worker has come within"):
        _run(tmp_path, here.scheduler_address, 1)


def test_a_worker_that_comes_later_takes_part(tmp_path: Path) -> None:
    """A batch that begins without workers says so, and is made by the one that comes."""
    told, batch = Told(), _batch(tmp_path, 2)
    with _workers(0) as here:
        told.heard = lambda note: here.scale(1) if "there is no worker" in note else None
        run_batch(batch, told, made_there(batch, here.scheduler_address))
    assert len(told.done) == 2


def test_a_slow_worker_holds_nothing_up(
    two: str, tmp_path: Path, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No report waits behind a slow one, and the last of a worker that hangs is made by another too."""
    monkeypatch.setattr(dispatch, "SLOW", 3.0)
    over = threading.Event()

    def hang(task: Task) -> None:
        if task.job.period == "p0" and len(works.at[task.job.name]) == 1:
            over.wait()

    works.before = hang
    told = _run(tmp_path, two, 12)
    over.set()
    assert len(told.done) == 12
    assert any(note.startswith(f"{NAME} p0 fi: ") and "takes long" in note for note in told.notes)
    places = Counter(works.at[f"{NAME} p{number} fi"][0] for number in range(12))
    assert places[works.at[f"{NAME} p0 fi"][0]] == 1


def test_finished_reports_do_not_pile_up(
    two: str, tmp_path: Path, works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where files are put into place slowly, workers wait with what they have finished."""
    begun, put, most = [0], [0], [0]

    def count(_: Task) -> None:
        begun[0] += 1
        most[0] = max(most[0], begun[0] - put[0])

    kept = carrier.Carrier._put

    def slowly(self: carrier.Carrier, task: Task, brought: errand.Brought) -> Any:
        time.sleep(0.05)
        put[0] += 1
        return kept(self, task, brought)

    works.before = count
    monkeypatch.setattr(carrier, "ARRIVING", 2)
    monkeypatch.setattr(carrier.Carrier, "_put", slowly)
    assert len(_run(tmp_path, two, 16).done) == 16
    assert most[0] <= 2 + 2 * 2


def test_an_error_of_a_worker_is_another_workers_chance(two: str, tmp_path: Path, works: Works) -> None:
    """A worker whose disk is full fails no report that another can make."""
    full: list[str] = []

    def fill(_: Task) -> None:
        address = get_worker().address
        if not full:
            full.append(address)
        if address in full:
            raise OSError(28, "No space left on device")

    works.before = fill
    told = _run(tmp_path, two, 4)
    assert (len(told.done), told.messages) == (4, [])


def test_a_failed_report_leaves_its_notebook_here(two: str, tmp_path: Path, works: Works) -> None:
    """The notebook of a report that failed at a worker comes back, and the message says where it is kept."""
    works.before = lambda task: "broken" if task.job.period == "p1" else None
    told = _run(tmp_path, two, 3)
    [message] = told.messages
    folder = tmp_path / NAME / "p1"
    assert message == f"{NAME} p1 fi: broken; it is kept in {folder}"
    assert [path.name for path in folder.iterdir()] == ["failed-01_summary.fi.ipynb"]
    assert len(told.done) == 2


def test_nobody_at_the_address_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where nobody answers is one clear message, and nothing is made."""
    monkeypatch.setattr(cluster, "ANSWERS", 0.2)
    with pytest.raises(NoCluster, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        _run(tmp_path, "tcp://127.0.0.1:9", 1)
    assert not list(tmp_path.rglob("*.html"))
