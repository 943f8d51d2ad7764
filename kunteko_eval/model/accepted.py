"""Warnings that an evaluator looked at and explained, so that they are told as explained and stop nothing."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Text

WarningCode = Literal[
    "unit-hundred", "duplicate", "same-statement", "n-above", "future", "outside-series", "target-tenfold", "two-types"
]


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Accepted:
    """A warning that was looked at and is explained: what looks suspicious is right."""

    code: Annotated[WarningCode, "The code of the warning, as kunteko-eval check tells it."]
    subject: Annotated[tuple[Identifier, ...], Field(min_length=1), "The ids that the warning is about, all of them."]
    reason: Annotated[Text, "Why what looks suspicious is right."]
    recorded: Annotated[datetime.date, "The day that the reason was recorded."]

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """Return what the warning is known by: its code and its subject, in whatever order."""
        return self.code, tuple(sorted(self.subject))
