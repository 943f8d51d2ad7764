"""What must agree within and between the files of a programme folder."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping

from kunteko_eval.errors import Fault
from kunteko_eval.files.csv_tables import Row, RowsFile
from kunteko_eval.files.documents import KeyedFile
from kunteko_eval.files.validation import Location, suggestion
from kunteko_eval.model.chain import TARGETS
from kunteko_eval.model.coding import Reconciliation
from kunteko_eval.model.evidence import Indicator, Observation, Sources
from kunteko_eval.model.judgement import Judgement, broken_seals
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.model.units import OwnUnit
from kunteko_eval.reading.chain_checks import chain_faults
from kunteko_eval.reading.coding_checks import coding_faults, repeat_faults
from kunteko_eval.reading.comment_checks import comment_faults
from kunteko_eval.reading.cost_checks import cost_faults
from kunteko_eval.reading.figure_checks import figure_problems
from kunteko_eval.reading.folder import Folder, Known
from kunteko_eval.reading.heading_checks import heading_faults
from kunteko_eval.reading.link_checks import link_evidence_faults
from kunteko_eval.reading.plan_checks import plan_faults
from kunteko_eval.reading.scale_checks import scale_faults
from kunteko_eval.reading.seal_checks import seal_faults
from kunteko_eval.reading.target_checks import target_faults
from kunteko_eval.reading.unit_checks import unit_faults

LATEST_YEAR = 2200
"""An evaluation's period ends before this; later is a placeholder for no end at all."""

_SHEET_REFERENCES = {
    "goals.*.document": "document",
    "funders.*.document": "document",
    "budget.document": "document",
    "dates.*.document": "document",
    "evaluation_questions.*.document": "document",
    "recommendations.*.document": "document",
    "recommendations.*.addressee.document": "document",
    "recommendations.*.follow_up.*.document": "document",
    "recommendations.*.elements.*": "element",
    "periods.*.previous": "period",
    "comparability.*.document": "document",
    "comparability.*.indicators.*": "indicator",
    "comparability.*.periods.*": "period",
    "unit_costs.*.element": "element",
    "unit_costs.*.indicator": "indicator",
}
_CHAIN_REFERENCES = {
    "conventions.*.document": "document",
    "conventions.*.period": "period",
    "targets.document": "document",
    "elements.*.level": "level",
    "elements.*.evidence.*.indicator": "indicator",
    "elements.*.evidence.*.finding": "finding",
    "elements.*.evidence.*.expectation": "expectation",
    "elements.*.collect.*.indicator": "indicator",
    "elements.*.groups.*": "group",
    "links.*.from": "element",
    "links.*.to": "element",
    "links.*.rivals.*.rival": "rival",
    "links.*.evidence.*": "finding",
    "links.*.tests.*.evidence.*": "figure or finding",
    "links.*.tests.*.period": "period",
    "links.*.tests.*.document": "document",
    "links.*.bundles.*.source": "source",
    "links.*.bundles.*.period": "period",
}
_SOURCES_REFERENCES = {"groups.*.part_of": "group"}
_TABLE_REFERENCES = {
    "indicators.csv": {"theme"},
    "observations.csv": {"period", "source", "document", "indicator", "group"},
    "findings.csv": {"period", "source", "document", "theme", "repeats"},
    "codings.csv": {"finding"},
    "reconciliations.csv": {"finding"},
    "innovations.csv": {"period", "document"},
    "suppressed.csv": {"indicator", "period", "group", "source"},
    "judgements.csv": {"element", "period"},
    "scores.csv": {"element", "period"},
    "costs.csv": {"element", "period", "document"},
    "targets.csv": {"indicator", "period", "document"},
    "comments.csv": {"period"},
}
_UNSAID = {"observations.csv": {"group": "all"}}
"""What a row means that leaves a column out."""

_NAMED = {"repeats": "finding"}
"""What a column names that is not called by it."""


def cross_faults(folder: Folder) -> Iterator[Fault]:
    """Yield every fault between and within the files, as far as they could be read."""
    yield from _ids_once(folder)
    yield from _reference_faults(folder)
    if folder.sheet:
        yield from _sheet_faults(folder, *folder.sheet)
    if folder.chain:
        yield from chain_faults(folder, *folder.chain)
        yield from link_evidence_faults(*folder.chain)
        yield from scale_faults(folder, *folder.chain)
    if folder.sources:
        yield from _group_faults(*folder.sources)
    yield from heading_faults(folder)
    yield from plan_faults(folder)
    yield from coding_faults(folder)
    yield from repeat_faults(folder)
    yield from _indicator_faults(folder)
    yield from unit_faults(folder)
    yield from target_faults(folder)
    yield from comment_faults(folder)
    indicators = {row.value.id: row.value for row in folder.indicators.rows}
    units = {one.id: one for one in folder.sheet[0].units} if folder.sheet else {}
    for row in folder.observations.rows:
        if row.value.indicator in indicators:
            yield from _figure_faults(folder, row, indicators[row.value.indicator], units)
    yield from cost_faults(folder)
    yield from _broken_seals(folder, "judgements.csv", folder.judgements)
    yield from _broken_seals(folder, "reconciliations.csv", folder.reconciliations)
    yield from seal_faults(folder)


def _broken_seals(folder: Folder, name: str, table: RowsFile[Judgement] | RowsFile[Reconciliation]) -> Iterator[Fault]:
    """Yield each recorded decision that was changed, removed or moved since."""
    if len(table.rows) != len(table.cells):
        return
    for index in broken_seals([row.value for row in table.rows]):
        expected = "the seal of a row that was recorded and left as it was"
        advice = "Put the recorded row back; change a decision by recording another one."
        yield folder.row_fault(name, table.rows[index].line, "seal", "the seal does not fit", expected, advice)


def _unknown(name: str, known: Known, what: str) -> tuple[str, str, str] | None:
    """Return found, expected and advice for a name that is not known, or None."""
    if known is None or name in known:
        return None
    expected = (
        ", ".join(sorted(known)) if 0 < len(known) <= 12 else f"one of the {len(known)} ids declared for a {what}"
    )
    return f"unknown {what} {name!r}", expected, suggestion(name, sorted(known)) or "Declare it, or correct the id."


def _reference_faults(folder: Folder) -> Iterator[Fault]:
    """Yield each id that a file names and none declares; entries with other faults are looked at too."""
    conventions = folder.declared("chain", "conventions")
    known: dict[str, Known] = {
        "document": folder.declared("sources", "documents"),
        "source": folder.declared("sources", "collections"),
        "group": folder.declared("sources", "groups"),
        "theme": folder.declared("sources", "themes"),
        "period": folder.declared("sheet", "periods"),
        "level": folder.declared("chain", "levels"),
        "element": folder.declared("chain", "elements"),
        "expectation": None if conventions is None else conventions | {TARGETS},
        "rival": folder.declared("chain", "rivals"),
        "indicator": folder.listed(folder.indicators),
        "finding": folder.listed(folder.findings),
        "figure or finding": folder.listed(folder.observations, folder.findings),
    }
    parts = (
        (folder.sheet, _SHEET_REFERENCES),
        (folder.chain, _CHAIN_REFERENCES),
        (folder.sources, _SOURCES_REFERENCES),
    )
    for read, patterns in parts:
        for pattern, what in patterns.items() if read else ():
            for location, name in read[1].texts(pattern) if read else ():
                problem = _unknown(name, known[what], what)
                if problem and read:
                    yield read[1].fault(location, *problem)
    for file, table in folder.tables:
        for line, given in table.cells:
            cells = _UNSAID.get(file, {}) | given
            for column in _TABLE_REFERENCES.get(file, set()) & cells.keys():
                what = _NAMED.get(column, column)
                problem = _unknown(cells[column], known[what], what)
                if problem:
                    yield folder.row_fault(file, line, column, *problem)


def _ids_once(folder: Folder) -> Iterator[Fault]:
    lists = (
        (folder.sheet, ("goals", "periods", "recommendations")),
        (folder.sources, ("documents", "groups", "themes", "collections")),
        (folder.chain, ("levels", "grades", "conventions", "rivals", "elements")),
    )
    for read, keys in lists:
        for key in keys if read else ():
            entries = (read[1].entries(key) if read else None) or []
            counts = Counter(str(entry["id"]).strip() for _, entry in entries if "id" in entry)
            for index, entry in entries:
                name = str(entry.get("id")).strip()
                if read and counts[name] > 1:
                    yield read[1].fault((key, index, "id"), f"id {name!r} stands {counts[name]} times", "every id once")
    for file, table in folder.tables:
        counts = Counter(cells["id"] for _, cells in table.cells if "id" in cells)
        for line, cells in table.cells:
            name = cells.get("id", "")
            if counts[name] > 1:
                yield folder.row_fault(file, line, "id", f"id {name!r} stands {counts[name]} times", "every id once")
    scored = Counter((row.value.element, row.value.period, row.value.scorer) for row in folder.scores.rows)
    for row in folder.scores.rows:
        times = scored[row.value.element, row.value.period, row.value.scorer]
        if times > 1:
            found = f"{row.value.scorer} scores {row.value.element} {times} times in {row.value.period}"
            yield folder.row_fault("scores.csv", row.line, "scorer", found, "one score of each evaluator")
    numbers = {cells.get("id") for _, cells in folder.observations.cells} - {None}
    for line, cells in folder.findings.cells:
        if cells.get("id") in numbers:
            yield folder.row_fault(
                "findings.csv", line, "id", f"id {cells['id']!r} is an observation's too", "an id of its own"
            )


def _sheet_faults(folder: Folder, sheet: ProgrammeFacts, file: KeyedFile) -> Iterator[Fault]:
    if sheet.id != folder.name:
        yield file.fault(("id",), f"{sheet.id!r}", f"the {folder.kind}'s name {folder.name!r}")
    if sheet.end is not None and sheet.end < sheet.start:
        yield file.fault(("end",), f"{sheet.end}", f"a day on or after the start {sheet.start}")
    yield from _period_faults(sheet, file)
    shares = [funder.share for funder in sheet.funders if funder.share is not None]
    listed = file.is_complete("funders") and bool(shares)
    if listed and (sum(shares) > 100.5 or (len(shares) == len(sheet.funders) and sum(shares) < 99.5)):
        yield file.fault(("funders",), f"the shares add up to {sum(shares):g}", "100")
    accepted = Counter(one.key for one in sheet.accepted)
    for index, one in file.numbered(("accepted",), sheet.accepted):
        if accepted[one.key] > 1:
            found = f"the warning {one.code} of {' '.join(one.subject)} is accepted {accepted[one.key]} times"
            yield file.fault(("accepted", index), found, "one reason for each warning")
    numbers = Counter(question.number for question in sheet.evaluation_questions)
    for index, question in file.numbered(("evaluation_questions",), sheet.evaluation_questions):
        if numbers[question.number] > 1:
            found = f"question {question.number} stands {numbers[question.number]} times"
            yield file.fault(("evaluation_questions", index, "number"), found, "every number once")
    if folder.chain and file.is_complete("evaluation_questions"):
        chain, other = folder.chain
        for index, element in other.numbered(("elements",), chain.elements):
            asked = element.evaluation_question
            if asked is not None and asked not in numbers:
                yield other.fault(
                    ("elements", index, "evaluation_question"),
                    f"question {asked}",
                    ", ".join(map(str, sorted(numbers))) or "a question that the programme lists",
                )


def _period_faults(sheet: ProgrammeFacts, file: KeyedFile) -> Iterator[Fault]:
    if not file.entries("periods"):
        return
    periods = {period.id: period for period in sheet.periods}
    for index, period in file.numbered(("periods",), sheet.periods):
        at: Location = ("periods", index)
        if period.end.year > LATEST_YEAR:
            yield file.fault(
                (*at, "end"), f"{period.end}", f"a year until {LATEST_YEAR}; give an open end the last day planned"
            )
        if period.end < period.start:
            yield file.fault((*at, "end"), f"{period.end}", f"a day on or after the start {period.start}")
        elif sheet.start <= (sheet.end or datetime.date.max) and (
            period.start < sheet.start or period.end > (sheet.end or datetime.date.max)
        ):
            found = f"period {period.id} is {period.start} to {period.end}"
            span = f"{sheet.start} to {sheet.end}" if sheet.end else f"from {sheet.start} on"
            yield file.fault(at, found, f"a span within the programme, {span}")
        if period.previous is not None:
            previous = periods.get(period.previous)
            if previous and previous.end >= period.start:
                found = f"{period.previous} ends on {previous.end}"
                yield file.fault((*at, "previous"), found, f"a period that ends before {period.start}")
    if file.is_complete("periods") and not any(period.report for period in sheet.periods):
        yield file.fault(("periods",), "no period has report: true", "at least one")


def _group_faults(sources: Sources, file: KeyedFile) -> Iterator[Fault]:
    """Yield each group that would be a part of itself."""
    wholes = {group.id: group.part_of for group in sources.groups}
    for index, group in file.numbered(("groups",), sources.groups):
        way, name = [group.id], group.part_of
        while name is not None and name not in way:
            way.append(name)
            name = wholes.get(name)
        if name == group.id:
            found = f"{' is a part of '.join([*way, name])}"
            yield file.fault(("groups", index, "part_of"), found, "a group that holds this one and is no part of it")


def _indicator_faults(folder: Folder) -> Iterator[Fault]:
    known = folder.listed(folder.indicators)
    for row in folder.indicators.rows:
        one, scale = row.value, (row.value.scale_min, row.value.scale_max)
        if one.unit == "grade" and not (scale[0] is not None and scale[1] is not None and scale[0] < scale[1]):
            column, expected = (
                "scale_min" if scale[0] is None else "scale_max",
                "the least and the greatest grade of the scale",
            )
            yield folder.row_fault("indicators.csv", row.line, column, f"scale {scale[0]} to {scale[1]}", expected)
        if one.unit != "grade" and scale != (None, None):
            column = "scale_max" if scale[0] is None else "scale_min"
            found = f"a scale for the unit {one.unit}"
            yield folder.row_fault("indicators.csv", row.line, column, found, "no scale, or the unit grade")
        # The parts of a percentage may name a whole that has no figure of its own.
        if one.part_of and (one.part_of == one.id or not one.is_proportion):
            others = None if known is None else known - {one.id}
            problem = _unknown(one.part_of, others, "indicator of the whole")
            if problem:
                yield folder.row_fault("indicators.csv", row.line, "part_of", *problem)


def _figure_faults(
    folder: Folder, row: Row[Observation], indicator: Indicator, units: Mapping[str, OwnUnit]
) -> Iterator[Fault]:
    for column, found, expected, advice in figure_problems(row.value, indicator, units):
        yield folder.row_fault("observations.csv", row.line, column, found, expected, advice)
