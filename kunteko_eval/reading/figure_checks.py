"""What must hold of an observation's numbers, by its indicator's unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kunteko_eval.files.validation import shown
from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.model.units import OwnUnit
from kunteko_eval.reading.folder import span_words
from kunteko_eval.reading.unit_checks import bounds_of

MOST_DIGITS = 15
"""Digits of a figure; a computer's numbers hold no more."""


def limits(indicator: Indicator, units: Mapping[str, OwnUnit]) -> tuple[float, float]:
    """Return the least and the greatest figure that an indicator can have.

    Args:
        indicator: The indicator.
        units: The units that its programme declares, by their id.
    """
    if indicator.unit == "grade" and indicator.scale_min is not None and indicator.scale_max is not None:
        return indicator.scale_min, indicator.scale_max
    return bounds_of(indicator.unit, units) if indicator.unit != "grade" else (0.0, float("inf"))


def figure_problem(figure: str, indicator: Indicator, units: Mapping[str, OwnUnit]) -> tuple[str, str, str] | None:
    """Return what is wrong with a figure of an indicator, what was expected, and advice; None when it can be one."""
    low, high = limits(indicator, units)
    own = units.get(indicator.unit)
    decimals = 9 if own is None or own.decimals is None else own.decimals
    if sum(character.isdigit() for character in figure) > MOST_DIGITS:
        return f"{len(figure)} characters, {shown(figure)}", f"at most {MOST_DIGITS} digits", ""
    if not low <= float(figure) <= high:
        return f"{figure} {indicator.unit}", span_words(low, high), _advice(figure, indicator)
    if indicator.unit == "count" and indicator.aggregation != "level" and not float(figure).is_integer():
        advice = "Declare a unit of its own in programme.yaml for what comes in fractions, such as working years."
        return figure, "a whole number, because the unit is count", advice
    if len(figure.partition(".")[2].rstrip("0")) > decimals:
        expected = "a whole number" if not decimals else f"at most {decimals} decimals"
        return figure, f"{expected}, as the unit {indicator.unit} has", ""
    return None


def _advice(figure: str, indicator: Indicator) -> str:
    if indicator.unit == "share" and 1 < float(figure) <= 100:
        return "A percentage is written as a share, or the indicator's unit is percent."
    if indicator.unit in {"percent", "count"}:
        return "A change, which may be negative or above the whole, is a unit of its own in programme.yaml."
    return ""


def figure_problems(
    one: Observation, indicator: Indicator, units: Mapping[str, OwnUnit]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wrong with an observation's numbers: column, what was found, what was expected, and advice."""
    for column, figure in (("value", one.value), ("value_to", one.value_to)):
        problem = None if figure is None else figure_problem(figure, indicator, units)
        if problem is not None:
            yield column, *problem
    if one.value_to is not None and float(one.value_to) <= one.number:
        yield "value_to", one.value_to, f"more than the value {one.value}", ""
