"""Everything suspicious in a programme, what was explained of it, and which explanations have lost their warning."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import get_args

from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.accepted import Accepted, WarningCode
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.screening.bounds import passed_tenfold, too_many_respondents
from kunteko_eval.screening.copies import one_as_two, repeated_figures, repeated_statements
from kunteko_eval.screening.days import to_come
from kunteko_eval.screening.series import outside
from kunteko_eval.screening.suspicion import Suspicion
from kunteko_eval.screening.units import hundredfold

_ORDER = {code: place for place, code in enumerate(get_args(WarningCode))}


def suspicions(
    programme: ProgrammeData, rubric: Rubric | None = None, today: datetime.date | None = None
) -> tuple[Suspicion, ...]:
    """Return everything suspicious, by kind and then by subject, so that the order of rows is all the same.

    Args:
        programme: A programme that was read without faults.
        rubric: With it, figures are held against their targets.
        today: With it, dates are held against the day; a report has none, so that it is the same on every day.
    """
    units = tuple(hundredfold(programme))
    of_units = {one.subject for one in units}
    found = (
        *units,
        *repeated_figures(programme),
        *repeated_statements(programme),
        *too_many_respondents(programme),
        *(to_come(programme, today) if today else ()),
        # A figure of another unit lies outside its series for that reason.
        *(one for one in outside(programme) if one.subject not in of_units),
        *(passed_tenfold(programme, rubric) if rubric else ()),
        *one_as_two(programme),
    )
    return tuple(sorted(found, key=lambda one: (_ORDER[one.code], one.subject, one.where)))


def reasons(programme: ProgrammeData) -> dict[tuple[str, tuple[str, ...]], Accepted]:
    """Return the recorded reasons by what they explain."""
    return {one.key: one for one in programme.sheet.accepted}


def outlived(
    programme: ProgrammeData,
    found: Sequence[Suspicion],
    rubric: Rubric | None = None,
    today: datetime.date | None = None,
) -> tuple[Accepted, ...]:
    """Return the recorded reasons of warnings that no longer occur, of the kinds that were looked for."""
    there = {one.key for one in found}
    unknown = {*(() if rubric else ("target-tenfold",)), *(() if today else ("future",))}
    return tuple(one for one in programme.sheet.accepted if one.key not in there and one.code not in unknown)
