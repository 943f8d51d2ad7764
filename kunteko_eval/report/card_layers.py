"""A box's card in three layers: one sentence, why it is rated so, and every item."""

from __future__ import annotations

from dataclasses import dataclass

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.links import Standing
from kunteko_eval.report import method_words
from kunteko_eval.report.arrow_words import STANDINGS
from kunteko_eval.report.box_moves import marked_moves, move_words
from kunteko_eval.report.explain import Section, explain
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.uncoloured import reason
from kunteko_eval.report.view import View

CHANGED = N_("A recorded judgement changed the computed rating, {computed}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLayers:
    """What a card tells, from the shortest to the longest.

    Attributes:
        sentence: What the box is rated, on what, and how sure that is.
        why: The reasons, and what would change the rating.
        items: What counts as evidence, and every item of it.
    """

    sentence: str
    why: tuple[Section, ...]
    items: tuple[Section, ...]


def card_layers(view: View, one: ElementRating) -> CardLayers:
    """Return a box's card in its layers."""
    say = view.say
    sections = explain(view, one)
    if ways := ways_of(view, one):
        sections = (*sections, Section(title=say("Links"), sentences=tuple(ways)))
    return CardLayers(
        sentence=first_sentence(view, one),
        why=tuple(part for part in sections if not part.of_items),
        items=tuple(part for part in sections if part.of_items),
    )


def first_sentence(view: View, one: ElementRating) -> str:
    """Return what a box is rated, on what, how sure that is, and how it moved, as short as can be."""
    say = view.say
    rating = method_words.final_words(say, one)
    told = [say("Rating: {rating}.", rating=rating)]
    if one.confidence is None:
        lacking = [reason(say, view.assessment, one, step) for step in one.graded.reasons[-1:]]
        repeated = any(sentence.casefold().startswith(rating.casefold()) for sentence in lacking)
        told = [*([] if repeated else told), *lacking]
    else:
        if one.used:
            told.append(say("Rests on: {what} ({types}).", what=_what(say, one), types=_types(say, one)))
        told.append(
            say(
                "Confidence: {word}, {level} of 4.",
                word=say(method_words.CONFIDENCE[one.confidence]),
                level=one.confidence,
            )
        )
    if one.overridden:
        told.append(say(CHANGED, computed=method_words.word(say, one.computed)))
    if moved := move_words(view, marked_moves(view).get(one.element.id, "")):
        told.append(say("Since the previous period: {moved}.", moved=moved))
    return " ".join(told)


def _what(say: Language, one: ElementRating) -> str:
    """Return how many figures and findings were used."""
    findings = sum(item.form == "finding" for item in one.used)
    told = []
    if figures := len(one.used) - findings:
        told.append(say.many("{count:w} figure", "{count:w} figures", figures))
    if findings:
        told.append(say.many("{count:w} finding", "{count:w} findings", findings))
    return say.listing(told)


def _types(say: Language, one: ElementRating) -> str:
    return say.listing([say(method_words.TYPES[kind]) for kind in one.source_types])


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
