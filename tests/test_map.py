"""The chain map beside its drawing: what moved, the choices, the list, and the first layer of the cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from kunteko_eval.method.assess import assess
from kunteko_eval.method.change import ElementChange, Status, Why
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report.box_moves import box_moves, marked_moves, move_sentences
from kunteko_eval.report.card_layers import card_layers, first_sentence
from kunteko_eval.report.chain_map import chain_map
from kunteko_eval.report.element_cards import element_cards
from kunteko_eval.report.language import Language
from kunteko_eval.report.map_filters import map_filters
from kunteko_eval.report.map_list import map_list
from kunteko_eval.report.rating_words import RATINGS
from kunteko_eval.report.view import View

LANGUAGES = ("fi", "sv", "en")


@pytest.fixture(scope="module")
def view(kunteko: ProgrammeData, rubric: Rubric) -> View:
    """Return KunTeko 2018–2020 in English, with the period before it."""
    now, before = (assess(kunteko, period, rubric) for period in ("2018-2020", "2015-2017"))
    return View(assessment=now, previous=before, say=Language("en"))


def _spoken(view: View, language: str, changes: Sequence[ElementChange] = ()) -> View:
    """Return the period in a language, its boxes changed as given; the draws are shared."""
    other = view.in_language(language)
    other = replace(other) if other is view else other
    vars(other)["frames"] = view.frames
    vars(other)["comparison"] = SimpleNamespace(found=tuple(changes))
    return other


def _moved(view: View, *wanted: tuple[int, Status, Why]) -> list[ElementChange]:
    """Return the changes of as many rated boxes as are wanted of each kind."""
    rated = iter([one for one in view.changes if one.after.final.rated])
    return [replace(next(rated), status=status, why=why) for count, status, why in wanted for _ in range(count)]


@pytest.mark.parametrize(("count", "language"), [(0, "en"), (1, "sv"), (9, "fi")])
def test_what_moved_is_told_by_name_and_sign(view: View, language: str, count: int) -> None:
    """Boxes that are better, worse or new are marked on the map, in its legend, in the list, the cards and in words."""
    found = _moved(
        view,
        (count, "better", "common-evidence"),
        (1, "worse", "same-evidence"),
        (2, "not-comparable", "rated-only-now"),
        (1, "not-comparable", "no-common-evidence"),
        (1, "same", "same-evidence"),
    )
    told = _spoken(view, language, found)
    say = told.say
    marked = {one.element.id: sign for one, sign in zip(found, "↑" * count + "↓++", strict=False)}
    exhibit = chain_map(told)
    soup = BeautifulSoup(exhibit.picture + exhibit.listed + element_cards(told).markup, "lxml")
    boxes = {str(box["data-element"]): box for box in soup.select("svg.map a.box")}
    for element, box in boxes.items():
        signs = [sign.text for sign in box.select(".badge-sign") if sign.text in "↑↓+"]
        assert signs == [marked[element]] if element in marked else signs == []
    for element, sign in marked.items():
        listed, card = soup.select_one(f"#box-{element} .facts"), soup.select_one(f"#element-{element} .card-head")
        assert listed is not None
        assert card is not None
        assert sign in listed.text
        assert sign in card.text
        words = {"↑": "better than in {before}", "↓": "worse than in {before}", "+": "rated for the first time"}[sign]
        written = say(words, before="2015–2017")
        assert written in str(boxes[element]["aria-label"])
        assert written in first_sentence(told, told.assessment.rating(element))
        assert say.text(told.programme.chain.element(element).label) in exhibit.text
    key = soup.select_one(".map-key")
    assert key is not None
    assert ("↑" in key.text) == (count > 0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2, 9])
def test_what_moved_is_told_by_name(view: View, language: str, count: int) -> None:
    """Boxes that moved are told by name in one sentence a kind; where none did there is none."""
    told = _spoken(view, language, _moved(view, (count, "better", "common-evidence"), (1, "same", "same-evidence")))
    names = {one.element.id: f"<{one.element.id}>" for one in told.assessment.ratings}
    sentences = move_sentences(told, names)
    assert len(sentences) == (1 if count else 0)
    assert "".join(sentences).count("<") == count
    assert all("2015–2017" in one and "{" not in one for one in sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sign_on_most_boxes_is_left_out_and_told(view: View, language: str) -> None:
    """Where more than half of the ratings are new no box is marked as new, and the words say why; at half all are."""
    rated = sum(one.final.rated for one in view.assessment.ratings)
    for count, is_marked in ((rated // 2, True), (rated // 2 + 1, False)):
        told = _spoken(view, language, _moved(view, (count, "not-comparable", "rated-only-now")))
        assert list(box_moves(told).values()) == ["new"] * count
        assert len(marked_moves(told)) == (count if is_marked else 0)
        names = {one.element.id: one.element.id for one in told.assessment.ratings}
        (sentence,) = move_sentences(told, names)
        assert sentence.count(";") == (count - 1 if is_marked else sentence.count(";"))
        assert is_marked or (str(count) in sentence and str(rated) in sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_an_earlier_period_nothing_moved(view: View, language: str) -> None:
    """Without a period to compare with there is no sign, no sentence and no choice of what moved."""
    alone = replace(_spoken(view, language), previous=None)
    vars(alone)["frames"] = view.frames
    assert move_sentences(alone, {}) == []
    assert marked_moves(alone) == {}
    assert 'name="moved"' not in map_filters(alone, alone.assessment.everything)
    assert 'data-moved="' not in map_list(alone, alone.assessment.everything)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_layer_says_what_a_box_is_rated_on_what_and_how_sure(view: View, language: str) -> None:
    """A rated box tells its rating, its kinds of source and its confidence; another what it lacks; nothing is left open."""
    told = _spoken(view, language)
    for one in told.assessment.everything:
        sentence = first_sentence(told, one)
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert (" 4." in sentence or "/4." in sentence) == (one.confidence is not None)
        assert sentence.casefold().count(told.say(RATINGS[one.final]).casefold()) == 1


def test_the_layers_part_the_reasons_from_the_evidence(view: View) -> None:
    """The second layer has the reasons and what would change them, the third every item; no part is in both."""
    layers = card_layers(_spoken(view, "en"), view.assessment.rating("services"))
    why, items = ({part.title for part in found} for found in (layers.why, layers.items))
    assert {"What would change it", "How sure", "Links"} <= why
    assert "Evidence" in items
    assert why.isdisjoint(items)


@pytest.mark.parametrize(
    ("used", "told"),
    [
        (0, "Rating: much. Confidence: fairly sure, 3 of 4."),
        (1, "Rating: much. Rests on: one figure ({one}). Confidence: fairly sure, 3 of 4."),
        (2, "Rating: much. Rests on: two figures ({one}). Confidence: fairly sure, 3 of 4."),
    ],
)
def test_the_first_layer_counts_its_evidence(view: View, used: int, told: str) -> None:
    """With no, one or two figures the sentence is whole and in the singular or plural."""
    services = view.assessment.rating("services")
    items = tuple(one for one in services.used if one.source_type == services.used[0].source_type)[:used]
    still = replace(_spoken(view, "en"), previous=None)
    found = first_sentence(still, replace(services, items=items))
    assert found == told.format(one=services.used[0].source_type)


def test_a_changed_rating_says_so_in_the_first_layer(view: View) -> None:
    """Where a recorded judgement changed the rating, the shortest layer tells what was computed."""
    services = view.assessment.rating("services")
    other = view.assessment.rating("development-activity").final
    assert "computed rating, much." in first_sentence(_spoken(view, "en"), replace(services, final=other))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_finds_a_box(view: View, language: str) -> None:
    """Each value that can be chosen is of a box in the list, the list has all boxes, and what all have is left out."""
    found = _moved(view, (1, "better", "common-evidence"), (2, "not-comparable", "no-common-evidence"))
    told = _spoken(view, language, found)
    exhibit = chain_map(told)
    form = BeautifulSoup(exhibit.controls, "lxml")
    items = BeautifulSoup(exhibit.listed, "lxml").select("li[data-element]")
    assert {str(one["data-element"]) for one in items} == {one.element.id for one in told.assessment.everything}
    assert [str(one["name"]) for one in form.select("select")] == ["asked", "confidence", "certain", "moved"]
    for select in form.select("select"):
        values = [str(option["value"]) for option in select.select("option")]
        assert values[0] == ""
        assert len(values) == len(set(values)) > 1
        had = {part for item in items for part in str(item.get(f"data-{select['name']}", "")).split()}
        assert set(values[1:]) == had
    output = form.select_one("output[aria-live=polite]")
    assert output is not None
    assert "{shown}" in str(output["data-count"])


def test_the_list_tells_the_place_in_the_chain(view: View) -> None:
    """Each box of the list says how many boxes lead to it and follow from it, as the links have it."""
    soup = BeautifulSoup(map_list(_spoken(view, "en"), view.assessment.everything), "lxml")
    for one in view.assessment.everything:
        name = one.element.id
        before = sum(link.target == name for link in view.assessment.links)
        after = sum(link.source == name for link in view.assessment.links)
        place = soup.select_one(f"#box-{name} .place")
        assert place is not None
        assert place.text == f"{before} before it, {after} after it"
