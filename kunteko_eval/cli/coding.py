"""Coding findings: ``code`` hands them out, takes the answers, tells the agreement and records decisions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from kunteko_eval.cli.options import DataOption, ParamsOption, check_language, folder_of

if TYPE_CHECKING:
    from kunteko_eval.method.rubric import Rubric
    from kunteko_eval.project.coding_desk import Desk
    from kunteko_eval.report.language import Language

app = typer.Typer()


@app.command()
def code(
    programme: str,
    coder: Annotated[Optional[str], typer.Option("--coder", help="Your role, not your name.")] = None,
    seal: Annotated[bool, typer.Option("--seal", help="Append what you have coded to codings.csv, for good.")] = False,
    sheet: Annotated[Optional[Path], typer.Option("--sheet", help="Write an Excel sheet to code in.")] = None,
    read: Annotated[Optional[Path], typer.Option("--read", help="Read the answers of such a sheet.")] = None,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Tell how far coders agree; with --coder, on what that coder sealed.")
    ] = False,
    reconcile: Annotated[
        Optional[str],
        typer.Option("--reconcile", help="Record a decision about a finding that coders read differently."),
    ] = None,
    author: Annotated[Optional[str], typer.Option("--author", help="Of a decision: role of whoever decided.")] = None,
    direction: Annotated[Optional[str], typer.Option("--direction", help="Of a decision.")] = None,
    extent: Annotated[Optional[str], typer.Option("--extent", help="Of a decision.")] = None,
    credibility: Annotated[Optional[int], typer.Option("--credibility", help="Of a decision: 1 to 3.")] = None,
    reason: Annotated[Optional[str], typer.Option("--reason", help="Of a decision: why, in words.")] = None,
    date: Annotated[Optional[str], typer.Option("--date", help="Of a decision: its day. [today]")] = None,
    language: Annotated[str, typer.Option("--language", "-l", help="fi, sv or en.")] = "fi",
    data: DataOption = None,
    params: ParamsOption = None,
) -> None:
    """Code findings without seeing others' codes or ratings, seal the codes, and tell how far coders agree."""
    from kunteko_eval.reading.rubric_reader import read_rubric
    from kunteko_eval.report.language import Language

    check_language(language)
    folder, say = folder_of(data, "data") / programme, Language(language)
    rubric = read_rubric(folder_of(params, "params") / "rubric.yaml")
    if reconcile is not None:
        given: dict[str, str | int | None] = {
            "author": author,
            "direction": direction,
            "extent": extent,
            "credibility": credibility,
            "reason": reason,
            "date": date,
        }
        _reconcile(folder, reconcile, given, (say, rubric))
    elif agreement:
        _agreement(folder, coder, (say, rubric))
    elif coder is None:
        raise typer.BadParameter("one of --coder, --agreement and --reconcile is needed")
    else:
        _code(folder, coder, (say, rubric), (sheet, read, seal))


def _code(
    folder: Path, coder: str, words: tuple[Language, Rubric], asked: tuple[Path | None, Path | None, bool]
) -> None:
    """Hand out a coder's findings, in the terminal or as a sheet, and seal them when all are coded or it is asked."""
    from kunteko_eval.project.coding_desk import open_desk
    from kunteko_eval.project.coding_dialogue import Terminal, converse
    from kunteko_eval.project.coding_sheet import read_answers, write_sheet
    from kunteko_eval.report.input_warnings import today

    say, rubric = words
    sheet, read, sealing = asked
    desk = open_desk(folder, coder, say)
    if sheet is not None:
        write_sheet(desk, sheet, say)
        typer.echo(say("Findings to code: {count}. Written: {file}", count=len(desk.handed), file=str(sheet)))
        return
    if read is not None:
        answers = read_answers(desk, read, today(rubric))
        typer.echo(say("Read: {count} codings.", count=len(answers)))
    elif not sealing and desk.left(desk.read()):
        at = Terminal(ask=_ask, tell=typer.echo, say=say, today=today(rubric))
        typer.echo(say("? shows the codebook, b goes back, q stops; every coded finding is kept."))
        converse(desk, at)
    _end(desk, say, sealing=sealing)


def _ask(question: str) -> str:
    """Return an answer from the terminal; the end of input stops like ``q``."""
    try:
        return str(typer.prompt(question, default="", show_default=False))
    except typer.Abort:
        return "q"


def _end(desk: Desk, say: Language, *, sealing: bool) -> None:
    """Seal when it was asked, or when all are coded and the coder confirms; otherwise say what is left."""
    from kunteko_eval.project.coding_desk import seal

    drafted = desk.read()
    left = desk.left(drafted)
    if not drafted and not sealing:
        nothing = say("Nothing is left to code.") if not left else say("Nothing is coded yet.")
        typer.echo(nothing)
        return
    if not left and not sealing:
        question = say("All are coded. Seal them now? After that they cannot be changed.")
        sealing = typer.confirm(question, default=False)
    if not sealing:
        typer.echo(say("Coded: {count}; left: {left}. Nothing is sealed yet.", count=len(drafted), left=left))
        typer.echo(f"kunteko-eval code {desk.source.stem} --coder {desk.coder} --seal")
        return
    rows = seal(desk)
    typer.echo(
        say("Sealed: {count} codings of {coder}; not coded: {left}.", count=len(rows), coder=desk.coder, left=left)
    )


def _refuse_drafts(folder: Path) -> None:
    """Refuse to show codings while somebody is still coding."""
    from kunteko_eval.errors import Fault, FaultyInput
    from kunteko_eval.project.coding_desk import open_drafts

    advice = "Seal it with --seal, or remove the file if it was given up."
    faults = [
        Fault(
            file=str(path),
            place="",
            found="a coder has not sealed yet",
            expected="no codings shown until then",
            advice=advice,
        )
        for path in open_drafts(folder)
    ]
    if faults:
        raise FaultyInput(faults)


def _agreement(folder: Path, coder: str | None, words: tuple[Language, Rubric]) -> None:
    """Tell how far coders agree and where they do not."""
    from kunteko_eval.reading.programme_reader import read_programme
    from kunteko_eval.report.coders import agreement_text

    _refuse_drafts(folder)
    typer.echo("\n".join(agreement_text(words[0], read_programme(folder), words[1], coder)))


def _reconcile(folder: Path, finding: str, given: dict[str, str | int | None], words: tuple[Language, Rubric]) -> None:
    """Show what coders coded of a finding, ask for what is not given, and record the decision."""
    from kunteko_eval.project.reconciliation_record import reconcile
    from kunteko_eval.reading.programme_reader import read_programme
    from kunteko_eval.report.coders import finding_text
    from kunteko_eval.report.input_warnings import today

    say, rubric = words
    _refuse_drafts(folder)
    typer.echo("\n".join(finding_text(say, read_programme(folder), finding)))
    for name in ("author", "direction", "extent", "credibility", "reason"):
        if given[name] is None and sys.stdin.isatty():
            given[name] = typer.prompt(name, type=int if name == "credibility" else str)
    made = reconcile(folder, finding, given | {"date": given["date"] or today(rubric).isoformat()})
    typer.echo(f"{made.finding}: {made.direction}, {made.extent}, {made.credibility} ({made.author}, {made.date})")
