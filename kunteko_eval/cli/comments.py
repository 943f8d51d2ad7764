"""Comments on reports: an empty table, and what became of what was commented on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from kunteko_eval.cli.options import (
    DataOption,
    FaultsOption,
    Programmes,
    ReportsOption,
    check_language,
    folder_of,
)

app = typer.Typer(no_args_is_help=True, help="Comments on reports, data/<programme>/comments.csv, and their answers.")


@app.command()
def template(
    report: Annotated[Path, typer.Argument(help="The HTML file of a report.")],
    output: Annotated[Optional[Path], typer.Option("--output", help="A CSV file. [standard output]")] = None,
) -> None:
    """Write a table with a row for each passage of a report; fill in some, and leave out the others."""
    from kunteko_eval.files.writing import write_atomically
    from kunteko_eval.project.comment_table import template_of
    from kunteko_eval.report.colophon import NoRecord

    try:
        text = template_of(report)
    except NoRecord as error:
        raise NoRecord(f"{report}: {error}") from None
    if output is None:
        typer.echo(text, nl=False)
        return
    write_atomically(output, text)
    typer.echo(str(output))


@app.command()
def check(
    programmes: Programmes = None,
    data: DataOption = None,
    output: ReportsOption = Path("reports"),
    language: FaultsOption = None,
) -> None:
    """Read the comments strictly, and say which passages have changed since and which no longer exist."""
    from kunteko_eval.project.comment_table import check_comments

    check_language(language)
    found = check_comments(folder_of(data, "data"), output, programmes or ())
    lines = [f"{name}: {one}" for name, some in found.items() for one in some]
    typer.echo("\n".join(lines or ["No comments."]))
