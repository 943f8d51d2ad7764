"""The ratings of all reports, held against a second computation that shares no code with the method."""

from __future__ import annotations

import ast
import csv
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import recompute
import yaml
from builder import ROOT
from recompute import Box, Evidence, Report, Verdict

from kunteko_eval.method.assess import Assessment, ElementRating, assess
from kunteko_eval.method.items import Item
from kunteko_eval.method.verdicts import ChainVerdict, verdicts
from kunteko_eval.reading.programme_reader import read_programme
from kunteko_eval.reading.rubric_reader import read_rubric

RUBRIC = ROOT / "params" / "rubric.yaml"
PROGRAMMES = sorted(path.parent.name for path in (ROOT / "data").glob("*/chain.yaml"))
NEAR = 1e-9


def same(one: float | None, other: float | None) -> bool:
    """Return whether two numbers are the same within 1e-9, or both missing."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= NEAR


def differing(where: str, pairs: Iterable[tuple[str, Any, Any]]) -> Iterator[str]:
    """Yield what the product and the recomputation tell differently."""
    for name, product, again in pairs:
        numbers = isinstance(product, float) or isinstance(again, float)
        if not (same(product, again) if numbers else product == again):
            yield f"{where}, {name}: {product} against {again}"


def item_pairs(item: Item, again: Evidence) -> Iterator[tuple[str, Any, Any]]:
    """Yield what is compared of one piece of evidence; of what nothing was expected, no floor."""
    yield "status", item.status, again.status
    yield "n", item.n, again.n
    for name in ("value", "share", "expected", "achievement", "low", "high"):
        yield name, getattr(item, name), getattr(again, name)
    if again.expected is not None:
        yield "floor", float(item.floor), again.floor


def box_pairs(one: ElementRating, again: Box) -> Iterator[tuple[str, Any, Any]]:
    """Yield what is compared of one element, its evidence apart."""
    graded = one.graded
    yield "rating", graded.rating.value, again.rating
    yield "caps", {cap.rule for cap in graded.caps}, set(again.caps)
    yield "at least", graded.at_least, again.at_least
    yield "conflict", one.conflict and one.conflict.why, again.conflict
    yield "confidence", one.confidence, again.confidence
    steps = {step.code.removeprefix("down-") for step in one.confidence_reasons if step.code.startswith("down-")}
    yield "steps down", steps, set(again.steps)
    for name in ("achievement", "low", "high"):
        yield name, getattr(graded, name), getattr(again, name)


def verdict_pairs(one: ChainVerdict, again: Verdict) -> Iterator[tuple[str, Any, Any]]:
    """Yield what is compared of one verdict: everything but its draws."""
    for name in ("answer", "confidence", "reached", "nearly", "coverage", "contested"):
        yield name, getattr(one, name), getattr(again, name)


def disagreements(found: Assessment, again: Report) -> Iterator[str]:
    """Yield every difference between a report of the product and the same recomputed."""
    assert {one.element.id for one in found.everything} == set(again.boxes)
    for one in found.everything:
        box = again.boxes[one.element.id]
        yield from differing(one.element.id, box_pairs(one, box))
        items = {(item.name, item.evidence): item for item in one.items}
        others = {(item.name, item.ids): item for item in box.items}
        yield from differing(one.element.id, [("evidence", set(items), set(others))])
        for key in items.keys() & others.keys():
            yield from differing(f"{one.element.id}, {key[0]}", item_pairs(items[key], others[key]))
    arrows = {(one.source, one.target): one.confidence for one in found.links}
    pathways = {name: one.confidence for name, one in found.pathways.items()}
    yield from differing("chain", [("arrows", arrows, again.links), ("pathways", pathways, again.pathways)])
    answers = {(one.kind, one.name): one for one in verdicts(found, {})}
    yield from differing("chain", [("verdicts", set(answers), set(again.verdicts))])
    for name in answers.keys() & again.verdicts.keys():
        yield from differing(" ".join(name), verdict_pairs(answers[name], again.verdicts[name]))


def both(folder: Path) -> dict[str, tuple[Assessment, Report]]:
    """Return every report of a folder, as the product rates it and recomputed."""
    programme, rubric = read_programme(folder), read_rubric(RUBRIC)
    again = recompute.recompute(folder, RUBRIC)
    assert set(again) == {one.id for one in programme.periods.values() if one.report}
    return {name: (assess(programme, name, rubric), report) for name, report in again.items()}


@cache
def as_it_stands(name: str) -> dict[str, tuple[Assessment, Report]]:
    """Return every report of a programme here, once for all tests."""
    return both(ROOT / "data" / name)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_report_is_recomputed_alike(name: str) -> None:
    """Achievements, pools, colours, caps, conflicts, confidence, arrows and verdicts come out the same from the files."""
    for period, (found, again) in as_it_stands(name).items():
        assert list(disagreements(found, again)) == [], period
