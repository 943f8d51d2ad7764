"""From rows to a frame: its index, exactly its columns, and their types; and the page that tells them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from kunteko_eval.frames.columns import FRAMES
from kunteko_eval.method.verdicts import ANSWERS
from kunteko_eval.model.base import Text

RATING = pd.CategoricalDtype(
    ["not-assessed", "too-early", "not-delivered", "none-demonstrated", "red", "yellow", "green"],
    ordered=True,
)
ANSWER = pd.CategoricalDtype(list(ANSWERS), ordered=True)
ROBUSTNESS = pd.CategoricalDtype(["fragile", "sensitive", "robust"], ordered=True)


def frame(name: str, rows: Iterable[Mapping[str, Any]], levels: Sequence[str] = ()) -> pd.DataFrame:
    """Return rows as the frame of a name: its index, exactly its columns, and their types.

    Args:
        name: A key of `FRAMES`.
        rows: A mapping of every column for each row; None is a missing value.
        levels: Ids of the chain's levels in order, for columns of the dtype ``level``.

    Raises:
        KeyError: When a row lacks a column.
    """
    kind = FRAMES[name]
    every = (*kind.index, *kind.columns)
    given = list(rows)
    made = pd.DataFrame({one.name: _typed([row[one.name] for row in given], one.dtype, levels) for one in every})
    return made.set_index([one.name for one in kind.index])


def rows(
    name: str, things: Iterable[Any], given: Mapping[str, Callable[[Any], Any]], language: str = "en"
) -> list[dict[str, Any]]:
    """Return the rows of a frame, one for each thing, in its columns.

    Args:
        name: A key of `FRAMES`.
        things: Frozen objects of the model or the method.
        given: What a column holds of a thing; a column that is not given holds the attribute of its name.
        language: Of texts.
    """
    kind = FRAMES[name]
    every = [one.name for one in (*kind.index, *kind.columns)]
    return [{key: _value(one, key, given, language) for key in every} for one in things]


def _value(thing: Any, key: str, given: Mapping[str, Callable[[Any], Any]], language: str) -> Any:
    found = given[key](thing) if key in given else getattr(thing, key)
    return found[language] if isinstance(found, Text) else found


def _typed(values: list[Any], dtype: str, levels: Sequence[str]) -> pd.Series[Any]:
    if dtype == "day":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"))).astype("datetime64[s]")
    if dtype == "rating":
        return pd.Series(values, dtype=RATING)
    if dtype == "robustness":
        return pd.Series(values, dtype=ROBUSTNESS)
    if dtype == "answer":
        return pd.Series(values, dtype=ANSWER)
    if dtype == "level":
        return pd.Series(values, dtype=pd.CategoricalDtype(list(levels), ordered=True))
    return pd.Series(values, dtype=dtype)


def together(frames: Mapping[Any, pd.DataFrame], names: list[str]) -> pd.DataFrame:
    """Return frames under one another, by a key that becomes the first levels of their index.

    Levels of different chains become one categorical, in order of appearance.

    Args:
        frames: Frames of one name by what tells them apart.
        names: Of the levels that the keys become.
    """
    given = dict(frames)
    if any("level" in one.columns for one in given.values()):
        every = dict.fromkeys(level for one in given.values() for level in one["level"].cat.categories)
        kind = pd.CategoricalDtype(list(every), ordered=False)
        given = {key: one.assign(level=one["level"].astype(str).astype(kind)) for key, one in given.items()}
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
