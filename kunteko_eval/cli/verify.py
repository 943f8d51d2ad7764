"""Verifying reports that came from elsewhere."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Annotated, Optional

import typer

from kunteko_eval.cli.options import DataOption, ParamsOption, folder_of

app = typer.Typer()


@app.command()
def verify(
    page: Annotated[Path, typer.Argument(help="The HTML file of a report or of the portfolio.")],
    data: DataOption = None,
    params: ParamsOption = None,
    scenario: Annotated[
        Optional[Path], typer.Option("--scenario", help="The scenario file of a report that tries one out.")
    ] = None,
    code: Annotated[Optional[str], typer.Option("--code", help="The code of the page, as quoted elsewhere.")] = None,
) -> None:
    """Say whether a report was made from these inputs, and whether its page was edited; ends with 0 or 1."""
    from kunteko_eval.batch.verification import verify as run_verify
    from kunteko_eval.report.colophon import NoRecord
    from kunteko_eval.report.folders import NoFolder

    folders: tuple[Path, Path] | None = None
    with contextlib.suppress(NoFolder):
        folders = folder_of(data, "data"), folder_of(params, "params")
    try:
        verdict = run_verify(page, folders, scenario, code)
    except NoRecord as error:
        raise NoRecord(f"{page}: {error}") from None
    typer.echo(verdict.text)
    raise typer.Exit(0 if verdict.well else 1)
