"""What an import changes in a programme, whether it is a folder or a workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from kunteko_eval.exchange.entry_text import Value

Row = Mapping[str, object]
"""A row of a table by its columns; None and columns that are left out are empty cells."""


def stays(_: dict[str, str]) -> bool:
    """Return that a row is not replaced."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEdit:
    """New rows of a table, in the place of some that it has.

    Attributes:
        rows: The rows to set.
        is_replaced: Whether a row that the table has, its cells as text by their columns, goes; every other one stays.
    """

    rows: Sequence[Row]
    is_replaced: Callable[[dict[str, str]], bool] = stays


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeEdit:
    """What is set into a programme together.

    Attributes:
        tables: By the table's name, such as ``observations``.
        entries: What is added at the end of a list, by the name of its sheet in a workbook, such as ``groups``.
        values: Keys added to entries of ``sources.yaml``, by list, id and key; a key that has a value stays.
    """

    tables: Mapping[str, TableEdit] = field(default_factory=dict)
    entries: Mapping[str, Sequence[dict[str, Any]]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Mapping[str, Value]]] = field(default_factory=dict)


def row_of(value: Any) -> dict[str, object]:
    """Return a frozen value of the model as a row of its table."""
    return {one.name: getattr(value, one.name) for one in fields(value)}
