"""Units by a factor of 100: a share written as it is where the unit is per cent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from statistics import median

from kunteko_eval.method.arithmetic import grim_share
from kunteko_eval.model.evidence import Observation
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.screening.suspicion import Suspicion, Where, suspicion

TENFOLD = 10.0
"""How much smaller than the others of its indicator a figure must be to be of another unit."""


def hundredfold(programme: ProgrammeData) -> Iterator[Suspicion]:
    """Yield each figure, expectation and share of the funding that is at most 1 where per cent is meant.

    A figure is well when its number of respondents gives it, as one person of 200 is 0.5 %, or when others of its
    indicator lie little above 1.
    """
    for indicator in programme.indicators:
        if indicator.unit != "percent":
            continue
        figures = programme.observations_of[indicator.id]
        for one in figures:
            if one.decimals and 0 < one.number <= 1 and not _proven(one) and not _among_small(one, figures):
                yield suspicion("unit-hundred", {one.id}, {Where("observations", one.id, "value")}, value=one.value)
    for convention in programme.chain.conventions:
        if convention.applies_to != "percent":
            continue
        for field, value in (("expected", convention.expected), ("floor", convention.floor)):
            if isinstance(value, float) and 0 < value <= 1:
                at = {Where("conventions", convention.id, field)}
                yield suspicion("unit-hundred", {convention.id}, at, value=f"{value:g}")
                break
    for funder in programme.sheet.funders:
        if funder.share is not None and 0 < funder.share <= 1:
            name = id_from_words(funder.name.en)
            yield suspicion("unit-hundred", {name}, {Where("funders", name, "share")}, value=f"{funder.share:g}")


def id_from_words(words: str) -> str:
    """Return words as an id, for what has none.

    >>> id_from_words("European Social Fund")
    'european-social-fund'
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80] or "funder"


def _proven(one: Observation) -> bool:
    return one.n is not None and grim_share(one.number, one.n, one.decimals)


def _among_small(one: Observation, figures: tuple[Observation, ...]) -> bool:
    """Return whether other figures of the indicator show that values around one per cent are usual."""
    others = [other.number for other in figures if other is not one and other.number > 0]
    return bool(others) and max(others) > 1 and median(others) < TENFOLD * one.number
