"""What must hold of an observation's numbers, by its indicator's unit."""

from __future__ import annotations

from collections.abc import Iterator

from kunteko_eval.files.validation import shown
from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.reading.folder import span_words

MOST_DIGITS = 15
"""Digits of a figure; a computer's numbers hold no more."""


def limits(indicator: Indicator) -> tuple[float, float]:
    """Return the least and the greatest figure that an indicator can have."""
    if indicator.unit == "grade" and indicator.scale_min is not None and indicator.scale_max is not None:
        return indicator.scale_min, indicator.scale_max
    return 0.0, {"percent": 100.0, "share": 1.0}.get(indicator.unit, float("inf"))


def figure_problems(one: Observation, indicator: Indicator) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wrong with an observation's numbers: column, what was found, what was expected, and advice."""
    low, high = limits(indicator)
    for column, figure in (("value", one.value), ("value_to", one.value_to)):
        if figure is None:
            continue
        if sum(character.isdigit() for character in figure) > MOST_DIGITS:
            yield column, f"{len(figure)} characters, {shown(figure)}", f"at most {MOST_DIGITS} digits", ""
        elif not low <= float(figure) <= high:
            hundredfold = indicator.unit == "share" and 1 < float(figure) <= 100
            advice = "A percentage is written as a share, or the indicator's unit is percent." if hundredfold else ""
            yield column, f"{figure} {indicator.unit}", span_words(low, high), advice
        elif indicator.unit == "count" and indicator.aggregation != "level" and not float(figure).is_integer():
            yield column, figure, "a whole number, because the unit is count", ""
    if one.value_to is not None and float(one.value_to) <= one.number:
        yield "value_to", one.value_to, f"more than the value {one.value}", ""
