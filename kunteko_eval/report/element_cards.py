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
from kunteko_eval.report.not_intended import TITLE
from kunteko_eval.report.view import View


def element_cards(view: View, ratings: Rows = None) -> Markup:
    """Return elements by level; each opens to its reasons, evidence and sources.

    Args:
        view: The period.
        ratings: Rows of `ratings`, in the order in which they are shown on their levels; all when None. A level whose
            elements are all left out is left out too.
    """
    say, chain = view.say, view.programme.chain
    shown = rated(view, ratings)
    aside = [one for one in shown if one.element.aside]
    parts, plain = [], []
    for level in chain.levels:
        of_level = [one for one in own(shown) if one.element.level == level.id]
        if of_level or not chain.on_level(level):
            parts.append(f"<h3>{escape(say.text(level.label))}</h3>")
        for one in of_level:
            parts.append(_card(view, one))
            shaky = f"; {say('unsettled colour')}" if one.element.id in view.unsettled else ""
            plain.append(method_words.headline(say, one) + shaky)
    if aside:
        parts += [f"<h3>{escape(say(TITLE))}</h3>", *(_card(view, one) for one in aside)]
        plain += [say(TITLE), *(method_words.headline(say, one) for one in aside)]
    return Markup("\n".join(parts), "\n".join(plain))


def _card(view: View, one: ElementRating) -> str:
    say, layers = view.say, card_layers(view, one)
    look = one.final.value if one.element.desired else "unwanted"
    edge = f' style="border-left-color:{say.grades[look].colour}"' if look in say.grades else ""
    on_map = escape(say("Show on the map"))
    return (
        f'<article class="card {look}"{edge} id="element-{one.element.id}">{_head(view, one, look)}\n'
        f'<p class="first">{escape(layers.sentence)} <a class="on-map" href="#box-{one.element.id}">{on_map}</a></p>\n'
        f"{_layer(say('Why, and what would change it'), layers.why)}"
        f"{_layer(say('All of its evidence'), layers.items)}</article>"
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


def _layer(title: str, sections: Sequence[Section]) -> str:
    """Return a layer of a card, which is opened by itself."""
    if not sections:
        return ""
    body = "".join(f"<h5>{escape(part.title)}</h5>{listing(part.sentences)}" for part in sections)
    return f'<details class="layer"><summary>{escape(title)}</summary>\n<div class="reasons">{body}</div></details>\n'


def explanation(view: View, element: str) -> Markup:
    """Return why one element is rated as it is; for a notebook."""
    one = view.assessment.rating(element)
    return Markup(_card(view, one).replace("<details", "<details open"), as_text(view, one))
