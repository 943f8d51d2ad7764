"""Chains of hundreds and thousands of boxes: work that grows with their number, and pages that can still be read."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from builder import chain, element, link

from kunteko_eval.method.assess import assess
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report.content import Table
from kunteko_eval.report.language import Language
from kunteko_eval.report.large_page import MANY, ROWS, with_first_rows, with_packed_layers
from kunteko_eval.report.layout import crossings
from kunteko_eval.report.many_boxes import bands, many_svg, place_many
from kunteko_eval.report.map_list import folded_list
from kunteko_eval.report.plotly_script import unpacked
from kunteko_eval.report.view import View

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
        of_all, *counts = map(int, re.findall(r"(?<=[( ])\d+(?=\)| ·|</tspan>)", head))
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
    """What is packed is the content of each layer, at the place that its card names."""
    page = (
        "".join(f"<details class=layer><summary>Why</summary><p>reason {at}</p></details>" for at in range(3))
        + "<script>1</script>"
    )
    made = with_packed_layers(page, Language("en"))
    held = re.search(r'id="layers">([^\n]*)</script>', made)
    assert held is not None
    assert [f"<p>reason {at}</p>" for at in range(3)] == json.loads(unpacked(held[1]))
    assert re.findall(r"data-at=(\d)", made) == ["0", "1", "2"]


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


@pytest.mark.soak
def test_the_page_of_300_boxes_stays_small(tmp_path: Path) -> None:
    """A report of 300 boxes is below 2 MB; it takes minutes, because each box is drawn ten thousand times."""
    from kunteko_eval.batch.make_report import make_report
    from kunteko_eval.report.job import Job, Task

    write_folder(labelled(made_up(300)), tmp_path / "data" / "synthetic")
    params = tmp_path / "params"
    params.mkdir()
    (params / "rubric.yaml").write_bytes((ROOT / "params" / "rubric.yaml").read_bytes())
    run = Job(programme="synthetic", period=NOW, language="en")
    make_report(Task(job=run, data=tmp_path / "data", params=params, output=tmp_path))
    page = (tmp_path / "synthetic" / NOW / "report.en.html").read_text(encoding="utf-8")
    assert len(page.encode()) < 2_000_000
    assert page.count("data-at=") >= 300
