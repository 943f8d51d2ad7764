"""One report: check the parameters, execute the chapters, make the page, write everything or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat import NotebookNode

from kunteko_eval.batch.fingerprint import fingerprint, made_of
from kunteko_eval.batch.inputs import INPUTS, inputs_of, with_notebooks
from kunteko_eval.errors import ReportFailed
from kunteko_eval.files.snapshot import Snapshot, read_bytes, reading_from
from kunteko_eval.files.writing import move_into_place
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report import data_files
from kunteko_eval.report.colophon import Record, head_of, rated, record_of
from kunteko_eval.report.content import Table
from kunteko_eval.report.cross_references import Source
from kunteko_eval.report.evidence_csv import evidence_csv
from kunteko_eval.report.job import Job
from kunteko_eval.report.language import Language
from kunteko_eval.report.notebook_files import chapters
from kunteko_eval.report.page import PageSettings, page
from kunteko_eval.report.tables_workbook import book, report_workbook, tables_of
from kunteko_eval.report.view import open_view

if TYPE_CHECKING:
    from kunteko_eval.batch.kernels import ReportKernel


def make_report(
    run: Job,
    data: Path,
    params: Path,
    output: Path,
    *,
    scratch: Path | None = None,
    seconds: int | None = None,
    progress: Callable[[str], None] | None = None,
    inputs: Snapshot | None = None,
) -> Path:
    """Make one report and the data beside it; on failure nothing that stood before is touched.

    Args:
        run: The programme, period and language.
        data: The folder of programme folders.
        params: The folder of ``rubric.yaml`` and the period files.
        output: The folder of reports.
        scratch: An empty folder on the same disk, where files are made before they are moved into place; one of
            its own when None.
        seconds: Most seconds that one cell may take; the product's own limit when None.
        progress: Called with the name of each chapter before it is executed.
        inputs: What the report reads, as `inputs.Inputs.of` tells it; read now when None.

    Returns:
        The path of the HTML file.

    Raises:
        ReportFailed: When a chapter raises, its kernel dies, or it takes or prints too much; its executed notebook is
            kept.
        OSError: When a file cannot be written.
    """
    taken = inputs_of(run, data, params) if inputs is None else with_notebooks(inputs)
    folder = output / run.folder
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(reading_from(taken))
        made = scratch or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".making-", dir=folder)))
        _make(run, data, params, folder, made, taken, seconds, progress)
    return folder / run.page


def _make(
    run: Job,
    data: Path,
    params: Path,
    folder: Path,
    made: Path,
    taken: Snapshot,
    seconds: int | None,
    progress: Callable[[str], None] | None,
) -> None:
    from kunteko_eval.batch.kernels import ReportKernel

    notebooks = chapters(portfolio=run.is_portfolio)
    parts = made_of(run, data, params, notebooks)
    executed = []
    held = made / INPUTS
    held.write_bytes(taken.packed())
    kernel = ReportKernel(notebooks[0].parent, held)
    try:
        for path in notebooks:
            if progress:
                progress(path.stem)
            executed.append((path.stem, _execute(path, kernel, made, run, data, params, folder, seconds)))
    finally:
        kernel.close()
    held.unlink()
    title, subtitle, sources, record = _write_data(made, run, data, params, parts, tables_of(executed, run.language))
    home = "../" * len(run.folder.parts) + "index.html"
    known = fingerprint(run, parts)
    settings = PageSettings(
        title=title,
        subtitle=subtitle,
        language=run.language,
        home=home,
        fingerprint=known,
        record=record,
        sources=sources,
        interactive=run.interactive,
    )
    (made / run.page).write_text(page(executed, settings), encoding="utf-8")
    publish(made, folder, run.language)


def _execute(
    path: Path,
    kernel: ReportKernel,
    made: Path,
    run: Job,
    data: Path,
    params: Path,
    folder: Path,
    seconds: int | None,
) -> NotebookNode:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from kunteko_eval.batch.kernels import ENGINE, PrintedTooMuch

    target = made / "notebooks" / f"{path.stem}.{run.language}.ipynb"
    target.parent.mkdir(exist_ok=True)
    given = {"language": run.language, "data": str(data.absolute()), "params": str(params.absolute())}
    if not run.is_portfolio:
        given |= {"programme": run.programme, "period": run.period, "scenario": run.scenario[0]}
    kept = folder / f"failed-{path.stem}.{run.language}.ipynb"
    try:
        executed: NotebookNode = papermill.execute_notebook(
            nbformat.reads(read_bytes(path).decode(), as_version=4),
            None,
            parameters=given,
            engine_name=ENGINE,
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            execution_timeout=seconds,
            cwd=str(path.parent),
            kernel=kernel,
        )
    except (DeadKernelError, CellTimeoutError, PrintedTooMuch) as error:
        _keep(kernel.notebook, path, kept)
        message = f"{run.name}: {path.name}, cell {kernel.at}: {type(error).__name__}: {error}"
        raise ReportFailed(message, str(kept)) from error
    except PapermillExecutionError as error:
        _keep(kernel.notebook, path, kept)
        message = f"{run.name}: {path.name}, cell {kernel.at}: {error.ename}: {error.evalue}"
        raise ReportFailed(message, str(kept)) from error
    if any(_is_skipped(cell) for cell in executed.cells):
        _keep(kernel.notebook, path, kept)
        message = f"{run.name}: {path.name}, cell {kernel.at}: SystemExit: it ended the notebook before its last cell"
        raise ReportFailed(message, str(kept))
    _keep(executed, path, target)
    return executed


def _is_skipped(cell: NotebookNode) -> bool:
    """Return whether a cell that asks for execution was not executed; empty ones and those tagged to be skipped don't."""
    if cell.cell_type != "code" or not cell.source.strip() or "skip-execution" in cell.metadata.get("tags", []):
        return False
    return not cell.execution_count


def _keep(notebook: NotebookNode | None, path: Path, kept: Path) -> None:
    """Keep a notebook as far as it was executed, with the path that it stands at; one not begun as it stands there."""
    if notebook is None:
        kept.write_bytes(read_bytes(path))
        return
    notebook.metadata["papermill"] |= {"input_path": str(path), "output_path": kept.name}
    nbformat.write(notebook, kept)


def _write_data(
    made: Path, run: Job, data: Path, params: Path, parts: dict[str, Any], tables: Sequence[tuple[str, Table]]
) -> tuple[str, str, dict[str, Source], Record]:
    """Write the data beside a report; return its title, what stands under it, its documents by mark, and its record."""
    say = Language(run.language)
    sources: dict[str, Source] = {}
    if run.is_portfolio:
        files = {"run.json": data_files.run_json(run, parts)}
        title, subtitle = say("All programmes side by side"), say("Portfolio")
        workbook = book(say, title, [], tables)
        heads = [head_of(name, read_programme(data / name).judgements) for name in find_programmes(data)]
        record = record_of(run, parts, read_rubric(params / "rubric.yaml").version, heads)
    else:
        view = open_view(run.programme, run.period, run.language, str(data), str(params), run.scenario[0])
        files = {
            "ratings.json": data_files.ratings_json(view),
            "ratings.csv": data_files.ratings_csv(view.assessment),
            "evidence.csv": evidence_csv(view),
            "checks.json": data_files.checks_json(view.assessment),
            "run.json": data_files.run_json(run, parts, view.assessment),
        }
        sources = _sources(view.programme)
        title = say.text(view.programme.sheet.name)
        subtitle = say("Evaluation report {period}", period=say.period(view.assessment.period))
        if view.scenario is not None:
            subtitle += " · " + say("scenario {title}", title=say.as_is(view.scenario.title))
        workbook = report_workbook(view, tables)
        heads = [head_of(run.programme, read_programme(data / run.programme).judgements)]  # A scenario leaves them out.
        record = record_of(run, parts, view.assessment.rubric.version, heads, rated(view.assessment))
    for name, text in files.items():
        (made / name).write_text(text, encoding="utf-8")
    (made / run.workbook).write_bytes(workbook)
    return title, subtitle, sources, record


def _sources(programme: ProgrammeData) -> dict[str, Source]:
    """Return each document with its language and every heading of it that something was read from."""
    sheet = programme.sheet
    read: list[Any] = [
        *programme.observations,
        *programme.findings,
        *programme.innovations,
        *sheet.goals,
        *sheet.funders,
    ]
    read += [*sheet.recommendations, *sheet.dates, *sheet.evaluation_questions, *programme.chain.conventions]
    read += [entry for one in sheet.recommendations for entry in one.follow_up]
    read += [sheet.budget] if sheet.budget else []
    return {
        document.id: Source(
            document.language, frozenset(one.place for one in read if one.document == document.id and one.place)
        )
        for document in programme.sources.documents
    }


def publish(made: Path, folder: Path, language: str) -> None:
    """Move finished files into place one by one, the page last; each move is atomic, and on the disk before it.

    A PDF of the page that stood there goes: it would show ratings that no longer hold.
    """
    ready = sorted(
        (path for path in made.rglob("*") if path.is_file()), key=lambda path: (path.suffix == ".html", path)
    )
    for path in ready:
        target = folder / path.relative_to(made)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix == ".html":
            target.with_suffix(".pdf").unlink(missing_ok=True)
        move_into_place(path, target)
    for old in folder.glob(f"failed-*.{language}.ipynb"):
        old.unlink()
