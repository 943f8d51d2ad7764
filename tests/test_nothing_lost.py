"""Nothing that the evidence holds is lost from the report: each figure, finding, rating and item stands in an annex."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement
from workshop import Copier, Viewer

from kunteko_eval.report import cells, method_words
from kunteko_eval.report.job import Job
from kunteko_eval.report.table_spec import plain_rows, rows_within
from kunteko_eval.report.view import View

RUN = Job(programme="kunteko", period="2018-2020", language="fi")


@pytest.fixture(scope="module")
def view(views_of: Viewer) -> View:
    """Return KunTeko 2018–2020 in Finnish."""
    return next(
        one for one in views_of(RUN.programme) if one.assessment.period.id == RUN.period and one.say.code == "fi"
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, copied_reports: Copier) -> HtmlElement:
    """Return the report of the same, which the session makes once."""
    path: Path = copied_reports(tmp_path_factory.mktemp("nothing-lost"), RUN)
    return html.document_fromstring(path.read_text(encoding="utf-8"))


def words(element: HtmlElement) -> str:
    """Return the words of an element with single spaces."""
    return " ".join(str(element.text_content()).split())


def rows(page: HtmlElement, name: str) -> Iterator[list[str]]:
    """Yield the cells of each row of an annex's table."""
    found = page.xpath(f"//details[contains(@class, 'annex')]//*[@id='table-{name}']//tbody/tr")
    assert found, name
    for row in found:
        yield [words(cell) for cell in row]


def test_every_figure_stands_in_an_annex(page: HtmlElement, view: View) -> None:
    """Each figure of the period stands in the annex on evidence with its label, value and respondents, once."""
    say = view.say
    figures = rows_within(view.frames.programme.observations, view.assessment.period)
    wanted = Counter(
        tuple(
            " ".join(part.split())
            for part in (
                row["label"],
                cells.figure(say, *(row[name] for name in cells.FIGURE)),
                cells.number(say, row["n"]),
            )
        )
        for row in plain_rows(figures)
    )
    assert len(figures) > 100
    assert wanted == Counter(tuple(row[:3]) for row in rows(page, "observations"))


def test_every_finding_stands_in_an_annex(page: HtmlElement, view: View) -> None:
    """Each finding of the period stands in the annex on evidence in the coder's words, once."""
    findings = rows_within(view.frames.programme.findings, view.assessment.period)
    wanted = Counter(" ".join(one.split()) for one in findings["statement"])
    assert len(findings) > 100
    assert wanted == Counter(row[0] for row in rows(page, "findings"))


def test_every_rating_and_what_it_rests_on_stands_in_an_annex(page: HtmlElement, view: View) -> None:
    """Each box has a card in the annex on the chain, with its name, its rating and every item that bears on it."""
    say, assessment = view.say, view.assessment
    assert len(assessment.everything) == len(view.frames.ratings)
    lost = []
    for one in assessment.everything:
        (card,) = page.xpath(f"//details[contains(@class, 'annex')]//*[@id='element-{one.element.id}']")
        told = words(card)
        wanted = [say.text(one.element.label), method_words.final_words(say, one)]
        wanted += [method_words.item_name(say, item, assessment).rstrip(". ") for item in one.items]
        wanted += [method_words.item_value(say, item, assessment) for item in one.used]
        lost += [(one.element.id, part) for part in wanted if " ".join(part.split()) not in told]
    assert lost == []
