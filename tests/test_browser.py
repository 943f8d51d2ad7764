"""The report in a real browser: no network, every figure drawn, accessible, readable on a phone and in print."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from kunteko_eval.run.index import write_index
from kunteko_eval.run.plan import Run
from kunteko_eval.run.report import make_report

ROOT = Path(__file__).parents[1]
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return KunTeko 2018–2020's report, made once."""
    output = tmp_path_factory.mktemp("reports")
    path = make_report(
        Run(programme="kunteko", period="2018-2020", language="fi"), ROOT / "data", ROOT / "params", output
    )
    write_index(output)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a running Chromium; without one these tests fail, they are never skipped."""
    assert CHROMIUM, f"no Chromium on the path {os.environ.get('PATH')}"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


def _open(browser: Browser, path: Path, log: list[str], width: int = 1280, height: int = 900, **more: Any) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, offline=True, **more).new_page()
    page.on("request", lambda request: log.append(request.url))
    page.on("console", lambda message: log.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: log.append(f"error: {error}"))
    page.goto(path.as_uri())
    if more.get("java_script_enabled", True) and path.name.startswith("report"):
        page.wait_for_selector("html[data-figures=drawn]", timeout=60_000)
    return page


def test_every_figure_is_drawn_without_a_network(report: Path, browser: Browser) -> None:
    """With the network cut off all figures are drawn; nothing is requested but the file, nothing is complained of."""
    log: list[str] = []
    page = _open(browser, report, log)
    assert log == [report.as_uri()]
    places = page.query_selector_all(".canvas")
    assert len(places) >= 5
    assert all(place.query_selector(".main-svg .trace, .main-svg .barlayer") for place in places)
    assert page.evaluate("document.querySelectorAll('.canvas:not([data-drawn=yes])').length") == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(report: Path, browser: Browser, width: int) -> None:
    """axe-core finds no violation (WCAG A and AA, best practice) on the desktop and on a phone, boxes opened."""
    page = _open(browser, report, [], width=width)
    page.evaluate("document.querySelectorAll('details').forEach((part, index) => { part.open = index < 12 })")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_axe_finds_nothing_in_the_index(report: Path, browser: Browser) -> None:
    """axe-core finds no violation in the index of all reports."""
    found = Axe().run(_open(browser, report.parents[2] / "index.html", []))
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_the_page_reflows(report: Path, browser: Browser, width: int) -> None:
    """On a narrow screen the page itself never scrolls sideways; wide figures and tables scroll in their frames."""
    page = _open(browser, report, [], width=width, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_texts_stay_inside_their_boxes(report: Path, browser: Browser) -> None:
    """On the chain map every line of text lies within some box or above the boxes as a heading."""
    page = _open(browser, report, [])
    outside = page.evaluate(
        """() => {
            const map = document.getElementById('figure-chain-map');
            const boxes = [...map.querySelectorAll('.fills path, .scatterlayer .trace path.js-fill')]
                .map((path) => path.getBoundingClientRect()).filter((box) => box.width > 100);
            const texts = [...map.querySelectorAll('.annotation text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
            const top = Math.min(...boxes.map((box) => box.top));
            return texts.filter(([, text]) => text.bottom > top + 2 && !boxes.some((box) =>
                text.left >= box.left - 1 && text.right <= box.right + 1 && text.top >= box.top - 1 && text.bottom <= box.bottom + 1,
            )).map(([words]) => words).concat(boxes.length < 29 ? [`only ${boxes.length} boxes`] : []);
        }"""
    )
    assert outside == []


def test_a_box_opens_with_the_keyboard(report: Path, browser: Browser) -> None:
    """A box of the list can be reached and opened with the keyboard, and the focus can be seen."""
    page = _open(browser, report, [])
    page.focus("#element-services > summary")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    assert page.evaluate("document.getElementById('element-services').open")
    assert outline != "none"
    assert "saavutus" in page.inner_text("#element-services")


def test_without_javascript_the_numbers_are_there(report: Path, browser: Browser) -> None:
    """Without JavaScript each figure still has its text equivalent and its table."""
    page = _open(browser, report, [], java_script_enabled=False)
    assert len(page.query_selector_all("figure .told")) == len(page.query_selector_all("figure"))
    assert all(table.query_selector("caption") for table in page.query_selector_all("figure table"))


def test_print_shows_the_reasons(report: Path, browser: Browser, tmp_path: Path) -> None:
    """Printed, the reasons of the boxes are on paper though they were closed on the screen."""
    page = _open(browser, report, [])
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.is_visible("#element-services .reasons")
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True, print_background=True)
    assert (tmp_path / "report.pdf").stat().st_size > 100_000
