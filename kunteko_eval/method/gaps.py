"""What is missing before an element can be rated, or rated more surely."""

from __future__ import annotations

from dataclasses import dataclass

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.normalise import wilson_interval
from kunteko_eval.method.rating import LONE_VOICE, Rating
from kunteko_eval.model.chain import EFFECTS, Collect

DOWN = (
    "down-bias",
    "down-credibility",
    "down-proxy",
    "down-imprecise",
    "down-stale",
    "down-failed-check",
    "down-inconsistent",
)
"""The steps down of confidence that better evidence would undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What an element lacks.

    Attributes:
        codes: Why it is not rated; or what keeps its rating from being surer, the caps first.
        proposed: What the evaluator proposes to collect for it.
    """

    rating: ElementRating
    codes: tuple[str, ...]
    proposed: tuple[Collect, ...]

    @property
    def first(self) -> bool:
        """Return whether the element has no rating at all, so that any evidence would be its first."""
        return self.rating.computed in {Rating.NOT_ASSESSED, Rating.TOO_EARLY}


def gaps(assessment: Assessment) -> tuple[Gap, ...]:
    """Return the elements that lack something or for which something is proposed, in the order of the chain."""
    found = []
    for one in assessment.ratings:
        codes = _codes(assessment, one)
        if codes or one.element.collect:
            found.append(Gap(rating=one, codes=codes, proposed=one.element.collect))
    return tuple(found)


def _codes(assessment: Assessment, one: ElementRating) -> tuple[str, ...]:
    if one.graded.achievement is None:
        return (one.graded.reasons[0].code,)  # The first reason says why there is no rating.
    bit = {cap.rule for cap in one.graded.caps}
    codes = [f"cap-{rule}" for rule in one.graded.rules if rule != LONE_VOICE or rule in bit]
    if len(one.source_types) == 1:
        codes.append("one-source-type")
    codes += [step.code for step in one.confidence_reasons if step.code in DOWN]
    if any(item.survey and item.n is None for item in one.used):
        codes.append("n-not-told")
    effect = assessment.programme.chain.level_of(one.element).kind in EFFECTS
    if any(step.code == "overclaim-guard" for step in one.confidence_reasons) and effect:
        codes.append("weak-pathway")
    return tuple(codes)


def answers_needed(half_width: float, confidence: float) -> int:
    """Return how many respondents keep Wilson's interval within a half-width, whatever the share.

    The interval is widest at a share of a half, so the least n that keeps it there keeps it everywhere.

    >>> answers_needed(0.10, 0.95)
    93
    """
    n = 1
    while True:
        low, high = wilson_interval(0.5, n, confidence)
        if (high - low) / 2 <= half_width:
            return n
        n += 1
