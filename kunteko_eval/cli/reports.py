"""Reports and ratings: run, check, explain, judge."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kunteko_eval.cli.options import (
    SPOKEN,
    DataOption,
    FaultsOption,
    LanguageOption,
    ParamsOption,
    PeriodOption,
    Programmes,
    ReportsOption,
    StrictOption,
    check_language,
    error_told,
    folder_of,
)

if TYPE_CHECKING:
    from kunteko_eval.public import Result

app = typer.Typer()


@app.command()
def run(
    programmes: Programmes = None,
    period: PeriodOption = None,
    language: LanguageOption = None,
    data: DataOption = None,
    params: ParamsOption = None,
    output: ReportsOption = Path("reports"),
    scenario: Annotated[
        Optional[Path], typer.Option("--scenario", help="A scenario file to try out; its reports stand apart.")
    ] = None,
    jobs: Annotated[Optional[int], typer.Option("--jobs", min=1, help="Reports made at a time. [the cores]")] = None,
    force: Annotated[bool, typer.Option("--force", help="Make unchanged reports again too.")] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be made and why; make nothing.")] = False,
    machine: Annotated[bool, typer.Option("--json", help="Tell progress as JSON lines on standard output.")] = False,
    timeout: Annotated[
        Optional[int], typer.Option("--timeout", min=1, help="Most seconds that one cell may take. [600]")
    ] = None,
    interactive: Annotated[
        bool, typer.Option("--interactive", help="Put plotly.js into the pages: their charts can be zoomed.")
    ] = False,
    audience: Annotated[
        Optional[str], typer.Option("--audience", help="Whom for: steering-group, public or evaluator.")
    ] = None,
    scheduler: Annotated[
        Optional[str], typer.Option("--scheduler", help="Address of a Dask scheduler; needs the extra cluster.")
    ] = None,
    strict: StrictOption = False,
    watching: Annotated[
        bool, typer.Option("--watch", help="Stay, and make anew what reads a file whenever it is saved.")
    ] = False,
) -> None:
    """Make the reports that are not made yet or have changed, of all programmes and periods or of those named."""
    from kunteko_eval.batch.plan import Selection
    from kunteko_eval.batch.progress import display
    from kunteko_eval.batch.rounds import RunOrder, dry_run, run_once
    from kunteko_eval.report.audience import audience_named

    check_language(language)
    if watching and (dry or scheduler is not None):
        raise typer.BadParameter("--watch makes reports on this machine; leave --dry-run and --scheduler out")
    selection = Selection(
        programmes=programmes or (),
        period=period,
        language=language,
        scenario=scenario,
        interactive=interactive,
        audience=audience_named(audience),
    )
    asked = RunOrder(
        data=folder_of(data, "data"),
        params=folder_of(params, "params"),
        output=output,
        selection=selection,
        force=force,
        strict=strict,
        at_once=jobs,
        seconds=timeout,
        scheduler=scheduler,
    )
    if dry:
        for line in dry_run(asked, _warn):
            typer.echo(line)
        return
    shown = display(machine=machine)
    if watching:
        from kunteko_eval.batch.watching import watch_files

        watch_files(asked, (lambda: shown) if machine else display, _warn, error_told)
        return
    done = run_once(asked, shown, _warn)
    for one in done.failed:
        typer.echo(f"failed: {one.message}", err=True)
    raise typer.Exit(1 if done.failed else 0)


def _warn(text: str) -> None:
    """Say something beside what was asked for."""
    typer.echo(text, err=True)


@app.command()
def check(
    folder: Annotated[
        Optional[Path], typer.Argument(help="A programme folder or workbook. [every one in data/]")
    ] = None,
    data: DataOption = None,
    params: ParamsOption = None,
    strict: StrictOption = False,
    language: FaultsOption = None,
    head: Annotated[
        Optional[str], typer.Option("--head", help="A published head of the seals, which the record must hold.")
    ] = None,
) -> None:
    """Read programmes and their period files strictly: print every fault and end with 1, or say what was read."""
    from kunteko_eval.batch.checking import check_folders, project_notes
    from kunteko_eval.errors import FaultyInput
    from kunteko_eval.reading.rubric_reader import read_rubric
    from kunteko_eval.report.folders import NoFolder
    from kunteko_eval.report.input_warnings import today

    check_language(language)
    settings = rubric = None
    with suppress(NoFolder):
        settings = folder_of(params, "params")
    with suppress(FaultyInput):  # The check itself tells what is wrong with it.
        rubric = read_rubric(settings / "rubric.yaml") if settings else None
    where = None if folder else folder_of(data, "data")
    text, faulty = check_folders(
        [folder] if folder else None,
        where,
        params=settings,
        today=today(rubric),
        strict=strict,
        head=head,
        language=SPOKEN.get(),
    )
    notes = project_notes(where, settings) if where and not faulty else []
    typer.echo("\n".join([text, *notes]), err=faulty)
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
    result = _rated(programme, period, language, (folder_of(data, "data"), folder_of(params, "params")))
    typer.echo(result[element].explain())


def _rated(programme: str, period: str, language: str, folders: tuple[Path, Path]) -> Result:
    """Return a programme's period rated by the rubric of the params folder."""
    from kunteko_eval.public import read
    from kunteko_eval.report.parameters import programme_in

    check_language(language)
    rubric = folders[1] / "rubric.yaml"
    return read(programme_in(folders[0], programme), language=language, rubric=rubric).rate(period)


@app.command()
def judge(
    programme: str,
    period: str,
    element: str,
    author: Annotated[Optional[str], typer.Option("--author", help="Your role, not your name.")] = None,
    final: Annotated[Optional[str], typer.Option("--final", help="The rating you decide.")] = None,
    reason_code: Annotated[Optional[str], typer.Option("--reason-code", help="Why, as a code.")] = None,
    reason: Annotated[Optional[str], typer.Option("--reason", help="Why, in words.")] = None,
    evidence: Annotated[
        Optional[str], typer.Option("--evidence", help="Ids considered. [all of the element's]")
    ] = None,
    second_reviewer: Annotated[
        Optional[str], typer.Option("--second-reviewer", help="The second reviewer's role.")
    ] = None,
    confidence: Annotated[Optional[int], typer.Option("--confidence", help="1 to 4, where it differs.")] = None,
    date: Annotated[Optional[str], typer.Option("--date", help="Day of the decision. [today]")] = None,
    language: Annotated[str, typer.Option("--language", "-l", help="fi, sv or en.")] = "fi",
    data: DataOption = None,
    params: ParamsOption = None,
) -> None:
    """Show a computed rating with its reason, then append an evaluator's judgement of it to the record."""
    from kunteko_eval.project.judgement_record import record, told_of_the_day

    folder = folder_of(data, "data")
    result = _rated(programme, period, language, (folder, folder_of(params, "params")))
    typer.echo(result[element].explain() + "\n")
    given: dict[str, str | int | None] = {
        "author": author,
        "final": final,
        "reason_code": reason_code,
        "reason": reason,
    }
    for name, value in given.items():
        if value is None and sys.stdin.isatty():
            given[name] = typer.prompt(name.replace("_", " "))
    given |= {"evidence": evidence, "second_reviewer": second_reviewer, "confidence": confidence, "date": date}
    view = result.view(language)
    made = record(view, element, folder / programme, given)
    if odd := told_of_the_day(made, view.programme.judgements):
        typer.echo(f"note: {odd}", err=True)
    typer.echo(f"{made.id}: {made.element} {made.period}, computed {made.computed}, decided {made.final}")
