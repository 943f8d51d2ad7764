"""Notebooks that misbehave, disks that are full or read-only, programs that are stopped: nothing is lost or left."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from workshop import (
    PATIENCE,
    ROOT,
    SMALL,
    SOAK,
    Program,
    Project,
    commanded,
    contents,
    events,
    is_whole,
    notebook,
    project,
    until,
)

from kunteko_eval.batch.journal import begin, left
from kunteko_eval.batch.summary import SUMMARY

pytestmark = pytest.mark.slow

GOOD = ("good", "well")
BAD = {
    "dies": "os._exit(3)",
    "hangs": "time.sleep(3600)",
    "killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "prints": "for _ in range(100): print('x' * 1_000_000)",
    "raises": "1 / 0",
    "resists": """
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
time.sleep(3600)
""",
    "shows": "from IPython.display import HTML; display(HTML('x' * 100_000_000))",
    "stops": "sys.exit(0)",
}
"""Programmes whose chapter goes wrong, and how."""

FORKS = {
    "forks": """
for _ in range(2):
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(3600)
        os._exit(0)
subprocess.Popen(["sleep", "3600"])
subprocess.Popen(["sh", "-c", "sleep 3600 & sleep 3600"])
""",
    "escapes": """
subprocess.Popen(["sleep", "3601"], start_new_session=True)
""",
}
"""Programmes whose chapter starts processes that it does not end; their reports are made."""

MISBEHAVE = "import os, signal, subprocess, sys, time\n" + "".join(
    f"if programme == {name!r}:\n" + "".join(f"    {line}\n" for line in code.strip().splitlines())
    for name, code in (BAD | FORKS).items()
)
SECONDS = 20
"""The timeout of a cell: far more than a cell that works needs on a busy machine."""

OLD = "<!doctype html><html><p>the old one</p></html>"


@dataclass(frozen=True)
class Ended:
    """A batch of notebooks that misbehave, when it is over."""

    project: Project
    done: subprocess.CompletedProcess[str]
    output: Path
    left: tuple[str, ...]

    @property
    def failed(self) -> dict[str, str]:
        """The message of each run that failed, by its programme."""
        return {
            event["run"].split()[0]: event["message"]
            for event in events(self.done.stdout)
            if event["event"] == "failed"
        }


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a project with a programme for each way to misbehave and two that do not; its first chapter ends empty."""
    chapters = {
        "01_works": notebook("number = 1\nnumber", ""),
        "02_may_not": notebook("print('so far')", MISBEHAVE, "'on'"),
    }
    programmes = {name: ["fi"] for name in [*BAD, *FORKS, *GOOD]}
    with project(tmp_path_factory.mktemp("yard") / "p", chapters=chapters, programmes=programmes) as made:
        yield made


def misbehave(yard: Project, output: Path, *names: str, jobs: int = 2, **environment: str) -> Ended:
    """Run programmes that misbehave over old reports, so many at a time, and say what was left alive."""
    for name in names:
        (output / name / "2019").mkdir(parents=True)
        (output / name / "2019" / "report.fi.html").write_text(OLD, encoding="utf-8")
    more = ("--timeout", str(SECONDS), "--json", "--jobs", str(jobs))
    done = yard.run("run", *names, "--output", output, *more, **environment)
    yard.is_quiet(10)
    left = []
    for process in yard.processes():
        left.append(" ".join(process.cmdline()))
        process.kill()
    return Ended(yard, done, output, tuple(left))


@pytest.fixture(scope="module")
def warm(yard: Project) -> Ended:
    """Return how a batch of all ended that fork from the warm process; two of them but wait for their timeout."""
    return misbehave(yard, yard.root / "warm", *BAD, *FORKS, *GOOD, jobs=4)


@pytest.fixture(scope="module")
def cold(yard: Project) -> Ended:
    """Return how a batch of some ended that start cold: those whose end depends on how they were started."""
    return misbehave(yard, yard.root / "cold", "dies", "forks", KUNTEKO_COLD="1")


@pytest.fixture(params=["warm", "cold"] if SOAK else ["warm"])
def batch(request: pytest.FixtureRequest) -> Ended:
    """Return how each of the two batches ended."""
    ended: Ended = request.getfixturevalue(request.param)
    return ended


def test_misbehaving_notebooks_fail_and_the_others_are_made(batch: Ended) -> None:
    """The batch ends with 1; what fails is what misbehaves, and every other report is made."""
    assert batch.done.returncode == 1
    assert "Traceback" not in batch.done.stderr
    made = {event["run"].split()[0] for event in events(batch.done.stdout) if event["event"] == "made"}
    asked = {path.name for path in batch.output.iterdir() if path.is_dir()}
    assert made == asked - BAD.keys()
    assert batch.failed.keys() == asked & BAD.keys()
    assert all(is_whole(batch.output / name / "2019" / "report.fi.html") for name in made)


def test_an_old_report_survives_a_notebook_that_misbehaves(batch: Ended) -> None:
    """Where a chapter raises, hangs, floods or dies, the folder holds the old report, the failed notebook and no more."""
    for name in batch.failed:
        folder = batch.output / name / "2019"
        assert (folder / "report.fi.html").read_text(encoding="utf-8") == OLD
        names = {path.name for path in folder.iterdir()}
        assert names == {"report.fi.html", "failed-02_may_not.fi.ipynb"}, name
        assert is_whole(folder / "failed-02_may_not.fi.ipynb")
    assert not (batch.output / ".making").exists()


def test_the_summary_names_run_notebook_cell_and_error(batch: Ended) -> None:
    """Whatever happened, the message tells the run, the notebook, the cell in it and what happened there."""
    told = {
        "dies": "DeadKernelError",
        "hangs": "CellTimeoutError",
        "killed": "DeadKernelError",
        "prints": "PrintedTooMuch",
        "raises": "ZeroDivisionError",
        "resists": "CellTimeoutError",
        "shows": "PrintedTooMuch",
        "stops": "SystemExit: it ended the notebook before its last cell",
    }
    for name, message in batch.failed.items():
        expected = rf"^{name} 2019 fi: 02_may_not\.ipynb, cell 3: {told[name]}\b"
        assert re.search(expected, message), message
        assert re.search(rf"^failed: .*{expected[1:]}", batch.done.stderr, re.M), batch.done.stderr


def test_the_kept_notebook_shows_what_it_had_done(batch: Ended) -> None:
    """The failed notebook is kept as it was executed: with the run's parameters and what was printed before."""
    for name in batch.failed:
        text = (batch.output / name / "2019" / "failed-02_may_not.fi.ipynb").read_text(encoding="utf-8")
        sources = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        assert f'programme = "{name}"' in sources, name
        assert "so far\\n" in text, name
        assert len(text) < 5_000_000


def test_no_process_outlives_a_batch(batch: Ended) -> None:
    """Kernels, what notebooks forked and what ignores requests to end are gone when the batch has ended."""
    assert [one for one in batch.left if "3601" not in one] == []


def test_a_process_in_a_session_of_its_own_does_not_outlive_a_batch(warm: Ended) -> None:
    """A notebook cannot leave a process behind by giving it a session of its own either."""
    assert [one for one in warm.left if "3601" in one] == []


# --- Stopped from outside -----------------------------------------------------------------------------------------

WAIT = """
import os, pathlib, time
door = pathlib.Path(os.environ["DOOR"])
(door / f"at-{programme}").touch()
while (door / "shut").exists():
    time.sleep(0.02)
"""
TRIO = ("one", "three", "two")


@pytest.fixture(scope="module")
def trio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a project of three programmes whose chapters wait while a door is shut, with their reports."""
    base = tmp_path_factory.mktemp("trio")
    (base / "door").mkdir()
    chapters = {"01_wait": notebook(WAIT), "02_end": notebook("programme")}
    programmes = {name: ["fi"] for name in TRIO}
    with project(base / "p", chapters=chapters, programmes=programmes, extra={"DOOR": str(base / "door")}) as made:
        done = made.run("run", *TRIO)
        assert done.returncode == 0, done.stderr
        yield made


@pytest.fixture
def shut(trio: Project) -> Iterator[Path]:
    """Shut the door; return its folder."""
    door = Path(trio.extra["DOOR"])
    for path in door.iterdir():
        path.unlink()
    (door / "shut").touch()
    yield door
    for process in trio.processes():
        with suppress(psutil.Error):
            process.kill()
    for path in door.iterdir():
        path.unlink()


def waiting(trio: Project, door: Path, *more: str, **environment: str) -> Program:
    """Start a batch that makes all reports again, two at a time, and wait until two chapters wait at the door."""
    started = trio.start("run", *TRIO, "--force", "--jobs", "2", *more, **environment)
    assert until(lambda: (door / "at-one").exists() and (door / "at-three").exists(), PATIENCE)
    return started


COLD = {"KUNTEKO_COLD": "1"}
"""What makes a batch start its processes cold; a signal reaches the batch alone, so one of each is tried so, in the long run."""


@pytest.mark.parametrize(
    ("signum", "cold"), [(signal.SIGINT, {}), *([(signal.SIGTERM, {}), (signal.SIGTERM, COLD)] if SOAK else [])]
)
def test_a_request_to_stop_ends_the_batch_in_good_order(
    signum: signal.Signals, cold: dict[str, str], trio: Project, shut: Path
) -> None:
    """Ctrl-C ends with 130, SIGTERM with 143, each with a message; old reports stay, and nothing else is left.

    The summary says that the run was interrupted, and which reports wait.
    """
    before = contents(trio.root / "reports")
    batch = waiting(trio, shut, **cold)
    batch.process.send_signal(signum)
    done = batch.end()
    assert done.returncode == 128 + signum
    summary = json.loads((trio.root / "reports" / SUMMARY).read_text(encoding="utf-8"))
    assert (summary["state"], len(summary["waiting"]), summary["made"]) == ("interrupted", 3, [])
    assert "0 of 3 reports made; interrupted, the next run goes on from here" in done.stderr
    assert "Traceback" not in done.stderr
    assert trio.is_quiet()
    assert not (trio.root / "reports" / ".making").exists()
    assert contents(trio.root / "reports") == before


@pytest.mark.parametrize(
    ("signum", "cold"), [(signal.SIGKILL, {}), *([(signal.SIGHUP, {}), (signal.SIGKILL, COLD)] if SOAK else [])]
)
def test_processes_end_with_a_batch_that_is_killed(
    signum: signal.Signals, cold: dict[str, str], trio: Project, shut: Path
) -> None:
    """When the parent dies in the middle of cells, everything that it started ends; what it was at is on record."""
    before = contents(trio.root / "reports")
    batch = waiting(trio, shut, **cold)
    batch.process.send_signal(signum)
    batch.process.wait()
    assert trio.is_quiet(), [one.cmdline() for one in trio.processes()]
    earlier = left(trio.root / "reports" / ".making")
    assert earlier is not None
    assert (earlier.reports, earlier.made, earlier.making) == (3, 0, ("one 2019 fi", "three 2019 fi"))
    assert contents(trio.root / "reports") == before
    assert all(is_whole(path) for path in (trio.root / "reports").glob("*/2019/**/*.*") if path.is_file())


def warm_process(trio: Project, batch: Program) -> psutil.Process:
    """Return the warm process of a batch."""
    (found,) = [one for one in trio.processes() if one.ppid() == batch.process.pid]
    return found


def test_reports_are_made_although_the_warm_process_is_killed(trio: Project, shut: Path) -> None:
    """When the process that forks is killed, with two reports at work, another one takes over, and all are made."""
    batch = waiting(trio, shut)
    warm_process(trio, batch).kill()
    (shut / "shut").unlink()
    done = batch.end()
    assert done.returncode == 0, done.stderr
    assert "3 of 3 reports made" in done.stderr
    assert trio.is_quiet(), [one.cmdline() for one in trio.processes()]


def test_no_kernel_outlives_a_batch_whose_warm_process_was_killed(trio: Project, shut: Path) -> None:
    """When the process that forks is killed and then its batch, kernels and report makers end too."""
    batch = waiting(trio, shut)
    warm_process(trio, batch).kill()
    batch.process.kill()
    batch.process.wait()
    assert trio.is_quiet(), [one.cmdline() for one in trio.processes()]


# --- Disks --------------------------------------------------------------------------------------------------------

FULL = f"""
import io, os
full, true_open, true_sync = os.environ["FULL_DISK"], io.open, os.fsync

def refuse(path, mode):
    if isinstance(path, (str, os.PathLike)) and str(path).startswith(full) and set(mode) & set("wax+"):
        raise OSError({errno.ENOSPC}, os.strerror({errno.ENOSPC}), str(path))

def open_(file, mode="r", *rest, **more):
    if not str(file).endswith(".lock"):
        refuse(file, mode)
    return true_open(file, mode, *rest, **more)

import builtins
io.open = builtins.open = open_
"""
"""A disk that is full, for where none can be mounted: nothing that is opened for writing below a folder opens."""


def mounted(folder: Path, options: str) -> bool:
    """Mount a small disk of memory; returns whether this process may."""
    folder.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@dataclass(frozen=True)
class Disk:
    """A folder that can be filled.

    Attributes:
        folder: The folder.
        mounted: Whether it is a disk of its own; where none can be mounted, a fault is put into the processes.
        site: Where the module is that puts it there.
    """

    folder: Path
    mounted: bool
    site: Path

    def fill(self, left: int) -> None:
        """Leave about so many bytes free.

        A disk's own telling of what is free is not to be trusted: a kernel may hold whole large pages for the ends of
        files, and gives them back when a write is refused. So the disk is filled until it refuses many times over, and
        then what was kept for it is freed.
        """
        if not self.mounted:
            return
        kept = self.folder / "kept"
        kept.write_bytes(b"x" * left)
        refused = 0
        while refused < 50:
            try:
                with (self.folder / "ballast").open("ab", buffering=0) as ballast:
                    ballast.write(b"x" * 4096)
                refused = 0
            except OSError:
                refused += 1
                time.sleep(0.01)
        kept.unlink()

    def empty(self) -> None:
        """Free what was filled."""
        (self.folder / "ballast").unlink(missing_ok=True)

    def environment(self, project: Project, full: Path) -> dict[str, str]:
        """Return the environment in which a path and what is below it is full."""
        if self.mounted:
            return {}
        (self.site / "sitecustomize.py").write_text(FULL, encoding="utf-8")
        return {"PYTHONPATH": os.pathsep.join([str(self.site), str(project.root)]), "FULL_DISK": str(full)}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Return a small disk, or a folder that can be made to look like one."""
    (tmp_path / "site").mkdir()
    small = Disk(tmp_path / "disk", mounted(tmp_path / "disk", "size=3m"), tmp_path / "site")
    yield small
    if small.mounted:
        subprocess.run(["umount", "--lazy", str(small.folder)], check=True)


@pytest.mark.parametrize("left", [0, 40_000] if SOAK else [40_000])
def test_a_full_disk_keeps_the_old_reports(left: int, disk: Disk, trio: Project) -> None:
    """The old reports stay as they are, each failure says that no space is left, and the batch ends with 1."""
    # What a killed batch left behind is cleared away by the next, which would make room on the disk.
    cleared = shutil.ignore_patterns(".making")
    output = Path(shutil.copytree(trio.root / "reports", disk.folder / "reports", ignore=cleared))
    before = contents(output)
    disk.fill(left)
    done = trio.run("run", *TRIO, "--output", output, "--force", **disk.environment(trio, output))
    assert done.returncode == 1, [os.statvfs(disk.folder).f_bavail, disk.mounted, done.stderr]
    assert "Traceback" not in done.stderr
    after = contents(output)
    assert after == before
    assert not (output / ".making").exists()
    for name in TRIO:
        full = (
            rf"^failed: .*{name} 2019 fi: {output}/\S+: No space left on device \(.*[kM]B free on its disk\); make room"
        )
        assert re.search(full, done.stderr, re.M), done.stderr
    disk.empty()
    (output / "two" / "2019" / "ratings.json").unlink()
    begin(output / ".making", 3)
    done = trio.run("run", *TRIO, "--output", output)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("found: the run of ")
    assert contents(output) == before


def test_a_disk_that_fills_up_leaves_whole_reports(disk: Disk, trio: Project) -> None:
    """Where the disk is full from the second report on, the first one is whole, and the others leave nothing."""
    one = sum(-(-path.stat().st_size // 4096) * 4096 for path in (trio.root / "reports" / "one").rglob("*.*"))
    disk.fill(one + one // 2)
    environment = disk.environment(trio, disk.folder / "reports" / ".making" / "1")
    done = trio.run("run", *TRIO, "--output", disk.folder / "reports", "--jobs", "1", **environment)
    assert done.returncode == 1
    assert re.search(r"^failed: .*three 2019 fi: .*No space left on device", done.stderr, re.M), done.stderr
    files = [path for path in (disk.folder / "reports").glob("*/2019/**/*") if path.is_file()]
    assert {"one"} <= {path.relative_to(disk.folder / "reports").parts[0] for path in files} < set(TRIO)
    assert all(is_whole(path) for path in files)
    assert contents(disk.folder / "reports" / "one") == contents(trio.root / "reports" / "one")
    assert not (disk.folder / "reports" / ".making").exists()


def test_read_only_output_is_a_clear_error(disk: Disk) -> None:
    """Output that cannot be written is told with its path, ends non-zero, and leaves what is there as it is."""
    folder = disk.folder
    if disk.mounted:
        output = folder / "reports"
        (output / "one" / "2019").mkdir(parents=True)
        (output / "one" / "2019" / "report.fi.html").write_text(OLD, encoding="utf-8")
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        expected = "Read-only file system"
    else:
        output = folder / "file" / "reports"
        (folder / "file").write_text(OLD, encoding="utf-8")
        expected = "Not a directory"
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    done = commanded("run", SMALL, "--output", output, cwd=ROOT)
    assert (done.returncode, done.stdout) == (1, "")
    assert expected in done.stderr
    assert str(folder) in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


@pytest.mark.parametrize("name", ["file", "file/reports"])
def test_output_that_is_a_file_is_a_clear_error(name: str, tmp_path: Path) -> None:
    """A file where a folder should be is named, ends non-zero, and is left as it is."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    done = commanded("run", SMALL, "--output", tmp_path / name, cwd=ROOT)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(rf"kunteko-eval: .*{tmp_path / 'file'}.*\n", done.stderr)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
