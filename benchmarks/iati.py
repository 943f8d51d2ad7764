"""Benchmark of reading a large IATI file: seconds and peak memory, beside a full parse with the standard library.

``python benchmarks/iati.py`` writes a synthetic file of 100 MB, imports one activity of it and then 25, and
parses it with ``xml.etree`` as a whole, each in a process of its own and in the same run. The bar: at most 30
seconds and 500 MB. ``--megabytes N`` changes the size.
"""

from __future__ import annotations

import argparse
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- Synthetic: made by benchmarks/iati.py; nothing in it is real. -->
<iati-activities version="2.03">
"""
PERIOD = """        <period>
          <period-start iso-date="{year}-01-01"/>
          <period-end iso-date="{year}-12-31"/>
          <target value="{target}"><dimension name="sex" value="female"/></target>
          <target value="{both}"/>
          <actual value="{actual}"><comment><narrative>Counted by the made-up association.</narrative></comment></actual>
          <actual value="{half}"><dimension name="sex" value="female"/></actual>
        </period>
"""
INDICATOR = """      <indicator measure="{measure}" ascending="1">
        <title><narrative>Made-up indicator {number}</narrative><narrative xml:lang="fi">Mittari {number}</narrative></title>
        <baseline year="2014" value="0"/>
        <baseline year="2014" value="0"><dimension name="sex" value="female"/></baseline>
{periods}      </indicator>
"""
IMPORT = """
import sys
from pathlib import Path
from kunteko_eval.exchange.iati.importing import IatiChoice, import_iati
made = import_iati(Path(sys.argv[1]), Path(sys.argv[2]) / "data", Path(sys.argv[2]) / "params", IatiChoice(activities=sys.argv[3:]))
print(len(made.programmes), "programmes,", sum(len(one.entries) for one in made.notes), "entries told")
"""
PARSE = """
import sys
import xml.etree.ElementTree as tree
print(sum(1 for _ in tree.parse(sys.argv[1]).iter("actual")), "actuals")
"""


def write_file(path: Path, megabytes: int) -> int:
    """Write a synthetic file of about this size; return how many activities it has."""
    count, size = 0, 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write(HEAD)
        while size < megabytes * 1_000_000:
            size += stream.write(activity(count))
            count += 1
        stream.write("</iati-activities>\n")
    return count


def activity(number: int) -> str:
    """Return one activity: 4 results of 3 indicators with 4 years each, and 40 transactions."""
    parts = [
        f'  <iati-activity xml:lang="en" default-currency="EUR">\n    <iati-identifier>XX-BENCH-{number}</iati-identifier>\n',
        f"    <title><narrative>Made-up activity {number}</narrative></title>\n",
        '    <activity-date type="2" iso-date="2015-01-01"/>\n',
    ]
    for index in range(40):
        parts.append(
            '    <transaction><transaction-type code="3"/><transaction-date iso-date="2016-01-01"/>'
            f'<value value-date="2016-01-01">{number * index}</value></transaction>\n'
        )
    for result in range(4):
        parts.append(
            f'    <result type="{result % 3 + 1}">\n      <title><narrative>Result {result}</narrative></title>\n'
        )
        for indicator in range(3):
            periods = "".join(
                PERIOD.format(
                    year=2015 + year,
                    target=50 + year,
                    both=100 + year,
                    actual=f"{(number + year) % 90}.5" if indicator == 1 else 80 + year,
                    half=40 + year,
                )
                for year in range(4)
            )
            parts.append(
                INDICATOR.format(measure=2 if indicator == 1 else 1, number=f"{result}.{indicator}", periods=periods)
            )
        parts.append("    </result>\n")
    return "".join([*parts, "  </iati-activity>\n"])


def measured(code: str, *arguments: str) -> tuple[float, float, float, str]:
    """Return the seconds, those of the processor and the peak memory in bytes of a child, and what it printed."""
    start, before = time.perf_counter(), _processor()
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)
    watched, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        try:
            peak = max(peak, watched.memory_info().rss)
        except psutil.NoSuchProcess:
            break
        time.sleep(0.01)
    seconds = time.perf_counter() - start
    told = process.communicate()[0].strip()
    if process.returncode:
        raise SystemExit(f"failed: {arguments}")
    return seconds, _processor() - before, float(peak), told


def _processor() -> float:
    """Return the processor's seconds of all children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    size = parser.parse_args().megabytes
    folder = Path(tempfile.mkdtemp(prefix="iati-benchmark-"))
    try:
        file = folder / "synthetic.xml"
        count = write_file(file, size)
        print(f"{file.stat().st_size / 1e6:.0f} MB, {count} activities; Python {platform.python_version()}")
        middle = [f"XX-BENCH-{number}" for number in range(count // 2, count // 2 + 25)]
        rows = [
            ("import of 1 activity", *measured(IMPORT, str(file), str(folder / "one"), middle[0])),
            ("import of 25 activities", *measured(IMPORT, str(file), str(folder / "many"), *middle)),
            ("xml.etree, the whole file", *measured(PARSE, str(file))),
        ]
        whole = rows[-1]
        for name, seconds, busy, peak, told in rows:
            ratio = f"{busy / whole[2]:.2f} of the processor's time, {peak / whole[3]:.2f} of the memory"
            print(f"{name:28} {seconds:6.1f} s, {busy:5.1f} s busy {peak / 1e6:6.0f} MB   {ratio}   ({told})")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
