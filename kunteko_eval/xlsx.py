"""Excel workbooks as grids of cells: nothing is computed, fetched or unpacked that a sheet of values does not need.

The package is read with the standard library, because what a cell shows, such as ``79 %`` or a formula's last
result, matters as much as what it holds, and readers made for values leave that out.
"""

from __future__ import annotations

import datetime
import functools
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from xml.parsers import expat

from kunteko_eval.errors import Fault
from kunteko_eval.validation import shown

LARGEST_FILE = 50_000_000
LARGEST_KEPT = 5_000_000
"""Bytes of a workbook that is kept in memory for the next reading."""

LARGEST_UNPACKED = 200_000_000
"""Bytes of all parts together."""

MOST_PARTS = 2_000
MOST_RATIO = 250
"""How many times larger than packed a part above `SMALL_PART` may be; sheets of figures stay under a hundred."""

SMALL_PART = 5_000_000
MOST_CELLS = 500_000
MOST_ELEMENTS = 3_000_000
"""Of all sheets together; so many take some seconds."""

LONGEST_PIECE = 1_000_000
"""Bytes of one tag; no tag of a sheet has a thousand, and old parsers read a long one again and again."""

MOST_SHEETS = 200
LONGEST_CELL = 32_767
"""Characters; Excel itself holds no more."""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384

Kind = Literal["text", "number", "date", "time", "flag", "error", "formula"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell that holds something.

    Attributes:
        column: 0 for A.
        kind: What Excel shows it as; a number under a date's format is a date.
        value: A text as it stands, the plain decimal digits of a number, an ISO date, ``true`` or ``false``, an
            error's name, or a formula.
        percent: Whether a number is shown with a percent sign.
        decimals: How many decimals a number is shown with, where its format says so plainly.
        padding: To how many digits a number is filled with zeros.
    """

    row: int
    column: int
    kind: Kind
    value: str
    percent: bool = False
    decimals: int | None = None
    padding: int = 0


@dataclass(slots=True, kw_only=True)
class Grid:
    """One sheet.

    Attributes:
        rows: The cells that hold something by their 1-based row, in order.
        merged: The ranges of merged cells.
    """

    name: str
    hidden: bool
    rows: dict[int, list[Cell]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)


class _Unusable(Exception):
    """The file cannot be read as a whole."""

    def __init__(self, found: str, expected: str = "an Excel workbook (.xlsx)", advice: str = "") -> None:
        self.found, self.expected, self.advice = found, expected, advice
        super().__init__(found)


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    LookupError,
    OverflowError,
)


def read_grids(path: Path, wanted: Callable[[str], bool], faults: list[Fault]) -> list[Grid] | None:
    """Return the sheets of a workbook in their order; those that are not wanted without their cells.

    Args:
        path: The file.
        wanted: Whether the cells of a sheet of this name are read.
        faults: Where a fault is added when the file cannot be read.

    Returns:
        None when there was a fault.
    """
    try:
        return _grids(path, wanted)
    except _Unusable as error:
        problem = error
    except FileNotFoundError:
        problem = _Unusable("the file is missing")
    except expat.ExpatError as error:
        problem = _Unusable(f"its XML is broken ({error})", advice="Open it in Excel and save it again.")
    except _BROKEN as error:
        problem = _Unusable(f"it is broken ({shown(str(error))})", advice="Open it in Excel and save it again.")
    except OSError as error:
        problem = _Unusable(f"cannot be read ({error.strerror or error})", "a readable file")
    fault = Fault(file=str(path), place="", found=problem.found, expected=problem.expected, advice=problem.advice)
    faults.append(fault)
    return None


def column_name(column: int) -> str:
    """Return a column's letters.

    >>> column_name(0), column_name(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _grids(path: Path, wanted: Callable[[str], bool]) -> list[Grid]:
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise _Unusable(f"{size:,} bytes", f"at most {LARGEST_FILE:,} bytes")
    raw = path.read_bytes()
    return _kept(raw, wanted) if size <= LARGEST_KEPT else _parsed(raw, wanted)


def _parsed(raw: bytes, wanted: Callable[[str], bool]) -> list[Grid]:
    _check_kind(raw)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        _check_parts(archive)
        package = _Package(archive)
        sheets = package.sheets()
        styles, strings, left = package.styles(), package.strings(), [MOST_CELLS]
        grids = []
        for name, hidden, part in sheets:
            grid = Grid(name=name, hidden=hidden)
            if wanted(name):
                _SheetPart(package, grid, styles, strings, left).read(part)
            grids.append(grid)
        return grids


_kept = functools.lru_cache(maxsize=2)(_parsed)
"""The chapters of a report read the same workbook one after the other; nobody may change a grid."""


def _check_kind(raw: bytes) -> None:
    """Say what a file is that is no workbook of the present kind."""
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise _Unusable("a workbook locked by a password", advice="Save it without a password.")
        raise _Unusable("a workbook of the old kind (.xls), or another old Office file", advice="Save it as .xlsx.")
    if not raw.startswith(b"PK"):
        raise _Unusable("no Excel workbook", advice="Save it in Excel as .xlsx; renaming a file does not change it.")


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Refuse what would fill memory, and what a workbook of values has no use for."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    lower = [name.lower() for name in names]
    if len(parts) > MOST_PARTS:
        raise _Unusable(f"{len(parts):,} parts", f"at most {MOST_PARTS:,}")
    if len(set(names)) < len(names):
        raise _Unusable("a part that stands twice in it", advice="Open it in Excel and save it again.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED:
        raise _Unusable(f"{unpacked:,} bytes once unpacked", f"at most {LARGEST_UNPACKED:,} bytes")
    for part in parts:
        if part.flag_bits & 1:
            raise _Unusable("a workbook locked by a password", advice="Save it without a password.")
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise _Unusable(f"a part packed in an unusual way ({shown(part.filename)})")
        if part.file_size > SMALL_PART and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            found = f"{shown(part.filename)} unpacks to {part.file_size:,} bytes from {part.compress_size:,}"
            raise _Unusable(found, f"parts at most {MOST_RATIO} times larger than packed")
    if "xl/workbook.bin" in lower:
        raise _Unusable("a binary workbook (.xlsb)", advice="Save it as .xlsx.")
    if "mimetype" in lower and "content.xml" in lower:
        raise _Unusable("a LibreOffice sheet (.ods)", advice="Save it as .xlsx.")
    for mark, what, advice in (
        ("vbaproject.bin", "macros", "Save it as .xlsx, which leaves macros out."),
        ("xl/macrosheets/", "macros", "Save it as .xlsx, which leaves macros out."),
        ("xl/externallinks/", "links to other workbooks", "Break the links (Data > Edit links), or paste values."),
        ("xl/embeddings/", "embedded files", "Take them out."),
        ("xl/connections.xml", "a connection to outside data", "Delete it (Data > Queries and connections)."),
    ):
        if any(mark in name for name in lower):
            raise _Unusable(what, "a workbook of values alone", advice)


_MAIN = frozenset(
    {"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"}
)


def _local(name: str) -> str:
    """Return an element's name when it belongs to a workbook's own vocabulary, else an empty text."""
    space, _, local = name.rpartition(" ")
    return local if space in _MAIN else ""


class _Package:
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
                raise _Unusable(f"more than {MOST_ELEMENTS:,} pieces", "fewer cells, and no formats of empty ones")
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
                    raise _Unusable(f"a tag of more than {LONGEST_PIECE:,} bytes in its XML")
            parser.Parse(b"", True)  # noqa: FBT003

    def sheets(self) -> list[tuple[str, bool, str]]:
        """Return name, whether it is hidden, and part of each sheet of cells."""
        main = self._relations("")
        books = [target for kind, target in main.values() if kind.endswith("/officeDocument")]
        if not books or books[0].lower() not in self.names:
            raise _Unusable("no Excel workbook", advice="Save it in Excel as .xlsx.")
        relations = self._relations(books[0])
        found: list[tuple[str, bool, str]] = []

        def start(name: str, given: dict[str, str]) -> None:
            if _local(name) == "workbookPr":
                self.since_1904 = given.get("date1904") in {"1", "true"}
            if _local(name) == "sheet":
                key = next((value for key, value in given.items() if key.endswith("relationships id")), "")
                kind, target = relations.get(key, ("", ""))
                if kind.endswith("/worksheet") and target.lower() in self.names:
                    found.append((given.get("name", ""), given.get("state", "visible") != "visible", target))
                elif not kind.endswith(("/chartsheet", "/dialogsheet")):
                    raise _Unusable(f"the sheet {shown(given.get('name', ''))} is not in it")

        self.parse(books[0], start)
        if not found:
            raise _Unusable("no sheet of cells")
        if len(found) > MOST_SHEETS:
            raise _Unusable(f"{len(found)} sheets", f"at most {MOST_SHEETS}")
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
            raise _Unusable("no Excel workbook", advice="Save it in Excel as .xlsx.")
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
            local = _local(name)
            if local == "numFmt":
                codes[given.get("numFmtId", "")] = given.get("formatCode", "")
            elif local == "cellXfs":
                inside.append(local)
            elif local == "xf" and inside:
                number = given.get("numFmtId", "0")
                styles.append(codes.get(number, _built_in(number)))

        def end(name: str) -> None:
            if _local(name) == "cellXfs":
                inside.clear()

        part = self._part("styles")
        if part is not None:
            self.parse(part, start, end)
        return styles

    def strings(self) -> list[str]:
        """Return the texts that cells share."""
        found: list[str] = []
        collect = _Text("si", found.append)
        part = self._part("sharedStrings")
        if part is not None:
            self.parse(part, collect.start, collect.end, collect.text)
        return found


def _refuse_doctype(*_: object) -> None:
    raise _Unusable("a document type declaration in its XML", "XML without entities, as Excel writes it")


class _Text:
    """Collects the text of each rich or plain string; readings of Japanese words are no part of it."""

    def __init__(self, element: str, give: Callable[[str], None]) -> None:
        self.element, self.give = element, give
        self.parts: list[str] = []
        self.length = 0
        self.open = self.aside = False

    def start(self, name: str, given: dict[str, str]) -> None:
        local = _local(name)
        if local == self.element:
            self.parts, self.length = [], 0
        elif local == "rPh":
            self.aside = True
        elif local == "t":
            self.open = not self.aside

    def end(self, name: str) -> None:
        local = _local(name)
        if local == "t":
            self.open = False
        elif local == "rPh":
            self.aside = False
        elif local == self.element:
            self.give(_unescaped("".join(self.parts)))

    def text(self, words: str) -> None:
        if self.open:
            self.length += len(words)
            if self.length > 7 * LONGEST_CELL:
                raise _Unusable(f"a text of more than {LONGEST_CELL:,} characters in a cell", "shorter texts")
            self.parts.append(words)


def _unescaped(text: str) -> str:
    """Return a text with the characters that XML cannot hold, which Excel writes as ``_x0007_``."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class _SheetPart:
    """Reads the cells of one sheet."""

    def __init__(self, package: _Package, grid: Grid, styles: list[str], strings: list[str], left: list[int]) -> None:
        self.package, self.grid, self.styles, self.strings, self.left = package, grid, styles, strings, left
        self.row = self.column = 0
        self.given: dict[str, str] = {}
        self.seen: set[tuple[int, int]] = set()
        self.value: list[str] = []
        self.formula: list[str] | None = None
        self.taking: list[str] | None = None
        self.inline: list[str] = []
        self.rich = _Text("is", self.inline.append)

    def read(self, part: str) -> None:
        """Read the sheet."""
        self.package.parse(part, self.start, self.end, self.text)
        self.grid.rows = {
            row: sorted(self.grid.rows[row], key=lambda one: one.column) for row in sorted(self.grid.rows)
        }

    def start(self, name: str, given: dict[str, str]) -> None:
        self.rich.start(name, given)
        local = _local(name)
        if local == "row":
            self.row = (
                int(given["r"]) if given.get("r", "").isascii() and given.get("r", "").isdigit() else self.row + 1
            )
            self.column = -1
        elif local == "c":
            self._place(given.get("r"))
            self.given, self.value, self.formula, self.inline[:] = given, [], None, []
        elif local == "v":
            self.taking = self.value
        elif local == "f":
            self.formula = self.taking = []
        elif local == "mergeCell":
            self.grid.merged.append(given.get("ref", "?"))
            if len(self.grid.merged) > MOST_CELLS // 100:
                raise _Unusable("tens of thousands of merged cells", "a sheet without merged cells")

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
        else:
            match = _REFERENCE.fullmatch(reference)
            if match is None:
                raise _Unusable(f"a cell named {shown(reference)}", "cells such as B2")
            self.column = -1
            for letter in match[1]:
                self.column = 26 * (self.column + 1) + ord(letter) - 65
            self.row = int(match[2])
        if not (1 <= self.row <= MOST_ROWS and 0 <= self.column < MOST_COLUMNS):
            raise _Unusable(f"a cell in row {self.row}, column {self.column + 1}", "cells that Excel has")

    def end(self, name: str) -> None:
        self.rich.end(name)
        local = _local(name)
        if local in {"v", "f"}:
            self.taking = None
        elif local == "c":
            self._finish()

    def text(self, words: str) -> None:
        self.rich.text(words)
        if self.taking is not None:
            if len(self.taking) > 1_000 or len(words) > 7 * LONGEST_CELL:
                raise _Unusable(f"a text of more than {LONGEST_CELL:,} characters in a cell", "shorter texts")
            self.taking.append(words)

    def _finish(self) -> None:
        cell = self._cell("".join(self.value))
        if cell is None:
            return
        if (self.row, self.column) in self.seen:
            raise _Unusable(f"cell {column_name(self.column)}{self.row} stands twice in a sheet", "every cell once")
        self.seen.add((self.row, self.column))
        self.left[0] -= 1
        if self.left[0] < 0:
            raise _Unusable(f"more than {MOST_CELLS:,} cells", "fewer cells")
        self.grid.rows.setdefault(self.row, []).append(cell)

    def _cell(self, value: str) -> Cell | None:
        kind = self.given.get("t", "n")
        if self.formula is not None:
            return self._made("formula", "=" + "".join(self.formula) if self.formula else "a formula")
        if kind == "inlineStr":
            return self._made("text", self.inline[0]) if self.inline and self.inline[0] else None
        if value == "":
            return None
        if kind == "s":
            number = int(value)
            if not 0 <= number < len(self.strings):
                raise _Unusable(f"a cell that refers to text {number}, which is not there")
            return self._made("text", self.strings[number]) if self.strings[number] else None
        if kind == "str":
            return self._made("text", _unescaped(value))
        if kind == "b":
            return self._made("flag", "true" if value.strip() in {"1", "true"} else "false")
        if kind == "e":
            return self._made("error", value)
        if kind == "d":
            return self._made(
                "date" if re.fullmatch(r"\d{4}-\d\d-\d\d(T00:00:00(\.0+)?)?", value) else "time", value[:10]
            )
        return self._number(float(value))

    def _number(self, number: float) -> Cell:
        if number != number or number in {float("inf"), float("-inf")}:
            raise _Unusable("a number that is none in a cell")
        style = self.given.get("s", "0")
        index = int(style) if style.isascii() and style.isdigit() else 0
        code = self.styles[index] if index < len(self.styles) else "General"
        shape = _shape(code)
        if shape in {"date", "time"}:
            day = None if shape == "time" else day_of(number, since_1904=self.package.since_1904)
            return self._made("time", plain(number)) if day is None else self._made("date", day.isoformat())
        fixed = re.fullmatch(r"(?:#,##)?0(?:\.(0+))?", code)
        padded = re.fullmatch(r"0{2,20}", code)
        return Cell(
            row=self.row,
            column=self.column,
            kind="number",
            value=plain(number),
            percent=shape == "percent",
            decimals=len(fixed[1] or "") if fixed else None,
            padding=len(code) if padded else 0,
        )

    def _made(self, kind: Kind, value: str) -> Cell:
        return Cell(row=self.row, column=self.column, kind=kind, value=value)


def plain(number: float) -> str:
    """Return a number's shortest plain decimal digits.

    >>> plain(79.0), plain(0.1 + 0.2), plain(4.0999999999999996), plain(1e-7)
    ('79', '0.30000000000000004', '4.1', '0.0000001')
    """
    if number.is_integer() and abs(number) < 1e16:
        return str(int(number))
    text = repr(number)
    if "e" not in text:
        return text
    return f"{number:.20f}".rstrip("0").rstrip(".") if abs(number) < 1 else text


def day_of(number: float, *, since_1904: bool = False) -> datetime.date | None:
    """Return the day that Excel shows for a number, or None when it is none or has a time of day.

    Excel counts 29 February 1900, a day that was not, as 60.

    >>> day_of(45000), day_of(1), day_of(60), day_of(0.5)
    (datetime.date(2023, 3, 15), datetime.date(1900, 1, 1), None, None)
    """
    if (
        not number.is_integer()
        or not (0 if since_1904 else 1) <= number <= 2_957_003
        or (number == 60 and not since_1904)
    ):
        return None
    first = datetime.date(1904, 1, 1) if since_1904 else datetime.date(1899, 12, 31 if number < 60 else 30)
    return first + datetime.timedelta(days=int(number))


_DATES = {str(number) for number in (*range(14, 18), 22, *range(27, 37), *range(50, 59))}
_TIMES = {"18", "19", "20", "21", "45", "46", "47"}
_CODES = {"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%"}


def _built_in(number: str) -> str:
    """Return a format code for a number of Excel's own formats; only their kind matters."""
    if number in _DATES:
        return "yyyy-mm-dd"
    return "hh:mm" if number in _TIMES else _CODES.get(number, "General")


def _shape(code: str) -> str:
    """Return whether a format shows a date, a time of day, a percentage, or a plain number."""
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[(?![hmsHMS]+\])[^\]]*\]', "", code).lower()
    if bare in {"general", "standard", "yleinen", "@"}:
        return "plain"
    if "%" in bare:
        return "percent"
    bare = bare.replace("general", "").replace("am/pm", "h").replace("e+", "").replace("e-", "")
    if re.search("[yd]", bare) or (re.search("m", bare) and not re.search("[hs]", bare)):
        return "date"
    return "time" if re.search("[hs]", bare) else "plain"
