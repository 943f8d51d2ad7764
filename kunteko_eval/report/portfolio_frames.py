"""The frames of a portfolio that are of no single programme: budgets, and what is missing, counted."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.method.assess import Assessment
from kunteko_eval.method.gaps import gaps
from kunteko_eval.model.programme import ProgrammeData


def budget_frame(programmes: Sequence[ProgrammeData], language: str) -> pd.DataFrame:
    """Return what each programme cost, as far as the documents tell, as the frame ``budgets``."""
    rows = []
    for one in programmes:
        sheet, budget = one.sheet, one.sheet.budget
        yearly = None
        if budget is not None and sheet.end is not None:
            yearly = budget.amount / (((sheet.end - sheet.start).days + 1) / 365.25)
        rows.append(
            {
                "programme": one.id,
                "label": sheet.name[language],
                "start": sheet.start,
                "end": sheet.end,
                "amount": None if budget is None else budget.amount,
                "currency": None if budget is None else budget.currency,
                "precision": None if budget is None else budget.precision,
                "yearly": yearly,
                "document": None if budget is None else budget.document,
                "place": None if budget is None else budget.place,
                "line": None if budget is None else budget.line,
            }
        )
    return frame("budgets", rows)


def gap_count_frame(assessments: Sequence[Assessment], language: str) -> pd.DataFrame:
    """Return how much is missing in each of several rated periods, as the frame ``gap_counts``."""
    rows = []
    for one in assessments:
        found = gaps(one)
        entries = [entry for gap in found for entry in gap.proposed]
        rows.append(
            {
                "programme": one.programme.id,
                "period": one.period.id,
                "label": one.programme.sheet.name[language],
                "start": one.period.start,
                "end": one.period.end,
                "first": sum(gap.first for gap in found),
                "perceived": sum("cap-perceived-only" in gap.codes for gap in found),
                "alone": sum("one-source-type" in gap.codes for gap in found),
                "proposed": len(entries),
                "day": min((day for entry in entries for day in entry.when), default=None),
            }
        )
    return frame("gap_counts", rows)
