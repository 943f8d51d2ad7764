"""Surveys in: ``import survey``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from kunteko_eval.cli.options import DataOption, FaultsOption, check_language, folder_of

import_app = typer.Typer()


@import_app.command("survey")
def import_survey(
    file: Annotated[Path, typer.Argument(help="The survey tool's export: CSV or Excel, a row for each respondent.")],
    mapping: Annotated[Path, typer.Option("--mapping", help="Which column is which indicator, on which scale.")],
    programme: Annotated[str, typer.Option("--programme", help="The programme's id.")],
    texts: Annotated[
        Optional[Path], typer.Option("--texts", help="Where the mapping's free texts go, for coding. [nowhere]")
    ] = None,
    report: Annotated[Optional[Path], typer.Option("--report", help="Where to write what was done, as JSON.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be shown and hidden; write nothing.")
    ] = False,
    language: FaultsOption = None,
    data: DataOption = None,
) -> None:
    """Count a survey's answers into observations; small groups, and what would give them away, are hidden."""
    from kunteko_eval.exchange.survey import importing, telling
    from kunteko_eval.files.writing import write_atomically

    check_language(language)
    folder = folder_of(data, "data") / programme
    done = importing.import_survey(file, mapping, folder, texts=texts, dry_run=dry_run)
    for line in telling.report_lines(done):
        typer.echo(line)
    if report is not None and not dry_run:
        write_atomically(report, telling.report_json(done))
