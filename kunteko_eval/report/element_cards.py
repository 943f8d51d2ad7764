"""Every element with its reasons, by level: what the chain map says, for any screen and any reader."""

from __future__ import annotations

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.links import Standing
from kunteko_eval.report import method_words
from kunteko_eval.report.arrow_words import STANDINGS
from kunteko_eval.report.chosen import Rows
from kunteko_eval.report.chosen_ratings import own, rated
from kunteko_eval.report.content import Markup, escape, listing
from kunteko_eval.report.explain import as_text, explain
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
    say = view.say
    label = escape(say.text(one.element.label))
    rating = escape(method_words.final_words(say, one))
    look = one.final.value if one.element.desired else "unwanted"
    symbol, edge, ground = method_words.symbol(say, one.final), "", ""
    if look in say.grades:
        colour = say.grades[look].colour
        edge, ground = f' style="border-left-color:{colour}"', f' style="background:{colour}"'
    sure = ""
    if one.confidence is not None:
        told = say(
            "confidence {level} of 4, {word}", level=one.confidence, word=say(method_words.CONFIDENCE[one.confidence])
        )
        sure = f'<span class="sure"><span aria-hidden="true">{method_words.dots(one.confidence)}</span> {escape(told)}</span>'
    marks = f'<span class="mark">⚡ {escape(say("sources disagree"))}</span>' if one.conflict else ""
    if one.element.id in view.unsettled:
        marks += f' <span class="mark"><span aria-hidden="true">≈</span> {escape(say("unsettled colour"))}</span>'
    if one.wrong_way:
        marks += f' <span class="mark"><span aria-hidden="true">↩</span> {escape(say(method_words.WRONG_WAY))}</span>'
    sections = [(section.title, section.sentences) for section in explain(view, one)]
    if ways := ways_of(view, one):
        sections.insert(1, (say("Links"), tuple(ways)))
    body = "".join(f"<h4>{escape(title)}</h4>{listing(sentences)}" for title, sentences in sections)
    return (
        f'<details class="card {look}"{edge} id="element-{one.element.id}"><summary>'
        f'<span class="badge"{ground}><span aria-hidden="true">{symbol}</span> {rating}</span> '
        f'<span class="label">{label}</span> {sure} {marks}</summary>\n<div class="reasons">{body}</div></details>'
    )


def ways_of(view: View, one: ElementRating) -> list[str]:
    """Return what the map's arrows say of one box: what it contributes to, what contributes to it, and on what ground."""
    say, chain = view.say, view.programme.chain

    def named(element: str, standing: Standing) -> str:
        return f"{say.text(chain.element(element).label)} ({say(STANDINGS[standing])})"

    links = view.assessment.links
    onwards = [named(link.target, link.standing) for link in links if link.source == one.element.id]
    before = [named(link.source, link.standing) for link in links if link.target == one.element.id]
    told = [say("Fed by: {names}.", names="; ".join(before))] if before else []
    return told + ([say("Contributes to: {names}.", names="; ".join(onwards))] if onwards else [])


def explanation(view: View, element: str) -> Markup:
    """Return why one element is rated as it is; for a notebook."""
    one = view.assessment.rating(element)
    return Markup(_card(view, one).replace("<details", "<details open", 1), as_text(view, one))
