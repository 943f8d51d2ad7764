"""Verifying a page that came from elsewhere: made from these inputs, from others, or edited after it was made."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell, new_notebook
from typer.testing import CliRunner

from kunteko_eval.batch import fingerprint
from kunteko_eval.batch.checking import check_folders
from kunteko_eval.batch.fingerprint import made_of
from kunteko_eval.batch.verification import verify
from kunteko_eval.cli import app
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.project.judgement_record import record
from kunteko_eval.project.new_project import ProjectOptions, init
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.report import colophon
from kunteko_eval.report.colophon import NoRecord, head_of, opened, quoted, rated, record_of
from kunteko_eval.report.job import Job
from kunteko_eval.report.language import Language
from kunteko_eval.report.notebook_files import chapters
from kunteko_eval.report.page import PageSettings, page
from kunteko_eval.report.view import open_view

RUN = Job(programme="example", period="2024-2025", language="en")


@dataclass(frozen=True)
class Made:
    """A project and a page made from it."""

    data: Path
    params: Path
    page: Path

    @property
    def folder(self) -> Path:
        """The programme folder."""
        return self.data / RUN.programme

    def verify(self, code: str | None = None) -> tuple[bool, list[str]]:
        """Return whether the page is well, and the lines that are told."""
        verdict = verify(self.page, (self.data, self.params), code=code)
        return verdict.well, verdict.text.removeprefix(f"{self.page}: ").splitlines()

    def rewrite(self, file: str, old: str, new: str) -> None:
        """Replace a text in a file of the programme or of the params folder."""
        path = self.params / file.removeprefix("params/") if file.startswith("params/") else self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


def page_of(run: Job, data: Path, params: Path) -> str:
    """Return a page of one short chapter with the record of a whole report."""
    parts = made_of(run, data, params, chapters(portfolio=run.is_portfolio))
    view = open_view(RUN.programme, RUN.period, "en", str(data), str(params), run.scenario[0])
    heads = [head_of(RUN.programme, read_programme(data / RUN.programme).judgements)]
    told = record_of(
        run, parts, view.assessment.rubric.version, heads, () if run.is_portfolio else rated(view.assessment)
    )
    chapter = new_notebook(cells=[new_markdown_cell("# Findings\n\nThree of four thought so.")])
    return page(
        [("01_findings", chapter)],
        PageSettings(
            title="Example",
            subtitle="2024",
            language=run.language,
            fingerprint=fingerprint.fingerprint(run, parts),
            record=told,
        ),
    )


def judge(data: Path, params: Path, element: str) -> None:
    """Record a judgement that confirms a rating."""
    view = open_view(RUN.programme, RUN.period, "en", str(data), str(params))
    given: dict[str, str | int | None] = {
        "author": "evaluator-1",
        "final": view.assessment.rating(element).computed.value,
        "reason_code": "confirms",
        "reason": "As it should be.",
        "date": "2026-01-31",
    }
    record(view, element, data / RUN.programme, given)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a small project with two judgements and its page; nobody may change it."""
    options = ProjectOptions(
        name=RUN.programme,
        folder=tmp_path_factory.mktemp("verify"),
        titles={"en": "Example"},
        start="2024-01-01",
        end="2025-12-31",
        language="en",
    )
    root = init(options)
    for element in ("workshops", "skills"):
        judge(root / "data", root / "params", element)
    made = root / RUN.page
    made.write_text(page_of(RUN, root / "data", root / "params"), encoding="utf-8")
    return Made(data=root / "data", params=root / "params", page=made)


@pytest.fixture
def made(original: Made, tmp_path: Path) -> Made:
    """Return a copy of the project and the page, to be changed."""
    root = Path(shutil.copytree(original.page.parent, tmp_path / "project"))
    return Made(data=root / "data", params=root / "params", page=root / RUN.page)


def test_a_page_made_from_these_inputs_is_verified(original: Made) -> None:
    """The page, its report and its codes are named, and all is well; the command ends with 0."""
    well, (verdict, about) = original.verify()
    assert (well, verdict) == (True, "made from these inputs, unchanged")
    assert "example 2024-2025 en" in about
    printed = BeautifulSoup(original.page.read_text(encoding="utf-8"), "html.parser").find(id="page-code")
    assert printed is not None
    code = printed.get_text().rpartition(": ")[2]
    assert re.fullmatch(r"([0-9A-F]{4}-){3}[0-9A-F]{4}", code)
    assert code in about
    command = ["verify", str(original.page), "--data", str(original.data), "--params", str(original.params)]
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, f"{original.page}: {verdict}")


def test_the_same_inputs_give_the_same_page(original: Made, made: Made) -> None:
    """A page made anew, from copies in another folder, has the same bytes."""
    assert page_of(RUN, made.data, made.params).encode() == original.page.read_bytes()


def test_another_input_is_named_with_the_ratings_that_differ(made: Made) -> None:
    """A changed figure names its file and each rating that is another one now, computed and final with confidence."""
    before = {one.element: one for one in rated(open_view(*_names(), "en", *_folders(made)).assessment)}
    made.rewrite("observations.csv", ",18,", ",4,")
    after = {one.element: one for one in rated(open_view(*_names(), "en", *_folders(made)).assessment)}
    differing = [name for name in before if before[name] != after[name]]
    assert differing
    well, (verdict, _, *lines) = made.verify()
    assert (well, verdict) == (False, "made from other inputs")
    assert lines == [
        "  data/example/observations.csv: differs",
        *(f"  rating of {name}: {before[name]} on the page, {after[name]} from these inputs" for name in differing),
    ]


def _names() -> tuple[str, str]:
    return RUN.programme, RUN.period


def _folders(made: Made) -> tuple[str, str]:
    return str(made.data), str(made.params)


def test_a_remark_in_a_file_is_another_input_and_changes_no_rating(made: Made) -> None:
    """A file with other bytes is named even where no rating differs."""
    made.rewrite("sources.yaml", "schema: 1", "schema: 1  # a remark")
    assert made.verify()[1][2:] == ["  data/example/sources.yaml: differs", "  ratings: none differs"]


def test_files_that_are_gone_or_new_are_told_apart(made: Made) -> None:
    """A file that the page was made from and is not here, and one that is here only, each say so."""
    (made.params / "example" / "2024-2025.yaml").unlink()
    (made.folder / "remarks.csv").write_text("a\n", encoding="utf-8")
    assert made.verify()[1][2:] == [
        "  data/example/remarks.csv: was not there when the page was made",
        "  params/example/2024-2025.yaml: is not here",
        "  ratings: none differs",
    ]


def test_another_rubric_is_named_with_what_it_changes(made: Made) -> None:
    """A rubric with another cut-point is another input, and the ratings that it changes are listed."""
    text = (made.params / "rubric.yaml").read_text(encoding="utf-8")
    changed = re.sub(r"(cut_green:.*?value: )0\.\d+", r"\g<1>0.65", text, count=1, flags=re.S)
    assert changed != text
    (made.params / "rubric.yaml").write_text(changed, encoding="utf-8")
    well, lines = made.verify()
    assert not well
    assert lines[2] == "  params/rubric.yaml: differs"
    assert any(line.startswith("  rating of ") for line in lines[3:])


def test_other_code_other_libraries_and_other_notebooks_are_named(
    original: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the product was is compared too: its code, the versions of its libraries, and each chapter."""
    known = fingerprint.versions()
    monkeypatch.setattr(fingerprint, "versions", lambda: {**known, "pandas": "0.1"})
    monkeypatch.setattr("kunteko_eval.batch.inputs.code", lambda: "f" * 64)
    monkeypatch.setattr("kunteko_eval.batch.verification.chapters", lambda **_: chapters()[1:])
    well, (verdict, _, *lines) = original.verify()
    assert (well, verdict) == (False, "made from these inputs, by another version of the product")
    assert lines == [
        f"  notebook {chapters()[0].name}: is not here",
        "  the code of kunteko_eval: another version",
        f"  pandas: version {known['pandas']} made the page, here is 0.1",
        "  ratings: none differs",
    ]


def test_a_last_judgement_that_was_removed_is_found(made: Made) -> None:
    """The record without its last row passes ``check``, which cannot know; the page's seal finds it."""
    path = made.folder / "judgements.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(rows[:-1]), encoding="utf-8")
    assert not check_folders([made.folder], None)[1]
    lines = made.verify()[1]
    seal = rows[-1].strip().rpartition(",")[2]
    told = f"the page has 2, the last sealed {seal}; here are 1 without that one"
    assert f"  judgements of example: {told}: recorded judgements were removed or changed" in lines
    path.unlink()
    assert any("here are 0 without that one" in line for line in made.verify()[1])


def test_judgements_recorded_since_are_counted(made: Made) -> None:
    """A record that goes on from the page's seal has lost nothing: it says how many came after."""
    judge(made.data, made.params, "workshops")
    assert "  judgements of example: 1 recorded since the page was made" in made.verify()[1]


def test_inputs_with_faults_are_told_and_no_rating_is_made_up(made: Made) -> None:
    """Where nothing can be rated, the file is named and so is its fault."""
    made.rewrite("codings.csv", "supports", "suports")
    well, lines = made.verify()
    assert not well
    assert lines[2] == "  data/example/codings.csv: differs"
    assert lines[3].startswith("  ratings: none from these inputs: ")
    assert any("codings.csv, row 2, column direction" in line for line in lines)


EDITS: dict[str, Callable[[str], str]] = {
    "a word": lambda text: text.replace("Three of four", "Four of four"),
    "a space": lambda text: text.replace("</html>", " </html>"),
    "the style": lambda text: text.replace("<style>", "<style>.red{display:none}"),
    "the title": lambda text: text.replace("Example", "Sample"),
    "the printed code": lambda text: re.sub(r"(id=\"page-code\">[^<]*: )....", r"\g<1>0000", text),
    "no colophon": lambda text: re.sub(r"<footer.*</footer>", "", text, flags=re.S),
    "another programme's digest": lambda text: text.replace('"page":"', '"page":"0', 1),
    "a recorded digest": lambda text: re.sub(r'(rubric.yaml":")[0-9a-f]{8}', r"\g<1>00000000", text),
    "a recorded rating": lambda text: text.replace('"final":"', '"final":"green', 1),
    "no record": lambda text: re.sub(re.escape(colophon.OPENING) + ".*?</script>", "", text, flags=re.S),
    "a record that is no JSON": lambda text: text.replace(colophon.OPENING, colophon.OPENING + "{"),
    "a second record": lambda text: text.replace("<title>", colophon.OPENING + "{}</script><title>"),
    "the end": lambda text: text[: len(text) // 2],
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "a mark of byte order": lambda text: "\ufeff" + text,
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_page_is_told_as_edited(edit: str, original: Made, tmp_path: Path) -> None:
    """Whatever was changed in the page, it is edited, and no word is lost on inputs that it can no longer name."""
    text = original.page.read_bytes().decode()
    changed = EDITS[edit](text)
    assert changed != text
    other = replace(original, page=tmp_path / "edited.html")
    other.page.write_bytes(changed.encode())
    well, (line, *more) = other.verify()
    assert (well, more) == (False, [])
    assert line.startswith("the page was edited after it was made: ")
    if edit in {"line ends", "a mark of byte order"}:
        assert "its words are as they were" in line


@settings(max_examples=300)
@given(draw=st.data())
def test_no_byte_of_a_page_changes_unnoticed(original: Made, draw: st.DataObject) -> None:
    """Any byte changed, put in or taken out, wherever it stands, is an edit; and no page makes verifying fail."""
    content = original.page.read_bytes()
    at = draw.draw(st.integers(0, len(content) - 1))
    changed = draw.draw(
        st.one_of(
            st.integers(1, 255).map(lambda by: content[:at] + bytes([content[at] ^ by]) + content[at + 1 :]),
            st.binary(min_size=1, max_size=3).map(lambda new: content[:at] + new + content[at:]),
            st.just(content[:at] + content[at + 1 :]),
        )
    )
    assert opened(changed).edited
    assert not opened(content).edited


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not a report"),
        ("<html><p>Another page</p></html>", "not a report"),
        ('<meta name="kunteko-made-of" content="00">', "an earlier version"),
    ],
)
def test_what_carries_no_record_is_no_verdict(text: str, told: str, tmp_path: Path) -> None:
    """A file that is no report, and a report of an earlier version, are told as such, by name, with exit status 1."""
    path = tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NoRecord, match=told):
        verify(path, None)
    done = CliRunner().invoke(app, ["verify", str(path)])
    assert done.exit_code == 1
    assert str(path) in str(done.exception)


def test_without_inputs_the_page_alone_is_verified(original: Made) -> None:
    """Somebody who has the page only learns that it is unedited, and what to give; that is not all well."""
    verdict = verify(original.page, None)
    assert not verdict.well
    assert "the page is unedited since it was made. Give --data and --params" in verdict.text


def test_a_quoted_code_names_its_page_and_no_other(original: Made) -> None:
    """The code as a reader quotes it, in small letters or with spaces, fits its page; that of another page does not."""
    told = opened(original.page.read_bytes()).record
    assert told is not None
    code = quoted(told.page)
    assert original.verify(code.lower().replace("-", " "))[0]
    well, (line, *_) = original.verify("0000-0000-0000-0000")
    assert (well, line) == (False, "another page than the one of the code 0000-0000-0000-0000")


def test_the_portfolio_is_verified_by_its_files_and_seals(original: Made, tmp_path: Path) -> None:
    """The portfolio's page has no ratings of its own; its inputs and the ends of all records are compared."""
    run = Job(programme="", period="", language="sv")
    other = replace(original, page=tmp_path / run.page)
    other.page.write_text(page_of(run, original.data, original.params), encoding="utf-8")
    well, (verdict, about) = other.verify()
    assert (well, verdict) == (True, "made from these inputs, unchanged")
    assert "portfolio sv" in about


def test_a_scenarios_report_is_verified_with_its_scenario(original: Made, tmp_path: Path) -> None:
    """What was tried out is an input: it has to be given, and another one is another input with other ratings."""
    file = tmp_path / "strict.yaml"
    text = "schema: 1\nid: strict\ntitle: Strict\nprogramme: example\nreason: To try it\ncut_points: {green: 1.1, yellow: %s, red: 0.1}\n"
    file.write_text(text % "1.0", encoding="utf-8")
    run = replace(RUN, scenario=(str(file), "strict"))
    other = replace(original, page=tmp_path / run.page)
    other.page.write_text(page_of(run, original.data, original.params), encoding="utf-8")
    folders = original.data, original.params
    assert verify(other.page, folders, file).well
    assert "  scenario: give the scenario file with --scenario" in verify(other.page, folders).text.splitlines()
    file.write_text(text % "0.2", encoding="utf-8")
    told = verify(other.page, folders, file).text.splitlines()
    assert "  scenario: differs" in told
    assert any(line.startswith("  rating of ") for line in told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_colophon_speaks_the_pages_language(language: str, original: Made) -> None:
    """Every page prints the two codes, how many judgements there are with the last seal, and what to do with them."""
    html = page_of(replace(RUN, language=language), original.data, original.params)
    footer = BeautifulSoup(html, "html.parser").footer
    assert footer is not None
    told = opened(html.encode()).record
    assert told is not None
    text = footer.get_text()
    for part in (quoted(told.page), quoted(colophon.made_from(told)), told.judgements[0].seal, "kunteko-eval verify"):
        assert part is not None
        assert part in text
    assert (
        Language(language)("Recorded judgements: {count}; seal of the last: {seals}.", count=2, seals="").split(":")[0]
        in text
    )


def test_pages_in_other_languages_share_the_code_of_what_they_were_made_from(original: Made) -> None:
    """The page's code differs by language; that of inputs, rubric and program is one for all of a period's pages."""
    pages = [page_of(replace(RUN, language=one), original.data, original.params) for one in LANGUAGES]
    records = [opened(html.encode()).record for html in pages]
    assert len({one.page for one in records if one}) == 3
    assert len({colophon.made_from(one) for one in records if one}) == 1


def test_the_record_can_be_read_by_other_programs(original: Made) -> None:
    """The record is JSON in plain letters, which mail and other programs leave alone, with a digest for each file."""
    html = original.page.read_text(encoding="utf-8")
    script = BeautifulSoup(html, "html.parser").find("script", id="made-from")
    assert script is not None
    text = script.get_text()
    assert text.isascii()
    told = json.loads(text)
    assert set(told["inputs"]) >= {"data/example/findings.csv", "data/example/judgements.csv", "params/rubric.yaml"}
    assert told["judgements"] == [
        {"programme": "example", "count": 2, "seal": read_programme(original.folder).judgements[-1].seal}
    ]
    assert {one["element"] for one in told["ratings"]} >= {"workshops", "skills"}
