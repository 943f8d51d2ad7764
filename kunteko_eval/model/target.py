"""Targets: what an indicator was to reach, from which baseline, on whose word; each becomes a convention of its own."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Text, Words
from kunteko_eval.model.evidence import Figure

Basis = Literal["source", "benchmark", "evaluator"]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TargetBasis:
    """On whose word the targets are, where no row of ``targets.csv`` says otherwise."""

    basis: Annotated[Basis, "On whose word: the documents' (source), a benchmark, or the evaluator."]
    recorded: datetime.date
    document: Identifier | None = None
    place: Words | None = None
    line: Annotated[int, Field(gt=0)] | None = None
    reason: Annotated[Text | None, "Why; may be left out where a document gives the targets."] = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Target:
    """What one indicator was to reach by one period; one row of ``targets.csv``.

    What is left out is as the indicator and the chain's ``targets`` have it.
    """

    indicator: Identifier
    period: Annotated[
        Identifier | None,
        "The period that the target is of, or at whose end it is to be reached; left out, the whole programme.",
    ] = None
    target: Annotated[Figure, "What fully meets expectations, in the indicator's unit."]
    baseline: Annotated[Figure | None, "Where things stood at the start; left out, as indicators.csv has it."] = None
    floor: Annotated[
        Figure | None,
        "What shows no influence, where that is not the baseline; compulsory where the target is the baseline, "
        "because the level is to be held: the first value that is no longer holding it at all.",
    ] = None
    pace: Annotated[
        Literal["year", "share-of-time"] | None,
        "year when the target is of each year; share-of-time when a part of the period is held against its share.",
    ] = None
    basis: Annotated[Basis | None, "On whose word: the documents' (source), a benchmark, or the evaluator."] = None
    recorded: datetime.date | None = None
    document: Identifier | None = None
    place: Words | None = None
    line: Annotated[int, Field(gt=0)] | None = None
    reason_fi: Words | None = None
    reason_sv: Words | None = None
    reason_en: Words | None = None
