"""The passages of a page that can be commented on: whatever has an id and words, each with a digest of its words."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from kunteko_eval.report.page_tree import page_tree

APART = frozenset({"proof", "back", "up", "swipe", "narrow", "kicker"})
"""Classes of what leads from a passage elsewhere: numbers in it change with other passages."""

UNREAD = frozenset({"script", "style", "template", "button"})
BEGINNING = 80
"""The longest beginning of a passage that is told, in characters."""

COMMENTS = "annex-comments"
"""The id of the annex of comments, which is no passage itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A part of a page that has an id.

    Attributes:
        id: Of the element.
        digest: Of its words, as `comments.csv` holds it.
        beginning: Its first words.
    """

    id: str
    digest: str
    beginning: str


def passages_of(markup: str) -> dict[str, Passage]:
    """Return the passages of a page's main part by their ids, in the order of the page.

    Args:
        markup: The page, or what its ``main`` holds.
    """
    tree = page_tree(markup)
    main = tree.find(".//main")
    found: dict[str, Passage] = {}
    for one in (tree if main is None else main).iterdescendants():
        name = one.get("id") if isinstance(one.tag, str) else None
        if not name or name in found or _is_apart(one):
            continue
        words = " ".join(" ".join(_words(one)).split())
        if re.search(r"\w", words):
            digest = f"p-{hashlib.sha256(words.encode()).hexdigest()[:16]}"
            found[name] = Passage(id=name, digest=digest, beginning=_beginning(words))
    return found


def _is_apart(element: HtmlElement) -> bool:
    """Return whether an element stands within a drawing, or within the comments themselves."""
    above = [element, *element.iterancestors()]
    return any(one.tag == "svg" or one.get("id") == COMMENTS for one in above)


def _words(element: HtmlElement) -> list[str]:
    """Return the words of an element, without those of drawings and of what leads elsewhere."""
    found = [element.text or ""]
    for one in element:
        told = isinstance(one.tag, str) and one.tag not in {*UNREAD, "svg"}
        if told and not APART & set((one.get("class") or "").split()):
            found += _words(one)
        found.append(one.tail or "")
    return found


def _beginning(words: str) -> str:
    """Return the first words of a passage.

    >>> _beginning("Nine in ten.")
    'Nine in ten.'
    """
    if len(words) <= BEGINNING:
        return words
    return words[:BEGINNING].rpartition(" ")[0].rstrip(",;:–- ") + " …"
