"""A page of ours as a tree of elements, also where it leaves out end tags that HTML 5 lets it leave out."""

from __future__ import annotations

import re

import lxml.html
from lxml.html import HtmlElement

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s>/])[^>]*>")
_UNKNOWN = frozenset(
    {"article", "aside", "details", "figcaption", "figure", "footer", "header", "main", "nav", "section"}
)
"""What ends a paragraph in HTML 5; the parser is of HTML 4 and does not know it."""

_KNOWN = frozenset(
    [
        "address",
        "blockquote",
        "div",
        "dl",
        "fieldset",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "table",
        "td",
        "th",
        "tr",
        "ul",
        "body",
        "html",
    ]
)
"""What the parser itself ends a paragraph by."""


def page_tree(page: str) -> HtmlElement:
    """Return a page, or a part of one, as a tree.

    >>> [one.tag for one in page_tree("<body><p>a<details><p>b</details><ul><li>c<li>d</ul>").find("body")]
    ['p', 'details', 'ul']
    """
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    return lxml.html.document_fromstring(_with_ends(page).encode(), parser=parser)


def _with_ends(page: str) -> str:
    """Return a page with an end tag where an element of HTML 5 ends a paragraph."""
    start = max(page.find("<body"), 0)
    pieces, at, is_open = [page[:start]], start, False
    for tag in _TAG.finditer(page, start):
        ends, name = bool(tag[1]), tag[2].lower()
        if name == "p":
            is_open = not ends
        elif name in _UNKNOWN:
            if is_open:
                pieces += [page[at : tag.start()], "</p>"]
                at = tag.start()
            is_open = False
        elif name in _KNOWN:
            is_open = False
    return "".join([*pieces, page[at:]])
