"""Reading a programme, from its folder or its workbook: all of its faults in one pass, or the programme."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput, UnknownName
from kunteko_eval.files.collecting import collecting_seldom
from kunteko_eval.files.csv_tables import read_csv
from kunteko_eval.files.documents import KeyedFile, read_yaml_partly
from kunteko_eval.files.snapshot import is_file, is_folder, paths_in
from kunteko_eval.files.translations import Translations
from kunteko_eval.model.chain import Chain
from kunteko_eval.model.coding import Coding, Reconciliation
from kunteko_eval.model.comment import Comment
from kunteko_eval.model.correction import Correction
from kunteko_eval.model.cost import Cost
from kunteko_eval.model.evidence import Finding, Indicator, Innovation, Observation, Sources, Suppressed
from kunteko_eval.model.judgement import Judgement, Score
from kunteko_eval.model.programme import ProgrammeData, ProgrammeFacts
from kunteko_eval.model.registration import SealedPart
from kunteko_eval.model.target import Target
from kunteko_eval.reading.cross_checks import cross_faults
from kunteko_eval.reading.date_checks import date_faults
from kunteko_eval.reading.folder import Folder
from kunteko_eval.reading.sheets import Part
from kunteko_eval.reading.targets import with_targets
from kunteko_eval.reading.translation_checks import gathered
from kunteko_eval.reading.workbook import SUFFIX, read_workbook, sidecar, sidecars

FILES = ("programme.yaml", "chain.yaml", "sources.yaml", "indicators.csv", "observations.csv", "findings.csv")

OTHER_BOOKS = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".numbers"})

_TEXT = {"fi": "?", "sv": "?", "en": "?"}
_SPARE_SHEET = {
    "schema": 1,
    "name": _TEXT,
    "description": _TEXT,
    "synthetic": False,
    "start": "0001-01-01",
    "end": "9999-12-31",
    "goals": [],
    "periods": [{"id": "spare", "start": "0001-01-01", "end": "9999-12-31", "report": True}],
}
"""Values in the place of faulty ones, with which every other check of the folder still runs."""

_SPARE_CHAIN = {"schema": 1, "levels": [], "due_reason": _TEXT, "conventions": [], "elements": [], "links": []}
_SPARE_SOURCES = {"schema": 1, "documents": [], "groups": [], "collections": []}


def read_programme(path: Path) -> ProgrammeData:
    """Read a programme folder or workbook.

    Args:
        path: A folder that holds ``programme.yaml``, ``chain.yaml``, ``sources.yaml``, ``indicators.csv``,
            ``observations.csv`` and ``findings.csv`` and may hold ``codings.csv``, ``reconciliations.csv``,
            ``innovations.csv``, ``suppressed.csv``, ``judgements.csv``, ``scores.csv``, ``registration.csv`` and
            ``costs.csv``, ``targets.csv``, ``corrections.csv`` and ``comments.csv``; or a workbook, also without its ending.

    Raises:
        FaultyInput: With every fault of every file, each with its place.
    """
    return read_with_places(path)[0]


@collecting_seldom
def read_with_places(path: Path, today: datetime.date | None = None) -> tuple[ProgrammeData, Folder]:
    """Read a programme, and the files or sheets that know where everything in it stands.

    Args:
        path: As for `read_programme`.
        today: With it, what was done on a later day is a fault.

    Raises:
        FaultyInput: With every fault of every file, each with its place.
    """
    place = source_of(path)
    faults: list[Fault] = []
    translations = Translations()
    read = (_read_folder if is_folder(place) else _read_book)(place, faults, translations)
    if read is not None:
        faults += cross_faults(read)
        faults += [] if today is None else date_faults(read, today)
    if faults or read is None or read.sheet is None or read.chain is None or read.sources is None:
        raise FaultyInput(sorted(set(gathered(faults, read, translations)), key=_order))
    indicators = tuple(row.value for row in read.indicators.rows)
    targets = tuple(row.value for row in read.targets.rows)
    programme = ProgrammeData(
        sheet=read.sheet[0],
        chain=with_targets(read.chain[0], indicators, targets),
        sources=read.sources[0],
        indicators=indicators,
        observations=tuple(row.value for row in read.observations.rows),
        findings=tuple(row.value for row in read.findings.rows),
        codings=tuple(row.value for row in read.codings.rows),
        reconciliations=tuple(row.value for row in read.reconciliations.rows),
        innovations=tuple(row.value for row in read.innovations.rows),
        suppressed=tuple(row.value for row in read.suppressed.rows),
        judgements=tuple(row.value for row in read.judgements.rows),
        scores=tuple(row.value for row in read.scores.rows),
        costs=tuple(row.value for row in read.costs.rows),
        targets=targets,
        corrections=tuple(row.value for row in read.corrections.rows),
        comments=tuple(row.value for row in read.comments.rows),
        registration=tuple(row.value for row in read.registration.rows),
    )
    return programme, read


def read_sheet(path: Path, faults: list[Fault]) -> tuple[ProgrammeFacts, KeyedFile] | None:
    """Read what a programme is and which periods it has; the evidence in its folder is not read.

    Args:
        path: As `read_programme` takes it.
        faults: Where every fault of the file is added; nobody may use what is returned when any was.

    Raises:
        FaultyInput: When there is no such folder or workbook, or both.
    """
    place = source_of(path)
    if place.is_dir():
        return _read_sheet(place, faults, Translations())
    book = _read_book(place, faults, Translations())
    return book.sheet if book else None


def _read_sheet(
    folder: Path, faults: list[Fault], translations: Translations
) -> tuple[ProgrammeFacts, KeyedFile] | None:
    spare = {**_SPARE_SHEET, "id": folder.resolve().name}
    return read_yaml_partly(folder / "programme.yaml", ProgrammeFacts, faults, spare, translations)


def source_of(path: Path) -> Path:
    """Return the folder or the workbook that a programme is read from.

    Args:
        path: The folder, the workbook, or the workbook without its ending.

    Raises:
        FaultyInput: When there is neither, or both.
    """
    book = path if path.suffix.lower() == SUFFIX else path.with_name(f"{path.name}{SUFFIX}") if path.name else path
    folder = path.with_suffix("") if path.suffix.lower() == SUFFIX else path
    if is_folder(folder) and is_file(book):
        found, expected = f"a folder and a workbook of the name {folder.name!r}", "one source of a programme"
        advice = "Move one of them elsewhere."
        raise FaultyInput([Fault(file=str(book), place="", found=found, expected=expected, advice=advice)])
    if is_folder(folder) and path == folder:
        return folder
    if is_file(book):
        return book
    advice = "Give the folder that holds programme.yaml, or a workbook (.xlsx)."
    found, expected = "there is no such folder or workbook", "a programme folder or workbook"
    if is_file(path) and path.suffix.lower() in OTHER_BOOKS:
        found, advice = f"a workbook of the kind {path.suffix}", "Save it as .xlsx."
    raise FaultyInput([Fault(file=str(path), place="", found=found, expected=expected, advice=advice)])


def files_of(data: Path, name: str) -> list[Path]:
    """Return the files in `data` that a programme is read from, in order; none when there is no such programme."""
    if is_folder(data / name):
        return [path for path in paths_in(data / name, "*") if path.suffix in {".yaml", ".csv"}]
    book = data / f"{name}{SUFFIX}"
    return [path for path in (*sidecars(book), book) if is_file(path)]


def judgements_of(source: Path) -> Path:
    """Return the file that judgements of a programme are recorded in, given its folder or workbook."""
    return record_of(source, "judgements")


def record_of(source: Path, table: str) -> Path:
    """Return the file that rows of a table are appended to, given a programme's folder or workbook."""
    return source / f"{table}.csv" if is_folder(source) else sidecar(source, table)


def registration_of(source: Path) -> Path:
    """Return the file that seals of a programme are recorded in, given its folder or workbook."""
    return source / "registration.csv" if is_folder(source) else sidecar(source, "registration")


def _read_folder(folder: Path, faults: list[Fault], translations: Translations) -> Folder:
    name, languages = folder.resolve().name, translations
    return Folder(
        path=folder,
        sheet=_read_sheet(folder, faults, languages),
        chain=read_yaml_partly(folder / "chain.yaml", Chain, faults, {**_SPARE_CHAIN, "programme": name}, languages),
        sources=read_yaml_partly(folder / "sources.yaml", Sources, faults, _SPARE_SOURCES, languages),
        indicators=read_csv(folder / "indicators.csv", Indicator, faults, translations=languages),
        observations=read_csv(folder / "observations.csv", Observation, faults),
        findings=read_csv(folder / "findings.csv", Finding, faults, translations=languages),
        codings=read_csv(folder / "codings.csv", Coding, faults, required=False),
        reconciliations=read_csv(folder / "reconciliations.csv", Reconciliation, faults, required=False),
        innovations=read_csv(folder / "innovations.csv", Innovation, faults, required=False, translations=languages),
        suppressed=read_csv(folder / "suppressed.csv", Suppressed, faults, required=False),
        judgements=read_csv(folder / "judgements.csv", Judgement, faults, required=False),
        scores=read_csv(folder / "scores.csv", Score, faults, required=False),
        costs=read_csv(folder / "costs.csv", Cost, faults, required=False),
        targets=read_csv(folder / "targets.csv", Target, faults, required=False, translations=languages),
        corrections=read_csv(folder / "corrections.csv", Correction, faults, required=False),
        comments=read_csv(folder / "comments.csv", Comment, faults, required=False),
        registration=read_csv(folder / "registration.csv", SealedPart, faults, required=False),
    )


def _read_book(path: Path, faults: list[Fault], translations: Translations) -> Folder | None:
    name = path.stem
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", name):
        expected = "a workbook named by the programme's id: lower-case letters, digits and hyphens"
        faults.append(
            Fault(file=str(path), place="", found=f"the name {name!r}", expected=expected, advice="Rename it.")
        )
        return None
    spare: dict[Part, Mapping[str, object]] = {
        "sheet": {**_SPARE_SHEET, "id": name},
        "chain": {**_SPARE_CHAIN, "programme": name},
        "sources": _SPARE_SOURCES,
    }
    return read_workbook(path, spare, faults, translations)


def find_programmes(data: Path) -> list[str]:
    """Return the ids of the programme folders and workbooks in `data`, in order.

    A folder that holds any file of a programme is one, so that reading it says what is missing; so is every
    workbook, whatever its name.

    Raises:
        UnknownName: When the folder does not exist or holds no programme.
    """
    found = {path.parent.name for file in FILES for path in paths_in(data, f"*/{file}")}
    # Excel's own lock files and hidden files are none.
    found |= {path.stem for path in paths_in(data, f"*{SUFFIX}") if not path.name.startswith(("~", "."))}
    if not found:
        raise UnknownName("programme folder or workbook in", str(data), [])
    return sorted(found)


def _order(fault: Fault) -> tuple[str, str, int, str, str, str]:
    sheet = fault.place.partition(", ")[0] if fault.place.startswith("sheet ") else ""
    digits = re.findall("[0-9]+", fault.place.removeprefix(sheet))
    return fault.file, sheet, int(digits[0]) if digits else 0, fault.place, fault.found, fault.expected
