"""What the frames of a result and of a comparison tell of an element and of a period."""

from __future__ import annotations

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.change import ElementChange
from kunteko_eval.model.base import Text


def element_of(one: ElementRating | ElementChange) -> str:
    """Return the element's id."""
    return one.element.id


def label_of(one: ElementRating | ElementChange) -> Text:
    """Return the element's words in every language."""
    return one.element.label


def level_of(one: ElementRating | ElementChange) -> str:
    """Return the id of the element's level."""
    return one.element.level


def named_period(assessment: Assessment) -> str:
    """Return the programme and the period in a few words, for a repr."""
    return f"{assessment.programme.id!r} {assessment.period.id}"
