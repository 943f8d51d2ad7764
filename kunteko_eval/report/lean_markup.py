"""A page without the letters that HTML lets one leave out: end tags that follow from what comes next, and quotes.

The page says the same to every browser and every parser of HTML; a report of a thousand rows is a fifth lighter.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_TOKEN = re.compile(
    r"""
    <(?P<raw>script|style|pre|textarea)\b .*? </(?P=raw)>
    | (?P<start> <[a-zA-Z][\w:-]* (?: \s+ [^\s"'<>/=]+ (?: = (?: "[^"]*" | '[^']*' ) )? )* \s* /?> )
    | </(?P<end> t[dhr] | li | thead | tbody | colgroup | p ) > \s*
      (?= < (?P<next> /? [a-z0-9]+ ) \b )
    """,
    re.DOTALL | re.VERBOSE,
)
_VALUE = re.compile(r"""=(?:"([^"]*)"|('[^']*'))(?=([\s>])|)""")
_BARE = re.compile(r"[\w#.:,%+*;|()&-]+")
_CELLS = frozenset({"td", "th", "/tr"})
_AFTER_P = frozenset({"p", "ul", "ol", "h2", "h3", "h4", "h5", "table", "div", "pre"})
_FOLLOWERS = {
    "td": _CELLS,
    "th": _CELLS,
    "tr": frozenset({"tr", "/tbody", "/thead"}),
    "thead": frozenset({"tbody"}),
    "tbody": frozenset({"/table", "tbody"}),
    "colgroup": frozenset({"thead", "tbody", "tr"}),
    "li": frozenset({"li", "/ul", "/ol"}),
    "p": _AFTER_P,
}
"""Which tag must come next so that an end tag follows from it (HTML, 13.1.2.4, optional tags)."""


def lighten(root: HtmlElement) -> None:
    """Take from a chapter what its elements say without being told, and what the page's script tells better.

    A header within the body of a table, in a column of headers alone, is that of its row (HTML, 4.9.12.2). A frame is
    a region that the keyboard reaches only where it scrolls, which the script sees.
    """
    for frame in root.iter("div"):
        if set(str(frame.get("class", "")).split()) & {"table", "canvas-scroll"}:
            for name in ("role", "tabindex", "aria-label"):
                frame.attrib.pop(name, None)
    for table in root.iter("table"):
        firsts = [row[0] for row in table.iterfind("tbody/tr") if len(row)]
        if all(one.tag == "th" for one in firsts):
            for one in firsts:
                one.attrib.pop("scope", None)


def lean(page: str) -> str:
    """Return a page with the same elements, attributes and text in fewer letters; head and footer stay as they are.

    >>> lean('<body><ul><li class="a">b</li><li title="c d">e</li></ul><footer id="f">')
    '<body><ul><li class=a>b<li title="c d">e</ul><footer id="f">'
    """
    start = page.find("<body")
    end = page.find("<footer")
    return page[:start] + _TOKEN.sub(_shorter, page[start:end]) + page[end:] if 0 <= start < end else page


def _shorter(token: re.Match[str]) -> str:
    if token["end"]:
        return "" if token["next"] in _FOLLOWERS[token["end"]] else token[0]
    return _VALUE.sub(_unquoted, token[0]) if token["start"] else token[0]


def _unquoted(value: re.Match[str]) -> str:
    """Return an attribute's value without its quotes where it needs none: it is one word, and no slash ends the tag."""
    return f"={value[1]}" if value[3] and value[1] and _BARE.fullmatch(value[1]) else value[0]
