"""What a person can change: each change is a frozen value that makes a new state of an old one.

What is put back to its recorded value is no longer tried, so that a state says what differs and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from kunteko_eval.model.coding import SCALE
from kunteko_eval.reading.evidence_edits import AddedFigure, AddedFinding, TriedCode, TriedFigure
from kunteko_eval.reading.scenario import CutPoints, Scenario, TriedCut, TriedExpectation
from kunteko_eval.workbench.state import Recorded, TrialState, named

T = TypeVar("T")
PRECISION = 6
"""Decimals of a number that a control gives; a slider's own arithmetic is finer than anybody's meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCutPoint:
    """The least achievement for a colour, or for a grade of the programme's own scale."""

    colour: str
    value: float

    def on(self, state: TrialState, recorded: Recorded) -> TrialState:
        """Return the state with it."""
        rubric, grades = recorded.rubric, recorded.programme.chain.grades
        if grades:
            tried_cut = TriedCut(grade=self.colour, cut=round(self.value, PRECISION))
            same = any((one.id, one.cut) == (tried_cut.grade, tried_cut.cut) for one in grades)
            cuts = _put(state.scenario.grade_cuts, None if same else tried_cut, lambda one: one.grade == self.colour)
            return _with(state, grade_cuts=cuts)
        in_force = CutPoints(green=rubric.cut_green, yellow=rubric.cut_yellow, red=rubric.cut_red)
        tried = replace(state.scenario.cut_points or in_force, **{self.colour: round(self.value, PRECISION)})
        return _with(state, cut_points=None if tried == in_force else tried)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPooling:
    """The rule of pooling: median, mean or geometric-mean."""

    rule: str

    def on(self, state: TrialState, recorded: Recorded) -> TrialState:
        """Return the state with it."""
        return _with(state, pooling=None if self.rule == recorded.rubric.pooling else self.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetExpectation:
    """The expectation or the floor of a convention, or of one element that is held against it; None leaves it."""

    convention: str
    element: str | None = None
    expected: float | None = None
    floor: float | None = None

    def on(self, state: TrialState, recorded: Recorded) -> TrialState:
        """Return the state with it; for one element, what differs from what is tried of the whole convention."""
        old = next((one for one in state.scenario.expectations if self._same(one)), None)
        base = recorded.programme.chain.conventions_by_id.get(self.convention)
        whole = next(
            (one for one in state.scenario.expectations if (one.convention, one.element) == (self.convention, None)),
            None,
        )
        if base is not None and whole is not None and self.element is not None:
            base = whole.instead_of(base)
        ends: dict[str, float | None] = {}
        for key, given in (("expected", self.expected), ("floor", self.floor)):
            kept = getattr(old, key) if old is not None and given is None else given
            kept = None if kept is None else round(kept, PRECISION)
            ends[key] = None if base is not None and kept == getattr(base, key) else kept
        fresh = TriedExpectation(convention=self.convention, element=self.element, **ends)
        idle = ends == {"expected": None, "floor": None}
        return _with(state, expectations=_put(state.scenario.expectations, None if idle else fresh, self._same))

    def _same(self, one: TriedExpectation) -> bool:
        return (one.convention, one.element) == (self.convention, self.element)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOut:
    """A source, a respondent group, or one row of evidence that is left out, or taken in again."""

    kind: Literal["source", "group", "row"]
    name: str
    out: bool = True

    def on(self, state: TrialState, recorded: Recorded) -> TrialState:
        """Return the state with it; an added row that is left out is gone."""
        scenario = state.scenario
        if self.kind == "row" and self.out and _added(scenario, self.name) is not None:
            return _with(
                state,
                added_figures=tuple(one for one in scenario.added_figures if one.id != self.name),
                added_findings=tuple(one for one in scenario.added_findings if one.id != self.name),
            )
        key = {"source": "without_sources", "group": "without_groups", "row": "without_evidence"}[self.kind]
        left: tuple[str, ...] = tuple(one for one in getattr(scenario, key) if one != self.name)
        return _with(state, **{key: (*left, self.name) if self.out else left})


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFigure:
    """Other numbers of an observation, recorded or added; None leaves one, 0 for n says that it is not known."""

    row: str
    value: str | None = None
    value_to: str | None = None
    n: int | None = None

    def on(self, state: TrialState, recorded: Recorded) -> TrialState:
        """Return the state with it."""
        scenario = state.scenario
        added = next((one for one in scenario.added_figures if one.id == self.row), None)
        if added is not None:
            n = added.n if self.n is None else self.n or None
            fresh_row = replace(added, value=added.value if self.value is None else self.value, n=n)
            return _with(state, added_figures=_put(scenario.added_figures, fresh_row, lambda one: one.id == self.row))
        old = next((one for one in scenario.figures if one.id == self.row), TriedFigure(id=self.row))
        given: dict[str, Any] = {"value": self.value, "value_to": self.value_to, "n": self.n}
        tried = TriedFigure(
            id=self.row, **{key: getattr(old, key) if new is None else new for key, new in given.items()}
        )
        base = recorded.programme.observations_by_id.get(self.row)
        if base is not None:
            fresh = tried.instead_of(base)
            same: dict[str, Any] = {key: None for key in given if getattr(base, key) == getattr(fresh, key)}
            tried = replace(tried, **same)
        fresh_or_none = None if tried == TriedFigure(id=self.row) else tried
        return _with(state, figures=_put(scenario.figures, fresh_or_none, lambda one: one.id == self.row))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCode:
    """Another direction, extent or credibility of a finding, recorded or added; None leaves one."""

    row: str
    direction: str | None = None
    extent: str | None = None
    credibility: int | None = None

    def on(self, state: TrialState, recorded: Recorded) -> TrialState:
        """Return the state with it; an extent that cannot go with a new direction becomes *not said*."""
        scenario = state.scenario
        given: dict[str, Any] = {
            "direction": self.direction,
            "extent": self.extent,
            "credibility": self.credibility,
        }
        added = next((one for one in scenario.added_findings if one.id == self.row), None)
        used = recorded.programme.coded.get(self.row)
        if self.direction is not None and self.extent is None:
            held = added or next((one for one in scenario.codes if one.finding == self.row), None)
            extent = (held and held.extent) or (used and used.extent) or "not-said"
            given["extent"] = extent if (self.direction, extent) in SCALE else "not-said"
        if added is not None:
            fresh = replace(added, **{key: new for key, new in given.items() if new is not None})
            return _with(state, added_findings=_put(scenario.added_findings, fresh, lambda one: one.id == self.row))
        old = next((one for one in scenario.codes if one.finding == self.row), TriedCode(finding=self.row))
        tried = replace(old, **{key: new for key, new in given.items() if new is not None})
        if used is not None:
            same: dict[str, Any] = {key: None for key in given if getattr(tried, key) == getattr(used, key)}
            tried = replace(tried, **same)
        fresh_or_none = None if tried == TriedCode(finding=self.row) else tried
        return _with(state, codes=_put(scenario.codes, fresh_or_none, lambda one: one.finding == self.row))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRow:
    """A what-if observation or finding; one of the same id is replaced."""

    row: AddedFigure | AddedFinding

    def on(self, state: TrialState, recorded: Recorded) -> TrialState:
        """Return the state with it."""
        key = "added_figures" if isinstance(self.row, AddedFigure) else "added_findings"
        rows = getattr(state.scenario, key)
        return _with(state, **{key: _put(rows, self.row, lambda one: one.id == self.row.id)})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPeriod:
    """Another report period of the programme; what is tried stays."""

    period: str

    def on(self, state: TrialState, recorded: Recorded) -> TrialState:
        """Return the state with it.

        Raises:
            UnknownName: When the programme has no such report period.
        """
        return replace(state, period=recorded.programme.period(self.period).id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver:
    """A whole scenario, as from a file, instead of what is tried."""

    scenario: Scenario

    def on(self, state: TrialState, recorded: Recorded) -> TrialState:
        """Return the state with it."""
        return replace(state, scenario=named(self.scenario))


Change = SetCutPoint | SetPooling | SetExpectation | LeaveOut | SetFigure | SetCode | AddRow | ShowPeriod | TakeOver


def _with(state: TrialState, **changes: Any) -> TrialState:
    return replace(state, scenario=replace(state.scenario, **changes))


def _put(rows: Sequence[T], fresh: T | None, same: Callable[[T], bool]) -> tuple[T, ...]:
    """Return the rows with a fresh one in its old place, or at the end; without it when there is none."""
    if fresh is None:
        return tuple(one for one in rows if not same(one))
    if any(same(one) for one in rows):
        return tuple(fresh if same(one) else one for one in rows)
    return (*rows, fresh)


def _added(scenario: Scenario, name: str) -> AddedFigure | AddedFinding | None:
    return next((one for one in scenario.edits.added if one.id == name), None)
