"""What a folder of reports goes through in years: crashes, full disks, clocks set back, several users, a hundred runs."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from test_own_chapters import chapter
from workshop import SOAK, Project, contents, notebook, project

from kunteko_eval.batch import journal
from kunteko_eval.batch.batch import SCRATCH, AnotherBatch, alone_in
from kunteko_eval.batch.fingerprint import fingerprint, made_of, why_stale
from kunteko_eval.batch.inputs import Inputs, take_inputs
from kunteko_eval.batch.journal import Earlier, left
from kunteko_eval.batch.left_over import DAY, clear, clear_beside, clear_failed
from kunteko_eval.batch.make_report import publish
from kunteko_eval.batch.plan import listed
from kunteko_eval.batch.progress import Lines, Machine
from kunteko_eval.exchange.saving import save_tree
from kunteko_eval.files import disk, snapshot
from kunteko_eval.files.disk import NotWritten, make_folder, make_private, share, writing
from kunteko_eval.files.snapshot import reading_from, take
from kunteko_eval.files.writing import move_together, write_atomically
from kunteko_eval.project.append_only import alone
from kunteko_eval.report.job import Job
from kunteko_eval.report.notebook_files import chapters

ROOT = Path(__file__).parents[1]
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
JOB = Job(programme="north", period="2019", language="fi")


# --- A run after a crash ------------------------------------------------------------------------------------------


def cut_off(output: Path) -> Path:
    """Leave what a batch of four reports leaves that is killed while it makes the third and the fourth."""
    scratch = output / SCRATCH
    output.mkdir(exist_ok=True)
    journal.begin(scratch, 4)
    for name, end in (("a", "made"), ("b", "failed"), ("c", ""), ("d", "")):
        journal.note(scratch, "making", run=name)
        if end:
            journal.note(scratch, end, run=name)
    (scratch / "7").mkdir()
    (scratch / "7" / "report.fi.html").write_text("<html>half", encoding="utf-8")
    return scratch


def test_the_next_run_tells_how_far_one_came_that_was_cut_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Begun when and by whom, what was finished, what failed and what was being made: once, in one line."""
    scratch = cut_off(tmp_path)
    for _ in range(2):
        with alone_in(tmp_path, Lines().found):
            assert not scratch.exists()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"process {os.getpid()} on " in said
    assert "1 of its 4 reports were finished and stand, 1 failed; being made: c, d; what it left half made" in said


def test_machines_are_told_of_a_run_that_was_cut_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An event of its own carries the counts and the names."""
    cut_off(tmp_path)
    with alone_in(tmp_path, Machine().found):
        pass
    told = json.loads(capsys.readouterr().out)
    counts = {name: told[name] for name in ("event", "reports", "made", "failed", "making")}
    assert counts == {"event": "found", "reports": 4, "made": 1, "failed": 1, "making": ["c", "d"]}


@pytest.mark.parametrize("spoil", [b"", b'{"what": "beg', b"\x00" * 4096, b"[]\n7\n{}\n"])
def test_a_record_that_was_cut_itself_stops_nothing(spoil: bytes, tmp_path: Path) -> None:
    """Where a machine failed before the record was on the disk, it is told that a run was cut off, and no more."""
    scratch = cut_off(tmp_path)
    (scratch / journal.JOURNAL).write_bytes(spoil)
    told: list[Earlier] = []
    with alone_in(tmp_path, told.append):
        assert not scratch.exists()
    assert [str(one) for one in told] == [str(Earlier())]


def test_the_last_line_may_be_half_of_one(tmp_path: Path) -> None:
    """What stands above a line that was cut is told."""
    scratch = cut_off(tmp_path)
    with (scratch / journal.JOURNAL).open("ab") as file:
        file.write(b'{"what": "made", "at": "20')
    found = left(scratch)
    assert found is not None
    assert (found.made, found.making) == (1, ("c", "d"))


def test_a_run_that_comes_to_its_end_leaves_nothing_to_tell(tmp_path: Path) -> None:
    """No scratch folder is left, whatever was noted."""
    with alone_in(tmp_path):
        journal.begin(tmp_path / SCRATCH, 1)
    assert left(tmp_path / SCRATCH) is None


def test_who_is_at_work_is_told_to_another_batch(tmp_path: Path) -> None:
    """The process, its machine, since when, and how far it has come."""
    expected = rf"to this folder: process {os.getpid()} on \S+, since 20.* UTC, 1 of 2 reports ended; wait for it"
    with alone_in(tmp_path):
        journal.begin(tmp_path / SCRATCH, 2)
        journal.note(tmp_path / SCRATCH, "made", run="a")
        with pytest.raises(AnotherBatch, match=expected), alone_in(tmp_path):
            pass


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a file system without locks."""
    fcntl = pytest.importorskip("fcntl")

    def flock(_: int, __: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", flock)


def dead() -> int:
    """Return the number of a process that is dead."""
    pid = os.posix_spawn(sys.executable, [sys.executable, "-S", "-c", ""], os.environ)
    os.waitpid(pid, 0)
    return pid


@pytest.mark.usefixtures("no_locks")
def test_the_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    """Where a file stands for a lock, that of a process of this machine that was killed holds nobody up."""
    import socket

    lock = tmp_path / ".making.lock"
    lock.write_text(f"{dead()}\n{socket.gethostname()}\n", encoding="utf-8")
    with alone_in(tmp_path):
        assert lock.read_text(encoding="utf-8").startswith(f"{os.getpid()}\n")
    assert not lock.exists()


@pytest.mark.usefixtures("no_locks")
def test_the_lock_of_another_machine_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here can tell whether a process elsewhere is alive: who it is and which file to delete is told."""
    monkeypatch.setattr("kunteko_eval.batch.batch.TAKE_OVER", 0)
    lock = tmp_path / ".making.lock"
    lock.write_text("4711\nelsewhere\n", encoding="utf-8")
    expected = rf"folder: process 4711 on elsewhere, since 20.* UTC; wait for it.*; if none is, delete {lock}$"
    with pytest.raises(AnotherBatch, match=expected), alone_in(tmp_path):
        pass
    assert lock.exists()


def aged(path: Path, seconds: float) -> Path:
    """Date a file or folder back, by the clock that dates files."""
    now = path.stat().st_mtime
    os.utime(path, (now - seconds, now - seconds))
    return path


def test_what_killed_processes_left_beside_reports_is_taken_away_after_a_day(tmp_path: Path) -> None:
    """A scratch folder or a half written file that has stood for a day is nobody's; a fresh one may be at work."""
    names = (".making-abc", ".report.fi.html.123.making")
    for age in ("old", "new"):
        (tmp_path / age).mkdir()
        (tmp_path / age / names[0]).mkdir()
        (tmp_path / age / names[1]).touch()
    for name in names:
        aged(tmp_path / "old" / name, DAY + 60)
    told: list[str] = []
    clear_beside([tmp_path / "old", tmp_path / "new", tmp_path / "none"], told.append)
    assert [path.name for path in (tmp_path / "old").iterdir()] == []
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(names)
    assert [one.split(": ")[0] for one in told] == [str(tmp_path / "old" / name) for name in names]


def test_an_earlier_failure_beside_a_report_that_stands_is_taken_away(tmp_path: Path) -> None:
    """It was of other inputs; that of another language stays, since its report may not stand."""
    folder = tmp_path / JOB.folder
    folder.mkdir(parents=True)
    for code in ("fi", "sv"):
        (folder / f"failed-02_a.{code}.ipynb").touch()
    told: list[str] = []
    clear_failed(tmp_path, [JOB], told.append)
    assert [path.name for path in folder.iterdir()] == ["failed-02_a.sv.ipynb"]
    assert "failed-02_a.fi.ipynb: was of an earlier failure" in told[0]


# --- A disk that fills up -----------------------------------------------------------------------------------------


@pytest.fixture
def ready(tmp_path: Path) -> tuple[Path, Path]:
    """Return a folder of a new report that is ready, and that of the old one, of which a PDF was printed."""
    made, folder = tmp_path / "made", tmp_path / "north" / "2019"
    for name in ("report.fi.html", "ratings.json", "brief.fi.html", "notebooks/01_a.fi.ipynb", "new/more.csv"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(f"new {name}", encoding="utf-8")
        if not name.startswith("new"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"old {name}", encoding="utf-8")
    (folder / "report.fi.pdf").write_text("old", encoding="utf-8")
    return made, folder


def held(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


STEPS = ("fsync", "mkdir", "replace")


@contextmanager
def refusing(monkeypatch: pytest.MonkeyPatch, at: int) -> Iterator[Callable[[], int]]:
    """Have the disk refuse the step of this number, and yield what counts the steps."""
    count = 0

    def watched(true: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count - 1 == at:
                raise FULL
            return true(*given, **more)

        return step

    with monkeypatch.context() as patch:
        for owner, name in ((os, "fsync"), (Path, "mkdir"), (Path, "replace")):
            patch.setattr(owner, name, watched(getattr(owner, name)))
        yield lambda: count


def test_a_report_is_old_or_new_whichever_step_the_disk_refuses(
    ready: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file is as it was, the PDF and what was not there too, until a try that nothing stops."""
    made, folder = ready
    before, new = held(folder), held(made)

    def why_not(step: int) -> str:
        try:
            with refusing(monkeypatch, step):
                publish(made, folder, "fi")
        except NotWritten as error:
            return str(error)
        return ""

    steps = 0
    while why := why_not(steps):
        assert "No space left on device" in why
        assert held(folder) == before, steps
        for name, content in new.items():
            (made / name).write_bytes(content)
        steps += 1
    assert steps > 2 * len(new)
    assert held(folder) == new
    assert [path for path in made.rglob("*") if path.is_file() and path.suffix != ".gone"] == []


def test_half_a_copy_is_never_put_back(ready: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room for a copy of what stood there, every file is the old one or the new one, whole."""
    made, folder = ready
    before, new = held(folder), held(made)

    def half(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:1])
        raise FULL

    monkeypatch.setattr("shutil.copyfile", half)
    pairs = [(made / name, folder / name) for name in ("ratings.json", "report.fi.html")]
    with refusing(monkeypatch, 3), pytest.raises(NotWritten):
        move_together(pairs)
    now = held(folder)
    assert now.keys() == before.keys()
    assert all(now[name] in {before[name], new.get(name)} for name in before)
    assert now["report.fi.html"] == before["report.fi.html"]


@pytest.mark.parametrize("number", sorted(disk.NO_ROOM))
def test_a_full_disk_is_told_with_file_and_room(number: int, tmp_path: Path) -> None:
    """Which file, how much it needs, how much is free, and what to do."""
    path = tmp_path / "none" / "a.csv"
    with pytest.raises(NotWritten) as caught, writing(path, 3_400_000):
        raise OSError(number, os.strerror(number))
    told = str(caught.value)
    assert told.startswith(f"{path}: {os.strerror(number)} (3.4 MB needed, ")
    assert told.endswith("B free on its disk); make room, and run again")
    assert caught.value.errno == number


# --- A clock that is set back -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", [0, 86_400])
def test_a_file_of_now_or_of_tomorrow_is_read_twice(
    ahead: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What may change again with the same time and size is compared by its bytes, also where a clock was set back."""
    monkeypatch.setattr(snapshot, "PAUSE", 0.0)
    file = tmp_path / "a.csv"
    file.write_text("old", encoding="utf-8")
    stamp = file.stat().st_mtime_ns + ahead * 1_000_000_000
    os.utime(file, ns=(stamp, stamp))
    steps = iter([None, "new"])

    def listed() -> list[Path]:
        text = next(steps, None)
        if text is not None:
            file.write_text(text, encoding="utf-8")
            os.utime(file, ns=(stamp, stamp))
        return [file]

    assert take([tmp_path], listed).files == {str(file): b"new"}


def test_the_time_of_a_file_decides_nothing(north: Inputs, tmp_path: Path) -> None:
    """A report made by a clock that was ahead stands, and so does one whose inputs are dated after it."""
    with reading_from(north.snapshot):
        made = made_of(JOB, north.data, north.params, chapters(portfolio=False, params=north.params))
    folder = tmp_path / JOB.folder
    folder.mkdir(parents=True)
    known = f'<meta name="kunteko-made-of" content="{fingerprint(JOB, made)}">'
    beside = ("ratings.json", "ratings.csv", "evidence.csv", "checks.json", "run.json", JOB.workbook, JOB.brief)
    for name in (JOB.page, *beside):
        (folder / name).write_text(known, encoding="utf-8")
        for at in (0, 4_000_000_000):
            os.utime(folder / name, (at, at))
            assert name != beside[-1] or why_stale(JOB, made, tmp_path) == ""


# --- What changes in the middle of a run --------------------------------------------------------------------------


@pytest.fixture
def north(tmp_path: Path) -> Inputs:
    """Return the inputs of a project of two programmes, with a chapter and a text of its own."""
    root = tmp_path / "p"
    for name in ("data", "params"):
        (root / name).mkdir(parents=True)
    (root / "params" / "rubric.yaml").write_bytes((ROOT / "params" / "rubric.yaml").read_bytes())
    made = Project(root=root)
    for name in ("north", "south"):
        made.programme(name)
    chapter(root / "notebooks" / "50_own.ipynb")
    (root / "params" / "north" / "2019").mkdir()
    (root / "params" / "north" / "2019" / "50_own.fi.md").write_text("Omia sanoja.", encoding="utf-8")
    return take_inputs(root / "data", root / "params")


CHANGED = {
    "data/north/observations.csv": {"north"},
    "data/south/chain.yaml": {"south"},
    "params/north/2019.yaml": {"north"},
    "params/north/2019/50_own.fi.md": {"north"},
    "params/rubric.yaml": {"north", "south"},
    "notebooks/50_own.ipynb": {"north", "south"},
}
"""What is changed, and the programmes whose reports read it, beside the portfolio."""


@pytest.mark.parametrize("name", CHANGED)
def test_a_file_changed_in_the_middle_is_told_and_the_next_run_makes_what_reads_it(name: str, north: Inputs) -> None:
    """Until the end of the run all is as it was when the run began; the next one makes exactly those reports again."""
    jobs = [job for job in listed(north.data, north.params) if not job.is_portfolio]
    path = north.data.parent / name

    def made(inputs: Inputs) -> dict[str, str]:
        with reading_from(inputs.snapshot):
            notebooks = chapters(portfolio=False, params=inputs.params)
            return {
                job.programme: fingerprint(job, made_of(job, inputs.data, inputs.params, notebooks)) for job in jobs
            }

    before = made(north)
    path.write_bytes(path.read_bytes() + b"\n")
    assert north.changed() == [str(path)]
    assert made(north) == before
    after = made(take_inputs(north.data, north.params))
    assert {one for one in after if after[one] != before[one]} == CHANGED[name]


# --- Two users in one folder --------------------------------------------------------------------------------------

OTHER, GROUP = 54_321, 54_322
"""The numbers of another user and of a group that both are in."""


@contextmanager
def user(number: int, umask: int) -> Iterator[None]:
    """Be another user, where this process may be one, with an umask."""
    was = os.umask(umask)
    changes = hasattr(os, "geteuid") and os.geteuid() == 0 and number
    groups = os.getgroups() if changes else []
    try:
        if changes:
            os.setgroups([GROUP])
            os.setegid(GROUP)
            os.seteuid(number)
        yield
    finally:
        if changes:
            os.seteuid(0)
            os.setegid(0)
            os.setgroups(groups)
        os.umask(was)


@pytest.fixture
def shared() -> Iterator[Path]:
    """Return a folder that a group works in, such as an administrator makes it."""
    with tempfile.TemporaryDirectory() as base:
        Path(base).chmod(0o711)
        folder = Path(base) / "shared"
        folder.mkdir()
        if os.geteuid() == 0:
            os.chown(folder, -1, GROUP)
        folder.chmod(0o2770)
        yield folder


@pytest.mark.parametrize("umasks", [(0o077, 0o002), (0o002, 0o077), (0o077, 0o077)])
def test_two_users_with_any_umasks_share_a_folder_of_their_group(umasks: tuple[int, int], shared: Path) -> None:
    """Each replaces what the other made, holds the folder after the other, and clears away what the other left."""
    first, second = umasks
    output = shared / "reports"
    found: list[Earlier] = []
    for round_, (number, umask) in enumerate([(OTHER, first), (OTHER + 1, second), (OTHER, first)]):
        with user(number, umask):
            with alone_in(output, found.append):
                journal.begin(output / SCRATCH, 1)
                make_private(output / SCRATCH / f"{round_}-0")
                made = output / SCRATCH / f"{round_}-0" / "a.ipynb"
                made.write_text(str(round_), encoding="utf-8")
                move_together([(made, output / "north" / "2019" / "notebooks" / "a.ipynb")])
                write_atomically(output / "index.html", str(round_))
            assert held(output / "north") == {"2019/notebooks/a.ipynb": str(round_).encode()}
            if round_ < 2:  # As a batch leaves it that is killed.
                journal.begin(output / SCRATCH, 1)
                make_private(output / SCRATCH / f"{round_}-1")
                (output / SCRATCH / f"{round_}-1" / "half").touch()
            with alone(shared / "judgements.csv", "judgement"):
                write_atomically(shared / "judgements.csv", str(round_))
            save_tree(shared / f"data{round_}", {"a/b.csv": b""}, lambda _: None)
            write_atomically(shared / "data0" / "a" / "b.csv", str(round_))
    assert [one.reports for one in found] == [1, 1]
    private = [path for path in shared.rglob("*") if path.parent.name == SCRATCH or path.name == "half"]
    assert [path.name for path in private] == (["1-1", "half"] if os.geteuid() == 0 else [])
    for path in {*shared.rglob("*")} - {*private}:
        mode = path.stat().st_mode
        assert mode & disk.SHARED == disk.SHARED, path
        assert path.is_file() or mode & stat.S_ISGID, path
    with user(OTHER + 1, second), alone_in(output, found.append):
        assert not (output / SCRATCH).exists()


def test_a_private_folder_stays_private(tmp_path: Path) -> None:
    """Where the folder is not open to its group, what is made has the rights that the umask leaves."""
    tmp_path.chmod(0o755)
    with user(0, 0o077):
        make_folder(tmp_path / "a")
        write_atomically(tmp_path / "a" / "b", "")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a", tmp_path / "a" / "b")] == [0o700, 0o600]


def test_files_of_another_group_are_not_opened_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder whose group is not that of the file, only its maker says who reads it."""
    path = tmp_path / "a"
    path.touch(0o600)
    tmp_path.chmod(0o770)
    true = Path.stat

    def told(one: Path, **more: Any) -> os.stat_result:
        found = true(one, **more)
        return os.stat_result([*found[:5], found.st_gid + (one == path), *found[6:10]])

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", told)
        share(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    share(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_what_another_user_keeps_is_told_with_its_owner_and_what_to_do(tmp_path: Path) -> None:
    """The file or folder in the way, whose it is and how it can be opened."""
    (tmp_path / "reports").mkdir()
    refused = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    with pytest.raises(NotWritten) as caught, writing(tmp_path / "reports" / "a.html"):
        raise refused
    folder, owner = tmp_path / "reports", tmp_path.owner()
    expected = f"{folder} belongs to {owner} (drwx"
    assert expected in str(caught.value)
    assert f"have {owner} run chmod g+rwxs {folder}, or write to another folder" in str(caught.value)


def test_a_scratch_folder_that_cannot_be_cleared_away_is_told(shared: Path) -> None:
    """What another user left in a folder that is closed to its group stops the run before it makes anything."""
    if os.geteuid() == 0:
        shared.chmod(0o2755)
        (shared / "reports" / "left").mkdir(parents=True)
        with user(OTHER, 0o022), pytest.raises(NotWritten, match=r"belongs to root .*chmod g\+rwxs"):
            clear(shared / "reports", print)
    (shared / "reports" / "left").mkdir(parents=True, exist_ok=True)
    clear(shared / "reports", print)
    assert not (shared / "reports").exists()


def test_a_page_that_may_not_be_read_is_made_anew(
    north: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another user's private page does not stop the run of one who may replace it."""
    monkeypatch.setattr(Path, "open", lambda *_, **__: (_ for _ in ()).throw(PermissionError(errno.EACCES, "no")))
    monkeypatch.setattr(Path, "exists", lambda _: True)
    assert why_stale(JOB, {}, tmp_path) == "its page may not be read"
    assert north


# --- A hundred runs -----------------------------------------------------------------------------------------------

RUNS = 100 if SOAK else 2
COUNTING = """
import gc, io, json, os, sys, threading
from contextlib import redirect_stderr
from pathlib import Path
import psutil
from kunteko_eval.cli import app
runs, folder = int(sys.argv[1]), Path(os.environ["TMPDIR"])
here = psutil.Process()

def count():
    gc.collect()
    open_files = [name for name in os.listdir("/proc/self/fd") if os.path.lexists(f"/proc/self/fd/{name}")]
    return {
        "files": here.num_fds(),
        "sockets": sum(os.readlink(f"/proc/self/fd/{one}").startswith("socket") for one in open_files if os.path.lexists(f"/proc/self/fd/{one}")),
        "threads": threading.active_count(),
        "processes": len(here.children(recursive=True)),
        "left": sorted(map(str, folder.iterdir())),
        "reports": sorted(str(one) for one in Path("reports").rglob("*")),
        "memory": here.memory_full_info().uss,
    }

for number in range(runs):
    said = io.StringIO()
    with redirect_stderr(said):
        try:
            app(["run", "north", "--force"], standalone_mode=False)
        except SystemExit as end:
            assert end.code in {None, 0}, said.getvalue()
    assert "1 of 1 reports made" in said.getvalue(), said.getvalue()
    print(json.dumps(count()), flush=True)
"""
GROWTH = 100_000
"""Bytes that a run may add to the memory of the process that it was started from, when all that is kept is there."""


@pytest.mark.slow
def test_runs_after_one_another_leave_nothing_behind(tmp_path: Path) -> None:
    """Files, sockets, threads, processes, temporary files and memory after many runs are those after the first.

    No folder for Jupyter's own files is needed either.

    It takes seconds, since each run starts a warm process: whatever a run could leave is there only in a real one.
    """
    temporary = tmp_path / "t"
    temporary.mkdir()
    (tmp_path / "file").touch()
    extra = {
        "TMPDIR": str(temporary),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "file" / "r"),
    }
    chapters_ = {"01_a": notebook("programme")}
    with project(tmp_path / "p", chapters=chapters_, programmes={"north": ["fi"]}, extra=extra) as made:
        done = made.program([sys.executable, "-c", COUNTING, str(RUNS)]).end(RUNS * 120)
        assert done.returncode == 0, done.stderr
        counts = [json.loads(line) for line in done.stdout.splitlines()]
        print("\n".join(map(str, counts[:: max(1, RUNS // 10)])))  # noqa: T201  (shown when the test fails)
        assert made.is_quiet()
        assert len(contents(made.root / "reports")) > 0
    assert len(counts) == RUNS
    memory = [one.pop("memory") for one in counts]
    assert all(one == counts[0] for one in counts)
    assert (counts[0]["processes"], counts[0]["left"]) == (0, [])
    if SOAK:
        assert memory[-1] - memory[RUNS // 5] < GROWTH * RUNS


def test_reading_and_rating_again_and_again_keeps_nothing_open() -> None:
    """Files and threads of a session that reads and rates a programme many times are those after the first time."""
    import threading

    import psutil

    from kunteko_eval.public import read

    counts = []
    for _ in range(100 if SOAK else 4):
        read(ROOT / "data" / "soteliiderit", rubric=ROOT / "params" / "rubric.yaml").rate("2019")
        counts.append((psutil.Process().num_fds(), threading.active_count()))
    assert counts[1:] == counts[1:2] * (len(counts) - 1)
