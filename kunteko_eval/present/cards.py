"""Every element with its reasons, by level: what the chain map says, for any screen and any reader."""

from __future__ import annotations

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.present import words
from kunteko_eval.present.exhibit import Markup, escape, listing
from kunteko_eval.present.explain import as_text, explain
from kunteko_eval.present.view import View


def element_cards(view: View) -> Markup:
    """Return all elements by level; each opens to its reasons, evidence and sources."""
    say, assessment = view.say, view.assessment
    parts, plain = [], []
    for level in assessment.programme.chain.levels:
        parts.append(f"<h3>{escape(say.text(level.label))}</h3>")
        for one in assessment.ratings:
            if one.element.level == level.id:
                parts.append(_card(view, one))
                plain.append(words.headline(say, one))
    return Markup("\n".join(parts), "\n".join(plain))


def _card(view: View, one: ElementRating) -> str:
    say = view.say
    label = escape(say.text(one.element.label))
    rating = escape(say(words.RATINGS[one.final]))
    symbol = words.SYMBOLS[one.final]
    sure = ""
    if one.confidence is not None:
        told = say("confidence {level} of 4, {word}", level=one.confidence, word=say(words.CONFIDENCE[one.confidence]))
        sure = f'<span class="sure"><span aria-hidden="true">{words.dots(one.confidence)}</span> {escape(told)}</span>'
    conflict = f'<span class="mark">⚡ {escape(say("sources disagree"))}</span>' if one.conflict else ""
    body = "".join(f"<h4>{escape(section.title)}</h4>{listing(section.sentences)}" for section in explain(view, one))
    return (
        f'<details class="card {one.final.value}" id="element-{one.element.id}"><summary>'
        f'<span class="badge"><span aria-hidden="true">{symbol}</span> {rating}</span> '
        f'<span class="label">{label}</span> {sure} {conflict}</summary>\n<div class="reasons">{body}</div></details>'
    )


def explanation(view: View, element: str) -> Markup:
    """Return why one element is rated as it is; for exploring in a notebook."""
    one = view.assessment.rating(element)
    return Markup(_card(view, one).replace("<details", "<details open", 1), as_text(view, one))
