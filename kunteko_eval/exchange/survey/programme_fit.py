"""Whether a programme declares what the mapping of a survey names, with the lines to add where it does not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from kunteko_eval.errors import Fault
from kunteko_eval.exchange.faults import fault
from kunteko_eval.exchange.survey.mapping import AskedFigure, SurveyMapping
from kunteko_eval.model.programme import ProgrammeData


def programme_faults(file: Path, mapping: SurveyMapping, programme: ProgrammeData) -> Iterator[Fault]:
    """Yield what a mapping names and the programme does not declare, with the lines to add.

    Args:
        file: The mapping file, for the faults.
        mapping: The mapping.
        programme: The programme that the survey is imported into.
    """
    if mapping.programme != programme.id:
        yield fault(file, "key programme", repr(mapping.programme), f"{programme.id!r}, the programme")
    for place, what, name, known, line in _names(mapping, programme):
        if name not in known:
            expected = f"a {what} of the programme: {', '.join(sorted(known)) or 'none yet'}"
            yield fault(file, place, repr(name), expected, f"Add to {line}")
    for one in mapping.asked:
        place = "key " + ".".join(map(str, one.place))
        yield from _indicator_faults(file, place, one, programme)


def _names(mapping: SurveyMapping, programme: ProgrammeData) -> Iterator[tuple[str, str, str, Collection[str], str]]:
    """Yield each name of a mapping with its place, what it is of, which there are, and the line that would add it."""
    words = "{" + ", ".join(f'{code}: "…"' for code in programme.sheet.languages) + "}"
    collection = f"{{id: {mapping.source}, label: {words}, type: participants, bias: some, bias_reason: {words}}}"
    yield "key source", "collection", mapping.source, programme.collections, f"sources.yaml: - {collection}"
    document = f"{{id: {mapping.document}, title: {words}, file: export.csv}}"
    yield "key document", "document", mapping.document, programme.documents, f"sources.yaml: - {document}"
    periods = [("key period", mapping.period)] if mapping.period is not None else []
    periods += [(f"key waves.{index}.period", one.period) for index, one in enumerate(mapping.waves)]
    for place, name in periods:
        period = f'{{id: "{name}", start: "2024-01-01", end: "2024-12-31", report: true}}'
        yield place, "period", name, programme.periods, f"programme.yaml: - {period}"
    groups = [("key all", mapping.all)]
    groups += [
        (f"key groups.{index}.{one.kind}", name) for index, one in enumerate(mapping.groups) for name in one.names
    ]
    for place, name in groups:
        yield place, "group", name, programme.groups, f"sources.yaml: - {{id: {name}, label: {words}}}"


def _indicator_faults(file: Path, place: str, asked: AskedFigure, programme: ProgrammeData) -> Iterator[Fault]:
    """Yield what keeps the indicator of a question from taking its figure."""
    indicator, question = programme.indicators_by_id.get(asked.indicator), asked.question
    low, high = question.codes
    if indicator is None:
        unit, scale = ("grade", f"{low},{high}") if question.mean else ("percent", ",")
        known = ", ".join(sorted(programme.indicators_by_id)) or "none yet"
        line = f"indicators.csv: {asked.indicator},…,…,…,{unit},…,perceived,level,more,{scale},"
        yield fault(file, place, repr(asked.indicator), f"a indicator of the programme: {known}", f"Add to {line}")
    elif question.mean != (indicator.unit == "grade") or (not question.mean and not indicator.is_proportion):
        found = f"indicator {indicator.id} of unit {indicator.unit}"
        advice = "Write `mean: true` for grades, `positive: […]` for percentages and shares."
        yield fault(file, place, found, f"unit {'grade' if question.mean else 'percent or share'}", advice)
    elif question.mean and (indicator.scale_min, indicator.scale_max) != (low, high):
        expected = f"scale_min {low} and scale_max {high} of the indicator, as the mapping's codes have it"
        yield fault(file, place, f"scale {indicator.scale_min} to {indicator.scale_max}", expected)
