"""The page in three depths: page one, the report and its annexes, led to one another."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.proofs import proved
from kunteko_eval.report.content import Prose, Table, escape
from kunteko_eval.report.cross_references import Source
from kunteko_eval.report.language import Language
from kunteko_eval.report.lean_markup import lean
from kunteko_eval.report.page import PageSettings, page


def _shown(what: object, *tags: str) -> NotebookNode:
    data = what._repr_mimebundle_()  # type: ignore[attr-defined]
    return new_code_cell("", outputs=[new_output("display_data", data=data)], metadata={"tags": list(tags)})


def _group(name: str, *claims: Claim) -> ClaimGroup:
    return ClaimGroup(name=name, heading=f"What {name} came to", claims=claims, subject="All 12", source="A survey")


def _said(text: str) -> Argument:
    return Argument((_group("said", Claim(text=text)),))


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


NOTHING = {"en": "Ideas: nothing to say", "fi": "Ideas: ei kerrottavaa", "sv": "Ideas: inget att berätta"}


@pytest.mark.parametrize("language", NOTHING)
@pytest.mark.parametrize("table", [False, True])
def test_a_chapter_without_anything_to_say_is_a_line_of_the_contents(language: str, *, table: bool) -> None:
    """Its section is left out, and its annex too unless that shows something; no link leads to what is not there."""
    shown = Table("Ideas", ("What",), (("one",),), name="ideas") if table else Prose(("None.",))
    ideas = new_notebook(
        cells=[new_markdown_cell("# Ideas"), _shown(shown), new_code_cell("", metadata={"tags": ["report"]})]
    )
    leads = new_notebook(cells=[new_markdown_cell("# Answer\n\n[Ideas](#ideas) [annex](#annex-ideas)")])
    soup = _soup(("01_summary", leads), ("02_ideas", ideas), ("03_reach", _reach()), language=language)
    assert soup.select_one("section#ideas") is None
    assert (soup.select_one("details#annex-ideas") is not None) is table
    (line,) = soup.select(".contents .sections .silent")
    assert line.text.startswith(NOTHING[language])
    there = {one["id"] for one in soup.select("[id]")}
    assert {str(one["href"])[1:] for one in soup.select("a[href^='#']")} <= there
    assert len(soup.select("section.chapter")) == 2


def test_evidence_that_the_page_does_not_have_is_passed_over() -> None:
    """A claim whose evidence stands in a dropped chapter has no link and no mark of one."""
    soup = _soup(("01_reach", _reach("elsewhere")))
    assert not soup.select(".claim a, [data-proofs], .proof")


def test_the_head_leads_to_the_index_the_other_languages_and_the_workbook() -> None:
    """The links stand in one list, each by its own name and the languages in theirs; where there are none, no list."""
    others = (("fi", "suomeksi", "report.fi.html"), ("en", "in English", "report.en.html"))
    about = PageSettings(
        title="T", subtitle="", language="sv", home="../index.html", others=others, workbook="report.sv.xlsx"
    )
    soup = BeautifulSoup(page([("02_reach", _reach())], about), "lxml")
    assert [(one["href"], one.get("hreflang"), one.text) for one in soup.select(".doors a")] == [
        ("../index.html", None, "Alla rapporter"),
        ("report.fi.html", "fi", "Suomeksi"),
        ("report.en.html", "en", "In English"),
        ("report.sv.xlsx", None, "Alla tabeller som arbetsbok (Excel)"),
    ]
    assert not _soup(("02_reach", _reach())).select(".doors")


def test_the_contents_list_sections_and_annexes() -> None:
    """The contents name every section in order and, apart, every annex; a search waits for its script."""
    own = new_notebook(cells=[new_markdown_cell("# Own"), _shown(Prose(("Everything.",)))])
    soup = _soup(("01_own", own), ("02_reach", _reach()))
    assert [(one["href"], one.text) for one in soup.select(".sections a")] == [("#own", "Own"), ("#reach", "Reach")]
    assert [(one["href"], one.text) for one in soup.select(".annex-list a")] == [("#annex-reach", "Annex 2. Reach")]
    (search,) = soup.select(".search")
    assert search.has_attr("hidden")


_TEXTS = st.text(alphabet="ab <>&\"'=/`ä\n", max_size=12)


@settings(max_examples=40)
@given(st.lists(st.tuples(_TEXTS, _TEXTS), min_size=1, max_size=4))
def test_a_lean_page_is_the_same_page(pairs: list[tuple[str, str]]) -> None:
    """Whatever stands in cells, items and attributes, a parser of HTML reads the same elements and texts from less."""
    cells = "".join(f'<td class="n" title="{escape(one)}">{escape(two)}</td>' for one, two in pairs)
    items = "".join(f"<li data-x='{escape(one)}'>{escape(two)}</li>\n" for one, two in pairs)
    table = f"<table><thead><tr>{cells}</tr></thead>\n<tbody>\n<tr>{cells}</tr>\n</tbody></table>"
    whole = f'<html><body id="top"><p>{escape(pairs[0][0])}</p>\n<ul>{items}</ul>{table}<footer id="f">e</footer></body></html>'
    less = lean(whole)
    assert len(less) < len(whole)
    assert _read(less) == _read(whole)


def _read(written: str) -> list[tuple[object, ...]]:
    tree = html.document_fromstring(written)
    return [(one.tag, sorted(one.items()), (one.text or "").strip(), (one.tail or "").strip()) for one in tree.iter()]


def test_a_document_that_is_cited_leads_to_its_row() -> None:
    """What is cited in a section or an annex is a link to the row of the table that describes the document."""
    cited = _shown(Prose(("Read in doc: Part one.",)))
    listed = _shown(Table("Documents", ("Document", "What it is"), (("doc", "A report"),)))
    notebook = new_notebook(
        cells=[new_markdown_cell("# Sources"), _shown(_said("doc: Part two."), "report"), cited, listed]
    )
    settings = PageSettings(title="T", subtitle="", language="en", sources={"doc": Source("en", frozenset())})
    soup = BeautifulSoup(page([("01_sources", notebook)], settings), "lxml")
    links = [one for one in soup.select("a") if one.text == "doc"]
    assert len(links) == 2
    row = soup.select_one("th[id]")
    assert row is not None
    assert {one["href"] for one in links} == {f"#{row['id']}"}


def test_a_name_that_a_claim_tells_twice_is_a_link_once() -> None:
    """The first mention of a box leads to it; the second is a word, and nothing is repeated behind the claim."""
    claim = '<p class="claim" id="c" data-proofs="element-a annex-b">Trust grew. Trust stayed.</p>'
    made = proved(claim, {"element-a": "Trust", "annex-b": "Annex 2"}, Language("en"))
    assert made.count('<a href="#element-a">Trust</a>') == 1
    assert made.count('<a href="#annex-b">Annex 2</a>') == 1
    assert "Trust stayed." in made
