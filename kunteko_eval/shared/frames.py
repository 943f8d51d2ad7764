"""The frames of what several programmes share: the totals, and who reports what by when."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.frames.programme import joined
from kunteko_eval.shared.totals import ReportedBy, SharedTotal


def shared_indicator_frame(totals: Sequence[SharedTotal], language: str) -> pd.DataFrame:
    """Return totals as the frame ``shared_indicators``."""
    rows = [
        {
            "shared": one.shared.id,
            "span": one.span.id,
            "label": one.shared.label[language],
            "unit": one.shared.unit,
            "counted": one.shared.counted,
            "combined": one.shared.combined,
            "reference": one.shared.reference,
            "start": one.span.start,
            "end": one.span.end,
            "programmes": len(one.figures),
            "figures": len(one.counted),
            "partly": sum(figure.serving.definition == "partly" for figure in one.counted),
            "low": one.bounds.low if one.bounds else None,
            "high": one.bounds.high if one.bounds else None,
            "overlap": one.overlap,
            "full_low": one.full.low if one.full else None,
            "full_high": one.full.high if one.full else None,
            "decimals": _decimals(one),
        }
        for one in totals
    ]
    return frame("shared_indicators", rows)


def shared_report_frame(reports: Sequence[ReportedBy], language: str) -> pd.DataFrame:
    """Return who reported what as the frame ``shared_reports``."""
    rows = []
    for one in reports:
        figure, bounds = one.figure, one.figure.bounds
        rows.append(
            {
                "shared": figure.shared.id,
                "span": figure.span.id,
                "programme": figure.programme.id,
                "start": figure.span.start,
                "end": figure.span.end,
                "label": figure.shared.label[language],
                "name": figure.programme.sheet.name[language],
                "indicator": figure.indicator.id,
                "indicator_label": figure.indicator.label[language],
                "definition": figure.serving.definition,
                "reason": figure.serving.reason[language],
                "low": bounds.low if bounds else None,
                "high": bounds.high if bounds else None,
                "unit": figure.shared.unit,
                "n": figure.n,
                "decimals": max((known.decimals for known in figure.used), default=0),
                "precision": next((known.precision for known in figure.used if known.precision != "exact"), "exact"),
                "use": figure.use,
                "first": figure.days[0] if figure.days else None,
                "last": figure.days[1] if figure.days else None,
                "rate": figure.rate.rate if figure.rate else None,
                "rate_day": figure.rate.date if figure.rate else None,
                "rate_source": figure.rate.source if figure.rate else None,
                "due": one.due,
                "received": one.received,
                "state": one.state,
                "days_late": one.days_late,
                "evidence": joined([known.id for known in figure.used]),
                "unused": joined([known.id for known in figure.unused]),
            }
        )
    return frame("shared_reports", rows)


def _decimals(one: SharedTotal) -> int:
    """Return with how many decimals a total is written: the most that are printed, of a mean one place more or so."""
    printed = max((known.decimals for figure in one.counted for known in figure.used), default=0)
    least = {"share": 3}.get(one.shared.unit, 1) if one.shared.combined == "mean" else 0
    return max(printed, least)
