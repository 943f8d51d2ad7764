"""Step 1 and 3 for one element: what may speak for it, against which expectation, with what achievement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kunteko_eval.method.normalise import achievement, on_scale, wilson_interval
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.method.selection import Reading, readings
from kunteko_eval.model.chain import EFFECTS, Convention, Element, Registration
from kunteko_eval.model.evidence import Finding, Indicator
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import Programme

COMPLETE = 0.99
"""Part of a period's days from which a sum over it counts as whole."""

LEAST_COVERED = 0.5
"""Part of a period's days below which a sum says too little of its pace."""

SAME_LENGTH = 0.02
"""Part by which two periods may differ in length and still be compared without scaling."""

Status = Literal["used", "context", "no-expectation", "no-judgement"]
"""Whether an item is pooled; if not, whether it shows no influence, has no expectation, or judges nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of evidence as it counts for one element.

    Attributes:
        name: The indicator's or finding's id.
        evidence: Ids of the observations or the finding used.
        others: Ids of observations of the same span that disagree.
        value: The raw value in its unit; a finding's strength.
        share: The value as the rating sees it: a share 0–1, a part of the scale, or the raw number.
        floor: In the same terms as `share`; so is `expected`.
        achievement: Not capped; None when there is no expectation or no judgement.
        low: Achievement at the lower end of the Wilson interval; `high` at the upper end.
        latest: The id of the latest period that it speaks of.
    """

    name: str
    form: Literal["observation", "finding"]
    group: str | None
    evidence: tuple[str, ...]
    others: tuple[str, ...]
    source: str
    source_type: str
    contribution: str
    unit: str
    value: float
    n: int | None
    share: float
    floor: float
    expected: float | None
    convention: str
    basis: str
    achievement: float | None
    low: float | None
    high: float | None
    proxy: bool
    coverage: float
    latest: str
    status: Status
    direction: str
    aggregation: str

    @property
    def survey(self) -> bool:
        """Return whether the value is a share of respondents, whose sampling error is known from n."""
        return self.unit in {"percent", "share"}


def items(programme: Programme, period: Period, element: Element, rubric: Rubric) -> tuple[Item, ...]:
    """Return everything registered for an element that speaks of a period, in the order of registration."""
    effect = programme.chain.level_of(element).kind in EFFECTS
    found: list[Item] = []
    for registration in element.evidence:
        convention = programme.chain.conventions_by_id[registration.expectation]
        if registration.indicator is not None:
            indicator = programme.indicators_by_id[registration.indicator]
            found += _observed(programme, period, indicator, registration, convention, rubric, effect=effect)
        elif registration.finding is not None:
            finding = programme.findings_by_id.get(registration.finding)  # None when a scenario leaves it out.
            if finding is not None and period.contains(programme.periods[finding.period]):
                found.append(_told(programme, finding, registration, convention, rubric, effect=effect))
    return tuple(found)


def _status(contribution: str, expected: float | None, *, effect: bool) -> Status:
    if effect and contribution not in {"perceived", "tested"}:
        return "context"
    return "used" if expected is not None else "no-expectation"


def _observed(
    programme: Programme,
    period: Period,
    indicator: Indicator,
    registration: Registration,
    convention: Convention,
    rubric: Rubric,
    *,
    effect: bool,
) -> Iterable[Item]:
    for reading in readings(programme, indicator, period):
        expected = _expected(programme, period, indicator, convention, reading)
        if indicator.direction == "less" and indicator.aggregation == "increment" and reading.coverage < COMPLETE:
            expected = None  # A part of the sum looks better than the whole when less is better.
        share, floor, wanted = _terms(indicator, reading.value, convention.floor, expected)
        low = high = reached = None
        if wanted is not None:
            reached = achievement(share, floor=floor, expected=wanted)
            if indicator.is_proportion and reading.n:
                ends = wilson_interval(share, reading.n, rubric.wilson_confidence)
                low, high = sorted(achievement(end, floor=floor, expected=wanted) for end in ends)
        yield Item(
            name=indicator.id,
            form="observation",
            group=reading.group,
            evidence=tuple(one.id for one in reading.used),
            others=tuple(one.id for one in reading.others),
            source=reading.source,
            source_type=programme.collections[reading.source].type,
            contribution=indicator.kind,
            unit=indicator.unit,
            value=reading.value,
            n=reading.n,
            share=share,
            floor=floor,
            expected=wanted,
            convention=convention.id,
            basis=convention.basis,
            achievement=reached,
            low=low,
            high=high,
            proxy=registration.proxy,
            coverage=reading.coverage,
            latest=max(reading.used, key=lambda one: programme.periods[one.period].end).period,
            status=_status(indicator.kind, wanted, effect=effect),
            direction=indicator.direction,
            aggregation=indicator.aggregation,
        )


def _expected(
    programme: Programme, period: Period, indicator: Indicator, convention: Convention, reading: Reading
) -> float | None:
    """Return the expected value in the indicator's unit; None when there is nothing to expect.

    The preceding period's figure is an expectation only where this period is known for at least half of its days.
    """
    if isinstance(convention.expected, float):
        return convention.expected
    if period.previous is None or (indicator.aggregation == "increment" and reading.coverage < LEAST_COVERED):
        return None
    previous = programme.periods[period.previous]
    for earlier in readings(programme, indicator, previous):
        if indicator.aggregation == "distinct" and abs(period.days / previous.days - 1) > SAME_LENGTH:
            return None
        if earlier.group == reading.group and (earlier.coverage > COMPLETE or indicator.aggregation != "increment"):
            summed = indicator.aggregation in {"increment", "cumulative"}
            # A sum over a part of the period is held against the earlier pace over as many days.
            days = period.days * (reading.coverage if indicator.aggregation == "increment" else 1.0)
            expected = earlier.value * (days / previous.days if summed else 1.0)
            better = expected > convention.floor if indicator.direction == "more" else expected < convention.floor
            return expected if better else None
    return None


def _terms(
    indicator: Indicator, value: float, floor: float, expected: float | None
) -> tuple[float, float, float | None]:
    """Return value, floor and expectation as shares 0–1, parts of the scale, or as they are."""
    if indicator.unit == "percent":
        return value / 100, floor / 100, None if expected is None else expected / 100
    if indicator.unit == "grade" and indicator.scale_min is not None and indicator.scale_max is not None:
        return on_scale(value, indicator.scale_min, indicator.scale_max), floor, expected
    return value, floor, expected


def _told(
    programme: Programme,
    finding: Finding,
    registration: Registration,
    convention: Convention,
    rubric: Rubric,
    *,
    effect: bool,
) -> Item:
    reached = rubric.findings.get((finding.direction, finding.strength))
    status = _status(finding.kind, 3.0, effect=effect)
    return Item(
        name=finding.id,
        form="finding",
        group=None,
        evidence=(finding.id,),
        others=(),
        source=finding.source,
        source_type=programme.collections[finding.source].type,
        contribution=finding.kind,
        unit="finding",
        value=float(finding.strength),
        n=None,
        share=float(finding.strength),
        floor=0.0,
        expected=3.0,
        convention=convention.id,
        basis=convention.basis,
        achievement=reached,
        low=None,
        high=None,
        proxy=registration.proxy,
        coverage=1.0,
        latest=finding.period,
        status="no-judgement" if reached is None and status == "used" else status,
        direction=finding.direction,
        aggregation="none",
    )
