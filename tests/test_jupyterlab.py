"""Notebooks in a real JupyterLab: *Run All* ends without an error in each language, and saving changes nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import nbformat
import pytest
from lab import Lab
from nbformat.v4 import new_code_cell, new_notebook
from workshop import SOAK

from kunteko_eval.model.base import LANGUAGES, Language
from kunteko_eval.project.git_filters import switch_on
from kunteko_eval.project.notebook_suite import write_suite

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
EVERY = sorted(path.relative_to(NOTEBOOKS).as_posix() for path in NOTEBOOKS.rglob("*.ipynb"))
TRIED = EVERY if SOAK else EVERY[::9]
"""Every ninth by default: nbval runs them all."""
CASES = [(name, LANGUAGES if SOAK else (LANGUAGES[place % 3],)) for place, name in enumerate(TRIED)]
ERRORS = [
    'k.open_view("kunteko", "2018-2020", "swe", "", "", "")',
    'k.open_view("kunteko", True, "", "nowhere", "", "")',
    "1 / 0",
]
LEAST_TRACEBACK = 4
"""Lines that a traceback has at least."""


@pytest.fixture(scope="module")
def suites(lab: Lab) -> dict[str, str]:
    """Return the folders of the suite by language, as the server names them: ours, kept in Git, and two written."""
    found = {"fi": "project/notebooks"}
    _git(lab, "init", "--quiet")
    _git(lab, "add", ".")
    _git(lab, "commit", "--quiet", "-m", "notebooks")
    switch_on(lab.server.root / found["fi"])
    for language in LANGUAGES[1:]:
        found[language] = f"project/in-{language}"
        write_suite(language, lab.server.root / found[language])
    return found


def _git(lab: Lab, *arguments: str) -> str:
    """Run Git in the copy of the notebooks, data and parameters."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    clean["PYTHONPATH"] = str(ROOT)
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    command = ["git", *who, *arguments]
    done = subprocess.run(command, cwd=lab.server.project, capture_output=True, text=True, check=False, env=clean)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("name", "languages"), CASES, ids=TRIED)
def test_a_notebook_runs_in_jupyterlab(
    lab: Lab, suites: dict[str, str], name: str, languages: tuple[Language, ...]
) -> None:
    """It opens, and *Run › Run All Cells* ends without an error; saved in Finnish, Git sees nothing.

    It takes some seconds: the notebook is opened with a kernel, and is made whole. Nothing is asked of another machine,
    and no script of the page fails. The languages take turns, and `make soak` opens every notebook in each of them.
    """
    for language in languages:
        tab = lab.open(f"{suites[language]}/{name}")
        tab.run_all()
        assert tab.errors() == [], language
        if language == LANGUAGES[0]:
            tab.save()
            assert _git(lab, "diff", "--", f"notebooks/{name}") == ""
        tab.close()
    assert lab.said == []


def test_git_sees_the_one_cell_that_a_person_changed(lab: Lab, suites: dict[str, str]) -> None:
    """After a change of one cell, run twice and saved, the difference is that cell's line."""
    tab = lab.open(f"{suites['fi']}/06_innovations.ipynb")
    source = str(tab.cells()[0]["source"])
    tab.edit(0, source.replace('period: str = "2018-2020"', 'period: str = "2018-2020" '))
    for _ in range(2):
        tab.run_all()
    assert tab.errors() == []
    tab.save()
    diff = _git(lab, "diff", "--", "notebooks/06_innovations.ipynb").splitlines()
    changed = [line for line in diff if line.startswith(("+ ", "- "))]
    assert len(changed) == 2
    assert all('"period: str' in line for line in changed)
    _git(lab, "checkout", "--", "notebooks/06_innovations.ipynb")
    tab.close()


def test_an_error_of_ours_is_one_message(lab: Lab) -> None:
    """What the product raises is shown as its message, with the place and what to do; Python's own keep their traceback."""
    cells = [new_code_cell("from kunteko_eval.report import chapters as k"), new_code_cell("")]
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), lab.server.project / "errors.ipynb")
    tab, told = lab.open("project/errors.ipynb"), list[str]()
    for source in ERRORS:
        tab.edit(1, source)
        tab.run_all()
        (shown,) = tab.cells()[1]["outputs"]
        told.append("\n".join(shown["traceback"]))
    assert told[0] == "UnknownName: there is no language 'swe'; there are: fi, sv, en"
    lines = told[1].splitlines()
    assert lines[0] == "FaultyInput: 3 faults in the input:"
    assert len(lines) == 4
    assert all("; expected " in line and "Write " in line for line in lines[1:])
    assert len(told[2].splitlines()) >= LEAST_TRACEBACK
    assert "ZeroDivisionError" in told[2]
    wide = lab.page.evaluate(
        "[...document.querySelectorAll('.jp-OutputArea-output')].filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    )
    assert wide == 0
    if folder := os.environ.get("KUNTEKO_SCREENSHOTS"):
        lab.page.screenshot(path=str(Path(folder) / "errors.png"))
    tab.close()
