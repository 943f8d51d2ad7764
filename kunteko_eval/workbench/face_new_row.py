"""A row of evidence that nobody observed, as the face's form gives it."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from kunteko_eval.reading.evidence_edits import AddedFigure, AddedFinding
from kunteko_eval.workbench.desk import TrialDesk
from kunteko_eval.workbench.refusing import Refused


def new_row(desk: TrialDesk, element: str | None, asked: dict[str, Any]) -> AddedFigure | AddedFinding:
    """Return the row that a form describes.

    Args:
        desk: What is tried.
        element: The box that it speaks for.
        asked: The form's fields.

    Raises:
        Refused: When no box is chosen, or a field is empty or holds what it cannot.
    """
    say = desk.say
    if element is None:
        raise Refused([say("Choose a box first: the row speaks for it. Nothing was changed.")])
    common = {
        "id": desk.new_row_choices(element).name,
        "period": asked["period"],
        "source": asked["source"],
        "element": element,
    }
    try:
        if asked["form"] == "observation":
            n = int(asked["n"]) if asked["n"] else None
            return AddedFigure(**common, indicator=asked["indicator"], group=asked["group"], value=asked["value"], n=n)
        direction, _, extent = asked["says"].partition(" ")
        coded: dict[str, Any] = {"direction": direction, "extent": extent, "credibility": int(asked["credibility"])}
        return AddedFinding(**common, statement=asked["statement"], kind=asked["kind"], **coded)
    except (ValidationError, ValueError) as error:
        raise Refused([say("Give a figure as a number, or say in words what the finding would be.")]) from error
