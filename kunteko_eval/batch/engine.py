"""The papermill engine ``kunteko-warm``; papermill imports it through its entry point, and nothing else may before that."""

from __future__ import annotations

from typing import Any

import click
from jupyter_core.utils import run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine

from kunteko_eval.batch.chapter_cells import MOST_PRINTED, length_of
from kunteko_eval.batch.kernels import (
    CELL_SECONDS,
    PrintedTooMuch,
    ReportKernel,
    WarmKernelManager,
    Way,
    told_when_dead,
)
from kunteko_eval.batch.notices import to_errors
from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.report.injected_parameters import assigned, undeclared


class RefusedParameters(FaultyInput, click.ClickException):
    """A notebook was given parameters that it does not have; papermill's command prints the message alone."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults, and the message where papermill's command looks for it."""
        FaultyInput.__init__(self, faults)
        click.ClickException.__init__(self, str(self.args[0]))


class BoundedClient(PapermillNotebookClient):
    """Executes a notebook and stops it when it prints more than a report can hold."""

    printed = 0
    kernel: ReportKernel | None = None

    async def async_execute_cell(self, cell: Any, cell_index: int, *args: Any, **kwargs: Any) -> Any:
        """Execute a cell, having noted which one it is, so that a failure can be told with its place."""
        if self.kernel is not None:
            self.kernel.at, self.kernel.notebook = cell_index, self.nb
        return await super().async_execute_cell(cell, cell_index, *args, **kwargs)

    execute_cell = run_sync(async_execute_cell)

    def output(self, outs: Any, msg: dict[str, Any], display_id: str, cell_index: int) -> Any:
        """Keep an output, counting its size.

        Raises:
            PrintedTooMuch: When the notebook's outputs are too long in all.
        """
        self.printed += length_of(msg["content"])
        if self.printed > MOST_PRINTED:
            raise PrintedTooMuch(f"more than {MOST_PRINTED:,} characters of output")
        return super().output(outs, msg, display_id, cell_index)


class WarmEngine(NBClientEngine):
    """A papermill engine: ``papermill --engine kunteko-warm`` starts kernels warm where the platform can.

    Given a running kernel (`kernel`), it uses that one and leaves it running, with a clean slate for each notebook.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,  # noqa: FBT001, FBT002  (papermill's own)
        stdout_file: Any = None,
        stderr_file: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        kernel: ReportKernel | None = None,
        way: Way | None = None,
        **_: Any,
    ) -> Any:
        """Execute a notebook on a warm kernel of its own, or on the one given in the way given.

        Raises:
            RefusedParameters: When it was given parameters that it does not declare; nothing is executed then.
        """
        refuse_undeclared(nb_man.nb)
        if kernel is not None and way is not None and way.at_once and kernel.execute_at_once(nb_man.nb, way):
            return nb_man.nb
        client = BoundedClient(
            nb_man,
            km=None if kernel is None else kernel.manager,
            kernel_manager_class=WarmKernelManager,
            kernel_name=kernel_name,
            timeout=execution_timeout or CELL_SECONDS,
            startup_timeout=start_timeout,
            log_output=log_output,
            coalesce_streams=True,  # A busy kernel tells one printed line in two pieces.
            stdout_file=stdout_file,
            stderr_file=stderr_file,
        )
        if kernel is None or way is None:
            to_errors()
            with told_when_dead(kernel_name):
                return client.execute()
        client.kernel = kernel
        kernel.lend(client, way.cwd)
        return client.execute()


def refuse_undeclared(notebook: Any) -> None:
    """Refuse a notebook that was given parameters that it does not have; papermill itself only warns.

    Raises:
        RefusedParameters: With every such parameter.
    """
    given = notebook.metadata.get("papermill", {}).get("parameters", {})
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    faults = list(undeclared(given, assigned(tagged[0].source) if tagged else ()))
    if faults:
        raise RefusedParameters(faults)
