"""The package of an Excel workbook: which files are refused, and their XML read piece by piece within bounds."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
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


MAIN = frozenset(
    {"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"}
)


def local_name(name: str) -> str:
    """Return an element's name when it belongs to a workbook's own vocabulary, else an empty text."""
    space, _, local = name.rpartition(" ")
    return local if space in MAIN else ""


class Package:
    """The parts of an open workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}
        self.since_1904 = False
        self.left = MOST_ELEMENTS

    def parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Parse one part in small pieces; a document type, and so every entity of one's own, is refused."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True

        def counted(name: str, given: dict[str, str]) -> None:
            self.left -= 1
            if self.left < 0:
                raise Unusable(f"more than {MOST_ELEMENTS:,} pieces", "fewer cells, and no formats of empty ones")
            start(name, given)

        parser.StartElementHandler = counted
        if end is not None:
            parser.EndElementHandler = end
        if text is not None:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        fed = 0
        with self.archive.open(self.names[part.lower()]) as file:
            while chunk := file.read(65_536):
                parser.Parse(chunk, False)  # noqa: FBT003  (the parser takes it by position only)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > LONGEST_PIECE:
                    raise Unusable(f"a tag of more than {LONGEST_PIECE:,} bytes in its XML")
            parser.Parse(b"", True)  # noqa: FBT003

    def sheets(self) -> list[tuple[str, bool, str]]:
        """Return name, whether it is hidden, and part of each sheet of cells."""
        main = self._relations("")
        books = [target for kind, target in main.values() if kind.endswith("/officeDocument")]
        if not books or books[0].lower() not in self.names:
            raise Unusable("no Excel workbook", advice="Save it in Excel as .xlsx.")
        relations = self._relations(books[0])
        found: list[tuple[str, bool, str]] = []

        def start(name: str, given: dict[str, str]) -> None:
            if local_name(name) == "workbookPr":
                self.since_1904 = given.get("date1904") in {"1", "true"}
            if local_name(name) == "sheet":
                key = next((value for key, value in given.items() if key.endswith("relationships id")), "")
                kind, target = relations.get(key, ("", ""))
                if kind.endswith("/worksheet") and target.lower() in self.names:
                    found.append((given.get("name", ""), given.get("state", "visible") != "visible", target))
                elif not kind.endswith(("/chartsheet", "/dialogsheet")):
                    raise Unusable(f"the sheet {shown(given.get('name', ''))} is not in it")

        self.parse(books[0], start)
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
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, given: dict[str, str]) -> None:
            if name.endswith("Relationship") and given.get("TargetMode") != "External":
                target = given.get("Target", "")
                target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                found[given.get("Id", "")] = given.get("Type", ""), posixpath.normpath(target)

        if where.lower() not in self.names:
            raise Unusable("no Excel workbook", advice="Save it in Excel as .xlsx.")
        self.parse(where, start)
        return found

    def _part(self, kind: str) -> str | None:
        found = [target for one, target in self._book.values() if one.endswith(f"/{kind}")]
        return found[0] if found and found[0].lower() in self.names else None

    def styles(self) -> list[str]:
        """Return the format code of each cell style."""
        codes: dict[str, str] = {}
        styles: list[str] = []
        inside: list[str] = []

        def start(name: str, given: dict[str, str]) -> None:
            local = local_name(name)
            if local == "numFmt":
                codes[given.get("numFmtId", "")] = given.get("formatCode", "")
            elif local == "cellXfs":
                inside.append(local)
            elif local == "xf" and inside:
                number = given.get("numFmtId", "0")
                styles.append(codes.get(number, built_in(number)))

        def end(name: str) -> None:
            if local_name(name) == "cellXfs":
                inside.clear()

        part = self._part("styles")
        if part is not None:
            self.parse(part, start, end)
        return styles

    def strings(self) -> list[str]:
        """Return the texts that cells share."""
        found: list[str] = []
        collect = StringCollector("si", found.append)
        part = self._part("sharedStrings")
        if part is not None:
            self.parse(part, collect.start, collect.end, collect.text)
        return found


def _refuse_doctype(*_: object) -> None:
    raise Unusable("a document type declaration in its XML", "XML without entities, as Excel writes it")


class StringCollector:
    """Collects the text of each rich or plain string; readings of Japanese words are no part of it."""

    def __init__(self, element: str, give: Callable[[str], None]) -> None:
        self.element, self.give = element, give
        self.parts: list[str] = []
        self.length = 0
        self.open = self.aside = False

    def start(self, name: str, given: dict[str, str]) -> None:
        """Hear that an element begins."""
        local = local_name(name)
        if local == self.element:
            self.parts, self.length = [], 0
        elif local == "rPh":
            self.aside = True
        elif local == "t":
            self.open = not self.aside

    def end(self, name: str) -> None:
        """Hear that an element ends; a whole string is given away."""
        local = local_name(name)
        if local == "t":
            self.open = False
        elif local == "rPh":
            self.aside = False
        elif local == self.element:
            self.give(unescaped("".join(self.parts)))

    def text(self, words: str) -> None:
        """Take a piece of text."""
        if self.open:
            self.length += len(words)
            if self.length > 7 * LONGEST_CELL:
                raise Unusable(f"a text of more than {LONGEST_CELL:,} characters in a cell", "shorter texts")
            self.parts.append(words)


def unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold, which Excel writes as ``_x0007_``."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
