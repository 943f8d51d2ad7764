"""Trials, periods or programmes side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.report import method_words
from kunteko_eval.report.item_words import answer
from kunteko_eval.report.language import N_, Language
from kunteko_eval.workbench.state import TrialState

MOST = 3
"""How many trials fit beside each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTrial:
    """A trial as it stood when it was kept.

    Attributes:
        name: What the person called it.
    """

    name: str
    state: TrialState
    assessment: Assessment
    say: Language

    @property
    def title(self) -> str:
        """Return its name with its programme and period."""
        programme, period = self.assessment.programme, self.assessment.period
        return f"{self.name} ({self.say.text(programme.sheet.name)}, {self.say.period(period)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Trials side by side.

    Attributes:
        titles: Of the trials, in their order.
        frame: One row a box, by its id: ``label``, ``level``, ``differs`` (whether the ratings or confidences of two
            trials that have the box differ), and for the trials 1, 2 and 3 ``rating_1`` (the value), ``confidence_1``,
            ``achievement_1`` and ``words_1``; empty where a trial's programme has no such box.
        differing: Ids of the boxes that differ.
        told: What differs, in a sentence.
    """

    titles: tuple[str, ...]
    frame: pd.DataFrame
    differing: tuple[str, ...]
    told: str


def side_by_side(kept: Sequence[KeptTrial], say: Language) -> SideBySide:
    """Return two or three trials side by side.

    Boxes of different programmes stand in one row where they have the same id, or are about the same concept.

    Args:
        kept: The trials.
        say: The language of the words.

    Raises:
        ValueError: When there are fewer than two trials, or more than `MOST`.
    """
    if not 2 <= len(kept) <= MOST:
        raise ValueError(f"two to {MOST} trials are put side by side, not {len(kept)}")
    named = [_rows_of(one, kept[0]) for one in kept]
    rows = []
    for name in dict.fromkeys(name for found in named for name in found):
        rated = [found.get(name) for found in named]
        rows.append(_row(say, name, rated, kept))
    frame = pd.DataFrame(rows).set_index("element")
    numbers = range(1, len(kept) + 1)
    types = {f"confidence_{at}": "Int64" for at in numbers} | {f"achievement_{at}": "Float64" for at in numbers}
    frame = frame.astype(types | {"differs": "boolean"})
    differing = tuple(str(name) for name in frame.index[frame["differs"]])
    same = N_("No box differs.")
    told = say.many("One box differs.", "{count:W} boxes differ.", len(differing)) if differing else say(same)
    return SideBySide(titles=tuple(one.title for one in kept), frame=frame, differing=differing, told=told)


def _rows_of(kept: KeptTrial, first: KeptTrial) -> dict[str, ElementRating]:
    """Return the ratings of a trial by the row that they stand in: the first trial's box of the same id or concept."""
    about = {one.element.concept: one.element.id for one in first.assessment.everything if one.element.concept}
    known = {one.element.id for one in first.assessment.everything}
    found: dict[str, ElementRating] = {}
    for one in kept.assessment.everything:
        alike = about.get(one.element.concept or "")
        name = one.element.id if one.element.id in known or alike is None or alike in found else alike
        found[name] = one
    return found


def _row(
    say: Language, name: str, rated: Sequence[ElementRating | None], kept: Sequence[KeptTrial]
) -> dict[str, object]:
    first = next(at for at, one in enumerate(rated) if one is not None)
    box = rated[first]
    there = [one for one in rated if one is not None]
    if box is None:
        raise ValueError("a row has a box")
    level = kept[first].assessment.programme.chain.level_of(box.element)
    row: dict[str, object] = {
        "element": name,
        "label": say.text(box.element.label),
        "level": say.text(level.label),
        "differs": len({(one.final, one.confidence) for one in there}) > 1,
    }
    for at, one in enumerate(rated, start=1):
        words = "" if one is None else answer(say, one)
        if one is not None and one.confidence is not None:
            words += f" {method_words.dots(one.confidence)}"
        row |= {
            f"rating_{at}": None if one is None else one.final.value,
            f"confidence_{at}": None if one is None else one.confidence,
            f"achievement_{at}": None if one is None else one.graded.achievement,
            f"words_{at}": words,
        }
    return row
