"""Recording what was decided of a finding that coders read differently: checked, sealed, appended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput, UnknownName
from kunteko_eval.exchange.faults import fault
from kunteko_eval.files.validation import fit
from kunteko_eval.model.coding import Reconciliation, codings_by_finding, differ
from kunteko_eval.model.judgement import seal
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.project.append_only import append
from kunteko_eval.project.coding_desk import columns_missing
from kunteko_eval.reading.coding_checks import EXTENTS
from kunteko_eval.reading.programme_reader import read_programme, record_of, source_of

COLUMNS = tuple(one.name for one in fields(Reconciliation))
"""The columns of ``reconciliations.csv``, in order."""


def reconcile(folder: Path, finding: str, given: Mapping[str, str | int | None]) -> Reconciliation:
    """Append a decision about one finding to ``reconciliations.csv``, or to the record beside a workbook.

    Args:
        folder: The programme folder, or the workbook with or without its ending.
        finding: The finding's id.
        given: ``author``, ``direction``, ``extent``, ``credibility``, ``reason`` and ``date``.

    Returns:
        The decision as it stands in the file.

    Raises:
        UnknownName: When there is no such finding.
        FaultyInput: With everything that is wrong with the decision; nothing is recorded then.
    """
    source = source_of(folder)
    programme, path = read_programme(source), record_of(source, "reconciliations")
    if finding not in programme.findings_by_id:
        raise UnknownName("finding", finding, sorted(programme.findings_by_id))
    before = programme.reconciliations
    values = {name: value for name, value in given.items() if value not in {None, ""}} | {"finding": finding}
    made, misfits = fit(Reconciliation, {**values, "seal": "0"})
    faults = [
        _fault(path, str(one.location[0]), "not given", f"the option --{one.location[0]}")
        if one.missing
        else _fault(path, str(one.location[0]), one.found, one.expected)
        for one in misfits
    ]
    faults += [*_broken(path, programme, finding, made), *columns_missing(path, Reconciliation)]
    if faults or made is None:
        raise FaultyInput(faults)
    sealed, _ = fit(Reconciliation, {**values, "seal": seal(made, before[-1].seal if before else "")})
    assert sealed is not None  # noqa: S101  (it fitted with another seal)
    append(path, COLUMNS, [sealed], before)
    return sealed


def _broken(path: Path, programme: ProgrammeData, finding: str, made: Reconciliation | None) -> Iterator[Fault]:
    codings = codings_by_finding(programme.codings).get(finding, ())
    if not differ(codings):
        found = f"{finding} has {len(codings)} codings, which do not differ"
        yield _fault(path, "finding", found, "at least two codings that differ")
    if made is not None and not made.sound:
        found = f"{made.direction} with extent {made.extent}"
        yield _fault(path, "extent", found, EXTENTS[made.direction])


def _fault(path: Path, column: str, found: str, expected: str) -> Fault:
    return fault(path, f"new row, column {column}", found, expected, "Nothing was recorded.")
