"""The workbench in JupyterLab in Chromium: from a change to the repainted chain.

    python benchmarks/workbench.py [--changes 30] [--programme kunteko] [--period 2018-2020]

A JupyterLab server of its own is started, `notebooks/workbench.ipynb` is run, and its fields are changed one after the
other: cut-points, an expectation and a figure, each to a value that was not there before. Measured in the page, from
the event of the changed field to the frame in which the chain stands repainted; beside it, what rating again takes in
Python alone. The aim is a median of 0.2 s.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from kunteko_eval.report.language import Language
from kunteko_eval.workbench.changes import SetCutPoint
from kunteko_eval.workbench.desk import TrialDesk
from kunteko_eval.workbench.state import Recorded

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from lab import Lab, opened, running_server  # noqa: E402  (the server of the tests, which stand beside the package)

AIM = 0.2
"""Seconds that the median may take."""

CHANGE = """async ([selector, value]) => {
    const root = document.querySelector(".kw");
    const until = (true_) => new Promise((resume) => {
        const look = () => (true_() ? resume() : setTimeout(look, 1));
        look();
    });
    await until(() => root.dataset.done === root.dataset.asked);
    const field = root.querySelector(selector);
    const start = performance.now();
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    const asked = root.dataset.asked;
    await until(() => root.dataset.painted === asked);
    await new Promise((resume) => requestAnimationFrame(() => setTimeout(resume)));
    const taken = performance.now() - start;
    await until(() => root.dataset.done === asked);
    return [taken, performance.now() - start];
}"""
"""Change a field and return the milliseconds until the chain is repainted, and until all else is told too."""


def fields(page: Page) -> list[str]:
    """Return the selectors of the fields that are changed: two cut-points, an expectation and a figure."""
    page.click(".kw [data-tab=rules]")
    names = page.locator(".kw input[type=number][data-rule]").evaluate_all("all => all.map((one) => one.dataset.rule)")
    expectation = next(name for name in names if name.startswith("expected "))
    page.click(".kw [data-tab=evidence]")
    page.select_option(".kw [role=tabpanel]:not([hidden]) select", "all")
    page.wait_for_selector(".kw [data-column=value]")
    row = str(page.locator(".kw [data-column=value]").first.get_attribute("data-row"))
    rules = [f"input[type=number][data-rule='{name}']" for name in ("cut green", "cut yellow", expectation)]
    return [*rules, f"[data-row='{row}'][data-column=value]"]


def measured(page: Page, count: int) -> list[tuple[float, float]]:
    """Change the fields in turn and return the seconds of each change."""
    chosen = fields(page)
    first = [float(page.locator(f".kw {one}").input_value()) for one in chosen]
    found = []
    for number in range(count):
        at, step = number % len(chosen), number // len(chosen) + 1
        value = first[at] * (1 + (0.002 if at < 2 else 0.01) * step)
        shown = f"{value:.4f}" if first[at] < 2 else f"{min(first[at] - step, value):.0f}"
        painted, told = page.evaluate(CHANGE, [chosen[at], shown])
        found.append((painted / 1000, told / 1000))
    return found


def in_python(programme: str, period: str, count: int) -> list[tuple[float, float]]:
    """Return the seconds of rating again in this process, without a notebook, and of the processor at work on it."""
    recorded = Recorded.read(ROOT / "data" / programme, ROOT / "params" / "rubric.yaml")
    desk = TrialDesk(recorded, period, Language("fi"))
    found = []
    for step in range(count):
        change = SetCutPoint(colour="green", value=0.9 + step / 1000)
        start, worked = time.perf_counter(), time.process_time()
        desk.apply(change)
        found.append((time.perf_counter() - start, time.process_time() - worked))
    return found


def spread(seconds: Sequence[float]) -> str:
    """Return median, 95th percentile and the greatest, in milliseconds."""
    high = statistics.quantiles(seconds, n=20)[-1]
    return (
        f"median {statistics.median(seconds) * 1000:.0f} ms, 95th percentile {high * 1000:.0f} ms, "
        f"longest {max(seconds) * 1000:.0f} ms"
    )


def machine(lab: Lab) -> str:
    """Return what it was measured on, and how busy that was."""
    model, told = platform.processor() or platform.machine(), Path("/proc/cpuinfo")
    named = (
        [line for line in told.read_text("utf-8").splitlines() if line.startswith("model name")]
        if told.exists()
        else []
    )
    model = named[0].partition(": ")[2] if named else model
    memory = psutil.virtual_memory().total / 2**30
    load = psutil.getloadavg()[0]
    browser = lab.page.context.browser.version if lab.page.context.browser else "?"
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, load {load:.1f} when it began; "
        f"Python {platform.python_version()}, Chromium {browser}"
    )


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code says whether the aim was met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=30)
    parser.add_argument("--programme", default="kunteko")
    parser.add_argument("--period", default="2018-2020")
    options = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder) / "root") as server,
        sync_playwright() as playwright,
        opened(server, playwright) as lab,
    ):
        print(machine(lab))
        tab = lab.open("project/notebooks/workbench.ipynb")
        source = str(tab.cells()[0]["source"])
        source = source.replace('"kunteko"', f'"{options.programme}"').replace('"2018-2020"', f'"{options.period}"')
        tab.edit(0, source)
        tab.run_all()
        lab.page.wait_for_selector(".kw a.box")
        found = measured(lab.page, options.changes)
    painted = [one for one, _ in found]
    print(f"{options.programme} {options.period}, {len(found)} changes")
    print(f"to the repainted chain: {spread(painted)}")
    print(f"to the last word of it: {spread([one for _, one in found])}")
    alone = in_python(options.programme, options.period, options.changes)
    print(f"rating in Python alone: {spread([one for one, _ in alone])}")
    print(f"  of the processor: {spread([one for _, one in alone])}")
    met = statistics.median(painted) <= AIM
    print(f"aim of {AIM * 1000:.0f} ms for the median: {'met' if met else 'missed'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
