"""The ratings that a cell gives: which boxes are shown, in which order, and with which rating."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.rating import Rating
from kunteko_eval.report.chosen import Rows, chosen, picked
from kunteko_eval.report.table_spec import plain_rows
from kunteko_eval.report.view import View


def rated(view: View, rows: Rows) -> list[ElementRating]:
    """Return the ratings that rows of `ratings` stand for, in their order; everything when the cell gives nothing.

    A rating, confidence or achievement that the cell has changed is shown as the cell gives it.

    Args:
        view: The period.
        rows: What the cell gives; an element is shown once.

    Raises:
        FaultyInput: When the rows lack the ids of elements, or have one that the chain does not.
    """
    everything = {one.element.id: one for one in view.assessment.everything}
    if rows is None:
        return list(everything.values())
    found = picked(rows, everything, ["element"])
    given = {row["element"]: row for row in plain_rows(chosen(rows, view.frames.ratings))}
    return [_as_given(one, given[one.element.id]) for one in found]


def _as_given(one: ElementRating, row: Mapping[str, Any]) -> ElementRating:
    graded = replace(one.graded, rating=Rating(row["computed"]), achievement=row["achievement"])
    return replace(one, graded=graded, final=Rating(row["rating"]), confidence=row["confidence"])


def own(found: Sequence[ElementRating]) -> list[ElementRating]:
    """Return the ratings of the chain's own elements, without what stands beside it."""
    return [one for one in found if not one.element.aside]


def counted(found: Sequence[ElementRating]) -> Counter[Rating]:
    """Return how many elements have each final rating."""
    return Counter(one.final for one in found)
