"""Reports as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from kunteko_eval.cli.options import (
    DataOption,
    LanguageOption,
    ParamsOption,
    PeriodOption,
    Programmes,
    ReportsOption,
    check_language,
    folder_of,
)

app = typer.Typer()


@app.command()
def pdf(
    programmes: Programmes = None,
    period: PeriodOption = None,
    language: LanguageOption = None,
    data: DataOption = None,
    params: ParamsOption = None,
    output: ReportsOption = Path("reports"),
    browser: Annotated[
        Optional[str], typer.Option("--browser", help="Chromium, Chrome or Edge, by path or name. [an installed one]")
    ] = None,
    annexes: Annotated[bool, typer.Option("--annexes", help="Print the annexes after the report.")] = False,
) -> None:
    """Print the reports that are made to accessible PDFs beside them, through an installed browser."""
    from kunteko_eval.batch.plan import Selection
    from kunteko_eval.pdf.printing import print_reports, to_print

    check_language(language)
    selection = Selection(programmes=programmes or (), period=period, language=language)
    jobs = to_print(folder_of(data, "data"), folder_of(params, "params"), output, selection)
    failed = False
    for one in print_reports(jobs, output, browser, annexes=annexes):
        failed = failed or bool(one.message)
        typer.echo(f"failed: {one.job.name}: {one.message}" if one.message else str(one.target), err=bool(one.message))
    raise typer.Exit(1 if failed else 0)
