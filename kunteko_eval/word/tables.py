"""Tables as Word has them: a head that is repeated on each page, rows that no page end parts, cells that can be edited."""

from __future__ import annotations

import re

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element
from lxml.html import HtmlElement

from kunteko_eval.word.inline import Links, add_words, words_of

STYLE = "ReportTable"
"""The table style's id; `setting` makes it."""

LETTER, GAP, LONGEST = 105, 130, 16
"""Room for a letter and between columns, in twentieths of a point, and the longest word that is not broken."""

TEXT = "TableText"
"""The id of the style of what stands in cells."""


def table_element(table: HtmlElement, links: Links, width: int, told: str) -> _Element:
    """Return a table.

    Args:
        table: The page's ``table``.
        links: Where its links may lead.
        width: Of the page's text, in twentieths of a point.
        told: What the table shows, for those who do not see it.
    """
    rows = [[one for one in row if one.tag in {"th", "td"}] for row in table.iter("tr")]
    heads = sum(1 for _ in table.iterfind("thead/tr"))
    columns = max((sum(_span(cell) for cell in row) for row in rows), default=1)
    widths = _widths(table, columns, width)
    made = OxmlElement("w:tbl")
    made.append(_properties(width, told))
    grid = OxmlElement("w:tblGrid")
    for one in widths:
        grid.append(_with(OxmlElement("w:gridCol"), {"w:w": str(one)}))
    made.append(grid)
    for at, row in enumerate(rows):
        made.append(_row(row, widths, links, is_head=at < heads))
    return made


def _span(cell: HtmlElement) -> int:
    return int(cell.get("colspan") or 1)


def _widths(table: HtmlElement, columns: int, width: int) -> list[int]:
    """Return each column's width: the page's share of it or one by its cells, and room for its longest word."""
    texts: list[list[str]] = [[] for _ in range(columns)]
    for row in table.iter("tr"):
        for at, cell in enumerate([one for one in row if one.tag in {"th", "td"}][:columns]):
            texts[at].append(" ".join("".join(cell.itertext()).split(" ")))
    longest = [max((len(word) for text in found for word in re.split(r"[ \n]", text)), default=1) for found in texts]
    given = [re.search(r"width:\s*([\d.]+)%", one.get("style") or "") for one in table.iter("col")]
    shares = [float(one[1]) for one in given if one]
    if len(shares) != columns:
        usual = [sum(map(len, found)) / max(len(found), 1) for found in texts]
        shares = [max(word + 2.0, min(mean, 40.0)) for word, mean in zip(longest, usual, strict=True)]
    least = [min(word, LONGEST) * LETTER + GAP for word in longest]
    spare = max(width - sum(least), 0)
    over = [max(width * share / sum(shares) - room, 0) for share, room in zip(shares, least, strict=True)]
    scale = min(width / sum(least), 1)
    return [
        int(room * scale + (spare * more / sum(over) if sum(over) else 0))
        for room, more in zip(least, over, strict=True)
    ]


def _properties(width: int, told: str) -> _Element:
    made = OxmlElement("w:tblPr")
    for name, values in (
        ("w:tblStyle", {"w:val": STYLE}),
        ("w:tblW", {"w:w": str(width), "w:type": "dxa"}),
        ("w:tblLayout", {"w:type": "fixed"}),
        ("w:tblLook", {"w:val": "0420", "w:firstRow": "1", "w:noVBand": "1"}),
        ("w:tblCaption", {"w:val": told}),
    ):
        made.append(_with(OxmlElement(name), values))
    return made


def _row(cells: list[HtmlElement], widths: list[int], links: Links, *, is_head: bool) -> _Element:
    made, looks = OxmlElement("w:tr"), OxmlElement("w:trPr")
    looks.append(OxmlElement("w:cantSplit"))
    if is_head:
        looks.append(OxmlElement("w:tblHeader"))
    made.append(looks)
    at = 0
    for cell in cells:
        span = _span(cell)
        made.append(_cell(cell, sum(widths[at : at + span]), links, is_head=is_head))
        at += span
    return made


def _cell(cell: HtmlElement, width: int, links: Links, *, is_head: bool) -> _Element:
    made, looks = OxmlElement("w:tc"), OxmlElement("w:tcPr")
    looks.append(_with(OxmlElement("w:tcW"), {"w:w": str(width), "w:type": "dxa"}))
    if _span(cell) > 1:
        looks.append(_with(OxmlElement("w:gridSpan"), {"w:val": str(_span(cell))}))
    made.append(looks)
    paragraph, about = OxmlElement("w:p"), OxmlElement("w:pPr")
    about.append(_with(OxmlElement("w:pStyle"), {"w:val": TEXT}))
    if is_head:
        about.append(OxmlElement("w:keepNext"))
    if "n" in (cell.get("class") or "").split():
        about.append(_with(OxmlElement("w:jc"), {"w:val": "right"}))
    paragraph.append(about)
    within: list[HtmlElement | str] = [cell.text or ""]
    for one in cell:
        within += [one, one.tail or ""]
    add_words(paragraph, words_of(within), links)
    made.append(paragraph)
    return made


def _with(element: _Element, values: dict[str, str]) -> _Element:
    for name, value in values.items():
        element.set(qn(name), value)
    return element
