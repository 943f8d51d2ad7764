"""The figures of a counted survey, and which of them are hidden."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from kunteko_eval.disclosure.published import PUBLIC_BEFORE
from kunteko_eval.disclosure.suppression import Protected, protect
from kunteko_eval.disclosure.survey_cells import MOST_PARTS
from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.survey.counting import Counted
from kunteko_eval.exchange.survey.known import (
    FEW_WEIGHED,
    KnownFigures,
    Survey,
    crossed_by,
    known,
    other_cells,
    own_cells,
    sizes,
    ties,
)
from kunteko_eval.exchange.survey.mapping import AskedFigure, Question, SurveyMapping
from kunteko_eval.exchange.survey.tally import Tally
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
    survey = Survey(mapping=mapping, counted=counted, programme=programme, groupings=tuple(groupings))
    asked = mapping.asked
    bases = {one.base: [place for place, other in enumerate(asked) if other.base == one.base] for one in asked}
    found = _by_base(survey, bases)
    return tuple(figure for one in asked for figure in found[one.indicator])


def _by_base(survey: Survey, bases: Mapping[str, Sequence[int]]) -> dict[str, list[SurveyFigure]]:
    """Return the figures of each indicator, decided base by base."""
    found: dict[str, list[SurveyFigure]] = {one.indicator: [] for one in survey.mapping.asked}
    for places in bases.values():
        for figure in _base(survey, places):
            found[figure.indicator].append(figure)
    return found


def _base(survey: Survey, places: Sequence[int]) -> list[SurveyFigure]:
    """Return the figures of one base: of each group all are shown, or none."""
    one = known(survey, places)
    crossed, mapping = crossed_by(one), survey.mapping
    indicator = one.asked[0].indicator
    if crossed.is_too_many:
        found = f"{indicator}: {len(survey.counted.parts)} groups crossed with those that the programme has"
        expected = f"at most {MOST_PARTS} parts of the respondents, so that disclosure can be audited"
        raise _refused(found, expected, "Map fewer groupings, or join small groups.")
    own = own_cells(one, crossed)
    if not own:
        return []
    cells = list({cell.name: cell for cell in (*own, *other_cells(one, crossed))}.values())
    margins = tuple(crossed.margins(one.here))
    decided = protect(cells, one.limits, sizes(one, crossed), margins, one.mine, ties=ties(one.asked))
    if not decided.fits:
        listed = ", ".join(each.id for each in one.before) or "the figures"
        found = f"{indicator}: {listed} cannot be of the same respondents as this export"
        expected = f"one export behind all figures of {mapping.source} in {survey.period}"
        advice = "Import the other mapping of this export again too, or give the survey a collection of its own."
        raise _refused(found, expected, advice)
    made = [_made(one, decided, asked, name) for asked in one.asked for name, tally in one.answers.items() if tally.n]
    given = [row for row in one.held if f"hidden {row.group} {row.period}" in decided.exposed]
    return made + [SurveyFigure(indicator=row.indicator, group=row.group, exposed=True) for row in given]


def _refused(found: str, expected: str, advice: str) -> FaultyInput:
    return refusal("the survey", "", found, expected, f"{advice} Nothing was written.")


def _made(one: KnownFigures, decided: Protected, asked: AskedFigure, name: str) -> SurveyFigure:
    """Return the figure of a group as it is shown or hidden."""
    mapping, period, indicator = one.survey.mapping, one.survey.period, asked.indicator
    why, exposed = decided.hidden.get(name), name in decided.exposed
    if why is not None:
        hidden = Suppressed(
            indicator=indicator,
            period=period,
            group=name,
            source=mapping.source,
            reason=why,
            survey=mapping.id,
            threshold=one.limits.threshold,
        )
        return SurveyFigure(indicator=indicator, group=name, suppressed=hidden, exposed=exposed)
    shown = _observation(one, asked, name, is_whole=not decided.hidden)
    if name in one.public:
        shown = replace(shown, note=PUBLIC_BEFORE)
    wanted = (indicator, name, period, shown.value, shown.n)
    same = (each for each in one.before if (each.indicator, each.group, each.period, each.value, each.n) == wanted)
    there = next(same, None)
    observation = None if there else shown
    return SurveyFigure(indicator=indicator, group=name, observation=observation, there=there, exposed=exposed)


def _observation(one: KnownFigures, asked: AskedFigure, group: str, *, is_whole: bool) -> Observation:
    """Return a figure; its standard deviation only where nothing is hidden, because it tells of the answers too."""
    mapping, tally = one.survey.mapping, one.tallies[asked.indicator][group]
    is_weighed = mapping.weight is not None
    is_coarse = is_weighed and not (is_whole and tally.n >= FEW_WEIGHED)
    step = Decimal(5) if is_coarse and not asked.question.mean else Decimal(mapping.disclosure.round_to)
    sd: str | None = None
    if asked.question.mean:
        places = Decimal("0.1") if is_coarse else Decimal("0.01")
        value = _mean(asked.question, tally, weighed=is_weighed).quantize(places, ROUND_HALF_EVEN)
        sd = None if tally.sd is None or is_weighed or not is_whole else f"{tally.sd / asked.question.parts:.2f}"
    else:
        percent = _percent(asked.question, tally, weighed=is_weighed)
        value = (percent / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step
        if one.survey.programme.indicators_by_id[asked.indicator].unit == "share":
            value /= 100
    return Observation(
        id=identifier(mapping.id, asked.indicator, group),
        indicator=asked.indicator,
        period=one.survey.period,
        value=str(value),
        n=tally.n,
        n_effective=round(tally.effective, 1) if is_weighed else None,
        sd=sd,
        group=group,
        source=mapping.source,
        document=mapping.document,
        place=mapping.place,
        precision="about" if step > 1 and not asked.question.mean else "exact",
        match="derived",
    )


def _mean(question: Question, tally: Tally, *, weighed: bool) -> Decimal:
    """Return the mean of the answers, in points of the scale."""
    if weighed:
        return Decimal(str(round(tally.weighted_total / tally.weight / question.parts, 9)))
    return Decimal(tally.total) / (tally.n * question.parts)


def _percent(question: Question, tally: Tally, *, weighed: bool) -> Decimal:
    """Return the share of yeses, in per cent."""
    if weighed:
        return Decimal(str(round(100 * tally.weighted_positive(question) / tally.weight, 9)))
    return Decimal(100 * tally.positive(question)) / tally.n


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
