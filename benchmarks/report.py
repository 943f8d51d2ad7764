"""The report in a browser: size, requests, axe-core violations, and the time until all figures are there.

    python benchmarks/report.py [--reports DIR] [--slower 4] [--rounds 5]

The reports of KunTeko 2018–2020 are made afresh, or taken from a folder of reports that is there. Times are
medians with the least and greatest, measured from the start of navigation with the processor throttled:

- *text*: the first text or picture is on the screen (first contentful paint);
- *figures*: every figure of the main text is laid out, and the frame with them is drawn; those of closed annexes wait.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from kunteko_eval.batch.make_report import make_report
from kunteko_eval.pdf.converting import NoBrowser, find_browser
from kunteko_eval.report.job import Job, Task

ROOT = Path(__file__).parents[1]
PROGRAMME, PERIOD = "kunteko", "2018-2020"
LANGUAGES = ("fi", "sv", "en")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOOKS = [(width, scheme) for width in (1280, 390) for scheme in SCHEMES]

WATCH = """
const look = () => {
    const figures = [...document.querySelectorAll("main > section figure .still svg")];
    const places = figures.map((one) => one.getBoundingClientRect().height);
    if (document.readyState !== "loading" && places.length && places.every(Boolean)) {
        requestAnimationFrame(() => setTimeout(() => { document.documentElement.dataset.seen = performance.now(); }));
    } else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
HEAVIEST = 650_000
"""Most bytes that a report without plotly.js may have."""
SCROLL = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 500) {
        scrollTo(0, y);
        await new Promise((resume) => requestAnimationFrame(() => setTimeout(resume, 20)));
    }
}"""


def made(given: Path | None) -> Iterator[Path]:
    """Yield the folder of the reports: the given one, or a new one that goes away afterwards."""
    if given is not None:
        yield given.resolve() / PROGRAMME / PERIOD
        return
    with tempfile.TemporaryDirectory() as folder:
        for language in LANGUAGES:
            run = Job(programme=PROGRAMME, period=PERIOD, language=language)
            make_report(Task(job=run, data=ROOT / "data", params=ROOT / "params", output=Path(folder)))
        yield Path(folder) / PROGRAMME / PERIOD


def looked_at(browser: Browser, report: Path) -> tuple[int, int]:
    """Return how many requests a reader's whole walk through a report makes, and how many violations axe finds."""
    asked, violations = [], 0
    for width, scheme in LOOKS:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(report.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((part, at) => { part.open = at < 12 })")
        page.evaluate(SCROLL)
        violations += Axe().run(page).violations_count
        context.close()
    return len([url for url in asked if url != report.as_uri()]), violations


def timed(browser: Browser, report: Path, slower: float) -> tuple[float, float]:
    """Return the milliseconds to the first text, and to the frame in which every figure of the main text is there."""
    page = _opened(browser, report.as_uri(), slower)
    page.wait_for_selector("html[data-seen]", timeout=60_000)
    seen = float(page.evaluate("document.documentElement.dataset.seen"))
    page.wait_for_timeout(300)  # The page forbids eval, by which Playwright would wait for anything but elements.
    first = float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    page.context.close()
    return first, seen


def _opened(browser: Browser, address: str, slower: float) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True).new_page()
    page.add_init_script(WATCH)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    return page


def written(times: Iterable[float]) -> str:
    """Return a median with its least and greatest, in seconds."""
    found = sorted(one / 1000 for one in times)
    return f"{statistics.median(found):.2f} s ({found[0]:.2f}–{found[-1]:.2f})"


def main() -> int:
    """Print what each language's report does; end with 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=Path, help="a folder of reports that is there")
    parser.add_argument("--slower", type=float, default=4, help="by how much the processor is throttled")
    parser.add_argument("--rounds", type=int, default=5, help="how many times each time is measured")
    given = parser.parse_args()
    try:
        program = find_browser()
    except NoBrowser as error:
        print(error, file=sys.stderr)
        return 1
    missed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        print(f"Chromium {browser.version}, processor throttled to 1/{given.slower:g}, medians of {given.rounds}")
        for folder in made(given.reports):
            for language in LANGUAGES:
                report = folder / f"report.{language}.html"
                size = report.stat().st_size
                times = [timed(browser, report, given.slower) for _ in range(given.rounds)]
                told = f"text {written(one for one, _ in times)}, figures {written(one for _, one in times)}"
                print(f"{language}: {size / 1e6:.2f} MB, {told}", flush=True)
                requests, violations = looked_at(browser, report)
                print(f"{language}: {requests} requests, {violations} axe violations in {len(LOOKS)} looks", flush=True)
                missed += size > HEAVIEST or requests > 0 or violations > 0
        browser.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
