"""Frames of the steps between evidence and colour: what each kind of source says alone, and how far coders agree."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.coding_agreement import CodingAgreement
from kunteko_eval.method.rating import TypePool
from kunteko_eval.method.scale import GRADES


def pool_frame(ratings: Iterable[ElementRating]) -> pd.DataFrame:
    """Return what each source type says of each element by itself, before they are pooled across."""
    every = list(ratings)
    grades = every[0].graded.scale.grades if every else GRADES
    return frame("pools", [_pool(one.element.id, pool) for one in every for pool in one.graded.pools], grades=grades)


def _pool(element: str, pool: TypePool) -> dict[str, object]:
    read = {name: getattr(pool, name) for name in ("source_type", "achievement", "low", "high", "most", "bound")}
    return {"element": element, **read, "rating": pool.rating.value, "items": pool.count}


def agreement_frame(found: CodingAgreement) -> pd.DataFrame:
    """Return how far coders agree on the code as a whole, on the extent and on the credibility."""
    scales = {"code": found.code, "extent": found.extent, "credibility": found.credibility}
    return frame(
        "agreement",
        [
            {"scale": name, "alpha": one.value, "low": one.low, "high": one.high, "findings": one.units}
            for name, one in scales.items()
        ],
    )
