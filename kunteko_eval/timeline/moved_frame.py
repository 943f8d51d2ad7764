"""The frames of what moved: the figures that two periods have, and those that are known for several single years."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.frames.programme import joined
from kunteko_eval.timeline.moved import MovedFigure
from kunteko_eval.timeline.trends import YearFigure, YearlySeries

INDEX = ["item", "group"]
"""By what the rows of both frames are known."""


def moved_key(one: MovedFigure) -> tuple[str, str]:
    """Return the ids of a figure's row."""
    return one.indicator.id, joined(one.later.groups)


def series_key(one: YearlySeries) -> tuple[str, str]:
    """Return the ids of a series' row."""
    return one.indicator.id, joined(one.groups)


def moved_frame(found: Sequence[MovedFigure], adjusted: Sequence[float], language: str) -> pd.DataFrame:
    """Return the figures that two periods have as the frame ``moved_figures``.

    Args:
        found: What `moved_figures` gives.
        adjusted: The adjusted p-values of those that have one, in their order.
        language: Of labels: fi, sv or en.
    """
    given, rows = iter(adjusted), []
    for one in found:
        low, high = one.interval or (None, None)
        rows.append(
            {
                **dict(zip(INDEX, moved_key(one), strict=True)),
                "label": one.indicator.label[language],
                "unit": one.indicator.unit,
                "direction": one.indicator.direction,
                "before": one.earlier.value,
                "after": one.later.value,
                "n_before": one.earlier.n,
                "n_after": one.later.n,
                "partial": one.partial,
                "difference": one.difference,
                "low": low,
                "high": high,
                "p": one.p,
                "adjusted": None if one.p is None else next(given),
                "way": one.way,
                "better": one.better,
                "settled": one.settled,
            }
        )
    return frame("moved_figures", rows)


def trend_frame(found: Sequence[YearlySeries], language: str) -> pd.DataFrame:
    """Return the figures that are known for several single years as the frame ``trends``.

    Args:
        found: What `over_all_tests` gives.
        language: Of labels: fi, sv or en.
    """
    return frame(
        "trends",
        [
            {
                **dict(zip(INDEX, series_key(one), strict=True)),
                "label": one.indicator.label[language],
                "unit": one.indicator.unit,
                "years": len(one.years),
                "values": ", ".join(_told(year) for year in one.years),
                "why": one.why,
                "z": None if one.test is None else one.test.z,
                "dispersion": None if one.test is None else one.test.dispersion,
                "p": None if one.test is None else one.test.p,
                "adjusted": one.adjusted,
            }
            for one in found
        ],
    )


def _told(one: YearFigure) -> str:
    return f"{one.year}={one.value:.6g}" + (f" (n={one.n})" if one.n else "")
