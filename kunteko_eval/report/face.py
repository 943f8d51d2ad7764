"""The face of a page: whose report it is, its logo, whom to ask, and its colours.

Own colours hold on white paper, on a screen and in print; a reader who asks for dark colours gets the product's own,
with which nothing was checked against theirs. The head of the page keeps its colour, for it has its own text on it,
and the logo stands on white everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.report.language import Language
from kunteko_eval.report.logo import SafePicture
from kunteko_eval.report.report_file import Contact, ReadReportFile, ReportFile, read_report_file

VARIABLES = {"accent": "--accent", "heading": "--heading", "rule": "--rule"}
"""The variables of the style sheet that hold own colours on white paper."""

LOGO_HEIGHT, LOGO_WIDTH = 60.0, 260.0
"""Most pixels that a logo takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What report.yaml says of the looks of pages; empty where it says nothing."""

    content: ReportFile = field(default_factory=lambda: ReportFile(schema=1))
    picture: SafePicture | None = None

    @property
    def colours(self) -> dict[str, str]:
        """Return the own colours by their key."""
        return self.content.colours.given() if self.content.colours else {}

    @property
    def has_band(self) -> bool:
        """Return whether the head of the page has a surface of its own."""
        return "masthead" in self.colours

    def style(self) -> str:
        """Return the style that follows the page's own."""
        colours = self.colours
        own = ";".join(f"{name}:{colours[key].lower()}" for key, name in VARIABLES.items() if key in colours)
        style = f"@media not all and (prefers-color-scheme:dark){{:root{{{own}}}}}" if own else ""
        style += f"@media print{{:root{{{own}}}}}" if own else ""
        if self.has_band:
            text = colours.get("masthead_text", "#1b1f24").lower()
            style += f":root{{--band:{colours['masthead'].lower()};--on-band:{text}}}"
        return style

    def organisation(self, say: Language) -> str:
        """Return the organisation's name; empty when there is none."""
        return say.text(self.content.organisation) if self.content.organisation else ""

    def head(self, say: Language) -> str:
        """Return what stands above the title: the logo and the organisation's name."""
        name, picture, logo = self.organisation(say), self.picture, ""
        if picture is not None and self.content.logo is not None:
            scale = min(LOGO_HEIGHT / picture.height, LOGO_WIDTH / picture.width)
            size = f'width="{picture.width * scale:.0f}" height="{picture.height * scale:.0f}"'
            told = escape(say.text(self.content.logo.alternative))
            logo = f'<img class="logo" src="{picture.source}" alt="{told}" {size}>'
        words = f'<span class="organisation">{escape(name)}</span>' if name else ""
        return f'<div class="owner">{logo}{words}</div>' if logo or words else ""

    def foot(self, say: Language) -> str:
        """Return whom to ask."""
        contact = self.content.contact
        if contact is None:
            return ""
        told = [escape(say.text(contact.text)), *_links(contact)]
        return f'<address class="contact">{escape(say("Contact"))}: {" · ".join(told)}</address>'


PLAIN_FACE = Face()
"""The product's own looks."""


def _links(contact: Contact) -> list[str]:
    found = []
    if contact.email:
        found.append(f'<a href="mailto:{escape(contact.email)}">{escape(contact.email)}</a>')
    if contact.web:
        shown = contact.web.partition("://")[2].rstrip("/")
        found.append(f'<a href="{escape(contact.web)}">{escape(shown)}</a>')
    return found


def face_of(report: ReadReportFile) -> Face:
    """Return the face that report.yaml gives pages."""
    return Face(content=report.content, picture=report.picture)


def read_face(params: Path) -> Face:
    """Return the face of the reports of a params folder.

    Raises:
        FaultyInput: With every fault of report.yaml and of the logo.
    """
    faults: list[Fault] = []
    report = read_report_file(params, faults)
    if faults:
        raise FaultyInput(faults)
    return face_of(report)
