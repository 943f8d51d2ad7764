"""Why a change cannot be, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from kunteko_eval.errors import Fault, KuntekoError
from kunteko_eval.files.validation import Location
from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.model.units import OwnUnit
from kunteko_eval.reading.figure_checks import figure_problems, limits
from kunteko_eval.reading.scenario import Scenario, with_cuts
from kunteko_eval.reading.scenario_reader import scenario_faults
from kunteko_eval.reading.unit_checks import bounds_of
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.language import N_, Language
from kunteko_eval.workbench.state import Recorded
from kunteko_eval.workbench.words import DIRECTIONS, EXTENTS

T = TypeVar("T")


class Refused(KuntekoError, ValueError):
    """Something cannot be done; nothing was changed.

    Attributes:
        reasons: Why, a sentence each, in the language of whoever asked.
    """

    def __init__(self, reasons: Sequence[str]) -> None:
        """Keep the sentences."""
        self.reasons = tuple(reasons)
        super().__init__(" ".join(self.reasons))


class _Screen:
    """The workbench, as the place of faults."""

    def fault(self, location: Location, found: str, expected: str, advice: str = "") -> Fault:
        place = ".".join(map(str, location))
        return Fault(file="workbench", place=place, found=found, expected=expected, advice=advice)

    def numbered(self, location: Location, items: Sequence[T]) -> Iterator[tuple[int, T]]:
        return enumerate(items)


def require_possible(say: Language, scenario: Scenario, recorded: Recorded) -> None:
    """Refuse a scenario that does not fit what is recorded.

    Raises:
        Refused: With everything that does not fit.
    """
    faults = list(scenario_faults(scenario, _Screen(), recorded.programme, recorded.rubric))
    if faults:
        told = list(dict.fromkeys(_in_words(say, scenario, recorded)))
        raise Refused(told or [str(fault) for fault in faults])


def _in_words(say: Language, scenario: Scenario, recorded: Recorded) -> Iterator[str]:
    """Yield what is wrong with the numbers and codes that a person can give with the controls."""
    cuts, most = scenario.cut_points, recorded.rubric.cap_high
    if cuts is not None and not cuts.red < cuts.yellow < cuts.green:
        yield say("The cut-points must rise: red, yellow, green. Nothing was changed.")
    elif cuts is not None and cuts.green > most:
        yield say("A cut-point can be at most {most}. Nothing was changed.", most=say.number(most, 2))
    own = with_cuts(scenario, recorded.programme.chain.grades, recorded.rubric).scale.cuts
    if scenario.grade_cuts and list(own) != sorted(set(own), reverse=True):
        yield say("The cut-points must fall from the best grade on. Nothing was changed.")
    elif scenario.grade_cuts and own[0] > most:
        yield say("A cut-point can be at most {most}. Nothing was changed.", most=say.number(most, 2))
    yield from _expectations(say, scenario, recorded)
    programme = recorded.programme
    rows = [one.instead_of(found) for one in scenario.figures if (found := programme.observations_by_id.get(one.id))]
    for row in (*rows, *(one.as_observation() for one in scenario.added_figures)):
        if (indicator := programme.indicators_by_id.get(row.indicator)) is not None:
            yield from figure_words(say, row, indicator, programme.units)
    codes = [one.instead_of(programme)[0] for one in scenario.codes if one.finding in programme.findings_by_id]
    for code in (*codes, *(one.as_coding() for one in scenario.added_findings)):
        if not code.sound:
            message = N_("“{direction}” does not go with the extent “{extent}”. Nothing was changed.")
            direction, extent = say(DIRECTIONS[code.direction]), say(EXTENTS[code.extent])
            yield say(message, direction=direction, extent=extent)


def _expectations(say: Language, scenario: Scenario, recorded: Recorded) -> Iterator[str]:
    known = recorded.programme.chain.conventions_by_id
    for one in scenario.expectations:
        base = known.get(one.convention)
        if base is None or not isinstance(base.expected, float):
            continue
        tried = one.instead_of(base)
        upward = base.expected > base.floor
        if tried.expected == tried.floor or (float(tried.expected) > tried.floor) != upward:
            message = N_("The expectation must lie on the better side of the floor, {floor}. Nothing was changed.")
            yield say(message, floor=say.number(tried.floor, max(2, decimals_of(tried.floor))))
            continue
        low, high = bounds_of(base.applies_to, recorded.programme.units)
        if not (low <= tried.floor <= high and low <= float(tried.expected) <= high):
            yield _between(say, low, high)


def figure_words(say: Language, row: Observation, indicator: Indicator, units: Mapping[str, OwnUnit]) -> Iterator[str]:
    """Yield what is wrong with an observation's numbers."""
    low, high = limits(indicator, units)
    for column, found, _, _ in figure_problems(row, indicator, units):
        if column == "value_to" and row.value_to is not None and float(row.value_to) <= row.number:
            yield say("The upper end of a range must be more than its lower end. Nothing was changed.")
        elif not low <= float(row.value_to or row.value if column == "value_to" else row.value) <= high:
            yield _between(say, low, high)
        elif indicator.unit == "count" and not found.isdigit():
            yield say("A count is a whole number. Nothing was changed.")
        elif indicator.unit in units:
            most = units[indicator.unit].decimals or 0
            yield say("The number can have at most {most} decimals. Nothing was changed.", most=most)


def _between(say: Language, low: float, high: float) -> str:
    least, most = (say.number(end, decimals_of(end)) if math.isfinite(end) else "" for end in (low, high))
    if not least:
        return say("The number can be at most {most}. Nothing was changed.", most=most)
    if not most:
        return say("The number must be at least {least}. Nothing was changed.", least=least)
    return say("The number must lie between {least} and {most}. Nothing was changed.", least=least, most=most)
