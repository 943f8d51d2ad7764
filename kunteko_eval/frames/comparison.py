"""The frames of a comparison: a rated period held against an earlier one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from kunteko_eval.frames.build import frame, rows
from kunteko_eval.frames.of_elements import element_of, label_of, level_of, named_period
from kunteko_eval.frames.programme import joined, levels_of
from kunteko_eval.method.assess import Assessment
from kunteko_eval.method.change import ElementChange, change


@dataclass(frozen=True, kw_only=True, repr=False)
class ChangeFrames:
    """The frames of a comparison: a rated period held against an earlier one of the same programme and rubric.

    Attributes:
        assessment: The later period.
        previous: The earlier one.
        language: Of labels: fi, sv or en.
    """

    assessment: Assessment
    previous: Assessment
    language: str

    def __repr__(self) -> str:
        """Return one line: programme, periods and language."""
        return f"<ChangeFrames {named_period(self.assessment)} since {self.previous.period.id} in {self.language}>"

    @cached_property
    def found(self) -> tuple[ElementChange, ...]:
        """The change of every element, in the order of the chain."""
        return change(self.previous, self.assessment)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """How each element's rating moved."""
        given: dict[str, Callable[[Any], Any]] = {
            "element": element_of,
            "label": label_of,
            "level": level_of,
            "before": lambda one: one.before.final.value,
            "after": lambda one: one.after.final.value,
            "wrong_way_before": lambda one: one.before.wrong_way,
            "wrong_way_after": lambda one: one.after.wrong_way,
            "change": lambda one: one.status,
            "lineage": lambda one: " ".join(entry.reason[self.language] for entry in one.lineage),
            "achievement_before": lambda one: None if one.common is None else one.common[0],
            "achievement_after": lambda one: None if one.common is None else one.common[1],
        }
        found, grades = rows("changes", self.found, given, self.language), self.assessment.rubric.scale.grades
        return frame("changes", found, levels_of(self.assessment.programme), grades)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Every figure that is given for both periods, by element."""
        known = self.assessment.programme.indicators_by_id
        given: dict[str, Callable[[Any], Any]] = {
            "element": lambda one: one[0],
            "item": lambda one: one[1].later.name,
            "group": lambda one: joined(one[1].later.groups),
            "label": lambda one: known[one[1].later.name].label,
            "unit": lambda one: one[1].later.unit,
            "before": lambda one: one[1].earlier.value,
            "after": lambda one: one[1].later.value,
            "direction": lambda one: one[1].later.direction,
            "n_before": lambda one: one[1].earlier.n,
            "n_after": lambda one: one[1].later.n,
            "difference": lambda one: one[1].difference,
            "low": lambda one: one[1].interval and one[1].interval[0],
            "high": lambda one: one[1].interval and one[1].interval[1],
            "p": lambda one: one[1].p,
        }
        found = [(one.element.id, item) for one in self.found for item in one.items]
        return frame("figure_changes", rows("figure_changes", found, given, self.language))
