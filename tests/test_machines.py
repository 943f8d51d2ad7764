"""Other machines than the one that tests run on: each lack of theirs is made here, alone and all at once."""

from __future__ import annotations

import errno
import fcntl
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_programmes import write_programme
from workshop import MAIN, SMALL, Copier, contents

from kunteko_eval.batch import long_paths
from kunteko_eval.batch.long_paths import PathTooLong, check_room
from kunteko_eval.batch.make_report import publish
from kunteko_eval.cli import main
from kunteko_eval.cli.terminal import NEAREST, settle
from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files import writing
from kunteko_eval.files.disk import NotWritten
from kunteko_eval.files.writing import InUse, write_atomically
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.project.new_project import ProjectOptions, init
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.reading.scenario_reader import read_scenario
from kunteko_eval.report.job import Job

LACKING = Path(__file__).parent / "lacking"
"""The folder whose ``sitecustomize`` takes away what other systems do not have."""

ONLY_SOME = re.compile(
    r"\bos\.(?:fork\w*|killpg|getpg\w+|setsid|setpgid|gete?[ug]id|uname|chown|mkfifo|link|symlink|nice|sysconf|WNOHANG|"
    r"sched_\w+)\b|\bsignal\.(?:SIG(?!TERM|INT|_)\w+|setitimer|ITIMER_\w+|alarm|pause)\b|"
    r"\bsocket\.(?:AF_UNIX|send_fds|recv_fds)\b|"
    r"\b(?:import|from) (?:fcntl|resource|pwd|grp|termios|multiprocessing)\b|\.(?:hardlink|symlink)_to\("
)
"""What Windows, or a disk, may not have."""

NOT_AS_IT_IS = re.compile(r"\.write_text\(|\.read_text\((?!.*encoding=)|\.open\(\"[wax]\"(?!.*newline=)")
"""Text that is read in the machine's own encoding, or written with its own line ends."""

KNOWING = {
    "batch/fork_server.py",  # Runs where `fork_client.available` says so, which is on Linux.
    "batch/fork_client.py",
    "batch/launch.py",  # These ask before each use.
    "batch/sockets.py",
    "batch/worker.py",
    "batch/kernel_reset.py",
    "batch/batch.py",
    "batch/journal.py",
    "pdf/converting.py",
}
"""The modules that know what systems differ in."""


class HeldOpen(PermissionError):
    """What Windows answers where another program has a file open."""

    winerror = 32


def test_a_report_is_the_same_where_everything_lacks_at_once(
    repo: Path, tmp_path: Path, copied_reports: Copier
) -> None:
    """Without forks, sockets, locks, links and UTF-8, far down in folders of odd names, the same bytes come out.

    It takes some ten seconds: processes start plainly, and the whole report is made in them.
    """
    root = tmp_path / "Kärjen äänet, Juho's (1)" / ("p" * 120) / ("q" * 120)
    shutil.copytree(repo / "params", root / "params", ignore=shutil.ignore_patterns("kunteko"))
    shutil.copytree(repo / "data" / SMALL, root / "data" / SMALL)
    assert len(str(root)) > 260
    lacks = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "TZ": "Pacific/Apia", "LC_ALL": "C.UTF-8"}
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("KUNTEKO_")}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "run", SMALL, "--period", "2019", "--language", "fi"],
        cwd=root,
        env={**inherited, **lacks, "PYTHONPATH": os.pathsep.join(map(str, (LACKING, repo)))},
        capture_output=True,
        check=False,
    )
    told = done.stderr.decode("cp1252").splitlines()
    assert done.returncode == 0, told
    assert told[0] == "note: reports: its file system has no locks; a file, .making.lock, stands for one"
    assert told[1].startswith(f"[1/1] {root}")
    assert told[2:] == ["1 of 1 reports made; open reports/index.html"]
    job = Job(programme=SMALL, period="2019", language="fi")
    copied_reports(tmp_path / "usual", job)
    usual, made = contents(tmp_path / "usual" / job.folder), contents(root / "reports" / job.folder)
    assert made.keys() == usual.keys()
    assert [name for name in made if made[name] != usual[name]] == []
    left = {path.name for path in (root / "reports").iterdir()}
    assert left == {".lock", "index.html", "index.sv.html", "index.en.html", "run-summary.json", SMALL}
    assert b"\r" not in b"".join(path.read_bytes() for path in (root / "reports").rglob("*.ipynb"))


def test_what_only_some_systems_have_is_used_by_modules_that_know(repo: Path) -> None:
    """No module but those that ask first names what Windows lacks, and text is read and written as UTF-8 with its ends."""
    package = repo / "kunteko_eval"
    texts = {path.relative_to(package).as_posix(): path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    assert {name for name, text in texts.items() if ONLY_SOME.search(text)} == KNOWING
    assert [name for name, text in texts.items() if NOT_AS_IT_IS.search(text)] == []


def test_a_terminal_without_some_characters_is_told_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Code page 1252 keeps its letters; arrows, signs and narrow spaces become those that it has, and nothing raises."""
    told = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(told, "cp1252"))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), "ascii"))
    settle()
    print("työ → Åsa ≥ 3, 1\u202f000 −5 ő ✓ 漢 \udc80")  # noqa: T201  (it is what is looked at)
    sys.stdout.flush()
    assert told.getvalue().decode("cp1252").splitlines() == ["työ -> Åsa >= 3, 1 000 -5 o v \\u6f22 \\udc80"]


@settings(deadline=None, max_examples=50)
@given(st.text(), st.sampled_from(["cp1252", "cp850", "cp437", "ascii", "latin-1", "utf-8"]))
def test_whatever_is_told_can_be_written_in_every_encoding(text: str, encoding: str) -> None:
    """What an encoding has is kept as it is, and what it lacks is told with what it has."""
    settle()
    written = text.encode(encoding, NEAREST).decode(encoding)
    kept = [letter for letter in text if letter.encode(encoding, "ignore")]
    rest = iter(written)
    assert all(letter in rest for letter in kept)


def test_an_explanation_is_printed_on_a_console_of_windows(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command whose answer has signs that code page 1252 lacks comes to its end there, in Finnish too."""
    told = io.BytesIO()
    asked = ["kunteko-eval", "explain", "kunteko", "2018-2020", "wellbeing", "--language", "fi"]
    monkeypatch.setattr(sys, "argv", asked)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(told, "cp1252", write_through=True))
    monkeypatch.chdir(repo)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in {0, None}
    assert "ä" in told.getvalue().decode("cp1252")


def test_a_file_is_put_on_the_disk_as_windows_allows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows puts only what is open for writing on the disk; everywhere else both ways do."""
    on_disk = os.fsync

    def fsync(number: int) -> None:
        if fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(errno.EBADF, "bad file descriptor")
        on_disk(number)

    monkeypatch.setattr(os, "fsync", fsync)
    write_atomically(tmp_path / "a.txt", "new\n")
    assert (tmp_path / "a.txt").read_bytes() == b"new\n"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[float]]:
    """Return a function that has another program hold files for some tries, and gives the pauses that are made."""
    replace, rename = Path.replace, Path.rename
    pauses: list[float] = []

    def hold(*names: str, tries: int) -> list[float]:
        left = dict.fromkeys(names, tries)

        def moved(do: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
            def move(made: Path, target: Path) -> Path:
                if left.get(target.name, 0) > 0:
                    left[target.name] -= 1
                    raise HeldOpen(errno.EACCES, "in use", str(target))
                return do(made, target)

            return move

        monkeypatch.setattr(Path, "replace", moved(replace))
        monkeypatch.setattr(Path, "rename", moved(rename))
        monkeypatch.setattr(time, "sleep", pauses.append)
        return pauses

    return hold


def test_a_file_that_another_program_holds_for_a_moment_is_waited_for(
    tmp_path: Path, held: Callable[..., list[float]]
) -> None:
    """A scanner that looks at a new file lets go of it; the file is replaced then."""
    target = tmp_path / "ratings.csv"
    target.write_text("old", encoding="utf-8")
    pauses = held(target.name, tries=2)
    write_atomically(target, "new")
    assert target.read_bytes() == b"new"
    assert pauses == list(writing.WAITS[:2])


def test_a_file_that_stays_open_elsewhere_is_named_and_stays_as_it_was(
    tmp_path: Path, held: Callable[..., list[float]]
) -> None:
    """The message names the file and says to close it; nothing is left beside it."""
    target = tmp_path / "ratings.csv"
    target.write_text("old", encoding="utf-8")
    held(target.name, tries=99)
    with pytest.raises(InUse, match=r"ratings\.csv: another program has it open, such as Excel .* close it there"):
        write_atomically(target, "new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"ratings.csv": b"old"}


def test_a_right_that_is_lacking_is_no_file_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing may be written nobody waits, and the system's own words are told."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("nothing to wait for"))
    with pytest.raises(NotWritten, match="permission denied"):
        write_atomically(tmp_path / "a.csv", "new")


@pytest.mark.parametrize("name", ["ratings.csv", "report.fi.html", "report.fi.pdf"])
def test_no_file_of_a_report_is_replaced_when_one_is_open_elsewhere(
    tmp_path: Path, held: Callable[..., list[float]], name: str
) -> None:
    """A table in Excel, or a page or its PDF in a reader, keeps the whole report as it was."""
    made, folder = tmp_path / "made", tmp_path / "report"
    names = ("evidence.csv", "ratings.csv", "report.fi.html")
    for there, text, more in ((made, "new", ()), (folder, "old", ("report.fi.pdf",))):
        there.mkdir()
        for one in (*names, *more):
            (there / one).write_text(text, encoding="utf-8")
    held(name, tries=99)
    with pytest.raises(InUse, match=name):
        publish(made, folder, "fi")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == dict.fromkeys(
        [*names, "report.fi.pdf"], b"old"
    )


def test_a_table_that_nobody_may_read_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel on Windows keeps others from reading what it has open; the fault says to close it."""
    folder = write_programme(tmp_path / "one", {"people": {}}, [{"indicator": "people", "period": "2020", "value": 5}])
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name == "observations.csv":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    told = f"{folder / 'observations.csv'}: cannot be read (Permission denied); expected a readable file. Close it in"
    assert [str(one).startswith(told) for one in _faults(folder)] == [True]


def _faults(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(FaultyInput) as caught:
        read_programme(folder)
    return caught.value.faults


@pytest.mark.parametrize("device", ["con", "aux", "nul", "com1", "lpt9"])
def test_a_name_that_windows_keeps_for_a_device_is_refused(
    tmp_path: Path, kunteko: ProgrammeData, rubric: object, device: str
) -> None:
    """No folder of it can be made there: as a programme, a period and a scenario it is a fault, with file and line."""
    periods = [{"id": device, "start": "2020-01-01", "end": "2020-12-31", "report": True}]
    first, second = _faults(write_programme(tmp_path / device, {}, [], periods=periods))[:2]
    assert (first.file, second.file) == (str(tmp_path / device / "programme.yaml"),) * 2
    assert ("key id" in first.place, "key periods.0.id" in second.place) == (True, True)
    assert {first.expected, second.expected} == {"a name that Windows keeps for no device"}
    assert first.advice == f"Write {device}-1, or another name."
    file = tmp_path / "tried.yaml"
    scenario = {"schema": 1, "id": device, "title": "Tried", "programme": "kunteko", "reason": "A test."}
    file.write_text(json.dumps(scenario), encoding="utf-8")
    with pytest.raises(FaultyInput, match=r"tried\.yaml, line 1, key id: .* keeps for no device"):
        read_scenario(file, kunteko, rubric)  # type: ignore[arg-type]
    options = ProjectOptions(
        name=device, folder=tmp_path, titles={}, start="2020-01-01", end="2020-12-31", language="fi"
    )
    with pytest.raises(FaultyInput, match="keeps for no device"):
        init(options)


def test_names_that_differ_in_case_alone_are_refused_with_their_place(tmp_path: Path) -> None:
    """What would be one folder on Windows and macOS is read nowhere: names and ids are of small letters."""
    folder = write_programme(tmp_path / "one", {}, [])
    other = Path(shutil.copytree(folder, tmp_path / "One"))
    sheet = json.loads((folder / "programme.yaml").read_text(encoding="utf-8"))
    (tmp_path / "ONE.xlsx").touch()
    assert find_programmes(tmp_path) == ["ONE", "One", "one"]
    read_programme(folder)
    found = [fault for fault in _faults(other) if fault.file == str(other / "programme.yaml")]
    assert [("key id" in fault.place, "One" in fault.expected) for fault in found] == [(True, True)]
    assert [fault.found for fault in _faults(tmp_path / "ONE.xlsx")] == ["the name 'ONE'"]
    sheet["periods"].append({**sheet["periods"][0], "id": "Y2020"})
    sheet["periods"].append({**sheet["periods"][0], "id": "y2020"})
    (folder / "programme.yaml").write_text(json.dumps(sheet, indent=1), encoding="utf-8")
    told = [fault for fault in _faults(folder) if "Y2020" in fault.found]
    assert [(fault.file, fault.expected) for fault in told] == [
        (str(folder / "programme.yaml"), "lower-case letters, digits and hyphens")
    ]


@pytest.fixture
def short_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the disk refuse what Windows refuses: folders of more than 247 characters and files of more than 259."""
    mkdir, touch = Path.mkdir, Path.touch

    def refusing(do: Callable[..., None], most: int) -> Callable[..., None]:
        def made(path: Path, *arguments: object, **more: object) -> None:
            if len(str(path.absolute())) > most:
                raise FileNotFoundError(errno.ENOENT, "The system cannot find the path specified", str(path))
            do(path, *arguments, **more)

        return made

    monkeypatch.setattr(Path, "mkdir", refusing(mkdir, 247))
    monkeypatch.setattr(Path, "touch", refusing(touch, 259))


@pytest.mark.usefixtures("short_paths")
def test_a_path_that_is_too_long_stops_the_batch_before_it_makes_anything(repo: Path, tmp_path: Path) -> None:
    """The longest path is tried at first: the message counts its characters and says what to do, and nothing stays."""
    jobs = [Job(programme=name, period="2019", language="fi") for name in ("one", "a-longer-name")]
    output = tmp_path / (
        "o" * (255 - len(str(tmp_path)) - len("/a-longer-name/2019/notebooks/12_recommendations.fi.ipynb"))
    )
    output.mkdir()
    check_room(jobs, output, repo / "params")
    assert list(output.iterdir()) == []
    longer = output.with_name(f"{output.name}-much-longer")
    longer.mkdir()
    with pytest.raises(PathTooLong, match=r"notebooks/.*: a path of 2\d\d characters, which .* shorter path") as caught:
        check_room(jobs, longer, repo / "params")
    assert "LongPathsEnabled" in str(caught.value)
    assert list(longer.iterdir()) == []


def test_reports_stand_at_longer_paths_where_the_disk_takes_them(repo: Path, tmp_path: Path) -> None:
    """Linux and macOS take paths of a thousand characters, and so does Windows when it is told to."""
    output = tmp_path.joinpath(*["long-" * 20] * 3)
    output.mkdir(parents=True)
    (output / SMALL / "2019").mkdir(parents=True)
    check_room([Job(programme=SMALL, period="2019", language="fi")], output, repo / "params")
    assert list(output.rglob("*")) == [output / SMALL, output / SMALL / "2019"]
    assert len(str(output)) > long_paths.TAKEN


def test_no_file_of_the_project_has_a_name_that_windows_refuses(repo: Path) -> None:
    """A clone can be made there: no device, no forbidden sign, no two names alike but for case, and room to stand in."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=repo, capture_output=True, check=True).stdout.decode()
    names = listed.rstrip("\0").split("\0")
    assert len({name.casefold() for name in names}) == len(names)
    assert max(map(len, names)) < 120
    for part in set(itertools.chain.from_iterable(name.split("/") for name in names)):
        assert not set(part) & set('<>:"\\|?*')
        assert part[-1] not in ". "
        assert part.partition(".")[0].lower() not in {"con", "prn", "aux", "nul"}
