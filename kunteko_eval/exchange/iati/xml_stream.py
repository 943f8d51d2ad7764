"""Reading an IATI file as a stream: bounded memory whatever its size, and nothing of XML but elements and text.

The file is read twice with Expat: once to summarise it (`file_summary`), and once to build the chosen activities, here.
A document type declaration is refused as a whole, so that no entity of any kind is ever expanded or fetched;
XInclude is an element like any other and includes nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.files.validation import shown

XML_LANG = "http://www.w3.org/XML/1998/namespace lang"
"""The attribute ``xml:lang`` as the parser names it."""

DEEPEST = 60
"""Elements within each other; the standard needs eight."""

CHUNK = 1 << 16
LONGEST_TOKEN = 4_000_000
"""Bytes of one tag, comment or the like; longer is no text that a person wrote."""

LONGEST_TEXT = 200_000
"""Characters of the text of one element."""

MOST_NODES = 200_000
"""Elements of one activity that are kept; the largest published activities have some ten thousand."""

SKIPPED = frozenset({"transaction", "contact-info", "legacy-data", "crs-add", "fss", "country-budget-items"})
"""Parts of an activity that are counted and not kept: money flows, persons, and other systems' data."""


@dataclass(slots=True)
class Node:
    """An element: its name without a prefix's meaning, its attributes, its line, what is in it.

    Names within a namespace are written ``uri name``, as the parser gives them.
    """

    name: str
    attributes: dict[str, str]
    line: int
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> list[Node]:
        """Return the children of this name."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> Node | None:
        """Return the first child of this name."""
        return next((child for child in self.children if child.name == name), None)

    def get(self, name: str) -> str:
        """Return an attribute without white space around it, or an empty text."""
        return self.attributes.get(name, "").strip()


def read_activities(path: Path, numbers: Collection[int]) -> Iterator[Node]:
    """Yield the activities of these numbers, in the order of the file, without what `SKIPPED` names.

    Raises:
        FaultyInput: When an activity holds more than `MOST_NODES` elements.
    """
    reader = _Builder(path, frozenset(numbers))
    for _ in reader.steps():
        yield from reader.take()
        if reader.seen > max(numbers):
            return


class Reader(ABC):
    """Feeds a file to Expat piece by piece and refuses what no IATI file needs.

    Attributes:
        shallow: The depth from which elements are passed over, but for those that are `wanted`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.depth = 0
        self.shallow = DEEPEST + 1
        self.wanted: frozenset[str] = frozenset()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def read(self) -> None:
        """Read the file to its end."""
        for _ in self.steps():
            pass

    def steps(self) -> Iterator[None]:
        """Read the file, giving way after every piece."""
        if self.path.exists() and not self.path.is_file():
            # It is read twice, so a pipe will not do.
            raise refusal(self.path, "", "not a file", "an IATI activities file")
        try:
            with self.path.open("rb") as stream:
                head = stream.read(4)
                self._magic(head)
                stream.seek(0)
                fed = 0
                while piece := stream.read(CHUNK):
                    self._feed(piece)
                    fed += len(piece)
                    if fed - self.parser.CurrentByteIndex > LONGEST_TOKEN:
                        self.stop(
                            f"a tag, comment or text of more than {LONGEST_TOKEN:,} bytes", "parts that a person wrote"
                        )
                    yield
                self._feed(b"", last=True)
                yield
        except OSError as error:
            raise refusal(self.path, "", f"cannot be read ({error.strerror})", "a file") from None

    def stop(self, found: str, expected: str, advice: str = "", line: int | None = None) -> None:
        """Stop reading with a fault at the current line."""
        place = f"line {line or self.parser.CurrentLineNumber}"
        raise refusal(self.path, place, found, expected, advice)

    def _magic(self, head: bytes) -> None:
        known = {b"\x1f\x8b": "a gzip file", b"PK": "a zip file", b"BZ": "a bzip2 file", b"\xfd7": "an xz file"}
        kind = known.get(head[:2])
        if kind:
            self.stop(kind, "XML", "Unpack it first.")
        if not head:
            self.stop("an empty file", "XML")

    def _feed(self, piece: bytes, *, last: bool = False) -> None:
        try:
            self.parser.Parse(piece, last)
        except FaultyInput:
            raise
        except expat.ExpatError as error:
            found = f"not well-formed XML ({expat.errors.messages[error.code]})"
            advice = "The file may have been cut off." if last else "Check the characters and the encoding there."
            self.stop(found, "well-formed XML", advice, error.lineno)
        except (LookupError, ValueError) as error:
            # What Expat leaves to Python: an encoding that is unknown, or has more than one byte a character.
            self.stop(f"an encoding that cannot be read ({error})", "XML in UTF-8", "Save it as UTF-8.")

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        del name, system, public, internal
        advice = "Delete the DOCTYPE line and what it declares; IATI needs none."
        self.stop("a document type declaration, which can declare entities", "elements and text only", advice)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        # Called for millions of elements: what lies deep and is not wanted is passed over at once.
        depth = self.depth = self.depth + 1
        if depth >= self.shallow and name not in self.wanted and depth <= DEEPEST:
            return
        if depth > DEEPEST:
            self.stop(f"elements nested more than {DEEPEST} deep", "the few levels of the standard")
        if depth == 1 and name != "iati-activities":
            found = f"the root element {shown(name)}"
            self.stop(found, "iati-activities, as in an IATI activities file", "Give the activities file of version 2.")
        self.opened(name, attributes)

    def _end(self, name: str) -> None:
        if self.depth < self.shallow:
            self.closed(name)
        self.depth -= 1

    @abstractmethod
    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Note that an element begins."""

    @abstractmethod
    def closed(self, name: str) -> None:
        """Note that an element ends."""


class _Builder(Reader):
    """Builds the activities that were asked for, one at a time."""

    def __init__(self, path: Path, numbers: frozenset[int]) -> None:
        super().__init__(path)
        self.numbers = numbers
        self.seen = -1
        self.stack: list[Node] = []
        self.done: list[Node] = []
        self.nodes = 0
        self.skipping = 0
        self.shallow = 3

    def take(self) -> list[Node]:
        """Return the activities that are complete, and forget them."""
        done, self.done = self.done, []
        return done

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth == 2 and name == "iati-activity":
            self.seen += 1
            self.nodes = 0
            if self.seen in self.numbers:
                self.shallow = DEEPEST + 1
                self.parser.CharacterDataHandler = self._text
                self._push(name, attributes)
            return
        if not self.stack:
            return
        if self.skipping or (self.depth == 3 and name in SKIPPED):
            self.skipping += 1
            if self.skipping == 1:
                # The bare name is kept, so that what was left can be told.
                self.stack[-1].children.append(Node(name=name, attributes={}, line=self.parser.CurrentLineNumber))
            return
        self._push(name, attributes)

    def closed(self, name: str) -> None:
        del name
        if not self.stack:
            return
        if self.skipping:
            self.skipping -= 1
            return
        node = self.stack.pop()
        node.text = node.text.strip()
        if not self.stack:
            self.done.append(node)
            self.shallow = 3
            self.parser.CharacterDataHandler = None

    def _push(self, name: str, attributes: dict[str, str]) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.stop(f"an activity of more than {MOST_NODES:,} elements", "a smaller activity")
        node = Node(name=name, attributes=attributes, line=self.parser.CurrentLineNumber)
        if self.stack:
            self.stack[-1].children.append(node)
        self.stack.append(node)

    def _text(self, data: str) -> None:
        if self.stack and not self.skipping:
            node = self.stack[-1]
            if len(node.text) + len(data) > LONGEST_TEXT:
                self.stop(f"a text of more than {LONGEST_TEXT:,} characters", "a shorter text")
            node.text += data
