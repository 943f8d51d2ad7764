"""From executed chapters to one self-contained HTML page that asks the network for nothing."""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jinja2
import mistune

from kunteko_eval.report import colophon
from kunteko_eval.report.colophon import Record
from kunteko_eval.report.content import escape, slug
from kunteko_eval.report.cross_references import Marks, Source, unique
from kunteko_eval.report.face import PLAIN_FACE, Face
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.language_marks import spoken
from kunteko_eval.report.own_texts import OwnText
from kunteko_eval.report.picture import picture
from kunteko_eval.report.plotly_script import packed, plotly_bundle, plotly_source

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATE = Path(__file__).parent / "template"
EARLY = 'if(matchMedia("(max-width:700px)").matches)document.querySelector(".contents details").open=false;'
"""Runs before the first text is shown: on a phone the contents are closed, so that the answers come first."""
LONG = 420
"""Letters from which what a figure says is set in two columns."""
BUTTONS = (
    N_("Download plot as a PNG"),
    N_("Zoom"),
    N_("Pan"),
    N_("Zoom in"),
    N_("Zoom out"),
    N_("Reset axes"),
)
"""What the buttons of an interactive chart say, in Plotly's own English."""
UNSHOWN = frozenset({"parameters", "injected-parameters", "report-hide"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One chapter as HTML, with the headings that lead to its parts."""

    identifier: str
    title: str
    body: str
    parts: tuple[tuple[str, str], ...]
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """What a page says of itself.

    Attributes:
        title: The page's heading.
        subtitle: What stands under it.
        language: fi, sv or en.
        home: A relative link to the index, if there is one.
        fingerprint: What the page is made of, by which an unchanged report is known.
        record: What the page was made from; the page says it, and carries a digest of itself.
        sources: The documents by the mark that cites them; each mark leads to its document.
        interactive: Whether it carries plotly.js, by which its charts can be pointed at and zoomed.
        face: Whose page it is, and how it looks.
        texts: The evaluator's own texts by the name of their chapter.
    """

    title: str
    subtitle: str
    language: str
    home: str | None = None
    fingerprint: str = ""
    record: Record | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)
    interactive: bool = False
    face: Face = PLAIN_FACE
    texts: Mapping[str, OwnText] = field(default_factory=dict)


def page(notebooks: Sequence[tuple[str, NotebookNode]], settings: PageSettings) -> str:
    """Return executed notebooks as one HTML page.

    Args:
        notebooks: (name, executed notebook) in reading order; the name becomes the chapter's id.
        settings: What the page says of itself.
    """
    taken: set[str] = {"top", "contents", "main"}
    language, record = settings.language, settings.record
    marks = Marks(language, settings.sources)
    chapters = linked([_chapter(name, notebook, settings, taken, marks) for name, notebook in notebooks], taken)
    drawn = {name: figure for chapter in chapters for name, figure in chapter.figures.items()}
    scripts = [(TEMPLATE / "report.js").read_text(encoding="utf-8")]
    if any("<svg class=\"map\"" in chapter.body for chapter in chapters):
        scripts.append((TEMPLATE / "map.js").read_text(encoding="utf-8"))
    if drawn:
        scripts.append((TEMPLATE / "interactive.js").read_text(encoding="utf-8"))
    say, title, subtitle = Language(language), settings.title, settings.subtitle
    face, organisation = settings.face, settings.face.organisation(say)
    charts = {"figures": drawn, "words": {name: say(name) for name in BUTTONS}}
    written = (
        _environment()
        .get_template("report.html.j2")
        .render(
            say=say,
            language=language,
            title=title,
            subtitle=subtitle,
            home=settings.home,
            fingerprint=settings.fingerprint,
            record=colophon.element(record) if record else "",
            colophon=colophon.lines(record, say) if record else [],
            chapters=chapters,
            style="\n".join((TEMPLATE / name).read_text(encoding="utf-8") for name in ("report.css", "map.css")),
            face=face,
            running=_css_text(" · ".join(filter(None, [organisation, title, subtitle]))),
            scripts=scripts,
            early=EARLY,
            allowed=" ".join(map(script_source, [*scripts, EARLY, *([plotly_source()] if drawn else [])])),
            plotly=plotly_bundle() if drawn else None,
            figures=packed(json.dumps(charts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)),
        )
    )
    written = spoken(written)
    return colophon.sealed(written) if record else written


@functools.cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATE)
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def render(template: str, **values: object) -> str:
    """Return a template of the package filled in; values are escaped unless marked as safe."""
    return _environment().get_template(template).render(**values)


def _css_text(text: str) -> str:
    """Return a text as a CSS string in which every character but plain letters and digits is escaped."""
    return '"' + "".join(one if one.isascii() and one.isalnum() else f"\\{ord(one):x} " for one in text) + '"'


def script_source(script: str) -> str:
    """Return the source expression by which a Content-Security-Policy allows one script and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _chapter(name: str, notebook: NotebookNode, settings: PageSettings, taken: set[str], marks: Marks) -> Chapter:
    say = Language(settings.language)
    pieces: list[str] = []
    figures: dict[str, Any] | None = {} if settings.interactive else None
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        if tags & UNSHOWN:
            continue
        if cell.cell_type == "markdown":
            pieces.append(_markdown(cell.source))
        elif cell.cell_type == "code":
            for output in cell.get("outputs", []):
                pieces += _output(output, say, figures, taken)
    identifier = unique(slug(re.sub(r"^\d+_", "", name)), taken)
    body = "\n".join(pieces)
    if name in settings.texts:
        body = _after_heading(body, settings.texts[name].html(say))
    body, headings = marks.set(body, identifier, taken)
    return Chapter(identifier=identifier, title=headings.title, body=body, parts=headings.parts, figures=figures or {})


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
    there = {*taken, *(one for chapter in chapters for one in re.findall(r'\bid="([^"]*)"', chapter.body))}

    def kept(link: re.Match[str]) -> str:
        return link[0] if unquote(html.unescape(link[1])) in there else ""

    return tuple(replace(chapter, body=re.sub(r' href="#([^"]*)"', kept, chapter.body)) for chapter in chapters)


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
        f'<details class="numbers"><summary>{numbers}</summary>{about["table"]}</details></figure>{about.get("listed", "")}'
    )
