"""Corrections: what a figure that was read before said, what it says since, when that was changed and why."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Words


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Correction:
    """One change of a figure that was read before; one row of ``corrections.csv``, which imports only add to."""

    figure: Annotated[Words, "The id of the observation; of a target its indicator and its period, a blank between."]
    part: Literal["observation", "target", "baseline"]
    before: Annotated[Words, "The figure as it was."]
    after: Annotated[Words | None, "The figure since; nothing where it was taken out."] = None
    date: datetime.date
    reason: Words
    document: Identifier
