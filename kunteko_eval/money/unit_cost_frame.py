"""The frame of unit costs: both parts of each division, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.frames.programme import joined
from kunteko_eval.money.unit_costs import Ratio


def unit_cost_frame(found: Sequence[Ratio]) -> pd.DataFrame:
    """Return what `unit_costs` gives as the frame ``unit_costs``."""
    rows = [
        {
            "ratio": number,
            "element": one.element,
            "indicator": None if one.indicator is None else one.indicator.id,
            "currency": one.cost.unit,
            "cost": one.cost.value,
            "cost_low": one.cost.low,
            "cost_high": one.cost.high,
            "count": one.count.value,
            "count_low": one.count.low,
            "count_high": one.count.high,
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "evidence": joined([*one.cost.evidence, *one.count.evidence]),
        }
        for number, one in enumerate(found, start=1)
    ]
    return frame("unit_costs", rows)
