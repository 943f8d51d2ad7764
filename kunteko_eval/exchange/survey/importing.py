"""From a survey tool's export to observations: counted, protected, checked with the programme, then written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.edits import ProgrammeEdit, TableEdit, row_of
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.plain_text import csv_text
from kunteko_eval.exchange.saving import save_edit
from kunteko_eval.exchange.survey.counting import Counted, CountedExport, count_waves
from kunteko_eval.exchange.survey.figures import SurveyFigure
from kunteko_eval.exchange.survey.groups import Declared, declare
from kunteko_eval.exchange.survey.mapping import SurveyMapping
from kunteko_eval.exchange.survey.mapping_file import read_mapping
from kunteko_eval.exchange.survey.programme_fit import programme_faults
from kunteko_eval.exchange.survey.reading import Export, columns_of, personal, read_export
from kunteko_eval.exchange.survey.rows import NO_ROWS, ChosenRows
from kunteko_eval.exchange.survey.waves import figures_of_waves, is_of_survey
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
        counted: Its answers, of all waves together.
        figures: Every figure, shown or hidden.
        rows: How many rows of the export were read; each is a respondent, or empty.
        empty: Rows in which no column holds anything.
        unread: Columns of the export that were not read.
        withheld: Free texts that were not written because they hold personal data.
        waves: The answers of each wave, or of everybody.
        periods: The periods of the programme, which the waves of an earlier import may have been of.
        chosen: Which rows count, and how many do not.
    """

    mapping: SurveyMapping
    counted: Counted
    figures: tuple[SurveyFigure, ...]
    rows: int
    empty: int
    unread: tuple[str, ...]
    withheld: int = 0
    waves: tuple[Counted, ...] = ()
    chosen: ChosenRows = NO_ROWS
    periods: frozenset[str] = frozenset()

    @property
    def invited(self) -> int | None:
        """Return how many were invited in all; None where that is not known of every wave."""
        if not self.mapping.waves:
            return self.mapping.invited
        invited = [one.invited for one in self.mapping.waves]
        return None if None in invited else sum(one or 0 for one in invited)

    @property
    def rate(self) -> float | None:
        """Return the response rate, 0–1, where it is known how many were invited."""
        return None if self.invited is None else self.counted.respondents / self.invited


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
    counted = count_waves(export, read.frame, mapping)
    _check_invited(export, mapping, counted)
    answers, withheld = _free_texts(read, mapping) if texts is not None else ([], 0)
    done = SurveyImport(
        mapping=mapping,
        counted=counted.all,
        figures=figures_of_waves(mapping, counted.waves, programme, declared.groupings),
        rows=read.rows,
        empty=read.empty,
        unread=tuple(dict.fromkeys(one for one in read.header if one not in columns_of(mapping, texts=False))),
        withheld=withheld,
        waves=counted.waves,
        chosen=counted.rows,
        periods=frozenset(programme.periods),
    )
    _check_rate(folder, done, programme)
    if not dry_run:
        _write(folder, done, declared)
        if texts is not None:
            write_atomically(texts, csv_text(("column", "text"), answers))
    return done


def _check_invited(export: Path, mapping: SurveyMapping, counted: CountedExport) -> None:
    """Refuse more respondents than were invited."""
    invited = [one.invited for one in mapping.waves] if mapping.waves else [mapping.invited]
    for one, most in zip(counted.waves, invited, strict=True):
        if most is not None and one.respondents > most:
            found = f"{one.respondents} respondents of {most} invited"
            raise refusal(export, "", found, "no more respondents than invited", "Correct `invited`.")


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
        given = {key: cell for key, cell in row.items() if cell and key in _KEYS}
        return is_of_survey(mapping, Suppressed(**given), done.periods)  # type: ignore[arg-type]

    observations = [row_of(one.observation) for one in done.figures if one.observation is not None]
    hidden = [row_of(one.suppressed) for one in done.figures if one.suppressed is not None]
    tables = {
        "observations": TableEdit(rows=observations, is_replaced=is_observation),
        "suppressed": TableEdit(rows=hidden, is_replaced=is_hidden),
    }
    save_edit(place, ProgrammeEdit(tables=tables, values=declared.values))
