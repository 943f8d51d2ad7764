"""The command line: it parses, calls and sets the exit code, nothing else."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kunteko_eval.cli import (
    coding,
    comments,
    exchange,
    exchange_conversion,
    exchange_iati,
    exchange_indicators,
    exchange_links,
    exchange_survey,
    notebooks,
    pdf,
    projects,
    reports,
    seals,
    surveys,
    verify,
    word,
)
from kunteko_eval.cli.options import SPOKEN
from kunteko_eval.cli.terminal import settle
from kunteko_eval.errors import Interrupted, KuntekoError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # Importing what draws boxes takes longer than everything else that --help does.
    help="Computable impact chains: evidence in, reasons and colours out.",
)


def _tell_version(asked: bool) -> None:
    """Print the versions and end, when asked."""
    if asked:
        from kunteko_eval.batch.versions import about

        typer.echo(about())
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[  # noqa: ARG001  (its own callback tells it)
        bool,
        typer.Option(
            "--version",
            callback=_tell_version,
            is_eager=True,
            help="Tell the versions of the product, Python, the platform, the rubric and the libraries.",
        ),
    ] = False,
) -> None:
    """Computable impact chains: evidence in, reasons and colours out."""
    SPOKEN.set("en")


app.add_typer(reports.app)
app.add_typer(coding.app)
app.add_typer(seals.app)
app.add_typer(projects.app)
app.add_typer(notebooks.app)
app.add_typer(pdf.app)
app.add_typer(word.app)
app.add_typer(verify.app)
for module in (exchange_iati, exchange_links, exchange_indicators):
    exchange.import_app.add_typer(module.import_app)
    exchange.export_app.add_typer(module.export_app)
exchange.import_app.add_typer(exchange_survey.import_app)
app.add_typer(exchange_conversion.app)
app.add_typer(exchange.import_app, name="import")
app.add_typer(exchange.export_app, name="export")
app.add_typer(surveys.app, name="survey")
app.add_typer(comments.app, name="comments")


def _told(error: Exception) -> str:
    """Return an error in the language that was asked for; of other languages nothing is imported."""
    if SPOKEN.get() == "en":
        return str(error)
    from kunteko_eval.report.fault_words import error_text

    return error_text(error, SPOKEN.get())


def main() -> None:
    """Run the command line; an error of the product is one clear message and exit code 1, an interruption 130."""
    settle()
    try:
        app()
    except (KuntekoError, OSError) as error:
        typer.echo(f"kunteko-eval: {_told(error)}", err=True)
        sys.exit(130 if isinstance(error, Interrupted) else 1)
