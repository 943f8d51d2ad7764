"""The batch as people run it: what it plans and why, what it makes, what it says, and that nothing leaks or differs."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from workshop import (
    MAIN,
    PATIENCE,
    ROOT,
    SMALL,
    SOAK,
    Project,
    commanded,
    contents,
    events,
    is_whole,
    notebook,
    project,
    stamps,
    until,
)

from kunteko_eval.batch import fingerprint as fingerprints
from kunteko_eval.batch.batch import told_to_stop
from kunteko_eval.batch.fingerprint import BESIDE, code_now, fingerprint, made_of
from kunteko_eval.batch.kernel_reset import NEW_BEFORE_COLLECTION
from kunteko_eval.batch.plan import Selection, listed
from kunteko_eval.batch.progress import Live
from kunteko_eval.batch.stale import planned
from kunteko_eval.batch.summary import SUMMARY
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.report.job import Job
from kunteko_eval.report.notebook_files import chapters

pytestmark = pytest.mark.slow

SHORT = ("01_summary", "14_method")
RUNS = ("first 2019 fi", "second 2019 fi", "portfolio fi")
FINNISH = ("--language", "fi")
"""What a batch is told that makes the portfolio in one language instead of three."""

UNCHANGED = dict.fromkeys(RUNS, "unchanged")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a project of two programmes and the portfolio whose reports are made; nobody may change it."""
    root = tmp_path_factory.mktemp("batch") / "project"
    with project(root, chapters=SHORT, programmes={"first": ["fi"], "second": ["fi"]}) as made:
        done = made.run("run", *FINNISH)
        assert done.returncode == 0, done.stderr
        yield made


@pytest.fixture
def made(original: Project, tmp_path: Path) -> Project:
    """Return a copy of the project, with its reports, to be changed."""
    return replace(original, root=Path(shutil.copytree(original.root, tmp_path / "project")))


def told(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Return what a dry run says of each report."""
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return dict(line.split(": ", 1) for line in done.stdout.splitlines())


def remade(done: subprocess.CompletedProcess[str]) -> set[str]:
    """Return the reports that a batch with ``--json`` made."""
    assert done.returncode == 0, done.stderr
    return {event["run"] for event in events(done.stdout) if event["event"] == "made"}


def append(path: Path, text: str) -> None:
    """Add text at the end of a file."""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def observe(project: Project, programme: str, value: int) -> None:
    """Change one observation of a programme."""
    path = project.data / programme / "observations.csv"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r"^(leader-interviews-2019,leader-interviews,2019),\d+,", rf"\1,{value},", text, flags=re.M)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def test_an_unchanged_batch_makes_nothing_and_touches_nothing(made: Project) -> None:
    """A second batch says that all stand unchanged, writes no report, and ends with 0."""
    before = stamps(made.root / "reports")
    assert len(before) > 20
    done = made.run("run", *FINNISH)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("0 of 0 reports made, 3 unchanged; open ")
    assert stamps(made.root / "reports") == before


def test_one_changed_observation_remakes_only_what_reads_it(made: Project) -> None:
    """The report of the observation's programme and the portfolio are made again, then nothing is stale any more."""
    output = made.root / "reports"
    observe(made, "first", 48)
    expected = {run: "make, changed: data/first/observations.csv" for run in RUNS if not run.startswith("second")}
    assert told(made.run("run", *FINNISH, "--dry-run")) == UNCHANGED | expected
    pages, before = contents(output), stamps(output)
    assert remade(made.run("run", *FINNISH, "--json")) == set(expected)
    touched = {name for name, stamp in stamps(output).items() if before.get(name) != stamp}
    assert {name for name in before if name.startswith(("first/", "portfolio/"))} == touched
    differing = {name for name, content in contents(output).items() if pages[name] != content}
    assert {"first/2019/report.fi.html", "first/2019/run.json", "portfolio/portfolio.fi.html"} <= differing
    assert told(made.run("run", *FINNISH, "--dry-run")) == UNCHANGED


@pytest.mark.parametrize(
    "changes",
    [
        (("notebooks/14_method.ipynb", " ", RUNS[:2]), ("notebooks/portfolio.ipynb", " ", RUNS[2:])),
        (
            ("notebooks/workbench.ipynb", " ", ()),
            ("data/second/remarks.txt", "a remark", ()),
            ("kunteko_eval/report/method_words.py", "\n\n# a remark\n", ()),
        ),
        (("kunteko_eval/report/method_words.py", 'ADDED = "# no remark"\n', RUNS),),
    ],
    ids=["notebooks", "what no report reads", "code"],
)
def test_a_changed_file_makes_stale_what_reads_it(
    changes: tuple[tuple[str, str, tuple[str, ...]], ...], made: Project
) -> None:
    """A report is stale when a file that it reads has changed, the plan names the file, and no other report is.

    Files that no report has in common are changed together.
    """
    expected = dict(UNCHANGED)
    for changed, text, stale in changes:
        (made.root / changed).touch()
        append(made.root / changed, text)
        name = changed.removeprefix("notebooks/")
        why = "the code" if changed.startswith("kunteko_eval/") else name
        expected |= dict.fromkeys(stale, f"make, changed: {why}")
    assert told(made.run("run", *FINNISH, "--dry-run")) == expected


def test_deleted_files_are_made_again_with_the_same_bytes(made: Project) -> None:
    """Deleted data and a deleted page come back byte by byte as they were; the other reports are left alone."""
    output = made.root / "reports"
    before, pages = stamps(output), contents(output)
    (output / "first" / "2019" / "ratings.json").unlink()
    (output / "portfolio" / "portfolio.fi.html").unlink()
    assert remade(made.run("run", *FINNISH, "--json")) == {"first 2019 fi", "portfolio fi"}
    assert contents(output) == pages
    assert all(stamps(output)[name] == stamp for name, stamp in before.items() if name.startswith("second/"))


@dataclass(frozen=True)
class Planner:
    """A project whose plan is asked for in this process, of reports that only seem to be made."""

    project: Project

    @property
    def output(self) -> Path:
        """The folder of reports."""
        return self.project.root / "reports"

    def plan(self, *programmes: str, force: bool = False) -> dict[str, str]:
        """Return why each report must be made, by its name."""
        asked = Selection(programmes=programmes)
        given = self.project.data, self.project.params, self.output, asked
        return {one.job.name: one.why for one in planned(*given, force=force)}

    def make(self, *names: str) -> None:
        """Leave what a report that was made leaves for the next plan to look at; every planned one without names."""
        data, params = self.project.data, self.project.params
        for job in listed(data, params):
            if names and job.name not in names:
                continue
            folder = self.output / job.folder
            folder.mkdir(parents=True, exist_ok=True)
            parts = made_of(job, data, params, chapters(portfolio=job.is_portfolio, params=params))
            mark = fingerprint(job, parts)
            (folder / job.page).write_text(f'<meta name="kunteko-made-of" content="{mark}">', encoding="utf-8")
            for name in (*BESIDE, job.workbook, job.brief):
                if name:
                    (folder / name).write_text("{}", encoding="utf-8")
            (folder / "run.json").write_text(json.dumps(parts), encoding="utf-8")


@pytest.fixture
def planner(tmp_path: Path) -> Planner:
    """Return a project of two small programmes of which everything seems made."""
    made = Planner(Project(root=tmp_path / "planned"))
    made.project.params.mkdir(parents=True)
    shutil.copy(ROOT / "params" / "rubric.yaml", made.project.params)
    for name in ("first", "second"):
        made.project.programme(name)
    assert set(made.plan().values()) == {"not made yet"}
    made.make()
    assert made.plan() == dict.fromkeys(PLANNED, "")
    return made


PLANNED = ("first 2019 fi", "second 2019 fi", "portfolio en", "portfolio fi", "portfolio sv")


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ("params/rubric.yaml", PLANNED),
        ("params/first/2019.yaml", PLANNED[:1]),
        ("data/second/sources.yaml", PLANNED[1:]),
    ],
)
def test_a_changed_input_makes_stale_what_reads_it(changed: str, stale: tuple[str, ...], planner: Planner) -> None:
    """A report is stale when an input that it reads has changed by a remark, the plan names it, and no other report is."""
    append(planner.project.root / changed, "\n# a remark\n")
    assert {name: why for name, why in planner.plan().items() if why} == dict.fromkeys(stale, f"changed: {changed}")


@pytest.mark.parametrize("missing", ["ratings.json", "evidence.csv", "report.fi.xlsx", "run.json"])
def test_a_missing_file_makes_its_report_stale(missing: str, planner: Planner) -> None:
    """A report without one of the files beside it is to be made, and the plan names what is missing."""
    (planner.output / "first" / "2019" / missing).unlink()
    assert planner.plan() == dict.fromkeys(PLANNED, "") | {"first 2019 fi": f"missing: {missing}"}


def test_another_language_of_a_period_leads_to_the_first_and_back(planner: Planner) -> None:
    """Reports of one period share their data; a further language is made with the page that now leads to it, once."""
    planner.project.period_file("first", "2019", "sv")
    assert planner.plan("first") == {
        "first 2019 fi": "changed: it leads to other languages now",
        "first 2019 sv": "not made yet",
    }
    planner.make("first 2019 fi", "first 2019 sv")
    assert planner.plan("first") == {"first 2019 fi": "", "first 2019 sv": ""}
    observe(planner.project, "first", 49)
    planner.make("first 2019 fi")
    after = planner.plan("first")
    assert after == {"first 2019 fi": "", "first 2019 sv": "changed: since another report of the period"}


def test_force_plans_all_that_is_asked_for(planner: Planner) -> None:
    """With --force unchanged reports are planned as forced; those of a named programme alone when one is named."""
    assert planner.plan(force=True) == dict.fromkeys(PLANNED, "forced")
    assert planner.plan("second", force=True) == {"second 2019 fi": "forced"}


@pytest.mark.parametrize(
    ("name", "added", "counts"),
    [
        ("report/method_words.py", "\n\n# a remark\n", False),
        ("report/method_words.py", 'ADDED = "# no remark"\n', True),
        ("report/template/report.css", "/* a remark */\n", True),
    ],
)
def test_what_counts_as_the_code(
    name: str, added: str, counts: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A remark in a module changes nothing; its words do, and so does the style of the pages."""
    shutil.copytree(ROOT / "kunteko_eval", tmp_path / "p", ignore=shutil.ignore_patterns("__pycache__", "messages"))
    monkeypatch.setattr(fingerprints, "__file__", str(tmp_path / "p" / "batch" / "fingerprint.py"))
    before = code_now()
    append(tmp_path / "p" / name, added)
    assert (code_now() != before) is counts


def test_a_fault_stops_the_batch_before_anything_starts(planner: Planner) -> None:
    """A misspelt parameter of one report is named with its file and key, and no report at all is made."""
    made = planner.project
    made.period_file("second", "2019", "fi").write_text(
        'programme: second\nperiod: "2019"\nlangauge: fi\n', encoding="utf-8"
    )
    done = commanded("run", "--output", "new", cwd=made.root)
    assert done.returncode == 1
    assert "second/2019.yaml" in done.stderr
    assert "langauge" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (made.root / "new").exists()


def test_a_chapter_without_parameters_stops_the_batch(made: Project) -> None:
    """A notebook without a parameters cell is named, because papermill would only warn, and nothing is made."""
    chapter = made.notebooks / "14_method.ipynb"
    text = chapter.read_text(encoding="utf-8")
    assert '"parameters"' in text
    chapter.write_text(text.replace('"parameters"', '"settings"'), encoding="utf-8")
    done = made.run("run", "--output", "new")
    assert done.returncode == 1
    assert "14_method.ipynb" in done.stderr
    assert "no cell is tagged parameters" in done.stderr
    assert not (made.root / "new").exists()


# --- What it says, and what stops it -----------------------------------------------------------------------------

WAIT = """
import os, pathlib, time
door = pathlib.Path(os.environ["DOOR"])
(door / f"at-{programme}").touch()
while (door / "shut").exists():
    time.sleep(0.02)
"""
BREAK = """
if (door / f"break-{programme}").exists():
    raise ValueError("broken on purpose")
"""
DOORS = ("one", "three", "two")


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, Path]]:
    """Return a project whose chapters wait or fail as files in a folder tell them, and the folder."""
    base = tmp_path_factory.mktemp("doors")
    (base / "door").mkdir()
    chapters = {"01_wait": notebook(WAIT), "02_break": notebook(WAIT, "print(programme)", BREAK)}
    extra = {"DOOR": str(base / "door")}
    with project(base / "p", chapters=chapters, programmes={name: ["fi"] for name in DOORS}, extra=extra) as made:
        yield made, base / "door"


@pytest.fixture
def door(doors: tuple[Project, Path]) -> Iterator[tuple[Project, Path]]:
    """Return the project and the folder, which is emptied before and afterwards."""
    _empty(doors[1])
    yield doors
    _empty(doors[1])


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


@pytest.fixture(scope="module")
def first_run(doors: tuple[Project, Path]) -> subprocess.CompletedProcess[str]:
    """Make every report of the project into the folder ``reports``, which nobody may change; return how it ended."""
    done = doors[0].run("run", *DOORS)
    assert done.returncode == 0, done.stderr
    return done


def test_without_a_terminal_each_report_is_one_line(first_run: subprocess.CompletedProcess[str]) -> None:
    """Where nobody watches, the error output is a line for each report and a last one; no colours, no chapters."""
    assert first_run.stdout == ""
    *lines, last = first_run.stderr.splitlines()
    assert len(lines) == len(DOORS)
    for number, line in enumerate(lines, 1):
        assert re.fullmatch(rf"\[{number}/3\] \S+/(one|two|three)/2019/report\.fi\.html \([0-9.]+ s\)", line)
    assert re.fullmatch(r"3 of 3 reports made; open \S*index\.html", last)
    assert "\x1b" not in first_run.stderr


def test_a_second_batch_in_a_folder_says_so_and_ends(door: tuple[Project, Path]) -> None:
    """While a batch works another one in its folder ends non-zero and says why; the first one finishes unharmed."""
    made, told_by = door
    (told_by / "shut").touch()
    first = made.start("run", "one", "--output", "shared")
    assert until(lambda: (told_by / "at-one").exists())
    second = made.run("run", "one", "--output", "shared")
    assert second.returncode == 1
    assert "another batch is writing to this folder" in second.stderr
    assert "Traceback" not in second.stderr
    assert first.process.poll() is None
    (told_by / "shut").unlink()
    done = first.end()
    assert done.returncode == 0, done.stderr
    assert (made.root / "shared" / "one" / "2019" / "report.fi.html").is_file()
    assert not (made.root / "shared" / ".making").exists()
    assert made.run("run", "one", "--output", "shared").returncode == 0


@pytest.mark.usefixtures("first_run")
@pytest.mark.parametrize(
    ("names", "cold"), [(DOORS, {}), *([(("one", "three"), {"KUNTEKO_COLD": "1"})] if SOAK else [])]
)
def test_a_failing_run_stops_no_other(
    names: tuple[str, ...], cold: dict[str, str], door: tuple[Project, Path], tmp_path: Path
) -> None:
    """The others are made; the summary names run, notebook, cell and error; the old report stays; nothing is littered."""
    made, told_by = door
    output = Path(shutil.copytree(made.root / "reports", tmp_path / "reports"))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in output.rglob("*.*") if path.is_file()}
    (told_by / "break-three").touch()
    with tempfile.TemporaryDirectory() as folder:
        runtime = Path(folder) / "runtime"
        littered = {"TMPDIR": folder, "JUPYTER_RUNTIME_DIR": str(runtime)}
        done = made.run("run", *names, "--output", output, "--force", **littered, **cold)
        assert [path for path in Path(folder).rglob("*") if path != runtime] == []
    assert done.returncode == 1
    assert f"{len(names) - 1} of {len(names)} reports made, 1 failed; open" in done.stderr
    summary = done.stderr.splitlines()[-1]
    assert re.search(r"^failed: .*three 2019 fi: 02_break\.ipynb, cell 4: ValueError: broken on purpose", summary)
    kept = output / "three" / "2019" / "failed-02_break.fi.ipynb"
    assert str(kept) in summary
    for path, (content, stamp) in before.items():
        if "three" in path.parts:
            assert (path.read_bytes(), path.stat().st_mtime_ns) == (content, stamp), path
        elif path.suffix == ".html" and not path.name.startswith("index."):
            assert path.read_bytes() == content
            assert (path.stat().st_mtime_ns > stamp) == bool({*names} & {*path.parts}), path
    cells = json.loads(kept.read_text(encoding="utf-8"))["cells"]
    executed = [cell for cell in cells if "papermill-error-cell-tag" not in cell["metadata"].get("tags", [])]
    assert "".join(executed[4]["source"]) == BREAK, "the cell that is named, counted from 0, is the one that failed"
    assert executed[4]["outputs"][0]["ename"] == "ValueError"


@pytest.fixture(scope="module")
def spoken(doors: tuple[Project, Path]) -> tuple[Project, subprocess.CompletedProcess[str]]:
    """Run a batch of three with ``--json`` of which the second fails, over notebooks that failed earlier; how it ended."""
    made, told_by = doors
    folder = made.root / "json" / "one" / "2019"
    folder.mkdir(parents=True)
    for language in ("fi", "sv"):
        (folder / f"failed-02_break.{language}.ipynb").write_text("{}", encoding="utf-8")
    _empty(told_by)
    (told_by / "break-two").touch()
    done = made.run("run", *DOORS, "--output", "json", "--json", "--jobs", "1")
    _empty(told_by)
    return made, done


def test_a_run_that_succeeds_takes_the_failed_notebook_away(
    spoken: tuple[Project, subprocess.CompletedProcess[str]],
) -> None:
    """The notebook of an earlier failure is gone once its report is made; a failure of another language stays."""
    folder = spoken[0].root / "json" / "one" / "2019"
    assert [path.name for path in folder.glob("failed-*")] == ["failed-02_break.sv.ipynb"]


def test_progress_for_machines_is_one_json_object_a_line(
    spoken: tuple[Project, subprocess.CompletedProcess[str]],
) -> None:
    """With --json each line of the standard output is one event, in an order that makes sense, and nothing else is said."""
    made, done = spoken
    assert done.returncode == 1
    said = events(done.stdout)
    kinds = [event["event"] for event in said]
    assert kinds == ["begin", *(["chapter", "chapter", "made"] * 2), "chapter", "chapter", "failed", "end"]
    assert (said[0]["reports"], said[0]["unchanged"]) == (3, 0)
    assert [event["chapter"] for event in said if event["event"] == "chapter"] == ["01_wait", "02_break"] * 3
    assert [event["run"] for event in said if event["event"] == "made"] == ["one 2019 fi", "three 2019 fi"]
    assert all(Path(event["page"]).is_file() for event in said if event["event"] == "made")
    failed = next(event for event in said if event["event"] == "failed")
    assert failed["run"] == "two 2019 fi"
    assert "broken on purpose" in failed["message"]
    assert {key: said[-1][key] for key in ("made", "failed")} == {"made": 2, "failed": 1}
    summary = json.loads((made.root / "json" / SUMMARY).read_text(encoding="utf-8"))
    assert summary | {"told": "", "ended": "", "seconds": 0} == said[-1]["summary"] | {
        "told": "",
        "ended": "",
        "seconds": 0,
    }
    assert (summary["state"], summary["planned"], summary["waiting"]) == ("failed", 3, [])
    assert [one["run"] for one in summary["made"]] == ["one 2019 fi", "three 2019 fi"]
    assert summary["failed"] == [
        {"run": "two 2019 fi", "message": failed["message"], "notebooks": ["two/2019/failed-02_break.fi.ipynb"]}
    ]
    moments = [event["seconds"] for event in said]
    assert moments == sorted(moments)
    assert all(line.startswith("failed: ") for line in done.stderr.splitlines())


def test_on_a_terminal_the_chapter_at_work_is_shown(door: tuple[Project, Path]) -> None:
    """A terminal of 80 columns shows a bar in one line, and below it each run and chapter at work."""
    made, told_by = door
    (told_by / "shut").touch()
    ours, theirs = pty.openpty()
    seen: list[bytes] = []

    def read() -> None:
        try:
            while got := os.read(ours, 65536):
                seen.append(got)
        except OSError:  # The other end is closed.
            return

    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "run", "one", "two", "--output", "terminal", "--jobs", "2"],
        cwd=made.root,
        env=made.environment(TERM="xterm", COLUMNS="80", LINES="24"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    reader = threading.Thread(target=read)
    reader.start()

    def drawn() -> list[str]:
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", b"".join(seen).decode("utf-8", "replace")).splitlines()

    def all_at_work() -> bool:
        lines = [line.rstrip() for line in drawn()]
        both = {"one 2019 fi: 01_wait", "two 2019 fi: 01_wait"}
        return any("0/2" in line and set(lines[place + 1 : place + 3]) == both for place, line in enumerate(lines))

    shown = until(all_at_work, PATIENCE)
    (told_by / "shut").unlink()
    output, _ = process.communicate(timeout=PATIENCE)
    reader.join()
    os.close(ours)
    text = b"".join(seen).decode("utf-8", "replace")
    assert shown, text
    assert (process.returncode, output) == (0, b"")
    bars = [line for line in drawn() if "/2" in line and "[" not in line]
    assert bars
    assert all(re.fullmatch(r"\S+( \S+)? +\d/2 \d:\d\d:\d\d [-\d]:[-\d]{2}:[-\d]{2}", line.strip()) for line in bars), (
        bars
    )
    assert "2 of 2 reports made" in text


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_the_display_fits_every_terminal(columns: int) -> None:
    """However long the names, the bar keeps its line and each chapter at work has one of its own, cut if need be."""
    text = io.StringIO()
    console = Console(file=text, width=columns, height=24, force_terminal=True, color_system=None)
    display = Live(console)
    display.begin(200, 0)
    for name in ("a", "b"):
        display.step(Job(programme=name * 60, period="2018-2020", language="fi"), "07_impact_chain")
    told = text.getvalue()
    display.end(0, 0, None)
    rows = [row for row in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", told).replace("\r", "\n").splitlines() if row.strip()][
        -3:
    ]
    assert re.fullmatch(r"0/200 \d:\d\d:\d\d -:--:--", rows[0].strip())
    whole = columns >= 100
    for row, name in zip(rows[1:], ("a", "b"), strict=True):
        assert row.rstrip() == f"{name * 60} 2018-2020 fi: 07_impact_chain" if whole else row.rstrip().endswith("…")
        assert row.startswith(name)
        assert len(row) <= columns


# --- The same bytes whichever way ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a project of every chapter: KunTeko in Finnish, Soteliiderit in Swedish, the portfolio in every language."""
    with project(tmp_path_factory.mktemp("real") / "project", programmes={}) as made:
        for programme, period, language in ((SMALL, "2019", "sv"), ("kunteko", "2018-2020", "fi")):
            shutil.copytree(ROOT / "data" / programme, made.data / programme)
            made.period_file(programme, period, language)
            sheet = made.data / programme / "programme.yaml"
            lines = sheet.read_text(encoding="utf-8").splitlines()
            kept = [
                line if f'id: "{period}"' in line else line.replace("report: true", "report: false") for line in lines
            ]
            sheet.write_text("\n".join(kept) + "\n", encoding="utf-8")
        yield made


@pytest.fixture(scope="module")
def serial(real: Project) -> dict[str, bytes]:
    """Return the reports made one after the other.

    It takes some twenty seconds: five reports of every chapter, which the other ways of making them are held against.
    """
    done = real.run("run", "--output", "serial", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    found = contents(real.root / "serial")
    pages = {"kunteko/2018-2020/report.fi.html", f"{SMALL}/2019/report.sv.html"}
    pages |= {f"portfolio/portfolio.{one}.html" for one in LANGUAGES}
    assert pages <= found.keys()
    beside = 2 * len(BESIDE) + 1  # of two periods and of the portfolio
    assert len(found) == 2 * len(pages) + beside + 2 + 3  # pages, workbooks, data beside them, briefs, indexes
    assert all(is_whole(path) for path in (real.root / "serial").rglob("*.*") if path.is_file() and path.suffix)
    return found


@pytest.mark.soak
def test_reports_made_at_once_in_another_environment_have_the_same_bytes(
    real: Project, serial: dict[str, bytes]
) -> None:
    """Pages, JSON and CSV of every language are the same serially and in parallel, with other seeds, zone and locale.

    It takes some fifteen seconds: every report of the project is made again.
    """
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C", "OMP_NUM_THREADS": "2"}
    done = real.run("run", "--output", "elsewhere", "--jobs", "3", **elsewhere)
    assert done.returncode == 0, done.stderr
    found = contents(real.root / "elsewhere")
    assert found.keys() == serial.keys()
    assert [path for path in serial if found[path] != serial[path]] == []
    planned = real.run("run", "--output", "elsewhere", "--dry-run")
    assert planned.stdout.count(": unchanged\n") == 5, planned.stdout


@pytest.mark.soak
def test_reports_made_cold_have_the_same_bytes(real: Project, serial: dict[str, bytes]) -> None:
    """A report whose kernels are all started afresh has the bytes of one whose kernels are forked.

    It takes some twenty seconds: a kernel is started for every chapter. ``test_machines.py`` makes a whole report so.
    """
    done = real.run("run", SMALL, "--language", "sv", "--output", "cold", "--jobs", "2", KUNTEKO_COLD="1")
    assert done.returncode == 0, done.stderr
    found = contents(real.root / "cold")
    ours = {path for path in found if path.startswith(f"{SMALL}/")}
    assert {f"{SMALL}/2019/{name}" for name in ("report.sv.html", "report.sv.xlsx", *BESIDE)} <= ours
    assert [path for path in ours if found[path] != serial[path]] == []


# --- No state leaks -----------------------------------------------------------------------------------------------

PROBE = """
import builtins, decimal, gc, json, locale, logging, os, pathlib, random, signal, sys, threading, warnings
import numpy, pandas, plotly.io
import kunteko_eval.report.chapters

opened = [os.readlink(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{one}")]
print("PROBE", json.dumps({
    "variables": sorted(name for name in ("leak", "Leak", "leaking", "open_file") if name in globals()),
    "outputs": [len(Out), sum("leaked" + "_module" in one for one in In)],
    "module": hasattr(kunteko_eval.report.chapters, "leak"),
    "builtins": hasattr(builtins, "leak"),
    "modules": "leaked" + "_module" in sys.modules,
    "path": "/leaked" in sys.path,
    "environment": os.environ.get("LEAK"),
    "folder": pathlib.Path.cwd().name,
    "umask": (os.umask(0o022), os.umask(0o022))[0],
    "template": plotly.io.templates.default,
    "pandas": pandas.options.display.max_rows,
    "numpy": numpy.get_printoptions()["precision"],
    "warnings": sum("leaked" in str(one) for one in warnings.filters),
    "logging": logging.getLogger("leak").level,
    "recursion": sys.getrecursionlimit(),
    "garbage": [gc.isenabled(), *gc.get_threshold()],
    "handlers": [str(signal.getsignal(one)) for one in (signal.SIGUSR1, signal.SIGALRM, signal.SIGTERM)],
    "alarm": signal.getitimer(signal.ITIMER_REAL)[0],
    "renderer": plotly.io.renderers.default,
    "divide": numpy.geterr()["divide"],
    "decimals": decimal.getcontext().prec,
    "spoken": locale.setlocale(locale.LC_ALL),
    "opened": sorted(one for one in opened if "leaked" in one),
    "threads": sum(one.name == "leak" for one in threading.enumerate()),
    "random": [random.random(), numpy.random.random()],
}))
"""
LEAK = """
import builtins, decimal, gc, locale, logging, os, random, signal, sys, threading, time, types, warnings
import numpy, pandas, plotly.io
import kunteko_eval.report.chapters

leak = 1
class Leak: pass
def leaking(): return leak
kunteko_eval.report.chapters.leak = builtins.leak = leak
sys.modules["leaked_module"] = types.ModuleType("leaked_module")
sys.path.append("/leaked")
os.environ["LEAK"] = "leak"
open_file = open(os.path.join(os.environ["LEAKS"], "leaked-" + programme), "w")
handles = [open(open_file.name) for _ in range(5)]
os.chdir("/")
os.umask(0o077)
random.seed(1)
numpy.random.seed(1)
plotly.io.templates.default = "plotly_dark"
pandas.options.display.max_rows = 7
numpy.set_printoptions(precision=2)
warnings.filterwarnings("ignore", message="leaked")
logging.getLogger("leak").setLevel(50)
sys.setrecursionlimit(12345)
gc.disable()
gc.set_threshold(123)
for one in (signal.SIGUSR1, signal.SIGALRM, signal.SIGTERM):
    signal.signal(one, leaking)
signal.setitimer(signal.ITIMER_REAL, 3600)
plotly.io.renderers.default = "png"
numpy.seterr(all="raise")
decimal.getcontext().prec = 5
locale.setlocale(locale.LC_ALL, "C.UTF-8" if locale.setlocale(locale.LC_ALL) == "C" else "C")
print("LEFT", os.environ["LEAK"], os.getcwd(), plotly.io.templates.default, pandas.options.display.max_rows)
threading.Thread(target=time.sleep, args=(60,), name="leak", daemon=True).start()
leak
"""


@pytest.fixture(scope="module", params=[(DOORS, {}), *([(DOORS[:2], {"KUNTEKO_COLD": "1"})] if SOAK else [])])
def probed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """Return what each chapter of three reports found, or of two made cold, all by one batch, one after the other."""
    names, environment = request.param
    base = tmp_path_factory.mktemp("leaks")
    chapters = {"01_leaks": notebook(PROBE, LEAK), "02_looks": notebook(PROBE, LEAK), "03_looks": notebook(PROBE)}
    extra = {"LEAKS": str(base), **environment}
    with project(base / "p", chapters=chapters, programmes={name: ["fi"] for name in names}, extra=extra) as made:
        done = made.run("run", *names, "--jobs", "1")
        assert done.returncode == 0, done.stderr
        found: dict[str, list[dict[str, Any]]] = {}
        for name in names:
            for path in sorted((made.root / "reports" / name / "2019" / "notebooks").iterdir()):
                text = path.read_text(encoding="utf-8")
                printed = [
                    "".join(output["text"])
                    for cell in json.loads(text)["cells"]
                    for output in cell["outputs"]
                    if output.get("name") == "stdout"
                ]
                found.setdefault(name, []).append(json.loads(printed[0].removeprefix("PROBE ")))
                assert path.stem.startswith("03") or "LEFT leak / plotly_dark 7" in "".join(printed), "it must leak"
    assert {name: len(chapters) for name, chapters in found.items()} == dict.fromkeys(names, 3)
    return found


STAYS = ("module", "modules", "threads")
"""What later chapters of the same report share: imported modules, and threads."""


def test_a_chapter_sees_nothing_of_an_earlier_one(probed: dict[str, list[dict[str, Any]]]) -> None:
    """A later chapter finds variables, environment, folder, handlers, filters and options as the first one found them."""
    for first, *later in probed.values():
        for chapter in later:
            ours = {key for key in first if key not in ("random", *STAYS)}
            assert {key: chapter[key] for key in ours} == {key: first[key] for key in ours}
    assert all(chapter["module"] for chapters in probed.values() for chapter in chapters[1:]), "what stays is told"


def test_a_report_sees_nothing_of_an_earlier_one(probed: dict[str, list[dict[str, Any]]]) -> None:
    """Module globals, environment, working directory, open files, threads and defaults are as they were at first."""
    first, *others = ({**chapters[0], "random": None} for chapters in probed.values())
    clean = {
        "variables": [],
        "outputs": [0, 0],
        "module": False,
        "builtins": False,
        "modules": False,
        "path": False,
        "environment": None,
        "folder": "notebooks",
        "warnings": 0,
        "logging": 0,
        "opened": [],
        "threads": 0,
    }
    assert {key: first[key] for key in clean} == clean
    assert first["template"] != "plotly_dark"
    assert first["pandas"] != 7
    assert first["numpy"] != 2
    assert first["recursion"] != 12345
    assert first["garbage"][:2] == [True, NEW_BEFORE_COLLECTION]
    assert all(other == first for other in others)


def test_each_chapter_has_its_own_random_state(probed: dict[str, list[dict[str, Any]]]) -> None:
    """Random numbers that nobody seeded differ from chapter to chapter, as in kernels that are started afresh."""
    for which in (0, 1):
        drawn = [chapter["random"][which] for chapters in probed.values() for chapter in chapters]
        assert len(set(drawn)) == len(drawn) == 3 * len(probed)


def test_a_request_to_stop_that_python_drops_is_heeded_at_the_next_report() -> None:
    """An interrupt that was lost, as while an object is deleted, is raised again when asked for; without one, nothing is."""
    with told_to_stop() as stop_if_told:
        stop_if_told()
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            stop_if_told()
