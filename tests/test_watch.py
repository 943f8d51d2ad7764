"""`run --watch`: what is saved is made anew and nothing else, faults wait for the next save, and stopping is clean."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from workshop import PATIENCE, ROOT, Project, events, notebook, project, until

from kunteko_eval.batch import saves as looking
from kunteko_eval.batch import watching
from kunteko_eval.batch.fingerprint import BESIDE, fingerprint, made_of
from kunteko_eval.batch.plan import Selection
from kunteko_eval.batch.progress import Machine
from kunteko_eval.batch.rounds import RunOrder
from kunteko_eval.batch.saves import Saved, saves
from kunteko_eval.batch.watching import watch
from kunteko_eval.errors import Interrupted
from kunteko_eval.report.job import Task
from kunteko_eval.report.notebook_files import chapters


@dataclass
class QuickLauncher:
    """Stands for the processes that make reports: a page is nothing but its fingerprint."""

    made: list[str] = field(default_factory=list)
    is_closed: bool = False
    stops: int = 0

    def make(self, task: Task, inputs: bytes, tell: Callable[[dict[str, Any]], None], *, ahead: int = 0) -> str:
        """Write what the next plan looks at."""
        assert inputs
        assert ahead  # Between two saves there is time to start kernels.
        tell({"chapter": "01_summary"})
        if self.stops:
            signal.raise_signal(self.stops)
        notebooks = chapters(portfolio=task.job.is_portfolio, params=task.params)
        mark = fingerprint(task.job, made_of(task.job, task.data, task.params, notebooks))
        task.folder.mkdir(parents=True, exist_ok=True)
        task.page.write_text(f'<meta name="kunteko-made-of" content="{mark}">', encoding="utf-8")
        for name in (*BESIDE, task.job.workbook, task.job.brief):
            if name:
                (task.folder / name).write_text("{}", encoding="utf-8")
        self.made.append(task.job.name)
        return ""

    def close(self) -> None:
        """Start no more."""
        self.is_closed = True


@dataclass
class Desk:
    """A project that is watched, and what was started for it."""

    project: Project
    launchers: list[QuickLauncher] = field(default_factory=list)
    stops: int = 0

    def launcher(self) -> QuickLauncher:
        """Start a launcher."""
        self.launchers.append(QuickLauncher(stops=self.stops))
        return self.launchers[-1]

    def watched(self, *acts: Callable[[], Sequence[Path]], **asked: Any) -> None:
        """Watch while each act saves what it returns; then the watch ends."""

        def saved() -> Iterator[Saved]:
            yield Saved()
            for act in acts:
                yield Saved(paths=act(), moment=time.monotonic())

        given = RunOrder(
            data=self.project.data,
            params=self.project.params,
            output=self.project.root / "reports",
            selection=Selection(programmes=asked.pop("programmes", ())),
            **asked,
        )
        shown = Machine()
        watch(given, saved(), lambda: shown, lambda _: None, str)

    def change(self, name: str, old: str, new: str) -> Callable[[], list[Path]]:
        """Return an act that changes a file of the data."""
        path = self.project.data / name

        def act() -> list[Path]:
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
            return [path]

        return act


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a project of two small programmes, whose reports are made by a launcher that is none."""
    made = Project(root=tmp_path)
    made.params.mkdir()
    shutil.copy(ROOT / "params" / "rubric.yaml", made.params)
    for name in ("first", "second"):
        made.programme(name)
    desk = Desk(made)
    monkeypatch.setattr(watching, "Launcher", desk.launcher)
    return desk


def rounds(output: str) -> list[list[Mapping[str, Any]]]:
    """Return the events of each round, by kind alone where that says enough."""
    found: list[list[Mapping[str, Any]]] = [[]]
    for event in events(output):
        found[-1].append(event)
        if event["event"] in {"shown", "faulty"}:
            found.append([])
    return found[:-1]


def made_in(told: list[Mapping[str, Any]]) -> list[str]:
    """Return the reports that a round made."""
    return sorted(event["run"] for event in told if event["event"] == "made")


REMARK = "\n# a remark\n"


def test_a_save_makes_what_reads_it_and_nothing_else(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """At first everything is made; then a programme's own reports, everything for a rubric, a new folder's for a folder.

    One launcher serves all rounds, each round tells the pages and the seconds, and none holds the folder afterwards.
    """

    def folder() -> list[Path]:
        desk.project.programme("third")
        return [desk.project.data / "third" / "programme.yaml"]

    def rubric() -> list[Path]:
        with FileLock(desk.project.root / "reports" / ".lock", timeout=0):  # Nobody holds it between the rounds.
            path = desk.project.params / "rubric.yaml"
            path.write_text(path.read_text(encoding="utf-8") + REMARK, encoding="utf-8")
        return [path]

    def touched() -> list[Path]:
        path = desk.project.data / "first" / "chain.yaml"
        path.touch()
        return [path]

    one = desk.change("first/sources.yaml", "\n", REMARK)
    desk.watched(one, touched, rubric, folder, programmes=(), force=True)
    told = rounds(capsys.readouterr().out)
    portfolio = ["portfolio en", "portfolio fi", "portfolio sv"]
    assert [made_in(one) for one in told] == [
        sorted([*portfolio, "first 2019 fi", "second 2019 fi"]),
        sorted([*portfolio, "first 2019 fi"]),
        [],
        sorted([*portfolio, "first 2019 fi", "second 2019 fi"]),
        sorted([*portfolio, "third 2019 fi"]),
    ]
    last = told[1][-1]
    assert sorted(Path(page).name for page in last["pages"]) == [
        *(f"{name.replace(' ', '.')}.html" for name in portfolio),
        "report.fi.html",
    ]
    assert all(Path(page).is_file() for page in last["pages"])
    assert last["after"] > 0
    assert told[0][-1]["after"] is None
    assert [launcher.is_closed for launcher in desk.launchers] == [True]


def test_a_half_saved_file_is_told_and_the_next_save_mends_it(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A fault is told with its file and place, nothing is made of it, the watch goes on with the same launcher."""
    path = desk.project.data / "first" / "sources.yaml"
    whole = path.read_text(encoding="utf-8")

    def half() -> list[Path]:
        path.write_text(whole[: len(whole) // 2] + "\n  - [", encoding="utf-8")
        return [path]

    def gone() -> list[Path]:
        path.unlink()
        return [path]

    def mended() -> list[Path]:
        path.write_text(whole + REMARK, encoding="utf-8")
        return [path]

    desk.watched(half, gone, mended, programmes=("first",))
    told = rounds(capsys.readouterr().out)
    assert [one[-1]["event"] for one in told] == ["shown", "faulty", "faulty", "shown"]
    assert all("sources.yaml" in one[-1]["message"] for one in told[1:3])
    assert [made_in(one) for one in told] == [["first 2019 fi"], [], [], ["first 2019 fi"]]
    assert told[1][1]["event"] == "end"
    assert [Path(one["file"]).name for one in told[1][1]["summary"]["faults"]] == ["sources.yaml"]
    assert len(desk.launchers) == 1
    summary = json.loads((desk.project.root / "reports" / "run-summary.json").read_text(encoding="utf-8"))
    assert summary["state"] == "finished"


def test_a_folder_that_another_batch_holds_is_waited_for(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told once, and the reports are made when the other batch is done; its summary is left alone meanwhile."""
    output = desk.project.root / "reports"
    output.mkdir()
    other, waited = FileLock(output / ".lock"), list[float]()
    other.acquire()
    slept, here = time.sleep, threading.get_ident()

    def sleep(seconds: float) -> None:
        if threading.get_ident() != here:
            slept(seconds)
            return
        assert not (output / "run-summary.json").exists()
        waited.append(seconds)
        if len(waited) == 2:
            other.release()

    monkeypatch.setattr(time, "sleep", sleep)
    desk.watched(programmes=("first",))
    told = events(capsys.readouterr().out)
    assert [one["event"] for one in told if one["event"] in {"note", "made", "shown"}] == ["note", "made", "shown"]
    assert waited == [watching.AGAIN] * 2


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_the_watch_ends_with_what_it_was_doing(desk: Desk, by: signal.Signals) -> None:
    """Between saves it just ends; while reports are made it says by which signal it was cut off."""
    before = signal.getsignal(by)

    def stop() -> list[Path]:
        signal.raise_signal(by)
        raise AssertionError("it goes on")

    desk.watched(stop, programmes=("first",))
    assert desk.launchers[-1].made == ["first 2019 fi"]
    desk.project.period_file("first", "2019", "sv")
    desk.stops = by
    with pytest.raises(Interrupted) as ended:
        desk.watched(programmes=("first",))
    assert ended.value.status == 128 + by
    assert all(launcher.is_closed for launcher in desk.launchers)
    assert signal.getsignal(by) is before


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of two files."""
    (tmp_path / "a.csv").write_text("1", encoding="utf-8")
    (tmp_path / "b.csv").write_text("1", encoding="utf-8")
    return tmp_path


def test_what_is_saved_is_told_when_it_stands_still(folder: Path) -> None:
    """A file written in steps, one put in place by renaming, a new one and a deleted one are each told once, and when."""
    original, beside = folder / "a.csv", folder / "a.csv~"

    def renamed() -> None:
        beside.write_text("2", encoding="utf-8")
        beside.replace(original)

    def nothing() -> None:
        """Stand still."""

    def both() -> None:
        (folder / "b.csv").unlink()
        (folder / "c.csv").write_text("33", encoding="utf-8")

    steps = [
        nothing,
        lambda: original.write_text("", encoding="utf-8"),
        lambda: original.write_text("12", encoding="utf-8"),
        nothing,
        renamed,
        nothing,
        lambda: (folder / "c.csv").write_text("3", encoding="utf-8"),
        nothing,
        both,
        nothing,
        nothing,
    ]
    told: list[Saved] = []
    coming = iter(steps)

    def sleep(_: float) -> None:
        step = next(coming, None)
        if step is None:
            raise InterruptedError
        step()

    with suppress(InterruptedError):
        for one in saves(lambda: sorted(folder.glob("*.csv")), sleep=sleep):
            told.append(one)
    assert next(coming, None) is None
    assert [[path.name for path in one.paths] for one in told] == [
        [],
        ["a.csv"],
        ["a.csv"],
        ["c.csv"],
        ["b.csv", "c.csv"],
    ]
    assert told[0].moment is None
    assert all(one.moment is not None and 0 <= time.monotonic() - one.moment < PATIENCE for one in told[1:])


def test_looking_takes_a_tenth_of_the_time_however_long_a_look_takes(folder: Path) -> None:
    """Where a look takes a second, as over a slow network, nine pass until the next; the usual pause is short."""
    clock = iter(range(1000))
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        raise InterruptedError

    watched = saves(lambda: [folder / "a.csv"], sleep=sleep, clock=lambda: float(next(clock)))
    next(watched)
    with pytest.raises(InterruptedError):
        next(watched)
    assert slept == [9.0]
    assert looking.PAUSE < 0.5


def test_a_file_of_another_clock_counts_from_when_it_was_seen(folder: Path) -> None:
    """A file whose own time lies years back or ahead, such as a copied one, does not count as saved then."""
    moments = []
    for year in (-30, 30):
        path = folder / "a.csv"
        path.write_text(f"{year}", encoding="utf-8")
        os.utime(path, (time.time() + year * 31_536_000,) * 2)
        moments.append(looking._before([path]))
    assert moments == [0.0, 0.0]
    (folder / "b.csv").write_text("2", encoding="utf-8")
    assert 0 <= looking._before([folder / "b.csv"]) <= looking.MOST_TRUSTED


@pytest.mark.slow
def test_a_saved_file_is_made_anew_by_the_command(tmp_path: Path) -> None:
    """`run --watch` stays, makes the report of a saved file by the same warm process, and Ctrl-C ends it with 0.

    It takes its seconds because it starts the command, which makes a report twice.
    """
    chapter = {"01_only": notebook("print(programme)")}
    with project(tmp_path / "p", chapters=chapter, programmes={"one": ["fi"]}) as made:
        program = made.start("run", "one", "--watch", "--json")

        def shown() -> list[dict[str, Any]]:
            whole = program.output().rpartition("\n")[0]
            return [one for one in events(whole) if one["event"] == "shown"]

        assert until(lambda: len(shown()) == 1 or program.process.poll() is not None, PATIENCE)
        file, aside = made.data / "one" / "sources.yaml", made.data / "one" / ".sources.yaml.new"
        aside.write_text(file.read_text(encoding="utf-8") + REMARK, encoding="utf-8")
        aside.replace(file)
        assert until(lambda: len(shown()) == 2 or program.process.poll() is not None, PATIENCE)
        program.process.send_signal(signal.SIGINT)
        done = program.end()
        assert (done.returncode, done.stderr) == (0, "")
        assert [one["pages"] for one in shown()] == [[str(made.root / "reports/one/2019/report.fi.html")]] * 2
        assert [one["paths"] for one in events(done.stdout) if one["event"] == "saved"] == [[str(file)]]
        assert made.is_quiet()
