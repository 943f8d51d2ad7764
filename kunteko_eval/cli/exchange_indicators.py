"""Indicator tables in, and tables to fill in out: ``import indicators`` and ``export template``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from kunteko_eval.cli.options import DataOption, FaultsOption, ParamsOption, check_language, folder_of
from kunteko_eval.errors import UnknownName

import_app = typer.Typer()
export_app = typer.Typer()


@import_app.command("indicators")
def import_indicators(
    file: Annotated[Path, typer.Argument(help="The table: CSV or Excel, an indicator or one of its figures a row.")],
    mapping: Annotated[Path, typer.Option("--mapping", help="Which column is what, in at most a dozen lines.")],
    programme: Annotated[Optional[str], typer.Option("--programme", help="The programme's id.")] = None,
    new: Annotated[
        Optional[Path], typer.Option("--new", help="Make a programme of the table: its folder, such as data/name.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what each row becomes; write nothing.")] = False,
    report: Annotated[
        Optional[Path], typer.Option("--report", help="Write what became of every cell: .json or .csv.")
    ] = None,
    reason: Annotated[
        Optional[str], typer.Option("--reason", help="Why figures change that were read before; it is kept.")
    ] = None,
    remove_gone: Annotated[
        bool, typer.Option("--remove-gone", help="Take out what was read before and is in the table no more.")
    ] = False,
    propose_boxes: Annotated[
        bool, typer.Option("--propose-boxes", help="Add the boxes that the table's levels suggest, as proposed.")
    ] = False,
    language: FaultsOption = None,
    data: DataOption = None,
    params: ParamsOption = None,
) -> None:
    """Read baselines, targets and actuals of an indicator table; what is new, changed, gone and left is told."""
    from kunteko_eval.exchange.indicators import importing, telling
    from kunteko_eval.files.writing import write_atomically

    check_language(language)
    if (programme is None) == (new is None):
        raise UnknownName("place", "--programme and --new" if programme else "none", ["--programme ID", "--new FOLDER"])
    if report is not None:
        telling.check_report_name(report)
    options = importing.TableOptions(dry_run=dry_run, reason=reason, remove_gone=remove_gone, propose=propose_boxes)
    if new is not None:
        done = importing.new_programme(file, mapping, new, params, options)
    else:
        done = importing.import_indicators(file, mapping, folder_of(data, "data") / str(programme), options)
    for line in telling.preview(done, options):
        typer.echo(line)
    if report is not None:
        write_atomically(report, telling.report_text(done, report.suffix))
        typer.echo(f"wrote {report}")
    if done.written is not None:
        typer.echo(f"wrote {done.written}" + (f", first report of {done.period}" if done.period else ""))


template_app = typer.Typer(no_args_is_help=True)
export_app.add_typer(template_app, name="template")


@template_app.callback()
def template() -> None:
    """Write a table to fill in, with the mapping that reads it back."""


@template_app.command("indicators")
def template_indicators(
    output: Annotated[Path, typer.Option("--output", help="The table: .xlsx or .csv.")] = Path("indicators.xlsx"),
    programme: Annotated[
        Optional[str], typer.Option("--programme", help="The programme whose indicators and periods it has. [none]")
    ] = None,
    period: Annotated[
        Optional[list[str]],
        typer.Option("--period", help="A period of its columns; may be repeated. [the programme's report periods]"),
    ] = None,
    language: Annotated[str, typer.Option("--language", "-l", help="fi, sv or en.")] = "fi",
    data: DataOption = None,
) -> None:
    """Write a table of indicators to fill in: baseline, targets and actuals by period."""
    from kunteko_eval.cli.options import check_language
    from kunteko_eval.exchange.indicators.template import write_template
    from kunteko_eval.reading.programme_reader import read_programme

    check_language(language)
    read = None if programme is None else read_programme(folder_of(data, "data") / programme)
    for path in write_template(output, language, read, period or ()):
        typer.echo(f"wrote {path}")
