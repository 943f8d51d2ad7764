"""The batch on a real Dask cluster: the same reports, even when a worker is lost; clear words when there is none."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from distributed import LocalCluster
from workshop import SMALL

from kunteko_eval.batch.make_report import make_report
from kunteko_eval.batch.plan import Selection, plan
from kunteko_eval.cli import main
from kunteko_eval.report.job import Task

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
DATA, PARAMS = ROOT / "data", ROOT / "params"
BOTH = ("soteliiderit", "kekseliaat-kehittajat")
EXACT = ("ratings.json", "ratings.csv", "evidence.csv", "checks.json", "run.json")


Cluster = tuple[str, list[subprocess.Popen[bytes]]]


WORKER = ("distributed.cli.dask_worker", "--no-dashboard", "--no-nanny", "--nthreads", "1")


def _start(home: Path, *command: str) -> subprocess.Popen[bytes]:
    """Start a process of the cluster in a folder that is its home too."""
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=home,
        env={**os.environ, "HOME": str(home), "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "60s"},
    )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start a scheduler and two worker processes, each in an empty folder that is its home too.

    The last test that uses it kills a worker.
    """
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address="127.0.0.1:0", protocol="tcp://") as here,
        ExitStack() as stack,
    ):
        workers = []
        for number in range(2):
            one = _start(tmp_path_factory.mktemp(f"worker-{number}"), *WORKER, here.scheduler_address)
            stack.callback(_end, one)
            workers.append(one)
        here.wait_for_workers(2)
        yield here.scheduler_address, workers


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a worker with what it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _command(address: str, output: Path, *more: str) -> list[str]:
    program = "from kunteko_eval.cli import main; main()"
    return [sys.executable, "-c", program, "run", *more, "--scheduler", address, "--json", "--output", str(output)]


def _run(address: str, output: Path, *more: str, cwd: Path = ROOT) -> subprocess.Popen[str]:
    command = _command(address, output, *more)
    return subprocess.Popen(command, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.fixture
def few_chapters(tmp_path: Path) -> Path:
    """Return a project of one programme whose reports have three chapters in place of fourteen."""
    home = tmp_path / "project"
    shutil.copytree(DATA / SMALL, home / "data" / SMALL)
    shutil.copytree(PARAMS / SMALL, home / "params" / SMALL)
    shutil.copy(PARAMS / "rubric.yaml", home / "params")
    (home / "params" / "report.yaml").write_text("schema: 1\nchapters: [1, 5, 7]\n", encoding="utf-8")
    return home


@pytest.mark.soak
def test_what_cannot_be_written_here_fails_alone_and_an_interrupted_batch_goes_on(
    cluster: Cluster, tmp_path: Path
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


@pytest.mark.soak
def test_a_batch_whose_scheduler_is_killed_ends_soon_and_the_next_run_goes_on(tmp_path: Path) -> None:
    """It ends with 1 and one message; what was finished stands whole, and is not made again on another cluster.

    It takes long: two clusters start.
    """
    output = tmp_path / "out"
    finished: list[str] = []
    for kill in (True, False):
        with ExitStack() as stack:
            home = tmp_path / f"cluster-{kill}"
            home.mkdir()
            told = home / "scheduler.json"
            plain = ("--no-dashboard", "--scheduler-file", str(told))
            scheduler = _start(home, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *plain)
            stack.callback(_end, scheduler)
            while not told.exists():
                assert scheduler.poll() is None
                time.sleep(0.1)
            address = json.loads(told.read_text(encoding="utf-8"))["address"]
            stack.callback(_end, _start(home, *WORKER, address))
            batch = _run(address, output, "soteliiderit")
            assert batch.stdout is not None
            events = []
            for line in batch.stdout:
                events.append(json.loads(line))
                if kill and events[-1]["event"] == "made":
                    scheduler.kill()
            _, errors = batch.communicate(timeout=120)
            made = [event["run"] for event in events if event["event"] == "made"]
            assert not [event for event in events if event["event"] == "failed"]
            if kill:
                assert batch.returncode == 1, errors
                assert f"kunteko-eval: the Dask scheduler at {address} was lost" in errors
                finished = made
            else:
                assert batch.returncode == 0, errors
                assert not set(made) & set(finished)
                assert len(made) + len(finished) == len(plan(DATA, PARAMS, Selection(programmes=["soteliiderit"])))
    assert not (output / ".making").exists()


def test_every_report_is_made_though_a_worker_is_killed(cluster: Cluster, few_chapters: Path, tmp_path: Path) -> None:
    """A worker killed in the middle loses nothing: every report comes, the one it had the same to the byte as made here.

    It takes long: three reports are made by the cluster and one here.
    """
    address, workers = cluster
    batch = _run(address, tmp_path / "there", SMALL, cwd=few_chapters)
    assert batch.stdout is not None
    events = []
    for line in batch.stdout:
        events.append(json.loads(line))
        if events[-1]["event"] == "made" and workers[0].poll() is None:
            os.kill(workers[0].pid, signal.SIGKILL)
    _, errors = batch.communicate(timeout=300)
    assert batch.returncode == 0, errors
    assert workers[0].wait(10) == -signal.SIGKILL
    data, params = few_chapters / "data", few_chapters / "params"
    runs = plan(data, params, Selection(programmes=[SMALL]))
    assert len(runs) == 3
    assert sorted(event["run"] for event in events if event["event"] == "made") == sorted(run.name for run in runs)
    notes = " ".join(event["message"] for event in events if event["event"] == "note")
    run = next((one for one in runs if f"made elsewhere: {one.name}" in notes), runs[0])
    here = make_report(Task(job=run, data=data, params=params, output=tmp_path / "here")).parent
    for name in (run.page, run.workbook, *EXACT):
        assert (tmp_path / "there" / run.folder / name).read_bytes() == (here / name).read_bytes(), (run.name, name)
    assert (tmp_path / "there" / "index.html").exists()


def test_what_ends_a_batch_on_a_cluster_is_one_message_and_exit_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address where nobody answers is told, nothing is made, and no report is told as failed."""
    monkeypatch.setattr("kunteko_eval.batch.cluster.ANSWERS", 0.2)
    monkeypatch.setattr(sys, "argv", _command("tcp://127.0.0.1:9", tmp_path / "out", "soteliiderit")[2:])
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    errors = capsys.readouterr().err
    assert "kunteko-eval: no Dask scheduler answers at tcp://127.0.0.1:9" in errors
    assert "failed:" not in errors
    assert not list((tmp_path / "out").rglob("*.html"))
