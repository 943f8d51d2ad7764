"""Judgements: every rule that one can break, which one is in force, and the record that nobody can change."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builder import ELEMENT, RATINGS, Beside, Case, CaseItem, build, rubric_in_force
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kunteko_eval.errors import Fault, FaultyInput, UnknownName
from kunteko_eval.files.csv_tables import read_csv
from kunteko_eval.method.assess import ElementRating, assess
from kunteko_eval.method.judging import (
    Decision,
    decide,
    fingerprint,
    in_force,
    needs_second_reviewer,
    rules_broken,
)
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.judgement import COLUMNS, Judgement, broken_seals, seal
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.project.judgement_record import record, told_of_the_day
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View

PERIOD = "2018-2020"
YELLOW = Case(name="yellow", items=(CaseItem(percent=65, n=52), CaseItem(finding="supports much")))
GREEN = Case(name="green", items=(CaseItem(finding="supports very-much"),) * 2)
CAPPED = Case(name="capped", level="indirect", items=(CaseItem(finding="supports very-much"),) * 2)
LONE = Case(name="lone voice", items=(CaseItem(finding="supports very-much"),))
NONE = Case(name="none", items=(CaseItem(finding="contradicts none"),))
UNRATED = Case(name="context only", items=(CaseItem(percent=90, n=52, kind="change"),))
OVERRIDE: dict[str, str | int | None] = {
    "author": "evaluator",
    "final": "red",
    "reason_code": "evidence-weak",
    "reason": "The respondents were the best informed.",
}


def rate(programme: ProgrammeData) -> ElementRating:
    """Return the rating of the element in question."""
    return assess(programme, PERIOD, rubric_in_force()).rating(ELEMENT)


def judged(rating: ElementRating, **changes: Any) -> Judgement:
    """Return a judgement that confirms a rating, but for what is changed."""
    values = {
        "id": "j1",
        "element": ELEMENT,
        "period": PERIOD,
        "date": "2026-11-21",
        "author": "evaluator",
        "computed": rating.computed.value,
        "final": rating.computed.value,
        "reason_code": "confirms",
        "reason": "As computed.",
        "evidence": " ".join(name for item in rating.items for name in item.evidence) or "none",
        "fingerprint": fingerprint(rating.items, rating.graded),
        "seal": "0",
    }
    return TypeAdapter(Judgement).validate_python({**values, **changes})


def broken(
    case: Case, *, sure: int | None = 2, allowed: int | None = None, **changes: Any
) -> list[tuple[str, str, str]]:
    """Return the rules that a judgement breaks on a case of which the method is this sure."""
    rating = rate(build(case))
    one = judged(rating, **changes)
    return list(rules_broken(one, found=rating.items, graded=rating.graded, confidence=sure, allowed=allowed))


def columns(case: Case, **more: Any) -> list[str]:
    """Return the columns in which a judgement on a case breaks a rule."""
    return [column for column, _, _ in broken(case, **more)]


def final(programme: ProgrammeData, *judgements: Judgement) -> ElementRating:
    """Return the rating of the element in question with judgements on record."""
    return rate(replace(programme, judgements=judgements))


@pytest.mark.parametrize(
    ("case", "changes"),
    [
        (YELLOW, {}),
        (YELLOW, {"reason_code": "conflict-resolved"}),
        (YELLOW, {"final": "red", "reason_code": "evidence-weak"}),
        (YELLOW, {"final": "green", "reason_code": "context", "confidence": 1}),
        (YELLOW, {"final": "not-assessed", "reason_code": "expectation-wrong", "second_reviewer": "reviewer"}),
        (YELLOW, {"evidence": "item-2"}),
        (GREEN, {"final": "red", "reason_code": "evidence-weak", "second_reviewer": "reviewer"}),
        (NONE, {"final": "red", "reason_code": "evidence-missing"}),
        (CAPPED, {"final": "red", "reason_code": "context"}),
        (UNRATED, {}),
        (UNRATED, {"final": "too-early", "reason_code": "context", "second_reviewer": "reviewer"}),
    ],
)
def test_a_judgement_that_keeps_the_rules_breaks_none(case: Case, changes: dict[str, Any]) -> None:
    """A judgement may confirm, lower, raise or withhold a rating as long as it keeps the rules."""
    assert broken(case, sure=None if case is UNRATED else 2, **changes) == []


@pytest.mark.parametrize("wanted", ["green", "yellow", "red", "none-demonstrated"])
def test_no_rating_without_evidence(wanted: str) -> None:
    """An element that shows only how the world moved cannot be judged into the scale."""
    found = broken(UNRATED, sure=None, final=wanted, reason_code="context", second_reviewer="reviewer")
    assert [(column, value) for column, value, _ in found] == [("final", wanted)]
    assert "no rating without evidence" in found[0][2]


def test_no_green_above_a_cap() -> None:
    """Nobody can judge an element green that a contribution rule caps at yellow, and the rule is named."""
    ((column, value, expected),) = broken(CAPPED, final="green", reason_code="context")
    assert (column, value) == ("final", "green")
    assert expected == "at most yellow, because of perceived-only"


def test_a_lone_voice_is_not_judged_green() -> None:
    """The green that one voice alone gives stays withheld; a yellow that no voice calls green may be raised."""
    ((_, _, expected),) = broken(LONE, final="green", reason_code="context")
    assert expected == "at most yellow, because of lone-voice"
    assert broken(YELLOW, final="green", reason_code="context") == []


@pytest.mark.parametrize(
    ("case", "wanted", "sure"),
    [
        (GREEN, "red", 3),
        (GREEN, "none-demonstrated", 3),
        (NONE, "yellow", 3),
        (YELLOW, "none-demonstrated", 3),
        (YELLOW, "not-assessed", 3),
        (GREEN, "too-early", 3),
        (YELLOW, "green", 1),
        (NONE, "red", 1),
    ],
)
def test_a_grave_change_needs_a_second_reviewer(case: Case, wanted: str, sure: int) -> None:
    """Two grades, a colour withheld, and an upgrade at confidence 1 need somebody else, and one is enough."""
    change: dict[str, Any] = {"sure": sure, "final": wanted, "reason_code": "context"}
    assert columns(case, **change) == ["second_reviewer"]
    assert columns(case, **change, second_reviewer="reviewer") == []


@given(
    computed=st.sampled_from(RATINGS),
    wanted=st.sampled_from(RATINGS),
    confidence=st.sampled_from([None, 1, 2, 3, 4]),
)
def test_the_second_reviewer_rule_in_full(computed: Rating, wanted: Rating, confidence: int | None) -> None:
    """For every pair of ratings the rule is the one that the method page states."""
    scale = [Rating.NONE, Rating.RED, Rating.YELLOW, Rating.GREEN]
    computed_place, wanted_place = (Rating.NONE if one is Rating.NOT_DELIVERED else one for one in (computed, wanted))
    if computed is wanted:
        expected = False
    elif computed_place not in scale or wanted_place not in scale:
        expected = True
    else:
        steps = scale.index(wanted_place) - scale.index(computed_place)
        expected = abs(steps) > 1 or (steps == 1 and confidence == 1)
    assert needs_second_reviewer(rubric_in_force().scale, computed, wanted, confidence) is expected


def test_the_second_reviewer_is_somebody_else() -> None:
    """The author cannot review alone, whether or not a second reviewer is compulsory."""
    assert columns(YELLOW, second_reviewer="evaluator") == ["second_reviewer"]
    grave: dict[str, Any] = {"final": "none-demonstrated", "reason_code": "context", "second_reviewer": "evaluator"}
    assert columns(YELLOW, **grave) == ["second_reviewer"]


@pytest.mark.parametrize(
    ("wanted", "code", "allowed"),
    [
        ("yellow", "confirms", True),
        ("yellow", "conflict-resolved", True),
        ("yellow", "context", False),
        ("yellow", "evidence-weak", False),
        ("red", "confirms", False),
        ("red", "conflict-resolved", True),
        ("red", "evidence-missing", True),
        ("red", "expectation-wrong", True),
    ],
)
def test_the_reason_code_fits_the_decision(wanted: str, code: str, allowed: bool) -> None:
    """Only a rating that stays is confirmed, and one that stays has no reason to change."""
    assert columns(YELLOW, final=wanted, reason_code=code) == ([] if allowed else ["reason_code"])


def test_evidence_is_the_elements_own() -> None:
    """Ids of other elements' evidence and misspelt ones are told, the right ones beside them are not."""
    ((column, value, _),) = broken(YELLOW, evidence="item-2 carrier-1 item-1-all-1 itme-2")
    assert (column, value) == ("evidence", "carrier-1 itme-2")


def test_figures_that_disagree_are_evidence_too() -> None:
    """A judgement may name the figure that was put aside because another source says less."""
    case = Case(name="two figures", items=(CaseItem(percent=[65, 71], n=100),))
    assert broken(case, evidence="item-1-all-2") == []


@pytest.mark.parametrize(
    ("claimed", "allowed", "least"),
    [(3, 2, 2), (4, 3, 3), (2, 1, 1), (2, 0, 1), (2, 2, None), (1, 0, None), (4, None, None)],
)
def test_no_more_confidence_than_the_best_pathway(claimed: int, allowed: int | None, least: int | None) -> None:
    """A wider effect cannot be judged surer than what carries it; 1 is always possible, other levels are free."""
    expected = [] if least is None else [("confidence", str(claimed), f"at most {least}, the best pathway's")]
    assert broken(YELLOW, allowed=allowed, confidence=claimed) == expected


def test_no_confidence_without_a_rating() -> None:
    """Neither an element that is not rated nor one whose rating is withheld has a confidence."""
    expected = [("confidence", "2", "no confidence for an unrated element")]
    withheld: dict[str, Any] = {"final": "not-assessed", "reason_code": "context", "second_reviewer": "reviewer"}
    assert broken(UNRATED, sure=None, confidence=2) == expected
    assert broken(YELLOW, confidence=2, **withheld) == expected


def test_the_computed_rating_is_the_computed_one() -> None:
    """A row that states another computed rating than the method gives is told."""
    found = broken(YELLOW, computed="green", final="yellow")
    assert found == [("computed", "green", "the computed rating yellow")]


def test_every_broken_rule_is_told() -> None:
    """A judgement that breaks five rules has five faults."""
    grave: dict[str, Any] = {
        "final": "green",
        "reason_code": "confirms",
        "second_reviewer": "evaluator",
        "evidence": "other",
    }
    found = columns(replace(CAPPED, items=(CaseItem(finding="contradicts none"),)), computed="red", **grave)
    assert found == ["computed", "final", "second_reviewer", "reason_code", "evidence"]


def test_a_judgement_in_force_gives_the_final_rating_beside_the_computed_one() -> None:
    """An override shows as final with its confidence; the computed rating and its reasons stay as they are."""
    programme = build(YELLOW)
    plain = rate(programme)
    found = final(programme, judged(plain, final="red", reason_code="evidence-weak", confidence=1))
    assert (found.computed, found.final, found.confidence) == (Rating.YELLOW, Rating.RED, 1)
    assert (found.overridden, found.judgement) == (True, found.decisions[-1].judgement)
    assert (found.graded, found.confidence_reasons) == (plain.graded, plain.confidence_reasons)


def test_a_confirmation_changes_nothing_but_is_on_record() -> None:
    """A confirmed rating keeps its colour and confidence and is not counted as overridden."""
    programme = build(YELLOW)
    plain = rate(programme)
    found = final(programme, judged(plain))
    assert (found.final, found.confidence, found.overridden) == (plain.final, plain.confidence, False)
    assert found.judgement is not None


def test_a_withheld_rating_has_no_confidence() -> None:
    """An element that an evaluator withholds from rating stands there like any that is not assessed."""
    programme = build(YELLOW)
    change = {"final": "not-assessed", "reason_code": "expectation-wrong", "second_reviewer": "reviewer"}
    assessment = assess(replace(programme, judgements=(judged(rate(programme), **change),)), PERIOD, rubric_in_force())
    found = assessment.rating(ELEMENT)
    assert (found.final, found.confidence) == (Rating.NOT_ASSESSED, None)
    assert found.computed_confidence == rate(programme).confidence


def test_the_last_judgement_is_in_force() -> None:
    """A later judgement replaces the earlier ones, which stay on record in their order."""
    programme = build(YELLOW)
    plain = rate(programme)
    first = judged(plain, final="red", reason_code="evidence-weak")
    second = judged(plain, id="j2", final="green", reason_code="evidence-missing")
    found = final(programme, first, second)
    assert [one.standing for one in found.decisions] == ["replaced", "in-force"]
    assert found.final is Rating.GREEN
    assert final(programme, second, first).final is Rating.RED


def test_judgements_of_other_elements_and_periods_do_not_count() -> None:
    """A judgement holds for its own element in its own period only."""
    programme = build(replace(YELLOW, beside=Beside(level="direct", items=YELLOW.items)))
    change = {"final": "red", "reason_code": "evidence-weak"}
    plain = rate(programme)
    others = (judged(plain, element="element-beside", **change), judged(plain, period="2015-2017", **change))
    assert final(programme, *others).decisions == ()
    assert final(programme, *others).final is Rating.YELLOW


def test_a_judgement_that_breaks_a_rule_is_not_in_force() -> None:
    """A faulty judgement is shown with its fault, and the computed rating holds, not an earlier judgement."""
    programme = build(YELLOW)
    plain = rate(programme)
    sound = judged(plain, final="red", reason_code="evidence-weak")
    faulty = judged(plain, id="j2", final="none-demonstrated", reason_code="evidence-weak")
    found = final(programme, sound, faulty)
    assert (found.final, found.judgement) == (Rating.YELLOW, None)
    assert [fault[0] for fault in found.decisions[-1].faults] == ["second_reviewer"]


@pytest.mark.parametrize(
    "items",
    [
        (CaseItem(percent=66, n=52), CaseItem(finding="supports much")),
        (CaseItem(percent=65, n=53), CaseItem(finding="supports much")),
        (CaseItem(percent=65, n=52, expected=85), CaseItem(finding="supports much")),
        (CaseItem(percent=65, n=52, floor=25), CaseItem(finding="supports much")),
        (CaseItem(percent=65, n=52), CaseItem(finding="supports very-much")),
        (CaseItem(percent=65, n=52), CaseItem(finding="contradicts somewhat")),
        (CaseItem(percent=65, n=52),),
        (CaseItem(percent=65, n=52), CaseItem(finding="supports much"), CaseItem(finding="supports much")),
    ],
    ids=["value", "respondents", "expectation", "floor", "extent", "direction", "less evidence", "more evidence"],
)
def test_a_judgement_goes_stale_when_its_evidence_changes(items: tuple[CaseItem, ...]) -> None:
    """When anything that was judged has changed since, the computed rating holds until somebody judges again."""
    first = judged(rate(build(YELLOW)), final="red", reason_code="evidence-weak", confidence=1)
    later = build(replace(YELLOW, items=items))
    found, plain = final(later, first), rate(later)
    assert [one.standing for one in found.decisions] == ["stale"]
    assert (found.final, found.confidence, found.judgement) == (plain.computed, plain.confidence, None)
    again = judged(plain, id="j2")
    assert [one.standing for one in final(later, first, again).decisions] == ["replaced", "in-force"]


def test_a_judgement_does_not_go_stale_over_other_evidence() -> None:
    """New evidence of another element, and evidence in another order, leave a judgement in force."""
    first = judged(rate(build(YELLOW)), final="red", reason_code="evidence-weak")
    other = build(replace(YELLOW, beside=Beside(level="direct", items=(CaseItem(percent=20, n=12),))))
    assert final(other, first).final is Rating.RED
    plain = rate(build(YELLOW))
    assert fingerprint(plain.items[::-1], plain.graded) == first.fingerprint


def test_nothing_judged_is_nothing_in_force() -> None:
    """Without judgements there is no decision."""
    plain = rate(build(YELLOW))
    assert decide((), found=plain.items, graded=plain.graded, confidence=2, allowed=None) == ()
    assert in_force(()) is None
    replaced = Decision(judgement=judged(plain), standing="replaced", faults=())
    assert in_force((replaced,)) is None


def sealed(count: int) -> list[Judgement]:
    """Return a record of judgements that was never touched."""
    plain, rows, before = rate(build(YELLOW)), [], ""
    for number in range(1, count + 1):
        row = judged(plain, id=f"j{number}", confidence=1, second_reviewer="reviewer")
        row = replace(row, seal=seal(row, before))
        rows.append(row)
        before = row.seal
    return rows


def test_an_untouched_record_verifies() -> None:
    """The seals of a record that was only appended to fit, however long it is."""
    assert broken_seals(sealed(5)) == ()
    assert broken_seals([]) == ()


OTHER: dict[str, Any] = {
    "id": "j9",
    "element": "other",
    "period": "2015-2017",
    "date": "2020-01-01",
    "author": "somebody",
    "computed": "red",
    "final": "green",
    "confidence": None,
    "reason_code": "context",
    "reason": "Another reason.",
    "evidence": "other",
    "second_reviewer": None,
    "fingerprint": "0",
    "seal": "0",
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", [0, 1, 3])
def test_an_edited_row_is_found(column: str, row: int) -> None:
    """A change of any cell of any row is found, and at that row first."""
    rows = sealed(4)
    value = TypeAdapter(Judgement).validate_python(
        {name: getattr(rows[row], name) for name in COLUMNS} | {column: OTHER[column]}
    )
    rows[row] = value
    assert broken_seals(rows)[0] == row


@pytest.mark.parametrize("row", [0, 1, 2])
def test_a_removed_row_is_found(row: int) -> None:
    """A row that was taken out is missed by the one after it."""
    rows = sealed(4)
    del rows[row]
    assert broken_seals(rows) == (row,)


@pytest.mark.parametrize("order", [[1, 0, 2, 3], [0, 2, 1, 3], [3, 2, 1, 0], [1, 2, 3, 0]])
def test_a_moved_row_is_found(order: Sequence[int]) -> None:
    """Rows in another order than they were recorded in are found."""
    rows = sealed(4)
    assert broken_seals([rows[index] for index in order])


def test_an_inserted_row_is_found() -> None:
    """A row that was put between others does not fit, even with a seal that fits its own place."""
    rows = sealed(4)
    forged = replace(rows[1], id="j9")
    rows.insert(1, replace(forged, seal=seal(forged, rows[0].seal)))
    assert broken_seals(rows) == (2,)


def opened(programme: ProgrammeData, folder: Path) -> View:
    """Return the programme's period with the judgements that stand in a folder."""
    faults: list[Fault] = []
    rows = read_csv(folder / "judgements.csv", Judgement, faults, required=False).rows
    assert faults == []
    with_record = replace(programme, judgements=tuple(row.value for row in rows))
    return View(assessment=assess(with_record, PERIOD, rubric_in_force()), previous=None, say=Language("en"))


def test_a_recorded_override_shows_as_final_next_to_the_computed_rating(tmp_path: Path) -> None:
    """What is recorded is read back the same, is in force, and stands beside the computed rating."""
    programme = build(YELLOW)
    made = record(opened(programme, tmp_path), ELEMENT, tmp_path, OVERRIDE | {"confidence": 1})
    view = opened(programme, tmp_path)
    assert view.programme.judgements == (made,)
    found = view.assessment.rating(ELEMENT)
    assert (found.computed, found.final, found.confidence) == (Rating.YELLOW, Rating.RED, 1)
    assert made.evidence_ids == ("item-1-all-1", "item-2")
    assert broken_seals(view.programme.judgements) == ()


@pytest.mark.parametrize("reopened", [True, False], ids=["opened anew", "the same view"])
def test_recording_appends_and_seals(tmp_path: Path, reopened: bool) -> None:
    """Each judgement adds one row, no earlier byte changes, ids go on and the seals fit."""
    programme = build(YELLOW)
    view = opened(programme, tmp_path)
    before = b""
    reasons = ["First.", 'Second, with "quotes"; and\na new line', "Kolmas: ääkköset – 79 %"]
    for reason in reasons:
        record(opened(programme, tmp_path) if reopened else view, ELEMENT, tmp_path, OVERRIDE | {"reason": reason})
        after = (tmp_path / "judgements.csv").read_bytes()
        assert after.startswith(before)
        assert len(after) > len(before)
        before = after
    rows = opened(programme, tmp_path).programme.judgements
    assert [row.id for row in rows] == ["j1", "j2", "j3"]
    assert [row.reason for row in rows] == reasons
    assert broken_seals(rows) == ()
    assert [path.name for path in tmp_path.iterdir()] == ["judgements.csv"]


@pytest.mark.parametrize(
    ("delimiter", "ending", "mark", "last"),
    [
        (";", b"\r\n", b"\xef\xbb\xbf", True),
        (",", b"\r\n", b"", True),
        (",", b"\n", b"\xef\xbb\xbf", False),
        (";", b"\n", b"", False),
    ],
)
def test_a_record_that_excel_saved_is_appended_to(
    tmp_path: Path, delimiter: str, ending: bytes, mark: bytes, last: bool
) -> None:
    """Semicolons, line ends, a byte-order mark and a missing last line end are kept, and the new row fits them."""
    programme = build(YELLOW)
    record(opened(programme, tmp_path), ELEMENT, tmp_path, OVERRIDE | {"reason": "Plain words."})
    path = tmp_path / "judgements.csv"
    plain = path.read_bytes().replace(b",", delimiter.encode()).replace(b"\n", ending)
    saved = mark + (plain if last else plain.removesuffix(ending))
    path.write_bytes(saved)
    record(opened(programme, tmp_path), ELEMENT, tmp_path, OVERRIDE | {"reason": "With a comma, and a semicolon;"})
    assert path.read_bytes().startswith(saved)
    rows = opened(programme, tmp_path).programme.judgements
    assert [row.reason for row in rows] == ["Plain words.", "With a comma, and a semicolon;"]
    assert broken_seals(rows) == ()


def test_a_record_with_its_columns_moved_is_appended_to(tmp_path: Path) -> None:
    """The new row follows the order of the file's own columns."""
    programme = build(YELLOW)
    made = record(opened(programme, tmp_path), ELEMENT, tmp_path, OVERRIDE | {"reason": "Plain words."})
    order = list(reversed(COLUMNS))
    cells = ["" if (value := getattr(made, name)) is None else str(value) for name in order]
    (tmp_path / "judgements.csv").write_text("\n".join([",".join(order), ",".join(cells), ""]), encoding="utf-8")
    record(opened(programme, tmp_path), ELEMENT, tmp_path, OVERRIDE)
    assert broken_seals(opened(programme, tmp_path).programme.judgements) == ()


@pytest.mark.parametrize(
    ("given_values", "column"),
    [
        ({"final": "none-demonstrated"}, "second_reviewer"),
        ({"final": "orange"}, "final"),
        ({"reason_code": "confirms"}, "reason_code"),
        ({"reason_code": "because"}, "reason_code"),
        ({"reason": ""}, "reason"),
        ({"author": "Maija Meikäläinen"}, "author"),
        ({"author": None}, "author"),
        ({"confidence": 5}, "confidence"),
        ({"evidence": "other-1"}, "evidence"),
        ({"second_reviewer": "evaluator"}, "second_reviewer"),
        ({"date": "yesterday"}, "date"),
        ({"colour": "red"}, "colour"),
    ],
)
@pytest.mark.parametrize("earlier", [False, True], ids=["no record yet", "after a judgement"])
def test_a_faulty_judgement_is_not_recorded(
    tmp_path: Path, given_values: dict[str, str | int | None], column: str, earlier: bool
) -> None:
    """A wrong value or a broken rule names its column, and not a byte is written."""
    programme = build(YELLOW)
    if earlier:
        record(opened(programme, tmp_path), ELEMENT, tmp_path, OVERRIDE)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(FaultyInput) as refused:
        record(opened(programme, tmp_path), ELEMENT, tmp_path, OVERRIDE | given_values)
    assert f"new row, column {column}" in [fault.place for fault in refused.value.faults]
    assert {fault.advice for fault in refused.value.faults} == {"Nothing was recorded."}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_judgement_of_no_element_is_not_recorded(tmp_path: Path) -> None:
    """An element that the chain does not have is refused by name."""
    with pytest.raises(UnknownName, match="no-such"):
        record(opened(build(YELLOW), tmp_path), "no-such", tmp_path, OVERRIDE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content.replace(b"evaluator", b"An Evaluator"),
        lambda content: content.replace(b",confidence", b"").replace(b",red,,", b",red,"),
        lambda content: content[:0],
    ],
    ids=["a cell that does not fit", "a column that is missing", "an empty file"],
)
def test_nothing_is_appended_to_a_record_that_cannot_be_read(tmp_path: Path, spoil: Any) -> None:
    """A record that somebody spoiled is refused, with its file, and left as it is."""
    view = opened(build(YELLOW), tmp_path)
    record(view, ELEMENT, tmp_path, OVERRIDE)
    path = tmp_path / "judgements.csv"
    path.write_bytes(spoil(path.read_bytes()))
    before = path.read_bytes()
    with pytest.raises(FaultyInput, match=r"judgements\.csv"):
        record(view, ELEMENT, tmp_path, OVERRIDE)
    assert path.read_bytes() == before


def test_a_wider_effect_is_recorded_no_surer_than_its_pathway(tmp_path: Path) -> None:
    """The overclaim guard holds for judgements too: a weak pathway allows confidence 1 and no more."""
    weak = Case(
        name="weak",
        level="wider",
        items=(CaseItem(finding="supports much", kind="tested"), CaseItem(percent=65, n=52)),
        links=(),
    )
    view = opened(build(weak), tmp_path)
    with pytest.raises(FaultyInput, match="at most 1, the best pathway's"):
        record(view, ELEMENT, tmp_path, OVERRIDE | {"confidence": 2})
    record(view, ELEMENT, tmp_path, OVERRIDE | {"confidence": 1})
    assert opened(build(weak), tmp_path).assessment.rating(ELEMENT).confidence == 1


def test_a_record_keeps_every_row_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A judgement that cannot be written is not half written; the file is named, and no lock stays."""
    view = opened(build(YELLOW), tmp_path)
    record(view, ELEMENT, tmp_path, OVERRIDE)
    before = (tmp_path / "judgements.csv").read_bytes()

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match=r"judgements\.csv: No space left on device \(.* free on its disk\)"):
        record(view, ELEMENT, tmp_path, OVERRIDE)
    assert (tmp_path / "judgements.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["judgements.csv"]


def test_two_judgements_are_not_recorded_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of two would be lost: the second waits, and is told who is at work."""
    view = opened(build(YELLOW), tmp_path)
    monkeypatch.setattr("kunteko_eval.project.append_only.PATIENCE", 0)
    (tmp_path / "judgements.lock").write_text("4711\nelsewhere\n", encoding="utf-8")
    told = r"another judgement is under way: process 4711 on elsewhere, since .*remove .*judgements\.lock"
    with pytest.raises(FaultyInput, match=told):
        record(view, ELEMENT, tmp_path, OVERRIDE)
    assert not (tmp_path / "judgements.csv").exists()


@pytest.mark.parametrize(("day", "odd"), [("2020-01-01", True), ("2021-06-01", False), ("2021-06-02", False)])
def test_a_judgement_dated_before_one_above_it_is_told(day: str, odd: bool, tmp_path: Path) -> None:
    """It is recorded all the same, since a decision may be written down late; a wrong clock shows."""
    view = opened(build(YELLOW), tmp_path)
    first = record(view, ELEMENT, tmp_path, OVERRIDE | {"date": "2021-06-01"})
    second = record(view, ELEMENT, tmp_path, OVERRIDE | {"date": day})
    told = told_of_the_day(second, [first])
    assert bool(told) == odd
    assert not odd or told.startswith(
        f"j2 is dated {day}, before j1 of 2021-06-01 above it; the last row of an element"
    )
