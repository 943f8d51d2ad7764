"""The documentation as it is built: pages that open from a folder, ask no network and lead nowhere that is not there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser, sync_playwright

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the pages, built as `make docs` does: a warning would be an error."""
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", "docs", str(folder)]
    ended = subprocess.run(command, cwd=repo, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[Path, html.HtmlElement]:
    """Return every page, parsed."""
    return {path: html.fromstring(path.read_bytes()) for path in sorted(built.rglob("*.html"))}


def test_no_page_loads_anything_from_elsewhere(built: Path, pages: dict[Path, html.HtmlElement]) -> None:
    """Scripts, styles, fonts and pictures are files beside the page."""
    for path, page in pages.items():
        loaded = [*page.xpath("//@src"), *page.xpath("//@srcset"), *page.xpath("//link/@href")]
        assert loaded
        for target in loaded:
            assert not urlsplit(target).netloc, f"{path.name}: {target}"
            assert target.startswith("data:") or (path.parent / unquote(urlsplit(target).path)).exists(), target
    for path in built.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", path.read_text(encoding="utf-8")), path.name


def test_internal_links_lead_somewhere(pages: dict[Path, html.HtmlElement]) -> None:
    """The file of every link is there, and so is the place within it."""
    places = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    for path, page in pages.items():
        for target in page.xpath("//a/@href"):
            parts = urlsplit(target)
            if not parts.scheme and not parts.netloc:
                aim = (path.parent / unquote(parts.path)).resolve() if parts.path else path
                assert aim in places, f"{path.name}: {target}"
                assert not parts.fragment or unquote(parts.fragment) in places[aim], f"{path.name}: {target}"


def test_the_python_reference_is_made_of_the_docstrings(pages: dict[Path, html.HtmlElement]) -> None:
    """Functions and methods have their arguments, returns and errors as the code tells them."""
    (page,) = (page for path, page in pages.items() if path.name == "python.html")
    assert {"kunteko_eval.read", "kunteko_eval.Programme.rate", "kunteko_eval.Result.what_if"} <= set(
        page.xpath("//@id")
    )
    words = " ".join(page.text_content().split())
    assert "The folder that holds programme.yaml, or a workbook (.xlsx)." in words
    assert "Least achievement for green" in words


def test_the_list_of_commands_is_made_of_the_command_line(pages: dict[Path, html.HtmlElement]) -> None:
    """Every command has a section, in the order of --help, with its options."""
    (page,) = (page for path, page in pages.items() if path.name == "commands.html")
    titles = [title.text_content() for title in page.xpath("//h2/code | //h3/code")]
    assert titles[0] == "kunteko-eval run"
    assert {f"kunteko-eval {name}" for name in ("check", "verify", "import survey", "export iati")} <= set(titles)
    assert "A scenario file to try out; its reports stand apart." in page.text_content()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a running Chromium."""
    found = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), "")
    assert found, f"no Chromium on the path {os.environ.get('PATH')}"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.mark.browser
def test_pages_open_from_a_folder_and_search_without_a_network(built: Path, browser: Browser) -> None:
    """A reader without a network opens a page, on a telephone too, and finds a word; nothing is asked or fails."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    asked, failed = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
    for name in ("index.html", "how-to/explore-in-python.html", "reference/python.html", "reference/frames.html"):
        page.goto((built / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
    page.goto((built / "search.html").as_uri() + "?q=krippendorff")
    page.wait_for_selector("#search-results li a")
    found = page.eval_on_selector_all("#search-results li a", "links => links.map(link => link.getAttribute('href'))")
    assert any(link.startswith("how-to/record-a-judgement.html") for link in found)
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]
    assert failed == []
    page.close()


@pytest.mark.browser
@pytest.mark.soak
def test_pages_can_be_used_by_everybody(built: Path, browser: Browser) -> None:
    """A guide and the reference have no violation of WCAG 2.1 AA that axe-core finds."""
    page = browser.new_page()
    for name in ("index.html", "how-to/explore-in-python.html", "reference/python.html"):
        page.goto((built / name).as_uri())
        result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
        assert result.response["violations"] == [], name
    page.close()
