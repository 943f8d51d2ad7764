"""The frame of targets: baseline, target and actual of every indicator that has a target, by period and group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.frames.programme import joined
from kunteko_eval.model.base import Text
from kunteko_eval.model.evidence import Observation, Precision
from kunteko_eval.timeline.targets import TargetProgress


def target_frame(found: Sequence[TargetProgress], groups: Mapping[str, Text], language: str) -> pd.DataFrame:
    """Return targets beside actuals as the frame ``targets``.

    Args:
        found: What `targets_within` or `targets_by_period` gives.
        groups: The labels of the programme's groups.
        language: Of labels: fi, sv or en.
    """
    return frame("targets", [_row(one, groups, language) for one in found])


def _row(one: TargetProgress, groups: Mapping[str, Text], language: str) -> dict[str, Any]:
    stated, reading = one.stated, one.reading
    convention, own = stated.convention, stated.own
    of = () if reading is None or reading.groups == ("all",) else reading.groups
    used = () if reading is None else reading.used
    return {
        "indicator": stated.indicator.id,
        "period": one.period.id,
        "group": joined(() if reading is None else reading.groups) or "all",
        "label": stated.indicator.label[language],
        "group_label": ", ".join(groups[name][language] for name in of) or None,
        "unit": stated.indicator.unit,
        "direction": stated.indicator.direction,
        "start": one.period.start,
        "end": one.period.end,
        "baseline": one.baseline,
        "target": one.target,
        "actual": None if reading is None else reading.value,
        "precision": _precision(used),
        "n": None if reading is None else reading.n,
        "reached": one.reached,
        "held": one.baseline == one.target,
        "so_far": one.so_far,
        "decimals": max((known.decimals for known in used), default=0),
        "target_decimals": printed(None if own is None else own.target),
        "baseline_decimals": printed(None if own is None else own.baseline),
        "basis": convention.basis,
        "convention": convention.id,
        "elements": joined([element.id for element in stated.elements]),
        "document": convention.document,
        "place": convention.place,
        "line": convention.line,
        "evidence": joined([known.id for known in used]),
    }


def _precision(used: Sequence[Observation]) -> Precision:
    """Return how the documents say a figure that is made of some observations."""
    told = {one.precision for one in used} - {"exact"}
    return "exact" if not told else told.pop() if len(told) == 1 else "about"


def printed(figure: str | None) -> int | None:
    """Return with how many decimals a figure is written; None where it is no figure of a table.

    >>> printed("13.0"), printed("-4"), printed(None)
    (1, 0, None)
    """
    return None if figure is None else len(figure.partition(".")[2])
