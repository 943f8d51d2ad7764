"""Evidence of an arrow: tests of process tracing, and claims of causal maps bundled by the collection they come from."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Text, Words

TestKind = Literal["hoop", "straw-in-the-wind", "smoking-gun", "doubly-decisive"]


def _ordered(ends: tuple[float, ...]) -> tuple[float, ...]:
    # Neither 0 nor 1: what is certain could be moved by no evidence (Cromwell's rule).
    if len(ends) != 2 or not 0 < ends[0] <= ends[1] < 1:
        raise ValueError("the least and the greatest probability, more than 0 and less than 1")
    return ends


Bounds = Annotated[tuple[float, ...], AfterValidator(_ordered)]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ProcessTest:
    """A test of process tracing: a trace that the contribution would leave was looked for."""

    id: Identifier
    kind: Annotated[
        TestKind,
        "hoop when the trace is nearly certain if the contribution holds, smoking-gun when it is nearly impossible "
        "otherwise, doubly-decisive when both, straw-in-the-wind when neither.",
    ]
    looked_for: Annotated[Text, "The trace that was looked for."]
    outcome: Annotated[
        Literal["passed", "failed", "not-seen"],
        "passed when the trace is there, failed when it is not where it would have to be, not-seen when nobody could "
        "look; that changes nothing.",
    ]
    if_true: Annotated[Bounds, "The least and the greatest probability of seeing the trace if the contribution holds."]
    if_false: Annotated[Bounds, "The same if it does not hold."]
    evidence: Annotated[
        tuple[Identifier, ...], "Ids of the figures and findings that show the trace; each in one test of a link."
    ] = ()
    period: Annotated[
        Identifier | None, "Id of the period that it speaks of; left out, that of its evidence, or every period."
    ] = None
    document: Annotated[Identifier, "Id of the document in which it was looked for."]
    place: Words
    line: Annotated[int, Field(gt=0)] | None = None
    reason: Annotated[Text, "Why the probabilities are what they are."]
    date: Annotated[datetime.date, "The day that the test was made."]

    @property
    def telling(self) -> bool:
        """Return whether the trace is at least as likely if the contribution holds, whatever the bounds."""
        return self.if_false[1] <= self.if_true[0]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class ClaimBundle:
    """Every claim of one collection that the one element contributes to the other, as a causal map counts them."""

    source: Identifier
    period: Identifier
    voices: Annotated[
        tuple[Annotated[int, Field(gt=0)], ...],
        Field(min_length=1),
        "Numbers of the different people or documents that claim it, never names; one number throughout the chain.",
    ]
    mentions: Annotated[int, Field(gt=0), "How many times they claim it, in all."]
    contrary: Annotated[
        int,
        Field(ge=0),
        "How many times the opposite is claimed beside that: that less of the one leads to more of the other. A bundle "
        "with as many of these as of mentions speaks for nothing.",
    ] = 0
    worse: Annotated[int, Field(ge=0), "How many of the mentions tell of a change for the worse."] = 0
    explicit: Annotated[int, Field(ge=0), "How many of the mentions name the programme outright."] = 0
    implicit: Annotated[int, Field(ge=0), "How many of the mentions fit what the programme did without naming it."] = 0
    quotes: Annotated[
        Words | None, "Ids of the passages in the table; their words only where somebody asked for them."
    ] = None
    table: Annotated[Words, "The table or causal map that the claims were read from."]
