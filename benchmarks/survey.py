"""How long it takes to count a survey of a million respondents, and how much memory; against pandas in the same run.

The respondents are synthetic. Run it with ``python benchmarks/survey.py [RESPONDENTS]``.
"""

from __future__ import annotations

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

IMPORT = """
import resource, sys, time
from pathlib import Path
from kunteko_eval.exchange.survey.importing import import_survey
begun = time.perf_counter()
done = import_survey(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), dry_run=True)
took = time.perf_counter() - begun
print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, done.counted.respondents)
"""
PANDAS = """
import resource, sys, time
import pandas as pd
begun = time.perf_counter()
frame = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
for number in range(20):
    frame.groupby(["role", f"q{number}"]).size()
took = time.perf_counter() - begun
print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(frame))
"""


def prepare(folder: Path, respondents: int) -> None:
    """Write a synthetic export, its mapping and a programme that has what the mapping names."""
    made = Path(shutil.copytree(ROOT / "data" / "soteliiderit", folder / "soteliiderit"))
    sources = made / "sources.yaml"
    words = "{fi: keksitty, sv: påhittad, en: synthetic}"
    entry = f"collections:\n  - {{id: survey, label: {words}, type: participants, bias: some, bias_reason: {words}}}\n"
    sources.write_text(sources.read_text(encoding="utf-8").replace("collections:\n", entry, 1), encoding="utf-8")
    with (made / "indicators.csv").open("a", encoding="utf-8") as file:
        for number in range(QUESTIONS):
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


def measure(code: str, *arguments: Path) -> tuple[float, float]:
    """Return the median seconds and the largest peak memory in MB of several runs of a program."""
    runs = []
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=True
        )
        runs.append(tuple(map(float, done.stdout.split()[:2])))
    return statistics.median(one[0] for one in runs), max(one[1] for one in runs)


def main() -> None:
    """Print seconds, memory and ratios."""
    respondents = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        begun = time.perf_counter()
        prepare(folder, respondents)
        print(f"{platform.machine()}, Python {platform.python_version()}; {respondents:,} synthetic respondents, "
              f"{QUESTIONS} questions, written in {time.perf_counter() - begun:.0f} s")  # fmt: skip
        ours = measure(IMPORT, folder / "export.csv", folder / "mapping.yaml", folder / "soteliiderit")
        theirs = measure(PANDAS, folder / "export.csv")
    print(f"read, checked, counted and protected: {ours[0]:.1f} s (bar 10), {ours[1]:.0f} MB (bar 1500)")
    print(f"pandas, read and counted only:        {theirs[0]:.1f} s, {theirs[1]:.0f} MB")
    print(f"ratio: {ours[0] / theirs[0]:.2f} of the time, {ours[1] / theirs[1]:.2f} of the memory")


if __name__ == "__main__":
    main()
