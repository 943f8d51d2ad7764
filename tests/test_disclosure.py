"""Disclosure control: nobody's answer can be worked out from what is shown."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workshop import examples

from kunteko_eval.disclosure.attacker import Attacker
from kunteko_eval.disclosure.suppression import protect
from kunteko_eval.disclosure.survey_cells import Limits, SurveyCell, is_sensitive

LIMITS = Limits(threshold=5, alike=10)


def cell(name: str, parts: Iterable[str], count: int, amount: float, *, public: bool = False) -> SurveyCell:
    """Return a cell of a share."""
    return SurveyCell(name=name, parts=frozenset(parts), count=count, amount=amount, public=public)


@pytest.mark.parametrize(
    ("count", "amount", "why"),
    [(4, 2, "small-group"), (5, 2, None), (9, 9, "all-alike"), (9, 0, "all-alike"), (10, 10, None), (0, 0, None)],
)
def test_small_and_unanimous_small_groups_are_sensitive(count: int, amount: int, why: str | None) -> None:
    """Fewer than five answers, or fewer than ten that are all alike, are not shown; no answers tell nothing."""
    assert is_sensitive(cell("a", "a", count, amount), LIMITS) == why


CASES = {
    "the one other group gives it away": (
        [cell("all", "ab", 43, 21), cell("a", "a", 3, 1), cell("b", "b", 40, 20)],
        {"a", "b"},
    ),
    "the smallest other group is hidden too, not the total": (
        [cell("all", "abc", 100, 60), cell("a", "a", 3, 1), cell("b", "b", 40, 20), cell("c", "c", 57, 39)],
        {"a", "b"},
    ),
    "two respondents in no group": (
        [cell("all", "abn", 100, 60), cell("a", "a", 50, 30), cell("b", "b", 48, 28)],
        {"b"},
    ),
    "two groupings that overlap in three respondents": (
        [cell("all", "xyz", 100, 60), cell("A", "xy", 60, 33), cell("B", "yz", 43, 28)],
        {"B"},
    ),
    "two years within three": (
        [cell("2018", "p", 40, 20), cell("2019", "q", 40, 20), cell("2018-2020", "pqr", 83, 43)],
        {"2018"},
    ),
    "a year and the same year with three more": ([cell("y", "p", 40, 20), cell("y+", "pq", 43, 22)], {"y"}),
    "nothing is small": ([cell("all", "ab", 80, 40), cell("a", "a", 40, 20), cell("b", "b", 40, 20)], set()),
}


@pytest.mark.parametrize("name", CASES)
def test_what_gives_a_small_group_away_is_hidden_with_it(name: str) -> None:
    """Totals, other groups, overlapping groups and longer periods do not give a small group away."""
    cells, hidden = CASES[name]
    assert set(protect(cells, LIMITS).hidden) == hidden


def test_what_an_earlier_decision_hid_stays_hidden_as_long_as_anything_must_be() -> None:
    """Shown later, it would tell what was hidden before beside it; where nothing is small any more, all is shown."""
    cells, _ = CASES["the smallest other group is hidden too, not the total"]
    again = protect(cells, LIMITS, earlier={"a": "small-group", "c": "complementary"})
    assert again.hidden == {"a": "small-group", "b": "complementary", "c": "complementary"}
    cells, _ = CASES["nothing is small"]
    assert protect(cells, LIMITS, earlier={"a": "small-group", "b": "complementary"}).hidden == {}


def test_a_few_who_are_known_only_within_bounds_are_protected_too() -> None:
    """No sum of figures gives the overlap of A and B, and yet it has 3 to 6 people, who all said no as all of B did."""
    cells = [
        cell("all", "xyzwv", 100, 30),
        cell("A", "xyv", 60, 30),
        cell("B", "yz", 43, 0),
        cell("C", "wv", 6, 3),
    ]
    everything = Attacker(cells, cells)
    assert everything.range_of("y").count == pytest.approx((3, 6))
    assert everything.isolated(LIMITS) is None
    assert everything.sees_through("y", LIMITS)
    hidden = protect(cells, LIMITS).hidden
    assert set(hidden.values()) == {"complementary"}
    assert not Attacker([one for one in cells if one.name not in hidden], cells).sees_through("y", LIMITS)


def test_what_is_public_stays_and_is_told_when_it_exposes_a_group() -> None:
    """A public figure is never hidden; a group that public figures give away is named as exposed."""
    cells = [
        cell("all", "ab", 43, 21, public=True),
        cell("a", "a", 3, 1),
        cell("b", "b", 40, 20, public=True),
    ]
    decided = protect(cells, LIMITS)
    assert set(decided.hidden) == {"a"}
    assert decided.exposed == ("a",)
    assert protect([cell("a", "a", 3, 1, public=True)], LIMITS).exposed == ("a",)


@st.composite
def surveys(draw: st.DrawFn) -> list[SurveyCell]:
    """Draw the cells of one or two groupings of some respondents, some of whom belong to no group."""
    first = draw(st.lists(st.sampled_from("abc-"), min_size=1, max_size=4, unique=True))
    second = draw(st.sampled_from([["*"], ["x", "y"], ["x", "-"]]))
    counts = {}
    for one, two in itertools.product(first, second):
        n = draw(st.integers(0, 14))
        counts[one, two] = (n, draw(st.integers(0, n)))
    members = {"all": set(counts)}
    for place, names in ((0, first), (1, second)):
        for name in names:
            if name not in "-*":
                members[name] = {key for key in counts if key[place] == name}
    cells = [
        SurveyCell(
            name=name,
            parts=frozenset("".join(key) for key in keys),
            count=sum(counts[key][0] for key in keys),
            amount=sum(counts[key][1] for key in keys),
        )
        for name, keys in members.items()
    ]
    return [one for one in cells if one.count]


def possible(cells: list[SurveyCell], shown: list[SurveyCell], most: int) -> dict[str, set[int]]:
    """Return every number of answers that each cell can have, tried out one by one, in whole respondents."""
    parts = sorted({part for one in cells for part in one.parts})
    found: dict[str, set[int]] = {one.name: set() for one in cells}
    for counts in itertools.product(range(most + 1), repeat=len(parts)):
        given_to = dict(zip(parts, counts, strict=True))
        if all(sum(given_to[part] for part in one.parts) == one.count for one in shown):
            for one in cells:
                found[one.name].add(sum(given_to[part] for part in one.parts))
    return found


@settings(max_examples=examples(20, 200), deadline=None)
@given(surveys())
def test_a_patient_attacker_finds_no_hidden_number(cells: list[SurveyCell]) -> None:
    """Trying every way to spread the respondents over small groups, a hidden number is never the only one that fits.

    Each example tries every way to spread the respondents, which is what makes it an attack: some seconds in all.
    """
    if not cells:
        return
    decided = protect(cells, LIMITS)
    shown = [one for one in cells if one.name not in decided.hidden]
    parts = {part for one in cells for part in one.parts}
    top = max(one.count or 0 for one in cells)
    if len(parts) > 3 or top > 25:
        attacker = Attacker(shown, cells)
        for one in cells:
            if one.name in decided.hidden:
                assert attacker.range_of(one.parts).is_open(one, LIMITS)
        return
    options = possible(cells, shown, top + LIMITS.threshold)
    for one in cells:
        if one.name in decided.hidden:
            assert len(options[one.name]) > 1, one


@settings(max_examples=examples(30, 300), deadline=None)
@given(surveys(), st.integers(2, 8))
def test_a_higher_threshold_makes_nothing_less_sensitive(cells: list[SurveyCell], threshold: int) -> None:
    """What must be hidden at one threshold must be hidden at every higher one."""
    low, high = Limits(threshold=threshold, alike=10), Limits(threshold=threshold + 3, alike=13)
    assert {one.name for one in cells if is_sensitive(one, low)} <= {
        one.name for one in cells if is_sensitive(one, high)
    }


@settings(max_examples=examples(30, 300), deadline=None)
@given(surveys())
def test_every_shown_figure_stands_on_enough_answers(cells: list[SurveyCell]) -> None:
    """Nothing that is shown is sensitive by itself, and nothing is exposed as long as nothing is public.

    Every example solves some dozens of integer programs: several seconds in all.
    """
    if not cells:
        return
    decided = protect(cells, LIMITS)
    assert not [one for one in cells if one.name not in decided.hidden and is_sensitive(one, LIMITS)]
    assert decided.exposed == ()


def test_the_range_of_a_hidden_group_is_that_of_a_linear_program_solved_by_hand() -> None:
    """With 100 in all and 60 in one of three groups, the other two have 0 to 40 answers each."""
    cells = [cell("all", "abc", 100, 50), cell("a", "a", 60, 30), cell("b", "b", 25, 12), cell("c", "c", 15, 8)]
    found = Attacker(cells[:2], cells).range_of("b")
    assert found.count == pytest.approx((0, 40))
    assert found.amount == pytest.approx((0, 20))
    assert Attacker([], cells).range_of("b").count == (0, float("inf"))


def test_grades_are_protected_by_their_sum() -> None:
    """For grades the amount is a sum: a group whose sum is known from the total is hidden together with another."""
    figures = {"all": ("abc", 70, 280), "a": ("a", 4, 9), "b": ("b", 26, 111), "c": ("c", 40, 160)}
    cells = [
        SurveyCell(name=name, parts=frozenset(parts), count=count, amount=amount, least=1, most=5)
        for name, (parts, count, amount) in figures.items()
    ]
    assert set(protect(cells, LIMITS).hidden) == {"a", "b"}
