"""`report: true` makes a report; period files choose its languages, and every fault of theirs is told."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kunteko_eval import cli
from kunteko_eval.batch.checking import check_folders
from kunteko_eval.batch.fingerprint import fingerprint, why_stale
from kunteko_eval.batch.periods import PeriodFile, Read, reports_of
from kunteko_eval.batch.plan import Selection, listed
from kunteko_eval.errors import Fault, FaultyInput, UnknownName
from kunteko_eval.files.documents import YamlDocument
from kunteko_eval.files.validation import fit
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report.audience import AUDIENCES
from kunteko_eval.report.job import Job

ROOT = Path(__file__).parents[1]
SMALL = "soteliiderit"
FOUR = """periods:
  - {id: "2019", start: "2019-04-30", end: "2019-12-31", report: true}
  - {id: "2020", start: "2020-01-01", end: "2020-12-31", report: true}
  - {id: "2021", start: "2021-01-01", end: "2021-12-31", report: true}
  - {id: "2022", start: "2022-01-01", end: "2022-12-31", report: true}
  - {id: "2023", start: "2023-01-01", end: "2023-12-31", report: false}
"""


class Project:
    """A folder with one small programme of four report periods, and a rubric."""

    def __init__(self, root: Path) -> None:
        """Make it."""
        self.data, self.params = root / "data", root / "params"
        self.programme = self.data / SMALL / "programme.yaml"
        shutil.copytree(ROOT / "data" / SMALL, self.data / SMALL)
        self.params.mkdir()
        shutil.copy(ROOT / "params" / "rubric.yaml", self.params)
        text = self.programme.read_text(encoding="utf-8")
        start = text.index("periods:\n")
        end = text.index("\n", text.index("report: true", start)) + 1
        self.programme.write_text(text[:start] + FOUR + text[end:], encoding="utf-8")
        self.period_file("2019")

    def period_file(self, period: str, language: str = "fi", *, name: str = "", says: str = "") -> Path:
        """Write a period file."""
        file = self.params / SMALL / (name or f"{period}.{language}.yaml".replace(".fi", ""))
        file.parent.mkdir(exist_ok=True)
        text = says or f'programme: {SMALL}\nperiod: "{period}"\nlanguage: {language}\n'
        file.write_text(text, encoding="utf-8")
        return file

    def runs(self, period: str | None = None, language: str | None = None) -> list[str]:
        """Return the names of the programme's reports."""
        asked = Selection(programmes=[SMALL], period=period, language=language)
        return [run.name.removeprefix(f"{SMALL} ") for run in listed(self.data, self.params, asked)]

    def faults(self) -> list[Fault]:
        """Return the faults that stop the batch."""
        with pytest.raises(FaultyInput) as caught:
            listed(self.data, self.params)
        return list(caught.value.faults)

    def checked(self) -> str:
        """Return what the check says."""
        return check_folders(None, self.data, read_rubric(self.params / "rubric.yaml"), self.params)[0]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project with four report periods and a period file of one of them."""
    return Project(tmp_path)


def test_every_report_period_gets_a_report(project: Project) -> None:
    """Four periods with `report: true` and one period file make four reports, and check names the same four."""
    assert project.runs() == ["2019 fi", "2020 fi", "2021 fi", "2022 fi"]
    assert "report periods: 2019 (fi), 2020 (fi), 2021 (fi), 2022 (fi)" in project.checked()
    assert project.runs("2021") == ["2021 fi"]


def test_a_period_without_a_file_speaks_the_programmes_languages(project: Project) -> None:
    """They are those of the programme's other period files; a period that has files speaks those alone."""
    project.period_file("2020", "sv")
    assert project.runs() == ["2019 fi", "2020 sv", "2021 fi", "2021 sv", "2022 fi", "2022 sv"]
    assert project.runs(language="en") == ["2019 en", "2020 en", "2021 en", "2022 en"]


def test_a_period_file_asks_for_an_interactive_report(project: Project) -> None:
    """`interactive: true` holds for the period and language of its file; anything but true or false is a fault."""
    says = f'programme: {SMALL}\nperiod: "2020"\nlanguage: sv\ninteractive: true\n'
    project.period_file("2020", "sv", says=says)
    runs = {
        run.name.removeprefix(f"{SMALL} "): run
        for run in listed(project.data, project.params, Selection(programmes=[SMALL]))
    }
    assert [name for name, run in runs.items() if run.interactive] == ["2020 sv"]
    project.period_file("2020", "sv", says=says.replace("true", "maybe"))
    (fault,) = project.faults()
    assert "interactive" in fault.place
    assert "true or false" in fault.expected


def test_another_kind_of_report_is_stale(tmp_path: Path) -> None:
    """A page that stands is made anew when plotly.js is asked for, or no longer is, and the plan says why."""
    plain = Job(programme="", period="", language="fi")
    live = replace(plain, interactive=True)
    parts: dict[str, Any] = {"inputs": {}}
    folder = tmp_path / plain.folder
    folder.mkdir()
    (folder / plain.workbook).touch()
    for stands, other, why in ((plain, live, "interactive now"), (live, plain, "no longer interactive")):
        head = f'<meta name="kunteko-made-of" content="{fingerprint(stands, parts)}">'
        (folder / plain.page).write_text(head, encoding="utf-8")
        assert why_stale(stands, parts, tmp_path) == ""
        assert why_stale(other, parts, tmp_path) == f"changed: {why}"


def test_two_files_that_differ_in_interactivity_are_two_files_of_one_report(project: Project) -> None:
    """Only one of them could hold."""
    says = f'programme: {SMALL}\nperiod: "2019"\nlanguage: fi\ninteractive: true\n'
    project.period_file("2019", name="2019.fi.yaml", says=says)
    (fault,) = project.faults()
    assert fault.place.endswith("language")


def test_a_programme_without_period_files_is_reported_in_all_languages(project: Project) -> None:
    """Every text of a programme is there in three languages, so no report is left out."""
    shutil.rmtree(project.params / SMALL)
    assert project.runs("2020") == ["2020 en", "2020 fi", "2020 sv"]
    assert "2020 (fi sv en)" in project.checked()


def test_the_products_own_plan_is_as_it_was() -> None:
    """The four programmes have the nineteen reports that their period files name, and the portfolio in three."""
    files = {path.relative_to(ROOT / "params").as_posix() for path in (ROOT / "params").glob("*/*.yaml")}
    runs = listed(ROOT / "data", ROOT / "params")
    assert len(runs) == len(files) + 3 == 22
    named = {f"{run.programme}/{run.period}.{run.language}.yaml".replace(".fi.", ".") for run in runs if run.programme}
    assert named == files


def test_a_period_that_is_not_reported_is_told_with_its_place(project: Project) -> None:
    """Asked for, it is a fault of programme.yaml with line and key; a period that does not exist is an unknown name."""
    with pytest.raises(FaultyInput) as caught:
        project.runs("2023")
    (fault,) = caught.value.faults
    assert fault.file == str(project.programme)
    assert "key periods.4.report" in fault.place
    assert "report: true" in fault.advice
    with pytest.raises(UnknownName) as unknown:
        project.runs("2024")
    assert unknown.value.known == ("2019", "2020", "2021", "2022")


def test_a_programme_that_does_not_exist_is_told_with_those_that_do(project: Project, tmp_path: Path) -> None:
    """Asked for by name or by a scenario, it is an unknown name and no folder that lacks its files."""
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text("schema: 1\nid: tried\ntitle: tried\nprogramme: nobody\nreason: to see\n", encoding="utf-8")
    for asked in (Selection(programmes=["nobody"]), Selection(scenario=scenario)):
        with pytest.raises(UnknownName) as unknown:
            listed(project.data, project.params, asked)
        assert (unknown.value.name, unknown.value.known) == ("nobody", (SMALL,))


FAULTY = [
    ("2020", "language: de", "line 3, key language", "'fi', 'sv' or 'en'"),
    ("2020", 'period: "2021"', "line 2, key period", "'2020', the file's name"),
    ("2020.sv", "language: en", "line 3, key language", "'sv', as in the file's name"),
    ("2020", "programme: kunteko", "line 1, key programme", f"'{SMALL}', the folder's name"),
    ("2020", "colour: red", "line 4, key colour", "one of programme, period, language"),
    ("2023", "", "line 2, key period", "a report period: 2019, 2020, 2021, 2022"),
    ("20222", "", "line 2, key period", "Did you mean '2022'?"),
    ("2020.de", "", "", "<period>.<language>.yaml with fi, sv or en"),
    ("2019.sv", "language: fi", "line 3, key language", "'sv', as in the file's name"),
]


@pytest.mark.parametrize(("name", "line", "place", "expected"), FAULTY)
def test_a_faulty_period_file_is_told_by_check_and_by_run(
    project: Project, name: str, line: str, place: str, expected: str
) -> None:
    """File, place and what is expected are the same wherever it is told, and nothing is planned."""
    period, _, language = name.partition(".")
    lines = {"programme": f"programme: {SMALL}", "period": f'period: "{period}"', "language": f"language: {language}"}
    lines["language"] = lines["language"] if language in LANGUAGES else "language: fi"
    if line:
        lines[line.partition(":")[0]] = line
    file = project.period_file(period, name=f"{name}.yaml", says="\n".join(lines.values()) + "\n")
    told = next(str(fault) for fault in project.faults() if fault.file == str(file))
    assert place in told
    assert expected in told
    assert told in project.checked()
    assert check_folders([project.data / SMALL], None, None, project.params)[1]


@pytest.mark.parametrize("name", ["2020.yml", "2020.YAML", "2020.sv.yml"])
def test_a_period_file_of_another_ending_is_not_passed_over(project: Project, name: str) -> None:
    """It is a fault that says how to name it."""
    file = project.period_file("2020", name=name)
    (fault,) = project.faults()
    assert fault.file == str(file)
    assert "Rename it to 2020." in fault.advice
    assert str(fault) in project.checked()


def test_two_files_of_one_report_are_a_fault(project: Project) -> None:
    """A copy whose language was not changed would leave one language without its report."""
    project.period_file("2019", "fi", name="2019.fi.yaml")
    (fault,) = project.faults()
    assert (fault.found, fault.advice) == ("'fi', as in 2019.fi.yaml", "Change it, or remove one of the files.")


def test_faults_of_a_folder_and_of_its_period_files_are_told_at_once(project: Project) -> None:
    """A broken table does not hide a broken period file, nor the other way round."""
    project.period_file("2020", says="language: de\n")
    (project.data / SMALL / "findings.csv").unlink()
    told = project.checked()
    assert "findings.csv: the file is missing" in told
    assert "2020.yaml, line 1, key language" in told
    assert {Path(fault.file).name for fault in project.faults()} == {"findings.csv", "2020.yaml"}


def test_a_faulty_rubric_does_not_hide_a_faulty_period_file(project: Project) -> None:
    """Check tells both at once."""
    project.period_file("2020", says="language: de\n")
    (project.params / "rubric.yaml").write_text("colour: red\n", encoding="utf-8")
    told, faulty = check_folders(None, project.data, params=project.params)
    assert faulty
    assert "rubric.yaml, line 1" in told
    assert "2020.yaml, line 1, key language" in told


def test_a_programme_that_reports_nothing_is_a_fault(project: Project) -> None:
    """A run of it does not end as if all were well."""
    text = project.programme.read_text(encoding="utf-8")
    project.programme.write_text(text.replace("report: true", "report: false"), encoding="utf-8")
    shutil.rmtree(project.params / SMALL)
    with pytest.raises(FaultyInput, match="no period has report: true"):
        project.runs()


def _check(project: Project, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(project.data.parent)
    ended = CliRunner().invoke(cli.app, ["check"])
    assert ended.exit_code == 0
    return ended.output


def test_period_files_of_no_programme_are_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt folder in params/ is not passed over without a word."""
    shutil.copytree(project.params / SMALL, project.params / "sotelliiderit")
    assert f"{project.params / 'sotelliiderit'}: its period files belong to no programme" in _check(
        project, monkeypatch
    )


PERIODS = ("2019", "2020", "2021")
FILES = st.sets(st.sampled_from(list(itertools.product(PERIODS, LANGUAGES))))


@given(reported=st.sets(st.sampled_from(PERIODS), min_size=1), files=FILES)
def test_no_report_period_is_ever_without_a_report(reported: set[str], files: set[tuple[str, str]]) -> None:
    """Whichever files there are, each report period has a language, and a file gives its report or a fault."""
    sheet = _sheet(reported)
    faults: list[Fault] = []
    reports = reports_of(sheet, [_file(period, language) for period, language in sorted(files)], faults)
    assert set(reports) == reported
    assert all(reports.values())
    made = {(period, language) for period, languages in reports.items() for language in languages}
    assert {one for one in files if one[0] in reported} <= made
    assert len(faults) == sum(period not in reported for period, _ in files)


_READ = read_programme(ROOT / "data" / SMALL).sheet


def _sheet(reported: set[str]) -> ProgrammeFacts:
    one = _READ.periods[0]
    return replace(_READ, periods=tuple(replace(one, id=name, report=name in reported) for name in PERIODS))


def _file(period: str, language: str) -> Read:
    entry, _ = fit(PeriodFile, {"programme": SMALL, "period": period, "language": language})
    assert entry
    return entry, YamlDocument(path=Path(f"{period}.{language}.yaml"), content={}, lines={})


def test_a_period_file_says_whom_its_report_is_for(project: Project) -> None:
    """`audience` holds for the period and language of its file; an unknown one is a fault that says what there is."""
    says = f'programme: {SMALL}\nperiod: "2020"\nlanguage: sv\naudience: public\n'
    project.period_file("2020", "sv", says=says)
    asked = Selection(programmes=[SMALL])
    jobs = {one.name.removeprefix(f"{SMALL} "): one.audience for one in listed(project.data, project.params, asked)}
    assert jobs["2020 sv"] == "public"
    assert set(jobs.values()) == {"public", "steering-group"}
    every = listed(project.data, project.params, replace(asked, audience="evaluator"))
    assert {one.audience for one in every} == {"evaluator"}
    project.period_file("2020", "sv", says=says.replace("public", "everybody"))
    (fault,) = project.faults()
    assert "audience" in fault.place
    assert all(one in fault.expected for one in AUDIENCES)


def test_a_page_for_other_readers_is_stale(tmp_path: Path) -> None:
    """The plan says for whom it was made before."""
    one = Job(programme="", period="", language="fi")
    parts: dict[str, Any] = {"inputs": {}}
    folder = tmp_path / one.folder
    folder.mkdir()
    (folder / one.workbook).touch()
    (folder / one.page).write_text(f'<meta name="kunteko-made-of" content="{fingerprint(one, parts)}">')
    assert why_stale(one, parts, tmp_path) == ""
    told = why_stale(replace(one, audience="public"), parts, tmp_path)
    assert told == "changed: for public now, before for steering-group"
