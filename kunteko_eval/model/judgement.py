"""What evaluators add to the computed ratings: recorded judgements and independent scores."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import fields
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Words
from kunteko_eval.model.coding import Reconciliation

RatingName = Annotated[Identifier, "A grade of the programme's scale, or an uncoloured answer."]
ReasonCode = Literal[
    "confirms", "evidence-missing", "evidence-weak", "expectation-wrong", "conflict-resolved", "context"
]
EvidenceList = Annotated[str, Field(pattern=r"^[a-z0-9-]+( [a-z0-9-]+)*$")]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Judgement:
    """An evaluator's recorded decision on one element's computed rating; one row of ``judgements.csv``."""

    id: Identifier
    element: Identifier
    period: Identifier
    date: datetime.date
    author: Annotated[Identifier, "The evaluator's role, never a name; so is second_reviewer."]
    computed: Annotated[RatingName, "The rating that was computed when the decision was made."]
    final: Annotated[RatingName, "The rating decided."]
    confidence: Annotated[
        int | None,
        Field(ge=1, le=4),
        "The confidence decided, where it differs from the computed one.",
    ] = None
    reason_code: ReasonCode
    reason: Words
    evidence: Annotated[EvidenceList | None, "Ids of observations and findings considered, separated by spaces."] = None
    second_reviewer: Identifier | None = None
    fingerprint: Annotated[
        Identifier, "Of the evidence, expectations and rating at the time; tells when they have changed."
    ]
    seal: Annotated[Identifier, "Of this row and the row before it; tells when a recorded row was changed afterwards."]

    @property
    def evidence_ids(self) -> tuple[str, ...]:
        """Return the ids of the evidence considered."""
        return tuple((self.evidence or "").split())


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Score:
    """One evaluator's own rating of an element, made without seeing the others'; one row of ``scores.csv``."""

    element: Identifier
    period: Identifier
    scorer: Identifier
    score: RatingName
    date: datetime.date
    note: Words | None = None


COLUMNS = tuple(one.name for one in fields(Judgement))
"""The columns of ``judgements.csv``, in order."""


def seal(row: Judgement | Reconciliation, before: str) -> str:
    """Return the seal of a recorded decision: a digest of its content and of the seal before it.

    Args:
        row: The row; its own seal does not count.
        before: The seal of the row before, empty for the first one.
    """
    content = [before, *(str(getattr(row, one.name) or "") for one in fields(row) if one.name != "seal")]
    return hashlib.sha256("\x1f".join(content).encode()).hexdigest()[:16]


def broken_seals(rows: Sequence[Judgement | Reconciliation]) -> tuple[int, ...]:
    """Return the indices of rows whose seal does not fit: rows changed, removed or moved since they were recorded."""
    found, before = [], ""
    for index, one in enumerate(rows):
        if one.seal != seal(one, before):
            found.append(index)
        before = one.seal
    return tuple(found)
