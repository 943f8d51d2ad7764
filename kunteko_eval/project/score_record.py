"""Recording evaluators' own scores: checked, appended, and never changed afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault
from kunteko_eval.files.csv_tables import read_csv
from kunteko_eval.files.validation import fit, shown
from kunteko_eval.model.judgement import Score
from kunteko_eval.project.append_only import appended
from kunteko_eval.project.coding_desk import columns_missing
from kunteko_eval.reading.programme_reader import read_programme, record_of, source_of
from kunteko_eval.report.input_warnings import today as by_the_clock
from kunteko_eval.report.view import View

COLUMNS = tuple(one.name for one in fields(Score))
"""The columns of ``scores.csv``, in order."""


def prepared_scores(
    view: View, folder: Path, given: Sequence[Mapping[str, str | None]]
) -> tuple[Path, bytes, bytes, tuple[Score, ...]]:
    """Return the record of scores, what stands in it, what would stand in it, and the scores; nothing is written.

    A workbook is never rewritten: ``<programme>.scores.csv`` beside it begins with the scores of its own sheet.

    Args:
        view: The programme and period.
        folder: The programme folder, or the workbook with or without its ending.
        given: For each score ``element``, ``scorer``, ``score``, and if wanted ``note`` and ``date``.

    Raises:
        FaultyInput: With everything that is wrong with the scores or with the file that is there.
    """
    source = source_of(folder)
    path = record_of(source, "scores")
    faults = list(columns_missing(path, Score))
    if source.is_file() and not path.exists():
        recorded = list(read_programme(source).scores)
    else:
        recorded = [row.value for row in read_csv(path, Score, faults, required=False).rows]
    today = by_the_clock(view.assessment.rubric)
    fresh: list[Score] = []
    for number, one in enumerate(given, start=1):
        values = {"period": view.assessment.period.id, "date": today.isoformat()}
        values |= {key: value for key, value in one.items() if value}
        score, misfits = fit(Score, values)
        at = f"new row {number}"
        faults += [
            fault(path, f"{at}, column {misfit.location[0]}", misfit.found, misfit.expected, "Nothing was recorded.")
            for misfit in misfits
        ]
        known, named = view.assessment.rubric.scale.ratings, values.get("score")
        if named is not None and named not in known:
            expected = f"one of {', '.join(known)}"
            faults.append(fault(path, f"{at}, column score", shown(named), expected, "Nothing was recorded."))
        if score is not None:
            faults += _misplaced(view, path, at, score, [*recorded, *fresh])
            fresh.append(score)
    if not given:
        faults.append(fault(path, "new rows", "no score", "at least one", "Nothing was recorded."))
    if faults:
        raise FaultyInput(faults)
    before, after = appended(path, COLUMNS, fresh, recorded)
    return path, before, after, tuple(fresh)


def _misplaced(view: View, path: Path, at: str, score: Score, others: Sequence[Score]) -> Iterator[Fault]:
    """Yield what does not fit of a score that is right by itself."""
    chain, advice = view.programme.chain, "Nothing was recorded."
    today = by_the_clock(view.assessment.rubric)
    if score.element not in chain.by_id:
        yield fault(path, f"{at}, column element", score.element, "an element of the chain", advice)
    if score.date > today + datetime.timedelta(days=1):
        found = f"{score.date}, which is after today, {today}"
        yield fault(path, f"{at}, column date", found, "a day that has come", advice)
    if any((one.element, one.period, one.scorer) == (score.element, score.period, score.scorer) for one in others):
        found = f"{score.scorer} has scored {score.element} already in {score.period}"
        yield fault(path, f"{at}, column scorer", found, "one score of each evaluator", advice)
