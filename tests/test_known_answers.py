"""The formulas against SciPy, published examples and oracles that count everything one by one."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb
from statistics import mean, stdev
from typing import Any

import networkx as nx
import pytest
from builder import Case, CaseItem, build, chain, element, link, rubric_in_force
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from kunteko_eval.method.arithmetic import grim_mean, grim_share, grimmer
from kunteko_eval.method.assess import assess
from kunteko_eval.method.judging import fingerprint
from kunteko_eval.method.links import LinkStrength
from kunteko_eval.method.next_rating import next_rating
from kunteko_eval.method.normalise import wilson_interval
from kunteko_eval.method.pathways import best_pathways
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.selection import readings
from kunteko_eval.model.chain import Chain, LevelKind, RivalCheck
from kunteko_eval.model.judgement import Judgement
from kunteko_eval.model.period import Period
from kunteko_eval.report.layout import crossings, order

LEVELS: tuple[LevelKind, ...] = ("resources", "direct", "wider")


@pytest.mark.parametrize("n", [1, 2, 5, 16, 30, 32, 52, 75, 91, 107, 2000])
def test_wilson_interval_equals_scipy(n: int) -> None:
    """Wilson's interval is that of SciPy for every tenth of the respondents and for all levels in use."""
    for k in sorted({round(n * tenth / 10) for tenth in range(11)}):
        for level in (0.9, 0.95, 0.99):
            theirs = binomtest(k, n).proportion_ci(level, "wilson")
            assert wilson_interval(k / n, n, level) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize(
    ("percent", "n", "decimals", "possible"),
    [
        (78, 52, 0, False),
        (39, 52, 0, False),
        (82, 52, 0, False),
        (97, 52, 0, False),
        (69, 52, 0, True),
        (44, 52, 0, True),
        (75, 52, 0, True),
        (85, 52, 0, True),
        (69.4, 75, 1, False),
        (78.6, 75, 1, False),
        (64.0, 75, 1, True),
        (80, 75, 0, True),
    ],
)
def test_grim_tells_the_impossible_percentages_of_kunteko(
    percent: float, n: int, decimals: int, possible: bool
) -> None:
    """Six of the published percentages come from no whole number of the 52 and 75 respondents."""
    assert grim_share(percent, n, decimals) is possible


@given(tenths=st.integers(0, 1000), n=st.integers(1, 400), decimals=st.sampled_from([0, 1]))
def test_grim_agrees_with_trying_every_count(tenths: int, n: int, decimals: int) -> None:
    """A percentage is possible just when some count of respondents rounds to it, a half either way."""
    percent = Fraction(tenths, 10) if decimals else Fraction(tenths // 10)
    half = Fraction(1, 2 * 10**decimals)
    possible = any(abs(Fraction(100 * k, n) - percent) <= half for k in range(n + 1))
    assert grim_share(float(percent), n, decimals) is possible


@given(hundredths=st.integers(100, 500), n=st.integers(1, 150), decimals=st.sampled_from([1, 2]))
def test_grim_of_a_mean_agrees_with_trying_every_sum(hundredths: int, n: int, decimals: int) -> None:
    """A mean is possible just when some sum of whole-number answers rounds to it."""
    mean = Fraction(hundredths, 100) if decimals == 2 else Fraction(hundredths // 10, 10)
    half = Fraction(1, 2 * 10**decimals)
    possible = any(abs(Fraction(total, n) - mean) <= half for total in range(6 * n))
    assert grim_mean(float(mean), n, decimals) is possible


@pytest.mark.parametrize(
    ("average", "deviation", "n", "possible"),
    [
        (7.22, 5.30, 38, False),
        (4.74, 6.55, 31, True),
        (5.23, 2.55, 35, False),
        (2.57, 2.57, 30, True),
        (6.77, 2.18, 33, False),
        (7.38, 3.65, 32, True),
    ],
)
def test_grimmer_equals_scrutiny(average: float, deviation: float, n: int, possible: bool) -> None:
    """Means and deviations of the example `pigs5` of R's scrutiny are possible where scrutiny says so.

    Of 5.23 and 2.55, only the parity of the sum of squares tells that no 35 whole numbers give them.
    """
    assert grimmer(average, deviation, n, 2) is possible


@given(st.lists(st.integers(0, 10), min_size=2, max_size=60), st.sampled_from([1, 2]))
def test_grimmer_accepts_what_whole_numbers_give(answers: list[int], decimals: int) -> None:
    """The rounded mean and deviation of any whole-number answers are possible."""
    average, deviation = round(mean(answers), decimals), round(stdev(answers), decimals)
    assert grimmer(average, deviation, len(answers), decimals)


@st.composite
def chains(draw: st.DrawFn) -> tuple[Chain, dict[str, int | None], dict[tuple[str, str], int]]:
    """Draw a small chain with the confidence of its elements and links, whatever its shape."""
    sizes = draw(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(1, 2)))
    levels = [level for level, size in zip(LEVELS, sizes, strict=True) for _ in range(size)]
    names = [f"element-{number}" for number in range(len(levels))]
    links = [pair for pair in combinations(names, 2) if draw(st.booleans())]
    sure = {name: draw(st.sampled_from([1, 2, 3, 4, None])) for name in names}
    carried = {pair: draw(st.integers(1, 4)) for pair in links}
    made = chain(
        [element(name, level) for name, level in zip(names, levels, strict=True)],
        [link(*pair) for pair in links],
        kinds=LEVELS,
    )
    return made, sure, carried


@given(chains())
def test_best_pathways_agree_with_following_every_path(
    drawn: tuple[Chain, dict[str, int | None], dict[tuple[str, str], int]],
) -> None:
    """The widest path and the number of paths are those of trying all paths one by one."""
    made, sure, carried = drawn
    strengths = tuple(
        LinkStrength(
            source=source,
            target=target,
            strength=None,
            confidence=level,
            supports=(),
            contradicts=(),
            rivals=0,
            examined=0,
        )
        for (source, target), level in carried.items()
    )
    found = best_pathways(made, sure, strengths)
    graph = made.graph
    starts = [one.id for one in made.elements if one.level == "resources"]
    starts = starts or [name for name, degree in graph.in_degree() if degree == 0]
    for target in (one.id for one in made.elements if one.level == "wider"):
        paths = [path for start in starts for path in _all_paths(graph, start, target)]
        assert (target in found) is bool(paths)
        if not paths:
            continue
        best = max(_weakest(path, sure, carried) for path in paths)
        pathway = found[target]
        assert (pathway.confidence, pathway.count) == (best, len(paths))
        assert list(pathway.steps) in paths
        assert _weakest(list(pathway.steps), sure, carried) == best
        assert set(pathway.breaks) == {name for name in pathway.steps if sure[name] is None}


def _all_paths(graph: nx.DiGraph[str], start: str, target: str) -> list[list[str]]:
    """Return every path by walking, one link at a time."""
    if start == target:
        return [[start]]
    return [[start, *rest] for after in graph.successors(start) for rest in _all_paths(graph, after, target)]


def _weakest(path: list[str], sure: dict[str, int | None], carried: dict[tuple[str, str], int]) -> int:
    """Return the confidence of the weakest place on the way to the last element; 0 when there is no way."""
    elements = [sure[name] or 0 for name in path[:-1]]
    links = [carried[pair] for pair in pairwise(path)]
    return min([*elements, *links], default=0)


def test_a_wider_effect_that_no_pathway_reaches_has_confidence_1() -> None:
    """The guard holds where the chain leads from no resource at all to the effect."""
    programme = build(
        Case(name="tested", level="wider", items=(CaseItem(finding="supports very-much", kind="tested"),))
    )
    links = tuple(one for one in programme.chain.links if one.source != "resource")
    loose = replace(programme, chain=replace(programme.chain, links=links))
    rating = assess(loose, "2018-2020", rubric_in_force()).rating("element-in-question")
    assert (rating.confidence, rating.confidence_reasons[-2].code) == (1, "overclaim-guard")


@given(st.integers(1, 5), st.integers(1, 5))
def test_crossings_of_everything_with_everything_are_known(left: int, right: int) -> None:
    """Two columns in which all are linked have C(m, 2) · C(n, 2) crossings, in whatever order."""
    names = [f"left-{number}" for number in range(left)], [f"right-{number}" for number in range(right)]
    made = chain(
        [*(element(name, "direct") for name in names[0]), *(element(name, "wider") for name in names[1])],
        [link(one, other) for one in names[0] for other in names[1]],
        kinds=("direct", "wider"),
    )
    assert crossings(made, [names[0], names[1][::-1]]) == comb(left, 2) * comb(right, 2)


@given(chains())
def test_crossings_agree_with_the_drawn_lines(
    drawn: tuple[Chain, dict[str, int | None], dict[tuple[str, str], int]],
) -> None:
    """Two links cross just when the one that starts above ends below; reordering never leaves more of them."""
    made = drawn[0]
    rows = [[one.id for one in made.on_level(level)] for level in made.levels]
    height = {name: at for row in rows for at, name in enumerate(row)}
    column = {one.id: one.level for one in made.elements}
    count = 0
    for one, other in combinations(made.links, 2):
        if (column[one.source], column[one.target]) == (column[other.source], column[other.target]):
            starts = height[one.source] - height[other.source]
            ends = height[one.target] - height[other.target]
            count += (starts < 0 < ends) or (ends < 0 < starts)
    assert crossings(made, rows) == count
    better = order(made)
    assert [sorted(row) for row in better] == [sorted(row) for row in rows]
    assert crossings(made, better) <= count


@given(
    st.dictionaries(st.sampled_from(["2018", "2019", "2020", "2018-2019", "2019-2020"]), st.integers(1, 99), min_size=1)
)
def test_increments_cover_the_most_days_without_overlap(amounts: dict[int | str, Any]) -> None:
    """No other choice of spans that do not overlap covers more days of the period."""
    item = CaseItem(count=amounts, aggregation="increment")
    programme = build(Case(name="increments", level="actions", items=(item,)))
    reading = readings(programme, programme.indicators[0], programme.period("2018-2020"))[0]
    spans = [programme.periods[name] for name in map(str, amounts)]
    choices = [some for size in range(1, 4) for some in combinations(spans, size) if _apart(some)]
    most = max(sum(span.days for span in some) for some in choices)
    used = [programme.periods[one.period] for one in reading.used]
    assert _apart(tuple(used))
    assert sum(span.days for span in used) == most
    assert reading.coverage == pytest.approx(most / 1096)
    assert reading.value == sum(amounts[span.id] for span in used)


def _apart(spans: tuple[Period, ...]) -> bool:
    """Return whether no two spans share a day."""
    return all(one.end < other.start or other.end < one.start for one, other in combinations(spans, 2))


def test_a_withheld_carrier_takes_the_wider_effect_down_with_it() -> None:
    """A judgement that withholds the rating of the only carrier breaks the pathway, and the guard holds."""
    programme = build(
        Case(
            name="carried",
            level="wider",
            carried=(CaseItem(finding="supports very-much", kind="tested"),),
            items=(CaseItem(finding="supports very-much", kind="tested"),),
        )
    )
    rubric = rubric_in_force()
    before = assess(programme, "2018-2020", rubric)
    carrier = next(path.steps[-2] for path in before.pathways.values())
    rating = before.rating(carrier)
    judged = Judgement(
        id="j1",
        element=carrier,
        period="2018-2020",
        date=datetime.date(2026, 11, 21),
        author="evaluator-1",
        computed=rating.computed.value,
        final="not-assessed",
        reason_code="evidence-weak",
        reason="The test was not run as planned.",
        second_reviewer="evaluator-2",
        fingerprint=fingerprint(rating.items, rating.graded),
        seal="0",
    )
    after = assess(replace(programme, judgements=(judged,)), "2018-2020", rubric)
    assert after.rating(carrier).final is Rating.NOT_ASSESSED
    assert after.rating("element-in-question").confidence == 1


@pytest.mark.parametrize(
    ("level", "percent", "alone", "caps"),
    [
        ("direct", 60, [0.77], ()),
        ("indirect", 30, [0.56], ()),
        ("indirect", 60, [0.77], ("perceived-only",)),
        ("indirect", 80, [], ("perceived-only",)),
    ],
    ids=["to green", "to yellow", "to green, and a cap in the way", "nothing but the cap in the way"],
)
def test_what_would_be_enough_is_the_least_share(
    level: LevelKind, percent: int, alone: list[float], caps: tuple[str, ...]
) -> None:
    """The share needed is floor + cut · (expected − floor); where only a cap is in the way, no figure is enough."""
    programme = build(Case(name="asked", level=level, items=(CaseItem(percent=percent, n=2000),)))
    rating = assess(programme, "2018-2020", rubric_in_force()).rating("element-in-question")
    found = next_rating(rating.items, rating.computed, rating.graded.rules, rubric_in_force())
    assert [one.share for one in found.alone] == pytest.approx(alone)
    assert found.caps == caps


def test_rivals_of_every_link_must_be_examined() -> None:
    """One link whose rival explanations nobody examined caps a wider effect, whatever was examined of the others."""
    programme = build(
        Case(
            name="tested",
            level="wider",
            items=(CaseItem(finding="supports very-much", kind="tested"),) * 2,
            rivals="examined",
        )
    )
    another = link("resource", "element-in-question", (RivalCheck(rival="rival", examined=False),))
    doubted = replace(programme, chain=replace(programme.chain, links=(*programme.chain.links, another)))
    rules = [
        assess(one, "2018-2020", rubric_in_force()).rating("element-in-question").graded.rules
        for one in (programme, doubted)
    ]
    assert rules == [(), ("rivals-unexamined",)]
