"""What moved between two periods: every registered figure that both have, whether or not its box can be compared.

A box can be compared only where the same evidence was held against the same kind of expectation; a figure needs only
itself. It is compared with the same figure of the same respondent group: a state always, a sum where both periods are
equally long and known whole. Of a sum that is known for a part of one period alone, the part says enough where it has
already passed the other period's whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kunteko_eval.method.assess import Assessment
from kunteko_eval.method.expectation import COMPLETE, SAME_LENGTH
from kunteko_eval.method.intervals import newcombe_interval, two_share_p
from kunteko_eval.method.overlap import mark_overlaps
from kunteko_eval.method.selection import Reading, readings
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.holding import is_sum

Way = Literal["up", "down", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedFigure:
    """A figure that both periods have.

    Attributes:
        partial: Which of the two is known for a part of its period alone and is at least what it says.
        difference: Later minus earlier, in the indicator's unit; of shares as a share, −1 to 1.
        interval: Newcombe's interval of the difference; None unless both are survey shares with n.
        p: Of the difference, not adjusted; None without an interval.
    """

    indicator: Indicator
    earlier: Reading
    later: Reading
    partial: Literal["earlier", "later"] | None
    difference: float
    interval: tuple[float, float] | None
    p: float | None

    @property
    def way(self) -> Way:
        """Return whether the figure went up or down."""
        moved = round(self.difference, 9)
        return "up" if moved > 0 else "down" if moved < 0 else "same"

    @property
    def better(self) -> bool | None:
        """Return whether it moved in the direction that is better for it; None where it stood still."""
        return None if self.way == "same" else (self.way == "up") == (self.indicator.direction == "more")

    @property
    def settled(self) -> bool:
        """Return whether sampling error leaves the direction open; it does where the interval holds 0."""
        return self.interval is None or not self.interval[0] <= 0 <= self.interval[1]


def moved_figures(before: Assessment, after: Assessment) -> tuple[MovedFigure, ...]:
    """Return every registered figure that both periods have, in the order of the chain and without repeats.

    Args:
        before: The earlier period.
        after: The later period, of the same programme and by the same rubric.
    """
    chain = after.programme.chain
    names = dict.fromkeys(one.indicator for element in chain.elements for one in element.evidence)
    found = []
    for indicator in (after.programme.indicators_by_id[name] for name in names if name is not None):
        earlier = _by_group(before, indicator)
        for groups, later in _by_group(after, indicator).items():
            if groups in earlier and (one := _moved(before, after, indicator, earlier[groups], later)) is not None:
                found.append(one)
    return tuple(found)


def _by_group(assessment: Assessment, indicator: Indicator) -> dict[tuple[str, ...], Reading]:
    programme = assessment.programme
    marked = mark_overlaps(programme, indicator, readings(programme, indicator, assessment.period))
    return {one.reading.groups: one.reading for one in marked if one.role == "alone"}


def _moved(
    before: Assessment, after: Assessment, indicator: Indicator, earlier: Reading, later: Reading
) -> MovedFigure | None:
    alike = abs(after.period.days / before.period.days - 1) <= SAME_LENGTH
    if is_sum(indicator) and not alike:
        return None
    partial: Literal["earlier", "later"] | None = None
    if indicator.aggregation == "increment":
        whole = (earlier.coverage >= COMPLETE, later.coverage >= COMPLETE)
        if whole == (True, False) and later.value > earlier.value:
            partial = "later"
        elif whole == (False, True) and earlier.value > later.value:
            partial = "earlier"
        elif whole != (True, True):
            return None
    scale = 100 if indicator.unit == "percent" else 1
    was, now = earlier.value / scale, later.value / scale
    interval = p = None
    asked = indicator.is_proportion and indicator.kind in {"perceived", "tested"}
    if asked and earlier.sample and later.sample:
        interval = newcombe_interval(now, later.sample, was, earlier.sample, after.rubric.wilson_confidence)
        p = two_share_p(now, later.sample, was, earlier.sample)
    return MovedFigure(
        indicator=indicator,
        earlier=earlier,
        later=later,
        partial=partial,
        difference=now - was if indicator.is_proportion else later.value - earlier.value,
        interval=interval,
        p=p,
    )
