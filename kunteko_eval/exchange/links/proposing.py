"""Elements that a causal map speaks of and the chain has not: proposed from its rows, each on a level that was told."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.links.labels import found_as, plain
from kunteko_eval.exchange.links.misfits import Misfits
from kunteko_eval.exchange.links.sheets import open_map
from kunteko_eval.exchange.links.table import MapClaim
from kunteko_eval.exchange.wording import plain_id
from kunteko_eval.files.validation import shown, suggestion
from kunteko_eval.lookalikes import looks
from kunteko_eval.model.programme import ProgrammeData

LONGEST = 300
"""Characters of a label of a proposed element."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WHY = {
    "fi": "Ehdotettu taulukosta {file}: {mentions}, lähteitä {sources}. Ei vielä kirjattu.",
    "sv": "Föreslagen ur tabellen {file}: {mentions}, källor {sources}. Inte ännu registrerad.",
    "en": "Proposed from the table {file}: {mentions}, sources {sources}. Not registered yet.",
}
_MENTIONS = {"fi": "mainintoja {count}", "sv": "omnämnanden {count}", "en": "mentions {count}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewElements:
    """On which level a new element goes.

    Attributes:
        every: The level of every label that is not named; None when such labels are no elements.
        named: Levels by label, in the words of `plain`.
    """

    every: str | None = None
    named: Mapping[str, str] = field(default_factory=dict)

    def level(self, label: str) -> str | None:
        """Return the level of a label; None when it is no new element."""
        return self.named.get(plain(label), self.every)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedElement:
    """An element that is not in the chain, with the label that the map gives it."""

    id: str
    label: str
    level: str


def new_elements_of(options: Iterable[str], programme: ProgrammeData) -> NewElements:
    """Return what options tell of new elements.

    Args:
        options: Each a level for every label, or ``LEVEL=label, label``, or a CSV or Excel file with the columns
            ``label`` and ``level``.
        programme: The programme, whose chain has the levels.

    Raises:
        FaultyInput: When an option cannot be read, names no level of the chain, or a label is told twice.
    """
    every: list[str] = []
    named: dict[str, str] = {}
    faults: list[Fault] = []
    for option in options:
        where, pairs = _pairs(option, faults)
        for place, given, label in pairs:
            level = _level(given, programme)
            if level not in programme.chain.levels_by_id:
                known = list(programme.chain.levels_by_id)
                faults.append(
                    fault(
                        where, place, f"no level {shown(level)}", f"one of {', '.join(known)}", suggestion(level, known)
                    )
                )
            elif not label:
                every.append(level)
            elif named.setdefault(plain(label), level) != level:
                faults.append(fault(where, place, f"{shown(label)} on two levels", "every label once"))
    if len(set(every)) > 1:
        faults.append(
            fault("--new-elements", "", f"{' and '.join(every)} for every label", "one level, others by label")
        )
    if faults:
        raise FaultyInput(faults)
    return NewElements(every=every[0] if every else None, named=named)


def _level(name: str, programme: ProgrammeData) -> str:
    """Return the level of an id, or the only one of a kind, such as direct."""
    of_kind = [one.id for one in programme.chain.levels if one.kind == name]
    return of_kind[0] if name not in programme.chain.levels_by_id and len(of_kind) == 1 else name


def _pairs(option: str, faults: list[Fault]) -> tuple[str, list[tuple[str, str, str]]]:
    """Return where an option stands, and place, level and label of each thing that it tells."""
    path = Path(option)
    if path.suffix.lower() in {".csv", ".xlsx", ".xlsm"}:
        grid = open_map(path).links
        label, level = grid.column("label"), grid.column("level")
        if label is None or level is None:
            listed = ", ".join(shown(one) for one in grid.header if one) or "no header"
            faults.append(fault(path, f"row {grid.row}", f"the columns {listed}", "the columns label and level"))
            return option, []
        return option, [(f"row {row}", cells[level], cells[label]) for row, cells in grid.rows if cells[label]]
    level_id, mark, labels = option.partition("=")
    listed_labels = next(csv.reader([labels.strip()], skipinitialspace=True), []) if mark else [""]
    return "--new-elements", [("", level_id.strip(), one.strip()) for one in listed_labels]


def proposals(
    claims: Sequence[MapClaim],
    known: Mapping[str, tuple[str, ...]],
    wanted: NewElements,
    zoom: int | None,
    misfits: Misfits,
) -> dict[str, ProposedElement]:
    """Return a new element for each label that no element has and that has a level, by its words.

    A label that looks like another one and is not the same is no element, and is told.
    """
    found: dict[str, ProposedElement] = {}
    seen = {looks(name): name for name in known}
    taken = {one for elements in known.values() for one in elements}
    for claim in claims:
        for name in (claim.cause, claim.effect):
            elements, reading = found_as(name, known, zoom)
            key = plain(reading.label)
            level = wanted.level(reading.label)
            if not name or elements or key in found or level is None:
                continue
            problem = _problem(reading.label, key, seen)
            if problem:
                misfits.add(claim.row, *problem)
                continue
            seen[looks(key)] = key
            made = _unused(plain_id(reading.label) or "element", taken)
            taken.add(made)
            found[key] = ProposedElement(id=made, label=reading.label, level=level)
    return found


def _problem(label: str, key: str, seen: Mapping[str, str]) -> tuple[str, str] | None:
    """Return what is wrong with a label as that of an element, and what was expected."""
    if len(label) > LONGEST:
        return f"a label of {len(label):,} characters", f"at most {LONGEST}"
    if _CONTROL.search(label) or not any(map(str.isalnum, label)):
        return f"the label {shown(label)}", "a label of letters, without control characters"
    twin = seen.get(looks(key))
    if twin is not None and twin != key:
        return f"{shown(label)} looks like {shown(twin)} and is not the same", "one way of writing it"
    return None


def _unused(name: str, taken: set[str]) -> str:
    number, made = 2, name
    while made in taken:
        made, number = f"{name}-{number}", number + 1
    return made


def element_content(
    one: ProposedElement, rows: Sequence[MapClaim], file: str, languages: Sequence[str], day: datetime.date
) -> dict[str, Any]:
    """Return a proposed element as ``chain.yaml`` holds it: without evidence, so that it is never rated.

    Args:
        one: The element.
        rows: The rows that tell of it.
        file: The table's name.
        languages: Those of the programme.
        day: The day on which it is proposed.
    """
    sources = len({row.source for row in rows if row.source})
    why = {
        code: _WHY[code].format(file=file[:100], mentions=_MENTIONS[code].format(count=len(rows)), sources=sources)
        for code in languages
    }
    return {
        "id": one.id,
        "level": one.level,
        "label": dict.fromkeys(languages, one.label),
        "placement": "proposed",
        "registered": day.isoformat(),
        "why": why,
        "evidence": [],
    }
