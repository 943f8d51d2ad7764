"""The page in three depths: page one, the report and its annexes, led to one another."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.page import PageSettings, page


def _shown(what: object, *tags: str) -> NotebookNode:
    data = what._repr_mimebundle_()  # type: ignore[attr-defined]
    return new_code_cell("", outputs=[new_output("display_data", data=data)], metadata={"tags": list(tags)})


def _group(name: str, *claims: Claim) -> ClaimGroup:
    return ClaimGroup(name=name, heading=f"What {name} came to", claims=claims, subject="All 12", source="A survey")


def _reach(table: str = "reach") -> NotebookNode:
    said = Argument((_group("reach", Claim(text="It reached 12.", evidence=("table-reach", "table-gone"))),))
    cells = [new_markdown_cell("# Reach"), _shown(said, "report")]
    return new_notebook(
        cells=[
            *cells,
            new_markdown_cell("## Counts"),
            _shown(Table("Counts", ("Who", "n"), (("all", "12"),), name=table)),
        ]
    )


def _soup(*notebooks: tuple[str, NotebookNode], language: str = "en") -> BeautifulSoup:
    return BeautifulSoup(page(list(notebooks), PageSettings(title="T", subtitle="", language=language)), "lxml")


@pytest.mark.parametrize(("language", "numbered"), [("en", "Table 2.1"), ("fi", "Taulukko 2.1"), ("sv", "Tabell 2.1")])
def test_a_claim_leads_to_its_evidence_and_the_evidence_back(language: str, numbered: str) -> None:
    """A claim is followed by a link to the table that proves it, by its number, and the table leads back to it."""
    first = new_notebook(cells=[new_markdown_cell("# Answer"), _shown(Prose(("Yes.",)))])
    soup = _soup(("01_summary", first), ("02_reach", _reach()), language=language)
    claim = soup.select_one("#reach .claim")
    assert claim is not None
    assert [(one["href"], one.text) for one in claim.select("a")] == [("#table-reach", numbered)]
    annex = soup.select_one("details#annex-reach")
    assert annex is not None
    assert not annex.has_attr("open")
    back = annex.select_one("#table-reach + .back a")
    assert back is not None
    assert back["href"] == f"#{claim['id']}"
    assert soup.select_one("#summary .annex") is None


def test_a_chapter_without_a_cell_for_the_report_is_the_report() -> None:
    """What has no such cell, like a chapter of one's own, stands in the report as a whole and has no annex."""
    own = new_notebook(cells=[new_markdown_cell("# Own"), _shown(Prose(("Everything.",)))])
    soup = _soup(("01_own", own), ("02_reach", _reach()))
    section = soup.select_one("#own")
    assert section is not None
    assert "Everything." in section.text
    assert soup.select_one("#annex-own") is None


def test_an_annex_has_the_number_of_its_section() -> None:
    """Sections and annexes share their numbers, within which the annex numbers its tables; the report's own run on."""
    numbers = re.findall(r"(?:Annex|Table) [\d.]+", _soup(("01_reach", _reach("a")), ("02_more", _reach())).text)
    assert {"Annex 1.", "Annex 2.", "Table 1.1.", "Table 2.1."} <= set(numbers)


def test_evidence_that_the_page_does_not_have_is_passed_over() -> None:
    """A claim whose evidence stands in a dropped chapter has no link and no mark of one."""
    soup = _soup(("01_reach", _reach("elsewhere")))
    assert not soup.select(".claim a, [data-proofs], .proof")
