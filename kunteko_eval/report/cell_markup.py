"""What an executed cell shows, as HTML: prose, tables, and figures that are there without scripts."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import mistune

from kunteko_eval.report.content import escape
from kunteko_eval.report.cross_references import unique
from kunteko_eval.report.language import Language
from kunteko_eval.report.picture import picture

if TYPE_CHECKING:
    from nbformat import NotebookNode

LONG = 420
"""Letters from which what a figure says is set in two columns."""


def cell_markup(cell: NotebookNode, say: Language, figures: dict[str, Any] | None, taken: set[str]) -> list[str]:
    """Return what a cell shows, a piece of HTML for each output.

    Args:
        cell: An executed cell, or one of prose.
        say: The page's language.
        figures: Where charts are kept that Plotly shall draw over their pictures; None when it draws none.
        taken: The ids of the page, to which those of the figures are added.
    """
    if cell.cell_type == "markdown":
        return [_markdown(cell.source)]
    if cell.cell_type != "code":
        return []
    return [piece for output in cell.get("outputs", []) for piece in _output(output, say, figures, taken)]


class _Lowered(mistune.HTMLRenderer):
    """Renders headings one level lower, because the page has its own first level."""

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        """Render a heading."""
        return str(super().heading(text, min(level + 1, 6), **attributes))


@functools.cache
def _renderer() -> mistune.Markdown:
    return mistune.create_markdown(renderer=_Lowered(escape=True), plugins=["table"])


def _markdown(source: str) -> str:
    return str(_renderer()(source))


def _output(output: NotebookNode, say: Language, figures: dict[str, Any] | None, taken: set[str]) -> Iterator[str]:
    if output.output_type == "stream":
        if output.name == "stdout":
            yield f"<pre>{escape(output.text)}</pre>"
        return
    if output.output_type == "error":
        yield f"<pre>{escape(output.ename)}: {escape(output.evalue)}</pre>"
        return
    data, about = output.data, output.metadata.get("kunteko")
    if "application/vnd.plotly.v1+json" in data and about:
        yield _figure(data["application/vnd.plotly.v1+json"], about, say, figures, taken)
    elif "text/html" in data:
        yield str(data["text/html"])
    elif "image/png" in data:
        told = output.metadata.get("image/png", {}).get("alt") or data.get("text/plain", "")
        alternative = escape(told)
        yield f'<img src="data:image/png;base64,{data["image/png"].strip()}" alt="{alternative}">'
    elif "text/markdown" in data:
        yield _markdown(str(data["text/markdown"]))
    elif "text/plain" in data:
        yield f"<pre>{escape(data['text/plain'])}</pre>"


def _figure(
    figure: dict[str, Any], about: dict[str, str], say: Language, figures: dict[str, Any] | None, taken: set[str]
) -> str:
    """Return a figure: a picture that is there without scripts, what it says in words, and its numbers.

    Where figures are kept, one without a drawing of its own has a place in which Plotly draws it over its picture.
    """
    name = unique(f"figure-{about['name']}", taken)
    title, text = escape(about["title"]), escape(about["text"])
    width, height = float(figure["layout"]["width"]), float(figure["layout"]["height"])
    is_chart = "picture" not in about
    drawn = picture(figure, identifier=name, title=about["title"], text=about["text"]) if is_chart else about["picture"]
    live = ""
    if is_chart and figures is not None:
        figures[name] = figure
        live = f'<div class="canvas" style="aspect-ratio:{width:g}/{height:g}"></div>'
    numbers = escape(say("The numbers of this figure as a table"))
    swipe = escape(say("Scroll sideways to see the whole figure."))
    return (
        f'<figure class="plot {"chart" if is_chart else "whole"}" id="{name}"><figcaption>{title}</figcaption>'
        f'{about.get("controls", "")}<p class="swipe">{swipe}</p>'
        f'<div class="canvas-scroll" role="region" tabindex="0" aria-label="{title}">'
        f'<div class="drawing" style="max-width:{width:g}px;min-width:{min(width, 960) * 0.75:g}px">'
        f'<div class="still">{drawn}</div>{live}</div></div>'
        f'<p class="{"told long" if len(text) > LONG else "told"}">{text}</p>'
        f'<details class="numbers"><summary>{numbers}</summary>{about["table"]}</details></figure>'
        + about.get("listed", "")
    )
