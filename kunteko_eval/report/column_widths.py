"""How wide a table's columns are: by what most of their cells hold, not by the one longest cell."""

from __future__ import annotations

from lxml import html
from lxml.html import HtmlElement

LONGEST = 90
"""Letters beyond which a cell claims no more width: it is prose, and prose wraps."""

MARGIN = 2
"""Letters that the space between two columns is worth."""

SHORT = 24
"""Cells up to this length are words or marks, which look broken when they wrap."""

ROOM = 130
"""Letters that a row of small print on A4 holds."""

LINE = 64
"""Letters beyond which a cell takes more than a line."""

FEW = 3
"""Fewer columns than this are left to the browser."""


def set_columns(table: HtmlElement) -> None:
    """Give a table's columns their shares of its width.

    A browser shares the width by each column's longest cell, so that one long sentence leaves its neighbours
    a word a line and every row is tall. Here a column counts by the length that three cells in four do
    not exceed, and at least by its longest word, so that rows come out low and nothing is cut.
    """
    rows = [[str(cell.text_content()) for cell in row.iterchildren("th", "td")] for row in table.iter("tr")]
    if not rows or len(rows[0]) < FEW or any(len(row) != len(rows[0]) for row in rows):
        return
    group = html.Element("colgroup")
    for share in column_shares(rows):
        group.append(html.Element("col", style=f"width:{100 * share:.0f}%"))
    table.insert(1 if len(table) and table[0].tag == "caption" else 0, group)


def set_rows(table: HtmlElement) -> None:
    """Tell a table whose rows take several lines from one of short rows, which needs no rules between them."""
    cells = table.iterfind("tbody/tr/*")
    if any(len(str(cell.text_content())) > LINE for cell in cells):
        table.classes.add("prose")


def column_shares(rows: list[list[str]]) -> list[float]:
    """Return the part of the width that each column gets; the first row is the header.

    >>> [round(share, 2) for share in column_shares([["Item", "Place"], ["a b c d", "x" * 12], ["a b", "x y"]])]
    [0.39, 0.61]
    """
    lengths, are_short = [], []
    for column in zip(*rows, strict=True):
        cells = sorted(len(cell) for cell in column[1:]) or [0]
        usual = cells[min(len(cells) * 3 // 4, len(cells) - 1)]
        word = max(len(word) for cell in column for word in cell.split(" "))
        are_short.append(cells[-1] <= SHORT)
        lengths.append(max(cells[-1] if are_short[-1] else min(usual, LONGEST), word) + MARGIN)
    short = sum(length for length, is_short in zip(lengths, are_short, strict=True) if is_short)
    total = sum(lengths)
    if total <= ROOM or short > ROOM / 2:
        return [length / total for length in lengths]
    rest = (ROOM - short) / (total - short)  # What is short keeps its room; prose shares what is left.
    return [length * (1 if is_short else rest) / ROOM for length, is_short in zip(lengths, are_short, strict=True)]
