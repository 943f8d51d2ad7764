"""What an attacker knows of the questions of a survey: its own figures, and what the programme shows of the same people.

Figures of the same answers are looked at together: the share and the mean of one column, and the options of one question.
A group of them is shown whole or hidden whole, because one of them tells the number of answers of all.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kunteko_eval.disclosure.survey_cells import (
    Amount,
    Crossed,
    Limits,
    ObservedParts,
    SurveyCell,
    Tie,
    Why,
    amounts,
    covered_by,
    cuts_of,
    name_of,
    overlap,
)
from kunteko_eval.exchange.survey.counting import Counted
from kunteko_eval.exchange.survey.mapping import AskedFigure, Question, SurveyMapping
from kunteko_eval.exchange.survey.tally import Tally
from kunteko_eval.model.evidence import Observation, Suppressed
from kunteko_eval.model.programme import ProgrammeData

FEW_WEIGHED = 30
"""Fewest answers with which a weighted figure is rounded no coarser than others; a convention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A counted survey of one period, and the programme that it is imported into."""

    mapping: SurveyMapping
    counted: Counted
    programme: ProgrammeData
    groupings: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """Return the groups: that of everybody, then those of the groupings."""
        return [self.mapping.all, *dict.fromkeys(name for one in self.mapping.groups for name in one.names)]

    @property
    def period(self) -> str:
        """Return the period of the answers."""
        return self.mapping.period or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFigures:
    """The figures of one base, with what the programme shows and hides of their indicators already.

    Attributes:
        asked: The figures.
        tallies: The answers of each group, by indicator.
        before: Figures of the same respondents that other imports have shown.
        held: What other imports hid of the same respondents.
        mine: What an earlier import of this survey hid, by group.
        cuts: The days at which the spans of all these begin and end.
        here: The pieces between the cuts that the mapping's period covers.
    """

    survey: Survey
    asked: tuple[AskedFigure, ...]
    tallies: Mapping[str, Mapping[str, Tally]]
    before: Sequence[Observation]
    held: Sequence[Suppressed]
    mine: Mapping[str, Why]
    cuts: Sequence[datetime.date]
    here: Sequence[int]

    @property
    def answers(self) -> Mapping[str, Tally]:
        """Return the answers of each group to the first of the figures; all have the same number."""
        return self.tallies[self.asked[0].indicator]

    @property
    def limits(self) -> Limits:
        """Return how much is hidden."""
        rules = self.survey.mapping.disclosure
        sensitive = any(one.question.sensitive for one in self.asked)
        threshold = rules.sensitive_threshold if sensitive else rules.threshold
        if self.survey.mapping.weight is not None:
            threshold = max(threshold, rules.weighted)
        return Limits(threshold=threshold, alike=max(rules.alike, threshold))

    @property
    def public(self) -> set[str]:
        """Return the groups of which a figure is public already."""
        rules, indicators = self.survey.mapping.disclosure, {one.indicator for one in self.asked}
        return {one.group for one in rules.already_public if one.indicator in indicators}


def known(survey: Survey, places: Sequence[int]) -> KnownFigures:
    """Return what is known of the figures of one base, which stand at some places of the mapping."""
    mapping, programme = survey.mapping, survey.programme
    asked = tuple(mapping.asked[place] for place in places)
    shown = [
        one
        for each in asked
        for one in programme.observations_of[each.indicator]
        if one.source == mapping.source and not one.id.startswith(f"{mapping.id}-")
    ]
    keys = {(mapping.source, one.indicator) for one in asked}
    hidden = [one for one in programme.suppressed if (one.source, one.indicator) in keys]
    spans = _spans(survey.period, {one.period for one in shown} | {one.period for one in hidden}, programme)
    hidden = [one for one in hidden if one.period in spans]
    mine = [one for one in hidden if is_own(mapping, one)]
    cuts = cuts_of(programme.periods[name] for name in (*spans, survey.period))
    return KnownFigures(
        survey=survey,
        asked=asked,
        tallies={
            one.indicator: {
                name: survey.counted.of(place, None if name == mapping.all else name) for name in survey.names
            }
            for place, one in zip(places, asked, strict=True)
        },
        before=[one for one in shown if one.n is not None and one.period in spans],
        held=[one for one in hidden if one not in mine],
        mine={one.group: "complementary" for one in mine},
        cuts=cuts,
        here=covered_by(programme.periods[survey.period], cuts),
    )


def is_own(mapping: SurveyMapping, one: Suppressed) -> bool:
    """Return whether an import of the survey wrote a row, or may have where the row does not tell."""
    if one.survey is not None:
        return one.survey == mapping.id
    groups = {mapping.all, *(name for grouping in mapping.groups for name in grouping.names)}
    indicators = {each.indicator for each in mapping.asked}
    here = (one.source, one.period) == (mapping.source, mapping.period)
    return here and one.group in groups and one.indicator in indicators


def _spans(period: str, others: set[str], programme: ProgrammeData) -> set[str]:
    """Return the periods of figures that overlap a period, or overlap one that does, and so on."""
    found, reached = {period}, [programme.periods[period]]
    while reached:
        here = reached.pop()
        near = {name for name in others - found if overlap(programme.periods[name], here)}
        found |= near
        reached += [programme.periods[name] for name in sorted(near)]
    return found


def own_cells(one: KnownFigures, crossed: Crossed) -> list[SurveyCell]:
    """Return the figures of the survey itself, as disclosure control knows them."""
    held: dict[str, Why] = {}
    for row in one.held:
        if row.period == one.survey.period:
            held.setdefault(row.group, row.reason)
    return [
        _cell(
            [_amount(each.question, one.tallies[each.indicator][name]) for each in one.asked],
            name=name,
            parts=crossed.parts(name, one.here),
            count=tally.n,
            public=name in one.public,
            held=held.get(name) or ("small-group" if _is_outweighed(one, name) else None),
        )
        for name, tally in one.answers.items()
        if tally.n
    ]


def _is_outweighed(one: KnownFigures, group: str) -> bool:
    """Return whether a weighted figure of a group tells how its heaviest respondent answered.

    It does where that respondent alone weighs more than the whole share, or more than all the rest of it: the figure
    could not be what it is had they answered otherwise. That a large group all answered alike may be told.
    """
    for each in one.asked:
        tally = one.tallies[each.indicator][group]
        low, high = _ends(each.question)
        alike = _amount(each.question, tally).is_alike(tally.n)
        if not tally.weight or alike:
            continue
        total = tally.weighted_total if each.question.mean else tally.weighted_positive(each.question)
        part, heaviest = (total / tally.weight - low) / (high - low), tally.heaviest / tally.weight
        if heaviest > min(part, 1 - part) + half_step(tally.n):
            return True
    return False


def half_step(n: int) -> float:
    """Return half of what a weighted figure of so many is rounded to, as a part of its scale.

    >>> half_step(12), half_step(200)
    (0.025, 0.005)
    """
    return 0.025 if n < FEW_WEIGHED else 0.005


def _cell(kinds: Sequence[Amount], **more: object) -> SurveyCell:
    first, *beside = kinds
    content = {"amount": first.amount, "upto": first.upto, "least": first.least, "most": first.most}
    return SurveyCell(**content, beside=tuple(beside), **more)  # type: ignore[arg-type]


def _amount(question: Question, tally: Tally) -> Amount:
    """Return what the answers of a group add up to, in steps of the scale."""
    low, high = _ends(question)
    return Amount(amount=tally.total if question.mean else tally.positive(question), least=low, most=high)


def _ends(question: Question) -> tuple[int, int]:
    """Return the least and the greatest amount that one answer may add, in steps of the scale."""
    low, high = question.codes
    return (low * question.parts, high * question.parts) if question.mean else (0, 1)


def other_cells(one: KnownFigures, crossed: Crossed) -> Iterator[SurveyCell]:
    """Yield what the programme shows and hides of the same respondents, as disclosure control knows it."""
    programme, period = one.survey.programme, one.survey.period
    ends = [_ends(each.question) for each in one.asked]
    for shown in one.before:
        parts = crossed.parts(shown.group, covered_by(programme.periods[shown.period], one.cuts))
        if parts and shown.n is not None:
            kinds = [
                _read(shown, shown.n, each, programme)
                if each.indicator == shown.indicator
                else Amount(amount=low * shown.n, upto=high * shown.n, least=low, most=high)
                for each, (low, high) in zip(one.asked, ends, strict=True)
            ]
            yield _cell(kinds, name=f"known {shown.id}", parts=parts, count=shown.n, public=True)
    for hidden in one.held:
        parts = crossed.parts(hidden.group, covered_by(programme.periods[hidden.period], one.cuts))
        if parts and not (hidden.period == period and one.answers.get(hidden.group, Tally({})).n):
            kinds = [Amount(amount=0, least=low, most=high) for low, high in ends]
            name = f"hidden {hidden.group} {hidden.period}"
            yield _cell(kinds, name=name, parts=parts, count=None, held=hidden.reason)


def _read(shown: Observation, n: int, asked: AskedFigure, programme: ProgrammeData) -> Amount:
    """Return between which amounts a published figure lies, in steps of the scale."""
    parts = asked.question.parts if asked.question.mean else 1
    least, most = amounts(shown, programme.indicators_by_id[shown.indicator], n, parts)
    low, high = _ends(asked.question)
    return Amount(amount=least, upto=most, least=low, most=high)


def sizes(one: KnownFigures, crossed: Crossed) -> dict[str, int] | None:
    """Return how many answered in each part, where the survey alone parts the respondents."""
    counted, mapping = one.survey.counted, one.survey.mapping
    if len(one.here) != 1 or len(crossed.groupings) != len(mapping.groups):
        return None
    of_part = counted.tallies[mapping.asked.index(one.asked[0])]
    return {f"{name_of(part)}@{one.here[0]}": of_part[part].n if part in of_part else 0 for part in counted.parts}


def crossed_by(one: KnownFigures) -> Crossed:
    """Return the respondents, parted by the mapping's groupings and by those of what the programme has of them."""
    survey, mapping, programme = one.survey, one.survey.mapping, one.survey.programme
    own, n = set(survey.names), one.answers[mapping.all].n
    everybody, more = {mapping.all}, dict[str, list[str]]()
    others: list[Observation | Suppressed] = [*one.before, *one.held]
    for other in others:
        group = programme.groups[other.group]
        if other.group in own:
            continue
        size = other.n if isinstance(other, Observation) else n
        holds = any(programme.groups[name].part_of == other.group for name in own if name in programme.groups)
        if holds or (group.part_of is None and size == n and isinstance(other, Observation)):
            everybody.add(other.group)
        else:
            key = group.grouping or f"group {other.group}"
            if other.group not in more.setdefault(key, []):
                more[key].append(other.group)
    mapped = {key: list(each.names) for key, each in zip(survey.groupings, mapping.groups, strict=True)}
    # Other groups of a column that is mapped: their members are in no group of this mapping.
    apart = {key: names for key, names in more.items() if key not in mapped}
    for key in mapped.keys() & more.keys():
        apart[f"rest of {key}"] = more[key]
    observed = ObservedParts(kinds=survey.counted.parts, stretches=frozenset(one.here))
    return Crossed(everybody, {**mapped, **apart}, len(one.cuts) - 1, programme.groups, observed)


def ties(asked: Sequence[AskedFigure]) -> tuple[Tie, ...]:
    """Return what holds of the figures of one base together, whoever answered.

    Of options of which everybody in the base chose at least one, the numbers add up to no less than the answers. Of a
    column, nobody is a yes by the higher of two limits without being one by the lower, and each yes adds between the
    least and the greatest of its codes to the sum that a mean stands for.
    """
    question = asked[0].question
    found: list[Tie] = []
    if asked[0].option is not None:
        may_be_none = question.other or question.base == "all" or "" in question.not_chosen
        return () if may_be_none else (Tie(count=-1.0, amounts=(1.0,) * len(asked)),)
    for one, each in enumerate(asked):
        for other, another in enumerate(asked):
            if one != other and not each.question.mean:
                for count, own, theirs in _pairs(each.question, another.question):
                    amounts_of = [0.0] * len(asked)
                    amounts_of[one], amounts_of[other] = own, theirs
                    found.append(Tie(count=count, amounts=tuple(amounts_of)))
    return tuple(found)


def _pairs(question: Question, other: Question) -> Iterator[tuple[float, float, float]]:
    """Yield how many times answers, the yeses of a question and an amount of another are taken for sums not below 0."""
    codes = _codes(question)
    yes, no = (
        {one for one in codes if question.is_positive(one)},
        {one for one in codes if not question.is_positive(one)},
    )
    if other.mean:
        low = min(codes)
        yield (
            float(low - min(no)),
            float(min(no) - min(yes)),
            1.0,
        )  # No yes and no other answer adds less than its least,
        yield float(max(no) - low), float(max(yes) - max(no)), -1.0  # and none adds more than its greatest.
        return
    others = {one for one in codes if other.is_positive(one)}
    if yes <= others:
        yield 0.0, -1.0, 1.0
    if not yes & others:
        yield 1.0, -1.0, -1.0
    if yes | others == set(codes):
        yield -1.0, 1.0, 1.0


def _codes(question: Question) -> list[int]:
    """Return the codes of a scale, in steps."""
    if question.answers is not None:
        return sorted(set(question.answers.values()))
    low, high = question.codes
    return list(range(low * question.parts, high * question.parts + 1))
