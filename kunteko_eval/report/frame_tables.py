"""Tables as pandas writes them, given what the page's own tables have: headers that tell their cells, no blank ones."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

NUMBER = re.compile(r"[−-]?\d[\d\s., \u202f]*%?|NaN|<NA>")
"""A cell that is set to the right."""


def set_frame(table: HtmlElement) -> None:
    """Change a DataFrame's table in place; the caption that it gets is still empty and numbered later.

    It may scroll within its own region, which the keyboard reaches, so that a wide one does not widen the page.
    """
    for name in ("border", "style"):
        table.attrib.pop(name, None)
    for row in table.iter("tr"):
        row.attrib.pop("style", None)
    for cell in list(table.iter("th")):
        within = next((one.tag for one in cell.iterancestors("thead", "tbody")), "thead")
        if (cell.text_content() or "").strip():
            cell.set("scope", "col" if within == "thead" else "row")
        else:
            cell.tag = "td"
    _align(table)
    if table.find("caption") is None:
        caption = table.makeelement("caption", {})
        caption.text = ""
        table.insert(0, caption)
    _region(table)


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
