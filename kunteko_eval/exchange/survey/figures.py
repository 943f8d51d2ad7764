"""The figures of a counted survey, and which of them are hidden."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from kunteko_eval.disclosure.published import PUBLIC_BEFORE
from kunteko_eval.disclosure.suppression import Protected, protect
from kunteko_eval.disclosure.survey_cells import (
    MOST_PARTS,
    Crossed,
    Limits,
    ObservedParts,
    SurveyCell,
    Why,
    amounts,
    covered_by,
    cuts_of,
    name_of,
    overlap,
)
from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.survey.counting import Counted, Tally
from kunteko_eval.exchange.survey.mapping import Question, SurveyMapping
from kunteko_eval.model.evidence import Observation, Suppressed
from kunteko_eval.model.period import Period
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
    found: list[SurveyFigure] = []
    for index, question in enumerate(mapping.questions):
        found += _question(mapping, counted, programme, index, question, groupings)
    return tuple(found)


def _question(
    mapping: SurveyMapping,
    counted: Counted,
    programme: ProgrammeData,
    index: int,
    question: Question,
    groupings: Sequence[str],
) -> list[SurveyFigure]:
    rules = mapping.disclosure
    threshold = rules.sensitive_threshold if question.sensitive else rules.threshold
    limits = Limits(threshold=threshold, alike=max(rules.alike, threshold))
    public = {one.group for one in rules.already_public if one.indicator == question.indicator}
    span = programme.periods[mapping.period]
    spans = _spans(mapping, programme, question, span)
    before = [one for one in _before(mapping, programme, question) if one.n is not None and one.period in spans]
    mine, held = _held(mapping, programme, question, spans)
    cuts = cuts_of(programme.periods[name] for name in (*spans, mapping.period))
    here = covered_by(span, cuts)
    names = [mapping.all, *dict.fromkeys(name for one in mapping.groups for name in one.names)]
    tallies = {name: counted.of(index, None if name == mapping.all else name) for name in names}
    crossed = _crossed(mapping, counted, programme, groupings, tallies[mapping.all].n, [*before, *held], cuts, here)
    if crossed.is_too_many:
        found = f"{question.indicator}: {len(counted.parts)} groups crossed with those that the programme has"
        expected = f"at most {MOST_PARTS} parts of the respondents, so that disclosure can be audited"
        raise FaultyInput([_fault(found, expected, "Map fewer groupings, or join small groups.")])
    low, high = question.codes if question.mean else (0, 1)
    scale: dict[str, Any] = {"least": low, "most": high}
    cells = []
    for name, tally in tallies.items():
        if tally.n:
            why: Why | None = next(
                (one.reason for one in held if (one.group, one.period) == (name, mapping.period)), None
            )
            amount = _amount(question, tally)
            parts = crossed.parts(name, here)
            cells.append(
                SurveyCell(
                    name=name, parts=parts, count=tally.n, amount=amount, public=name in public, held=why, **scale
                )
            )
    if not cells:
        return []
    for one in before:
        parts = crossed.parts(one.group, covered_by(programme.periods[one.period], cuts))
        if parts and one.n is not None:
            least, most = amounts(one, programme.indicators_by_id[one.indicator], one.n)
            cells.append(
                SurveyCell(
                    name=f"known {one.id}", parts=parts, count=one.n, amount=least, upto=most, public=True, **scale
                )
            )
    for hidden in held:
        parts = crossed.parts(hidden.group, covered_by(programme.periods[hidden.period], cuts))
        if parts and not (hidden.period == mapping.period and tallies.get(hidden.group, _NOBODY).n):
            name = f"hidden {hidden.group} {hidden.period}"
            cells.append(SurveyCell(name=name, parts=parts, count=None, amount=0, held=hidden.reason, **scale))
    cells = list({cell.name: cell for cell in cells}.values())
    sizes = None
    if len(here) == 1 and len(crossed.groupings) == len(mapping.groups):
        of_part = counted.tallies[index]
        sizes = {f"{name_of(part)}@{here[0]}": of_part[part].n if part in of_part else 0 for part in counted.parts}
    decided = protect(cells, limits, sizes, tuple(crossed.margins(here)), mine)
    if not decided.fits:
        listed = ", ".join(one.id for one in before) or "the figures"
        found = f"{question.indicator}: {listed} cannot be of the same respondents as this export"
        expected = f"one export behind all figures of {mapping.source} in {mapping.period}"
        advice = "Import the other mapping of this export again too, or give the survey a collection of its own."
        raise FaultyInput([_fault(found, expected, advice)])
    made = _made(mapping, programme, question, tallies, decided, before, threshold)
    given = [one for one in held if f"hidden {one.group} {one.period}" in decided.exposed]
    return made + [SurveyFigure(indicator=one.indicator, group=one.group, exposed=True) for one in given]


_NOBODY = Tally({})


def _fault(found: str, expected: str, advice: str) -> Fault:
    return Fault(file="the survey", place="", found=found, expected=expected, advice=f"{advice} Nothing was written.")


def _made(
    mapping: SurveyMapping,
    programme: ProgrammeData,
    question: Question,
    tallies: Mapping[str, Tally],
    decided: Protected,
    before: Sequence[Observation],
    threshold: int,
) -> list[SurveyFigure]:
    """Return the figures as they are shown or hidden."""
    made = []
    for name, tally in tallies.items():
        if not tally.n:
            continue
        why, exposed = decided.hidden.get(name), name in decided.exposed
        if why is None:
            shown = _observation(mapping, programme, question, name, tally, with_sd=not decided.hidden)
            if any(
                (one.indicator, one.group) == (question.indicator, name) for one in mapping.disclosure.already_public
            ):
                shown = replace(shown, note=PUBLIC_BEFORE)
            there = next(
                (one for one in before if (one.group, one.period) == (name, mapping.period) and _same(one, shown)), None
            )
            made.append(
                SurveyFigure(
                    indicator=question.indicator,
                    group=name,
                    observation=None if there else shown,
                    there=there,
                    exposed=exposed,
                )
            )
            continue
        hidden = Suppressed(
            indicator=question.indicator,
            period=mapping.period,
            group=name,
            source=mapping.source,
            reason=why,
            survey=mapping.id,
            threshold=threshold,
        )
        made.append(SurveyFigure(indicator=question.indicator, group=name, suppressed=hidden, exposed=exposed))
    return made


def _same(one: Observation, other: Observation) -> bool:
    return (one.value, one.n) == (other.value, other.n)


def _before(mapping: SurveyMapping, programme: ProgrammeData, question: Question) -> list[Observation]:
    """Return the figures of the same source and indicator, without those that are replaced."""
    return [
        one
        for one in programme.observations_of[question.indicator]
        if one.source == mapping.source and not one.id.startswith(f"{mapping.id}-")
    ]


def _spans(mapping: SurveyMapping, programme: ProgrammeData, question: Question, span: Period) -> set[str]:
    """Return the periods of figures, shown or hidden, that overlap the span, or overlap one that does, and so on."""
    hidden = [
        one for one in programme.suppressed if (one.source, one.indicator) == (mapping.source, question.indicator)
    ]
    left = {one.period for one in _before(mapping, programme, question)} | {one.period for one in hidden}
    found, reached = {mapping.period}, [span]
    while reached:
        here = reached.pop()
        near = {name for name in left - found if overlap(programme.periods[name], here)}
        found |= near
        reached += [programme.periods[name] for name in sorted(near)]
    return found


def _held(
    mapping: SurveyMapping, programme: ProgrammeData, question: Question, spans: set[str]
) -> tuple[dict[str, Why], list[Suppressed]]:
    """Return what an earlier import of this survey hid, by group, and what others hid of the same respondents."""
    rows = [
        one
        for one in programme.suppressed
        if (one.source, one.indicator) == (mapping.source, question.indicator) and one.period in spans
    ]
    mine = [one for one in rows if is_own(mapping, one)]
    return {one.group: "complementary" for one in mine}, [one for one in rows if one not in mine]


def is_own(mapping: SurveyMapping, one: Suppressed) -> bool:
    """Return whether an import of the survey wrote a row, or may have where the row does not tell."""
    if one.survey is not None:
        return one.survey == mapping.id
    groups = {mapping.all, *(name for grouping in mapping.groups for name in grouping.names)}
    indicators = {question.indicator for question in mapping.questions}
    here = (one.source, one.period) == (mapping.source, mapping.period)
    return here and one.group in groups and one.indicator in indicators


def _crossed(
    mapping: SurveyMapping,
    counted: Counted,
    programme: ProgrammeData,
    groupings: Sequence[str],
    n: int,
    others: Sequence[Observation | Suppressed],
    cuts: Sequence[datetime.date],
    here: Sequence[int],
) -> Crossed:
    """Return the respondents, parted by the mapping's groupings and by those of what the programme has of them."""
    own = {name for one in mapping.groups for name in one.names} | {mapping.all}
    everybody, more = {mapping.all}, dict[str, list[str]]()
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
    mapped = {key: list(one.names) for key, one in zip(groupings, mapping.groups, strict=True)}
    # Other groups of a column that is mapped: their members are in no group of this mapping.
    apart = {key: names for key, names in more.items() if key not in mapped}
    for key in mapped.keys() & more.keys():
        apart[f"rest of {key}"] = more[key]
    observed = ObservedParts(kinds=counted.parts, stretches=frozenset(here))
    return Crossed(everybody, {**mapped, **apart}, len(cuts) - 1, programme.groups, observed)


def _amount(question: Question, tally: Tally) -> float:
    return tally.total if question.mean else tally.positive(question)


def _observation(
    mapping: SurveyMapping, programme: ProgrammeData, question: Question, group: str, tally: Tally, *, with_sd: bool
) -> Observation:
    """Return a figure; its standard deviation only where nothing is hidden, because it tells of the answers too."""
    step = Decimal(mapping.disclosure.round_to)
    sd: str | None = None
    if question.mean:
        value = (Decimal(tally.total) / tally.n).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        sd = None if tally.sd is None or not with_sd else f"{tally.sd:.2f}"
    else:
        percent = Decimal(100 * tally.positive(question)) / tally.n
        value = (percent / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step
        if programme.indicators_by_id[question.indicator].unit == "share":
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
    import hashlib

    whole = f"{survey}-{indicator}-{group}"
    if len(whole) <= LONGEST_ID:
        return whole
    mark = hashlib.sha256(whole.encode()).hexdigest()[:10]
    return f"{whole[: LONGEST_ID - len(mark) - 1]}-{mark}"
