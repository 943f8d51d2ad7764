"""What must agree within a chain, and between it and the indicators that it names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import networkx as nx

from kunteko_eval.errors import Fault
from kunteko_eval.files.documents import KeyedFile
from kunteko_eval.files.validation import Location
from kunteko_eval.model.chain import EFFECTS, Chain, Convention, Registration
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.holding import PACED, holding
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.model.units import OwnUnit, is_amount
from kunteko_eval.reading.folder import NEVER_EMPTY, Folder, span_words
from kunteko_eval.reading.unit_checks import bounds_of, is_known


def chain_faults(folder: Folder, chain: Chain, file: KeyedFile) -> Iterator[Fault]:
    """Yield every fault of a chain that its own classes cannot see."""
    yield from _level_faults(folder, chain, file)
    units = {one.id: one for one in folder.sheet[0].units} if folder.sheet else {}
    yield from _convention_faults(chain, file, units)
    yield from _element_faults(folder, chain, file)
    yield from _link_faults(file)
    yield from _shape_faults(chain, file)
    yield from _aside_faults(chain, file)
    yield from _proposed_faults(folder, chain, file)


def _proposed_faults(folder: Folder, chain: Chain, file: KeyedFile) -> Iterator[Fault]:
    """Yield whatever would rate a box that is only proposed."""
    advice = "Register the box first: write another placement, and what may speak for it."
    for index, one in file.numbered(("elements",), chain.elements):
        if one.proposed and one.evidence:
            found, expected = (
                f"{one.id} is only proposed and has evidence",
                "no evidence: a proposed box is never rated",
            )
            yield file.fault(("elements", index, "evidence"), found, expected, advice)
    proposed = {one.id for one in chain.elements if one.proposed}
    for name, table in folder.tables:
        for line, cells in table.cells if name in {"judgements.csv", "scores.csv"} else ():
            if cells.get("element") in proposed:
                found = f"{cells['element']} is only proposed"
                yield folder.row_fault(name, line, "element", found, "an element that is registered", advice)


def _aside_faults(chain: Chain, file: KeyedFile) -> Iterator[Fault]:
    """Yield each box beside the chain that is no effect, and each link that leads from one back into the chain."""
    kinds = {level.id: level.kind for level in chain.levels}
    for index, one in file.numbered(("elements",), chain.elements):
        if one.aside and kinds.get(one.level, "direct") not in EFFECTS:
            found = f"{one.id} is not intended or not desired, and stands on a level of {kinds[one.level]}"
            expected = "an effect: the programme's own resources and actions are always intended"
            yield file.fault(("elements", index), found, expected)
    beside = {one.id for one in chain.aside}
    for index, link in file.numbered(("links",), chain.links):
        if link.source in beside and link.target not in beside:
            found = f"{link.source}, which stands beside the chain, leads to {link.target}, which is in it"
            expected = "a link to another effect that was not intended, or none"
            yield file.fault(("links", index), found, expected)


def _level_faults(folder: Folder, chain: Chain, file: KeyedFile) -> Iterator[Fault]:
    if chain.programme != folder.name:
        yield file.fault(("programme",), f"{chain.programme!r}", f"the {folder.kind}'s name {folder.name!r}")
    for key in NEVER_EMPTY:
        if file.content.get(key) == []:
            yield file.fault((key,), f"no {key}", "at least one")
    order = ("resources", "actions", "direct", "indirect", "wider")
    kinds = [order.index(level.kind) for level in chain.levels]
    if kinds != sorted(kinds):
        yield file.fault(("levels",), "levels out of order", ", ".join(order))


def convention_problems(one: Convention, units: Mapping[str, OwnUnit]) -> Iterator[tuple[Location, str, str]]:
    """Yield what is wrong with a convention's numbers: key, what was found and what was expected."""
    low, high = bounds_of(one.applies_to, units)
    for key, figure in (("floor", one.floor), ("expected", one.expected)):
        if isinstance(figure, float) and not low <= figure <= high:
            yield (key,), f"{figure:g} for {one.applies_to}", span_words(low, high)
    if one.expected == one.floor:
        yield ("expected",), f"{one.expected:g}, the same as the floor", "another value than the floor"
    if one.expected == "previous-period" and not is_amount(one.applies_to):
        yield ("expected",), "previous-period", f"a number for {one.applies_to}"
    if one.pace is not None and not is_amount(one.applies_to):
        yield ("pace",), f"{one.pace} for {one.applies_to}", "no pace, which is for sums: counts and amounts of money"
    elif one.pace == "share-of-time" and one.period is None:
        yield ("pace",), "share-of-time without a period", "the period whose days are shared out, as period"
    if one.expected == "previous-period":
        for key, given in (("period", one.period), ("pace", one.pace)):
            if given is not None:
                yield (
                    (key,),
                    f"{given} beside previous-period",
                    "none: the preceding period's figure is of the same length",
                )
    if one.applies_to == "finding" and (one.floor, one.expected) != (0, 1):
        found = f"floor {one.floor:g}, expected {one.expected}"
        yield (
            (),
            found,
            "floor 0 and expected 1: an extent is a word of the chain's own scale, and very much meets the expectation",
        )


def _convention_faults(chain: Chain, file: KeyedFile, units: Mapping[str, OwnUnit]) -> Iterator[Fault]:
    for index, one in file.numbered(("conventions",), chain.conventions):
        at: Location = ("conventions", index)
        for key, found, expected in convention_problems(one, units):
            yield file.fault((*at, *key), found, expected)
        if one.basis == "source" and not one.document:
            yield file.fault(at, "basis source without a document", "document and place of the expectation")


def _element_faults(folder: Folder, chain: Chain, file: KeyedFile) -> Iterator[Fault]:
    units = {one.id: one for one in folder.sheet[0].units} if folder.sheet else {}
    # An unknown unit is a fault of its own, and not of everything that rests on it.
    conventions = {one.id: one for one in chain.conventions if is_known(one.applies_to, units)}
    rows = {row.value.id: row.value for row in folder.indicators.rows if is_known(row.value.unit, units)}
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
                continue
            used = conventions.get(one.expectation)
            row = rows.get(name) if one.indicator else None
            if used:
                yield from _expectation_faults(file, (*here, "expectation"), one, used, row)
            if used and row and folder.sheet:
                others = [conventions[other] for other in before if other in conventions]
                for found in ties(folder.sheet[0], row, others, used):
                    expected = "expectations of different periods; give each its own"
                    yield file.fault((*here, "expectation"), f"{found}, for {element.id}", expected)
            before.append(one.expectation)


def ties(sheet: ProgrammeFacts, row: Indicator, others: list[Convention], used: Convention) -> Iterator[str]:
    """Yield which earlier expectations of an indicator hold for a report period no less specifically than another one."""
    periods = {period.id: period for period in sheet.periods}
    for other in others:
        both = f"{row.id} has {other.id} and {used.id}"
        if (other.period, other.pace) == (used.period, used.pace):
            yield f"{both}, which are both of the same time"
            continue
        tied = []
        for report in (period for period in sheet.periods if period.report):
            first, second = (holding(one, row, report, periods, (sheet.start, sheet.end)) for one in (other, used))
            if first and second and first.rank == second.rank:
                tied.append(report.id)
        if tied:
            yield f"{both}, which both hold in {', '.join(tied)}"


def _expectation_faults(
    file: KeyedFile, location: Location, one: Registration, used: Convention, indicator: Indicator | None
) -> Iterator[Fault]:
    name = one.indicator or one.finding
    unit = (indicator.unit if indicator else None) if one.indicator else "finding"
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
    if indicator and used.pace and used.applies_to == unit and indicator.aggregation not in PACED:
        found = f"{used.id} has a pace, {name} is {indicator.aggregation}"
        expected = f"an expectation without a pace, or figures that grow with time ({' or '.join(sorted(PACED))})"
        yield file.fault(location, found, expected)


def _links(file: KeyedFile) -> list[tuple[int, str, str]]:
    """Return index and both ends of each link that names them, whatever other faults it has."""
    links = [(index, link.get("from"), link.get("to")) for index, link in file.entries("links") or ()]
    return [(index, a.strip(), b.strip()) for index, a, b in links if isinstance(a, str) and isinstance(b, str)]


def _link_faults(file: KeyedFile) -> Iterator[Fault]:
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


def _shape_faults(chain: Chain, file: KeyedFile) -> Iterator[Fault]:
    """Yield each cycle, and each element that no link reaches."""
    if file.entries("links") is None:
        return
    links = _links(file)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((source, target) for _, source, target in links)
    components = sorted(map(sorted, nx.strongly_connected_components(graph)))
    place = {name: at for at, names in enumerate(components) for name in names}
    inside: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for index, source, target in links:
        if place[source] == place[target]:
            inside[place[source]].append((index, source, target))
    for at, within in sorted(inside.items()):
        # In the file's order: a view of the graph would have the order of a set.
        edges: nx.DiGraph[str] = nx.DiGraph([(source, target) for _, source, target in within])
        cycle = [edge[0] for edge in nx.find_cycle(edges, components[at][0])]
        steps = set(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
        index = next(index for index, source, target in within if (source, target) in steps)
        yield file.fault(("links", index), "a cycle: " + " → ".join([*cycle, cycle[0]]), "links without a cycle")
    kinds = {level.id: level.kind for level in chain.levels}
    for index, element in file.numbered(("elements",), chain.elements):
        if element.aside or element.proposed:
            continue
        if kinds.get(element.level) in EFFECTS and not (element.id in graph and graph.in_degree(element.id)):
            yield file.fault(("elements", index), f"no link leads to {element.id}", "at least one link to an effect")
        elif element.id not in graph:
            yield file.fault(("elements", index), f"no link reaches {element.id}", "at least one link from or to it")
