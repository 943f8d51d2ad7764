"""Reading a programme folder: all of its faults in one pass, or the programme."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import networkx as nx

from kunteko_eval.documents import Row, YamlDocument, read_csv, read_yaml
from kunteko_eval.errors import Fault, FaultyInput, UnknownName
from kunteko_eval.model.chain import EFFECTS, Chain
from kunteko_eval.model.evidence import Finding, Indicator, Observation, Sources
from kunteko_eval.model.programme import Programme, Sheet


def read_programme(folder: Path) -> Programme:
    """Read a programme folder.

    Args:
        folder: Holds ``programme.yaml``, ``chain.yaml``, ``sources.yaml``, ``indicators.csv``,
            ``observations.csv`` and ``findings.csv``.

    Raises:
        FaultyInput: With every fault of every file, each with its place.
    """
    faults: list[Fault] = []
    if not folder.is_dir():
        advice = "Give the folder that holds programme.yaml."
        fault = Fault(
            file=str(folder), place="", found="there is no such folder", expected="a programme folder", advice=advice
        )
        raise FaultyInput([fault])
    sheet = read_yaml(folder / "programme.yaml", Sheet, faults)
    chain = read_yaml(folder / "chain.yaml", Chain, faults)
    sources = read_yaml(folder / "sources.yaml", Sources, faults)
    indicators = read_csv(folder / "indicators.csv", Indicator, faults, check=_indicator)
    observations = read_csv(folder / "observations.csv", Observation, faults)
    findings = read_csv(folder / "findings.csv", Finding, faults)
    if sheet and chain and sources:
        reader = _Folder(folder, sheet, chain, sources, indicators, observations, findings)
        faults += reader.faults()
    if faults or not (sheet and chain and sources):
        raise FaultyInput(sorted(set(faults), key=_order))
    return Programme(
        sheet=sheet[0],
        chain=chain[0],
        sources=sources[0],
        indicators=tuple(row.value for row in indicators),
        observations=tuple(row.value for row in observations),
        findings=tuple(row.value for row in findings),
    )


def find_programmes(data: Path) -> list[str]:
    """Return the ids of the programme folders in `data`, in order.

    Raises:
        UnknownName: When the folder does not exist or holds no programme.
    """
    found = sorted(path.parent.name for path in data.glob("*/programme.yaml"))
    if not found:
        raise UnknownName("programme folder in", str(data), [])
    return found


def _order(fault: Fault) -> tuple[str, int, str]:
    digits = "".join(character if character.isdigit() else " " for character in fault.place).split()
    return fault.file, int(digits[0]) if digits else 0, fault.place


def _indicator(row: Indicator) -> list[tuple[str, str, str]]:
    scale = (row.scale_min, row.scale_max)
    if row.unit == "grade":
        if None in scale or not scale[0] < scale[1]:  # type: ignore[operator]
            return [("scale_min", f"scale {scale[0]} to {scale[1]}", "the least and the greatest grade of the scale")]
    elif scale != (None, None):
        return [("scale_min", f"a scale for the unit {row.unit}", "no scale, or the unit grade")]
    return []


def _unknown(name: str, known: Iterable[str], what: str) -> tuple[str, str] | tuple[str, str, str] | None:
    """Return found, expected and advice for a name that is not known, or None."""
    names = sorted(known)
    if name in names:
        return None
    near = difflib.get_close_matches(name, names, n=1)
    expected = ", ".join(names) if 0 < len(names) <= 12 else f"one of the {len(names)} ids declared for a {what}"
    return (
        f"unknown {what} {name!r}",
        expected,
        f"Did you mean {near[0]!r}?" if near else "Declare it, or correct the id.",
    )


class _Folder:
    """The cross-checks between the files of one folder."""

    def __init__(
        self,
        folder: Path,
        sheet: tuple[Sheet, YamlDocument],
        chain: tuple[Chain, YamlDocument],
        sources: tuple[Sources, YamlDocument],
        indicators: list[Row[Indicator]],
        observations: list[Row[Observation]],
        findings: list[Row[Finding]],
    ) -> None:
        self.folder = folder
        self.sheet, self.sheet_file = sheet
        self.chain, self.chain_file = chain
        self.sources, self.sources_file = sources
        self.indicators, self.observations, self.findings = indicators, observations, findings
        self.found: list[Fault] = []
        self.documents = {document.id for document in self.sources.documents}
        self.elements = {element.id: element for element in self.chain.elements}
        self.periods = {period.id: period for period in self.sheet.periods}

    def faults(self) -> list[Fault]:
        """Return every fault between and within the files."""
        self._names_once()
        self._periods()
        self._sheet()
        self._elements()
        self._links()
        self._rows()
        return self.found

    def _yaml(
        self, file: YamlDocument, location: Sequence[int | str], found: str, expected: str, advice: str = ""
    ) -> None:
        self.found.append(file.fault(tuple(location), found, expected, advice))

    def _row(self, name: str, line: int, column: str, found: str, expected: str, advice: str = "") -> None:
        place = f"row {line}, column {column}"
        file = str(self.folder / name)
        self.found.append(Fault(file=file, place=place, found=found, expected=expected, advice=advice))

    def _yaml_known(
        self, file: YamlDocument, location: Sequence[int | str], name: str, known: Iterable[str], what: str
    ) -> None:
        problem = _unknown(name, known, what)
        if problem:
            self._yaml(file, location, *problem)

    def _names_once(self) -> None:
        lists: list[tuple[YamlDocument, str, Sequence[Any]]] = [
            (self.sheet_file, "goals", self.sheet.goals),
            (self.sheet_file, "periods", self.sheet.periods),
            (self.sheet_file, "recommendations", self.sheet.recommendations),
            (self.sources_file, "documents", self.sources.documents),
            (self.sources_file, "groups", self.sources.groups),
            (self.sources_file, "collections", self.sources.collections),
            (self.chain_file, "levels", self.chain.levels),
            (self.chain_file, "conventions", self.chain.conventions),
            (self.chain_file, "rivals", self.chain.rivals),
            (self.chain_file, "elements", self.chain.elements),
        ]
        for file, key, entries in lists:
            counts = Counter(entry.id for entry in entries)
            for index, entry in enumerate(entries):
                if counts[entry.id] > 1:
                    self._yaml(
                        file, (key, index, "id"), f"id {entry.id!r} stands {counts[entry.id]} times", "every id once"
                    )
        tables: list[tuple[str, Sequence[Row[Any]]]] = [
            ("indicators.csv", self.indicators),
            ("observations.csv", self.observations),
            ("findings.csv", self.findings),
        ]
        for name, rows in tables:
            counts = Counter(row.value.id for row in rows)
            for row in rows:
                if counts[row.value.id] > 1:
                    self._row(
                        name,
                        row.line,
                        "id",
                        f"id {row.value.id!r} stands {counts[row.value.id]} times",
                        "every id once",
                    )
        both = {row.value.id for row in self.observations} & {row.value.id for row in self.findings}
        for row in self.findings:
            if row.value.id in both:
                self._row(
                    "findings.csv", row.line, "id", f"id {row.value.id!r} is an observation's too", "an id of its own"
                )

    def _periods(self) -> None:
        sheet, file = self.sheet, self.sheet_file
        if sheet.id != self.folder.resolve().name:
            self._yaml(file, ("id",), f"{sheet.id!r}", f"the folder's name {self.folder.resolve().name!r}")
        if sheet.end < sheet.start:
            self._yaml(file, ("end",), f"{sheet.end}", f"a day on or after the start {sheet.start}")
        for index, period in enumerate(sheet.periods):
            if period.end < period.start:
                self._yaml(
                    file, ("periods", index, "end"), f"{period.end}", f"a day on or after the start {period.start}"
                )
            elif period.start < sheet.start or period.end > sheet.end:
                found = f"period {period.id} is {period.start} to {period.end}"
                self._yaml(
                    file, ("periods", index), found, f"a span within the programme, {sheet.start} to {sheet.end}"
                )
            if period.previous is not None:
                previous = self.periods.get(period.previous)
                if previous is None:
                    self._yaml_known(file, ("periods", index, "previous"), period.previous, self.periods, "period")
                elif previous.end >= period.start:
                    found = f"{period.previous} ends on {previous.end}"
                    self._yaml(file, ("periods", index, "previous"), found, f"a period that ends before {period.start}")
        if not any(period.report for period in sheet.periods):
            self._yaml(file, ("periods",), "no period has report: true", "at least one")

    def _sheet(self) -> None:
        sheet, file = self.sheet, self.sheet_file
        cited: list[tuple[tuple[int | str, ...], str]] = [
            *((("goals", index), goal.document) for index, goal in enumerate(sheet.goals)),
            *((("funders", index), funder.document) for index, funder in enumerate(sheet.funders)),
            *((("recommendations", index), one.document) for index, one in enumerate(sheet.recommendations)),
        ]
        if sheet.budget:
            cited.append((("budget",), sheet.budget.document))
        for location, document in cited:
            self._yaml_known(file, (*location, "document"), document, self.documents, "document")
        for index, recommendation in enumerate(sheet.recommendations):
            for element in recommendation.elements:
                at = ("recommendations", index, "elements")
                self._yaml_known(file, at, element, self.elements, "element")
        total = sum(funder.share for funder in sheet.funders)
        if sheet.funders and abs(total - 100) > 0.5:
            self._yaml(file, ("funders",), f"the shares add up to {total:g}", "100")

    def _elements(self) -> None:
        chain, file = self.chain, self.chain_file
        if chain.programme != self.sheet.id:
            self._yaml(file, ("programme",), f"{chain.programme!r}", f"the programme {self.sheet.id!r}")
        order = ["resources", "actions", "direct", "indirect", "wider"]
        kinds = [order.index(level.kind) for level in chain.levels]
        if kinds != sorted(kinds):
            self._yaml(file, ("levels",), "levels out of order", "resources, actions, direct, indirect, wider")
        levels = {level.id for level in chain.levels}
        conventions = {convention.id: convention for convention in chain.conventions}
        units = {row.value.id: row.value for row in self.indicators}
        findings = {row.value.id for row in self.findings}
        for index, convention in enumerate(chain.conventions):
            self._convention(index, convention)
        for index, element in enumerate(chain.elements):
            at: tuple[int | str, ...] = ("elements", index)
            self._yaml_known(file, (*at, "level"), element.level, levels, "level")
            seen: set[str] = set()
            for number, registration in enumerate(element.evidence):
                here = (*at, "evidence", number)
                name = registration.indicator or registration.finding
                if name is None or (registration.indicator and registration.finding):
                    self._yaml(file, here, "neither or both of indicator and finding", "exactly one of them")
                    continue
                if name in seen:
                    self._yaml(file, here, f"{name!r} is registered twice for {element.id}", "every item once")
                seen.add(name)
                kind, known = ("indicator", units.keys()) if registration.indicator else ("finding", findings)
                self._yaml_known(file, (*here, kind), name, known, kind)
                self._yaml_known(file, (*here, "expectation"), registration.expectation, conventions, "expectation")
                used = conventions.get(registration.expectation)
                unit = "finding" if registration.finding else (units[name].unit if name in units else None)
                if used and unit and used.applies_to != unit:
                    found = f"{used.id} applies to {used.applies_to}, {name} is {unit}"
                    self._yaml(file, (*here, "expectation"), found, f"an expectation that applies to {unit}")
                if used and name in units and isinstance(used.expected, float):
                    less = units[name].direction == "less"
                    if (used.expected < used.floor) != less:
                        found = f"floor {used.floor:g}, expected {used.expected:g} for {name}, where {units[name].direction} is better"
                        self._yaml(
                            file, (*here, "expectation"), found, "an expectation on the better side of the floor"
                        )

    def _convention(self, index: int, convention: Any) -> None:
        at = ("conventions", index)
        if convention.expected == convention.floor:
            self._yaml(
                self.chain_file,
                (*at, "expected"),
                f"{convention.expected:g}, the same as the floor",
                "another value than the floor",
            )
        if convention.expected == "previous-period" and convention.applies_to not in {"count", "EUR"}:
            self._yaml(self.chain_file, (*at, "expected"), "previous-period", f"a number for {convention.applies_to}")
        if convention.applies_to == "finding" and (convention.floor, convention.expected) != (0, 3):
            found = f"floor {convention.floor:g}, expected {convention.expected}"
            self._yaml(self.chain_file, at, found, "floor 0 and expected 3: the rubric turns strength into achievement")
        if convention.document:
            self._yaml_known(self.chain_file, (*at, "document"), convention.document, self.documents, "document")
        elif convention.basis == "source":
            self._yaml(self.chain_file, at, "basis source without a document", "document and place of the expectation")

    def _links(self) -> None:
        chain, file = self.chain, self.chain_file
        rank = {level.id: number for number, level in enumerate(chain.levels)}
        rivals = {rival.id for rival in chain.rivals}
        items = {row.value.id for row in self.observations} | {row.value.id for row in self.findings}
        graph: nx.DiGraph[str] = nx.DiGraph()
        seen: set[tuple[str, str]] = set()
        for index, link in enumerate(chain.links):
            at: tuple[int | str, ...] = ("links", index)
            for key, end in (("from", link.source), ("to", link.target)):
                self._yaml_known(file, (*at, key), end, self.elements, "element")
            for check in link.rivals:
                self._yaml_known(file, (*at, "rivals"), check.rival, rivals, "rival")
            for item in link.evidence:
                self._yaml_known(file, (*at, "evidence"), item, items, "observation or finding")
            if link.source not in self.elements or link.target not in self.elements:
                continue
            if (link.source, link.target) in seen:
                self._yaml(file, at, f"the link {link.source} → {link.target} stands twice", "every link once")
            seen.add((link.source, link.target))
            graph.add_edge(link.source, link.target)
            start, end_rank = (rank.get(self.elements[name].level) for name in (link.source, link.target))
            if start is not None and end_rank is not None and start > end_rank:
                found = f"{link.source} → {link.target} goes backwards"
                self._yaml(file, at, found, "a link to the same level or a later one")
        self._shape(graph)

    def _shape(self, graph: nx.DiGraph[str]) -> None:
        cycle = next(iter(nx.simple_cycles(graph)), None) if not nx.is_directed_acyclic_graph(graph) else None
        if cycle:
            index = next(i for i, link in enumerate(self.chain.links) if link.source in cycle and link.target in cycle)
            self._yaml(
                self.chain_file, ("links", index), "a cycle: " + " → ".join([*cycle, cycle[0]]), "links without a cycle"
            )
        kinds = {level.id: level.kind for level in self.chain.levels}
        reached = {target for _, target in graph.edges}
        for index, element in enumerate(self.chain.elements):
            if kinds.get(element.level) in EFFECTS and element.id not in reached:
                self._yaml(
                    self.chain_file,
                    ("elements", index),
                    f"no link leads to {element.id}",
                    "at least one link to an effect",
                )
            elif element.id not in graph:
                self._yaml(
                    self.chain_file,
                    ("elements", index),
                    f"no link reaches {element.id}",
                    "at least one link from or to it",
                )

    def _rows(self) -> None:
        units = {row.value.id: row.value for row in self.indicators}
        for row in self.indicators:
            whole = row.value.part_of
            if whole and whole not in units and not row.value.is_proportion:
                self._row(
                    "indicators.csv", row.line, "part_of", f"unknown indicator {whole!r}", "the indicator of the whole"
                )
        collections = {collection.id for collection in self.sources.collections}
        groups = {group.id for group in self.sources.groups}
        for name, rows in (("observations.csv", self.observations), ("findings.csv", self.findings)):
            for entry in rows:
                known: list[tuple[str, str, Iterable[str]]] = [
                    ("period", entry.value.period, self.periods),
                    ("source", entry.value.source, collections),
                    ("document", entry.value.document, self.documents),
                ]
                if isinstance(entry.value, Observation):
                    known += [("indicator", entry.value.indicator, units), ("group", entry.value.group, groups)]
                for column, value, names in known:
                    problem = _unknown(value, names, column)
                    if problem:
                        self._row(name, entry.line, column, *problem)
        for observation in self.observations:
            if observation.value.indicator in units:
                self._figure(observation, units[observation.value.indicator])

    def _figure(self, row: Row[Observation], indicator: Indicator) -> None:
        name, one = "observations.csv", row.value
        low, high = {
            "percent": (0.0, 100.0),
            "share": (0.0, 1.0),
            "count": (0.0, float("inf")),
            "EUR": (0.0, float("inf")),
            "grade": (indicator.scale_min or 0.0, indicator.scale_max or float("inf")),
        }[indicator.unit]
        for column, figure in (("value", one.value), ("value_to", one.value_to)):
            if figure is not None and not low <= float(figure) <= high:
                upper = "" if high == float("inf") else f" to {high:g}"
                self._row(name, row.line, column, f"{figure} {indicator.unit}", f"a value from {low:g}{upper}")
        if indicator.unit == "count" and indicator.aggregation != "level" and one.number != int(one.number):
            self._row(name, row.line, "value", one.value, "a whole number, because the unit is count")
        if one.value_to is not None and float(one.value_to) <= one.number:
            self._row(name, row.line, "value_to", one.value_to, f"more than the value {one.value}")
