"""The notebooks that reports are made of, each with a parameters cell that holds what a run gives."""

from __future__ import annotations

import json
import re
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.snapshot import paths_in, read_bytes
from kunteko_eval.report.chapter_order import ChapterOrder, ordered
from kunteko_eval.report.injected_parameters import assigned
from kunteko_eval.report.job import PORTFOLIO
from kunteko_eval.report.report_file import ReadReportFile, read_report_file

PARAMETERS = ("programme", "period", "language", "data", "params", "scenario")
CHAPTERS = "[0-9][0-9]_*.ipynb"
"""The names of chapters: their number says their place."""

PORTFOLIO_PARAMETERS = ("language", "data", "params")


def chapters(*, portfolio: bool = False, params: Path | None = None) -> list[Path]:
    """Return the notebooks of a report in reading order: the chapters, or the portfolio's one notebook.

    Args:
        portfolio: Whether the portfolio's is wanted.
        params: The params folder of a project, whose own chapters count too; the product's alone when None.

    Raises:
        FaultyInput: When there are none, one has no usable parameters cell, or report.yaml has faults.
    """
    if portfolio:
        return _usable(paths_in(notebook_folder(), f"{PORTFOLIO}.ipynb"), PORTFOLIO_PARAMETERS)
    if params is None:
        return _usable(_product_chapters(), PARAMETERS)
    faults: list[Fault] = []
    order = chapter_order(params, read_report_file(params, faults), faults)
    if faults:
        raise FaultyInput(faults)
    return _usable([one.path for one in order.chapters], PARAMETERS)


def chapter_order(params: Path, report: ReadReportFile, faults: list[Fault]) -> ChapterOrder:
    """Return which chapter stands where in the reports of a project.

    Args:
        params: The project's params folder.
        report: What its report.yaml says.
        faults: Where every fault of the project's own chapters is added.
    """
    own = own_notebooks(params)
    order = ordered(_product_chapters(), own, report, faults)
    faults += [fault for path in own if (fault := _parameters_fault(path, PARAMETERS) or _untitled(path))]
    return order


def notebook_folder() -> Path:
    """Return the folder of the notebooks that come with the product, beside its code."""
    return _beside("notebooks", "notebooks")


def own_folder(params: Path) -> Path | None:
    """Return the folder of a project's own chapters, beside its params; None where that is the product's."""
    folder = params.resolve().parent / "notebooks"
    return None if folder == notebook_folder().resolve() else folder


def own_notebooks(params: Path) -> list[Path]:
    """Return the project's notebooks that are chapters or would be: their names begin with a digit."""
    folder = own_folder(params)
    return paths_in(folder, "[0-9]*.ipynb") if folder else []


def page_name(path: Path) -> str:
    """Return the name by which a report knows a chapter; one in the place of the product's has that one's name.

    Links to the chapter lead there whoever wrote it.
    """
    known = next((one for one in _product_chapters() if one.name[:2] == path.name[:2]), path)
    return known.stem


def is_own(path: Path) -> bool:
    """Return whether what stands in a folder of notebooks is a project's own."""
    return path.parent.resolve() != notebook_folder().resolve()


def default_rubric() -> Path:
    """Return the rubric that a new project starts with."""
    return _beside("default/rubric.yaml", "params/rubric.yaml")


def _beside(installed: str, checkout: str) -> Path:
    """Return what an installed package carries within itself and a checkout has beside it."""
    package = Path(__file__).parents[1]
    within = package / installed
    return within if within.exists() else package.parent / checkout


def _product_chapters() -> list[Path]:
    return paths_in(notebook_folder(), CHAPTERS)


def _usable(found: list[Path], wanted: tuple[str, ...]) -> list[Path]:
    """Return notebooks that all have what they are given.

    Raises:
        FaultyInput: When there are none, or some have not.
    """
    faults = [fault for path in found if (fault := _parameters_fault(path, wanted))]
    if not found:
        folder = str(notebook_folder())
        faults = [Fault(file=folder, place="", found="no notebook", expected=f"notebooks named {CHAPTERS}")]
    if faults:
        raise FaultyInput(faults)
    return found


def _untitled(path: Path) -> Fault | None:
    """Return a fault when a notebook has no heading, which would be the chapter's title in the contents."""
    cells = json.loads(read_bytes(path))["cells"]
    prose = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    if re.search(r"(?m)^# \S", prose):
        return None
    expected = "a Markdown cell that begins with # and the chapter's title"
    return Fault(file=str(path), place="", found="no heading", expected=expected, advice="Add it below the parameters.")


def _parameters_fault(path: Path, wanted: tuple[str, ...]) -> Fault | None:
    """Return a fault when a notebook lacks the parameters cell, because papermill would only warn."""
    try:
        cells = json.loads(read_bytes(path))["cells"]
        tagged = [(at, cell) for at, cell in enumerate(cells) if "parameters" in cell["metadata"].get("tags", ())]
        sources = [(at, "".join(cell["source"])) for at, cell in tagged if cell["cell_type"] == "code"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        expected, advice = "a Jupyter notebook of format 4", "Open it in JupyterLab and save it again."
        return Fault(file=str(path), place="", found="not a notebook", expected=expected, advice=advice)
    named, place = ", ".join(wanted), "" if not sources else f"cell {sources[0][0] + 1}, tagged parameters"
    if not sources:
        advice = f'Tag a first code cell so, with a default for each, as {wanted[0]} = "".'
        found, expected = "no cell is tagged parameters", f"one with {named}"
        return Fault(file=str(path), place=place, found=found, expected=expected, advice=advice)
    names = list(assigned(sources[0][1]))
    if sorted(names) == sorted(wanted):
        return None
    lacking = [name for name in wanted if name not in names]
    spare = [name for name in names if name not in wanted]
    advice = " ".join(
        [*([f"Add {', '.join(lacking)}."] if lacking else []), *([f"Take out {', '.join(spare)}."] if spare else [])]
    )
    return Fault(file=str(path), place=place, found=", ".join(names) or "nothing", expected=named, advice=advice)
