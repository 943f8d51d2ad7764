"""What a portfolio shares: indicators of several programmes that serve one, and who reports them by when.

The file is ``shared-indicators.yaml`` in the data folder, beside the programmes. The ids may be a funder's own, such
as those of Annex I to Regulation (EU) 2021/1057 (EECO01, EECR05); the product ships no list of anybody's.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Text, Words
from kunteko_eval.model.period import Period
from kunteko_eval.model.units import Rate, Unit

FILE = "shared-indicators.yaml"
"""The name of the file, in the folder of the programmes."""

Counted = Literal["people", "organisations", "events", "money", "other"]
Combined = Literal["sum", "latest", "mean", "none"]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Span:
    """A dated span, both ends included, for which figures are put together."""

    id: Identifier
    start: datetime.date
    end: datetime.date

    @property
    def period(self) -> Period:
        """Return the span as a period that figures are read in."""
        return Period(id=self.id, start=self.start, end=self.end, report=False)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ServingIndicator:
    """A programme's indicator that serves a shared one."""

    programme: Annotated[Identifier, "The programme's id."]
    indicator: Annotated[Identifier, "Id of the programme's indicator."]
    definition: Annotated[
        Literal["full", "partly"],
        "Whether it is defined as the shared one (full), or counts somewhat else, which the reason tells (partly).",
    ]
    reason: Annotated[Text, "The evaluator's reason for the mapping: what is the same and what differs."]
    group: Annotated[
        Identifier | None,
        "The respondent group or case that is meant, where the indicator has figures of several that share members.",
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class KnownOverlap:
    """How many of what is counted two programmes both report for a span."""

    programmes: Annotated[tuple[Identifier, ...], Field(min_length=2, max_length=2), "The ids of the two programmes."]
    span: Annotated[Identifier, "Id of the span."]
    at_least: Annotated[int, Field(ge=0), "The fewest that are in both."] = 0
    at_most: Annotated[int | None, Field(ge=0), "The most that are in both; 0 where they share nobody."] = None
    reason: Annotated[Text, "How that is known."]

    @property
    def pair(self) -> frozenset[str]:
        """Return the two programmes."""
        return frozenset(self.programmes)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class SharedIndicator:
    """An indicator of the portfolio's own that programmes' indicators serve."""

    id: Annotated[Identifier, "The funder's code in lower case, such as eeco01, or an id of one's own."]
    label: Text
    unit: Annotated[Unit, "The unit: that of the serving indicators."]
    counted: Annotated[
        Counted,
        "What is counted. Two programmes may both have counted a person or an organisation, so their total is a "
        "range; events are taken to be each programme's own unless an overlap is declared.",
    ]
    combined: Annotated[
        Combined,
        "How programmes are put together: the sum, the latest figure, the mean weighted by n, or not at all.",
    ]
    reference: Annotated[Words | None, "The document that defines it, and where in it."] = None
    served: Annotated[tuple[ServingIndicator, ...], Field(min_length=1)]
    overlaps: tuple[KnownOverlap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AgreedReport:
    """A report that a programme was to give of a span, and when it came."""

    programme: Annotated[Identifier, "The programme's id."]
    span: Annotated[Identifier, "Id of the span that is reported."]
    due: Annotated[datetime.date, "The last day for it."]
    received: Annotated[datetime.date | None, "The day it came; nothing where it has not, or nobody noted it."] = None
    indicators: Annotated[
        tuple[Identifier, ...],
        "Ids of the shared indicators that it tells of; all that the programme serves when empty.",
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class SharedSheet:
    """The content of ``shared-indicators.yaml``."""

    schema: Literal[1]
    as_of: Annotated[datetime.date, "The day on which reports are counted as missing or still to come."]
    spans: tuple[Span, ...]
    indicators: tuple[SharedIndicator, ...]
    reports: tuple[AgreedReport, ...] = ()
    rates: Annotated[
        tuple[Rate, ...], "What currencies were worth; the latest rate dated within a span converts its figures."
    ] = ()

    def agreed(self, programme: str, span: str, indicator: str) -> AgreedReport | None:
        """Return the report that was to tell of a shared indicator; the one that names it before one that names none."""
        found = [one for one in self.reports if (one.programme, one.span) == (programme, span)]
        named = [one for one in found if indicator in one.indicators]
        return next(iter([*named, *(one for one in found if not one.indicators)]), None)
