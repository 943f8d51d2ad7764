"""A logo made safe: of an SVG only what draws, of a PNG only its picture; what could do more is a fault.

A page shows it as an image, in which a browser runs no script and loads nothing; that the file holds nothing of the
kind either protects whoever takes it out of the page.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kunteko_eval.errors import Fault
from kunteko_eval.files.snapshot import read_bytes

if TYPE_CHECKING:
    from lxml import etree

SUFFIXES = frozenset({".svg", ".png"})
LARGEST = {".svg": 100_000, ".png": 300_000}
"""Bytes; each page carries the logo within itself."""

MOST_PIXELS = 4000
"""Pixels of a PNG's side."""

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
DRAWING = """svg g path rect circle ellipse line polyline polygon text tspan textPath defs title desc style symbol use
    switch linearGradient radialGradient stop clipPath mask pattern marker filter feGaussianBlur feOffset feBlend
    feColorMatrix feComposite feFlood feMerge feMergeNode feDropShadow feMorphology"""
"""Elements that draw, and nothing else."""

KEPT_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"IDAT", b"IEND"})
"""What a picture needs; texts, days and places that programs leave in it go."""

_HEAD = b"\x89PNG\r\n\x1a\n"
_DECLARED = re.compile(r"<!DOCTYPE[^>]*\[|<!ENTITY|&(?!(?:amp|lt|gt|quot|apos|#\w+);)[^;]{0,40}")
"""What declares an entity, or uses one that plain XML does not have."""

_OUTER = re.compile(r"@import|url\(\s*['\"]?\s*(?!['\"#\s])|expression\s*\(|javascript:|\\", re.I)
"""What a style could load or run; a backslash could hide it."""


@dataclass(frozen=True, slots=True)
class SafePicture:
    """A picture that a page can carry.

    Attributes:
        source: Its content as a ``data:`` address.
        width: In pixels; so is `height`.
    """

    source: str
    width: float
    height: float


class _Unsafe(Exception):
    """What is wrong with a picture: the place, what was found, what was expected, what to do."""


def read_picture(path: Path, faults: list[Fault]) -> SafePicture | None:
    """Return an SVG or PNG made safe, or note why it cannot be.

    Args:
        path: The file.
        faults: Where every fault of the file is added.
    """
    suffix = path.suffix.lower()
    try:
        content = read_bytes(path)
    except OSError as error:
        faults.append(_fault(path, ("", f"cannot be read ({error.strerror})", "a readable file")))
        return None
    if len(content) > LARGEST[suffix]:
        advice = "Save it smaller: without metadata, with fewer points or pixels."
        found, expected = f"{len(content):,} bytes", f"at most {LARGEST[suffix]:,}, for each page carries the logo"
        faults.append(_fault(path, ("", found, expected, advice)))
        return None
    try:
        return _svg(path, content, faults) if suffix == ".svg" else _png(content)
    except _Unsafe as wrong:
        faults.append(_fault(path, wrong.args))
        return None


def _fault(path: Path, told: tuple[str, ...]) -> Fault:
    place, found, expected, *advice = told
    return Fault(file=str(path), place=place, found=found, expected=expected, advice="".join(advice))


# --- SVG -----------------------------------------------------------------------------------------------------------


def _svg(path: Path, content: bytes, faults: list[Fault]) -> SafePicture | None:
    """Return an SVG with only what draws; what a drawing program keeps for itself goes without a word."""
    from lxml import etree

    root = _parsed(content)
    _bare(root)
    own = [_fault(path, one) for one in _active(root)]
    if own:
        faults += own
        return None
    width, height = _size(root)
    etree.cleanup_namespaces(root)
    written = etree.tostring(root, encoding="utf-8")
    return SafePicture(_address("svg+xml", written), width, height)


def _parsed(content: bytes) -> etree._Element:
    from lxml import etree

    again = "Save it as plain SVG, in UTF-8."
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unsafe("", "no UTF-8 text", "an SVG in UTF-8", again) from error
    declared = _DECLARED.search(text)
    if declared:
        line = f"line {text.count(chr(10), 0, declared.start()) + 1}"
        raise _Unsafe(line, f"an entity, {declared[0][:40]!r}", "none", again)
    parser = etree.XMLParser(
        encoding="utf-8",  # Whatever the file says of itself.
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        told = f"line {getattr(error, 'lineno', None) or 1}"
        raise _Unsafe(told, str(error.msg)[:200], "well-formed XML", "Save the logo again as SVG.") from error
    if root.tag != f"{{{SVG}}}svg":
        raise _Unsafe("line 1", f"the element {etree.QName(root).localname}", "svg, in its namespace")
    return root


def _active(root: etree._Element) -> Iterator[tuple[str, ...]]:
    """Yield what could do more than draw, each with its line."""
    from lxml import etree

    plain = "Save it as plain SVG, with text as paths and without links, scripts, pictures and motion."
    for one in root.iter():
        name, line = etree.QName(one), f"line {one.sourceline}"
        if name.namespace == SVG and name.localname not in DRAWING.split():
            yield line, f"the element {name.localname}", "elements that draw and nothing else", plain
        for key, value in one.attrib.items():
            key, value = str(key), str(value)
            bare = etree.QName(key).localname.lower()
            if bare.startswith("on"):
                yield line, f"the attribute {bare}, which runs a script", "none", plain
            elif bare in {"href", "src"} and name.namespace == SVG and not value.strip().startswith("#"):
                yield line, f"{bare} to {value.strip()[:60]!r}", "references within the file, such as #part", plain
            elif _OUTER.search(value) and name.namespace == SVG and bare != "d":
                yield line, f"the attribute {bare} loads or runs something", "references within the file", plain
        if name.localname == "style" and _OUTER.search(str(one.xpath("string()"))):
            yield line, "a style that loads or runs something", "styles of this file alone", plain


def _bare(root: etree._Element) -> None:
    """Take away what drawing programs keep for themselves: elements and attributes of other namespaces, metadata."""
    from lxml import etree

    for one in list(root.iter()):
        name = etree.QName(one)
        if name.namespace != SVG or name.localname == "metadata":
            parent = one.getparent()
            if parent is not None:
                one.tail = None
                parent.remove(one)
            continue
        for key in list(one.attrib):
            if str(key).startswith("{") and key not in {XLINK, "{http://www.w3.org/XML/1998/namespace}space"}:
                del one.attrib[key]


def _size(root: etree._Element) -> tuple[float, float]:
    """Return the width and height of a drawing, which from now on has both and a viewBox."""
    numbers = [float(one) for one in re.findall(r"-?\d*\.?\d+(?:e-?\d+)?", root.get("viewBox", ""))]
    given = [re.fullmatch(r"\s*(\d*\.?\d+)(px|pt|mm|cm|in)?\s*", root.get(key, "")) for key in ("width", "height")]
    sides = [float(one[1]) for one in given if one is not None]
    if len(numbers) != 4 and len(sides) == 2:
        numbers = [0, 0, *sides]
        root.set("viewBox", f"0 0 {sides[0]:g} {sides[1]:g}")
    if len(numbers) != 4 or min(numbers[2:]) <= 0:
        raise _Unsafe("line 1", "no size", "a viewBox, or width and height", "Save the logo again as SVG.")
    width, height = numbers[2:]
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    return width, height


# --- PNG -----------------------------------------------------------------------------------------------------------


def _png(content: bytes) -> SafePicture:
    """Return a PNG with nothing but its picture."""
    broken = ("", "a damaged file", "a whole PNG", "Save the logo again as PNG.")
    if not content.startswith(_HEAD):
        raise _Unsafe("", "no PNG", "a PNG, as its name says", "Save the logo again as PNG.")
    kept, at, kinds = [_HEAD], len(_HEAD), []
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        whole, kind = content[at : at + 12 + length], content[at + 4 : at + 8]
        if len(whole) < 12 + length or zlib.crc32(whole[4:-4]) != struct.unpack(">I", whole[-4:])[0]:
            raise _Unsafe(*broken)
        kinds.append(kind)
        kept += [whole] if kind in KEPT_CHUNKS else []
        at += 12 + length
        if kind == b"IEND":
            break
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds:
        raise _Unsafe(*broken)
    width, height = struct.unpack(">II", kept[1][8:16])
    if not 0 < width <= MOST_PIXELS or not 0 < height <= MOST_PIXELS:
        raise _Unsafe("", f"{width} by {height} pixels", f"at most {MOST_PIXELS} a side", "Save it smaller.")
    return SafePicture(_address("png", b"".join(kept)), width, height)


def _address(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
