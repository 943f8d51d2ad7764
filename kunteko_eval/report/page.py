"""From executed chapters to one self-contained HTML page that asks the network for nothing."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from kunteko_eval.model.comment import Comment
from kunteko_eval.report import colophon
from kunteko_eval.report.audience import USUAL, Audience
from kunteko_eval.report.audience_depth import for_audience
from kunteko_eval.report.colophon import Record
from kunteko_eval.report.comments import comments_markup
from kunteko_eval.report.cross_references import Marks, Source
from kunteko_eval.report.face import PLAIN_FACE, Face
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.language_marks import spoken
from kunteko_eval.report.large_page import boxes_on, is_large, with_packed_layers
from kunteko_eval.report.lean_markup import lean
from kunteko_eval.report.own_texts import OwnText
from kunteko_eval.report.page_chapters import page_chapters
from kunteko_eval.report.passages import passages_of
from kunteko_eval.report.plotly_script import packed, plotly_bundle, plotly_source

if TYPE_CHECKING:
    from nbformat import NotebookNode

COMMENTS_HERE = "<!-- comments -->"
"""Stands for the comments until the passages of the page that they are on are known."""
TEMPLATE = Path(__file__).parent / "template"
EARLY = 'if(matchMedia("(max-width:700px)").matches)document.querySelector(".contents details").open=false;'
"""Runs before the first text is shown: on a phone the contents are closed, so that the answers come first."""
MAP = "figure-chain-map"
"""The id of the chain map on a page."""
STYLES = ("report.css", "map.css")
"""The rules of all pages, in the order in which they hold; those of the map are drawn elsewhere, too."""
SCRIPTS = ("map.js", "search.js", "report.js")
"""What every report carries, in the order in which it runs."""
BUTTONS = (
    N_("Download plot as a PNG"),
    N_("Zoom"),
    N_("Pan"),
    N_("Zoom in"),
    N_("Zoom out"),
    N_("Reset axes"),
)
"""What the buttons of an interactive chart say, in Plotly's own English."""


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
        audience: Whom it is for.
        interactive: Whether it carries plotly.js, by which its charts can be pointed at and zoomed.
        face: Whose page it is, and how it looks.
        texts: The evaluator's own texts by the name of their chapter.
        comments: What was said of earlier versions, and what was answered.
        others: Code, name and relative link of the same report in other languages.
        workbook: A relative link to the workbook of its tables, if there is one.
        brief: A relative link to its brief; empty where there is none.
    """

    title: str
    subtitle: str
    language: str
    home: str | None = None
    fingerprint: str = ""
    record: Record | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)
    interactive: bool = False
    audience: Audience = USUAL
    face: Face = PLAIN_FACE
    texts: Mapping[str, OwnText] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    others: tuple[tuple[str, str, str], ...] = ()
    workbook: str | None = None
    brief: str = ""


def page(notebooks: Sequence[tuple[str, NotebookNode]], settings: PageSettings) -> str:
    """Return executed notebooks as one HTML page.

    Args:
        notebooks: (name, executed notebook) in reading order; the name becomes the chapter's id.
        settings: What the page says of itself.
    """
    taken: set[str] = {"top", "contents", "main"}
    language, record = settings.language, settings.record
    marks = Marks(language, settings.sources)
    chapters = page_chapters(notebooks, marks, settings.texts, taken, interactive=settings.interactive)
    chapters = for_audience(chapters, settings.audience, taken, marks.say)
    comments = () if settings.audience == "public" else settings.comments
    drawn = {name: figure for chapter in chapters for name, figure in chapter.figures.items()}
    large = is_large(boxes_on(*(part for one in chapters for part in (one.body, one.annex))))
    more = [*(["cards.js"] if large else []), *(["interactive.js"] if drawn else [])]
    scripts = [_resource(name) for name in (*SCRIPTS, *(["unpack.js"] if more else []), *more)]
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
            others=settings.others,
            workbook=settings.workbook,
            brief=settings.brief,
            fingerprint=settings.fingerprint,
            record=colophon.element(record) if record else "",
            colophon=colophon.lines(record, say) if record else [],
            chapters=chapters,
            has_map=any(f'id="{MAP}"' in chapter.body for chapter in chapters),
            map_place=MAP,
            comments=COMMENTS_HERE if comments else "",
            audience=settings.audience,
            style=style(),
            face=face,
            running=_css_text(" · ".join(filter(None, [organisation, title, subtitle]))),
            scripts=scripts,
            early=EARLY,
            allowed=" ".join(map(script_source, [*scripts, EARLY, *([plotly_source()] if drawn else [])])),
            plotly=plotly_bundle() if drawn else None,
            figures=packed(json.dumps(charts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)),
        )
    )
    if comments:
        told = comments_markup(comments, passages_of(written), say)
        written = written.replace(COMMENTS_HERE, told, 1)
    written = lean(spoken(written))
    if large:
        written = with_packed_layers(written)
    return colophon.sealed(written) if record else written


def _resource(name: str) -> str:
    """Return a style sheet or a script of the package without indentation and without remarks on lines of their own."""
    lines = [line.strip() for line in (TEMPLATE / name).read_text(encoding="utf-8").splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))


def style() -> str:
    """Return the rules of all pages."""
    return "\n".join(map(_resource, STYLES))


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
