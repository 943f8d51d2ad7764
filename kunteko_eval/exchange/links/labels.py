"""Reading the labels of a causal map: hierarchies such as ``A; B`` and opposites such as ``~A``.

In Causal Map, ``A; B`` is read *B, an example of A*, and may be looked at as A; ``~A`` is the opposite of A, and an
opposite of a hierarchy is one of each of its parts (guide.causalmap.app, *Hierarchical factors in Causal Map* and
*Coding opposites*; ``flip_inner`` and ``pipe_combine_opposites`` in stevepowell99/CausalMapFunctions).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

SEPARATOR = ";"
OPPOSITE = "~"
DEEPEST = 20
"""Parts of a hierarchy that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelReading:
    """One way to read a label.

    Attributes:
        label: Without the mark of an opposite where it is read as one.
        opposite: Whether it is read as the opposite of `label`.
        up: How many parts of a hierarchy were left out at its end.
    """

    label: str
    opposite: bool = False
    up: int = 0


def plain(name: str) -> str:
    """Return a name as it is compared: without case, soft hyphens and doubled spaces.

    >>> plain("Well\u00adbeing  AT Work")
    'wellbeing at work'
    """
    return " ".join(unicodedata.normalize("NFC", name).casefold().replace("\u00ad", "").split())


def readings(name: str, zoom: int | None = None) -> Iterator[LabelReading]:
    """Yield the ways to read a label, the nearest to its words first.

    Args:
        name: The label as it stands in the map.
        zoom: How many parts of a hierarchy are looked at; all when None.

    >>> [(one.label, one.opposite, one.up) for one in readings("~Health; ~Access")]
    [('~Health; ~Access', False, 0), ('Health; Access', True, 0), ('~Health', False, 1), ('Health', True, 1)]
    """
    parts = [" ".join(part.split()) for part in name.split(SEPARATOR)][:DEEPEST]
    if len(parts) == 1:
        parts = [" ".join(name.split())]
    parts = parts[: zoom or DEEPEST]
    for size in range(len(parts), 0, -1):
        label, up = f"{SEPARATOR} ".join(parts[:size]), len(parts) - size
        yield LabelReading(label=label, up=up)
        if label.startswith(OPPOSITE):
            yield LabelReading(label=_turned(parts[:size]), opposite=True, up=up)


def _turned(parts: Sequence[str]) -> str:
    turned = [part[1:].strip() if part.startswith(OPPOSITE) else OPPOSITE + part for part in parts]
    return f"{SEPARATOR} ".join(turned)


def found_as(
    name: str, known: Mapping[str, tuple[str, ...]], zoom: int | None = None
) -> tuple[tuple[str, ...], LabelReading]:
    """Return the elements of the first reading of a label that has any, and that reading; else none and the last to try.

    Args:
        name: The label as it stands in the map.
        known: Elements by `plain` label and id.
        zoom: How many parts of a hierarchy are looked at; all when None.
    """
    whole = LabelReading(label=name)
    for one in readings(name, zoom):
        elements = known.get(plain(one.label), ())
        if elements:
            return elements, one
        whole = whole if one.up else one
    return (), whole
