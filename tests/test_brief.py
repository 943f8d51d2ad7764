"""The brief of two pages: page one and the sections' messages, taken from the report's page and sealed by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from kunteko_eval.batch.fingerprint import BESIDE, why_stale
from kunteko_eval.pdf.printing import print_reports
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.brief import LONGEST, brief_of
from kunteko_eval.report.colophon import opened, quoted, record_of
from kunteko_eval.report.content import Prose
from kunteko_eval.report.index import write_index
from kunteko_eval.report.job import Job
from kunteko_eval.report.page import PageSettings, page

JOB = Job(programme="small", period="2020", language="en")
RECORD = record_of(JOB, {"inputs": {}, "notebooks": {}, "code": "0" * 64, "versions": {}}, "1", [])


def _chapter(name: str, *claims: str) -> NotebookNode:
    told = tuple(Claim(text=one, evidence=(f"annex-{name}",)) for one in claims)
    said = Argument((ClaimGroup(name=name, heading=f"{name.title()} grew", claims=told),))
    cell = new_code_cell("", outputs=[new_output("display_data", data=said._repr_mimebundle_())])
    cell.metadata["tags"] = ["report"]
    more = new_code_cell("", outputs=[new_output("display_data", data=Prose(("More.",))._repr_mimebundle_())])
    return new_notebook(cells=[new_markdown_cell(f"# {name}"), cell, more])


def _page(language: str = "en") -> str:
    chapters = [
        ("01_summary", _chapter("summary", "Yes & no.", "12 of 13.")),
        ("02_reach", _chapter("reach", "It reached 12.", "And 3.")),
        ("03_long", _chapter("long", "word " * LONGEST)),
        ("04_none", _chapter("none")),
    ]
    return page(chapters, PageSettings(title="Small", subtitle="Report 2020", language=language, record=RECORD))


def test_the_brief_has_page_one_and_a_message_of_each_section() -> None:
    """Page one stands whole; a section is its finding and its first claim, if that is short; one without is left out."""
    soup = BeautifulSoup(brief_of(_page(), "report.en.html", "en", record=RECORD), "lxml")
    first = soup.select_one("#summary")
    assert first is not None
    assert [one.text.strip() for one in first.select(".claim")] == ["Yes & no.", "12 of 13."]
    items = soup.select(".messages li")
    assert [[part.text for part in one.find_all(["a", "p"])] for one in items] == [
        ["Reach grew", "It reached 12."],
        ["Long grew"],
    ]
    assert [one["href"] for one in soup.select(".messages a")] == ["report.en.html#reach", "report.en.html#long"]
    assert not soup.select("script:not([type='application/json']), .proof, details, [href^='#']")
    assert "Annex" not in soup.text


@pytest.mark.parametrize(("language", "told"), [("fi", "Tiiviisti"), ("sv", "I korthet"), ("en", "In brief")])
def test_the_brief_speaks_the_reports_language_and_quotes_its_code(language: str, told: str) -> None:
    """It carries the report's record with a digest of its own, by which an edit of it shows."""
    report = _page(language)
    made = brief_of(report, f"report.{language}.html", language, record=RECORD)
    assert told in made
    assert f'<html lang="{language}">' in made
    mine, theirs = opened(made.encode()), opened(report.encode())
    assert mine.edited == ""
    assert mine.record is not None
    assert theirs.record is not None
    assert mine.record.page != theirs.record.page
    assert quoted(theirs.record.page) in made
    assert opened(made.replace("12 of 13", "13 of 13").encode()).edited
    assert made == brief_of(report, f"report.{language}.html", language, record=RECORD)


def test_a_report_without_its_brief_is_made_again(tmp_path: Path) -> None:
    """The brief stands beside the report; the portfolio has none."""
    folder = tmp_path / JOB.folder
    folder.mkdir(parents=True)
    for name in (JOB.page, JOB.workbook, *BESIDE):
        (folder / name).touch()
    assert why_stale(JOB, {}, tmp_path) == "missing: brief.en.html"
    assert Job(programme="", period="", language="fi").brief == ""


def test_briefs_are_printed_beside_their_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A brief that is there becomes a PDF too; a report of before there were briefs is printed alone."""
    printed: list[str] = []
    monkeypatch.setattr("kunteko_eval.pdf.printing.find_browser", lambda _given: "browser")
    monkeypatch.setattr("kunteko_eval.pdf.printing.print_pdf", lambda made, _to, **_more: printed.append(made.name))
    folder = tmp_path / JOB.folder
    folder.mkdir(parents=True)
    (folder / JOB.page).touch()
    assert [one.target.name for one in print_reports([JOB], tmp_path)] == ["report.en.pdf"]
    (folder / JOB.brief).touch()
    assert [one.target.name for one in print_reports([JOB], tmp_path)] == ["report.en.pdf", "brief.en.pdf"]
    assert printed == ["report.en.html", "report.en.html", "brief.en.html"]


def test_the_index_leads_to_briefs(tmp_path: Path) -> None:
    """Where a report has a brief, the index names it by its language."""
    base = tmp_path / JOB.folder
    base.mkdir(parents=True)
    ratings = (
        '{"programme": "small", "name": {"fi": "P", "sv": "P", "en": "P"}, "years": {"fi": "2020", "sv": "2020", '
        '"en": "2020"}, "counts": {}, "coverage": 1, "rubric_version": "1", "elements": [], "synthetic": false}'
    )
    (base / "ratings.json").write_text(ratings, encoding="utf-8")
    for name in (JOB.page, JOB.brief):
        (base / name).touch()
    soup = BeautifulSoup(write_index(tmp_path).read_text(encoding="utf-8"), "lxml")
    leading = [one["href"] for one in soup.select(".reports a")]
    assert leading == ["small/2020/report.en.html", "small/2020/brief.en.html"]
