"""From executed chapters to one self-contained HTML page that asks the network for nothing."""

from __future__ import annotations

import base64
import functools
import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import mistune
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.present.exhibit import escape, slug
from kunteko_eval.present.language import Language

TEMPLATE = Path(__file__).parent / "template"
UNSHOWN = frozenset({"parameters", "injected-parameters", "report-hide"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One chapter as HTML, with the headings that lead to its parts."""

    identifier: str
    title: str
    body: str
    parts: tuple[tuple[str, str], ...]
    figures: tuple[str, ...]


def page(
    notebooks: Sequence[tuple[str, NotebookNode]],
    *,
    title: str,
    subtitle: str,
    language: str,
    home: str | None = None,
    fingerprint: str = "",
) -> str:
    """Return executed notebooks as one HTML page.

    Args:
        notebooks: (name, executed notebook) in reading order; the name becomes the chapter's id.
        title: The page's heading.
        subtitle: What stands under it.
        language: fi, sv or en; markdown cells tagged with another language are left out.
        home: A relative link to the index, if there is one.
        fingerprint: What the page is made of, by which an unchanged report is known.
    """
    taken: set[str] = {"top", "contents"}
    chapters = tuple(_chapter(name, notebook, language, taken) for name, notebook in notebooks)
    drawn = any(chapter.figures for chapter in chapters)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            say=Language(language),
            language=language,
            title=title,
            subtitle=subtitle,
            home=home,
            fingerprint=fingerprint,
            chapters=chapters,
            style=(TEMPLATE / "report.css").read_text(encoding="utf-8"),
            script=(TEMPLATE / "report.js").read_text(encoding="utf-8"),
            plotly=plotly_bundle() if drawn else None,
        )
    )


@functools.cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATE)
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def render(template: str, **values: object) -> str:
    """Return a template of the package filled in; values are escaped unless marked as safe."""
    return _environment().get_template(template).render(**values)


@functools.cache
def plotly_bundle() -> str:
    """Return plotly.js, compressed and in base64; the same bytes every time."""
    from plotly.offline import get_plotlyjs

    return base64.b64encode(gzip.compress(get_plotlyjs().encode(), compresslevel=9, mtime=0)).decode()


def _chapter(name: str, notebook: NotebookNode, language: str, taken: set[str]) -> Chapter:
    pieces: list[str] = []
    figures: list[str] = []
    for cell in notebook.cells:
        tags = set(cell.metadata.get("tags", []))
        spoken = tags & set(LANGUAGES)
        if tags & UNSHOWN or (spoken and Language(language).prose not in spoken):
            continue
        if cell.cell_type == "markdown":
            pieces.append(_markdown(cell.source))
        elif cell.cell_type == "code":
            for output in cell.get("outputs", []):
                pieces += _output(output, language, figures, taken)
    return _with_headings(name, "\n".join(pieces), taken, tuple(figures))


@functools.cache
def _renderer() -> mistune.Markdown:
    return mistune.create_markdown(escape=True, plugins=["table"])


def _markdown(source: str) -> str:
    """Return markdown as HTML with headings one level lower, because the page has its own first level."""
    soup = BeautifulSoup(str(_renderer()(source)), "html.parser")
    for level in range(5, 0, -1):
        for heading in soup.find_all(f"h{level}"):
            heading.name = f"h{level + 1}"
    return str(soup)


def _output(output: NotebookNode, language: str, figures: list[str], taken: set[str]) -> Iterator[str]:
    if output.output_type == "stream":
        if output.name == "stdout":
            yield f"<pre>{escape(output.text)}</pre>"
        return
    if output.output_type == "error":
        yield f"<pre>{escape(output.ename)}: {escape(output.evalue)}</pre>"
        return
    data, about = output.data, output.metadata.get("kunteko")
    if "application/vnd.plotly.v1+json" in data and about:
        yield _figure(data["application/vnd.plotly.v1+json"], about, language, figures, taken)
    elif "text/html" in data:
        yield str(data["text/html"])
    elif "image/png" in data:
        alternative = escape(data.get("text/plain", ""))
        yield f'<img src="data:image/png;base64,{data["image/png"].strip()}" alt="{alternative}">'
    elif "text/markdown" in data:
        yield _markdown(str(data["text/markdown"]))
    elif "text/plain" in data:
        yield f"<pre>{escape(data['text/plain'])}</pre>"


def _figure(figure: dict[str, Any], about: dict[str, str], language: str, figures: list[str], taken: set[str]) -> str:
    say = Language(language)
    name = _unique(f"figure-{about['name']}", taken)
    figures.append(name)
    layout = figure["layout"]
    width, height = float(layout["width"]), float(layout["height"])
    data = json.dumps(figure, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    numbers = escape(say("The numbers of this figure as a table"))
    swipe = escape(say("Scroll sideways to see the whole figure."))
    return (
        f'<figure class="plot" aria-labelledby="{name}-title">'
        f'<figcaption id="{name}-title">{escape(about["title"])}</figcaption>'
        f'<p class="swipe">{swipe}</p>'
        f'<div class="canvas-scroll" role="region" tabindex="0" aria-label="{escape(about["title"])}">'
        f'<div id="{name}" class="canvas" role="img" aria-label="{escape(about["title"])}" '
        f'aria-describedby="{name}-text" data-width="{width:g}" data-height="{height:g}" '
        f'style="aspect-ratio:{width:g}/{height:g};min-width:{width * 0.92:g}px;max-width:{width:g}px"></div></div>'
        f'<p class="told" id="{name}-text">{escape(about["text"])}</p>'
        f'<details class="numbers"><summary>{numbers}</summary>{about["table"]}</details>'
        f'<script type="application/json" data-figure="{name}">{data}</script></figure>'
    )


def _unique(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    taken.add(name)
    return name


def _with_headings(name: str, body: str, taken: set[str], figures: tuple[str, ...]) -> Chapter:
    """Give every heading an id of its own and collect them for the table of contents."""
    soup = BeautifulSoup(body, "html.parser")
    identifier = _unique(slug(re.sub(r"^\d+_", "", name)), taken)
    title, parts = name, []
    for heading in soup.find_all(["h2", "h3"]):
        text = heading.get_text()
        if heading.name == "h2":
            title = text
            heading["id"] = f"{identifier}-title"
        else:
            heading["id"] = _unique(f"{identifier}-{slug(text)}", taken)
            parts.append((str(heading["id"]), text))
    return Chapter(identifier=identifier, title=title, body=str(soup), parts=tuple(parts), figures=figures)
