"""The report in a real browser: no network, every figure drawn, accessible, readable on a phone and in print."""

from __future__ import annotations

import csv
import itertools
import json
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from chromium import CHROMIUM, FLAGS
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Browser, Page, sync_playwright
from ruamel.yaml import YAML
from workshop import SOAK, Copier

from kunteko_eval.batch.make_report import make_report
from kunteko_eval.method.rating import Rating
from kunteko_eval.report.face import read_face
from kunteko_eval.report.index import write_index
from kunteko_eval.report.job import Job, Task
from kunteko_eval.report.own_texts import OwnText
from kunteko_eval.report.page import PageSettings
from kunteko_eval.report.page import page as page_of
from kunteko_eval.report.style import FILL, luminance

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, copied_reports: Copier) -> Path:
    """Return KunTeko 2018–2020's Finnish report, made once, with the other languages, another programme and the index."""
    output = tmp_path_factory.mktemp("reports")
    other = Job(programme="soteliiderit", period="2019", language="fi")
    whole = [Job(programme="kunteko", period="2018-2020", language=language) for language in ("en", "sv", "fi")]
    path = copied_reports(output, other, *whole)
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


@pytest.fixture(autouse=True)
def _closed_afterwards(browser: Browser) -> Iterator[None]:
    """Close every page that a test has opened, so that none takes time from the next."""
    yield
    for context in browser.contexts:
        context.close()


def _open(browser: Browser, path: Path, log: list[str], width: int = 1280, height: int = 900, **more: Any) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, offline=True, **more).new_page()
    page.on("request", lambda request: log.append(request.url))
    page.on("console", lambda message: log.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: log.append(f"error: {error}"))
    page.on("dialog", lambda dialog: log.append(f"dialog: {dialog.message}"))
    page.goto(path.as_uri())
    return page


@pytest.fixture(scope="module")
def interactive(report: Path) -> Path:
    """Return a page of the report's executed chapters with figures, which carries plotly.js."""
    return _interactive(report, ("04_services", "05_voices"))


def _interactive(report: Path, chapters: tuple[str, ...]) -> Path:
    """Write a page of some executed chapters of a report, which carries plotly.js, beside it."""
    notebooks = [
        (name, nbformat.read(report.parent / "notebooks" / f"{name}.fi.ipynb", as_version=4)) for name in chapters
    ]
    made = report.parent / "interactive.html"
    settings = PageSettings(title="KunTeko", subtitle="", language="fi", interactive=True)
    made.write_text(page_of(notebooks, settings), encoding="utf-8")
    return made


def _open_annexes(page: Page) -> None:
    """Open every annex, in which the evidence stands."""
    page.evaluate("document.querySelectorAll('details.annex').forEach((one) => { one.open = true; })")


def _draw_all(page: Page) -> None:
    """Scroll through an interactive page, so that every figure comes near the window, and wait until all are drawn."""
    page.evaluate(
        """async () => {
            for (let y = 0; y < document.body.scrollHeight; y += 600) {
                scrollTo(0, y);
                await new Promise((resume) => requestAnimationFrame(() => setTimeout(resume, 20)));
            }
            scrollTo(0, 0);
        }"""
    )
    page.wait_for_selector("html[data-figures=drawn]", timeout=60_000)


def test_every_figure_is_there_at_first_paint(report: Path, browser: Browser) -> None:
    """With the network cut off every chart is a picture at once; nothing is requested or complained of."""
    log: list[str] = []
    page = _open(browser, report, log)
    assert log == [report.as_uri()]
    _open_annexes(page)
    charts = page.query_selector_all("figure.chart .still > svg:first-child")
    assert len(charts) == page.locator("figure.chart").count() >= 5
    assert all(chart.bounding_box()["height"] > 40 for chart in charts)  # type: ignore[index]  # None would fail too.
    assert page.locator("canvas, .canvas, script[type='application/octet-stream']").count() == 0


def test_a_chart_tells_its_numbers_when_pointed_at(report: Path, browser: Browser) -> None:
    """Each marker and bar has a title of its own, with the value, n, interval and source of a survey share."""
    page = _open(browser, report, [])
    for chart in page.query_selector_all("figure.chart"):
        assert len(chart.query_selector_all(":is(rect, circle, path) > title")) >= 2
    shares = page.locator("figure[id^=figure-shares] :is(circle, path) > title").all_text_contents()
    assert any("n\u00a0=" in text and "%" in text and "väli" in text for text in shares)


def test_an_interactive_page_is_drawn_without_a_network(interactive: Path, browser: Browser) -> None:
    """With the network cut off Plotly draws every chart; nothing is requested but the file."""
    log: list[str] = []
    page = _open(browser, interactive, log, height=600)
    _open_annexes(page)
    assert page.locator(".canvas[data-drawn]").count() < page.locator(".canvas").count(), "far ones wait"
    _draw_all(page)
    assert log == [interactive.as_uri()]
    places = page.query_selector_all(".canvas")
    assert len(places) >= 3
    assert all(place.query_selector(".main-svg .trace, .main-svg .barlayer") for place in places)
    assert Axe().run(page, options=ANY_RULE).violations_count == 0


@pytest.mark.parametrize("width", [1280, 390] if SOAK else [1280])
def test_an_interactive_chart_tells_and_zooms(interactive: Path, browser: Browser, width: int) -> None:
    """Pointing at a marker tells its numbers, dragging zooms, and no button leads to a service of others."""
    page = _open(browser, interactive, [], width=width)
    _open_annexes(page)
    chart = page.locator("figure[id^=figure-shares]").first
    chart.scroll_into_view_if_needed()
    chart.locator(".canvas[data-drawn=yes]").wait_for(timeout=60_000)
    chart.locator(".canvas .point").first.hover(force=True)
    told = chart.locator(".hoverlayer .hovertext")
    told.first.wait_for()
    assert "n\u00a0=" in " ".join(told.all_text_contents())
    assert chart.locator(".modebar-btn--logo, [data-title*='loud']").count() == 0
    before = chart.locator(".xtick text").all_text_contents()
    box = chart.locator(".nsewdrag").first.bounding_box()
    assert box is not None
    left, down = max(box["x"], 0), box["y"] + box["height"] / 3
    page.mouse.move(left + 60, down)
    page.mouse.down()
    page.mouse.move(left + 200, down, steps=4)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert chart.locator(".xtick text").all_text_contents() != before


def test_the_report_is_small_in_every_language(report: Path) -> None:
    """Finnish, Swedish and English reports of KunTeko 2018–2020 weigh at most 0.65 MB each."""
    sizes = {page.name: page.stat().st_size for page in report.parent.glob("report.*.html")}
    assert len(sizes) == 3
    assert max(sizes.values()) <= 650_000, sizes


LOOKS = [
    ("report.fi.html", 1280, "light"),
    ("report.en.html", 390, "light"),
    ("../../soteliiderit/2019/report.fi.html", 390, "dark"),
    *([("report.sv.html", 1280, "light"), ("report.fi.html", 390, "dark")] if SOAK else []),
]
"""Languages differ in their words, widths in what is shown: two languages are looked at, and each width.

The dark scheme changes colours alone, so the report that is shortest is looked at in it, and by the rules of colour. All
looks of all languages are looked at by ``benchmarks/report.py``.
"""
ANY_RULE: dict[str, Any] = {"resultTypes": ["violations"]}
RULES_OF_COLOUR = {**ANY_RULE, "runOnly": ["color-contrast", "link-in-text-block"]}
MARK_LOOKS = """() => {
    const few = (seen, key) => seen.set(key, (seen.get(key) ?? 0) + 1).get(key) <= 2;
    const seen = new Map();
    const plain = 'rgba(0, 0, 0, 0),none,1,static,none,normal';
    for (const one of document.body.querySelectorAll('*')) {
        if (![...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())) continue;
        const {color, fill, fontSize, fontWeight, textShadow} = getComputedStyle(one);
        const look = [color, fill, fontSize, fontWeight, textShadow];
        for (let above = one; above; above = above.parentElement) {
            const style = getComputedStyle(above);
            const behind = [style.backgroundColor, style.backgroundImage, style.opacity, style.position, style.filter,
                style.mixBlendMode].join();
            if (behind !== plain) look.push(behind);
            if (above.closest('svg')) look.push(above.tagName, above.getAttribute('class'), above.getAttribute('fill'));
        }
        if (few(seen, look.join(';'))) one.setAttribute('data-look', '');
    }
    const links = new Map();
    const drawn = ({color, backgroundColor, backgroundImage, borderBottom, textDecorationLine, fontWeight, fontSize,
        fontFamily, fontStyle}) => [color, backgroundColor, backgroundImage, borderBottom, textDecorationLine,
        fontWeight, fontSize, fontFamily, fontStyle];
    for (const link of document.body.querySelectorAll('a[href]')) {
        const look = [];
        let above = link;
        do {
            look.push(above.tagName, getComputedStyle(above).display, ...drawn(getComputedStyle(above)));
            above = above.parentElement;
        } while (above && getComputedStyle(above).display.startsWith('inline'));
        if (above) look.push(above.tagName, getComputedStyle(above).display, ...drawn(getComputedStyle(above)));
        look.push(above?.textContent.trim() === link.textContent.trim());
        if (few(links, look.join(';'))) link.setAttribute('data-link-look', '');
    }
    axe.configure({rules: [
        {id: 'color-contrast', selector: '[data-look]'},
        {id: 'link-in-text-block', selector: 'a[href][data-link-look]'},
    ]});
    return [seen.size, links.size];
}"""
"""Mark two texts of each look, and two links of each look of link and block.

Text and everything behind it have the same colours, so the contrast is the same; and whether a link can be told from
the text around it depends on how the two are drawn.
"""


@pytest.mark.parametrize(("name", "width", "scheme"), LOOKS)
def test_axe_finds_nothing(report: Path, browser: Browser, name: str, width: int, scheme: str) -> None:
    """axe-core finds no violation (WCAG A and AA, best practice) in any language, light or dark, wide or narrow.

    It takes some seconds: every rule looks at 14 000 elements. Contrast is measured on two texts of each look, not on
    ten thousand texts of a hundred looks, and links likewise.
    """
    page = _open(browser, report.parent / name, [], width=width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((part, index) => { part.open = index < 12 })")
    _open_annexes(page)
    if width > 760:
        page.click("svg.map a[data-element=services]")
    page.evaluate(Axe().axe_script)
    texts, links = page.evaluate(MARK_LOOKS)
    assert texts > 20
    assert links > 3
    options = RULES_OF_COLOUR if scheme == "dark" else ANY_RULE
    found = AxeResults(page.evaluate("(options) => axe.run(options)", options))
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "index.sv.html", "index.en.html"] if SOAK else ["index.sv.html"])
def test_axe_finds_nothing_in_the_index(report: Path, browser: Browser, name: str, scheme: str) -> None:
    """axe-core finds no violation in the index of all reports."""
    found = Axe().run(_open(browser, report.parents[2] / name, [], color_scheme=scheme))
    assert found.violations_count == 0, found.generate_report()


OWN = """schema: 1
organisation: {fi: Esimerkkikunnan kehittämispalvelut, sv: Utvecklingstjänster, en: Development services}
contact: {text: {fi: Virasto, sv: Ämbetet, en: Office}, email: "a@example.org", web: "https://example.org"}
logo: {file: logo.svg, alternative: {fi: Tunnus, sv: Logotyp, en: Logo}}
colours: {accent: "#7a1f5c", heading: "#5b1645", masthead: "#5b1645", masthead_text: "#ffffff", rule: "#c4471f"}
"""
FRAME = """<div><table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>a</th></tr></thead>
<tbody><tr><th>0</th><td>1</td></tr></tbody></table></div>"""


@pytest.fixture(scope="module")
def faced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page of a made-up chapter with everything that a project may have of its own; the index beside it."""
    folder = tmp_path_factory.mktemp("own")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 80"><path d="M0 0h240v80H0z"/></svg>'
    (folder / "logo.svg").write_text(drawing, encoding="utf-8")
    (folder / "report.yaml").write_text(OWN, encoding="utf-8")
    face = read_face(folder)
    write_index(folder, face)
    shown = new_output("display_data", data={"text/html": FRAME})
    cells = [new_markdown_cell("# Oma luku\n\nTietoa [muualta](#none)."), new_code_cell("df", outputs=[shown])]
    text = OwnText(number=15, texts={"sv": "# En rubrik\n\nEn [länk](https://example.org).\n\n> Citat\n\n- ett"})
    given: dict[str, Any] = {"language": "fi", "home": "index.html", "face": face, "texts": {"15_own": text}}
    settings = PageSettings(title="Esimerkkiohjelma", subtitle="Arviointiraportti 2024", **given)
    made = folder / "own.html"
    notebooks = [
        ("15_own", new_notebook(cells=cells)),
        ("16_more", new_notebook(cells=[new_markdown_cell("# Toinen")])),
    ]
    made.write_text(page_of(notebooks, settings), encoding="utf-8")
    return made


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "light"), (1280, "dark")])
def test_a_page_with_a_face_of_its_own_is_accessible(faced: Path, browser: Browser, width: int, scheme: str) -> None:
    """axe-core finds no violation in the page and the index, nothing scrolls sideways, and the logo is drawn."""
    for path in (faced, faced.with_name("index.html")):
        log: list[str] = []
        page = _open(browser, path, log, width=width, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.querySelector('img.logo').naturalWidth") == 240
        found = Axe().run(page, options=RULES_OF_COLOUR if scheme == "dark" else ANY_RULE)
        assert found.violations_count == 0, found.generate_report()
        assert not [line for line in log if line.startswith(("console", "error", "http"))]


@pytest.mark.parametrize("width", [320, 390, 768])
@pytest.mark.parametrize("name", ["kunteko/2018-2020/report.fi.html", "index.html"])
def test_the_page_reflows(report: Path, browser: Browser, name: str, width: int) -> None:
    """On a narrow screen the page itself never scrolls sideways; wide figures and tables scroll in their frames."""
    page = _open(browser, report.parents[2] / name, [], width=width, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_texts_stay_inside_their_boxes(report: Path, browser: Browser) -> None:
    """On the chain map every line of text lies within its box."""
    page = _open(browser, report, [])
    outside = page.evaluate(
        """() => [...document.querySelectorAll('svg.map a.box')].flatMap((box) => {
            const frame = box.querySelector('.frame').getBoundingClientRect();
            return [...box.querySelectorAll('text tspan')].filter((line) => {
                const text = line.getBoundingClientRect();
                return text.left < frame.left - 1 || text.right > frame.right + 1 || text.top < frame.top - 1 || text.bottom > frame.bottom + 1;
            }).map((line) => line.textContent);
        }).concat(document.querySelectorAll('svg.map a.box').length === 29 ? [] : ['not 29 boxes'])"""
    )
    assert outside == []


def test_the_whole_map_fits_a_laptop(report: Path, browser: Browser) -> None:
    """At 1280 by 720 the whole map is on the screen at once, without zoom, and its text is no smaller than 12 pixels."""
    page = _open(browser, report, [], height=720)
    box = page.locator("svg.map").bounding_box()
    assert box is not None
    assert box["height"] <= 720
    assert box["width"] <= 1280
    scale = box["width"] / float(str(page.get_attribute("svg.map", "viewBox")).split()[2])
    sizes = page.evaluate(
        "[...document.querySelectorAll('svg.map text')].map((text) => Number.parseFloat(getComputedStyle(text).fontSize))"
    )
    assert min(sizes) * scale >= 11.5
    names = page.evaluate("Number.parseFloat(getComputedStyle(document.querySelector('svg.map .name')).fontSize)")
    assert names * scale >= 12


def test_dots_and_words_of_a_box_do_not_touch(report: Path, browser: Browser) -> None:
    """In every language the rating's word ends before the dots of confidence begin."""
    for name in ("report.fi.html", "report.sv.html", "report.en.html"):
        page = _open(browser, report.parent / name, [])
        touching = page.evaluate(
            """() => [...document.querySelectorAll('svg.map a.box')].filter((box) => {
                const word = [...box.querySelectorAll('text > tspan')].at(-1).getBoundingClientRect();
                const dots = box.querySelector('use')?.getBoundingClientRect();
                return dots && word.right > dots.left;
            }).map((box) => box.dataset.element)"""
        )
        assert touching == []
        page.close()


@pytest.mark.parametrize(("width", "is_open"), [(1280, True), (390, False)])
def test_page_one_begins_on_the_first_screen(report: Path, browser: Browser, width: int, *, is_open: bool) -> None:
    """The first answer is on the first screen: beside the contents on a wide one, below the closed contents on a phone."""
    page = _open(browser, report, [], width=width, height=844)
    box = page.locator("#summary .claim").first.bounding_box()
    assert box is not None
    assert box["y"] < 844 * 0.6
    assert page.is_visible(".contents li") is is_open
    page.click(".contents summary")
    assert page.is_visible(".contents li") is not is_open


def test_a_table_is_copied_cell_by_cell(report: Path, browser: Browser) -> None:
    """What is copied of a table is one line a row with a tab between cells, as Excel takes it, and nothing else."""
    page = _open(browser, report, [])
    _open_annexes(page)
    tables = page.evaluate(
        """() => [...document.querySelectorAll('main .table table')].filter((one) => one.checkVisibility()).map((table) => {
            const range = document.createRange();
            range.setStartBefore(table.tHead);
            range.setEndAfter(table.tBodies[0]);
            const chosen = getSelection();
            chosen.removeAllRanges();
            chosen.addRange(range);
            const wanted = [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText));
            return [chosen.toString(), wanted];
        })"""
    )
    assert len(tables) > 20
    for copied, wanted in tables:
        assert [line.split("\t") for line in copied.strip("\n").split("\n")] == wanted


def test_a_box_of_the_map_shows_its_reasons_and_pathways(report: Path, browser: Browser) -> None:
    """Chosen with the keyboard, a box shows its card below its lit pathways, which stay in sight; Escape goes back to it."""
    page = _open(browser, report, [], height=720)
    page.focus("svg.map a[data-element=services]")
    page.keyboard.press("Enter")
    panel = page.locator(".panel")
    assert panel.is_visible()
    assert page.evaluate("location.hash") == panel.locator(".share").get_attribute("href") == "#box-services"
    assert panel.locator("details[open]").count() == 0
    panel.locator("summary").last.click()
    assert "toteutumisaste" in panel.inner_text()
    panel.locator("summary").last.click()
    assert page.evaluate("document.querySelector('.panel').contains(document.activeElement)")
    lit = page.evaluate("[...document.querySelectorAll('svg.map a.on')].map((box) => box.dataset.element)")
    assert {"services", "programme-funding", "wellbeing"} <= set(lit)
    assert "coordination" not in lit
    seen = "(box) => { const {top, bottom} = box.getBoundingClientRect(); return [top, bottom]; }"
    top, bottom = page.locator("svg.map a.chosen .frame").evaluate(seen)
    assert 0 <= top < bottom <= panel.evaluate(seen)[0] < 720
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.evaluate("document.activeElement.dataset.element") == "services"
    assert page.evaluate("location.hash") == ""


def test_the_map_is_linked_walked_and_filtered(report: Path, browser: Browser) -> None:
    """A shared link opens its box, arrow keys walk from it, choices combine, say how many boxes are left, and are reset."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(report.as_uri() + "#box-services")
    assert page.get_attribute(".panel", "aria-label") == page.get_attribute("svg.map a.chosen", "aria-label")
    assert page.locator("svg.map a[tabindex='0']").count() == 1
    page.wait_for_function("document.activeElement.className.startsWith('panel')")
    page.keyboard.press("Escape")
    walked = []
    for key in ("ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        walked.append(page.evaluate("document.activeElement.dataset.element"))
    links = page.evaluate(
        "[...document.querySelectorAll('svg.map .link')].map(({dataset}) => [dataset.from, dataset.to])"
    )
    assert walked[1] == "services" != walked[0]
    assert ["services", walked[2]] in links
    assert [walked[3], walked[2]] in links
    assert page.get_attribute(f"svg.map a[data-element={walked[-1]}]", "tabindex") == "0"

    told = page.locator(".map-filters output")
    items = page.evaluate(
        "[...document.querySelectorAll('.chain-list li[data-element]')].map(({dataset}) => ({...dataset}))"
    )
    sure = {one["element"] for one in items if one["confidence"] == "1"}
    asked = {one["element"] for one in items if one.get("asked") == "question-1"}
    left = "[...document.querySelectorAll('svg.map a.box:not(.out)')].map((box) => box.dataset.element)"
    page.select_option("select[name=confidence]", "1")
    assert set(page.evaluate(left)) == sure
    page.select_option("select[name=asked]", "question-1")
    assert set(page.evaluate(left)) == sure & asked
    assert told.inner_text().endswith(f"{len(sure & asked)}/29.")
    assert page.locator("svg.map a.out[aria-hidden=true][tabindex='-1']").count() == 29 - len(sure & asked)
    page.evaluate("location.hash = '#box-programme-team'")
    page.wait_for_selector("svg.map a.chosen[data-element=programme-team]")
    assert told.inner_text().endswith("29/29.")
    page.select_option("select[name=confidence]", "1")
    page.click(".map-filters button")
    page.wait_for_function("document.querySelectorAll('svg.map a.out').length === 0")


def test_on_a_phone_the_map_is_a_list_by_level(report: Path, browser: Browser) -> None:
    """On a narrow screen the map gives way to the list of boxes by level, which opens, lights up and filters as it does."""
    page = _open(browser, report, [], width=390, height=844)
    assert not page.is_visible("svg.map")
    boxes = page.evaluate("[...document.querySelectorAll('svg.map a.box')].map((box) => box.dataset.element)")
    listed = page.evaluate(
        "[...document.querySelectorAll('.chain-list li[data-element]')].map((one) => one.dataset.element)"
    )
    cards = page.evaluate("[...document.querySelectorAll('.card')].map((card) => card.id.replace('element-', ''))")
    assert sorted(boxes) == sorted(cards) == sorted(listed)
    assert "◆" in page.inner_text("#box-wellbeing")
    assert "edeltäviä" in page.inner_text("#box-wellbeing")
    page.click("#box-services > a")
    assert page.is_visible("#box-services .panel")
    assert page.inner_text("#box-programme-funding .way") != page.inner_text("#box-wellbeing .way") != ""
    assert page.inner_text("#box-coordination .way") == ""
    page.select_option("select[name=confidence]", "1")
    assert page.is_hidden("#box-services")
    assert page.is_visible("#box-wellbeing")


def test_a_walk_with_the_keyboard_reaches_everything(report: Path, browser: Browser) -> None:
    """Tab reaches every link, box, table and button, each time with a visible focus, and never gets stuck."""
    page = _open(browser, report, [])
    wanted = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, summary, [tabindex="0"], select')]
            .filter((part) => part.checkVisibility() && part.tabIndex >= 0).length"""
    )
    seen, unseen = 0, []
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
                const at = document.activeElement;
                if (at === document.body) return null;
                const style = getComputedStyle(at);
                const frame = at.querySelector?.('.frame');
                const shown = style.outlineStyle !== 'none' || (frame && Number.parseFloat(getComputedStyle(frame).strokeWidth) >= 4);
                return [shown, at.outerHTML.slice(0, 120)];
            }"""
        )
        if found is None:
            break
        seen += 1
        if not found[0]:
            unseen.append(found[1])
    assert unseen == []
    assert seen >= wanted


def test_without_javascript_everything_is_there(report: Path, browser: Browser) -> None:
    """Without JavaScript each figure is a picture with words and a table, and a box of the map leads to its reasons."""
    page = _open(browser, report, [], java_script_enabled=False)
    figures = page.query_selector_all("figure")
    assert len(figures) >= 6
    for figure in figures:
        assert figure.query_selector(".still svg") is not None
        assert len(figure.query_selector_all(".still svg :is(rect, path, circle, text)")) > 10
        assert figure.query_selector(".told") is not None
        assert figure.query_selector("table caption") is not None
    target = page.get_attribute("svg.map a[data-element=services]", "href")
    assert target == "#box-services"
    assert page.is_visible("#box-services .first")
    assert page.get_attribute("#box-services > a", "href") == "#element-services"
    assert page.query_selector("#element-services .reasons") is not None
    assert page.is_hidden(".map-filters")


def test_print_shows_the_boxes(report: Path, browser: Browser, printed: list[str]) -> None:
    """Printed, what each box is rated and on what follows the map; its reasons are printed with their annex."""
    page = _open(browser, report, [])
    _open_annexes(page)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.is_visible("#element-services .reasons")
    told = page.locator(".chain-list li > .first").all_inner_texts()
    assert min(map(len, told)) > 20
    paper = "".join("".join(printed).split())
    assert [one for one in told if "".join(one.split()) not in paper] == []


@pytest.fixture(scope="module")
def printed(printed_report: tuple[Path, list[str]]) -> list[str]:
    """Return the text of each page of the Finnish report and its annexes on A4."""
    return printed_report[1]


@pytest.fixture(scope="module")
def alone(printed_alone: tuple[Path, list[str]]) -> list[str]:
    """Return the text of each page of the Finnish report without its annexes on A4."""
    return printed_alone[1]


def test_page_one_fits_one_sheet(report: Path, browser: Browser, alone: list[str]) -> None:
    """On A4 the first sheet holds the whole of page one in its order; behind it is the map, then the next section."""
    page = _open(browser, report, [])
    first, chain, second = alone[:3]
    assert "Palvelut: sparraus" in chain.replace("\n", " ")
    headings = page.locator("#summary h3").all_inner_texts()
    places = [first.find(heading) for heading in headings]
    assert -1 not in places
    assert places == sorted(places)
    assert _spaced(page.locator("section.chapter h2").nth(1).inner_text()) in _spaced(second)


def test_every_printed_page_says_which_report_and_which_page_it_is(printed: list[str], alone: list[str]) -> None:
    """On paper each page has the report's name and its number; the report takes 12 pages at most, with annexes under 90."""
    assert len(alone) <= 12
    assert len(printed) < 90
    for sheets in (printed, alone):
        for number, sheet in enumerate(sheets, 1):
            assert "Arviointiraportti 2018–2020" in sheet
            assert f"{number} / {len(sheets)}" in sheet
            assert len(sheet.split()) > 25, f"page {number} is nearly empty"


def _spaced(text: str) -> str:
    """Return a text with one plain space wherever it has any."""
    return " ".join(text.split())


def _uncounted(sheet: str) -> str:
    """Return what a sheet says but for the number of all sheets, however its lines are broken."""
    return re.sub(r"\b1 / \d+", "1", _spaced(sheet)).replace(" ", "")


def test_closed_annexes_stay_off_the_paper(alone: list[str], printed: list[str]) -> None:
    """The report alone names its annexes but holds nothing of them; asked for, they come after the very same report."""
    assert "Liite 9. " not in " ".join(alone)
    assert "Liite 9. " in " ".join(printed)
    assert _uncounted(printed[0]) == _uncounted(alone[0])


def test_the_contents_lead_and_tell_where_the_reader_is(report: Path, browser: Browser) -> None:
    """Beside the text the contents stay on the screen and mark the section at hand; an annex chosen there is opened."""
    page = _open(browser, report, [])
    links = page.locator(".contents .sections a")
    links.nth(8).click()
    page.wait_for_selector(".contents .sections a[aria-current]:nth-child(1)")
    assert page.locator(".contents [aria-current]").get_attribute("href") == links.nth(8).get_attribute("href")
    assert page.locator(".contents").bounding_box()["y"] >= 0  # type: ignore[index]  # None would fail too.
    page.click(".annex-list > summary")
    chosen = page.locator(".annex-list a").nth(2)
    chosen.click()
    annex = str(chosen.get_attribute("href"))
    assert page.get_attribute(annex, "open") is not None
    page.click(".every button")
    assert page.locator("details.annex:not([open])").count() == 0
    page.click(".every button")
    assert page.locator("details.annex[open]").count() == 0


def test_the_search_finds_what_is_closed(report: Path, browser: Browser) -> None:
    """By the keyboard alone: a word of an annex is found, counted, and shown with its annex open; Escape begins anew."""
    page = _open(browser, report, [])
    page.focus("#search")
    page.keyboard.type("lähdetyyp")
    page.locator(".search ol button").first.wait_for()
    assert page.locator(".search output").inner_text().startswith("Osumia: ")
    page.keyboard.press("Enter")
    hit = page.evaluate("[document.activeElement.textContent, document.activeElement.getBoundingClientRect().top]")
    assert "lähdetyyp" in hit[0].lower()
    assert 0 <= hit[1] < 900
    page.focus("#search")
    page.keyboard.press("Escape")
    assert page.locator(".search ol button").count() == 0
    page.keyboard.type("xyzzy")
    page.get_by_text("Ei löytynyt tästä raportista.").wait_for()


def test_the_filters_of_the_index_hide_and_show(report: Path, browser: Browser) -> None:
    """Choosing a language hides the reports that are not written in it; without JavaScript all are shown."""
    index = report.parents[2] / "index.html"
    page = _open(browser, index, [])
    before = page.locator("li[data-languages]:visible").count()
    page.select_option("select[name=language]", "sv")
    assert page.locator("li[data-languages]:visible").count() == sum(
        "sv" in (part.get_attribute("data-languages") or "") for part in page.query_selector_all("li[data-languages]")
    )
    page.select_option("select[name=language]", "")
    assert page.locator("li[data-languages]:visible").count() == before > 0
    bare = _open(browser, index, [], java_script_enabled=False)
    assert bare.locator("li[data-languages]:visible").count() == before
    assert not bare.is_visible("form.filters")


HOSTILE = "<img src=x onerror=alert(1)>\"'`;</script><script>alert(2)</script>{{7*7}}${alert(3)}=cmd|A1 &lt;b&gt; javascript:alert(4)"


def _spoil(value: Any, key: str = "") -> Any:
    """Return YAML content with every text that a person reads made hostile."""
    if isinstance(value, dict):
        return {
            name: dict.fromkeys(value[name], HOSTILE)
            if set(value[name] if isinstance(value[name], dict) else ()) == {"fi", "sv", "en"}
            else _spoil(value[name], name)
            for name in value
        }
    if isinstance(value, list):
        return [_spoil(one, key) for one in value]
    return HOSTILE if key in {"place", "reference", "file"} and value is not None else value


def test_hostile_text_in_every_field_does_nothing(browser: Browser, tmp_path: Path) -> None:
    """With markup, scripts and formulas in every text of a programme, nothing runs and nothing is requested.

    The charts of two chapters are drawn by Plotly too, and those of all in the long run. It takes seconds: a whole report
    is made.
    """
    folder = tmp_path / "data" / "kunteko"
    shutil.copytree(ROOT / "data" / "kunteko", folder)
    shutil.copytree(ROOT / "params", tmp_path / "params")
    yaml = YAML(typ="safe")
    for path in folder.glob("*.yaml"):
        spoiled = _spoil(yaml.load(path.read_text(encoding="utf-8")))
        path.write_text(json.dumps(spoiled, default=str), encoding="utf-8")
    for path in folder.glob("*.csv"):
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        bad = [
            at
            for at, name in enumerate(rows[0])
            if name.startswith(("label_", "statement_")) or name in {"place", "note"}
        ]
        for row in rows[1:]:
            for at in bad:
                row[at] = HOSTILE
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    run = Job(programme="kunteko", period="2018-2020", language="fi", interactive=SOAK)
    made = make_report(Task(job=run, data=tmp_path / "data", params=tmp_path / "params", output=tmp_path / "reports"))
    write_index(tmp_path / "reports")
    drawn = made if SOAK else _interactive(made, ("05_voices", "07_impact_chain"))
    for path in dict.fromkeys((made, drawn, tmp_path / "reports" / "index.html")):
        log: list[str] = []
        page = _open(browser, path, log)
        if path in {made, drawn}:
            _open_annexes(page)
        if path == drawn:
            _draw_all(page)
            assert page.locator(".canvas").count() >= 2
        if path == made:
            page.click("svg.map a[data-element=services]")
        page.wait_for_timeout(300)
        assert log == [path.as_uri()]
        assert page.query_selector_all("img") == []
        assert HOSTILE[:20] in page.inner_text("body")


def test_the_ratings_stay_apart_for_every_eye(browser: Browser) -> None:
    """With deuteranopia, protanopia, tritanopia or no colour at all, each two ratings still differ in lightness."""
    page = browser.new_page()
    fills = {rating.value: FILL[rating] for rating in (Rating.GREEN, Rating.YELLOW, Rating.RED)}
    page.set_content(
        "".join(
            f'<div id="{name}" style="background:{fill};width:40px;height:40px"></div>' for name, fill in fills.items()
        )
    )
    session = page.context.new_cdp_session(page)
    for kind in ("deuteranopia", "protanopia", "tritanopia", "achromatopsia"):
        session.send("Emulation.setEmulatedVisionDeficiency", {"type": kind})
        greys = []
        for name in fills:
            shot = page.locator(f"#{name}").screenshot()
            greys.append(_luminance_of(shot))
        light = sorted(greys, reverse=True)
        assert all((one + 0.05) / (other + 0.05) >= 1.2 for one, other in itertools.pairwise(light)), (kind, greys)


def _luminance_of(png: bytes) -> float:
    """Return the relative luminance of a picture's first pixel, read without an imaging library."""
    width = int.from_bytes(png[16:20], "big")
    data = b"".join(
        png[at + 8 : at + 8 + int.from_bytes(png[at : at + 4], "big")]
        for at in _chunks(png)
        if png[at + 4 : at + 8] == b"IDAT"
    )
    raw = zlib.decompress(data)
    channels = len(raw) // int.from_bytes(png[20:24], "big") // width
    return luminance("#" + raw[1 : 1 + min(channels, 3)].hex())


def _chunks(png: bytes) -> Iterator[int]:
    at = 8
    while at < len(png):
        yield at
        at += 12 + int.from_bytes(png[at : at + 4], "big")
