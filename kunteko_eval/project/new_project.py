"""A new project: a folder with data, params, schemas and a first programme that is rated at once."""

from __future__ import annotations

import csv
import datetime
import io
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template

import yaml

from kunteko_eval.batch.plan import plan
from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.plain_text import flow_text
from kunteko_eval.exchange.saving import refuse_existing, save_tree
from kunteko_eval.exchange.workbook.writing import sheets_of, used_sheets, workbook
from kunteko_eval.files.validation import fit, shown
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.project.schemas import file_name, schema_text
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.report.chapter_order import number_of
from kunteko_eval.report.notebook_files import chapters, default_rubric

STARTER = Path(__file__).parent / "starter"
"""The made-up programme that a project starts from: templates of its files, and what a new user should do first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOptions:
    """What a project is asked to be.

    Attributes:
        name: The programme's id, and the project folder's name.
        folder: Where the project folder is made.
        titles: The programme's title in some of the languages; the first known one, or the id, stands for the rest.
        start: As typed, YYYY-MM-DD; so is `end`.
        workbook: Whether the programme is a workbook instead of a folder.
        alone: Whether the programme has texts in `language` alone, and a workbook tells in it what columns mean.
    """

    name: str
    folder: Path
    titles: dict[str, str | None]
    start: str
    end: str
    language: str
    workbook: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """What is known of a programme when its project is made.

    Attributes:
        id: The programme's id.
        title: In three languages.
        today: The day on which the example expectations are recorded.
    """

    id: str
    title: dict[str, str]
    start: datetime.date
    end: datetime.date
    today: datetime.date

    @property
    def period(self) -> str:
        """Return the id of the one period: its year, or its first and last year."""
        return "-".join(dict.fromkeys((str(self.start.year), str(self.end.year))))

    @property
    def values(self) -> dict[str, str]:
        """Return the values of the templates, as YAML and CSV write them."""
        return {
            "id": flow_text(self.id),
            "title": flow_text(self.title),
            "start": str(self.start),
            "end": str(self.end),
            "period": self.period,
            "today": str(self.today),
            # Evidence that is still to come is collected after the expectations were recorded.
            "later": str(max(self.today, self.end) + datetime.timedelta(days=90)),
            "published": str(self.end + datetime.timedelta(days=30)),
        }


def init(options: ProjectOptions, today: datetime.date | None = None) -> Path:
    """Make a project folder whose check passes and whose report can be made, and return it.

    Args:
        options: What the project is asked to be.
        today: The day on which the example expectations are recorded; by the clock when None.

    Returns:
        The project folder.

    Raises:
        FaultyInput: With everything that is wrong with the options, or when the folder exists; nothing is written then.
    """
    given = _given(options, today or datetime.datetime.now(tz=datetime.UTC).date())
    target = options.folder / given.id
    refuse_existing(target)
    where = f"data/{given.id}" + (".xlsx" if options.workbook else "")
    schemas = ["rubric", "report", "period", *([] if options.workbook else ["programme", "chain", "sources"])]
    own = replace(given, title={options.language: given.title[options.language]}) if options.alone else given
    files = _programme_files(own)
    if options.alone:
        files = {name: _in_language(name, content.decode(), options.language) for name, content in files.items()}
    if options.workbook:
        files = {where: _workbook(given, files, options.language if options.alone else "en")}
    else:
        files = {f"{where}/{name}": files[name] for name in files}
    period = (
        f'{_schema_line("period", 2)}programme: {given.id}\nperiod: "{given.period}"\nlanguage: {options.language}\n'
    )
    to_do = {"name": given.title[options.language], "where": where, "false": "FALSE" if options.workbook else "false"}
    files |= {
        "params/rubric.yaml": _schema_line("rubric", 1).encode() + default_rubric().read_bytes(),
        f"params/{given.id}/{given.period}.yaml": period.encode(),
        "params/report.yaml": _report(given, options.language),
        "notebooks/README.txt": _filled(STARTER / "notebooks" / f"README.{options.language}.txt.template", to_do),
        "README.txt": _filled(STARTER / f"README.{options.language}.txt.template", to_do),
    }
    files |= {f"schemas/{file_name(one)}": schema_text(one).encode() for one in schemas}
    save_tree(target, files, lambda made: plan(made / "data", made / "params"))
    return target


def _schema_line(name: str, depth: int) -> str:
    """Return the comment by which editors find the schema of a file so many folders deep."""
    return f"# yaml-language-server: $schema={'../' * depth}schemas/{file_name(name)}\n"


def _filled(template: Path, values: Mapping[str, str]) -> bytes:
    return Template(template.read_text(encoding="utf-8")).substitute(values).encode()


def _report(given: _Start, language: str) -> bytes:
    """Return report.yaml, in which everything but the version is still a comment."""
    listed = "\n".join(f"#   - {number_of(path):<4}# {path.stem}" for path in chapters())
    texts = f"{given.id}/{given.period}/04_services.{language}.md"
    return _filled(STARTER / "params" / "report.yaml.template", {"chapters": listed, "texts": texts})


def _programme_files(given: _Start) -> dict[str, bytes]:
    """Return the files of the first programme's folder, by name."""
    templates = [path for kind in ("yaml", "csv") for path in sorted(STARTER.glob(f"*.{kind}.template"))]
    return {path.stem: _filled(path, given.values) for path in templates}


_WRITTEN = r'("(?:[^"\\]|\\.)*"|[^"{},]+)'
_TEXT = re.compile(rf"\{{fi: {_WRITTEN}, sv: {_WRITTEN}, en: {_WRITTEN}\}}")
"""A text of a template in its three languages."""


def _in_language(name: str, content: str, language: str) -> bytes:
    """Return a file of the first programme with its texts in one language, which it declares."""
    place = LANGUAGES.index(language) + 1
    if name.endswith(".csv"):
        rows = list(csv.DictReader(io.StringIO(content, newline="")))
        others = {f"_{code}" for code in LANGUAGES if code != language}
        columns = [one for one in rows[0] if one[-3:] not in others]
        made = io.StringIO(newline="")
        writer = csv.DictWriter(made, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return made.getvalue().encode()
    content = _TEXT.sub(lambda text: f"{{{language}: {text[place]}}}", content)
    if name == "programme.yaml":
        content = content.replace("\nsynthetic:", f"\nlanguages: [{language}]\nsynthetic:", 1)
    return content.encode()


def _workbook(given: _Start, files: Mapping[str, bytes], language: str) -> bytes:
    """Return a programme folder as a workbook, with a first sheet that says what to do."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / given.id
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        read = read_programme(folder)
    sheets = sheets_of(read)
    notes = yaml.safe_load((STARTER / "notes.yaml").read_text(encoding="utf-8"))
    return workbook(used_sheets(sheets), notes, read.sheet.languages, language)


def _given(options: ProjectOptions, today: datetime.date) -> _Start:
    """Return the options as typed values, or every fault of it."""
    from kunteko_eval.model.period import Period
    from kunteko_eval.model.programme import Goal

    faults: list[Fault] = []

    def fault(option: str, found: str, expected: str, advice: str = "") -> None:
        faults.append(Fault(file=option, place="", found=found, expected=expected, advice=advice))

    span = {"id": options.name, "start": options.start, "end": options.end, "report": True}
    for one in fit(Period, span)[1]:
        key = str(one.location[0])
        option = "NAME" if key == "id" else f"--{key}"
        expected = one.expected if key == "id" else "a day written YYYY-MM-DD"
        fault(option, one.found, expected, _plain_name(options.name) if key == "id" else "")
    if options.language not in LANGUAGES:
        fault("--language", shown(options.language), "fi, sv or en")
    for code, title in options.titles.items():
        texts = {"fi": title, "sv": title, "en": title}
        goal = {"id": "g", "text": texts, "document": "d", "place": "p"}
        if title is not None:
            for one in fit(Goal, goal)[1][:1]:
                fault(f"--title-{code}", one.found, one.expected)
    if faults:
        raise FaultyInput(faults)
    start, end = datetime.date.fromisoformat(options.start), datetime.date.fromisoformat(options.end)
    if end < start:
        raise FaultyInput([Fault(file="--end", place="", found=str(end), expected=f"a day on or after {start}")])
    known = next((title for title in options.titles.values() if title), options.name)
    titles = {code: options.titles.get(code) or known for code in LANGUAGES}
    return _Start(id=options.name, title=titles, start=start, end=end, today=today)


def _plain_name(name: str) -> str:
    """Return advice with a name that would do."""
    import unicodedata

    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    near = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:80].strip("-")
    return f"Try {near!r}." if near else ""
