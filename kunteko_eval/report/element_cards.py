"""Every element with its reasons, by level: what the chain map says, for any screen and any reader."""

from __future__ import annotations

from collections.abc import Sequence

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.box_moves import SIGNS, marked_moves, move_words
from kunteko_eval.report.card_layers import card_layers
from kunteko_eval.report.chosen import Rows
from kunteko_eval.report.chosen_ratings import own, rated
from kunteko_eval.report.content import Markup, escape, listing
from kunteko_eval.report.explain import Section, as_text
from kunteko_eval.report.language import N_
from kunteko_eval.report.large_page import MORE, UNSEEN, is_large
from kunteko_eval.report.not_intended import TITLE
from kunteko_eval.report.uncoloured import reason
from kunteko_eval.report.view import View

WHY = N_("Why, and what would change it")
ITEMS = N_("All of its evidence")


def element_cards(view: View, ratings: Rows = None) -> Markup:
    """Return elements by level; each opens to its reasons, evidence and sources.

    Args:
        view: The period.
        ratings: Rows of `ratings`, in the order in which they are shown on their levels; all when None. A level whose
            elements are all left out is left out too.
    """
    say, chain = view.say, view.programme.chain
    shown = rated(view, ratings)
    card = _card_of_many if is_large(len(shown)) else _card
    aside = [one for one in shown if one.element.aside]
    parts, plain = list[str](), list[str]()
    if card is _card_of_many:
        parts.append(f'<p class="unseen">{escape(say(UNSEEN))}</p>')
    for level in chain.levels:
        of_level = [one for one in own(shown) if one.element.level == level.id]
        if of_level or not chain.on_level(level):
            parts.append(f"<h3>{escape(say.text(level.label))}</h3>")
        for one in of_level:
            parts.append(card(view, one))
            shaky = f"; {say('unsettled colour')}" if one.element.id in view.unsettled else ""
            plain.append(method_words.headline(say, one) + shaky)
    if aside:
        parts += [f"<h3>{escape(say(TITLE))}</h3>", *(card(view, one) for one in aside)]
        plain += [say(TITLE), *(method_words.headline(say, one) for one in aside)]
    return Markup("\n".join(parts), "\n".join(plain))


def _card(view: View, one: ElementRating) -> str:
    say, layers = view.say, card_layers(view, one)
    why, items = _layer(say(WHY), layers.why), _layer(say(ITEMS), layers.items)
    return _framed(view, one, layers.sentence, f"{why}{items}")


def _card_of_many(view: View, one: ElementRating) -> str:
    """Return a card among many: the steps to its rating stand open, and only what is not needed to trace it is packed."""
    say, layers = view.say, card_layers(view, one)
    steps = [reason(say, view.assessment, one, step) for step in one.graded.reasons]
    rule = ""
    if steps and steps[-1] not in layers.sentence:
        rule = f'<p class="first rule"><b>{escape(say("From evidence to rating"))}:</b> {escape(" ".join(steps))}</p>\n'
    why, items = _layer(say(WHY), layers.why, MORE), _layer(say(ITEMS), layers.items)
    return _framed(view, one, layers.sentence, f"{rule}{items}{why}")


def _framed(view: View, one: ElementRating, sentence: str, layers: str) -> str:
    """Return a card: its heading, its first sentence, and what it has in layers."""
    say = view.say
    look = one.final.value if one.element.desired else "unwanted"
    edge = f' style="border-left-color:{say.grades[look].colour}"' if look in say.grades else ""
    on_map = escape(say("Show on the map"))
    return (
        f'<article class="card {look}"{edge} id="element-{one.element.id}">{_head(view, one, look)}\n'
        f'<p class="first">{escape(sentence)} <a class="on-map" href="#box-{one.element.id}">{on_map}</a></p>\n'
        f"{layers}</article>"
    )


def _head(view: View, one: ElementRating, look: str) -> str:
    """Return a card's heading: its name and rating, how sure it is, and its marks."""
    say = view.say
    label = escape(say.text(one.element.label))
    rating = escape(method_words.final_words(say, one))
    symbol = method_words.symbol(say, one.final)
    ground = f' style="background:{say.grades[look].colour}"' if look in say.grades else ""
    sure = f'<span class="sure" aria-hidden="true">{method_words.dots(one.confidence)}</span>' if one.confidence else ""
    marks = [
        f'<span class="mark"><span aria-hidden="true">{sign}</span> {escape(words)}</span>'
        for sign, words in card_marks(view, one)
    ]
    return (
        f'<div class="card-head"><h4 class="label">{label}</h4> '
        f'<span class="badge"{ground}><span aria-hidden="true">{symbol}</span> {rating}</span> {" ".join([sure, *marks])}</div>'
    )


def card_marks(view: View, one: ElementRating) -> list[tuple[str, str]]:
    """Return the signs of one box with what they mean: how it moved, a conflict, an unsettled colour, a wrong way."""
    say, move = view.say, marked_moves(view).get(one.element.id, "")
    marks = [(SIGNS[move], move_words(view, move))] if move else []
    marks += [("⚡", say("sources disagree"))] if one.conflict else []
    marks += [("≈", say("unsettled colour"))] if one.element.id in view.unsettled else []
    return marks + ([("↩", say(method_words.WRONG_WAY))] if one.wrong_way else [])


def _layer(title: str, sections: Sequence[Section], look: str = "layer") -> str:
    """Return a layer of a card, which is opened by itself."""
    if not sections:
        return ""
    body = "".join(f"<h5>{escape(part.title)}</h5>{listing(part.sentences)}" for part in sections)
    return f'<details class="{look}"><summary>{escape(title)}</summary>\n<div class="reasons">{body}</div></details>\n'


def explanation(view: View, element: str) -> Markup:
    """Return why one element is rated as it is; for a notebook."""
    one = view.assessment.rating(element)
    return Markup(_card(view, one).replace("<details", "<details open"), as_text(view, one))
