"""Sealing what ratings are judged against: ``register``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kunteko_eval.cli.options import DataOption, ParamsOption, folder_of

if TYPE_CHECKING:
    from kunteko_eval.project.seal_record import Registered

app = typer.Typer()


@app.command()
def register(
    programme: str,
    author: Annotated[Optional[str], typer.Option("--author", help="Your role, not your name.")] = None,
    reason: Annotated[Optional[str], typer.Option("--reason", help="Why what was sealed is changed.")] = None,
    date: Annotated[Optional[str], typer.Option("--date", help="Day of the registration. [today]")] = None,
    head: Annotated[bool, typer.Option("--head", help="Print the head of the record and seal nothing.")] = False,
    data: DataOption = None,
    params: ParamsOption = None,
) -> None:
    """Seal expectations, evidence lists, due times and the rubric, so that a later change is found."""
    from kunteko_eval.batch.seals import head_of_record
    from kunteko_eval.project.seal_record import register as seal
    from kunteko_eval.reading.rubric_reader import read_rubric
    from kunteko_eval.report.parameters import programme_in

    folder = programme_in(folder_of(data, "data"), programme)
    if head:
        typer.echo(head_of_record(folder))
        return
    rubric = read_rubric(folder_of(params, "params") / "rubric.yaml")
    if author is None and sys.stdin.isatty():
        author = typer.prompt("author")
    _tell(seal(folder, rubric, {"author": author, "reason": reason, "date": date}))


def _tell(made: Registered) -> None:
    """Say what was sealed, and the head to publish."""
    last = made.rows[-1]
    if not made.added:
        typer.echo(f"nothing to seal: all is as it was sealed in {last.registration} on {last.date}")
        typer.echo(f"head: {made.head}")
        return
    parts = len(made.added) - 1
    typer.echo(f"{made.path}: {last.registration} of {last.date} seals {parts} part{'' if parts == 1 else 's'}")
    typer.echo(f"head: {made.head}")
    typer.echo("Publish the head where it is dated by others, such as in minutes, before anybody sees the ratings.")
