"""The evidence as rows to be changed: as it is tried, with what is recorded where that differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from kunteko_eval.model.evidence import Finding, Observation
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report import method_words
from kunteko_eval.report.language import Language
from kunteko_eval.workbench.desk import TrialDesk

Evidence = TypeVar("Evidence", Observation, Finding)

Row = dict[str, Any]
"""One figure or finding, ready for the screen."""


def face_rows(desk: TrialDesk, element: str | None) -> list[Row]:
    """Return the figures and then the findings of a period, those that are left out among them.

    Args:
        desk: What is tried.
        element: The box whose evidence is wanted; None for that of the whole period.
    """
    tried, recorded = desk.assessment.programme, desk.recorded.programme
    speaking = None if element is None else _speaking(tried, element)
    figures = [_figure(desk, one) for one in _within(desk, (*recorded.observations, *tried.observations), speaking)]
    return figures + [_finding(desk, one) for one in _within(desk, (*recorded.findings, *tried.findings), speaking)]


def _speaking(programme: ProgrammeData, element: str) -> set[str]:
    """Return the indicators and findings that may speak for a box."""
    return {one.indicator or one.finding or "" for one in programme.chain.element(element).evidence}


def _within(desk: TrialDesk, rows: tuple[Evidence, ...], speaking: set[str] | None) -> Iterator[Evidence]:
    """Yield the rows of the period that may speak, each once."""
    period, periods, seen = desk.assessment.period, desk.recorded.programme.periods, set[str]()
    for one in rows:
        name = one.indicator if isinstance(one, Observation) else one.id
        if one.id not in seen and (speaking is None or name in speaking) and period.contains(periods[one.period]):
            seen.add(one.id)
            yield one


def _where(say: Language, programme: ProgrammeData, one: Observation | Finding) -> str:
    parts = [say.text(programme.groups[one.group].label)] if isinstance(one, Observation) else []
    parts += [say.text(programme.collections[one.source].label), say.period(programme.periods[one.period])]
    return " · ".join([*parts, method_words.place(say, one)])


def _figure(desk: TrialDesk, shown: Observation) -> Row:
    say, before, now = desk.say, desk.recorded.programme, desk.assessment.programme
    old, new = before.observations_by_id.get(shown.id), now.observations_by_id.get(shown.id)
    unit, told = now.indicators_by_id[shown.indicator].unit, list[str]()
    if old is not None and new is not None and (old.value, old.value_to) != (new.value, new.value_to):
        told.append(method_words.observed(say, old, unit))
    if old is not None and new is not None and old.n != new.n:
        told.append("n = –" if old.n is None else f"n = {say.number(old.n)}")
    current = new or shown
    return {
        "id": shown.id,
        "form": "observation",
        "name": say.text(now.indicators_by_id[shown.indicator].label),
        "of": _where(say, now if new else before, current),
        "value": current.value,
        "value_to": current.value_to,
        "n": current.n,
        **_standing(desk, shown.id, told, found=(old is not None, new is not None)),
    }


def _finding(desk: TrialDesk, shown: Finding) -> Row:
    say, before, now = desk.say, desk.recorded.programme, desk.assessment.programme
    found = (shown.id in before.findings_by_id, shown.id in now.findings_by_id)
    then, coded = before.coded.get(shown.id), (now if found[1] else before).coded.get(shown.id)
    told = list[str]()
    if all(found) and then is not None and coded is not None:
        if (then.direction, then.extent) != (coded.direction, coded.extent):
            told.append(method_words.coding(say, then.direction, then.extent))
        if then.credibility != coded.credibility:
            told.append(say("credibility {level}", level=say(method_words.CREDIBILITY[then.credibility])))
    elif all(found) and coded is not None:
        told.append(say("not coded"))
    return {
        "id": shown.id,
        "form": "finding",
        "name": say.text(shown.statement),
        "of": _where(say, now if found[1] else before, shown),
        "says": "" if coded is None else f"{coded.direction} {coded.extent}",
        "credibility": "" if coded is None else str(coded.credibility),
        **_standing(desk, shown.id, told, found=found),
    }


def _standing(desk: TrialDesk, name: str, told: list[str], *, found: tuple[bool, bool]) -> Row:
    """Return whether a row is in use, differs from what is recorded, or is made up, and what was recorded.

    Args:
        desk: What is tried.
        name: The row.
        told: What is recorded of it, where that differs.
        found: Whether it is recorded, and whether it is in what is tried.
    """
    recorded, tried = found
    out = name in desk.state.scenario.without_evidence
    with_others = not tried and not out
    remarks = [desk.say("recorded: {value}", value=", ".join(told))] if told else []
    if with_others:
        remarks.append(desk.say("left out with its source or its group"))
    return {
        "in_use": not out and tried,
        "held": with_others,
        "what_if": not recorded,
        "changed": not recorded or not tried or bool(told),
        "was": "; ".join(remarks),
    }
