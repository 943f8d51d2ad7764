"""Strict reading of small files: what is accepted, what is refused, and where it stands."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files import documents
from kunteko_eval.files.csv_tables import read_csv
from kunteko_eval.files.documents import read_text, read_yaml, read_yaml_partly
from kunteko_eval.files.translations import Translations
from kunteko_eval.model.base import LANGUAGES, STRICT, Identifier, Text, Words
from kunteko_eval.model.evidence import Figure
from kunteko_eval.reading.rubric_reader import read_rubric


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Guest:
    """An item of a list."""

    id: Identifier
    age: Annotated[int, Field(gt=0)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Feast:
    """A small YAML file."""

    schema: Literal[1]
    title: Text
    day: datetime.date | None = None
    price: float | Literal["free"] = 0.0
    opened: Annotated[bool, Field(alias="open")] = True
    guests: tuple[Guest, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Sale:
    """A row of a small CSV file."""

    id: Identifier
    value: Figure
    weight: float | None = None
    n: Annotated[int, Field(gt=0)] | None = None
    note: Words | None = None


GOOD = """\
# A comment before everything.
schema: 1
title: {fi: Juhla, sv: Fest, en: Feast}
guests:
  - id: anna
    age: 40
  - {id: bo, age: 7}
"""


def feast(tmp_path: Path, text: str | bytes) -> tuple[Feast | None, list[Fault]]:
    """Read a YAML file of this text and return the value and the faults."""
    path = tmp_path / "feast.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    faults: list[Fault] = []
    read = read_yaml(path, Feast, faults, Translations(languages=LANGUAGES))
    return (read[0] if read else None), faults


def sales(tmp_path: Path, text: str | bytes) -> tuple[list[Sale], list[Fault]]:
    """Read a CSV file of this text and return the right rows and the faults."""
    path = tmp_path / "sales.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    faults: list[Fault] = []
    return [row.value for row in read_csv(path, Sale, faults).rows], faults


def only(faults: list[Fault]) -> Fault:
    """Return the one fault that there is."""
    assert len(faults) == 1, [str(fault) for fault in faults]
    return faults[0]


def test_a_good_yaml_file_is_read(tmp_path: Path) -> None:
    """A file without faults becomes the frozen class, with its defaults."""
    value, faults = feast(tmp_path, GOOD)
    assert faults == []
    assert value == Feast(
        schema=1,
        title=Text(fi="Juhla", sv="Fest", en="Feast"),
        guests=(Guest(id="anna", age=40), Guest(id="bo", age=7)),
    )


def test_the_lines_of_a_yaml_document_are_those_of_the_file(tmp_path: Path) -> None:
    """Each key and each item of a list has the line on which it stands; what is missing has its parent's."""
    path = tmp_path / "feast.yaml"
    path.write_text(GOOD, encoding="utf-8")
    read = read_yaml(path, Feast, [])
    assert read is not None
    document = read[1]
    assert document.line("schema") == 2
    assert document.line("title", "sv") == 3
    assert document.line("guests", 0, "age") == 6
    assert document.line("guests", 1) == document.line("guests", 1, "id") == 7
    assert document.line("guests", 1, "name", "fi") == 7
    assert document.fault(("guests", 0, "age"), "40", "less").place == "line 6, key guests.0.age"
    assert document.fault((), "all of it", "less").place == "line 2"


def test_a_good_yaml_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    """The mark that Windows editors write is no part of the first key."""
    value, faults = feast(tmp_path, b"\xef\xbb\xbf" + GOOD.split("\n", 1)[1].encode())
    assert faults == []
    assert value is not None


@pytest.mark.parametrize("day", ['"2026-11-21"', "2026-11-21"])
def test_a_date_may_stand_with_or_without_quotation_marks(tmp_path: Path, day: str) -> None:
    """A day is the same day however YAML would type it."""
    value, faults = feast(tmp_path, GOOD + f"day: {day}\n")
    assert faults == []
    assert value is not None
    assert value.day == datetime.date(2026, 11, 21)


def test_words_of_older_yaml_stay_texts(tmp_path: Path) -> None:
    """Norway's code and other words that YAML once took for booleans are texts."""
    value, faults = feast(tmp_path, GOOD.replace("sv: Fest", "sv: no"))
    assert faults == []
    assert value is not None
    assert value.title.sv == "no"


REFUSED: dict[str, tuple[str, str, str]] = {
    "an unknown key": (
        GOOD + "colour: red\n",
        "line 8, key colour",
        'unknown key "colour"; expected one of schema, title',
    ),
    "a misspelt key": (GOOD.replace("age: 7", "aeg: 7"), "line 7, key guests.1.aeg", "Did you mean 'age'?"),
    "a key in capitals": (GOOD.replace("schema", "Schema"), "line 2, key Schema", "Did you mean 'schema'?"),
    "a missing key": (GOOD.replace("id: anna\n    ", ""), "line 5, key guests.0.id", "'id' is missing"),
    "a missing translation": (GOOD.replace(" sv: Fest,", ""), "line 3, key title.sv", "'sv' is missing"),
    "an empty translation": (GOOD.replace("sv: Fest", "sv: ' '"), "line 3, key title.sv", "a text that is not empty"),
    "a duplicate key": (GOOD + "schema: 1\n", "line 8", 'duplicate key "schema", which stands on line 2 too'),
    "a duplicate key in a flow mapping": (GOOD.replace("age: 7", "id: cy"), "line 7", 'duplicate key "id"'),
    "an anchor": (GOOD.replace("sv: Fest", "sv: &f Fest"), "line 3", 'a YAML anchor or alias "f"'),
    "a tag": (GOOD.replace("sv: Fest", "sv: !secret Fest"), "line 3", "the YAML tag"),
    "a Python tag": (GOOD.replace("Fest", "!!python/name:os.system x"), "line 3", "the YAML tag"),
    "a list as a key": (GOOD + "? [a, b]\n: c\n", "line 8", "a list or a mapping as a key"),
    "a merge key": (GOOD + "<<: {day: '2026-11-21'}\n", "line 8, key <<", 'unknown key "<<"'),
    "a text instead of a mapping": (
        GOOD.replace("{fi: Juhla, sv: Fest, en: Feast}", "Juhla"),
        "line 3, key title",
        "the keys fi, sv, en",
    ),
    "a mapping instead of a list": (
        GOOD.replace("guests:", "x: 1\nguests: {a: 1}\n#", 1).split("  - id")[0],
        "line 5, key guests",
        "a list",
    ),
    "a text instead of an item": (
        GOOD + "  - cecilia\n",
        "line 8, key guests.2",
        '"cecilia"; expected the keys id, age',
    ),
    "a number instead of an id": (
        GOOD.replace("anna", "2015"),
        "line 5, key guests.0.id",
        "Put it in quotation marks.",
    ),
    "an id with a capital": (
        GOOD.replace("anna", "Anna"),
        "line 5, key guests.0.id",
        "lower-case letters, digits and hyphens",
    ),
    "an id in which a space stands": (
        GOOD.replace("anna", "anna maria"),
        "line 5, key guests.0.id",
        "lower-case letters",
    ),
    "an id of a hundred letters": (GOOD.replace("anna", "a" * 100), "line 5, key guests.0.id", "at most 80 characters"),
    "a whole number with decimals": (
        GOOD.replace("40", "40.5"),
        "line 6, key guests.0.age",
        "40.5; expected a whole number",
    ),
    "a number in quotation marks": (
        GOOD.replace("40", '"40"'),
        "line 6, key guests.0.age",
        '"40"; expected a whole number',
    ),
    "a number that is too small": (GOOD.replace("40", "0"), "line 6, key guests.0.age", "a number greater than 0"),
    "a hexadecimal number": (GOOD.replace("40", "0x28"), "line 6, key guests.0.age", "a whole number"),
    "no value": (GOOD.replace("schema: 1", "schema:"), "line 2, key schema", "no value; expected 1"),
    "a boolean word": (GOOD + "open: yes\n", "line 8, key open", "true or false"),
    "not a number": (GOOD + "price: .nan\n", "line 8, key price", "a number or 'free'"),
    "an infinite number": (GOOD + "price: .inf\n", "line 8, key price", "a number or 'free'"),
    "a number too large": (GOOD + "price: 1e999\n", "line 8, key price", "a number or 'free'"),
    "a number of a thousand digits": (GOOD + f"price: {'9' * 1000}\n", "line 8, key price", "a number or 'free'"),
    "a decimal comma": (GOOD + "price: 1,5\n", "line 8, key price", "a number or 'free'"),
    "a day that does not exist": (GOOD + "day: 2026-02-30\n", "line 8, key day", "a date written YYYY-MM-DD"),
    "a Finnish date": (GOOD + "day: 21.11.2026\n", "line 8, key day", "a date written YYYY-MM-DD"),
    "a day counted in seconds": (GOOD + 'day: "86400"\n', "line 8, key day", "a date written YYYY-MM-DD"),
    "true for one": (GOOD.replace("schema: 1", "schema: true"), "line 2, key schema", "true; expected 1"),
    "a time of day": (GOOD + "day: 2026-11-21 10:00:00\n", "line 8, key day", "a date written YYYY-MM-DD"),
    "a text of 3000 letters": (GOOD.replace("Fest", "F" * 3000), "line 3, key title.sv", "at most 2000 characters"),
    "a control character": (
        GOOD.replace("Fest", '"\\x1b[31m"'),
        "line 3, key title.sv",
        "text without control characters",
    ),
    "half of a surrogate pair": (GOOD.replace("Fest", '"\\ud800"'), "line 3", "invalid Unicode character"),
    "a line separator as of a word processor": (
        GOOD.replace("Fest", "Fe\u2028st"),
        "line 3",
        "the character U+2028; expected a space, or a line of its own",
    ),
    "a control character as such": (GOOD.replace("Fest", "\x07"), "line 3", "the character"),
    "a tab as indentation": (GOOD.replace("    age", "\tage"), "line 6", "expected valid YAML"),
    "a colon in a bare text": (GOOD + "day: at noon: sharp\n", "line 8", "needs quotation marks"),
    "a quotation mark that is not closed": (GOOD + 'day: "2026\n', "line 9", "expected valid YAML"),
    "two documents": (GOOD + "---\nschema: 1\n", "line 8", "one document a file"),
    "only comments": ("# nothing here\n", "line 1", "no keys and values"),
    "a list": ("- schema\n- title\n", "line 1", "no keys and values"),
    "nothing": ("", "line 1", "no keys and values"),
    "thirty lists in each other": ("guests: " + "[" * 30 + "]" * 30, "line 1", "nested more than 20 deep"),
    "a hundred thousand lists in each other": ("guests: " + "[" * 100_000, "line 1", "nested more than 20 deep"),
    "an alias as a key": (GOOD.replace("Fest", "&x Fest") + "*x : 1\n", "line 8", "a YAML anchor or alias"),
    "four hundred lists in each other": ("guests: " + "[" * 400 + "]" * 400, "line 1", "nested more than 20 deep"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_faulty_yaml_file_is_refused_with_the_place(tmp_path: Path, name: str) -> None:
    """The fault has the line, the key where there is one, and says what was found and expected."""
    text, place, words = REFUSED[name]
    value, faults = feast(tmp_path, text)
    assert value is None
    fault = next((fault for fault in faults if fault.place == place), None)
    assert fault is not None, [str(fault) for fault in faults]
    assert words in str(fault)


def test_an_alias_is_refused_where_the_value_stands(tmp_path: Path) -> None:
    """An anchor and each line that uses it are reported once, and nothing is multiplied."""
    text = "schema: 1\ntitle: &t {fi: a, sv: b, en: c}\nguests: [*t, *t, *t]\n"
    value, faults = feast(tmp_path, text)
    assert value is None
    assert [fault.place for fault in faults] == ["line 2", "line 3"]


def test_every_fault_of_a_yaml_file_is_reported(tmp_path: Path) -> None:
    """Duplicate keys, unknown keys, wrong types and missing keys are told at once."""
    text = 'schema: 2\nschema: 1\ntitle: {fi: Juhla}\nday: never\nguests: [{id: A}, {age: 0, name: x}]\n"title": x\n'
    value, faults = feast(tmp_path, text)
    assert value is None
    places = {fault.place for fault in faults}
    assert places == {
        "line 1, key schema",
        "line 2",
        "line 3, key title.sv",
        "line 3, key title.en",
        "line 4, key day",
        "line 5, key guests.0.id",
        "line 5, key guests.1.id",
        "line 5, key guests.1.age",
        "line 5, key guests.1.name",
        "line 6",
    }


def test_a_union_is_one_fault(tmp_path: Path) -> None:
    """A value that may be of two kinds and is neither gives one fault that names both."""
    _, faults = feast(tmp_path, GOOD + "price: dear\n")
    assert str(only(faults)).endswith("line 8, key price: \"dear\"; expected a number or 'free'.")


def test_a_long_value_is_cut_in_the_message(tmp_path: Path) -> None:
    """A message repeats at most eighty characters of what was found."""
    _, faults = feast(tmp_path, GOOD.replace("Fest", "F" * 3000))
    assert len(only(faults).found) == 80
    assert only(faults).found.endswith("…")


def test_what_is_right_in_a_faulty_file_can_still_be_checked(tmp_path: Path) -> None:
    """Faulty items are left out, faulty top-level keys get their spare value, and indexes stay the file's."""
    path = tmp_path / "feast.yaml"
    path.write_text(
        "schema: 1\ntitle: 5\nday: never\nguests: [{id: A}, {id: bo, x: 1}, 3, {id: cy}]\n", encoding="utf-8"
    )
    faults: list[Fault] = []
    read = read_yaml_partly(path, Feast, faults, {"title": {"fi": "?", "sv": "?", "en": "?"}})
    assert len(faults) == 5
    assert read is not None
    value, document = read
    assert value.day is None
    assert [(index, guest.id) for index, guest in document.numbered(("guests",), value.guests)] == [
        (1, "bo"),
        (3, "cy"),
    ]
    assert not document.is_complete("guests")
    assert [(location, name) for location, name in document.texts("guests.*.id")] == [
        (("guests", 0, "id"), "A"),
        (("guests", 1, "id"), "bo"),
        (("guests", 3, "id"), "cy"),
    ]


# What cannot be read at all.


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (b"schema: 1\ntitle: p\xe4iv\xe4\n", "line 2", "byte 0xe4 is not UTF-8"),
        ("schema: 1\n".encode("utf-16"), "line 1", "byte 0xff is not UTF-8"),
        (b"schema: 1\n\ntitle: a\0b\n", "line 3", "a NUL character"),
    ],
    ids=["Latin-1", "UTF-16", "a NUL character"],
)
def test_what_is_not_text_in_utf_8_is_refused_with_its_line(
    tmp_path: Path, content: bytes, place: str, words: str
) -> None:
    """A wrong encoding and binary content are faults in YAML and in CSV, with the line of the first such byte."""
    for read in (feast, sales):
        _, faults = read(tmp_path, content)
        assert only(faults).place == place
        assert words in only(faults).found


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    """The fault names the file that should be there."""
    faults: list[Fault] = []
    assert read_yaml(tmp_path / "feast.yaml", Feast, faults) is None
    assert read_csv(tmp_path / "sales.csv", Sale, faults).rows == ()
    assert [(fault.file, fault.found) for fault in faults] == [
        (str(tmp_path / "feast.yaml"), "the file is missing"),
        (str(tmp_path / "sales.csv"), "the file is missing"),
    ]


def test_a_file_that_may_be_missing_is_no_fault(tmp_path: Path) -> None:
    """A table that is not required is empty when it is not there, and all of it is known."""
    faults: list[Fault] = []
    table = read_csv(tmp_path / "sales.csv", Sale, faults, required=False)
    assert faults == []
    assert table.rows == ()
    assert table.ids() == []


def test_a_folder_in_the_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    """What cannot be opened says why."""
    faults: list[Fault] = []
    assert read_text(tmp_path, faults) is None
    assert "cannot be read" in only(faults).found


def test_an_enormous_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above the limit is refused by its size."""
    monkeypatch.setattr(documents, "LARGEST_FILE", 20)
    _, faults = feast(tmp_path, GOOD)
    assert only(faults).found == f"{len(GOOD)} bytes"
    assert only(faults).expected == "at most 20 bytes"


# CSV.


def test_a_good_csv_file_is_read(tmp_path: Path) -> None:
    """Cells become what the columns hold; an empty cell is not given and a figure keeps its decimals."""
    rows, faults = sales(tmp_path, "id,value,weight,n,note\na,79.0,0.5,30,\nb,-4,,,three words here\n")
    assert faults == []
    assert rows == [
        Sale(id="a", value="79.0", weight=0.5, n=30),
        Sale(id="b", value="-4", note="three words here"),
    ]


def test_a_csv_file_as_finnish_excel_writes_it_is_read_right(tmp_path: Path) -> None:
    """A byte order mark, semicolons, decimal commas and carriage returns read as their English kin."""
    english, none = sales(tmp_path, 'id,value,weight,note\na,79.5,0.25,"one, two"\nb,12,,\n')
    finnish, faults = sales(tmp_path, b"\xef\xbb\xbfid;value;weight;note\r\na;79,5;0,25;one, two\r\nb;12;;\r\n")
    assert faults == none == []
    assert finnish == english


def test_a_decimal_comma_is_a_point_only_in_a_number(tmp_path: Path) -> None:
    """A text that looks like a Finnish number is left as it stands."""
    rows, faults = sales(tmp_path, "id;value;note\na;1,5;12,5\n")
    assert faults == []
    assert rows == [Sale(id="a", value="1.5", note="12,5")]


def test_a_semicolon_file_may_hold_decimal_points(tmp_path: Path) -> None:
    """A survey tool that writes semicolons and points is understood too."""
    rows, faults = sales(tmp_path, "id;value;weight\na;1.5;0.5\n")
    assert faults == []
    assert rows == [Sale(id="a", value="1.5", weight=0.5)]


FIGURES: dict[str, tuple[str, str]] = {
    "79 %": ("a number without a sign", "Write the number alone"),
    '"79,5"': ("a decimal point in a file with commas", "save the file with semicolons"),
    "1 000": ("a number without spaces", "Write 1000, not 1 000."),
    "1\u00a0000": ("a number without spaces", "Write 1000, not 1 000."),
    "many": ("a number", ""),
    "1e3": ("a number", ""),
    "nan": ("a number", ""),
    "inf": ("a number", ""),
    "9" * 400: ("a finite number", ""),
}


@pytest.mark.parametrize("cell", FIGURES, ids=lambda cell: cell[:10])
def test_a_figure_that_is_no_plain_number_is_refused_with_advice(tmp_path: Path, cell: str) -> None:
    """The fault has row and column, and says how to write the figure."""
    expected, advice = FIGURES[cell]
    rows, faults = sales(tmp_path, f"id,value\na,1\nb,{cell}\nc,2\n")
    assert [row.id for row in rows] == ["a", "c"]
    assert only(faults).place == "row 3, column value"
    assert only(faults).expected == expected
    assert advice in only(faults).advice


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("n", "0", "a number greater than 0"),
        ("n", "-3", "a number greater than 0"),
        ("n", "32.5", "a whole number"),
        ("n", "32.0", "a whole number"),
        ("n", "1_000", "a whole number"),
        ("n", "about 30", "a whole number"),
        ("weight", "nan", "a number"),
        ("weight", "inf", "a number"),
        ("weight", "1e999", "a number"),
        ("weight", "heavy", "a number"),
        ("note", "x" * 2001, "at most 2000 characters"),
        ("note", "\x1b[31m", "text without control characters"),
        ("id", "Å", "lower-case letters, digits and hyphens"),
    ],
    ids=lambda value: str(value)[:10].encode("unicode_escape").decode(),
)
def test_a_cell_that_does_not_fit_its_column_is_refused(tmp_path: Path, column: str, cell: str, expected: str) -> None:
    """Numbers are written plainly, texts are of a length that a person reads, and the place is told."""
    good = {"id": "a", "value": "1", "n": "5", "weight": "1", "note": "x", column: cell}
    _, faults = sales(tmp_path, ",".join(good) + "\n" + ",".join(good.values()) + "\n")
    assert only(faults).place == f"row 2, column {column}"
    assert only(faults).expected == expected


HEADERS: dict[str, str] = {
    "id,value,value\na,1,2\n": 'column "value" stands 2 times',
    "id,value,colour\na,1,red\n": 'unknown column "colour"; expected one of id, value',
    "id,vaule\na,1\n": "Did you mean 'value'?",
    "ID,value\na,1\n": "Did you mean 'id'?",
    "id,note\na,x\n": "column 'value' is missing",
    "id\tvalue\na\t1\n": "unknown column",
    "": "no header; expected the columns id, value",
    "\n\n\n": "no header; expected the columns id, value",
}


@pytest.mark.parametrize("text", HEADERS)
def test_a_faulty_header_is_reported_at_its_row(tmp_path: Path, text: str) -> None:
    """Duplicate, unknown, misspelt and missing columns, and a file without a header, are faults of row 1."""
    _, faults = sales(tmp_path, text)
    assert {fault.place for fault in faults} == {"row 1"}
    assert any(HEADERS[text] in str(fault) for fault in faults)


def test_the_rows_under_a_faulty_header_are_checked_too(tmp_path: Path) -> None:
    """An unknown column does not hide the faults of the cells beside it."""
    _, faults = sales(tmp_path, "id,value,colour\na,many,red\n")
    assert [fault.place for fault in faults] == ["row 1", "row 2, column value"]


@pytest.mark.parametrize(("row", "cells"), [("b,2", 2), ("b,2,x,y", 4)])
def test_a_ragged_row_is_refused(tmp_path: Path, row: str, cells: int) -> None:
    """A row with fewer or more cells than the header has is a fault that counts them."""
    rows, faults = sales(tmp_path, f"id,value,note\na,1,x\n{row}\nc,3,\n")
    assert [one.id for one in rows] == ["a", "c"]
    assert only(faults).place == "row 3"
    assert only(faults).found == f"{cells} cells"
    assert only(faults).expected == "3 cells"


@pytest.mark.parametrize(("text", "place"), [('id,value\na,1\nb,"2\n', "row 3"), ('id,value\na,"1"2\n', "row 2")])
def test_a_quotation_mark_out_of_place_is_refused(tmp_path: Path, text: str, place: str) -> None:
    """A quoted cell that does not end, or goes on after its end, is a fault of its row."""
    _, faults = sales(tmp_path, text)
    assert only(faults).place == place
    assert only(faults).expected == "valid CSV"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Linux", "Windows", "old Macintosh"])
def test_the_row_is_the_line_of_the_file(tmp_path: Path, end: str) -> None:
    """Quoted line breaks and blank lines count, whatever the line ends are, so that an editor finds the row."""
    text = 'id,value,note\n\na,1,"two\nlines"\nb,many,\n'
    path = tmp_path / "sales.csv"
    path.write_bytes(text.replace("\n", end).encode())
    faults: list[Fault] = []
    table = read_csv(path, Sale, faults)
    assert [row.line for row in table.rows] == [3]
    assert [fault.place for fault in faults] == ["row 5, column value"]


def test_rows_of_empty_cells_are_passed_over(tmp_path: Path) -> None:
    """The blank rows that a spreadsheet leaves at the end are no rows."""
    rows, faults = sales(tmp_path, "id;value;note\na;1;\n;;\n;;\n")
    assert faults == []
    assert len(rows) == 1


def test_every_fault_of_a_csv_file_is_reported(tmp_path: Path) -> None:
    """All rows are read to the end, whatever is wrong before it."""
    text = "id,value,n\nA,1,0\nb,,\nc,2\nd,79 %,5\ne,3,4\n"
    rows, faults = sales(tmp_path, text)
    assert [row.id for row in rows] == ["e"]
    assert [fault.place for fault in faults] == [
        "row 2, column id",
        "row 2, column n",
        "row 3, column value",
        "row 4",
        "row 5, column value",
    ]


def test_the_ids_of_faulty_rows_are_known(tmp_path: Path) -> None:
    """A row with a fault still declares its id, so that no other file is blamed for naming it."""
    path = tmp_path / "sales.csv"
    path.write_text("id,value\na,1\nb,many\nc\n", encoding="utf-8")
    assert read_csv(path, Sale, []).ids() == ["a", "b", "c"]


def test_nothing_is_known_of_a_table_that_cannot_be_read_to_its_end(tmp_path: Path) -> None:
    """After broken quotation nobody can say which ids the file declares."""
    path = tmp_path / "sales.csv"
    path.write_text('id,value\na,1\nb,"2\n', encoding="utf-8")
    assert read_csv(path, Sale, []).ids() is None


def test_a_fault_is_one_sentence_with_everything_in_it() -> None:
    """File, place, what was found, what was expected and the next step stand in this order."""
    values: dict[str, Any] = {"file": "sales.csv", "place": "row 2", "found": "a sign", "expected": "a number"}
    assert str(Fault(**values)) == "sales.csv, row 2: a sign; expected a number."
    assert str(Fault(**{**values, "place": ""}, advice="Do.")) == "sales.csv: a sign; expected a number. Do."


@pytest.mark.parametrize(
    ("name", "value"),
    [("cut_red", "0"), ("cut_red", "0.6"), ("cut_yellow", "0.05"), ("cut_yellow", "0.95"), ("cut_green", "0.5")],
)
def test_cut_points_of_a_rubric_rise_from_red_to_green(repo: Path, tmp_path: Path, name: str, value: str) -> None:
    """Cut-points that are nothing, equal or in another order are refused with what they are."""
    text = (repo / "params" / "rubric.yaml").read_text(encoding="utf-8")
    text, times = re.subn(rf"(?m)(^  {name}:\n    value: ).*$", rf"\g<1>{value}", text)
    assert times == 1
    (tmp_path / "rubric.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_rubric(tmp_path / "rubric.yaml")
    (fault,) = (one for one in caught.value.faults if "key settings.cut_green" in one.place)
    assert (fault.found.partition(" [")[0], fault.expected) == ("cut-points", "0 < cut_red < cut_yellow < cut_green")
