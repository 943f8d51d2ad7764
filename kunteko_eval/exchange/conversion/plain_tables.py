"""What a conversion gives: plain tables and a mapping, and what was left of the file and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kunteko_eval.exchange.wording import counted

INDICATOR_COLUMNS = ("code", "indicator", "level", "result", "unit", "period", "kind", "value")


@dataclass(slots=True)
class PlainTables:
    """Tables made of a file.

    Attributes:
        what: What the file is, as it is told.
        indicators: Rows of a long indicator table, by `INDICATOR_COLUMNS`.
        mapping: What the table's mapping file says beside its columns.
        links: Rows of a table of links: from and to; `levels` the level of each label.
        read: How many figures the file holds; those that are no row are in `left`, counted by the reason.
        summed: How many figures were added up into rows of others.
    """

    what: str
    indicators: list[Mapping[str, str]] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    levels: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    read: int = 0
    summed: int = 0

    def lines(self) -> Sequence[str]:
        """Return what was read and left, a line each; the figures add up."""
        made = len(self.indicators)
        told = [
            f"{self.what}: {counted(self.read, 'figure')} read, {made:,} rows made of {made + self.summed:,} of them"
        ]
        told += [f"note: {one}" for one in self.notes]
        told += [f"left: {counted(count, 'figure')}: {reason}" for reason, count in self.left.items()]
        return told
