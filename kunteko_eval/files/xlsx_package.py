"""The package of an Excel workbook: which files are refused, and their XML read piece by piece within bounds."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import cast
from xml.etree.ElementTree import Element, XMLPullParser
from xml.parsers import expat

from kunteko_eval.files.validation import shown
from kunteko_eval.files.xlsx_formats import built_in

LARGEST_FILE = 50_000_000
LARGEST_KEPT = 5_000_000
"""Bytes of a workbook that is kept in memory for the next reading."""

LARGEST_UNPACKED = 200_000_000
"""Bytes of all parts together."""

MOST_PARTS = 2_000
MOST_RATIO = 250
"""How many times larger than packed a part above `SMALL_PART` may be; sheets of figures stay under a hundred."""

SMALL_PART = 5_000_000
MOST_ELEMENTS = 3_000_000
"""Of all sheets together; so many take some seconds."""

MOST_UNEMPTIED = 500_000
"""Elements of one row, text or table of formats, which are in memory together."""

LONGEST_PIECE = 1_000_000
"""Bytes of one tag; no tag of a sheet has a thousand, and old parsers read a long one again and again."""

MOST_SHEETS = 200
LONGEST_CELL = 32_767
"""Characters; Excel itself holds no more."""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384


class Unusable(Exception):
    """The file cannot be read as a whole."""

    def __init__(self, found: str, expected: str = "an Excel workbook (.xlsx)", advice: str = "") -> None:
        self.found, self.expected, self.advice = found, expected, advice
        super().__init__(found)


def check_kind(raw: bytes) -> None:
    """Say what a file is that is no workbook of the present kind."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise Unusable("a workbook locked by a password", advice="Save it without a password.")
        raise Unusable("a workbook of the old kind (.xls), or another old Office file", advice="Save it as .xlsx.")
    if not raw.startswith(b"PK"):
        raise Unusable("no Excel workbook", advice="Save it in Excel as .xlsx; renaming a file does not change it.")


def check_parts(archive: zipfile.ZipFile) -> None:
    """Refuse what would fill memory, and what a workbook of values has no use for."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    lower = [name.lower() for name in names]
    if len(parts) > MOST_PARTS:
        raise Unusable(f"{len(parts):,} parts", f"at most {MOST_PARTS:,}")
    if len(set(names)) < len(names):
        raise Unusable("a part that stands twice in it", advice="Open it in Excel and save it again.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED:
        raise Unusable(f"{unpacked:,} bytes once unpacked", f"at most {LARGEST_UNPACKED:,} bytes")
    for part in parts:
        if part.flag_bits & 1:
            raise Unusable("a workbook locked by a password", advice="Save it without a password.")
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Unusable(f"a part packed in an unusual way ({shown(part.filename)})")
        if part.file_size > SMALL_PART and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            found = f"{shown(part.filename)} unpacks to {part.file_size:,} bytes from {part.compress_size:,}"
            raise Unusable(found, f"parts at most {MOST_RATIO} times larger than packed")
    if "xl/workbook.bin" in lower:
        raise Unusable("a binary workbook (.xlsb)", advice="Save it as .xlsx.")
    if "mimetype" in lower and "content.xml" in lower:
        raise Unusable("a LibreOffice sheet (.ods)", advice="Save it as .xlsx.")
    for mark, what, advice in (
        ("vbaproject.bin", "macros", "Save it as .xlsx, which leaves macros out."),
        ("xl/macrosheets/", "macros", "Save it as .xlsx, which leaves macros out."),
        ("xl/externallinks/", "links to other workbooks", "Break the links (Data > Edit links), or paste values."),
        ("xl/embeddings/", "embedded files", "Take them out."),
        ("xl/connections.xml", "a connection to outside data", "Delete it (Data > Queries and connections)."),
    ):
        if any(mark in name for name in lower):
            raise Unusable(what, "a workbook of values alone", advice)


_MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")


def split_name(tag: str) -> tuple[str, str]:
    """Return the namespace in braces and the name of an element; an empty name when it is no workbook's own."""
    space, brace, local = tag.rpartition("}")
    return space + brace, local if space[1:] in _MAIN else ""


class Package:
    """The parts of an open workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}
        self.since_1904 = False
        self.left = MOST_ELEMENTS
        self.unemptied = 0

    def elements(self, part: str) -> Iterator[Element]:
        """Yield each element of a part when it ends; rows and shared texts are emptied after that.

        Raises:
            Unusable: When the part goes beyond a bound.
            expat.ExpatError: When its XML is broken.
        """
        tree: XMLPullParser[Element] = XMLPullParser(("end",))
        self.unemptied = 0
        for piece in self._checked(part):
            tree.feed(piece)
            yield from self._ended(tree)
        tree.close()
        yield from self._ended(tree)

    def _ended(self, tree: XMLPullParser[Element]) -> Iterator[Element]:
        for _, element in cast("Iterator[tuple[str, Element]]", tree.read_events()):
            yield element
            self.left -= 1
            self.unemptied += 1
            if self.left < 0 or self.unemptied > MOST_UNEMPTIED:
                most = MOST_ELEMENTS if self.left < 0 else MOST_UNEMPTIED
                raise Unusable(f"more than {most:,} pieces", "fewer cells, and no formats of empty ones")
            if element.tag.endswith(("}row", "}si")):
                element.clear()
                self.unemptied = 0

    def _checked(self, part: str) -> Iterator[bytes]:
        """Yield a part in pieces; a document type, and so every entity of one's own, is refused before it is yielded."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = _refuse_doctype
        fed = since_tag = 0
        with self.archive.open(self.names[part.lower()]) as file:
            while piece := file.read(65_536):
                parser.Parse(piece, False)  # noqa: FBT003  (the parser takes it by position only)
                fed += len(piece)
                if fed - parser.CurrentByteIndex > LONGEST_PIECE:
                    raise Unusable(f"a tag of more than {LONGEST_PIECE:,} bytes in its XML")
                since_tag = since_tag + len(piece) if b"<" not in piece else 0
                if since_tag > LONGEST_PIECE:
                    raise too_long()
                yield piece
            parser.Parse(b"", True)  # noqa: FBT003

    def sheets(self) -> list[tuple[str, bool, str]]:
        """Return name, whether it is hidden, and part of each sheet of cells."""
        main = self._relations("")
        books = [target for kind, target in main.values() if kind.endswith("/officeDocument")]
        if not books or books[0].lower() not in self.names:
            raise Unusable("no Excel workbook", advice="Save it in Excel as .xlsx.")
        relations = self._relations(books[0])
        found: list[tuple[str, bool, str]] = []
        for element in self.elements(books[0]):
            _, local = split_name(element.tag)
            if local == "workbookPr":
                self.since_1904 = element.get("date1904") in {"1", "true"}
            if local == "sheet":
                key = next((value for key, value in element.items() if key.endswith("relationships}id")), "")
                kind, target = relations.get(key, ("", ""))
                if kind.endswith("/worksheet") and target.lower() in self.names:
                    found.append((element.get("name", ""), element.get("state", "visible") != "visible", target))
                elif not kind.endswith(("/chartsheet", "/dialogsheet")):
                    raise Unusable(f"the sheet {shown(element.get('name', ''))} is not in it")
        if not found:
            raise Unusable("no sheet of cells")
        if len(found) > MOST_SHEETS:
            raise Unusable(f"{len(found)} sheets", f"at most {MOST_SHEETS}")
        self._book = relations
        return found

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return kind and target of what a part refers to, by id; what lies outside the file is left out."""
        folder, name = posixpath.split(part)
        where = posixpath.join(folder, "_rels", f"{name}.rels")
        if where.lower() not in self.names:
            raise Unusable("no Excel workbook", advice="Save it in Excel as .xlsx.")
        found: dict[str, tuple[str, str]] = {}
        for element in self.elements(where):
            if element.tag.endswith("Relationship") and element.get("TargetMode") != "External":
                target = element.get("Target", "")
                target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[element.get("Id", "")] = element.get("Type", ""), posixpath.normpath(target)
        return found

    def _part(self, kind: str) -> Iterator[Element]:
        """Yield the elements of the first part of a kind that the workbook refers to; none when there is none."""
        found = [target for one, target in self._book.values() if one.endswith(f"/{kind}")]
        return self.elements(found[0]) if found and found[0].lower() in self.names else iter(())

    def styles(self) -> list[str]:
        """Return the format code of each cell style."""
        codes: dict[str, str] = {}
        styles: list[str] = []
        for element in self._part("styles"):
            space, local = split_name(element.tag)
            if local == "numFmt":
                codes[element.get("numFmtId", "")] = element.get("formatCode", "")
            elif local == "cellXfs":
                numbers = [one.get("numFmtId", "0") for one in element.iter(f"{space}xf")]
                styles += [codes.get(number, built_in(number)) for number in numbers]
        return styles

    def strings(self) -> list[str]:
        """Return the texts that cells share."""
        names = ((element, *split_name(element.tag)) for element in self._part("sharedStrings"))
        return [text_of(element, space) for element, space, local in names if local == "si"]


def _refuse_doctype(*_: object) -> None:
    raise Unusable("a document type declaration in its XML", "XML without entities, as Excel writes it")


def text_of(string: Element, space: str) -> str:
    """Return the text of a rich or plain string; readings of Japanese words are no part of it.

    Args:
        string: The element.
        space: The namespace in braces.
    """
    runs = [run for one in string for run in ([one] if one.tag == f"{space}t" else _texts_of_run(one, space))]
    return unescaped(bounded("".join(run.text or "" for run in runs)))


def _texts_of_run(one: Element, space: str) -> list[Element]:
    return one.findall(f"{space}t") if one.tag == f"{space}r" else []


def bounded(text: str) -> str:
    """Return a text that a cell can hold.

    Raises:
        Unusable: When it is too long, even if every character is escaped.
    """
    if len(text) > 7 * LONGEST_CELL:
        raise too_long()
    return text


def too_long() -> Unusable:
    """Return what is wrong with a text that no cell can hold."""
    return Unusable(f"a text of more than {LONGEST_CELL:,} characters in a cell", "shorter texts")


def unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold, which Excel writes as ``_x0007_``."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
