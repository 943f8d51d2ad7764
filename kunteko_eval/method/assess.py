"""The method as the list of its steps: a programme and a period in, every element's rating out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from kunteko_eval.method import checks as checking
from kunteko_eval.method.checks import Check
from kunteko_eval.method.confidence import confidence
from kunteko_eval.method.conflict import Conflict, conflict
from kunteko_eval.method.items import Item, items
from kunteko_eval.method.judging import Decision, decide, in_force
from kunteko_eval.method.pathways import LinkStrength, Pathway, best_pathways, link_strengths
from kunteko_eval.method.rating import Graded, Rating, Reason, grade
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.chain import Element
from kunteko_eval.model.judgement import Judgement
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRating:
    """One element's computed and final rating, with everything that led to them."""

    element: Element
    graded: Graded
    items: tuple[Item, ...]
    final: Rating
    confidence: int | None
    confidence_reasons: tuple[Reason, ...]
    conflict: Conflict | None
    decisions: tuple[Decision, ...] = ()

    @property
    def judgement(self) -> Judgement | None:
        """Return the recorded judgement that decides the final rating, or None."""
        return in_force(self.decisions)

    @property
    def overridden(self) -> bool:
        """Return whether a judgement changed the computed rating."""
        return self.final is not self.computed

    @property
    def resolved(self) -> bool:
        """Return whether a judgement in force resolves the conflict between the sources."""
        return self.judgement is not None and self.conflict is not None

    @property
    def computed(self) -> Rating:
        """Return the rating that the rubric gives."""
        return self.graded.rating

    @property
    def used(self) -> tuple[Item, ...]:
        """Return the items that were pooled."""
        return tuple(item for item in self.items if item.status == "used")

    @property
    def wrong_way(self) -> bool:
        """Return whether a figure, used or context, moved away from what was expected, past where it started."""
        return any(item.wrong_way for item in self.items if item.status in {"used", "context"})

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return the ids of every observation and finding used."""
        return tuple(name for item in self.used for name in item.evidence)

    @property
    def source_types(self) -> tuple[str, ...]:
        """Return the source types of the items used, in order of appearance."""
        return tuple(dict.fromkeys(item.source_type for item in self.used))

    @property
    def bases(self) -> tuple[str, ...]:
        """Return on whose word the expectations used stand."""
        return tuple(dict.fromkeys(item.basis for item in self.used))


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """A programme's impact chain rated for one period."""

    programme: ProgrammeData
    period: Period
    rubric: Rubric
    ratings: tuple[ElementRating, ...]
    links: tuple[LinkStrength, ...]
    pathways: dict[str, Pathway]
    checks: tuple[Check, ...]

    def rating(self, element: str) -> ElementRating:
        """Return the rating of an element.

        Raises:
            UnknownName: When the chain has no such element.
        """
        return self._by_id[self.programme.chain.element(element).id]

    @cached_property
    def _by_id(self) -> dict[str, ElementRating]:
        return {one.element.id: one for one in self.ratings}

    def computed_confidence(self, element: str) -> int | None:
        """Return the confidence that the method gives an element, whatever a judgement says of it."""
        reasons = self.rating(element).confidence_reasons
        for step in reversed(reasons):
            if step.code.startswith("confidence-"):
                return int(step.code[-1])
        return None

    def counts(self, level: str | None = None) -> Counter[Rating]:
        """Return how many elements have each final rating, on one level or in all."""
        return Counter(one.final for one in self.ratings if level is None or one.element.level == level)

    @property
    def coverage(self) -> float:
        """Return the part of the elements that are rated, 0–1."""
        rated = sum(one.final.grade is not None for one in self.ratings)
        return rated / len(self.ratings)


def assess(programme: ProgrammeData, period: str | Period, rubric: Rubric) -> Assessment:
    """Rate every element of a programme's chain for one period.

    Args:
        programme: A programme that was read without faults.
        period: The period, or the id of one of the programme's report periods.
        rubric: The rubric in force.

    Raises:
        UnknownName: When the programme has no such report period.
    """
    span = programme.period(period) if isinstance(period, str) else period
    register = checking.register(programme)
    failed = checking.failed(register)
    links = link_strengths(programme, span, rubric)
    ratings = [_rate(programme, span, element, rubric, failed) for element in programme.chain.elements]
    wider = {element.id for element in programme.chain.elements if programme.chain.level_of(element).kind == "wider"}
    carriers = [one if one.element.id in wider else _judged(programme, span, one, None) for one in ratings]
    carried = {one.element.id: 0 if one.final is Rating.NONE else one.confidence for one in carriers}
    pathways = best_pathways(programme.chain, carried, links)
    final = [
        _judged(programme, span, _guarded(one, pathways.get(one.element.id)), pathways.get(one.element.id))
        if one.element.id in wider
        else one
        for one in carriers
    ]
    return Assessment(
        programme=programme,
        period=span,
        rubric=rubric,
        ratings=tuple(final),
        links=links,
        pathways=pathways,
        checks=register,
    )


def _rate(
    programme: ProgrammeData, period: Period, element: Element, rubric: Rubric, failed: frozenset[str]
) -> ElementRating:
    found = items(programme, period, element, rubric)
    graded = grade(
        found,
        element=element,
        level=programme.chain.level_of(element),
        incoming=programme.chain.incoming[element.id],
        years=period.years_from(programme.sheet.start),
        rubric=rubric,
    )
    disagreement = conflict(graded.pools, rubric)
    level, reasons = confidence(
        found, graded, programme=programme, period=period, rubric=rubric, disagreement=disagreement, failed=failed
    )
    return ElementRating(
        element=element,
        graded=graded,
        items=found,
        final=graded.rating,
        confidence=level,
        confidence_reasons=reasons,
        conflict=disagreement,
    )


def _guarded(rating: ElementRating, pathway: Pathway | None) -> ElementRating:
    """Keep a wider effect from claiming more confidence than the best pathway that carries it; 1 if none does."""
    if rating.confidence is None:
        return rating
    allowed = max(pathway.confidence, 1) if pathway else 1
    if rating.confidence <= allowed:
        return rating
    step = Reason(
        code="overclaim-guard",
        values={"before": rating.confidence, "after": allowed, "weakest": pathway.weakest if pathway else ""},
    )
    said = Reason(code=f"confidence-{allowed}")
    return replace(rating, confidence=allowed, confidence_reasons=(*rating.confidence_reasons[:-1], step, said))


def _judged(programme: ProgrammeData, period: Period, rating: ElementRating, pathway: Pathway | None) -> ElementRating:
    """Put the recorded judgements beside the computed rating; the one in force gives the final rating."""
    recorded = programme.judgements_of.get((rating.element.id, period.id), ())
    if not recorded:
        return rating
    level = programme.chain.level_of(rating.element)
    decisions = decide(
        recorded,
        found=rating.items,
        graded=rating.graded,
        confidence=rating.confidence,
        allowed=None if level.kind != "wider" else pathway.confidence if pathway else 1,
    )
    decided = in_force(decisions)
    if decided is None:
        return replace(rating, decisions=decisions)
    final = Rating(decided.final)
    sure = None if final.grade is None else decided.confidence or rating.confidence
    return replace(rating, final=final, confidence=sure, decisions=decisions)
