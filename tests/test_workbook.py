"""A programme in one Excel workbook: it says what the folder says, and has the same faults at places of its own."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import os
import random
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import workbooks
from workbooks import edited, example_bytes, faults, packed, parts_of, read, with_part
from workshop import commanded

from kunteko_eval.batch.cargo import Hold, cargo_of
from kunteko_eval.batch.checking import check_folders
from kunteko_eval.batch.fingerprint import inputs
from kunteko_eval.batch.inputs import take_inputs
from kunteko_eval.batch.plan import Selection, listed
from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.workbook import plain_content
from kunteko_eval.exchange.workbook.reading import files_from, import_workbook
from kunteko_eval.exchange.workbook.writing import sheets_from, sheets_of, used_sheets, workbook, write_workbook
from kunteko_eval.files import xlsx, xlsx_package
from kunteko_eval.files.snapshot import reading_from
from kunteko_eval.files.spreadsheet import cell_words
from kunteko_eval.files.validation import Misfit, MisfitReason
from kunteko_eval.project.judgement_record import record
from kunteko_eval.reading.programme_reader import files_of, find_programmes, read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report.job import Job
from kunteko_eval.report.view import open_view

OURS = ("kunteko", "soteliiderit", "kekseliaat-kehittajat", "maakuntien-liitot")


@pytest.mark.parametrize("name", OURS)
def test_a_programme_survives_the_way_through_a_workbook_and_back_to_a_folder(
    name: str, repo: Path, tmp_path: Path
) -> None:
    """Each programme of the repository is the same from its folder, its workbook, and the folder made of that."""
    programme = read_programme(repo / "data" / name)
    write_workbook(programme, tmp_path / f"{name}.xlsx")
    assert read_programme(tmp_path / f"{name}.xlsx") == programme
    made = import_workbook(tmp_path / f"{name}.xlsx", tmp_path / "folders" / name)
    assert read_programme(made) == programme


def test_a_workbook_holds_everything_that_a_folder_can(tmp_path: Path) -> None:
    """The example has a row on every sheet that a programme begins with, and no other sheet; it comes back whole."""
    programme = read(example_bytes(), tmp_path)
    rows = sheets_of(programme)
    used = used_sheets(rows)
    assert list(used) == [name for name, several in rows.items() if several]
    assert len(used) == 23
    assert read(workbook(rows), tmp_path / "..", "example") == programme


def test_the_same_programme_is_the_same_workbook_to_the_byte(tmp_path: Path) -> None:
    """Nothing of a workbook depends on the hour that it is written."""
    rows = sheets_of(read(example_bytes(), tmp_path))
    assert workbook(rows) == workbook(rows)


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    """A label that begins with an equals sign is written as a text cell and read back as it was."""
    programme = read(example_bytes(), tmp_path)
    label = "=HYPERLINK(1)"
    changed = dataclasses.replace(
        programme, indicators=(dataclasses.replace(programme.indicators[0], label_en=label), *programme.indicators[1:])
    )
    again = read(workbook(sheets_of(changed)), tmp_path)
    assert again.indicators[0].label_en == label


def test_a_workbook_is_made_for_filling_in() -> None:
    """Headers are frozen and commented, words and ids are offered, and no cell holds a formula."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(example_bytes()))
    sheet = book["observations"]
    assert sheet.freeze_panes == "A2"
    titles = {cell.value: cell for cell in sheet[1]}
    assert "as written" in titles["value"].comment.text
    assert titles["value"].fill.start_color.rgb != titles["note"].fill.start_color.rgb
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    letter = titles["indicator"].column_letter
    assert rules[f"{letter}2:{letter}503"].startswith("indicators!$A$2")
    assert book["_choices"].sheet_state == "hidden"
    assert not [cell.coordinate for one in book for row in one.iter_rows() for cell in row if cell.data_type == "f"]


def _set(sheet: str, cell: str, value: object, shown: str | None = None) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][cell] = value
        book[sheet][cell].number_format = shown or "General"

    return change


def _column(sheet: str, title: str, row: int = 2) -> str:
    """Return the address of a cell by its column's title."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(example_bytes()), read_only=True)
    titles = [cell.value for cell in next(book[sheet].iter_rows(max_row=1))]
    from kunteko_eval.files.xlsx import column_name

    return f"{column_name(titles.index(title))}{row}"


SPOILED: dict[str, tuple[str, str, int, object, str | None, str]] = {
    "a percentage": (
        "observations", "value", 3, 0.79, "0%",
        'sheet observations, row 3, column value: 0.79, shown as 79 %; expected a number without a percent sign.',
    ),
    "a text with a percent sign": (
        "observations", "value", 3, "79 %", None,
        'sheet observations, row 3, column value: "79 %"; expected a number without a sign.',
    ),
    "a formula": (
        "observations", "value", 3, "=1+1", None,
        'sheet observations, row 3, column value: the formula "=1+1"; expected a value.',
    ),
    "an error": (
        "observations", "value", 3, "#REF!", None,
        'sheet observations, row 3, column value: the error "#REF!"; expected a value.',
    ),
    "a number where a date belongs": (
        "conventions", "recorded", 2, 45000, None,
        "sheet conventions, row 2, column recorded: the number 45000, which as a date would be 2023-03-15; "
        "expected a date.",
    ),
    "a day that is none": (
        "conventions", "recorded", 2, "2024-02-30", None,
        'sheet conventions, row 2, column recorded: "2024-02-30"; expected a date written YYYY-MM-DD.',
    ),
    "a time of day": (
        "conventions", "recorded", 2, datetime.datetime(2024, 3, 1, 12, 30), "yyyy-mm-dd hh:mm",
        "a time of day or no day of the calendar",
    ),
    "a date where a number belongs": (
        "conventions", "floor", 2, datetime.date(2024, 3, 1), "yyyy-mm-dd",
        "sheet conventions, row 2, column floor: the date 2024-03-01; expected a number.",
    ),
    "truth where a text belongs": (
        "goals", "place", 2, True, None, "sheet goals, row 2, column place: true, which is no text",
    ),
    "an unknown word": (
        "indicators", "unit", 2, "percents", None, 'sheet indicators, row 2, column unit: unknown unit \'percents\'; expected',
    ),
    "an unknown id": (
        "observations", "indicator", 2, "workshop-held", None,
        "sheet observations, row 2, column indicator: unknown indicator 'workshop-held'",
    ),
    "an element that is not there": (
        "evidence", "element", 2, "workshop", None,
        "sheet evidence, row 2, column element: 'workshop', which the sheet elements does not have",
    ),
    "an empty cell that must be filled": (
        "goals", "text_sv", 2, None, None, "sheet goals, row 2, column text_sv: 'sv' is missing",
    ),
    "a text of ten thousand characters": (
        "goals", "text_sv", 2, "ä" * 10_000, None, "sheet goals, row 2, column text_sv:",
    ),
    "a NUL character": (
        "goals", "text_sv", 2, "a_x0000_b", None, "sheet goals, row 2, column text_sv:",
    ),
    "half a character": (
        "goals", "text_sv", 2, "a_xD800_b", None, "sheet goals, row 2, column text_sv: half of a surrogate pair",
    ),
    "a value out of bounds": (
        "observations", "value", 3, 101, None, "sheet observations, row 3, column value: 101 percent",
    ),
    "a broken reference in a list": (
        "recommendations", "elements", 2, "workshops nothing", None,
        "sheet recommendations, row 2, column elements: unknown element 'nothing'",
    ),
    "an unknown key": (
        "programme", "key", 2, "shema", None, 'sheet programme, row 2, column key: unknown key "shema"',
    ),
    "a faulty key": (
        "programme", "value", 4, "?" * 3000, None, "sheet programme, row 4, key name_fi:",
    ),
    "another programme's id": (
        "programme", "value", 3, "other", None, "sheet programme, row 3, key id: 'other'; expected the workbook's name",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILED)
def test_a_spoiled_cell_is_a_fault_that_names_sheet_row_and_column(case: str, tmp_path: Path) -> None:
    """Each spoiled cell gives a fault with its place, and no other cell is blamed."""
    sheet, title, row, value, shown, expected = SPOILED[case]
    found = faults(edited(_set(sheet, _column(sheet, title, row), value, shown)), tmp_path)
    assert any(expected in one for one in found), found
    # A key that is not known is missing under its right name too.
    assert len(found) == (2 if case == "an unknown key" else 1), found


def test_what_excel_stores_otherwise_is_read_as_it_is_shown(tmp_path: Path) -> None:
    """A float without decimals is a whole number, shown decimals are kept, and dates are read as dates and as text."""

    def change(book: Any) -> None:
        book["observations"][_column("observations", "value", 2)] = 18.0
        book["observations"][_column("observations", "value", 3)] = 75
        book["observations"][_column("observations", "value", 3)].number_format = "0.00"
        book["conventions"][_column("conventions", "recorded", 2)] = "2025-01-05"
        book["conventions"][_column("conventions", "recorded", 3)] = datetime.date(2025, 1, 6)
        book["goals"][_column("goals", "place", 2)] = "  Heading \n"
        book["goals"][_column("goals", "line", 2)] = "7"
        book["observations"].cell(900, 1).number_format = "0.00"
        book["observations"].cell(4, 3, "   ")

    programme = read(edited(change), tmp_path)
    assert [one.value for one in programme.observations] == ["18", "75.00"]
    assert [str(one.recorded) for one in programme.chain.conventions][:2] == ["2025-01-05", "2025-01-06"]
    assert programme.sheet.goals[0].place == "Heading"
    assert programme.sheet.goals[0].line == 7


@pytest.mark.parametrize("word", ["semicolons", "quotation marks"])
def test_advice_depends_on_the_reason_and_not_on_its_words(word: str) -> None:
    """A name that happens to stand in an advice does not make it another one."""
    misfit = Misfit(("unit",), '"x"', "one of a, b", f"Did you mean {word!r}?")
    assert cell_words(misfit) == (misfit.expected, misfit.advice)
    comma = dataclasses.replace(misfit, reason=MisfitReason.DECIMAL_COMMA)
    assert cell_words(comma) == ("a number", "Type it as a number: the cell holds a text.")


def _spelt_strictly() -> bytes:
    spaces = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    parts = parts_of(example_bytes())
    for usual, strict in spaces.items():
        parts = {name: content.replace(usual, strict) for name, content in parts.items()}
    return packed(parts)


def _from_the_last_row() -> bytes:
    def turned(text: bytes) -> bytes:
        rows = re.findall(rb"<row.*?</row>", text)
        return text.replace(b"".join(rows), b"".join(reversed(rows)))

    parts = parts_of(example_bytes())
    return packed({name: turned(text) if "/sheet" in name else text for name, text in parts.items()})


ELSEWHERE: dict[str, Callable[[], bytes]] = {
    "strict Open XML": _spelt_strictly,
    "rows from the last to the first": _from_the_last_row,
    "a fill that says nothing": lambda: with_part(
        "xl/styles.xml", lambda text: text.replace(b"</fills>", b"<fill/></fills>")
    ),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_what_other_programs_write_is_read_alike(case: str, tmp_path: Path) -> None:
    """Whatever the package's dialect and the order of its rows, the programme is the same."""
    book = ELSEWHERE[case]()
    assert book != example_bytes()
    assert read(book, tmp_path) == read(example_bytes(), tmp_path)


@pytest.mark.parametrize(
    ("inner", "label"),
    [
        ("<t>_x005F_x0041_ and x005F_</t>", "_x0041_ and x005F_"),
        ("<t>a_x0009_b</t>", "a\tb"),
        ("<r><t>Ty</t></r><rPh sb='0' eb='1'><t>ty</t></rPh><r><t>ö</t></r><phoneticPr/>", "Työ"),
        ("<t>Työ</t><rPh sb='0' eb='1'><t>ty</t></rPh>", "Työ"),
    ],
)
def test_a_text_is_what_excel_shows(inner: str, label: str, tmp_path: Path) -> None:
    """Escaped characters, rich text and readings beside words give the text of the cell and no more."""
    first = b"<si><t>Workshops held</t></si>"
    assert first in parts_of(example_bytes())["xl/sharedStrings.xml"]
    book = with_part("xl/sharedStrings.xml", lambda text: text.replace(first, f"<si>{inner}</si>".encode(), 1))
    assert label in {one.label_en for one in read(book, tmp_path).indicators}


SHAPES: dict[str, tuple[Callable[[Any], object], str]] = {
    "hidden": (lambda book: setattr(book["goals"], "sheet_state", "hidden"), "sheet goals: the sheet is hidden"),
    "merged": (lambda book: book["goals"].merge_cells("A2:B2"), 'sheet goals: merged cells "A2:B2"'),
    "duplicate header": (_set("goals", "B1", "id"), 'sheet goals, row 1: column "id" stands 2 times'),
    "unknown header": (_set("goals", "B1", "text_fr"), 'sheet goals, row 1: unknown column "text_fr"'),
    "missing header": (_set("goals", "A1", None), "sheet goals, row 1: column 'id' is missing"),
    "beside the table": (_set("goals", "Z2", "x"), 'sheet goals, row 2, column Z: "x" in a column without a header'),
    "unknown sheet": (lambda book: book.create_sheet("Gaols"), 'unknown sheet "Gaols"'),
    "missing sheet": (lambda book: book.remove(book["links"]), "sheet links: the sheet is missing"),
    "empty sheet": (lambda book: book["goals"].delete_rows(1, 9), "sheet goals: no header"),
}


@pytest.mark.parametrize("case", SHAPES)
def test_a_sheet_of_the_wrong_shape_is_a_clear_fault(case: str, tmp_path: Path) -> None:
    """Hidden sheets, merged cells, wrong headers and sheets that are missing or unknown are each told."""
    change, expected = SHAPES[case]
    found = faults(edited(change), tmp_path)
    assert any(expected in one for one in found), found


def test_the_authors_own_sheets_are_not_read(tmp_path: Path) -> None:
    """A sheet whose name begins with notes or an underscore may hold anything."""

    def change(book: Any) -> None:
        for name in ("Notes on coding", "_scratch"):
            book.create_sheet(name)["A1"] = "=1/0"
            book[name].merge_cells("A1:B2")

    assert faults(edited(change), tmp_path) == []


def _zip_bomb() -> bytes:
    return with_part("xl/media/a.xml", lambda _: b" " * 60_000_000)


def _bomb_of_lies() -> bytes:
    book = bytearray(with_part("xl/worksheets/sheet2.xml", lambda text: text + b" " * 1_000_000))
    at = book.rfind(b"PK\x01\x02", 0, book.rfind(b"xl/worksheets/sheet2.xml"))
    book[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(book)


ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def _behind_head(text: bytes, more: bytes) -> bytes:
    head, _, rest = text.partition(b"?>")
    return head + b"?>" + more + rest


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb": (_zip_bomb, "times larger than packed"),
    "a part that lies about its size": (_bomb_of_lies, "it is broken"),
    "entities": (
        lambda: with_part("xl/sharedStrings.xml", lambda text: _behind_head(text, ENTITY)),
        "a document type declaration",
    ),
    "an outside entity": (
        lambda: with_part("xl/workbook.xml", lambda text: _behind_head(text, OUTSIDE)),
        "a document type declaration",
    ),
    "macros": (lambda: with_part("xl/vbaProject.bin", lambda _: b"x"), "macros"),
    "links to other workbooks": (
        lambda: with_part("xl/externalLinks/externalLink1.xml", lambda _: b"<x/>"),
        "links to other workbooks",
    ),
    "an embedded file": (lambda: with_part("xl/embeddings/a.zip", lambda _: example_bytes()), "embedded files"),
    "a binary workbook": (lambda: with_part("xl/workbook.bin", lambda _: b"x"), "a binary workbook"),
    "thousands of parts": (
        lambda: packed({**parts_of(example_bytes()), **{f"a{number}": b"" for number in range(2100)}}),
        "expected at most 2,000",
    ),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "the old kind (.xls)"),
    "a locked workbook": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60) + "EncryptedPackage".encode("utf-16-le"),
        "locked by a password",
    ),
    "a text": (lambda: b"id,label\n", "no Excel workbook"),
    "nothing": (lambda: b"", "no Excel workbook"),
    "another zip": (lambda: packed({"a.txt": b"x"}), "no Excel workbook"),
    "one endless tag": (
        lambda: with_part(
            "xl/worksheets/sheet3.xml",
            lambda text: text.replace(b"<sheetData>", b'<sheetData x="' + os.urandom(2_000_000).hex().encode() + b'">'),
        ),
        "a tag of more than 1,000,000 bytes",
    ),
    "one endless text": (
        lambda: with_part(
            "xl/sharedStrings.xml",
            lambda text: text.replace(b"<t>id</t>", b"<t>" + os.urandom(2_000_000).hex().encode() + b"</t>"),
        ),
        "a text of more than 32,767 characters",
    ),
    "a text longer than a cell": (
        lambda: with_part(
            "xl/sharedStrings.xml",
            lambda text: text.replace(b"<t>id</t>", b"<t>" + os.urandom(120_000).hex().encode() + b"</t>"),
        ),
        "a text of more than 32,767 characters",
    ),
    "a sheet beyond Excel": (
        lambda: with_part("xl/worksheets/sheet3.xml", lambda text: text.replace(b'r="A2"', b'r="A1048577"', 1)),
        "a cell in row 1048577",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_one_clear_fault(case: str, tmp_path: Path) -> None:
    """Nothing is unpacked, fetched or run; what the file is stands in one fault."""
    make, expected = HOSTILE[case]
    found = faults(make(), tmp_path)
    assert len(found) == 1
    assert expected in found[0]


def test_a_workbook_of_endless_cells_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the sheets hold, reading stops after so many pieces or cells."""
    monkeypatch.setattr(xlsx_package, "MOST_ELEMENTS", 1_000)
    (fault,) = faults(packed({**parts_of(example_bytes()), "elements": b""}), tmp_path)
    assert "more than 1,000 pieces" in fault
    monkeypatch.undo()
    monkeypatch.setattr(xlsx_package, "MOST_UNEMPTIED", 30)
    (fault,) = faults(packed({**parts_of(example_bytes()), "row": b""}), tmp_path)
    assert "more than 30 pieces" in fault
    monkeypatch.undo()
    monkeypatch.setattr(xlsx, "MOST_CELLS", 100)
    (fault,) = faults(packed({**parts_of(example_bytes()), "cells": b""}), tmp_path)
    assert "more than 100 cells" in fault


def _leaves(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*at, key))
    else:
        yield at


@pytest.mark.parametrize("seed", range(24))
def test_a_workbook_has_the_faults_that_the_folder_has(seed: int, tmp_path: Path) -> None:
    """Whatever is spoiled or left out in the content, both sources tell the same things found and expected."""
    dice = random.Random(seed)  # noqa: S311  (no secret is made of it)
    programme = read(example_bytes(), tmp_path)
    parts: Any = plain_content.parts_of(programme)
    tables: Any = plain_content.tables_of(programme)
    content: Any = copy.deepcopy({"parts": parts, "tables": tables})
    for at in dice.sample(list(_leaves(content)), 3):
        if at[-1] == "schema" or at[1:] == ("chain", "programme"):
            continue
        holder = content
        for step in at[:-1]:
            holder = holder[step]
        if isinstance(holder, dict) and dice.random() < 0.4 and at[1:] != ("sheet", "end"):
            holder.pop(at[-1], None)
        else:
            holder[at[-1]] = "???"
    folder = tmp_path / "folder" / workbooks.NAME
    folder.mkdir(parents=True)
    comments: Any = dict.fromkeys(("sheet", "chain", "sources"), "Spoiled.")
    for name, text in files_from(content["parts"], content["tables"], comments).items():
        (folder / name).write_bytes(text)
    book = tmp_path / f"{workbooks.NAME}.xlsx"
    book.write_bytes(workbook(sheets_from(content["parts"], content["tables"])))
    told: list[set[tuple[str, str]]] = []
    for source in (folder, book):
        try:
            read_programme(source)
            told.append(set())
        except FaultyInput as error:
            told.append({(one.found, one.expected.replace("workbook's", "folder's")) for one in error.faults})
    assert told[0] == told[1]


@pytest.fixture
def project(tmp_path: Path, repo: Path) -> Path:
    """Return a project folder whose one programme is a workbook."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "example.xlsx").write_bytes(example_bytes())
    (tmp_path / "params" / "example").mkdir(parents=True)
    shutil.copy(repo / "params" / "rubric.yaml", tmp_path / "params")
    text = 'programme: example\nperiod: "2024-2025"\nlanguage: en\n'
    (tmp_path / "params" / "example" / "2024-2025.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def _judge(project: Path, element: str = "workshops") -> str:
    view = open_view("example", "2024-2025", "en", str(project / "data"), str(project / "params"))
    given: dict[str, str | int | None] = {
        "author": "evaluator-1",
        "final": view.assessment.rating(element).computed.value,
        "reason_code": "confirms",
        "reason": "As it should be.",
    }
    return record(view, element, project / "data" / "example", given).id


def test_a_judgement_goes_into_a_record_beside_the_workbook(project: Path) -> None:
    """The workbook is left as it is; its record is sealed, read, checked and part of what a report is made of."""
    before = (project / "data" / "example.xlsx").read_bytes()
    assert [_judge(project), _judge(project, "skills")] == ["j1", "j2"]
    assert (project / "data" / "example.xlsx").read_bytes() == before
    beside = project / "data" / "example.judgements.csv"
    assert len(read_programme(project / "data" / "example").judgements) == 2
    assert [path.name for path in files_of(project / "data", "example")] == ["example.judgements.csv", "example.xlsx"]
    run = Job(programme="example", period="2024-2025", language="en")
    assert "data/example.judgements.csv" in inputs(run, project / "data", project / "params")
    beside.write_text(beside.read_text(encoding="utf-8").replace("As it", "As is"), encoding="utf-8")
    text, faulty = check_folders(None, project / "data", read_rubric(project / "params" / "rubric.yaml"))
    assert faulty
    assert "example.judgements.csv, row 2, column seal: the seal does not fit" in text


def test_a_record_takes_up_the_workbooks_own_judgements(project: Path) -> None:
    """The first judgement recorded beside a workbook follows those of its sheet, which may not change afterwards."""
    _judge(project)
    book, beside = project / "data" / "example.xlsx", project / "data" / "example.judgements.csv"
    whole = read_programme(book)
    beside.unlink()
    write_workbook(whole, book, force=True)
    assert read_programme(book).judgements == whole.judgements
    assert _judge(project, "skills") == "j2"
    assert len(read_programme(book).judgements) == 2
    beside.write_text("".join(beside.read_text(encoding="utf-8").splitlines(keepends=True)[:1]), encoding="utf-8")
    with pytest.raises(FaultyInput, match="sheet judgements, row 2, column id: another judgement"):
        read_programme(book)


def test_a_workbook_is_planned_and_fingerprinted_like_a_folder(project: Path) -> None:
    """The programme is found, its reports are planned, and a change of the workbook is a change of its inputs."""
    data, params = project / "data", project / "params"
    assert find_programmes(data) == ["example"]
    runs = listed(data, params)
    assert runs[0].name == "example 2024-2025 en"
    assert set(inputs(runs[0], data, params)) == {
        "data/example.xlsx",
        "params/rubric.yaml",
        "params/example/2024-2025.yaml",
    }
    assert "data/example.xlsx" in inputs(runs[-1], data, params)


def test_a_workbook_travels_to_a_cluster_whole(project: Path) -> None:
    """What a worker is brought holds the workbook and its record, and it reads the same programme from them."""
    _judge(project)
    run = Job(programme="example", period="2024-2025", language="en")
    data, params = project / "data", project / "params"
    portfolio = Job(programme="", period="", language="en")
    whole = read_programme(data / "example")
    taken = take_inputs(data, params)
    for one in (run, portfolio):
        cargo, hold = cargo_of(taken.of(one, notebooks=False)), Hold()
        hold.keep({digest: zlib.compress(content) for digest, content in cargo.contents.items()}, list(cargo.contents))
        carried = hold.snapshot(cargo.manifest)
        assert carried is not None
        with reading_from(carried):
            assert [path.name for path in files_of(data, "example")] == ["example.judgements.csv", "example.xlsx"]
            assert read_programme(data / "example") == whole
        assert str((data / "example.xlsx").absolute()) in carried.files


def test_a_workbook_by_another_name_is_not_passed_over(project: Path) -> None:
    """A workbook whose name cannot be an id is a fault that says how to name it; Excel's own lock file is none."""
    (project / "data" / "example.xlsx").rename(project / "data" / "My Programme.xlsx")
    (project / "data" / "~$My Programme.xlsx").write_bytes(b"lock")
    assert find_programmes(project / "data") == ["My Programme"]
    with pytest.raises(FaultyInput, match="lower-case letters, digits and hyphens") as error:
        read_programme(project / "data" / "My Programme.xlsx")
    assert len(error.value.faults) == 1


@pytest.mark.parametrize("suffix", [".xls", ".xlsm", ".ods"])
def test_another_kind_of_workbook_is_told_what_it_is(project: Path, suffix: str) -> None:
    """Asked to read a workbook of another kind, the fault says to save it as .xlsx."""
    path = (project / "data" / "example.xlsx").rename(project / "data" / f"example{suffix}")
    with pytest.raises(FaultyInput, match=r"Save it as \.xlsx"):
        read_programme(path)


def test_a_folder_and_a_workbook_of_one_name_are_a_fault(project: Path) -> None:
    """Which of them is meant is not guessed, however the programme is named."""
    import_workbook(project / "data" / "example.xlsx")
    for path in (project / "data" / "example", project / "data" / "example.xlsx"):
        with pytest.raises(FaultyInput, match="a folder and a workbook of the name 'example'"):
            read_programme(path)


def test_a_workbook_without_period_files_is_reported(project: Path) -> None:
    """Its report periods are read from the workbook, and reported in all three languages."""
    shutil.rmtree(project / "params" / "example")
    names = [run.name for run in listed(project / "data", project / "params", Selection(programmes=["example"]))]
    assert names == ["example 2024-2025 en", "example 2024-2025 fi", "example 2024-2025 sv"]


def test_the_commands_write_a_workbook_and_a_folder_and_write_over_neither(project: Path) -> None:
    """Export and import do what they say once; the second time they end with 1 and change nothing."""
    first = commanded("import", "workbook", "data/example.xlsx", "--output", "more/example", cwd=project)
    assert first.returncode == 0, first.stderr
    second = commanded("import", "workbook", "data/example.xlsx", "--output", "more/example", cwd=project)
    assert second.returncode == 1
    assert "it exists" in second.stderr
    made = commanded("export", "workbook", "example", "--data", "more", cwd=project)
    assert made.returncode == 0, made.stderr
    assert read_programme(project / "example.xlsx") == read_programme(project / "data" / "example")
    again = commanded("export", "workbook", "example", "--data", "more", cwd=project)
    assert again.returncode == 1
    assert "it exists" in again.stderr


def test_links_are_not_imported_into_a_workbook(project: Path) -> None:
    """The command says to make a folder of the workbook first, and leaves the workbook as it is."""
    (project / "links.csv").write_text("from,to\nworkshops,practices\n", encoding="utf-8")
    refused = commanded("import", "links", "links.csv", "--programme", "example", cwd=project)
    assert refused.returncode == 1
    assert "import workbook" in refused.stderr
    assert (project / "data" / "example.xlsx").read_bytes() == example_bytes()
