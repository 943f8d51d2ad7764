"""A figure beside a figure that contains it, a target beside a period that it is not of, and a move the wrong way."""

from __future__ import annotations

import json
import random as chance
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builder import ELEMENT, ROOT, Case, CaseItem, Figures, Milestone, build, rubric_in_force
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.workbook.writing import write_workbook
from kunteko_eval.method.assess import ElementRating, assess
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.robustness import robustness_of
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.report import evidence_tables, moved
from kunteko_eval.report.data_files import ratings_json
from kunteko_eval.report.element_cards import element_cards
from kunteko_eval.report.explain import as_text
from kunteko_eval.report.language import NBSP, Language
from kunteko_eval.report.rating_table import rating_table
from kunteko_eval.report.view import View, view_of

SURVEY = CaseItem(
    percent=61,
    n=80,
    others={"young": 50, "middle": 88, "old": 88, "oldest": 88},
    ns={"young": 56, "middle": 8, "old": 8, "oldest": 8},
)
WORSE = CaseItem(percent="52.0", n=2000, floor=55.2, expected=58, kind="tested")


def rated(*found: CaseItem, **case: Any) -> ElementRating:
    """Return the rating of an element with these items."""
    made = Case(name="drawn", items=found, **case)
    return assess(build(made), str(made.period), rubric_in_force()).rating(ELEMENT)


def seen(*found: CaseItem, language: str = "en", **case: Any) -> View:
    """Return what is shown of a programme with these items."""
    made = Case(name="drawn", items=found, **case)
    return view_of(build(made), str(made.period), rubric_in_force(), Language(language))


def explained(view: View) -> str:
    """Return the explanation of the element in question with plain spaces."""
    return as_text(view, view.assessment.rating(ELEMENT)).replace(NBSP, " ")


# A total and its parts.


def test_the_survey_of_eighty_is_yellow_by_its_total() -> None:
    """Total 61 % and four age groups: only the total is pooled, and robustness draws the total alone."""
    one = rated(SURVEY)
    assert (one.computed, round(one.graded.achievement or 0, 2)) == (Rating.YELLOW, 0.68)
    assert [(item.groups, item.status) for item in one.items] == [
        (("all",), "used"),
        *[((group,), "part") for group in sorted(SURVEY.others)],
    ]
    alone = assess(build(Case(name="alone", items=(replace(SURVEY, others={}),))), "2018-2020", rubric_in_force())
    beside = assess(build(Case(name="beside", items=(SURVEY,))), "2018-2020", rubric_in_force())
    assert robustness_of(alone) == robustness_of(beside)


SHARES = st.integers(0, 100)


@given(
    total=SHARES,
    parts=st.dictionaries(st.sampled_from(["young", "old", "north", "south"]), SHARES, max_size=4),
    beside=st.lists(SHARES, max_size=2),
    falls=st.booleans(),
    declared=st.booleans(),
)
def test_a_part_never_changes_a_rating_whose_total_is_there(
    total: int, parts: dict[str, Any], beside: list[int], falls: bool, declared: bool
) -> None:
    """Whatever the parts of a total say, rating, achievement, interval and confidence stay those of the total."""
    ends: dict[str, Any] = {"floor": 90.0, "expected": 5.0, "falls": True} if falls else {}
    whole = "everybody" if declared else "all"
    inside = dict.fromkeys(parts, whole) if declared else {}
    own: dict[str, Any] = {"everybody": total} if declared else {}
    item = CaseItem(percent=[] if declared else total, n=400, others=own, **ends)
    others = tuple(CaseItem(percent=one, n=400, type="organisations") for one in beside)
    alone = rated(item, *others)
    together = rated(replace(item, others={**own, **parts}, inside=inside), *others)
    assert together.computed is alone.computed
    assert (together.graded.achievement, together.graded.low, together.graded.high) == (
        alone.graded.achievement,
        alone.graded.low,
        alone.graded.high,
    )
    assert (together.confidence, together.evidence) == (alone.confidence, alone.evidence)


@given(
    answers=st.lists(
        st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=5
    )
)
def test_groups_that_share_nobody_say_what_their_total_would(answers: list[tuple[int, int]]) -> None:
    """Yes-answers of groups of one grouping, each a share with its n, give the achievement that all together give."""
    groups = [f"group-{number}" for number in range(len(answers))]
    shares: dict[str, Any] = {name: f"{100 * yes / n:.9f}" for name, (yes, n) in zip(groups, answers, strict=True)}
    people = {name: n for name, (_, n) in zip(groups, answers, strict=True)}
    parts = rated(CaseItem(percent=[], others=shares, ns=people, grouping=dict.fromkeys(groups, "team")))
    asked = sum(people.values())
    whole = rated(CaseItem(percent=f"{100 * sum(yes for yes, _ in answers) / asked:.9f}", n=asked))
    assert parts.graded.achievement == pytest.approx(whole.graded.achievement, abs=1e-9)
    assert (parts.graded.low, parts.graded.high) == pytest.approx((whole.graded.low, whole.graded.high), abs=1e-9)
    (item,) = parts.items
    assert (item.groups, item.n) == (tuple(groups), asked)


@given(
    parts=st.dictionaries(
        st.sampled_from(["all", "young", "old", "north", "south", "leaders"]), SHARES, min_size=1, max_size=6
    ),
    grouped=st.booleans(),
    random=st.randoms(use_true_random=False),
)
def test_the_order_of_groups_and_figures_does_not_matter(
    parts: dict[str, Any], grouped: bool, random: chance.Random
) -> None:
    """Groups and observations in any order give the same rating of the same figures."""
    grouping = {"young": "age", "old": "age", "north": "region", "south": "region"} if grouped else {}
    known = {name: figure for name, figure in parts.items() if name != "all"}
    item = CaseItem(percent=parts.get("all", []), others=known, n=50, grouping=grouping)
    programme = build(Case(name="drawn", items=(item,)))
    other = replace(
        programme,
        observations=tuple(random.sample(programme.observations, len(programme.observations))),
        sources=replace(
            programme.sources, groups=tuple(random.sample(programme.sources.groups, len(programme.sources.groups)))
        ),
    )
    first, second = (assess(one, "2018-2020", rubric_in_force()).rating(ELEMENT) for one in (programme, other))
    assert (first.graded, first.confidence) == (second.graded, second.confidence)
    assert sorted(first.evidence) == sorted(second.evidence)


def test_explain_names_the_group_of_every_item() -> None:
    """Each figure's line names its group, and a part's says which figure speaks in its place."""
    told = explained(seen(SURVEY))
    for group in ("all", *SURVEY.others):
        assert f"item-1 ({group}): " in told
    assert "a part of another figure, not pooled." in told
    assert "This one speaks in its place: all." in told
    merged = replace(SURVEY, percent=[], grouping=dict.fromkeys(SURVEY.others, "age"))
    told = explained(seen(merged))
    assert "item-1 (middle, old, oldest and young): 61.4% (n = 80)" in told
    assert "Put together from: middle 88% (n = 8); old 88% (n = 8); oldest 88% (n = 8); young 50% (n = 56)." in told


def test_ratings_json_tells_groups_and_what_holds_a_part() -> None:
    """Every figure has its groups; a part has what it is a part of, and nothing else has that key."""
    content = json.loads(ratings_json(seen(SURVEY)))
    items = next(one for one in content["elements"] if one["id"] == ELEMENT)["items"]
    assert [one["groups"] for one in items] == [["all"], *[[group] for group in sorted(SURVEY.others)]]
    assert [one.get("part_of") for one in items] == [None, *[["all"]] * 4]


# An expectation and its period.


def monitored(figures: Figures, **more: Any) -> CaseItem:
    """Return 600 workshops expected, by default of the whole programme."""
    return CaseItem(count=figures, **{"expected": 600, "of": "unsaid", "aggregation": "increment", **more})


PLAN: dict[str, Any] = {"level": "actions", "start": 2024, "previous": None}


def test_a_target_of_three_years_does_not_colour_the_first() -> None:
    """140 of 600 in the first of three years is not assessed, with what was expected and when; the three years are."""
    figures: Figures = {"2024": 140, "2024-2026": 590}
    first = seen(monitored(figures), **PLAN, period="2024")
    one = first.assessment.rating(ELEMENT)
    assert (one.computed, one.graded.achievement) == (Rating.NOT_ASSESSED, None)
    assert "Expected: 600 in 2024–2026; this report covers 2024 alone." in explained(first)
    whole = rated(monitored(figures), **PLAN, period="2024-2026")
    assert (whole.computed, round(whole.graded.achievement or 0, 2)) == (Rating.GREEN, 0.98)


def test_a_share_of_time_is_used_where_it_is_registered_and_told() -> None:
    """With pace share-of-time, 140 in the first of three years is held against a third of the days of 600."""
    figures: Figures = {"2025": 140}
    shared = seen(monitored(figures, of="2025-2027", pace="share-of-time"), **PLAN | {"start": 2025}, period="2025")
    one = shared.assessment.rating(ELEMENT)
    assert one.computed is Rating.YELLOW
    assert one.graded.achievement == pytest.approx(140 / 200)
    assert "achievement 0.70 against the expectation 200 (floor 0)" in explained(shared)
    assert "The expectation is the period's share of the time of a longer one." in explained(shared)


@pytest.mark.parametrize("end", [None, 2026])
def test_a_programme_without_an_end_has_no_expectation_of_the_whole(end: int | None) -> None:
    """Where nobody tells the programme's end, what is expected of all of it is not compared, and the way out is told."""
    view = seen(monitored({"2024-2026": 590}), **PLAN, period="2024-2026")
    programme = view.programme
    if end is None:
        programme = replace(programme, sheet=replace(programme.sheet, end=None))
    one = assess(programme, "2024-2026", rubric_in_force()).rating(ELEMENT)
    assert one.computed is (Rating.NOT_ASSESSED if end is None else Rating.GREEN)
    assert ("expected-open" in [reason.code for reason in one.graded.reasons]) is (end is None)


@given(
    amount=st.integers(0, 3000),
    expected=st.integers(1, 1000),
    years=st.integers(2, 8),
    shown=st.integers(1, 7),
    aggregation=st.sampled_from(["increment", "cumulative", "distinct"]),
)
def test_a_part_of_the_time_is_never_coloured_by_a_target_of_all_of_it(
    amount: int, expected: int, years: int, shown: int, aggregation: Any
) -> None:
    """However much was done in some first years, a whole programme's target gives a colour to the whole alone."""
    assume(shown < years)
    span, whole = f"2001-{2000 + shown}", f"2001-{2000 + years}"
    item = monitored({span: amount, whole: 2 * amount}, expected=expected, aggregation=aggregation)
    programme = build(Case(name="drawn", level="actions", items=(item,), start=2001, period=span, previous=None))
    part, all_of_it = (assess(programme, name, rubric_in_force()).rating(ELEMENT) for name in (span, whole))
    assert part.computed is Rating.NOT_ASSESSED
    assert all_of_it.graded.achievement == pytest.approx(min(2 * amount / expected, 1.2))


@given(pace=st.integers(1, 500), years=st.integers(1, 6), first=st.integers(2001, 2012))
def test_a_yearly_pace_is_whole_in_whole_years(pace: int, years: int, first: int) -> None:
    """Just the yearly pace, however many years a report covers and leap years or not, meets the expectation."""
    span = f"{first}-{first + years - 1}"
    item = monitored({span: pace * years}, expected=pace, pace="year")
    one = rated(item, level="actions", period=span, previous=None, start=2001)
    assert one.graded.achievement == pytest.approx(1)


def test_a_milestone_of_another_kind_is_not_the_same_expectation() -> None:
    """Figures held against milestones of their own years are not compared as if by one expectation."""
    item = CaseItem(
        count={"2015-2017": 50, "2018-2020": 90},
        aggregation="increment",
        expected=50,
        of="2015-2017",
        milestones=(Milestone(expected=100, of="2018-2020"),),
    )
    view = seen(item, level="actions")
    (one,) = [one for one in view.changes if one.element.id == ELEMENT]
    assert [rating.graded.achievement for rating in (one.before, one.after)] == [1, pytest.approx(0.9)]
    assert (one.status, one.why) == ("not-comparable", "no-common-evidence")


def test_the_table_of_expectations_says_of_which_time_they_are() -> None:
    """A period, a yearly pace and a share of time are told beside what is expected."""
    item = monitored(
        {"2024": 140}, of="2024-2026", pace="share-of-time", milestones=(Milestone(expected=9, pace="year"),)
    )
    table = evidence_tables.expectations(seen(item, **PLAN, period="2024"))
    told = {row[1].replace(NBSP, " ") for row in table.rows}  # type: ignore[union-attr]
    assert {"600 (in 2024–2026, shorter periods by their share of the time)", "9 (a year)"} <= told


# What is wrong with an expectation or a group when it is read.


def faults(tmp_path: Path, change: Callable[[Any, Any], object]) -> list[str]:
    """Return the faults of a copy of a small programme whose chain and sources were changed."""
    folder = tmp_path / "maakuntien-liitot"
    shutil.copytree(ROOT / "data" / "maakuntien-liitot", folder)
    yaml = YAML(typ="safe")
    content = {name: yaml.load((folder / f"{name}.yaml").read_text(encoding="utf-8")) for name in ("chain", "sources")}
    change(content["chain"], content["sources"])
    for name, changed in content.items():
        (folder / f"{name}.yaml").write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    try:
        read_programme(folder)
    except FaultyInput as error:
        return [str(fault) for fault in error.faults]
    return []


def convention(chain: Any, name: str) -> Any:
    """Return a convention of a chain by its id."""
    return next(one for one in chain["conventions"] if one["id"] == name)


def twice(chain: Any, first: dict[str, str], second: dict[str, str]) -> None:
    """Register the funding with two expectations."""
    given = convention(chain, "stated-funding")
    chain["conventions"].append({**given, "id": "second-funding", "expected": 70000, **second})
    given.update(first)
    for element in chain["elements"]:
        for one in list(element["evidence"]):
            if one.get("indicator") == "funding-realised":
                element["evidence"].append({**one, "expectation": "second-funding"})


WRONG: dict[str, tuple[Callable[[Any, Any], object], str]] = {
    "an unknown period": (
        lambda chain, _: convention(chain, "stated-funding").update(period="2031"),
        "unknown period '2031'",
    ),
    "a share of no period's time": (
        lambda chain, _: convention(chain, "stated-funding").update(pace="share-of-time"),
        "share-of-time without a period; expected the period whose days are shared out",
    ),
    "a pace of a share": (
        lambda chain, _: convention(chain, "share-positive").update(pace="year"),
        "year for percent; expected no pace",
    ),
    "a pace of a finding": (
        lambda chain, _: convention(chain, "chain-scale").update(pace="year"),
        "year for finding; expected no pace",
    ),
    "a pace of distinct things": (
        lambda chain, _: convention(chain, "all-councils").update(pace="year"),
        "all-councils has a pace, councils-member is distinct",
    ),
    "two expectations of the whole programme": (
        lambda chain, _: twice(chain, {}, {}),
        "funding-realised has stated-funding and second-funding, which are both of the same time",
    ),
    "two expectations of one period": (
        lambda chain, _: twice(chain, {"period": "2021-2023"}, {"period": "2021-2023", "pace": "share-of-time"}),
        "which both hold in 2021-2023",
    ),
    "the same expectation twice": (
        lambda chain, _: chain["elements"][0]["evidence"].extend(chain["elements"][0]["evidence"]),
        "is registered twice for",
    ),
    "a part of an unknown group": (
        lambda _, sources: sources["groups"][0].update(part_of="everyone"),
        "unknown group 'everyone'",
    ),
    "a group that is a part of itself": (
        lambda _, sources: (
            sources["groups"][0].update(part_of="one-council"),
            sources["groups"][1].update(part_of="all"),
        ),
        "all is a part of one-council is a part of all; expected a group that holds this one",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_hold_is_a_fault(tmp_path: Path, name: str) -> None:
    """An expectation or a group that cannot mean anything is refused where it stands, with what was expected."""
    change, says = WRONG[name]
    found = faults(tmp_path, change)
    assert any(says in fault for fault in found), found


def test_expectations_of_different_periods_are_no_fault(tmp_path: Path) -> None:
    """One indicator may be registered for an element with expectations of different periods."""
    assert faults(tmp_path, lambda chain, _: twice(chain, {"period": "2021-2023"}, {"period": "2023"})) == []
    assert faults(tmp_path / "again", lambda chain, _: twice(chain, {}, {"pace": "year"})) == []


def test_a_workbook_carries_periods_paces_and_groups(tmp_path: Path) -> None:
    """Period and pace of an expectation and the whole of a group survive a workbook, which offers their ids."""
    programme = read_programme(ROOT / "data" / "maakuntien-liitot")
    conventions = tuple(
        replace(one, period="2021-2023", pace="share-of-time") if one.id == "stated-funding" else one
        for one in programme.chain.conventions
    )
    everybody, council = programme.sources.groups
    groups = (everybody, replace(council, part_of="all", grouping="council"))
    changed = replace(
        programme,
        chain=replace(programme.chain, conventions=conventions),
        sources=replace(programme.sources, groups=groups),
    )
    write_workbook(changed, tmp_path / "maakuntien-liitot.xlsx")
    assert read_programme(tmp_path / "maakuntien-liitot.xlsx") == changed
    book = openpyxl.load_workbook(tmp_path / "maakuntien-liitot.xlsx")
    for sheet, column, target in (("groups", "part_of", "groups!"), ("conventions", "period", "periods!")):
        letter = next(cell.column_letter for cell in book[sheet][1] if cell.value == column)
        rules = book[sheet].data_validations.dataValidation
        assert next(rule.formula1 for rule in rules if str(rule.sqref).startswith(f"{letter}2:")).startswith(target)


# A move the wrong way.


def test_getting_worse_is_told_wherever_the_rating_is() -> None:
    """52.0 against a baseline of 55.2: still no colour, and card, table, explanation and ratings.json say the way."""
    view = seen(WORSE)
    one = view.assessment.rating(ELEMENT)
    assert (one.computed, round(one.items[0].achievement or 0, 2)) == (Rating.NONE, -1.14)
    assert "It moved the wrong way" in explained(view)
    assert "moved the wrong way" in element_cards(view).markup
    assert "no demonstrable influence, moved the wrong way" in element_cards(view).plain
    row = next(row for row in rating_table(view).rows if row[0] == ELEMENT)
    assert row[2].endswith("no demonstrable influence, moved the wrong way")
    content = json.loads(ratings_json(view))
    element = next(one for one in content["elements"] if one["id"] == ELEMENT)
    assert (element["final"], element["items"][0]["moved"]) == ("none-demonstrated", "wrong-way")
    assert "moved-wrong-way" in [reason["code"] for reason in element["reasons"]]
    still = json.loads(ratings_json(seen(replace(WORSE, percent="55.2"))))
    assert "moved" not in json.dumps(still)


@given(start=st.integers(10, 90), way=st.integers(1, 10), now=st.integers(0, 100), falls=st.booleans())
def test_wrong_way_is_away_from_the_expectation_past_the_start(start: int, way: int, now: int, falls: bool) -> None:
    """A tested figure moved the wrong way just when it lies on the other side of its start than the expectation."""
    expected = start - way if falls else start + way
    item = CaseItem(percent=now, n=400, falls=falls, floor=start, expected=expected, kind="tested")
    assert rated(item).wrong_way is (now > start if falls else now < start)


@pytest.mark.parametrize(
    ("language", "better", "worse", "down"),
    [
        ("en", "Figures that improved: ", "Figures that worsened: ", "down"),
        ("fi", "Parantuneet luvut: ", "Heikentyneet luvut: ", "väheni"),
        ("sv", "Siffror som förbättrades: ", "Siffror som försämrades: ", "ned"),
    ],
)
def test_direction_decides_what_improved(language: str, better: str, worse: str, down: str) -> None:
    """Fewer days of unemployment are an improvement and fewer mentor pairs are not, though both fell."""
    days = CaseItem(count={"2015-2017": 90, "2018-2020": 60}, falls=True, floor=120, expected=60)
    pairs = CaseItem(count={"2015-2017": 40, "2018-2020": 30})
    found = moved.moved_picture(seen(days, pairs, level="actions", language=language))
    lines = [line.replace(NBSP, " ") for line in found.paragraphs]
    assert f"{better}item-1: {down}, 90 → 60." in lines
    assert f"{worse}item-2: {down}, 40 → 30." in lines


def test_the_programme_stays_as_it_is() -> None:
    """Rating a programme with totals, parts and milestones changes nothing in it."""
    programme: ProgrammeData = build(Case(name="drawn", items=(SURVEY, WORSE)))
    before = replace(programme)
    assess(programme, "2018-2020", rubric_in_force())
    assert programme == before
