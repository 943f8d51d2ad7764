"""Benchmarks of the batch: ratios against the usual tools over the same chapters, measured in the same run.

``python benchmarks/batch.py`` prints a table. The peers are slow, so they run once each (``--peers N`` for more);
our own figures are medians.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def make_batch(folder: Path, source: str, period: str, programmes: int, periods: int = 1) -> None:
    """Make a synthetic batch: copies of a programme, each with so many report periods of the same span.

    Args:
        folder: Where ``data`` and ``params`` are made.
        source: The programme that is copied; the copies say that they are synthetic.
        period: Its report period.
        programmes: Number of copies.
        periods: Number of report periods of each.
    """
    original = (ROOT / "data" / source / "programme.yaml").read_text(encoding="utf-8")
    line = re.search(rf'\n( *- \{{id: "?{period}"?,.*)', original)
    if line is None:
        raise SystemExit(f"no period {period} in {source}")
    for number in range(programmes):
        name = f"copy-{number}"
        shutil.copytree(ROOT / "data" / source, folder / "data" / name)
        (folder / "params" / name).mkdir(parents=True)
        text = original.replace(f"\nid: {source}\n", f"\nid: {name}\n").replace("synthetic: false", "synthetic: true")
        for extra in range(1, periods):
            again = re.sub(r'id: "?[\w-]+"?', f'id: "p{extra}"', line[1], count=1)
            again = re.sub(r", previous: [^,}]*", "", again)
            text = text.replace(line[0], f"{line[0]}\n{again}", 1)
        (folder / "data" / name / "programme.yaml").write_text(text, encoding="utf-8")
        chain = folder / "data" / name / "chain.yaml"
        content = chain.read_text(encoding="utf-8")
        chain.write_text(content.replace(f"\nprogramme: {source}\n", f"\nprogramme: {name}\n"), encoding="utf-8")
        for one in (period, *(f"p{extra}" for extra in range(1, periods))):
            given = f'programme: {name}\nperiod: "{one}"\nlanguage: fi\n'
            (folder / "params" / name / f"{one}.yaml").write_text(given, encoding="utf-8")
    shutil.copy(ROOT / "params" / "rubric.yaml", folder / "params" / "rubric.yaml")


def ours(folder: Path, jobs: int = CORES) -> tuple[float, float]:
    """Return the seconds of a whole batch from the command line, and the peak memory of all its processes in bytes."""
    names = sorted(path.name for path in (folder / "data").iterdir())
    command = [str(BIN / "kunteko-eval"), "run", *names, "--jobs", str(jobs), "--json"]
    command += ["--data", str(folder / "data"), "--params", str(folder / "params"), "--output", str(folder / "reports")]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with watched(process.pid) as peak:
        told = [json.loads(line) for line in process.communicate()[0].splitlines()]
    seconds = time.perf_counter() - start
    if told[-1]["failed"] or process.returncode:
        raise SystemExit(f"the batch failed: {told[-3:]}")
    return seconds, peak[0]


@contextlib.contextmanager
def watched(pid: int) -> Iterator[list[float]]:
    """Keep the peak of the memory that a process and its descendants hold together (proportional set size)."""
    peak, stop = [0.0], threading.Event()

    def look() -> None:
        while not stop.wait(0.25):
            total = 0.0
            with contextlib.suppress(psutil.Error):
                top = psutil.Process(pid)
                for one in [top, *top.children(recursive=True)]:
                    with contextlib.suppress(psutil.Error):
                        total += one.memory_full_info().pss
            peak[0] = max(peak[0], total)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def own_time(folder: Path, period: str) -> float:
    """Return the seconds that the cells of one report took by papermill's own record."""
    seconds = 0.0
    for path in sorted((folder / "reports" / "copy-0" / period / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                seconds += cell.metadata.papermill.duration or 0.0
    return seconds


def command_line_loop(period: str) -> float:
    """Return the seconds of one report's chapters through the `papermill` and `jupyter nbconvert` commands."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        for path in CHAPTERS:
            target = Path(scratch) / path.name
            given = str(ROOT / "params" / "kunteko" / f"{period}.yaml")
            subprocess.run(
                [str(BIN / "papermill"), str(path), str(target), "-f", given, "--no-progress-bar"],
                check=True,
                cwd=ROOT,
                capture_output=True,
            )
            convert = [str(BIN / "jupyter"), "nbconvert", "--to", "html", str(target)]
            subprocess.run(convert, check=True, cwd=scratch, capture_output=True)
    return time.perf_counter() - start


PYTHON_API = """
import sys, time, tempfile, warnings
from pathlib import Path
warnings.simplefilter("ignore")
import papermill, nbformat
from nbconvert import HTMLExporter
exporter = HTMLExporter()
start = time.perf_counter()
with tempfile.TemporaryDirectory() as scratch:
    for path in sys.argv[2:]:
        target = Path(scratch) / Path(path).name
        papermill.execute_notebook(path, str(target), parameters={"programme": "kunteko", "period": sys.argv[1]},
                                   progress_bar=False, cwd=str(Path(path).parent))
        Path(str(target) + ".html").write_text(exporter.from_filename(str(target))[0], encoding="utf-8")
print(time.perf_counter() - start)
"""


def python_api(period: str) -> float:
    """Return the seconds of one report's chapters through papermill's API and an imported nbconvert, in one process."""
    command = [sys.executable, "-c", PYTHON_API, period, *map(str, CHAPTERS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return float(done.stdout.splitlines()[-1])


def line(what: str, value: str, bar: str) -> None:
    """Print a row of the table."""
    print(f"{what:<66} {value:>16}   {bar}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", type=int, default=1, help="how often the slow peers run")
    parser.add_argument("--runs", type=int, default=3, help="how often our own batch runs")
    parser.add_argument("--linear", type=int, nargs=2, default=(20, 200), help="numbers of reports that are compared")
    given = parser.parse_args()
    print(f"{platform.machine()}, {CORES} cores, Python {platform.python_version()}, {platform.system()}")
    period = "2018-2020"
    reports = 4 * CORES
    with tempfile.TemporaryDirectory() as scratch:
        batches, limits = [], []
        for number in range(given.runs):
            folder = Path(scratch) / f"run-{number}"
            make_batch(folder, "kunteko", period, reports)
            seconds, memory = ours(folder)
            batches.append(seconds / reports)
            limits.append(own_time(folder, period) / CORES)
        mine, limit = statistics.median(batches), statistics.median(limits)
        again = [ours(folder)[0] for _ in range(given.runs)]
        loop = statistics.median(command_line_loop(period) for _ in range(given.peers))
        api = statistics.median(python_api(period) for _ in range(given.peers))
        line(f"one KunTeko report in a batch of {reports} (start-up and all)", f"{mine:.2f} s", "")
        line("times faster than papermill + jupyter nbconvert commands", f"{loop / mine:.1f} x", ">= 15")
        line("times faster than papermill's API + imported nbconvert", f"{api / mine:.1f} x", ">= 5")
        line("against the cells' own time divided by the cores", f"{mine / limit:.2f} x", "<= 2")
        line(f"the same batch again, unchanged ({reports} reports)", f"{statistics.median(again):.2f} s", "<= 2 s")
        line("peak memory of all processes, KunTeko", f"{memory / 1e6:.0f} MB", "<= 1500")
        few, many = given.linear
        costs = []
        for count in (few, many):
            folder = Path(scratch) / f"linear-{count}"
            make_batch(folder, "soteliiderit", "2019", count // 10, 10)
            seconds, memory = ours(folder)
            costs.append(seconds / count)
            line(
                f"{count} small reports: seconds a report, peak memory", f"{costs[-1]:.2f} s {memory / 1e6:.0f} MB", ""
            )
        line(f"cost a report at {many} against at {few}", f"{costs[1] / costs[0]:.2f} x", "<= 1.15")
    for what, command, bar in (
        ("import kunteko_eval", [sys.executable, "-c", "import kunteko_eval"], "<= 0.3 s"),
        ("kunteko-eval --help", [str(BIN / "kunteko-eval"), "--help"], "<= 0.5 s"),
    ):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times.append(time.perf_counter() - start)
        line(what, f"{statistics.median(times):.2f} s", bar)


if __name__ == "__main__":
    main()
