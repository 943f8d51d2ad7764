"""Whom a report is for: a steering group, the public, or those who evaluate; it decides how deep the page goes."""

from __future__ import annotations

from typing import Literal, get_args

from kunteko_eval.errors import UnknownName

Audience = Literal["steering-group", "public", "evaluator"]
"""A steering group gets page one, the report and closed annexes; the public page one and a short report; those who
evaluate get everything open."""

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
USUAL: Audience = "steering-group"


def audience_named(given: str | None) -> Audience | None:
    """Return the audience of a name; none when none is given.

    Raises:
        UnknownName: With the audiences that there are.
    """
    found = next((one for one in AUDIENCES if one == given), None)
    if given is not None and found is None:
        raise UnknownName("audience", given, list(AUDIENCES))
    return found
