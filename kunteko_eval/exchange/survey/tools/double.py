"""Headings that take several rows, joined to one name for each column."""

from __future__ import annotations

from collections.abc import Sequence


def joined_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the name of each column, made of all its rows of headings.

    In every row but the last a heading stretches over the blank cells to its right, as merged cells do. Where nothing
    stands in the last row, a column has the name of its own cell above alone.

    Args:
        rows: The rows of headings, all of one length.

    >>> joined_names([["Id", "1. Services", "", "2. Grade"], ["", "Course", "Guide", ""]])
    ['Id', '1. Services: Course', '1. Services: Guide', '2. Grade']
    """
    stretched: list[list[str]] = []
    for row in rows[:-1]:
        last, filled = "", []
        for cell in row:
            last = cell.strip() or last
            filled.append(last)
        stretched.append(filled)
    names = []
    for place, below in enumerate(rows[-1]):
        parts = [row[place] for row in stretched] if below.strip() else [row[place].strip() for row in rows[:-1]]
        parts = list(dict.fromkeys(one for one in [*parts, below.strip()] if one))
        names.append(": ".join(parts))
    return names
