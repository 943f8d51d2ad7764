"""The map as a list by level: the whole of it on a narrow screen, and the first layer of the cards on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.box_moves import box_moves
from kunteko_eval.report.card_layers import first_sentence
from kunteko_eval.report.chain_svg import AT_LEAST, square
from kunteko_eval.report.chosen_ratings import own
from kunteko_eval.report.content import escape
from kunteko_eval.report.element_cards import card_marks
from kunteko_eval.report.language import N_
from kunteko_eval.report.not_intended import TITLE
from kunteko_eval.report.view import View

PLACE = N_("{before} before it, {after} after it")


def map_list(view: View, shown: Sequence[ElementRating]) -> str:
    """Return the boxes of a map by level, with what the filters of the map look at.

    Each tells its rating, confidence, marks and place in the chain, and leads to its card.

    Args:
        view: The period.
        shown: The ratings whose boxes are drawn.
    """
    say = view.say
    levels = [
        (say.text(level.label), [one for one in own(shown) if one.element.level == level.id])
        for level in view.programme.chain.levels
    ]
    levels.append((say(TITLE), [one for one in shown if one.element.aside]))
    parts = "".join(
        f'<section><p class="level">{escape(label)}</p><ul>{"".join(_line(view, one, shown) for one in found)}</ul></section>'
        for label, found in levels
        if found
    )
    words = {"before": say("leads to it"), "after": say("follows from it"), "share": say("Link to this box")}
    told = "".join(f' data-{name}="{escape(text)}"' for name, text in words.items())
    return f'<div class="chain-list"{told}>{parts}</div>'


def _line(view: View, one: ElementRating, shown: Sequence[ElementRating]) -> str:
    """Return one box of the list."""
    say, name = view.say, one.element.id
    known = {other.element.id for other in shown}
    links = [link for link in view.assessment.links if {link.source, link.target} <= known]
    place = say(
        PLACE,
        before=sum(link.target == name for link in links),
        after=sum(link.source == name for link in links),
    )
    rating = f"{AT_LEAST if one.at_least else ''}{method_words.short(say, one.final)}"
    dots = ""
    if one.confidence is not None:
        sure = escape(say("confidence {level} of 4", level=one.confidence))
        dots = f' <span role="img" aria-label="{sure}">{method_words.dots(one.confidence)}</span>'
    signs = "".join(
        f' <span class="mark"><span aria-hidden="true">{sign}</span> {escape(words)}</span>'
        for sign, words in card_marks(view, one)
    )
    chosen_by = "".join(f' data-{field}="{escape(value)}"' for field, value in _fields(view, one).items())
    return (
        f'<li id="box-{name}" data-element="{name}"{chosen_by}><a href="#element-{name}">{square(say, one.final)} '
        f'<b>{escape(say.text(one.element.label))}</b> <span class="facts">{escape(rating)}{dots}{signs} '
        f'<span class="place">{escape(place)}</span></span> <span class="way"></span></a>'
        f'<p class="first">{escape(first_sentence(view, one))}</p></li>'
    )


def _fields(view: View, one: ElementRating) -> Mapping[str, str]:
    """Return what of a box the filters look at; several values are set apart by spaces."""
    name, found = one.element.id, view.robustness.get(one.element.id)
    asked = [f"criterion-{each}" for each in one.element.criteria]
    if one.element.evaluation_question is not None:
        asked.append(f"question-{one.element.evaluation_question}")
    certain = [] if found is None else [str(found.label)]
    fields = {
        "asked": " ".join(asked),
        "confidence": str(one.confidence or "none"),
        "certain": " ".join(certain + (["unsettled"] if name in view.unsettled else [])),
        "moved": box_moves(view).get(name, ""),
    }
    return {field: value for field, value in fields.items() if value}
