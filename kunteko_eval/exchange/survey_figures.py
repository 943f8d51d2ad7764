"""The figures of a counted survey, and which of them are hidden."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from kunteko_eval.exchange.survey_count import Counted, Tally
from kunteko_eval.exchange.survey_mapping import Question, SurveyMapping
from kunteko_eval.method.disclosure import Cell, Limits, protect
from kunteko_eval.model.evidence import Observation, Suppressed
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import Programme

LONGEST_ID = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a survey: shown or hidden.

    Attributes:
        exposed: Whether it should be hidden and is not, because it is public already.
    """

    indicator: str
    group: str
    observation: Observation | None = None
    suppressed: Suppressed | None = None
    exposed: bool = False


def figures(mapping: SurveyMapping, counted: Counted, programme: Programme) -> tuple[Figure, ...]:
    """Return the figure of every question and group that has an answer, the small ones and their givers-away hidden.

    Figures of the same source that the programme has already, of the same or of overlapping spans of time, are what an
    attacker knows too; those of an earlier import of this survey are not, because they are replaced.
    """
    found: list[Figure] = []
    for index, question in enumerate(mapping.questions):
        found += _question(mapping, counted, programme, index, question)
    return tuple(found)


def _question(
    mapping: SurveyMapping, counted: Counted, programme: Programme, index: int, question: Question
) -> list[Figure]:
    rules = mapping.disclosure
    threshold = rules.sensitive_threshold if question.sensitive else rules.threshold
    limits = Limits(threshold=threshold, alike=max(rules.alike, threshold))
    public = {one.group for one in rules.already_public if one.indicator == question.indicator}
    span = programme.periods[mapping.period]
    before = _before(mapping, programme, question, span)
    cuts = _cuts([span, *(programme.periods[one.period] for one in before)])
    names = list(dict.fromkeys(group for grouping in mapping.groups for group in grouping.values.values()))
    members = {mapping.all: counted.parts, **{name: [part for part in counted.parts if name in part] for name in names}}
    tallies = {name: counted.of(index, None if name == mapping.all else name) for name in members}
    cells = [
        _cell(
            question,
            name,
            members[name],
            _covered(span, cuts),
            tally.n,
            _amount(question, tally),
            public=name in public,
        )
        for name, tally in tallies.items()
        if tally.n
    ]
    if not cells:
        return []
    for one in before:
        if one.n is not None and members.get(one.group):
            covered = _covered(programme.periods[one.period], cuts)
            amount = _amount_of(one, programme, one.n)
            cells.append(_cell(question, f"known {one.id}", members[one.group], covered, one.n, amount, public=True))
    covered = _covered(span, cuts)
    sizes = None
    if len(covered) == 1:
        of_part = counted.tallies[index]
        sizes = {_part(part, covered[0]): of_part[part].n if part in of_part else 0 for part in counted.parts}
    decided = protect(cells, limits, sizes)
    made: list[Figure] = []
    for name, tally in tallies.items():
        if not tally.n:
            continue
        why = decided.hidden.get(name)
        if why is None:
            shown = _observation(mapping, programme, question, name, tally)
            exposed = name in decided.exposed
            made.append(Figure(indicator=question.indicator, group=name, observation=shown, exposed=exposed))
            continue
        hidden = Suppressed(
            indicator=question.indicator, period=mapping.period, group=name, source=mapping.source, reason=why
        )
        made.append(
            Figure(indicator=question.indicator, group=name, suppressed=hidden, exposed=name in decided.exposed)
        )
    return made


def _before(mapping: SurveyMapping, programme: Programme, question: Question, span: Period) -> list[Observation]:
    """Return the figures of the same source and indicator whose spans overlap, without those that are replaced."""
    return [
        one
        for one in programme.observations_of[question.indicator]
        if one.source == mapping.source
        and not one.id.startswith(f"{mapping.id}-")
        and programme.periods[one.period].start <= span.end
        and span.start <= programme.periods[one.period].end
    ]


def _cuts(spans: Iterable[Period]) -> list[datetime.date]:
    """Return the days on which any of the spans begins, or has just ended."""
    return sorted({day for one in spans for day in (one.start, one.end + datetime.timedelta(days=1))})


def _covered(span: Period, cuts: Sequence[datetime.date]) -> list[int]:
    """Return the stretches between the cuts that lie within a span."""
    return [index for index, cut in enumerate(cuts) if span.start <= cut <= span.end]


def _part(part: tuple[str, ...], stretch: int) -> str:
    return f"{'/'.join(part) or 'everybody'}@{stretch}"


def _cell(
    question: Question,
    name: str,
    members: Iterable[tuple[str, ...]],
    stretches: Iterable[int],
    n: int,
    amount: float,
    *,
    public: bool,
) -> Cell:
    low, high = question.codes if question.mean else (0, 1)
    stretches = list(stretches)
    parts = frozenset(_part(part, stretch) for part in members for stretch in stretches)
    return Cell(name=name, parts=parts, count=n, amount=amount, least=low, most=high, public=public)


def _amount(question: Question, tally: Tally) -> float:
    return tally.total if question.mean else tally.positive(question)


def _amount_of(one: Observation, programme: Programme, n: int) -> float:
    """Return the amount that a published figure stands for."""
    unit = programme.indicators_by_id[one.indicator].unit
    return one.number * n if unit == "grade" else round(one.number * n / (100 if unit == "percent" else 1))


def _observation(
    mapping: SurveyMapping, programme: Programme, question: Question, group: str, tally: Tally
) -> Observation:
    step = Decimal(mapping.disclosure.round_to)
    sd: str | None = None
    if question.mean:
        value = (Decimal(tally.total) / tally.n).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        sd = None if tally.sd is None else f"{tally.sd:.2f}"
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
