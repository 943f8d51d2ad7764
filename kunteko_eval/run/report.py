"""One report: check the parameters, execute the chapters, make the page, write everything or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from kunteko_eval.errors import Fault, FaultyInput, ReportFailed
from kunteko_eval.model.reading import find_programmes
from kunteko_eval.present.language import Language
from kunteko_eval.present.view import open_view
from kunteko_eval.run import outputs
from kunteko_eval.run.page import page
from kunteko_eval.run.plan import PORTFOLIO, Run

PARAMETERS = ("programme", "period", "language", "data", "params", "scenario")
PORTFOLIO_PARAMETERS = ("language", "data", "params")


def chapters(run: Run | None = None) -> list[Path]:
    """Return the notebooks of a run in reading order: the chapters, or the portfolio's one notebook.

    A chapter is a notebook whose name starts with a number.

    Raises:
        FaultyInput: When there are none, or one has no usable parameters cell.
    """
    folder = Path(__file__).parents[2] / "notebooks"
    portfolio = run is not None and run.is_portfolio
    pattern, wanted = (f"{PORTFOLIO}.ipynb", PORTFOLIO_PARAMETERS) if portfolio else ("[0-9][0-9]_*.ipynb", PARAMETERS)
    found = sorted(folder.glob(pattern))
    faults = [fault for path in found if (fault := _parameters_fault(path, wanted))]
    if not found:
        faults = [Fault(file=str(folder), place="", found="no notebook", expected=f"notebooks named {pattern}")]
    if faults:
        raise FaultyInput(faults)
    return found


def _parameters_fault(path: Path, wanted: tuple[str, ...]) -> Fault | None:
    """Return a fault when a notebook lacks the parameters cell, because papermill would only warn."""
    notebook = nbformat.read(path, as_version=4)
    cell = next((cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])), None)
    if cell is None:
        return Fault(
            file=str(path), place="", found="no cell is tagged parameters", expected="one with " + ", ".join(wanted)
        )
    names = [line.partition("=")[0].strip() for line in cell.source.splitlines() if "=" in line]
    if sorted(names) != sorted(wanted):
        return Fault(file=str(path), place="parameters cell", found=", ".join(names), expected=", ".join(wanted))
    return None


def make_report(
    run: Run, data: Path, params: Path, output: Path, *, progress: Callable[[str], None] | None = None
) -> Path:
    """Make one report and the data beside it; on failure nothing that stood before is touched.

    Args:
        run: The programme, period and language.
        data: The folder of programme folders.
        params: The folder of ``rubric.yaml`` and the period files.
        output: The folder of reports.
        progress: Called with the name of each chapter before it is executed.

    Returns:
        The path of the HTML file.

    Raises:
        ReportFailed: When a chapter raises; its executed notebook is kept.
    """
    notebooks = chapters(run)
    folder = output / run.folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as scratch:
        made = Path(scratch)
        executed = []
        for path in notebooks:
            if progress:
                progress(path.stem)
            executed.append((path.stem, _execute(path, made, run, data, params, folder)))
        title, subtitle = _write_data(made, run, data, params, notebooks)
        home = "../" * len(run.folder.parts) + "index.html"
        html = page(executed, title=title, subtitle=subtitle, language=run.language, home=home)
        (made / run.page).write_text(html, encoding="utf-8")
        _publish(made, folder, run.language)
    return folder / run.page


def _execute(path: Path, made: Path, run: Run, data: Path, params: Path, folder: Path) -> NotebookNode:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from kunteko_eval.run.kernels import kernel_options

    target = made / "notebooks" / f"{path.stem}.{run.language}.ipynb"
    target.parent.mkdir(exist_ok=True)
    given = {"language": run.language, "data": str(data.resolve()), "params": str(params.resolve())}
    if not run.is_portfolio:
        given |= {"programme": run.programme, "period": run.period, "scenario": run.scenario[0]}
    try:
        return papermill.execute_notebook(
            str(path),
            str(target),
            parameters=given,
            kernel_name="python3",
            progress_bar=False,
            cwd=str(path.parent),
            **kernel_options(),
        )
    except (DeadKernelError, CellTimeoutError) as error:
        kept = folder / f"failed-{path.stem}.{run.language}.ipynb"
        shutil.copy(target if target.exists() else path, kept)
        raise ReportFailed(f"{run.name}: {path.name}: {type(error).__name__}: {error}", str(kept)) from error
    except PapermillExecutionError as error:
        kept = folder / f"failed-{path.stem}.{run.language}.ipynb"
        shutil.copy(target, kept)
        message = f"{run.name}: {path.name}, cell {error.cell_index}: {error.ename}: {error.evalue}"
        raise ReportFailed(message, str(kept)) from error


def _write_data(made: Path, run: Run, data: Path, params: Path, notebooks: list[Path]) -> tuple[str, str]:
    """Write the data that stand beside a report; return the report's title and what stands under it."""
    say = Language(run.language)
    root = Path(os.path.commonpath([data.resolve(), params.resolve()]))
    if run.is_portfolio:
        names = find_programmes(data)
        inputs = [params / "rubric.yaml", *(path for name in names for path in _inputs(data / name))]
        files = {"run.json": outputs.run_json(run, [path.resolve() for path in inputs], root, notebooks)}
        title, subtitle = say("All programmes side by side"), say("Portfolio")
    else:
        view = open_view(run.programme, run.period, run.language, str(data), str(params), run.scenario[0])
        files = {
            "ratings.json": outputs.ratings_json(view),
            "ratings.csv": outputs.ratings_csv(view.assessment),
            "checks.json": outputs.checks_json(view.assessment),
        }
        settings = [params / "rubric.yaml", *(params / run.programme).glob(f"{run.period}.yaml")]
        settings += [Path(run.scenario[0])] if run.scenario[0] else []
        inputs = [path.resolve() for path in (*_inputs(data / run.programme), *settings)]
        files["run.json"] = outputs.run_json(run, inputs, root, notebooks, view.assessment)
        title = say.text(view.programme.sheet.name)
        subtitle = say("Evaluation report {period}", period=say.period(view.assessment.period))
        if view.scenario is not None:
            subtitle += " · " + say("scenario {title}", title=say.as_is(view.scenario.title))
    for name, text in files.items():
        (made / name).write_text(text, encoding="utf-8")
    return title, subtitle


def _inputs(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix in {".yaml", ".csv"}]


def _publish(made: Path, folder: Path, language: str) -> None:
    """Move finished files into place one by one, the page last; each move is atomic."""
    ready = sorted(
        (path for path in made.rglob("*") if path.is_file()), key=lambda path: (path.suffix == ".html", path)
    )
    for path in ready:
        target = folder / path.relative_to(made)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    for old in folder.glob(f"failed-*.{language}.ipynb"):
        old.unlink()
