"""The notebooks that reports are made of, each with a parameters cell that holds what a run gives."""

from __future__ import annotations

import json
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.snapshot import paths_in, read_bytes
from kunteko_eval.report.injected_parameters import assigned
from kunteko_eval.report.job import PORTFOLIO

PARAMETERS = ("programme", "period", "language", "data", "params", "scenario")
CHAPTERS = "[0-9][0-9]_*.ipynb"
"""The names of chapters: their number says their place."""

PORTFOLIO_PARAMETERS = ("language", "data", "params")


def chapters(*, portfolio: bool = False) -> list[Path]:
    """Return the notebooks of a report in reading order: the chapters, or the portfolio's one notebook.

    A chapter is a notebook whose name starts with a number.

    Raises:
        FaultyInput: When there are none, or one has no usable parameters cell.
    """
    folder = notebook_folder()
    pattern, wanted = (f"{PORTFOLIO}.ipynb", PORTFOLIO_PARAMETERS) if portfolio else (CHAPTERS, PARAMETERS)
    found = paths_in(folder, pattern)
    faults = [fault for path in found if (fault := _parameters_fault(path, wanted))]
    if not found:
        faults = [Fault(file=str(folder), place="", found="no notebook", expected=f"notebooks named {pattern}")]
    if faults:
        raise FaultyInput(faults)
    return found


def notebook_folder() -> Path:
    """Return the folder of the notebooks that reports are made of: the product's own, beside its code."""
    return _beside("notebooks", "notebooks")


def passed_over(data: Path) -> str:
    """Return a note on notebooks of a project that are named like chapters and are none; empty when there are none.

    Args:
        data: The project's folder of programmes; its notebooks would stand beside it, or in the working folder.
    """
    ours = notebook_folder().resolve()
    used = set(paths_in(ours, CHAPTERS))
    folders = {parent / "notebooks" for parent in (data.resolve().parent, Path.cwd())}
    found = sorted(path for folder in folders for path in folder.resolve().glob("[0-9]*.ipynb") if path not in used)
    if not found:
        return ""
    names = found[0].name if len(found) == 1 else f"{found[0].name} and {len(found) - 1} more"
    return (
        f"note: {found[0].parent}: {names} not used; the chapters of reports are the {len(used)} notebooks "
        f"NN_name.ipynb in {ours}. Run your own by papermill or in JupyterLab, and name them without a number."
    )


def default_rubric() -> Path:
    """Return the rubric that a new project starts with."""
    return _beside("default/rubric.yaml", "params/rubric.yaml")


def _beside(installed: str, checkout: str) -> Path:
    """Return what an installed package carries within itself and a checkout has beside it."""
    package = Path(__file__).parents[1]
    within = package / installed
    return within if within.exists() else package.parent / checkout


def _parameters_fault(path: Path, wanted: tuple[str, ...]) -> Fault | None:
    """Return a fault when a notebook lacks the parameters cell, because papermill would only warn."""
    try:
        cells = json.loads(read_bytes(path))["cells"]
    except (ValueError, KeyError, TypeError):
        return Fault(file=str(path), place="", found="not a notebook", expected="a Jupyter notebook of format 4")
    cell = next((cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])), None)
    if cell is None:
        return Fault(
            file=str(path), place="", found="no cell is tagged parameters", expected="one with " + ", ".join(wanted)
        )
    names = list(assigned("".join(cell["source"])))
    if sorted(names) != sorted(wanted):
        return Fault(file=str(path), place="parameters cell", found=", ".join(names), expected=", ".join(wanted))
    return None
