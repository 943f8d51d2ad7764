"""The batch on a Dask cluster of worker processes on this machine: time, processor time, memory and bytes moved.

``python benchmarks/cluster.py`` makes a small batch on four workers, each in an empty folder of its own, and prints
what a report cost; ``--reports`` gives the sizes of batches, which are compared; ``--against PATH`` does the same in
turns with the checkout of another commit. Bytes are those that the scheduler read from its sockets and wrote to them:
everything passes it. Memory is the proportional set size, the peak of a process with what it started. Processor time
counts every process that was started, and is to be trusted where others use the machine too.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from batch import SMALL, YEAR, machine, make_batch, row, watched
from distributed import Client

ROOT = Path(__file__).parents[1]
LINEAR = 1.1
"""How much more a report may cost in a larger batch."""


@dataclass(frozen=True)
class Cost:
    """What a batch cost.

    Attributes:
        seconds: From the command to its end.
        processor: Seconds of the processor by kind of process: client, scheduler, worker (of all together).
        memory: Peak in bytes by kind of process; of the largest worker.
        moved: Bytes that the scheduler read, and that it wrote.
    """

    seconds: float
    processor: dict[str, float]
    memory: dict[str, float]
    moved: tuple[int, int]


def count_bytes() -> None:
    """Count from now on what this process reads from its sockets and writes to them; run within the scheduler."""
    from tornado.iostream import IOStream

    class Counted:
        read, written = 0, 0

    def read_from_fd(self, buf, before=IOStream.read_from_fd):  # type: ignore[no-untyped-def]
        got = before(self, buf)
        Counted.read += got or 0
        return got

    def write_to_fd(self, data, before=IOStream.write_to_fd):  # type: ignore[no-untyped-def]
        put = before(self, data)
        Counted.written += put
        return put

    for name, kept in (("read_from_fd", read_from_fd), ("write_to_fd", write_to_fd), ("counted_here", Counted)):
        setattr(IOStream, name, kept)


def counted() -> tuple[int, int]:
    """Return what `count_bytes` has counted."""
    from tornado.iostream import IOStream

    found: Any = IOStream
    return found.counted_here.read, found.counted_here.written


@contextlib.contextmanager
def peaks(pids: dict[int, str]) -> Iterator[Callable[[], dict[str, float]]]:
    """Yield what tells the peak of the memory of each kind of process, with what it started."""
    with contextlib.ExitStack() as looks:
        held = [(kind, looks.enter_context(watched(pid))) for pid, kind in pids.items()]
        yield lambda: {kind: max(peak[0] for one, peak in held if one == kind) for kind in pids.values()}


def end(process: subprocess.Popen[str]) -> float:
    """Have a process end and return the processor time that it took, with what it started."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def measure(folder: Path, source: Path, workers: int) -> Cost:
    """Make a batch on a cluster of its own and return what that cost.

    Args:
        folder: Its ``data`` and ``params``; reports are made there too.
        source: The checkout whose code is used.
        workers: Number of worker processes.
    """
    env = {**os.environ, "PYTHONPATH": str(source)}

    def start(where: Path, *command: str) -> subprocess.Popen[str]:
        where.mkdir(parents=True, exist_ok=True)
        with (where / "errors").open("w", encoding="utf-8") as errors:
            return subprocess.Popen(
                [sys.executable, *command],
                cwd=where,
                env={**env, "HOME": str(where)},
                start_new_session=True,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    file = folder / "scheduler.json"
    plain = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    kinds = {"scheduler": [start(folder, "-m", "distributed.cli.dask_scheduler", *plain)]}
    while not file.exists():
        time.sleep(0.1)
    address = json.loads(file.read_text(encoding="utf-8"))["address"]
    once = ("--no-dashboard", "--no-nanny", "--nthreads", "1")
    worker = ("-m", "distributed.cli.dask_worker", address, *once)
    kinds["worker"] = [start(folder / f"worker-{one}", *worker) for one in range(workers)]
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers)
        client.run_on_scheduler(count_bytes)
    names = sorted(path.name for path in (folder / "data").iterdir())
    program = ("-c", "from kunteko_eval.cli import main; main()", "run", *names, "--json", "--scheduler", address)
    begun = time.perf_counter()
    given = ("--data", str(folder / "data"), "--params", str(folder / "params"))
    kinds["client"] = [start(folder / "client", *program, *given)]
    with peaks({one.pid: kind for kind, ones in kinds.items() for one in ones}) as peak:
        stdout = kinds["client"][0].stdout
        lines = [json.loads(line) for line in stdout] if stdout else []
    seconds = time.perf_counter() - begun
    with Client(address, set_as_default=False) as client:
        moved = client.run_on_scheduler(counted)
    kinds["client"][0].returncode = 0  # It has ended; `end` asks what it took.
    processor = {kind: sum(map(end, kinds[kind])) for kind in ("client", "worker", "scheduler")}
    if not lines or lines[-1].get("failed") != 0:
        raise SystemExit(f"the batch failed: {lines[-3:]} {(folder / 'client' / 'errors').read_text(encoding='utf-8')}")
    return Cost(seconds, processor, peak(), moved)


def told(name: str, reports: int, costs: list[Cost]) -> float:
    """Print what batches of a size cost; return the processor time of a report."""
    processor = statistics.median(sum(one.processor.values()) for one in costs) / reports
    row(f"{name}: {reports} small reports, seconds a report", f"{min(one.seconds for one in costs) / reports:.2f} s")
    row(f"{name}: {reports} small reports, processor time a report", f"{processor:.2f} s")
    for kind in ("client", "scheduler", "worker"):
        used = statistics.median(one.processor[kind] for one in costs) / reports
        peak = max(one.memory[kind] for one in costs)
        row(f"{name}: {reports} small reports, {kind}: processor, memory", f"{used:.3f} s, {peak / 1e6:.0f} MB")
    got, put = (statistics.median(one.moved[which] for one in costs) / reports / 1000 for which in (0, 1))
    row(f"{name}: {reports} small reports, through the scheduler a report", f"{got:.0f} + {put:.0f} kB")
    return processor


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--reports", type=int, nargs="+", default=[20], help="numbers of reports; tens")
    parser.add_argument("--workers", type=int, default=4, help="number of worker processes")
    parser.add_argument("--runs", type=int, default=1, help="how often each batch runs")
    parser.add_argument("--against", type=Path, help="the checkout of another commit")
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(machine())
    sources = {"here": ROOT, **({"against": given.against.resolve()} if given.against else {})}
    processor: dict[str, list[float]] = {name: [] for name in sources}
    for reports in given.reports:
        costs: dict[str, list[Cost]] = {name: [] for name in sources}
        for run in range(given.runs):
            for name, source in sources.items():
                with tempfile.TemporaryDirectory() as scratch:
                    folder = Path(scratch) / f"{name}-{run}"
                    make_batch(folder, SMALL, YEAR, max(1, reports // 10), min(reports, 10))
                    costs[name].append(measure(folder, source, given.workers))
        for name, ones in costs.items():
            processor[name].append(told(name, reports, ones))
        if given.against:
            ratio = processor["here"][-1] / processor["against"][-1]
            row(f"processor time of {reports} reports here against there", f"{ratio:.2f} x")
    if len(given.reports) > 1:
        ratio = processor["here"][-1] / processor["here"][0]
        what = f"a report of {given.reports[-1]} against one of {given.reports[0]}, processor time"
        row(what, f"{ratio:.2f} x", f"<= {LINEAR}", met=ratio <= LINEAR)


if __name__ == "__main__":
    main()
