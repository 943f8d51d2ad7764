"""What a form or a file says of its own columns: the question of each, its answers and what counts as missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredColumn:
    """What is known of a column before anybody answered it.

    Attributes:
        text: The question as it was asked; empty when it is not known.
        answers: The code of each answer as it stands in the export, in the form's order. They were written by whoever
            made the survey, so that they tell of nobody.
        words: What an answer says, where it stands in the export as a code.
        missing: Answers that count as not given.
        several: Whether one may choose several answers, which stand in one cell.
        kind: What the form calls it, where that says that it is no question: ``text``, ``date``, ``geopoint``.
    """

    text: str = ""
    answers: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    several: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredSet:
    """Columns that are the options of one question, of which several may be chosen.

    Attributes:
        text: The question.
        columns: The column of each option.
        chosen: The value that says that an option was chosen.
    """

    text: str
    columns: tuple[str, ...]
    chosen: str
