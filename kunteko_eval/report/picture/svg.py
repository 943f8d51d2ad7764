"""Marks of a picture and how they are written: as short as it goes, the same bytes every time."""

from __future__ import annotations

import html
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kunteko_eval.report.picture.supported_keys import Part, Undrawable, check, own_of
from kunteko_eval.report.style import INK, contrast

WHITE, CLEAR = "#ffffff", "rgba(0,0,0,0)"

CRISP, ROUND = 'shape-rendering="crispEdges"', ' stroke-linecap="round"'

DASHES = {
    "solid": (),
    "dot": (1, 1),
    "dash": (3, 3),
    "longdash": (5, 5),
    "dashdot": (3, 1, 1, 1),
    "longdashdot": (5, 2, 1, 2),
}
"""Strokes and gaps in line widths, of which the least is three pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern without ground, repeated over an area."""

    shape: str
    size: float
    solidity: float
    colour: str
    opacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One element of the picture.

    Attributes:
        look: Its attributes that neighbours may share.
        place: Its own attributes.
        pattern: What lies on it, if that is a pattern.
        size: Its width and height, told where it has a pattern.
    """

    tag: str
    look: str
    place: str
    inner: str = ""
    pattern: Pattern | None = None
    size: tuple[float, float] = (0, 0)


def rectangle(left: float, top: float, right: float, bottom: float, look: str, inner: str = "") -> Shape:
    """Return a rectangle; its edges are rounded, so that neighbours meet."""
    left, top, right, bottom = (round(edge, 1) for edge in (left, top, right, bottom))
    place = f'x="{short(left)}" y="{short(top)}" width="{short(right - left)}" height="{short(bottom - top)}"'
    return Shape(tag="rect", look=look, place=place, inner=inner)


def path_through(points: Sequence[tuple[float, float]]) -> str:
    """Return the path through points, closed where it ends where it began.

    >>> path_through([(0, 0), (4, 0), (4, 2.25), (0, 0)])
    'd="M0,0H4V2.2Z"'
    """
    rounded = [(short(x), short(y)) for x, y in points]
    is_closed = len(rounded) > 2 and rounded[0] == rounded[-1]
    drawn = [f"M{','.join(rounded[0])}"]
    for (x0, y0), (x1, y1) in itertools.pairwise(rounded[:-1] if is_closed else rounded):
        drawn.append(f"H{x1}" if y0 == y1 else f"V{y1}" if x0 == x1 else f"L{x1},{y1}")
    return f'd="{"".join(drawn)}{"Z" if is_closed else ""}"'


def stroke_of(line: Part) -> str:
    """Return the attributes of a line: colour, width and dashes."""
    check(line, "line")
    width = float(line.get("width", 2))
    found = paint("stroke", line["color"])
    if width != 1:
        found += f' stroke-width="{short(width, 2)}"'
    dash = line.get("dash", "solid")
    if dash in DASHES:
        dashes = [part * max(width, 3) for part in DASHES[dash]]
    elif re.fullmatch(r"\d+(\.\d+)?(px)?([, ]+\d+(\.\d+)?(px)?)*", dash):
        dashes = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", dash)]
    else:
        raise Undrawable(f"a line with the dashes {dash!r}")
    return found + (f' stroke-dasharray="{" ".join(short(part) for part in dashes)}"' if dashes else "")


def opacity_of(share: float) -> str:
    """Return an opacity as an attribute; nothing where it is full."""
    return "" if share == 1 else f' opacity="{short(share, 2)}"'


def grouped(marks: Iterable[Shape], ids: Mapping[Pattern, str]) -> Iterator[str]:
    """Return the marks as SVG; neighbours that look the same stand in one group that says so once."""
    for look, run in itertools.groupby(marks, key=lambda mark: mark.look):
        shared = " ".join(look.split())
        some = [
            replace(mark, place=f'href="#{ids[mark.pattern]}" {mark.place}') if mark.pattern else mark for mark in run
        ]
        if shared and len(some) > 1:
            yield f"<g {shared}>{''.join(_element(mark, mark.place) for mark in some)}</g>"
        else:
            yield from (_element(mark, f"{shared} {mark.place}".strip()) for mark in some)


def _element(mark: Shape, attributes: str) -> str:
    return f"<{mark.tag} {attributes}>{mark.inner}</{mark.tag}>" if mark.inner else f"<{mark.tag} {attributes}/>"


def readable_on(colour: str) -> str:
    """Return the darker or the lighter ink, whichever stands out more."""
    if not re.fullmatch(r"#[0-9a-f]{6}", colour, re.IGNORECASE):
        return INK
    return INK if contrast(INK, colour) >= contrast(WHITE, colour) else WHITE


def paint(attribute: str, colour: str) -> str:
    """Return a colour as an attribute that every renderer reads: opacity apart, transparent as none.

    >>> paint("fill", "rgba(255,255,255,0.85)")
    'fill="#ffffff" fill-opacity="0.85"'
    """
    if re.fullmatch(r"#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6}|[a-z]+", colour):
        return f'{attribute}="{colour}"'
    found = re.fullmatch(r"rgba?\((\d{1,3}), ?(\d{1,3}), ?(\d{1,3})(?:, ?([\d.]+))?\)", colour)
    if not found:
        raise Undrawable(f"the colour {colour!r}")
    opacity = float(found[4] or 1)
    if not opacity:
        return f'{attribute}="none"'
    solid = "#" + "".join(f"{min(int(found[part]), 255):02x}" for part in (1, 2, 3))
    return f'{attribute}="{solid}"' + (f' {attribute}-opacity="{short(opacity, 2)}"' if opacity < 1 else "")


def short(number: float, places: int = 1) -> str:
    """Return a rounded number, as short as it can be written.

    >>> short(-0.04), short(12.0), short(7.25, 2)
    ('0', '12', '7.25')
    """
    if not math.isfinite(number):
        raise Undrawable(f"something at {number}")
    written = f"{number:.{places}f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def hover_title(trace: Part, index: int) -> str:
    """Return the title that tells a point's hover text where browsers show titles; nothing where it has none."""
    told = own_of(trace.get("hovertext") or "", index)
    lines = [html.unescape(re.sub(r"</?[bi]>", "", line)) for line in re.split(r"<br ?/?>", told)]
    written = "\n".join(map(plain_text, lines))
    return f"<title>{written}</title>" if told else ""


def plain_text(text: str) -> str:
    """Return text for between tags; what XML cannot hold becomes the replacement character."""
    spaced = re.sub(r"[\t\n\r]+", " ", text)
    return html.escape(re.sub(r"[^\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]", "\ufffd", spaced), quote=False)


def attribute_text(text: str) -> str:
    """Return text for between an attribute's quotation marks."""
    return plain_text(text).replace('"', "&quot;")
