"""Chains of hundreds and thousands of boxes: work that grows with their number, and pages that can still be read."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from types import FrameType
from typing import Any

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from builder import chain, element, link
from chromium import CHROMIUM, FLAGS
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from kunteko_eval.batch.make_report import make_report
from kunteko_eval.method.assess import assess
from kunteko_eval.method.rating import Rating
from kunteko_eval.pdf.converting import print_pdf
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report import method_words
from kunteko_eval.report.content import Table
from kunteko_eval.report.data_files import ratings_json
from kunteko_eval.report.element_cards import element_cards
from kunteko_eval.report.explain import evidence_line
from kunteko_eval.report.index import write_index
from kunteko_eval.report.job import Job, Task
from kunteko_eval.report.language import Language
from kunteko_eval.report.large_page import MANY, MORE, ROWS, with_first_rows, with_packed_layers
from kunteko_eval.report.layout import crossings
from kunteko_eval.report.many_boxes import bands, many_svg, place_many
from kunteko_eval.report.map_list import folded_list
from kunteko_eval.report.plotly_script import unpacked
from kunteko_eval.report.summary import small_chain
from kunteko_eval.report.uncoloured import reason
from kunteko_eval.report.view import View
from kunteko_eval.word.converting import document_of
from kunteko_eval.workbench.live_map import LiveMap, was

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
from made_up import NOW, made_up  # noqa: E402  (the made-up programme of the benchmarks)
from made_up_folder import labelled, write_folder  # noqa: E402

RUBRIC = read_rubric(ROOT / "params" / "rubric.yaml")


def lines_run(size: int) -> int:
    """Return how many lines and steps of comprehensions of the method run while a made-up chain is rated."""
    programme, count = made_up(size), Counter[str]()

    def local(frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ARG001
        count["all"] += 1
        return local

    def entered(frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ARG001
        return local if "/kunteko_eval/method/" in frame.f_code.co_filename.replace("\\", "/") else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        assess(programme, NOW, RUBRIC)
    finally:
        sys.settrace(before)
    return count["all"]


def test_rating_takes_no_more_steps_a_box_in_a_larger_chain() -> None:
    """Rating four times the boxes runs at most 4.1 times the lines of the method."""
    assert lines_run(160) < 4.1 * lines_run(40)


@cache
def large() -> View:
    """Return a made-up period with more boxes than a map names."""
    programme = labelled(made_up(MANY + 10))
    few = replace(RUBRIC, draws=100)
    return View(assessment=assess(programme, NOW, few), previous=None, say=Language("en"))


def drawn(view: View) -> str:
    """Return the map of many."""
    found = bands(view, view.assessment.everything)
    return many_svg(view, found, place_many(found))


@cache
def cards() -> str:
    """Return the cards of the made-up period as its page holds them."""
    return with_packed_layers(element_cards(large()).markup + "<script>1</script>")


def test_every_box_of_many_is_on_the_map_with_its_rating() -> None:
    """Each box has its square, in the class of its own rating and with that in words."""
    view, picture = large(), drawn(large())
    for one in view.assessment.everything:
        found = re.search(
            rf'<a class="box ([a-z-]+)"[^>]*data-element="{one.element.id}" aria-label="([^"]*)"', picture
        )
        assert found is not None
        assert found[1] == one.final.value
        assert view.say.text(one.element.label) in found[2]


def test_the_heading_of_a_level_counts_its_ratings() -> None:
    """The numbers in a level's heading add up to its boxes."""
    found = bands(large(), large().assessment.everything)
    heads = re.findall(r'<text class="head".*?</text>', drawn(large()))
    assert len(heads) == len(found)
    for head, (_, some) in zip(heads, found, strict=True):
        of_all, *counts = map(int, re.findall(r"(?<=[(\xa0])\d+(?=\)| ·|</tspan>)", head))
        assert of_all == sum(counts) == len(some)


def test_the_best_ratings_come_first_on_each_level() -> None:
    """Boxes stand by their rating, so that a level reads from green to what has no colour."""
    scale = large().assessment.rubric.scale
    for _, some in bands(large(), large().assessment.everything):
        places = [scale.place(one.final) for one in some]
        assert places == sorted(places, reverse=True)


def test_squares_of_many_boxes_never_overlap() -> None:
    """No two squares stand at one place, and all stand within the picture."""
    layout = place_many(bands(large(), large().assessment.everything))
    places = [(box.x, box.y) for box in layout.boxes.values()]
    assert len(set(places)) == len(places)
    assert all(x + 34 <= layout.width and y + 34 <= layout.height for x, y in places)


def test_the_folded_list_names_every_box() -> None:
    """A box that the map shows as a square is named in the list, where a link to it leads."""
    listed = folded_list(large(), bands(large(), large().assessment.everything))
    names = set(re.findall(r'<li id="box-([^"]+)"', listed))
    assert names == {one.element.id for one in large().assessment.everything}


def test_a_long_table_shows_its_first_rows_and_tells_how_many_there_are() -> None:
    """The page of a large chain has the first rows of a table; the data that the workbook is made of has all."""
    table = Table(caption="Rows", columns=("Name",), rows=tuple((f"row {at}",) for at in range(ROWS + 5)))
    shown = with_first_rows(table.html(), Language("en"))
    assert shown.count('<th scope="row"') == ROWS
    assert f"The first {ROWS} of {ROWS + 5} rows" in shown
    assert len(table.data()["rows"]) == ROWS + 5


def test_a_short_table_stays_as_it_is() -> None:
    """A table with no more rows than are shown is not touched."""
    html = Table(caption="Rows", columns=("Name",), rows=(("one",),) * ROWS).html()
    assert with_first_rows(html, Language("en")) == html


def test_packed_layers_hold_what_they_held_in_their_order() -> None:
    """What is packed is the content of each layer marked so, at the place that its card names; others stay."""
    page = (
        "<head></head><details class=layer><summary>Evidence</summary>item</details>"
        + "".join(f'<details class="{MORE}"><summary>Why</summary><p>reason {at}</p></details>' for at in range(3))
        + "<script>1</script>"
    )
    made = with_packed_layers(page)
    held = re.search(r'id="layers">([^\n]*)</script>', made)
    assert held is not None
    assert [f"<p>reason {at}</p>" for at in range(3)] == json.loads(unpacked(held[1]))
    assert re.findall(r"data-at=(\d)", made) == ["0", "1", "2"]
    assert "<details class=layer><summary>Evidence</summary>item</details>" in made


def test_a_box_of_many_tells_its_rule_and_evidence_without_a_script() -> None:
    """Outside of what is packed each card says every step to its rating and every item of its evidence."""
    view = large()
    soup = BeautifulSoup(cards(), "html.parser")
    assert "ratings.json" in soup.select_one(".unseen").get_text()  # type: ignore[union-attr]  # None fails too.
    for one in view.assessment.everything:
        told = soup.select_one(f"#element-{one.element.id}").get_text()  # type: ignore[union-attr]
        for step in one.graded.reasons:
            assert reason(view.say, view.assessment, one, step) in told
        for item in one.items:
            assert BeautifulSoup(evidence_line(view.say, view.assessment, item), "html.parser").get_text()[:40] in told


def test_a_bar_a_level_counts_every_box_on_page_one() -> None:
    """The small chain of many has a bar for each level, whose counts stand beside it and in its words, and add up."""
    view = large()
    shown = BeautifulSoup(small_chain(view).markup, "html.parser")
    drawn = [one.get_text() for one in shown.select("svg text:not(.level)") if " " in one.get_text()]
    bars = {
        level.id: Counter(one.final for one in view.assessment.ratings if one.element.level == level.id)
        for level in view.programme.chain.levels
    }
    assert len(drawn) == len(bars)
    for line, counts in zip(drawn, bars.values(), strict=True):
        wanted = {f"{method_words.symbol(view.say, rating)} {count}" for rating, count in counts.items()}
        assert set(line.split("  ")) == wanted
        for rating, count in counts.items():
            assert f"{method_words.word(view.say, rating)} {count}" in str(shown.svg["aria-label"])  # type: ignore[index]


def test_the_index_shows_many_boxes_by_their_counts_alone(tmp_path: Path) -> None:
    """A report of many boxes has its bar and its words on the index, not a square for each of them."""
    folder = tmp_path / "synthetic" / NOW
    folder.mkdir(parents=True)
    (folder / "report.en.html").write_text("<p>report</p>", encoding="utf-8")
    (folder / "ratings.json").write_text(ratings_json(large()), encoding="utf-8")
    page = BeautifulSoup(write_index(tmp_path).read_text(encoding="utf-8"), "html.parser")
    assert len(page.select("svg.small-map")) == len(page.select("svg.small-map.bar")) == 1


def test_no_square_of_many_is_filled_with_a_pattern() -> None:
    """The strips are lines that squares use: printing 500 fills with a pattern takes a browser minutes."""
    picture = drawn(large())
    assert "<pattern" not in picture
    for one in large().assessment.everything:
        if one.final.coloured:
            square = re.search(rf'data-element="{one.element.id}".*?</a>', picture)
            assert square is not None
            assert f'href="#k-{one.final.value}"' in square[0]


def test_on_paper_a_box_of_many_has_no_empty_layer() -> None:
    """A Word document with annexes has each card's rule, says where the rest is, and no heading with nothing under it."""
    page = f'<html lang="en"><head><title>t</title></head><body><h1>t</h1><main>{cards()}</main></body></html>'
    document = docx.Document(BytesIO(document_of(page.encode(), "page", annexes=True)))
    texts = [one.text for one in document.paragraphs]
    assert not {"Why, and what would change it", "All of its evidence"} & set(texts)
    assert sum(one.startswith("From evidence to rating:") for one in texts) == len(large().assessment.everything)
    assert any("evidence.csv" in one for one in texts)


def test_the_workbench_shows_many_boxes_as_squares_and_marks_what_a_trial_changes() -> None:
    """Its map has a square for each box; a trial draws again the squares that differ, at their places, and says so."""
    view, live = large(), LiveMap(width=700)
    whole = live.whole(view, {})
    assert 'class="map many"' in whole
    assert len(set(re.findall(r'data-element="([^"]+)"', whole))) == len(view.assessment.everything)
    one = next(one for one in view.assessment.ratings if one.final is Rating.GREEN)
    tried = replace(one, final=Rating.RED)
    ratings = tuple(tried if it is one else it for it in view.assessment.ratings)
    after = replace(view, assessment=replace(view.assessment, ratings=ratings))
    boxes, _ = live.changed(after, {one.element.id: one})
    assert set(boxes) == {one.element.id}
    made = boxes[one.element.id]
    frame = re.search(r'class="frame" x="([^"]+)" y="([^"]+)"', whole[whole.index(f'"{one.element.id}"') :])
    assert frame is not None
    assert frame[0] in made
    assert 'class="box red"' in made
    assert f"changed; recorded: {was(view.say, one)}" in made


def test_crossings_of_links_that_share_an_end_are_none() -> None:
    """Links from one box, or to one box, never cross; two that change places do."""
    made = chain(
        [element(name, "resources") for name in "ab"] + [element(name, "actions") for name in "cd"],
        [link("a", "d"), link("b", "c"), link("a", "c")],
    )
    rows = [[one.id for one in made.on_level(level)] for level in made.levels]
    assert crossings(made, rows) == 1


def test_a_made_up_programme_reads_back_as_it_was_written(tmp_path: Path) -> None:
    """The folder of a made-up programme gives the same ratings as the programme in memory."""
    programme = labelled(made_up(40))
    read = read_programme(write_folder(programme, tmp_path / "synthetic"))
    assert assess(read, NOW, RUBRIC).ratings == assess(programme, NOW, RUBRIC).ratings


@pytest.fixture(scope="module")
def page_of_300(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a made-up programme of 300 boxes; it takes minutes, because each is drawn ten thousand times."""
    folder = tmp_path_factory.mktemp("large")
    write_folder(labelled(made_up(300)), folder / "data" / "synthetic")
    params = folder / "params"
    params.mkdir()
    (params / "rubric.yaml").write_bytes((ROOT / "params" / "rubric.yaml").read_bytes())
    run = Job(programme="synthetic", period=NOW, language="en")
    make_report(Task(job=run, data=folder / "data", params=params, output=folder))
    return folder / "synthetic" / NOW / "report.en.html"


@pytest.mark.soak
def test_the_page_of_300_boxes_stays_small(page_of_300: Path) -> None:
    """A report of 300 boxes is below 2 MB, and each box has a part that is packed; making it takes a minute."""
    page = page_of_300.read_text(encoding="utf-8")
    assert len(page.encode()) < 2_000_000
    assert page.count("data-at=") >= 300


@pytest.mark.soak
@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_the_page_of_300_boxes_is_accessible(page_of_300: Path, width: int, scheme: Any) -> None:
    """Axe finds nothing with a box chosen and the cards open, nothing scrolls sideways; axe takes a while for 300 cards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        size: Any = {"width": width, "height": 850}
        page = browser.new_context(viewport=size, offline=True, color_scheme=scheme).new_page()
        page.goto(page_of_300.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(
            "document.querySelectorAll('.chain-list details, #annex-impact_chain').forEach((one) => (one.open = true))"
        )
        page.locator(".card .layer.packed").first.locator("summary").click()
        page.wait_for_selector(".layer[data-there] .reasons")
        if width < 700:
            page.locator(".chain-list li a").first.click()
        else:
            page.locator("svg.map a.box").first.click()
        page.wait_for_selector(".panel .rule")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).response["violations"] == []
        browser.close()


@pytest.mark.soak
@pytest.mark.browser
def test_300_boxes_are_printed_as_a_register(page_of_300: Path, tmp_path: Path) -> None:
    """With its annexes the PDF has the steps of every box, and nothing that a script would have to show; it takes a minute."""
    print_pdf(page_of_300, tmp_path / "report.pdf", annexes=True, seconds=600)
    text = " ".join(one.extract_text() for one in PdfReader(tmp_path / "report.pdf").pages)
    assert text.count("From evidence to rating:") == 300
    assert "evidence.csv" in text
    assert "Why, and what would change it" not in text
