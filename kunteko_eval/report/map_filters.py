"""The choices by which a reader of the map sees only some of its boxes: native controls that say how many are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.box_moves import CHOICES, box_moves
from kunteko_eval.report.content import escape
from kunteko_eval.report.verdicts import CRITERIA
from kunteko_eval.report.view import View

LONGEST = 60
"""Letters of a question that a choice shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChoice:
    """One control.

    Attributes:
        name: The field of the list's boxes that it looks at.
        options: (value, words) of what can be chosen beside everything.
    """

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


def map_filters(view: View, shown: Sequence[ElementRating]) -> str:
    """Return the controls of a map, hidden until a script can answer them; empty where there is nothing to choose.

    Args:
        view: The period.
        shown: The ratings whose boxes are drawn.
    """
    say = view.say
    choices = [one for one in _choices(view, shown) if one.options]
    if not choices:
        return ""
    every = escape(say("all"))
    controls = "".join(
        f'<label>{escape(one.label)} <select name="{one.name}"><option value="">{every}</option>'
        + "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in one.options)
        + "</select></label>"
        for one in choices
    )
    count, none = (
        say("{shown} of {all} boxes are shown.", shown="{shown}", all="{all}"),
        say("No box fits these choices."),
    )
    return (
        f'<form class="filters map-filters" hidden>{controls}<button type="reset">{escape(say("Show all boxes"))}</button>'
        f'<output aria-live="polite" data-count="{escape(count)}" data-none="{escape(none)}"></output></form>'
    )


def _choices(view: View, shown: Sequence[ElementRating]) -> tuple[FilterChoice, ...]:
    """Return the controls with what the boxes that are drawn have of each."""
    say = view.say
    levels = {one.confidence for one in shown}
    sure = [
        (str(level), say("{level} of 4, {word}", level=level, word=say(word)))
        for level, word in sorted(method_words.CONFIDENCE.items(), reverse=True)
        if level in levels
    ]
    found = {view.robustness[one.element.id].label for one in shown if one.element.id in view.robustness}
    certain: list[tuple[str, str]] = [
        (label, say(word)) for label, word in method_words.ROBUST.items() if label in found
    ]
    if view.unsettled:
        certain.append(("unsettled", say("unsettled colour")))
    moves = set(box_moves(view).values())
    before = "" if view.previous is None else say.period(view.previous.period)
    return (
        FilterChoice(name="asked", label=say("Question or criterion"), options=_asked(view, shown)),
        FilterChoice(
            name="confidence",
            label=say("Confidence"),
            options=(*sure, *([("none", say("no confidence: not rated"))] if None in levels else [])) if sure else (),
        ),
        FilterChoice(name="certain", label=say("When the assumptions vary"), options=tuple(certain)),
        FilterChoice(
            name="moved",
            label=say("Since {before}", before=before),
            options=tuple((move, say(words)) for move, words in CHOICES.items() if move in moves),
        ),
    )


def _asked(view: View, shown: Sequence[ElementRating]) -> tuple[tuple[str, str], ...]:
    """Return the evaluation questions that boxes answer and the criteria that they speak for."""
    say = view.say
    numbers = {one.element.evaluation_question for one in shown}
    questions = [
        (
            f"question-{one.number}",
            _short(say("Question {number}: {text}", number=str(one.number), text=say.text(one.text))),
        )
        for one in view.programme.sheet.evaluation_questions
        if one.number in numbers
    ]
    spoken = {each for one in shown for each in one.element.criteria}
    criteria = [(f"criterion-{name}", say(words).capitalize()) for name, words in CRITERIA.items() if name in spoken]
    return (*questions, *criteria)


def _short(text: str) -> str:
    """Return a text that a choice has room for.

    >>> _short("Question 1: Why?")
    'Question 1: Why?'
    """
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
