"""The frame of milestones: the expected path and the figures, one row for each day of which either tells."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.frames.programme import joined
from kunteko_eval.timeline.milestones import Course


def milestone_frame(found: Sequence[Course], language: str) -> pd.DataFrame:
    """Return the courses as the frame ``milestones``.

    Args:
        found: What `courses` gives.
        language: Of labels: fi, sv or en.
    """
    return frame("milestones", [row for one in found for row in _rows(one, language)])


def _rows(one: Course, language: str) -> list[dict[str, Any]]:
    points = {point.day: point for point in one.path.points}
    reached = {figure.day: figure for figure in one.reached}
    rows: list[dict[str, Any]] = []
    days: list[datetime.date] = sorted({*points, *reached})
    for day in days:
        point, figure = points.get(day), reached.get(day)
        rows.append(
            {
                "element": one.element.id,
                "item": one.indicator.id,
                "group": joined(one.groups) or None,
                "day": day,
                "label": one.indicator.label[language],
                "unit": one.indicator.unit,
                "summed": one.path.summed,
                "expected": one.path.on(day),
                "milestone": point is not None and point.expectation is not None,
                "expectation": None if point is None else point.expectation,
                "actual": None if figure is None else figure.value,
                "n": None if figure is None else figure.n,
                "low": None if figure is None else figure.low,
                "high": None if figure is None else figure.high,
                "standing": None if figure is None else figure.standing,
                "settled": None if figure is None else figure.settled,
                "evidence": None if figure is None else joined(figure.evidence),
            }
        )
    return rows
