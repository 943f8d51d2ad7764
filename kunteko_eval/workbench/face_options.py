"""What the workbench's controls can be set to: lists that stand still, and rules with their values as they are tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kunteko_eval.report import method_words
from kunteko_eval.report.certainty import REASON_CODES
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.language import Language
from kunteko_eval.workbench.controls import (
    Controls,
    ExpectationControl,
    NumberControl,
    RowChoices,
    expectation_control,
)
from kunteko_eval.workbench.desk import TrialDesk


def options_of(desk: TrialDesk) -> dict[str, Any]:
    """Return every list of the workbench that stands still while one works."""
    say, controls = desk.say, desk.controls()
    return {
        "periods": [list(pair) for pair in controls.periods],
        "says": [[f"{direction} {extent}", say(told)] for (direction, extent), told in method_words.SAYS.items()],
        "credibility": [[str(level), say(told)] for level, told in method_words.CREDIBILITY.items()],
        "leave": [
            {"kind": "sources", "title": say("Sources"), "items": [[one.key, one.label] for one in controls.sources]},
            {"kind": "groups", "title": say("Groups"), "items": [[one.key, one.label] for one in controls.groups]},
        ],
        "pooling": [list(pair) for pair in controls.pooling_rules],
        "ratings": [[rating.value, method_words.rating(say, rating)] for rating in method_words.ratings(say)],
        "reason_codes": [[code, say(label)] for code, label in REASON_CODES.items()],
        "new_row": new_row_lists(desk, desk.recorded.programme.chain.elements[0].id),
    }


def new_row_lists(desk: TrialDesk, element: str) -> dict[str, list[list[str]]]:
    """Return the lists that a what-if row for a box is made of."""
    choices: RowChoices = desk.new_row_choices(element)
    names = ("indicators", "sources", "groups", "periods", "kinds")
    return {name: [list(pair) for pair in getattr(choices, name)] for name in names}


def rule_values(desk: TrialDesk, chosen: str | None) -> dict[str, Any]:
    """Return the rules as they are tried: for each its value, its limits, what it is called and what is recorded.

    Args:
        desk: What is tried.
        chosen: The box that is chosen; the expectations that it is held against can be moved for it alone.
    """
    say, controls = desk.say, desk.controls()
    cuts = [_rule(say, f"cut {one.key}", one, "") for one in controls.cut_points]
    groups = [{"title": say("Cut-points"), "rules": cuts}]
    groups += [_expectation(say, one) for one in _own(desk, chosen)]
    groups += [_expectation(say, one) for one in controls.expectations if one.element in {None, chosen}]
    moved = controls.pooling != controls.pooling_recorded
    recorded = say(method_words.POOLING[controls.pooling_recorded])
    told = say("recorded: {value}", value=recorded) if moved else ""
    return {"groups": _each_once(groups), "pooling": {"value": controls.pooling, "told": told}}


def _own(desk: TrialDesk, chosen: str | None) -> Iterator[ExpectationControl]:
    """Yield the expectations that the chosen box is held against, as they are for it alone."""
    controls: Controls = desk.controls()
    known = desk.recorded.programme.chain.conventions_by_id
    for one in controls.expectations:
        if one.element is None and chosen in one.elements:
            of = (known[one.convention], chosen, one.elements)
            yield expectation_control(desk.say, desk.recorded, desk.state.scenario, of)


def _each_once(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({group["rules"][0]["id"]: group for group in groups}.values())


def _expectation(say: Language, one: ExpectationControl) -> dict[str, Any]:
    name = one.convention if one.element is None else f"{one.convention} {one.element}"
    title = one.expected.label.partition(": ")[2]
    rules = [
        _rule(say, f"expected {name}", one.expected, one.unit, say("Expected")),
        _rule(say, f"floor {name}", one.floor, one.unit, say("Floor")),
    ]
    return {"title": title[:1].upper() + title[1:], "rules": rules}


def _rule(say: Language, identifier: str, one: NumberControl, unit: str, label: str = "") -> dict[str, Any]:
    def told(value: float) -> str:
        return method_words.terms(say, unit, value) if unit else say.number(value, max(2, decimals_of(value)))

    short = one.label.partition(": ")[2]
    return {
        "id": identifier,
        "name": one.label,
        "label": label or short[:1].upper() + short[1:],
        "low": one.low,
        "high": one.high,
        "step": one.step,
        "value": one.value,
        "told": told(one.value),
        "recorded": say("recorded: {value}", value=told(one.recorded)),
        "moved": one.value != one.recorded,
    }
