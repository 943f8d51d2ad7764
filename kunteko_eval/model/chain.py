"""The impact chain: levels, elements, links, and what was expected before rating."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

import networkx as nx
from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from kunteko_eval.errors import UnknownName
from kunteko_eval.model.base import STRICT, Identifier, Text, Words
from kunteko_eval.model.evidence import Contribution, SourceType
from kunteko_eval.model.scale import DeclaredGrade
from kunteko_eval.model.target import TargetBasis
from kunteko_eval.model.tracing import ClaimBundle, ProcessTest
from kunteko_eval.model.units import Currency, Unit

LevelKind = Literal["resources", "actions", "direct", "indirect", "wider"]
EFFECTS: frozenset[str] = frozenset({"direct", "indirect", "wider"})
TARGETS = "targets"
"""The expectation of a registration that names none: the targets that stand with the indicator."""

ConventionName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=170)]
"""An identifier; that of a target holds those of its indicator and its period."""

Criterion = Literal["relevance", "coherence", "effectiveness", "efficiency", "impact", "sustainability"]
"""The evaluation criteria of OECD-DAC, Better Criteria for Better Evaluation (2019)."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Level:
    """A level of the chain, in the order of the file."""

    id: Identifier
    kind: Annotated[LevelKind, "Decides how elements on the level are rated."]
    label: Text
    called: Annotated[
        Text | None, "What its elements are called, in the plural, where the words of the kind do not fit: outputs."
    ] = None
    due_after_years: Annotated[
        float,
        Field(ge=0),
        "Years from the programme's start before which an element without evidence is *too early* rather than *not "
        "assessed*.",
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Convention:
    """An expectation for one kind of evidence, recorded before rating."""

    id: ConventionName
    applies_to: Annotated[
        Unit,
        "The unit of the indicators it serves, or finding.",
    ]
    basis: Annotated[
        Literal["source", "benchmark", "evaluator"],
        "On whose word: the documents' (source), a benchmark, or the evaluator.",
    ]
    recorded: datetime.date
    floor: Annotated[
        float,
        "The value at which there is no influence, in the indicator's unit; for grade as a part of the scale, 0–1.",
    ]
    expected: Annotated[
        float | Literal["previous-period"], "The value that fully meets expectations, or previous-period."
    ]
    period: Annotated[
        Identifier | None,
        "The period that expected is of. A number expected of a sum (increment, cumulative, distinct) holds for a "
        "report of exactly that period; left out, it is of the whole programme. A share, a grade, a level or a "
        "finding is held against it in reports that end when the period ends; left out, in every report.",
    ] = None
    pace: Annotated[
        Literal["year", "share-of-time"] | None,
        "year when expected is of each year, so that it grows with a report's length; share-of-time when a report of "
        "a part of period is held against its share of the days. For sums that grow with time alone.",
    ] = None
    reason: Text
    document: Identifier | None = None
    place: Words | None = None
    line: Annotated[int, Field(gt=0)] | None = None
    baseline: Annotated[
        float | None, "Where things stood at the start, in the terms of the floor, where that is not the floor."
    ] = None

    @property
    def start(self) -> float:
        """Return where things stood at the start, in the terms of the floor."""
        return self.floor if self.baseline is None else self.baseline


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Registration:
    """What may speak for an element, and against which expectation.

    Exactly one of `indicator` and `finding` is given. `proxy` marks an indirect measure. An indicator may be registered
    several times with expectations of different periods; for each report the most specific one holds.
    """

    indicator: Identifier | None = None
    finding: Identifier | None = None
    expectation: Annotated[
        ConventionName, "Id of the convention that says what was expected; left out, the indicator's own targets."
    ] = TARGETS
    proxy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ProposedCost:
    """What a proposed collection would cost, as the evaluator assumes: a sum, or a class of size."""

    size: Annotated[
        Literal["small", "medium", "large"] | None,
        "Days of work (small), weeks (medium), or months or a purchase (large), where the sum is not known.",
    ] = None
    amount: Annotated[Annotated[float, Field(gt=0)] | None, "The sum, where it is known."] = None
    currency: Currency | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Collect:
    """Evidence that the evaluator proposes to collect for an element."""

    what: Annotated[Text, "What would be measured or asked."]
    whom: Annotated[Text, "From whom."]
    type: Annotated[SourceType, "The source type that it would be."]
    shows: Annotated[Contribution, "What it could show of the programme's part."]
    when: Annotated[
        tuple[datetime.date, ...],
        Field(min_length=1),
        "The days of collection, a baseline first where one is needed.",
    ]
    indicator: Annotated[
        Identifier | None, "The registered indicator that it would give a figure for, if there is one already."
    ] = None
    owner: Annotated[Text | None, "Who would collect it: an organisation or a role, never a person."] = None
    cost: Annotated[ProposedCost | None, "What it would cost, as the evaluator assumes."] = None
    priority: Annotated[
        Annotated[int, Field(ge=1, le=3)] | None, "1 what comes first, 2 what is important, 3 what makes surer."
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Element:
    """One box of the chain."""

    id: Identifier
    level: Identifier
    label: Text
    placement: Annotated[
        Literal["named", "reconstructed", "evaluator", "proposed"],
        "Whether the documents place it so, or somebody else does; proposed where a table or a causal map brought the "
        "box in and nobody has registered it yet, so that it is never rated.",
    ]
    placement_note: Text | None = None
    registered: datetime.date
    evaluation_question: Annotated[int, Field(ge=1)] | None = None
    importance: Annotated[
        Annotated[int, Field(ge=1, le=3)] | None,
        "How much it counts in verdicts: 1 useful, 2 important, 3 decisive (without it they are partly-achieved at "
        "best); left out, it counts as 1. Chosen when it is registered, before ratings are looked at.",
    ] = None
    criteria: Annotated[
        tuple[Criterion, ...], "The evaluation criteria of OECD-DAC (2019) that it speaks for; each gets a verdict."
    ] = ()
    why: Text
    evidence: tuple[Registration, ...]
    concept: Annotated[
        Identifier | None, "What the element is about in words that several programmes share, as an id."
    ] = None
    collect: Annotated[
        tuple[Collect, ...], "What would have to be collected to rate it, or to rate it more surely."
    ] = ()
    intended: Annotated[
        bool, "Whether the programme set out to bring it about; an effect that it did not is rated and shown apart."
    ] = True
    desired: Annotated[bool, "Whether it is welcome. Of an effect that is not, more is worse."] = True
    groups: Annotated[tuple[Identifier, ...], "Whom it is about, where it is not everybody."] = ()

    @property
    def proposed(self) -> bool:
        """Return whether it was brought in by a table or a map and is not registered yet; it is never rated then."""
        return self.placement == "proposed"

    @property
    def aside(self) -> bool:
        """Return whether it stands beside the chain, because it was not intended or is not desired."""
        return not (self.intended and self.desired)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Rival:
    """Another explanation of an effect."""

    id: Identifier
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class RivalCheck:
    """Whether a rival explanation of a link was examined, and with what result."""

    rival: Identifier
    examined: bool
    result: Text | None = None
    outcome: Annotated[
        Literal["weakened", "not-weakened", "stronger"] | None,
        "What became of the rival: the evidence weakened it, left it standing, or speaks for it more than for the link.",
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Link:
    """One arrow: an assumed contribution of one element to another.

    The file writes `source` as ``from`` and `target` as ``to``.
    """

    source: Annotated[Identifier, Field(alias="from")]
    target: Annotated[Identifier, Field(alias="to")]
    placement: Literal["source", "reconstructed", "evaluator", "proposed"]
    assumption: Text
    rivals: tuple[RivalCheck, ...] = ()
    evidence: Annotated[
        tuple[Identifier, ...],
        "Ids of findings that speak of the contribution; a figure alone says nothing about an arrow.",
    ] = ()
    tests: Annotated[tuple[ProcessTest, ...], "Tests of process tracing that were made of the link."] = ()
    bundles: Annotated[tuple[ClaimBundle, ...], "Claims of causal maps, a bundle for each collection and period."] = ()

    @property
    def outdone(self) -> bool:
        """Return whether a rival explanation was examined and came out stronger than the link."""
        return any(rival.outcome == "stronger" for rival in self.rivals)

    @property
    def rivals_examined(self) -> bool:
        """Return whether rival explanations were named and every one of them examined."""
        return bool(self.rivals) and all(rival.examined for rival in self.rivals)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Lineage:
    """How elements of an earlier chain became elements of this one."""

    kind: Literal["split", "merged", "renamed", "retired"]
    former: Annotated[tuple[Identifier, ...], Field(min_length=1), "Ids in the earlier chain."]
    current: Annotated[tuple[Identifier, ...], "Ids in this chain; empty when the former were retired."] = ()
    recorded: Annotated[datetime.date, "From which day on the new elements hold."]
    reason: Text


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Chain:
    """The content of ``chain.yaml``."""

    schema: Literal[1]
    programme: Identifier
    levels: tuple[Level, ...]
    due_reason: Text
    registration_note: Text | None = None
    conventions: tuple[Convention, ...]
    grades: tuple[DeclaredGrade, ...] = ()
    targets: Annotated[
        TargetBasis | None, "On whose word the targets are that stand with the indicators, once for all of them."
    ] = None
    rivals: tuple[Rival, ...] = ()
    elements: tuple[Element, ...]
    links: tuple[Link, ...]
    lineage: tuple[Lineage, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The elements by their id."""
        return {element.id: element for element in self.elements}

    @cached_property
    def levels_by_id(self) -> dict[str, Level]:
        """The levels by their id."""
        return {level.id: level for level in self.levels}

    @cached_property
    def conventions_by_id(self) -> dict[str, Convention]:
        """The conventions by their id."""
        return {convention.id: convention for convention in self.conventions}

    @cached_property
    def incoming(self) -> dict[str, tuple[Link, ...]]:
        """The links that lead to each element."""
        found: dict[str, list[Link]] = {element.id: [] for element in self.elements}
        for link in self.links:
            found[link.target].append(link)
        return {identifier: tuple(links) for identifier, links in found.items()}

    def element(self, identifier: str) -> Element:
        """Return the element of this id.

        Raises:
            UnknownName: When the chain has no such element.
        """
        if identifier not in self.by_id:
            raise UnknownName("element", identifier, [element.id for element in self.elements])
        return self.by_id[identifier]

    def level_of(self, element: Element) -> Level:
        """Return the level that an element stands on."""
        return self.levels_by_id[element.level]

    def of_kind(self, kind: LevelKind) -> list[str]:
        """Return the ids of the elements on levels of a kind, in the order of the levels and the file."""
        return [element.id for level in self.levels if level.kind == kind for element in self.on_level(level)]

    def on_level(self, level: Level) -> Iterator[Element]:
        """Yield the elements of a level in the order of the file, without those that stand beside the chain."""
        return (element for element in self.elements if element.level == level.id and not element.aside)

    @property
    def aside(self) -> tuple[Element, ...]:
        """The effects that stand beside the chain, in the order of the file."""
        return tuple(element for element in self.elements if element.aside)

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The chain as a directed graph of element ids, in the order of the file."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(element.id for element in self.elements)
        graph.add_edges_from((link.source, link.target) for link in self.links)
        return graph
