"""Every frame with its columns, read from ``columns.csv``: one list, from which frames are made, checked and documented.

A row of the file is a column of a frame; a row without a column says what a row of the frame is. A type is one of
pandas' own names or one of these:

- ``rating``: ordered categorical; the two answers without a grade stand below the scale;
- ``answer``: ordered categorical; not answerable stands below the others;
- ``robustness``: ordered categorical, fragile < sensitive < robust;
- ``level``: ordered categorical of the chain's levels, resources first;
- ``day``: a day, ``datetime64[s]``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a frame.

    Attributes:
        name: The field's term.
        dtype: A pandas dtype or one of the names above.
        meaning: What it holds, with its unit.
    """

    name: str
    dtype: str
    meaning: str


@dataclass(frozen=True, slots=True)
class FrameSpec:
    """One kind of frame.

    Attributes:
        row: What one row is.
        index: The columns that are its index; ids.
        columns: The rest, in order.
    """

    row: str
    index: tuple[Column, ...]
    columns: tuple[Column, ...]


def _frames() -> dict[str, FrameSpec]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        found = {name: list(rows) for name, rows in groupby(csv.DictReader(file), key=lambda row: row["frame"])}
    return {
        name: FrameSpec(rows[0]["meaning"], _columns(rows[1:], "yes"), _columns(rows[1:], ""))
        for name, rows in found.items()
    }


def _columns(rows: list[dict[str, str]], index: str) -> tuple[Column, ...]:
    return tuple(Column(row["column"], row["type"], row["meaning"]) for row in rows if row["index"] == index)


FRAMES: Mapping[str, FrameSpec] = _frames()
"""Frames by name. `Programme`, `Result` and `Portfolio` of the public face have them as attributes."""
