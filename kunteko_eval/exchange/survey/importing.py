"""From a survey tool's export to observations: counted, protected, checked with the programme, then written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.edits import ProgrammeEdit, TableEdit, row_of
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.plain_text import csv_text
from kunteko_eval.exchange.saving import save_edit
from kunteko_eval.exchange.survey.counting import Counted, count
from kunteko_eval.exchange.survey.figures import SurveyFigure, figures, is_own
from kunteko_eval.exchange.survey.groups import Declared, declare
from kunteko_eval.exchange.survey.mapping import SurveyMapping, read_mapping
from kunteko_eval.exchange.survey.programme_fit import programme_faults
from kunteko_eval.exchange.survey.reading import Export, columns_of, personal, read_export
from kunteko_eval.files.writing import harmless, write_atomically
from kunteko_eval.model.evidence import Suppressed
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme, source_of

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
    """Read a survey and set its figures into a programme; everything is written or nothing.

    What an earlier import of the same survey wrote is replaced; other rows stay as they are.

    Args:
        export: The survey tool's export, CSV or Excel, a row a respondent.
        mapping_file: Says which column is which indicator, on which scale.
        folder: The programme's folder or workbook, also a workbook without its ending.
        texts: Where the free texts of the mapping go, for coding; not written when None.
        dry_run: Whether nothing is written.

    Raises:
        FaultyInput: With every fault of mapping, programme or export.
        OSError: When a file cannot be written.
    """
    mapping = read_mapping(mapping_file)
    programme = read_programme(folder)
    faults = list(programme_faults(mapping_file, mapping, programme))
    if faults:
        raise FaultyInput(faults)
    declared = declare(mapping_file, mapping, programme)
    read = read_export(export, mapping, texts=texts is not None)
    counted = count(export, read.frame, mapping)
    if mapping.invited is not None and counted.respondents > mapping.invited:
        found = f"{counted.respondents} respondents of {mapping.invited} invited"
        raise refusal(export, "", found, "no more respondents than invited", "Correct `invited`.")
    answers, withheld = _free_texts(read, mapping) if texts is not None else ([], 0)
    done = SurveyImport(
        mapping=mapping,
        counted=counted,
        figures=figures(mapping, counted, programme, declared.groupings),
        rows=read.rows,
        empty=read.empty,
        unread=tuple(dict.fromkeys(one for one in read.header if one not in columns_of(mapping, texts=False))),
        withheld=withheld,
    )
    _check_rate(folder, done, programme)
    if not dry_run:
        _write(folder, done, declared)
        if texts is not None:
            write_atomically(texts, csv_text(("column", "text"), answers))
    return done


def _check_rate(folder: Path, done: SurveyImport, programme: ProgrammeData) -> None:
    """Refuse a response rate that is not the one that the programme has."""
    source = done.mapping.source
    there = programme.collections[source].response_rate
    if done.rate is not None and there is not None and abs(done.rate - there) > 0.005:  # Written with two decimals.
        expected = f"response_rate: {done.rate:.2f} of collection {source}, as the export has it"
        advice = "Correct it there, or `invited` in the mapping."
        raise refusal(source_of(folder), "sources", f"response_rate {there}", expected, advice)


def _free_texts(read: Export, mapping: SurveyMapping) -> tuple[list[dict[str, object]], int]:
    """Return the free texts without those that hold personal data, and how many these are."""
    given = [(column, text) for column in mapping.texts for text in read.frame[column].to_list() if text]
    kept = sorted((column, text) for column, text in given if not personal(text))
    return [{"column": column, "text": harmless(text)} for column, text in kept], len(given) - len(kept)


def _write(place: Path, done: SurveyImport, declared: Declared) -> None:
    """Set the figures into the programme, after the whole programme with them was read without a fault."""
    mapping = done.mapping

    def is_observation(row: Mapping[str, str]) -> bool:
        return row["id"].startswith(f"{mapping.id}-")

    def is_hidden(row: Mapping[str, str]) -> bool:
        return is_own(mapping, Suppressed(**{key: cell for key, cell in row.items() if cell and key in _KEYS}))  # type: ignore[arg-type]

    observations = [row_of(one.observation) for one in done.figures if one.observation is not None]
    hidden = [row_of(one.suppressed) for one in done.figures if one.suppressed is not None]
    tables = {
        "observations": TableEdit(rows=observations, is_replaced=is_observation),
        "suppressed": TableEdit(rows=hidden, is_replaced=is_hidden),
    }
    save_edit(place, ProgrammeEdit(tables=tables, values=declared.values))


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
