"""What seems to stand twice: a figure, a statement, a whole survey."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from kunteko_eval.model.evidence import Finding
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.screening.alike import Clusters, PlainText, near, near_pairs, plain_text
from kunteko_eval.screening.suspicion import Suspicion, Where, suspicion

Span = tuple[datetime.date, datetime.date]

FEW = 50
"""Copies of a statement that are compared pair by pair; of more, each with the next."""

OF_SOURCE = 4
"""Length of the key of findings that come from one source."""


def repeated_figures(programme: ProgrammeData) -> Iterator[Suspicion]:
    """Yield each value that stands more than once for one indicator, span, group and source."""
    same: dict[tuple[object, ...], list[str]] = defaultdict(list)
    values: dict[str, str] = {}
    for one in programme.observations:
        end = None if one.value_to is None else float(one.value_to)
        span = _span(programme, one.period)
        same[one.indicator, span, one.group, one.source, one.number, end].append(one.id)
        values[one.id] = one.value
    for names in same.values():
        if len(names) > 1:
            where = {Where("observations", name, "value") for name in names}
            yield suspicion("duplicate", set(names), where, value=values[min(names)], count=len(names))


def repeated_statements(programme: ProgrammeData) -> Iterator[Suspicion]:
    """Yield findings that say the same in one source or at one place, of spans that overlap.

    Word for word the same is suspicious whatever was made of it; nearly the same where the findings speak for one
    element or link and in one direction, because there a statement would count twice.
    """
    findings = sorted(programme.findings, key=lambda one: one.id)
    together = Clusters(len(findings))
    targets = _targets(programme)
    direction = {name: one.direction for name, one in programme.coded.items()}
    seen: list[list[str]] = []
    for language in programme.sheet.languages:
        plain = [one.statement[language] for one in findings]
        if plain in seen:
            continue
        seen.append(plain)
        texts = [plain_text(one) for one in plain]
        exact: dict[tuple[str, ...], list[int]] = defaultdict(list)
        close: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for index, (one, text) in enumerate(zip(findings, texts, strict=True)):
            for origin in ((one.source,), (one.document, one.place)):
                exact[*origin, text.text].append(index)
                for target in targets.get(one.id, ()):
                    close[*origin, direction.get(one.id), target, text.numbers].append(index)
        for same in exact.values():
            for first, second in combinations(same, 2) if len(same) < FEW else pairwise(same):
                _join(programme, findings, together, first, second)
        for key, some in close.items():
            # Those of one source at one place are compared by their source already.
            if len(some) > 1 and (len(key) == OF_SOURCE or len({findings[index].source for index in some}) > 1):
                _near(programme, findings, together, some, texts)
    for members in together.several():
        names = {findings[index].id for index in members}
        where = {Where("findings", name, "statement") for name in names}
        yield suspicion("same-statement", names, where, count=len(names))


def _near(
    programme: ProgrammeData, findings: list[Finding], together: Clusters, some: list[int], texts: list[PlainText]
) -> None:
    within = Clusters(len(some))
    for first, second in near_pairs([texts[index] for index in some], within):
        if _join(programme, findings, together, some[first], some[second]):
            within.join(first, second)


def _join(programme: ProgrammeData, findings: list[Finding], together: Clusters, first: int, second: int) -> bool:
    """Put two findings together where their spans overlap; return whether they do."""
    one, other = (_span(programme, findings[index].period) for index in (first, second))
    overlap = one[0] <= other[1] and other[0] <= one[1]
    if overlap:
        together.join(first, second)
    return overlap


def _targets(programme: ProgrammeData) -> dict[str, set[str]]:
    """Return the elements and links that each finding speaks for."""
    found: dict[str, set[str]] = defaultdict(set)
    for element in programme.chain.elements:
        for registration in element.evidence:
            if registration.finding is not None:
                found[registration.finding].add(element.id)
    for link in programme.chain.links:
        for name in link.evidence:
            found[name].add(f"{link.source}→{link.target}")
    return found


def one_as_two(programme: ProgrammeData) -> Iterator[Suspicion]:
    """Yield collections of two source types that look like one.

    Their labels are nearly the same, or figures of both stand at one place with one number of respondents.
    """
    collections = sorted(programme.sources.collections, key=lambda one: one.id)
    labels = {
        one.id: [plain_text(one.label[language]) for language in programme.sheet.languages] for one in collections
    }
    types = {one.id: one.type for one in collections}
    pairs: set[tuple[str, str]] = set()
    for one, other in combinations(labels, 2):
        if types[one] != types[other] and any(map(near, labels[one], labels[other])):
            pairs.add((one, other))
    places: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for figure in programme.observations:
        if figure.n is not None:
            places[figure.document, figure.place, figure.n].add(figure.source)
    for sources in places.values():
        pairs |= {(one, other) for one, other in combinations(sorted(sources), 2) if types[one] != types[other]}
    for one, other in sorted(pairs):
        where = {Where("collections", name, "type") for name in (one, other)}
        yield suspicion("two-types", {one, other}, where, first=one, second=other)


def _span(programme: ProgrammeData, period: str) -> Span:
    span = programme.periods[period]
    return span.start, span.end
