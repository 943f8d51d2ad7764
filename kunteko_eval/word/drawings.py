"""The drawings of a report's page as pictures of points, which every word processor shows alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import lxml.etree as etree
from lxml.html import HtmlElement

NAMESPACE = "http://www.w3.org/2000/svg"
ITSELF: Any = {None: NAMESPACE}
CASED = [
    "viewBox",
    "patternUnits",
    "patternTransform",
    "patternContentUnits",
    "refX",
    "refY",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "gradientUnits",
    "gradientTransform",
    "clipPathUnits",
    "preserveAspectRatio",
    "textLength",
    "lengthAdjust",
    "startOffset",
]
"""Attributes of SVG that HTML writes in small letters, and a drawing by itself does not."""

CASES = {name.lower(): name for name in CASED}
ELEMENTS = {name.lower(): name for name in ("linearGradient", "radialGradient", "clipPath", "textPath")}
LETTERS = "Arial, 'Liberation Sans', 'Helvetica Neue', 'DejaVu Sans', sans-serif"
SIGNS = "'DejaVu Sans', 'Segoe UI Symbol', 'Apple Symbols', sans-serif"
SIGN = re.compile("[\u2190-\u2bff]")
"""What few fonts have: arrows, dots and shapes. A text is set in one font whole, so one with a sign gets another."""

PIXELS = 1900
"""Width in pixels that a drawing as wide as a page gets: about 290 to an inch of A4."""


class PageDrawings:
    """The drawings of one page: they share patterns and markers, and a style."""

    def __init__(self, page: HtmlElement) -> None:
        """Keep what the drawings of a page share."""
        style = "\n".join(one.text or "" for one in page.iter("style"))
        root = dict(
            re.findall(r"(--[\w-]+):\s*([^;{}]+)", re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", style))
        )
        self._rules = "\n".join(_resolved(rule, root) for rule in _own_rules(style))
        self._shared = {
            str(one.get("id")): one for defs in page.iter("defs") for one in defs if isinstance(one.tag, str)
        }

    def png(self, drawing: HtmlElement) -> bytes:
        """Return a drawing as PNG on white.

        Args:
            drawing: An ``svg`` element of the page.
        """
        import resvg_py

        width, _ = size(drawing)
        text = etree.tostring(self._alone(drawing), encoding="unicode")
        rules = re.sub(r"font-weight:(\d\d)\d", lambda one: f"font-weight:{round(int(one[1]), -1)}0", self._rules)
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=text,
                zoom=min(PIXELS / width, 3.0),
                background="#ffffff",
                style_sheet=rules,
                font_family="Arial",
                sans_serif_family="Arial",
            )
        )

    def _alone(self, drawing: HtmlElement) -> etree._Element:
        """Return a drawing as a file of its own, with what it shares with others."""
        made = _cased(deepcopy(drawing))
        made.tail = None
        width, height = size(drawing)
        made.set("width", f"{width:g}")
        made.set("height", f"{height:g}")
        made.set("font-family", LETTERS)
        own = {str(one.get("id")) for one in made.iter() if one.get("id")}
        told = etree.tostring(made, encoding="unicode")
        asked = [name for name in dict.fromkeys(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', told)) if any(name)]
        borrowed = [name for pair in asked for name in pair if name and name not in own and name in self._shared]
        if borrowed:
            defs = etree.Element(f"{{{NAMESPACE}}}defs")
            for name in borrowed:
                defs.append(_cased(deepcopy(self._shared[name])))
            made.insert(0, defs)
        for one in made.iter(f"{{{NAMESPACE}}}text", f"{{{NAMESPACE}}}tspan"):
            if SIGN.search(one.text or ""):
                one.set("style", f"{one.get('style') or ''};font-family:{SIGNS}".lstrip(";"))
        return made


def size(drawing: HtmlElement) -> tuple[float, float]:
    """Return the width and the height of a drawing, in pixels of the page."""
    box = [
        float(one)
        for one in re.split(r"[\s,]+", (drawing.get("viewbox") or drawing.get("viewBox") or "").strip())
        if one
    ]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return box[2], box[3]
    return float(drawing.get("width") or 300), float(drawing.get("height") or 150)


def told_by(drawing: HtmlElement) -> tuple[str, str]:
    """Return the title of a drawing and what it says of itself at length; either may be empty."""
    named = {one.tag: " ".join("".join(one.itertext()).split()) for one in drawing if one.tag in ("title", "desc")}
    return named.get("title") or str(drawing.get("aria-label") or ""), named.get("desc", "")


def _cased(element: HtmlElement) -> etree._Element:
    """Return an element of the page, and all within it, as SVG by itself has it."""
    tag = str(element.tag)
    made = etree.Element(f"{{{NAMESPACE}}}{ELEMENTS.get(tag, tag)}", nsmap=ITSELF)
    for name, value in element.attrib.items():
        if ":" not in str(name) and name != "xmlns":
            made.set(CASES.get(str(name), str(name)), str(value))
    made.text, made.tail = element.text, element.tail
    for one in element:
        if isinstance(one.tag, str):
            made.append(_cased(one))
    return made


def _own_rules(style: str) -> Iterator[str]:
    """Yield the rules of a page's style that are of drawings, without those of a medium, a state or a screen."""
    plain = re.sub(r"@[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", plain):
        fit = [
            one.strip()
            for one in selectors.split(",")
            if re.match(r"\s*(svg|\.small-map|\.map)\b", one) and ":" not in one and "[" not in one
        ]
        if fit:
            yield f"{','.join(fit)}{{{body}}}"


def _resolved(rule: str, root: dict[str, str]) -> str:
    """Return a rule with the values of the page's variables, and the font left to the drawing."""
    for _ in range(3):
        rule = re.sub(r"var\((--[\w-]+)(?:,[^)]*)?\)", lambda one: root.get(one[1], "#1b1f24"), rule)
    return re.sub(r"font-family:[^;}]*;?", "", rule)
