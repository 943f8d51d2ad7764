"""Evidence: indicators, observations, findings, and where each comes from."""

from __future__ import annotations

import datetime
import math
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.dataclasses import dataclass

from kunteko_eval.files.figures import plain_figure
from kunteko_eval.model.base import STRICT, Identifier, Language, Text, Words, text_of
from kunteko_eval.model.units import Unit

SourceType = Literal["monitoring", "participants", "organisations", "interviews", "documents", "external-statistics"]
Contribution = Literal["volume", "change", "perceived", "tested"]
Aggregation = Literal["level", "cumulative", "increment", "distinct", "case"]
Precision = Literal["exact", "about", "over", "nearly"]
Match = Literal["read", "inferred", "derived"]


def _finite(value: str) -> str:
    if not math.isfinite(float(value)):
        raise ValueError("a finite number")
    return value


Figure = Annotated[str, BeforeValidator(plain_figure), AfterValidator(_finite)]
"""A published figure as it was written, so that its decimals are kept."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class CitedHeading:
    """A heading of a document under which something was read, translated once."""

    text: Annotated[Words, "The heading as places cite it, in the document's own language."]
    fi: Annotated[Words | None, "The heading in Finnish; in the document's own language left out."] = None
    sv: Annotated[Words | None, "The heading in Swedish; in the document's own language left out."] = None
    en: Annotated[Words | None, "The heading in English; in the document's own language left out."] = None
    page: Annotated[
        Annotated[int, Field(ge=1)] | None,
        "The page on which the heading stands, where the document tells it; what was read may stand on a later one.",
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Document:
    """A document that evidence was read from."""

    id: Identifier
    title: Text
    language: Annotated[Language, "The language that it is written in, and so its headings where they are cited."] = (
        "fi"
    )
    file: Words
    published: datetime.date | None = None
    reference: Words | None = None
    headings: Annotated[tuple[CitedHeading, ...], "The headings that are cited, with their translations."] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Group:
    """A respondent group, or a case."""

    id: Identifier
    label: Text
    part_of: Annotated[
        Identifier | None,
        "The group that holds everybody in this one; where both have a figure, the part's is shown and not pooled. "
        "The group all holds every other one without being named.",
    ] = None
    grouping: Annotated[
        Identifier | None,
        "What the respondents are grouped by, as an id. Groups of one grouping share nobody, so without a figure of "
        "all of them theirs are weighed together by n.",
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Theme:
    """What indicators and findings are about."""

    id: Identifier
    label: Text
    chapter: Annotated[
        Literal["programme", "implementation", "reach", "services", "voices", "future"] | None,
        "The chapter that gathers what belongs to the theme; nothing for none but the evidence.",
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Collection:
    """One collection of evidence: a survey, a round of interviews, a monitoring system."""

    id: Identifier
    label: Text
    type: Annotated[SourceType, "The source type; ratings weigh source types equally."]
    bias: Annotated[Literal["low", "some", "high"], "Risk of bias, with its reason."]
    bias_reason: Text
    response_rate: Annotated[float | None, Field(ge=0, le=1), "Answers per invitation, 0–1, where known."] = None
    respondents: Annotated[
        int | None,
        Field(gt=0),
        "How many answered in all, where known; no question of it can have more.",
    ] = None
    smallest_group: Annotated[
        int | None,
        Field(ge=2, le=100),
        "Fewest answers of a group whose figure may be shown. An import of answers writes it, and from then on the "
        "collection's figures are audited as a whole; nothing for what others have published.",
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Sources:
    """The content of ``sources.yaml``."""

    schema: Literal[1]
    documents: tuple[Document, ...]
    groups: tuple[Group, ...]
    themes: tuple[Theme, ...] = ()
    collections: tuple[Collection, ...]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Indicator:
    """What is measured."""

    id: Identifier
    label_fi: Words | None = None
    label_sv: Words | None = None
    label_en: Words | None = None
    unit: Annotated[
        Unit,
        "count, percent, share, grade, a unit that programme.yaml declares, or a currency by its code of ISO 4217.",
    ]
    theme: Identifier
    kind: Annotated[Contribution, "What it can show of the programme's part: volume, change, perceived or tested."]
    aggregation: Annotated[
        Aggregation,
        "Whether figures are a level at a time, a running total, an amount per span, a count of distinct things "
        "(never summed), or one case.",
    ]
    direction: Literal["more", "less"]
    scale_min: float | None = None
    scale_max: float | None = None
    part_of: Annotated[
        Identifier | None,
        "The indicator or group of percentages that this is a part of; beside the whole it is not pooled.",
    ] = None
    baseline: Annotated[Figure | None, "Where things stood at the start, in the unit."] = None
    target: Annotated[Figure | None, "What fully meets expectations; of a sum, over the whole programme."] = None
    floor: Annotated[
        Figure | None, "What shows no influence, where that is not the baseline; see the column floor of targets.csv."
    ] = None

    @property
    def label(self) -> Text:
        """Return the label in three languages."""
        return text_of(self.label_fi, self.label_sv, self.label_en)

    @property
    def is_proportion(self) -> bool:
        """Return whether figures are a part of a whole."""
        return self.unit in {"percent", "share"}


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Observation:
    """A published number and the place it was read from."""

    id: Identifier
    indicator: Identifier
    period: Identifier
    value: Annotated[Figure, "The figure as written; the lower end where the document gives a range."]
    value_to: Annotated[Figure | None, "The upper end of a range."] = None
    n: Annotated[int | None, Field(gt=0), "Number of respondents."] = None
    n_effective: Annotated[
        float | None, Field(gt=0), "How many equally weighted respondents would tell as much, where weights were used."
    ] = None
    sd: Annotated[Figure | None, "Sample standard deviation of a scale mean, where the document gives it."] = None
    group: Identifier = "all"
    source: Identifier
    document: Identifier
    place: Words
    line: Annotated[int, Field(gt=0)] | None = None
    precision: Annotated[Precision, "Whether the document says exactly, about, over or nearly."] = "exact"
    match: Annotated[Match, "Whether figure and label were read together, matched by inference, or derived."] = "read"
    note: Words | None = None

    @property
    def number(self) -> float:
        """Return the value as a number, in the indicator's unit."""
        return float(self.value)

    @property
    def decimals(self) -> int:
        """Return how many decimals the document printed."""
        return len(self.value.partition(".")[2])

    @property
    def decimals_to(self) -> int | None:
        """Return how many decimals the document printed of the upper end of a range."""
        return None if self.value_to is None else len(self.value_to.partition(".")[2])


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Suppressed:
    """A figure that exists and is not shown, so that nobody's answer can be worked out; one row of ``suppressed.csv``."""

    indicator: Identifier
    period: Identifier
    group: Identifier
    source: Identifier
    reason: Annotated[
        Literal["small-group", "all-alike", "differencing", "complementary"],
        "The group is small, everybody in it answered alike, or the figure would give another one away.",
    ]
    survey: Annotated[
        Identifier | None, "The import that hid it; another import of the same respondents never takes it out."
    ] = None
    threshold: Annotated[
        int | None,
        Field(ge=2, le=100),
        "By how many answers the number of answers stays open.",
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Finding:
    """A qualitative result in our own words; what it says for or against a claim stands in its codings."""

    id: Identifier
    statement_fi: Words | None = None
    statement_sv: Words | None = None
    statement_en: Words | None = None
    kind: Contribution
    source: Identifier
    period: Identifier
    document: Identifier
    place: Words
    line: Annotated[int, Field(gt=0)] | None = None
    theme: Annotated[Identifier | None, "What it is about, where a chapter gathers it."] = None
    repeats: Annotated[Identifier | None, "The finding in which the same source says the same; the two count once."] = (
        None
    )
    note: Words | None = None

    @property
    def statement(self) -> Text:
        """Return the statement in three languages."""
        return text_of(self.statement_fi, self.statement_sv, self.statement_en)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Innovation:
    """A new way of working that the documents name, and how far it has spread."""

    id: Identifier
    label_fi: Words | None = None
    label_sv: Words | None = None
    label_en: Words | None = None
    spread: Annotated[
        Literal["idea", "experiment", "in-use", "widely-spread", "unknown"],
        "From an idea to wide use; unknown where the documents do not tell.",
    ]
    role: Annotated[
        Literal["made", "supported", "made-visible", "sector"],
        "The programme's part: it made it, supported its making, or made it visible; sector where the documents "
        "credit others or nobody in particular.",
    ]
    period: Identifier
    document: Identifier
    place: Words
    line: Annotated[int, Field(gt=0)] | None = None
    match: Match
    note: Words | None = None

    @property
    def label(self) -> Text:
        """Return the label in three languages."""
        return text_of(self.label_fi, self.label_sv, self.label_en)
