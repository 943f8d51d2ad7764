"""One report: check the parameters, execute the chapters, make the page, write everything or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kunteko_eval.batch.fingerprint import fingerprint, made_of
from kunteko_eval.batch.inputs import inputs_of, with_notebooks
from kunteko_eval.batch.lanes import execute_chapters
from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.disk import make_folder, writing
from kunteko_eval.files.snapshot import Snapshot, reading_from
from kunteko_eval.files.writing import move_together, write_new
from kunteko_eval.model.comment import Comment
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report import data_files
from kunteko_eval.report.brief import brief_of
from kunteko_eval.report.checks_file import checks_json
from kunteko_eval.report.colophon import Record, head_of, rated, record_of
from kunteko_eval.report.comments import comments_of
from kunteko_eval.report.content import Table
from kunteko_eval.report.cross_references import Source
from kunteko_eval.report.evidence_csv import evidence_csv
from kunteko_eval.report.face import Face
from kunteko_eval.report.job import Task
from kunteko_eval.report.language import NAMES, Language
from kunteko_eval.report.look import read_look
from kunteko_eval.report.notebook_files import chapters
from kunteko_eval.report.own_texts import OwnText, read_own_texts
from kunteko_eval.report.page import PageSettings, page
from kunteko_eval.report.tables_workbook import book, report_workbook, tables_of
from kunteko_eval.report.view import open_view

SCRATCH = ".making-"
"""How the name of a scratch folder beside a report begins, where nobody gives the report one."""

if TYPE_CHECKING:
    from nbformat import NotebookNode


def make_report(task: Task, inputs: Snapshot | None = None, progress: Callable[[str], None] | None = None) -> Path:
    """Make one report and the data beside it; on failure nothing that stood before is touched.

    Args:
        task: The report, with its folders.
        inputs: What the report reads, as `inputs.Inputs.of` tells it; read now when None.
        progress: Called with the name of each chapter before it is executed.

    Returns:
        The path of the HTML file.

    Raises:
        ReportFailed: When a chapter raises, its kernel dies, or it takes or prints too much; its executed notebook is
            kept.
        FaultyInput: When some prose of a chapter has no translation into the report's language, or a stale one.
        OSError: When a file cannot be written.
    """
    taken = inputs_of(task.job, task.data, task.params) if inputs is None else with_notebooks(inputs)
    make_folder(task.folder)
    with ExitStack() as stack:
        stack.enter_context(reading_from(taken))
        made = task.scratch or _scratch(task.folder, stack)
        notebooks = chapters(portfolio=task.job.is_portfolio, params=task.params)
        parts = made_of(task.job, task.data, task.params, notebooks)
        _write_page(execute_chapters(notebooks, task, made, taken, progress), task, made, parts)
        publish(made, task.folder, task.job.language)
    return task.page


def _scratch(folder: Path, stack: ExitStack) -> Path:
    """Return a new folder beside the report, which is taken away with the stack."""
    with writing(folder):
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder)))


def _write_page(done: list[tuple[str, NotebookNode]], task: Task, made: Path, parts: dict[str, Any]) -> None:
    """Write the page of the executed chapters, and the data beside it."""
    job, tables = task.job, tables_of(done)
    face, texts = _own(task)
    beside = _portfolio_files(task, parts, tables) if job.is_portfolio else _report_files(task, parts, tables)
    for name, text in beside.texts.items():
        write_new(made / name, text)
    write_new(made / job.workbook, beside.workbook)
    settings = PageSettings(
        title=beside.title,
        subtitle=beside.subtitle,
        language=job.language,
        home="../" * len(job.folder.parts) + "index.html",
        fingerprint=fingerprint(job, parts),
        record=beside.record,
        sources=beside.sources,
        interactive=job.interactive,
        audience=job.audience,
        face=face,
        texts=texts,
        comments=beside.comments,
        others=tuple(
            (one, NAMES[one], replace(job, language=one).page) for one in job.languages if one != job.language
        ),
        workbook=job.workbook,
        brief=job.brief,
    )
    html = page(done, settings)
    write_new(made / job.page, html)
    if job.brief:
        short = brief_of(html, job.page, job.language, record=beside.record, face=face)
        write_new(made / job.brief, short)


def _own(task: Task) -> tuple[Face, dict[str, OwnText]]:
    """Return the face of the page and its own texts by the name of their chapter; a scenario has none of those.

    Raises:
        FaultyInput: With every fault of either.
    """
    job, params = task.job, task.params
    faults: list[Fault] = []
    look = read_look(params, faults)
    texts: Mapping[int, OwnText] = {}
    if not job.is_portfolio and not job.scenario[0]:
        texts = read_own_texts(params, job.programme, job.period, look.order, faults)
    if faults:
        raise FaultyInput(faults)
    return look.face, {one.name: texts[one.number] for one in look.order.chapters if one.number in texts}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What stands beside the chapters of a report.

    Attributes:
        texts: The data files by their name.
        workbook: The workbook of the report's tables.
        title: The page's title, and `subtitle` what stands under it.
        record: What the page was made of.
        sources: The documents by their mark.
        comments: What was said of earlier versions; nothing where a scenario is tried out.
    """

    texts: dict[str, str]
    workbook: bytes
    title: str
    subtitle: str
    record: Record
    sources: dict[str, Source] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()


def _portfolio_files(task: Task, parts: dict[str, Any], tables: Sequence[tuple[str, Table]]) -> _Beside:
    say = Language(task.job.language)
    title, subtitle = say("All programmes side by side"), say("Portfolio")
    programmes = {name: read_programme(task.data / name) for name in find_programmes(task.data)}
    heads = [head_of(name, one.judgements) for name, one in programmes.items()]
    seals = tuple(head_of(name, one.registration) for name, one in programmes.items())
    version = read_rubric(task.params / "rubric.yaml").version
    return _Beside(
        texts={"run.json": data_files.run_json(task.job, parts)},
        workbook=book(say, title, [], tables),
        title=title,
        subtitle=subtitle,
        record=replace(record_of(task.job, parts, version, heads), seals=seals),
    )


def _report_files(task: Task, parts: dict[str, Any], tables: Sequence[tuple[str, Table]]) -> _Beside:
    job = task.job
    view = open_view(**task.parameters())
    say, assessment = view.say, view.assessment
    subtitle = say("Evaluation report {period}", period=say.period(assessment.period))
    if view.scenario is not None:
        subtitle += " · " + say("scenario {title}", title=say.as_is(view.scenario.title))
    # A scenario leaves judgements and seals out.
    recorded = view.programme if view.scenario is None else read_programme(task.data / job.programme)
    heads = [head_of(job.programme, recorded.judgements)]
    seals = (head_of(job.programme, recorded.registration),)
    return _Beside(
        texts={
            "ratings.json": data_files.ratings_json(view),
            "ratings.csv": data_files.ratings_csv(assessment),
            "evidence.csv": evidence_csv(view),
            "checks.json": checks_json(assessment),
            "run.json": data_files.run_json(job, parts, assessment),
        },
        workbook=report_workbook(view, tables),
        title=say.text(view.programme.sheet.name),
        subtitle=subtitle,
        record=replace(record_of(job, parts, assessment.rubric.version, heads, rated(assessment)), seals=seals),
        sources=_sources(view.programme),
        comments=comments_of(view.programme.comments, job.period) if view.scenario is None else (),
    )


def _sources(programme: ProgrammeData) -> dict[str, Source]:
    """Return each document with its language and every heading of it that something was read from."""
    sheet = programme.sheet
    read: list[Any] = [
        *programme.observations,
        *programme.findings,
        *programme.innovations,
        *programme.costs,
        *sheet.goals,
        *sheet.funders,
    ]
    read += [*sheet.recommendations, *sheet.dates, *sheet.evaluation_questions, *programme.chain.conventions]
    read += [entry for one in sheet.recommendations for entry in one.follow_up]
    read += [one.addressee for one in sheet.recommendations if one.addressee]
    read += sheet.comparability
    read += [sheet.budget] if sheet.budget else []
    return {
        document.id: Source(
            document.language, frozenset(one.place for one in read if one.document == document.id and one.place)
        )
        for document in programme.sources.documents
    }


def publish(made: Path, folder: Path, language: str) -> None:
    """Move finished files into place, the page last: all of them or none, and on the disk before the first move.

    A PDF of the page that stood there goes: it would show ratings that no longer hold.

    Raises:
        InUse: When another program has one of the files open; none is replaced then.
        NotWritten: When the disk refuses; the report that stood there stands.
    """
    ready = sorted(
        (path for path in made.rglob("*") if path.is_file()), key=lambda path: (path.suffix == ".html", path)
    )
    moves = [(path, folder / path.relative_to(made)) for path in ready]
    prints = [target.with_suffix(".pdf") for _, target in moves if target.suffix == ".html"]
    move_together(moves, prints)
    for old in folder.glob(f"failed-*.{language}.ipynb"):
        with writing(old):
            old.unlink()
