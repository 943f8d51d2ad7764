"""Rows of a table of links matched with the elements of a chain, counted by arrow, without closing a cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.links.cycles import Arrow, CycleCut, open_cycles, shortest_path
from kunteko_eval.exchange.links.labels import found_as, plain
from kunteko_eval.exchange.links.misfits import MOST_IN_CYCLES, Misfits, RowsLeft, rows_fault
from kunteko_eval.exchange.links.proposing import NewElements, ProposedElement, proposals
from kunteko_eval.exchange.links.table import MapClaim
from kunteko_eval.exchange.wording import counted
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData

MOST_SHOWN = 50
"""Links that go whose cycle is shown; each is looked for in the whole chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapReading:
    """How the labels of a map are read.

    Attributes:
        zoom: How many parts of a hierarchy such as ``A; B`` are looked at; all when None.
        new: On which level a label goes that no element has.
    """

    zoom: int | None = None
    new: NewElements = field(default_factory=NewElements)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A link that the table tells of.

    Attributes:
        mentions: Rows that tell of it; `contrary` rows that tell of its opposite are not among them.
        sources: Different sources among them, in order of appearance; so are `quotes`.
        there: Whether the chain has it already.
        voices: Numbers of the sources in the table, in order of their first row, of rows whose quote is no finding;
            `loose` are those rows, and `cited` those whose quote is one.
    """

    source: str
    target: str
    mentions: int
    sources: tuple[str, ...]
    quotes: tuple[str, ...]
    there: bool
    voices: tuple[int, ...] = ()
    loose: tuple[MapClaim, ...] = ()
    cited: tuple[MapClaim, ...] = ()
    contrary: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The links of a table, and what of it was left with the reason.

    Attributes:
        left: One fault for each reason: a name, a link, or a column, with the rows that have it.
        taken_rows: Rows that tell of `links`; with `left_rows` every row of the table.
        opened: The links left because they close a cycle.
        proposed: New elements that the links need, with the rows that tell of each.
        raised: How many rows were read by an upper part of their label's hierarchy.
    """

    links: tuple[NewLink, ...]
    left: tuple[Fault, ...]
    taken_rows: int
    left_rows: int
    opened: CycleCut
    proposed: tuple[tuple[ProposedElement, tuple[MapClaim, ...]], ...] = ()
    raised: int = 0


@dataclass(slots=True)
class _Sorted:
    """Rows by what they tell: for an arrow, against it, or nothing that fits."""

    told: dict[Arrow, list[MapClaim]]
    contrary: dict[Arrow, list[MapClaim]]
    raised: set[int]
    new: dict[str, ProposedElement]


def match_links(
    programme: ProgrammeData,
    file: Path,
    claims: list[MapClaim],
    *,
    partly: bool = False,
    reading: MapReading | None = None,
) -> Matched:
    """Return the links that rows tell of, with elements found by id or by label in any language.

    Arrows of the chain stand. Where new ones close cycles, the fewest rows are chosen that open them all.

    Args:
        programme: The programme whose chain it is.
        file: The table's name for faults.
        claims: Its rows.
        partly: Whether rows that do not fit are left and told, rather than faults.
        reading: How labels are read.

    Raises:
        FaultyInput: With every kind of row that does not fit, unless `partly`; or when no row does.
    """
    there = [(link.source, link.target) for link in programme.chain.links]
    misfits = Misfits(file)
    found = _sorted_out(programme, claims, reading or MapReading(), misfits)
    opened = open_cycles({arrow: len(rows) for arrow, rows in found.told.items()}, there)
    cyclic = list(_cycle_faults(file, found.told, there, opened, partly=partly))
    for arrow in opened.gone:
        del found.told[arrow]
    _leave_contrary(found, misfits)
    left = [*misfits.faults(), *cyclic]
    if left and (not partly or not found.told):
        raise FaultyInput(left)
    taken = sum(map(len, found.told.values())) + sum(map(len, found.contrary.values()))
    return Matched(
        links=tuple(_links(programme, claims, found, set(there))),
        left=tuple(left),
        taken_rows=taken,
        left_rows=len(claims) - taken,
        opened=opened,
        proposed=tuple(_needed(found)),
        raised=len(found.raised),
    )


def _links(
    programme: ProgrammeData, claims: Sequence[MapClaim], found: _Sorted, there: set[Arrow]
) -> Iterator[NewLink]:
    """Yield each link with its rows counted; a source has one number in the whole table."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(one.source for one in claims if one.source), 1)}
    for arrow, rows in found.told.items():
        loose = [row for row in rows if row.source and row.quote not in programme.findings_by_id]
        yield NewLink(
            source=arrow[0],
            target=arrow[1],
            mentions=len(rows),
            sources=tuple(dict.fromkeys(row.source for row in rows if row.source)),
            quotes=tuple(dict.fromkeys(row.quote for row in rows if row.quote)),
            there=arrow in there,
            voices=tuple(dict.fromkeys(numbers[row.source] for row in loose)),
            loose=tuple(loose),
            cited=tuple(row for row in rows if row.quote in programme.findings_by_id),
            contrary=len(found.contrary.get(arrow, ())),
        )


def _needed(found: _Sorted) -> Iterator[tuple[ProposedElement, tuple[MapClaim, ...]]]:
    """Yield each new element that a link has for an end, with the rows of its links."""
    rows: dict[str, list[MapClaim]] = defaultdict(list)
    for arrow, claims in found.told.items():
        for end in arrow:
            rows[end] += claims
    return ((one, tuple(rows[one.id])) for one in found.new.values() if one.id in rows)


def _leave_contrary(found: _Sorted, misfits: Misfits) -> None:
    """Leave rows that tell of the opposite of an arrow that no row tells of."""
    for arrow in [arrow for arrow in found.contrary if arrow not in found.told]:
        told = f"the opposite of {arrow[0]} → {arrow[1]}, which no row tells of"
        for claim in found.contrary.pop(arrow):
            misfits.add(claim.row, told, "a row that tells of the link itself")


def _sorted_out(programme: ProgrammeData, claims: list[MapClaim], reading: MapReading, misfits: Misfits) -> _Sorted:
    """Return the rows of each link that could stand by itself; the others go to what does not fit."""
    known = _names(programme)
    rank = {level.id: number for number, level in enumerate(programme.chain.levels)}
    levels = {element.id: rank[element.level] for element in programme.chain.elements}
    new = proposals(claims, known, reading.new, reading.zoom, misfits)
    known |= {key: (one.id,) for key, one in new.items()}
    levels |= {one.id: rank[one.level] for one in new.values()}
    found = _Sorted(told=defaultdict(list), contrary=defaultdict(list), raised=set(), new=new)
    for claim in claims:
        ends = [(name, *found_as(name, known, reading.zoom)) for name in (claim.cause, claim.effect)]
        for name, end, _ in ends:
            if name and len(end) != 1 and not misfits.told(claim.row):
                misfits.add_name(claim.row, name, end, programme)
        if claim.blank:
            misfits.add(claim.row, f"no value in {claim.blank}", "an element's id or label")
        if any(len(end) != 1 for _, end, _ in ends):
            continue
        source, target = (end[0] for _, end, _ in ends)
        if source == target or levels[source] > levels[target]:
            way = "leads to itself" if source == target else "goes backwards"
            misfits.add(claim.row, f"{source} → {target} {way}", "a link to the same level or a later one")
            continue
        turned = ends[0][2].opposite != ends[1][2].opposite
        (found.contrary if turned else found.told)[source, target].append(claim)
        if any(read.up for _, _, read in ends):
            found.raised.add(claim.row)
    return found


def _cycle_faults(
    file: Path, told: Mapping[Arrow, list[MapClaim]], there: Sequence[Arrow], opened: CycleCut, *, partly: bool
) -> Iterator[Fault]:
    """Yield each link that goes for the chain to have no cycle, with the cycle that it would close."""
    gone = set(opened.gone)
    kept = [*there, *(arrow for arrow in told if arrow not in gone)]
    fewest = f"the fewest are {counted(opened.rows, 'row')}"
    if opened.rows != opened.at_least:
        fewest = f"{counted(opened.rows, 'row')} would do, fewer than {opened.at_least:,} cannot"
    advice = f"Of all rows that close cycles, {fewest}: take them out, or leave them with --partly."
    for number, (source, target) in enumerate(opened.gone):
        rows = [claim.row for claim in told[source, target]]
        found = f"{source} → {target} closes a cycle"
        if number < MOST_SHOWN:
            found += ": " + " → ".join([source, *shortest_path(kept, target, source)])
        left = RowsLeft(found, "links without a cycle", "" if partly else advice, rows)
        yield rows_fault(file, left, MOST_IN_CYCLES)


def _names(programme: ProgrammeData) -> dict[str, tuple[str, ...]]:
    """Return the elements of each label in any language; an id is found before any label."""
    found: dict[str, set[str]] = defaultdict(set)
    for element in programme.chain.elements:
        for language in LANGUAGES:
            found[plain(element.label[language])].add(element.id)
    named = {name: tuple(sorted(elements)) for name, elements in found.items()}
    return named | {plain(element.id): (element.id,) for element in programme.chain.elements}


def read_words(matched: Matched) -> str:
    """Return what became of the rows, in one sentence."""
    said = f"read {counted(matched.taken_rows + matched.left_rows, 'row')}"
    told = f"{said}: {matched.taken_rows:,} for {counted(len(matched.links), 'link')}, {matched.left_rows:,} left"
    opened = matched.opened
    if not opened.rows:
        return told
    least = "the fewest" if opened.rows == opened.at_least else f"of which at least {opened.at_least:,} must go"
    return f"{told}, {opened.rows:,} of them so that no cycle closes ({least})"
