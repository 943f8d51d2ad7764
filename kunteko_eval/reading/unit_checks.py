"""What must hold of units: that each is known, what figures of it can be, and that rates are of real currencies."""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterator, Mapping

from kunteko_eval.errors import Fault
from kunteko_eval.files.documents import KeyedFile
from kunteko_eval.files.validation import Location, suggestion
from kunteko_eval.model.holding import SUMS
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.model.units import BUILT_IN, STATES, OwnUnit
from kunteko_eval.reading.folder import Folder

GREATEST = {"percent": 100.0, "share": 1.0, "grade": 1.0, "finding": 1.0}
"""The greatest figure of a state; of a grade and a finding as a part of its scale."""


@functools.cache
def currencies() -> frozenset[str]:
    """Return the codes of ISO 4217, those of currencies that are no more too."""
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


def is_known(unit: str, units: Mapping[str, OwnUnit]) -> bool:
    """Return whether a unit is every programme's, declared, a currency, or what findings have."""
    return unit in {*BUILT_IN, "finding"} or unit in units or unit in currencies()


def is_money(unit: str, units: Mapping[str, OwnUnit]) -> bool:
    """Return whether figures of a unit are amounts of money."""
    own = units.get(unit)
    return unit in currencies() or (own is not None and own.currency is not None)


def bounds_of(unit: str, units: Mapping[str, OwnUnit]) -> tuple[float, float]:
    """Return the least and the greatest figure of a unit; money may be negative, a count may not."""
    own = units.get(unit)
    if own is not None:
        return (
            -math.inf if own.minimum is None else own.minimum,
            math.inf if own.maximum is None else own.maximum,
        )
    if unit in GREATEST or unit == "count":
        return 0.0, GREATEST.get(unit, math.inf)
    return -math.inf, math.inf


def unit_faults(folder: Folder) -> Iterator[Fault]:
    """Yield every fault of the units that are declared, the rates, and the units that tables and conventions name."""
    if folder.sheet is None:
        return
    sheet, file = folder.sheet
    yield from _declared_faults(sheet, file)
    yield from _money_faults(folder, sheet, file)
    if file.content.get("units") and not file.is_complete("units"):
        return  # A unit with a fault of its own is declared all the same.
    own = {one.id: one for one in sheet.units}
    for row in folder.indicators.rows:
        indicator = row.value
        for problem in _unknown(indicator.unit, own):
            yield folder.row_fault("indicators.csv", row.line, "unit", *problem)
        unit = own.get(indicator.unit)
        if unit is not None and unit.ratio and indicator.aggregation in SUMS:
            found = f"{indicator.aggregation} for {unit.id}, which is a ratio"
            expected = "level or case: ratios are never added up"
            yield folder.row_fault("indicators.csv", row.line, "aggregation", found, expected)
    if folder.chain:
        chain, other = folder.chain
        for index, one in other.numbered(("conventions",), chain.conventions):
            for problem in _unknown(one.applies_to, own, "finding"):
                yield other.fault(("conventions", index, "applies_to"), *problem)


def _unknown(unit: str, own: Mapping[str, OwnUnit], *others: str) -> Iterator[tuple[str, str, str]]:
    if is_known(unit, own) and (unit != "finding" or others):
        return
    known = [*BUILT_IN, *own, *others]
    advice = suggestion(unit, [*known, *sorted(currencies())] if unit.isupper() else known)
    expected = f"{', '.join(known)}, or a currency by its code of ISO 4217"
    yield f"unknown unit {unit!r}", expected, advice or "Declare it under units in programme.yaml."


def _declared_faults(sheet: ProgrammeFacts, file: KeyedFile) -> Iterator[Fault]:
    times = Counter(one.id for one in sheet.units)
    for index, one in file.numbered(("units",), sheet.units):
        at = ("units", index)
        if times[one.id] > 1:
            yield file.fault((*at, "id"), f"unit {one.id!r} stands {times[one.id]} times", "every unit once")
        if one.id in {*STATES, "count"}:
            advice = "Every programme has it; leave it out, or give yours another name."
            yield file.fault((*at, "id"), f"{one.id!r}", "a unit that programmes do not have already", advice)
        code = one.id if one.id in currencies() else one.currency
        if one.currency is not None and one.currency != code:
            yield file.fault((*at, "currency"), f"{one.currency} for the unit {one.id}", f"{code}, as its name says")
        if one.label is None and one.currency is None and one.id not in currencies():
            yield file.fault((*at, "label"), "no label", "what stands behind a figure, such as days")
        if one.minimum is not None and one.maximum is not None and one.minimum >= one.maximum:
            found = f"{one.minimum:g} to {one.maximum:g}"
            yield file.fault((*at, "maximum"), found, f"a greatest figure above {one.minimum:g}")


def _money_faults(folder: Folder, sheet: ProgrammeFacts, file: KeyedFile) -> Iterator[Fault]:
    """Yield each code that is no currency's, and each rate that says nothing or stands twice."""
    codes: list[tuple[Location, str | None]] = [
        (("units", index, "currency"), one.currency) for index, one in file.numbered(("units",), sheet.units)
    ]
    for index, one in file.numbered(("rates",), sheet.rates):
        codes += [(("rates", index, "currency"), one.currency), (("rates", index, "into"), one.into)]
        if one.currency == one.into:
            yield file.fault(("rates", index, "into"), f"{one.into} in itself", "another currency")
    if sheet.budget is not None:
        codes.append((("budget", "currency"), sheet.budget.currency))
    for location, code in codes:
        if code is not None and code not in currencies():
            yield file.fault(location, *_no_currency(code))
    days = Counter((one.currency, one.into, one.date) for one in sheet.rates)
    for index, one in file.numbered(("rates",), sheet.rates):
        if days[one.currency, one.into, one.date] > 1:
            found = f"two rates of {one.currency} in {one.into} on {one.date}"
            yield file.fault(("rates", index), found, "one rate of a day")
    for row in folder.costs.rows:
        if row.value.currency not in currencies():
            yield folder.row_fault("costs.csv", row.line, "currency", *_no_currency(row.value.currency))


def _no_currency(code: str) -> tuple[str, str, str]:
    return repr(code), "a currency's code of ISO 4217, such as SEK", suggestion(code, sorted(currencies()))
