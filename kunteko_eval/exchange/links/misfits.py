"""Rows of a table of links that do not fit, told once for each reason with the rows that have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kunteko_eval.errors import Fault
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.links.labels import plain
from kunteko_eval.exchange.wording import counted
from kunteko_eval.files.validation import shown, suggestion
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData

MOST_NAMED = 5
"""Rows that a fault names; of more it says how many there are."""

MOST_IN_CYCLES = 20
"""The same for rows that go because they close a cycle: nothing else tells that these ones go."""


@dataclass(slots=True)
class RowsLeft:
    """Why rows do not fit, and which."""

    found: str
    expected: str
    advice: str = ""
    rows: list[int] = field(default_factory=list)


def rows_fault(file: Path, left: RowsLeft, most: int = MOST_NAMED) -> Fault:
    """Return a fault with the first of its rows and how many they are.

    >>> print(rows_fault(Path("a.csv"), RowsLeft("no element", "one", rows=[2, 5])))
    a.csv, rows 2 and 5: no element (2 rows); expected one.
    >>> print(rows_fault(Path("a.csv"), RowsLeft("no element", "one", rows=list(range(2, 12)))))
    a.csv, rows 2, 3, 4, 5, 6 and 5 more: no element (10 rows); expected one.
    """
    distinct = sorted(set(left.rows))
    named = [str(row) for row in distinct[:most]]
    if len(distinct) > most:
        named.append(f"{len(distinct) - most} more")
    if len(named) == 1:
        return fault(file, f"row {named[0]}", left.found, left.expected, left.advice)
    place = f"rows {', '.join(named[:-1])} and {named[-1]}"
    return fault(file, place, f"{left.found} ({counted(len(distinct), 'row')})", left.expected, left.advice)


class Misfits:
    """Collects rows by the reason for which they do not fit."""

    def __init__(self, file: Path) -> None:
        """Collect for a table, by its name in faults."""
        self._file = file
        self._reasons: dict[str, RowsLeft] = {}
        self._rows: set[int] = set()

    def told(self, row: int) -> bool:
        """Return whether it is told already why a row does not fit."""
        return row in self._rows

    def add(self, row: int, found: str, expected: str) -> None:
        """Add a row to those of which the same was found."""
        self._reasons.setdefault(found, RowsLeft(found, expected)).rows.append(row)
        self._rows.add(row)

    def add_name(self, row: int, name: str, elements: Sequence[str], programme: ProgrammeData) -> None:
        """Add a row with a name that no element has, or that several have."""
        key = f"name {plain(name)}"
        if key not in self._reasons:
            self._reasons[key] = _unmatched(name, elements, programme)
        self._reasons[key].rows.append(row)

    def faults(self) -> list[Fault]:
        """Return one fault for each reason, in the order of their first rows."""
        return [rows_fault(self._file, one) for one in self._reasons.values()]


def _unmatched(name: str, elements: Sequence[str], programme: ProgrammeData) -> RowsLeft:
    if elements:
        found = f"{shown(name)} is the label of {' and '.join(elements)}"
        return RowsLeft(found, "an id, or a label of one element")
    words = [element.label[language] for element in programme.chain.elements for language in LANGUAGES]
    near = suggestion(name, [*programme.chain.by_id, *(word.lower() for word in words)])
    advice = near or (
        "Add the element to chain.yaml, have it proposed with --new-elements LEVEL, or leave such rows with --partly."
    )
    return RowsLeft(f"no element {shown(name)}", "the id of an element, or its label in any language", advice)
