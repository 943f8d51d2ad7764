"""A programme: its goals, money and periods, with its chain and evidence."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass

from kunteko_eval.errors import UnknownName
from kunteko_eval.model import evidence
from kunteko_eval.model.accepted import Accepted
from kunteko_eval.model.base import STRICT, FolderName, Identifier, Language, Text, Words
from kunteko_eval.model.chain import Chain
from kunteko_eval.model.coding import Coding, Reconciliation, UsedCoding, codings_by_finding, used_codings
from kunteko_eval.model.comment import Comment
from kunteko_eval.model.correction import Correction
from kunteko_eval.model.cost import Cost, UnitCost
from kunteko_eval.model.evidence import Match, Precision
from kunteko_eval.model.judgement import Judgement, Score
from kunteko_eval.model.period import Period
from kunteko_eval.model.registration import SealedPart
from kunteko_eval.model.target import Target
from kunteko_eval.model.units import Currency, OwnUnit, Rate

LineNumber = Annotated[int, Field(gt=0)]
ChapterName = Literal[
    "programme",
    "implementation",
    "services",
    "voices",
    "innovations",
    "impact-chain",
    "pathways",
    "evidence",
    "certainty",
    "change",
    "recommendations",
    "evidence-plan",
]
"""The chapters that can answer an evaluation question."""


def _each_once(languages: tuple[Language, ...]) -> tuple[Language, ...]:
    if len(set(languages)) < len(languages):
        raise ValueError("each language once")
    return languages


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Goal:
    """What the programme set out to do."""

    id: Identifier
    text: Text
    document: Identifier
    place: Words
    line: LineNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Funder:
    """Who paid, and how many per cent of the whole; None where the documents do not tell."""

    name: Text
    share: Annotated[float, Field(ge=0, le=100)] | None = None
    match: Match = "read"
    document: Identifier
    place: Words
    line: LineNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Budget:
    """The whole budget of the programme."""

    amount: Annotated[float, Field(gt=0)]
    currency: Currency
    precision: Precision
    document: Identifier
    place: Words
    line: LineNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class DateClaim:
    """When a document says that the programme started or ended; two documents may disagree."""

    event: Literal["start", "end"]
    date: datetime.date
    precision: Literal["exact", "about"] = "exact"
    document: Identifier
    place: Words
    line: LineNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class EvaluationQuestion:
    """A question that the evaluation was asked, and the chapters that answer it."""

    number: Annotated[int, Field(ge=1)]
    text: Text
    chapters: tuple[ChapterName, ...]
    document: Identifier
    place: Words
    line: LineNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class FollowUp:
    """What a document tells of a recommendation later on, in our words."""

    status: Literal["started", "done", "not-done"]
    text: Text
    document: Identifier
    place: Words
    line: LineNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Comparability:
    """What makes figures of two periods not fully alike, although both are right."""

    indicators: Annotated[tuple[Identifier, ...], Field(min_length=1), "The indicators whose figures it is about."]
    periods: Annotated[tuple[Identifier, ...], Field(min_length=2), "The periods whose figures are not fully alike."]
    text: Annotated[Text, "What is not alike, in a sentence."]
    document: Identifier
    place: Words
    line: LineNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Addressee:
    """Whom a recommendation is meant for."""

    who: Annotated[Text, "Who should act: an organisation or a role, never a person."]
    basis: Annotated[
        Literal["source", "evaluator"],
        "On whose word: the document's (source), which is then named with the place, or the evaluator's reading of it.",
    ]
    document: Identifier | None = None
    place: Words | None = None
    line: LineNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Recommendation:
    """A recommendation of the documents, and the elements that it speaks of."""

    id: Identifier
    text: Text
    elements: tuple[Identifier, ...]
    document: Identifier
    place: Words
    line: LineNumber | None = None
    addressee: Annotated[Addressee | None, "Whom it is meant for; left out, nobody is named."] = None
    follow_up: tuple[FollowUp, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ProgrammeFacts:
    """The content of ``programme.yaml``."""

    schema: Literal[1]
    id: FolderName
    name: Text
    description: Text
    languages: Annotated[
        tuple[Language, ...],
        Field(min_length=1),
        AfterValidator(_each_once),
        "The languages of its texts and reports, the first one first: any of fi, sv and en.",
    ] = ("fi", "sv", "en")
    synthetic: bool
    start: datetime.date
    end: Annotated[datetime.date | None, "The last day; nothing where the documents do not tell."]
    dates: Annotated[tuple[DateClaim, ...], "What the documents say of start and end."] = ()
    previous_ratings: Text | None = None
    goals: tuple[Goal, ...]
    evaluation_questions: tuple[EvaluationQuestion, ...] = ()
    funders: tuple[Funder, ...] = ()
    budget: Budget | None = None
    periods: Annotated[tuple[Period, ...], Field(min_length=1)]
    recommendations: tuple[Recommendation, ...] = ()
    comparability: tuple[Comparability, ...] = ()
    accepted: Annotated[tuple[Accepted, ...], "Warnings that were looked at and are explained."] = ()
    unit_costs: Annotated[tuple[UnitCost, ...], "What a cost is divided by, where both are given for one span."] = ()
    units: Annotated[tuple[OwnUnit, ...], "Units of the programme's own."] = ()
    rates: Annotated[tuple[Rate, ...], "What currencies were worth, where money is to be converted."] = ()


@dataclass(frozen=True, kw_only=True)
class ProgrammeData:
    """A programme folder that was read without faults."""

    sheet: ProgrammeFacts
    chain: Chain
    sources: evidence.Sources
    indicators: tuple[evidence.Indicator, ...]
    observations: tuple[evidence.Observation, ...]
    findings: tuple[evidence.Finding, ...]
    innovations: tuple[evidence.Innovation, ...] = ()
    suppressed: tuple[evidence.Suppressed, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    scores: tuple[Score, ...] = ()
    costs: tuple[Cost, ...] = ()
    targets: tuple[Target, ...] = ()
    corrections: tuple[Correction, ...] = ()
    comments: tuple[Comment, ...] = ()
    codings: tuple[Coding, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()
    registration: tuple[SealedPart, ...] = ()
    tried: frozenset[str] = frozenset()  # Ids of the figures and findings that a scenario changed or added.

    @property
    def id(self) -> str:
        """The programme's id, also its folder's name."""
        return self.sheet.id

    @cached_property
    def periods(self) -> dict[str, Period]:
        """The periods by their id."""
        return {period.id: period for period in self.sheet.periods}

    @cached_property
    def units(self) -> dict[str, OwnUnit]:
        """The units that the programme declares, by their id."""
        return {unit.id: unit for unit in self.sheet.units}

    @cached_property
    def indicators_by_id(self) -> dict[str, evidence.Indicator]:
        """The indicators by their id."""
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def findings_by_id(self) -> dict[str, evidence.Finding]:
        """The findings by their id."""
        return {finding.id: finding for finding in self.findings}

    @cached_property
    def codings_of(self) -> Mapping[str, tuple[Coding, ...]]:
        """The codings of each finding that somebody coded, by the finding's id."""
        return codings_by_finding(self.codings)

    @cached_property
    def coded(self) -> Mapping[str, UsedCoding]:
        """The code that is used of each finding that somebody coded, by the finding's id."""
        return used_codings(self.codings, self.reconciliations)

    @cached_property
    def observations_by_id(self) -> dict[str, evidence.Observation]:
        """The observations by their id."""
        return {observation.id: observation for observation in self.observations}

    @cached_property
    def observations_of(self) -> dict[str, tuple[evidence.Observation, ...]]:
        """The observations of each indicator, in the order of their ids."""
        found: dict[str, list[evidence.Observation]] = {indicator.id: [] for indicator in self.indicators}
        for observation in sorted(self.observations, key=lambda one: one.id):
            found[observation.indicator].append(observation)
        return {identifier: tuple(observations) for identifier, observations in found.items()}

    @cached_property
    def costs_by_id(self) -> dict[str, Cost]:
        """The costs by their id."""
        return {cost.id: cost for cost in self.costs}

    @cached_property
    def collections(self) -> dict[str, evidence.Collection]:
        """The collections of evidence by their id."""
        return {collection.id: collection for collection in self.sources.collections}

    @cached_property
    def documents(self) -> dict[str, evidence.Document]:
        """The documents by their id."""
        return {document.id: document for document in self.sources.documents}

    @cached_property
    def themes(self) -> dict[str, evidence.Theme]:
        """The themes by their id, in the order of ``sources.yaml``."""
        return {theme.id: theme for theme in self.sources.themes}

    @cached_property
    def groups(self) -> dict[str, evidence.Group]:
        """The respondent groups by their id."""
        return {group.id: group for group in self.sources.groups}

    @cached_property
    def judgements_of(self) -> dict[tuple[str, str], tuple[Judgement, ...]]:
        """The judgements of each element and period, in the order of the record."""
        found: dict[tuple[str, str], list[Judgement]] = {}
        for judgement in self.judgements:
            found.setdefault((judgement.element, judgement.period), []).append(judgement)
        return {key: tuple(judgements) for key, judgements in found.items()}

    def period(self, identifier: str) -> Period:
        """Return the report period of this id.

        Raises:
            UnknownName: When the programme has no such report period.
        """
        period = self.periods.get(identifier)
        if period is None or not period.report:
            raise UnknownName("report period", identifier, [one.id for one in self.sheet.periods if one.report])
        return period
