"""How the documentation is built: `make docs` writes static pages that need no network, also from a folder."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import nbformat
import typer
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from typer.cli import get_docs_for_click

from kunteko_eval import __version__
from kunteko_eval.batch.events import EVENTS, fields_of
from kunteko_eval.batch.standing import StaleReport, Standing
from kunteko_eval.batch.summary import FailedReport, InputFault, MadeReport, RunSummary
from kunteko_eval.cli import app as command_line
from kunteko_eval.report.prose import in_language

project = "kunteko_eval"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]

html_theme = "furo"
html_title = "kunteko_eval"
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
html_show_search_summary = False  # A summary is fetched, which a page that was opened from a folder may not do.

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
default_role = "py:obj"
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True


class Commands(SphinxDirective):
    """Every command of the command line with its arguments and options, as ``--help`` tells them."""

    def run(self) -> list[nodes.Node]:
        """Return the commands as sections."""
        command = typer.main.get_command(command_line)
        context = typer.Context(command, info_name="kunteko-eval")
        text = get_docs_for_click(obj=command, ctx=context, name="kunteko-eval")
        return self.parse_text_to_nodes(text[text.index("\n## ") :], allow_section_headings=True)


class Lesson(SphinxDirective):
    """A teaching notebook as a page: its prose in English, its code, and the outputs that are kept with it."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the notebook below its title, which the page has already."""
        path = Path(self.env.srcdir).parent / "notebooks" / "learn" / self.arguments[0]
        self.env.note_dependency(str(path))
        notebook = in_language(nbformat.read(path, as_version=4), "en", path)
        first, *rest = [part for cell in notebook.cells for part in _parts(cell)]
        told = [first.partition("\n\n")[2] if first.startswith("# ") else first, *rest]
        # Parsed at once with the sections, what stands before the first of them would be lost.
        before, mark, sections = "\n\n".join(told).partition("\n\n## ")
        below = self.parse_text_to_nodes(f"{mark}{sections}".lstrip(), allow_section_headings=True)
        return [*self.parse_text_to_nodes(before), *below]


class Told(SphinxDirective):
    """What is told to programs: the fields of a class as a table, or all events of a run with theirs."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the tables, each event under a heading of its own."""
        given = {one.__name__: one for one in (RunSummary, MadeReport, FailedReport, InputFault, Standing, StaleReport)}
        if self.arguments[0] in given:
            return self.parse_text_to_nodes(_fields(given[self.arguments[0]]))
        told = [f"## {one.kind}\n\n{inspect.getdoc(one)}\n\n{_fields(one)}" for one in EVENTS]
        return self.parse_text_to_nodes("\n\n".join(told), allow_section_headings=True)


def _fields(told: type) -> str:
    """Return the fields of a class as a table in Markdown."""
    rows = [f"| `{name}` | {kind} | {remark} |" for name, kind, remark in fields_of(told)]
    return "\n".join(["| Field | Type | What it holds |", "|---|---|---|", *rows])


def _parts(cell: nbformat.NotebookNode) -> list[str]:
    """Return a cell of a notebook as Markdown; the one with the parameters stays in the notebook."""
    if cell.cell_type == "markdown":
        return [cell.source]
    if "parameters" in cell.metadata.get("tags", []):
        return []
    shown = [one.get("text") or one["data"]["text/plain"] for one in cell.outputs]
    return [f"```python\n{cell.source}\n```", *(f"```text\n{text}\n```" for text in shown)]


def _for_everybody(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:  # noqa: ARG001
    """Say what a screen reader and a keyboard need and the theme leaves out: levels of headings, and scrolled code."""
    for part in ("body", "furo_navigation_tree"):
        told = context.get(part, "").replace('role="heading"', 'role="heading" aria-level="2"')
        context[part] = told.replace("<pre>", '<pre tabindex="0">')


def setup(app: Sphinx) -> None:
    """Make the directives known, and mend each page after the theme has set it."""
    app.add_directive("commands", Commands)
    app.add_directive("lesson", Lesson)
    app.add_directive("told", Told)
    app.connect("html-page-context", _for_everybody, priority=900)
