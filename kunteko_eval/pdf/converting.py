"""From a report's HTML file to an accessible PDF: an installed Chromium prints it, and what it leaves out is added."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote

import psutil
from bs4 import BeautifulSoup
from pypdf.errors import PyPdfError

from kunteko_eval.errors import KuntekoError
from kunteko_eval.files.writing import move_into_place
from kunteko_eval.pdf.tags import About, NoTags, complete

BROWSER = "KUNTEKO_BROWSER"
"""The environment variable that names a browser."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)
"""Where macOS and Windows keep browsers that are not on the path."""

FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--disable-breakpad",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    # Nothing is found by name, and what is asked for by number goes to a port where nobody listens.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
)
ANNEXES = "annexes"
"""What is asked of a page, after a question mark, so that it opens its annexes; those that are closed are not printed."""

SECONDS = 180
"""Most seconds that printing may take."""

SOCKET_ROOM = 60
"""Longest path of a temporary folder in which a browser can still make its socket."""


class NoBrowser(KuntekoError, FileNotFoundError):
    """No Chromium, Chrome or Edge was found."""


class PdfFailed(KuntekoError, RuntimeError):
    """The browser did not print the page, or what it printed is not an accessible PDF."""


def print_pdf(
    page: Path, target: Path, *, browser: str | None = None, seconds: int = SECONDS, annexes: bool = False
) -> None:
    """Print a report to a tagged PDF with bookmarks, title and language; all of it is written or nothing.

    Args:
        page: The report's HTML file.
        target: The PDF to write; what stood there before is replaced.
        browser: A Chromium, Chrome or Edge, by path or by name; the one that `KUNTEKO_BROWSER` names, or the first
            that is found, when None.
        seconds: Most seconds that the browser may take.
        annexes: Whether the annexes are printed after the report.

    Raises:
        NoBrowser: When there is no such browser, or none at all.
        PdfFailed: When the page is not a report, or the browser fails, takes too long or writes no tags.
        OSError: When the page cannot be read or the PDF cannot be written.
    """
    if target.resolve() == page.resolve():
        raise PdfFailed(f"{page}: the PDF would take the place of the report; give another --output")
    about = _about(page)
    program = find_browser(browser)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=target.parent) as made:
        printed, ready = Path(made).resolve() / "printed.pdf", Path(made).resolve() / "ready.pdf"
        _print(program, page, printed, seconds, asked=f"?{ANNEXES}" if annexes else "")
        try:
            complete(printed, ready, page, about)
        except NoTags as error:
            raise PdfFailed(f"{page}: {error}") from error
        except PyPdfError as error:
            raise PdfFailed(f"{page}: what {program} printed is not a PDF: {error}") from error
        move_into_place(ready, target)


def find_browser(given: str | None = None) -> str:
    """Return the path of a browser: the one given, the one that the environment names, or an installed one.

    Raises:
        NoBrowser: When it does not exist, or none is installed; the message says what was looked for.
    """
    advice = "Install Chromium, Google Chrome or Microsoft Edge, or name one with --browser or KUNTEKO_BROWSER."
    named = given or os.environ.get(BROWSER)
    if named:
        found = shutil.which(named)
        if found is None:
            whence = "--browser" if given else BROWSER
            raise NoBrowser(f"{whence} names {named!r}, which is not a program. {advice}")
        return found
    places = [os.path.expandvars(place) for place in PLACES]
    for candidate in (*NAMES, *places):
        found = shutil.which(candidate)
        if found is not None:
            return found
    raise NoBrowser(
        f"there is no browser to print with: looked for {', '.join(NAMES)} on the path, "
        f"and in the usual places of macOS and Windows. {advice}"
    )


def _about(page: Path) -> About:
    """Return what a page says of itself.

    Raises:
        PdfFailed: When it has no title or no language.
    """
    soup = BeautifulSoup(page.read_text(encoding="utf-8", errors="replace"), "html.parser")
    html, title = soup.find("html"), soup.find("title")
    language = str(html.get("lang", "")) if html else ""
    if not language or title is None or not title.get_text(strip=True):
        raise PdfFailed(f"{page}: is not a report: it has no title or no language; name a report's HTML file")
    links = {
        unquote(str(tag["href"])): " ".join(str(tag.get("aria-label") or tag.get_text()).split())
        for tag in reversed(soup.find_all("a", href=True))  # The first link to a place is what it is called by.
    }
    return About(
        title="".join(letter for letter in " ".join(title.get_text().split()) if letter.isprintable()),
        language=language,
        links=links,
    )


def _print(program: str, page: Path, printed: Path, seconds: int, *, asked: str) -> None:
    """Let the browser print the page, asking something of it; its figures are pictures that are there without scripts."""
    with tempfile.TemporaryDirectory(prefix="kt-", ignore_cleanup_errors=True) as profile:
        command = [
            program,
            *FLAGS,
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),  # root has no sandbox
            f"--user-data-dir={profile}",
            f"--crash-dumps-dir={profile}",
            f"--print-to-pdf={printed}",
            page.resolve().as_uri() + asked,
        ]
        surroundings = {**os.environ, "GSETTINGS_BACKEND": "memory"}
        if len(profile) <= SOCKET_ROOM:
            surroundings["TMPDIR"] = profile
        with _running(command, surroundings) as browser:
            try:
                _, complaints = browser.communicate(timeout=seconds)
            except subprocess.TimeoutExpired as error:
                raise PdfFailed(f"{page}: {program} did not print it within {seconds} s") from error
    if browser.returncode or not printed.exists():
        told = [
            line for line in complaints.decode(errors="replace").splitlines() if line.strip() and "dbus" not in line
        ]
        raise PdfFailed(
            f"{page}: {program} ended with status {browser.returncode} and did not print it: {' | '.join(told[-3:])}"
        )


@contextmanager
def _running(command: list[str], surroundings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program and, however that ends, end it with everything that it started."""
    with subprocess.Popen(  # noqa: S603  (the browser that the user has installed or named)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings,
        start_new_session=sys.platform != "win32",
    ) as browser:
        try:
            yield browser
        finally:
            helpers: list[psutil.Process] = []
            with suppress(psutil.Error):
                helpers = psutil.Process(browser.pid).children(recursive=True)
            if sys.platform != "win32":
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(browser.pid, signal.SIGKILL)
            for process in helpers:
                with suppress(psutil.Error):
                    process.kill()
            browser.kill()
            psutil.wait_procs(helpers, timeout=5)
