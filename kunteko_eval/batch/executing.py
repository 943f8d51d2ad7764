"""A chapter executed by papermill: its parameters, its engine and its errors, without the texts that it writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from kunteko_eval.batch.kernels import ReportKernel, Way

KERNEL = "python3"


def executed(notebook: NotebookNode, parameters: Mapping[str, str], kernel: ReportKernel, way: Way) -> NotebookNode:
    """Return a notebook executed as ``papermill.execute_notebook`` does, which writes it out twice for nobody.

    Args:
        notebook: A valid notebook of nbformat 4; it is changed.
        parameters: What its parameters cell is given.
        kernel: The kernel that it is executed in.
        way: Where and how it is executed.

    Raises:
        PapermillExecutionError: When a cell raises.
    """
    import papermill
    from papermill.engines import papermill_engines
    from papermill.execute import raise_for_execution_errors, remove_error_markers
    from papermill.parameterize import parameterize_notebook

    from kunteko_eval.batch.kernels import ENGINE

    empty: dict[str, Any] = {"default_parameters": {}, "parameters": {}, "environment_variables": {}}
    notebook.metadata.setdefault("papermill", {**empty, "version": papermill.__version__})
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
    # A notebook that no JupyterLab has saved yet does not say its language.
    given = parameterize_notebook(notebook, dict(parameters), kernel_name=KERNEL, language="python", engine_name=ENGINE)
    given = remove_error_markers(given)
    done: NotebookNode = papermill_engines.execute_notebook_with_engine(
        ENGINE,
        given,
        kernel_name=KERNEL,
        output_path=None,
        progress_bar=False,
        autosave_cell_every=0,
        execution_timeout=way.seconds,
        kernel=kernel,
        way=way,
    )
    raise_for_execution_errors(done, None)
    return done
