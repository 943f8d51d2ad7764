"""What must agree within a chain, and between it and the indicators that it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import networkx as nx

from kunteko_eval.documents import Document
from kunteko_eval.errors import Fault
from kunteko_eval.model.chain import EFFECTS, Chain, Convention
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.folder import NEVER_EMPTY, Folder, span_words
from kunteko_eval.validation import Location


def chain_faults(folder: Folder, chain: Chain, file: Document) -> Iterator[Fault]:
    """Yield every fault of a chain that its own classes cannot see."""
    yield from _level_faults(folder, chain, file)
    yield from _convention_faults(chain, file)
    yield from _element_faults(folder, chain, file)
    yield from _link_faults(file)
    yield from _shape_faults(chain, file)


def _level_faults(folder: Folder, chain: Chain, file: Document) -> Iterator[Fault]:
    if chain.programme != folder.name:
        yield file.fault(("programme",), f"{chain.programme!r}", f"the {folder.kind}'s name {folder.name!r}")
    for key in NEVER_EMPTY:
        if file.content.get(key) == []:
            yield file.fault((key,), f"no {key}", "at least one")
    order = ("resources", "actions", "direct", "indirect", "wider")
    kinds = [order.index(level.kind) for level in chain.levels]
    if kinds != sorted(kinds):
        yield file.fault(("levels",), "levels out of order", ", ".join(order))


def convention_problems(one: Convention) -> Iterator[tuple[Location, str, str]]:
    """Yield what is wrong with a convention's numbers: key, what was found and what was expected."""
    high = {"percent": 100.0, "share": 1.0, "grade": 1.0, "finding": 3.0}.get(one.applies_to, float("inf"))
    for key, figure in (("floor", one.floor), ("expected", one.expected)):
        if isinstance(figure, float) and not 0 <= figure <= high:
            yield (key,), f"{figure:g} for {one.applies_to}", span_words(0, high)
    if one.expected == one.floor:
        yield ("expected",), f"{one.expected:g}, the same as the floor", "another value than the floor"
    if one.expected == "previous-period" and one.applies_to not in {"count", "EUR"}:
        yield ("expected",), "previous-period", f"a number for {one.applies_to}"
    if one.applies_to == "finding" and (one.floor, one.expected) != (0, 3):
        found = f"floor {one.floor:g}, expected {one.expected}"
        yield (), found, "floor 0 and expected 3: the rubric turns strength into achievement"


def _convention_faults(chain: Chain, file: Document) -> Iterator[Fault]:
    for index, one in file.numbered(("conventions",), chain.conventions):
        at: Location = ("conventions", index)
        for key, found, expected in convention_problems(one):
            yield file.fault((*at, *key), found, expected)
        if one.basis == "source" and not one.document:
            yield file.fault(at, "basis source without a document", "document and place of the expectation")


def _element_faults(folder: Folder, chain: Chain, file: Document) -> Iterator[Fault]:
    conventions = {convention.id: convention for convention in chain.conventions}
    rows = {row.value.id: row.value for row in folder.indicators.rows}
    for index, element in file.numbered(("elements",), chain.elements):
        for number, entry in file.numbered(("elements", index, "collect"), element.collect):
            for place, day in file.numbered(("elements", index, "collect", number, "when"), entry.when):
                if day < element.registered:
                    at: Location = ("elements", index, "collect", number, "when", place)
                    yield file.fault(
                        at, f"{day}", f"a day on or after the element was registered, {element.registered}"
                    )
        seen: dict[str, list[str]] = {}
        for number, one in file.numbered(("elements", index, "evidence"), element.evidence):
            here: Location = ("elements", index, "evidence", number)
            name = one.indicator or one.finding
            if name is None or (one.indicator and one.finding):
                yield file.fault(here, "neither or both of indicator and finding", "exactly one of them")
                continue
            before = seen.setdefault(name, [])
            if before and (one.finding or one.expectation in before):
                yield file.fault(here, f"{name!r} is registered twice for {element.id}", "every item once")
            before.append(one.expectation)
            used = conventions.get(one.expectation)
            if used:
                row = rows.get(name) if one.indicator else None
                yield from _expectation_faults(
                    file, (*here, "expectation"), name, used, row, is_finding=not one.indicator
                )


def _expectation_faults(
    file: Document,
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


def _links(file: Document) -> list[tuple[int, str, str]]:
    """Return index and both ends of each link that names them, whatever other faults it has."""
    links = [(index, link.get("from"), link.get("to")) for index, link in file.entries("links") or ()]
    return [(index, a.strip(), b.strip()) for index, a, b in links if isinstance(a, str) and isinstance(b, str)]


def _link_faults(file: Document) -> Iterator[Fault]:
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


def _shape_faults(chain: Chain, file: Document) -> Iterator[Fault]:
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
