"""The figures of an export that holds several waves: each wave is decided beside those before it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from kunteko_eval.exchange.survey.counting import Counted
from kunteko_eval.exchange.survey.figures import SurveyFigure, figures
from kunteko_eval.exchange.survey.known import is_own
from kunteko_eval.exchange.survey.mapping import SurveyMapping
from kunteko_eval.model.evidence import Suppressed
from kunteko_eval.model.programme import ProgrammeData


def wave_mappings(mapping: SurveyMapping) -> tuple[SurveyMapping, ...]:
    """Return the mapping of each wave, with an id of its own; the mapping itself where it has none."""
    if not mapping.waves:
        return (mapping,)
    return tuple(
        replace(mapping, id=f"{mapping.id}-{one.period}", period=one.period, waves=(), invited=one.invited)
        for one in mapping.waves
    )


def is_of_survey(mapping: SurveyMapping, one: Suppressed, periods: Collection[str]) -> bool:
    """Return whether an import of the survey hid a figure, in this wave or that, or in one that it has no more.

    Args:
        mapping: The survey.
        one: A row of ``suppressed.csv``.
        periods: The periods of the programme.
    """
    if one.survey is not None:
        return one.survey == mapping.id or one.survey in {f"{mapping.id}-{period}" for period in periods}
    return any(is_own(wave, one) for wave in wave_mappings(mapping))


def figures_of_waves(
    mapping: SurveyMapping, counted: Sequence[Counted], programme: ProgrammeData, groupings: Sequence[str]
) -> tuple[SurveyFigure, ...]:
    """Return the figures of every wave, as `figures` does; what a wave shows is known when the next is decided.

    Args:
        mapping: How the export was read.
        counted: The answers of each wave, or of everybody.
        programme: The programme.
        groupings: The id of each grouping of the mapping.

    Raises:
        FaultyInput: As `figures` does.
    """
    if not mapping.waves:
        return figures(mapping, counted[0], programme, groupings)
    own = [one for one in programme.suppressed if is_of_survey(mapping, one, programme.periods)]
    observations = [one for one in programme.observations if not one.id.startswith(f"{mapping.id}-")]
    suppressed = [one for one in programme.suppressed if one not in own]
    made: list[SurveyFigure] = []
    for wave, answers in zip(wave_mappings(mapping), counted, strict=True):
        mine = [replace(one, survey=wave.id) for one in own if one.period == wave.period]
        there = replace(programme, observations=tuple(observations), suppressed=(*suppressed, *mine))
        found = figures(wave, answers, there, groupings)
        observations += [one.observation for one in found if one.observation is not None]
        suppressed += [one.suppressed for one in found if one.suppressed is not None]
        made += found
    return tuple(made)
