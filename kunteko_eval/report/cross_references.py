"""What leads a reader through a page: ids of headings, numbers of figures and tables, links to the sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, Union

from lxml import html
from lxml.html import HtmlElement

from kunteko_eval.report.argument.claims import PROOFS
from kunteko_eval.report.column_widths import set_columns, set_rows
from kunteko_eval.report.content import slug
from kunteko_eval.report.frame_tables import set_frame
from kunteko_eval.report.language import Language
from kunteko_eval.report.lean_markup import lighten

Piece: TypeAlias = Union[str, HtmlElement]
_APART = frozenset({"a", "script", "svg", "caption"})
"""Elements within which a document's mark stays a mere word."""
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Source:
    """A document that is cited: its language, and the headings in it that are cited."""

    language: str
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class Headings:
    """A chapter's title, and the ids and words of the headings that lead to its parts."""

    title: str
    parts: tuple[tuple[str, str], ...]


def unique(wanted: str, taken: set[str]) -> str:
    """Return an id that is not taken yet, and take it."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    taken.add(name)
    return name


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim that rests on a piece of evidence: its id, and the number of the section that makes it."""

    claim: str
    section: int


def cited_by(body: str, section: int, cited: dict[str, list[Cited]]) -> None:
    """Add a section's claims to what cites each piece of evidence, by the id of the evidence."""
    for claim, wanted in re.findall(rf'class="claim" id="([^"]*)" {PROOFS}="([^"]*)"', body):
        for one in dict.fromkeys(wanted.split()):
            cited.setdefault(one, []).append(Cited(claim, section))


class Marks:
    """The running numbers of figures and tables, and the documents that can be cited.

    Attributes:
        say: The page's language.
        numbers: What the page calls its figures, tables and boxes, by id.
    """

    def __init__(self, language: str, sources: Mapping[str, Source]) -> None:
        """Start at one; `sources` are the documents by the mark that cites them."""
        self.say = Language(language)
        self.numbers: dict[str, str] = {}
        self._figures = self._tables = 0
        self._within = ""
        self._known = sources
        self._ids = {name: f"s{at}" for at, name in enumerate(sources, start=1)}
        names = "|".join(sorted(map(re.escape, sources), key=len, reverse=True))
        self._cited = re.compile(rf"(?<![\w-])({names})(?=: )") if names else None

    def set_section(self, body: str, identifier: str, taken: set[str]) -> tuple[str, Headings]:
        """Return a chapter's HTML with everything that leads through it, and its headings.

        Args:
            body: The chapter as it stands.
            identifier: The chapter's id, from which those of its headings are made.
            taken: The ids that are taken, to which the new ones are added.
        """
        root, headings = self._set(body, identifier, taken)
        return _written(root), headings

    def set_annex(
        self, body: str, identifier: str, taken: set[str], number: int, cited: Mapping[str, Sequence[Cited]]
    ) -> tuple[str, Headings]:
        """Return an annex with everything that leads through it; what is cited leads back to the claims.

        Args:
            body: The annex as it stands.
            identifier: Its id.
            taken: The ids that are taken, to which the new ones are added.
            number: Its number, within which its figures and tables are numbered.
            cited: The claims that rest on each piece of evidence, by its id.
        """
        running = self._figures, self._tables
        self._figures, self._tables, self._within = 0, 0, f"{number}."
        root, headings = self._set(body, identifier, taken)
        (self._figures, self._tables), self._within = running, ""
        for heading in [one for one in root.iter("h2") if one.get("id") == f"{identifier}-title"]:
            heading.drop_tree()  # It stands in the line by which the annex is opened.
        for card in _of_class(root, "article", "card"):
            self.numbers[str(card.get("id"))] = next((_words(one) for one in _of_class(card, "h4", "label")), "")
        for one in [one for one in root.iter() if one.get("id") in cited]:
            self._lead_back(one, cited[str(one.get("id"))])
        return _written(root), headings

    def annex(self, number: int) -> str:
        """Return what an annex is called."""
        return self.say("Annex {number}", number=str(number))

    def _lead_back(self, evidence: HtmlElement, claims: Sequence[Cited]) -> None:
        """Let a table, figure or box lead back to the first claim of each section that rests on it."""
        back = _made("p", f"{self.say('In the report')}: ", **{"class": "back"})
        firsts = {one.section: one for one in reversed(claims)}
        for at, (section, one) in enumerate(sorted(firsts.items())):
            words = self.say("page one") if section == 1 else self.say("section {number}", number=str(section))
            link = _made("a", words, href=f"#{one.claim}")
            link.tail = ", " if at + 1 < len(firsts) else None
            back.append(link)
        body = next((one for one in evidence if "reasons" in one.classes), evidence)
        if evidence.tag == "div":
            back.tail, evidence.tail = evidence.tail, None
            evidence.addnext(back)
        else:
            body.append(back)

    def _set(self, body: str, identifier: str, taken: set[str]) -> tuple[HtmlElement, Headings]:
        parser = html.HTMLParser(huge_tree=True)  # Otherwise what is nested deeply would be dropped without a word.
        root = html.fragment_fromstring(_printable(body), create_parent="div", parser=parser)
        title, parts = identifier, []
        for heading in root.iter("h2", "h3"):
            text = _words(heading)
            if heading.tag == "h2":
                title = text
                heading.set("id", f"{identifier}-title")
            else:
                heading.set("id", unique(f"{identifier}-{slug(text)}", taken))
                parts.append((str(heading.get("id")), text))
        for table in list(root.iter("table")):
            if "dataframe" in table.classes:
                set_frame(table)
            set_columns(table)
            set_rows(table)
        self._number(root)
        if self._cited is not None:
            self._lead_to_sources(root, self._cited)
        lighten(root)
        return root, Headings(title, tuple(parts))

    def _number(self, root: HtmlElement) -> None:
        """Number the figures and tables of a chapter; the words below a figure cite it by its number."""
        say = self.say
        for figure in _of_class(root, "figure", "plot"):
            self._figures += 1
            number = say("Figure {number}", number=f"{self._within}{self._figures}")
            self.numbers[str(figure.get("id"))] = number
            caption = next(figure.iter("figcaption"), None)
            if caption is not None:
                caption.text = f"{number}. {_printable(caption.text or '')}"
            for told in _of_class(figure, "p", "told"):
                link = _made("a", number, href=f"#{figure.get('id')}")
                link.tail, told.text = f": {_printable(told.text or '')}", None
                told.insert(0, link)
        for caption in root.iter("caption"):
            if not any("numbers" in one.classes for one in caption.iterancestors("details")):
                self._tables += 1
                number = say("Table {number}", number=f"{self._within}{self._tables}")
                caption.text = f"{number}. {_printable(caption.text or '')}".strip()
                for around in [one for one in caption.iterancestors("div") if "table" in one.classes][:1]:
                    if around.get("id"):
                        self.numbers[str(around.get("id"))] = number

    def _lead_to_sources(self, root: HtmlElement, cited: re.Pattern[str]) -> None:
        """Make a document's mark a link to its description; its headings are marked where they speak another language."""
        for text, parent, after in list(_texts(root)):
            if not cited.search(text):
                continue
            pieces = cited.split(_printable(text))
            made: list[Piece] = []
            for at, piece in enumerate(pieces):
                if at % 2:
                    made.append(_made("a", piece, href=f"#{self._ids[piece]}"))
                elif piece:
                    made += self._spoken(pieces[at - 1] if at else "", piece)
            _put(parent, after, made)
        for cell in root.iter("th"):
            if cell.get("scope") == "row" and _words(cell) in self._known:
                cell.set("id", self._ids[_words(cell)])

    def _spoken(self, mark: str, text: str) -> list[Piece]:
        """Return what follows a mark, its heading in a span of the document's own language where that is another."""
        source = self._known.get(mark)
        if source is None or source.language == self.say.prose or not text.startswith(": "):
            return [text]
        place = max((one for one in source.places if text.startswith(one, 2)), key=len, default="")
        if not place:
            return [text]
        return [": ", _made("i", place, lang=source.language), text[2 + len(place) :]]


def _written(root: HtmlElement) -> str:
    return str(html.tostring(root, encoding="unicode")).removeprefix("<div>").removesuffix("</div>")


def _printable(text: str) -> str:
    r"""Return a text without a terminal's colours, and with a sign for each character that HTML cannot hold.

    >>> _printable("\x1b[31mred\x1b[0m \x07") == "red \ufffd"
    True
    """
    return _UNHELD.sub("\ufffd", _COLOURS.sub("", text))


def _words(element: HtmlElement) -> str:
    return _printable(str(element.text_content()))


def _made(tag: str, text: str, **attributes: str) -> HtmlElement:
    element: HtmlElement = html.Element(tag, attributes)
    element.text = text
    return element


def _of_class(root: HtmlElement, tag: str, name: str) -> list[HtmlElement]:
    return [one for one in root.iter(tag) if name in one.classes]


def _texts(parent: HtmlElement) -> Iterator[tuple[str, HtmlElement, HtmlElement | None]]:
    """Yield each text in which a mark may become a link, the element that holds it, and the child that it follows."""
    if parent.tag in _APART or not isinstance(parent.tag, str):
        return
    if parent.text:
        yield parent.text, parent, None
    for child in parent:
        yield from _texts(child)
        if child.tail:
            yield child.tail, parent, child


def _put(parent: HtmlElement, after: HtmlElement | None, made: list[Piece]) -> None:
    """Put pieces in the place of the text that begins an element, or that follows one of its children."""
    holder, at = (parent, 0) if after is None else (after, parent.index(after) + 1)
    attribute = "text" if after is None else "tail"
    setattr(holder, attribute, None)
    for piece in made:
        if isinstance(piece, str):
            setattr(holder, attribute, (getattr(holder, attribute) or "") + piece)
        else:
            parent.insert(at, piece)
            holder, attribute, at = piece, "tail", at + 1
