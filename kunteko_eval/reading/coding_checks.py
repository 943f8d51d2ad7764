"""What must hold of the codings of findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kunteko_eval.errors import Fault
from kunteko_eval.model.coding import codings_by_finding, differ
from kunteko_eval.reading.folder import Folder

EXTENTS = {
    "supports": "somewhat, much, very-much or not-said",
    "contradicts": "none, somewhat, much or not-said",
    "neither": "not-said",
}
"""The extents that go with each direction, in words."""


def coding_faults(folder: Folder) -> Iterator[Fault]:
    """Yield what is wrong within the codings: an extent that contradicts its direction, a coder who codes twice."""
    times = Counter((row.value.finding, row.value.coder) for row in folder.codings.rows)
    for row in folder.codings.rows:
        one = row.value
        if not one.sound:
            found = f"{one.direction} with extent {one.extent}"
            advice = "See the codebook: a source that denies an influence contradicts, one that sees some supports."
            yield folder.row_fault("codings.csv", row.line, "extent", found, EXTENTS[one.direction], advice)
        count = times[one.finding, one.coder]
        if count > 1:
            found = f"{one.coder} codes {one.finding} {count} times"
            yield folder.row_fault("codings.csv", row.line, "coder", found, "one coding of each coder")
    if len(folder.codings.rows) == len(folder.codings.cells):
        yield from _reconciliation_faults(folder)


def _reconciliation_faults(folder: Folder) -> Iterator[Fault]:
    """Yield each decision whose extent contradicts its direction, and each of a finding that coders read alike."""
    coded = codings_by_finding(row.value for row in folder.codings.rows)
    for row in folder.reconciliations.rows:
        one = row.value
        if not one.sound:
            found = f"{one.direction} with extent {one.extent}"
            yield folder.row_fault("reconciliations.csv", row.line, "extent", found, EXTENTS[one.direction])
        if not differ(coded.get(one.finding, ())):
            count = len(coded.get(one.finding, ()))
            found = f"{one.finding} has {count} codings, which do not differ"
            expected = "at least two codings that differ"
            yield folder.row_fault("reconciliations.csv", row.line, "finding", found, expected)


def repeat_faults(folder: Folder) -> Iterator[Fault]:
    """Yield each finding that repeats itself, another source's finding, or one that is a repeat already."""
    known = {row.value.id: row.value for row in folder.findings.rows}
    for row in folder.findings.rows:
        one, first = row.value, known.get(row.value.repeats or "")
        if first is None:
            continue
        if first.id == one.id or first.repeats is not None:
            found = f"{one.id} repeats {first.id}" + (f", which repeats {first.repeats}" if first.repeats else "")
            yield folder.row_fault("findings.csv", row.line, "repeats", found, "a finding that repeats no other one")
        elif first.source != one.source:
            found = f"{one.id} is of {one.source}, {first.id} of {first.source}"
            advice = "Two sources that say the same are two statements."
            yield folder.row_fault("findings.csv", row.line, "repeats", found, "a finding of the same source", advice)
