"""Indicator tables of others: read by a short mapping, nothing lost untold, updated with a history."""

from __future__ import annotations

import csv
import datetime
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner
from workshop import examples

import kunteko_eval as ke
from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.indicators.importing import TableImport, TableOptions, import_indicators, new_programme
from kunteko_eval.exchange.indicators.spans import span_id, span_of
from kunteko_eval.exchange.indicators.telling import preview, report_text
from kunteko_eval.exchange.indicators.typed_cells import text_cell
from kunteko_eval.exchange.workbook.writing import write_workbook
from kunteko_eval.reading.programme_reader import read_programme

ROOT = Path(__file__).parents[1]
DAY = datetime.date(2026, 11, 30)
MAPPING = """\
schema: 1
id: seuranta
name: Kuntien kehittämisohjelma
columns: {level: Taso, result: Tulos, indicator: Mittari, unit: Yksikkö, note: Huomautus}
baseline: Lähtötaso
target: "Tavoite {period}"
actual: "Toteuma {period}"
shows: perceived
register: true
"""
TITLES = ["Kuntien kehittämisohjelma 2021–2025", "Seurantataulukko, päivitetty 31.1.2025", "Vastuu: kehittäminen"]
HEADER: list[list[Any]] = [
    ["Taso", "Tulos", "Mittari", "Yksikkö", "Lähtötaso", "Tavoite", None, "Toteuma", None, None, "Huomautus"],
    [None, None, None, None, None, 2024, 2025, 2022, 2023, 2024, None],
]
ROWS: list[list[Any]] = [
    ["Tuotos", "Valmennukset järjestetään", "Valmennuspäivät", "kpl", 0, "120", "1 200", "40", "noin 80", "118", None],
    [None, None, "Osallistujat", "hlö", "0", "1 500", "2 000", "410", "987", "1 423,0", "laskettu kerran"],
    [None, "Verkosto toimii", "Verkoston jäsenkunnat", "kpl", 12, 30, 35, "18", "24", "n/a", None],
    ["Tulos", "Osaaminen vahvistuu", "Osaaminen", "%", "42,5 %", "70 %", "75 %", "51,2 %", "63,0 %", "71,4 %", None],
    [None, "Kulut laskevat", "Kulut", "€", "250 000 €", "200 000", "180000", "240 500,50 €", "221 000 €", "tbd", None],
    ["Vaikutus", "Palvelut uudistuvat", "Odotusaika", "pv", 30, 21, 14, "28,5", "25", "22,5", None],
    ["Yhteensä", *[None] * 6, "458", "1091", "1541", None],
    ["* Luvut ovat ennakkotietoja.", *[None] * 10],
]


def table(path: Path, rows: list[list[Any]] = ROWS) -> Path:
    """Write the table with its three title rows and its merged header, as a workbook or as CSV."""
    lines: list[list[Any]] = [*([title] for title in TITLES), *HEADER, *rows]
    if path.suffix == ".csv":
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";").writerows([["" if cell is None else cell for cell in line] for line in lines])
        path.write_text(text.getvalue(), encoding="utf-8")
        return path
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in lines:
        sheet.append(line)
    for area in ("A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:G4", "H4:J4", "K4:K5"):
        sheet.merge_cells(area)
    book.save(path)
    return path


def made(folder: Path, path: Path, mapping: str = MAPPING, **more: Any) -> TableImport:
    """Make a programme of a table."""
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    return new_programme(
        path, folder / "mapping.yaml", folder / "data" / "ohjelma", options=TableOptions(today=DAY, **more)
    )


def brought(folder: Path, path: Path, place: Path | None = None, mapping: str = MAPPING, **more: Any) -> TableImport:
    """Import a table into the programme that is there."""
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    options = TableOptions(today=DAY, **more)
    return import_indicators(path, folder / "mapping.yaml", place or folder / "data" / "ohjelma", options)


def changed(row: int, column: int, value: Any) -> list[list[Any]]:
    """Return the rows with another value in one cell."""
    rows = [list(one) for one in ROWS]
    rows[row][column] = value
    return rows


@pytest.mark.parametrize("name", ["seuranta.xlsx", "seuranta.csv"])
def test_a_table_with_titles_a_merged_header_and_notes_becomes_a_rated_programme(tmp_path: Path, name: str) -> None:
    """A mapping of nine lines reads years, Finnish decimals and carried names; achievements are as computed by hand."""
    done = made(tmp_path, table(tmp_path / name))
    assert len(MAPPING.splitlines()) <= 15
    assert done.period == "2024"
    programme = ke.read(tmp_path / "data" / "ohjelma", rubric=tmp_path / "params" / "rubric.yaml")
    ratings = programme.rate("2024").ratings
    by_hand = {
        "valmennukset-jarjestetaan": (118 / 120 + 1423 / 1500) / 2,
        "osaaminen-vahvistuu": (71.4 - 42.5) / (70 - 42.5),
        "palvelut-uudistuvat": (22.5 - 30) / (21 - 30),
    }
    for element, achievement in by_hand.items():
        assert ratings.loc[element, "achievement"] == pytest.approx(min(achievement, 1.2))
    assert ratings["computed"].to_dict() | {} == {
        "programme": "not-assessed",
        "valmennukset-jarjestetaan": "green",
        "verkosto-toimii": "not-assessed",
        "osaaminen-vahvistuu": "green",
        "kulut-laskevat": "not-assessed",
        "palvelut-uudistuvat": "yellow",
    }
    assert {one.why for one in done.plan.left} == {
        "a row above the header",
        "a row of totals",
        "a note",
        "the cell says that there is no figure",
    }


def test_both_forms_of_the_table_give_the_same_programme(tmp_path: Path) -> None:
    """The workbook and the CSV differ in the places of their cells alone."""
    programmes = []
    for name in ("seuranta.xlsx", "seuranta.csv"):
        (tmp_path / name[-4:]).mkdir()
        made(tmp_path / name[-4:], table(tmp_path / name))
        programmes.append(read_programme(tmp_path / name[-4:] / "data" / "ohjelma"))
    rows = [[(one.id, one.value, one.precision) for one in programme.observations] for programme in programmes]
    assert rows[0] == rows[1]
    assert programmes[0].chain.elements == programmes[1].chain.elements


def test_a_long_table_with_groups_gives_what_pandas_reads(tmp_path: Path) -> None:
    """Indicator, period, kind, group and value in a row each: every figure is the one that pandas pivots."""
    lines = ["Indicator,Year,Kind,Sex,Value"]
    lines += [
        f"{name},{year},Actual,{sex},{1000 * place + 10 * year % 997 + len(sex)}"
        for place, name in enumerate(("Trained people", "Farms"), 1)
        for year in (2022, 2023)
        for sex in ("Women", "Men", "Total")
    ]
    lines += ["Trained people,2023,Target,Total,5000", "Trained people,,Baseline,Total,100", "Farms,2023,Goal,,x y"]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    mapping = (
        "schema: 1\nid: long\nlanguage: en\n"
        "columns: {indicator: Indicator, period: Year, kind: Kind, group: Sex, value: Value}\n"
    )
    done = made(tmp_path, path, mapping)
    programme = read_programme(tmp_path / "data" / "ohjelma")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame = frame[frame["Kind"] == "Actual"]
    groups = {"Women": "women", "Men": "men", "Total": "all"}
    ids = {"Trained people": "trained-people", "Farms": "farms"}
    rows: list[dict[str, str]] = frame.to_dict("records")  # type: ignore[assignment]
    expected = {(ids[row["Indicator"]], row["Year"], groups[row["Sex"]]): row["Value"] for row in rows}
    assert {(one.indicator, one.period, one.group): one.value for one in programme.observations} == expected
    assert [(one.indicator, one.period, one.target) for one in programme.targets] == [
        ("trained-people", "2023", "5000")
    ]
    assert [one.why for one in done.plan.left] == ["not read as a number: the text is not a number"]


CELLS = st.one_of(
    st.sampled_from(["", "", "12", "1 200", "12,5 %", "n/a", "noin 50", ">100", "50,000", "-5", "5 km", "3–4", "1e5"]),
    st.sampled_from(["Yhteensä", "Tuotos", "Tulos 1: Osaaminen", "* huom", "Mittari A", "Mittari B", "kpl", "%"]),
    st.text("ab1 ,.%€–", max_size=6).map(str.strip),
)


@settings(max_examples=examples(40, 400), suppress_health_check=[*HealthCheck])
@given(rows=st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=7))
def test_nothing_that_a_table_holds_is_lost_untold(tmp_path: Path, rows: list[list[str]]) -> None:
    """Every cell that is not empty is a figure that is taken, a name, or listed as left with its reason."""
    header = ["Taso", "Tulos", "Mittari", "Yksikkö", "Lähtötaso", "Tavoite 2024", "Toteuma 2024", "Muu"]
    lines = [["Otsikko", *[""] * 7], header, *rows, ["Tuotos", "Tulos", "Mittari Z", "kpl", "1", "2", "3", "4"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(lines)
    path = tmp_path / "any.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    mapping = MAPPING.replace(", note: Huomautus", "")
    plan = made(tmp_path, path, mapping, dry_run=True).plan
    filled = {(row, column) for row, cells in enumerate(plan.grid.rows) for column, cell in enumerate(cells) if cell}
    named = {(row, column) for row, columns in plan.rows.labels.items() for column in columns}
    left = [(one.row, one.column) for one in plan.left]
    assert plan.used() | named | {*left} == filled
    assert not plan.used() & {*left}
    assert not named & {*left}
    assert len(left) == len({*left})
    assert all(one.why for one in plan.left)


def test_importing_again_tells_what_changed_and_keeps_its_history(tmp_path: Path) -> None:
    """A corrected figure needs a reason, which is kept with the old figure and the day; the same table changes nothing."""
    made(tmp_path, table(tmp_path / "a.xlsx"))
    folder = tmp_path / "data" / "ohjelma"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    again = brought(tmp_path, table(tmp_path / "a.xlsx"))
    assert {one.what for one in again.changes.changes} == {"same"}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    corrected = table(tmp_path / "a.xlsx", changed(1, 9, "1 451"))
    with pytest.raises(FaultyInput, match=r"1451, read before as 1423\.0; expected the same, or a reason"):
        brought(tmp_path, corrected)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    done = brought(tmp_path, corrected, reason="laskuvirhe")
    assert [(one.before, one.after) for one in done.changes.of("changed")] == [("1423.0", "1451")]
    programme = read_programme(folder)
    assert programme.observations_by_id["seuranta-osallistujat-2024"].value == "1451"
    (kept,) = programme.corrections
    assert (kept.figure, kept.before, kept.after, kept.date, kept.reason) == (
        "seuranta-osallistujat-2024",
        "1423.0",
        "1451",
        DAY,
        "laskuvirhe",
    )


def test_a_programme_may_call_everybody_by_another_name(tmp_path: Path) -> None:
    """An empty word among the groups names the programme's own group of everybody; targets are of it."""
    mapping = MAPPING + 'groups: {"": everyone}\n'
    path = table(tmp_path / "a.xlsx")
    done = made(tmp_path, path, mapping)
    assert {row["group"] for row in done.plan.observations} == {"everyone"}
    assert len(done.plan.targets) == 12


def test_a_heading_above_its_rows_names_their_level_and_result(tmp_path: Path) -> None:
    """In a logframe without columns of levels, outputs stand below the outcome that they lead to."""
    lines = [
        ["Logframe"],
        ["Indicator", "Baseline", "Target 2024", "Actual 2024"],
        ["Outcome 1: Skills grow"],
        ["Trained people who use it", "10 %", "50 %", "30 %"],
        ["Output 1.1: Courses are held"],
        ["Courses", "0", "20", "18"],
        ["People trained", "", "1,500", "1,400"],
        ["Source: the programme's own register"],
    ]
    path = tmp_path / "logframe.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    mapping = (
        "schema: 1\nid: log\nlanguage: en\ncolumns: {indicator: Indicator}\nbaseline: Baseline\ndecimal: point\n"
        'target: "Target {period}"\nactual: "Actual {period}"\nregister: true\n'
    )
    done = made(tmp_path, path, mapping)
    assert [(one.kind, one.label, one.leads_to) for one in done.boxes] == [
        ("direct", "Skills grow", []),
        ("actions", "Courses are held", ["skills-grow"]),
    ]
    values = {row["indicator"]: row["value"] for row in done.plan.observations}
    assert values == {"trained-people-who-use-it": "30", "courses": "18", "people-trained": "1400"}
    assert done.plan.assumed == {"an output without a baseline starts from 0": ["people-trained"]}
    assert read_programme(tmp_path / "data" / "ohjelma").chain.element("skills-grow").level == "direct"


def test_an_indicator_is_not_carried_into_the_next_result(tmp_path: Path) -> None:
    """A row of another result that names no indicator has none, and its figures are left with that reason."""
    rows = [ROWS[0], [None, "Toinen tulos", None, "kpl", 1, 2, 3, 4, 5, 6, None]]
    done = made(tmp_path, table(tmp_path / "a.xlsx", rows), dry_run=True)
    assert [one.id for one in done.plan.indicators] == ["valmennuspaivat"]
    left = [one.why for one in done.plan.left if one.row == 6]
    assert left == ["a row with figures and no indicator named in it or above it"] * 8


def test_a_changed_target_keeps_the_old_one_in_the_history(tmp_path: Path) -> None:
    """A target of 1 500 that becomes 1 600 is replaced where it stood, and the history says so."""
    made(tmp_path, table(tmp_path / "a.xlsx"))
    brought(tmp_path, table(tmp_path / "a.xlsx", changed(1, 5, "1 600")), reason="uusi päätös")
    programme = read_programme(tmp_path / "data" / "ohjelma")
    assert [one.target for one in programme.targets if one.indicator == "osallistujat"] == ["2000", "1600"]
    assert [(one.figure, one.part, one.before, one.after) for one in programme.corrections] == [
        ("osallistujat 2024", "target", "1500", "1600")
    ]


def test_what_is_gone_stays_until_it_is_asked_to_go(tmp_path: Path) -> None:
    """A figure that the table has no more is told; it is taken out with a reason alone, and its history is kept."""
    made(tmp_path, table(tmp_path / "a.xlsx"))
    emptied = table(tmp_path / "a.xlsx", changed(0, 7, None))
    done = brought(tmp_path, emptied)
    assert [one.figure for one in done.changes.of("gone")] == ["seuranta-valmennuspaivat-2022"]
    folder = tmp_path / "data" / "ohjelma"
    assert "seuranta-valmennuspaivat-2022" in read_programme(folder).observations_by_id
    brought(tmp_path, emptied, remove_gone=True, reason="väärä vuosi")
    programme = read_programme(folder)
    assert "seuranta-valmennuspaivat-2022" not in programme.observations_by_id
    assert [(one.before, one.after) for one in programme.corrections] == [("40", None)]


def test_a_workbook_programme_takes_a_table_as_a_folder_does(tmp_path: Path) -> None:
    """New figures, changed ones, the history and proposed boxes say the same in a workbook as in a folder."""
    made(tmp_path, table(tmp_path / "a.xlsx"))
    folder, book = tmp_path / "data" / "ohjelma", tmp_path / "book" / "ohjelma.xlsx"
    write_workbook(read_programme(folder), book)
    rows = changed(1, 9, "1 451")
    rows.insert(6, ["Tulos", "Yhteistyö lisääntyy", "Hankkeet", "kpl", 1, 5, 9, 2, 3, 4, None])
    for place in (folder, book.with_suffix("")):
        brought(tmp_path, table(tmp_path / "a.xlsx", rows), place, reason="laskuvirhe", propose=True)
    one, other = read_programme(folder), read_programme(book)
    assert {row.id: row for row in one.observations} == {row.id: row for row in other.observations}
    assert one.corrections == other.corrections
    assert one.chain.elements == other.chain.elements
    assert one.chain.element("yhteistyo-lisaantyy").placement == "proposed"


def test_a_proposed_box_is_never_rated_and_takes_no_evidence_before_it_is_registered(tmp_path: Path) -> None:
    """Without the mapping's word for it, boxes are proposed: not assessed, with that reason, and told how to register."""
    done = made(tmp_path, table(tmp_path / "a.xlsx"), MAPPING.replace("register: true\n", ""))
    folder = tmp_path / "data" / "ohjelma"
    result = ke.read(folder, rubric=tmp_path / "params" / "rubric.yaml").rate("2024")
    assert set(result.ratings["computed"]) == {"not-assessed"}
    assert "this box is only proposed" in str(result["osaaminen-vahvistuu"].explain())
    line = "to register osaaminen-vahvistuu in chain.yaml: placement: evaluator, evidence: [{indicator: osaaminen}]"
    assert line in list(preview(done, TableOptions()))
    chain = (folder / "chain.yaml").read_text(encoding="utf-8")
    head, mark, tail = chain.partition("  - id: osaaminen-vahvistuu\n")
    tail = tail.replace("evidence: []", "evidence: [{indicator: osaaminen}]", 1)
    (folder / "chain.yaml").write_text(head + mark + tail, encoding="utf-8")
    with pytest.raises(FaultyInput, match="is only proposed and has evidence"):
        read_programme(folder)
    tail = tail.replace("placement: proposed", "placement: evaluator", 1)
    (folder / "chain.yaml").write_text(head + mark + tail, encoding="utf-8")
    again = ke.read(folder, rubric=tmp_path / "params" / "rubric.yaml").rate("2024")
    assert again.ratings.loc["osaaminen-vahvistuu", "computed"] == "green"


def test_a_header_that_is_not_there_names_the_nearest_column(tmp_path: Path) -> None:
    """Misspelt columns are told all at once, each with the column that was probably meant."""
    wrong = MAPPING.replace("Lähtötaso", "Lähtötaso %").replace("unit: Yksikkö", "unit: Yksikko")
    with pytest.raises(FaultyInput) as caught:
        made(tmp_path, table(tmp_path / "a.csv"), wrong)
    message = str(caught.value)
    assert 'no column "Yksikko"' in message
    assert "Did you mean 'Yksikkö'?" in message
    assert 'no column "Lähtötaso %"' in message
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("text", "number", "precision", "word"),
    [
        ("1 234,5", "1234.5", "exact", ""),
        ("1.234,5", "1234.5", "exact", ""),
        ("noin 50", "50", "about", ""),
        ("n. 50", "50", "about", ""),
        (">100", "100", "over", ""),
        ("yli 1 000 €", "1000", "over", "€"),
        ("lähes 9", "9", "nearly", ""),
        ("$1,234,567", "1234567", "exact", "$"),
        ("EUR 500", "500", "exact", "EUR"),
        ("79 %", "79", "exact", ""),
        ("79,5 prosenttia", "79.5", "exact", ""),
        ("−5", "-5", "exact", ""),
        ("12*", "12", "exact", ""),
        ("6,5 htv", "6.5", "exact", "htv"),
        ("10–20", "10", "exact", ""),
        ("n/a", None, "exact", ""),
        ("-", None, "exact", ""),
        ("tbd", None, "exact", ""),
        ("ei tiedossa", None, "exact", ""),
        ("alle 5", None, "exact", ""),
        ("50,000", None, "exact", ""),
        ("3 of 5", None, "exact", ""),
    ],
)
def test_figures_are_read_as_people_type_them(text: str, number: str | None, precision: str, word: str) -> None:
    """Finnish and English decimals, words before a figure, currencies and units beside it; what may mean two is refused."""
    cell = text_cell(text)
    assert (cell.number, cell.word) == (number, word)
    assert cell.precision == precision
    assert number is not None or cell.why_not


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2023", "2023"),
        ("2023.0", "2023"),
        ("vuosi 2023", "2023"),
        ("2023–24", "2023-2024"),
        ("2021-2027", "2021-2027"),
        ("Q2/2024", "2024-q2"),
        ("2024 H1", "2024-h1"),
        ("5/2024", "2024-05"),
        ("1.7.2023–30.6.2024", "2023-07-01-to-2024-06-30"),
        ("31.12.2025", "2025"),
        ("2023 (ennakko)", "2023"),
        ("spring", None),
        ("31.2.2023–1.3.2023", None),
    ],
)
def test_periods_are_read_as_people_type_them(text: str, name: str | None) -> None:
    """Years, spans of years, halves, quarters, months and days name a period; anything else names none."""
    span = span_of(text)
    assert (None if span is None else span_id(span)) == name


def test_numbers_that_excel_shows_as_per_cent_are_per_cent(tmp_path: Path) -> None:
    """A cell of 0.795 under a percent format is 79.5 %, and one of 79.5 without it is 79.5 too."""
    path = table(tmp_path / "a.xlsx", changed(3, 8, 0.795))
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["I9"].number_format = "0.0 %"
    book.save(path)
    done = made(tmp_path, path, dry_run=True)
    values = {row["id"]: Decimal(row["value"]) for row in done.plan.observations}
    assert values["seuranta-osaaminen-2023"] == Decimal("79.5")


def test_a_template_filled_in_is_read_back_by_its_own_mapping(tmp_path: Path) -> None:
    """The table of a programme's own indicators comes with a mapping; figures typed into it are set into the programme."""
    made(tmp_path, table(tmp_path / "a.xlsx"))
    runner = CliRunner()
    data = ["--data", str(tmp_path / "data")]
    path = tmp_path / "blank.xlsx"
    told = runner.invoke(
        app,
        [
            "export",
            "template",
            "indicators",
            "--programme",
            "ohjelma",
            "--output",
            str(path),
            "--period",
            "2025",
            *data,
        ],
    )
    assert told.exit_code == 0, told.output
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]][5:] == ["Lähtötaso", "Tavoite 2025", "Toteuma 2025", "Huomautus"]
    assert sheet["C3"].value == "osallistujat"
    sheet["H3"] = "1 999"
    book.save(path)
    arguments = ["import", "indicators", str(path), "--mapping", str(tmp_path / "blank.mapping.yaml"), *data]
    report = tmp_path / "report.json"
    told = runner.invoke(app, [*arguments, "--programme", "ohjelma", "--report", str(report)])
    assert told.exit_code == 0, told.output
    programme = read_programme(tmp_path / "data" / "ohjelma")
    assert programme.observations_by_id["seuranta-osallistujat-2025"].value == "1999"
    assert [cell["becomes"] for cell in json.loads(report.read_text(encoding="utf-8"))["cells"]] == ["actual"]


def test_the_report_has_a_row_for_every_figure_and_every_cell_that_is_left(tmp_path: Path) -> None:
    """CSV and JSON tell the same cells: taken with what they became, or left with why."""
    done = made(tmp_path, table(tmp_path / "a.xlsx"), dry_run=True)
    rows = list(csv.DictReader(io.StringIO(report_text(done, ".csv"))))
    cells = json.loads(report_text(done, ".json"))["cells"]
    assert len(rows) == len(cells) == len(done.plan.used()) + len(done.plan.left)
    by_cell = {row["cell"]: row for row in rows}
    assert by_cell["sheet Sheet, cell I6"]["value"] == "80"
    assert by_cell["sheet Sheet, cell J8"]["why"] == "the cell says that there is no figure"
    assert not (tmp_path / "data").exists()
