"""From a survey tool's export to observations: counted, protected, checked with the programme, then written."""

from __future__ import annotations

import codecs
import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.survey.counting import Counted, count
from kunteko_eval.exchange.survey.figures import SurveyFigure, figures, is_own
from kunteko_eval.exchange.survey.groups import Declared, declare
from kunteko_eval.exchange.survey.mapping import SurveyMapping, read_mapping
from kunteko_eval.exchange.survey.reading import columns_of, fault, personal, read_export
from kunteko_eval.exchange.survey.sources_text import with_values
from kunteko_eval.files.csv_tables import delimiter_of
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.model.evidence import Observation, Suppressed
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme

OBSERVATIONS, SUPPRESSED, SOURCES = "observations.csv", "suppressed.csv", "sources.yaml"

_KEYS = {"indicator", "period", "group", "source", "reason", "survey"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyImport:
    """What an import read, made and left out.

    Attributes:
        mapping: How the export was read.
        counted: Its answers.
        figures: Every figure, shown or hidden.
        rows: How many rows of the export were read; each is a respondent, or empty.
        empty: Rows in which no column holds anything.
        unread: Columns of the export that were not read.
        withheld: Free texts that were not written because they hold personal data.
    """

    mapping: SurveyMapping
    counted: Counted
    figures: tuple[SurveyFigure, ...]
    rows: int
    empty: int
    unread: tuple[str, ...]
    withheld: int = 0

    @property
    def rate(self) -> float | None:
        """Return the response rate, 0–1, where it is known how many were invited."""
        return None if self.mapping.invited is None else self.counted.respondents / self.mapping.invited


def import_survey(
    export: Path, mapping_file: Path, folder: Path, *, texts: Path | None = None, dry_run: bool = False
) -> SurveyImport:
    """Read a survey and set its figures into a programme folder; everything is written or nothing.

    What an earlier import of the same survey wrote is replaced; other rows stay as they are.

    Args:
        export: The survey tool's export, CSV or Excel, a row a respondent.
        mapping_file: Says which column is which indicator, on which scale.
        folder: The programme folder.
        texts: Where the free texts of the mapping go, for coding; not written when None.
        dry_run: Whether nothing is written.

    Raises:
        FaultyInput: With every fault of mapping, programme or export.
        OSError: When a file cannot be written.
    """
    mapping = read_mapping(mapping_file)
    workbook = folder.with_name(f"{folder.name}.xlsx")
    if workbook.exists() and not folder.exists():
        advice = f"Make a folder of it: kunteko-eval import workbook {workbook}"
        raise FaultyInput([fault(workbook, "", "the programme is a workbook", "a programme folder", advice)])
    programme = read_programme(folder)
    faults = list(_programme_faults(mapping_file, mapping, programme))
    if faults:
        raise FaultyInput(faults)
    declared = declare(mapping_file, mapping, programme)
    read = read_export(export, mapping, texts=texts is not None)
    frame, header = read.frame, read.header
    counted = count(export, frame, mapping)
    if mapping.invited is not None and counted.respondents > mapping.invited:
        found = f"{counted.respondents} respondents of {mapping.invited} invited"
        raise FaultyInput([fault(export, "", found, "no more respondents than invited", "Correct `invited`.")])
    made = figures(mapping, counted, programme, declared.groupings)
    rate = None if mapping.invited is None else counted.respondents / mapping.invited
    told = programme.collections[mapping.source].response_rate
    if rate is not None and told is not None and abs(rate - told) > 0.005:  # It is written with two decimals.
        expected = f"response_rate: {rate:.2f} of collection {mapping.source}, as the export has it"
        advice = "Correct it there, or `invited` in the mapping."
        raise FaultyInput([fault(folder / "sources.yaml", "", f"response_rate {told}", expected, advice)])
    unread = tuple(dict.fromkeys(column for column in header if column not in columns_of(mapping, texts=False)))
    withheld = 0
    kept: list[tuple[str, str]] = []
    if texts is not None:
        for column in mapping.texts:
            for text in frame[column].to_list():
                if text and personal(text):
                    withheld += 1
                elif text:
                    kept.append((column, text))
    if not dry_run:
        _write(folder, mapping, made, declared)
        if texts is not None:
            write_atomically(
                texts, _csv_of(("column", "text"), [{"column": one, "text": _plain(two)} for one, two in sorted(kept)])
            )
    return SurveyImport(
        mapping=mapping,
        counted=counted,
        figures=made,
        rows=read.rows,
        empty=read.empty,
        unread=unread,
        withheld=withheld,
    )


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _programme_faults(file: Path, mapping: SurveyMapping, programme: ProgrammeData) -> Iterable[Fault]:
    """Yield what a mapping names and the programme does not declare, with the lines to add."""

    def missing(place: str, what: str, name: str, known: Iterable[str], line: str) -> Fault:
        expected = f"a {what} of the programme: {', '.join(sorted(known)) or 'none yet'}"
        return Fault(file=str(file), place=place, found=repr(name), expected=expected, advice=f"Add to {line}")

    if mapping.programme != programme.id:
        yield Fault(
            file=str(file),
            place="key programme",
            found=repr(mapping.programme),
            expected=f"{programme.id!r}, the programme",
        )
    words = '{fi: "…", sv: "…", en: "…"}'
    for key, known, what, line in (
        (
            "source",
            programme.collections,
            "collection",
            f"sources.yaml: - {{id: {mapping.source}, label: {words}, type: participants, bias: some, bias_reason: {words}}}",
        ),
        (
            "document",
            programme.documents,
            "document",
            f"sources.yaml: - {{id: {mapping.document}, title: {words}, file: export.csv}}",
        ),
        (
            "period",
            programme.periods,
            "period",
            f'programme.yaml: - {{id: "{mapping.period}", start: "2024-01-01", end: "2024-12-31", report: true}}',
        ),
        ("all", programme.groups, "group", f"sources.yaml: - {{id: {mapping.all}, label: {words}}}"),
    ):
        name = getattr(mapping, key)
        if name not in known:
            yield missing(f"key {key}", what, name, known, line)
    for index, grouping in enumerate(mapping.groups):
        for group in dict.fromkeys(grouping.values.values()):
            if group not in programme.groups:
                line = f"sources.yaml: - {{id: {group}, label: {words}}}"
                yield missing(f"key groups.{index}.values", "group", group, programme.groups, line)
    for index, question in enumerate(mapping.questions):
        place = f"key questions.{index}.indicator"
        indicator = programme.indicators_by_id.get(question.indicator)
        low, high = question.codes
        unit = "grade" if question.mean else "percent"
        if indicator is None:
            scale = f"{low},{high}" if question.mean else ","
            line = f"indicators.csv: {question.indicator},…,…,…,{unit},…,perceived,level,more,{scale},"
            yield missing(place, "indicator", question.indicator, programme.indicators_by_id, line)
            continue
        found = f"indicator {indicator.id} of unit {indicator.unit}"
        if question.mean != (indicator.unit == "grade") or (not question.mean and not indicator.is_proportion):
            advice = "Write `mean: true` for grades, `positive: […]` for percentages and shares."
            expected = f"unit {'grade' if question.mean else 'percent or share'}"
            yield Fault(file=str(file), place=place, found=found, expected=expected, advice=advice)
        elif question.mean and (indicator.scale_min, indicator.scale_max) != (low, high):
            expected = f"scale_min {low} and scale_max {high} of the indicator, as the mapping's codes have it"
            scale = f"{indicator.scale_min} to {indicator.scale_max}"
            yield Fault(file=str(file), place=place, found=f"scale {scale}", expected=expected)


def _write(folder: Path, mapping: SurveyMapping, made: tuple[SurveyFigure, ...], declared: Declared) -> None:
    """Set the figures into the programme's files, after the whole folder with them was read without a fault."""
    mine = f"{mapping.id}-"
    observations = [one.observation for one in made if one.observation is not None]
    hidden = [one.suppressed for one in made if one.suppressed is not None]
    contents = {
        OBSERVATIONS: _merged(folder / OBSERVATIONS, Observation, observations, lambda row: row["id"].startswith(mine)),
        SUPPRESSED: _merged(
            folder / SUPPRESSED,
            Suppressed,
            hidden,
            lambda row: is_own(
                mapping, Suppressed(**{key: cell for key, cell in row.items() if cell and key in _KEYS})
            ),
        ),
    }
    sources = folder / SOURCES
    raw = sources.read_bytes()
    mark = "\ufeff" if raw.startswith(codecs.BOM_UTF8) else ""
    text = raw.decode("utf-8-sig")
    contents[SOURCES] = mark + with_values(sources, text, declared.values)
    contents = {name: text for name, text in contents.items() if text}
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(folder, Path(scratch) / folder.resolve().name))
        for name, text in contents.items():
            (copy / name).write_text(text, encoding="utf-8", newline="")
        try:
            read_programme(copy)
        except FaultyInput as error:
            told = [
                Fault(
                    file=one.file.replace(str(copy), str(folder)),
                    place=one.place,
                    found=one.found,
                    expected=one.expected,
                    advice=f"{one.advice} Nothing was written.".strip(),
                )
                for one in error.faults
            ]
            raise FaultyInput(told) from None
    for name, text in contents.items():
        write_atomically(folder / name, text)


def _merged(path: Path, kind: type[Any], made: list[Any], is_mine: Any) -> str:
    """Return a table with new rows in the place of those that an earlier import wrote, in the file's own manner."""
    columns = [one.name for one in fields(kind)]
    if not path.exists():
        if not made:
            return ""
        return _csv_of(columns, [_row(one, columns) for one in made])
    text = path.read_bytes().decode("utf-8-sig")
    delimiter = delimiter_of(text)
    reader = csv.DictReader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter)
    there = [name.strip() for name in reader.fieldnames or columns]
    reader.fieldnames = there
    kept = [row for row in reader if any(row.values()) and not is_mine(row)]
    wanted = [*there, *(name for name in columns if name not in there and any(getattr(one, name) for one in made))]
    return _csv_of(wanted, [*kept, *(_row(one, wanted) for one in made)], delimiter)


def _row(one: Any, columns: Iterable[str]) -> dict[str, str]:
    return {name: "" if getattr(one, name, None) is None else str(getattr(one, name)) for name in columns}


def _csv_of(columns: Iterable[str], rows: Iterable[Mapping[str, str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def report_lines(done: SurveyImport) -> list[str]:
    """Return what an import did, in lines for a person."""
    mapping, counted = done.mapping, done.counted
    shown = [one for one in done.figures if one.observation is not None]
    hidden = [one for one in done.figures if one.suppressed is not None]
    lines = [
        f"{counted.respondents} respondents, {len(mapping.questions)} questions, {len(shown)} figures shown, {len(hidden)} hidden"
    ]
    if done.rate is not None:
        lines.append(
            f"response rate {done.rate:.2f}: write response_rate: {done.rate:.2f} for {mapping.source} in sources.yaml"
        )
    for index, question in enumerate(mapping.questions):
        tally = counted.of(index, None)
        told = f"n = {tally.n}, {tally.missing} missing, {tally.cannot_say} without an opinion"
        lines.append(
            f"{question.indicator}: {told if _is_told(done, question.indicator) else 'too few answers to tell how many'}"
        )
    lines += [f"there already: {one.indicator}, {one.group}: {one.there.id}" for one in done.figures if one.there]
    lines += [f"hidden: {one.indicator}, {one.group}: {one.suppressed.reason}" for one in hidden if one.suppressed]
    lines += [f"public already, so not hidden: {one.indicator}, {one.group}" for one in done.figures if one.exposed]
    if done.empty:
        lines.append(f"{done.rows} rows read, {done.empty} of them empty")
    if done.unread:
        lines.append(f"not read: {', '.join(done.unread)}")
    if done.withheld:
        lines.append(f"{done.withheld} texts with personal data were not written")
    return lines


def _is_told(done: SurveyImport, indicator: str) -> bool:
    """Return whether the number of answers to a question is shown."""
    return any(
        one.observation is not None or one.there is not None
        for one in done.figures
        if (one.indicator, one.group) == (indicator, done.mapping.all)
    )


def report_json(done: SurveyImport) -> str:
    """Return what an import did as JSON, without a figure that is hidden."""
    mapping, counted = done.mapping, done.counted
    content = {
        "survey": mapping.id,
        "programme": mapping.programme,
        "period": mapping.period,
        "rows": done.rows,
        "rows_empty": done.empty,
        "respondents": counted.respondents,
        "invited": mapping.invited,
        "response_rate": None if done.rate is None else round(done.rate, 4),
        "questions": [
            {
                "column": question.column,
                "indicator": question.indicator,
                "n": counted.of(index, None).n,
                "missing": counted.of(index, None).missing,
                "cannot_say": counted.of(index, None).cannot_say,
            }
            if _is_told(done, question.indicator)
            else {"column": question.column, "indicator": question.indicator}
            for index, question in enumerate(mapping.questions)
        ],
        "shown": [
            {"id": one.observation.id, "value": one.observation.value, "n": one.observation.n}
            for one in done.figures
            if one.observation
        ],
        "hidden": [
            {"indicator": one.indicator, "group": one.group, "reason": one.suppressed.reason}
            for one in done.figures
            if one.suppressed
        ],
        "exposed": [{"indicator": one.indicator, "group": one.group} for one in done.figures if one.exposed],
        "not_read": list(done.unread),
        "texts_withheld": done.withheld,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
