"""Whether a fast reader may open an Excel file, which a programme's own workbook does not need to be asked.

Links and survey answers are read by a library that makes room for every cell between the first and the last one,
so that a file of a few kilobytes can ask for all the memory of a machine by one cell in the last row and column.
Which packages are refused is as for a programme's workbook; the cells are counted here, piece by piece.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.documents import LOCKED
from kunteko_eval.files.xlsx_package import Unusable, check_kind, check_parts

MOST_CELLS = 5_000_000
"""Rows times columns from the first cell of a sheet to its last."""

_CELL = re.compile(rb'\br="\$?([A-Z]{1,3})\$?(\d{1,7})"')
_PIECE = 1 << 16
_OVERLAP = 32
_HEAD = 1_000_000
"""Bytes that tell of which kind a file is."""


def check_bounds(path: Path) -> None:
    """Refuse what is no Excel workbook, or asks for more memory than a table of evidence needs.

    Raises:
        FaultyInput: With what was found.
    """
    try:
        with path.open("rb") as file:
            check_kind(file.read(_HEAD))
        with zipfile.ZipFile(path) as archive:
            check_parts(archive)
            for part in archive.infolist():
                if part.filename.lower().startswith("xl/worksheets/"):
                    _measure(archive, part.filename)
                else:
                    _unpack(archive, part.filename)
    except Unusable as error:
        problem = error
    except OSError as error:
        advice = LOCKED if isinstance(error, PermissionError) else ""
        problem = Unusable(f"cannot be read ({error.strerror or error})", "a readable file", advice)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        problem = Unusable(f"no Excel workbook ({error})", advice="Open it in Excel and save it again.")
    else:
        return
    raise FaultyInput(
        [Fault(file=str(path), place="", found=problem.found, expected=problem.expected, advice=problem.advice)]
    )


def _unpack(archive: zipfile.ZipFile, name: str) -> None:
    """Unpack a part to nowhere: what it states of its size and its sum must be true before another reader trusts it."""
    with archive.open(name) as stream:
        while stream.read(_PIECE):
            pass


def _measure(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a sheet that reaches too far."""
    rows, columns, rest = 0, 0, b""
    with archive.open(name) as stream:
        while piece := stream.read(_PIECE):
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
                raise Unusable(found, f"at most {MOST_CELLS:,} cells in one sheet", advice)
