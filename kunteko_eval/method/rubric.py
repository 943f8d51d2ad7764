"""The rubric: the numbers of the method, read from a dated file, never constants in code."""

from __future__ import annotations

import datetime
from dataclasses import dataclass as plain_dataclass
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.method.scale import Scale, scale_of
from kunteko_eval.model.base import STRICT, Text, Words
from kunteko_eval.model.chain import LevelKind
from kunteko_eval.model.scale import DeclaredGrade

Pooling = Literal["median", "mean", "geometric-mean"]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Number:
    """A number of the rubric with its description and reference."""

    value: float
    description: Text
    reference: Text


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Positive:
    """A number above 0."""

    value: Annotated[float, Field(gt=0)]
    description: Text
    reference: Text


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Proportion:
    """A number from 0 to 1."""

    value: Annotated[float, Field(ge=0, le=1)]
    description: Text
    reference: Text


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Count:
    """A whole number of at least 1."""

    value: Annotated[int, Field(ge=1)]
    description: Text
    reference: Text


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Rule:
    """The name of a pooling rule."""

    value: Pooling
    description: Text
    reference: Text


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Levels:
    """Kinds of level that a cap applies to."""

    value: tuple[LevelKind, ...]
    description: Text
    reference: Text


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Weights:
    """What an element of importance 1, 2 and 3 counts."""

    value: Annotated[tuple[Annotated[float, Field(gt=0)], ...], Field(min_length=3, max_length=3)]
    description: Text
    reference: Text


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Settings:
    """Every setting of the rubric, in the order of the method's steps."""

    cut_green: Number
    cut_yellow: Number
    cut_red: Number
    cap_low: Number
    cap_high: Number
    pooling: Rule
    wilson_confidence: Proportion
    perceived_cap: Levels
    rival_cap: Levels
    green_voices: Count
    confidence_self_report: Count
    confidence_two_types: Count
    confidence_tested: Count
    least_respondents: Count
    least_response: Proportion
    stale_years: Positive
    conflict_grades: Count
    draws: Count
    seed: Count
    expectation_shift: Proportion
    cut_shift: Proportion
    weight_concentration: Positive
    coder_step: Proportion
    coder_pairs: Count
    alpha_tentative: Proportion
    alpha_reliable: Proportion
    credibility_weight: Proportion
    robust_from: Proportion
    sensitive_from: Proportion
    verdict_weights: Weights
    verdict_achieved: Proportion
    verdict_largely: Proportion
    verdict_partly: Proportion
    verdict_coverage: Proportion
    verdict_conflicts: Proportion
    verdict_bound: Levels
    verdict_sure_coverage: Proportion
    milestone_tolerance: Proportion
    trend_years_share: Count
    trend_years_count: Count
    trend_least_expected: Count
    trend_level: Proportion
    cost_shift: Proportion
    link_prior_low: Proportion
    link_prior_high: Proportion
    test_certain: Proportion
    test_unique: Proportion
    tested_from: Proportion
    refuted_to: Proportion


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RubricSheet:
    """The content of ``rubric.yaml``."""

    schema: Literal[1]
    version: Words
    date: datetime.date
    settings: Settings


@plain_dataclass(frozen=True, kw_only=True)
class Rubric:
    """The rubric in force, as plain values.

    Attributes:
        sheet: The file with descriptions and references, for the method page.
        declared: The grades of the programme that is rated, where it declares its own.
    """

    version: str
    cut_green: float
    cut_yellow: float
    cut_red: float
    cap_low: float
    cap_high: float
    pooling: Pooling
    wilson_confidence: float
    perceived_cap: tuple[str, ...]
    rival_cap: tuple[str, ...]
    green_voices: int
    confidence_self_report: int
    confidence_two_types: int
    confidence_tested: int
    least_respondents: int
    least_response: float
    stale_years: float
    conflict_grades: int
    draws: int
    seed: int
    expectation_shift: float
    cut_shift: float
    weight_concentration: float
    coder_step: float
    coder_pairs: int
    alpha_tentative: float
    alpha_reliable: float
    credibility_weight: float
    robust_from: float
    sensitive_from: float
    verdict_weights: tuple[float, ...]
    verdict_achieved: float
    verdict_largely: float
    verdict_partly: float
    verdict_coverage: float
    verdict_conflicts: float
    verdict_bound: tuple[str, ...]
    verdict_sure_coverage: float
    milestone_tolerance: float
    trend_years_share: int
    trend_years_count: int
    trend_least_expected: int
    trend_level: float
    cost_shift: float
    link_prior_low: float
    link_prior_high: float
    test_certain: float
    test_unique: float
    tested_from: float
    refuted_to: float
    sheet: RubricSheet
    declared: tuple[DeclaredGrade, ...] = ()

    def for_scale(self, declared: tuple[DeclaredGrade, ...]) -> Rubric:
        """Return the rubric for a programme that declares these grades; one that has its grades keeps them."""
        return self if self.declared else replace(self, declared=declared) if declared else self

    @cached_property
    def scale(self) -> Scale:
        """Return the scale in force."""
        return scale_of(self.declared, (self.cut_green, self.cut_yellow, self.cut_red))

    @cached_property
    def extent_values(self) -> tuple[float, ...]:
        """Return what the places of `model.coding.SCALE` are worth as achievement, each in the middle of its grade.

        An extent is a word of the chain's own scale, so it keeps its grade wherever the cut-points lie: *somewhat* lies
        in the middle of red, *much* in the middle of yellow, *very much* meets the expectation. What is neither for nor
        against a claim is worth nothing.
        """
        somewhat, much, most = (self.scale.middle(one, self.cap_high) for one in self.scale.extents)
        return (self.cap_low, somewhat, much, self.cap_low, somewhat, much, most)
