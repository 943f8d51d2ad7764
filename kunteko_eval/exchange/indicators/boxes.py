"""The boxes and links that the levels of a table suggest.

A result of the table is a box; an indicator without a result is one by itself. A box that stands below a box of a later
level, as an output stands below its outcome in a logframe, contributes to it; the nearest one above counts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from kunteko_eval.exchange.indicators.fitting import FittedIndicator
from kunteko_eval.exchange.indicators.mapping import TableMapping
from kunteko_eval.exchange.indicators.vocabulary import level_of
from kunteko_eval.exchange.wording import plain_id
from kunteko_eval.model.chain import LevelKind

Texts = dict[str, str]
ORDER: tuple[LevelKind, ...] = ("resources", "actions", "direct", "indirect", "wider")
_NUMBERED = re.compile(r"^([^\d:–—.\-]{3,40}?)\s*([\d.]*)\s*[:–—]\s*(?=\S)")
_LONGEST = 300


@dataclass(slots=True, kw_only=True)
class TableBox:
    """A box that a table suggests.

    Attributes:
        indicators: Ids of its indicators.
        leads_to: Ids of the boxes that it stands below.
    """

    id: str
    kind: LevelKind
    label: str
    indicators: list[str] = field(default_factory=list)
    leads_to: list[str] = field(default_factory=list)


def boxes_of(indicators: Sequence[FittedIndicator], mapping: TableMapping, taken: set[str]) -> list[TableBox]:
    """Return the boxes that the indicators of a table belong to, in the table's order.

    Args:
        indicators: As they fit the programme.
        mapping: With words of its own.
        taken: Ids that are taken; those of the boxes are added.
    """
    boxes: dict[tuple[LevelKind, str], TableBox] = {}
    above: dict[LevelKind, TableBox] = {}
    for one in indicators:
        kind = one.level or "actions"
        label = _label(one.series.result, mapping) or one.series.label
        label = " ".join(label.split())[:_LONGEST]
        box = boxes.get((kind, label))
        if box is None:
            box = boxes[kind, label] = TableBox(id=_id(label, kind, taken), kind=kind, label=label)
            later = [other for name, other in above.items() if ORDER.index(name) > ORDER.index(kind)]
            if later:
                box.leads_to.append(min(later, key=lambda other: ORDER.index(other.kind)).id)
            # What stands below an earlier box of this level or of an earlier one stands there no more.
            above = {name: other for name, other in above.items() if ORDER.index(name) > ORDER.index(kind)}
            above[kind] = box
        if one.id not in box.indicators:
            box.indicators.append(one.id)
    return list(boxes.values())


def _label(result: str, mapping: TableMapping) -> str:
    """Return a result without the word for its level before it."""
    found = _NUMBERED.match(result)
    return result[found.end() :] if found and level_of(found[1], mapping) else result


def _id(label: str, kind: str, taken: set[str]) -> str:
    stem = plain_id(label, 50) or kind
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name)
    return name


def same(words: str, languages: Sequence[str]) -> Texts:
    """Return words of the table in the languages of a programme."""
    return dict.fromkeys(languages, words)


@functools.cache
def _all_words() -> dict[str, Texts]:
    found: dict[str, Texts] = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return found


def own_words(name: str, languages: Sequence[str]) -> Texts:
    """Return words of an import's own, from ``words.yaml``, in the languages of a programme."""
    return {code: _all_words()[name][code] for code in languages}
