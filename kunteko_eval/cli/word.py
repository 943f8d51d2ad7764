"""Reports as Word documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from kunteko_eval.errors import KuntekoError

app = typer.Typer()


@app.command()
def docx(
    reports: Annotated[list[Path], typer.Argument(help="Reports, as HTML files.", show_default=False)],
    annexes: Annotated[bool, typer.Option("--annexes", help="With the annexes and the tables of figures.")] = False,
    output: Annotated[
        Optional[Path], typer.Option("--output", help="A .docx file, or a folder of them. [beside the reports]")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a document that was edited too.")] = False,
) -> None:
    """Write reports that are made as Word documents, which can be edited; needs no other program."""
    from kunteko_eval.word.converting import ENDING, DocumentFailed, write_document

    is_file = output is not None and output.suffix.lower() == ENDING
    if is_file and len(reports) > 1:
        raise DocumentFailed(f"--output {output}: one file for {len(reports)} reports; name a folder")
    failed = False
    for page in reports:
        beside = page.with_suffix(ENDING)
        target = beside if output is None else output if is_file else output / beside.name
        try:
            write_document(page, target, annexes=annexes, force=force)
        except (KuntekoError, OSError) as error:
            failed = True
            typer.echo(f"failed: {error}", err=True)
        else:
            typer.echo(str(target))
    raise typer.Exit(1 if failed else 0)
