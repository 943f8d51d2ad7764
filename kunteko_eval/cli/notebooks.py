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
    git_filters: Annotated[
        bool,
        typer.Option(
            "--git-filters", help="Have Git keep the notebooks of the folder without what a run leaves in them."
        ),
    ] = False,
) -> None:
    """Write the notebooks in a language, to work in and to change; or see to those that a folder has."""
    if git_filters:
        from kunteko_eval.project.git_filters import switch_on

        typer.echo(f"Git keeps the notebooks of {output} in their reviewed form, as {switch_on(output)} says")
        typer.echo("Commit that file. In every other clone, run this command once as well.")
        return
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
