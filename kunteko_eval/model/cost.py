"""What the programme's actions cost, as the documents or the user give it, and what a unit cost is asked of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Words
from kunteko_eval.model.evidence import Figure, Match, Precision
from kunteko_eval.model.units import Currency


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Cost:
    """What an action, or the whole programme, cost in a period; one row of ``costs.csv``."""

    id: Identifier
    element: Annotated[
        Identifier | None, "The action that the money was used for; nothing for the whole programme."
    ] = None
    period: Identifier
    amount: Annotated[Figure, "The sum as written; the lower end where the document gives a range."]
    amount_to: Annotated[Figure | None, "The upper end of a range."] = None
    currency: Currency
    document: Identifier
    place: Words
    line: Annotated[int, Field(gt=0)] | None = None
    precision: Precision
    match: Match
    note: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class UnitCost:
    """A pair of a cost and a count that the user asks a unit cost of."""

    element: Annotated[Identifier | None, "The action whose costs count; nothing for the whole programme's."] = None
    per: Annotated[
        Literal["indicator", "expectation"],
        "What the costs are divided by: a count, or the effects that met their expectation.",
    ] = "indicator"
    indicator: Annotated[
        Identifier | None, "The count: participants, organisations, outputs; nothing for expectations."
    ] = None
