"""A new project: it is whole, says that it is made up, refuses to write over anything; and the schemas of its files."""

from __future__ import annotations

import datetime
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from workshop import commanded

from kunteko_eval.batch.plan import plan
from kunteko_eval.errors import FaultyInput
from kunteko_eval.files.yaml_tree import plain_yaml
from kunteko_eval.method.assess import assess
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.project.new_project import ProjectOptions, init
from kunteko_eval.project.schemas import DRAFT, KINDS, data_dictionary, schema_of
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.report.notebook_files import chapters

MAIN = [sys.executable, "-c", "from kunteko_eval.cli import main; main()"]


def _wish(folder: Path, **more: Any) -> ProjectOptions:
    given: dict[str, Any] = {
        "name": "my-programme",
        "folder": folder,
        "titles": {"fi": "Oma ohjelma", "sv": None, "en": None},
        "start": "2024-01-01",
        "end": "2025-12-31",
        "language": "fi",
    }
    return ProjectOptions(**{**given, **more})


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("workbook", [False, True])
def test_a_new_project_is_whole_and_rated(tmp_path: Path, rubric: Rubric, language: str, workbook: bool) -> None:
    """Its programme has no fault, a report is planned, every kind of rating word is met, and it says it is made up."""
    made = init(_wish(tmp_path, language=language, workbook=workbook))
    assert made == tmp_path / "my-programme"
    runs = plan(made / "data", made / "params")
    assert runs[0].name == f"my-programme 2024-2025 {language}"
    programme = read_programme(made / "data" / "my-programme")
    assert programme.sheet.synthetic
    assert (programme.sheet.name.fi, programme.sheet.name.sv) == ("Oma ohjelma", "Oma ohjelma")
    found = {one.element.id: one.final.value for one in assess(programme, "2024-2025", rubric).ratings}
    assert found == {
        "funding": "not-assessed",
        "workshops": "yellow",
        "skills": "yellow",
        "practices": "yellow",
        "wellbeing": "too-early",
    }
    assert (made / "data" / "my-programme.xlsx").exists() == workbook


def test_a_new_project_lists_the_chapters_that_there_are(tmp_path: Path) -> None:
    """The list in its report.yaml, with the hashes taken away, is the product's own order."""
    made = init(_wish(tmp_path))
    path = made / "params" / "report.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^# (?=chapters:|  - \d)", "", text), encoding="utf-8")
    assert chapters(params=made / "params") == chapters()
    assert len(plain_yaml(path.read_text(encoding="utf-8")).content["chapters"]) == len(chapters())  # type: ignore[index]


def test_the_folder_and_the_workbook_say_the_same(tmp_path: Path) -> None:
    """Whichever of the two is chosen, it is the same programme."""
    today = datetime.date(2026, 3, 1)
    first = init(_wish(tmp_path / "a"), today)
    second = init(_wish(tmp_path / "b", workbook=True), today)
    assert read_programme(first / "data" / "my-programme") == read_programme(second / "data" / "my-programme")


def test_a_project_is_not_made_over_another(tmp_path: Path) -> None:
    """The second time is a fault, and nothing changes or stays behind."""
    init(_wish(tmp_path))
    before = sorted(path for path in tmp_path.rglob("*"))
    with pytest.raises(FaultyInput, match="it exists; expected a new name"):
        init(_wish(tmp_path))
    assert sorted(path for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": "../Äitien ohjelma"}, "Try 'aitien-ohjelma'."),
        ({"name": "a/b"}, "NAME"),
        ({"name": ""}, "NAME"),
        ({"start": "1.1.2024"}, "--start"),
        ({"end": "2025-02-30"}, "--end"),
        ({"end": "2023-01-01"}, "a day on or after 2024-01-01"),
        ({"language": "de"}, "--language"),
        ({"titles": {"fi": "", "sv": "a\0b", "en": "x" * 3000}}, "--title-sv"),
    ],
)
def test_a_wish_that_cannot_be_is_a_fault_and_makes_nothing(tmp_path: Path, wrong: dict[str, Any], told: str) -> None:
    """Names that climb out, days that are none and unknown languages are told, and no folder is made."""
    with pytest.raises(FaultyInput) as error:
        init(_wish(tmp_path, **wrong))
    assert told in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_everything_wrong_with_a_wish_is_told_at_once(tmp_path: Path) -> None:
    """A wrong name, a wrong day and a wrong language are three faults."""
    with pytest.raises(FaultyInput) as error:
        init(_wish(tmp_path, name="A", start="x", language="de"))
    assert [fault.file for fault in error.value.faults] == ["NAME", "--start", "--language"]


def test_a_terminal_is_asked_and_a_pipe_is_not(tmp_path: Path) -> None:
    """In a terminal the command asks for what was not given; without one it takes what it says it takes."""
    piped = commanded("init", "piped", cwd=tmp_path)
    assert piped.returncode == 0, piped.stderr
    assert find_programmes(tmp_path / "piped" / "data") == ["piped"]
    ours, theirs = pty.openpty()
    command = [*MAIN, "init", "asked", "--workbook"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs) as asked:
        os.close(theirs)
        os.write(ours, b"sv\nMitt program\n2020-05-01\n2021-04-30\n")
        said = b""
        while True:
            try:
                more = os.read(ours, 4096)
            except OSError:  # The other side has closed.
                break
            if not more:
                break
            said += more
    os.close(ours)
    assert asked.returncode == 0, said
    assert b"Title of the programme" in said
    sheet = read_programme(tmp_path / "asked" / "data" / "asked").sheet
    assert (sheet.name.sv, str(sheet.start), str(sheet.end)) == ("Mitt program", "2020-05-01", "2021-04-30")


def _validator(name: str) -> Draft202012Validator:
    schema = schema_of(name)
    assert schema["$schema"] == DRAFT
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_every_yaml_file_of_the_repository_fits_its_schema(repo: Path, tmp_path: Path) -> None:
    """The schemas refuse nothing that the readers accept: our files and those of a new project."""
    made = init(_wish(tmp_path))
    files = [("rubric", root / "params" / "rubric.yaml") for root in (repo, made)]
    files.append(("report", made / "params" / "report.yaml"))
    for root in (repo, made):
        files += [("period", path) for path in sorted((root / "params").glob("*/*.yaml"))]
        for name in ("programme", "chain", "sources"):
            files += [(name, path) for path in sorted((root / "data").glob(f"*/{name}.yaml"))]
    assert len(files) > 30
    validators = {name: _validator(name) for name in KINDS}
    for name, path in files:
        content = plain_yaml(path.read_text(encoding="utf-8")).content
        found = [error.message for error in validators[name].iter_errors(content)]
        assert found == [], path


BAD: dict[str, tuple[str, str, str]] = {
    "an unknown key": ("programme", "synthetic: false", "synthetic: false\nsyntetic: true"),
    "a language that no report has": ("programme", "  sv: KunTeko 2015–2020\n", "  de: KunTeko 2015–2020\n"),
    "a key that is missing": ("programme", "synthetic: false\n", ""),
    "a day written otherwise": ("programme", 'start: "2015-01-01"', "start: 1.1.2015"),
    "an unknown word": ("chain", "kind: direct", "kind: directly"),
    "a name with capitals": ("chain", "programme: kunteko", "programme: KunTeko"),
    "a number as a text": ("chain", "due_after_years: 2", "due_after_years: two"),
    "another version": ("sources", "schema: 1", "schema: 2"),
    "an unknown language": ("period", "language: fi", "language: suomi"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_schema_refuses_what_the_reader_refuses(case: str, repo: Path) -> None:
    """A file that is known to be bad does not fit, and the same file before the change does."""
    name, before, after = BAD[case]
    folder = repo / "data" / "kunteko"
    path = repo / "params" / "kunteko" / "2018.yaml" if name == "period" else folder / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    validator = _validator(name)
    assert validator.is_valid(plain_yaml(text).content)
    assert not validator.is_valid(plain_yaml(text.replace(before, after, 1)).content)


def test_a_schema_tells_the_meaning_of_every_key() -> None:
    """Whoever completes a key in an editor reads what it means."""
    for name in ("programme", "chain", "sources", "period"):
        schema = schema_of(name)
        for part in [schema, *schema["$defs"].values()] if "$defs" in schema else [schema]:
            for key, told in part.get("properties", {}).items():
                assert key in {"fi", "sv", "en"} or told.get("description"), (name, key)


def test_an_editor_finds_the_schemas_of_a_new_project(tmp_path: Path) -> None:
    """The first line of each YAML file names a schema file that is there."""
    made = init(_wish(tmp_path))
    files = sorted(made.rglob("*.yaml"))
    assert len(files) == 6
    for path in files:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        _, mark, name = first.partition("# yaml-language-server: $schema=")
        assert mark
        assert json.loads((path.parent / name).read_text(encoding="utf-8"))["$schema"] == DRAFT


def test_the_data_dictionary_in_the_docs_is_what_the_classes_say(repo: Path) -> None:
    """After a change of the classes: kunteko-eval schema --dictionary --output docs/reference."""
    assert (repo / "docs" / "reference" / "data-dictionary.md").read_text(encoding="utf-8") == data_dictionary()


def test_the_command_writes_schemas(tmp_path: Path) -> None:
    """One kind goes to standard output, all of them into a folder, and an unknown kind is an error."""
    one = commanded("schema", "period", cwd=tmp_path)
    assert json.loads(one.stdout) == schema_of("period")
    assert commanded("schema", "--output", tmp_path, cwd=tmp_path).returncode == 0
    assert len(list(tmp_path.glob("*.schema.json"))) == len(KINDS)
    wrong = commanded("schema", "chains", cwd=tmp_path)
    assert wrong.returncode == 1
    assert "there is no kind of file 'chains'" in wrong.stderr
