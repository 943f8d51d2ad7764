"""What the face's controls mean as changes of the desk's state."""

from __future__ import annotations

from typing import Any, Literal

from kunteko_eval.workbench.changes import (
    AddRow,
    Change,
    LeaveOut,
    SetCode,
    SetCutPoint,
    SetExpectation,
    SetPooling,
)
from kunteko_eval.workbench.desk import TrialDesk
from kunteko_eval.workbench.evidence_grid import change_of_cell
from kunteko_eval.workbench.face_new_row import new_row

KINDS: dict[str, Literal["source", "group"]] = {"sources": "source", "groups": "group"}
"""What a list of the face leaves out, by the list's name."""


def change_asked(desk: TrialDesk, chosen: str | None, asked: dict[str, Any]) -> Change | None:
    """Return the change that a control means; None when it means none.

    Args:
        desk: What is tried.
        chosen: The box that is chosen.
        asked: What the face sent.

    Raises:
        Refused: When a value is none for its cell or row.
    """
    if asked["ask"] == "cell":
        return _cell(desk, asked)
    if asked["ask"] == "rule":
        return _rule(asked["rule"], asked["value"])
    if asked["ask"] == "leave":
        return LeaveOut(kind=KINDS[asked["kind"]], name=asked["id"], out=asked["out"])
    if asked["ask"] == "add":
        return AddRow(row=new_row(desk, chosen, asked))
    return None


def _cell(desk: TrialDesk, asked: dict[str, Any]) -> Change:
    row, column, value = asked["row"], asked["column"], asked["value"]
    if column == "in_use":
        return LeaveOut(kind="row", name=row, out=not value)
    if column == "says":
        direction, _, extent = str(value).partition(" ")
        return SetCode(row=row, direction=direction, extent=extent)
    return change_of_cell(desk.say, desk.recorded, desk.state.scenario, (row, column), value)


def _rule(rule: str, value: Any) -> Change:
    """Return the change that a rule's slider, field or list means: ``cut green``, ``floor surveys``, ``pooling``."""
    name, _, of = rule.partition(" ")
    if name == "pooling":
        return SetPooling(rule=str(value))
    if name == "cut":
        return SetCutPoint(colour=of, value=float(value))
    convention, _, element = of.partition(" ")
    return SetExpectation(convention=convention, element=element or None, **{name: float(value)})
