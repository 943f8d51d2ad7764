"""Tables as pandas writes them, given what the page's own tables have: headers that tell their cells, no blank ones."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

NUMBER = re.compile(r"[−-]?\d[\d\s., \u202f]*%?|–")
"""A cell that is set to the right."""

MISSING = frozenset({"NaN", "<NA>", "NaT", "None"})
"""What pandas writes where there is nothing."""


def set_frame(table: HtmlElement) -> None:
    """Change a DataFrame's table in place; the caption that it gets is still empty and numbered later.

    It may scroll within its own region, which the keyboard reaches, so that a wide one does not widen the page.
    """
    for name in ("border", "style"):
        table.attrib.pop(name, None)
    for row in table.iter("tr"):
        row.attrib.pop("style", None)
    _join_heads(table)
    for cell in list(table.iter("th")):
        within = next((one.tag for one in cell.iterancestors("thead", "tbody")), "thead")
        if (cell.text_content() or "").strip():
            cell.set("scope", "col" if within == "thead" else "row")
        else:
            cell.tag = "td"
    for cell in table.iterfind("tbody/tr/td"):
        if (cell.text or "").strip() in MISSING and not len(cell):
            cell.text = "–"
    _align(table)
    if table.find("caption") is None:
        caption = table.makeelement("caption", {})
        caption.text = ""
        table.insert(0, caption)
    _region(table)


def _join_heads(table: HtmlElement) -> None:
    """Put the names of an index, which pandas writes in a row of their own, beside those of the columns."""
    rows = table.findall("thead/tr")
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        return
    pairs = [
        (one, (one.text_content() or "").strip(), (two.text_content() or "").strip())
        for one, two in zip(*rows, strict=True)
    ]
    if any(first and second for _, first, second in pairs):
        return
    for cell, first, second in pairs:
        cell.text = first or second
    parent = rows[1].getparent()
    if parent is not None:
        parent.remove(rows[1])


def _align(table: HtmlElement) -> None:
    """Set the columns that hold numbers alone to the right, with their headers."""
    rows = [list(row) for row in table.iter("tr")]
    body = [list(row) for row in table.iterfind("tbody/tr")]
    for at in range(min(map(len, body), default=0)):
        cells = [row[at] for row in body]
        if all(one.tag == "td" and NUMBER.fullmatch((one.text_content() or "").strip()) for one in cells):
            for row in rows:
                if at < len(row):
                    row[at].set("class", "n")


def _region(table: HtmlElement) -> None:
    """Make what pandas puts around a table a region that scrolls; its style goes."""
    around = table.getparent()
    if around is None:
        return
    if around.tag != "div" or around.get("class") or len(list(around.iter("table"))) != 1:
        inner = table.makeelement("div", {})
        inner.tail, table.tail = table.tail, None
        around.replace(table, inner)
        inner.append(table)
        around = inner
    for style in around.findall("style"):
        around.remove(style)
    around.set("class", "table")
    around.set("role", "region")
    around.set("tabindex", "0")
