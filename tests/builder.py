"""Build a small programme from a case: one element in question, its evidence, and what carries it.

A case is written in few lines; everything it does not say has a default that changes nothing:
the report period is 2018–2020 after 2015–2017 in a programme of 2015–2020, the source is of low
bias, and a wider effect hangs on a pathway that is tested at every place.

The keys of an item, the rest of a case, and what a case may expect are the attributes below.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from hypothesis import HealthCheck, settings
from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass
from ruamel.yaml import YAML
from workshop import examples

from kunteko_eval.method.rubric import Rubric
from kunteko_eval.method.scale import GRADES, UNCOLOURED, Rating, scale_of
from kunteko_eval.model.base import STRICT, Text
from kunteko_eval.model.chain import (
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
from kunteko_eval.model.coding import Coding
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
from kunteko_eval.model.scale import DeclaredGrade
from kunteko_eval.model.tracing import ProcessTest
from kunteko_eval.model.units import Unit
from kunteko_eval.reading.rubric_reader import read_rubric

ROOT = Path(__file__).parents[1]
RATINGS = (*GRADES, *UNCOLOURED)
"""The answers of the impact chain's own scale, the best one first."""
ELEMENT = "element-in-question"
BESIDE = "element-beside"
settings.register_profile(
    "without-deadline", deadline=None, max_examples=examples(50, 500), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("without-deadline")  # a busy machine is no fault of the method

KINDS: tuple[LevelKind, ...] = ("resources", "actions", "direct", "indirect", "wider")
TODAY = datetime.date(2026, 11, 21)
SUMS = frozenset({"increment", "cumulative", "distinct"})
UNITS: tuple[Unit, ...] = ("percent", "share", "grade", "count", "EUR", "days")
FLOORS: dict[str, float] = {"percent": 20, "share": 0.2, "grade": 0.5, "count": 0, "EUR": 0, "days": 0}
EXPECTED: dict[str, float] = {"percent": 80, "share": 0.8, "grade": 0.875, "count": 100, "EUR": 500_000, "days": 10}

Value = int | float | str
Figures = Value | list[Value] | dict[int | str, Value | list[Value]]
"""One figure of the report period, several that disagree, or figures by period: ``{2018: 118, 2019: 211}``.

A text ``15..50`` is a range; a text ``"64.0"`` keeps its decimals.
"""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Milestone:
    """One more expectation of an indicator, with what it is of."""

    expected: float | Literal["previous-period"]
    floor: float | None = None
    of: int | str | None = None
    pace: Literal["year", "share-of-time"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CaseItem:
    """One indicator or finding registered for the element in question.

    Attributes:
        percent: Figures; likewise `share`, `grade`, `count`, `EUR` and `days`, a unit of the programme's own. The key is the indicator's unit.
        finding: Direction, extent and credibility (3 if left out), as in ``supports much 2``; those of several
            coders apart by ``/``. `repeats` names the item, from 1, in which the same source says the same.
        type: The source type; participants for shares and grades, monitoring for counts, interviews for findings.
        kind: What the item can show; volume for resources and actions, perceived for effects.
        others: Figures of other respondent groups for the same indicator, by group.
        period: Where a finding or a single figure belongs, if not to the report period.
        falls: Whether less is better.
        aggregation: How figures of several periods are read; a level by default.
        floor: In place of the unit's convention; so is `expected`, which may be ``previous-period``.
        of: The period that the expectation is of, or ``unsaid``; of a sum the report period by default.
        pace: Of the expectation, ``year`` or ``share-of-time``.
        milestones: Other expectations that are registered for the same indicator.
        inside: Of which group each group is declared a part; `grouping` by what each is grouped.
        ns: Respondents of each group, where they are others than `n`.
        bias: Of the source; so is `response`.
    """

    percent: Figures | None = None
    share: Figures | None = None
    grade: Figures | None = None
    count: Figures | None = None
    EUR: Figures | None = None
    days: Figures | None = None
    finding: str | None = None
    type: SourceType | None = None
    kind: Contribution | None = None
    n: int | None = None
    period: int | str | None = None
    others: dict[str, Figures] = field(default_factory=dict)
    falls: bool = False
    aggregation: Aggregation = "level"
    scale: tuple[float, float] = (1, 5)
    floor: float | None = None
    expected: float | Literal["previous-period"] | None = None
    of: int | str | None = None
    pace: Literal["year", "share-of-time"] | None = None
    milestones: tuple[Milestone, ...] = ()
    inside: dict[str, str] = field(default_factory=dict)
    grouping: dict[str, str] = field(default_factory=dict)
    ns: dict[str, int] = field(default_factory=dict)
    proxy: bool = False
    bias: Literal["low", "some", "high"] = "low"
    response: float | None = None
    part_of: str | None = None
    repeats: int | None = None

    @property
    def unit(self) -> Unit:
        """Return the unit of an indicator."""
        return next(unit for unit in UNITS if getattr(self, unit) is not None)

    @property
    def source_type(self) -> SourceType:
        """Return the source type, by default that from which such evidence usually comes."""
        if self.type is not None:
            return self.type
        if self.finding is not None:
            return "interviews"
        return "monitoring" if self.unit in {"count", "EUR", "days"} else "participants"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Expected:
    """What a case expects; only what is written is compared.

    Attributes:
        reasons: Codes that stand among the reasons of rating and confidence; `without` do not.
        caps: The rules that bit, all of them.
        conflict: Why source types conflict, or ``none``.
        value: The raw value of the first item; `values` of all items.
        evidence: How many observations and findings were used.
        others: How many figures disagreed and were put aside.
        checks: The codes in the register of checks, all of them.
    """

    rating: str
    achievement: float | None = None
    low: float | None = None
    high: float | None = None
    confidence: int | None = None
    reasons: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    caps: tuple[str, ...] | None = None
    conflict: Literal["grades-apart", "disjoint-intervals", "none"] | None = None
    value: float | None = None
    values: tuple[float, ...] | None = None
    evidence: int | None = None
    others: int | None = None
    checks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Beside:
    """Another element with evidence of its own."""

    level: LevelKind
    items: tuple[CaseItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Case:
    """A case: the sentence that it proves, the element in question, and what is expected.

    Attributes:
        due: Years from the start before which the level is too early.
        period: The report period; `previous` the one before it, or None.
        parts: Two periods within the report period, of which the later is compared with the earlier.
        start: The year in which the programme starts.
        rivals: Whether the links' rival explanations were examined, unexamined, or none was named.
        carried: Findings on the direct effect through which a wider effect comes about; tested by default.
        links: Findings on every link of the pathway; tested by default, which brings a passed process test.
        scale: The name of one of `SCALES`; the impact chain's own when None.
    """

    name: str
    level: LevelKind = "direct"
    items: tuple[CaseItem, ...] = ()
    due: float = 0
    period: int | str = "2018-2020"
    previous: int | str | None = "2015-2017"
    parts: tuple[int | str, int | str] | None = None
    start: int = 2015
    rivals: Literal["examined", "unexamined", "half", "none"] = "examined"
    carried: tuple[CaseItem, ...] = (CaseItem(finding="supports very-much", kind="tested"),)
    links: tuple[CaseItem, ...] = (CaseItem(finding="supports very-much", kind="tested"),)
    beside: Beside | None = None
    scale: str | None = None
    expect: Expected = field(default_factory=lambda: Expected(rating="green"))


CaseList = TypeAdapter(Annotated[tuple[Case, ...], Field(min_length=1)])


def load_cases(folder: Path) -> list[Case]:
    """Return the cases of every YAML file in a folder; an unknown or repeated key is refused."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in CaseList.validate_python(_read(path))]


def _read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


@cache
def rubric_in_force() -> Rubric:
    """Return the published rubric."""
    return read_rubric(ROOT / "params" / "rubric.yaml")


def grade_of(rating: Rating) -> int | None:
    """Return the place of a rating on the impact chain's own scale, 0 to 3; None when it is not rated."""
    return scale_of((), (0.95, 0.6, 0.1)).place(rating) if rating.rated else None


def text(words: str) -> Text:
    """Return the same words in the three languages."""
    return Text(fi=words, sv=words, en=words)


def element(identifier: str, level: str, evidence: Iterable[Registration] = ()) -> Element:
    """Return an element with only what matters for rating."""
    return Element(
        id=identifier,
        level=level,
        label=text(identifier),
        placement="evaluator",
        registered=TODAY,
        why=text("test"),
        evidence=tuple(evidence),
    )


def link(
    source: str,
    target: str,
    rivals: tuple[RivalCheck, ...] = (),
    evidence: tuple[str, ...] = (),
    tests: tuple[ProcessTest, ...] = (),
) -> Link:
    """Return a link with only what matters for rating."""
    fields: dict[str, Any] = {"from": source, "to": target}
    return Link(**fields, placement="evaluator", assumption=text("test"), rivals=rivals, evidence=evidence, tests=tests)


def process_test(**given: Any) -> ProcessTest:
    """Return a process test; what is not given makes it doubly decisive and passed."""
    fields: dict[str, Any] = {
        "id": "test",
        "kind": "doubly-decisive",
        "looked_for": text("trace"),
        "outcome": "passed",
        "if_true": (0.9, 0.95),
        "if_false": (0.05, 0.1),
        "document": "document",
        "place": "page 1",
        "reason": text("test"),
        "date": TODAY,
    }
    return ProcessTest(**{**fields, **given})


def _grade(name: str, cut: float, colour: str, look: str, **more: Any) -> DeclaredGrade:
    """Return a grade whose words are its name; `look` is its sign and its pattern."""
    symbol, pattern = look.split()
    given: dict[str, Any] = {"label": text(name), "colour_name": text(f"colour of {name}"), "colour": colour}
    return DeclaredGrade(id=name, cut=cut, **given, symbol=symbol, **{"pattern": pattern, **more})


SCALES: dict[str, tuple[DeclaredGrade, ...]] = {
    "three": (
        _grade("most", 0.95, "#74bd82", "▲ diagonal"),
        _grade("middle", 0.6, "#ffdf5e", "■ dots"),
        _grade("least", 0.1, "#e2695c", "◆ cross"),
    ),
    "four": (
        _grade("full", 0.9, "#16a03a", "★ diagonal", extent="very-much"),
        _grade("good", 0.6, "#f5e762", "▲ dots", extent="much", marks=("capped",)),
        _grade("fair", 0.3, "#f1b87b", "■ horizontal", extent="somewhat"),
        _grade("weak", 0.1, "#e48a80", "◆ cross"),
    ),
    "five": (
        _grade("beyond", 1.1, "#3a8fb7", "★ diagonal"),
        _grade("met", 0.9, "#5be2b7", "▲ vertical", extent="very-much", marks=("reached",)),
        _grade("near", 0.6, "#f5e557", "■ dots", extent="much", marks=("capped",)),
        _grade("part", 0.35, "#dca753", "▼ horizontal", marks=("nearly",)),
        _grade("little", 0.1, "#e57a7a", "◆ cross", extent="somewhat"),
    ),
}
"""Scales of a programme's own, whose colours pass every test; that of three has the rubric's own cut-points."""


def chain(
    elements: Iterable[Element],
    links: Iterable[Link],
    conventions: Iterable[Convention] = (),
    due: float = 0,
    kinds: Iterable[LevelKind] = KINDS,
) -> Chain:
    """Return a chain with one level of each kind, named like the kind."""
    return Chain(
        schema=1,
        programme="test",
        levels=tuple(Level(id=kind, kind=kind, label=text(kind), due_after_years=due) for kind in kinds),
        due_reason=text("test"),
        conventions=tuple(conventions),
        rivals=(Rival(id="rival", text=text("rival")), Rival(id="second-rival", text=text("second rival"))),
        elements=tuple(elements),
        links=tuple(links),
    )


def build(case: Case) -> ProgrammeData:
    """Return the small programme of a case."""
    return _Builder(case).programme()


class _Builder:
    """Collects the rows that a case needs."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.conventions: dict[str, Convention] = {}
        self.collections: dict[str, Collection] = {}
        self.groups: dict[str, Group] = {}
        self.periods: dict[str, Period] = {}
        self.indicators: list[Indicator] = []
        self.observations: list[Observation] = []
        self.findings: list[Finding] = []
        self.codings: list[Coding] = []

    def programme(self) -> ProgrammeData:
        """Return the whole programme: the element in question and the pathway that carries it."""
        case = self.case
        self._period(str(case.period))
        if case.previous is not None:
            previous = self._period(str(case.previous))
            self.periods[str(case.period)] = replace(self.periods[str(case.period)], previous=previous)
        if case.parts is not None:
            earlier, later = (self._period(str(one)) for one in case.parts)
            self.periods[later] = replace(self.periods[later], previous=earlier)
        elements = [
            element("resource", "resources", self._register("resource", "resources", case.carried)),
            element(ELEMENT, case.level, self._register("item", case.level, case.items)),
        ]
        carrier = "resource"
        if case.level == "wider":
            carrier = "carrier"
            elements.append(element(carrier, "direct", self._register(carrier, "direct", case.carried)))
        rivals = {
            "examined": (RivalCheck(rival="rival", examined=True),),
            "unexamined": (RivalCheck(rival="rival", examined=False),),
            "half": (RivalCheck(rival="rival", examined=True), RivalCheck(rival="second-rival", examined=False)),
            "none": (),
        }[case.rivals]
        told = tuple(one.finding or "" for one in self._register("link", case.level, case.links))
        tested = any(one.kind == "tested" and "supports" in (one.finding or "") for one in case.links)
        tests = (process_test(),) if tested else ()
        links = [link(carrier, ELEMENT, rivals, told, tests)]
        if case.level == "wider":
            links.append(link("resource", carrier, (RivalCheck(rival="rival", examined=True),), told, tests))
        if case.beside is not None:
            evidence = self._register("beside", case.beside.level, case.beside.items)
            elements.append(element(BESIDE, case.beside.level, evidence))
            links.append(link("resource", BESIDE))
        return ProgrammeData(
            sheet=self._sheet(),
            chain=replace(
                chain(elements, links, self.conventions.values(), due=case.due),
                grades=SCALES[case.scale] if case.scale else (),
            ),
            sources=Sources(
                schema=1,
                documents=(Document(id="document", title=text("document"), file="document.txt"),),
                groups=tuple(self.groups.values()),
                collections=tuple(self.collections.values()),
            ),
            indicators=tuple(self.indicators),
            observations=tuple(self.observations),
            findings=tuple(self.findings),
            codings=tuple(self.codings),
        )

    def _sheet(self) -> ProgrammeFacts:
        return ProgrammeFacts(
            schema=1,
            id="test",
            name=text("test"),
            description=text("test"),
            synthetic=True,
            start=datetime.date(self.case.start, 1, 1),
            end=max(period.end for period in self.periods.values()),
            goals=(Goal(id="goal", text=text("goal"), document="document", place="page 1"),),
            periods=tuple(self.periods.values()),
        )

    def _period(self, span: str) -> str:
        """Declare the period of a span such as ``2018`` or ``2018-2020``, and return its id."""
        first, _, last = span.partition("-")
        start, end = datetime.date(int(first), 1, 1), datetime.date(int(last or first), 12, 31)
        self.periods.setdefault(span, Period(id=span, start=start, end=end, report=True))
        return span

    def _register(self, prefix: str, level: LevelKind, rows: Iterable[CaseItem]) -> list[Registration]:
        named = [self._one(f"{prefix}-{number}", level, row) for number, row in enumerate(rows, 1)]
        return [registration for several in named for registration in several]

    def _one(self, name: str, level: LevelKind, row: CaseItem) -> list[Registration]:
        kind = row.kind or ("volume" if level in {"resources", "actions"} else "perceived")
        source = self._collection(row)
        if row.finding is not None:
            self._finding(name, kind, source, row)
            return [Registration(finding=name, expectation=self._convention("finding", 0, 1, row.of), proxy=row.proxy)]
        unit = row.unit
        floor = FLOORS[unit] if row.floor is None else row.floor
        expected = EXPECTED[unit] if row.expected is None else row.expected
        self.indicators.append(
            Indicator(
                id=name,
                label_fi=name,
                label_sv=name,
                label_en=name,
                unit=unit,
                theme="theme",
                kind=kind,
                aggregation=row.aggregation,
                direction="less" if row.falls else "more",
                scale_min=row.scale[0] if unit == "grade" else None,
                scale_max=row.scale[1] if unit == "grade" else None,
                part_of=row.part_of,
            )
        )
        figures_of = {"all": getattr(row, unit), **row.others}
        for group, figures in figures_of.items():
            if figures == []:  # A case without a figure of everybody.
                continue
            self._observe(name, group, figures, source, row)
        of = row.of
        if of is None and row.aggregation in SUMS and expected != "previous-period":
            of = self.case.period  # Unless a case says otherwise, what is expected of a sum is of the report's period.
        wanted = [self._convention(unit, floor, expected, of, row.pace)]
        for one in row.milestones:
            wanted.append(
                self._convention(unit, floor if one.floor is None else one.floor, one.expected, one.of, one.pace)
            )
        return [Registration(indicator=name, expectation=one, proxy=row.proxy) for one in wanted]

    def _observe(self, name: str, group: str, figures: Figures, source: str, row: CaseItem) -> None:
        part_of, grouping = row.inside.get(group), row.grouping.get(group)
        self.groups[group] = Group(id=group, label=text(group), part_of=part_of, grouping=grouping)
        for one, whole in row.inside.items():
            self.groups.setdefault(one, Group(id=one, label=text(one), part_of=whole))
            self.groups.setdefault(whole, Group(id=whole, label=text(whole), part_of=row.inside.get(whole)))
        default = str(row.period or self.case.period)
        for number, (period, value, value_to) in enumerate(_figures(figures, default), 1):
            self.observations.append(
                Observation(
                    id=f"{name}-{group}-{number}",
                    indicator=name,
                    period=self._period(period),
                    value=value,
                    value_to=value_to,
                    n=row.ns.get(group, row.n),
                    group=group,
                    source=source,
                    document="document",
                    place="page 1",
                    precision="exact",
                    match="read",
                )
            )

    def _finding(self, name: str, kind: Contribution, source: str, row: CaseItem) -> None:
        self.findings.append(
            TypeAdapter(Finding).validate_python(
                {
                    "id": name,
                    "repeats": None if row.repeats is None else f"{name.rpartition('-')[0]}-{row.repeats}",
                    "statement_fi": name,
                    "statement_sv": name,
                    "statement_en": name,
                    "kind": kind,
                    "source": source,
                    "period": self._period(str(row.period or self.case.period)),
                    "document": "document",
                    "place": "page 1",
                }
            )
        )
        for number, told in enumerate((row.finding or "").split(" / "), 1):
            direction, extent, *credibility = told.split()
            self.codings.append(
                TypeAdapter(Coding).validate_python(
                    {
                        "finding": name,
                        "coder": f"coder-{number}",
                        "direction": direction,
                        "extent": extent,
                        "credibility": int(credibility[0]) if credibility else 3,
                        "date": TODAY,
                    }
                )
            )

    def _collection(self, row: CaseItem) -> str:
        response = "" if row.response is None else f"-{round(100 * row.response)}"
        name = f"{row.source_type}-{row.bias}{response}"
        made = Collection(
            id=name,
            label=text(name),
            type=row.source_type,
            bias=row.bias,
            bias_reason=text("test"),
            response_rate=row.response,
        )
        return self.collections.setdefault(name, made).id

    def _convention(
        self,
        unit: Unit | Literal["finding"],
        floor: float,
        expected: float | str,
        of: int | str | None = None,
        pace: str | None = None,
    ) -> str:
        period = None if of in {None, "unsaid"} else self._period(str(of))
        name = f"convention-{len(self.conventions) + 1}"
        made = TypeAdapter(Convention).validate_python(
            {
                "id": name,
                "applies_to": unit,
                "basis": "evaluator",
                "recorded": TODAY,
                "floor": floor,
                "expected": expected,
                "period": period,
                "pace": pace,
                "reason": text("test"),
            }
        )
        self.conventions[name] = made
        return name


def _figures(figures: Figures, default: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield period, value and the end of a range for every figure."""
    by_period = figures if isinstance(figures, dict) else {default: figures}
    for period, some in by_period.items():
        for one in some if isinstance(some, list) else [some]:
            value, _, value_to = str(one).partition("..")
            yield str(period), value, value_to or None
