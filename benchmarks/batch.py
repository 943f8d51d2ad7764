"""Benchmarks of the batch: ratios against the usual tools over the same chapters, measured in the same run.

``python benchmarks/batch.py`` prints the table, and ``--only NAME`` one part of it: ``report``, ``again``, ``linear``
or ``start``. Every figure is a median of several runs; ours and the peers' take turns, so that what else the machine
does is spread over all of them. A run of a peer that takes longer than `LONG` is done once, and the row says so.
Memory is the proportional set size of all processes together, the worst of the runs. Bytecode is kept, whatever is
the custom of the machine, and everything is run once before the clock starts.
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import psutil

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
BIG, PERIOD = "kunteko", "2018-2020"
SMALL, YEAR = "soteliiderit", "2019"
LONG = 30.0
"""Seconds from which a peer runs only once."""

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
    alone = line[0].replace("report: false", "report: true")
    original = original.replace("report: true", "report: false").replace(
        line[0].replace("report: true", "report: false"), alone
    )
    for number in range(programmes):
        name = f"copy-{number}"
        without = shutil.ignore_patterns("registration.csv")  # Its seals are of the programme itself.
        shutil.copytree(ROOT / "data" / source, folder / "data" / name, ignore=without)
        (folder / "params" / name).mkdir(parents=True)
        text = original.replace(f"\nid: {source}\n", f"\nid: {name}\n").replace("synthetic: false", "synthetic: true")
        for extra in range(1, periods):
            again = re.sub(r'id: "?[\w-]+"?', f'id: "p{extra}"', alone.strip("\n"), count=1)
            again = re.sub(r", previous: [^,}]*", "", again)
            text = text.replace(alone, f"{alone}\n{again}", 1)
        (folder / "data" / name / "programme.yaml").write_text(text, encoding="utf-8")
        chain = folder / "data" / name / "chain.yaml"
        content = chain.read_text(encoding="utf-8")
        chain.write_text(content.replace(f"\nprogramme: {source}\n", f"\nprogramme: {name}\n"), encoding="utf-8")
        for one in (period, *(f"p{extra}" for extra in range(1, periods))):
            given = f'programme: {name}\nperiod: "{one}"\nlanguage: fi\n'
            (folder / "params" / name / f"{one}.yaml").write_text(given, encoding="utf-8")
    shutil.copy(ROOT / "params" / "rubric.yaml", folder / "params" / "rubric.yaml")


@dataclass(frozen=True)
class Batch:
    """What one batch from the command line took.

    Attributes:
        seconds: From the command to its end.
        memory: The peak of all its processes together, in bytes.
        made: The reports that it made.
    """

    seconds: float
    memory: float
    made: list[str] = field(default_factory=list)


def ours(folder: Path, jobs: int = CORES) -> Batch:
    """Run a whole batch from the command line."""
    names = sorted(path.name for path in (folder / "data").iterdir())
    command = [str(BIN / "kunteko-eval"), "run", *names, "--jobs", str(jobs), "--json"]
    command += ["--data", str(folder / "data"), "--params", str(folder / "params"), "--output", str(folder / "reports")]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with watched(process.pid) as peak:
        told = [json.loads(line) for line in process.communicate()[0].splitlines()]
    seconds = time.perf_counter() - start
    if not told or told[-1]["failed"] or process.returncode:
        raise SystemExit(f"the batch failed: {told[-3:]}")
    return Batch(seconds, peak[0], [one["run"] for one in told if one["event"] == "made"])


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


def machine() -> str:
    """Return what the figures were measured on, and how busy it was."""
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        model = found[1] if found else model
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{model}, {CORES} cores{load}, {platform.system()}, Python {platform.python_version()}"


def row(what: str, value: str, bar: str = "", *, met: bool | None = None) -> None:
    """Print a row of the table, with its verdict when there is a bar."""
    verdict = "" if met is None else f"{bar:>12}  {'met' if met else 'MISSED'}"
    print(f"{what:<72}{value:>22}{verdict}", flush=True)


def report(scratch: Path, runs: int) -> None:
    """Measure a KunTeko report against the usual tools and against the limit, in turns."""
    reports = 4 * CORES
    costs, ratios, worst = [], [], 0.0
    peers: dict[Callable[[str], float], list[float]] = {command_line_loop: [], python_api: []}
    for number in range(runs):
        folder = scratch / f"report-{number}"
        make_batch(folder, BIG, PERIOD, reports)
        batch = ours(folder)
        worst = max(worst, batch.memory)
        costs.append(batch.seconds / reports)
        ratios.append(costs[-1] / (own_time(folder, PERIOD) / CORES))
        for peer, times in peers.items():
            if not times or times[0] < LONG:
                times.append(peer(PERIOD))
    mine = statistics.median(costs)
    row(f"one KunTeko report in a batch of {reports}, start-up and all ({runs} runs)", f"{mine:.2f} s")
    for times, name, least in zip(
        peers.values(), ("papermill + jupyter nbconvert commands", "papermill's API + nbconvert"), (15, 5), strict=True
    ):
        ratio = statistics.median(times) / mine
        runs_of = "1 run" if len(times) == 1 else f"{len(times)} runs"
        row(f"times faster than {name} ({runs_of})", f"{ratio:.1f} x", f">= {least}", met=ratio >= least)
    ratio = statistics.median(ratios)
    row("against the cells' own time divided by the cores", f"{ratio:.2f} x", "<= 2", met=ratio <= 2)
    row("peak memory of all processes, worst run", f"{worst / 1e6:.0f} MB", "<= 1500 MB", met=worst <= 1.5e9)


def again(scratch: Path, runs: int) -> None:
    """Measure a batch that stands unchanged, and one of which one observation has changed."""
    reports = 4 * CORES
    folder = scratch / "again"
    make_batch(folder, BIG, PERIOD, reports)
    first = ours(folder)
    stands = statistics.median(ours(folder).seconds for _ in range(runs))
    row(
        f"the same batch again, unchanged: 1/{first.seconds / stands:.0f} of making it ({runs} runs)",
        f"{stands:.2f} s",
        "<= 2 s",
        met=stands <= 2,
    )
    times, right = [], True
    for number in range(runs):
        observations = folder / "data" / f"copy-{number}" / "observations.csv"
        head, *lines = observations.read_text(encoding="utf-8").splitlines(keepends=True)
        cells = lines[0].split(",")
        place = head.split(",").index("value")
        cells[place] = "11" if cells[place] == "10" else "10"
        observations.write_text("".join([head, ",".join(cells), *lines[1:]]), encoding="utf-8")
        batch = ours(folder)
        times.append(batch.seconds)
        right = right and batch.made == [f"copy-{number} {PERIOD} fi"]
    row(f"one changed observation: reports made again, of {reports}", f"{len(batch.made)}", "its own", met=right)
    row(
        f"the same: 1/{first.seconds / statistics.median(times):.1f} of making all", f"{statistics.median(times):.2f} s"
    )


def linear(scratch: Path, runs: int, few: int, many: int) -> None:
    """Measure small reports, a few and many, in turns."""
    costs: dict[int, list[float]] = {few: [], many: []}
    worst = dict.fromkeys(costs, 0.0)
    for number in range(runs):
        for count in [few, many] if not costs[many] or number % 2 else [few]:
            folder = scratch / f"linear-{count}-{number}"
            make_batch(folder, SMALL, YEAR, count // 10, 10)
            batch = ours(folder)
            costs[count].append(batch.seconds / count)
            worst[count] = max(worst[count], batch.memory)
            shutil.rmtree(folder)
    for count, times in costs.items():
        what = f"{count} small reports: seconds a report, peak memory ({len(times)} runs)"
        row(what, f"{statistics.median(times):.3f} s {worst[count] / 1e6:.0f} MB")
    ratio = statistics.median(costs[many]) / statistics.median(costs[few])
    row(f"cost a report at {many} against at {few}", f"{ratio:.2f} x", "<= 1.15", met=ratio <= 1.15)
    ratio = worst[many] / worst[few]
    row(f"peak memory at {many} against at {few}", f"{ratio:.2f} x", "<= 1.15", met=ratio <= 1.15)


def start_up(runs: int) -> None:
    """Measure the import and the help against an interpreter that does nothing."""
    bare, *mine = (
        [sys.executable, "-c", "pass"],
        [sys.executable, "-c", "import kunteko_eval"],
        [str(BIN / "kunteko-eval"), "--help"],
    )
    times: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for _ in range(runs):
        for which, command in enumerate((bare, *mine)):
            begun = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times[which].append(time.perf_counter() - begun)
    nothing, imported, helped = (statistics.median(one) for one in times.values())
    for what, took, most in (("import kunteko_eval", imported, 0.3), ("kunteko-eval --help", helped, 0.5)):
        row(
            f"{what}: {took / nothing:.1f} x a bare interpreter ({runs} runs)",
            f"{took:.2f} s",
            f"<= {most} s",
            met=took <= most,
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", choices=("report", "again", "linear", "start"), help="one part of the table")
    parser.add_argument("--runs", type=int, default=3, help="how often each batch runs")
    parser.add_argument("--linear", type=int, nargs=2, default=(20, 200), help="numbers of reports that are compared")
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(machine())
    with tempfile.TemporaryDirectory() as made:
        scratch = Path(made)
        make_batch(scratch / "before", SMALL, YEAR, 1)
        ours(scratch / "before")
        parts: dict[str, Callable[[], None]] = {
            "report": lambda: report(scratch, given.runs),
            "again": lambda: again(scratch, given.runs),
            "linear": lambda: linear(scratch, given.runs, *given.linear),
            "start": lambda: start_up(2 * given.runs + 1),
        }
        for name, part in parts.items():
            if given.only in (None, name):
                part()


if __name__ == "__main__":
    main()
