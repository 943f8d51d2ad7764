"""Causal links in and out: ``import links``, ``export graphml``, ``export mermaid``, ``export links``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kunteko_eval.cli.options import DataOption, ParamsOption, check_language, folder_of

if TYPE_CHECKING:
    from kunteko_eval.method.assess import Assessment
    from kunteko_eval.model.programme import ProgrammeData
    from kunteko_eval.report.language import Language

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
        typer.Option("--map", help="ROLE=COLUMN for from, to, source or quote, where the column is named otherwise."),
    ] = None,
    partly: Annotated[
        bool, typer.Option("--partly", help="Leave rows that do not fit or close cycles, and list them.")
    ] = False,
    instead: Annotated[
        bool, typer.Option("--replace-placeholders", help="Take out an IATI import's arrows to elements now reached.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be added; write nothing.")] = False,
    data: DataOption = None,
) -> None:
    """Add causal links to a programme's chain: elements are found by id or label, and sources are counted."""
    from kunteko_eval.exchange.iati.import_report import counted
    from kunteko_eval.exchange.links.importing import add_links, link_content, match_links, read_words
    from kunteko_eval.exchange.links.table import columns_of, read_claims
    from kunteko_eval.reading.programme_reader import read_programme

    columns = columns_of(column or ())
    folder = folder_of(data, "data") / programme
    read = read_programme(folder)
    matched = match_links(read, file, read_claims(file, columns), partly=partly)
    fresh = [link for link in matched.links if not link.there]
    for link in matched.links:
        sources = f", {counted(len(link.sources), 'source')}" if link.sources else ""
        there = ", in the chain already" if link.there else ""
        typer.echo(f"{link.source} → {link.target}: {counted(link.mentions, 'mention')}{sources}{there}")
    for fault in matched.left:
        typer.echo(f"left: {fault}")
    typer.echo(read_words(matched))
    if dry_run or not fresh:
        typer.echo(f"would add {counted(len(fresh), 'link')}" if fresh else "nothing to add")
        return
    taken_out = add_links(folder, read, [link_content(read, link, file.name) for link in fresh], instead=instead)
    typer.echo(f"added {counted(len(fresh), 'link')} to {folder / 'chain.yaml'}, placement evaluator")
    if taken_out:
        typer.echo(f"took out {counted(taken_out, 'placeholder')}")


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
    from kunteko_eval.exchange.links.exporting import as_graphml
    from kunteko_eval.report.method_words import RATINGS

    read, say, assessment = _rated(programme, period, language, data, params)
    words = {rating: say(word) for rating, word in RATINGS.items()}
    _give(as_graphml(read, assessment, words), output)


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
    from kunteko_eval.exchange.links.exporting import RatingMark, as_mermaid
    from kunteko_eval.report.method_words import RATINGS, SYMBOLS
    from kunteko_eval.report.style import FILL

    read, say, assessment = _rated(programme, period, language, data, params)
    marks = None
    if assessment is not None:
        marks = {
            one.element.id: RatingMark(
                rating=one.final,
                word=say(RATINGS[one.final]),
                symbol=SYMBOLS[one.final],
                fill=FILL[one.final],
                confidence=one.confidence,
            )
            for one in assessment.ratings
        }
    _give(as_mermaid(read, language, marks), output)


@export_app.command("links")
def export_links(programme: Name, language: Words = "fi", output: Output = None, data: DataOption = None) -> None:
    """Write a programme's links as CSV, which ``import links`` reads back."""
    from kunteko_eval.exchange.links.exporting import as_csv

    read, _, _ = _rated(programme, None, language, data, None)
    _give(as_csv(read, language), output)


def _rated(
    programme: str, period: str | None, language: str, data: Path | None, params: Path | None
) -> tuple[ProgrammeData, Language, Assessment | None]:
    """Return a programme, its language, and its chain rated for a period where one is given."""
    from kunteko_eval.method.assess import assess
    from kunteko_eval.reading.programme_reader import read_programme
    from kunteko_eval.reading.rubric_reader import read_rubric
    from kunteko_eval.report.language import Language

    check_language(language)
    read = read_programme(folder_of(data, "data") / programme)
    if period is None:
        return read, Language(language), None
    rubric = read_rubric(folder_of(params, "params") / "rubric.yaml")
    return read, Language(language), assess(read, period, rubric)


def _give(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
        return
    from kunteko_eval.files.writing import write_atomically

    write_atomically(output, text)
    typer.echo(f"wrote {output}")
