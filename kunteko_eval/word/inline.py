"""Words within a paragraph: plain, bold, in another language, and links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.parts.document import DocumentPart
from lxml.etree import _Element
from lxml.html import HtmlElement

LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}
"""The languages of reports as word processors name them."""

BOLD = frozenset({"b", "strong", "th"})
ITALIC = frozenset({"i", "em", "cite", "dfn"})
UNSEEN = frozenset({"script", "style", "template", "svg", "button"})
"""What says no words within a paragraph."""


BREAK = "\v"
"""How a line end that the page means stands in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A stretch of words of one kind.

    Attributes:
        link: Where they lead; empty for words that lead nowhere.
        language: Their language where it is not the page's.
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    language: str = ""


def words_of(nodes: Sequence[HtmlElement | str], like: Words | None = None) -> list[Words]:
    """Return the words of elements and texts that stand in one paragraph, with blanks as a reader sees them."""
    found: list[Words] = []
    for one in _stretches(nodes, like or Words(text="")):
        text = re.sub(r"[ \t\r\n\f]+", " ", one.text)
        if text.startswith(" ") and (not found or found[-1].text.endswith((" ", BREAK))):
            text = text[1:]
        if text:
            found.append(replace(one, text=text))
    if found and found[-1].text.endswith(" "):
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(" "))
    return [one for one in found if one.text]


def _stretches(nodes: Sequence[HtmlElement | str], like: Words) -> Iterator[Words]:
    for node in nodes:
        if isinstance(node, str):
            yield replace(like, text=node)
            continue
        tag = str(node.tag)
        if tag == "br":
            yield replace(like, text=BREAK)
        if tag in UNSEEN or tag == "br" or not isinstance(node.tag, str):
            continue
        here = replace(
            like,
            bold=like.bold or tag in BOLD,
            italic=like.italic or tag in ITALIC,
            link=str(node.get("href") or like.link) if tag == "a" else like.link,
            language=str(node.get("lang") or like.language),
        )
        within: list[HtmlElement | str] = [node.text or ""]
        for one in node:
            within += [one, one.tail or ""]
        yield from _stretches(within, here)
        if "square" in (node.get("class") or "").split() or "mark" in (node.get("class") or "").split():
            yield replace(like, text=" ")


class Links:
    """Where a document's links may lead: to marks within it, and to addresses of the web and of mail."""

    def __init__(self, part: DocumentPart, there: Sequence[str]) -> None:
        """Name the marks of the places that there are.

        Args:
            part: The document's main part.
            there: The ids of the page's elements that the document shows, in their order.
        """
        self._part = part
        self.marks: Mapping[str, str] = {
            name: f"p{at}_{re.sub(r'[^A-Za-z0-9]', '_', name)}"[:40] for at, name in enumerate(there, 1)
        }

    def around(self, link: str, runs: Sequence[_Element]) -> Iterator[_Element]:
        """Yield runs within a link; as they are where the document does not have the place."""
        mark = self.marks.get(link[1:]) if link.startswith("#") else None
        if not mark and not re.match(r"https?://|mailto:", link):
            yield from runs
            return
        made = OxmlElement("w:hyperlink")
        if mark:
            made.set(qn("w:anchor"), mark)
        else:
            made.set(qn("r:id"), self._part.relate_to(link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        made.set(qn("w:history"), "1")
        made.extend(runs)
        yield made

    def leads(self, link: str) -> bool:
        """Return whether a link can be followed from the document."""
        return bool(re.match(r"https?://|mailto:", link)) or link[1:] in self.marks


def add_words(paragraph: _Element, words: Sequence[Words], links: Links) -> None:
    """Add words to a paragraph."""
    for one in words:
        leads = bool(one.link) and links.leads(one.link)
        made = run(
            one.text, bold=one.bold, italic=one.italic, style="Hyperlink" if leads else "", language=one.language
        )
        paragraph.extend(links.around(one.link, [made]) if leads else [made])


def run(text: str, *, bold: bool = False, italic: bool = False, style: str = "", language: str = "") -> _Element:
    """Return a run of text; a line end in it breaks the line."""
    made, looks = OxmlElement("w:r"), OxmlElement("w:rPr")
    for wanted, name in ((style, "w:rStyle"), (bold, "w:b"), (italic, "w:i"), (language, "w:lang")):
        if not wanted:
            continue
        one = OxmlElement(name)
        if name in {"w:rStyle", "w:lang"}:
            one.set(qn("w:val"), LOCALES.get(str(wanted), str(wanted)))
        looks.append(one)
    if len(looks):
        made.append(looks)
    for at, line in enumerate(text.split(BREAK)):
        if at:
            made.append(OxmlElement("w:br"))
        if line:
            told = OxmlElement("w:t")
            told.text = line
            told.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.append(told)
    return made
