"""The notebooks of a project: ``notebooks``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

app = typer.Typer()


@app.command()
def notebooks(
    language: Annotated[
        Optional[str], typer.Option("--language", "-l", help="Write the suite in this language: fi, sv or en.")
    ] = None,
    output: Annotated[Path, typer.Option("--output", help="Folder of the notebooks.")] = Path("notebooks"),
    update_messages: Annotated[
        bool,
        typer.Option("--update-messages", help="Bring the catalogues beside the notebooks of the folder up to date."),
    ] = False,
) -> None:
    """Write the notebooks in a language, to work in and to change; or bring the catalogues of their prose up to date."""
    if update_messages:
        from kunteko_eval.project.notebook_messages import update_messages as update

        for one in update(output):
            typer.echo(
                f"{one.path}: {one.messages} messages, {one.missing} without translation, {one.stale} stale, "
                f"{one.dropped} dropped"
            )
        return
    from kunteko_eval.project.notebook_suite import write_suite

    made = write_suite(language or "fi", output)
    typer.echo(f"wrote {sum(path.suffix == '.ipynb' for path in made)} notebooks and their catalogues into {output}")
    typer.echo(f"Next: jupyter lab {output}")
