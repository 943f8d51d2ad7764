"""The brief: page one and the message of each section on two pages of A4, taken from the report's own page."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, replace

import lxml.html
from lxml.html import HtmlElement

from kunteko_eval.report import colophon
from kunteko_eval.report.colophon import BLANK, Record, quoted
from kunteko_eval.report.face import PLAIN_FACE, Face
from kunteko_eval.report.language import Language
from kunteko_eval.report.language_marks import spoken
from kunteko_eval.report.page import render, style
from kunteko_eval.report.page_tree import page_tree

LONGEST = 240
"""The longest first claim of a section that the brief repeats, in characters."""

UNPRINTED = ("proof", "up", "back", "kicker")
"""Classes of what leads to places that the brief does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a section of the report comes to.

    Attributes:
        section: The section's id in the report.
        heading: The finding that heads it.
        claim: Its first claim; empty where it is long, or there is none.
    """

    section: str
    heading: str
    claim: str = ""


def brief_of(page: str, name: str, language: str, *, record: Record | None = None, face: Face = PLAIN_FACE) -> str:
    """Return the brief of a report.

    Args:
        page: The report's page, sealed where it has a record.
        name: The page's file name, which the brief leads to.
        language: fi, sv or en.
        record: What the page was made from, its digest still blank; the brief carries it with a digest of its own.
        face: Whose page it is.
    """
    say, tree = Language(language), page_tree(page)
    sections = list(tree.iterfind(".//main/section"))
    first = _page_one(sections[0], name) if sections else ""
    own = colophon.opened(page.encode()).record if record else None
    written = render(
        "brief.html.j2",
        say=say,
        language=language,
        title=_text(tree.find(".//h1")),
        subtitle=_text(tree.find(".//p[@class='subtitle']")),
        report=name,
        code=quoted(own.page) if own else "",
        first=first,
        messages=[one for one in map(_message, sections[1:]) if one is not None],
        record=colophon.element(replace(record, page=BLANK)) if record else "",
        colophon=colophon.lines(record, say) if record else [],
        style=style(),
        face=face,
    )
    written = spoken(written)
    return colophon.sealed(written) if record else written


def _page_one(section: HtmlElement, name: str) -> str:
    """Return what the report's page one says, its links leading to the report."""
    made = deepcopy(section)
    dropped = [
        one
        for one in made.iterdescendants()
        if isinstance(one.tag, str) and (one.tag == "details" or set((one.get("class") or "").split()) & {*UNPRINTED})
    ]
    for one in dropped:
        if one.getparent() is not None:
            one.drop_tree()
    for link in made.iter("a"):
        if str(link.get("href") or "").startswith("#"):
            link.set("href", f"{name}{link.get('href')}")
    inner = "".join(lxml.html.tostring(one, encoding="unicode") for one in made)
    return re.sub(r"\n\s*\n+", "\n", inner)


def _message(section: HtmlElement) -> Message | None:
    """Return what a section comes to; None where it makes no claim."""
    claims = [one for one in section.iterdescendants() if "claim" in (one.get("class") or "").split()]
    heading = section.find(".//h2")
    if not claims or heading is None:
        return None
    told = _text(claims[0])
    return Message(section=str(section.get("id")), heading=_text(heading), claim=told if len(told) <= LONGEST else "")


def _text(element: HtmlElement | None) -> str:
    """Return the words of an element, without links to evidence."""
    if element is None:
        return ""
    made = deepcopy(element)
    for one in [one for one in made.iterdescendants() if "proof" in (one.get("class") or "").split()]:
        one.drop_tree()
    return " ".join(made.text_content().split())
