"""Verdicts: what an evaluation question, a criterion, a level and the whole programme come to, by a rule.

Not an average of colours. Of the elements concerned that are rated, one share reaches its expectation (green) and one
is at least yellow, each weighted by importance; named answers begin at the rubric's bars (King et al., Evaluative
Rubrics, Journal of MultiDisciplinary Evaluation 9, 2013). What is very good elsewhere does not make up for a bar that
is missed (Davidson, Evaluation Methodology Basics, 2005): too little is rated, a decisive element shows nothing or is
not rated, sources disagree too often; and a programme is no better than its effects. Every draw of the elements'
robustness is answered by the same rule, which gives the probability of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.confidence import LEAST, confidence_step
from kunteko_eval.method.pooling import Array
from kunteko_eval.method.rating import Rating, Reason, Values
from kunteko_eval.method.robustness import Label, Robustness, label
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.method.scale import UNCOLOURED
from kunteko_eval.model.chain import Criterion

Answer = Literal["not-answerable", "not-achieved", "partly-achieved", "largely-achieved", "achieved"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
"""The answers from the least to the best; an answer's place is its code."""
NOT_ACHIEVED, PARTLY, LARGELY, ACHIEVED = 1, 2, 3, 4
DECISIVE = 3
"""The importance of an element without which nothing is more than partly achieved."""
Kind = Literal["programme", "question", "criterion", "level"]
Grades = NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainVerdict:
    """What one thing above the boxes comes to.

    Attributes:
        name: The programme's or level's id, the question's number, or the criterion.
        elements: Ids of the elements concerned, in the order of the chain; `rated` of those that are rated.
        reached: Share of the rated elements that reaches its expectation (green), by importance; None without any.
        nearly: Share that is at least yellow.
        coverage: Share of the elements concerned that is rated, by importance.
        contested: Share of the rated elements whose sources are in unresolved conflict, by importance.
        confidence: 1–4; None when it is not answerable.
        probabilities: Of each answer in the draws; they sum to 1. None when it is not answerable.
    """

    kind: Kind
    name: str
    elements: tuple[str, ...]
    rated: tuple[str, ...]
    answer: Answer
    reached: float | None
    nearly: float | None
    coverage: float
    contested: float
    confidence: int | None
    probabilities: Mapping[Answer, float] | None
    label: Label | None
    reasons: tuple[Reason, ...]

    @property
    def probability(self) -> float | None:
        """Return how often the draws give the same answer."""
        return None if self.probabilities is None else self.probabilities[self.answer]

    @property
    def likeliest(self) -> Answer:
        """Return the answer that the draws give most often."""
        return (
            self.answer if self.probabilities is None else max(self.probabilities, key=self.probabilities.__getitem__)
        )


@dataclass(frozen=True, slots=True)
class _Concerned:
    """The elements that one verdict is about, and what of them no draw changes."""

    ratings: Sequence[ElementRating]
    rubric: Rubric

    @property
    def rated(self) -> list[ElementRating]:
        return [one for one in self.ratings if one.final.rated]

    def weigh(self, some: Sequence[ElementRating]) -> Array:
        """Return what each element counts; one without importance counts as one of importance 1."""
        return np.array([self.rubric.verdict_weights[(one.element.importance or 1) - 1] for one in some])

    def share(self, some: Sequence[ElementRating], of: Sequence[ElementRating]) -> float:
        """Return a part of elements, by importance; 0 of none."""
        return round(float(self.weigh(some).sum() / self.weigh(of).sum()), 9) if of else 0.0

    @property
    def coverage(self) -> float:
        return self.share(self.rated, self.ratings)

    @property
    def contested(self) -> float:
        return self.share([one for one in self.rated if one.conflict is not None and not one.resolved], self.rated)

    @property
    def unknown(self) -> list[str]:
        return [one.element.id for one in self.ratings if not one.final.rated and one.element.importance == DECISIVE]

    def grades(self, shaken: Mapping[str, Robustness]) -> Grades:
        """Return the grades of every draw, one row each; what a judgement changed, and what was not drawn, stands."""
        known = [None if one.overridden else shaken.get(one.element.id) for one in self.rated]
        draws = next((len(one.grades) for one in known if one is not None), 1)
        final = [np.full(draws, self.rubric.scale.place(one.final)) for one in self.rated]
        drawn = [still if one is None else one.grades for still, one in zip(final, known, strict=True)]
        return np.array(drawn, dtype=np.int8).T.reshape(draws, -1)

    def shares(self, grades: Grades) -> tuple[Array, Array]:
        """Return for every row the share that is green and the share that is at least yellow."""
        weights = self.weigh(self.rated) / self.weigh(self.rated).sum()
        scale = self.rubric.scale
        reached, nearly = (grades >= scale.place(one) for one in (scale.reached, scale.nearly))
        return np.round(reached @ weights, 9), np.round(nearly @ weights, 9)

    def by_shares(self, grades: Grades) -> NDArray[np.int64]:
        """Return the code of the answer that the shares alone give, for every row."""
        (reached, nearly), bars = self.shares(grades), self.rubric
        found = [reached >= bars.verdict_achieved, nearly >= bars.verdict_largely, nearly >= bars.verdict_partly]
        return np.select(found, [ACHIEVED, LARGELY, PARTLY], NOT_ACHIEVED)

    def answered(self, grades: Grades) -> NDArray[np.int64]:
        """Return the code of the answer for every row, with the bars."""
        if not self.rated or self.coverage < self.rubric.verdict_coverage:
            return np.zeros(len(grades), dtype=np.int64)
        decisive = np.array([one.element.importance == DECISIVE for one in self.rated])
        failed = ((grades == 0) & decisive).any(axis=1)
        most = LARGELY if self.contested > self.rubric.verdict_conflicts or self.unknown else ACHIEVED
        return np.minimum(self.by_shares(grades), np.where(failed, PARTLY, most))


def verdicts(assessment: Assessment, shaken: Mapping[str, Robustness]) -> tuple[ChainVerdict, ...]:
    """Return the verdicts on the programme, its evaluation questions, the criteria that elements name, and the levels.

    Args:
        assessment: The period, rated.
        shaken: The robustness of each element that has one, by its id.
    """
    rubric, chain = assessment.rubric, assessment.programme.chain
    bound = [one for one in assessment.ratings if chain.level_of(one.element).kind in rubric.verdict_bound]
    effects = _Concerned(bound, rubric) if bound else None
    return tuple(
        _verdict((kind, name), _Concerned(ratings, rubric), shaken, effects if kind == "programme" else None)
        for kind, name, ratings in _concerned(assessment)
    )


def _concerned(assessment: Assessment) -> Iterator[tuple[Kind, str, list[ElementRating]]]:
    """Yield what gets a verdict, with the elements concerned; a criterion or level without an element gets none."""
    programme, every, levels = assessment.programme, assessment.ratings, assessment.programme.chain.levels
    yield "programme", programme.id, list(every)
    for asked in programme.sheet.evaluation_questions:
        yield "question", str(asked.number), [one for one in every if one.element.evaluation_question == asked.number]
    of_criteria = [(name, [one for one in every if name in one.element.criteria]) for name in get_args(Criterion)]
    of_levels = [(level.id, [one for one in every if one.element.level == level.id]) for level in levels]
    yield from (("criterion", name, found) for name, found in of_criteria if found)
    yield from (("level", name, found) for name, found in of_levels if found)


def _verdict(
    about: tuple[Kind, str], concerned: _Concerned, shaken: Mapping[str, Robustness], effects: _Concerned | None
) -> ChainVerdict:
    rated = concerned.rated
    code = int(_codes(concerned, {}, effects)[0])
    reached, nearly = concerned.shares(concerned.grades({})) if rated else ((None,), (None,))
    confidence, steps = _confidence(concerned) if code else (None, [])
    probabilities = _probabilities(concerned, shaken, effects) if code else None
    items = sum(max(len(one.used), 1) for one in rated)  # An answer that rests on one item is never robust either.
    return ChainVerdict(
        kind=about[0],
        name=about[1],
        elements=tuple(one.element.id for one in concerned.ratings),
        rated=tuple(one.element.id for one in rated),
        answer=ANSWERS[code],
        reached=reached[0],
        nearly=nearly[0],
        coverage=concerned.coverage,
        contested=concerned.contested,
        confidence=confidence,
        probabilities=probabilities,
        label=None if probabilities is None else label(probabilities[ANSWERS[code]], items, concerned.rubric),
        reasons=(*_reasons(concerned, code, effects), *steps),
    )


def _codes(concerned: _Concerned, shaken: Mapping[str, Robustness], effects: _Concerned | None) -> NDArray[np.int64]:
    """Return the code of the answer in every draw, or of the ratings themselves when nothing is drawn."""
    codes = concerned.answered(concerned.grades(shaken))
    return codes if effects is None else np.minimum(codes, effects.answered(effects.grades(shaken)))


def _probabilities(of: _Concerned, shaken: Mapping[str, Robustness], effects: _Concerned | None) -> dict[Answer, float]:
    counts = np.bincount(_codes(of, shaken, effects), minlength=len(ANSWERS))
    return {answer: float(counts[place] / counts.sum()) for place, answer in enumerate(ANSWERS)}


def _reasons(concerned: _Concerned, code: int, effects: _Concerned | None) -> Iterator[Reason]:
    """Yield what the answer rests on: coverage, shares, the bar that was reached, and what vetoed a better one."""
    rated, rubric = concerned.rated, concerned.rubric
    counted: Values = {"rated": len(rated), "all": len(concerned.ratings), "coverage": concerned.coverage}
    yield Reason(code="verdict-rated", values=counted)
    if early := sum(one.final is Rating.TOO_EARLY for one in concerned.ratings):
        yield Reason(code="verdict-too-early", values={"count": early})
    if concerned.coverage < rubric.verdict_coverage or not rated:
        yield Reason(code="verdict-veto-coverage", values={"least": rubric.verdict_coverage})
        return
    if any(one.element.importance for one in concerned.ratings):
        yield Reason(code="verdict-weighted")
    grades = concerned.grades({})
    reached, nearly = (float(one[0]) for one in concerned.shares(grades))
    yield Reason(code="verdict-shares", values={"reached": reached, "nearly": nearly})
    best = int(concerned.by_shares(grades)[0])
    bars = (0.0, rubric.verdict_partly, rubric.verdict_partly, rubric.verdict_largely, rubric.verdict_achieved)
    yield Reason(code=f"verdict-by-shares-{ANSWERS[best]}", values={"bar": bars[best]})
    failed = [one.element.id for one in rated if one.final in UNCOLOURED and one.element.importance == DECISIVE]
    if failed and best > PARTLY:
        yield Reason(code="verdict-veto-decisive", values={"elements": " ".join(failed)})
    if concerned.unknown and best > LARGELY:
        yield Reason(code="verdict-veto-unknown", values={"elements": " ".join(concerned.unknown)})
    if concerned.contested > rubric.verdict_conflicts and best > LARGELY:
        values: Values = {"share": concerned.contested, "most": rubric.verdict_conflicts}
        yield Reason(code="verdict-veto-conflicts", values=values)
    if effects is not None and int(concerned.answered(grades)[0]) > code:
        yield Reason(code="verdict-veto-effects", values={"answer": ANSWERS[code], "coverage": effects.coverage})


def _confidence(concerned: _Concerned) -> tuple[int, list[Reason]]:
    """Return the weighted median of the rated elements' confidence, ties down, one less where too little is rated."""
    rated, rubric = concerned.rated, concerned.rubric
    levels = np.array([one.confidence or LEAST for one in rated])
    order = np.argsort(levels, kind="stable")
    summed = np.cumsum(concerned.weigh(rated)[order])
    middle = int(levels[order][np.argmax(summed >= summed[-1] / 2 - 1e-9)])
    steps = [Reason(code="verdict-middle-confidence", values={"level": middle})]
    if concerned.coverage < rubric.verdict_sure_coverage:
        steps.append(Reason(code="verdict-down-coverage", values={"least": rubric.verdict_sure_coverage}))
        middle = max(middle - 1, LEAST)
    return middle, [*steps, confidence_step(middle)]
