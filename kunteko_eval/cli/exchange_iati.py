"""IATI in and out: ``import iati`` and ``export iati``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kunteko_eval.cli.options import DataOption, FaultsOption, check_language, folder_of
from kunteko_eval.errors import UnknownName

if TYPE_CHECKING:
    from kunteko_eval.exchange.typed_numbers import Sign

import_app = typer.Typer()
export_app = typer.Typer()


@import_app.command("iati")
def import_iati(
    file: Annotated[Path, typer.Argument(help="An IATI activities file, version 2.01 to 2.03.")],
    activity: Annotated[
        Optional[list[str]],
        typer.Option("--activity", help="Identifier of an activity; may be repeated. [all with results]"),
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", help="Folder of programme folders; period files go to params/ beside it.")
    ] = Path("data"),
    params: Annotated[Optional[Path], typer.Option("--params", help="Folder of period files.")] = None,
    name: Annotated[Optional[str], typer.Option("--name", help="The programme's id. [from the identifier]")] = None,
    decimal: Annotated[
        Optional[str],
        typer.Option("--decimal", help="comma or point: how figures such as 50,000 are meant. [as the file shows]"),
    ] = None,
    at_most: Annotated[
        Optional[int], typer.Option("--at-most", min=1, help="Activities that may become programmes at once. [25]")
    ] = None,
    report: Annotated[
        Optional[Path], typer.Option("--report", help="Write the whole report of the import: .json, .csv or .txt.")
    ] = None,
    language: FaultsOption = None,
) -> None:
    """Make programmes of IATI activities with results, and tell what was read, understood, assumed and left."""
    from kunteko_eval.exchange.iati.importing import IatiChoice, import_with_report

    check_language(language)
    sign: Sign | None = "comma" if decimal == "comma" else "point" if decimal == "point" else None
    if decimal != sign:
        raise UnknownName("decimal sign", str(decimal), ["comma", "point"])
    choice = IatiChoice(activities=activity or (), name=name, decimal=sign, at_most=at_most)
    for line in import_with_report(file, output, params, choice, report):
        typer.echo(line)


@export_app.command("iati")
def export_iati(
    programme: Annotated[str, typer.Argument(help="A programme's id.")],
    output: Annotated[Optional[Path], typer.Option("--output", help="The file. [<programme>.xml]")] = None,
    organisation: Annotated[
        Optional[str], typer.Option("--organisation", help="IATI identifier of the organisation that reports.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Write a programme's results as an IATI 2.03 activity."""
    from kunteko_eval.exchange.iati.exporting import UNKNOWN_ORGANISATION, write_iati
    from kunteko_eval.reading.programme_reader import read_programme

    read = read_programme(folder_of(data, "data") / programme)
    path = output or Path(f"{programme}.xml")
    for line in write_iati(read, path, organisation or UNKNOWN_ORGANISATION):
        typer.echo(line)
    if organisation is None:
        typer.echo(f"The reporting organisation is {UNKNOWN_ORGANISATION}: give --organisation before you publish.")
    typer.echo(f"wrote {path}")
