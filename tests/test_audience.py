"""Whom a report is for: what the page holds for a steering group, for the public and for those who evaluate."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from typer.testing import CliRunner

from kunteko_eval.cli import app
from kunteko_eval.errors import UnknownName
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.audience import AUDIENCES, Audience, audience_named
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.exporter import ReportExporter
from kunteko_eval.report.injected_parameters import OF_THE_PAGE
from kunteko_eval.report.page import PageSettings, page


def _cell(what: object, *tags: str) -> NotebookNode:
    made = new_code_cell("", outputs=[new_output("display_data", data=what._repr_mimebundle_())])  # type: ignore[attr-defined]
    made.metadata["tags"] = list(tags)
    return made


def _chapter(name: str) -> NotebookNode:
    said = Claim(text=f"It {name}.", evidence=(f"table-{name}", f"annex-{name}"))
    group = ClaimGroup(name=name, heading=f"{name.title()} grew", claims=(said,))
    table = Table("Counts", ("Coder", "n"), (("coder 1", "12"),), name=name)
    cells = [_cell(Argument((group,)), "report"), new_markdown_cell("## Detail"), _cell(table)]
    return new_notebook(cells=[new_markdown_cell(f"# {name.title()}"), *cells, _cell(Prose(("By coder 1.",)))])


def _soup(audience: Audience, language: str = "en") -> BeautifulSoup:
    chapters = [("01_summary", _chapter("answer")), ("02_reach", _chapter("reached")), ("14_method", _chapter("rules"))]
    return BeautifulSoup(
        page(chapters, PageSettings(title="T", subtitle="", language=language, audience=audience)), "lxml"
    )


@pytest.mark.parametrize(("audience", "opened"), [("steering-group", False), ("evaluator", True)])
def test_annexes_are_closed_for_a_steering_group_and_open_for_who_evaluates(audience: Audience, opened: bool) -> None:
    """Both have the same annexes."""
    annexes = _soup(audience).select("details.annex")
    assert [one["id"] for one in annexes] == ["annex-summary", "annex-reach", "annex-method"]
    assert all(one.has_attr("open") is opened for one in annexes)


@pytest.mark.parametrize(
    ("language", "told"), [("fi", "lyhyt raportti"), ("sv", "korta rapporten"), ("en", "the short report")]
)
def test_the_public_gets_a_short_report_that_says_where_the_evidence_is(language: str, told: str) -> None:
    """No annex, no coder, no chapter on how ratings arise, no mark or link of what is not there; a line tells where."""
    soup = _soup("public", language)
    assert [one.text.strip() for one in soup.select(".claim")] == ["It answer.", "It reached."]
    assert [one["href"] for one in soup.select(".contents ol.sections a")] == ["#summary", "#reach"]
    first = soup.select_one(".contents ol.sections a")
    assert first is not None
    assert first.text == {"fi": "Tiiviisti", "sv": "I korthet", "en": "In brief"}[language]
    assert not soup.select(".annex, .annexes, .annex-list li, .proof, .kicker")
    assert "oder 1" not in soup.text
    there = {f"#{one['id']}" for one in soup.select("[id]")}
    assert {str(one["href"]) for one in soup.select('a[href^="#"]')} <= there
    elsewhere = soup.select_one(".elsewhere")
    assert elsewhere is not None
    assert told in elsewhere.text


def test_other_readers_are_told_nothing_of_another_report() -> None:
    """The line is the public's."""
    assert not _soup("steering-group").select(".elsewhere")


def test_an_unknown_audience_says_what_there_is() -> None:
    """On the command line, too."""
    assert [audience_named(one) for one in (None, *AUDIENCES)] == [None, *AUDIENCES]
    with pytest.raises(UnknownName, match="steering-group, public, evaluator"):
        audience_named("everybody")


def test_the_command_line_refuses_an_unknown_audience() -> None:
    """Before anything is made."""
    told = CliRunner().invoke(app, ["run", "soteliiderit", "--audience", "everybody"])
    assert isinstance(told.exception, UnknownName)


def test_the_exporter_makes_the_page_that_the_period_file_asks_for() -> None:
    """`audience` is a key of the page, which no notebook needs to declare."""
    assert "audience" in OF_THE_PAGE
    chapter = _chapter("reached")
    assert "coder 1" in ReportExporter().from_notebook_node(chapter)[0]
    chapter.metadata["papermill"] = {"parameters": {"audience": "public"}}
    assert "coder 1" not in ReportExporter().from_notebook_node(chapter)[0]
