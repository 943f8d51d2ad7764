"""Files of other systems made into plain tables: ``convert``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Optional

import typer

app = typer.Typer()


@app.command("convert")
def convert_file(
    file: Annotated[
        Path, typer.Argument(help="A data value set of DHIS2 (CSV, JSON, XML) or a Miradi project (.xmpz2).")
    ],
    output: Annotated[Path, typer.Option("--output", help="The folder to make for the tables.")],
    unit: Annotated[Optional[str], typer.Option("--org-unit", help="Of DHIS2: the organisation unit to take.")] = None,
    category: Annotated[
        Optional[str], typer.Option("--category", help="Of DHIS2: the category option combination to take.")
    ] = None,
    attribute: Annotated[
        Optional[str], typer.Option("--attribute", help="Of DHIS2: the attribute option combination to take.")
    ] = None,
    summed: Annotated[
        bool, typer.Option("--sum", help="Of DHIS2: add up the figures of all of them, because they may be added up.")
    ] = False,
    names: Annotated[
        Optional[Path],
        typer.Option("--names", help="Of DHIS2: names of data elements, CSV (id, name) or metadata JSON."),
    ] = None,
    kind: Annotated[
        Literal["actual", "target", "baseline"], typer.Option("--kind", help="Of DHIS2: what the figures are.")
    ] = "actual",
) -> None:
    """Make plain tables of a file of DHIS2 or Miradi, with a mapping that import indicators reads."""
    from kunteko_eval.exchange.conversion.converting import convert, read_bytes
    from kunteko_eval.exchange.conversion.dhis2 import Dhis2Choice, names_of

    given = {"unit": unit, "category": category, "attribute": attribute}
    choice = Dhis2Choice(
        only={name: value for name, value in given.items() if value},
        summed=summed,
        names=names_of(names, read_bytes(names)) if names else {},
        kind=kind,
    )
    for line in convert(file, output, choice):
        typer.echo(line)
