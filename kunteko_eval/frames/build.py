"""From rows to a frame: its index, exactly its columns, and their types; and the page that tells them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kunteko_eval.frames.columns import FRAMES, Column
from kunteko_eval.method.scale import GRADES, UNCOLOURED
from kunteko_eval.method.verdicts import ANSWERS
from kunteko_eval.model.base import Text


@functools.cache
def rating_type(grades: tuple[str, ...]) -> pd.CategoricalDtype:
    """Return the dtype of ratings on a scale, whose coloured grades are given with the best one first."""
    return pd.CategoricalDtype([*map(str, (*UNCOLOURED[2:], *UNCOLOURED[1::-1], *reversed(grades)))], ordered=True)


RATING = rating_type(GRADES)
ANSWER = pd.CategoricalDtype(list(ANSWERS), ordered=True)
ROBUSTNESS = pd.CategoricalDtype(["fragile", "sensitive", "robust"], ordered=True)


@functools.cache
def _level_type(levels: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(levels), ordered=True)


@functools.cache
def _columns(name: str, grades: tuple[str, ...]) -> list[Column]:
    """Return the columns of a frame, those named by the impact chain's own grades as the scale in force names them."""
    every, own = [*FRAMES[name].index, *FRAMES[name].columns], [str(one) for one in GRADES]
    named = {own[0]: [one.replace("-", "_") for one in grades], **{key: list[str]() for key in own[1:]}}
    return [replace(one, name=as_named) for one in every for as_named in named.get(one.name, [one.name])]


def frame(
    name: str, rows: Iterable[Mapping[str, Any]], levels: Sequence[str] = (), grades: tuple[str, ...] = GRADES
) -> pd.DataFrame:
    """Return rows as the frame of a name: its index, exactly its columns, and their types.

    Args:
        name: A key of `FRAMES`.
        rows: A mapping of every column for each row; None is a missing value.
        levels: Ids of the chain's levels in order, for columns of the dtype ``level``.
        grades: The coloured grades of the scale, the best one first, for columns of the dtype ``rating``.

    Raises:
        KeyError: When a row lacks a column.
    """
    given, kinds = list(rows), {"level": _level_type(tuple(levels)), "rating": rating_type(grades)}
    at = pd.RangeIndex(len(given))  # One index for all columns, which pandas would else compare with one another.
    made = {one.name: _typed([row[one.name] for row in given], one.dtype, kinds, at) for one in _columns(name, grades)}
    return pd.DataFrame(made, index=at, copy=False).set_index([one.name for one in FRAMES[name].index])


def rows(
    name: str,
    things: Iterable[Any],
    given: Mapping[str, Callable[[Any], Any]],
    language: str = "en",
    grades: tuple[str, ...] = GRADES,
) -> list[dict[str, Any]]:
    """Return the rows of a frame, one for each thing, in its columns.

    Args:
        name: A key of `FRAMES`.
        things: Frozen objects of the model or the method.
        given: What a column holds of a thing; a column that is not given holds the attribute of its name.
        language: Of texts.
        grades: As for `frame`.
    """
    every = [one.name for one in _columns(name, grades)]
    return [{key: _value(one, key, given, language) for key in every} for one in things]


def _value(thing: Any, key: str, given: Mapping[str, Callable[[Any], Any]], language: str) -> Any:
    found = given[key](thing) if key in given else getattr(thing, key)
    return found[language] if isinstance(found, Text) else found


def _typed(
    values: list[Any], dtype: str, kinds: Mapping[str, pd.CategoricalDtype], at: pd.RangeIndex
) -> pd.Series[Any]:
    if dtype == "day":
        return pd.Series(np.array([None if one is pd.NaT else one for one in values], dtype="datetime64[s]"), index=at)
    return pd.Series(values, dtype=kinds.get(dtype) or _dtype(dtype), index=at)


@functools.cache
def _dtype(name: str) -> Any:
    """Return a dtype by its name; pandas looks a name up anew for every column."""
    return {"robustness": ROBUSTNESS, "answer": ANSWER}.get(name) or pd.api.types.pandas_dtype(name)


def together(frames: Mapping[Any, pd.DataFrame], names: list[str]) -> pd.DataFrame:
    """Return frames under one another, by a key that becomes the first levels of their index.

    Levels and grades of different chains become one categorical, in order of appearance, and are not ordered.

    Args:
        frames: Frames of one name by what tells them apart.
        names: Of the levels that the keys become.
    """
    given = dict(frames)
    typed = {name for one in given.values() for name, kind in one.dtypes.items() if kind.name == "category"}
    for name in sorted(typed):
        kinds = {one[name].dtype for one in given.values() if name in one}
        if name == "level" or len(kinds) > 1:
            every = dict.fromkeys(value for one in given.values() for value in one[name].cat.categories)
            kind = pd.CategoricalDtype(list(every), ordered=False)
            given = {key: one.assign(**{name: one[name].astype(str).astype(kind)}) for key, one in given.items()}
    return pd.concat(given, names=names)


def frames_dictionary() -> str:
    """Return the part of the data dictionary that tells the frames, as Markdown."""
    lines = [
        "# Frames",
        "",
        "The DataFrames of `import kunteko_eval as ke`. Made by `kunteko-eval schema --frames` from the list that the frames",
        "are built by; a test keeps it so. [Explore in Python](../how-to/explore-in-python.md) shows them at work.",
        "",
        "Ids are the index. `rating`, `answer`, `robustness` and `level` are ordered categoricals, `day` is `datetime64[s]`.",
        "A portfolio's frames have `programme` as the first level of the index, its ratings `period` as the second.",
    ]
    for name, kind in FRAMES.items():
        lines += ["", f"## {name}", "", kind.row, "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{one.name}` (index) | {one.dtype} | {one.meaning} |" for one in kind.index]
        lines += [f"| `{one.name}` | {one.dtype} | {one.meaning} |" for one in kind.columns]
    return "\n".join(lines) + "\n"
