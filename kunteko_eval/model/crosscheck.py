"""What must agree within and between the files of a programme folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import networkx as nx

from kunteko_eval.documents import Row, Table, YamlDocument
from kunteko_eval.errors import Fault
from kunteko_eval.model.chain import EFFECTS, Chain, Convention
from kunteko_eval.model.evidence import Finding, Indicator, Observation, Sources
from kunteko_eval.model.judgement import Judgement, Score, broken_seals
from kunteko_eval.model.programme import Sheet
from kunteko_eval.validation import Location, shown, suggestion

MOST_DIGITS = 15
"""Digits of a figure; a computer's numbers hold no more."""

Known = frozenset[str] | None
"""Ids that are declared, in faulty entries too; None when the file that declares them could not be read."""

_SHEET_REFERENCES = {
    "goals.*.document": "document",
    "funders.*.document": "document",
    "budget.document": "document",
    "recommendations.*.document": "document",
    "recommendations.*.elements.*": "element",
    "periods.*.previous": "period",
}
_CHAIN_REFERENCES = {
    "conventions.*.document": "document",
    "elements.*.level": "level",
    "elements.*.evidence.*.indicator": "indicator",
    "elements.*.evidence.*.finding": "finding",
    "elements.*.evidence.*.expectation": "expectation",
    "links.*.from": "element",
    "links.*.to": "element",
    "links.*.rivals.*.rival": "rival",
    "links.*.evidence.*": "observation or finding",
}
_NEVER_EMPTY = ("periods", "levels", "elements")
_TABLE_REFERENCES = {
    "observations.csv": {"period", "source", "document", "indicator", "group"},
    "findings.csv": {"period", "source", "document"},
    "judgements.csv": {"element", "period"},
    "scores.csv": {"element", "period"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The files of a programme folder, each as far as it could be read."""

    path: Path
    sheet: tuple[Sheet, YamlDocument] | None
    chain: tuple[Chain, YamlDocument] | None
    sources: tuple[Sources, YamlDocument] | None
    indicators: Table[Indicator]
    observations: Table[Observation]
    findings: Table[Finding]
    judgements: Table[Judgement]
    scores: Table[Score]

    @property
    def name(self) -> str:
        """Return the folder's own name, which is the programme's id."""
        return self.path.resolve().name

    @property
    def tables(self) -> tuple[tuple[str, Table[Any]], ...]:
        """Return the tables by the names of their files."""
        return (
            ("indicators.csv", self.indicators),
            ("observations.csv", self.observations),
            ("findings.csv", self.findings),
            ("judgements.csv", self.judgements),
            ("scores.csv", self.scores),
        )

    def declared(self, file: Literal["sheet", "chain", "sources"], key: str) -> Known:
        """Return the ids of the list at `key` of a YAML file."""
        read: tuple[Any, YamlDocument] | None = getattr(self, file)
        if read and key == "rivals" and key not in read[1].content:
            return frozenset()  # The one list of ids that may be left out.
        entries = read[1].entries(key) if read else None
        # An entry without an id, or no element at all, is a fault of its own and not of those that refer to it.
        if entries is None or any("id" not in entry for _, entry in entries) or (not entries and key in _NEVER_EMPTY):
            return None
        return frozenset(str(entry["id"]).strip() for _, entry in entries)

    def listed(self, *tables: Table[Any]) -> Known:
        """Return the ids of the rows of `tables`."""
        columns = [table.ids() for table in tables]
        return None if None in columns else frozenset(cell for column in columns for cell in column or ())

    def row_fault(self, name: str, line: int, column: str, found: str, expected: str, advice: str = "") -> Fault:
        """Return a fault of one cell of the table `name`."""
        place = f"row {line}, column {column}"
        return Fault(file=str(self.path / name), place=place, found=found, expected=expected, advice=advice)


def cross_faults(folder: Folder) -> Iterator[Fault]:
    """Yield every fault between and within the files, as far as they could be read."""
    yield from _ids_once(folder)
    yield from _reference_faults(folder)
    if folder.sheet:
        yield from _sheet_faults(folder, *folder.sheet)
    if folder.chain:
        yield from _level_faults(folder, *folder.chain)
        yield from _convention_faults(*folder.chain)
        yield from _element_faults(folder, *folder.chain)
        yield from _link_faults(folder.chain[1])
        yield from _shape_faults(*folder.chain)
    yield from _indicator_faults(folder)
    units = {row.value.id: row.value for row in folder.indicators.rows}
    for row in folder.observations.rows:
        if row.value.indicator in units:
            yield from _figure_faults(folder, row, units[row.value.indicator])
    if len(folder.judgements.rows) == len(folder.judgements.cells):
        for index in broken_seals([row.value for row in folder.judgements.rows]):
            row_line = folder.judgements.rows[index].line
            expected = "the seal of a row that was recorded and left as it was"
            advice = "Put the recorded row back; change a decision by recording another one."
            yield folder.row_fault("judgements.csv", row_line, "seal", "the seal does not fit", expected, advice)


def _unknown(name: str, known: Known, what: str) -> tuple[str, str, str] | None:
    """Return found, expected and advice for a name that is not known, or None."""
    if known is None or name in known:
        return None
    expected = (
        ", ".join(sorted(known)) if 0 < len(known) <= 12 else f"one of the {len(known)} ids declared for a {what}"
    )
    return f"unknown {what} {name!r}", expected, suggestion(name, sorted(known)) or "Declare it, or correct the id."


def _reference_faults(folder: Folder) -> Iterator[Fault]:
    """Yield each id that a file names and none declares; entries with other faults are looked at too."""
    known: dict[str, Known] = {
        "document": folder.declared("sources", "documents"),
        "source": folder.declared("sources", "collections"),
        "group": folder.declared("sources", "groups"),
        "period": folder.declared("sheet", "periods"),
        "level": folder.declared("chain", "levels"),
        "element": folder.declared("chain", "elements"),
        "expectation": folder.declared("chain", "conventions"),
        "rival": folder.declared("chain", "rivals"),
        "indicator": folder.listed(folder.indicators),
        "finding": folder.listed(folder.findings),
        "observation or finding": folder.listed(folder.observations, folder.findings),
    }
    for read, patterns in ((folder.sheet, _SHEET_REFERENCES), (folder.chain, _CHAIN_REFERENCES)):
        for pattern, what in patterns.items() if read else ():
            for location, name in read[1].texts(pattern) if read else ():
                problem = _unknown(name, known[what], what)
                if problem and read:
                    yield read[1].fault(location, *problem)
    for file, table in folder.tables:
        for line, cells in table.cells:
            for column in _TABLE_REFERENCES.get(file, set()) & cells.keys():
                problem = _unknown(cells[column], known[column], column)
                if problem:
                    yield folder.row_fault(file, line, column, *problem)


def _ids_once(folder: Folder) -> Iterator[Fault]:
    lists = (
        (folder.sheet, ("goals", "periods", "recommendations")),
        (folder.sources, ("documents", "groups", "collections")),
        (folder.chain, ("levels", "conventions", "rivals", "elements")),
    )
    for read, keys in lists:
        for key in keys if read else ():
            entries = (read[1].entries(key) if read else None) or []
            counts = Counter(str(entry["id"]).strip() for _, entry in entries if "id" in entry)
            for index, entry in entries:
                name = str(entry.get("id")).strip()
                if read and counts[name] > 1:
                    yield read[1].fault((key, index, "id"), f"id {name!r} stands {counts[name]} times", "every id once")
    for file, table in folder.tables:
        counts = Counter(cells["id"] for _, cells in table.cells if "id" in cells)
        for line, cells in table.cells:
            name = cells.get("id", "")
            if counts[name] > 1:
                yield folder.row_fault(file, line, "id", f"id {name!r} stands {counts[name]} times", "every id once")
    scored = Counter((row.value.element, row.value.period, row.value.scorer) for row in folder.scores.rows)
    for row in folder.scores.rows:
        times = scored[row.value.element, row.value.period, row.value.scorer]
        if times > 1:
            found = f"{row.value.scorer} scores {row.value.element} {times} times in {row.value.period}"
            yield folder.row_fault("scores.csv", row.line, "scorer", found, "one score of each evaluator")
    numbers = {cells.get("id") for _, cells in folder.observations.cells} - {None}
    for line, cells in folder.findings.cells:
        if cells.get("id") in numbers:
            yield folder.row_fault(
                "findings.csv", line, "id", f"id {cells['id']!r} is an observation's too", "an id of its own"
            )


def _sheet_faults(folder: Folder, sheet: Sheet, file: YamlDocument) -> Iterator[Fault]:
    if sheet.id != folder.name:
        yield file.fault(("id",), f"{sheet.id!r}", f"the folder's name {folder.name!r}")
    if sheet.end < sheet.start:
        yield file.fault(("end",), f"{sheet.end}", f"a day on or after the start {sheet.start}")
    yield from _period_faults(sheet, file)
    total = sum(funder.share for funder in sheet.funders)
    if file.is_complete("funders") and sheet.funders and abs(total - 100) > 0.5:
        yield file.fault(("funders",), f"the shares add up to {total:g}", "100")


def _period_faults(sheet: Sheet, file: YamlDocument) -> Iterator[Fault]:
    if not file.entries("periods"):
        return
    periods = {period.id: period for period in sheet.periods}
    for index, period in file.numbered(("periods",), sheet.periods):
        at: Location = ("periods", index)
        if period.end < period.start:
            yield file.fault((*at, "end"), f"{period.end}", f"a day on or after the start {period.start}")
        elif sheet.start <= sheet.end and (period.start < sheet.start or period.end > sheet.end):
            found = f"period {period.id} is {period.start} to {period.end}"
            yield file.fault(at, found, f"a span within the programme, {sheet.start} to {sheet.end}")
        if period.previous is not None:
            previous = periods.get(period.previous)
            if previous and previous.end >= period.start:
                found = f"{period.previous} ends on {previous.end}"
                yield file.fault((*at, "previous"), found, f"a period that ends before {period.start}")
    if file.is_complete("periods") and not any(period.report for period in sheet.periods):
        yield file.fault(("periods",), "no period has report: true", "at least one")


def _level_faults(folder: Folder, chain: Chain, file: YamlDocument) -> Iterator[Fault]:
    if chain.programme != folder.name:
        yield file.fault(("programme",), f"{chain.programme!r}", f"the folder's name {folder.name!r}")
    for key in _NEVER_EMPTY:
        if file.content.get(key) == []:
            yield file.fault((key,), f"no {key}", "at least one")
    order = ("resources", "actions", "direct", "indirect", "wider")
    kinds = [order.index(level.kind) for level in chain.levels]
    if kinds != sorted(kinds):
        yield file.fault(("levels",), "levels out of order", ", ".join(order))


def _convention_faults(chain: Chain, file: YamlDocument) -> Iterator[Fault]:
    for index, one in file.numbered(("conventions",), chain.conventions):
        at: Location = ("conventions", index)
        high = {"percent": 100.0, "share": 1.0, "grade": 1.0, "finding": 3.0}.get(one.applies_to, float("inf"))
        for key, figure in (("floor", one.floor), ("expected", one.expected)):
            if isinstance(figure, float) and not 0 <= figure <= high:
                yield file.fault((*at, key), f"{figure:g} for {one.applies_to}", _span(0, high))
        if one.expected == one.floor:
            yield file.fault(
                (*at, "expected"), f"{one.expected:g}, the same as the floor", "another value than the floor"
            )
        if one.expected == "previous-period" and one.applies_to not in {"count", "EUR"}:
            yield file.fault((*at, "expected"), "previous-period", f"a number for {one.applies_to}")
        if one.applies_to == "finding" and (one.floor, one.expected) != (0, 3):
            found = f"floor {one.floor:g}, expected {one.expected}"
            yield file.fault(at, found, "floor 0 and expected 3: the rubric turns strength into achievement")
        if one.basis == "source" and not one.document:
            yield file.fault(at, "basis source without a document", "document and place of the expectation")


def _element_faults(folder: Folder, chain: Chain, file: YamlDocument) -> Iterator[Fault]:
    conventions = {convention.id: convention for convention in chain.conventions}
    rows = {row.value.id: row.value for row in folder.indicators.rows}
    for index, element in file.numbered(("elements",), chain.elements):
        seen: set[str] = set()
        for number, one in file.numbered(("elements", index, "evidence"), element.evidence):
            here: Location = ("elements", index, "evidence", number)
            name = one.indicator or one.finding
            if name is None or (one.indicator and one.finding):
                yield file.fault(here, "neither or both of indicator and finding", "exactly one of them")
                continue
            if name in seen:
                yield file.fault(here, f"{name!r} is registered twice for {element.id}", "every item once")
            seen.add(name)
            used = conventions.get(one.expectation)
            if used:
                row = rows.get(name) if one.indicator else None
                yield from _expectation_faults(
                    file, (*here, "expectation"), name, used, row, is_finding=not one.indicator
                )


def _expectation_faults(
    file: YamlDocument,
    location: Location,
    name: str,
    used: Convention,
    indicator: Indicator | None,
    *,
    is_finding: bool,
) -> Iterator[Fault]:
    unit = "finding" if is_finding else (indicator.unit if indicator else None)
    if unit and used.applies_to != unit:
        yield file.fault(
            location,
            f"{used.id} applies to {used.applies_to}, {name} is {unit}",
            f"an expectation that applies to {unit}",
        )
    elif (
        indicator
        and isinstance(used.expected, float)
        and (used.expected < used.floor) != (indicator.direction == "less")
    ):
        found = f"floor {used.floor:g}, expected {used.expected:g} for {name}, where {indicator.direction} is better"
        yield file.fault(location, found, "an expectation on the better side of the floor")


def _links(file: YamlDocument) -> list[tuple[int, str, str]]:
    """Return index and both ends of each link that names them, whatever other faults it has."""
    links = [(index, link.get("from"), link.get("to")) for index, link in file.entries("links") or ()]
    return [(index, a.strip(), b.strip()) for index, a, b in links if isinstance(a, str) and isinstance(b, str)]


def _link_faults(file: YamlDocument) -> Iterator[Fault]:
    rank = {str(level.get("id")): number for number, (_, level) in enumerate(file.entries("levels") or ())}
    ranks = {str(one.get("id")): rank.get(str(one.get("level"))) for _, one in file.entries("elements") or ()}
    counts = Counter((source, target) for _, source, target in _links(file))
    for index, source, target in _links(file):
        if counts[source, target] > 1:
            found = f"the link {source} → {target} stands {counts[source, target]} times"
            yield file.fault(("links", index), found, "every link once")
        start, end = ranks.get(source), ranks.get(target)
        if start is not None and end is not None and start > end:
            expected = "a link to the same level or a later one"
            yield file.fault(("links", index), f"{source} → {target} goes backwards", expected)


def _shape_faults(chain: Chain, file: YamlDocument) -> Iterator[Fault]:
    """Yield each cycle, and each element that no link reaches."""
    if file.entries("links") is None:
        return
    links = _links(file)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((source, target) for _, source, target in links)
    for names in nx.strongly_connected_components(graph):
        within = graph.subgraph(names)
        if within.number_of_edges():
            cycle = [edge[0] for edge in nx.find_cycle(within, min(names))]
            index = next(index for index, source, target in links if source in cycle and target in cycle)
            yield file.fault(("links", index), "a cycle: " + " → ".join([*cycle, cycle[0]]), "links without a cycle")
    kinds = {level.id: level.kind for level in chain.levels}
    for index, element in file.numbered(("elements",), chain.elements):
        if kinds.get(element.level) in EFFECTS and not (element.id in graph and graph.in_degree(element.id)):
            yield file.fault(("elements", index), f"no link leads to {element.id}", "at least one link to an effect")
        elif element.id not in graph:
            yield file.fault(("elements", index), f"no link reaches {element.id}", "at least one link from or to it")


def _indicator_faults(folder: Folder) -> Iterator[Fault]:
    known = folder.listed(folder.indicators)
    for row in folder.indicators.rows:
        one, scale = row.value, (row.value.scale_min, row.value.scale_max)
        if one.unit == "grade" and not (scale[0] is not None and scale[1] is not None and scale[0] < scale[1]):
            column, expected = (
                "scale_min" if scale[0] is None else "scale_max",
                "the least and the greatest grade of the scale",
            )
            yield folder.row_fault("indicators.csv", row.line, column, f"scale {scale[0]} to {scale[1]}", expected)
        if one.unit != "grade" and scale != (None, None):
            column = "scale_max" if scale[0] is None else "scale_min"
            found = f"a scale for the unit {one.unit}"
            yield folder.row_fault("indicators.csv", row.line, column, found, "no scale, or the unit grade")
        # The parts of a percentage may name a whole that has no figure of its own.
        if one.part_of and (one.part_of == one.id or not one.is_proportion):
            others = None if known is None else known - {one.id}
            problem = _unknown(one.part_of, others, "indicator of the whole")
            if problem:
                yield folder.row_fault("indicators.csv", row.line, "part_of", *problem)


def _figure_faults(folder: Folder, row: Row[Observation], indicator: Indicator) -> Iterator[Fault]:
    one = row.value
    low, high = 0.0, {"percent": 100.0, "share": 1.0}.get(indicator.unit, float("inf"))
    if indicator.unit == "grade" and indicator.scale_min is not None and indicator.scale_max is not None:
        low, high = indicator.scale_min, indicator.scale_max
    for column, figure in (("value", one.value), ("value_to", one.value_to)):
        if figure is None:
            continue
        if sum(character.isdigit() for character in figure) > MOST_DIGITS:
            found = f"{len(figure)} characters, {shown(figure)}"
            yield folder.row_fault("observations.csv", row.line, column, found, f"at most {MOST_DIGITS} digits")
        elif not low <= float(figure) <= high:
            yield folder.row_fault("observations.csv", row.line, column, f"{figure} {indicator.unit}", _span(low, high))
        elif indicator.unit == "count" and indicator.aggregation != "level" and not float(figure).is_integer():
            expected = "a whole number, because the unit is count"
            yield folder.row_fault("observations.csv", row.line, column, figure, expected)
    if one.value_to is not None and float(one.value_to) <= one.number:
        yield folder.row_fault(
            "observations.csv", row.line, "value_to", one.value_to, f"more than the value {one.value}"
        )


def _span(low: float, high: float) -> str:
    return f"a value from {low:g} up" if high == float("inf") else f"a value from {low:g} to {high:g}"
