"""What figures are drawn from, in brief: a frame by which a figure that shows other data is noticed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from kunteko_eval.report.content import Exhibit

COLUMNS = {"figure": "str", "column": "str", "rows": "int64", "different": "int64", "total": "float64"}


def drawn(*shown: object) -> pd.DataFrame:
    """Return each column of the numbers that figures are drawn from, with its length and what it comes to.

    A sum does not tell the order of bars, nor does one that is weighted by place where the parts of each bar make a
    whole. Each number therefore counts by the square of its place, the first by one.

    Args:
        shown: What is shown; tables, words and None have no figure and are left out.

    Returns:
        A row for each column of each figure: how many rows it has, how many different values, and of numbers the
        total of value times the square of its place; of ordered words, such as ratings, the place on their scale counts.
    """
    rows = [row for one in shown if isinstance(one, Exhibit) for row in _rows(one)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS).set_index(["figure", "column"])


def _rows(one: Exhibit) -> Iterable[tuple[Any, ...]]:
    for name, values in one.frame.items():
        total = None
        graded = isinstance(values.dtype, pd.CategoricalDtype) and values.dtype.ordered
        if graded or (is_numeric_dtype(values) and not is_bool_dtype(values)):
            numbers = (values.cat.codes if graded else values).astype("float64").fillna(0).to_numpy()
            total = float((numbers * [place**2 for place in range(1, len(numbers) + 1)]).sum())
        yield one.name, str(name), len(values), values.nunique(), total
