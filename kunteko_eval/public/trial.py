"""A trial: a period rated under other assumptions than those that are recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.scenario import Scenario, apply
from kunteko_eval.reading.scenario_reader import scenario_faults

T = TypeVar("T")


Expected = Mapping[str | tuple[str, str], float]
"""Numbers of conventions by their id, or of one element's by the element's and the convention's ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a trial changes; see `Result.what_if`."""

    cuts: Mapping[str, float | None]
    pooling: str | None
    expectations: Expected
    floors: Expected
    without_sources: Sequence[str]
    without_groups: Sequence[str]
    figures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    without_evidence: Sequence[str] = ()
    added_figures: Sequence[Mapping[str, Any]] = ()
    added_findings: Sequence[Mapping[str, Any]] = ()
    grade_cuts: Mapping[str, float] = field(default_factory=dict)


def tried(core: ProgrammeData, rubric: Rubric, trial: Trial) -> tuple[ProgrammeData, Rubric]:
    """Return a programme and a rubric as a trial has them.

    Raises:
        FaultyInput: With everything that does not fit.
    """
    given: dict[str, Any] = {
        "schema": 1,
        "id": "what-if",
        "title": "What if",
        "programme": core.id,
        "reason": "What if",
        "expectations": [
            {**_named(name), "expected": trial.expectations.get(name), "floor": trial.floors.get(name)}
            for name in dict.fromkeys([*trial.expectations, *trial.floors])
        ],
        "without_sources": list(trial.without_sources),
        "without_groups": list(trial.without_groups),
        "figures": [{"id": name, **_numbers(one)} for name, one in trial.figures.items()],
        "codes": [{"finding": name, **one} for name, one in trial.codes.items()],
        "without_evidence": list(trial.without_evidence),
        "added_figures": [_numbers(one) for one in trial.added_figures],
        "added_findings": [dict(one) for one in trial.added_findings],
        "grade_cuts": [{"grade": name, "cut": cut} for name, cut in trial.grade_cuts.items()],
    }
    if trial.pooling is not None:
        given["pooling"] = trial.pooling
    if any(cut is not None for cut in trial.cuts.values()):
        in_force = {"green": rubric.cut_green, "yellow": rubric.cut_yellow, "red": rubric.cut_red}
        given["cut_points"] = {name: in_force[name] if cut is None else cut for name, cut in trial.cuts.items()}
    scenario = _scenario(given)
    faults = list(scenario_faults(scenario, _Call(), core, rubric))
    if faults:
        raise FaultyInput(faults)
    return apply(scenario, core, rubric)


def _named(name: str | tuple[str, str]) -> dict[str, str]:
    """Return what an expectation is of."""
    return {"convention": name} if isinstance(name, str) else {"element": name[0], "convention": name[1]}


def _numbers(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a figure; a number stands for itself as it is written."""
    return {key: str(value) if key in {"value", "value_to"} else value for key, value in one.items()}


class _Call:
    """The call of `what_if`, as the place of its faults."""

    def fault(self, location: tuple[int | str, ...], found: str, expected: str, advice: str = "") -> Fault:
        return Fault(file="what_if", place=".".join(map(str, location)), found=found, expected=expected, advice=advice)

    def numbered(self, location: tuple[int | str, ...], items: Sequence[T]) -> Iterator[tuple[int, T]]:
        return enumerate(items)


def _scenario(given: Mapping[str, Any]) -> Scenario:
    try:
        return Scenario(**given)
    except ValidationError as error:
        faults = [_Call().fault(one["loc"], repr(one["input"]), one["msg"]) for one in error.errors()]
        raise FaultyInput(faults) from error
