"""How warnings are told: by check and run, with their places, in the report's register, and as faults with --strict."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunteko_eval import cli
from kunteko_eval.batch.checking import check_folders
from kunteko_eval.batch.plan import check
from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.workbook.reading import import_workbook
from kunteko_eval.exchange.workbook.writing import write_workbook
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.project.judgement_record import record
from kunteko_eval.reading.date_checks import date_faults
from kunteko_eval.reading.folder import Folder
from kunteko_eval.reading.programme_reader import read_programme, read_with_places
from kunteko_eval.report.chapters import register
from kunteko_eval.report.checks_file import checks_json
from kunteko_eval.report.input_warnings import MOST_TOLD, lines, today, warnings_of
from kunteko_eval.report.job import Job
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import view_of

DAY = datetime.date(2026, 12, 1)
REASON = """
accepted:
  - code: duplicate
    subject: [deeds-again, {first}]
    reason: {{fi: Kaksi kohtaa, sv: Två ställen, en: Told at two places}}
    recorded: "2026-11-22"
"""


def told(folder: Path, *, strict: bool = False) -> tuple[str, bool]:
    """Return what check says of a folder on the day."""
    return check_folders([folder], None, today=DAY, strict=strict)


def with_a_duplicate(folder: Path) -> str:
    """Add a copy of the last observation under another id, and return the id of the first one."""
    file = folder / "observations.csv"
    rows = file.read_text(encoding="utf-8")
    last = rows.rstrip("\n").rpartition("\n")[2]
    name, _, rest = last.partition(",")
    file.write_text(f"{rows.rstrip()}\ndeeds-again,{rest}\n", encoding="utf-8")
    return name


def without_reasons(folder: Path) -> None:
    """Remove what is accepted."""
    file = folder / "programme.yaml"
    left = re.sub(r"^accepted:\n(?: .*\n)+", "", file.read_text(encoding="utf-8"), flags=re.M)
    file.write_text(left, encoding="utf-8")


def test_check_tells_a_warning_with_its_place_and_what_to_do(copy_of_kunteko: Path) -> None:
    """File, both rows, why, advice, code and subject; the folder is still right."""
    first = with_a_duplicate(copy_of_kunteko)
    text, faulty = told(copy_of_kunteko)
    assert not faulty
    (line,) = [one for one in text.splitlines() if "warning: " in one]
    assert f"{copy_of_kunteko / 'observations.csv'}, row 237, column value; row 238, column value: " in line
    assert "One figure may have been entered twice. Keep one of the rows" in line
    assert line.endswith(f"[duplicate: {first} deeds-again]")


def test_strict_makes_an_unexplained_warning_a_fault(copy_of_kunteko: Path) -> None:
    """With the place and the advice of the warning; what is explained is none."""
    assert told(copy_of_kunteko, strict=True)[1] is False
    with_a_duplicate(copy_of_kunteko)
    text, faulty = told(copy_of_kunteko, strict=True)
    assert faulty
    assert text.startswith("1 fault in the input:\n")
    assert "row 237, column value; row 238, column value: The same figure" in text
    assert "record the reason in programme.yaml under accepted" in text


def test_a_recorded_reason_explains_a_warning(copy_of_kunteko: Path) -> None:
    """Whatever the order of the ids; it is counted, and strict has nothing to say."""
    first = with_a_duplicate(copy_of_kunteko)
    without_reasons(copy_of_kunteko)
    with (copy_of_kunteko / "programme.yaml").open("a", encoding="utf-8") as file:
        file.write(REASON.format(first=first))
    text, _ = told(copy_of_kunteko)
    assert f"[duplicate: {first} deeds-again]" not in text
    assert text.count("warning: ") == 3
    assert "  1 warning is explained (see the report)" in text


def test_a_reason_whose_warning_is_gone_is_told(copy_of_kunteko: Path) -> None:
    """At its own place in programme.yaml; with strict it is a fault."""
    file = copy_of_kunteko / "programme.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("[page-views-2015-2020,", "[page-view,"), encoding="utf-8")
    text, faulty = told(copy_of_kunteko)
    assert not faulty
    assert re.search(r"programme\.yaml, line \d+, key accepted\.1\.subject: A reason is recorded for the warning", text)
    assert "[outlived: page-view page-views-2015-2020-b]" in text
    assert told(copy_of_kunteko, strict=True)[1]


def test_one_warning_is_accepted_once(copy_of_kunteko: Path) -> None:
    """Two reasons for one warning are a fault, whatever the order of their ids."""
    file = copy_of_kunteko / "programme.yaml"
    content = file.read_text(encoding="utf-8")
    before, key, after = content.partition("accepted:\n")
    entry = after.partition("  - code")[2].partition("  - code")[0]
    swapped = entry.replace(
        "[all-participants-2015-2020, all-participants-2015-2020-b]",
        "[all-participants-2015-2020-b, all-participants-2015-2020]",
    )
    file.write_text(f"{before}{key}  - code{swapped}{after}", encoding="utf-8")
    text, faulty = told(copy_of_kunteko)
    assert faulty
    assert text.count("is accepted 2 times; expected one reason for each warning") == 2


def test_many_warnings_of_one_kind_are_counted(copy_of_kunteko: Path) -> None:
    """The first dozen are told one by one."""
    file = copy_of_kunteko / "observations.csv"
    header, *rows = file.read_text(encoding="utf-8").splitlines()
    copies = [f"again-{row}" for row in rows[:40]]
    file.write_text("\n".join([header, *rows, *copies]) + "\n", encoding="utf-8")
    warnings = warnings_of(*read_with_places(copy_of_kunteko))
    said = lines(warnings)
    assert sum("[duplicate: " in one for one in said) == MOST_TOLD
    assert re.fullmatch(r"  and \d+ more warnings of the kind duplicate", next(one for one in said if "more" in one))


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return the command line as a function: exit status, standard output and error output."""

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kunteko-eval", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return call


def test_the_command_ends_with_1_when_it_is_strict(
    copy_of_kunteko: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    """`check --strict` on the error output; without it the command ends with 0."""
    with_a_duplicate(copy_of_kunteko)
    assert command("check", copy_of_kunteko)[0] == 0
    code, out, told_wrong = command("check", "--strict", copy_of_kunteko)
    assert (code, out) == (1, "")
    assert "1 fault in the input:" in told_wrong


def test_run_tells_warnings_once_for_each_programme_and_stops_when_strict(
    repo: Path, copy_of_kunteko: Path, tmp_path: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    """Eleven reports, one word; with --strict nothing is made and the command ends with 1."""
    with_a_duplicate(copy_of_kunteko)
    data = tmp_path / "data"
    data.mkdir()
    shutil.move(copy_of_kunteko, data / "kunteko")
    options = ("run", "kunteko", "--dry-run", "--data", data, "--params", repo / "params", "--output", tmp_path / "out")
    code, out, said = command(*options)
    assert (code, out.count(": make")) == (0, 10)
    assert said.count("warning: ") == 1
    assert "kunteko:\n  warning: " in said
    code, out, said = command(*options, "--strict")
    assert (code, out) == (1, "")
    assert "1 fault in the input:" in said


def test_the_batch_checks_against_the_day_that_it_is_given(repo: Path, copy_of_kunteko: Path, rubric: Rubric) -> None:
    """The day before the programme was registered, every registration is in the future; on the day none is."""
    runs = [Job(programme="kunteko", period="2019", language="fi")]
    data = copy_of_kunteko.parent
    assert check(runs, data, repo / "params", today=DAY)["kunteko"]
    with pytest.raises(FaultyInput, match="2026-11-30, which is after today, 2026-11-01; expected a day that has come"):
        check(runs, data, repo / "params", today=datetime.date(2026, 11, 1))
    assert today(rubric) >= rubric.sheet.date


# --- days to come


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("chain.yaml", 'recorded: "2026-11-30"', 'recorded: "2031-01-01"', r"key conventions\.\d+\.recorded"),
        ("chain.yaml", 'registered: "2026-11-30"', 'registered: "2027-01-01"', r"key elements\.\d+\.registered"),
        ("programme.yaml", 'recorded: "2026-11-26"', 'recorded: "2031-01-01"', r"key accepted\.2\.recorded"),
    ],
)
def test_what_is_recorded_on_a_day_to_come_is_a_fault(
    copy_of_kunteko: Path, file: str, old: str, new: str, place: str
) -> None:
    """Nothing is recorded or registered on a day that has not come."""
    path = copy_of_kunteko / file
    before, after = path.read_text(encoding="utf-8").rsplit(old, 1)
    path.write_text(f"{before}{new}{after}", encoding="utf-8")
    text, faulty = told(copy_of_kunteko)
    assert faulty
    assert re.search(rf"{place}: 20(31|27)-01-01, which is after today, 2026-12-01; expected a day that has come", text)
    assert read_programme(copy_of_kunteko).id == "kunteko"  # A report is the same on every day.


def test_a_score_of_2031_is_a_fault(copy_of_kunteko: Path, kunteko: ProgrammeData) -> None:
    """Scores and judgements are made on days that have come."""
    element = kunteko.chain.elements[0].id
    rows = f"element,period,scorer,score,date\n{element},2019,first,green,2031-01-01\n"
    (copy_of_kunteko / "scores.csv").write_text(rows, encoding="utf-8")
    text, faulty = told(copy_of_kunteko)
    assert faulty
    assert "scores.csv, row 2, column date: 2031-01-01, which is after today" in text


def test_no_judgement_is_recorded_for_a_day_to_come(copy_of_kunteko: Path, rubric: Rubric) -> None:
    """`judge --date 2031-01-01` is refused, and nothing is written."""
    view = view_of(read_programme(copy_of_kunteko), "2019", rubric, Language("en"))
    rating = view.assessment.ratings[0]
    values: dict[str, str | int | None] = {
        "author": "evaluator",
        "final": rating.computed.value,
        "reason_code": "confirms",
        "reason": "As computed.",
        "date": "2031-01-01",
    }
    with pytest.raises(FaultyInput, match="2031-01-01, which is after today"):
        record(view, rating.element.id, copy_of_kunteko, values)
    assert not (copy_of_kunteko / "judgements.csv").exists()


@cache
def files_of_kunteko() -> Folder:
    """Return KunTeko with its places, read once."""
    return read_with_places(Path(__file__).parents[1] / "data" / "kunteko")[1]


@given(days=st.integers(-3000, 3000))
@settings(deadline=None)
def test_a_day_is_to_come_when_the_clock_has_not_reached_it(days: int) -> None:
    """One day of tolerance for time zones, and no other."""
    day = datetime.date(2026, 11, 30) + datetime.timedelta(days=days)
    late = [one for one in date_faults(files_of_kunteko(), day) if "chain.yaml" in one.file]
    assert bool(late) == (days < -1)


# --- the report and the workbook


def test_the_register_of_the_report_shows_warnings_and_their_reasons(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """What is explained says so with its reason; what is not is a warning; both in the report's language."""
    copy = replace(kunteko.observations[0], id="copy", value="9999999")
    programme = replace(kunteko, observations=(*kunteko.observations, replace(copy, id="copy-b"), copy))
    view = view_of(programme, "2015-2020", rubric, Language("sv"))
    shown = register(view).plain()
    assert "En siffra kan ha förts in två gånger. | varning" in shown
    assert "Förklaring: Dokumentet anger samma siffra på två ställen" in shown
    assert "| förklarad |" in shown


def test_the_register_keeps_to_its_period(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """A duplicate of the whole programme is not told in the report of one year."""
    assert "selitetty" in register(view_of(kunteko, "2015-2020", rubric, Language("fi"))).plain()
    assert "selitetty" not in register(view_of(kunteko, "2018-2020", rubric, Language("fi"))).plain()


def test_the_checks_beside_a_report_hold_the_warnings(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """As entries after the others, with code, subject and places; those others stay as they were."""
    view = view_of(kunteko, "2015-2020", rubric, Language("fi"))
    found = json.loads(checks_json(view.assessment))["checks"]
    count = len(view.assessment.checks)
    assert [one["severity"] for one in found[count:]] == ["explained"] * 3
    assert found[count]["subject"] == ["all-participants-2015-2020", "all-participants-2015-2020-b"]
    assert [one["value"] for one in found[count]["evidence"]] == ["10000", "10000"]
    assert found[count]["text"]["en"].endswith("both places are kept.")
    bare = replace(kunteko, observations=tuple(one for one in kunteko.observations if not one.id.endswith("-b")))
    left = json.loads(checks_json(view_of(bare, "2015-2020", rubric, Language("fi")).assessment))["checks"]
    assert not any("subject" in one for one in left)


def test_a_workbook_keeps_the_reasons(copy_of_kunteko: Path, tmp_path: Path, kunteko: ProgrammeData) -> None:
    """In a sheet of their own, and back again; a warning has the sheet and the row for its place."""
    with_a_duplicate(copy_of_kunteko)
    book = tmp_path / "book" / "kunteko.xlsx"
    book.parent.mkdir()
    write_workbook(read_programme(copy_of_kunteko), book)
    assert read_programme(book).sheet.accepted == kunteko.sheet.accepted
    text, _ = told(book)
    assert f"{book}, sheet observations, row 237, column value; sheet observations, row 238, column value: " in text
    made = import_workbook(book, tmp_path / "made" / "kunteko")
    assert read_programme(made).sheet.accepted == kunteko.sheet.accepted
