"""What must hold of the evidence that a scenario changes, leaves out or adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from kunteko_eval.errors import Fault
from kunteko_eval.files.validation import Location, suggestion
from kunteko_eval.model.coding import sound
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.coding_checks import EXTENTS
from kunteko_eval.reading.evidence_edits import (
    AddedFigure,
    AddedFinding,
    EvidenceEdits,
    TriedCode,
    fitting_expectations,
    made_up_sources,
)
from kunteko_eval.reading.figure_checks import figure_problems

T = TypeVar("T")
MOST_LISTED = 12
"""How many ids a message lists."""


class FaultPlaces(Protocol):
    """Where a scenario is written: a file, or a call."""

    def fault(self, location: Location, found: str, expected: str, advice: str = "") -> Fault:
        """Return a fault with its place."""
        ...

    def numbered(self, location: Location, items: Sequence[T]) -> Iterator[tuple[int, T]]:
        """Yield the items of a list, each with its index where it is written."""
        ...


def unknown(file: FaultPlaces, at: Location, name: str, known: Sequence[str], what: str = "") -> Fault:
    """Return the fault of a name that is not there; many known ones are not listed where they have a name."""
    listed = f"one of the {len(known)} ids of {what}" if what and len(known) > MOST_LISTED else ", ".join(known)
    return file.fault(at, f"unknown name {name!r}", listed or "nothing", suggestion(name, known))


def edit_faults(edits: EvidenceEdits, file: FaultPlaces, programme: ProgrammeData) -> Iterator[Fault]:
    """Yield everything of evidence edits that does not fit the programme.

    Args:
        edits: What is changed, left out and added.
        file: Where it is written.
        programme: The programme as recorded.
    """
    yield from _figure_faults(edits, file, programme)
    yield from _code_faults(edits, file, programme)
    known = {**programme.observations_by_id, **programme.findings_by_id}
    for index, name in file.numbered(("without_evidence",), edits.without):
        if name not in known:
            yield unknown(file, ("without_evidence", index), name, list(known), "observations and findings")
    added = Counter(one.id for one in edits.added)
    lists: tuple[tuple[str, Sequence[AddedFigure | AddedFinding]], ...] = (
        ("added_figures", edits.added_figures),
        ("added_findings", edits.added_findings),
    )
    for key, rows in lists:
        for index, row in file.numbered((key,), rows):
            if added[row.id] > 1 or row.id in known:
                yield file.fault((key, index, "id"), f"id {row.id!r} stands twice", "every id once")
            yield from _reference_faults(file, (key, index), row, programme)
            yield from _added_faults(file, (key, index), row, programme)


def _figure_faults(edits: EvidenceEdits, file: FaultPlaces, programme: ProgrammeData) -> Iterator[Fault]:
    known, times = programme.observations_by_id, Counter(one.id for one in edits.figures)
    for index, one in file.numbered(("figures",), edits.figures):
        at: Location = ("figures", index)
        if times[one.id] > 1:
            yield file.fault((*at, "id"), f"{one.id!r} stands {times[one.id]} times", "every observation once")
        if one.id not in known:
            yield unknown(file, (*at, "id"), one.id, list(known), "observations")
            continue
        tried = one.instead_of(known[one.id])
        for column, found, expected, advice in figure_problems(
            tried, programme.indicators_by_id[tried.indicator], programme.units
        ):
            yield file.fault((*at, column), found, expected, advice)


def _code_faults(edits: EvidenceEdits, file: FaultPlaces, programme: ProgrammeData) -> Iterator[Fault]:
    known, times = programme.findings_by_id, Counter(one.finding for one in edits.codes)
    for index, one in file.numbered(("codes",), edits.codes):
        at: Location = ("codes", index)
        if times[one.finding] > 1:
            yield file.fault(
                (*at, "finding"), f"{one.finding!r} stands {times[one.finding]} times", "every finding once"
            )
        if one.finding not in known:
            yield unknown(file, (*at, "finding"), one.finding, list(known), "findings")
        else:
            yield from _unsound(file, at, *_code_of(one, programme))


def _code_of(one: TriedCode, programme: ProgrammeData) -> tuple[str, str]:
    code = one.instead_of(programme)[0]
    return code.direction, code.extent


def _unsound(file: FaultPlaces, at: Location, direction: str, extent: str) -> Iterator[Fault]:
    if not sound(direction, extent):  # type: ignore[arg-type]  # Both were read as one of their words.
        yield file.fault((*at, "extent"), f"{direction} with extent {extent}", EXTENTS[direction])


def _reference_faults(
    file: FaultPlaces, at: Location, row: AddedFigure | AddedFinding, programme: ProgrammeData
) -> Iterator[Fault]:
    """Yield the ids of an added row that the programme does not have."""
    known: dict[str, Mapping[str, object]] = {
        "period": programme.periods,
        "source": {**programme.collections, **made_up_sources()},
        "element": programme.chain.by_id,
        "expectation": programme.chain.conventions_by_id,
    }
    if isinstance(row, AddedFigure):
        known |= {"indicator": programme.indicators_by_id, "group": programme.groups}
    for key, names in known.items():
        name = getattr(row, key)
        if name is not None and name not in names:
            yield unknown(file, (*at, key), name, list(names), f"the programme's for {key}")


def _added_faults(
    file: FaultPlaces, at: Location, row: AddedFigure | AddedFinding, programme: ProgrammeData
) -> Iterator[Fault]:
    """Yield what is wrong with the numbers, the code or the expectation of an added row."""
    chain, unit, indicator = programme.chain, "finding", None
    if isinstance(row, AddedFinding):
        yield from _unsound(file, at, row.direction, row.extent)
    else:
        indicator = programme.indicators_by_id.get(row.indicator)
        if indicator is None:
            return
        unit = indicator.unit
        for column, found, expected, advice in figure_problems(row.as_observation(), indicator, programme.units):
            yield file.fault((*at, column), found, expected, advice)
    fitting = fitting_expectations(programme, indicator, chain)
    if row.expectation in chain.conventions_by_id and row.expectation not in fitting:
        found = f"{row.expectation!r} is of {chain.conventions_by_id[row.expectation].applies_to}"
        yield file.fault((*at, "expectation"), found, f"one for {unit}: {', '.join(fitting) or 'there is none'}")
    elif row.element is not None and not fitting:
        yield file.fault(
            (*at, "element"), f"no expectation for {unit}", "evidence that the chain has an expectation for"
        )
