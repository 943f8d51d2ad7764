"""Which rows a chapter shows: those that a cell gives, in their order, or those that the library chooses itself.

A cell may leave out rows and columns of a frame, put rows in another order, or change a value: tables, figures and
sentences are made of what it gives. Columns that it left out are taken from the whole frame, by the rows' ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import pandas as pd

from kunteko_eval.errors import Fault, FaultyInput

T = TypeVar("T")
Rows = pd.DataFrame | None
"""The rows that a cell gives; None where the library is to choose."""


def chosen(rows: Rows, usual: pd.DataFrame, whole: Rows = None) -> pd.DataFrame:
    """Return the rows to show, with every column that showing them needs.

    Args:
        rows: What the cell gives; its ids are its index or columns.
        usual: What is shown when the cell gives nothing.
        whole: The frame that the rows are of, where `usual` is a part of it.

    Raises:
        FaultyInput: When the rows lack an id that tells which they are.
    """
    if rows is None:
        return usual
    every = usual if whole is None else whole
    given = identified(rows, [str(name) for name in every.index.names])
    lacking = [name for name in every.columns if name not in given.columns]
    return given.join(every[lacking]) if lacking else given


def picked(rows: Rows, known: Mapping[Any, T], names: list[str]) -> list[T]:
    """Return what rows stand for, in their order; everything when the cell gives nothing.

    Args:
        rows: What the cell gives.
        known: What there is, by its id, or by its ids in the order of `names`.
        names: The ids of such a frame.

    Raises:
        FaultyInput: When the rows lack an id that tells which they are, or have one that there is not.
    """
    if rows is None:
        return list(known.values())
    ids = list(dict.fromkeys(identified(rows, names).index))
    unknown = [str(one) for one in ids if one not in known]
    if unknown:
        raise FaultyInput([_fault(", ".join(unknown[:3]), "ids of the period that is shown")])
    return [known[one] for one in ids]


def identified(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return rows with their ids as index.

    Raises:
        FaultyInput: When an id is neither in the index nor a column.
    """
    if list(rows.index.names) == names:
        return rows
    flat = rows.reset_index()
    missing = [name for name in names if name not in flat.columns]
    if missing:
        raise FaultyInput([_fault(f"no {', '.join(missing)}", f"{', '.join(names)} as its index or columns")])
    return flat.set_index(names)


def _fault(found: str, expected: str) -> Fault:
    return Fault(file="the frame that the cell gives", place="", found=found, expected=expected)
