"""Targets that stand with their indicators, as the conventions that the method knows; and back, for writing.

A target of an indicator becomes a convention of its own, ``target-`` and the indicator's id, with ``-`` and the period's
id where it is of one. Its expected value is the target; its floor is the floor that is given, or else the baseline. An
output that the programme makes itself, of which more is better, starts from 0 where neither is given, as the World
Bank's and the European Commission's guides on results frameworks have it for outputs.

A level to be held has a target that equals its baseline. The way from the one to the other is of no length, so the
floor must be given: the first value that is not holding the level at all. Achievement is then ``(value − floor) /
(target − floor)``: 1 where the level is held, 0 where it has fallen to the floor, in between in proportion, and above 1
where it is exceeded; so it rises with the figure as every other does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kunteko_eval.method.normalise import on_scale
from kunteko_eval.model.base import Text
from kunteko_eval.model.chain import TARGETS, Chain, Convention, Element, Registration
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.holding import is_sum
from kunteko_eval.model.target import Target

GIVEN = Text(
    fi="Tavoite on siinä asiakirjassa, joka on nimetty tässä.",
    sv="Målet står i det dokument som nämns här.",
    en="The target stands in the document that is named here.",
)
"""The reason of a target that a document gives and that says no more."""


def name_of(target: Target) -> str:
    """Return the id of the convention that a target becomes.

    >>> name_of(Target(indicator="visits", target="5")), name_of(Target(indicator="visits", period="2025", target="5"))
    ('target-visits', 'target-visits-2025')
    """
    return "-".join(["target", target.indicator, *([target.period] if target.period else [])])


def targets_of(indicators: Sequence[Indicator], rows: Sequence[Target]) -> list[Target]:
    """Return every target in the order of the indicators, with the baseline and the floor that it takes from its indicator.

    Args:
        indicators: With their own target, which is of the whole programme.
        rows: Of ``targets.csv``.
    """
    found: list[Target] = []
    given: dict[str, list[Target]] = {}
    for row in rows:
        given.setdefault(row.indicator, []).append(row)
    for one in indicators:
        own = [] if one.target is None else [Target(indicator=one.id, target=one.target)]
        for row in (*own, *given.get(one.id, ())):
            found.append(replace(row, baseline=row.baseline or one.baseline, floor=row.floor or one.floor))
    return found


def floor_of(target: Target, indicator: Indicator) -> float | None:
    """Return what shows no influence, in the unit: the floor, or else the baseline, or else 0 for an output; or None."""
    if target.floor is not None or target.baseline is not None:
        return float(target.floor or target.baseline or 0)
    own = indicator.kind == "volume" and indicator.direction == "more" and is_sum(indicator)
    return 0.0 if own else None


def convention_of(target: Target, indicator: Indicator, chain: Chain) -> Convention | None:
    """Return the convention that a target becomes; None where it lacks a floor, a basis or a day of record.

    Args:
        target: As `targets_of` returns it.
        indicator: What it is a target of.
        chain: With what holds of every target that does not say otherwise.
    """
    floor, general = floor_of(target, indicator), chain.targets
    basis = target.basis or (None if general is None else general.basis)
    recorded = target.recorded or (None if general is None else general.recorded)
    if floor is None or basis is None or recorded is None:
        return None
    given = target if target.basis or target.document or general is None else general
    reason = reason_of(target) or (None if general is None else general.reason) or GIVEN
    start = None if target.baseline is None else in_terms(float(target.baseline), indicator)
    floor = in_terms(floor, indicator)
    return Convention(
        id=name_of(target),
        applies_to=indicator.unit,
        basis=basis,
        recorded=recorded,
        floor=floor,
        expected=in_terms(float(target.target), indicator),
        period=target.period,
        pace=target.pace,
        reason=reason,
        document=given.document,
        place=given.place,
        line=given.line,
        baseline=None if start == floor else start,
    )


def reason_of(target: Target) -> Text | None:
    """Return the reason that a row gives; a language that it leaves out has the words of the first that it gives."""
    given = {code: getattr(target, f"reason_{code}") for code in ("fi", "sv", "en")}
    first = next((words for words in given.values() if words), None)
    return None if first is None else Text(**{code: words or first for code, words in given.items()})


def in_terms(value: float, indicator: Indicator) -> float:
    """Return a figure as conventions write it: a grade as a part of its scale."""
    if indicator.unit == "grade" and indicator.scale_min is not None and indicator.scale_max is not None:
        return on_scale(value, indicator.scale_min, indicator.scale_max)
    return value


def with_targets(chain: Chain, indicators: Sequence[Indicator], rows: Sequence[Target]) -> Chain:
    """Return the chain with a convention for every target, and with evidence that names them."""
    known = {one.id: one for one in indicators}
    made: dict[str, list[Convention]] = {}
    for target in targets_of(indicators, rows):
        convention = convention_of(target, known[target.indicator], chain)
        if convention is not None:
            made.setdefault(target.indicator, []).append(convention)
    if not made:
        return chain
    elements = tuple(replace(one, evidence=tuple(_named(one, made))) for one in chain.elements)
    return replace(
        chain, conventions=(*chain.conventions, *(one for every in made.values() for one in every)), elements=elements
    )


def _named(element: Element, made: Mapping[str, Sequence[Convention]]) -> Iterator[Registration]:
    for one in element.evidence:
        if one.expectation != TARGETS or one.indicator is None:
            yield one
        else:
            yield from (replace(one, expectation=convention.id) for convention in made.get(one.indicator, ()))


def without_targets(content: dict[str, Any], targets: Sequence[Target]) -> dict[str, Any]:
    """Return the content of a chain file as it is written: no conventions of targets, and evidence that leaves them out.

    Args:
        content: Of a chain that `with_targets` returned.
        targets: As `targets_of` returns them.
    """
    names = {name_of(one) for one in targets}
    if not names:
        return content
    elements = [{**one, "evidence": list(_unnamed(one["evidence"], names))} for one in content["elements"]]
    conventions = [one for one in content["conventions"] if one["id"] not in names]
    return {**content, "conventions": conventions, "elements": elements}


def _unnamed(evidence: Sequence[dict[str, Any]], names: set[str]) -> Iterator[dict[str, Any]]:
    told: set[str] = set()
    for one in evidence:
        if one["expectation"] not in names:
            yield one
        elif one["indicator"] not in told:
            told.add(one["indicator"])
            yield {key: value for key, value in one.items() if key != "expectation"}
