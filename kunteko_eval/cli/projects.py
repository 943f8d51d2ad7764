"""Starting a project, and describing its files: ``init`` and ``schema``."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from kunteko_eval.cli.options import check_language
from kunteko_eval.errors import UnknownName

app = typer.Typer()


@app.command()
def init(
    name: Annotated[str, typer.Argument(help="The programme's id: lower-case letters, digits and hyphens.")],
    folder: Annotated[Path, typer.Option("--folder", help="Where the project folder is made.")] = Path(),
    workbook: Annotated[bool, typer.Option("--workbook", help="One Excel workbook instead of YAML and CSV.")] = False,
    title_fi: Annotated[Optional[str], typer.Option("--title-fi", help="The programme's title in Finnish.")] = None,
    title_sv: Annotated[Optional[str], typer.Option("--title-sv", help="The title in Swedish.")] = None,
    title_en: Annotated[Optional[str], typer.Option("--title-en", help="The title in English.")] = None,
    start: Annotated[Optional[str], typer.Option("--start", help="First day, YYYY-MM-DD. [1 January]")] = None,
    end: Annotated[Optional[str], typer.Option("--end", help="Last day. [the last day of the year after]")] = None,
    language: Annotated[
        Optional[str],
        typer.Option(
            "--language",
            "-l",
            help="Of the report and the texts, and of faults: fi, sv or en. [a report in fi, texts in all three]",
        ),
    ] = None,
) -> None:
    """Make a project with a made-up programme that passes ``check`` and gives a report at once."""
    from kunteko_eval.model.base import LANGUAGES
    from kunteko_eval.project.new_project import ProjectOptions
    from kunteko_eval.project.new_project import init as make

    if language in LANGUAGES:
        check_language(language)
    year = datetime.datetime.now(tz=datetime.UTC).date().year
    titles = {"fi": title_fi, "sv": title_sv, "en": title_en}
    if sys.stdin.isatty():
        language = language or typer.prompt("Language of the report (fi, sv or en)", default="fi")
        if not any(titles.values()):
            titles[language if language in titles else "en"] = typer.prompt("Title of the programme", default=name)
        start = start or typer.prompt("First day", default=f"{year}-01-01")
        end = end or typer.prompt("Last day", default=f"{start[:4]}-12-31")
    start = start or f"{year}-01-01"
    options = ProjectOptions(
        name=name,
        folder=folder,
        titles=titles,
        start=start,
        end=end or _year_after(start),
        language=language or "fi",
        workbook=workbook,
        alone=language is not None and not any(title for code, title in titles.items() if code != language),
    )
    made = make(options)
    typer.echo(f"made {made}, a project with a made-up programme in {'a workbook' if workbook else 'a folder'}")
    typer.echo(f"Next: cd {made} && kunteko-eval run")


@app.command()
def schema(
    kind: Annotated[
        Optional[str],
        typer.Argument(help="programme, chain, sources, rubric, period, report, scenario or survey. [all]"),
    ] = None,
    output: Annotated[
        Optional[Path], typer.Option("--output", help="Folder of schema files. [standard output]")
    ] = None,
    dictionary: Annotated[bool, typer.Option("--dictionary", help="The data dictionary instead.")] = False,
    frames: Annotated[bool, typer.Option("--frames", help="The list of frames and columns instead.")] = False,
) -> None:
    """Write JSON Schema of the YAML files, by which editors complete and check them."""
    from kunteko_eval.files.writing import write_atomically
    from kunteko_eval.project.schemas import KINDS, description_files

    files = description_files(kind, dictionary=dictionary, frames=frames)
    if output is None:
        if len(files) > 1:
            raise UnknownName("kind of file", "all of them on standard output", [*KINDS, "or give --output FOLDER"])
        typer.echo(next(iter(files.values())), nl=False)
        return
    output.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        write_atomically(output / name, text)
        typer.echo(f"wrote {output / name}")


def _year_after(start: str) -> str:
    """Return the last day of the year after a day; an end that does not fit when the day does not."""
    year = start[:4]
    return f"{int(year) + 1:04}-12-31" if year.isascii() and year.isdigit() and len(year) == 4 else start
