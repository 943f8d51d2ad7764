"""Benchmarks of the batch: ratios against the usual tools over the same chapters, measured in the same run.

``python benchmarks/batch.py`` prints the table, and ``--only NAME`` one part of it: ``report``, ``again``,
``standing``, ``linear`` or ``start``. ``--against FOLDER`` makes the same batches with another checkout of the product
too, in turns, ``--without-peers`` leaves the usual tools out, and ``--sizes 20 200 1000`` says how many small reports
are compared. Every figure is a median of several runs; ours and the peers' take turns, so that what else the machine
does is spread over all of them. A run of a peer that takes longer than `LONG` is done once, and the row says so.
Memory is the proportional set size of all processes together, the worst of the runs. Bytecode is kept, whatever is
the custom of the machine, and everything is run once before the clock starts.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
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
        processor: Seconds of processor time of all its processes, which tell more than the clock on a busy machine.
        made: The reports that it made.
    """

    seconds: float
    memory: float
    processor: float
    made: list[str] = field(default_factory=list)


def ours(folder: Path, jobs: int = CORES, root: Path = ROOT, *more: str) -> Batch:
    """Run a whole batch from the command line, by the product of a checkout."""
    names = sorted(path.name for path in (folder / "data").iterdir())
    command = [sys.executable, "-m", "kunteko_eval", "run", *names, "--jobs", str(jobs), "--json", *more]
    command += ["--data", str(folder / "data"), "--params", str(folder / "params"), "--output", str(folder / "reports")]
    start, before = time.perf_counter(), processor()
    env = {**os.environ, "PYTHONPATH": str(root)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=env)
    with watched(process.pid) as peak:
        lines = process.communicate()[0].splitlines()
    seconds, used = time.perf_counter() - start, processor() - before
    told = [json.loads(line) for line in lines if line.startswith("{")]
    if process.returncode or ("--dry-run" not in more and (not told or told[-1]["failed"])):
        raise SystemExit(f"the batch failed: {lines[-3:]}")
    return Batch(seconds, peak[0], used, [one["run"] for one in told if one["event"] == "made"])


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent is killed, so that their time is counted, too (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER


def processor() -> float:
    """Return the processor time of the processes that have ended; nought where the platform does not tell."""
    with contextlib.suppress(ChildProcessError, AttributeError):
        while os.waitpid(-1, 0):
            pass
    told = os.times()
    return told.children_user + told.children_system


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


def report(scratch: Path, runs: int, against: Path | None, *, peers_too: bool) -> None:
    """Measure a KunTeko report against the limit, another checkout and, if asked for, the usual tools, in turns."""
    reports = 4 * CORES
    costs, ratios, processor, worst = [], [], [], 0.0
    others: list[Batch] = []
    own, its_own = [], []
    tools = (command_line_loop, python_api) if peers_too else ()
    peers: dict[Callable[[str], float], list[float]] = {tool: [] for tool in tools}
    for number in range(runs):
        folder = scratch / f"report-{number}"
        make_batch(folder, BIG, PERIOD, reports)
        batch = ours(folder)
        worst = max(worst, batch.memory)
        costs.append(batch.seconds / reports)
        processor.append(batch.processor)
        own.append(own_time(folder, PERIOD))
        ratios.append(costs[-1] / (own[-1] / CORES))
        if against:
            shutil.rmtree(folder / "reports")
            others.append(ours(folder, root=against))
            its_own.append(own_time(folder, PERIOD))
        for peer, times in peers.items():
            if not times or times[0] < LONG:
                times.append(peer(PERIOD))
    mine = statistics.median(costs)
    row(f"one KunTeko report in a batch of {reports}, start-up and all ({runs} runs)", f"{mine:.2f} s")
    for times, name, least in zip(
        peers.values(),
        ("papermill + jupyter nbconvert commands", "papermill's API + nbconvert"),
        (15, 5),
        strict=peers_too,
    ):
        ratio = statistics.median(times) / mine
        runs_of = "1 run" if len(times) == 1 else f"{len(times)} runs"
        row(f"times faster than {name} ({runs_of})", f"{ratio:.1f} x", f">= {least}", met=ratio >= least)
    row("the cells' own time, by their own record", f"{statistics.median(own):.2f} s")
    ratio = statistics.median(ratios)
    row("against the cells' own time divided by the cores", f"{ratio:.2f} x", "<= 1.3", met=ratio <= 1.3)
    row("processor time of a report", f"{statistics.median(processor) / reports:.2f} s")
    if others:
        before = statistics.median(one.seconds for one in others) / reports
        row(f"the other checkout takes {before:.2f} s; against it", f"{mine / before:.2f} x")
        theirs = statistics.median(its_own)
        ratio = statistics.median(own) / theirs
        row(f"its cells' own time is {theirs:.2f} s; against it", f"{ratio:.2f} x", "<= 0.5", met=ratio <= 0.5)
        was = statistics.median(one.processor for one in others)
        row("the same in processor time", f"{statistics.median(processor) / was:.2f} x")
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


def standing(scratch: Path, runs: int, reports: int = 1000) -> None:
    """Measure how long it takes to see that nothing is to be done; of each report only what is looked at stands."""
    from kunteko_eval.batch.fingerprint import BESIDE, fingerprint, made_of
    from kunteko_eval.batch.inputs import take_inputs
    from kunteko_eval.batch.plan import listed
    from kunteko_eval.files.snapshot import reading_from
    from kunteko_eval.report.notebook_files import chapters

    data, params = (folder := scratch / "standing") / "data", folder / "params"
    make_batch(folder, SMALL, YEAR, reports // 10, 10)
    with reading_from(take_inputs(data, params).snapshot):
        notebooks = chapters(portfolio=False, params=params)
        for job in (one for one in listed(data, params) if not one.is_portfolio):
            (place := folder / "reports" / job.folder).mkdir(parents=True)
            digest = fingerprint(job, made_of(job, data, params, notebooks))
            (place / job.page).write_text(f'<meta name="kunteko-made-of" content="{digest}">', encoding="utf-8")
            for name in (job.workbook, job.brief, *BESIDE):
                (place / name).touch()
    (folder / "reports" / "index.html").touch()
    for what, more in (("run", ()), ("run --dry-run", ("--dry-run",))):
        batches = [ours(folder, CORES, ROOT, *more) for _ in range(runs)]
        if any(one.made for one in batches):
            raise SystemExit("a report was made that stood unchanged")
        took = _each(batches, 1)
        row(f"{what}: {reports} unchanged reports ({runs} runs)", f"{took:.2f} s", "<= 5 s", met=took <= 5)
        row("the same in processor time", f"{_each(batches, 1, 'processor'):.2f} s")


def linear(scratch: Path, runs: int, sizes: list[int], against: Path | None) -> None:
    """Measure small reports, few and many, in turns; the largest batch once."""
    costs: dict[int, list[Batch]] = {count: [] for count in sizes}
    others: dict[int, list[Batch]] = {count: [] for count in sizes}
    for number in range(runs):
        for count in sizes[:-1] if number else sizes:
            folder = scratch / f"linear-{count}-{number}"
            make_batch(folder, SMALL, YEAR, count // 10, 10)
            costs[count].append(ours(folder))
            if against:
                shutil.rmtree(folder / "reports")
                others[count].append(ours(folder, root=against))
            shutil.rmtree(folder)
    for whose, batches in (("", costs), ("the other checkout: ", others)):
        for count, found in batches.items():
            if found:
                what = f"{whose}{count} small reports: seconds, processor time, memory ({len(found)} runs)"
                row(
                    what, f"{_each(found, count):.2f} s {_each(found, count, 'processor'):.2f} s {_worst(found):.0f} MB"
                )
    for few, many in ((sizes[0], one) for one in sizes[1:]):
        ratio = _each(costs[many], many) / _each(costs[few], few)
        row(f"cost a report at {many} against at {few}", f"{ratio:.2f} x", "<= 1.1", met=ratio <= 1.1)
        ratio = _worst(costs[many]) / _worst(costs[few])
        row(f"peak memory at {many} against at {few}", f"{ratio:.2f} x", "<= 1.15", met=ratio <= 1.15)


def _each(batches: list[Batch], reports: int, what: str = "seconds") -> float:
    return float(statistics.median(getattr(one, what) for one in batches)) / reports


def _worst(batches: list[Batch]) -> float:
    """Return the greatest peak in megabytes."""
    return max(one.memory for one in batches) / 1e6


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
    parser.add_argument(
        "--only", choices=("report", "again", "standing", "linear", "start"), help="one part of the table"
    )
    parser.add_argument("--runs", type=int, default=3, help="how often each batch runs")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 200], help="numbers of small reports, rising")
    parser.add_argument("--against", type=Path, help="another checkout of the product, measured in turns")
    parser.add_argument("--without-peers", action="store_true", help="leave the usual tools out, which take minutes")
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    adopt_orphans()
    print(machine())
    with tempfile.TemporaryDirectory() as made:
        scratch = Path(made)
        make_batch(scratch / "before", SMALL, YEAR, 1)
        ours(scratch / "before")
        parts: dict[str, Callable[[], None]] = {
            "report": lambda: report(scratch, given.runs, given.against, peers_too=not given.without_peers),
            "again": lambda: again(scratch, given.runs),
            "standing": lambda: standing(scratch, given.runs),
            "linear": lambda: linear(scratch, given.runs, given.sizes, given.against),
            "start": lambda: start_up(2 * given.runs + 1),
        }
        for name, part in parts.items():
            if given.only in (None, name):
                part()


if __name__ == "__main__":
    main()
