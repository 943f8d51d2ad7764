"""Codings of findings: what each coder read in the source, and the code that is used of several coders' codes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median_low
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from kunteko_eval.model.base import STRICT, Identifier, Words

Direction = Literal["contradicts", "neither", "supports"]
Extent = Literal["none", "somewhat", "much", "very-much", "not-said"]

SCALE: tuple[tuple[Direction, Extent], ...] = (
    ("contradicts", "none"),
    ("contradicts", "somewhat"),
    ("contradicts", "much"),
    ("neither", "not-said"),
    ("supports", "somewhat"),
    ("supports", "much"),
    ("supports", "very-much"),
)
"""What a finding says of the claim, from *no influence at all* to *at least very much*."""

NEITHER = 3
_NOT_SAID = {"contradicts": 2, "neither": NEITHER, "supports": 4}
"""The place on the scale of what is not said: at most much against the claim, at least somewhat for it."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Coding:
    """What one coder read of one finding in its source; one row of ``codings.csv``."""

    finding: Identifier
    coder: Annotated[Identifier, "The coder's role, never a name."]
    direction: Annotated[
        Direction, "Whether the source says that the claim holds, that it does not or only so far, or neither."
    ]
    extent: Annotated[
        Extent, "How large an influence the source describes, on the chain's own scale; not-said where it does not say."
    ]
    credibility: Annotated[
        int,
        Field(ge=1, le=3),
        "Who says it, from what: 3 without a stake and from described material, 2 one of the two, 1 neither.",
    ]
    date: Annotated[datetime.date, "The day that the finding was coded."]
    note: Annotated[Words | None, "Which word of size decided, or what was hard."] = None

    @property
    def place(self) -> int:
        """Return the coding's place on `SCALE`, 0–6."""
        return place(self.direction, self.extent)

    @property
    def sound(self) -> bool:
        """Return whether the extent can go with the direction."""
        return sound(self.direction, self.extent)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Reconciliation:
    """What was decided of a finding that coders read differently; one row of ``reconciliations.csv``."""

    finding: Identifier
    date: Annotated[datetime.date, "The day of the decision."]
    author: Annotated[Identifier, "Role of whoever decided, never a name."]
    direction: Annotated[Direction, "The direction decided."]
    extent: Annotated[Extent, "The extent decided."]
    credibility: Annotated[int, Field(ge=1, le=3), "The credibility decided."]
    reason: Words
    seal: Annotated[Identifier, "Of this row and the row before it; tells when a recorded row was changed afterwards."]

    @property
    def sound(self) -> bool:
        """Return whether the extent can go with the direction."""
        return sound(self.direction, self.extent)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedCoding:
    """The code of a finding that the rating uses: the median of the coders', of two in the middle the lower one.

    Attributes:
        reconciled: Whether a recorded decision stands in the median's place.
    """

    direction: Direction
    extent: Extent
    credibility: int
    coders: tuple[str, ...]
    reconciled: bool = False

    @property
    def place(self) -> int:
        """Return the code's place on `SCALE`, 0–6."""
        return place(self.direction, self.extent)


def place(direction: Direction, extent: Extent) -> int:
    """Return the place on `SCALE`, 0–6, of a sound direction and extent.

    >>> place("supports", "not-said"), place("contradicts", "none"), place("supports", "very-much")
    (4, 0, 6)
    """
    return _NOT_SAID[direction] if extent == "not-said" else SCALE.index((direction, extent))


def sound(direction: Direction, extent: Extent) -> bool:
    """Return whether an extent can go with a direction.

    >>> sound("supports", "none"), sound("contradicts", "none"), sound("neither", "not-said")
    (False, True, True)
    """
    return extent == "not-said" or (direction, extent) in SCALE


def differ(codings: Sequence[Coding]) -> bool:
    """Return whether coders of one finding gave it different codes."""
    return len({(one.direction, one.extent, one.credibility) for one in codings}) > 1


def codings_by_finding(codings: Iterable[Coding]) -> Mapping[str, tuple[Coding, ...]]:
    """Return the codings of each finding that anybody coded, in the order of the coders' roles."""
    found: dict[str, list[Coding]] = {}
    for one in sorted(codings, key=lambda one: one.coder):
        found.setdefault(one.finding, []).append(one)
    return {name: tuple(several) for name, several in found.items()}


def used_coding(codings: Sequence[Coding]) -> UsedCoding:
    """Return the code that is used of several coders' codes of one finding.

    The median of their places on the scale, of two in the middle the lower one; `not-said` is lower than *somewhat*
    for the claim, and *much* is lower than `not-said` against it. Credibility is the median by itself.

    Args:
        codings: At least one, all of the same finding.
    """
    middle = median_low([(one.place, one.direction == "supports" and one.extent != "not-said") for one in codings])
    chosen = min(
        (one for one in codings if (one.place, one.direction == "supports" and one.extent != "not-said") == middle),
        key=lambda one: one.extent == "not-said",
    )
    return UsedCoding(
        direction=chosen.direction,
        extent=chosen.extent,
        credibility=median_low([one.credibility for one in codings]),
        coders=tuple(sorted(one.coder for one in codings)),
    )


def used_codings(codings: Iterable[Coding], reconciliations: Iterable[Reconciliation] = ()) -> Mapping[str, UsedCoding]:
    """Return the code that is used of each finding that anybody coded, by the finding's id.

    The last recorded decision about a finding stands in the place of its coders' median.
    """
    decided = {one.finding: one for one in reconciliations}
    used = {name: used_coding(several) for name, several in codings_by_finding(codings).items()}
    for name in decided.keys() & used.keys():
        one = decided[name]
        used[name] = replace(
            used[name], direction=one.direction, extent=one.extent, credibility=one.credibility, reconciled=True
        )
    return used
