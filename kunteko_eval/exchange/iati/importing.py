"""Importing an IATI file: choose activities, build each, check it, and move the folders into place at the end."""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.exchange.iati.activity import ReadResult, read_results
from kunteko_eval.exchange.iati.activity_facts import read_sheet
from kunteko_eval.exchange.iati.import_report import Telling, counted
from kunteko_eval.exchange.iati.labels import results_apart, series_apart
from kunteko_eval.exchange.iati.narratives import slug
from kunteko_eval.exchange.iati.programme import Made, programme_files
from kunteko_eval.exchange.iati.series import Series, series_of
from kunteko_eval.exchange.iati.stock import Entry, Stock, take_stock
from kunteko_eval.exchange.iati.xml_stream import XML_LANG, Node, read_activities
from kunteko_eval.exchange.typed_numbers import Sign
from kunteko_eval.files.validation import shown, suggestion
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
        tellings: What was done with each activity.
    """

    programmes: tuple[tuple[str, tuple[str, ...]], ...]
    tellings: list[Telling]


def import_iati(
    path: Path,
    data: Path,
    params: Path,
    *,
    activities: Sequence[str] = (),
    name: str | None = None,
    decimal: Sign | None = None,
    at_most: int | None = None,
    today: datetime.date | None = None,
) -> IatiImport:
    """Make a programme folder, and its period files, of each activity with results.

    Args:
        path: An IATI activities file of version 2.
        data: The folder of programme folders; made when it is not there.
        params: The folder of period files.
        activities: Identifiers of the activities wanted; empty for all that have results.
        name: The programme's id, where there is one activity; otherwise ids come from the identifiers.
        decimal: The decimal sign of figures that may mean two numbers.
        at_most: How many activities may become programmes at once; None for `MOST_ACTIVITIES`.
        today: The day that expectations are recorded on.

    Raises:
        FaultyInput: When the file has faults or nothing can be made of it; nothing is written then.
    """
    if name is not None and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", name):
        expected = "lower-case letters, digits and hyphens, at most 80"
        raise FaultyInput([Fault(file="--name", place="", found=shown(name), expected=expected)])
    stock = take_stock(path)
    chosen = _chosen(path, stock, activities, MOST_ACTIVITIES if at_most is None else at_most)
    if name is not None and len(chosen) > 1:
        found = f"one name for {len(chosen)} activities"
        raise FaultyInput([_fault(path, chosen[0].line, found, "one activity", "Choose one with --activity.")])
    sign = decimal or stock.decimal
    tellings = [_told_of_file(stock, decimal), *_told_of_others(stock, chosen, all_of_them=not activities)]
    made: list[Made] = []
    taken: set[str] = set()
    entries = {one.number: one for one in chosen}
    for number, activity in zip(entries, read_activities(path, entries), strict=True):
        entry = entries[number]
        programme = name or slug(entry.identifier.lower(), taken, f"activity-{number + 1}")
        telling = Telling(entry.identifier or f"number {number + 1}")
        tellings.append(telling)
        one = _build(activity, stock, path.name, entry, programme, sign, today or _today(), telling)
        if one is not None:
            made.append(one)
    if not made:
        faults = [
            _fault(path, told.line, told.what, "an activity with days of the calendar")
            for telling in tellings
            for told in telling.told
            if told.what == _NO_DAYS
        ]
        raise FaultyInput(faults)
    _write(made, data, params)
    return IatiImport(programmes=tuple((one.id, one.periods) for one in made), tellings=tellings)


_NO_DAYS = "an activity without any usable day: no activity-date and no period of a result"


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def _fault(path: Path, line: int, found: str, expected: str, advice: str = "") -> Fault:
    return Fault(file=str(path), place=f"line {line}", found=found, expected=expected, advice=advice)


def _exists(place: Path) -> Fault:
    advice = "Give another --name, or remove the folder first."
    return Fault(file=str(place), place="", found="the folder exists", expected="a new programme", advice=advice)


def _chosen(path: Path, stock: Stock, wanted: Sequence[str], most: int) -> list[Entry]:
    """Return the activities to import, or every fault of the choice."""
    rich = [one for one in stock.activities if one.results]
    names = [one.identifier for one in rich]
    listed = ", ".join(names[:LISTED]) + (f" and {len(names) - LISTED} more" if len(names) > LISTED else "")
    faults: list[Fault] = []
    if not rich:
        found = f"{counted(len(stock.activities), 'activity')}, none with a result"
        raise FaultyInput([_fault(path, stock.activities[0].line, found, "an activity with result elements")])
    for identifier in wanted:
        if identifier not in names:
            bare = next((one for one in stock.activities if one.identifier == identifier), None)
            found = f"activity {identifier!r} has no result" if bare else f"no activity {identifier!r}"
            line = bare.line if bare else stock.activities[0].line
            faults.append(_fault(path, line, found, f"one of {listed}", suggestion(identifier, names)))
    chosen = [one for one in rich if one.identifier in wanted] if wanted else rich
    if len(chosen) > most:
        found = f"{len(chosen)} activities" + ("" if wanted else " with results")
        expected = f"at most {most} at a time" + ("" if wanted else f", of {listed}")
        advice = (
            f"Allow them with --at-most {len(chosen)}, or import in parts: choose some with --activity, then others."
        )
        faults.append(_fault(path, chosen[0].line, found, expected, advice))
    for one in chosen:
        if one.figures > MOST_FIGURES:
            found, advice = (
                f"{one.figures:,} figures in {one.identifier}",
                "Import it in parts: a file for some results.",
            )
            faults.append(_fault(path, one.line, found, f"at most {MOST_FIGURES:,}", advice))
    if faults:
        raise FaultyInput(faults)
    return chosen


def _told_of_file(stock: Stock, decimal: Sign | None) -> Telling:
    telling = Telling("all: the file itself")
    figures = sum(one.figures for one in stock.activities)
    rich = sum(bool(one.results) for one in stock.activities)
    counts = f"{counted(len(stock.activities), 'activity')}, {rich} with results, {counted(figures, 'figure')}"
    detail = f"version {stock.version or 'not told'}, {counts}"
    telling.add("read", 1, "", "", "the file", detail)
    for sign, (line, text) in stock.signs.items():
        telling.add("understood", line, "decimal sign", text, f"a figure that shows a decimal {sign}")
    if decimal:
        detail = f"figures that may mean two numbers are read with a decimal {decimal}"
    elif stock.decimal:
        detail = f"all that show it agree on the {stock.decimal}, so figures that may mean two numbers are read so"
    else:
        detail = "figures that may mean two numbers are left out"
    telling.add("understood", 1, "", "", "decimal sign", detail)
    for line, name in stock.foreign:
        telling.add("left", line, "beside the activities", name, "an element that is no activity")
    return telling


def _told_of_others(stock: Stock, chosen: Sequence[Entry], *, all_of_them: bool) -> list[Telling]:
    """Tell of the activities that were not asked for, or have no result."""
    telling = Telling("others")
    numbers = {one.number for one in chosen}
    for one in stock.activities:
        if one.number not in numbers:
            what = (
                "an activity that was not chosen" if one.results and not all_of_them else "an activity without a result"
            )
            telling.add("left", one.line, "", one.identifier, what)
    return [telling] if telling.told else []


def _build(
    activity: Node,
    stock: Stock,
    file: str,
    entry: Entry,
    name: str,
    decimal: Sign | None,
    today: datetime.date,
    telling: Telling,
) -> Made | None:
    counts = ((entry.results, "result"), (entry.indicators, "indicator"), (entry.figures, "figure"))
    detail = ", ".join(counted(count, noun) for count, noun in counts)
    telling.add("read", entry.line, "", "", "the activity", detail)
    sheet = read_sheet(activity, stock.root, file, entry.identifier, name, telling)
    results = read_results(activity, activity.get(XML_LANG), decimal, telling)
    results_apart(results, telling)
    series = series_apart(_all_series(results, telling), telling)
    if sheet.start is None and not any(
        value.span for result in results for i in result.indicators for value in i.values
    ):
        telling.add("left", entry.line, "", "", _NO_DAYS)
        return None
    return programme_files(sheet, series, today, telling)


def _all_series(results: list[ReadResult], telling: Telling) -> list[tuple[ReadResult, list[Series]]]:
    """Return each result with its series; an indicator that stands again with the same figures is one indicator."""
    taken: set[str] = set()
    seen: dict[str, list[tuple[object, list[Series]]]] = {}
    found = []
    for result in results:
        several: list[Series] = []
        for indicator in result.indicators:
            actuals = [(value.span, value.group, value.number) for value in indicator.of("actual")]
            made = series_of(result, indicator, set(), telling)
            before = seen.setdefault(indicator.reference, []) if indicator.reference else []
            same = next((one for key, one in before if key == actuals and _alike(made, one)), None)
            if same is None:
                ids = {one.id: slug(one.id, taken, "indicator") for one in made}
                made = [replace(one, id=ids[one.id], part_of=ids.get(one.part_of or "")) for one in made]
                before.append((actuals, made))
            else:
                what = "an indicator that stands under two results is one indicator"
                telling.add("understood", indicator.line, indicator.place, indicator.reference, what)
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


def _write(made: Sequence[Made], data: Path, params: Path) -> None:
    """Write all folders aside, read each strictly, and move them into place; nothing stays when one fails."""
    there = [place for one in made for place in (data / one.id, params / one.id) if place.exists()]
    if there:
        raise FaultyInput([_exists(place) for place in there])
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
                (folder / name).write_text(text, encoding="utf-8")
            for period in one.periods:
                given = f'programme: {one.id}\nperiod: "{period}"\nlanguage: {one.language}\n'
                (periods / f"{period}.yaml").write_text(given, encoding="utf-8")
            read_programme(folder)
        for one in made:
            for source, target in zip(aside, (data, params), strict=True):
                (source / one.id).rename(target / one.id)
                moved.append(target / one.id)
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
