"""Surveys before they are imported: ``survey scaffold``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from kunteko_eval.cli.options import DataOption, LanguageOption, check_language, folder_of

app = typer.Typer(no_args_is_help=True, help="Make ready what a survey's import needs.")


@app.callback()
def surveys() -> None:
    """Make ready what a survey's import needs."""


@app.command("scaffold")
def scaffold(
    export: Annotated[Path, typer.Argument(help="The survey tool's export: CSV, Excel or SPSS .sav.")],
    programme: Annotated[
        Optional[str], typer.Option("--programme", help="The programme's id. [one that is not there yet]")
    ] = None,
    language: LanguageOption = None,
    output: Annotated[Path, typer.Option("--output", help="The mapping file.")] = Path("mapping.yaml"),
    tool: Annotated[
        Optional[str],
        typer.Option(
            "--tool",
            help="limesurvey, microsoft-forms, webropol, kobo, google-forms, qualtrics or spss. [found by its marks]",
        ),
    ] = None,
    form: Annotated[Optional[Path], typer.Option("--form", help="The XLSForm of a KoBo or ODK survey.")] = None,
    sheet: Annotated[Optional[str], typer.Option("--sheet", help="The sheet of a workbook. [the first]")] = None,
    write_indicators: Annotated[
        bool,
        typer.Option(
            "--write-indicators",
            help="Set the indicators, groups, collection and document that are missing into the programme.",
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a mapping file that is there.")] = False,
    data: DataOption = None,
) -> None:
    """Propose the mapping of a survey from its export, to confirm; nothing about a person is written."""
    from kunteko_eval.exchange.survey.scaffold import command

    check_language(language)
    asked = command.ScaffoldOrder(
        export=export,
        output=output,
        programme=folder_of(data, "data") / programme if programme is not None else None,
        write=write_indicators,
        force=force,
    )
    for line in command.run(asked, language=language, tool=tool, form=form, sheet=sheet):
        typer.echo(line)
