"""Every row of a survey's export is a respondent or is told, and what a mapping says of an answer happens."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.survey.counting import count
from kunteko_eval.exchange.survey.importing import SurveyImport
from kunteko_eval.exchange.survey.mapping import SurveyMapping
from kunteko_eval.exchange.survey.mapping_file import read_mapping
from kunteko_eval.exchange.survey.reading import read_export
from kunteko_eval.exchange.survey.telling import report_json, report_lines

MAPPING = """\
schema: 1
id: made
programme: made
source: made
document: made
place: made
period: "2019"
all: all
groups:
  - {column: Role, values: {L: leaders, M: members}}
questions:
  - {column: Q, indicator: q, answers: {R: 1, W: 0}, cannot_say: [D], positive: [1]}
"""
BLANK_IS_WRONG = MAPPING.replace("{R: 1, W: 0}, cannot_say: [D]", '{R: 1, "": 0}')
HEADER = ["Id", "Role", "Q", "Spare"]


def mapped(folder: Path, text: str) -> SurveyMapping:
    """Return a mapping read from its text."""
    (folder / "mapping.yaml").write_text(text, encoding="utf-8")
    return read_mapping(folder / "mapping.yaml")


def exported(folder: Path, rows: list[list[str]], ending: str = "csv") -> Path:
    """Write an export and return its path."""
    path = folder / f"export.{ending}"
    if ending == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in [HEADER, *rows]:
            sheet.append([cell or None for cell in row])
        book.save(path)
        return path
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADER, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def done(folder: Path, text: str, rows: list[list[str]], ending: str = "csv") -> SurveyImport:
    """Read and count an export."""
    mapping, path = mapped(folder, text), exported(folder, rows, ending)
    read = read_export(path, mapping)
    counted = count(path, read.frame, mapping)
    return SurveyImport(mapping=mapping, counted=counted, figures=(), rows=read.rows, empty=read.empty, unread=())


def test_blank_is_the_answer_that_the_mapping_says(tmp_path: Path) -> None:
    """Where blank is mapped to a code, 10 right of 15 respondents are 10 of 15, and nobody is missing."""
    rows = [[str(number), "M", "R" if number < 10 else "", ""] for number in range(15)]
    made = done(tmp_path, BLANK_IS_WRONG, rows)
    tally = made.counted.of(0, None)
    assert (tally.n, tally.positive(made.mapping.questions[0]), tally.missing) == (15, 10, 0)


@pytest.mark.parametrize("key", ["cannot_say", "missing"])
def test_blank_counts_as_what_it_is_listed_under(key: str, tmp_path: Path) -> None:
    """Blank under `cannot_say` is an answer without an opinion, not a missing one."""
    text = MAPPING.replace("cannot_say: [D]", f'{key}: [""]')
    rows = [[str(number), "M", "R" if number < 10 else "", ""] for number in range(15)]
    assert getattr(done(tmp_path, text, rows).counted.of(0, None), key) == 5


def test_a_blank_group_is_the_group_that_the_mapping_says(tmp_path: Path) -> None:
    """Where blank is mapped to a group, those without a value are in it."""
    text = MAPPING.replace("{L: leaders, M: members}", '{L: leaders, "": members}')
    rows = [[str(number), "L" if number < 4 else "", "R", ""] for number in range(10)]
    assert done(tmp_path, text, rows).counted.of(0, "members").n == 6


def test_a_number_called_missing_is_missing_however_it_is_written(tmp_path: Path) -> None:
    """9 and 9.0 are one answer, for `missing` too."""
    text = MAPPING.replace("answers: {R: 1, W: 0}, cannot_say: [D]", 'numbers: {min: 0, max: 9}, missing: ["9"]')
    rows = [[str(number), "M", answer, ""] for number, answer in enumerate(["1", "9", "9.0", "0"])]
    tally = done(tmp_path, text, rows).counted.of(0, None)
    assert (tally.n, tally.missing) == (2, 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [("{R: 1, W: 0}", '{"R ": 1, W: 0}'), ("{R: 1, W: 0}", '{R: 1, " R": 0}'), ("{L: leaders", '{" L": leaders')],
)
def test_what_could_never_take_effect_is_refused(old: str, new: str, tmp_path: Path) -> None:
    """The export is read without blanks around its answers, so a code for an answer with such blanks is a fault."""
    with pytest.raises(FaultyInput, match="without blanks around it"):
        mapped(tmp_path, MAPPING.replace(old, new))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_respondents_who_answered_nothing_are_respondents(ending: str, tmp_path: Path) -> None:
    """Of 476 respondents 37 are blank in every mapped column: 476 are counted, 37 of them missing."""
    rows = [[str(number), "", "", "x"] if number < 37 else [str(number), "M", "R", ""] for number in range(476)]
    made = done(tmp_path, MAPPING, rows, ending)
    tally = made.counted.of(0, None)
    assert (made.counted.respondents, tally.n, tally.missing) == (476, 439, 37)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_rows_that_hold_nothing_at_all_are_told_and_are_nobody(ending: str, tmp_path: Path) -> None:
    """Empty rows, as spreadsheets leave them, are no respondents, and the report says how many there were."""
    rows = [["1", "M", "R", ""], ["", "", "", ""], ["2", "", "", ""], ["", "", "", ""], ["3", "L", "W", ""]]
    made = done(tmp_path, MAPPING, rows, ending)
    assert (made.rows, made.empty, made.counted.respondents) == (5, 2, 3)
    assert "5 rows read, 2 of them empty" in report_lines(made)
    told = json.loads(report_json(made))
    assert (told["rows"], told["rows_empty"], told["respondents"]) == (5, 2, 3)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["1", "", " "]),
            st.sampled_from(["L", "M", "", " "]),
            st.sampled_from(["R", "W", "D", "", " "]),
            st.sampled_from(["", "x", '"', "a\nb"]),
        ),
        min_size=1,
        max_size=12,
    ),
    blank_counts=st.booleans(),
)
def test_what_is_read_is_used_or_told(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], blank_counts: bool
) -> None:
    """Rows are respondents or empty; respondents answered, could not say or are missing; groups part them all."""
    text = MAPPING.replace("W: 0}", 'W: 0, "": 0}') if blank_counts else MAPPING
    alive = [row for row in rows if any(cell.strip() for cell in row)]
    folder = tmp_path_factory.mktemp("rows")
    if not alive:
        with pytest.raises(FaultyInput, match="no respondents"):
            done(folder, text, [list(row) for row in rows])
        return
    made = done(folder, text, [list(row) for row in rows])
    assert made.rows == len(rows) == made.counted.respondents + made.empty
    assert made.counted.respondents == len(alive)
    tally = made.counted.of(0, None)
    assert tally.n + tally.missing + tally.cannot_say == made.counted.respondents
    answers = [row[2].strip() for row in alive]
    assert tally.n == sum(one in {"R", "W"} or (blank_counts and one == "") for one in answers)
    parts = [made.counted.tallies[0][part] for part in made.counted.parts]
    assert sum(one.n + one.missing + one.cannot_say for one in parts) == made.counted.respondents
