"""Verdicts: golden cases, what more and better boxes may do, and known answers of the draws."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builder import ROOT, grade_of, rubric_in_force
from hypothesis import given
from hypothesis import strategies as st
from verdict_cases import VerdictCase, assessment_of, box, boxes, load_verdict_cases, verdict_of

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.workbook.writing import sheets_of, workbook
from kunteko_eval.frames.result import Draws, ResultFrames
from kunteko_eval.method.assess import ElementRating, assess
from kunteko_eval.method.registration import parts_of
from kunteko_eval.method.robustness import Robustness
from kunteko_eval.method.scale import GRADES, Rating
from kunteko_eval.method.verdicts import ANSWERS, ChainVerdict, verdicts
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report.language import Language
from kunteko_eval.report.verdicts import ANSWERS as ANSWER_WORDS
from kunteko_eval.report.verdicts import STEPS, best_and_least, verdict_picture, verdict_step, verdict_table
from kunteko_eval.report.view import View

CASES = load_verdict_cases(Path(__file__).parent / "cases" / "verdicts")
LADDER = (Rating.NONE, *reversed(GRADES))
ANY = st.tuples(
    st.sampled_from(["none", "red", "yellow", "green", "not-assessed", "too-early"]),
    st.sampled_from(["", "useful", "important", "decisive"]),
    st.sampled_from(["", "contested"]),
    st.sampled_from(["", "actions", "indirect"]),
    st.sampled_from(["sure-1", "sure-2", "sure-4"]),
).map(lambda words: " ".join(word for word in words if word))
LINES = st.lists(ANY, min_size=1, max_size=8).map(tuple)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: VerdictCase) -> None:
    """What the case's sentence says is what the rule answers."""
    found = verdict_of(list(boxes(case.boxes)), case.of)
    assert list(differences(case, found)) == []


def differences(case: VerdictCase, found: ChainVerdict) -> Iterator[str]:
    """Yield what was found otherwise than the case expects."""
    wanted, codes = case.expect, [step.code for step in found.reasons]
    for name in ("answer", "reached", "nearly", "coverage", "contested", "confidence"):
        value, fact = getattr(wanted, name), getattr(found, name)
        if value != "any" and fact != (pytest.approx(value, abs=5e-5) if isinstance(value, float) else value):
            yield f"{name}: found {fact}, expected {value}"
    yield from (f"{code} is not among {codes}" for code in wanted.reasons if code not in codes)
    yield from (f"{code} is among {codes}" for code in wanted.without if code in codes)


def test_every_sentence_of_the_verdicts_stands_once() -> None:
    """No two cases carry the same sentence, and there are at least 30 of them."""
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 30


def raised(one: ElementRating, final: Rating) -> ElementRating:
    """Return an element with another rating."""
    return replace(one, final=final, graded=replace(one.graded, rating=final))


def place(found: ChainVerdict) -> int:
    """Return the place of the answer among the answers, 0 for not answerable."""
    return ANSWERS.index(found.answer)


@given(lines=LINES, data=st.data())
def test_a_better_rating_of_one_box_never_lowers_a_verdict(lines: tuple[str, ...], data: st.DataObject) -> None:
    """Raising one rated element by a grade never lowers the answer of the programme or of its level."""
    before = list(boxes(lines))
    able = [at for at, one in enumerate(before) if one.final.rated and one.final is not Rating.GREEN]
    if not able:
        return
    at = data.draw(st.sampled_from(able))
    grade = grade_of(before[at].final)
    assert grade is not None
    after = [raised(one, LADDER[grade + 1]) if index == at else one for index, one in enumerate(before)]
    for old, new in zip(verdicts(assessment_of(before), {}), verdicts(assessment_of(after), {}), strict=True):
        assert place(new) >= place(old)


@given(lines=LINES, importance=st.sampled_from([1, 2]))
def test_one_importance_for_all_is_no_importance(lines: tuple[str, ...], importance: int) -> None:
    """Boxes that are all useful, or all important, get the answers and shares of boxes without importance."""
    plain = [replace(one, element=replace(one.element, importance=None)) for one in boxes(lines)]
    alike = [replace(one, element=replace(one.element, importance=importance)) for one in plain]
    for one, other in zip(verdicts(assessment_of(plain), {}), verdicts(assessment_of(alike), {}), strict=True):
        facts = ("answer", "reached", "nearly", "coverage", "contested", "confidence")
        assert [getattr(one, name) for name in facts] == [getattr(other, name) for name in facts]


@given(lines=LINES, data=st.data())
def test_a_verdict_does_not_depend_on_the_order_of_the_boxes(lines: tuple[str, ...], data: st.DataObject) -> None:
    """The same boxes in another order come to the same."""
    before = list(boxes(lines))
    after = data.draw(st.permutations(before))
    one, other = verdict_of(before, "programme"), verdict_of(list(after), "programme")
    assert (one.answer, one.reached, one.confidence) == (other.answer, other.reached, other.confidence)


@given(lines=LINES)
def test_a_programme_is_never_better_than_its_effects(lines: tuple[str, ...]) -> None:
    """The programme's answer is at most that of its direct, indirect and wider effects taken together."""
    every = list(boxes(lines))
    effects = [one for one in every if one.element.level != "actions"]
    if effects:
        assert place(verdict_of(every, "programme")) <= place(verdict_of(effects, "programme"))


@given(lines=LINES)
def test_a_verdict_changes_nothing_that_it_looks_at(lines: tuple[str, ...]) -> None:
    """The elements and their draws are the same before and after."""
    every = list(boxes(lines))
    shaken = {one.element.id: drawn([0, 1, 2, 3]) for one in every}
    kept = copy.deepcopy(every), {name: one.grades.copy() for name, one in shaken.items()}
    verdicts(assessment_of(every), shaken)
    assert every == kept[0]
    assert all(np.array_equal(shaken[name].grades, before) for name, before in kept[1].items())


def drawn(grades: list[int]) -> Robustness:
    """Return a robustness with these drawn grades."""
    return Robustness(
        probabilities={},
        grades=np.array(grades, dtype=np.int8),
        label="fragile",
        items=1,
        findings=1,
        coders=1,
        first={},
        total={},
        driver=None,
    )


def test_the_probability_of_an_answer_is_counted_in_the_elements_draws() -> None:
    """By hand: two boxes in four draws give achieved, largely, partly and not achieved once each."""
    two = [box("green", "one"), box("yellow", "two")]
    shaken = {"one": drawn([3, 2, 3, 1]), "two": drawn([3, 2, 0, 1])}
    found = verdict_of(two, shaken=shaken)
    assert found.answer == "largely-achieved"
    assert found.probabilities == dict(zip(ANSWERS, (0.0, 0.25, 0.25, 0.25, 0.25), strict=True))
    assert (found.probability, found.label) == (0.25, "fragile")


def test_a_decisive_box_vetoes_in_the_draws_too() -> None:
    """By hand: nine green boxes beside a decisive one that fails in two of ten draws are achieved in eight."""
    every = [*boxes(("green ×9",)), box("green decisive", "decisive")]
    found = verdict_of(every, shaken={"decisive": drawn([0, 0, 3, 3, 3, 3, 3, 3, 3, 3])})
    assert found.probabilities is not None
    assert found.probabilities["achieved"] == 0.8
    assert found.probabilities["partly-achieved"] == 0.2
    assert found.label == "sensitive"


def test_what_a_judgement_changed_stands_in_every_draw() -> None:
    """A judged rating is not shaken by draws of the computed one."""
    found = verdict_of([box("red judged-green", "one")], shaken={"one": drawn([0, 1, 1, 2])})
    assert (found.answer, found.probability) == ("achieved", 1.0)


def test_a_programme_is_bounded_by_its_effects_in_every_draw() -> None:
    """By hand: three green actions and an effect that comes out green in one draw of two."""
    every = [*boxes(("green ×3 actions",)), box("green", "effect")]
    found = verdict_of(every, "programme", shaken={"effect": drawn([3, 1])})
    assert found.answer == "achieved"
    assert found.probabilities is not None
    assert (found.probabilities["achieved"], found.probabilities["not-achieved"]) == (0.5, 0.5)


def test_an_answer_that_rests_on_one_item_is_never_robust() -> None:
    """One box is as shaky as its only item, however often its answer comes out; two boxes may be robust."""
    one = verdict_of([box("green", "one")], shaken={"one": drawn([3, 3])})
    two = verdict_of([box("green", "one"), box("green", "two")], shaken={"one": drawn([3, 3])})
    assert (one.probability, one.label) == (1.0, "sensitive")
    assert (two.probability, two.label) == (1.0, "robust")


def test_another_answer_that_comes_out_more_often_is_known() -> None:
    """The likeliest answer of the draws may be another than that of the ratings."""
    found = verdict_of([box("green", "one")], shaken={"one": drawn([3, 2, 2])})
    assert (found.answer, found.likeliest) == ("achieved", "largely-achieved")


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("verdict_partly", 0.8, "above 0 and below verdict_largely"),
        ("verdict_sure_coverage", 0.4, "at least verdict_coverage"),
        ("verdict_weights", "[1, 3, 2]", "weights that never fall as importance grows"),
        ("verdict_weights", "[1, 2]", "at least 3 items"),
        ("verdict_achieved", 1.5, "less than or equal to 1"),
    ],
)
def test_bars_that_contradict_each_other_are_a_fault(tmp_path: Path, setting: str, value: Any, told: str) -> None:
    """A rubric whose verdicts cannot be told apart is refused with what was expected."""
    lines = (ROOT / "params" / "rubric.yaml").read_text(encoding="utf-8").splitlines()
    at = lines.index(f"  {setting}:")
    lines[at + 1] = f"    value: {value}"
    (tmp_path / "rubric.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(FaultyInput, match=told):
        read_rubric(tmp_path / "rubric.yaml")


def view_of_boxes(*lines: str, language: str = "en") -> View:
    """Return boxes as they are shown."""
    return View(assessment=assessment_of(list(boxes(lines))), previous=None, say=Language(language))


def test_the_frame_of_verdicts_orders_its_answers() -> None:
    """Answers are an ordered categorical, and the frame has a row for each verdict."""
    frame = ResultFrames(draws=Draws(assessment=assessment_of(list(boxes(("green", "red"))))), language="fi").verdicts
    assert list(frame.index) == [("programme", "test"), ("question", "1"), ("level", "direct")]
    assert frame["answer"].tolist() == ["partly-achieved", "not-answerable", "partly-achieved"]
    assert (frame["answer"] < "achieved").all()
    assert frame["confidence"].isna().tolist() == [False, True, False]


def test_page_one_tells_the_answer_and_what_vetoed_a_better_one() -> None:
    """The programme and each question stand by their answer, with the veto in words and the box by its name."""
    told = verdict_picture(view_of_boxes("green ×9 question-1", "none decisive")).paragraphs
    assert told[0].startswith("The whole programme: partly achieved.")
    assert "Decisive, but the evidence shows nothing: box-10." in told[0]
    assert told[1].startswith("Question 1: achieved. question?")


def test_the_best_and_the_least_are_named_in_order() -> None:
    """Green by confidence, then the lowest; ties in the order of the chain; resources are not what a programme did."""
    view = view_of_boxes("green resources", "green sure-1", "green sure-4", "yellow", "none", "red", "none", "none")
    best, least = best_and_least(view).paragraphs
    assert best == "Succeeded best: box-3 (very much); box-2 (very much)."
    assert least.startswith("Succeeded least: box-5 (no demonstrable influence); box-7 (no demonstrable influence);")


def test_where_nothing_is_green_the_nearest_are_named_as_such() -> None:
    """Nothing is called best that did not meet what was expected."""
    told = best_and_least(view_of_boxes("yellow", "red ×5")).paragraphs
    assert told[0] == "Nothing met what was expected in full; nearest came: box-1 (much)."
    assert told[1].endswith("Five in all share this rating.")


def test_where_nothing_is_coloured_nobody_is_best() -> None:
    """A chain without a colour names nothing."""
    assert "nothing can be named" in best_and_least(view_of_boxes("none", "not-assessed")).paragraphs[0]


def test_an_unsettled_box_comes_after_settled_ones_and_says_so() -> None:
    """A box whose other colour comes out more often is never first without being called unsettled."""
    view = view_of_boxes("green sure-4", "green sure-1")
    shaken = replace(drawn([2]), probabilities={Rating.YELLOW: 1.0, Rating.GREEN: 0.0})
    vars(view.frames.draws)["by_element"] = {"box-1": shaken}
    assert best_and_least(view).paragraphs[0] == "Succeeded best: box-2 (very much); box-1 (very much, unsettled)."


@pytest.mark.parametrize("language", ["fi", "sv", "en", "qps"])
def test_every_step_of_every_case_can_be_told(language: str) -> None:
    """Each reason that the cases give, and each answer, is a sentence in every language; all steps are met."""
    say, met = Language(language), set()
    for case in CASES:
        ratings = list(boxes(case.boxes))
        labels = {one.element.id: one.element.id for one in ratings}
        for step in verdict_of(ratings, case.of).reasons:
            assert "{" not in verdict_step(say, step, labels)
            met.add(step.code)
    assert set(STEPS) <= met
    assert [say(ANSWER_WORDS[answer]) for answer in ANSWERS]
    view = view_of_boxes("green ×9 question-1 impact", "none decisive", "not-assessed resources", language=language)
    assert len(verdict_table(view).rows) == 5


def test_kunteko_registers_no_importance_and_no_criterion() -> None:
    """The first programmes' ratings had been seen, so importance would be fitted to them; criteria likewise."""
    for folder in sorted((ROOT / "data").iterdir()):
        for element in read_programme(folder).chain.elements:
            assert element.importance is None
            assert element.criteria == ()


def test_draws_of_a_real_programme_are_kept_and_agree_with_its_probabilities() -> None:
    """The grades of every draw are those that an element's probabilities were counted from."""
    assessment = assess(read_programme(ROOT / "data" / "kunteko"), "2018-2020", replace(rubric_in_force(), draws=500))
    draws = Draws(assessment=assessment)
    for one in draws.by_element.values():
        assert len(one.grades) == 500
        assert one.probabilities[Rating.GREEN] == pytest.approx(np.mean(one.grades == 3))
    assert {one.kind for one in draws.verdicts} == {"programme", "question", "level"}
    assert all(
        one.probabilities is None or sum(one.probabilities.values()) == pytest.approx(1) for one in draws.verdicts
    )


ELEMENT = '    level: indirect\n    label: {fi: "Osaaminen ja kyvykkyys"'


def with_keys(tmp_path: Path, keys: str) -> Path:
    """Return a copy of KunTeko's folder in which one element has these keys too."""
    folder = tmp_path / "kunteko"
    shutil.copytree(ROOT / "data" / "kunteko", folder)
    text = (folder / "chain.yaml").read_text(encoding="utf-8")
    assert text.count(ELEMENT) == 1
    (folder / "chain.yaml").write_text(text.replace(ELEMENT, keys + ELEMENT), encoding="utf-8")
    return folder


def test_importance_and_criteria_are_read_and_survive_a_workbook(tmp_path: Path) -> None:
    """What chain.yaml says of importance and criteria is in the model and in the workbook made of it."""
    folder = with_keys(tmp_path, "    importance: 3\n    criteria: [effectiveness, impact]\n")
    programme = read_programme(folder)
    found = programme.chain.element("capability")
    assert (found.importance, found.criteria) == (3, ("effectiveness", "impact"))
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "kunteko.xlsx").write_bytes(workbook(sheets_of(programme)))
    assert read_programme(tmp_path / "book" / "kunteko.xlsx") == programme
    kinds = [
        one.name for one in verdicts(assess(programme, "2018-2020", rubric_in_force()), {}) if one.kind == "criterion"
    ]
    assert kinds == ["effectiveness", "impact"]


def test_importance_and_criteria_are_sealed_with_the_element(tmp_path: Path) -> None:
    """An importance or a criterion that is given after the seal changes what was sealed of its element alone."""
    before = parts_of(read_programme(ROOT / "data" / "kunteko"), rubric_in_force())
    changed = read_programme(with_keys(tmp_path, "    importance: 3\n    criteria: [impact]\n"))
    after = parts_of(changed, rubric_in_force())
    assert [part for part in after if after[part] != before[part]] == ["element:capability"]
    assert "importance" in after["element:capability"]
    assert "impact" in after["element:capability"]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("    importance: 4\n", "importance: 4"),
        ("    criteria: [success]\n", "criteria.0"),
        ("    importance: high\n", "importance"),
    ],
)
def test_an_unknown_importance_or_criterion_is_a_fault(tmp_path: Path, keys: str, told: str) -> None:
    """An importance beyond 3 and a criterion that OECD-DAC does not have are told with their place."""
    with pytest.raises(FaultyInput, match=told):
        read_programme(with_keys(tmp_path, keys))
