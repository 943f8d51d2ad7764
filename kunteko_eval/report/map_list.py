"""The map as a list by level: the whole of it on a narrow screen, and the first layer of the cards on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.box_moves import box_moves
from kunteko_eval.report.card_layers import first_sentence
from kunteko_eval.report.chain_svg import AT_LEAST, square
from kunteko_eval.report.chosen_ratings import own
from kunteko_eval.report.content import escape
from kunteko_eval.report.element_cards import card_marks
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.many_boxes import Band, told_counts
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
    places = _places(view, shown)
    parts = "".join(
        f'<section><p class="level">{escape(label)}</p><ul>{"".join(_line(view, one, places) for one in found)}</ul></section>'
        for label, found in levels
        if found
    )
    return _framed(say, parts)


def folded_list(view: View, found: Sequence[Band]) -> str:
    """Return the boxes of a map of many as a list by level, each level to be opened and with how many have which rating.

    Args:
        view: The period.
        found: The levels with their ratings, as the map draws them.
    """
    places = _places(view, [one for _, some in found for one in some])
    parts = "".join(
        f'<section><details><summary class="level">{escape(label)} ({view.say.number(len(some))}) · '
        f"{escape(told_counts(view, some))}</summary>"
        f"<ul>{''.join(_line(view, one, places, whole=False) for one in some)}</ul></details></section>"
        for label, some in found
    )
    return _framed(view.say, parts, " many")


def _framed(say: Language, parts: str, more: str = "") -> str:
    words = {"before": say("leads to it"), "after": say("follows from it"), "share": say("Link to this box")}
    told = "".join(f' data-{name}="{escape(text)}"' for name, text in words.items())
    return f'<div class="chain-list{more}"{told}>{parts}</div>'


def _places(view: View, shown: Sequence[ElementRating]) -> dict[str, str]:
    """Return how many of the boxes lead to each of them and follow from it, in words."""
    known = {one.element.id for one in shown}
    links = [link for link in view.assessment.links if link.source in known and link.target in known]
    before, after = Counter(link.target for link in links), Counter(link.source for link in links)
    return {name: view.say(PLACE, before=before[name], after=after[name]) for name in known}


def _line(view: View, one: ElementRating, places: Mapping[str, str], *, whole: bool = True) -> str:
    """Return one box of the list; as a whole with the first sentence of its card."""
    say, name = view.say, one.element.id
    rating = f"{AT_LEAST if one.at_least else ''}{method_words.short(say, one.final)}"
    dots = ""
    if one.confidence is not None:
        sure = escape(say("confidence {level} of 4", level=one.confidence))
        dots = f' <span role="img" aria-label="{sure}">{method_words.dots(one.confidence)}</span>'
    signs = "".join(
        f' <span class="mark"><span aria-hidden="true">{sign}</span> {escape(words)}</span>'
        for sign, words in card_marks(view, one)
    )
    first = f'<p class="first">{escape(first_sentence(view, one))}</p>' if whole else ""
    chosen_by = "".join(f' data-{field}="{escape(value)}"' for field, value in _fields(view, one).items())
    return (
        f'<li id="box-{name}" data-element="{name}"{chosen_by}><a href="#element-{name}">{square(say, one.final)} '
        f'<b>{escape(say.text(one.element.label))}</b> <span class="facts">{escape(rating)}{dots}{signs} '
        f'<span class="place">{escape(places[name])}</span></span> <span class="way"></span></a>{first}</li>'
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
