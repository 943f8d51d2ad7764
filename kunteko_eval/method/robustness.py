"""Step 10, robustness: how often the rating stays the same when its assumptions are shaken.

Draws vary everything at once: sampling error (a Beta(k + ½, n − k + ½) for each survey share, Jeffreys'
posterior), the code of each finding (by how far coders differ), the expectation of each convention, the
cut-points, the weights of the source types (Dirichlet), the pooling rule, and which source type is left
out. What drives the result is told by
first-order and total Sobol indices of the continuous score over those groups of inputs (Saltelli et
al., Computer Physics Communications 181, 2010; total by Jansen, 1999).
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.bounds import pool_bounds
from kunteko_eval.method.coders import CoderSteps, coder_steps
from kunteko_eval.method.items import Item
from kunteko_eval.method.pooling import Array
from kunteko_eval.method.rating import LONE_VOICE, Rating, cut_points
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.coding import NEITHER, SCALE
from kunteko_eval.model.units import BUILT_IN

Label = Literal["robust", "sensitive", "fragile"]
FACTORS = ("sampling", "coding", "expectation", "weights", "pooling", "left-out")
RULES = ("median", "mean", "geometric-mean")
NEAREST = 1e-9
"""The least part of the way from floor to expectation that is left when a varied expectation reaches the floor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """How sure a colour is of itself.

    Attributes:
        probabilities: Of each rating; they sum to 1.
        grades: The place on the scale of every draw.
        label: By the probability of the computed rating; what rests on one item is never robust.
        items: How many items it rests on; `findings` of them are findings.
        coders: How many coders coded the findings, the fewest of any; None without findings.
        first: First-order Sobol index of each group of inputs; `total` the total index.
        driver: The group with the greatest total index; None when the score does not vary.
    """

    probabilities: Mapping[Rating, float]
    grades: NDArray[np.int8] = field(compare=False)
    label: Label
    items: int
    findings: int
    coders: int | None
    first: Mapping[str, float]
    total: Mapping[str, float]
    driver: str | None

    @property
    def likeliest(self) -> Rating:
        """Return the rating that came out most often."""
        return max(self.probabilities, key=lambda rating: self.probabilities[rating])


@dataclass(frozen=True, slots=True)
class _Inputs:
    """The varied inputs on which the score depends, one column a draw."""

    sampling: Array
    coding: NDArray[np.int8]
    expectation: Array
    weights: Array
    pooling: NDArray[np.int64]
    left_out: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of an element does not vary.

    `surveyed` are the items with a sampling error, `coded` the findings, `measured` the conventions of the other items,
    `ends` what each place on the scale of codings leaves possible, and `voices` for how many findings an item counts.
    """

    items: tuple[Item, ...]
    types: tuple[tuple[int, ...], ...]
    conventions: tuple[int, ...]
    surveyed: tuple[int, ...]
    coded: tuple[int, ...]
    measured: tuple[int, ...]
    ends: tuple[Array, Array]
    voices: tuple[int, ...]
    rubric: Rubric
    steps: CoderSteps


def robustness_of(assessment: Assessment) -> dict[str, Robustness]:
    """Return the robustness of every element of an assessment that was rated, by the element's id."""
    steps = coder_steps(assessment.programme.codings, assessment.rubric)
    drawn = {one.element.id: robustness(one, assessment.rubric, steps) for one in assessment.everything}
    return {name: result for name, result in drawn.items() if result is not None}


def unsettled(one: ElementRating, robustness: Robustness | None) -> bool:
    """Return whether a rating is both fragile and contested, or another one came out more often than it."""
    if robustness is None or one.overridden:
        return False
    contested = one.conflict is not None and not one.resolved
    likeliest, computed = (one.graded.scale.place(rating) for rating in (robustness.likeliest, one.computed))
    return (robustness.label == "fragile" and contested) or likeliest != computed


def robustness(one: ElementRating, rubric: Rubric, steps: CoderSteps) -> Robustness | None:
    """Return the robustness of one element's computed rating; None when nothing was rated.

    Args:
        one: The rating. The contribution caps that apply to it cap every draw too.
        rubric: The rubric; gives the number of draws, the seed and the variations.
        steps: How far coders differ.
    """
    if not one.used or not one.computed.rated:
        return None
    # Seeded by the element's name, so that its draws do not depend on the other elements.
    random = np.random.default_rng([rubric.seed, zlib.crc32(one.element.id.encode())])
    shape = shape_of(one.used, rubric, steps)
    grades = drawn_grades(one, shape, random)
    scale = rubric.scale.grades
    counts = np.bincount(grades, minlength=len(scale) + 1)
    lowest = Rating.NOT_DELIVERED if one.own_level else Rating.NONE
    probabilities = {
        rating: float(counts[index]) / rubric.draws for index, rating in enumerate((lowest, *reversed(scale)))
    }
    first, total = _drivers(shape, max(rubric.draws // 8, 64), random)
    strongest = max(total, key=lambda factor: total[factor])
    coded = [item.coding for item in one.used if item.coding is not None]
    return Robustness(
        probabilities=probabilities,
        grades=grades.astype(np.int8),
        label=label(probabilities.get(one.computed, 0.0), len(one.used), rubric),
        items=len(one.used),
        findings=len(coded),
        coders=min((len(coding.coders) for coding in coded), default=None),
        first=first,
        total=total,
        driver=strongest if total[strongest] > 0 else None,
    )


def drawn_grades(one: ElementRating, shape: _Shape, random: np.random.Generator) -> NDArray[np.int64]:
    """Return the place on the scale of one element in every draw."""
    inputs = _draw(shape, shape.rubric.draws, random)
    scores, alone = score(shape, inputs)
    return _cut(scores, random, shape.rubric, alone | any(rule != LONE_VOICE for rule in one.graded.rules))


def label(sure: float, items: int, rubric: Rubric) -> Label:
    """Return how robust a rating is that came out with a probability; what rests on one item is never robust."""
    if sure >= rubric.robust_from and items > 1:
        return "robust"
    return "sensitive" if sure >= rubric.sensitive_from else "fragile"


def shape_of(used: tuple[Item, ...], rubric: Rubric, steps: CoderSteps) -> _Shape:
    """Return what of an element does not vary between the draws."""
    types = dict.fromkeys(item.source_type for item in used)
    conventions = list(dict.fromkeys(item.convention for item in used))
    lowest, greatest = np.array([rubric.extent_values] * 2)
    lowest[: NEITHER + 1], greatest[NEITHER:] = -np.inf, np.inf
    return _Shape(
        items=used,
        types=tuple(tuple(i for i, item in enumerate(used) if item.source_type == one) for one in types),
        conventions=tuple(conventions.index(item.convention) for item in used),
        surveyed=tuple(i for i, item in enumerate(used) if item.survey and item.sample),
        coded=tuple(i for i, item in enumerate(used) if item.coding is not None),
        measured=tuple(sorted({conventions.index(item.convention) for item in used if item.coding is None})),
        ends=(lowest, greatest),
        voices=tuple(rubric.green_voices if item.coding is None else 1 for item in used),
        rubric=rubric,
        steps=steps,
    )


def beta_draws(share: float, n: float, draws: int, random: np.random.Generator) -> Array:
    """Return draws of the true share behind an observed one: Beta(k + ½, n − k + ½), k = share · n."""
    successes = min(max(share, 0.0), 1.0) * n
    return random.beta(successes + 0.5, n - successes + 0.5, size=draws)


def _draw(shape: _Shape, draws: int, random: np.random.Generator) -> _Inputs:
    rubric = shape.rubric
    sampling = np.empty((len(shape.surveyed), draws))
    for row, item in zip(sampling, (shape.items[at] for at in shape.surveyed), strict=True):
        row[:] = beta_draws(item.share, item.sample or 0, draws, random)
    types, shift = len(shape.types), rubric.expectation_shift
    chances = random.random((draws, len(shape.items))).T[list(shape.coded)]
    shifts = random.uniform(-shift, shift, size=(draws, max(shape.conventions) + 1)).T[list(shape.measured)]
    weights = random.dirichlet([_concentration(shape, members) for members in shape.types], size=draws).T
    return _Inputs(
        sampling=sampling,
        coding=shape.steps.steps(chances),
        expectation=1 + shifts,
        weights=np.ascontiguousarray(weights) if types > 1 else np.ones((1, draws)),
        pooling=random.integers(0, len(RULES), size=(1, draws)),
        left_out=random.integers(-1, types, size=(1, draws)) if types > 1 else np.full((1, draws), -1),
    )


def _concentration(shape: _Shape, members: Sequence[int]) -> float:
    """Return the Dirichlet parameter of a source type: findings of little credibility give it less weight."""
    rubric = shape.rubric
    codings = [shape.items[index].coding for index in members]
    weights = [rubric.credibility_weight if one is not None and one.credibility == 1 else 1.0 for one in codings]
    return rubric.weight_concentration * sum(weights) / len(weights)


def score(shape: _Shape, inputs: _Inputs) -> tuple[Array, NDArray[np.bool_]]:
    """Return the pooled achievement of every draw, and whether too few findings speak for the best grade in it.

    Too few findings, and no measurement, then come further than caps leave, however shaken.
    """
    scores, alone = np.empty(inputs.pooling.shape[1]), np.empty(inputs.pooling.shape[1], dtype=np.bool_)
    enough = shape.rubric.scale.uncapped - shape.rubric.cut_shift
    for index, rule in enumerate(RULES):
        rows = np.flatnonzero(inputs.pooling[0] == index)
        if not len(rows):
            continue
        some = _at(inputs, rows)
        ends = _ends(shape, some)
        voices = sum((low >= enough) * counts for low, counts in zip(ends[0], shape.voices, strict=True))
        alone[rows] = voices < shape.rubric.green_voices
        by_type = [_pool_type(shape, some.coding, ends, members, rule) for members in shape.types]
        least, most = (np.array(one) for one in zip(*by_type, strict=True))
        without = np.flatnonzero(some.left_out[0] >= 0)
        some.weights[some.left_out[0, without], without] = 0.0
        weights = some.weights / some.weights.sum(axis=0)
        scores[rows] = pool_bounds(least.T, most.T, rule, weights.T)[0]
    return np.maximum(scores, shape.rubric.cap_low), alone


def _at(inputs: _Inputs, rows: NDArray[np.intp]) -> _Inputs:
    """Return a copy of the inputs of some draws."""
    return _Inputs(*(getattr(inputs, name).take(rows, axis=1) for name in _Inputs.__slots__))


def _pool_type(
    shape: _Shape, coding: NDArray[np.int8], ends: tuple[list[Array], list[Array]], members: Sequence[int], rule: str
) -> tuple[Array, Array]:
    """Return the pooled interval of one source type; of findings alone, each combination of codes is pooled once."""
    if len(members) == 1:
        return ends[0][members[0]], ends[1][members[0]]
    low, high = (np.array([end[one] for one in members]) for end in ends)
    if all(one in shape.coded for one in members):
        steps = np.array([coding[shape.coded.index(one)] for one in members], dtype=np.intp)
        sizes = np.ptp(steps, axis=1) + 1
        if math.prod(sizes.tolist()) <= np.iinfo(np.int16).max:
            steps -= steps.min(axis=1, keepdims=True)
            numbers = np.ravel_multi_index(tuple(steps), tuple(sizes)).astype(np.int16)
            _, first, at = np.unique(numbers, return_index=True, return_inverse=True)
            least, most = pool_bounds(low[:, first].T, high[:, first].T, rule)
            return least[at], most[at]
    return pool_bounds(low.T, high.T, rule)


def _ends(shape: _Shape, inputs: _Inputs) -> tuple[list[Array], list[Array]]:
    """Return the least and the greatest achievement that every item leaves possible in every draw.

    A finding moves by its coder's steps on the scale of codings; a measurement by its sampling error and by the
    expectation, which stays on its side of the floor.
    """
    rubric = shape.rubric
    sampling = dict(zip(shape.surveyed, inputs.sampling, strict=True))
    coding = dict(zip(shape.coded, inputs.coding, strict=True))
    expectation = dict(zip(shape.measured, inputs.expectation, strict=True))
    lows, highs = [], []
    for index, item in enumerate(shape.items):
        if item.coding is not None:
            places = np.clip(item.coding.place + coding[index], 0, len(SCALE) - 1)
            lows.append(shape.ends[0].take(places))
            highs.append(shape.ends[1].take(places))
            continue
        if item.expected is None:
            raise ValueError("a used item has an expectation")
        way = item.expected - item.floor
        times = expectation[shape.conventions[index]]
        # A unit of the programme's own may have its nought anywhere, so of its targets the way is moved.
        wanted = item.expected * times if item.unit in BUILT_IN else item.expected + way * (times - 1)
        part = np.maximum((wanted - item.floor) / way, NEAREST)
        reached = (sampling.get(index, item.share) - item.floor) / way / part
        lows.append(np.minimum(np.maximum(reached, rubric.cap_low), rubric.cap_high))
        highs.append(lows[-1])
    return lows, highs


def _cut(scores: Array, random: np.random.Generator, rubric: Rubric, capped: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the place on the scale of every draw, at most the caps' grade where it is capped, with the cuts shaken."""
    cuts = [*reversed(cut_points(rubric).values())]
    shifts = random.uniform(-rubric.cut_shift, rubric.cut_shift, size=(len(scores), len(cuts))).T
    rounded = np.round(scores, 9)
    grades = np.asarray(sum(rounded >= cut + shift for cut, shift in zip(cuts, shifts, strict=True)), dtype=np.int64)
    most = rubric.scale.place(rubric.scale.at_most)
    return np.asarray(np.where(capped, np.minimum(grades, most), grades), dtype=np.int64)


def _drivers(shape: _Shape, draws: int, random: np.random.Generator) -> tuple[dict[str, float], dict[str, float]]:
    one, other = _draw(shape, draws, random), _draw(shape, draws, random)
    fields = [factor.replace("-", "_") for factor in FACTORS]
    # What a factor leaves as it was needs no second look.
    moved = [np.flatnonzero((getattr(one, name) != getattr(other, name)).any(axis=0)) for name in fields]
    swapped = (replace(one, **{name: getattr(other, name)}) for name in fields)
    several = [one, other, *map(_at, swapped, moved)]
    together = _Inputs(*(np.concatenate([getattr(each, name) for each in several], axis=1) for name in fields))
    scores, _ = score(shape, together)
    base, second, *parts = np.split(scores, np.cumsum([draws, draws, *map(len, moved)])[:-1])
    mixed = {factor: base.copy() for factor in FACTORS}
    for values, rows, part in zip(mixed.values(), moved, parts, strict=True):
        values[rows] = part
    return sobol_indices(base, second, mixed)


def sobol_indices(base: Array, second: Array, mixed: Mapping[str, Array]) -> tuple[dict[str, float], dict[str, float]]:
    """Return first-order and total Sobol indices of groups of inputs.

    Args:
        base: The function at the inputs A.
        second: The function at independent inputs B.
        mixed: For each group, the function at A with that group's inputs taken from B.

    Returns:
        (first-order, total), each 0–1 for every group; all 0 when the function does not vary.
    """
    both = np.concatenate([base, second])
    variance, centred = float(np.var(both)), second - np.mean(both)
    if variance < 1e-15:
        return dict.fromkeys(mixed, 0.0), dict.fromkeys(mixed, 0.0)
    first = {name: float(np.mean(centred * (values - base))) / variance for name, values in mixed.items()}
    total = {name: float(np.mean((base - values) ** 2)) / (2 * variance) for name, values in mixed.items()}
    return _as_parts(first), _as_parts(total)


def _as_parts(indices: dict[str, float]) -> dict[str, float]:
    return {name: min(max(value, 0.0), 1.0) for name, value in indices.items()}
