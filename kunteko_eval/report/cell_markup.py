"""What an executed cell shows, as HTML: prose, tables, and figures that are there without scripts."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import mistune

from kunteko_eval.report.content import escape
from kunteko_eval.report.figure_markup import figure_markup
from kunteko_eval.report.language import Language

if TYPE_CHECKING:
    from nbformat import NotebookNode


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
        yield figure_markup(data["application/vnd.plotly.v1+json"], about, say, figures, taken)
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
