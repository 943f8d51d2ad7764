"""A new project: a folder with data, params, schemas and a first programme that is rated at once."""

from __future__ import annotations

import datetime
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.batch.plan import plan
from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.saving import refuse_existing, save_tree
from kunteko_eval.exchange.starter import REPLACE, Start, starter_parts, starter_tables
from kunteko_eval.exchange.workbook.reading import FILES, files_from
from kunteko_eval.exchange.workbook.writing import sheets_of, workbook
from kunteko_eval.files.validation import fit, shown
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.project.schemas import file_name, schema_text
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.report.notebook_files import default_rubric

_LEFT_EMPTY = frozenset({"suppressed", "judgements"})
"""Sheets that commands fill and nobody types."""

_STEPS = {
    "fi": (
        "Tämä on {name}. Sisältö on keksitty esimerkki: korvaa se ohjelmasi omilla tiedoilla {where}.\n\n"
        "Tarkista: kunteko-eval check\nTee raportti: kunteko-eval run\nAvaa: reports/index.html\n\n"
        "Kun mitään keksittyä ei ole jäljellä, kirjoita synthetic-kohtaan {false}.\n"
    ),
    "sv": (
        "Detta är {name}. Innehållet är ett påhittat exempel: ersätt det med uppgifter om ditt program {where}.\n\n"
        "Kontrollera: kunteko-eval check\nGör rapporten: kunteko-eval run\nÖppna: reports/index.html\n\n"
        "När inget påhittat är kvar, skriv {false} vid synthetic.\n"
    ),
    "en": (
        "This is {name}. What it holds is a made-up example: replace it by your programme's own, {where}.\n\n"
        "Check: kunteko-eval check\nMake the report: kunteko-eval run\nOpen: reports/index.html\n\n"
        "When nothing made up is left, write {false} at synthetic.\n"
    ),
}
_NOTES = {
    "1. fi": "Keksitty esimerkki: korvaa jokainen rivi omillasi. Keltaiset sarakkeet on täytettävä; otsikon "
    "huomautus kertoo, mitä sarake tarkoittaa. Älä käytä kaavoja. Taulukkoa, jonka nimi alkaa notes tai _, ei lueta.",
    "2. sv": "Påhittat exempel: ersätt varje rad. Gula kolumner måste fyllas i; rubrikens kommentar berättar vad "
    "kolumnen betyder. Använd inte formler. Ett blad vars namn börjar med notes eller _ läses inte.",
    "3. en": "A made-up example: replace every row by your own. Yellow columns must be filled; the header's comment "
    "tells what a column means. Use no formulas. A sheet whose name begins with notes or _ is not read.",
    "Check": "kunteko-eval check names every fault with its sheet, row and column.",
    "Report": "kunteko-eval run makes the report.",
    "Order": "documents, groups, themes and collections first; then periods, levels, conventions; then elements, "
    "evidence and links; then indicators, observations and findings.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a project is asked to be.

    Attributes:
        name: The programme's id, and the project folder's name.
        folder: Where the project folder is made.
        titles: The programme's title in some of the languages; the first known one, or the id, stands for the rest.
        start: As typed, YYYY-MM-DD; so is `end`.
        workbook: Whether the programme is a workbook instead of a folder.
    """

    name: str
    folder: Path
    titles: dict[str, str | None]
    start: str
    end: str
    language: str
    workbook: bool = False


def init(wish: Wish, today: datetime.date | None = None) -> Path:
    """Make a project folder whose check passes and whose report can be made, and return it.

    Raises:
        FaultyInput: With everything that is wrong with the wish, or when the folder exists; nothing is written then.
    """
    given = _given(wish, today or datetime.datetime.now(tz=datetime.UTC).date())
    target = wish.folder / given.id
    refuse_existing(target)
    programme, files = _programme_files(given, linked=not wish.workbook)
    where = f"data/{given.id}"
    if wish.workbook:
        sheets = {name: rows for name, rows in sheets_of(programme).items() if name not in _LEFT_EMPTY}
        files = {f"{where}.xlsx": workbook(sheets, _NOTES)}
        where = f"{where}.xlsx"
    schemas = ["rubric", "period", *([] if wish.workbook else ["programme", "chain", "sources"])]
    period = f'{_schema_line("period", 2)}programme: {given.id}\nperiod: "{given.period}"\nlanguage: {wish.language}\n'
    files |= {
        "params/rubric.yaml": _schema_line("rubric", 1).encode() + default_rubric().read_bytes(),
        f"params/{given.id}/{given.period}.yaml": period.encode(),
        "README.txt": _STEPS[wish.language]
        .format(name=given.title[wish.language], where=where, false="FALSE" if wish.workbook else "false")
        .encode(),
    }
    files |= {f"schemas/{file_name(one)}": schema_text(one).encode() for one in schemas}
    save_tree(target, files, lambda made: plan(made / "data", made / "params"))
    return target


def _schema_line(name: str, depth: int) -> str:
    """Return the comment by which editors find the schema of a file so many folders deep."""
    return f"# yaml-language-server: $schema={'../' * depth}schemas/{file_name(name)}\n"


def _programme_files(given: Start, *, linked: bool) -> tuple[ProgrammeData, dict[str, bytes]]:
    """Return the first programme, and the files of its folder by their paths in the project."""
    told = "\n".join(REPLACE[code] for code in LANGUAGES)
    heads = {
        part: (_schema_line(name.removesuffix(".yaml"), 2)[2:] if linked else "") + told for part, name in FILES.items()
    }
    files = files_from(starter_parts(given), starter_tables(given), heads)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / given.id
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        programme = read_programme(folder)
    return programme, {f"data/{given.id}/{name}": content for name, content in files.items()}


def _given(wish: Wish, today: datetime.date) -> Start:
    """Return the wish as typed values, or every fault of it."""
    from kunteko_eval.model.period import Period
    from kunteko_eval.model.programme import Goal

    faults: list[Fault] = []

    def fault(option: str, found: str, expected: str, advice: str = "") -> None:
        faults.append(Fault(file=option, place="", found=found, expected=expected, advice=advice))

    span = {"id": wish.name, "start": wish.start, "end": wish.end, "report": True}
    for one in fit(Period, span)[1]:
        key = str(one.location[0])
        option = "NAME" if key == "id" else f"--{key}"
        expected = one.expected if key == "id" else "a day written YYYY-MM-DD"
        fault(option, one.found, expected, _plain_name(wish.name) if key == "id" else "")
    if wish.language not in LANGUAGES:
        fault("--language", shown(wish.language), "fi, sv or en")
    for code, title in wish.titles.items():
        texts = {"fi": title, "sv": title, "en": title}
        goal = {"id": "g", "text": texts, "document": "d", "place": "p"}
        if title is not None:
            for one in fit(Goal, goal)[1][:1]:
                fault(f"--title-{code}", one.found, one.expected)
    if faults:
        raise FaultyInput(faults)
    start, end = datetime.date.fromisoformat(wish.start), datetime.date.fromisoformat(wish.end)
    if end < start:
        raise FaultyInput([Fault(file="--end", place="", found=str(end), expected=f"a day on or after {start}")])
    known = next((title for title in wish.titles.values() if title), wish.name)
    titles = {code: wish.titles.get(code) or known for code in LANGUAGES}
    return Start(id=wish.name, title=titles, start=start, end=end, today=today)


def _plain_name(name: str) -> str:
    """Return advice with a name that would do."""
    import re
    import unicodedata

    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    near = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:80].strip("-")
    return f"Try {near!r}." if near else ""
