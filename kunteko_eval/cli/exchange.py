"""What other tools write, in and out: the groups ``import`` and ``export``, and the workbook's commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from kunteko_eval.cli.options import SPOKEN, DataOption, FaultsOption, check_language, folder_of

import_app = typer.Typer(no_args_is_help=True, help="Bring in what other tools write.")
export_app = typer.Typer(no_args_is_help=True, help="Write what other tools read.")


@export_app.command("workbook")
def export_workbook(
    programme: Annotated[str, typer.Argument(help="A programme's id.")],
    output: Annotated[Optional[Path], typer.Option("--output", help="The file. [<programme>.xlsx]")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    every_sheet: Annotated[bool, typer.Option("--every-sheet", help="Empty sheets too, to be filled in.")] = False,
    language: Annotated[
        Optional[str], typer.Option("--language", "-l", help="Of faults and of what columns mean: fi, sv or en. [en]")
    ] = None,
    data: DataOption = None,
) -> None:
    """Write a programme as an Excel workbook, which every command reads like the programme's folder."""
    from kunteko_eval.exchange.workbook.writing import write_workbook
    from kunteko_eval.reading.programme_reader import read_programme

    check_language(language)
    read = read_programme(folder_of(data, "data") / programme)
    path = output or Path(f"{read.id}.xlsx")
    write_workbook(read, path, force=force, every_sheet=every_sheet, told_in=SPOKEN.get())
    typer.echo(f"wrote {path}")


@import_app.command("workbook")
def import_workbook(
    file: Annotated[Path, typer.Argument(help="A programme's workbook, named by the programme's id.")],
    output: Annotated[Optional[Path], typer.Option("--output", help="The folder. [<file without .xlsx>]")] = None,
    language: FaultsOption = None,
) -> None:
    """Make a programme folder of a workbook."""
    from kunteko_eval.exchange.workbook.reading import import_workbook as run_import

    check_language(language)
    made = run_import(file, output)
    typer.echo(f"wrote {made}")
    if made.parent.resolve() == file.parent.resolve():
        typer.echo(f"Move {file} elsewhere: a programme has one source, a folder or a workbook.")
