"""Step 9, judgement: recorded decisions beside the computed ratings, never instead of their rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import Graded, Rating
from kunteko_eval.method.scale import Scale
from kunteko_eval.model.judgement import Judgement

Standing = Literal["in-force", "stale", "replaced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A judgement as it stands for an element today.

    Attributes:
        standing: ``in-force``; ``stale`` when the evidence has changed since, and then the computed
            rating holds until somebody judges again; ``replaced`` by a later judgement.
        faults: Rules that the judgement breaks: (column, found, expected).
    """

    judgement: Judgement
    standing: Standing
    faults: tuple[tuple[str, str, str], ...]


def fingerprint(found: Sequence[Item], graded: Graded) -> str:
    """Return a digest of what a judgement was made on: the items, expectations and computed rating."""
    parts = [graded.rating.value]
    for item in sorted(found, key=lambda one: (one.name, one.groups)):
        measured = f"{item.share!r}|{item.sample}|{item.floor!r}|{item.expected!r}"
        parts.append(f"{item.name}|{'+'.join(item.groups) or None}|{measured}|{item.status}|{item.direction}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def decide(
    judgements: Sequence[Judgement],
    *,
    found: Sequence[Item],
    graded: Graded,
    confidence: int | None,
    allowed: int | None,
) -> tuple[Decision, ...]:
    """Return the judgements of one element and period in the order of the record, the last one in force.

    Args:
        judgements: Those of this element and period.
        found: The element's items.
        graded: Its computed rating.
        confidence: Its computed confidence.
        allowed: The confidence of the best pathway that carries it, for a wider effect; else None.
    """
    now = fingerprint(found, graded)
    decisions = []
    for index, one in enumerate(judgements):
        stale = one.fingerprint != now
        standing: Standing = "replaced" if index < len(judgements) - 1 else "stale" if stale else "in-force"
        faults = () if stale else rules_broken(one, found=found, graded=graded, confidence=confidence, allowed=allowed)
        decisions.append(Decision(judgement=one, standing=standing, faults=faults))
    return tuple(decisions)


def rules_broken(
    one: Judgement, *, found: Sequence[Item], graded: Graded, confidence: int | None, allowed: int | None
) -> tuple[tuple[str, str, str], ...]:
    """Return the rules that a judgement breaks, as (column, found, expected); the arguments are those of `decide`."""
    final, computed = Rating(one.final), graded.rating
    if final not in graded.scale.ratings:  # Of what is no rating nothing more can be said.
        return (("final", final.value, f"a grade of the scale: {', '.join(graded.scale.ratings)}"),)
    second = needs_second_reviewer(graded.scale, computed, final, confidence)
    faults = [*_rating_rules(one, graded), *_reviewer_rules(one, second=second)]
    stays, confirms = final is computed, one.reason_code == "confirms"
    if (confirms and not stays) or (stays and not confirms and one.reason_code != "conflict-resolved"):
        expected = "confirms only when the rating stays, and then confirms or conflict-resolved"
        faults.append(("reason_code", one.reason_code, expected))
    known = {name for item in found for name in (*item.evidence, *item.others)}
    unknown = [name for name in one.evidence_ids if name not in known]
    if unknown:
        faults.append(("evidence", " ".join(unknown), "ids of the element's own evidence in this period"))
    unrated = confidence is None or not final.rated
    if one.confidence is not None and (unrated or (allowed is not None and one.confidence > max(allowed, 1))):
        most = f"at most {max(allowed or 1, 1)}, the best pathway's"
        faults.append(("confidence", str(one.confidence), "no confidence for an unrated element" if unrated else most))
    return tuple(faults)


def _rating_rules(one: Judgement, graded: Graded) -> Iterator[tuple[str, str, str]]:
    final, computed = Rating(one.final), graded.rating
    if one.computed != computed.value:
        yield "computed", one.computed, f"the computed rating {computed.value}"
    if final.rated and not computed.rated:
        yield "final", final.value, "no rating without evidence and an expectation; record those instead"
    # A lone voice withholds the green that it alone gives, not one that is judged on other grounds.
    lone = any(cap.rule == "lone-voice" for cap in graded.caps)
    bars = [rule for rule in graded.rules if rule != "lone-voice" or lone]
    most = graded.scale.at_most
    if graded.scale.place(final) > graded.scale.place(most) and bars:
        yield "final", final.value, f"at most {most}, because of {' and '.join(bars)}"


def _reviewer_rules(one: Judgement, *, second: bool) -> Iterator[tuple[str, str, str]]:
    if second and one.second_reviewer is None:
        yield "second_reviewer", "empty", "a second reviewer's role: two grades, or an upgrade at confidence 1"
    if one.second_reviewer is not None and one.second_reviewer == one.author:
        yield "second_reviewer", one.second_reviewer, "somebody else than the author"


def needs_second_reviewer(scale: Scale, computed: Rating, final: Rating, confidence: int | None) -> bool:
    """Return whether a change is two grades or more, withholds a colour, or upgrades at confidence 1."""
    if final is computed:
        return False
    if not (computed.rated and final.rated):
        return True
    change = scale.place(final) - scale.place(computed)
    return abs(change) >= 2 or (change > 0 and confidence == 1)


def in_force(decisions: Sequence[Decision]) -> Judgement | None:
    """Return the judgement that decides the final rating, or None."""
    last = decisions[-1] if decisions else None
    return last.judgement if last and last.standing == "in-force" and not last.faults else None
