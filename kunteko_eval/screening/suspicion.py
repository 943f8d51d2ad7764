"""What all kinds of suspicion share: the thing itself, and where in the programme it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from kunteko_eval.model.accepted import WarningCode


class Where(NamedTuple):
    """One place in a programme: an entry of a list or table, and its key or column."""

    part: Literal["observations", "findings", "conventions", "collections", "documents", "funders"]
    name: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """One thing that may be right and probably is not. It changes no rating and lowers no confidence.

    Attributes:
        subject: The ids of what it is about, sorted; with the code it is what a recorded reason names.
        where: The places concerned, sorted.
        values: Numbers and ids for the sentence.
    """

    code: WarningCode
    subject: tuple[str, ...]
    where: tuple[Where, ...]
    values: dict[str, float | int | str]

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """Return what it is known by, whatever the order of rows."""
        return self.code, self.subject


def suspicion(code: WarningCode, subject: set[str], where: set[Where], **values: float | int | str) -> Suspicion:
    """Return a suspicion with its ids and places in order."""
    return Suspicion(code=code, subject=tuple(sorted(subject)), where=tuple(sorted(where)), values=values)
