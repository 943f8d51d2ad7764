"""Reading ``shared-indicators.yaml``: all of its faults in one pass, or what the portfolio shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from kunteko_eval.errors import Fault, FaultyInput
from kunteko_eval.files.documents import KeyedFile, read_yaml_partly
from kunteko_eval.files.snapshot import is_file
from kunteko_eval.files.validation import Location
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.reading.unit_checks import currencies
from kunteko_eval.shared.declaration import FILE, SharedSheet
from kunteko_eval.shared.indicator_checks import indicator_faults, overlap_faults
from kunteko_eval.shared.sharing import Sharing

Programmes = Mapping[str, ProgrammeData | None]
"""Programmes by id; None for one that has faults of its own, of which nothing is checked here."""

_SPARE = {"schema": 1, "as_of": "9999-12-31", "spans": [], "indicators": []}


def shared_file(data: Path) -> Path:
    """Return where the file stands, whether or not it is there."""
    return data / FILE


def read_shared(data: Path, programmes: Programmes) -> Sharing | None:
    """Return what the programmes of a data folder share; None when there is no such file.

    Args:
        data: The folder of programme folders and workbooks.
        programmes: Every programme of the folder.

    Raises:
        FaultyInput: With every fault of the file.
    """
    path, faults = shared_file(data), list[Fault]()
    if not is_file(path):
        return None
    read = read_yaml_partly(path, SharedSheet, faults, _SPARE)
    if read is not None:
        faults += _faults(*read, programmes)
    if faults or read is None:
        raise FaultyInput(list(dict.fromkeys(faults)))
    return Sharing(sheet=read[0], programmes={name: one for name, one in programmes.items() if one is not None})


def shared_faults(data: Path) -> list[Fault]:
    """Return every fault of the file; none when there is no such file. Programmes with faults are left unchecked."""
    if not is_file(shared_file(data)):
        return []
    programmes: dict[str, ProgrammeData | None] = {}
    for name in find_programmes(data):
        try:
            programmes[name] = read_programme(data / name)
        except FaultyInput:
            programmes[name] = None
    try:
        read_shared(data, programmes)
    except FaultyInput as error:
        return list(error.faults)
    return []


def _faults(sheet: SharedSheet, file: KeyedFile, programmes: Programmes) -> Iterator[Fault]:
    for key, ids in (("indicators", [one.id for one in sheet.indicators]), ("spans", [one.id for one in sheet.spans])):
        times = Counter(ids)
        for index, name in file.numbered((key,), ids):
            if times[name] > 1:
                yield file.fault((key, index, "id"), f"id {name!r} stands {times[name]} times", "every id once")
    yield from _span_faults(sheet, file)
    yield from _rate_faults(sheet, file)
    for index, indicator in file.numbered(("indicators",), sheet.indicators):
        at: Location = ("indicators", index)
        yield from indicator_faults(sheet, indicator, file, at, programmes)
        yield from overlap_faults(sheet, indicator, file, at, programmes)
    yield from _report_faults(sheet, file, programmes)


def _span_faults(sheet: SharedSheet, file: KeyedFile) -> Iterator[Fault]:
    for index, one in file.numbered(("spans",), sheet.spans):
        if one.end < one.start:
            yield file.fault(("spans", index, "end"), f"{one.end} before {one.start}", "a last day after the first one")


def _rate_faults(sheet: SharedSheet, file: KeyedFile) -> Iterator[Fault]:
    times = Counter((one.currency, one.into, one.date) for one in sheet.rates)
    for index, one in file.numbered(("rates",), sheet.rates):
        if one.currency == one.into:
            yield file.fault(("rates", index, "into"), f"{one.into} as both currencies", "two currencies")
        for key in ("currency", "into"):
            if getattr(one, key) not in currencies():
                expected = "a currency's code of ISO 4217, such as SEK"
                yield file.fault(("rates", index, key), repr(getattr(one, key)), expected)
        if times[one.currency, one.into, one.date] > 1:
            found = f"{one.currency} in {one.into} on {one.date} stands {times[one.currency, one.into, one.date]} times"
            yield file.fault(("rates", index), found, "one rate a day for two currencies")


def _report_faults(sheet: SharedSheet, file: KeyedFile, programmes: Programmes) -> Iterator[Fault]:
    spans = file_ids(file, "spans")
    serves = {one.id: {serving.programme for serving in one.served} for one in sheet.indicators}
    told: Counter[tuple[str, str, str]] = Counter()
    for report in sheet.reports:
        told.update((report.programme, report.span, name) for name in report.indicators or ("",))
    for index, one in file.numbered(("reports",), sheet.reports):
        at: Location = ("reports", index)
        if one.programme not in programmes:
            yield file.fault((*at, "programme"), f"{one.programme!r}", f"one of {', '.join(programmes)}")
        if spans is not None and one.span not in spans:
            yield file.fault((*at, "span"), f"{one.span!r}", f"the id of a span: {', '.join(sorted(spans))}")
        if one.received is not None and one.received > sheet.as_of:
            advice = "Move as_of to the day on which the reports were last looked at."
            yield file.fault((*at, "received"), f"{one.received}", f"a day up to as_of, {sheet.as_of}", advice)
        for place, name in enumerate(one.indicators):
            if name in serves and one.programme not in serves[name]:
                advice = f"Add it to the programmes that serve {name}, or take it out of the report."
                expected = f"a shared indicator that {one.programme} serves"
                yield file.fault((*at, "indicators", place), f"{name!r}", expected, advice)
            elif name not in serves and file.is_complete("indicators"):
                yield file.fault((*at, "indicators", place), f"{name!r}", f"one of {', '.join(sorted(serves))}")
        if any(told[one.programme, one.span, name] > 1 for name in one.indicators or ("",)):
            found = f"{one.programme} reports the same of {one.span} twice"
            yield file.fault(at, found, "one report of each programme, span and indicator", "Join them.")


def file_ids(file: KeyedFile, key: str) -> frozenset[str] | None:
    """Return the ids of a list, those of faulty entries too; None where an entry has none."""
    entries = file.entries(key)
    if entries is None or any("id" not in entry for _, entry in entries):
        return None
    return frozenset(str(entry["id"]).strip() for _, entry in entries)
