"""Which indicator of the programme each indicator of a table is, in which unit, and what a new one would be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kunteko_eval.exchange.indicators.mapping import TableMapping
from kunteko_eval.exchange.indicators.rows import TableSeries
from kunteko_eval.exchange.indicators.typed_cells import TypedCell
from kunteko_eval.exchange.indicators.vocabulary import direction_of, headed_level, level_of, normal, unit_of
from kunteko_eval.exchange.wording import plain_id
from kunteko_eval.model.chain import LevelKind
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.units import BUILT_IN

_IN_LABEL = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$|,\s*(%|kpl|lkm|€|st)\s*$")
_LONGEST_ID = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedIndicator:
    """An indicator of a table as the programme has it or would have it.

    Attributes:
        there: The programme's own; None for a new one.
        unit: Of the programme's indicator; `said` what the table says it is, where it says anything.
        unit_words: The words by which the table names the unit.
        level: The kind of its level; None where the table tells none.
    """

    id: str
    series: TableSeries
    there: Indicator | None
    unit: str
    said: str | None
    unit_words: str
    level: LevelKind | None
    direction: str | None

    @property
    def is_own(self) -> bool:
        """Return whether it is of what the programme has or makes itself, of which an indicator shows the volume."""
        return self.level in {None, "resources", "actions"}


def fit_indicators(
    series: list[TableSeries],
    cells: Mapping[int, list[TypedCell]],
    mapping: TableMapping,
    known: Mapping[str, Indicator],
    own_units: Mapping[str, str],
) -> list[FittedIndicator]:
    """Return the programme's indicator, or a new one, for each indicator of a table.

    Args:
        series: The indicators of the table.
        cells: The figures of each, by its place in `series`.
        mapping: The mapping.
        known: The programme's indicators by their id.
        own_units: The programme's own units by the words that name them.
    """
    labels = Counter(normal(one.label) for one in series)
    by_label = {normal(label): one for one in known.values() for label in (one.label_fi, one.label_sv, one.label_en)}
    taken, claimed = set[str](), set[str]()
    found = []
    for place, one in enumerate(series):
        name = _name(one, taken, place)
        alone = labels[normal(one.label)] == 1
        several = (known.get(name), known.get(one.code), by_label.get(normal(one.label)) if alone else None)
        there = next((other for other in several if other is not None and other.id not in claimed), None)
        claimed.add(there.id if there else name)
        said, words = _unit(one, cells[place], mapping, own_units)
        level = level_of(one.level, mapping) or headed_level(one.result, mapping) or mapping.level
        found.append(
            FittedIndicator(
                id=there.id if there else name,
                series=one,
                there=there,
                unit=there.unit if there else said or _default(mapping, own_units),
                said=said,
                unit_words=words,
                level=level,
                direction=direction_of(one.direction) or mapping.direction,
            )
        )
    return found


def _name(one: TableSeries, taken: set[str], place: int) -> str:
    """Return the id of an indicator: its code, or its name in small letters; a number makes it its own."""
    plain = plain_id(one.code or one.label, _LONGEST_ID) or f"indicator-{place + 1}"
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain}-{number}"
    taken.add(name)
    return name


def _unit(
    one: TableSeries, cells: list[TypedCell], mapping: TableMapping, own_units: Mapping[str, str]
) -> tuple[str | None, str]:
    """Return the unit that a table tells, in this order: its column, the header, the name, the figures themselves."""
    if one.unit:
        return as_unit(one.unit, mapping, own_units), one.unit
    headed = {figure.unit for figure in one.figures} - {None}
    if len(headed) == 1:
        return headed.pop(), ""
    named = _IN_LABEL.search(one.label)
    words = (named[1] or named[2]) if named else ""
    if words and (unit := unit_of(words, mapping) or own_units.get(normal(words))):
        return unit, words
    if any(cell.percent for cell in cells):
        return "percent", ""
    beside = {cell.word for cell in cells if cell.word and cell.number is not None}
    units = {as_unit(word, mapping, own_units) for word in beside}
    return (units.pop(), next(iter(beside))) if len(units) == 1 else (None, "")


def _default(mapping: TableMapping, own_units: Mapping[str, str]) -> str:
    return as_unit(mapping.unit, mapping, own_units) if mapping.unit else "count"


def as_unit(words: str, mapping: TableMapping, own_units: Mapping[str, str]) -> str:
    """Return the unit that words name: a known one, the programme's own, a currency, or a new one of the table's.

    A unit is letters, digits and hyphens; a new one is made of the words.
    """
    found = unit_of(words, mapping) or own_units.get(normal(words))
    if found:
        return found
    if re.fullmatch(r"[A-Z]{3}", words) and words in _currencies():
        return words
    made = plain_id(words, 38) or "unit"
    return made if made[0].isalpha() else f"u-{made}"


def _currencies() -> frozenset[str]:
    from kunteko_eval.reading.unit_checks import currencies

    return currencies()


def is_new_unit(unit: str, own_units: Mapping[str, str]) -> bool:
    """Return whether a programme must declare a unit before it can be used."""
    return unit not in BUILT_IN and unit not in own_units.values() and unit not in _currencies()
