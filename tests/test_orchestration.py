"""The examples of orchestration do what they say, and a run tells by code, summary and status how it went."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import typer
from filelock import FileLock
from pydantic import TypeAdapter
from ruamel.yaml import YAML
from workshop import MAIN, ROOT, Project

from kunteko_eval import cli
from kunteko_eval.batch import rounds
from kunteko_eval.batch.batch import told_to_stop
from kunteko_eval.batch.events import EVENTS, fields_of
from kunteko_eval.batch.standing import StaleReport, Standing
from kunteko_eval.batch.summary import SUMMARY, FailedReport, InputFault, MadeReport, RunRecord, RunSummary
from kunteko_eval.report.job import Job

EXAMPLES = ROOT / "examples" / "orchestration"
JOBS = [Job(programme="first", period="2019", language=code) for code in ("fi", "sv")]


@pytest.fixture
def small(tmp_path: Path) -> Project:
    """Return a project of one small programme."""
    made = Project(root=tmp_path)
    made.params.mkdir()
    shutil.copy(ROOT / "params" / "rubric.yaml", made.params)
    made.programme("first")
    return made


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """Return a command that notes how it was called, makes the page, and ends with the code of the file ``code``."""
    path = tmp_path / "kunteko-eval"
    path.write_text(
        """#!/bin/sh
echo "$@" >> calls
[ "$1" = status ] && exit 0
[ -e code ] && { echo broken >&2; exit "$(cat code)"; }
[ -n "$2" ] && [ "$2" != --json ] && mkdir -p "reports/$2/$4" && : >> "reports/$2/$4/report.$6.html"
exit 0
""",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


def calls(folder: Path) -> list[str]:
    """Return how the command was called since this was asked last."""
    path = folder / "calls"
    told = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return told


def parsed(line: str) -> None:
    """Hold a call against the command line: an option or command that there is not is an error."""
    found: Any = typer.main.get_command(cli.app)
    words = shlex.split(line)
    found = found.commands[words.pop(0)]
    found.make_context("kunteko-eval", words)


# --- The examples ------------------------------------------------------------------------------------------------


def test_the_nightly_script_is_silent_when_all_went_well(tmp_path: Path, command: Path) -> None:
    """It prints nothing after a run that ends with 0; otherwise what the run said, the status, and the run's code."""
    script = ["sh", str(EXAMPLES / "nightly.sh")]
    environment = {**os.environ, "KUNTEKO_PROJECT": str(tmp_path), "KUNTEKO_EVAL": str(command)}
    done = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert calls(tmp_path) == ["run --json"]
    for code in (1, 143):
        (tmp_path / "code").write_text(str(code), encoding="utf-8")
        done = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (code, "broken\n", "")
        told = calls(tmp_path)
        assert told == ["run --json", "status"]
        for line in told:
            parsed(line)
    del environment["KUNTEKO_PROJECT"]
    assert subprocess.run(script, env=environment, capture_output=True, check=False).returncode != 0
    assert calls(tmp_path) == []


def test_the_crontab_has_five_times_and_the_script() -> None:
    """Each line is a variable or five fields of time and a command, and the command is the script beside it."""
    lines = (EXAMPLES / "crontab").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line and not line.startswith("#")]
    variables = dict(line.split("=", 1) for line in entries if re.match(r"\w+=", line))
    assert variables.keys() == {"MAILTO", "KUNTEKO_PROJECT", "KUNTEKO_EVAL"}
    (job,) = [line for line in entries if not re.match(r"\w+=", line)]
    *times, what = job.split(None, 5)
    assert all(re.fullmatch(r"[\d*,/-]+", one) for one in times)
    assert what == f"sh {variables['KUNTEKO_PROJECT']}/examples/orchestration/nightly.sh"


class Unit(configparser.ConfigParser):
    """A file of systemd, whose keys have capitals."""

    def optionxform(self, optionstr: str) -> str:
        """Leave a key as it is."""
        return optionstr


def test_the_units_of_systemd_are_right(tmp_path: Path) -> None:
    """Systemd finds nothing wrong with service and timer, where it is installed; everywhere their keys are as meant."""
    units = {}
    for suffix in ("service", "timer"):
        text = (EXAMPLES / f"kunteko-eval.{suffix}").read_text(encoding="utf-8")
        units[suffix] = Unit(interpolation=None)
        units[suffix].read_string(text)
        (tmp_path / f"kunteko-eval.{suffix}").write_text(
            text.replace("/srv/evaluation/.venv/bin/kunteko-eval", sys.executable), encoding="utf-8"
        )
    service = units["service"]["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program.startswith(service["WorkingDirectory"])
    parsed(shlex.join(words))
    assert service["Type"] == "oneshot"
    assert service["SuccessExitStatus"] == str(128 + signal.SIGTERM)
    assert units["timer"]["Install"]["WantedBy"] == "timers.target"
    assert units["timer"]["Timer"]["OnCalendar"]
    if verifier := shutil.which("systemd-analyze"):
        done = subprocess.run(
            [verifier, "verify", *(str(tmp_path / f"kunteko-eval.{one}") for one in units)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_make_makes_only_what_reads_a_changed_file(tmp_path: Path, command: Path) -> None:
    """At first each report is made; then none, those of a programme whose file is changed or added, all for the rubric."""
    for name in ("kunteko", "soteliiderit"):
        for folder in ("data", "params"):
            shutil.copytree(ROOT / folder / name, tmp_path / folder / name)
    shutil.copy(ROOT / "params" / "rubric.yaml", tmp_path / "params")
    for path in (tmp_path / "data", tmp_path / "params"):
        for one in [*path.rglob("*")]:
            os.utime(one, (1_000_000_000, 1_000_000_000))
    make = ["make", "--no-print-directory", "-s", "-f", str(EXAMPLES / "Makefile"), f"EVAL={command}"]

    alone = {key: value for key, value in os.environ.items() if not key.startswith(("MAKE", "MFLAGS"))}

    def touch(path: Path) -> None:
        time.sleep(0.05)  # A disk's clock ticks every few milliseconds, and what was made just before is to be older.
        path.touch()

    def made(*options: str) -> list[str]:
        subprocess.run([*make, *options], cwd=tmp_path, env=alone, check=True, capture_output=True)
        return [line.split()[1] for line in calls(tmp_path)]

    assert made("-n") == []
    assert made("-j4") == ["kunteko", "kunteko", "soteliiderit"]
    assert made() == []
    touch(tmp_path / "data" / "kunteko" / "findings.csv")
    assert made() == ["kunteko", "kunteko"]
    touch(tmp_path / "data" / "soteliiderit" / "costs.csv")
    touch(tmp_path / "params" / "kunteko" / "2017.yaml")
    assert made() == ["soteliiderit"]
    touch(tmp_path / "params" / "rubric.yaml")
    (tmp_path / "code").write_text("1", encoding="utf-8")
    failed = subprocess.run([*make, "-k"], cwd=tmp_path, env=alone, check=False, capture_output=True)
    assert failed.returncode != 0
    told = calls(tmp_path)
    assert len(told) == 3
    for line in told:
        parsed(line)
    (tmp_path / "code").unlink()
    assert made() == ["kunteko", "kunteko", "soteliiderit"]


def test_the_snakefile_has_one_rule_a_report_and_calls_the_command() -> None:
    """Its reports are those of the Makefile, its function is Python, the call is one of the command line's.

    Snakemake itself is no dependency; the file was tried with version 9.
    """
    text = (EXAMPLES / "Snakefile").read_text(encoding="utf-8")
    python, _, rules = text.partition("\n\nrule all:")
    names: dict[str, Any] = {}
    exec(compile(python, "Snakefile", "exec"), names)  # noqa: S102  (our own example)
    makefile = (EXAMPLES / "Makefile").read_text(encoding="utf-8")
    assert names["REPORTS"] == re.findall(r"reports/[\w-]+/[\w-]+/report\.\w\w\.html", makefile)
    shell = "".join(re.findall(r'^ +"(.*)"$', rules, re.M))
    call = re.sub(r"\{wildcards\.(\w+):q\}", r"\1", shell.partition(" && ")[0]).replace("{threads}", "2")
    parsed(call.removeprefix("kunteko-eval ").replace("--language language", "--language fi"))
    assert re.findall(r"^rule (\w+):", text, re.M) == ["all", "report"]
    assert 'update("reports/{programme}/{period}/report.{language}.html")' in rules


def test_the_workflow_of_github_runs_the_two_commands() -> None:
    """It is plain YAML with the keys that a workflow needs, runs `make test` and `make report`, and keeps the reports."""
    flow = YAML(typ="safe").load((EXAMPLES / "github-actions.yml").read_text(encoding="utf-8"))
    assert flow.keys() == {"name", "on", "permissions", "concurrency", "jobs"}
    job = flow["jobs"]["reports"]
    assert job["runs-on"]
    assert all(("uses" in step) != ("run" in step) for step in job["steps"])
    assert [step["run"] for step in job["steps"] if "run" in step] == ["make test", "make report"]
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert {"test", "report"} <= {*targets}
    last = job["steps"][-1]
    assert (last["if"], last["with"]["path"]) == ("always()", "reports")


# --- Exit codes --------------------------------------------------------------------------------------------------


def ended(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> int:
    """Return the code with which the command line ends in a folder."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["kunteko-eval", *words])
    with pytest.raises(SystemExit) as done:
        cli.main()
    return int(done.value.code or 0)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("run --dry-run", 0),
        ("run nobody", 1),
        ("status", 1),
        ("run --jobs 0", 2),
        ("run --watch --dry-run", 2),
        ("run --watch --scheduler tcp://nowhere", 2),
        ("walk", 2),
    ],
)
def test_the_exit_code_says_what_came_of_a_command(
    words: str, code: int, small: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 when it did what was asked, 1 when it could not, 2 when it was called wrongly; no folder is made by any of them."""
    assert ended(monkeypatch, small.root, *words.split()) == code
    assert not (small.root / "reports").exists()


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_before_anything_is_begun_ends_with_its_own_code(
    by: signal.Signals, small: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """While the run still reads, Ctrl-C gives 130 and a request to end 143, and the last event says so."""
    monkeypatch.setattr(rounds, "take_inputs", lambda *_: signal.raise_signal(by))
    assert ended(monkeypatch, small.root, "run", "--json") == 128 + by
    told = capsys.readouterr()
    assert json.loads(told.out)["summary"]["state"] == "interrupted"
    assert "Traceback" not in told.err


@pytest.mark.parametrize("told", [True, False])
def test_a_request_to_stop_that_breaks_a_lock_of_pythons_is_still_one(told: bool) -> None:
    """An interrupt in the middle of taking a lock comes out as a RuntimeError; one of any other origin stays what it is."""

    def broken() -> None:
        try:
            signal.raise_signal(signal.SIGTERM if told else signal.SIGCONT)
        finally:
            raise RuntimeError("release unlocked lock")

    with pytest.raises(KeyboardInterrupt if told else RuntimeError), told_to_stop():
        broken()


def test_a_fault_and_a_held_folder_end_with_1_and_say_so_in_the_last_event(
    small: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault stands in the summary with its file; another run's summary is left alone while that one holds the folder."""
    output = small.root / "reports"
    output.mkdir()
    with FileLock(output / ".lock"):
        assert ended(monkeypatch, small.root, "run", "first", "--json") == 1
    *before, last = capsys.readouterr().out.splitlines()
    assert {json.loads(line)["event"] for line in before} <= {"note"}  # Of the machine, perhaps; nothing was begun.
    assert "another batch is writing to this folder" in json.loads(last)["summary"]["message"]
    assert not (output / SUMMARY).exists()
    (small.data / "first" / "sources.yaml").unlink()
    assert ended(monkeypatch, small.root, "run", "first", "--json") == 1
    last = capsys.readouterr().out.splitlines()[-1]
    written = json.loads((output / SUMMARY).read_text(encoding="utf-8"))
    assert written["state"] == json.loads(last)["summary"]["state"] == "failed"
    assert [Path(one["file"]).name for one in written["faults"]] == ["sources.yaml"]
    assert ended(monkeypatch, small.root, "status", "first") == 1


# --- The summary -------------------------------------------------------------------------------------------------


def summarised(output: Path, happen: Callable[[RunRecord], object]) -> None:
    """Write the summary of a run of two reports, as far as it has come."""
    record = RunRecord(output)
    record.plan(JOBS, [])
    record.write()
    happen(record)
    record.write()


def test_the_status_of_each_end_of_a_run(
    small: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run at work and one that finished are well; one that failed, was interrupted or killed, or none at all, is not."""
    output = small.root / "reports"
    output.mkdir()

    def status() -> tuple[int, str, int]:
        code = ended(monkeypatch, small.root, "status", "first", "--json")
        told = json.loads(capsys.readouterr().out)
        assert told == asdict(TypeAdapter(Standing).validate_python(told))
        return code, told["state"], len(told["stale"])

    assert status() == (1, "none", 1)
    summarised(output, lambda _: None)
    with FileLock(output / ".lock"):
        assert status() == (0, "running", 1)
    assert status() == (1, "killed", 1)
    summarised(output, lambda record: record.end(complete=True, failures=0))
    assert status() == (0, "finished", 1)

    def fail(record: RunRecord) -> None:
        record.failed(JOBS[0], "broken")
        record.end(complete=True, failures=1)

    summarised(output, fail)
    assert status() == (1, "failed", 1)
    assert ended(monkeypatch, small.root, "status", "first") == 1
    assert "failed: broken\nstale: first 2019 fi: not made yet" in capsys.readouterr().out
    summarised(output, lambda record: record.end(complete=False, failures=0))
    assert status() == (1, "interrupted", 1)


def test_the_summary_of_a_run_at_work_says_what_waits(tmp_path: Path) -> None:
    """While reports are made it is running without an end; what is made has its ratings, the others wait."""
    folder = tmp_path / JOBS[0].folder
    folder.mkdir(parents=True)
    (folder / "ratings.json").write_text('{"counts": {"green": 3, "red": 1}}', encoding="utf-8")
    record = RunRecord(tmp_path)
    record.plan(JOBS, [Job(programme="", period="", language="fi")])
    record.made(JOBS[0], 1.25)
    record.write()
    told = json.loads((tmp_path / SUMMARY).read_text(encoding="utf-8"))
    made = {
        "run": "first 2019 fi",
        "page": "first/2019/report.fi.html",
        "took": 1.25,
        "ratings": {"green": 3, "red": 1},
    }
    assert told["made"] == [made]
    assert (told["state"], told["ended"], told["planned"]) == ("running", None, 3)
    assert (told["waiting"], told["unchanged"]) == (["first 2019 sv"], ["portfolio fi"])
    before = (tmp_path / SUMMARY).stat().st_mtime_ns
    record.write(often=True)
    assert (tmp_path / SUMMARY).stat().st_mtime_ns == before, "it is not written at every step"


def test_everything_that_is_told_to_programs_is_documented() -> None:
    """Each field of an event, the summary and the status has a type in JSON's words and a sentence."""
    page = (ROOT / "docs" / "reference" / "machine-readable.md").read_text(encoding="utf-8")
    told = (RunSummary, MadeReport, FailedReport, InputFault, Standing, StaleReport)
    assert re.findall(r"\{told\} (\w+)", page) == [*(one.__name__ for one in told), "events"]
    for one in (*EVENTS, *told):
        for name, kind, remark in fields_of(one):
            assert re.fullmatch(r"(list of |object of )?(numbers?|strings?|objects?|null|boolean)( or null)?", kind), (
                name
            )
            assert remark.endswith(".")
    assert len({one.kind for one in EVENTS}) == len(EVENTS)


@pytest.mark.slow
def test_a_nightly_run_that_is_stopped_by_a_fault_says_what_to_mend(small: Project) -> None:
    """The script with the real command prints the fault with its file, and the status, and ends with 1."""
    (small.data / "first" / "chain.yaml").unlink()
    command = small.root / "kunteko-eval"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "{MAIN}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = {**os.environ, "KUNTEKO_PROJECT": str(small.root), "KUNTEKO_EVAL": str(command)}
    done = subprocess.run(
        ["sh", str(EXAMPLES / "nightly.sh")], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "chain.yaml" in done.stdout
    assert "the last run failed, " in done.stdout
    assert json.loads((small.root / "reports" / SUMMARY).read_text(encoding="utf-8"))["state"] == "failed"
