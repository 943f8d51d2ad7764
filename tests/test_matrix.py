"""The workbench runs by themselves with each programme, and every notebook is as Jupyter wants it.

With KunTeko, for which their parameters cells ask, nbval runs each notebook by itself (``make nbval``), and JupyterLab
does in `test_jupyterlab`; every report runs the chapters with its programme.
"""

from __future__ import annotations

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
OPENED = [(path, programme) for path in NOTEBOOKS if path.stem == "workbench" for programme in OTHERS]
"""What no report holds, with every programme but the fullest; chapters meet each programme in ``make report``."""


@pytest.mark.parametrize(("path", "programme"), OPENED, ids=lambda one: getattr(one, "stem", one))
def test_a_notebook_runs_by_itself(path: Path, programme: str, tmp_path: Path) -> None:
    """On a kernel of its own, with nothing but its parameters, a notebook runs from its first cell to its last."""
    periods = [one for one in read_programme(ROOT / "data" / programme).sheet.periods if one.report]
    latest = max(periods, key=lambda one: (one.end, one.days))
    executed = papermill.execute_notebook(
        str(path),
        str(tmp_path / path.name),
        parameters={"programme": programme, "period": latest.id, "language": "sv"},
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


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_as_the_format_demands(path: Path) -> None:
    """Each notebook of the product validates; JupyterLab itself opens it in `test_jupyterlab`."""
    nbformat.validate(nbformat.read(path, as_version=4))
