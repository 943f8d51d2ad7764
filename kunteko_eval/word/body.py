"""A page's content block by block: headings, paragraphs, lists, tables and pictures of its figures."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt
from docx.text.paragraph import Paragraph
from lxml.etree import _Element
from lxml.html import HtmlElement

from kunteko_eval.word.drawings import PageDrawings, size, told_by
from kunteko_eval.word.inline import Links, Words, add_words, words_of
from kunteko_eval.word.setting import LONG, MARGIN, SHORT
from kunteko_eval.word.tables import table_element

INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "br",
        "button",
        "cite",
        "code",
        "dfn",
        "em",
        "i",
        "label",
        "mark",
        "output",
        "q",
        "s",
        "script",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
    ]
)
HEADINGS = {f"h{at}": at for at in range(1, 7)}
WIDE = 1100
"""Width in pixels from which a figure gets a page of its own, on its side: its letters would be too small otherwise."""

POINT = 12700
"""English metric units in a point; a pixel of a page is three quarters of one."""


class BodyWriter:
    """Writes a page's content to a document."""

    def __init__(self, document: Document, page: HtmlElement, links: Links) -> None:
        """Write nothing yet."""
        self._document = document
        self._drawings = PageDrawings(page)
        self._links = links
        self._waiting: list[str] = []
        self._pictures = 0
        self._named: set[str] = set()

    def write(self, element: HtmlElement, style: str = "Normal", depth: int = 0) -> None:
        """Write what stands within an element.

        Args:
            element: An element of the page, such as its ``main``.
            style: The style of paragraphs within it.
            depth: How many lists it stands in.
        """
        self._meet(element)
        held: list[HtmlElement | str] = [element.text or ""]
        for one in element:
            if one.tag in INLINE or not isinstance(one.tag, str):
                held += [one if isinstance(one.tag, str) else "", one.tail or ""]
                continue
            self._paragraph(held, style)
            self._block(one, style, depth)
            held = [one.tail or ""]
        self._paragraph(held, style)

    def _block(self, element: HtmlElement, style: str, depth: int) -> None:
        tag = str(element.tag)
        if tag in HEADINGS:
            self._meet(element)
            self._paragraph([element], f"Heading {min(max(HEADINGS[tag] - 1, 1), 4)}")
        elif tag in {"ul", "ol"}:
            self._list(element, depth + 1)
        elif tag == "table":
            self._table(element)
        elif tag == "svg":
            self._drawing(element)
        elif tag == "img":
            self._image(element)
        elif tag == "figure":
            self._figure(element)
        elif tag == "figcaption":
            self._meet(element)
            self._paragraph([element], "Caption")
        elif tag == "summary":
            self._summary(element)
        elif tag == "dt":
            self._paragraph([element], style, Words(text="", bold=True))
        elif "kicker" in (element.get("class") or "").split():
            kicker = self._paragraph([element], style)
            if kicker is not None:
                kicker.paragraph_format.keep_with_next = True
                kicker.paragraph_format.space_before, kicker.paragraph_format.space_after = Pt(16), Pt(0)
        else:
            self.write(element, style, depth)

    def _summary(self, element: HtmlElement) -> None:
        """Write what leads to a part of the page that is opened: its heading where it has one."""
        headings = [one for one in element.iter() if one.tag in HEADINGS]
        if headings:
            self.write(element)
            return
        annex = "annex" in (element.getparent().get("class") or "").split()
        self._meet(element)
        self._paragraph([element], "Heading 1" if annex else "Heading 4")

    def _paragraph(self, nodes: list[HtmlElement | str], style: str, like: Words | None = None) -> Paragraph | None:
        """Write a paragraph; nothing when it has no words."""
        words = words_of(nodes, like)
        for one in (node for node in nodes if not isinstance(node, str)):
            for inner in one.iter():
                self._meet(inner)
        if not words:
            return None
        made = self._document.add_paragraph(style=style)
        self._mark(made._p)
        add_words(made._p, words, self._links)
        return made

    def _meet(self, element: HtmlElement) -> None:
        """Remember a place that links lead to, for the next paragraph to be marked with."""
        name = element.get("id") or ""
        if name in self._links.marks and name not in self._named:
            self._named.add(name)
            self._waiting.append(name)

    def _mark(self, paragraph: _Element) -> None:
        for name in self._waiting:
            number = str(list(self._links.marks).index(name) + 1)
            for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
                made = OxmlElement(kind)
                made.set(qn("w:id"), number)
                if kind == "w:bookmarkStart":
                    made.set(qn("w:name"), self._links.marks[name])
                paragraph.append(made)
        self._waiting = []

    def _list(self, element: HtmlElement, depth: int) -> None:
        self._meet(element)
        if "key" in (element.get("class") or "").split():  # The signs of a drawing, in one line.
            parts = [part for item in element.iterchildren("li") for part in (item, " · ")]
            self._paragraph(parts[:-1], "Normal")
            return
        numbered = element.tag == "ol"
        kind = "List Number" if numbered else "List Bullet"
        style = kind if depth == 1 else f"{kind} {min(depth, 3)}"
        number = self._numbering(style) if numbered else 0
        for item in element.iterchildren("li"):
            before = len(self._document.paragraphs) if numbered else 0
            self.write(item, style, depth)
            if number and len(self._document.paragraphs) > before:
                looks: Any = self._document.paragraphs[before]._p.get_or_add_pPr()
                about = looks.get_or_add_numPr()
                about.get_or_add_ilvl().val = 0
                about.get_or_add_numId().val = number

    def _numbering(self, style: str) -> int:
        """Return the number of a new list that begins with 1."""
        root = self._document.part.numbering_part.element
        given = self._document.styles[style].element.xpath(".//w:numId/@w:val")
        abstract = root.xpath(f'w:num[@w:numId="{given[0]}"]/w:abstractNumId/@w:val')
        made = root.add_num(int(abstract[0]))
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def _table(self, table: HtmlElement) -> None:
        caption = table.find("caption")
        told = " ".join("".join(caption.itertext()).split()) if caption is not None else ""
        self._meet(table)
        if caption is not None:
            self._paragraph([caption], "Caption")
        width = int((SHORT - 2 * MARGIN) / POINT * 20)
        after = self._document.add_paragraph()  # A table must not touch the next one.
        after.paragraph_format.space_after = Pt(4)
        self._mark(after._p)
        after._p.addprevious(table_element(table, self._links, width, told))

    def _figure(self, figure: HtmlElement) -> None:
        """Write a figure; a wide one on a page of its own that lies on its side."""
        drawings = list(figure.iter("svg"))
        lies = bool(drawings) and size(drawings[0])[0] >= WIDE
        if lies:
            self._turn(WD_ORIENT.LANDSCAPE)
        self.write(figure)
        if lies:
            self._turn(WD_ORIENT.PORTRAIT)

    def _turn(self, way: WD_ORIENT) -> None:
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = way
        lies = way == WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = (LONG, SHORT) if lies else (SHORT, LONG)

    def _drawing(self, drawing: HtmlElement) -> None:
        if drawing.get("aria-hidden") == "true" and not drawing.findall(".//text"):
            return
        self._meet(drawing)
        title, told = told_by(drawing)
        figure = next(iter(drawing.iterancestors("figure")), None)
        said = " ".join("".join(one) for one in ([] if figure is None else [figure.itertext()]))
        caption = figure.find("figcaption") if figure is not None else None
        if caption is not None:
            title = " ".join("".join(caption.itertext()).split()) or title
        beside = " ".join(told.split()) in " ".join(said.split()).replace(told, "", 1) if told else True
        self._add_picture(self._drawings.png(drawing), size(drawing)[0], title if beside else f"{title}. {told}")

    def _image(self, image: HtmlElement) -> None:
        given = re.match(r"data:image/(png|jpeg|gif|svg\+xml);base64,(.*)", image.get("src") or "", re.DOTALL)
        if given is None:
            return
        content = base64.b64decode(given[2])
        width = float(image.get("width") or 0)
        if given[1] == "svg+xml":
            import resvg_py

            content = bytes(resvg_py.svg_to_bytes(svg_string=content.decode(), zoom=3.0))
        self._meet(image)
        self._add_picture(content, width, image.get("alt") or "")

    def _add_picture(self, content: bytes, width: float, told: str) -> None:
        """Write a picture at its own width in pixels, or as wide as the text where it would be wider."""
        section = self._document.sections[-1]
        paper, high = section.page_width or SHORT, section.page_height or LONG
        room = paper - 2 * MARGIN
        tall = high - 2 * MARGIN - Pt(170 if paper > high else 90)  # What is told of it stands below it.
        holder = self._document.add_paragraph()
        self._mark(holder._p)
        wanted = Emu(min(int(width * 0.75 * POINT), room)) if width else None
        picture = holder.add_run().add_picture(BytesIO(content), width=wanted)
        scale = min(room / picture.width, tall / picture.height, 1.0)
        picture.width, picture.height = Emu(int(picture.width * scale)), Emu(int(picture.height * scale))
        self._pictures += 1
        about = picture._inline.docPr
        about.set("id", str(self._pictures))
        about.set("name", f"{self._pictures}")
        about.set("descr", told)
