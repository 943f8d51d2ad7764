"""What an Excel file unpacks to, measured before any reader opens it.

A reader of workbooks makes room for every cell between the first and the last one, so that a file of a few
kilobytes can ask for all the memory of a machine: by parts that unpack to gigabytes, or by one cell in the
last row and column. Both are counted here piece by piece.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput

LARGEST_UNPACKED = 200_000_000
"""Bytes of all parts together, as they really unpack, whatever the file says of them."""

MOST_CELLS = 5_000_000
"""Rows times columns from the first cell of a sheet to its last."""

_CELL = re.compile(rb'\br="\$?([A-Z]{1,3})\$?(\d{1,7})"')
_PIECE = 1 << 16
_OVERLAP = 32


def check_bounds(path: Path) -> None:
    """Refuse what is no Excel workbook, or asks for more memory than a table of evidence needs.

    Raises:
        FaultyInput: With what was found.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = 0
            for part in archive.infolist():
                sheet = part.filename.lower().startswith("xl/worksheets/")
                with archive.open(part) as stream:
                    unpacked += _measure(path, part.filename, stream, unpacked, cells=sheet)
    except OSError as error:
        raise FaultyInput([_fault(path, f"cannot be read ({error.strerror or error})")]) from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise FaultyInput([_fault(path, f"no Excel workbook ({error})")]) from None


def _measure(path: Path, name: str, stream: object, before: int, *, cells: bool) -> int:
    """Return the bytes of one part; of a sheet the cells are counted too."""
    size, rows, columns, rest = 0, 0, 0, b""
    read = stream.read  # type: ignore[attr-defined]
    while piece := read(_PIECE):
        size += len(piece)
        if before + size > LARGEST_UNPACKED:
            expected = f"at most {LARGEST_UNPACKED:,} bytes"
            raise FaultyInput([_fault(path, f"more than {LARGEST_UNPACKED:,} bytes once unpacked", expected)])
        if not cells:
            continue
        window = rest + piece
        for letters, row in _CELL.findall(window):
            column = 0
            for letter in letters:
                column = column * 26 + letter - 64
            rows, columns = max(rows, int(row)), max(columns, column)
        rest = window[-_OVERLAP:]
        if rows * columns > MOST_CELLS:
            found = f"{name} reaches to row {rows:,} and column {columns:,}"
            advice = "Delete the cells far away, also empty ones that have a format."
            raise FaultyInput([_fault(path, found, f"at most {MOST_CELLS:,} cells in one sheet", advice)])
    return size


def _fault(path: Path, found: str, expected: str = "an Excel workbook", advice: str = "") -> Fault:
    return Fault(file=str(path), place="", found=found, expected=expected, advice=advice)
