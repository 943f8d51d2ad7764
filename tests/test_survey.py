"""Surveys: counted as declared, protected, and set into the programme only when everything fits."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from workshop import commanded, examples

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.survey.importing import import_survey
from kunteko_eval.exchange.survey.mapping_file import read_mapping
from kunteko_eval.exchange.survey.reading import personal
from kunteko_eval.exchange.survey.telling import report_json, report_lines
from kunteko_eval.exchange.workbook.writing import write_workbook
from kunteko_eval.reading.programme_reader import read_programme

ROOT = Path(__file__).parents[1]
NAME = "soteliiderit"

MAPPING = """\
# Synthetic: made for the tests.
schema: 1
id: feedback
programme: soteliiderit
source: feedback-2019
document: kt-2019
place: synthetic survey
period: "2019"
respondent: Id
all: all
invited: 400
groups:
  - column: Role
    values: {Leader: leaders, Member: group-members}
    missing: ["-"]
questions:
  - column: "Q1, helped?"
    indicator: change-leadership-helped
    answers: {Agree: 4, Partly agree: 3, Partly disagree: 2, Disagree: 1}
    cannot_say: [Cannot say]
    positive: [3, 4]
  - column: Grade
    indicator: feedback-grade
    numbers: {min: 1, max: 5}
    mean: true
drop: [Name, E-mail]
texts: [Comment]
"""
ANSWERS = ("Agree", "Partly agree", "Partly disagree", "Disagree", "Cannot say", "")
HEADER = ["Id", "Name", "E-mail", "Role", "Q1, helped?", "Grade", "Comment", "Left alone"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a programme folder with a collection and an indicator for the survey."""
    made = Path(shutil.copytree(ROOT / "data" / NAME, tmp_path / "data" / NAME))
    sources = made / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    words = "{fi: palaute, sv: respons, en: feedback}"
    collection = f"  - {{id: feedback-2019, label: {words}, type: participants, bias: some, bias_reason: {words}}}\n"
    sources.write_text(text.replace("collections:\n", f"collections:\n{collection}", 1), encoding="utf-8")
    with (made / "indicators.csv").open("a", encoding="utf-8") as file:
        file.write("feedback-grade,Arvosana,Betyg,Grade,grade,effects,perceived,level,more,1,5,\n")
    return made


def rows(count: int, seed: int = 1, small: int = 0) -> list[list[str]]:
    """Return synthetic respondents, all but a few of whom are members."""
    chance = random.Random(seed)  # noqa: S311  (answers, not secrets)
    return [
        [
            str(number),
            "Some Body",
            f"some{number}@example.org",
            "Leader" if number < small else chance.choice(["Member", "Member", "-"]),
            chance.choice(ANSWERS),
            chance.choice(["1", "2", "3", "4", "5", "5.0", ""]),
            "",
            "x",
        ]
        for number in range(count)
    ]


def write(path: Path, respondents: list[list[str]], header: list[str] = HEADER, delimiter: str = ",") -> Path:
    """Write an export as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *respondents])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def bring(folder: Path, respondents: list[list[str]], mapping: str = MAPPING, **more: Any) -> Any:
    """Import respondents by a mapping."""
    base = folder.parents[1]
    (base / "mapping.yaml").write_text(mapping, encoding="utf-8")
    return import_survey(write(base / "export.csv", respondents), base / "mapping.yaml", folder, **more)


def faults(folder: Path, respondents: list[list[str]], mapping: str = MAPPING) -> str:
    """Return the message of an import that must fail, and assert that nothing was written."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(FaultyInput) as caught:
        bring(folder, respondents, mapping)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    return str(caught.value)


def test_figures_are_those_that_pandas_computes(folder: Path) -> None:
    """Number of answers, share, mean and standard deviation equal pandas' and numpy's on the same answers."""
    respondents = rows(300, small=60)
    bring(folder, respondents)
    programme = read_programme(folder)
    frame = pd.DataFrame(respondents, columns=HEADER)
    yes = frame["Q1, helped?"].map({"Agree": 1, "Partly agree": 1, "Partly disagree": 0, "Disagree": 0})
    grade = pd.to_numeric(frame["Grade"])
    for group, member in (("all", frame.index >= 0), ("leaders", frame["Role"] == "Leader")):
        share = programme.observations_by_id[f"feedback-change-leadership-helped-{group}"]
        assert share.n == yes[member].count()
        assert share.number == round(100 * yes[member].mean())
        mean = programme.observations_by_id[f"feedback-feedback-grade-{group}"]
        assert mean.n == grade[member].count()
        assert mean.number == pytest.approx(grade[member].mean(), abs=0.005)
        assert float(mean.sd or "nan") == pytest.approx(np.std(grade[member].dropna(), ddof=1), abs=0.005)
        assert (mean.source, mean.group, mean.match) == ("feedback-2019", group, "derived")


def test_missing_answers_and_those_without_an_opinion_are_told_apart(folder: Path) -> None:
    """Neither counts among n; the report tells how many there were of each, and the response rate."""
    respondents = rows(300, small=60)
    done = bring(folder, respondents)
    answers = [row[4] for row in respondents]
    told = json.loads(report_json(done))
    question = told["questions"][0]
    assert question["missing"] == answers.count("")
    assert question["cannot_say"] == answers.count("Cannot say")
    assert question["n"] == 300 - question["missing"] - question["cannot_say"]
    assert told["response_rate"] == 0.75
    assert told["not_read"] == ["Name", "E-mail", "Comment", "Left alone"]
    assert any("response rate 0.75" in line for line in report_lines(done))


def test_a_small_group_and_what_gives_it_away_are_hidden_and_recorded(folder: Path) -> None:
    """Three leaders among members have no figure anywhere; suppressed.csv says what is hidden and why."""
    respondents = [[*row[:3], "Leader" if number < 3 else "Member", *row[4:]] for number, row in enumerate(rows(80))]
    respondents = [[*row[:4], "Agree" if int(row[0]) % 2 else "Disagree", *row[5:]] for row in respondents]
    done = bring(folder, respondents)
    programme = read_programme(folder)
    reasons = {(one.indicator, one.group): one.reason for one in programme.suppressed}
    assert reasons[("change-leadership-helped", "leaders")] == "small-group"
    assert reasons[("change-leadership-helped", "group-members")] == "complementary"
    assert {one.group for one in programme.observations if one.source == "feedback-2019"} == {"all"}
    text = "\n".join(report_lines(done)) + report_json(done)
    assert "hidden: change-leadership-helped, leaders: small-group" in text
    assert '"n": 3' not in text


def test_importing_again_replaces_and_leaves_the_rest(folder: Path) -> None:
    """The same import twice gives the same bytes; a corrected export replaces its rows, and no other row is touched."""
    before = table(folder)
    bring(folder, rows(300, small=60))
    first = (folder / "observations.csv").read_bytes()
    assert table(folder)[: len(before)] == before
    bring(folder, rows(300, small=60))
    assert (folder / "observations.csv").read_bytes() == first
    added = table(folder)[len(before) :]
    bring(folder, rows(300, seed=2, small=60))
    again = table(folder)
    assert again[: len(before)] == before
    assert [row["id"] for row in again[len(before) :]] == [row["id"] for row in added]
    assert again[len(before) :] != added


def table(folder: Path) -> list[dict[str, str]]:
    """Return the rows of ``observations.csv`` with the cells that are given."""
    text = (folder / "observations.csv").read_text(encoding="utf-8")
    return [{key: cell for key, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(text))]


def test_a_survey_goes_into_a_workbook_as_into_a_folder(folder: Path, tmp_path: Path) -> None:
    """A programme's workbook says after an import what its folder says, and keeps its author's own sheets."""
    book = tmp_path / "book" / f"{NAME}.xlsx"
    write_workbook(read_programme(folder), book)
    own = openpyxl.load_workbook(book)
    own.create_sheet("notes of mine")["B2"] = "kept"
    own["observations"].column_dimensions["A"].width = 41
    own.save(book)
    for count in (80, 60):
        bring(folder, rows(count, small=3))
        import_survey(tmp_path / "export.csv", tmp_path / "mapping.yaml", book.with_suffix(""))
        assert read_programme(book) == read_programme(folder)
    after = openpyxl.load_workbook(book)
    assert after["notes of mine"]["B2"].value == "kept"
    assert after["observations"].column_dimensions["A"].width == 41


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    """What would be shown and hidden is told, and every file stays as it is."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert bring(folder, rows(100), dry_run=True).figures
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_no_personal_data_leaves_the_export(folder: Path) -> None:
    """Names and addresses are in no file and no message; free texts go out for coding only without addresses in them."""
    respondents = rows(100, small=20)
    for row, text in zip(respondents, ["Good.", "Ask me: a.b@example.org", "=1+1", "0401234567"], strict=False):
        row[6] = text
    texts = folder.parents[1] / "texts.csv"
    done = bring(folder, respondents, texts=texts)
    assert done.withheld == 2
    written = texts.read_text(encoding="utf-8")
    assert list(csv.reader(io.StringIO(written)))[1:] == [["Comment", "'=1+1"], ["Comment", "Good."]]
    everything = written + "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    everything += "\n".join(report_lines(done)) + report_json(done)
    for personal_data in ("Some Body", "example.org", "0401234567"):
        assert personal_data not in everything


def test_an_address_among_the_answers_is_a_fault_that_does_not_repeat_it(folder: Path) -> None:
    """An e-mail address in a column of answers is told as such, with its row, and never by its words."""
    respondents = rows(50)
    respondents[6][4] = "somebody@example.org"
    message = faults(folder, respondents)
    assert 'row 8, column "Q1, helped?": an e-mail address; expected one of 4 answers' in message
    assert "somebody" not in message


def test_every_unknown_value_is_told_with_its_first_row_and_number(folder: Path) -> None:
    """Answers that are on no scale and roles that are no group are told all at once."""
    respondents = rows(50)
    respondents[3][4] = respondents[9][4] = "Maybe"
    respondents[4][5] = "6"
    respondents[5][3] = "Chief"
    respondents[7][0] = "8"
    message = faults(folder, respondents)
    assert message.startswith("4 faults")
    assert 'row 5, column "Q1, helped?": "Maybe", 2 times' in message
    assert 'row 6, column "Grade": "6"; expected a whole number from 1 to 5' in message
    assert 'row 7, column "Role": "Chief"' in message
    assert "1 respondents are there more than once" in message


def test_what_the_programme_lacks_is_told_with_the_line_to_add(folder: Path) -> None:
    """A mapping that names an unknown collection, period, group or indicator says what to write where."""
    mapping = MAPPING.replace("feedback-2019", "other").replace('"2019"', '"2031"').replace("feedback-grade", "stars")
    mapping = mapping.replace("Member: group-members", "Member: members")
    message = faults(folder, rows(50), mapping)
    for told in (
        "key source: 'other'",
        "Add to sources.yaml: - {id: other,",
        "key period: '2031'",
        'Add to programme.yaml: - {id: "2031"',
        "key groups.0.values: 'members'",
        "key questions.1.indicator: 'stars'",
        "Add to indicators.csv: stars,",
    ):
        assert told in message


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("mean: true", "positive: [5]", "unit percent or share"),
        ("{min: 1, max: 5}", "{min: 0, max: 5}", "scale_min 0 and scale_max 5"),
        ("positive: [3, 4]", "positive: [7]", "codes of the scale, 1 to 4"),
        ("positive: [3, 4]", "positive: [1, 2, 3, 4]", "some of its codes"),
        ("positive: [3, 4]", "mean: false", "neither positive nor mean"),
        ("numbers: {min: 1, max: 5}", "sensitive: false", "neither answers nor numbers"),
        ("cannot_say: [Cannot say]", "cannot_say: [Agree]", "not two of them"),
        ("drop: [Name, E-mail]", "drop: [Grade]", "a column used once"),
        ("respondent: Id", "respondent: Role", "a column used once"),
        ("invited: 400", "invited: 20", "no more respondents than invited"),
        ("schema: 1", "schema: 1\nkeep_names: true", "keep_names"),
        ("column: Grade", "column: Grades", "Grade"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(old: str, new: str, told: str, folder: Path) -> None:
    """Scales are declared, never guessed: whatever does not go together is a fault, and nothing is written."""
    assert old in MAPPING
    assert told in faults(folder, rows(50), MAPPING.replace(old, new))


def test_a_response_rate_that_contradicts_the_programme_is_a_fault(folder: Path) -> None:
    """The rate in sources.yaml must be the export's, because confidence depends on it."""
    sources = folder / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("type: participants, bias", "type: participants, response_rate: 0.5, bias", 1))
    assert "response_rate: 0.12 of collection feedback-2019" in faults(folder, rows(50))
    sources.write_text(sources.read_text(encoding="utf-8").replace("response_rate: 0.5", "response_rate: 0.125"))
    assert bring(folder, rows(50)).rate == 0.125


def test_excel_gives_the_same_figures_as_csv(folder: Path) -> None:
    """An Excel export is read by the same mapping, with numbers as numbers."""
    respondents = rows(120, small=30)
    bring(folder, respondents)
    expected = (folder / "observations.csv").read_bytes()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADER, *respondents]:
        sheet.append([float(one) if one.replace(".", "").isdigit() else one or None for one in row])
    path = folder.parents[1] / "export.xlsx"
    book.save(path)
    import_survey(path, folder.parents[1] / "mapping.yaml", folder)
    assert (folder / "observations.csv").read_bytes() == expected


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-16", "tab"), ("cp1252", ";")])
def test_other_encodings_and_delimiters_are_declared(encoding: str, delimiter: str, folder: Path) -> None:
    """An export in another encoding is read when the mapping says so, and is a fault with advice when not."""
    base = folder.parents[1]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="\t" if delimiter == "tab" else delimiter).writerows(
        [HEADER, *rows(60), ["ä"] + [""] * 7]
    )
    (base / "export.csv").write_bytes(text.getvalue().encode(encoding))
    (base / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    with pytest.raises(FaultyInput, match="Say in the mapping which encoding it has"):
        import_survey(base / "export.csv", base / "mapping.yaml", folder)
    declared = f'encoding: {encoding}\ndelimiter: "{delimiter}"\nrespondent:'
    (base / "mapping.yaml").write_text(MAPPING.replace("respondent:", declared), encoding="utf-8")
    assert import_survey(base / "export.csv", base / "mapping.yaml", folder).counted.respondents == 61


BROKEN = {
    "nothing": b"",
    "only a header": ",".join(HEADER).encode(),
    "a row with too many cells": b'Id,Name,E-mail,Role,"Q1, helped?",Grade,Comment,Left alone\n1,a,b,-,Agree,5,,x,y\n',
    "a row with too few cells": b'Id,Name,E-mail,Role,"Q1, helped?",Grade,Comment,Left alone\n1,a,b\n',
    "an open quotation mark": b'Id,Name,E-mail,Role,"Q1, helped?",Grade,Comment,Left alone\n1,"a,b,-,Agree,5,,x\n',
    "a NUL": b'Id,Name,E-mail,Role,"Q1, helped?",Grade,Comment,Left alone\n1,\0,b,-,Agree,5,,x\n',
    "another delimiter": ";".join(HEADER).encode() + b"\n1;a;b;-;Agree;5;;x\n",
    "a column twice": b'Id,Name,E-mail,Role,"Q1, helped?",Grade,Grade,Comment\n1,a,b,-,Agree,5,5,x\n',
    "not UTF-8": b'Id,Name,E-mail,Role,"Q1, helped?",Grade,Comment,Left alone\n1,\xe4,b,-,Agree,5,,x\n',
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_broken_export_is_a_clear_fault(name: str, ending: str, folder: Path) -> None:
    """Whatever the bytes, the message names the file, and nothing is written."""
    base = folder.parents[1]
    (base / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (base / f"export.{ending}").write_bytes(BROKEN[name])
    before = (folder / "observations.csv").read_bytes()
    with pytest.raises(FaultyInput, match=rf"export\.{ending}"):
        import_survey(base / f"export.{ending}", base / "mapping.yaml", folder)
    assert (folder / "observations.csv").read_bytes() == before
    assert not (folder / "suppressed.csv").exists()


def test_a_missing_export_is_a_clear_fault(folder: Path) -> None:
    """A path that leads nowhere is told as such."""
    (folder.parents[1] / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    with pytest.raises(FaultyInput, match="the file is missing"):
        import_survey(folder.parents[1] / "none.csv", folder.parents[1] / "mapping.yaml", folder)


VALID = (
    b'Id,Name,E-mail,Role,"Q1, helped?",Grade,Comment,Left alone\n'
    + b"\n".join(b"%d,a,b,Member,Agree,%d,,x" % (number, 1 + number % 5) for number in range(20))
    + b"\n"
)


@settings(max_examples=examples(60, 600), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(
        st.tuples(
            st.integers(0, len(VALID)),
            st.integers(0, 12),
            st.sampled_from(
                [
                    b"",
                    b"\0",
                    b'"',
                    b",",
                    b"\n",
                    b"\r",
                    b"\xff",
                    b"=1+1",
                    b"\xef\xbb\xbf",
                    b"9" * 30,
                    b"\n\n",
                    b"1e9",
                    b"-0",
                    b"\xc3\xa4",
                ]
            ),
        ),
        max_size=4,
    )
)
@example(edits=[(0, 0, b"\xef\xbb\xbf")])
@example(edits=[(0, 0, b"\n\n")])
def test_a_damaged_export_is_read_or_refused(edits: list[tuple[int, int, bytes]], folder: Path) -> None:
    """However an export is damaged, the import works or says what is wrong; it never falls over."""
    base = folder.parents[1]
    damaged = VALID
    for at, cut, put in edits:
        damaged = damaged[:at] + put + damaged[at + cut :]
    (base / "export.csv").write_bytes(damaged)
    (base / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    try:
        done = import_survey(base / "export.csv", base / "mapping.yaml", folder, dry_run=True)
    except FaultyInput:
        return
    assert 0 < done.counted.respondents <= 40


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a@b.fi", "an e-mail address"),
        ("at 192.168.0.1 today", "an IP address"),
        ("2001:db8:0:0:0:0:0:1", "an IP address"),
        ("+358 40 123 4567", "a phone number"),
        ("010190-123A", "a personal identity code"),
        ("1", ""),
        ("2019", ""),
        ("3,5", ""),
        ("Agree", ""),
    ],
)
def test_personal_data_is_known_by_its_form(text: str, kind: str) -> None:
    """E-mail and IP addresses, phone numbers and identity codes are told from answers."""
    assert personal(text) == kind


def test_the_command_tells_what_it_did_and_fails_with_its_faults(folder: Path) -> None:
    """`import survey` writes the figures and the report; a fault ends it with 1 and no traceback."""
    base = folder.parents[1]
    (base / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    write(base / "export.csv", rows(200, small=40))
    given_to = ["--mapping", "mapping.yaml", "--programme", NAME, "--data", "data", "--report", "done.json"]
    done = commanded("import", "survey", "export.csv", *given_to, cwd=base)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("200 respondents, 2 questions, 6 figures shown, 0 hidden\n")
    assert json.loads((base / "done.json").read_text(encoding="utf-8"))["respondents"] == 200
    failed = commanded("import", "survey", "none.csv", *given_to, cwd=base)
    assert failed.returncode == 1
    assert "none.csv: the file is missing" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_the_mapping_of_the_guide_has_no_fault(tmp_path: Path) -> None:
    """The mapping file that the guide shows is one that the reader takes."""
    text = (ROOT / "docs" / "how-to" / "import-a-survey.md").read_text(encoding="utf-8")
    block = text.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "mapping.yaml").write_text(block, encoding="utf-8")
    mapping = read_mapping(tmp_path / "mapping.yaml")
    assert [question.indicator for question in mapping.questions] == ["coaching-helped", "coaching-grade"]
