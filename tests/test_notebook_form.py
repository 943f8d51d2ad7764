"""Notebooks are kept in one form, whoever wrote them, and Git keeps them so once it was told to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from typer.testing import CliRunner

from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput
from kunteko_eval.project.git_filters import switch_on
from kunteko_eval.project.notebook_form import CHECKED, as_text, reviewed_form, unreviewed

ROOT = Path(__file__).parents[1]


@pytest.fixture
def reviewed() -> dict[str, Any]:
    """Return a small notebook in its form, as its file holds it."""
    result = new_output("execute_result", {"text/plain": "a\nb", "text/html": "<p>a</p>"}, execution_count=2)
    cells = [
        new_code_cell('language = "fi"', id="c1", execution_count=1, metadata={"tags": ["parameters"]}),
        new_markdown_cell("# Title\n\nProse.", id="c2"),
        new_code_cell("frame", id="c3", execution_count=2, metadata={"tags": [CHECKED]}, outputs=[result]),
        new_code_cell("", id="c4"),
        new_code_cell("figure", id="c5", execution_count=3),
    ]
    made: dict[str, Any] = json.loads(reviewed_form(nbformat.writes(new_notebook(cells=cells))))
    assert list(unreviewed(made)) == []
    return made


def _spoiled_by_lab(notebook: dict[str, Any]) -> None:
    """Run all cells a second time and save."""
    notebook["metadata"] |= {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.13.1", "mimetype": "text/x-python"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
    }
    for cell in notebook["cells"]:
        cell["metadata"] |= {"editable": True, "slideshow": {"slide_type": ""}, "scrolled": True}
        if cell.get("execution_count"):
            cell["execution_count"] += 40
            cell["metadata"]["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00.000Z"}
            for output in cell["outputs"]:
                output["execution_count"] += 40
    notebook["cells"][4]["outputs"] = [new_output("display_data", {"image/png": "iVBO"})]


def _spoiled_by_papermill(notebook: dict[str, Any]) -> None:
    """Execute it in place."""
    notebook["metadata"]["papermill"] = {"duration": 1.5, "parameters": {}}
    for cell in notebook["cells"]:
        cell["metadata"]["papermill"] = {"duration": 0.1, "status": "completed"}
        cell["metadata"].setdefault("tags", [])
    notebook["cells"][4]["outputs"] = [new_output("stream", text="printed")]


def _spoiled_by_code(notebook: dict[str, Any]) -> None:
    """Save it in Visual Studio Code, which has its own order of keys and its own name of the kernel."""
    notebook["metadata"]["kernelspec"] = {"name": "python3", "language": "python", "display_name": ".venv"}
    notebook["metadata"]["language_info"] = {"version": "3.12.0", "name": "python"}
    for cell in notebook["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python"}
    output = notebook["cells"][2]["outputs"][0]
    output["data"] = dict(reversed(output["data"].items()))


@pytest.mark.parametrize("spoil", [_spoiled_by_lab, _spoiled_by_papermill, _spoiled_by_code])
def test_what_an_editor_or_a_run_leaves_behind_goes(reviewed: dict[str, Any], spoil: Any) -> None:
    """Counts, times, outputs that nobody checks, kernels' names and the order of keys come back to what was reviewed."""
    text = as_text(reviewed)
    spoil(reviewed)
    assert reviewed_form(json.dumps(reviewed, indent=2)) == text


def test_what_a_person_changed_stays(reviewed: dict[str, Any]) -> None:
    """A changed source, tag, checked output or order of cells is in the form; ids are kept."""
    before = reviewed_form(as_text(reviewed))
    changed = deepcopy(reviewed)
    changed["cells"][1]["source"] = ["# Other title"]
    changed["cells"][2]["outputs"][0]["data"]["text/plain"] = ["c"]
    changed["cells"][4]["metadata"]["tags"] = ["report-hide"]
    _spoiled_by_lab(changed)
    lines = set(reviewed_form(json.dumps(changed)).splitlines()) ^ set(before.splitlines())
    assert {line.strip(' ",') for line in lines} >= {"# Other title", "c", "report-hide"}
    kept = json.loads(reviewed_form(json.dumps(changed)))["cells"]
    assert [cell["id"] for cell in kept] == ["c1", "c2", "c3", "c4", "c5"]


def test_what_is_printed_in_pieces_is_kept_in_one(reviewed: dict[str, Any]) -> None:
    """A busy kernel tells one printed text in several pieces, and not always in the same ones."""
    printed = [{"output_type": "stream", "name": "stdout", "text": text} for text in ("a\nb", "c\n", "d\n")]
    reviewed["cells"][2]["outputs"] = printed
    (output,) = json.loads(reviewed_form(json.dumps(reviewed)))["cells"][2]["outputs"]
    assert output["text"] == ["a\n", "bc\n", "d\n"]


@pytest.mark.parametrize(
    "text", ["", "<<<<<<< ours\n{}", "[]", "null", '{"nbformat": 3, "worksheets": []}', '{"cells": 1}']
)
def test_what_is_no_notebook_stays_as_it_is(text: str) -> None:
    """Git must be able to show a file in which two changes met, or that is broken otherwise."""
    assert reviewed_form(text) == text


def test_what_nbval_would_pass_over_is_told(reviewed: dict[str, Any]) -> None:
    """A count that was taken out or is out of order, a removed output, and a notebook that checks nothing are told."""
    reviewed["cells"][4]["execution_count"] = None
    reviewed["cells"][2]["outputs"] = []
    assert list(unreviewed(reviewed)) == [
        ("cell 3 (c3)", "it is tagged nbval-check-output and has no output"),
        ("cell 5 (c5)", "the execution count is None, and it is code cell 3"),
    ]
    reviewed["cells"][2]["metadata"]["tags"] = []
    reviewed["cells"][4]["execution_count"] = 3
    assert list(unreviewed(reviewed)) == [("the whole notebook", "no cell is tagged nbval-check-output")]


def _git(folder: Path, *arguments: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    clean["PYTHONPATH"] = str(ROOT)
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False, env=clean)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_git_sees_only_what_a_person_changed(tmp_path: Path, reviewed: dict[str, Any]) -> None:
    """After `kunteko-eval notebooks --git-filters` a saved run is no change, a changed cell is one; so in every clone."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    _git(tmp_path, "init", "--quiet")
    done = CliRunner().invoke(app, ["notebooks", "--git-filters", "--output", str(folder)])
    assert done.exit_code == 0, done.output
    file = folder / "one.ipynb"
    spoiled = deepcopy(reviewed)
    _spoiled_by_lab(spoiled)
    file.write_text(json.dumps(spoiled), encoding="utf-8")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "-m", "notebooks")
    assert _git(tmp_path, "show", "HEAD:notebooks/one.ipynb") == as_text(reviewed)
    file.write_text(json.dumps(spoiled, indent=3), encoding="utf-8")
    assert _git(tmp_path, "diff") == ""
    spoiled["cells"][1]["source"] = ["# Other title"]
    file.write_text(json.dumps(spoiled), encoding="utf-8")
    diff = _git(tmp_path, "diff").splitlines()
    assert [line for line in diff if line.startswith("+ ")] == ['+    "# Other title"']
    attributes = (folder / ".gitattributes").read_text(encoding="utf-8")
    assert switch_on(folder) == folder / ".gitattributes"
    assert (folder / ".gitattributes").read_text(encoding="utf-8") == attributes, "a second time changes nothing"
    broken = ["-c", "filter.kunteko-notebook.clean=false", "add", "--renormalize", "."]
    with pytest.raises(AssertionError, match="clean filter 'kunteko-notebook' failed"):
        _git(tmp_path, *broken)


def test_our_own_notebooks_come_with_the_attributes() -> None:
    """The notebooks' folder has the attributes that name the filter, so that the one command is all that a clone needs."""
    assert (ROOT / "notebooks" / ".gitattributes").read_text(encoding="utf-8") == "*.ipynb filter=kunteko-notebook\n"


def test_the_filter_needs_a_folder_and_a_repository(tmp_path: Path) -> None:
    """Where there is none, the message says what to do, and nothing is written."""
    with pytest.raises(FaultyInput, match="Make one with: kunteko-eval notebooks"):
        switch_on(tmp_path / "nowhere")
    with pytest.raises(FaultyInput, match=r"no Git repository.*git init"):
        switch_on(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_filter_starts_with_the_standard_library_alone() -> None:
    """Git runs it for each notebook that it looks at, so nothing that takes long is imported."""
    listed = "import sys, kunteko_eval.project.notebook_form; print(*{name.partition('.')[0] for name in sys.modules})"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True, env=environment)
    assert not {"pandas", "nbformat", "typer", "pydantic", "yaml"} & set(done.stdout.split())
