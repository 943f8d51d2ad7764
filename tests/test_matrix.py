"""Every notebook runs by itself, with each programme in turn, and is a notebook that Jupyter opens.

With KunTeko, for which their parameters cells ask, nbval runs each by itself (``make nbval``).
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import papermill
import pytest

from kunteko_eval.batch.kernels import ENGINE
from kunteko_eval.reading.programme_reader import find_programmes, read_programme

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PROGRAMMES = find_programmes(ROOT / "data")
FULLEST = "kunteko"
"""The programme with every kind of evidence."""

OTHERS = [programme for programme in PROGRAMMES if programme != FULLEST]


def _programmes(place: int, path: Path) -> list[str]:
    """Return the programmes that a notebook is opened with: another one than the fullest, in turn.

    Chapters are run with every programme by ``make report``; what no report holds is run with every programme here.
    """
    if path.stem == "portfolio":  # It shows all programmes at once.
        return [FULLEST]
    return [OTHERS[place % len(OTHERS)]] if path.stem[0].isdigit() else OTHERS


OPENED = [(path, programme) for place, path in enumerate(NOTEBOOKS) for programme in _programmes(place, path)]


@pytest.mark.parametrize(("path", "programme"), OPENED, ids=lambda one: getattr(one, "stem", one))
def test_a_notebook_runs_by_itself(path: Path, programme: str, tmp_path: Path) -> None:
    """On a kernel of its own, with nothing but its parameters, a notebook runs from its first cell to its last."""
    periods = [one for one in read_programme(ROOT / "data" / programme).sheet.periods if one.report]
    latest = max(periods, key=lambda one: (one.end, one.days))
    given = {} if path.stem == "portfolio" else {"programme": programme, "period": latest.id}
    executed = papermill.execute_notebook(
        str(path),
        str(tmp_path / path.name),
        parameters={**given, "language": "sv"},
        engine_name=ENGINE,
        progress_bar=False,
        cwd=str(path.parent),
    )
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    assert any(cell.outputs for cell in code)
    assert not [
        out for cell in code for out in cell.outputs if out.output_type in {"error", "stream"} and "rror" in str(out)
    ]


@pytest.fixture(scope="module")
def lab() -> Iterator[str]:
    """Start JupyterLab on the notebooks and return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--IdentityProvider.token=", f"--ServerApp.root_dir={ROOT / 'notebooks'}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/api", timeout=5).close()  # noqa: S310  (our own server)
            break
        except OSError:
            time.sleep(0.25)
    yield address
    process.terminate()
    process.wait(20)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_jupyterlab_opens_a_notebook(path: Path, lab: str) -> None:
    """JupyterLab's server reads the notebook as the format demands and gives it back whole."""
    nbformat.validate(nbformat.read(path, as_version=4))
    with urllib.request.urlopen(f"{lab}/api/contents/{path.name}", timeout=30) as answer:  # noqa: S310  (our own server)
        opened = json.load(answer)
    assert opened["type"] == "notebook"
    assert len(opened["content"]["cells"]) == len(nbformat.read(path, as_version=4).cells)
    assert "message" not in opened  # Jupyter's word for a notebook that does not validate.
