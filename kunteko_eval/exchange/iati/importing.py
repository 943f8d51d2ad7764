"""Importing an IATI file: choose activities, build each, check it, and move the folders into place at the end."""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.faults import fault, refusal
from kunteko_eval.exchange.iati.activity import ReadResult, read_results
from kunteko_eval.exchange.iati.activity_facts import ActivityOrigin, read_facts
from kunteko_eval.exchange.iati.file_summary import ActivityEntry, FileSummary, summarise
from kunteko_eval.exchange.iati.import_report import ActivityNotes, as_file, as_text, check_name
from kunteko_eval.exchange.iati.labels import results_apart, series_apart
from kunteko_eval.exchange.iati.narratives import ActivityContext, slug
from kunteko_eval.exchange.iati.programme import BuiltProgramme, programme_files
from kunteko_eval.exchange.iati.series import Series, series_of
from kunteko_eval.exchange.iati.xml_stream import XML_LANG, Node, read_activities
from kunteko_eval.exchange.typed_numbers import Sign
from kunteko_eval.exchange.wording import counted
from kunteko_eval.files.disk import share_all
from kunteko_eval.files.validation import shown, suggestion
from kunteko_eval.files.writing import patiently, write_atomically
from kunteko_eval.reading.programme_reader import read_programme

MOST_ACTIVITIES = 25
"""Activities that become programmes in one import, unless more are allowed."""

MOST_FIGURES = 20_000
"""Baselines, targets and actuals of one activity."""

LISTED = 20
"""Identifiers that a fault names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IatiImport:
    """What an import made.

    Attributes:
        programmes: The programme ids, with the ids of the periods that reports are made of.
        notes: What was done with each activity.
    """

    programmes: tuple[tuple[str, tuple[str, ...]], ...]
    notes: list[ActivityNotes]


@dataclass(frozen=True, slots=True, kw_only=True)
class IatiChoice:
    """What of an IATI file becomes programmes, and how it is read.

    Attributes:
        activities: Identifiers of the activities wanted; empty for all that have results.
        name: The programme's id, where there is one activity; otherwise ids come from the identifiers.
        decimal: The decimal sign of figures that may mean two numbers; as the file shows when None.
        at_most: How many activities may become programmes at once; None for `MOST_ACTIVITIES`.
    """

    activities: Sequence[str] = ()
    name: str | None = None
    decimal: Sign | None = None
    at_most: int | None = None


def import_iati(
    path: Path, data: Path, params: Path, choice: IatiChoice | None = None, today: datetime.date | None = None
) -> IatiImport:
    """Make a programme folder, and its period files, of each activity with results.

    Args:
        path: An IATI activities file of version 2.
        data: The folder of programme folders; made when it is not there.
        params: The folder of period files.
        choice: What of it becomes programmes; all activities that have results when None.
        today: The day that expectations are recorded on; by the clock when None.

    Returns:
        What was made, and what was done with each part of the file.

    Raises:
        FaultyInput: When the file has faults or nothing can be made of it; nothing is written then.
    """
    choice = choice or IatiChoice()
    today = today or datetime.datetime.now(tz=datetime.UTC).date()
    if choice.name is not None and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", choice.name):
        expected = "lower-case letters, digits and hyphens, at most 80"
        raise refusal("--name", "", shown(choice.name), expected)
    summary = summarise(path)
    chosen = _chosen(path, summary, choice)
    all_notes = [_notes_of_file(summary, choice.decimal), *_notes_of_others(summary, chosen, choice)]
    made: list[BuiltProgramme] = []
    taken: set[str] = set()
    entries = {one.number: one for one in chosen}
    for number, activity in zip(entries, read_activities(path, entries), strict=True):
        identifier = entries[number].identifier
        origin = ActivityOrigin(
            file=path.name,
            generated=summary.root.get("generated-datetime", ""),
            identifier=identifier,
            name=choice.name or slug(identifier.lower(), taken, f"activity-{number + 1}"),
        )
        notes = ActivityNotes(identifier or f"number {number + 1}")
        all_notes.append(notes)
        context = ActivityContext(
            language=activity.get(XML_LANG), decimal=choice.decimal or summary.decimal, notes=notes
        )
        made += _build(activity, entries[number], origin, context, today)
    if not made:
        undated = (one for notes in all_notes for one in notes.entries if one.what == _NO_DAYS)
        expected = "an activity with days of the calendar"
        raise FaultyInput([fault(path, f"line {one.line}", one.what, expected) for one in undated])
    _write(made, data, params)
    return IatiImport(programmes=tuple((one.id, one.periods) for one in made), notes=all_notes)


def import_with_report(
    path: Path, data: Path, params: Path | None, choice: IatiChoice, report: Path | None = None
) -> Iterator[str]:
    """Import a file, and yield the report of the import and what was made, a line each.

    Args:
        path: As of `import_iati`; so are `data` and `choice`.
        data: The folder of programme folders.
        params: The folder of period files; ``params`` beside the folder of programme folders when None.
        choice: What of the file becomes programmes.
        report: Where the whole report goes: .json, .csv or .txt; nowhere when None.

    Raises:
        FaultyInput: As of `import_iati`, or when the report cannot have such a name.
    """
    if report is not None:
        check_name(report)
    params = params or data.absolute().parent / "params"
    made = import_iati(path, data, params, choice)
    yield as_text(str(path), made.notes)
    if report is not None:
        write_atomically(report, as_file(report.suffix.lower(), str(path), made.notes).encode())
    yield ""
    for programme, periods in made.programmes:
        yield f"made {data / programme}, reports of {', '.join(periods)}"
    if not (params / "rubric.yaml").exists():
        yield f"There is no rubric in {params}: copy a rubric.yaml there before the first report."


_NO_DAYS = "an activity without any usable day: no activity-date and no period of a result"


def _chosen(path: Path, summary: FileSummary, choice: IatiChoice) -> list[ActivityEntry]:
    """Return the activities to import, or every fault of the choice."""
    wanted, most = choice.activities, MOST_ACTIVITIES if choice.at_most is None else choice.at_most
    rich = [one for one in summary.activities if one.results]
    names = [one.identifier for one in rich]
    listed = ", ".join(names[:LISTED]) + (f" and {len(names) - LISTED} more" if len(names) > LISTED else "")
    first = f"line {summary.activities[0].line}"
    if not rich:
        found = f"{counted(len(summary.activities), 'activity')}, none with a result"
        raise refusal(path, first, found, "an activity with result elements")
    faults: list[Fault] = []
    for identifier in wanted:
        if identifier not in names:
            bare = next((one for one in summary.activities if one.identifier == identifier), None)
            found = f"activity {identifier!r} has no result" if bare else f"no activity {identifier!r}"
            place = f"line {bare.line}" if bare else first
            faults.append(fault(path, place, found, f"one of {listed}", suggestion(identifier, names)))
    chosen = [one for one in rich if one.identifier in wanted] if wanted else rich
    if len(chosen) > most:
        found = f"{len(chosen)} activities" + ("" if wanted else " with results")
        expected = f"at most {most} at a time" + ("" if wanted else f", of {listed}")
        parts = "or import in parts: choose some with --activity, then others."
        advice = f"Allow them with --at-most {len(chosen)}, {parts}"
        faults.append(fault(path, f"line {chosen[0].line}", found, expected, advice))
    for one in chosen:
        if one.figures > MOST_FIGURES:
            found, advice = (
                f"{one.figures:,} figures in {one.identifier}",
                "Import it in parts: a file for some results.",
            )
            faults.append(fault(path, f"line {one.line}", found, f"at most {MOST_FIGURES:,}", advice))
    if faults:
        raise FaultyInput(faults)
    if choice.name is not None and len(chosen) > 1:
        found = f"one name for {len(chosen)} activities"
        raise refusal(path, f"line {chosen[0].line}", found, "one activity", "Choose one with --activity.")
    return chosen


def _notes_of_file(summary: FileSummary, decimal: Sign | None) -> ActivityNotes:
    notes = ActivityNotes("all: the file itself")
    figures = sum(one.figures for one in summary.activities)
    rich = sum(bool(one.results) for one in summary.activities)
    counts = f"{counted(len(summary.activities), 'activity')}, {rich} with results, {counted(figures, 'figure')}"
    detail = f"version {summary.version or 'not told'}, {counts}"
    notes.read(1, "", "", "the file", detail)
    for sign, (line, text) in summary.signs.items():
        notes.understood(line, "decimal sign", text, f"a figure that shows a decimal {sign}")
    if decimal:
        detail = f"figures that may mean two numbers are read with a decimal {decimal}"
    elif summary.decimal:
        detail = f"all that show it agree on the {summary.decimal}, so figures that may mean two numbers are read so"
    else:
        detail = "figures that may mean two numbers are left out"
    notes.understood(1, "", "", "decimal sign", detail)
    for line, name in summary.foreign:
        notes.left(line, "beside the activities", name, "an element that is no activity")
    return notes


def _notes_of_others(summary: FileSummary, chosen: Sequence[ActivityEntry], choice: IatiChoice) -> list[ActivityNotes]:
    """Note the activities that were not asked for, or have no result."""
    notes = ActivityNotes("others")
    numbers = {one.number for one in chosen}
    for one in summary.activities:
        if one.number not in numbers:
            asked = one.results and choice.activities
            what = "an activity that was not chosen" if asked else "an activity without a result"
            notes.left(one.line, "", one.identifier, what)
    return [notes] if notes.entries else []


def _build(
    activity: Node, entry: ActivityEntry, origin: ActivityOrigin, context: ActivityContext, today: datetime.date
) -> list[BuiltProgramme]:
    """Return the programme that an activity becomes; none for one without a day."""
    notes = context.notes
    counts = ((entry.results, "result"), (entry.indicators, "indicator"), (entry.figures, "figure"))
    notes.read(entry.line, "", "", "the activity", ", ".join(counted(count, noun) for count, noun in counts))
    facts = read_facts(activity, origin, context)
    results = read_results(activity, context)
    results_apart(results, notes)
    series = series_apart(_all_series(results, notes), notes)
    if facts.start is None and not any(
        value.span for result in results for i in result.indicators for value in i.values
    ):
        notes.left(entry.line, "", "", _NO_DAYS)
        return []
    return [programme_files(facts, series, today)]


def _all_series(results: list[ReadResult], notes: ActivityNotes) -> list[tuple[ReadResult, list[Series]]]:
    """Return each result with its series; an indicator that stands again with the same figures is one indicator."""
    taken: set[str] = set()
    seen: dict[str, list[tuple[object, list[Series]]]] = {}
    found = []
    for result in results:
        several: list[Series] = []
        for indicator in result.indicators:
            actuals = [(value.span, value.group, value.number) for value in indicator.of("actual")]
            made = series_of(result, indicator, set(), notes)
            before = seen.setdefault(indicator.reference, []) if indicator.reference else []
            same = next((one for key, one in before if key == actuals and _alike(made, one)), None)
            if same is None:
                ids = {one.id: slug(one.id, taken, "indicator") for one in made}
                made = [replace(one, id=ids[one.id], part_of=ids.get(one.part_of or "")) for one in made]
                before.append((actuals, made))
            else:
                what = "an indicator that stands under two results is one indicator"
                notes.understood(indicator.line, indicator.place, indicator.reference, what)
                made = [replace(one, expectations=again.expectations) for again, one in zip(made, same, strict=True)]
            several += made
        found.append((result, several))
    return found


def _alike(several: list[Series], others: list[Series]) -> bool:
    """Return whether an indicator that stands again falls into the same indicators, so that none of it is lost."""

    def parts(series: list[Series]) -> list[object]:
        return [
            ([(value.span, value.group, value.number) for value in one.actuals], one.group, one.source.description)
            for one in series
        ]

    return parts(several) == parts(others)


def _write(made: Sequence[BuiltProgramme], data: Path, params: Path) -> None:
    """Write all folders aside, read each strictly, and move them into place; nothing stays when one fails."""
    there = [place for one in made for place in (data / one.id, params / one.id) if place.exists()]
    if there:
        advice = "Give another --name, or remove the folder first."
        raise FaultyInput([fault(place, "", "the folder exists", "a new programme", advice) for place in there])
    fresh = [folder for folder in (data, params) if not folder.exists()]
    data.mkdir(parents=True, exist_ok=True)
    params.mkdir(parents=True, exist_ok=True)
    moved: list[Path] = []
    aside = [Path(tempfile.mkdtemp(prefix=".import-", dir=folder)) for folder in (data, params)]
    try:
        for one in made:
            folder, periods = aside[0] / one.id, aside[1] / one.id
            folder.mkdir()
            periods.mkdir()
            for name, text in one.files.items():
                (folder / name).write_bytes(text.encode())
            for period in one.periods:
                given = f'programme: {one.id}\nperiod: "{period}"\nlanguage: {one.language}\n'
                (periods / f"{period}.yaml").write_bytes(given.encode())
            read_programme(folder)
        for one in made:
            for source, target in zip(aside, (data, params), strict=True):
                patiently(partial((source / one.id).rename, target / one.id), target / one.id)
                moved.append(target / one.id)
                share_all(target / one.id)
    except BaseException:
        for place in moved:
            shutil.rmtree(place, ignore_errors=True)
        raise
    finally:
        for folder in aside:
            shutil.rmtree(folder, ignore_errors=True)
        if not moved or not all(place.exists() for place in moved):
            for folder in reversed(fresh):
                with suppress(OSError):
                    folder.rmdir()
