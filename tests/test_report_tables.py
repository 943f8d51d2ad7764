"""The tables beside a report: nothing is left out, numbers are numbers, and no text becomes a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import nbformat
import openpyxl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from workshop import Copier

from kunteko_eval.files.writing import harmless
from kunteko_eval.method.assess import assess
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.evidence import Finding, Observation
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report import method_words
from kunteko_eval.report.content import Exhibit, Table
from kunteko_eval.report.evidence_csv import EVIDENCE_COLUMNS, evidence_csv
from kunteko_eval.report.job import Job
from kunteko_eval.report.language import NBSP, Language
from kunteko_eval.report.tables_workbook import (
    LONGEST_SHEET_NAME,
    book,
    plain_number,
    report_workbook,
    sheet_name,
    tables_of,
)
from kunteko_eval.report.view import View, open_view

ROOT = Path(__file__).parents[1]
HOSTILE = [
    "=1+1",
    "=HYPERLINK(\"http://example.org\"; 'x')",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    f"{NBSP}=1+1",
    "＝1+1",
    "{=1+1}",
    "75 %; =1+1",
    "first\n=cmd|' /C calc'!A0",
    "'=1+1",
    '"=1+1',
    'a";=1+1',
    "http://example.org",
    "<script>alert(1)</script> & </t>",
    "_x003D_1",
    "[a]:*?/\\'",
]
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\t\n;,\"'=+-@"), max_size=40)


@pytest.fixture(scope="module")
def view(kunteko: ProgrammeData, rubric: Rubric) -> View:
    """Return KunTeko 2018–2020 in Finnish."""
    return View(assessment=assess(kunteko, "2018-2020", rubric), previous=None, say=Language("fi"))


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, copied_reports: Copier) -> Path:
    """Return a whole report, made once."""
    run = Job(programme="soteliiderit", period="2019", language="fi")
    return copied_reports(tmp_path_factory.mktemp("reports"), run)


@pytest.fixture(scope="module")
def executed(report: Path) -> list[tuple[str, NotebookNode]]:
    """Return the report's executed chapters in reading order."""
    paths = sorted((report.parent / "notebooks").glob("*.fi.ipynb"))
    return [(path.name.partition(".")[0], nbformat.read(path, as_version=4)) for path in paths]


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _read(made: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made))


def _chapter(*cells: NotebookNode) -> NotebookNode:
    return new_notebook(cells=list(cells))


def _shows(shown: Table | Exhibit, *tags: str) -> NotebookNode:
    """Return a cell that shows a table or a figure, as a kernel leaves it in the notebook."""
    bundle = shown._repr_mimebundle_()
    data, about = bundle if isinstance(bundle, tuple) else (bundle, {})
    return new_code_cell(outputs=[new_output("display_data", data, metadata=about)], metadata={"tags": list(tags)})


def _table(*cells: str, caption: str = "A table") -> Table:
    """Return a table of one column under its head."""
    return Table(caption=caption, columns=("head",), rows=tuple((cell,) for cell in cells))


def test_the_evidence_holds_every_figure_and_finding_of_the_period(view: View) -> None:
    """Each observation and finding within the period is one row, as written, with its place; no other is there."""
    some = tuple(
        replace(one, value_to=f"{one.value}.50") if "." not in one.value else one for one in view.programme.observations
    )
    programme, period = replace(view.programme, observations=some), view.assessment.period
    view = replace(view, assessment=replace(view.assessment, programme=programme))
    rows = {row["id"]: row for row in _rows(evidence_csv(view))}
    entries: list[Observation | Finding] = [*programme.observations, *programme.findings]
    assert set(rows) == {one.id for one in entries if period.contains(programme.periods[one.period])}
    assert 0 < len(rows) < len(entries)
    for one in programme.observations:
        if one.id in rows:
            row = rows[one.id]
            assert row["kind"] == "observation"
            assert (row["value"], row["value_to"]) == (one.value, one.value_to or "")
            assert row["n"] == ("" if one.n is None else str(one.n))
            assert (row["document"], row["line"]) == (one.document, "" if one.line is None else str(one.line))
            assert (row["precision"], row["match"]) == (one.precision, one.match)
            assert row["source_type"] == programme.collections[one.source].type
            assert row["text_fi"] == programme.indicators_by_id[one.indicator].label_fi
            assert row["start"] == programme.periods[one.period].start.isoformat()
    for finding in programme.findings:
        if finding.id in rows:
            assert rows[finding.id]["text_fi"] == finding.statement_fi
            coding = programme.coded[finding.id]
            told = {"direction": coding.direction, "extent": coding.extent, "credibility": str(coding.credibility)}
            assert {name: rows[finding.id][name] for name in told} == told
            assert rows[finding.id]["coders"] == " ".join(coding.coders)
            assert rows[finding.id]["value"] == ""


def test_the_evidence_says_what_it_was_used_for(view: View) -> None:
    """The elements of a row are those whose ratings name it, with the achievement of the item that it is a part of."""
    rows = {row["id"]: row for row in _rows(evidence_csv(view))}
    for one in view.assessment.ratings:
        assert {name for name, row in rows.items() if one.element.id in row["used_for"].split()} == set(one.evidence)
        for item in one.used:
            for name in item.evidence:
                assert f"{one.element.id}={item.achievement:.4f}" in rows[name]["achievement"].split()
    unused = [row for row in rows.values() if not row["used_for"]]
    assert unused
    assert all(row["achievement"] == "" for row in unused)


def test_the_evidence_stands_in_every_language_and_is_the_same_beside_each_report(view: View) -> None:
    """Labels and statements stand in three columns, and the report's own language changes nothing."""
    text = evidence_csv(view)
    assert tuple(text.splitlines()[0].split(",")) == EVIDENCE_COLUMNS
    assert evidence_csv(replace(view, say=Language("sv"))) == text
    programme = view.programme
    for row in _rows(text):
        finding = row["kind"] == "finding"
        said = programme.findings_by_id[row["id"]].statement if finding else None
        label = said or programme.indicators_by_id[row["indicator"]].label
        assert [row[f"text_{code}"] for code in LANGUAGES] == [harmless(label[code]) for code in LANGUAGES]


def _looks_like_a_formula(cell: str) -> bool:
    return bool(re.match(r"\s*[=+\-@＝＋－＠]", cell)) and not re.fullmatch(r"-\d+(\.\d+)?", cell)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_of_the_evidence_becomes_a_formula(hostile: str, view: View) -> None:
    """Whatever a label, statement or place starts with, no cell starts a formula, nor where semicolons or tabs part cells."""
    programme = view.programme
    changed = replace(
        programme,
        indicators=tuple(replace(one, label_fi=hostile) for one in programme.indicators),
        findings=tuple(replace(one, statement_fi=hostile, place=hostile) for one in programme.findings),
    )
    text = evidence_csv(replace(view, assessment=replace(view.assessment, programme=changed)))
    rows = _rows(text)
    assert {row["text_fi"] for row in rows} == {harmless(hostile.strip())}
    assert harmless(hostile.strip()) in {row["place"] for row in rows}
    for delimiter in ",;\t":
        cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]
        assert not [cell for cell in cells if _looks_like_a_formula(cell)]


@settings(deadline=None)  # a busy machine is no fault of the tables
@given(TEXT)
def test_a_harmless_text_is_the_text_with_apostrophes(text: str) -> None:
    """Making a text harmless only adds apostrophes, never begins a formula, and leaves other texts alone."""
    made = harmless(text)
    assert made.replace("'", "") == text.replace("'", "")
    assert not any(_looks_like_a_formula(part) for part in re.split(r"[;\t\r\n]", made))
    if not re.search(r"[=+\-@＝＋－＠\t\r\n]", text):
        assert made == text


@pytest.mark.parametrize("number", ["-5", "-12.50", "0", "12"])
def test_a_plain_number_stays_a_number(number: str) -> None:
    """A negative figure gets no apostrophe, because a spreadsheet reads it as the number that it is."""
    assert harmless(number) == number


def test_every_table_of_the_report_is_in_the_workbook(report: Path, executed: list[tuple[str, NotebookNode]]) -> None:
    """The workbook has the tables of the page, chapter by chapter, each with its caption, its headers and all its rows."""
    view = open_view("soteliiderit", "2019", "fi", str(ROOT / "data"), str(ROOT / "params"))
    tables = tables_of(executed)
    page = BeautifulSoup(report.read_text(encoding="utf-8"), "lxml").find_all("table")
    book = _read(report_workbook(view, tables))
    assert len(page) == len(tables) == len(book.worksheets) - 1 > 20
    left = list(page)
    for (_, table), sheet in zip(tables, book.worksheets[1:], strict=True):
        # A table of the report's main text stands before those of all annexes.
        shown = next(one for one in left if one.find("caption").get_text().endswith(table.caption))  # type: ignore[union-attr]
        left.remove(shown)
        assert sheet["A1"].value == table.caption
        assert [cell.value for cell in sheet[2]] == list(table.columns)
        assert sheet.max_row - 2 == len(table.rows) == len(shown.select("tbody tr"))


def test_the_contents_name_every_sheet_with_its_chapter(executed: list[tuple[str, NotebookNode]]) -> None:
    """The first sheet says by what the ratings were computed, and lists every sheet under its chapter with a link to it."""
    view = open_view("soteliiderit", "2019", "fi", str(ROOT / "data"), str(ROOT / "params"))
    tables = tables_of(executed)
    book = _read(report_workbook(view, tables))
    contents = book.worksheets[0]
    assert contents.title == "Sisällys"
    assert contents["A1"].value == "Soteliiderit – Arviointiraportti 30.4.2019–31.12.2019"
    assert contents["A2"].value.startswith("Arviot on laskettu säännöstöllä")
    lines = [(row[0].value, row[1].value) for row in contents.iter_rows(min_row=4)]
    chapter, listed = "", []
    for name, caption in lines:
        chapter = name if caption is None else chapter
        listed += [(chapter, name, caption)] if caption is not None else []
    names = [sheet.title for sheet in book.worksheets[1:]]
    assert listed == [(title, name, one.caption) for name, (title, one) in zip(names, tables, strict=True)]
    assert {"Ohjelma ja sen resurssit", "Vaikutusketju", "Miten arviot syntyvät"} <= {title for title, _ in tables}
    links = [link.location for row in contents.iter_rows() for cell in row if (link := cell.hyperlink)]
    assert links == [f"'{name}'!A1" for name in names]


def test_synthetic_data_says_so(view: View) -> None:
    """The contents of a synthetic programme's workbook say that no conclusion may be drawn from it."""
    programme = replace(view.programme, sheet=replace(view.programme.sheet, synthetic=True))
    made = report_workbook(replace(view, assessment=replace(view.assessment, programme=programme)), [])
    told = [cell.value for (cell,) in _read(made).worksheets[0].iter_rows(max_col=1)]
    assert view.say("Synthetic data: made for trying the tool out. No conclusion may be drawn from it.") in told


def test_only_what_the_report_shows_is_taken() -> None:
    """Tables of hidden cells stay out, a figure gives its numbers, a chapter its title."""
    figure = Exhibit(
        name="f",
        title="Figure",
        frame=pd.DataFrame(),
        drawing={"data": [], "layout": {}},
        text="It shows.",
        table=_table("2", caption="Numbers"),
    )
    drawn = _shows(figure)
    chapter = _chapter(
        new_markdown_cell("# To the reader of the notebook", metadata={"tags": ["report-hide"]}),
        new_markdown_cell("# Heading\n\nWords # more"),
        new_markdown_cell("# Another"),
        _shows(_table("1", caption="Shown")),
        _shows(_table("1", caption="Hidden"), "report-hide"),
        drawn,
        new_code_cell(outputs=[new_output("stream", text="1 | 2"), new_output("error")]),
        new_code_cell(outputs=[new_output("display_data", {"text/html": _table("9").html()})]),
    )
    found = tables_of([("01_first", chapter), ("02_second", _chapter(_shows(_table("3"))))])
    assert [(title, table.caption) for title, table in found] == [
        ("Heading", "Shown"),
        ("Heading", "Numbers"),
        ("02_second", "A table"),
    ]


@settings(deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=4), TEXT, st.frozensets(st.sampled_from([0, 1])))
def test_a_table_is_read_back_as_it_was(rows: list[tuple[str, str]], caption: str, numeric: frozenset[int]) -> None:
    """From a table to a notebook's file and back, no caption, header or cell is changed, whatever it holds."""
    table = Table(caption=caption, columns=("a", "b"), rows=tuple(rows), numeric=numeric)
    kept = nbformat.reads(nbformat.writes(_chapter(_shows(table))), as_version=4)
    assert tables_of([("01", kept)]) == [("01", table)]


def test_the_same_tables_give_the_same_bytes(view: View, executed: list[tuple[str, NotebookNode]]) -> None:
    """Two builds are byte-identical, and the file tells no time of making."""
    tables = tables_of(executed)
    made = report_workbook(view, tables)
    assert made == report_workbook(view, tables)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in parts.read("docProps/core.xml")


def test_no_text_of_the_workbook_becomes_a_formula() -> None:
    """Hostile titles, notes, chapters, captions, headers and cells stand as text, even when somebody edits them."""
    tables = [
        (one, Table(caption=one, columns=(one, "n"), rows=((one, one), ("-1", "2")), numeric=frozenset({1})))
        for one in HOSTILE
    ]
    made = book(Language("en"), HOSTILE[0], HOSTILE, tables)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == len(HOSTILE) + 1
        assert not [sheet for sheet in sheets if re.search(r"<f[ >/]", sheet)]
        assert 'quotePrefix="1"' in parts.read("xl/styles.xml").decode()
        assert not [name for name in parts.namelist() if "external" in name.lower()]
    for sheet, (_, table) in zip(_read(made).worksheets[1:], tables, strict=True):
        for cell, text in zip((sheet["A1"], sheet["A2"], sheet["A3"], sheet["B3"]), (table.caption,) * 4, strict=True):
            assert cell.data_type == "s"
            assert cell.value == text.replace("\r", "_x000D_")  # how the format writes it, and openpyxl reads it
            risky = re.match(r"\s*[=+\-@＝]|[\t\r\n]", text) is not None
            assert bool(cell.quotePrefix) == risky
        assert sheet["B4"].value == 2


@pytest.mark.parametrize(
    ("language", "text", "value", "written"),
    [
        ("fi", f"1{NBSP}234,50", 1234.5, "#,##0.00"),
        ("sv", "1\u202f234", 1234, "#,##0"),
        ("en", "1,234.5", 1234.5, "#,##0.0"),
        ("fi", "1,234", 1.234, "0.000"),
        ("en", "1,234", 1234, "#,##0"),
        ("fi", "\u221236", -36, "0"),
        ("en", "-0.5", -0.5, "0.0"),
        ("fi", f"12,5{NBSP}%", 0.125, f"0.0\\{NBSP}%"),
        ("en", "75%", 0.75, "0%"),
        ("fi", f"150{NBSP}000{NBSP}€", 150_000, f'#,##0"{NBSP}€"'),
        ("qps", "12.5", 12.5, "0.0"),
        ("fi", "2019", 2019, "0"),
        ("fi", "0", 0, "0"),
    ],
)
def test_a_number_of_the_report_is_read_back(language: str, text: str, value: float, written: str) -> None:
    """A plain number in the report's language becomes a number that a spreadsheet writes in the same way."""
    found = plain_number(text, Language(language))
    assert found is not None
    assert found.value == value
    assert found.written == written


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "noin 500"),
        ("fi", f"75–96{NBSP}%"),
        ("fi", "15–50"),
        ("fi", "–"),
        ("fi", ""),
        ("fi", "4,7 (n = 32)"),
        ("fi", "1.5"),
        ("fi", f"12{NBSP}34"),
        ("fi", f"1234{NBSP}567"),
        ("fi", "007"),
        ("fi", "+20"),
        ("fi", "1,"),
        ("fi", "12\n"),
        ("fi", "1 %%"),
        ("fi", "1234567890123456"),
        ("fi", "1٣"),
        ("en", "1,23"),
        ("en", "1,234,56"),
        ("en", "1.00 → 1.00"),
        ("en", "1e5"),
        ("en", "⟦12⟧"),
    ],
)
def test_what_is_not_a_plain_number_stays_text(language: str, text: str) -> None:
    """Ranges, about-figures, missing values, marks and numbers of another language are not guessed at."""
    assert plain_number(text, Language(language)) is None


@settings(deadline=None)
@given(
    st.floats(-1e9, 1e9),
    st.integers(0, 4),
    st.sampled_from(["fi", "sv", "en"]),
    st.sampled_from(["count", "share", "EUR"]),
)
def test_whatever_the_report_writes_is_read_back(value: float, decimals: int, language: str, unit: str) -> None:
    """Every number, share and amount that the words of the report write is the same number in the workbook."""
    say = Language(language)
    found = plain_number(method_words.figure(say, value, unit, decimals), say)
    assert found is not None
    kept = max(decimals - 2, 0) + 2 if unit == "share" else decimals
    assert found.value == pytest.approx(round(value, kept), abs=10.0**-kept * (1 + 1e-9))  # halves round either way


def test_numbers_are_numbers_only_in_columns_of_numbers() -> None:
    """A column of numbers, or of nothing but numbers, becomes numbers; years among spans stay text."""
    table = Table(
        caption="Numbers",
        columns=("No.", "Span", "Value"),
        rows=(("1", "2019", "12,5"), ("2", "2018–2020", "noin 3"), ("10", "2020", f"1{NBSP}000")),
        numeric=frozenset({2}),
    )
    sheet = _read(book(Language("fi"), "Title", [], [("Chapter", table)])).worksheets[1]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)] == [
        [1, "2019", 12.5],
        [2, "2018–2020", "noin 3"],
        [10, "2020", 1000],
    ]
    assert sheet["C5"].number_format == "#,##0"


def test_a_year_among_texts_is_not_marked_as_a_mistake() -> None:
    """Numbers that are meant as text do not get a spreadsheet's warning in their corner."""
    made = book(Language("en"), "Title", [], [("Chapter", _table("2019", "2018–2020"))])
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert '<ignoredError sqref="A3:A4" numberStoredAsText="1"/>' in parts.read("xl/worksheets/sheet2.xml").decode()


def test_headers_are_bold_and_stay_in_sight() -> None:
    """Headers are bold, frozen and repeated on paper, and columns are wide enough for what is in them."""
    table = Table(caption="Caption", columns=("a", "b"), rows=(("x" * 30, "y" * 500),))
    sheet = _read(book(Language("en"), "Title", [], [("Chapter", table)])).worksheets[1]
    assert sheet["A1"].font.bold
    assert all(cell.font.bold for cell in sheet[2])
    assert not sheet["A3"].font.bold
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.column_dimensions["A"].width >= 30
    assert 40 < sheet.column_dimensions["B"].width < 100
    assert sheet["B3"].alignment.wrap_text


def test_a_cell_longer_than_a_spreadsheet_takes_is_cut_visibly() -> None:
    """A text beyond the limit of a cell keeps its beginning and shows that it was cut; it is never left out."""
    table = _table("ä😀" * 20_000)
    value = _read(book(Language("en"), "Title", [], [("Chapter", table)])).worksheets[1]["A3"].value
    assert value.startswith("ä😀ä😀")
    assert value.endswith("…")
    assert len(value.encode("utf-16-le")) // 2 <= 32_767


@settings(deadline=None)
@given(st.lists(TEXT | st.sampled_from([*HOSTILE, "😀" * 40, "it's"]), max_size=6))
def test_sheet_names_are_valid_and_unique(captions: list[str]) -> None:
    """Any captions, the same ones too, give names that Excel takes: short, unique, without forbidden characters."""
    tables = [("Chapter", _table("1", caption=caption)) for caption in captions]
    file = _read(book(Language("en"), "Title", [], tables))
    names = [sheet.title for sheet in file.worksheets]
    links = [link.location for row in file.worksheets[0].iter_rows() for cell in row if (link := cell.hyperlink)]
    assert links == ["'" + name.replace("'", "''") + "'!A1" for name in names[1:]]
    assert names == ["Contents", *(sheet_name(caption, index) for index, caption in enumerate(captions, start=1))]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= LONGEST_SHEET_NAME
        assert not re.search(r"[\[\]:*?/\\]|^'|'$", name)
        assert name.isprintable()
