"""How the last run ended, and what is stale: status."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kunteko_eval.cli.options import DataOption, ParamsOption, Programmes, ReportsOption, folder_of

app = typer.Typer()


@app.command()
def status(
    programmes: Programmes = None,
    data: DataOption = None,
    params: ParamsOption = None,
    output: ReportsOption = Path("reports"),
    machine: Annotated[bool, typer.Option("--json", help="Tell it as one JSON object.")] = False,
) -> None:
    """Tell how the last run ended and what the next one would make: ends with 1 when the last one failed or was cut off."""
    from kunteko_eval.batch.plan import Selection
    from kunteko_eval.batch.rounds import RunOrder
    from kunteko_eval.batch.standing import standing

    asked = RunOrder(
        data=folder_of(data, "data"),
        params=folder_of(params, "params"),
        output=output,
        selection=Selection(programmes=programmes or ()),
    )
    found = standing(asked)
    typer.echo(json.dumps(asdict(found)) if machine else "\n".join(found.lines()))
    raise typer.Exit(0 if found.is_well else 1)
