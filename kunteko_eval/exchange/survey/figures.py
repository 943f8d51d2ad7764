"""The figures of a counted survey, and which of them are hidden."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from kunteko_eval.disclosure.published import PUBLIC_BEFORE
from kunteko_eval.disclosure.suppression import Protected, protect
from kunteko_eval.disclosure.survey_cells import (
    MOST_PARTS,
    Crossed,
    Limits,
    SurveyCell,
    Why,
    amounts,
    covered_by,
    cuts_of,
    name_of,
    overlap,
)
from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.survey.counting import Counted, Tally
from kunteko_eval.exchange.survey.mapping import Question, SurveyMapping
from kunteko_eval.model.evidence import Observation, Suppressed
from kunteko_eval.model.programme import ProgrammeData

LONGEST_ID = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFigure:
    """One figure of a survey: shown or hidden.

    Attributes:
        there: The same figure, which another import has shown already.
        exposed: Whether it should be hidden and is not, because it is public already.
    """

    indicator: str
    group: str
    observation: Observation | None = None
    suppressed: Suppressed | None = None
    there: Observation | None = None
    exposed: bool = False


def figures(
    mapping: SurveyMapping, counted: Counted, programme: ProgrammeData, groupings: Sequence[str]
) -> tuple[SurveyFigure, ...]:
    """Return the figure of every question and group that has an answer, the small ones and their givers-away hidden.

    Whatever the programme shows already of the same source and indicator, of the same or of overlapping spans of time,
    is what an attacker knows too, and what is hidden of it stays hidden, whichever import brought it. What an earlier
    import of this survey wrote is replaced. A figure that another import has shown already is not made again.

    Args:
        mapping: How the export was read.
        counted: Its answers.
        programme: The programme, whose groups say what they are parts of.
        groupings: The id of each grouping of the mapping.

    Raises:
        FaultyInput: When the figures cannot be of the same respondents, or there are too many groups to audit.
    """
    survey = _Survey(mapping=mapping, counted=counted, programme=programme, groupings=tuple(groupings))
    return tuple(one for index in range(len(mapping.questions)) for one in _question(survey, index))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Survey:
    """A counted survey and the programme that it is imported into."""

    mapping: SurveyMapping
    counted: Counted
    programme: ProgrammeData
    groupings: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """Return the groups: that of everybody, then those of the groupings."""
        return [self.mapping.all, *dict.fromkeys(name for one in self.mapping.groups for name in one.names)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """One question, with what the programme shows and hides of its indicator already.

    Attributes:
        tallies: The answers of each group.
        before: Figures of the same respondents that other imports have shown.
        held: What other imports hid of the same respondents.
        mine: What an earlier import of this survey hid, by group.
        cuts: The days at which the spans of all these begin and end.
        here: The pieces between the cuts that the mapping's period covers.
    """

    survey: _Survey
    index: int
    question: Question
    tallies: Mapping[str, Tally]
    before: Sequence[Observation]
    held: Sequence[Suppressed]
    mine: Mapping[str, Why]
    cuts: Sequence[datetime.date]
    here: Sequence[int]

    @property
    def limits(self) -> Limits:
        """Return how much is hidden."""
        rules = self.survey.mapping.disclosure
        threshold = rules.sensitive_threshold if self.question.sensitive else rules.threshold
        return Limits(threshold=threshold, alike=max(rules.alike, threshold))

    @property
    def public(self) -> set[str]:
        """Return the groups whose figure is public already."""
        rules = self.survey.mapping.disclosure
        return {one.group for one in rules.already_public if one.indicator == self.question.indicator}


def _question(survey: _Survey, index: int) -> list[SurveyFigure]:
    """Return the figures of one question."""
    known = _known(survey, index)
    crossed = _crossed(known)
    indicator, mapping = known.question.indicator, survey.mapping
    if crossed.is_too_many:
        found = f"{indicator}: {len(survey.counted.parts)} groups crossed with those that the programme has"
        expected = f"at most {MOST_PARTS} parts of the respondents, so that disclosure can be audited"
        raise _refused(found, expected, "Map fewer groupings, or join small groups.")
    own = _own_cells(known, crossed)
    if not own:
        return []
    cells = list({cell.name: cell for cell in (*own, *_other_cells(known, crossed))}.values())
    margins = tuple(crossed.margins(known.here))
    decided = protect(cells, known.limits, _sizes(known, crossed), margins, known.mine)
    if not decided.fits:
        listed = ", ".join(one.id for one in known.before) or "the figures"
        found = f"{indicator}: {listed} cannot be of the same respondents as this export"
        expected = f"one export behind all figures of {mapping.source} in {mapping.period}"
        advice = "Import the other mapping of this export again too, or give the survey a collection of its own."
        raise _refused(found, expected, advice)
    made = [_made(known, decided, name) for name, tally in known.tallies.items() if tally.n]
    given = [one for one in known.held if f"hidden {one.group} {one.period}" in decided.exposed]
    return made + [SurveyFigure(indicator=one.indicator, group=one.group, exposed=True) for one in given]


def _known(survey: _Survey, index: int) -> _Known:
    mapping, programme = survey.mapping, survey.programme
    question = mapping.questions[index]
    key = (mapping.source, question.indicator)
    shown = [
        one
        for one in programme.observations_of[question.indicator]
        if one.source == mapping.source and not one.id.startswith(f"{mapping.id}-")
    ]
    hidden = [one for one in programme.suppressed if (one.source, one.indicator) == key]
    spans = _spans(mapping.period, {one.period for one in shown} | {one.period for one in hidden}, programme)
    hidden = [one for one in hidden if one.period in spans]
    mine = [one for one in hidden if is_own(mapping, one)]
    cuts = cuts_of(programme.periods[name] for name in (*spans, mapping.period))
    return _Known(
        survey=survey,
        index=index,
        question=question,
        tallies={name: survey.counted.of(index, None if name == mapping.all else name) for name in survey.names},
        before=[one for one in shown if one.n is not None and one.period in spans],
        held=[one for one in hidden if one not in mine],
        mine={one.group: "complementary" for one in mine},
        cuts=cuts,
        here=covered_by(programme.periods[mapping.period], cuts),
    )


def _spans(period: str, others: set[str], programme: ProgrammeData) -> set[str]:
    """Return the periods of figures that overlap a period, or overlap one that does, and so on."""
    found, reached = {period}, [programme.periods[period]]
    while reached:
        here = reached.pop()
        near = {name for name in others - found if overlap(programme.periods[name], here)}
        found |= near
        reached += [programme.periods[name] for name in sorted(near)]
    return found


def _own_cells(known: _Known, crossed: Crossed) -> list[SurveyCell]:
    """Return the figures of the survey itself, as disclosure control knows them."""
    question, period = known.question, known.survey.mapping.period
    low, high = _ends(question)
    held: dict[str, Why] = {}
    for one in known.held:
        if one.period == period:
            held.setdefault(one.group, one.reason)
    return [
        SurveyCell(
            name=name,
            parts=crossed.parts(name, known.here),
            count=tally.n,
            amount=tally.total if question.mean else tally.positive(question),
            public=name in known.public,
            held=held.get(name),
            least=low,
            most=high,
        )
        for name, tally in known.tallies.items()
        if tally.n
    ]


def _other_cells(known: _Known, crossed: Crossed) -> Iterator[SurveyCell]:
    """Yield what the programme shows and hides of the same respondents, as disclosure control knows it."""
    programme, period = known.survey.programme, known.survey.mapping.period
    low, high = _ends(known.question)
    for one in known.before:
        parts = crossed.parts(one.group, covered_by(programme.periods[one.period], known.cuts))
        if parts and one.n is not None:
            least, most = amounts(one, programme.indicators_by_id[one.indicator], one.n)
            yield SurveyCell(
                name=f"known {one.id}",
                parts=parts,
                count=one.n,
                amount=least,
                upto=most,
                public=True,
                least=low,
                most=high,
            )
    for hidden in known.held:
        parts = crossed.parts(hidden.group, covered_by(programme.periods[hidden.period], known.cuts))
        if parts and not (hidden.period == period and known.tallies.get(hidden.group, Tally({})).n):
            name = f"hidden {hidden.group} {hidden.period}"
            yield SurveyCell(name=name, parts=parts, count=None, amount=0, held=hidden.reason, least=low, most=high)


def _ends(question: Question) -> tuple[int, int]:
    """Return the least and the greatest amount that one answer may add."""
    return question.codes if question.mean else (0, 1)


def _sizes(known: _Known, crossed: Crossed) -> dict[str, int] | None:
    """Return how many answered in each part, where the survey alone parts the respondents."""
    counted = known.survey.counted
    if len(known.here) != 1 or len(crossed.groupings) != len(known.survey.mapping.groups):
        return None
    of_part = counted.tallies[known.index]
    return {f"{name_of(part)}@{known.here[0]}": of_part[part].n if part in of_part else 0 for part in counted.parts}


def _refused(found: str, expected: str, advice: str) -> FaultyInput:
    return refusal("the survey", "", found, expected, f"{advice} Nothing was written.")


def _made(known: _Known, decided: Protected, name: str) -> SurveyFigure:
    """Return the figure of a group as it is shown or hidden."""
    mapping, indicator = known.survey.mapping, known.question.indicator
    why, exposed = decided.hidden.get(name), name in decided.exposed
    if why is not None:
        hidden = Suppressed(
            indicator=indicator,
            period=mapping.period,
            group=name,
            source=mapping.source,
            reason=why,
            survey=mapping.id,
            threshold=known.limits.threshold,
        )
        return SurveyFigure(indicator=indicator, group=name, suppressed=hidden, exposed=exposed)
    shown = _observation(known, name, with_sd=not decided.hidden)
    if name in known.public:
        shown = replace(shown, note=PUBLIC_BEFORE)
    wanted = (name, mapping.period, shown.value, shown.n)
    there = next((one for one in known.before if (one.group, one.period, one.value, one.n) == wanted), None)
    observation = None if there else shown
    return SurveyFigure(indicator=indicator, group=name, observation=observation, there=there, exposed=exposed)


def is_own(mapping: SurveyMapping, one: Suppressed) -> bool:
    """Return whether an import of the survey wrote a row, or may have where the row does not tell."""
    if one.survey is not None:
        return one.survey == mapping.id
    groups = {mapping.all, *(name for grouping in mapping.groups for name in grouping.names)}
    indicators = {question.indicator for question in mapping.questions}
    here = (one.source, one.period) == (mapping.source, mapping.period)
    return here and one.group in groups and one.indicator in indicators


def _crossed(known: _Known) -> Crossed:
    """Return the respondents, parted by the mapping's groupings and by those of what the programme has of them."""
    survey, mapping, programme = known.survey, known.survey.mapping, known.survey.programme
    own, n = set(survey.names), known.tallies[mapping.all].n
    everybody, more = {mapping.all}, dict[str, list[str]]()
    others: list[Observation | Suppressed] = [*known.before, *known.held]
    for one in others:
        group = programme.groups[one.group]
        if one.group in own:
            continue
        size = one.n if isinstance(one, Observation) else n
        holds = any(programme.groups[name].part_of == one.group for name in own if name in programme.groups)
        if holds or (group.part_of is None and size == n and isinstance(one, Observation)):
            everybody.add(one.group)
        else:
            key = group.grouping or f"group {one.group}"
            if one.group not in more.setdefault(key, []):
                more[key].append(one.group)
    mapped = {key: list(one.names) for key, one in zip(survey.groupings, mapping.groups, strict=True)}
    # Other groups of a column that is mapped: their members are in no group of this mapping.
    apart = {key: names for key, names in more.items() if key not in mapped}
    for key in mapped.keys() & more.keys():
        apart[f"rest of {key}"] = more[key]
    parts = survey.counted.parts
    return Crossed(everybody, {**mapped, **apart}, len(known.cuts) - 1, parts, programme.groups, known.here)


def _observation(known: _Known, group: str, *, with_sd: bool) -> Observation:
    """Return a figure; its standard deviation only where nothing is hidden, because it tells of the answers too."""
    mapping, question, tally = known.survey.mapping, known.question, known.tallies[group]
    step = Decimal(mapping.disclosure.round_to)
    sd: str | None = None
    if question.mean:
        value = (Decimal(tally.total) / tally.n).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        sd = None if tally.sd is None or not with_sd else f"{tally.sd:.2f}"
    else:
        percent = Decimal(100 * tally.positive(question)) / tally.n
        value = (percent / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step
        if known.survey.programme.indicators_by_id[question.indicator].unit == "share":
            value /= 100
    return Observation(
        id=identifier(mapping.id, question.indicator, group),
        indicator=question.indicator,
        period=mapping.period,
        value=str(value),
        n=tally.n,
        sd=sd,
        group=group,
        source=mapping.source,
        document=mapping.document,
        place=mapping.place,
        precision="about" if step > 1 and not question.mean else "exact",
        match="derived",
    )


def identifier(survey: str, indicator: str, group: str) -> str:
    """Return the id of a figure; a long one is cut and made unique by its hash.

    >>> identifier("feedback-2024", "helped", "all")
    'feedback-2024-helped-all'
    """
    whole = f"{survey}-{indicator}-{group}"
    if len(whole) <= LONGEST_ID:
        return whole
    mark = hashlib.sha256(whole.encode()).hexdigest()[:10]
    return f"{whole[: LONGEST_ID - len(mark) - 1]}-{mark}"
