"""The notebooks work with the tools that their users know, and nbval notices a changed rating."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


def _nbval(folder: Path, notebook: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval-lax",
        "-q",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=",
        notebook,
    ]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=clean)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the notebooks, data and parameters."""
    for name in ("notebooks", "data", "params"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def test_nbval_notices_a_changed_rating(copy: Path) -> None:
    """Turning what two coders found of one strong finding changes a rating, and nbval fails on what a cell tells.

    That unchanged data pass is what ``make nbval`` sees.
    """
    codings = copy / "data" / "kunteko" / "codings.csv"
    lines = codings.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [
        line.replace(",supports,much,", ",contradicts,much,") if line.startswith("ev-shared-understanding,") else line
        for line in lines
    ]
    assert changed != lines
    codings.write_text("".join(changed), encoding="utf-8")
    result = _nbval(copy / "notebooks", "01_summary.ipynb")
    assert result.returncode == 1, result.stdout
    assert "Cell outputs differ" in result.stdout, result.stdout


def test_plain_papermill_runs_a_chapter_from_a_period_file(tmp_path: Path) -> None:
    """`papermill notebook out -f params/kunteko/2015-2017.yaml` works from the project's root."""
    out = tmp_path / "out.ipynb"
    command = [
        sys.executable,
        "-m",
        "papermill",
        "notebooks/01_summary.ipynb",
        str(out),
        "-f",
        "params/kunteko/2015-2017.yaml",
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    executed = nbformat.read(out, as_version=4)
    texts = [str(output) for cell in executed.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("2015–2017" in text for text in texts)


def test_plain_nbconvert_exports_an_executed_chapter(tmp_path: Path) -> None:
    """`jupyter nbconvert --to kunteko-report` makes a page of any executed chapter."""
    out, chain = tmp_path / "chapter.ipynb", ROOT / "notebooks" / "07_impact_chain.ipynb"
    papermill.execute_notebook(
        str(chain), str(out), parameters={"language": "en"}, progress_bar=False, cwd=str(chain.parent)
    )
    command = [sys.executable, "-m", "nbconvert", "--to", "kunteko-report", str(out)]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    page = (tmp_path / "chapter.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "figure-chain-map" in page
    assert "The impact chain" in page
