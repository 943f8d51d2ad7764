"""Where the numbers of a figure were read, in a line under it."""

from __future__ import annotations

from collections.abc import Iterable

from kunteko_eval.report.language import Language

MOST = 3
"""Places that are named under a figure; the table below it has them all."""


def sources_line(say: Language, places: Iterable[str]) -> str:
    """Return the places where numbers were read, each once; where they are many the first and how many more.

    >>> sources_line(Language("en"), ["S-1: A", "S-1: B", "S-1: A"])
    'S-1: A; S-1: B'
    >>> sources_line(Language("en"), [f"S-{one}: A" for one in range(5)])
    'S-0: A; S-1: A; S-2: A; and two other places, which the table gives'
    """
    every = list(dict.fromkeys(one for one in places if one))
    if len(every) <= MOST:
        return "; ".join(every)
    more = say.many(
        "and one other place, which the table gives",
        "and {count:w} other places, which the table gives",
        len(every) - MOST,
    )
    return "; ".join([*every[:MOST], more])
