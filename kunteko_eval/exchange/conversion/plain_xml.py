"""XML as plain elements: bounded, and nothing of it but elements, attributes and text.

A document type declaration is refused as a whole, so that no entity is ever expanded or fetched.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from kunteko_eval.exchange.faults import refusal

DEEPEST = 60
MOST_ELEMENTS = 2_000_000
MOST_KEPT = 400_000
"""Elements of the parts that are kept."""

CHUNK = 1 << 16


@dataclass(slots=True)
class XmlElement:
    """An element: its name without a namespace, its attributes, what is in it, its text."""

    name: str
    attributes: dict[str, str]
    children: list[XmlElement] = field(default_factory=list)
    text: str = ""

    def first(self, name: str) -> XmlElement | None:
        """Return the first child of a name."""
        return next((one for one in self.children if one.name == name), None)

    def words(self, name: str) -> str:
        """Return all text in the first child of a name, on one line; empty where there is none."""
        found = self.first(name)
        return " ".join(found.whole().split()) if found else ""

    def whole(self) -> str:
        """Return all text within, a space between the parts."""
        return " ".join([self.text, *(one.whole() for one in self.children)])

    def ids(self, name: str) -> list[str]:
        """Return the text of every child of the first child of a name."""
        found = self.first(name)
        return [one.text.strip() for one in found.children if one.text.strip()] if found else []


class _TreeBuilder:
    """Keeps the root and the parts of it that are wanted."""

    def __init__(self, path: Path, wanted: Collection[str] | None) -> None:
        self.path, self.wanted = path, wanted
        self.root: XmlElement | None = None
        self.stack: list[XmlElement | None] = []
        self.seen = self.kept = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.seen += 1
        plain = name.rpartition("}")[2]
        if self.seen > MOST_ELEMENTS or len(self.stack) >= DEEPEST:
            raise refusal(self.path, "", "too many elements, or too deep ones", "a file of one project or data set")
        parent = self.stack[-1] if self.stack else None
        if self.stack and (parent is None or (len(self.stack) == 1 and self.wanted and plain not in self.wanted)):
            self.stack.append(None)
            return
        self.kept += 1
        if self.kept > MOST_KEPT:
            raise refusal(self.path, "", f"more than {MOST_KEPT:,} elements", "fewer, such as one project or one year")
        made = XmlElement(plain, attributes)
        if parent is None:
            self.root = made
        else:
            parent.children.append(made)
        self.stack.append(made)

    def end(self, _: str) -> None:
        self.stack.pop()

    def data(self, text: str) -> None:
        if self.stack and (top := self.stack[-1]) is not None:
            top.text += text

    def doctype(self, *_: Any) -> None:
        raise refusal(self.path, "", "a document type declaration", "none: no entity is read", "Take the line away.")


def read_xml(path: Path, raw: bytes, wanted: Collection[str] | None = None) -> XmlElement:
    """Return the root of a document, with those of its children that are wanted.

    Args:
        path: The file, for a fault.
        raw: The document.
        wanted: Names of children of the root that are kept; all when None.

    Raises:
        FaultyInput: When it is no well-formed XML, too large, or declares a document type.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    builder = _TreeBuilder(path, wanted)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        for start in range(0, len(raw), CHUNK):
            parser.Parse(raw[start : start + CHUNK], False)  # noqa: FBT003  (expat takes it by place)
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise refusal(path, "", f"no well-formed XML ({error})", "the file as it was exported") from None
    if builder.root is None:
        raise refusal(path, "", "no element", "the file as it was exported")
    return builder.root
