"""A synthetic programme of any size, for measuring; nothing in it is true of any programme."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kunteko_eval.model.base import Text
from kunteko_eval.model.chain import (
    EFFECTS,
    Chain,
    Convention,
    Element,
    Level,
    LevelKind,
    Link,
    Registration,
    Rival,
    RivalCheck,
)
from kunteko_eval.model.coding import Coding, Extent
from kunteko_eval.model.evidence import (
    Aggregation,
    Collection,
    Contribution,
    Document,
    Finding,
    Group,
    Indicator,
    Observation,
    Sources,
    SourceType,
)
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import Goal, ProgrammeData, ProgrammeFacts
from kunteko_eval.model.units import Unit

THEN, NOW = "2015-2017", "2018-2020"
PARTS: dict[LevelKind, float] = {"resources": 0.1, "actions": 0.2, "direct": 0.25, "indirect": 0.25, "wider": 0.2}
"""The part of the elements that stands on each level."""
TYPES: tuple[SourceType, ...] = ("monitoring", "participants", "organisations", "interviews")
GROUPS = ("all", "staff")
DAY = datetime.date(2026, 11, 21)


def made_up(size: int) -> ProgrammeData:
    """Return a synthetic programme with this many elements, 3 links and 10 observations for each of them.

    Every element has four observations of one survey (two groups, two years), two of another one, and a count
    of four spans whose expectation is the previous period. Every other element and every third
    link have a finding of their own. The same size gives the same programme.
    """
    return _Maker(random.Random(size)).programme(size)  # noqa: S311 – not for secrets


@dataclass
class _Maker:
    chance: random.Random
    elements: list[Element] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)

    def programme(self, size: int) -> ProgrammeData:
        """Return the whole programme."""
        before: list[str] = []
        for kind, part in PARTS.items():
            names = [f"{kind}-{number}" for number in range(round(size * part))]
            for number, name in enumerate(names):
                self._element(name, kind)
                self._links(name, self.chance.sample(before, 4 if number % 3 == 0 else 3) if before else [])
            if kind == "actions":  # A resource that chance left out is one that the reader refuses.
                linked = {one.source for one in self.links}
                self._links(names[0], [one for one in before if one not in linked])
            before = names
        return ProgrammeData(
            sheet=_sheet(),
            chain=Chain(
                schema=1,
                programme="synthetic",
                levels=tuple(Level(id=kind, kind=kind, label=_text(kind)) for kind in PARTS),
                due_reason=_text("synthetic"),
                conventions=tuple(_conventions()),
                rivals=(Rival(id="rival", text=_text("rival")),),
                elements=tuple(self.elements),
                links=tuple(self.links),
            ),
            sources=_sources(),
            indicators=tuple(self.indicators),
            observations=tuple(self.observations),
            findings=tuple(self.findings),
            codings=tuple(self.codings),
        )

    def _element(self, name: str, kind: LevelKind) -> None:
        shown: Contribution = "perceived" if kind in EFFECTS else "volume"
        evidence = [
            Registration(indicator=self._indicator(f"{name}-asked", "percent", shown), expectation="percent"),
            Registration(indicator=self._indicator(f"{name}-told", "percent", shown), expectation="percent"),
            Registration(indicator=self._indicator(f"{name}-count", "count", shown), expectation="count"),
        ]
        for group in GROUPS:
            for year in ("2019", "2020"):
                self._observation(f"{name}-asked", year, self.chance.randint(20, 99), "participants", group, n=90)
        for year in ("2019", "2020"):
            self._observation(f"{name}-told", year, self.chance.randint(20, 99), "organisations", "all", n=300)
        for span in (THEN, "2018", "2019", "2020"):
            self._observation(f"{name}-count", span, self.chance.randint(20, 200), "monitoring", "all")
        if len(self.elements) % 2:
            evidence.append(Registration(finding=self._finding(f"{name}-found", shown), expectation="finding"))
        self.elements.append(
            Element(
                id=name,
                level=kind,
                label=_text(name),
                placement="evaluator",
                registered=DAY,
                why=_text("synthetic"),
                evidence=tuple(evidence),
            )
        )

    def _links(self, target: str, sources: list[str]) -> None:
        for source in sources:
            told = len(self.links) % 3 == 0
            ends: dict[str, Any] = {"from": source, "to": target}
            self.links.append(
                Link(
                    **ends,
                    placement="evaluator",
                    assumption=_text("synthetic"),
                    rivals=(RivalCheck(rival="rival", examined=self.chance.random() < 0.5),),
                    evidence=(self._finding(f"{source}-to-{target}", "tested"),) if told else (),
                )
            )

    def _indicator(self, name: str, unit: Unit, kind: Contribution) -> str:
        reading: Aggregation = "increment" if unit == "count" else "level"
        # A tenth of the surveys' shares are parts of a whole, so that the check of parts has its work.
        whole = "whole-" + name.partition("-")[0] if unit == "percent" and self.chance.random() < 0.1 else None
        self.indicators.append(
            Indicator(
                id=name,
                label_fi=name,
                label_sv=name,
                label_en=name,
                unit=unit,
                theme="synthetic",
                kind=kind,
                aggregation=reading,
                direction="more",
                part_of=whole and f"{whole}-{len(self.indicators) // 100}",
            )
        )
        return name

    def _observation(
        self, indicator: str, period: str, value: int, source: SourceType, group: str, n: int | None = None
    ) -> None:
        self.observations.append(
            Observation(
                id=f"{indicator}-{group}-{period}",
                indicator=indicator,
                period=period,
                value=str(value),
                n=n,
                group=group,
                source=source,
                document="document",
                place="synthetic",
                precision="exact",
                match="derived",
            )
        )

    def _finding(self, name: str, kind: Contribution) -> str:
        self.findings.append(
            Finding(
                id=name,
                statement_fi=name,
                statement_sv=name,
                statement_en=name,
                kind=kind,
                source="interviews",
                period="2020",
                document="document",
                place="synthetic",
            )
        )
        supports = self.chance.random() < 0.8
        extents: tuple[Extent, ...] = ("somewhat", "much", "very-much") if supports else ("none", "somewhat", "much")
        self.codings.append(
            Coding(
                finding=name,
                coder="coder",
                direction="supports" if supports else "contradicts",
                extent=self.chance.choice(extents),
                credibility=3,
                date=DAY,
            )
        )
        return name


def _text(words: str) -> Text:
    return Text(fi=words, sv=words, en=words)


def _sheet() -> ProgrammeFacts:
    spans = {
        THEN: (2015, 2017, None),
        NOW: (2018, 2020, THEN),
        **{str(year): (year, year, None) for year in (2018, 2019, 2020)},
    }
    return ProgrammeFacts(
        schema=1,
        id="synthetic",
        name=_text("synthetic"),
        description=_text("synthetic"),
        synthetic=True,
        start=datetime.date(2015, 1, 1),
        end=datetime.date(2020, 12, 31),
        goals=(Goal(id="goal", text=_text("goal"), document="document", place="synthetic"),),
        periods=tuple(
            Period(
                id=name,
                start=datetime.date(first, 1, 1),
                end=datetime.date(last, 12, 31),
                report=previous is not None or name == THEN,
                previous=previous,
            )
            for name, (first, last, previous) in spans.items()
        ),
    )


def _conventions() -> Iterator[Convention]:
    for unit, floor, expected in (("percent", 20, 80), ("count", 0, "previous-period"), ("finding", 0, 1)):
        values: dict[str, Any] = {"id": unit, "applies_to": unit, "floor": floor, "expected": expected}
        yield Convention(**values, basis="evaluator", recorded=DAY, reason=_text("synthetic"))


def _sources() -> Sources:
    return Sources(
        schema=1,
        documents=(Document(id="document", title=_text("document"), file="document.txt"),),
        groups=tuple(Group(id=name, label=_text(name)) for name in GROUPS),
        collections=tuple(
            Collection(id=name, label=_text(name), type=name, bias="low", bias_reason=_text("synthetic"))
            for name in TYPES
        ),
    )
