"""Step 6: how sure each arrow is, from who says so, from rival explanations, and from tests of process tracing.

Claims of one arrow are bundled first, as in causal mapping (Powell, Copestake & Remnant, Evaluation 30, 2024): sources,
mentions and kinds of source are counted, and a repeat is no second claim. The tests of process tracing (Van Evera, Guide
to Methods, 1997; Bennett in Bennett & Checkel, Process Tracing, 2015, appendix) move the odds of the contribution by
Bayes' rule, one after another: odds after = odds before x P(trace | it holds) / P(trace | it does not), and for a trace
that is missing the same of 1 - P (Befani & Stedman-Bryce, Evaluation 23, 2017; Fairfield & Charman, Political Analysis
25, 2017). Every probability has bounds; the result is monotone in each of them, so its bounds lie at their corners.

Levels: 0 refuted, a trace that had to be there is missing and the odds are against the arrow; 1 assumed; 2 supported;
3 corroborated, by two kinds of source; 4 tested, where the posterior's lower bound is high enough and every rival
explanation was named and examined. An arrow that a rival outdoes is supported at most; one step is lost where the tests
speak against the arrow on balance, and all but the first where they do so strongly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite, log, tanh
from typing import Literal

from kunteko_eval.method.bounds import pool_row
from kunteko_eval.method.context import RatingContext
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.chain import Link
from kunteko_eval.model.coding import NEITHER
from kunteko_eval.model.evidence import Finding
from kunteko_eval.model.tracing import ProcessTest, TestKind

Range = tuple[float, float]
Standing = Literal["refuted", "assumed", "supported", "corroborated", "tested"]
STANDINGS: tuple[Standing, ...] = ("refuted", "assumed", "supported", "corroborated", "tested")
"""The levels of an arrow in words, from 0 to 4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One test's step of Bayes' rule.

    Attributes:
        ratio: Bounds of the likelihood ratio; above 1 it speaks for the arrow.
        posterior: Bounds of the probability that the contribution holds, after this test and those before it.
    """

    test: ProcessTest
    ratio: Range
    posterior: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStrength:
    """What is known of one link in a period.

    Attributes:
        strength: Pooled achievement of the findings about the link, 0–1; None when there are none.
        confidence: 0 (refuted), 1 (assumed) to 4 (tested).
        rivals: How many rival explanations are named; `examined` of them were examined.
        outdone: Whether one of them came out stronger.
        mentions: Claims for it, a repeat counted once.
        voices: Who claims it: the collection and, in a causal map, the number of the person or document, else 0.
        source_types: Of the claims for it, in order of appearance.
        prior: Bounds of the probability that the contribution holds, before the tests.
        updates: The tests of the period, in the order of the file.
        share: The part of those who name any contribution to the target who name this one, 0–1; None where one arrow
            alone leads there, or nobody names any.
    """

    source: str
    target: str
    strength: float | None
    confidence: int
    supports: tuple[str, ...]
    contradicts: tuple[str, ...]
    rivals: int
    examined: int
    outdone: bool = False
    mentions: int = 0
    voices: tuple[tuple[str, int], ...] = ()
    source_types: tuple[str, ...] = ()
    prior: Range = (0.5, 0.5)
    updates: tuple[Update, ...] = ()
    share: float | None = None

    @property
    def standing(self) -> Standing:
        """Return the level in a word."""
        return STANDINGS[self.confidence]

    @property
    def posterior(self) -> Range:
        """Return the bounds of the probability that the contribution holds, after every test."""
        return self.updates[-1].posterior if self.updates else self.prior


def link_strengths(context: RatingContext) -> tuple[LinkStrength, ...]:
    """Return strength and confidence of every link, in the order of the chain."""
    found = [_strength(link, context) for link in context.programme.chain.links]
    arrows: dict[str, list[LinkStrength]] = defaultdict(list)
    for one in found:
        arrows[one.target].append(one)
    voices = {name: _voices(voice for one in same for voice in one.voices) for name, same in arrows.items()}
    return tuple(
        replace(one, share=len(one.voices) / len(voices[one.target]))
        if len(arrows[one.target]) > 1 and voices[one.target]
        else one
        for one in found
    )


def _strength(link: Link, context: RatingContext) -> LinkStrength:
    programme, rubric = context.programme, context.rubric
    judged = _judged(link, context)
    places = {one.id: programme.coded[one.id].place for one in judged}
    supporting = [one for one in judged if places[one.id] > NEITHER]
    contradicting = [one for one in judged if places[one.id] < NEITHER]
    worth = rubric.extent_values
    lows = [worth[places[one.id]] for one in supporting] + [-inf] * len(contradicting)
    highs = [inf] * len(supporting) + [worth[places[one.id]] for one in contradicting]
    least = pool_row(lows, highs, rubric.pooling)[0] if lows else -inf
    bundles = [one for one in link.bundles if context.period.contains(programme.periods[one.period])]
    bundles = [one for one in bundles if one.contrary < one.mentions]
    sources = [*(one.source for one in supporting), *(one.source for one in bundles)]
    known = LinkStrength(
        source=link.source,
        target=link.target,
        strength=None if not lows else least if isfinite(least) else rubric.cap_low,
        confidence=1,
        supports=tuple(one.id for one in supporting),
        contradicts=tuple(one.id for one in contradicting),
        rivals=len(link.rivals),
        examined=sum(rival.examined for rival in link.rivals),
        outdone=link.outdone,
        mentions=len(supporting) + sum(one.mentions for one in bundles),
        voices=_voices([*((one.source, 0) for one in supporting), *((b.source, n) for b in bundles for n in b.voices)]),
        source_types=tuple(dict.fromkeys(programme.collections[one].type for one in sources)),
        prior=(rubric.link_prior_low, rubric.link_prior_high),
        updates=updates([one for one in link.tests if _within(one, context)], rubric),
    )
    return replace(known, confidence=_confidence(known, rubric))


def _judged(link: Link, context: RatingContext) -> list[Finding]:
    """Return the findings of the period that say something of the link; of repeats the first statement."""
    programme = context.programme
    told: dict[str, Finding] = {}
    found = [programme.findings_by_id[name] for name in link.evidence if name in programme.findings_by_id]
    for one in sorted(found, key=lambda one: one.repeats is not None):
        inside = context.period.contains(programme.periods[one.period]) and one.id in programme.coded
        if inside and one.kind in {"perceived", "tested"}:
            told.setdefault(one.repeats or one.id, one)
    return list(told.values())


def _voices(found: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return different voices; a collection speaks for itself only where none of its people are numbered."""
    every = dict.fromkeys(found)
    numbered = {source for source, number in every if number}
    return tuple(one for one in every if one[1] or one[0] not in numbered)


def _within(test: ProcessTest, context: RatingContext) -> bool:
    """Return whether everything that a test speaks of lies within the period."""
    programme = context.programme
    of_figures = {one.id: one.period for one in programme.observations if one.id in test.evidence}
    of_findings = {one.id: one.period for one in programme.findings if one.id in test.evidence}
    spans = [*of_figures.values(), *of_findings.values(), *([test.period] if test.period else [])]
    return all(context.period.contains(programme.periods[one]) for one in spans)


def kind_of(test: ProcessTest, rubric: Rubric) -> TestKind:
    """Return the kind that a test's likelihoods make it, whatever it is called."""
    certain, unique = test.if_true[0] >= rubric.test_certain, test.if_false[1] <= rubric.test_unique
    if certain:
        return "doubly-decisive" if unique else "hoop"
    return "smoking-gun" if unique else "straw-in-the-wind"


def likelihood_ratio(test: ProcessTest) -> Range:
    """Return the bounds of how much likelier the outcome is if the contribution holds than if it does not."""
    (true_low, true_high), (false_low, false_high) = test.if_true, test.if_false
    if test.outcome == "not-seen":
        return 1.0, 1.0
    if test.outcome == "passed":
        return true_low / false_high, true_high / false_low
    return (1 - true_high) / (1 - false_low), (1 - true_low) / (1 - false_high)


def updates(tests: Sequence[ProcessTest], rubric: Rubric) -> tuple[Update, ...]:
    """Return Bayes' rule step by step, from the rubric's prior; the order of the tests does not alter its end."""
    low, high = (log(prior / (1 - prior)) for prior in (rubric.link_prior_low, rubric.link_prior_high))
    found = []
    for test in tests:
        ratio = likelihood_ratio(test)
        low, high = low + log(ratio[0]), high + log(ratio[1])
        found.append(Update(test=test, ratio=ratio, posterior=((1 + tanh(low / 2)) / 2, (1 + tanh(high / 2)) / 2)))
    return tuple(found)


def _confidence(known: LinkStrength, rubric: Rubric) -> int:
    low, high = known.posterior
    if high <= rubric.refuted_to:
        missing = [one.test for one in known.updates if one.test.outcome == "failed"]
        return STANDINGS.index(
            "refuted" if any(one.if_true[0] >= rubric.test_certain for one in missing) else "assumed"
        )
    if not (known.mentions or low > known.prior[1]):
        return STANDINGS.index("assumed")
    level = STANDINGS.index("corroborated" if len(known.source_types) >= 2 else "supported")
    if known.outdone:
        level = STANDINGS.index("supported")
    elif low >= rubric.tested_from and 0 < known.rivals == known.examined:
        level = STANDINGS.index("tested")
    return max(level - 1, STANDINGS.index("assumed")) if high < known.prior[0] else level
