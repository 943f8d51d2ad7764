"""The command line: it parses, calls and sets the exit code, nothing else."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from kunteko_eval.errors import KuntekoError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Computable impact chains: evidence in, reasons and colours out.",
)
DataOption = Annotated[Optional[Path], typer.Option("--data", help="Folder of programme folders. [the nearest data/]")]
ParamsOption = Annotated[
    Optional[Path], typer.Option("--params", help="Folder of rubric.yaml and period files. [the nearest params/]")
]
LanguageOption = Annotated[Optional[str], typer.Option("--language", "-l", help="fi, sv or en.")]


def _folder(given: Path | None, name: str) -> Path:
    from kunteko_eval.present.view import folder

    return folder(str(given) if given else "", name)


@app.command()
def run(
    programmes: Annotated[Optional[list[str]], typer.Argument(help="Only these programmes. [all]")] = None,
    period: Annotated[Optional[str], typer.Option("--period", help="Only this period.")] = None,
    language: LanguageOption = None,
    data: DataOption = None,
    params: ParamsOption = None,
    output: Annotated[Path, typer.Option("--output", help="Folder of the reports.")] = Path("reports"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made, and make nothing.")] = False,
) -> None:
    """Make the reports of all programmes and periods, or of those named."""
    from kunteko_eval.present.language import Language
    from kunteko_eval.run.batch import run_batch
    from kunteko_eval.run.plan import plan

    if language is not None:
        Language(language)
    folders = _folder(data, "data"), _folder(params, "params")
    runs = plan(*folders, programmes or (), period, language)
    if dry_run:
        for one in runs:
            typer.echo(one.name)
        return
    failures = run_batch(runs, *folders, output)
    raise typer.Exit(1 if failures else 0)


@app.command()
def check(
    folder: Annotated[Optional[Path], typer.Argument(help="A programme folder. [every one in data/]")] = None,
    data: DataOption = None,
) -> None:
    """Read programme folders strictly: print every fault and end with 1, or say what was read."""
    from kunteko_eval.run.checking import check_folders

    text, faulty = check_folders([folder] if folder else None, None if folder else _folder(data, "data"))
    typer.echo(text, err=faulty)
    raise typer.Exit(1 if faulty else 0)


@app.command()
def explain(
    programme: str,
    period: str,
    element: str,
    language: Annotated[str, typer.Option("--language", "-l", help="fi, sv or en.")] = "fi",
    data: DataOption = None,
    params: ParamsOption = None,
) -> None:
    """Say in words why an element is rated as it is, and what would change it."""
    from kunteko_eval.present.explain import as_text
    from kunteko_eval.present.view import open_view

    folders = str(_folder(data, "data")), str(_folder(params, "params"))
    view = open_view(programme, period, language, *folders)
    typer.echo(as_text(view.say, view.assessment, view.assessment.rating(element)))


def main() -> None:
    """Run the command line; an error of the product is one clear message and exit code 1."""
    try:
        app()
    except KuntekoError as error:
        typer.echo(f"kunteko-eval: {error}", err=True)
        sys.exit(1)
