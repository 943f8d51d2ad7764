"""How chains of thousands of boxes are rated and read, and what a report of 500 boxes weighs.

    python benchmarks/large.py [--sizes 2000 5000 10000 20000] [--report 500] [--against PATH]

Times are of the processor, each taken once on fresh objects in a process of its own. Growth is the time of a size over that
of the least, divided by the same ratio of n log n: at most 1 means no worse than n log n. `--against` measures another
checkout in turn and tells how many times as long it takes.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from batch import adopt_orphans, processor
from made_up import NOW, THEN, made_up
from made_up_folder import labelled, write_folder

ROOT = Path(__file__).parents[1]
BAR = 20.0
"""Seconds that rating 20 000 boxes may take."""
HEAVIEST = 3_000_000
"""Most bytes of the page of 500 boxes."""


def measured(size: int, folder: Path) -> dict[str, float]:
    """Return the seconds of each step for one size, and the memory of all of them in MB."""
    from kunteko_eval.method.assess import assess
    from kunteko_eval.method.change import change
    from kunteko_eval.reading.programme_reader import read_programme
    from kunteko_eval.reading.rubric_reader import read_rubric
    from kunteko_eval.screening.register import suspicions

    rubric = read_rubric(ROOT / "params" / "rubric.yaml")
    clock = [time.process_time()]
    programme = read_programme(folder)
    clock.append(time.process_time())
    after = assess(programme, NOW, rubric)
    clock.append(time.process_time())
    change(assess(programme, programme.periods[THEN], rubric), after)
    clock.append(time.process_time())
    suspicions(programme, rubric)
    clock.append(time.process_time())
    names = ("read", "rated", "before and change", "warnings")
    found = {name: end - start for name, start, end in zip(names, clock, clock[1:], strict=False)}
    return found | {"MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "boxes": size}


def in_checkout(tree: Path, size: int, folder: Path) -> dict[str, float]:
    """Return what `measured` returns when a checkout's library does the work."""
    asked = [sys.executable, str(Path(__file__)), "--measure", str(size), "--folder", str(folder)]
    done = subprocess.run(
        asked, env={**os.environ, "PYTHONPATH": str(tree)}, capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def rating(sizes: list[int], against: Path | None, folder: Path) -> None:
    """Print a row a size."""
    least: dict[str, float] = {}
    for size in sizes:
        made = write_folder(made_up(size), folder / str(size) / "synthetic")
        found = in_checkout(ROOT, size, made)
        least = least or found
        grown = size * math.log(size) / (least["boxes"] * math.log(least["boxes"]))
        told = [f"{name} {found[name]:.1f} s ({found[name] / least[name] / grown:.2f})" for name in list(found)[:4]]
        print(f"{size:>6} boxes: {', '.join(told)}; {found['MB']:.0f} MB", flush=True)
        if size == 20_000:
            print(f"        rated within {BAR:g} s: {'yes' if found['rated'] <= BAR else 'MISSED'}")
        if against is not None:
            other = in_checkout(against, size, made)
            print(f"        against: {', '.join(f'{other[name] / found[name]:.2f} x' for name in list(found)[:4])}")


def report(boxes: int, folder: Path) -> None:
    """Make a report and print how long it took and what its page weighs."""
    write_folder(labelled(made_up(boxes)), folder / "data" / "synthetic")
    (folder / "params").mkdir()
    (folder / "params" / "rubric.yaml").write_bytes((ROOT / "params" / "rubric.yaml").read_bytes())
    given = ["--data", str(folder / "data"), "--params", str(folder / "params"), "--output", str(folder / "reports")]
    asked = [sys.executable, "-m", "kunteko_eval", "run", "synthetic", "--period", NOW, "--language", "en", *given]
    adopt_orphans()
    start, before = time.perf_counter(), processor()
    subprocess.run(asked, cwd=ROOT, capture_output=True, check=True)
    taken, used = time.perf_counter() - start, processor() - before
    size = (folder / "reports" / "synthetic" / NOW / "report.en.html").stat().st_size
    told = f"{taken:.0f} s, {used:.0f} s of the processor, {size / 1e6:.2f} MB"
    print(f"A report of {boxes} boxes: {told} ({'within' if size <= HEAVIEST else 'MISSED'})")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[2_000, 5_000, 10_000, 20_000])
    parser.add_argument("--report", type=int, default=500)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measured(given.measure, given.folder)))
        return
    with tempfile.TemporaryDirectory() as folder:
        rating(given.sizes, given.against, Path(folder))
        report(given.report, Path(folder))


if __name__ == "__main__":
    main()
