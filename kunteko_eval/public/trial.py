"""A trial: a period rated under other assumptions than those that are recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.scenario import Scenario, apply
from kunteko_eval.reading.scenario_reader import scenario_faults

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a trial changes; see `Result.what_if`."""

    cuts: Mapping[str, float | None]
    pooling: str | None
    expectations: Mapping[str, float]
    floors: Mapping[str, float]
    without_sources: Sequence[str]
    without_groups: Sequence[str]


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
            {"convention": name, "expected": trial.expectations.get(name), "floor": trial.floors.get(name)}
            for name in dict.fromkeys([*trial.expectations, *trial.floors])
        ],
        "without_sources": list(trial.without_sources),
        "without_groups": list(trial.without_groups),
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
