"""Recording a judgement: checked against the rules, sealed, appended, and never changed afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault
from kunteko_eval.files.csv_tables import read_csv
from kunteko_eval.files.validation import Misfit, fit
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.judging import fingerprint, rules_broken
from kunteko_eval.model.judgement import COLUMNS, Judgement, seal
from kunteko_eval.project.append_only import alone, appended
from kunteko_eval.reading.programme_reader import judgements_of, read_programme, source_of
from kunteko_eval.report.input_warnings import today as by_the_clock
from kunteko_eval.report.view import View


def record(view: View, element: str, folder: Path, given: dict[str, str | int | None]) -> Judgement:
    """Append one judgement to ``judgements.csv`` of a programme folder, or to the record beside a workbook.

    A workbook is never rewritten: ``<programme>.judgements.csv`` beside it begins with the judgements of its own
    sheet and takes up every later one.

    Args:
        view: The programme and period, rated.
        element: The element judged.
        folder: The programme folder, or the workbook with or without its ending.
        given: ``author``, ``final``, ``reason_code``, ``reason``, and if wanted ``confidence``,
            ``evidence``, ``second_reviewer`` and ``date``.

    Returns:
        The judgement as it stands in the file.

    Raises:
        FaultyInput: When a value is wrong, the judgement breaks a rule, the file that is there cannot be read, or
            another judgement is under way; nothing is written then.
    """
    with alone(judgements_of(source_of(folder)), "judgement"):
        path, _, after, sealed = prepared(view, element, folder, given)
        write_atomically(path, after)
    return sealed


def told_of_the_day(judgement: Judgement, recorded: Sequence[Judgement]) -> str:
    """Return what is odd about the day of a judgement that was recorded; nothing where the days go forward.

    It is no fault: a decision may be recorded later than another one that was taken after it.

    Args:
        judgement: The judgement.
        recorded: Those that stand above it.
    """
    latest = max(recorded, key=lambda one: one.date, default=None)
    if latest is None or judgement.date >= latest.date:
        return ""
    return (
        f"{judgement.id} is dated {judgement.date}, before {latest.id} of {latest.date} above it; the last row of an "
        "element is in force, whatever its day. If the day is this machine's and its clock is wrong, set it right"
    )


def prepared(
    view: View, element: str, folder: Path, given: dict[str, str | int | None]
) -> tuple[Path, bytes, bytes, Judgement]:
    """Return the record, what stands in it, what would stand in it, and the judgement; nothing is written.

    The arguments and what is raised are those of `record`.
    """
    rating = view.assessment.rating(element)
    source = source_of(folder)
    path = judgements_of(source)
    recorded = _recorded(path, source)
    values = _values(view, rating, given) | {"id": f"j{len(recorded) + 1}"}
    judgement = _valid(values, path)
    broken = list(_broken(view, judgement))
    if broken:
        raise FaultyInput([_fault(path, column, found, expected) for column, found, expected in broken])
    before = recorded[-1].seal if recorded else ""
    sealed = _valid({**values, "seal": seal(judgement, before)}, path)
    old, after = appended(path, COLUMNS, [sealed], recorded)
    return path, old, after, sealed


def _values(view: View, rating: ElementRating, given: dict[str, str | int | None]) -> dict[str, object]:
    """Return the columns of a judgement: what was given, and what the rating tells."""
    values: dict[str, object] = {name: value for name, value in given.items() if value not in {None, ""}}
    values |= {
        "element": rating.element.id,
        "period": view.assessment.period.id,
        "computed": rating.computed.value,
        "fingerprint": fingerprint(rating.items, rating.graded),
        "seal": "0",
    }
    values.setdefault("date", by_the_clock(view.assessment.rubric).isoformat())
    considered = dict.fromkeys(name for item in rating.items for name in item.evidence)
    if considered:
        values.setdefault("evidence", " ".join(considered))
    return values


def _broken(view: View, judgement: Judgement) -> Iterator[tuple[str, str, str]]:
    """Yield column, found and expected for the rules that a judgement breaks; a day that has not come is the only one."""
    today = by_the_clock(view.assessment.rubric)
    if judgement.date > today + datetime.timedelta(days=1):
        yield "date", f"{judgement.date}, which is after today, {today}", "a day that has come"
        return
    rating = view.assessment.rating(judgement.element)
    pathway = view.assessment.pathways.get(judgement.element)
    wider = view.programme.chain.level_of(rating.element).kind == "wider"
    yield from rules_broken(
        judgement,
        found=rating.items,
        graded=rating.graded,
        confidence=rating.computed_confidence,
        allowed=(pathway.confidence if pathway else 1) if wider else None,
    )


def _recorded(path: Path, source: Path) -> list[Judgement]:
    """Return the judgements as they stand in the file now, which may be more than the view was opened with."""
    if source.is_file() and not path.exists():
        return list(read_programme(source).judgements)
    faults: list[Fault] = []
    table = read_csv(path, Judgement, faults, required=False)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing and not faults:
        found = "no column " + ", ".join(missing)
        faults.append(fault(path, "row 1", found, f"the columns {', '.join(COLUMNS)}"))
    if faults:
        raise FaultyInput(faults)
    return [row.value for row in table.rows]


def _valid(values: dict[str, object], path: Path) -> Judgement:
    judgement, misfits = fit(Judgement, values)
    if judgement is None:
        raise FaultyInput([_misfit_fault(path, one) for one in misfits])
    return judgement


def _misfit_fault(path: Path, misfit: Misfit) -> Fault:
    column = str(misfit.location[0])
    if misfit.missing:
        return _fault(path, column, "not given", f"the option --{column.replace('_', '-')}")
    return _fault(path, column, misfit.found, misfit.expected)


def _fault(path: Path, column: str, found: str, expected: str) -> Fault:
    return fault(path, f"new row, column {column}", found, expected, "Nothing was recorded.")
