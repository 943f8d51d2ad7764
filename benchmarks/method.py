"""How long the method takes: KunTeko, and a synthetic chain of up to 2 000 elements.

Run ``python benchmarks/method.py``. Times are medians of five runs after import, on fresh objects, so
that nothing is remembered from the run before. Bars are those that the method was commissioned with. All draws of the
largest chain are made once, in a process of their own; ``--against PATH`` makes them in another checkout too, and
measures nothing else.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import os
import platform
import random
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from made_up import NOW, THEN, made_up

from kunteko_eval.method.agreement import agreement
from kunteko_eval.method.assess import Assessment, assess
from kunteko_eval.method.change import change
from kunteko_eval.method.robustness import robustness_of
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.judgement import RatingName, Score
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.screening.register import suspicions
from kunteko_eval.screening.structure import odd_places

ROOT = Path(__file__).parents[1]
RUNS = 5
SIZES = (200, 500, 1000, 2000)
SCORERS = ("first", "second", "third", "fourth")
SCALE: tuple[RatingName, ...] = ("green", "yellow", "red", "none-demonstrated")
DAY = datetime.date(2026, 11, 21)
T = TypeVar("T")


ALL_DRAWS = """
import json, resource, sys, time
from pathlib import Path
sys.path.insert(0, "benchmarks")
from made_up import NOW, made_up
from kunteko_eval.method.assess import assess
from kunteko_eval.method.robustness import robustness_of
from kunteko_eval.reading.rubric_reader import read_rubric
assessment = assess(made_up(int(sys.argv[1])), NOW, read_rubric(Path("params", "rubric.yaml")))
clock, processor = time.perf_counter(), time.process_time()
drawn = robustness_of(assessment)
took = time.perf_counter() - clock, time.process_time() - processor
print(json.dumps([*took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
"""Prints the seconds on the clock and of the processor that all draws take, and the process's peak memory in MB."""


def main() -> None:
    """Measure, and print one table a chain."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, metavar="PATH", help="a checkout to compare all draws with")
    against = parser.parse_args().against
    if against is not None:
        print(machine())
        before, after = all_draws(against), all_draws(ROOT)
        print(f"processor seconds before and after: {before:.1f}, {after:.1f}; ratio {before / after:.2f}")
        return
    rubric = read_rubric(ROOT / "params" / "rubric.yaml")
    print(machine())
    print(f"Medians of {RUNS} runs, in seconds.\n")
    kunteko(rubric)
    synthetic(rubric)
    all_draws(ROOT)


def all_draws(checkout: Path) -> float:
    """Measure all draws of the largest chain in a checkout; return the processor's seconds."""
    command = [sys.executable, "-c", ALL_DRAWS, str(SIZES[-1])]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    told = subprocess.run(command, cwd=checkout, env=environment, check=True, capture_output=True, text=True).stdout
    clock, processor, memory = json.loads(told)
    print(f"\n{SIZES[-1]} elements, all draws, in {checkout}")
    row("seconds on the clock", clock, 30.0)
    row("seconds of the processor", processor)
    row("peak memory of the process, MB", memory, 1000.0)
    return float(processor)


def machine() -> str:
    """Return what the numbers were measured on, and how busy it was."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    processor = platform.processor() or platform.machine()
    return f"{processor}, {os.cpu_count()} cores{load}, {platform.system()}, Python {platform.python_version()}"


def median_time(make: Callable[[], T], run: Callable[[T], object]) -> float:
    """Return the median time of `run`, each time on what `make` makes anew outside the clock."""
    return statistics.median(once(make, run) for _ in range(RUNS))


def once(make: Callable[[], T], run: Callable[[T], object]) -> float:
    """Return the time of `run` on what `make` makes outside the clock."""
    made = make()
    start = time.perf_counter()
    run(made)
    return time.perf_counter() - start


def fresh(programme: ProgrammeData) -> ProgrammeData:
    """Return the programme without anything that it has looked up before."""
    return replace(programme, chain=replace(programme.chain))


def row(what: str, seconds: float, bar: float | None = None) -> None:
    """Print a row of a table."""
    verdict = "" if bar is None else f"{bar:8.1f}  {'within' if seconds <= bar else 'MISSED'}"
    print(f"{what:<58}{seconds:9.3f}{verdict}")


def kunteko(rubric: Rubric) -> None:
    """Measure the first real programme, with scores of four evaluators made up for all of its elements."""
    programme = read_programme(ROOT / "data" / "kunteko")
    chance = random.Random(1)  # noqa: S311 – not for secrets
    scores = tuple(
        Score(element=element.id, period=NOW, scorer=scorer, score=chance.choice(SCALE), date=DAY)
        for element in programme.chain.elements
        for scorer in SCORERS
    )

    def rate(one: ProgrammeData) -> Assessment:
        before, after = assess(one, one.periods[THEN], rubric), assess(one, NOW, rubric)
        change(before, after)
        odd_places(one.chain)
        agreement(scores, rubric.scale, seed=rubric.seed)
        return after

    count = len(programme.chain.elements)
    print(f"KunTeko: {count} elements, {len(programme.chain.links)} links, {len(programme.observations)} observations")
    row("reading the folder", median_time(lambda: ROOT / "data" / "kunteko", read_programme))
    row("one period rated, with pathways", median_time(lambda: fresh(programme), lambda one: assess(one, NOW, rubric)))
    row("two periods, change, agreement: all but robustness", median_time(lambda: fresh(programme), rate), 0.2)
    draws = f"{rubric.draws:,}".replace(",", " ")
    row("warnings", median_time(lambda: fresh(programme), lambda one: suspicions(one, rubric)), 0.05)
    row(f"robustness, {draws} draws", median_time(lambda: assess(fresh(programme), NOW, rubric), robustness_of), 0.5)
    print()


def synthetic(rubric: Rubric) -> None:
    """Measure synthetic chains of growing size, and the memory that the largest takes."""
    fewer = replace(rubric, draws=1000)
    programmes = {size: made_up(size) for size in SIZES}
    # All sizes in turn, five times over, so that what else the machine does is spread over all of them.
    rounds = [[times(one, fewer) for one in programmes.values()] for _ in range(RUNS)]
    rated, drawn = (
        {size: statistics.median(turn[place][which] for turn in rounds) for place, size in enumerate(SIZES)}
        for which in (0, 1)
    )
    programme = programmes[SIZES[-1]]
    counts = f"{len(programme.chain.links)} links, {len(programme.observations)} observations"
    print(f"Synthetic chain: {SIZES[-1]} elements, {counts}, {len(programme.findings)} findings")
    row("rated, with pathways", rated[SIZES[-1]], 3.0)
    row("robustness, 1 000 draws", drawn[SIZES[-1]], 10.0)
    row("warnings, without targets", median_time(lambda: fresh(programme), suspicions), 1.0)
    print("\nGrowth: seconds, and seconds / (n log n) relative to the smallest chain")
    print(f"{'elements':>10}{'rated':>12}{'relative':>10}{'1 000 draws':>14}{'relative':>10}")
    for size in SIZES:
        print(f"{size:>10}{rated[size]:>12.3f}{relative(rated, size):>10.2f}", end="")
        print(f"{drawn[size]:>14.3f}{relative(drawn, size):>10.2f}")
    print(f"\nPeak memory that Python and NumPy took for {SIZES[-1]} elements, in MB")
    print(f"{'the programme itself':<58}{peak(lambda: made_up(SIZES[-1])):9.1f}")
    print(f"{'rating it':<58}{peak(lambda: assess(fresh(programme), NOW, fewer)):9.1f}")
    assessment = assess(programme, NOW, fewer)
    print(f"{'1 000 draws':<58}{peak(lambda: robustness_of(assessment)):9.1f}")


def times(programme: ProgrammeData, rubric: Rubric) -> tuple[float, float]:
    """Return the seconds that rating a synthetic programme takes, and its draws."""
    rated = once(lambda: fresh(programme), lambda one: assess(one, NOW, rubric))
    return rated, once(lambda: assess(fresh(programme), NOW, rubric), robustness_of)


def relative(seconds: dict[int, float], size: int) -> float:
    """Return the time per n log n, relative to that of the smallest chain; 1 or less is growth as n log n."""
    return seconds[size] / seconds[SIZES[0]] * SIZES[0] * math.log(SIZES[0]) / (size * math.log(size))


def peak(run: Callable[[], object]) -> float:
    """Return the greatest memory allocated while running, in MB."""
    tracemalloc.start()
    run()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


if __name__ == "__main__":
    main()
