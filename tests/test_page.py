"""The page: how it packs its figures, sets its tables, and writes page one, the cards and the map."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from kunteko_eval.method.assess import assess
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.scenario import Scenario, TriedExpectation, apply
from kunteko_eval.report.chain_map import chain_map
from kunteko_eval.report.column_widths import column_shares, set_columns
from kunteko_eval.report.content import Points
from kunteko_eval.report.cross_references import Marks, Source
from kunteko_eval.report.element_cards import element_cards
from kunteko_eval.report.language import Language
from kunteko_eval.report.pathways import pathway_picture
from kunteko_eval.report.plotly_script import packed, unpacked
from kunteko_eval.report.summary import scenario_changes, small_chain
from kunteko_eval.report.view import View


@pytest.fixture(scope="module")
def view(kunteko: ProgrammeData, rubric: Rubric) -> View:
    """Return KunTeko 2018–2020 in English."""
    return View(assessment=assess(kunteko, "2018-2020", rubric), previous=None, say=Language("en"))


@given(st.text())
def test_what_is_packed_comes_back_and_cannot_end_a_script(text: str) -> None:
    """Any text comes back as it was, and its packed form has nothing by which HTML leaves a script element."""
    small = packed(text)
    assert unpacked(small) == text
    assert not set(small) & set("<\"'/\\ \n")


cells = st.lists(st.text(alphabet="abc ", min_size=1, max_size=120), min_size=3, max_size=3)


@given(st.lists(cells, min_size=1, max_size=8))
def test_columns_share_the_whole_width(rows: list[list[str]]) -> None:
    """Whatever the cells hold, every column has some room and all have the whole of it."""
    shares = column_shares(rows)
    assert len(shares) == 3
    assert min(shares) > 0
    assert sum(shares) == pytest.approx(1)


def test_one_long_sentence_does_not_starve_its_neighbours() -> None:
    """A column gets its room from most of its cells, and words and marks stay on one line."""
    rows = [["Claim", "Rating", "Where"], *[["word " * 16, "■ paljon", "place " * 14]] * 9]
    rows += [["word " * 200, "○ ei osoitettavaa", "place"]] * 2
    claim, rating, where = column_shares(rows)
    assert rating * 130 >= len("○ ei osoitettavaa")
    assert claim < 1.3 * where


def test_a_table_with_merged_cells_is_left_to_the_browser() -> None:
    """Widths are given only where every row has a cell for each column."""
    table = html.fragment_fromstring(
        "<table><tr><th>A</th><th>B</th><th>C</th></tr><tr><td colspan=3>D</td></tr></table>"
    )
    set_columns(table)
    assert table.find("colgroup") is None


def test_a_point_shows_its_lead_and_nothing_runs() -> None:
    """What comes before a colon stands out in a list of points, and markup in a point is text."""
    body = Points(("Too early (1): <b>x</b>", "A sentence. Another: no lead"))._repr_mimebundle_()["text/html"]
    soup = BeautifulSoup(body, "html.parser")
    assert [one.get_text() for one in soup.find_all("b")] == ["Too early (1):"]
    assert [one.get_text() for one in soup.find_all("li")] == [
        "Too early (1): <b>x</b>",
        "A sentence. Another: no lead",
    ]


def test_page_one_counts_every_rating(view: View) -> None:
    """The key beside the small map tells how many boxes have each rating, and they add up to all boxes."""
    soup = BeautifulSoup(small_chain(view).markup, "html.parser")
    counts = [int(one.get_text()) for one in soup.select(".key b")]
    assert sum(counts) == len(view.assessment.ratings) == len(soup.select("svg rect[rx]"))
    headings = " ".join(one.get_text() for one in soup.select("svg .level"))
    assert headings == "Resources Actions Direct effects Indirect effects Wider effects"


def test_the_cards_tell_every_arrow_from_both_ends(view: View) -> None:
    """Whoever reads the list instead of the map learns of each link where it comes from, where it goes and how sure it is."""
    soup = BeautifulSoup(element_cards(view).markup, "html.parser")
    chain = view.programme.chain
    for link in view.assessment.links:
        for here, there, verb in ((link.source, link.target, "Contributes to"), (link.target, link.source, "Fed by")):
            (line,) = [
                one.get_text() for one in soup.select(f"#element-{here} li") if one.get_text().startswith(f"{verb}: ")
            ]
            assert f"{chain.element(there).label.en} ({link.standing})" in line


def test_the_map_marks_confidence_conflicts_and_changed_ratings(view: View) -> None:
    """Each box has as many full dots as its confidence, a bolt where sources disagree, a pen where a person decided."""
    ratings = list(view.assessment.ratings)
    ratings[0] = replace(ratings[0], final=ratings[-1].final)
    changed = replace(view, assessment=replace(view.assessment, ratings=tuple(ratings)))
    soup = BeautifulSoup(chain_map(changed).picture, "html.parser")
    for one in ratings:
        box = soup.select_one(f'a[data-element="{one.element.id}"]')
        assert box is not None
        marks = "".join(sign.get_text() for sign in box.select(".badge-sign"))
        assert ("⚡" in marks) == (one.conflict is not None)
        assert ("✎" in marks) == one.overridden
        dots = [use["href"] for use in box.find_all("use")]
        assert dots == ([] if one.confidence is None else [f"#sure-{one.confidence}"])
    for level in range(1, 5):
        full = [dot["fill"] != "none" for dot in soup.select(f"#sure-{level} circle")]
        assert full == [at < level for at in range(4)]
    key = soup.select_one(".map-key")
    assert key is not None
    assert all(sign in key.get_text() for sign in "▲■◆○?…⚡✎→⇢●")


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_one_link_is_not_told_in_the_plural(view: View, language: str) -> None:
    """With one link, one supported link and no examined rival the sentences are singular and whole."""
    link = next(one for one in view.assessment.links if one.supports)
    links = (replace(link, examined=0),)
    spoken = replace(view, assessment=replace(view.assessment, links=links), say=Language(language))
    told = pathway_picture(spoken).plain()
    assert not re.search(r"\b[01] (?!of\b)[a-zåäö]", told)
    if language == "en":
        assert told.startswith("The chain has one link. How sure it is: supported 1.")
        assert "examined for no link." in told


def test_a_tried_expectation_has_its_unit(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """A scenario's notice tells what is expected in the terms of what it applies to: per cent, euros, extents."""
    tried = tuple(
        TriedExpectation(convention=name, expected=expected, floor=floor)
        for name, expected, floor in (
            ("share-positive", 90, 20),
            ("stated-funding", 600000, 0),
            ("chain-scale", 1, 0),
        )
    )
    scenario = Scenario(schema=1, programme="kunteko", id="strict", title="Strict", reason="To see", expectations=tried)
    programme, rules = apply(scenario, kunteko, rubric)
    view = View(assessment=assess(programme, "2018-2020", rules), previous=None, say=Language("en"), scenario=scenario)
    told = "; ".join(scenario_changes(scenario, view)).replace("\xa0", " ")
    assert "survey results: expected 90%, floor 20%" in told
    assert "money (Funding as realised): expected 600,000 € (a year), floor 0 €" in told
    assert "findings: expected very much, floor none at all" in told


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<pre>\x1b[31mred\x1b[0m 002: Part</pre>", '<pre>red <a href="#s1">002</a>: Part</pre>'),
        ("<p>002: Part \x07\x00\ud83d</p>", '<p><a href="#s1">002</a>: Part \ufffd\ufffd\ufffd</p>'),
        ("<p>002: Part &#27;</p>", '<p><a href="#s1">002</a>: Part \ufffd</p>'),
        ("words 002: a <b>b</b> 002: c", 'words <a href="#s1">002</a>: a <b>b</b> <a href="#s1">002</a>: c'),
        ("<p>\U0001f600 &lt;b&gt; &amp;</p>", "<p>\U0001f600 &lt;b&gt; &amp;</p>"),
        ("", ""),
    ],
)
def test_what_a_cell_prints_is_shown_whatever_it_is(body: str, shown: str) -> None:
    """Colours of a terminal, control characters and halves of characters spoil no page, and nothing else is lost."""
    made, _ = Marks("fi", {"002": Source("fi", frozenset({"Part"}))}).set_section(body, "chapter", set())
    assert made == shown


def test_what_is_nested_deeply_is_not_dropped() -> None:
    """The parser's own bound on depth would leave out the rest without a word."""
    made, _ = Marks("fi", {}).set_section("<div>" * 400 + "deep" + "</div>" * 400, "chapter", set())
    assert made.count("<div>") == 400
    assert "deep" in made
