"""A figure on the page: its finding, what it shows, the picture, the source, the words and the numbers."""

from __future__ import annotations

from typing import Any

from kunteko_eval.report.content import escape
from kunteko_eval.report.cross_references import unique
from kunteko_eval.report.language import Language
from kunteko_eval.report.picture import pictures
from kunteko_eval.report.picture.svg import attribute_text as escape_attribute
from kunteko_eval.report.style import FONT

LONG = 420
"""Letters from which what a figure says is set in two columns."""


def figure_markup(
    figure: dict[str, Any], about: dict[str, str], say: Language, figures: dict[str, Any] | None, taken: set[str]
) -> str:
    """Return a figure: a picture that is there without scripts, what it says in words, and its numbers.

    A figure of panels needs no scrolling: its panels stand side by side or below each other, as the page has room.

    Args:
        figure: Plotly's, as plain JSON data.
        about: What the exhibit says of itself: name, title, text, table, and where it has them subtitle, source, a
            picture of its own, its controls, and what is listed below it.
        say: The language.
        figures: Where figures are kept, one without a picture of its own is added, and Plotly draws it over its picture.
        taken: The ids that are taken, to which the figure's is added.
    """
    name = unique(f"figure-{about['name']}", taken)
    text, layout = escape(about["text"]), figure["layout"]
    is_chart = "picture" not in about
    live = ""
    if is_chart and figures is not None:
        figures[name] = figure
        live = f'<div class="canvas" style="aspect-ratio:{layout["width"]:g}/{layout["height"]:g}"></div>'
    drawn = (
        pictures(figure, identifier=name, title=about["title"], text=about["text"]) if is_chart else about["picture"]
    )
    still = f'<div class="still">{_inline(drawn)}</div>{live}'
    panels = len((layout.get("meta") or {}).get("panels", ()))
    shown = _panels(about["title"], panels, still, live) if panels else _scrolled(about["title"], layout, still, say)
    numbers = escape(say("The numbers of this figure as a table"))
    source = say("Source: {source}", source=about["source"]) if about.get("source") else ""
    return (
        f'<figure class="plot {"chart" if is_chart else "whole"}" id="{name}"><figcaption>{escape(about["title"])}</figcaption>'
        f"{_line('subject', about.get('subtitle', ''))}{about.get('controls', '')}{shown}{_line('source', source)}"
        f'<p class="{"told long" if len(text) > LONG else "told"}">{text}</p>'
        f'<details class="numbers"><summary>{numbers}</summary>{about["table"]}</details></figure>'
        + about.get("listed", "")
    )


def _inline(drawn: str) -> str:
    """Return pictures without what a page gives them anyway: the namespace, and its own typeface."""
    given = (' xmlns="http://www.w3.org/2000/svg"', f' font-family="{escape_attribute(FONT)}"')
    for one in given:
        drawn = drawn.replace(one, "")
    return drawn


def _panels(title: str, panels: int, still: str, live: str) -> str:
    """Return panels in as many columns as there is room for; what Plotly draws over them scrolls sideways."""
    scrolls = f' role="region" tabindex="0" aria-label="{escape(title)}"' if live else ""
    return f'<div class="panels{" few" if panels <= 2 else ""}{" live" if live else ""}"{scrolls}>{still}</div>'


def _scrolled(title: str, layout: dict[str, Any], still: str, say: Language) -> str:
    """Return a picture in a frame that scrolls sideways where the screen is narrower."""
    width = float(layout["width"])
    swipe = escape(say("Scroll sideways to see the whole figure."))
    return (
        f'<p class="swipe">{swipe}</p><div class="canvas-scroll" role="region" tabindex="0" aria-label="{escape(title)}">'
        f'<div class="drawing" style="max-width:{width:g}px;min-width:{min(width, 960) * 0.75:g}px">{still}</div></div>'
    )


def _line(name: str, text: str) -> str:
    return f'<p class="{name}">{escape(text)}</p>' if text else ""
