"""Causal links in and out: ``import links``, ``export graphml``, ``export mermaid``, ``export links``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Optional

import typer

from kunteko_eval.cli.options import DataOption, FaultsOption, ParamsOption, check_language, folder_of

if TYPE_CHECKING:
    import kunteko_eval as ke

import_app = typer.Typer()
export_app = typer.Typer()

Name = Annotated[str, typer.Argument(help="A programme's id.")]
Period = Annotated[Optional[str], typer.Option("--period", help="A report period whose ratings are told.")]
Output = Annotated[Optional[Path], typer.Option("--output", help="The file. [standard output]")]
Words = Annotated[str, typer.Option("--language", "-l", help="fi, sv or en.")]


@import_app.command("links")
def import_links(
    file: Annotated[Path, typer.Argument(help="CSV or Excel: a row for each time that a link is told of.")],
    programme: Annotated[str, typer.Option("--programme", help="The programme's id.")],
    column: Annotated[
        Optional[list[str]],
        typer.Option(
            "--map",
            help="ROLE=COLUMN for from, to, source, quote, polarity, attribution or words, where it is named otherwise.",
        ),
    ] = None,
    partly: Annotated[
        bool, typer.Option("--partly", help="Leave rows that do not fit or close cycles, and list them.")
    ] = False,
    instead: Annotated[
        bool, typer.Option("--replace-placeholders", help="Take out an IATI import's arrows to elements now reached.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be added; write nothing.")] = False,
    bundle: Annotated[
        Optional[tuple[str, str]],
        typer.Option(
            "--bundle",
            metavar="COLLECTION PERIOD",
            help="The collection and the period that the rows are claims of, so that they count as evidence.",
        ),
    ] = None,
    sheet: Annotated[
        Optional[str], typer.Option("--sheet", help="The sheet of the links, of a workbook that has several.")
    ] = None,
    new_elements: Annotated[
        Optional[list[str]],
        typer.Option(
            "--new-elements",
            metavar="LEVEL|LEVEL=LABEL,…|FILE",
            help="Propose an element for each label that the chain has not: on one level, on a level by label, or as a "
            "CSV or Excel file with the columns label and level says. Proposed elements are not rated.",
        ),
    ] = None,
    zoom: Annotated[
        Optional[int], typer.Option("--zoom", min=1, help="How many parts of a label such as 'A; B' are looked at.")
    ] = None,
    quotes: Annotated[
        bool, typer.Option("--with-quotes", help="Keep the words of quotes with the claims, and not their ids alone.")
    ] = False,
    language: FaultsOption = None,
    data: DataOption = None,
) -> None:
    """Add causal links to a programme's chain: elements are found by id or label, and sources are counted."""
    from kunteko_eval.exchange.links.importing import LinkOptions, import_links

    check_language(language)
    options = LinkOptions(
        columns=column or (),
        partly=partly,
        instead=instead,
        dry_run=dry_run,
        bundle=bundle,
        sheet=sheet,
        new_elements=new_elements or (),
        zoom=zoom,
        quotes=quotes,
    )
    for line in import_links(file, folder_of(data, "data") / programme, options):
        typer.echo(line)


@export_app.command("graphml")
def export_graphml(
    programme: Name,
    period: Period = None,
    language: Words = "fi",
    output: Output = None,
    data: DataOption = None,
    params: ParamsOption = None,
) -> None:
    """Write a programme's chain as GraphML."""
    _export("graphml", _opened(programme, period, language, data, params), period, output)


@export_app.command("mermaid")
def export_mermaid(
    programme: Name,
    period: Period = None,
    language: Words = "fi",
    output: Output = None,
    data: DataOption = None,
    params: ParamsOption = None,
) -> None:
    """Write a programme's chain as a Mermaid flowchart."""
    _export("mermaid", _opened(programme, period, language, data, params), period, output)


@export_app.command("links")
def export_links(programme: Name, language: Words = "fi", output: Output = None, data: DataOption = None) -> None:
    """Write a programme's links as CSV, which ``import links`` reads back."""
    _export("links", _opened(programme, None, language, data, None), None, output)


def _opened(programme: str, period: str | None, language: str, data: Path | None, params: Path | None) -> ke.Programme:
    """Return a programme, with the rubric of the params folder where it is to be rated."""
    import kunteko_eval as ke

    rubric = None if period is None else folder_of(params, "params") / "rubric.yaml"
    return ke.read(folder_of(data, "data") / programme, language=language, rubric=rubric)


def _export(
    form: Literal["graphml", "mermaid", "links"], programme: ke.Programme, period: str | None, output: Path | None
) -> None:
    """Write a chain in one of its forms to a file, or to standard output."""
    from kunteko_eval.exchange.links.exporting import export_chain
    from kunteko_eval.files.writing import write_atomically

    text = export_chain(form, programme, period)
    if output is None:
        typer.echo(text, nl=False)
        return
    write_atomically(output, text)
    typer.echo(f"wrote {output}")
