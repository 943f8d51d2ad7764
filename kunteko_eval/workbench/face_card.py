"""What the workbench shows of one box: its rating, everything that led to it, and what would change it."""

from __future__ import annotations

from typing import Any

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.card_layers import ways_of
from kunteko_eval.report.explain import Section, explain
from kunteko_eval.report.view import View
from kunteko_eval.workbench.live_map import was


def face_card(view: View, element: str, before: ElementRating | None) -> dict[str, Any]:
    """Return the card of one box, ready for the screen.

    Args:
        view: The period as it is tried.
        element: The box.
        before: What is recorded of it, where it differs.
    """
    say, one = view.say, view.assessment.rating(element)
    sections = list(explain(view, one, shaken=False))
    if ways := ways_of(view, one):
        sections.insert(1, Section(title=say("Links"), sentences=tuple(ways)))
    sure = ""
    if one.confidence is not None:
        sure = say(
            "confidence {level} of 4, {word}", level=one.confidence, word=say(method_words.CONFIDENCE[one.confidence])
        )
    look = one.final.value if one.element.desired else "unwanted"
    return {
        **({"colour": say.grades[look].colour} if look in say.grades else {}),
        "element": element,
        "label": say.text(one.element.label),
        "look": look,
        "symbol": method_words.symbol(say, one.final),
        "rating": method_words.final_words(say, one),
        "dots": method_words.dots(one.confidence),
        "confidence": sure,
        "was": "" if before is None else say("recorded: {value}", value=was(say, before)),
        "sections": [{"title": section.title, "sentences": list(section.sentences)} for section in sections],
    }
