"""What every step of a rating looks at."""

from __future__ import annotations

from dataclasses import dataclass

from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingContext:
    """A programme, the period that its report is of, and the rubric in force."""

    programme: ProgrammeData
    period: Period
    rubric: Rubric
