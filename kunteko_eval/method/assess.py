"""The method as the list of its steps: a programme and a period in, every element's rating out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from kunteko_eval.files.collecting import collecting_seldom
from kunteko_eval.method.checks import Check, failed, register
from kunteko_eval.method.confidence import confidence, confidence_step
from kunteko_eval.method.conflict import Conflict, conflict
from kunteko_eval.method.context import RatingContext
from kunteko_eval.method.items import Item, items
from kunteko_eval.method.judging import Decision, decide, in_force
from kunteko_eval.method.links import LinkStrength, link_strengths
from kunteko_eval.method.pathways import Pathway, best_pathways
from kunteko_eval.method.rating import Graded, Rating, Reason, Values, grade
from kunteko_eval.method.registration import SealChange, SealStanding, changes, standing, stepped_down
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.chain import EFFECTS, Element
from kunteko_eval.model.judgement import Judgement
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRating:
    """One element's computed and final rating, with everything that led to them.

    Attributes:
        own_level: Whether it is a resource or an action, which is the programme's own.
        confidence: 1–4, of the final rating; None when it is not rated.
        computed_confidence: The confidence that the method gives, whatever a judgement says of it.
        confidence_reasons: The steps of the computed confidence.
        seal: How it stands to the seals; None without any.
    """

    element: Element
    own_level: bool
    graded: Graded
    items: tuple[Item, ...]
    final: Rating
    confidence: int | None
    computed_confidence: int | None
    confidence_reasons: tuple[Reason, ...]
    conflict: Conflict | None
    decisions: tuple[Decision, ...] = ()
    seal: SealStanding | None = None

    @property
    def judgement(self) -> Judgement | None:
        """Return the recorded judgement that decides the final rating, or None."""
        return in_force(self.decisions)

    @property
    def overridden(self) -> bool:
        """Return whether a judgement changed the computed rating."""
        return self.final is not self.computed

    @property
    def at_least(self) -> bool:
        """Return whether the sources tell only the least that the final rating can be."""
        return self.graded.at_least and not self.overridden

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
    """A programme's impact chain rated for one period.

    Attributes:
        ratings: Of the elements of the chain. What was not intended or is not desired is never among them.
        aside: Of the effects that were not intended or are not desired; rated by the same steps, counted apart.
    """

    programme: ProgrammeData
    period: Period
    rubric: Rubric
    ratings: tuple[ElementRating, ...]
    links: tuple[LinkStrength, ...]
    pathways: dict[str, Pathway]
    checks: tuple[Check, ...]
    aside: tuple[ElementRating, ...] = ()

    @property
    def everything(self) -> tuple[ElementRating, ...]:
        """Return the ratings of the chain and then of what stands beside it."""
        return (*self.ratings, *self.aside)

    def rating(self, element: str) -> ElementRating:
        """Return the rating of an element.

        Raises:
            UnknownName: When the chain has no such element.
        """
        return self._by_id[self.programme.chain.element(element).id]

    @cached_property
    def _by_id(self) -> dict[str, ElementRating]:
        return {one.element.id: one for one in self.everything}

    def counts(self, level: str | None = None) -> Counter[Rating]:
        """Return how many elements have each final rating, on one level or in all."""
        return Counter(one.final for one in self.ratings if level is None or one.element.level == level)

    @property
    def coverage(self) -> float:
        """Return the part of the elements that are rated, 0–1."""
        rated = sum(one.final.rated for one in self.ratings)
        return rated / max(len(self.ratings), 1)


@collecting_seldom
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
    rubric = rubric.for_scale(programme.chain.grades)
    context = RatingContext(programme=programme, period=span, rubric=rubric)
    checks = register(programme)
    links = link_strengths(context)
    changed, unfit = changes(programme, rubric), failed(checks)
    ratings = [_rate(element, context, unfit, changed) for element in programme.chain.elements]
    wider = set(programme.chain.of_kind("wider"))
    carriers = [one if one.element.id in wider else _judged(one, context, None) for one in ratings]
    carried = {one.element.id: one.confidence if one.final.coloured or not one.final.rated else 0 for one in carriers}
    pathways = best_pathways(programme.chain, carried, links)
    rated = [
        _carried(one, context, pathways.get(one.element.id)) if one.element.id in wider else one for one in carriers
    ]
    return Assessment(
        programme=programme,
        period=span,
        rubric=rubric,
        ratings=tuple(one for one in rated if not one.element.aside),
        aside=tuple(one for one in rated if one.element.aside),
        links=links,
        pathways=pathways,
        checks=checks,
    )


def _rate(
    element: Element, context: RatingContext, failed_checks: frozenset[str], changed: tuple[SealChange, ...]
) -> ElementRating:
    found = items(element, context)
    graded = grade(found, element, context)
    disagreement = conflict(graded.pools, context.rubric)
    stands = standing(element, found, context, changed)
    level, reasons = stepped_down(*confidence(found, graded, context, disagreement, failed_checks), stands)
    return ElementRating(
        element=element,
        own_level=context.programme.chain.level_of(element).kind not in EFFECTS,
        graded=graded,
        items=found,
        final=graded.rating,
        confidence=level,
        computed_confidence=level,
        confidence_reasons=reasons,
        conflict=disagreement,
        seal=stands,
    )


def _carried(rating: ElementRating, context: RatingContext, pathway: Pathway | None) -> ElementRating:
    """Keep a wider effect from claiming more confidence than the best pathway that carries it; 1 if none does."""
    allowed = max(pathway.confidence, 1) if pathway else 1
    if rating.confidence is not None and rating.confidence > allowed:
        values: Values = {"before": rating.confidence, "after": allowed, "weakest": pathway.weakest if pathway else ""}
        reasons = (
            *rating.confidence_reasons[:-1],
            Reason(code="overclaim-guard", values=values),
            confidence_step(allowed),
        )
        rating = replace(rating, confidence=allowed, computed_confidence=allowed, confidence_reasons=reasons)
    return _judged(rating, context, allowed)


def _judged(rating: ElementRating, context: RatingContext, allowed: int | None) -> ElementRating:
    """Put the recorded judgements beside the computed rating; the one in force gives the final rating."""
    recorded = context.programme.judgements_of.get((rating.element.id, context.period.id), ())
    if not recorded:
        return rating
    decisions = decide(
        recorded, found=rating.items, graded=rating.graded, confidence=rating.confidence, allowed=allowed
    )
    decided = in_force(decisions)
    if decided is None:
        return replace(rating, decisions=decisions)
    final = Rating(decided.final)
    sure = decided.confidence or rating.confidence if final.rated else None
    return replace(rating, final=final, confidence=sure, decisions=decisions)
