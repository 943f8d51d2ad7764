"""What was not intended: rated on the same steps, shown apart, and never counted with what was."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builder import ELEMENT, Case, CaseItem, build, element, link, rubric_in_force, text
from hypothesis import given
from hypothesis import strategies as st

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.links.exporting import as_mermaid, rating_mark
from kunteko_eval.frames.result import Draws, ResultFrames
from kunteko_eval.method.assess import Assessment, assess
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.registration import parts_of
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.report import chapters as notebook
from kunteko_eval.report import data_files
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.explain import as_text
from kunteko_eval.report.language import Language
from kunteko_eval.report.layout import place_boxes
from kunteko_eval.report.view import View, view_of

NOW = "2018-2020"


def with_side_effects(programme: ProgrammeData, level: str = "direct") -> ProgrammeData:
    """Return a programme with two boxes more, on the evidence of the element in question: a harm and a bonus."""
    evidence = programme.chain.element(ELEMENT).evidence
    harm = replace(element("harm", level, evidence), intended=False, desired=False, label=text("Others lost customers"))
    bonus = replace(element("bonus", level, evidence), intended=False, label=text("A choir was founded"))
    chain = replace(
        programme.chain,
        elements=(*programme.chain.elements, harm, bonus),
        links=(*programme.chain.links, link(ELEMENT, "harm"), link("harm", "bonus")),
    )
    return replace(programme, chain=chain)


def made(*items: CaseItem, **case: Any) -> ProgrammeData:
    """Return a small programme with side effects; its evidence makes the element in question green."""
    given_items = items or (CaseItem(percent=85, n=200, kind="tested"),)
    return with_side_effects(build(Case(name="side effects", items=given_items, **case)))


def seen(programme: ProgrammeData, language: str = "en") -> View:
    """Return the report period of a programme as the report shows it."""
    return view_of(programme, NOW, rubric_in_force(), Language(language))


def told(parts: list[Prose | Table]) -> str:
    """Return a section as text."""
    return "\n".join(one.plain() for one in parts)


def test_side_effects_are_rated_on_the_same_steps() -> None:
    """Evidence that makes a box of the chain green gives the same grade, items and robustness beside it."""
    found = assess(made(), NOW, rubric_in_force())
    assert [one.element.id for one in found.aside] == ["harm", "bonus"]
    for one in found.aside:
        assert one.final is found.rating(ELEMENT).final is Rating.GREEN
        assert one.graded.achievement == found.rating(ELEMENT).graded.achievement
    shaken = Draws(assessment=found).by_element
    assert shaken["harm"].label == shaken[ELEMENT].label


@given(share=st.integers(0, 100), n=st.integers(5, 300), level=st.sampled_from(["direct", "indirect", "wider"]))
def test_no_count_changes_when_a_side_effect_is_added(share: int, n: int, level: Any) -> None:
    """Counts, coverage, pathways and every rating of the chain are the same with and without side effects."""
    without = build(Case(name="without", items=(CaseItem(percent=share, n=n),), level=level))
    one, other = (assess(it, NOW, rubric_in_force()) for it in (without, with_side_effects(without, level)))

    def counted(found: Assessment) -> Any:
        return found.counts(), found.coverage, found.pathways, [(it.final, it.confidence) for it in found.ratings]

    assert counted(one) == counted(other)


def test_the_words_of_page_one_and_the_small_chain_count_the_chain_alone() -> None:
    """Page one counts the chain, and tells the side effects in a sentence of their own, by name."""
    plain = seen(build(Case(name="side effects", items=(CaseItem(percent=85, n=200, kind="tested"),))))
    apart = seen(made())
    first, *rest = notebook.overall_picture(apart).paragraphs
    assert (first,) == notebook.overall_picture(plain).paragraphs
    assert rest == [
        "What was not intended is rated apart and counted in nothing above: Not intended and not wanted – Others lost "
        "customers (very much). Not intended and welcome – A choir was founded (very much)."
    ]
    assert notebook.small_chain(apart).plain == notebook.small_chain(plain).plain
    assert notebook.rating_table(apart).rows == notebook.rating_table(plain).rows
    assert notebook.robust_picture(apart).paragraphs == notebook.robust_picture(plain).paragraphs
    assert notebook.certainty(apart).paragraphs == notebook.certainty(plain).paragraphs


def test_very_much_of_what_is_not_wanted_is_never_good_news() -> None:
    """A harm of the best grade is told as very much of what was not wanted, without the colour's name or fill."""
    view = seen(made())
    harm = view.assessment.rating("harm")
    said = as_text(view, harm)
    assert said.splitlines()[1] == "Others lost customers: very much of what was not wanted; confidence 4 of 4"
    assert "the more, the worse" in said
    assert "What would change it" not in said
    section = told(notebook.not_intended(view))
    assert "▲ very much of what was not wanted" in section
    assert "very much is bad news" in section
    picture = notebook.chain_map(view).picture
    box = picture.split('<a class="box unwanted" href="#box-harm"')[1].split("</a>")[0]
    assert 'fill="#ffffff" stroke="#1b1f24" stroke-width="2.4"' in box
    assert "✗" in box
    assert "green" not in notebook.element_cards(view).markup.split('id="element-harm"')[0].rsplit("<article", 1)[1]


def test_the_map_keeps_side_effects_in_a_band_below_the_chain() -> None:
    """Every box beside the chain stands below every box of it, under a heading, and none overlaps another."""
    programme = made()
    layout = place_boxes(programme.chain)
    assert layout.band is not None
    for name, box in layout.boxes.items():
        below = box.y > layout.band
        assert below is programme.chain.element(name).aside
        assert box.y + box.height < layout.height
    assert layout.boxes["harm"].y + layout.boxes["harm"].height < layout.boxes["bonus"].y
    picture = notebook.chain_map(seen(programme)).picture
    assert "What was not intended</text>" in picture
    assert 'data-from="element-in-question" data-to="harm"' in picture
    assert place_boxes(build(Case(name="without")).chain).band is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_told_in_every_language(language: str) -> None:
    """The section, the explanation and page one are written in Finnish, Swedish and English."""
    view = seen(made(), language)
    assert len(notebook.not_intended(view)) == 2
    assert all("{" not in as_text(view, one) for one in view.assessment.aside)
    assert len(notebook.overall_picture(view).paragraphs) == 2


def test_a_programme_without_side_effects_has_no_section() -> None:
    """Where none is registered nothing is said, drawn or left empty."""
    view = seen(build(Case(name="without")))
    assert notebook.not_intended(view) == []
    assert "What was not intended" not in notebook.chain_map(view).picture + notebook.element_cards(view).markup


def test_the_data_beside_a_report_tell_them_apart() -> None:
    """ratings.json and ratings.csv carry intended and desired; the counts are the chain's, those beside it apart."""
    view = seen(made())
    content = json.loads(data_files.ratings_json(view))
    marks = {one["id"]: (one["intended"], one["desired"]) for one in content["elements"]}
    assert marks == {
        "resource": (True, True),
        ELEMENT: (True, True),
        "harm": (False, False),
        "bonus": (False, True),
    }
    assert sum(content["counts"].values()) == 2
    assert content["counts_not_intended"] == {"unwanted": {"green": 1}, "welcome": {"green": 1}}
    lines = data_files.ratings_csv(view.assessment).splitlines()
    assert lines[0].endswith(",intended,desired")
    assert [line.rsplit(",", 2)[1:] for line in lines[-2:]] == [["no", "no"], ["no", "yes"]]


def test_frames_tell_them_apart() -> None:
    """The frames of elements and ratings have both columns, so that nobody counts them together unawares."""
    frames = ResultFrames(draws=Draws(assessment=assess(made(), NOW, rubric_in_force())), language="en")
    for found in (frames.ratings, frames.programme.elements):
        assert found["intended"].tolist() == [True, True, False, False]
        assert found["desired"].tolist() == [True, True, False, True]


def test_an_exported_chain_marks_them() -> None:
    """In Mermaid they have classes of their own, and the harm is white."""
    programme = made()
    rated = assess(programme, NOW, rubric_in_force()).everything
    drawn = as_mermaid(programme, "en", {one.element.id: rating_mark(one, Language("en")) for one in rated})
    assert ":::green_unwanted" in drawn
    assert ":::green_beside" in drawn
    assert "classDef green_unwanted fill:#ffffff" in drawn


def test_what_is_not_wanted_may_have_been_foreseen() -> None:
    """An effect that was foreseen and is not wanted stands beside the chain under its own name."""
    programme = made()
    elements = tuple(replace(one, intended=True) if one.id == "harm" else one for one in programme.chain.elements)
    view = seen(replace(programme, chain=replace(programme.chain, elements=elements)))
    assert "foreseen and not wanted" in told(notebook.not_intended(view))


def test_a_seal_holds_what_was_not_intended() -> None:
    """Whether an effect was intended and is desired is sealed, so that a harm cannot become welcome unnoticed."""
    programme = made()
    welcome = tuple(replace(one, desired=True) if one.id == "harm" else one for one in programme.chain.elements)
    turned = replace(programme, chain=replace(programme.chain, elements=welcome))
    was, now = (parts_of(one, rubric_in_force()) for one in (programme, turned))
    assert [part for part in was if was[part] != now[part]] == ["element:harm"]
    assert "desired" not in was[f"element:{ELEMENT}"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "  - id: coordination\n    level: actions\n",
            "  - id: coordination\n    level: actions\n    intended: false\n",
            "coordination is not intended or not desired, and stands on a level of actions",
        ),
        (
            "  - id: understanding-needs\n    level: direct\n",
            "  - id: understanding-needs\n    level: direct\n    desired: false\n",
            "understanding-needs, which stands beside the chain, leads to",
        ),
    ],
    ids=["an action", "a link back into the chain"],
)
def test_a_box_beside_the_chain_is_an_effect_and_leads_to_no_intended_one(
    tmp_path: Path, repo: Path, old: str, new: str, found: str
) -> None:
    """The programme's own actions are intended, and no pathway of intended effects leads through a side effect."""
    folder = tmp_path / "kunteko"
    folder.mkdir()
    for path in (repo / "data" / "kunteko").iterdir():
        content = path.read_text(encoding="utf-8")
        if path.name == "chain.yaml":
            assert content.count(old) == 1
            content = content.replace(old, new)
        (folder / path.name).write_text(content, encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_programme(folder)
    assert any(fault.found.startswith(found) for fault in caught.value.faults)
