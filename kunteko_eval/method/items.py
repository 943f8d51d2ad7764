"""Step 1 and 3 for one element: what may speak for it, against which expectation, with what achievement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kunteko_eval.method.context import RatingContext
from kunteko_eval.method.expectation import Elsewhere, Held, applying, expected
from kunteko_eval.method.normalise import achievement, on_scale, wilson_interval
from kunteko_eval.method.overlap import contains, mark_overlaps
from kunteko_eval.method.selection import readings
from kunteko_eval.model.chain import EFFECTS, Element, Registration
from kunteko_eval.model.coding import NEITHER, UsedCoding
from kunteko_eval.model.evidence import Finding, Indicator
from kunteko_eval.model.programme import ProgrammeData

Status = Literal["used", "context", "part", "overlap", "repeat", "no-expectation", "no-judgement"]
"""Whether an item is pooled; if not, whether it shows no influence, is a part of one that is, comes from a group that
may overlap with one that is, says again what another finding of the same source says, has no expectation, or judges
nothing."""

Bound = Literal["exact", "at-least", "at-most"]
"""Whether an item tells how much, a finding that supports how much at least, or one that contradicts how much at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of evidence as it counts for one element.

    Attributes:
        name: The indicator's or finding's id.
        groups: The respondent groups that it speaks of; none for a finding.
        evidence: Ids of the observations or the finding used.
        others: Ids of observations of the same span that disagree.
        value: The raw value in its unit; of a finding what its extent is worth.
        n_effective: How many equally weighted respondents would tell as much, where the value is weighted.
        share: The value as the rating sees it: a share 0–1, a part of the scale, or the raw number.
        floor: In the same terms as `share`; so is `expected`.
        achievement: Not capped; None when there is no expectation or no judgement.
        low: Achievement at the lower end of the Wilson interval; `high` at the upper end.
        latest: The id of the latest period that it speaks of.
        coding: Of a finding, the code that is used; None when nobody coded it, and for an observation.
        held: How the expectation holds for the report's period, or why none does.
        elsewhere: The registered expectations of other periods, where none is of this one.
        within: The groups that speak in its place, where it is a part of theirs or may overlap with them.
        whole: The indicator that speaks in its place, where it is a part of that.
    """

    name: str
    form: Literal["observation", "finding"]
    groups: tuple[str, ...] = ()
    evidence: tuple[str, ...]
    others: tuple[str, ...] = ()
    source: str
    source_type: str
    contribution: str
    unit: str
    value: float
    n: int | None = None
    n_effective: float | None = None
    share: float
    floor: float
    expected: float | None
    convention: str
    basis: str
    achievement: float | None
    low: float | None = None
    high: float | None = None
    proxy: bool
    coverage: float = 1.0
    latest: str
    status: Status
    direction: str
    aggregation: str
    held: Held
    elsewhere: tuple[Elsewhere, ...] = ()
    within: tuple[str, ...] = ()
    whole: str | None = None
    coding: UsedCoding | None = None

    @property
    def bound(self) -> Bound:
        """Return from which side the item tells the achievement."""
        if self.form == "observation":
            return "exact"
        return "at-most" if self.direction == "contradicts" else "at-least"

    @property
    def wrong_way(self) -> bool:
        """Return whether a figure moved away from the expectation, past where it started.

        Its floor is then where the world stood, so what people say, whose floor is nobody's starting point, never does.
        """
        if self.form == "finding" or self.contribution == "perceived" or self.achievement is None:
            return False
        return round(self.achievement, 9) < 0

    @property
    def sample(self) -> float | None:
        """Return of how many respondents the sampling error is."""
        return self.n_effective or self.n

    @property
    def survey(self) -> bool:
        """Return whether the value is a share of respondents, whose sampling error is known from n."""
        return self.unit in {"percent", "share"}


def items(element: Element, context: RatingContext) -> tuple[Item, ...]:
    """Return everything registered for an element that speaks of a period, in the order of registration.

    Args:
        element: The element.
        context: The programme, the period and the rubric.
    """
    programme = context.programme
    effect = programme.chain.level_of(element).kind in EFFECTS
    registered: dict[tuple[str | None, str | None], list[Registration]] = {}
    for registration in element.evidence:
        registered.setdefault((registration.indicator, registration.finding), []).append(registration)
    found: list[Item] = []
    for (name, other), registrations in registered.items():
        if name is not None:
            found += _from_observations(programme.indicators_by_id[name], registrations, context, effect=effect)
        elif other is not None:
            finding = programme.findings_by_id.get(other)  # None when a scenario leaves it out.
            if finding is not None and context.period.contains(programme.periods[finding.period]):
                found.append(_from_finding(finding, registrations, context, effect=effect))
    return tuple(_without_repeats(programme, tuple(_without_parts(programme, found))))


def _without_repeats(programme: ProgrammeData, found: Sequence[Item]) -> Iterator[Item]:
    """Yield the items; of findings in which one source says the same, the first telling is used, or else one repeat."""
    told = programme.findings_by_id
    used = [item.name for item in found if item.form == "finding" and item.status == "used"]
    speaks: dict[str, str] = {}
    # The finding that the others repeat speaks, whatever the order of registration; without it, the first by its id.
    for name in sorted(used, key=lambda one: (told[one].repeats is not None, one)):
        speaks.setdefault(told[name].repeats or name, name)
    for item in found:
        speaker = speaks[told[item.name].repeats or item.name] if item.name in used else item.name
        yield item if speaker == item.name else replace(item, status="repeat", whole=speaker)


def _without_parts(programme: ProgrammeData, found: Sequence[Item]) -> Iterator[Item]:
    """Yield the items; one whose whole is used too, from the same collection, is shown as a part of it."""
    wholes = [item for item in found if item.status == "used" and item.form == "observation"]
    for item in found:
        names = _wholes(programme, item) if item in wholes else ()
        holder = next(
            (one for name in names for one in wholes if one.name == name and _covers(programme, one, item)), None
        )
        yield item if holder is None else replace(item, status="part", whole=holder.name)


def _wholes(programme: ProgrammeData, item: Item) -> tuple[str, ...]:
    """Return the indicators that an item's indicator is a part of, the nearest first."""
    names: list[str] = []
    name = programme.indicators_by_id[item.name].part_of
    while name in programme.indicators_by_id and name not in (*names, item.name):
        names.append(name)
        name = programme.indicators_by_id[name].part_of
    return tuple(names)


def _covers(programme: ProgrammeData, whole: Item, part: Item) -> bool:
    """Return whether the whole is from the part's collection, and of its groups or of groups that hold them."""
    return whole.source == part.source and all(
        group in whole.groups or any(contains(programme, one, group) for one in whole.groups) for group in part.groups
    )


def _status(contribution: str, expected: float | None, *, effect: bool) -> Status:
    if effect and contribution not in {"perceived", "tested"}:
        return "context"
    return "used" if expected is not None else "no-expectation"


def _from_observations(
    indicator: Indicator, registrations: Sequence[Registration], context: RatingContext, *, effect: bool
) -> Iterator[Item]:
    programme, rubric = context.programme, context.rubric
    speaking = applying(context, indicator, registrations)
    convention = programme.chain.conventions_by_id[speaking.registration.expectation]
    for one in mark_overlaps(programme, indicator, readings(programme, indicator, context.period)):
        reading = one.reading
        value, held = expected(context, indicator, speaking, reading)
        share, floor, wanted = _in_terms_of_rating(indicator, reading.value, convention.floor * speaking.factor, value)
        low = high = reached = None
        if wanted is not None:
            reached = achievement(share, floor=floor, expected=wanted)
            if indicator.is_proportion and reading.sample:
                ends = wilson_interval(share, reading.sample, rubric.wilson_confidence)
                low, high = sorted(achievement(end, floor=floor, expected=wanted) for end in ends)
        status = _status(indicator.kind, wanted, effect=effect)
        yield Item(
            name=indicator.id,
            form="observation",
            groups=reading.groups,
            evidence=tuple(entry.id for entry in reading.used),
            others=tuple(entry.id for entry in reading.others),
            source=reading.source,
            source_type=programme.collections[reading.source].type,
            contribution=indicator.kind,
            unit=indicator.unit,
            value=reading.value,
            n=reading.n,
            n_effective=reading.n_effective,
            share=share,
            floor=floor,
            expected=wanted,
            convention=convention.id,
            basis=convention.basis,
            achievement=reached,
            low=low,
            high=high,
            proxy=speaking.registration.proxy,
            coverage=reading.coverage,
            latest=max(reading.used, key=lambda entry: programme.periods[entry.period].end).period,
            # What is context only stays that, whether or not it is a part of something.
            status=status if one.role == "alone" or status == "context" else one.role,
            direction=indicator.direction,
            aggregation=indicator.aggregation,
            held=held,
            elsewhere=speaking.elsewhere,
            within=one.within,
        )


def _in_terms_of_rating(
    indicator: Indicator, value: float, floor: float, expected: float | None
) -> tuple[float, float, float | None]:
    """Return value, floor and expectation as shares 0–1, parts of the scale, or as they are."""
    if indicator.unit == "percent":
        return value / 100, floor / 100, None if expected is None else expected / 100
    if indicator.unit == "grade" and indicator.scale_min is not None and indicator.scale_max is not None:
        return on_scale(value, indicator.scale_min, indicator.scale_max), floor, expected
    return value, floor, expected


def _from_finding(
    finding: Finding, registrations: Sequence[Registration], context: RatingContext, *, effect: bool
) -> Item:
    programme, speaking = context.programme, applying(context, None, registrations)
    convention = programme.chain.conventions_by_id[speaking.registration.expectation]
    elsewhere = speaking.held == "other-period"
    coding = programme.coded.get(finding.id)
    worth = None if coding is None or coding.place == NEITHER else context.rubric.extent_values[coding.place]
    wanted = None if elsewhere else context.rubric.extent_values[-1]
    reached = None if elsewhere else worth
    status = _status(finding.kind, wanted, effect=effect)
    return Item(
        name=finding.id,
        form="finding",
        evidence=(finding.id,),
        source=finding.source,
        source_type=programme.collections[finding.source].type,
        contribution=finding.kind,
        unit="finding",
        value=worth or 0.0,
        share=worth or 0.0,
        floor=0.0,
        expected=wanted,
        convention=convention.id,
        basis=convention.basis,
        achievement=reached,
        proxy=speaking.registration.proxy,
        latest=finding.period,
        status="no-judgement" if reached is None and status == "used" else status,
        direction="neither" if coding is None else coding.direction,
        aggregation="none",
        held=speaking.held,
        elsewhere=speaking.elsewhere,
        coding=coding,
    )
