"""The chapters of a page in their depths: what the report says of each, and the annex with everything it rests on."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from kunteko_eval.report.argument.proofs import proved
from kunteko_eval.report.cell_markup import cell_markup
from kunteko_eval.report.content import slug
from kunteko_eval.report.cross_references import Cited, Marks, cited_by, unique
from kunteko_eval.report.language import Language
from kunteko_eval.report.large_page import boxes_on, is_large, with_first_rows
from kunteko_eval.report.own_texts import OwnText

if TYPE_CHECKING:
    from nbformat import NotebookNode

UNSHOWN = frozenset({"parameters", "injected-parameters", "report-hide"})
"""Cells of the notebook's reader alone."""
REPORT = "report"
"""Cells that the report shows; what else a chapter shows is its annex, if it has one such cell."""
_SHOWS = re.compile(r"<(?:table|figure|svg|img|details|pre|ul|ol)\b")
"""What an annex has that says more than that there is nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One chapter as HTML.

    Attributes:
        number: Its place on the page, which its annex shares.
        identifier: The id of its section.
        title: What it is about.
        body: What the report says; empty where there is nothing to say, so that the contents tell that in a line.
        annex: What that rests on; empty where the report shows it all, or where there is nothing to show.
        parts: The headings of its annex, or of its section where it has no annex: id and words.
        figures: What Plotly draws over the pictures, by id.
    """

    number: int
    identifier: str
    title: str
    body: str
    annex: str
    parts: tuple[tuple[str, str], ...]
    figures: dict[str, Any]

    @property
    def is_headed(self) -> bool:
        """Whether the section has a heading of its own."""
        return "<h2" in self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    """A chapter before its ids, numbers and links are set."""

    number: int
    identifier: str
    body: str
    annex: str
    figures: dict[str, Any]


def page_chapters(
    notebooks: Sequence[tuple[str, NotebookNode]],
    marks: Marks,
    texts: Mapping[str, OwnText],
    taken: set[str],
    *,
    interactive: bool,
) -> tuple[Chapter, ...]:
    """Return the chapters of a page, every claim led to its evidence and the evidence back to the claims.

    Args:
        notebooks: (name, executed notebook) in reading order; the name becomes the chapter's id.
        marks: The page's running numbers and its documents.
        texts: The evaluator's own texts by the name of their chapter.
        taken: The ids of the page's own parts, to which all others are added.
        interactive: Whether Plotly draws over the pictures.
    """
    raw: list[_Raw] = []
    silent: list[str] = []
    for number, (name, notebook) in enumerate(notebooks, start=1):
        figures: dict[str, Any] | None = {} if interactive else None
        body, annex = _depths(notebook, marks.say, figures, taken)
        if name in texts:
            body = _after_heading(body, texts[name].html(marks.say))
        identifier = unique(slug(re.sub(r"^\d+_", "", name)), taken)
        if not body and len(notebooks) > 1 and not _SHOWS.search(annex):
            silent.append(identifier)
        taken.add(f"annex-{identifier}")
        raw.append(_Raw(number=number, identifier=identifier, body=body, annex=annex, figures=figures or {}))
    if is_large(boxes_on(*(part for one in raw for part in (one.body, one.annex)))):
        say = marks.say
        raw = [replace(one, body=with_first_rows(one.body, say), annex=with_first_rows(one.annex, say)) for one in raw]
    sections = [marks.set_section(one.body, one.identifier, taken) for one in raw]
    cited: dict[str, list[Cited]] = {}
    for one, (body, _) in zip(raw, sections, strict=True):
        cited_by(body, one.number, cited)
    made = []
    for one, (body, headings) in zip(raw, sections, strict=True):
        annex, of_annex = "", headings
        if one.identifier in silent:
            _, of_annex = marks.set_section(one.annex, f"annex-{one.identifier}", set())
        elif one.annex:
            annex, of_annex = marks.set_annex(one.annex, f"annex-{one.identifier}", taken, one.number, cited)
        made.append(
            Chapter(
                number=one.number,
                identifier=one.identifier,
                title=of_annex.title,
                body=body,
                annex=annex,
                parts=of_annex.parts,
                figures=one.figures,
            )
        )
    names = {f"annex-{one.identifier}": marks.annex(one.number) for one in made if one.annex} | marks.numbers
    taken -= {one.identifier for one in made if not one.body} | {f"annex-{name}" for name in silent}
    return linked([replace(one, body=proved(one.body, names, marks.say)) for one in made], taken)


def _depths(notebook: NotebookNode, say: Language, figures: dict[str, Any] | None, taken: set[str]) -> tuple[str, str]:
    """Return what the report says of a chapter and what its annex holds; without a cell for the report it says all."""
    said: list[str] = []
    held: list[str] = []
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        if not tags & UNSHOWN:
            (said if REPORT in tags else held).extend(cell_markup(cell, say, figures, taken))
    if not any(REPORT in cell.metadata.get("tags", []) for cell in notebook.cells):
        return "\n".join(held), ""
    return "\n".join(said), "\n".join(held)


def _after_heading(body: str, text: str) -> str:
    """Return a chapter with a text after its heading; before everything where it has none."""
    head, heading, rest = body.partition("</h2>")
    return f"{head}{heading}\n{text}\n{rest}" if heading else f"{text}\n{body}"


def linked(chapters: Sequence[Chapter], taken: Collection[str]) -> tuple[Chapter, ...]:
    """Return chapters without links to places that the page does not have, such as those in a dropped chapter.

    Args:
        chapters: The chapters of the page.
        taken: The ids of the page's own parts and of its headings and figures.
    """
    bodies = [part for chapter in chapters for part in (chapter.body, chapter.annex)]
    there = {*taken, *(one for body in bodies for one in re.findall(r'\bid="([^"]*)"', body))}

    def kept(link: re.Match[str]) -> str:
        return link[0] if unquote(html.unescape(link[1])) in there else ""

    def checked(body: str) -> str:
        return re.sub(r' href="#([^"]*)"', kept, body)

    return tuple(replace(one, body=checked(one.body), annex=checked(one.annex)) for one in chapters)
