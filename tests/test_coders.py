"""Several coders of one finding: the code that is used, and by how far coders differ."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import replace
from statistics import median_low
from typing import Any

import numpy as np
import pytest
from builder import rubric_in_force
from hypothesis import given
from hypothesis import strategies as st

from kunteko_eval.method.coders import FARTHEST, coder_steps
from kunteko_eval.model.coding import SCALE, Coding, place, used_coding, used_codings

DAY = datetime.date(2026, 11, 30)
SOUND = [*SCALE, ("supports", "not-said"), ("contradicts", "not-said")]


def coding(finding: str, coder: int, code: tuple[Any, Any], credibility: int = 3) -> Coding:
    """Return what a coder read of a finding."""
    direction, extent = code
    return Coding(
        finding=finding,
        coder=f"coder-{coder}",
        direction=direction,
        extent=extent,
        credibility=credibility,
        date=DAY,
    )


def coded(finding: str, *places: int) -> list[Coding]:
    """Return codings of one finding by so many coders, each at a place on the scale."""
    return [coding(finding, number, SCALE[at]) for number, at in enumerate(places, 1)]


@pytest.mark.parametrize(
    ("codes", "used"),
    [
        (["supports much"], "supports much"),
        (["supports much", "supports somewhat"], "supports somewhat"),
        (["supports very-much", "supports somewhat", "supports much"], "supports much"),
        (["supports much", "neither not-said"], "neither not-said"),
        (["neither not-said", "contradicts much"], "contradicts much"),
        (["contradicts none", "supports very-much"], "contradicts none"),
        (["supports not-said", "supports somewhat"], "supports not-said"),
        (["contradicts not-said", "contradicts not-said", "contradicts none"], "contradicts not-said"),
        (["supports not-said", "supports much", "supports much"], "supports much"),
        (["supports much", "supports much", "contradicts none", "contradicts none"], "contradicts none"),
    ],
)
def test_the_used_code_is_the_median_and_the_lower_of_two(codes: list[str], used: str) -> None:
    """Of coders who differ the middle one is used, and of two in the middle the lower one."""
    told = [coding("finding", number, (code.split()[0], code.split()[1])) for number, code in enumerate(codes, 1)]
    for given_codes in (told, told[::-1]):
        found = used_coding(given_codes)
        assert f"{found.direction} {found.extent}" == used
        assert found.coders == tuple(sorted(one.coder for one in told))


@given(codes=st.lists(st.sampled_from(SOUND), min_size=1, max_size=6), data=st.data())
def test_place_and_credibility_are_medians_by_themselves(codes: list[tuple[Any, Any]], data: st.DataObject) -> None:
    """Neither moves the other, and the used place is somebody's own."""
    given_credibility = st.lists(st.integers(1, 3), min_size=len(codes), max_size=len(codes))
    credibility = data.draw(given_credibility)
    told = [coding("finding", at, code, credibility[at]) for at, code in enumerate(codes)]
    found = used_coding(told)
    assert found.place == median_low([place(*code) for code in codes])
    assert found.credibility == median_low(credibility)
    assert (found.direction, found.extent) in codes


def test_findings_that_nobody_coded_have_no_code() -> None:
    """Each finding that somebody coded has one code, and no other finding has any."""
    told = [*coded("one", 4, 5), *coded("other", 2)]
    assert {name: one.place for name, one in used_codings(told).items()} == {"one": 4, "other": 2}


@pytest.mark.parametrize("code", SOUND)
def test_each_extent_that_goes_with_a_direction_is_sound(code: tuple[Any, Any]) -> None:
    """Every code of the codebook is sound and has a place."""
    assert coding("finding", 1, code).sound
    assert 0 <= coding("finding", 1, code).place <= FARTHEST


@pytest.mark.parametrize("code", ["supports none", "contradicts very-much", "neither much", "neither none"])
def test_an_extent_that_denies_its_direction_is_not_sound(code: str) -> None:
    """Support never goes with no influence at all, nor a contradiction with very much."""
    direction, extent = code.split()
    assert not coding("finding", 1, (direction, extent)).sound


def test_steps_are_counted_from_pairs_both_ways() -> None:
    """Of forty pairs 25 agree, ten differ by one step and five by two: counted by hand, half up and half down."""
    pairs = [(5, 5)] * 25 + [(4, 5)] * 10 + [(6, 4)] * 5
    found = coder_steps(
        [one for at, pair in enumerate(pairs) for one in coded(f"finding-{at}", *pair)], rubric_in_force()
    )
    assert found.pairs == 40
    expected = {-2: 2.5, -1: 5.0, 0: 25.0, 1: 5.0, 2: 2.5}
    steps = range(-FARTHEST, FARTHEST + 1)
    assert found.probabilities == pytest.approx([expected.get(step, 0.0) / 40 for step in steps])
    assert found.same == pytest.approx(0.625)


def test_three_coders_are_three_pairs() -> None:
    """Ten findings of three coders each are thirty pairs, enough to measure; nine are too few."""
    three = [one for at in range(10) for one in coded(f"finding-{at}", 4, 5, 5)]
    found = coder_steps(three, rubric_in_force())
    assert found.pairs == 30
    assert found.same == pytest.approx(1 / 3)
    assert coder_steps(three[:-3], rubric_in_force()).pairs == 0


@pytest.mark.parametrize("step", [0.0, 0.4, 0.9])
def test_without_pairs_the_rubric_says_how_often_coders_differ(step: float) -> None:
    """Where too few findings were coded twice, one step in so many cases, up as often as down."""
    found = coder_steps(coded("finding", 5), replace(rubric_in_force(), coder_step=step))
    assert found.pairs == 0
    middle = found.probabilities[FARTHEST - 1 : FARTHEST + 2]
    assert middle == pytest.approx((step / 2, 1 - step, step / 2))
    assert sum(found.probabilities) == pytest.approx(1)


@given(places=st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=4), min_size=12, max_size=40))
def test_steps_are_a_symmetric_distribution(places: list[list[int]]) -> None:
    """However the coders differ, the probabilities sum to 1 and are the same up as down, for no coder is the right one."""
    told = [one for at, each in enumerate(places) for one in coded(f"finding-{at}", *each)]
    found = coder_steps(told, rubric_in_force())
    assert sum(found.probabilities) == pytest.approx(1)
    assert found.probabilities == pytest.approx(found.probabilities[::-1])


def test_draws_follow_the_distribution() -> None:
    """Steps are drawn as often as their probabilities say."""
    pairs = [(5, 5)] * 20 + [(3, 5)] * 10 + [(0, 6)] * 10
    found = coder_steps(
        [one for at, pair in enumerate(pairs) for one in coded(f"finding-{at}", *pair)], rubric_in_force()
    )
    drawn = found.steps(np.random.default_rng(1).random(100_000))
    counts = Counter(drawn.tolist())
    shares = [counts[step] / 100_000 for step in range(-FARTHEST, FARTHEST + 1)]
    assert shares == pytest.approx(found.probabilities, abs=0.005)
