"""What is tried, one thing each, in words; each can be taken back by its key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kunteko_eval.method.assess import Assessment
from kunteko_eval.reading.scenario import Scenario
from kunteko_eval.report.language import Language
from kunteko_eval.report.scenario_words import ScenarioWords
from kunteko_eval.workbench.state import Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedItem:
    """One thing that is tried.

    Attributes:
        key: What `TrialDesk.withdraw` takes.
        words: What is tried, from what to what.
        evidence: The id of the row of evidence that it is about; None for a rule, a source or a group.
    """

    key: str
    words: str
    evidence: str | None = None


_KEYED: dict[str, Callable[[Any], str]] = {
    "expectations": lambda one: one.convention if one.element is None else f"{one.convention}:{one.element}",
    "without_sources": str,
    "without_groups": str,
    "figures": lambda one: one.id,
    "codes": lambda one: one.finding,
    "without_evidence": str,
    "added_figures": lambda one: one.id,
    "added_findings": lambda one: one.id,
}
_OF_EVIDENCE = ("figures", "codes", "without_evidence", "added_figures", "added_findings")


def tried_items(say: Language, scenario: Scenario, recorded: Recorded, assessment: Assessment) -> tuple[TriedItem, ...]:
    """Return what a scenario tries, rules first, then sources and groups, then single rows.

    Args:
        say: The language.
        scenario: What is tried.
        recorded: What it is tried on.
        assessment: The ratings as they are tried.
    """
    words = ScenarioWords(say=say, recorded=recorded.programme, tried=assessment.programme)
    return tuple(_items(words, scenario))


def _items(words: ScenarioWords, scenario: Scenario) -> Iterator[TriedItem]:
    if scenario.cut_points is not None:
        yield TriedItem(key="cut_points", words=words.cut_points(scenario.cut_points))
    for cut in scenario.grade_cuts:
        yield TriedItem(key=f"grade_cuts:{cut.grade}", words=words.grade_cut(cut))
    if scenario.pooling is not None:
        yield TriedItem(key="pooling", words=words.pooling(scenario.pooling))
    for field, name in _KEYED.items():
        for one in getattr(scenario, field):
            evidence = name(one) if field in _OF_EVIDENCE else None
            yield TriedItem(key=f"{field}:{name(one)}", words=words.told(field, one), evidence=evidence)


def without(scenario: Scenario, key: str) -> Scenario:
    """Return a scenario without one of the things that it tries."""
    field, _, name = key.partition(":")
    if field in {"cut_points", "pooling"}:
        nothing: dict[str, Any] = {field: None}
        return replace(scenario, **nothing)
    if field == "grade_cuts":
        return replace(scenario, grade_cuts=tuple(one for one in scenario.grade_cuts if one.grade != name))
    if field not in _KEYED:
        return scenario
    left: dict[str, Any] = {field: tuple(one for one in getattr(scenario, field) if _KEYED[field](one) != name)}
    return replace(scenario, **left)
