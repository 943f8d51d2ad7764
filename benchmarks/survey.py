"""How long it takes to count a survey of a million respondents, and how much memory; against pandas in the same run.

The respondents are synthetic. They are counted plainly, and with what costs more: a weight, a filter, a mark of each
respondent of whom the last answers count, and 20 questions of which two may be answered several times. Seconds on the
clock depend on what else the machine does; seconds of the processor are of all its cores together. Run it with
``python benchmarks/survey.py [RESPONDENTS]``.
"""

from __future__ import annotations

import itertools
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUESTIONS, RUNS = 20, 3
ANSWERS = ("Agree", "Partly agree", "Partly disagree", "Disagree", "Cannot say", "")
ROLES = ("leaders", "group-members", "")
SINGLE = QUESTIONS - 2
"""How many of the questions of the wide survey have one answer."""
OPTIONS = ("Coaching", "Peers", "Reading", "Visits", "Nothing")

IMPORT = """
import resource, sys, time
from pathlib import Path
from kunteko_eval.exchange.survey.importing import import_survey
begun, cpu = time.perf_counter(), time.process_time()
done = import_survey(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), dry_run=True)
took, worked = time.perf_counter() - begun, time.process_time() - cpu
print(took, worked, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, done.counted.respondents)
"""
PANDAS = """
import resource, sys, time
import pandas as pd
begun, cpu = time.perf_counter(), time.process_time()
frame = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
for number in range(20):
    frame.groupby(["role", f"q{number}"]).size()
took, worked = time.perf_counter() - begun, time.process_time() - cpu
print(took, worked, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(frame))
"""


def prepare(folder: Path, respondents: int) -> None:
    """Write a synthetic export, its mapping and a programme that has what the mapping names."""
    made = Path(shutil.copytree(ROOT / "data" / "soteliiderit", folder / "soteliiderit"))
    sources = made / "sources.yaml"
    words = "{fi: keksitty, sv: påhittad, en: synthetic}"
    entry = f"collections:\n  - {{id: survey, label: {words}, type: participants, bias: some, bias_reason: {words}}}\n"
    sources.write_text(sources.read_text(encoding="utf-8").replace("collections:\n", entry, 1), encoding="utf-8")
    with (made / "indicators.csv").open("a", encoding="utf-8") as file:
        for number in range(QUESTIONS + 2 * len(OPTIONS)):
            file.write(f"q{number},keksitty,påhittad,synthetic,percent,effects,perceived,level,more,,,\n")
    head = [
        "schema: 1", "id: synthetic", "programme: soteliiderit", "source: survey", "document: kt-2019",
        "place: synthetic", 'period: "2019"', "all: all", "groups:",
        "  - {column: role, values: {leaders: leaders, group-members: group-members}}", "questions:",
    ]  # fmt: skip
    scale = "answers: {Agree: 4, Partly agree: 3, Partly disagree: 2, Disagree: 1}, cannot_say: [Cannot say]"
    questions = [f"  - {{column: q{n}, indicator: q{n}, {scale}, positive: [3, 4]}}" for n in range(QUESTIONS)]
    (folder / "mapping.yaml").write_text("\n".join([*head, *questions]) + "\n", encoding="utf-8")
    chance = random.Random(1)  # noqa: S311  (answers, not secrets)
    with (folder / "export.csv").open("w", encoding="utf-8") as file:
        file.write(",".join(["id", "role", *(f"q{n}" for n in range(QUESTIONS))]) + "\n")
        for number in range(respondents):
            file.write(f"{number},{chance.choice(ROLES)},{','.join(chance.choices(ANSWERS, k=QUESTIONS))}\n")


def prepare_wide(folder: Path, respondents: int) -> None:
    """Write a synthetic export with weights, marks and two questions of several answers, and its mapping."""
    head = [
        "schema: 1", "id: synthetic", "programme: soteliiderit", "source: survey", "document: kt-2019",
        "place: synthetic", 'period: "2019"', "respondent: id", "keep: last", "where: {status: complete}",
        "weight: weight", "all: all", "groups:",
        "  - {column: role, values: {leaders: leaders, group-members: group-members}}", "scales:",
        "  agree: {answers: {Agree: 4, Partly agree: 3, Partly disagree: 2, Disagree: 1}, cannot_say: [Cannot say]}",
        "questions:", "  - columns: {" + ", ".join(f"q{n}: q{n}" for n in range(SINGLE)) + "}",
        "    scale: agree", "    positive: [3, 4]",
    ]  # fmt: skip
    for place in range(2):
        first = SINGLE + place * (len(OPTIONS) - 1)
        options = ", ".join(f"{option}: q{first + n}" for n, option in enumerate(OPTIONS[:-1]))
        head.append(f"  - {{column: m{place}, separator: ';', options: {{{options}}}, other: [Nothing]}}")
    (folder / "wide.yaml").write_text("\n".join(head) + "\n", encoding="utf-8")
    chance = random.Random(2)  # noqa: S311  (answers, not secrets)
    cells = [";".join(one) for size in (1, 2, 3) for one in itertools.combinations(OPTIONS[:-1], size)]
    cells += ["Nothing", ""]
    single, several = [f"q{n}" for n in range(SINGLE)], ["m0", "m1"]
    with (folder / "wide.csv").open("w", encoding="utf-8") as file:
        file.write(",".join(["id", "status", "weight", "role", *single, *several]) + "\n")
        for number in range(respondents):
            start = f"{number % (respondents - respondents // 50)},{'complete' if number % 20 else 'test'}"
            answers = chance.choices(ANSWERS, k=SINGLE) + chance.choices(cells, k=2)
            file.write(f"{start},{chance.uniform(0.2, 3):.4f},{chance.choice(ROLES)},{','.join(answers)}\n")


def measure(code: str, *arguments: Path) -> tuple[float, float, float]:
    """Return the median seconds, on the clock and of the processor, and the largest peak memory in MB of several runs."""
    runs = []
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=True
        )
        runs.append(tuple(map(float, done.stdout.split()[:3])))
    clock, processor, memory = zip(*runs, strict=True)
    return statistics.median(clock), statistics.median(processor), max(memory)


def told(name: str, measured: tuple[float, float, float], bars: str = "") -> str:
    """Return a line of what was measured."""
    clock, processor, memory = measured
    return f"{name:<48}{clock:6.1f} s, {processor:6.1f} s of the processor, {memory:5.0f} MB{bars}"


def main() -> None:
    """Print seconds, memory and ratios."""
    respondents = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        begun = time.perf_counter()
        prepare(folder, respondents)
        prepare_wide(folder, respondents)
        print(f"{platform.machine()}, Python {platform.python_version()}; {respondents:,} synthetic respondents, "
              f"{QUESTIONS} questions, written in {time.perf_counter() - begun:.0f} s")  # fmt: skip
        ours = measure(IMPORT, folder / "export.csv", folder / "mapping.yaml", folder / "soteliiderit")
        wide = measure(IMPORT, folder / "wide.csv", folder / "wide.yaml", folder / "soteliiderit")
        theirs = measure(PANDAS, folder / "export.csv")
    print(told("read, checked, counted and protected", ours, " (bars 10 s, 1500 MB)"))
    print(told("the same with weights, marks and several answers", wide, " (bars 10 s, 1500 MB)"))
    print(told("pandas, read and counted only", theirs))
    print(f"ratio: {ours[0] / theirs[0]:.2f} of the time, {ours[2] / theirs[2]:.2f} of the memory")


if __name__ == "__main__":
    main()
