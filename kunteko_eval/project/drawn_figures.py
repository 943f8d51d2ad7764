"""What the figures of a notebook are drawn from, in a line each, so that a figure of other data is noticed.

nbval compares no figure, and the words on one may change. What must not change unseen is what it shows: the values,
bounds, elements and colours of its marks. A digest of them stands for each figure in ``figures.json`` beside the
notebooks, by notebook and cell; the review of the notebooks writes it, and their ``conftest.py`` holds each run to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

FIGURE = "application/vnd.plotly.v1+json"
WORDS = frozenset({"hovertext", "text", "name", "ticktext", "hovertemplate", "type", "mode", "hoverinfo"})
"""Keys of a trace whose values are words, or say how it looks and not what it shows."""

DECIMALS = 3
DIGITS = 12
"""Digits of a digest that are kept; two figures that are alike in them are alike."""


def drawn_figures(outputs: Iterable[Any]) -> list[str]:
    """Return a line for each figure among a cell's outputs: its name, how many marks it has, and a digest of them.

    >>> drawn_figures([{"data": {FIGURE: {"data": [{"type": "bar", "x": [0.5, 1]}]}}, "metadata": {}}])
    ['figure: 2 marks, 744683914ba4']
    """
    found = []
    for output in outputs:
        figure = output.get("data", {}).get(FIGURE)
        if figure is None:
            continue
        has_panels = bool((figure.get("layout", {}).get("meta") or {}).get("panels"))
        shown = [sorted(_lists(_valued(trace) if has_panels else trace, "")) for trace in figure["data"]]
        marks = sum(max((len(values) for _, values in lists), default=0) for lists in shown)
        digest = hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:DIGITS]
        name = output.get("metadata", {}).get("kunteko", {}).get("name", "figure")
        found.append(f"{name}: {marks} marks, {digest}")
    return found


def figures_of(notebook: Any) -> dict[str, list[str]]:
    """Return the lines of an executed notebook's figures, as its file holds it, by the ids of its cells."""
    found = {cell["id"]: drawn_figures(cell["outputs"]) for cell in notebook["cells"] if cell["cell_type"] == "code"}
    return {identifier: lines for identifier, lines in found.items() if lines}


def _valued(trace: Any) -> Any:
    """Return a trace of a panel without its heights, which only make room for the words above its marks."""
    stands_by_words = trace.get("orientation") == "h" or trace.get("mode") == "markers"
    return {key: value for key, value in trace.items() if key != "y"} if stands_by_words else trace


def _lists(value: Any, key: str) -> Iterator[tuple[str, list[Any]]]:
    """Yield every list of single values in a trace with the path of its keys, numbers rounded and alike in all forms."""
    if isinstance(value, dict):
        for one, inner in value.items():
            if one not in WORDS:
                yield from _lists(inner, f"{key}.{one}")
    elif isinstance(value, list):
        yield key, [_plain(one) for one in value]


def _plain(value: Any) -> Any:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return round(float(value), DECIMALS) + 0.0  # There is no minus nought among the values of a figure.
    return [_plain(one) for one in value] if isinstance(value, list) else value
