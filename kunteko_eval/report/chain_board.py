"""The chain as plain HTML: levels side by side, boxes with rating, word, symbol and confidence; quick to redraw."""

from __future__ import annotations

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.content import escape
from kunteko_eval.report.item_words import answer
from kunteko_eval.report.not_intended import TITLE
from kunteko_eval.report.style import FILL, INK, OUTLINE, PATTERN
from kunteko_eval.report.view import View

STRIPS = {
    "/": f"repeating-linear-gradient(135deg,{INK} 0 1px,transparent 1px 5px)",
    ".": f"radial-gradient({INK} 1px,transparent 1.4px)",
    "x": f"repeating-linear-gradient(45deg,{INK} 0 1px,transparent 1px 5px),repeating-linear-gradient(135deg,{INK} 0 1px,transparent 1px 5px)",
}
"""The ratings' patterns as backgrounds of a strip at the left edge of a box."""

LINES = {"solid": "solid", "dash": "dashed", "dot": "dotted"}


def board(view: View, recorded: View | None = None) -> str:
    """Return the rated chain as HTML without scripts.

    Args:
        view: The period as it is rated now.
        recorded: The same period as recorded; boxes that differ from it say what they were.
    """
    say, assessment = view.say, view.assessment
    columns = []
    for level in assessment.programme.chain.levels:
        boxes = [
            _box(view, one, None if recorded is None else recorded.assessment.rating(one.element.id))
            for one in assessment.ratings
            if one.element.level == level.id
        ]
        heading = f'<strong style="display:block;margin:0 0 6px">{escape(say.text(level.label))}</strong>'
        columns.append(f'<div style="flex:1 1 150px;min-width:150px">{heading}{"".join(boxes)}</div>')
    main = f'<div style="display:flex;flex-wrap:wrap;gap:12px;color:{INK}">{"".join(columns)}</div>'
    beside = "".join(
        _box(view, one, None if recorded is None else recorded.assessment.rating(one.element.id))
        for one in assessment.aside
    )
    if not beside:
        return main
    heading = f'<strong style="display:block;margin:0 0 6px">{escape(say(TITLE))}</strong>'
    return f'{main}<div style="border-top:1px solid {INK};margin-top:8px;padding-top:6px;color:{INK}">{heading}{beside}</div>'


def _box(view: View, one: ElementRating, before: ElementRating | None) -> str:
    say = view.say
    rating, fill, line = answer(say, one, one.computed), FILL[one.computed], OUTLINE.get(one.computed, "solid")
    if not one.element.desired:
        rating, fill = f"✗ {say(method_words.UNWANTED[one.computed])}", "#ffffff"
    sure = "" if one.confidence is None else f" {method_words.dots(one.confidence)}"
    was = ""
    if before is not None and before.computed is not one.computed:
        told = say("was {rating}", rating=answer(say, before, before.computed))
        was = f"<br><em>{escape(told)}</em>"
    width = 3 if was or one.element.aside else 1
    drawn_line = "double" if one.element.aside else LINES[line]
    style = (
        f"background:{fill};color:{INK};border:{width}px {drawn_line} {INK};"
        "padding:4px 7px 4px 18px;margin:0 0 6px;line-height:1.3;font-size:13px;position:relative"
    )
    strip = ""
    if PATTERN[one.computed]:
        drawn = f"background-image:{STRIPS[PATTERN[one.computed]]};background-size:5px 5px;border-right:1px solid {INK}"
        strip = f'<span aria-hidden="true" style="position:absolute;left:0;top:0;bottom:0;width:11px;{drawn}"></span>'
    return (
        f'<div style="{style}">{strip}{escape(say.text(one.element.label))}<br><b>{escape(rating)}</b>{sure}{was}</div>'
    )
