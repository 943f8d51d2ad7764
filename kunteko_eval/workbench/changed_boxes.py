"""The boxes that a trial changes: from what to what, and why."""

from __future__ import annotations

from dataclasses import dataclass

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.report import method_words, uncoloured
from kunteko_eval.report.item_words import answer
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedBox:
    """A box that differs from what is recorded.

    Attributes:
        before: The recorded rating in words, with its dots of confidence; `after` the one that is tried.
        rating_before: The recorded rating's value; `rating_after` the one that is tried.
        recoloured: Whether the rating itself differs, not the confidence alone.
        why: The step that decides it now.
        told: All of it in one sentence.
    """

    element: str
    label: str
    before: str
    after: str
    rating_before: str
    rating_after: str
    recoloured: bool
    why: str
    told: str


def changed_boxes(view: View, baseline: Assessment) -> tuple[ChangedBox, ...]:
    """Return the boxes whose computed rating or confidence differs, in the order of the chain.

    Args:
        view: The period as it is tried.
        baseline: The same period as recorded evidence and rules compute it.
    """
    found = []
    for old in baseline.everything:
        new = view.assessment.rating(old.element.id)
        if (old.computed, old.computed_confidence) != (new.computed, new.computed_confidence):
            found.append(_box(view, old, new))
    return tuple(found)


def _box(view: View, old: ElementRating, new: ElementRating) -> ChangedBox:
    say = view.say
    before, after, why = rated(say, old), rated(say, new), deciding(view, old, new)
    label = say.text(new.element.label)
    return ChangedBox(
        element=new.element.id,
        label=label,
        before=before,
        after=after,
        rating_before=old.computed.value,
        rating_after=new.computed.value,
        recoloured=old.computed is not new.computed,
        why=why,
        told=say("{label}: {before} → {after}. {why}", label=label, before=before, after=after, why=why),
    )


def deciding(view: View, old: ElementRating | None, new: ElementRating) -> str:
    """Return the step that decides a rating, or its confidence where that alone differs."""
    say = view.say
    if old is not None and old.computed is new.computed:
        before, after = (one.confidence_reasons[:-1] for one in (old, new))
        told = [uncoloured.reason(say, view.assessment, new, step) for step in after if step not in before]
        gone = [uncoloured.reason(say, view.assessment, new, step) for step in before if step not in after]
        told += [say("No longer: {step}", step=step) for step in gone]
        if told:
            return " ".join(told)
    reasons = new.graded.reasons
    return uncoloured.reason(say, view.assessment, new, reasons[-1]) if reasons else ""


def rated(say: Language, one: ElementRating) -> str:
    """Return an element's computed rating in words with its dots of confidence."""
    rating = answer(say, one, one.computed)
    sure = one.computed_confidence
    return rating if sure is None else f"{rating} {method_words.dots(sure)}"
