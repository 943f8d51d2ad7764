"""The batch on a real Dask cluster: the same reports, even when a worker is lost; clear words when there is none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from workshop import Copier

from kunteko_eval.batch.batch import Batch
from kunteko_eval.batch.cluster import make, pack
from kunteko_eval.batch.inputs import take_inputs
from kunteko_eval.batch.plan import Selection, plan
from kunteko_eval.report.job import Job

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
DATA, PARAMS = ROOT / "data", ROOT / "params"
BOTH = ("soteliiderit", "kekseliaat-kehittajat")
EXACT = ("ratings.json", "ratings.csv", "evidence.csv", "checks.json", "run.json")


def _start(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "60s"},
    )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two worker processes; return the scheduler's address and the workers.

    The last test that uses it kills a worker.
    """
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    plain = ("--no-dashboard", "--scheduler-file", str(told))
    scheduler = _start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *plain)
    while not told.exists():
        assert scheduler.poll() is None
        time.sleep(0.1)
    worker = ("distributed.cli.dask_worker", "--no-dashboard", "--nworkers", "1", "--nthreads", "1", "--no-nanny")
    workers = [
        _start(*worker, "--scheduler-file", str(told), "--local-directory", str(folder / f"worker-{number}"))
        for number in range(2)
    ]
    yield json.loads(told.read_text(encoding="utf-8"))["address"], workers
    for one in [*workers, scheduler]:
        with_children = os.getpgid(one.pid) if one.poll() is None else None
        if with_children is not None:
            os.killpg(with_children, signal.SIGKILL)
        one.wait()


def _run(address: str, output: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", "from kunteko_eval.cli import main; main()", "run"]
    command += [*more, "--scheduler", address, "--json", "--output", str(output)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.soak
def test_what_cannot_be_written_here_fails_alone_and_an_interrupted_batch_goes_on(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    """A report and an index that cannot be written stop no other report; one told to end ends, and resumes.

    It takes long: a cluster starts, and three batches run on it; one of them in every language, to be interrupted.
    """
    address, _ = cluster
    output = tmp_path / "out"
    (output / "index.html").mkdir(parents=True)
    (output / "soteliiderit").write_text("in the way", encoding="utf-8")
    in_finnish = (*BOTH, "--language", "fi")
    batch = _run(address, output, *in_finnish)
    told, errors = batch.communicate(timeout=300)
    assert batch.returncode == 1
    events = [json.loads(line) for line in told.splitlines()]
    others = [run for run in plan(DATA, PARAMS, Selection(programmes=BOTH[1:])) if run.language == "fi"]
    assert all((output / run.folder / run.page).is_file() for run in others)
    assert {event["run"] for event in events if event["event"] == "made"} == {run.name for run in others}
    failed = [event for event in events if event["event"] == "failed"]
    assert failed
    assert all(event["run"].startswith("soteliiderit") and "soteliiderit" in event["message"] for event in failed)
    assert len(failed) + len(others) == events[0]["reports"]
    assert "failed: index" in errors
    assert "Traceback" not in errors
    assert not (output / ".making").exists()

    (output / "index.html").rmdir()
    (output / "soteliiderit").unlink()
    batch = _run(address, output, *BOTH, "--force")
    assert batch.stdout is not None
    told = batch.stdout.readline()
    while told and '"made"' not in told:
        told = batch.stdout.readline()
    assert told, batch.communicate(timeout=60)
    batch.send_signal(signal.SIGTERM)
    rest, errors = batch.communicate(timeout=60)
    assert batch.returncode == 143
    last = "kunteko-eval: interrupted; finished reports stand, and the next run goes on from here"
    assert last in errors.splitlines()  # Dask may tell beside it what it was doing.
    end = json.loads(rest.splitlines()[-1])
    assert (end["event"], end["index"]) == ("end", None)
    assert not (output / ".making").exists()

    batch = _run(address, output, *in_finnish)
    told, errors = batch.communicate(timeout=300)
    assert batch.returncode == 0, errors
    assert (output / "index.html").is_file()


def test_every_report_is_made_though_a_worker_is_killed(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], copied_reports: Copier, tmp_path: Path
) -> None:
    """A worker killed in the middle loses nothing: every report comes, the same to the byte as made here.

    It takes long: three reports are made by the cluster and three here.
    """
    address, workers = cluster
    batch = _run(address, tmp_path / "there", "soteliiderit")
    assert batch.stdout is not None
    events = []
    for line in batch.stdout:
        events.append(json.loads(line))
        if events[-1]["event"] == "made" and workers[0].poll() is None:
            os.kill(workers[0].pid, signal.SIGKILL)
    _, errors = batch.communicate(timeout=300)
    assert batch.returncode == 0, errors
    assert workers[0].wait(10) == -signal.SIGKILL
    runs = plan(DATA, PARAMS, Selection(programmes=["soteliiderit"]))
    assert sorted(event["run"] for event in events if event["event"] == "made") == sorted(run.name for run in runs)
    for run in runs:
        here = copied_reports(tmp_path / "here", run).parent
        there = tmp_path / "there" / run.folder
        for name in (run.page, run.workbook, *EXACT):
            assert (there / name).read_bytes() == (here / name).read_bytes(), (run.name, name)
    assert (tmp_path / "there" / "index.html").exists()


def test_a_cluster_that_does_not_answer_is_told(tmp_path: Path) -> None:
    """An address where nobody answers is one clear message and exit status 1, and nothing is made."""
    batch = _run("tcp://127.0.0.1:9", tmp_path / "out", *BOTH)
    _, errors = batch.communicate(timeout=120)
    assert batch.returncode == 1
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in errors
    assert "Traceback" not in errors
    assert not list((tmp_path / "out").rglob("*.html"))


def test_a_worker_of_another_version_is_refused() -> None:
    """A worker whose code differs makes no report, and says so."""
    run = Job(programme="soteliiderit", period="2019", language="fi")
    batch = Batch(jobs=[run], inputs=take_inputs(DATA, PARAMS, ["soteliiderit"]), output=Path("reports"))
    answer = make(replace(pack(run, batch), code="another"))
    assert "another version" in answer.failed
    assert answer.files == {}
