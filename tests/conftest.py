"""What many tests share: the repository, the programme folder of KunTeko, the rubric, and reports made once."""

from __future__ import annotations

import functools
import gc
import json
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis.internal.conjecture import providers
from lab import Lab, LabServer, opened, running_server
from playwright.sync_api import sync_playwright
from pypdfium2 import PdfDocument
from workshop import SOAK, Copier, Viewer

from kunteko_eval.batch import notices
from kunteko_eval.batch.make_report import make_report
from kunteko_eval.batch.plan import listed
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.pdf.converting import print_pdf
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report.job import Job, Task
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View, view_of

gc.disable()  # Until all is collected, of which nothing is garbage.

collect_ignore = ["lacking"]
"""What takes away what other systems lack is for processes of its own; looked through for examples, it would do so here."""

LONGEST = (
    "test_browser",
    "test_batch",
    "test_workbench_browser",
    "test_faults",
    "test_jupyterlab",
    "test_pdf",
    "test_notebooks",
    "test_workbook",
    "test_broken_folder",
    "test_chapters",
    "test_plain_start",
    "test_wheel",
    "test_built_docs",
    "test_commit_hooks",
    "test_report",
    "test_pseudo_language",
    "test_cluster",
    "test_docs",
    "test_chapter_frames",
    "test_scenario",
    "test_long_life",
    "test_machines",
    "test_snapshot",
    "test_seal",
    "test_nothing_lost",
    "test_watch",
    "test_workbench_engine",
    "test_remote",
    "test_project",
    "test_properties",
    "test_survey",
    "test_public",
    "test_matrix",
    "test_learn",
    "test_kills",
    "test_links",
)
"""The modules of tests that take longest, longest first: begun last, one would keep a single worker busy."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a whole report or a browser as slow, and begin with the modules that take longest.

    What is of the long run alone is left out of any other, and counted as deselected.
    """
    left = [] if SOAK else [item for item in items if item.get_closest_marker("soak")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]
    for item in items:
        if "copied_reports" in getattr(item, "fixturenames", ()) or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.slow)
    order = {module: place for place, module in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(LONGEST)))


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every later collection of garbage: a fifth of the tests' time."""
    gc.enable()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def pytest_runtest_setup() -> None:
    """Begin each test without what earlier ones in this process noted, which the next batch would tell."""
    notices.forget()


# What a shell starts in the background ignores the interrupt key, and what nohup starts the end of its terminal; so would
# all that the tests start. A handler of one's own is none to a program that is started.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)

# Hypothesis parses every module of the package for constants to draw, in each worker anew: most of a minute.
providers._get_local_constants = lambda: providers._local_constants


@pytest.fixture(scope="session")
def repo() -> Path:
    """Return the folder of the repository."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def kunteko_folder(repo: Path) -> Path:
    """Return the programme folder of KunTeko; nobody may change it."""
    return repo / "data" / "kunteko"


@pytest.fixture(scope="session")
def kunteko(kunteko_folder: Path) -> ProgrammeData:
    """Return the programme KunTeko."""
    return read_programme(kunteko_folder)


@pytest.fixture(scope="session")
def rubric(repo: Path) -> Rubric:
    """Return the rubric in force."""
    return read_rubric(repo / "params" / "rubric.yaml")


@pytest.fixture
def copy_of_kunteko(kunteko_folder: Path, tmp_path: Path) -> Path:
    """Return a fresh copy of KunTeko's folder, of the same name, to be spoiled."""
    return Path(shutil.copytree(kunteko_folder, tmp_path / "kunteko"))


@pytest.fixture(scope="session")
def views_of(repo: Path, rubric: Rubric) -> Viewer:
    """Return a function that gives every report period of a programme in every language, rated and shaken once."""

    @functools.cache
    def viewed(name: str) -> list[View]:
        programme = read_programme(repo / "data" / name)
        views = []
        for period in (one.id for one in programme.sheet.periods if one.report):
            first = view_of(programme, period, rubric, Language(LANGUAGES[0]))
            views += [first.in_language(code) for code in LANGUAGES]
        return views

    return viewed


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of what is made once a session, which the workers of pytest-xdist share; it may not be there."""
    here = tmp_path_factory.getbasetemp()
    return (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "made-once"


@pytest.fixture(scope="session")
def copied_reports(repo: Path, made_once: Path) -> Copier:
    """Return a function that copies reports of the data folder, each made once a session by whoever needs it first.

    The workers of pytest-xdist share them. What a test does to its copy, no other test sees.
    """

    @functools.cache
    def spoken() -> dict[str, tuple[str, ...]]:
        return {one.name: one.languages for one in listed(repo / "data", repo / "params")}

    def copied(output: Path, *runs: Job) -> Path:
        page = output
        for wanted in runs:
            run = replace(wanted, languages=spoken().get(wanted.name, ()))  # As a batch makes it.
            kept = made_once / run.language
            kept.mkdir(parents=True, exist_ok=True)
            with FileLock(made_once / f"{run.name}.lock"):
                if not (kept / run.folder / run.page).exists():
                    make_report(Task(job=run, data=repo / "data", params=repo / "params", output=kept))
            shutil.copytree(kept / run.folder, output / run.folder, dirs_exist_ok=True)
            page = output / run.folder / run.page
        return page

    return copied


@pytest.fixture(scope="session")
def printed_report(made_once: Path, copied_reports: Copier) -> tuple[Path, list[str]]:
    """Return the PDF of KunTeko 2018–2020's Finnish report with its annexes, and the text of each of its pages."""
    return _printed_once(made_once, copied_reports, annexes=True)


@pytest.fixture(scope="session")
def printed_alone(made_once: Path, copied_reports: Copier) -> tuple[Path, list[str]]:
    """Return the PDF of the same report without its annexes, and the text of each of its pages."""
    return _printed_once(made_once, copied_reports, annexes=False)


def _printed_once(made_once: Path, copied_reports: Copier, *, annexes: bool) -> tuple[Path, list[str]]:
    """Return a PDF that is printed once a session, and the text of each of its pages."""
    run = Job(programme="kunteko", period="2018-2020", language="fi")
    target = made_once / ("printed" if annexes else "printed-alone") / "report.pdf"
    texts = target.with_suffix(".json")
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(made_once / f"{target.parent.name}.lock"):
        if not texts.exists():
            print_pdf(copied_reports(target.parent, run), target, annexes=annexes)
            texts.write_text(
                json.dumps([page.get_textpage().get_text_bounded() for page in PdfDocument(target)]), encoding="utf-8"
            )
    return target, json.loads(texts.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """Return a running JupyterLab, one a session; what a test writes into its folder, the next finds there."""
    with running_server(tmp_path_factory.mktemp("lab") / "root") as server:
        yield server


@pytest.fixture(scope="module")
def lab(lab_server: LabServer) -> Iterator[Lab]:
    """Return JupyterLab in a Chromium, its front end loaded once for the tests of a module."""
    with sync_playwright() as playwright, opened(lab_server, playwright) as page:
        yield page
