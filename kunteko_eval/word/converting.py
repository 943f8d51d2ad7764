"""From a report's HTML file to a Word document that can be edited; the same page always gives the same bytes."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import lxml.etree
from docx.document import Document
from docx.text.paragraph import Paragraph
from lxml.html import HtmlElement

from kunteko_eval.errors import KuntekoError
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.report.colophon import NoRecord, opened
from kunteko_eval.report.language import Language
from kunteko_eval.report.page_tree import page_tree
from kunteko_eval.word.body import BodyWriter
from kunteko_eval.word.inline import LOCALES, Links, add_words, words_of
from kunteko_eval.word.setting import asked, empty_document, field_mark

ENDING = ".docx"
DAY = (1980, 1, 1, 0, 0, 0)
"""The day that each part of a document carries: the first that a ZIP archive knows. No clock is read."""

UNSHOWN = ("skip", "up", "swipe", "narrow", "home", "doors", "filters", "search")
"""Classes of what serves the screen alone."""

SCREEN = ("script", "template", "button", "form", "input", "select")
"""Elements that do so."""

PROGRAM = "kunteko_eval"


class DocumentFailed(KuntekoError, RuntimeError):
    """A page is no report, or a document stands in the way."""


def write_document(page: Path, target: Path, *, annexes: bool = False, force: bool = False) -> None:
    """Write a report as a Word document; all of it is written or nothing.

    Args:
        page: The report's HTML file.
        target: The document to write; one of ours that nobody has edited is replaced.
        annexes: Whether what is closed on screen is written too: the annexes, and the tables of figures.
        force: Whether a document that was edited is replaced too.

    Raises:
        DocumentFailed: When the page is not a report, or an edited document stands at the target.
        OSError: When the page cannot be read or the document cannot be written.
    """
    content = page.read_bytes()
    if target.exists() and (target.resolve() == page.resolve() or not (force or is_unedited(target))):
        raise DocumentFailed(
            f"{target}: stands there already and was edited, or is not ours; give another --output, or --force to "
            "replace it"
        )
    made = document_of(content, str(page), annexes=annexes)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, made)


def document_of(content: bytes, name: str, *, annexes: bool = False) -> bytes:
    """Return a report's page as a Word document.

    Args:
        content: The page.
        name: What the page is called in a message.
        annexes: Whether what is closed on screen is written too.

    Raises:
        DocumentFailed: When the page is not a report.
    """
    tree = _read(content, name)
    language = str(tree.get("lang"))
    title = _text(tree.find(".//h1")) or _text(tree.find(".//title"))
    subtitle = _text(tree.find(".//header//p[@class='subtitle']"))
    left_out = _trim(tree, annexes=annexes)
    document = empty_document(language, " · ".join(filter(None, [title, subtitle])))
    asked_for = {str(one.get("href"))[1:] for one in tree.iter("a") if str(one.get("href") or "").startswith("#")}
    links = Links(document.part, [str(one.get("id")) for one in tree.iter() if one.get("id") in asked_for])
    body = BodyWriter(document, tree, links)
    header = tree.find(".//header")
    for image in header.iter("img") if header is not None else ():
        body._block(image, "Normal", 0)
    document.add_paragraph(title, style="Title")
    if subtitle:
        document.add_paragraph(subtitle, style="Subtitle")
    _contents(document, tree, links)
    body.write(tree.find(".//main"))
    if left_out:
        document.add_paragraph(_told_of_annexes(language))
    foot = tree.find(".//footer")
    if foot is not None:
        body.write(foot)
    _about(document, tree, content, title)
    return _packed(document)


def is_unedited(path: Path) -> bool:
    """Return whether a document is one that `write_document` wrote and nobody has changed since."""
    try:
        with zipfile.ZipFile(path) as archive:
            told = re.search(rb"<cp:version>(\w+)</cp:version>", archive.read("docProps/core.xml"))
            return bool(told) and told[1].decode() == _mark_of(archive.read("word/document.xml"))  # type: ignore[index]
    except (zipfile.BadZipFile, KeyError, OSError):
        return False


def _mark_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]


def _read(content: bytes, name: str) -> HtmlElement:
    """Return a report's page.

    Raises:
        DocumentFailed: When it has no language, no title or no content.
    """
    text = content.decode("utf-8", "replace")
    tree: HtmlElement | None = None
    if text.strip():
        try:
            tree = page_tree(text)
        except (ValueError, lxml.etree.ParserError):
            tree = None
    lacks = [
        what
        for what, there in (
            ("language", tree is not None and bool(tree.get("lang"))),
            ("title", tree is not None and bool(_text(tree.find(".//title")))),
            ("content (main)", tree is not None and tree.find(".//main") is not None),
        )
        if not there
    ]
    if tree is None or lacks:
        raise DocumentFailed(f"{name}: is not a report: it has no {' and no '.join(lacks)}; name a report's HTML file")
    return tree


def _text(element: HtmlElement | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _trim(tree: HtmlElement, *, annexes: bool) -> bool:
    """Drop what serves the screen alone and, unless annexes are asked for, what is closed; return whether any was.

    Args:
        tree: The page, which is changed.
        annexes: Whether what is closed on screen stays.
    """
    closed = [] if annexes else [one for one in tree.iter("details") if one.get("open") is None]
    left_out = any("annex" in (one.get("class") or "").split() for one in closed)
    drops = UNSHOWN if annexes else (*UNSHOWN, "proof")
    if tree.find_class("packed"):  # So many boxes that paper has a line or two of each.
        drops = (*drops, "layer")
    screen = [one for tag in SCREEN for one in tree.iter(tag)]
    marked = [one for one in tree.iter() if set((one.get("class") or "").split()) & {*drops}]
    hidden = [one for one in tree.iter() if one.get("hidden") is not None]
    for one in [*closed, *screen, *marked, *hidden]:
        if one.getparent() is not None:
            one.drop_tree()
    if not annexes:
        for link in [one for kicker in tree.find_class("kicker") for one in kicker.iter("a")]:
            link.drop_tree()
    return left_out


def _told_of_annexes(language: str) -> str:
    say = Language(language)
    return say("The annexes, with every figure, finding and rating, stand in the report's HTML file.")


def _contents(document: Document, tree: HtmlElement, links: Links) -> None:
    """Write the contents as a field: links now, with the numbers of pages when the word processor updates it."""
    entries = [one for one in tree.iterfind(".//nav//a") if links.leads(str(one.get("href") or ""))]
    if not entries:
        return
    heading = tree.find(".//nav//h2")
    document.add_paragraph(_text(heading) if heading is not None else "").runs[0].bold = True
    paragraphs: list[Paragraph] = []
    for entry in entries:
        made = document.add_paragraph(style="toc 1")
        if not paragraphs:
            made._p.extend([field_mark("begin"), asked(' TOC \\o "1-1" \\h \\z \\u '), field_mark("separate")])
        add_words(made._p, words_of([entry]), links)
        paragraphs.append(made)
    paragraphs[-1]._p.append(field_mark("end"))


def _about(document: Document, tree: HtmlElement, content: bytes, title: str) -> None:
    """Write what the document says of itself: no day and no person, but the code of the page that it was made from."""
    about = document.core_properties
    about.title, about.language = title, LOCALES.get(str(tree.get("lang")), str(tree.get("lang")))
    owner = _text(tree.find(".//*[@class='organisation']"))
    about.author, about.last_modified_by, about.comments, about.keywords = owner or PROGRAM, "", "", ""
    try:
        read = opened(content)
    except NoRecord:
        pass
    else:
        if read.record is not None and not read.edited:
            about.identifier, about.subject = read.record.page, read.record.name
    for one in list(about._element):
        if re.search(r"\}(created|modified|revision|lastPrinted)$", str(one.tag)):
            about._element.remove(one)


def _packed(document: Document) -> bytes:
    """Return the document's file, each part dated alike."""
    from docx.opc.oxml import serialize_part_xml

    document.core_properties.version = _mark_of(serialize_part_xml(document.part.element))
    held = BytesIO()
    document.save(held)
    made = BytesIO()
    with zipfile.ZipFile(held) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as ready:
        for name in _ordered(archive.namelist()):
            entry = zipfile.ZipInfo(name, DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            ready.writestr(entry, archive.read(name))
    return made.getvalue()


def _ordered(names: Iterable[str]) -> list[str]:
    """Return the parts' names, the list of types first, as readers expect it."""
    return sorted(names, key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels", name))
