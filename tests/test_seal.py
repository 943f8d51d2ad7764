"""The seal on what ratings are judged against: every way to cheat is found, and only what was changed is."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kunteko_eval.batch.checking import check_folders
from kunteko_eval.batch.make_report import make_report
from kunteko_eval.batch.verification import verify
from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput
from kunteko_eval.method.assess import Assessment, assess
from kunteko_eval.method.registration import changes, parts_of
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.model.registration import COLUMNS, HEAD, SealedPart, digest_of_all, seal_of
from kunteko_eval.project.new_project import ProjectOptions, init
from kunteko_eval.project.seal_record import Registered, register
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.reading.scenario import Scenario, TriedExpectation, apply
from kunteko_eval.reading.seal_checks import row_faults
from kunteko_eval.report.data_files import ratings_json, run_json
from kunteko_eval.report.job import Job, Task
from kunteko_eval.report.language import Language
from kunteko_eval.report.seal_warnings import differences
from kunteko_eval.report.seal_words import element_seal, seal_changes, seal_note, timing_told
from kunteko_eval.report.view import View, view_of

NAME = "example"
PERIOD = "2024-2025"
WRITTEN = "2024-01-15"
SEALED = "2024-02-01"
"""Before the one document of the example was published, 30 January 2026."""

AMENDED = "2026-03-01"
"""After it."""

SEALED_ON = datetime.date.fromisoformat(SEALED)

Row = dict[str, str]


@dataclass(frozen=True)
class Sealed:
    """A made-up project with a record of seals."""

    root: Path

    @property
    def folder(self) -> Path:
        """The programme folder."""
        return self.root / "data" / NAME

    @property
    def record(self) -> Path:
        """The record of seals."""
        return self.folder / "registration.csv"

    def seal(self, date: str = SEALED, reason: str | None = None, author: str = "evaluator-1") -> Registered:
        """Register what stands now."""
        rubric = read_rubric(self.root / "params" / "rubric.yaml")
        return register(self.folder, rubric, {"author": author, "date": date, "reason": reason})

    def seal_anew_after_the_evidence(self) -> None:
        """Lower an expectation once the evidence is public, and seal that."""
        self.change("chain.yaml", "expected: 80", "expected: 70")
        self.seal(AMENDED, reason="Four in five was too much.")

    def change(self, file: str, old: str, new: str) -> None:
        """Replace the first place of a text in a file of the programme, or in the rubric."""
        path = self.root / "params" / file if file == "rubric.yaml" else self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def rows(self) -> list[Row]:
        """Return the rows of the record as they stand in the file."""
        return list(csv.DictReader(io.StringIO(self.record.read_text(encoding="utf-8"))))

    def write(self, rows: Sequence[Row], delimiter: str = ",") -> None:
        """Write the record anew."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, COLUMNS, delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.record.write_text(text.getvalue(), encoding="utf-8")

    def head(self) -> str:
        """Return the head of the record as it is published."""
        return self.rows()[-1]["seal"]

    def check(self, head: str | None = None, *, strict: bool = True) -> tuple[str, bool]:
        """Return what the check says, and whether there were faults."""
        today = datetime.date(2026, 12, 1)
        return check_folders([self.folder], None, params=self.root / "params", today=today, strict=strict, head=head)

    def assessment(self) -> Assessment:
        """Rate the period."""
        return assess(read_programme(self.folder), PERIOD, read_rubric(self.root / "params" / "rubric.yaml"))

    def view(self, language: str = "en") -> View:
        """Return the period for showing."""
        rubric = read_rubric(self.root / "params" / "rubric.yaml")
        return view_of(read_programme(self.folder), PERIOD, rubric, Language(language))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    """Return a small project, sealed twice; nobody may change it."""
    options = ProjectOptions(
        name=NAME,
        folder=tmp_path_factory.mktemp("seal"),
        titles={"en": "Example"},
        start="2024-01-01",
        end="2025-12-31",
        language="en",
    )
    made = Sealed(root=init(options))
    chain = made.folder / "chain.yaml"
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    chain.write_text(chain.read_text(encoding="utf-8").replace(today, WRITTEN), encoding="utf-8")
    made.seal()
    made.change("indicators.csv", "more,0,20", "more,0,19")
    made.seal("2024-03-01", reason="The plan was cut to 19.")
    return made


@pytest.fixture
def made(original: Sealed, tmp_path: Path) -> Sealed:
    """Return a copy of the project, to be cheated with."""
    return Sealed(root=Path(shutil.copytree(original.root, tmp_path / "project")))


@pytest.fixture
def bare(made: Sealed) -> Sealed:
    """Return a copy of the project without a record of seals."""
    made.record.unlink()
    made.change("indicators.csv", "more,0,19", "more,0,20")
    return made


def forged(rows: Sequence[Row], programme: str = NAME) -> list[Row]:
    """Return rows whose every digest, previous seal and seal fits, as who knows the format can make them."""
    found: list[Row] = []
    known: dict[str, str] = {}
    for row in rows:
        if row["part"] != HEAD:
            known[row["part"]] = row["content"]
        else:
            row = {**row, "digest": digest_of_all(programme, known)}
        whole = {**row, "previous": found[-1]["seal"] if found else ""}
        date = datetime.date.fromisoformat(whole["date"])
        given = {name: value for name, value in whole.items() if value}
        found.append({**whole, "seal": seal_of(SealedPart(**{**given, "date": date}))})  # type: ignore[arg-type]
    return found


Cheat = Callable[[Sealed], str | None]
"""Cheats, and returns the published head that finds it, where the record alone cannot."""


def _edit(column: str, value: Callable[[str], str], place: int = 3) -> Cheat:
    def cheat(made: Sealed) -> None:
        rows = made.rows()
        rows[place] = {**rows[place], column: value(rows[place][column])}
        made.write(rows)

    return cheat


def _rows(changed: Callable[[list[Row]], list[Row]]) -> Cheat:
    def cheat(made: Sealed) -> None:
        made.write(changed(made.rows()))

    return cheat


def _against_head(changed: Callable[[list[Row]], list[Row]]) -> Cheat:
    def cheat(made: Sealed) -> str:
        head = made.head()
        made.write(changed(made.rows()))
        return head

    return cheat


def _file(file: str, old: str, new: str) -> Cheat:
    return lambda made: made.change(file, old, new)


def _first_registration(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["registration"] == "r1"]


def _swapped(rows: list[Row]) -> list[Row]:
    rows[4], rows[5] = rows[5], rows[4]
    return rows


def _two_at_once(made: Sealed) -> None:
    """Two people register another change each, from the same head, and both rows are kept by a merge."""
    other = Sealed(root=Path(shutil.copytree(made.root, made.root.with_name("other"))))
    made.change("chain.yaml", "expected: 80", "expected: 75")
    made.seal("2024-04-01", reason="One reason.")
    other.change("chain.yaml", "expected: 80", "expected: 85")
    other.seal("2024-04-01", reason="Another reason.", author="evaluator-2")
    ours, before = made.rows(), len(other.rows()) - 2
    made.write([*ours, *other.rows()[before:]])


def _copied(made: Sealed) -> None:
    """The record of one programme is put beside another, whose parts are the same."""
    other = made.folder.with_name("copied")
    made.folder.rename(other)
    for path in (other / "programme.yaml", other / "chain.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace(NAME, "copied", 1), encoding="utf-8")
    made.folder.symlink_to(other)


def _copied_and_claimed(made: Sealed) -> None:
    """The same, and the programme that the record names is put right by hand."""
    rows = [{**row, "content": row["content"].replace(NAME, "another")} for row in made.rows()]
    made.write(rows)


def _removed(made: Sealed) -> str:
    """The whole record is removed, as if nothing had ever been sealed."""
    head = made.head()
    made.record.unlink()
    return head


def _saved_in_finland(made: Sealed) -> None:
    """A Finnish Excel opens the record and saves it: semicolons, and days as it writes them."""
    rows = [{**row, "date": "{2}.{1}.{0}".format(*row["date"].split("-"))} for row in made.rows()]
    made.write(rows, delimiter=";")


def _saved_with_cut_cells(made: Sealed) -> None:
    """A spreadsheet saves the record and takes versions for numbers."""
    made.write([{**row, "rubric": "1"} for row in made.rows()])


CHEATS: dict[str, tuple[Cheat, str]] = {
    "the content of a sealed part is edited": (
        _edit("content", lambda text: text.replace("0.0", "1.0"), 1),
        "does not fit the content",
    ),
    "an author is edited": (_edit("author", lambda _: "somebody-else"), "does not fit the row"),
    "a reason is edited": (_edit("reason", lambda _: "A better one.", -2), "does not fit the row"),
    "the version of the rubric is edited": (_edit("rubric", lambda _: "9.9.9"), "does not fit the row"),
    "a digest is forged": (_edit("digest", lambda text: text[:-4] + "0000"), "does not fit the content"),
    "a seal is forged": (_edit("seal", lambda text: text[:-4] + "0000"), "does not fit the row"),
    "rows are reordered": (_rows(_swapped), "does not go on from the row above"),
    "the first row is removed": (_rows(lambda rows: rows[1:]), "expected nothing in the first row"),
    "a row in the middle is removed": (_rows(lambda rows: rows[:4] + rows[5:]), "does not go on from the row above"),
    "the last row is removed": (_rows(lambda rows: rows[:-1]), "rows are missing below"),
    "the last registration is removed": (_against_head(_first_registration), "expected the published head"),
    "the whole record is removed": (
        _removed,
        "expected the published head",
    ),
    "a row is re-dated": (_edit("date", lambda _: "2024-01-20"), "does not fit the row"),
    "every row is re-dated and sealed anew": (
        _against_head(lambda rows: forged([{**row, "date": "2024-01-20"} for row in rows])),
        "expected the published head",
    ),
    "a row is dated before the row above and sealed anew": (
        _rows(lambda rows: forged([*rows[:-2], *({**row, "date": "2024-01-20"} for row in rows[-2:])])),
        "expected a day on or after 2024-02-01",
    ),
    "a row is dated in the future and sealed anew": (
        _rows(lambda rows: forged([*rows[:-2], *({**row, "date": "2027-01-01"} for row in rows[-2:])])),
        "expected a day that has come",
    ),
    "an expectation is said to be older than its seal": (
        _rows(lambda rows: forged([{**row, "date": "2024-01-10"} for row in rows])),
        "after the seal of 2024-01-10 that carries it",
    ),
    "a digest and all seals after it are forged": (
        _rows(
            lambda rows: forged([{**row, "content": row["content"].replace("80", "60")} for row in rows]),
        ),
        "does not fit the content",
    ),
    "the record is copied from another programme": (_copied, "the seals of the programme example"),
    "a copied record is made to name this programme": (_copied_and_claimed, "the seals of the programme another"),
    "two register at once": (_two_at_once, "two registered at once"),
    "the record is saved by a Finnish Excel": (_saved_in_finland, "a date written YYYY-MM-DD"),
    "the record is saved by a spreadsheet that takes versions for numbers": (_saved_with_cut_cells, "does not fit"),
    "an expectation is changed": (_file("chain.yaml", "expected: 80", "expected: 70"), "expected: 80 → 70"),
    "a target of an indicator is changed": (_file("indicators.csv", "more,0,19", "more,0,15"), "expected: 19 → 15"),
    "a baseline of an indicator is changed": (_file("indicators.csv", "more,0,19", "more,5,19"), "floor: 0 → 5"),
    "on whose word targets are is changed": (
        _file("chain.yaml", f'basis: source\n  recorded: "{WRITTEN}"', 'basis: source\n  recorded: "2024-01-02"'),
        f"recorded: {WRITTEN} → 2024-01-02",
    ),
    "a floor is changed": (_file("chain.yaml", "floor: 20", "floor: 10"), "floor: 20 → 10"),
    "the period of an expectation is said later": (
        _file("chain.yaml", "expected: 80", f'expected: 80\n    period: "{PERIOD}"'),
        "period: nothing → 2024-2025",
    ),
    "an expectation is re-dated": (
        _file("chain.yaml", f'recorded: "{WRITTEN}"', 'recorded: "2024-01-02"'),
        "recorded: 2024-01-15 → 2024-01-02",
    ),
    "evidence is added to an element": (
        _file(
            "chain.yaml",
            "evidence:\n      - {indicator: skills-grew",
            "evidence:\n      - {finding: practices-changed, expectation: chain-scale}\n      - {indicator: skills-grew",
        ),
        "evidence: nothing → practices-changed: chain-scale",
    ),
    "evidence is taken from an element": (
        _file(
            "chain.yaml",
            "    evidence:\n      - {finding: practices-changed, expectation: chain-scale}",
            "    evidence: []",
        ),
        "evidence: practices-changed: chain-scale → nothing",
    ),
    "an element's evidence is held against another expectation": (
        _file(
            "chain.yaml",
            "- {indicator: skills-grew, expectation: share-positive}",
            "- {indicator: skills-grew, expectation: easy}",
        ),
        "skills-grew: share-positive → skills-grew: easy",
    ),
    "an element is dated after the seal": (
        _file("chain.yaml", f'registered: "{WRITTEN}"', 'registered: "2024-06-01"'),
        "registered: 2024-01-15 → 2024-06-01",
    ),
    "an element is moved to a level with other rules": (
        _file("chain.yaml", "level: indirect", "level: direct"),
        "level: indirect → direct",
    ),
    "an effect is made due later": (
        _file("chain.yaml", "due_after_years: 2", "due_after_years: 9"),
        "due_after_years: 2 → 9",
    ),
    "an indicator is made to run the other way": (
        _file("indicators.csv", "percent,voices,perceived,level,more", "percent,voices,tested,level,more"),
        "kind: perceived → tested",
    ),
    "a cut-point is changed": (_file("rubric.yaml", "value: 0.95", "value: 0.9"), "value: 0.95 → 0.9"),
    "how many voices a green takes is changed": (
        _file("rubric.yaml", "green_voices:\n    value: 2", "green_voices:\n    value: 1"),
        "value: 2 → 1",
    ),
}


def test_an_honest_record_has_no_fault(original: Sealed) -> None:
    """The record of a project that nobody cheated in passes the strict check, and says what its seals changed."""
    text, faulty = original.check()
    assert not faulty, text
    assert "seal r2 of 2024-03-01 by evaluator-1, rubric 2.0.0" in text
    assert "convention:target-workshops-held: expected: 20 → 19" in text
    assert f"head: {original.head()}" in text


@pytest.mark.parametrize("name", CHEATS)
def test_every_way_to_cheat_is_found(name: str, made: Sealed) -> None:
    """Each way to cheat ends the strict check with a fault that says what was done."""
    cheat, expected = CHEATS[name]
    if "easy" in expected:
        made.change(
            "chain.yaml",
            "conventions:\n",
            f'conventions:\n  - {{id: easy, applies_to: percent, basis: evaluator, recorded: "{WRITTEN}", floor: 20, expected: 60,'
            " reason: {fi: x, sv: x, en: x}}\n",
        )
        made.seal("2024-04-01", reason="An easy one for later.")
    head = cheat(made)
    text, faulty = made.check(head)
    assert faulty
    assert expected in text
    assert str(made.record) in text or "registration.csv" in text


def test_saving_without_changing_is_no_cheat(made: Sealed) -> None:
    """A record with semicolons and the same content is the same record."""
    made.write(made.rows(), delimiter=";")
    assert not made.check()[1]


def test_a_change_without_a_seal_is_a_warning_that_stops_nothing(made: Sealed) -> None:
    """Without the strict option a change after the seal is told, with the next step, and the check ends well."""
    made.change("chain.yaml", "expected: 80", "expected: 70")
    text, faulty = made.check(strict=False)
    assert not faulty
    assert "is not as it was sealed in r2 on 2024-03-01" in text
    assert "kunteko-eval register example --author ROLE --reason WHY" in text


def test_sealing_twice_without_a_change_seals_nothing(made: Sealed) -> None:
    """Registering again when nothing has changed writes nothing and says that there is nothing to seal."""
    before = made.record.read_bytes()
    assert made.seal("2024-05-01").added == ()
    assert made.record.read_bytes() == before
    run = CliRunner().invoke(
        app,
        ["register", NAME, "--author", "a", "--data", str(made.root / "data"), "--params", str(made.root / "params")],
    )
    assert "nothing to seal" in run.output
    assert made.head() in run.output


def test_the_head_is_printed_and_compared(made: Sealed) -> None:
    """``register --head`` prints the head alone, and ``check --head`` knows it, its beginning and an older one."""
    run = CliRunner().invoke(app, ["register", NAME, "--head", "--data", str(made.root / "data")])
    assert run.output == made.head() + "\n"
    assert "and is its end" in made.check(made.head())[0]
    assert "and is its end" in made.check(made.head().removeprefix("sha256-")[:16].upper())[0]
    older = _first_registration(made.rows())[-1]["seal"]
    assert "2 rows before its end" in made.check(older)[0]
    assert made.check(made.head()[:12])[1], "too short a head is none"


def test_nothing_sealed_has_no_head(bare: Sealed) -> None:
    """Asking for the head of a programme without seals says how to make one."""
    run = CliRunner().invoke(app, ["register", NAME, "--head", "--data", str(bare.root / "data")])
    assert isinstance(run.exception, FaultyInput)
    assert "nothing is sealed" in str(run.exception)
    assert "seals: none" in bare.check()[0]


REFUSED: dict[str, tuple[dict[str, str | None], str]] = {
    "no author": ({"author": ""}, "column author: not given; expected the option --author"),
    "a name for a role": ({"author": "Some Body"}, "column author"),
    "no reason for a change": ({"reason": None}, "column reason: not given"),
    "a day before the last seal": ({"date": "2024-02-15"}, "expected a day on or after 2024-03-01"),
    "a clock set back": (
        {"date": "2024-02-15"},
        "by this machine's clock: set it right, if it is wrong; or give the day",
    ),
    "a day to come": ({"date": "2099-01-01"}, "expected a day that has come"),
    "no day at all": ({"date": "soon"}, "expected a date written YYYY-MM-DD"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_seal_that_would_be_a_fault_is_not_made(name: str, made: Sealed) -> None:
    """Registering refuses what the check would refuse, and writes nothing."""
    changed, expected = REFUSED[name]
    before = made.record.read_bytes()
    made.change("chain.yaml", "expected: 80", "expected: 70")
    given: dict[str, str | None] = {"author": "evaluator-1", "date": "2024-04-01", "reason": "Why.", **changed}
    rubric = read_rubric(made.root / "params" / "rubric.yaml")
    with pytest.raises(FaultyInput) as error:
        register(made.folder, rubric, given)
    assert expected in str(error.value)
    assert "Nothing was registered." in str(error.value)
    assert made.record.read_bytes() == before
    assert not list(made.folder.glob("*.lock"))


def test_what_was_written_after_the_seal_is_not_sealed(bare: Sealed) -> None:
    """An expectation that was recorded after the day of the registration is refused, with both days."""
    with pytest.raises(FaultyInput, match=r"is recorded on 2024-01-15, after the seal of 2024-01-10"):
        bare.seal("2024-01-10")
    assert not bare.record.exists()


def test_two_processes_that_register_make_one_seal(bare: Sealed) -> None:
    """Of two registrations at the same moment one seals and the other finds nothing to seal."""
    made: list[Registered] = []
    both = [threading.Thread(target=lambda: made.append(bare.seal())) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(bool(one.added) for one in made) == [False, True]
    assert not bare.check()[1]


def test_another_registration_under_way_is_waited_for_and_then_told(
    bare: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock that stays says which file to remove when nobody registers."""
    monkeypatch.setattr("kunteko_eval.project.append_only.PATIENCE", 0)
    bare.record.with_suffix(".lock").touch()
    with pytest.raises(FaultyInput, match=r"another registration is under way.*remove .*registration\.lock"):
        bare.seal()


def test_a_workbook_is_sealed_in_a_file_beside_it(original: Sealed, tmp_path: Path) -> None:
    """A workbook takes its seals along, and later ones go to a file beside it that begins with its own."""
    book = tmp_path / "data" / f"{NAME}.xlsx"
    book.parent.mkdir()
    data = ["--data", str(original.root / "data")]
    run = CliRunner().invoke(app, ["export", "workbook", NAME, "--output", str(book), *data])
    assert run.exit_code == 0, run.output
    assert read_programme(book).registration == read_programme(original.folder).registration
    rubric = read_rubric(original.root / "params" / "rubric.yaml")
    harder = replace(rubric.sheet.settings.cut_green, value=0.99)
    sheet = replace(rubric.sheet, settings=replace(rubric.sheet.settings, cut_green=harder))
    made = register(book, replace(rubric, sheet=sheet), {"author": "e", "date": "2024-04-01", "reason": "Harder."})
    assert made.path == book.with_name(f"{NAME}.registration.csv")
    assert [one.part for one in made.added] == ["rubric:cut_green", HEAD]
    assert read_programme(book).registration == made.rows
    rows = list(csv.DictReader(io.StringIO(made.path.read_text(encoding="utf-8"))))
    made.path.write_text(made.path.read_text(encoding="utf-8").replace(rows[0]["author"], "x", 1), encoding="utf-8")
    with pytest.raises(FaultyInput, match="another seal than the record has"):
        read_programme(book)


def test_git_names_the_commit_that_first_holds_a_seal(made: Sealed) -> None:
    """In a repository the check names the commit of each seal; later commits change nothing of it."""

    def git(*words: str) -> str:
        who = ["-c", "user.name=t", "-c", "user.email=t", "-c", "commit.gpgsign=false"]
        run = subprocess.run(["git", *who, *words], cwd=made.root, capture_output=True, text=True, check=True)
        return run.stdout.strip()

    rows = made.rows()
    git("init", "-q")
    made.write(_first_registration(rows))
    names = []
    for some in (_first_registration(rows), rows):
        made.write(some)
        git("add", "-A")
        git("commit", "-q", "--allow-empty", "-m", "Seal")
        names.append(git("log", "-1", "--format=%h"))
    text = made.check()[0]
    assert [line.split("commit ")[1][: len(names[0])] for line in text.splitlines() if "first held" in line] == names


def test_without_git_nothing_fails(made: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git is missing, fails or is slow, the check says what it says, without a commit."""
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert "first held" not in made.check()[0]
    monkeypatch.setattr("shutil.which", lambda _: "/nowhere/git")
    assert "first held" not in made.check()[0]


def marked(assessment: Assessment) -> list[str]:
    """Return the elements that are marked as registered after rating."""
    return [one.element.id for one in assessment.ratings if one.seal and one.seal.late]


def confidences(assessment: Assessment) -> dict[str, int | None]:
    """Return the confidence of every element."""
    return {one.element.id: one.computed_confidence for one in assessment.ratings}


def test_without_a_record_nothing_is_lost_and_the_report_says_so(bare: Sealed) -> None:
    """A programme without seals has the confidence that it had, no mark, and a report that says *not sealed*."""
    before = bare.assessment()
    assert all(one.seal is None for one in before.ratings)
    assert seal_note(bare.view())[0].startswith("The expectations are not sealed")
    bare.seal()
    assert confidences(bare.assessment()) == confidences(before)
    assert not marked(bare.assessment())


def test_a_change_that_no_seal_carries_marks_what_it_concerns_with_one_step_down(made: Sealed) -> None:
    """Lowering an expectation marks the elements held against it, and no others, and takes one step."""
    before = confidences(made.assessment())
    made.change("chain.yaml", "expected: 80", "expected: 70")
    after = made.assessment()
    assert marked(after) == ["skills"]
    assert confidences(after) == {**before, "skills": max((before["skills"] or 0) - 1, 1)}
    codes = [step.code for step in after.rating("skills").confidence_reasons]
    assert codes[-2] == "down-registered-after"
    assert after.rating("skills").seal.under is None  # type: ignore[union-attr]


def test_a_change_sealed_before_the_evidence_was_public_is_no_change_after_rating(made: Sealed) -> None:
    """What was changed and sealed in advance is told as a change and marks nothing."""
    assert [one.part for one in changes(made.assessment().programme, made.assessment().rubric)] == [
        "convention:target-workshops-held"
    ]
    assert marked(made.assessment()) == []


def test_a_change_sealed_after_the_evidence_was_public_stays_marked(made: Sealed) -> None:
    """A seal with a reason says when and why; it does not take back that the evidence was known."""
    made.seal_anew_after_the_evidence()
    assert marked(made.assessment()) == ["skills"]
    assert made.assessment().rating("skills").seal.under.registration == "r3"  # type: ignore[union-attr]
    told = seal_changes(made.view())
    assert told is not None
    assert ("expectation: share-positive", "expected", "80", "70") in [row[:4] for row in told.rows]
    assert any("Four in five was too much." in cell for row in told.rows for cell in row)


def test_a_cut_point_changed_after_rating_marks_every_rated_element(made: Sealed) -> None:
    """A number of the rubric concerns all."""
    made.change("rubric.yaml", "value: 0.95", "value: 0.9")
    assert len(marked(made.assessment())) == len(made.assessment().ratings)


def test_what_is_put_back_as_it_was_sealed_first_is_not_marked(made: Sealed) -> None:
    """A change that is taken back, under a seal, leaves no mark, and stands in the report all the same."""
    made.change("chain.yaml", "expected: 80", "expected: 70")
    made.seal(AMENDED, reason="Tried.")
    made.change("chain.yaml", "expected: 70", "expected: 80")
    made.seal(AMENDED, reason="Taken back.")
    assert marked(made.assessment()) == []
    told = seal_changes(made.view())
    assert told is not None
    assert len(told.rows) == 3


def test_an_evaluation_sealed_before_its_evidence_is_registered_in_advance(original: Sealed) -> None:
    """The seal is older than the publication of all evidence, so the report says *in advance*."""
    assert {one.seal.timing for one in original.assessment().ratings if one.used and one.seal} == {"in-advance"}
    assert timing_told(Language("en"), original.assessment()).startswith("Registered in advance")


def test_an_evaluation_sealed_after_its_evidence_is_retrospective(bare: Sealed) -> None:
    """The seal is younger than the publication of all evidence, so the report says so plainly."""
    bare.seal(AMENDED)
    assert {one.seal.timing for one in bare.assessment().ratings if one.used and one.seal} == {"retrospective"}
    said = timing_told(Language("en"), bare.assessment())
    assert said.startswith("A retrospective evaluation")
    assert "1 March 2026" in said.replace("\u00a0", " ")
    assert "30 January 2026" in said.replace("\u00a0", " ")


def test_a_seal_of_the_day_of_publication_is_too_late(made: Sealed) -> None:
    """Whoever seals on the day on which the evidence comes out could have read it in the morning."""
    made.change("chain.yaml", "expected: 80", "expected: 70")
    made.seal("2026-01-30", reason="On the very day.")
    assert marked(made.assessment()) == ["skills"]
    assert made.assessment().rating("skills").seal.timing == "retrospective"  # type: ignore[union-attr]


def test_some_elements_sealed_late_make_an_evaluation_partly_retrospective(made: Sealed) -> None:
    """Where some elements were sealed in advance and others not, the report tells how many."""
    made.change("chain.yaml", "expected: 80", "expected: 70")
    made.seal(AMENDED, reason="Too much.")
    assert timing_told(Language("en"), made.assessment()).startswith("Partly retrospective")


def test_evidence_without_a_day_of_publication_is_of_the_end_of_its_period(bare: Sealed) -> None:
    """A document without a day counts from the end of what it tells of, before which nobody could know it."""
    bare.change("sources.yaml", '    published: "2026-01-30"\n', "")
    bare.seal("2026-01-15")
    assert {one.seal.timing for one in bare.assessment().ratings if one.used and one.seal} == {"retrospective"}


def test_the_files_beside_a_report_carry_the_head_and_the_changes(made: Sealed) -> None:
    """``ratings.json`` and ``run.json`` name the head; ``ratings.json`` what changed, and each element's seal."""
    made.change("chain.yaml", "expected: 80", "expected: 70")
    told = json.loads(ratings_json(made.view()))
    assert told["registration"]["head"] == made.head()
    assert [one["part"] for one in told["registration"]["changes"]] == [
        "convention:target-workshops-held",
        "convention:share-positive",
    ]
    skills = next(one for one in told["elements"] if one["id"] == "skills")
    assert skills["seal"]["registered_after"] == ["convention:share-positive"]
    run = Job(programme=NAME, period=PERIOD, language="en")
    assert json.loads(run_json(run, {}, made.assessment()))["registration"]["head"] == made.head()


def test_a_trial_stands_under_no_seal(original: Sealed) -> None:
    """A scenario tries other expectations openly: nothing of it is marked, and the note says what it is."""
    programme, rubric = original.assessment().programme, original.assessment().rubric
    text = "A trial."
    tried = Scenario(
        schema=1,
        id="trial",
        title=text,
        programme=NAME,
        reason=text,
        expectations=(TriedExpectation(convention="share-positive", expected=60),),
    )
    changed, other = apply(tried, programme, rubric)
    assert all(one.seal is None for one in assess(changed, PERIOD, other).ratings)
    view = view_of(changed, PERIOD, other, Language("en"), tried)
    assert seal_note(view) == ("A trial of other expectations or rules stands under no seal.",)


@pytest.mark.parametrize("code", ["fi", "sv", "en"])
def test_the_note_names_seal_timing_and_head_in_every_language(original: Sealed, code: str) -> None:
    """Each language tells the head, and the day of the seal."""
    told = " ".join(seal_note(original.view(code)))
    assert original.head() in told
    assert "2024" in told


def test_the_canonical_form_holds_for_what_was_read_in_another_order(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """The order of elements, evidence and conventions in the files changes nothing that is sealed."""
    chain = kunteko.chain
    turned = replace(
        chain,
        elements=tuple(replace(one, evidence=one.evidence[::-1]) for one in reversed(chain.elements)),
        conventions=chain.conventions[::-1],
    )
    assert any(len(one.evidence) > 1 for one in chain.elements)
    assert parts_of(replace(kunteko, chain=turned), rubric) == parts_of(kunteko, rubric)


def test_nothing_of_the_seals_escapes_translation(made: Sealed) -> None:
    """In the pseudo-language every word of the note, the table of changes and the cards stands in brackets."""
    made.change("chain.yaml", "expected: 80", "expected: 70")
    made.change("rubric.yaml", "value: 0.95", "value: 0.9")
    made.seal(AMENDED, reason="Too much.")
    made.change(
        "chain.yaml",
        "    evidence:\n      - {finding: practices-changed, expectation: chain-scale}",
        "    evidence: []",
    )
    view = replace(made.view(), say=Language("qps"))
    told, assessment = seal_changes(view), view.assessment
    assert told is not None
    said = [*seal_note(view), told.caption, *told.columns, *(cell for row in told.rows for cell in row)]
    said += [line for one in assessment.ratings for line in element_seal(view.say, assessment, one)]
    assert len(said) > 30
    assert [text for text in said if re.sub(r"⟦[^⟦⟧]*⟧", "", re.sub(r"⟦[^⟦⟧]*⟧", "", text)).strip("–: ;()")] == []


@pytest.mark.slow
def test_a_report_prints_the_head_and_tells_later_what_became_of_it(made: Sealed, tmp_path: Path) -> None:
    """The page tells timing, change and head, and ``verify`` whether the record still holds that head.

    A whole report is made, which takes its time.
    """
    made.seal_anew_after_the_evidence()
    output = tmp_path / "reports"
    run = Job(programme=NAME, period=PERIOD, language="en")
    folders = made.root / "data", made.root / "params"
    make_report(Task(job=run, data=folders[0], params=folders[1], output=output))
    page = output / run.folder / run.page
    text = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml").get_text(" ")
    assert text.count(made.head()) == 2, "on the method page and in the colophon"
    assert "Partly retrospective" in text
    assert "Registered after rating: expectation: share-positive." in text
    assert "What changed since the first seal" in text
    assert verify(page, folders).well
    assert f"head of the seals of {NAME}: {made.head()}" in verify(page, folders).text
    rows = made.rows()
    made.write(_first_registration(rows))
    told = verify(page, folders)
    assert not told.well
    assert f"seals of {NAME}: the page has {len(rows)}, the last sealed {rows[-1]['seal']}" in told.text
    made.write(rows)
    made.change("chain.yaml", "expected: 70", "expected: 60")
    made.seal("2026-04-01", reason="Even less.")
    assert f"seals of {NAME}: 2 recorded since the page was made" in verify(page, folders).text


@pytest.fixture(scope="module")
def rows(original: Sealed) -> tuple[SealedPart, ...]:
    """Return the rows of the project's record."""
    return read_programme(original.folder).registration


def test_a_copy_whose_every_seal_was_forged_for_another_programme_is_found(made: Sealed) -> None:
    """The digests of parts are of one programme, so that renaming it in the closing rows does not lend the record."""
    copied = forged([{**row, "content": row["content"].replace(NAME, "another")} for row in made.rows()], "another")
    lent = [SealedPart(**{k: v for k, v in row.items() if v and k != "date"}, date=SEALED_ON) for row in copied]
    assert {(one.column, one.found) for one in row_faults(lent, "another")} >= {
        ("digest", "it does not fit the content")
    }


@given(data=st.data())
def test_any_cell_exchanged_for_another_rows_is_found(rows: tuple[SealedPart, ...], data: st.DataObject) -> None:
    """Whichever cell is given what another row has there, the record has a fault."""
    place, other = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(COLUMNS))
    changed = [*rows]
    changed[place] = replace(rows[place], **{column: getattr(rows[other], column)})
    assert bool(row_faults(changed, NAME)) == (changed[place] != rows[place])


@given(st.dictionaries(st.text(), st.floats(allow_nan=False, allow_infinity=False)))
def test_nothing_differs_from_itself(content: dict[str, float]) -> None:
    """A content has no differences to itself, and all of its keys differ from nothing."""
    text = json.dumps(content)
    assert differences(text, text) == []
    assert {key for key, _, _ in differences("", text)} == set(content)
