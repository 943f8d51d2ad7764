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
import papermill
import pytest
from review_notebooks import executed

from kunteko_eval.project.notebook_form import as_text, reviewed_form

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


def _cell(notebook: str, start: str) -> Cell:
    """Return the first checked cell of a chapter whose output begins with a word."""
    cells = json.loads((NOTEBOOKS / notebook).read_text(encoding="utf-8"))["cells"]
    kept = (cell for cell in cells if cell.get("outputs"))
    found: Cell = next(cell for cell in kept if start in "".join(cell["outputs"][0].get("text", "")).split("\n", 1)[0])
    return found


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


RATINGS, SHARES = ("07_impact_chain.ipynb", "achievement"), ("05_voices.ipynb", "share")
CHANGES: dict[str, tuple[tuple[str, str], Callable[[Cell], None]]] = {
    "a rating": (RATINGS, _says(r"(?<=resources           )red", "yellow")),
    "a confidence": (RATINGS, _says(r"(?<=yellow           )2", "3")),
    "an achievement in its third decimal": (RATINGS, _says("0[.]888", "0.889")),
    "an n": (SHARES, _says(" 90 ", " 91 ")),
    "a figure drawn from other data": (SHARES, _draws('== "voices"', '== "future"')),
    "a removed output": (SHARES, _without("outputs", [])),
    "an execution count taken out": (SHARES, _without("execution_count", None)),
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
    whole = json.loads((NOTEBOOKS / RATINGS[0]).read_text(encoding="utf-8"))
    opening = [cell for cell in whole["cells"] if cell["cell_type"] == "code"][:2]
    cells = [*opening, _cell(*RATINGS), _cell(*SHARES)]
    failing = {}
    for what, (where, change) in CHANGES.items():
        changed = deepcopy(_cell(*where))
        change(changed)
        failing[len(cells)] = what
        cells.append(changed)
    fewer = "result = ke.open_period(programme, period, language, '../fewer', params, scenario)"
    failing[len(cells) + 1] = "a removed observation"
    cells += [_code(fewer), deepcopy(_cell(*RATINGS))]
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"c{number}"
        cell["execution_count"] = cell["execution_count"] and number
    (copy / "notebooks" / "changed.ipynb").write_text(as_text({**whole, "cells": cells}), encoding="utf-8")
    done = _run(copy / "notebooks", "pytest", "--nbval-lax", "-rA", "-p", "no:cacheprovider", "changed.ipynb")
    assert done.returncode == 1
    told = {line for line in done.stdout.splitlines() if line.startswith(("FAILED", "PASSED"))}
    failed = {int(found[1]) for line in told if (found := re.match(r"FAILED changed\.ipynb::Cell (\d+)", line))}
    passed = {int(found[1]) for line in told if (found := re.match(r"PASSED changed\.ipynb::Cell (\d+)", line))}
    assert failed | passed == set(range(len(cells)))
    (uncounted,) = [number for number, what in failing.items() if what == "an execution count taken out"]
    assert set(failing) - failed == {uncounted} - failed, "nbval passes over a cell without a count"
    assert failed <= set(failing)
    assert any(line.startswith("FAILED changed.ipynb::reviewed") for line in told)
    (emptied,) = [number for number, what in failing.items() if what == "a removed output"]
    for number, amiss in ((emptied, "it is tagged nbval-check-output and has no output"), (uncounted, "count is None")):
        assert re.search(rf"cell {number + 1} \(c{number + 1}\): .*{amiss}", done.stdout), done.stdout


def test_a_notebook_without_a_count_fails_alone(copy: Path) -> None:
    """Where a count was taken out or a checked output is gone, plain nbval fails with the cell; nothing is executed."""
    for name, key, value in (("one", "execution_count", None), ("two", "outputs", [])):
        notebook = json.loads((NOTEBOOKS / RATINGS[0]).read_text(encoding="utf-8"))
        checked = next(cell for cell in notebook["cells"] if cell.get("outputs"))
        checked[key] = value
        (copy / "notebooks" / f"{name}.ipynb").write_text(as_text(notebook), encoding="utf-8")
    named = ["one.ipynb", "two.ipynb", RATINGS[0]]
    done = _run(copy / "notebooks", "pytest", "--nbval-lax", "-rA", "-k", "reviewed", *named)
    assert done.returncode == 1
    told = sorted(line.partition(" - ")[0] for line in done.stdout.splitlines() if line.startswith(("FAIL", "PASS")))
    assert told == ["FAILED one.ipynb::reviewed", "FAILED two.ipynb::reviewed", f"PASSED {RATINGS[0]}::reviewed"]


def test_plain_papermill_runs_a_chapter_from_a_period_file(tmp_path: Path) -> None:
    """`papermill notebook out -f params/kunteko/2015-2017.yaml` works from the project's root."""
    out = tmp_path / "out.ipynb"
    parameters = "params/kunteko/2015-2017.yaml"
    done = _run(ROOT, "papermill", "notebooks/01_summary.ipynb", str(out), "-f", parameters)
    assert done.returncode == 0, done.stderr
    cells = nbformat.read(out, as_version=4).cells
    texts = [str(output) for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("2015–2017" in text for text in texts)


def test_plain_nbconvert_exports_an_executed_chapter(tmp_path: Path) -> None:
    """`jupyter nbconvert --to kunteko-report` makes a page of any executed chapter."""
    out, chain = tmp_path / "chapter.ipynb", NOTEBOOKS / "07_impact_chain.ipynb"
    papermill.execute_notebook(
        str(chain), str(out), parameters={"language": "en"}, progress_bar=False, cwd=str(chain.parent)
    )
    done = _run(tmp_path, "nbconvert", "--to", "kunteko-report", str(out))
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "chapter.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "figure-chain-map" in page
    assert "The impact chain" in page


@pytest.mark.parametrize("form", ["notebook", "html"])
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
