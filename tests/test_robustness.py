"""Robustness: draws against exact quantiles, drivers against the Ishigami function, and what every draw keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builder import BESIDE, ELEMENT, Beside, Case, CaseItem, build, rubric_in_force
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kunteko_eval.errors import FaultyInput
from kunteko_eval.method.assess import assess
from kunteko_eval.method.coders import coder_steps
from kunteko_eval.method.pooling import Array, weighted_median
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.robustness import (
    FACTORS,
    Robustness,
    beta_draws,
    robustness,
    robustness_of,
    sobol_indices,
    unsettled,
)
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.coding import SCALE
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric

ROOT = Path(__file__).parents[1]

STRONG = CaseItem(finding="supports very-much")
MIXED = (
    CaseItem(percent=62, n=52),
    CaseItem(percent=71, n=75),
    CaseItem(finding="supports much"),
    CaseItem(finding="supports somewhat", type="documents"),
)
CODES = st.sampled_from([f"{direction} {extent}" for direction, extent in SCALE if direction != "neither"])
ITEMS = st.one_of(
    st.builds(CaseItem, finding=CODES),
    st.builds(
        CaseItem,
        percent=st.integers(0, 100),
        n=st.sampled_from([None, 12, 400]),
        type=st.sampled_from(["participants", "organisations"]),
    ),
    st.builds(CaseItem, count=st.integers(0, 200), kind=st.sampled_from(["perceived", "tested"])),
)
ROWS = st.integers(1, 6).flatmap(
    lambda types: st.lists(
        st.lists(st.floats(0, 1.2), min_size=types, max_size=types, unique=True), min_size=1, max_size=5
    )
)


def quick(**changes: Any) -> Rubric:
    """Return the published rubric with fewer draws, and with what else is given."""
    return replace(rubric_in_force(), **{"draws": 1000, **changes})


def still(**changes: Any) -> Rubric:
    """Return a rubric whose coders agree and whose expectations and cut-points do not vary."""
    return quick(**{"coder_step": 0.0, "expectation_shift": 0.0, "cut_shift": 0.0, **changes})


def shaken(case: Case, rubric: Rubric | None = None) -> Robustness | None:
    """Return the robustness of the element in question."""
    return robustness_of(assess(build(case), str(case.period), rubric or quick())).get(ELEMENT)


def rated(*items: CaseItem, rubric: Rubric | None = None, **case: Any) -> Robustness:
    """Return the robustness of an element with these items, which rate it."""
    found = shaken(Case(name="drawn", items=items, **case), rubric)
    assert found is not None
    return found


def ishigami(points: Array) -> Array:
    """Return Ishigami & Homma's function (1990) with a = 7 and b = 0.1, at points of (−π, π)³."""
    one, two, three = points.T
    return np.asarray(np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one))


def ishigami_sample(count: int) -> tuple[Array, Array, dict[str, Array]]:
    """Return the function at A, at B, and at A with each input from B."""
    both = stats.qmc.Sobol(6, rng=np.random.default_rng(1)).random(count) * 2 * np.pi - np.pi
    one, other = both[:, :3], both[:, 3:]
    mixed = {}
    for column in range(3):
        points = one.copy()
        points[:, column] = other[:, column]
        mixed[str(column)] = ishigami(points)
    return ishigami(one), ishigami(other), mixed


def by_hand(values: list[float], weights: list[float]) -> float:
    """Return the weighted median of one row step by step: where the middles of the weights reach a half."""
    ranked = sorted((pair for pair in zip(values, weights, strict=True) if pair[1] > 0), key=lambda pair: pair[0])
    passed, before = 0.0, None
    for value, weight in ranked:
        middle = passed + weight / 2
        if middle >= 0.5 - 1e-12:
            if before is None:
                return value
            last, last_middle = before
            return last + (value - last) * (0.5 - last_middle) / (middle - last_middle)
        passed, before = passed + weight, (value, middle)
    raise AssertionError("weights that sum to 1 reach a half")


@settings(max_examples=60, deadline=None)
@given(items=st.lists(ITEMS, min_size=1, max_size=5).map(tuple), level=st.sampled_from(["actions", "direct", "wider"]))
def test_probabilities_sum_to_one(items: tuple[CaseItem, ...], level: Any) -> None:
    """Each rated element has a probability of every rating; they sum to 1, and the label follows the computed one."""
    rubric = quick(draws=300)
    assessment = assess(build(Case(name="drawn", level=level, items=items)), "2018-2020", rubric)
    found = robustness_of(assessment).get(ELEMENT)
    if found is None:
        assert assessment.rating(ELEMENT).computed is Rating.NOT_ASSESSED
        return
    lowest = Rating.NOT_DELIVERED if level == "actions" else Rating.NONE
    assert set(found.probabilities) == {lowest, Rating.RED, Rating.YELLOW, Rating.GREEN}
    assert sum(found.probabilities.values()) == pytest.approx(1, abs=1e-12)
    assert min(found.probabilities.values()) >= 0
    sure = found.probabilities[assessment.rating(ELEMENT).computed]
    several = len(assessment.rating(ELEMENT).used) > 1
    assert found.label == (
        "robust" if sure >= rubric.robust_from and several else "sensitive" if sure >= 0.7 else "fragile"
    )
    assert set(found.first) == set(found.total) == set(FACTORS)
    assert all(0 <= index <= 1 for index in (*found.first.values(), *found.total.values()))


def test_the_result_depends_on_the_seed_alone() -> None:
    """The same seed gives the same result; another seed gives another one, close to it."""
    first, again, other = rated(*MIXED), rated(*MIXED), rated(*MIXED, rubric=quick(seed=7))
    assert first == again
    assert first != other
    for rating, probability in first.probabilities.items():
        assert other.probabilities[rating] == pytest.approx(probability, abs=0.08)


@pytest.mark.parametrize(
    "case",
    [
        Case(name="no evidence"),
        Case(name="too early", due=10),
        Case(name="the world moved", items=(CaseItem(percent=95, n=400, kind="change"),)),
        Case(name="the programme did it", items=(CaseItem(count=100, kind="volume"),)),
        Case(name="no judgement", items=(CaseItem(finding="neither not-said"),)),
        Case(name="only criticism", level="actions", items=(CaseItem(finding="contradicts much"),)),
        Case(name="nothing expected", items=(CaseItem(count=5, kind="perceived", expected="previous-period"),)),
    ],
    ids=lambda case: case.name,
)
def test_an_unrated_element_is_never_coloured_by_draws(case: Case) -> None:
    """An element that is not assessed or too early has no probabilities at all."""
    one = assess(build(case), "2018-2020", quick()).rating(ELEMENT)
    assert one.computed in {Rating.NOT_ASSESSED, Rating.TOO_EARLY}
    assert shaken(case) is None
    assert robustness(one, quick(), coder_steps((), quick())) is None


@pytest.mark.parametrize("level", ["indirect", "wider"])
def test_a_cap_holds_in_every_draw(level: Any) -> None:
    """Perception alone never draws a green beyond direct effects, however strong it is; on direct effects it does."""
    strong = (STRONG, CaseItem(percent=99, n=400))
    capped = rated(*strong, level=level)
    assert capped.probabilities[Rating.GREEN] == 0
    assert capped.probabilities[Rating.YELLOW] > 0.9
    assert rated(*strong, level="direct").probabilities[Rating.GREEN] > 0.5


def test_unexamined_rivals_cap_every_draw() -> None:
    """A tested wider effect whose rival explanations nobody examined is never drawn green."""
    tested = (CaseItem(finding="supports very-much", kind="tested"),) * 2
    assert rated(*tested, level="wider", rivals="half").probabilities[Rating.GREEN] == 0
    assert rated(*tested, level="wider", rivals="examined").probabilities[Rating.GREEN] > 0.5


def test_a_lone_voice_never_draws_green() -> None:
    """One finding that says very much is never green, in no draw; a second voice makes it so."""
    assert rated(STRONG).probabilities[Rating.GREEN] == 0
    assert rated(STRONG, STRONG).probabilities[Rating.GREEN] > 0.5


def test_an_unrelated_element_changes_nothing() -> None:
    """Another element with evidence of its own leaves the draws of the first as they are."""
    alone = Case(name="alone", items=MIXED)
    beside = Beside(level="direct", items=(CaseItem(percent=20, n=12), CaseItem(finding="contradicts none")))
    assert shaken(replace(alone, beside=beside)) == shaken(alone)


def test_two_elements_of_the_same_evidence_are_drawn_apart() -> None:
    """Each element has draws of its own, so that chance does not move all of the chain together."""
    programme = build(Case(name="both", items=MIXED, beside=Beside(level="direct", items=MIXED)))
    found = robustness_of(assess(programme, "2018-2020", quick()))
    one, other = found[ELEMENT].probabilities, found[BESIDE].probabilities
    assert one != other
    assert list(one.values()) == pytest.approx(list(other.values()), abs=0.08)


@settings(max_examples=40, deadline=None)
@given(told=CODES)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_nothing_that_varies_leaves_the_computed_rating_certain(count: int, told: str) -> None:
    """Equal findings on which coders agree, cut-points held still: the computed rating is certain, robust if several."""
    case = Case(name="still", items=(CaseItem(finding=told),) * count)
    assessment = assess(build(case), "2018-2020", still(draws=200))
    found = robustness_of(assessment)[ELEMENT]
    assert found.probabilities[assessment.rating(ELEMENT).computed] == 1
    assert found.label == ("robust" if count > 1 else "sensitive")
    assert found.driver is None
    assert set(found.total.values()) == {0.0}


@pytest.mark.parametrize(("successes", "n"), [(0, 12), (3, 12), (41, 52), (199, 200), (75, 75)])
def test_draws_follow_jeffreys_posterior(successes: int, n: int) -> None:
    """Draws of a share have the quantiles of Beta(k + ½, n − k + ½) as SciPy gives them."""
    draws = beta_draws(successes / n, n, 200_000, np.random.default_rng(3))
    parts = np.array([0.025, 0.25, 0.5, 0.75, 0.975])
    exact = stats.beta.ppf(parts, successes + 0.5, n - successes + 0.5)
    assert np.quantile(draws, parts) == pytest.approx(exact, abs=2e-3)


@pytest.mark.parametrize("share", [-0.01, 1.01])
def test_draws_of_a_share_that_rounding_put_outside_are_shares(share: float) -> None:
    """A share beyond 0 or 1 is read as the end, and its draws stay shares."""
    draws = beta_draws(share, 40, 1000, np.random.default_rng(3))
    assert 0 <= draws.min() <= draws.max() <= 1


@given(rows=ROWS)
def test_equal_weights_give_the_usual_median(rows: list[list[float]]) -> None:
    """With equal weights the weighted median is NumPy's median, for one to six source types."""
    values = np.array(rows)
    weights = np.full(values.shape, 1 / values.shape[1])
    assert weighted_median(values, weights) == pytest.approx(np.median(values, axis=1), abs=1e-9)


@given(rows=ROWS, data=st.data())
def test_weighted_median_equals_its_definition(rows: list[list[float]], data: st.DataObject) -> None:
    """The vectorised weighted median is the one that is found step by step, with some weights at 0."""
    values = np.array(rows)
    drawn = st.lists(st.integers(0, 5), min_size=values.shape[1], max_size=values.shape[1]).filter(any)
    weights = np.array([data.draw(drawn) for _ in rows], dtype=float)
    weights /= weights.sum(axis=1, keepdims=True)
    expected = [by_hand(list(row), list(weight)) for row, weight in zip(values, weights, strict=True)]
    assert weighted_median(values, weights) == pytest.approx(expected, abs=1e-9)


@given(rows=ROWS, extra=st.floats(-50, 50))
def test_a_value_of_no_weight_is_ignored(rows: list[list[float]], extra: float) -> None:
    """A source type that is left out changes nothing, however far from the others it lies."""
    values = np.array(rows)
    weights = np.full(values.shape, 1 / values.shape[1])
    wider = np.column_stack([np.full(len(values), extra), values])
    without = np.column_stack([np.zeros(len(values)), weights])
    assert weighted_median(wider, without) == pytest.approx(weighted_median(values, weights), abs=1e-9)


def test_sobol_indices_of_the_ishigami_function() -> None:
    """First-order and total indices of the Ishigami function are the exact ones to two decimals."""
    first, total = sobol_indices(*ishigami_sample(2**15))
    assert list(first.values()) == pytest.approx([0.3139, 0.4424, 0.0], abs=0.005)
    assert list(total.values()) == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.005)


def test_sobol_indices_equal_scipy() -> None:
    """On the same values of the function, indices are those of SciPy, apart from those that it puts below 0."""
    base, second, mixed = ishigami_sample(2**8)
    values: Any = {"f_A": base[None, :], "f_B": second[None, :], "f_AB": np.array(list(mixed.values()))[:, None, :]}
    theirs = stats.sobol_indices(func=values, n=2**8)
    first, total = sobol_indices(base, second, mixed)
    assert list(first.values()) == pytest.approx(np.clip(theirs.first_order.ravel(), 0, 1), abs=1e-12)
    assert list(total.values()) == pytest.approx(np.clip(theirs.total_order.ravel(), 0, 1), abs=1e-12)


def test_sobol_indices_do_not_depend_on_the_level_of_the_function() -> None:
    """A function that is a thousand greater everywhere has the same drivers."""
    base, second, mixed = ishigami_sample(2**10)
    raised = sobol_indices(base + 1000, second + 1000, {name: values + 1000 for name, values in mixed.items()})
    for ours, plain in zip(raised, sobol_indices(base, second, mixed), strict=True):
        assert ours == pytest.approx(plain, abs=1e-9)


def test_a_function_that_does_not_vary_has_no_driver() -> None:
    """All indices of a constant are 0, and nothing is divided by nothing."""
    constant = np.full(50, 0.7)
    assert sobol_indices(constant, constant, {"weights": constant}) == ({"weights": 0.0}, {"weights": 0.0})


@pytest.mark.parametrize(
    ("items", "rubric", "driver"),
    [
        ((CaseItem(percent=55, n=12),), still(), "sampling"),
        ((CaseItem(percent=60),), quick(), "expectation"),
        ((CaseItem(finding="supports much"),), quick(), "coding"),
        ((STRONG, CaseItem(finding="contradicts none", type="documents")), still(), "left-out"),
    ],
    ids=["one small survey", "one figure without n", "one finding", "two sources that disagree"],
)
def test_the_driver_is_what_varies(items: tuple[CaseItem, ...], rubric: Rubric, driver: str) -> None:
    """Where one assumption alone moves the score most, it is named as the driver, with most of the total index."""
    found = rated(*items, rubric=rubric)
    assert found.driver == driver
    assert found.total[driver] == max(found.total.values()) > 0.6


def test_one_source_of_variation_explains_everything() -> None:
    """Where only the expectation varies, its first-order and total index are both 1."""
    found = rated(CaseItem(percent=60), rubric=quick(draws=20_000))
    assert found.first["expectation"] == pytest.approx(1, abs=0.1)
    assert found.total["expectation"] == pytest.approx(1, abs=0.1)


def test_a_larger_survey_is_surer() -> None:
    """The same share of more respondents makes the computed rating more probable."""
    small, large = (rated(CaseItem(percent=65, n=n), rubric=still()) for n in (12, 2000))
    assert small.probabilities[Rating.YELLOW] < 0.8 < large.probabilities[Rating.YELLOW]


@pytest.mark.parametrize("falls", [False, True])
def test_a_varied_expectation_stays_on_its_side_of_the_floor(falls: bool) -> None:
    """Where a tenth of the expectation is more than the way to the floor, a figure beyond it stays beyond it."""
    beyond, short = (40, 81) if falls else (95, 60)
    floor, expected = (70, 65) if falls else (75, 80)
    item = CaseItem(percent=beyond, falls=falls, floor=floor, expected=expected)
    assert rated(item).probabilities[Rating.GREEN] == 1
    assert rated(replace(item, percent=short)).probabilities[Rating.NONE] == 1


@pytest.mark.parametrize("rule", ["median", "mean", "geometric-mean"])
def test_a_shortfall_below_the_floor_warns_of_nothing(rule: Any) -> None:
    """Items below the floor, pooled as they are, give no colour and no arithmetic warning."""
    rubric = quick(pooling=rule, cap_low=-0.5)
    low = [CaseItem(percent=5, n=40, type=kind) for kind in ("participants", "organisations")]
    assert rated(*low, *low, rubric=rubric).probabilities[Rating.NONE] == 1


@settings(max_examples=30, deadline=None)
@given(item=ITEMS, level=st.sampled_from(["actions", "direct", "wider"]))
def test_what_rests_on_one_item_is_never_robust(item: CaseItem, level: Any) -> None:
    """However often its colour comes out, one figure or one finding makes nothing robust."""
    found = shaken(Case(name="one item", level=level, items=(item,)), quick(draws=200))
    if found is not None:
        assert found.items == 1
        assert found.label != "robust"


def test_the_label_tells_what_a_rating_rests_on() -> None:
    """Items, findings among them, and the fewest coders of any finding are counted."""
    found = rated(
        CaseItem(percent=62, n=52),
        CaseItem(finding="supports much / supports much / supports much"),
        CaseItem(finding="supports much / supports somewhat", type="documents"),
        CaseItem(finding="neither not-said"),
    )
    assert (found.items, found.findings, found.coders) == (3, 2, 2)
    without = rated(CaseItem(percent=62, n=52), CaseItem(percent=71, n=75))
    assert (without.items, without.findings, without.coders) == (2, 0, None)


def test_a_measurement_near_green_is_drawn_green() -> None:
    """No voice caps a measurement that falls short by chance, nor several findings that another coder reads higher."""
    assert rated(CaseItem(percent=75, n=12)).probabilities[Rating.GREEN] > 0.1
    several = (CaseItem(finding="supports much"),) * 4
    assert rated(*several, rubric=still(coder_step=0.9)).probabilities[Rating.GREEN] > 0.05


def test_draws_vary_with_how_findings_are_coded() -> None:
    """The more often coders differ, the less often the computed colour comes out; when they never do, always."""
    findings = (CaseItem(finding="supports much"), CaseItem(finding="supports much", type="documents"))
    sure = [rated(*findings, rubric=still(coder_step=step)).probabilities[Rating.YELLOW] for step in (0.0, 0.2, 0.6)]
    assert sure[0] == 1
    assert sure[0] > sure[1] + 0.05 > sure[2] + 0.1


def test_coders_who_were_measured_to_agree_make_draws_surer() -> None:
    """Where thirty findings were coded twice alike, the convention gives way to what was measured."""
    findings = (CaseItem(finding="supports much"), CaseItem(finding="supports much", type="documents"))
    programme = build(Case(name="measured", items=findings))
    twice = [
        replace(programme.codings[0], finding=f"finding-{at}", coder=f"coder-{of}") for at in range(30) for of in (1, 2)
    ]
    rubric = quick()
    one = assess(programme, "2018-2020", rubric).rating(ELEMENT)
    usual = robustness(one, rubric, coder_steps(programme.codings, rubric))
    measured = robustness(one, rubric, coder_steps(twice, rubric))
    assert usual is not None
    assert measured is not None
    assert measured.probabilities[Rating.YELLOW] > usual.probabilities[Rating.YELLOW] + 0.1


def test_little_credibility_gives_a_source_type_less_weight() -> None:
    """A kind of source whose findings are of low credibility pulls less on the draws, and not on the colour."""
    figure, sides = CaseItem(percent=80), {}
    for credibility in (3, 1):
        case = Case(
            name="weight", items=(figure, CaseItem(finding=f"contradicts none {credibility}", type="documents"))
        )
        rubric = still(draws=8000)
        one = assess(build(case), "2018-2020", rubric).rating(ELEMENT)
        found = robustness(one, rubric, coder_steps((), rubric))
        assert found is not None
        sides[credibility] = (one.computed, found.grades.mean())
    assert sides[3][0] is sides[1][0]
    assert sides[1][1] > sides[3][1] + 0.02


def test_a_rating_that_another_one_beats_is_unsettled() -> None:
    """A box is unsettled when another rating came out more often, or when it is both fragile and contested."""
    case = Case(
        name="contested", items=(CaseItem(percent=80, n=400), CaseItem(finding="contradicts none", type="documents"))
    )
    one = assess(build(case), "2018-2020", quick()).rating(ELEMENT)
    found = robustness_of(assess(build(case), "2018-2020", quick()))[ELEMENT]
    assert one.conflict is not None
    sure = replace(found, label="robust", probabilities={one.computed: 1.0})
    assert not unsettled(one, sure)
    assert unsettled(one, replace(sure, label="fragile"))
    assert not unsettled(replace(one, conflict=None), replace(sure, label="fragile"))
    assert unsettled(replace(one, conflict=None), replace(sure, probabilities={one.computed: 0.4, Rating.YELLOW: 0.6}))
    assert not unsettled(one, None)


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({"weight_concentration": 0.09}, "key settings.weight_concentration: 0.09; expected at least 0.1, or the"),
        ({"credibility_weight": 0.02}, "expected at least 0.025 beside a weight_concentration of 4, or the"),
    ],
)
def test_weights_that_may_all_come_to_nothing_are_refused(tmp_path: Path, numbers: dict[str, float], told: str) -> None:
    """A rubric with which a draw may have no score is a fault, with the place and the least that is sound."""
    with pytest.raises(FaultyInput, match=told):
        read_rubric(rubric_with(tmp_path, numbers))


def test_every_draw_has_a_score_at_the_least_concentration(tmp_path: Path) -> None:
    """With the least weights that the reader lets through, no draw is without a number."""
    rubric = read_rubric(rubric_with(tmp_path, {"weight_concentration": 0.1, "credibility_weight": 1}))
    rated = assess(read_programme(ROOT / "data" / "kunteko"), "2018-2020", rubric)
    several = [one for one in rated.everything if len(one.source_types) > 1 and one.computed.rated]
    assert several
    steps = coder_steps(rated.programme.codings, rubric)
    for one in several:
        found = robustness(one, rubric, steps)
        assert found is not None
        assert all(np.isfinite([*found.first.values(), *found.total.values()]))


def rubric_with(folder: Path, numbers: dict[str, float]) -> Path:
    """Write the rubric with other settings, and return its path."""
    lines = (ROOT / "params" / "rubric.yaml").read_text(encoding="utf-8").splitlines()
    for name, value in numbers.items():
        lines[lines.index(f"  {name}:") + 1] = f"    value: {value}"
    (folder / "rubric.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "rubric.yaml"
