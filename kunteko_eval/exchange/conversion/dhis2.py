"""Aggregate data of DHIS2 as an indicator table: data value sets in CSV, JSON or XML.

The columns and keys are those of *Data values* in DHIS2's developer documentation (dhis2-docs,
``src/developer/web-api/data.md``): data element, period, organisation unit, category option combination, attribute
option combination, value, and who stored it when, which is not kept. Its pivot tables and charts export the columns
``Data``, ``Period``, ``Organisation unit`` and ``Value`` instead.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from kunteko_eval.exchange.conversion.dhis2_periods import days_of, words_of
from kunteko_eval.exchange.conversion.plain_tables import PlainTables
from kunteko_eval.exchange.conversion.plain_xml import read_xml
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.wording import counted
from kunteko_eval.files.csv_tables import delimiter_of
from kunteko_eval.files.validation import shown

KEYS: dict[str, tuple[str, ...]] = {
    "element": ("dataelement", "data", "dataid", "dataname"),
    "period": ("period", "periodid", "periodname"),
    "unit": ("orgunit", "organisationunit", "organisationunitid", "organisationunitname"),
    "category": ("categoryoptioncombo", "catoptcombo"),
    "attribute": ("attributeoptioncombo", "attroptcombo"),
    "value": ("value",),
    "deleted": ("deleted",),
}
"""What a column or key is called, in small letters and without spaces."""

DIMENSIONS = {
    "unit": ("organisation unit", "--org-unit"),
    "category": ("category option combination", "--category"),
    "attribute": ("attribute option combination", "--attribute"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dhis2Choice:
    """What of a data value set is taken.

    Attributes:
        only: The one organisation unit, category or attribute option combination that is taken, by `DIMENSIONS`.
        summed: Whether figures of several are added up, because they may be.
        names: The name of each data element by its id.
        kind: What the figures are: actual, target or baseline.
    """

    only: Mapping[str, str] = field(default_factory=dict)
    summed: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    kind: str = "actual"


def is_dhis2(raw: bytes) -> bool:
    """Return whether bytes look like a data value set."""
    head = raw[:4000].lower().replace(b" ", b"").replace(b'"', b"")
    first = head.lstrip(b"\xef\xbb\xbf\r\n\t").split(b"\n")[0]
    listed = b"datavalues:[" in head or b"<datavalueset" in head
    return listed or (first.startswith((b"dataelement", b"data", b"period", b"org")) and b"value" in first)


def read_dhis2(path: Path, raw: bytes, choice: Dhis2Choice) -> PlainTables:
    """Return a data value set as an indicator table.

    Args:
        path: The file, for faults.
        raw: Its content.
        choice: What of it is taken.

    Raises:
        FaultyInput: When it cannot be read, or has figures of several organisation units or categories and it is not
            said which is taken or that they may be added up.
    """
    tables = PlainTables(what="a data value set of DHIS2")
    taken: dict[tuple[str, ...], Decimal] = {}
    for row in _rows(path, raw):
        tables.read += 1
        reason, figure = _judged(row, choice)
        if figure is None:
            tables.left[reason] += 1
            continue
        key = tuple(row.get(name, "") for name in ("element", "period", "unit", "category", "attribute"))
        if key in taken:
            if taken[key] != figure:
                told = f"two values for {' '.join(filter(None, key))}: {taken[key]} and {figure}"
                raise refusal(path, "", told, "one value for each")
            tables.left["the same figure once more"] += 1
            continue
        taken[key] = figure
    if not tables.read:
        raise refusal(path, "", "no data value", "the columns dataelement, period, orgunit and value, with rows")
    _check_parts(path, taken, choice)
    _fill(tables, taken, choice)
    return tables


def _judged(row: Mapping[str, str], choice: Dhis2Choice) -> tuple[str, Decimal | None]:
    """Return the figure of a row, or why there is none."""
    for name, wanted in choice.only.items():
        if row.get(name, "") != wanted:
            return f"of another {DIMENSIONS[name][0]}", None
    if row.get("deleted", "").lower() in {"true", "1"}:
        return "deleted in DHIS2", None
    if not row.get("element"):
        return "no data element", None
    if days_of(row.get("period", "")) is None:
        return f"the period {shown(row.get('period', ''))} is no code of DHIS2 that is known", None
    value = row.get("value", "")
    try:
        figure = Decimal(value)
    except InvalidOperation:
        return ("no value" if not value else "a value that is no number, such as a date or a text"), None
    return ("a value that is no number", None) if not figure.is_finite() or abs(figure) > 10**15 else ("", figure)


def _check_parts(path: Path, taken: Mapping[tuple[str, ...], Decimal], choice: Dhis2Choice) -> None:
    """Refuse figures of several parts that nobody said may be added up."""
    if choice.summed:
        return
    for at, name in enumerate(DIMENSIONS, 2):
        parts = list(dict.fromkeys(key[at] for key in taken))
        if len(parts) > 1:
            what, option = DIMENSIONS[name]
            listed = ", ".join(shown(one) for one in parts[:6]) + (", …" if len(parts) > 6 else "")
            advice = f"Take one with {option} ID, or say --sum if the figures of the parts may be added up."
            raise refusal(path, "", f"figures of {counted(len(parts), what)} ({listed})", "one, or sums", advice)


def _fill(tables: PlainTables, taken: Mapping[tuple[str, ...], Decimal], choice: Dhis2Choice) -> None:
    sums: dict[tuple[str, str], Decimal] = {}
    for (element, period, *_), figure in taken.items():
        if (element, period) in sums:
            tables.summed += 1
        sums[element, period] = sums.get((element, period), Decimal(0)) + figure
    for (element, period), figure in sums.items():
        days = days_of(period)
        if days is not None:
            row = {"code": element, "indicator": choice.names.get(element, element), "kind": choice.kind}
            tables.indicators.append(row | {"period": words_of(days), "value": f"{figure:f}"})
    unnamed = {element for element, _ in sums} - choice.names.keys()
    if unnamed:
        tables.notes.append(
            f"{counted(len(unnamed), 'data element')} called by id alone: export with names, or give --names FILE"
        )
    tables.mapping = {"id": "dhis2"} | ({"aggregation": "increment"} if choice.summed else {})


def _rows(path: Path, raw: bytes) -> Iterator[dict[str, str]]:
    """Yield the data values of a file, by the roles of `KEYS`."""
    text = raw.decode("utf-8-sig", errors="replace").strip()
    if text.startswith("{"):
        yield from _json_rows(path, text)
    elif text.startswith("<"):
        root = read_xml(path, raw)
        for one in root.children:
            if one.name == "dataValue":
                yield _by_role({**root.attributes, **one.attributes})
    else:
        yield from _csv_rows(path, text)


def _json_rows(path: Path, text: str) -> Iterator[dict[str, str]]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refusal(path, "", f"no valid JSON ({error})", "the file as DHIS2 exported it") from None
    values = content.get("dataValues") if isinstance(content, dict) else None
    if not isinstance(values, list):
        raise refusal(path, "", "no list dataValues", 'a data value set: {"dataValues": [{…}]}')
    shared = {key: value for key, value in content.items() if isinstance(value, str)}
    for one in values:
        yield _by_role({**shared, **one} if isinstance(one, dict) else {})


def _csv_rows(path: Path, text: str) -> Iterator[dict[str, str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text, ",;\t"), strict=True)
    try:
        header = next(reader, [])
        for cells in reader:
            if any(cells):
                yield _by_role(dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        raise refusal(path, f"line {reader.line_num}", str(error), "valid CSV") from None


def _by_role(given: Mapping[str, Any]) -> dict[str, str]:
    plain = {"".join(str(key).lower().split()).replace("_", ""): value for key, value in given.items()}
    found = {}
    for role, known in KEYS.items():
        name = next((one for one in known if one in plain), None)
        if name is not None and plain[name] is not None:
            found[role] = str(plain[name]).strip()
    return found


def names_of(path: Path, raw: bytes) -> dict[str, str]:
    """Return names by id: of a CSV with the columns id and name, or of a metadata export in JSON.

    Raises:
        FaultyInput: When the file has neither.
    """
    text = raw.decode("utf-8-sig", errors="replace").strip()
    listed: list[Any] = []
    if text.startswith("{"):
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise refusal(path, "", f"no valid JSON ({error})", "a metadata export of DHIS2") from None
        listed = [one for value in content.values() if isinstance(value, list) for one in value]
    else:
        listed = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(text, ",;\t")))
    pairs = [
        (one.get("id") or one.get("uid"), one.get("name") or one.get("displayName"))
        for one in listed
        if isinstance(one, dict)
    ]
    found = {str(key): " ".join(str(name).split()) for key, name in pairs if key and name}
    if not found:
        raise refusal(path, "", "no names", "the columns id and name, or a metadata export in JSON")
    return found
