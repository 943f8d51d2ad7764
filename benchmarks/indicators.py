"""How long it takes to read an indicator table of 100 000 rows; against pandas and openpyxl reading it in the same run.

The table is synthetic. Run it with ``python benchmarks/indicators.py [ROWS]``.
"""

from __future__ import annotations

import csv
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 3
INDICATORS, GROUPS = 2_000, ("Naiset", "Miehet", "Yhteensä")
HEADER = ["Taso", "Tulos", "Mittari", "Yksikkö", "Ryhmä", "Vuosi", "Laji", "Arvo"]
MAPPING = """\
schema: 1
id: table
columns: {level: Taso, result: Tulos, indicator: Mittari, unit: Yksikkö, group: Ryhmä, period: Vuosi, kind: Laji, value: Arvo}
"""

OURS = """
import resource, sys, time
from pathlib import Path
from kunteko_eval.exchange.indicators.importing import TableOptions, new_programme
begun = time.perf_counter()
folder = Path(sys.argv[3])
done = new_programme(Path(sys.argv[1]), Path(sys.argv[2]), folder, options=TableOptions(dry_run=sys.argv[4] == "dry"))
took = time.perf_counter() - begun
told = len(done.plan.observations) + len(done.plan.targets) + len(done.plan.baselines) + len(done.plan.left)
print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, told)
"""
PANDAS = """
import resource, sys, time
import pandas as pd
begun = time.perf_counter()
path = sys.argv[1]
frame = pd.read_excel(path, engine="openpyxl") if path.endswith("xlsx") else pd.read_csv(path, sep=";", dtype=str)
took = time.perf_counter() - begun
print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(frame))
"""


def write(folder: Path, rows: int) -> tuple[Path, Path]:
    """Write a long table of actuals of several years and groups, as CSV and as Excel."""
    import xlsxwriter

    chance = random.Random(1)  # noqa: S311  (figures, not secrets)
    table = [["Seurantataulukko"], HEADER]
    number = 0
    while len(table) < rows + 2:
        name = number % INDICATORS
        year, group = 2015 + number // INDICATORS % 10, GROUPS[number // (INDICATORS * 10) % 3]
        value = f"{chance.randint(0, 99_999) / 10:,.1f}".replace(",", " ").replace(".", ",")
        kind = "Tavoite" if number // (INDICATORS * 30) else "Toteuma"
        group = "Yhteensä" if kind == "Tavoite" else group
        row = ["Tuotos", f"Tulos {name // 4}", f"Mittari {name}", "pv", group, str(year), kind, value]
        table.append(row)
        number += 1
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(table)
    book = xlsxwriter.Workbook(str(folder / "table.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet("Seuranta")
    for place, row in enumerate(table):
        sheet.write_row(place, 0, row)
    book.close()
    return path, folder / "table.xlsx"


def measure(code: str, *arguments: object) -> tuple[float, float, int]:
    """Return the median seconds, the largest peak memory in MB, and what the last run counted."""
    runs = []
    for number in range(RUNS):
        given = [str(one).replace("{run}", str(number)) for one in arguments]
        done = subprocess.run([sys.executable, "-c", code, *given], capture_output=True, text=True, check=True)
        runs.append(tuple(map(float, done.stdout.split()[:3])))
    return statistics.median(one[0] for one in runs), max(one[1] for one in runs), int(runs[-1][2])


def main() -> None:
    """Print seconds, memory and ratios."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{platform.machine()}, Python {platform.python_version()}; a synthetic table of {rows:,} rows, 8 columns")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        begun = time.perf_counter()
        paths = write(folder, rows)
        print(f"written in {time.perf_counter() - begun:.0f} s")
        (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
        for path in paths:
            theirs = measure(PANDAS, path)
            what = "openpyxl through pandas" if path.suffix == ".xlsx" else "pandas"
            print(f"{path.suffix}: {what}, read only: {theirs[0]:.1f} s, {theirs[1]:.0f} MB")
            for mode, words in (("dry", "read, understood and previewed"), ("wet", "made a programme, read back")):
                ours = measure(
                    OURS, path, folder / "mapping.yaml", folder / f"{path.suffix[1:]}-{{run}}" / "data" / "p", mode
                )
                bar = " (bar 10)" if mode == "dry" else ""
                print(f"{path.suffix}: {words}: {ours[0]:.1f} s{bar}, {ours[1]:.0f} MB; {ours[2]:,} cells told; "
                      f"{ours[0] / theirs[0]:.1f} times as long")  # fmt: skip


if __name__ == "__main__":
    main()
