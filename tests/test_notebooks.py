"""The notebooks work with the tools that their users know, and nbval notices whatever is not as it was reviewed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from review_notebooks import executed
from workshop import SOAK, Copier

from kunteko_eval.project.notebook_form import as_text, reviewed_form
from kunteko_eval.report.job import Job

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
Cell = dict[str, Any]


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a module of this interpreter in a folder, with no settings of the tests that run here."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    whole = [sys.executable, "-m", *command]
    environment = {**clean, "PYTHONPATH": str(ROOT)}
    return subprocess.run(whole, cwd=folder, capture_output=True, text=True, check=False, env=environment)


def _first_line(cell: Cell) -> str:
    """Return the first line that a cell printed when it was reviewed."""
    printed = (output.get("text", "") for output in cell.get("outputs", ()))
    return "".join(next(printed, "")).split("\n", 1)[0]


def _cell(notebook: str, wanted: Callable[[Cell], bool]) -> Cell:
    """Return the first cell of a chapter that is wanted."""
    cells: list[Cell] = json.loads((NOTEBOOKS / notebook).read_text(encoding="utf-8"))["cells"]
    return next(cell for cell in cells if cell["cell_type"] == "code" and wanted(cell))


def _code(source: str) -> Cell:
    return {"cell_type": "code", "id": "", "execution_count": 1, "metadata": {}, "outputs": [], "source": source}


def _says(old: str, new: str) -> Callable[[Cell], None]:
    """Return what changes a word of a reviewed output, as if the product had said another before."""

    def change(cell: Cell) -> None:
        text = "".join(cell["outputs"][0]["text"])
        assert re.search(old, text), old
        cell["outputs"][0]["text"] = re.sub(old, new, text, count=1)

    return change


def _draws(old: str, new: str) -> Callable[[Cell], None]:
    """Return what has a cell choose other rows for its figure."""

    def change(cell: Cell) -> None:
        source = "".join(cell["source"])
        assert old in source, old
        cell["source"] = source.replace(old, new)

    return change


def _without(key: str, value: object) -> Callable[[Cell], None]:
    """Return what takes a count or the outputs out of a cell."""
    return lambda cell: cell.update({key: deepcopy(value)})


RATINGS = _cell("07_impact_chain.ipynb", lambda cell: "achievement" in _first_line(cell))
SHARES = _cell("05_voices.ipynb", lambda cell: "share" in _first_line(cell))
FIGURE = _cell("05_voices.ipynb", lambda cell: "k.voices(view, asked)" in "".join(cell["source"]))
FIGURES = json.loads((NOTEBOOKS / "figures.json").read_text(encoding="utf-8"))["05_voices.ipynb"][FIGURE["id"]]
NOT_COUNTED, NO_OUTPUT = "an execution count taken out", "a removed output"
CHANGES: dict[str, tuple[Cell, Callable[[Cell], None]]] = {
    "a rating": (RATINGS, _says(" red ", " yellow ")),
    "a confidence": (RATINGS, _says(r"(yellow +)2 ", r"\g<1>3 ")),
    "an achievement in its third decimal": (RATINGS, _says("0[.]888", "0.889")),
    "an n": (SHARES, _says(" 90 ", " 91 ")),
    "a figure drawn from other data": (FIGURE, _draws("view, asked", "view, asked.iloc[1:]")),
    "the rows of a figure chosen otherwise": (SHARES, _draws('== "voices"', '== "future"')),
    NO_OUTPUT: (SHARES, _without("outputs", [])),
    NOT_COUNTED: (SHARES, _without("execution_count", None)),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the notebooks, data and parameters, with another of the data that lacks one observation."""
    for name in ("notebooks", "data", "params"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(tmp_path / "data", tmp_path / "fewer")
    table = tmp_path / "fewer" / "kunteko" / "observations.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("coaching-organisations-2018-2020,")]
    assert len(kept) == len(lines) - 1
    table.write_text("".join(kept), encoding="utf-8")
    return tmp_path


def test_nbval_fails_at_whatever_is_not_as_it_was_reviewed(copy: Path) -> None:
    """Each change alone makes `pytest --nbval-lax` fail where it is, and what is unchanged passes.

    It takes some seconds: nbval starts a kernel. One notebook has every change, each in a cell of its own, so that one
    start is enough.
    """
    chain = json.loads((NOTEBOOKS / "07_impact_chain.ipynb").read_text(encoding="utf-8"))
    opening = [cell for cell in chain["cells"] if cell["cell_type"] == "code"][:2]
    cells, failing = deepcopy([*opening, RATINGS, SHARES, FIGURE]), dict[str, int]()
    for what, (cell, change) in CHANGES.items():
        failing[what] = len(cells)
        cells.append(deepcopy(cell))
        change(cells[-1])
    fewer = "result = ke.open_period(programme, period, language, '../fewer', params, scenario)"
    cells += [_code(fewer), deepcopy(RATINGS)]
    failing["a removed observation"] = len(cells) - 1
    drawing = [f"c{number}" for number, cell in enumerate(cells, 1) if cell["id"] == FIGURE["id"]]
    for number, cell in enumerate(cells, 1):
        cell |= {"id": f"c{number}", "execution_count": cell["execution_count"] and number}
    (copy / "notebooks" / "changed.ipynb").write_text(as_text({**chain, "cells": cells}), encoding="utf-8")
    figures = {"changed.ipynb": dict.fromkeys(drawing, FIGURES)}
    (copy / "notebooks" / "figures.json").write_text(json.dumps(figures), encoding="utf-8")
    done = _run(copy / "notebooks", "pytest", "--nbval-lax", "-rA", "-p", "no:cacheprovider", "changed.ipynb")
    assert done.returncode == 1
    failed, passed = (
        {int(number) for number in re.findall(rf"(?m)^{came} changed\.ipynb::Cell (\d+)", done.stdout)}
        for came in ("FAILED", "PASSED")
    )
    assert failed == set(failing.values())
    assert passed == set(range(len(cells))) - failed
    assert "FAILED changed.ipynb::reviewed" in done.stdout
    amiss = {NO_OUTPUT: "it is tagged nbval-check-output and has no output", NOT_COUNTED: "the execution count is None"}
    for what, told in amiss.items():
        number = failing[what] + 1
        assert f"cell {number} (c{number}): {told}" in done.stdout


def test_a_notebook_without_a_count_fails_alone(copy: Path) -> None:
    """Where a count was taken out or a checked output is gone, plain nbval fails with the cell; nothing is executed."""
    chain = "07_impact_chain.ipynb"
    for name, key, value in (("one", "execution_count", None), ("two", "outputs", [])):
        notebook = json.loads((NOTEBOOKS / chain).read_text(encoding="utf-8"))
        checked = next(cell for cell in notebook["cells"] if cell.get("outputs"))
        checked[key] = value
        (copy / "notebooks" / f"{name}.ipynb").write_text(as_text(notebook), encoding="utf-8")
    named = ["one.ipynb", "two.ipynb", chain]
    done = _run(copy / "notebooks", "pytest", "--nbval-lax", "-rA", "-k", "reviewed", *named)
    assert done.returncode == 1
    told = sorted(line.partition(" - ")[0] for line in done.stdout.splitlines() if line.startswith(("FAIL", "PASS")))
    assert told == ["FAILED one.ipynb::reviewed", "FAILED two.ipynb::reviewed", f"PASSED {chain}::reviewed"]


def test_plain_papermill_runs_a_chapter_from_a_period_file(tmp_path: Path) -> None:
    """`papermill notebook out -f params/kunteko/2015-2017.yaml` works from the project's root."""
    out = tmp_path / "out.ipynb"
    parameters = "params/kunteko/2015-2017.yaml"
    done = _run(ROOT, "papermill", "notebooks/01_summary.ipynb", str(out), "-f", parameters)
    assert done.returncode == 0, done.stderr
    cells = nbformat.read(out, as_version=4).cells
    texts = [str(output) for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("2015–2017" in text for text in texts)


def test_plain_nbconvert_exports_an_executed_chapter(copied_reports: Copier, tmp_path: Path) -> None:
    """`jupyter nbconvert --to kunteko-report` makes a page of any executed chapter."""
    report = copied_reports(tmp_path / "reports", Job(programme="kunteko", period="2018-2020", language="en"))
    out = Path(shutil.copy(report.parent / "notebooks" / "07_impact_chain.en.ipynb", tmp_path / "chapter.ipynb"))
    done = _run(tmp_path, "nbconvert", "--to", "kunteko-report", str(out))
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "chapter.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "figure-chain-map" in page
    assert "The impact chain" in page


@pytest.mark.parametrize("form", ["notebook", "html"] if SOAK else ["notebook"])
def test_nbconvert_executes_a_chapter(tmp_path: Path, form: str) -> None:
    """`jupyter nbconvert --execute` works from the project's root, into a notebook and into nbconvert's own page."""
    chapter = "notebooks/12_recommendations.ipynb"
    done = _run(ROOT, "nbconvert", "--execute", "--to", form, "--output-dir", str(tmp_path), chapter)
    assert done.returncode == 0, done.stderr
    (made,) = tmp_path.iterdir()
    text = made.read_text(encoding="utf-8")
    assert "<table" in text, "the recommendations were made"
    if form == "notebook":
        assert reviewed_form(text) == (ROOT / chapter).read_text(encoding="utf-8")


def test_executing_a_chapter_again_changes_nothing() -> None:
    """As Visual Studio Code runs it, by nbclient in the notebook's folder: what is kept of it is what is there."""
    chapter = NOTEBOOKS / "07_impact_chain.ipynb"
    assert reviewed_form(executed(chapter)) == chapter.read_text(encoding="utf-8")
