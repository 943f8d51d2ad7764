"""What must hold of a shared indicator: who serves it, in which unit, and what is known of overlaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from kunteko_eval.errors import Fault
from kunteko_eval.files.documents import KeyedFile
from kunteko_eval.files.validation import Location
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.holding import SUMS
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.unit_checks import currencies
from kunteko_eval.shared.declaration import KnownOverlap, ServingIndicator, SharedIndicator, SharedSheet
from kunteko_eval.shared.figures import PROPORTIONS, SharedFigure, currency_of, rate_for, shared_figures
from kunteko_eval.shared.totals import shared_totals

Programmes = Mapping[str, ProgrammeData | None]
AVERAGED = frozenset({"percent", "share", "grade"})
"""Units of which a mean weighted by respondents says something, and a sum does not."""


def indicator_faults(
    sheet: SharedSheet, shared: SharedIndicator, file: KeyedFile, at: Location, programmes: Programmes
) -> Iterator[Fault]:
    """Yield what is wrong with a shared indicator and with the indicators that serve it."""
    averaged = shared.unit in AVERAGED or _is_ratio(shared, programmes)
    if shared.combined == "sum" and averaged:
        advice = "Write mean, latest or none."
        yield file.fault((*at, "combined"), f"sum of {shared.unit} figures", "a unit that can be added up", advice)
    if shared.combined == "mean" and not averaged:
        expected = "percent, share, grade or a ratio, which have respondents to weigh by"
        yield file.fault((*at, "combined"), f"mean of {shared.unit} figures", expected, "Write sum, latest or none.")
    if shared.counted == "money" and not is_currency(shared.unit) and shared.unit not in AVERAGED:
        yield file.fault((*at, "counted"), f"money in the unit {shared.unit}", "a currency as the unit")
    if is_currency(shared.unit) and shared.counted != "money":
        yield file.fault((*at, "counted"), f"{shared.counted} in {shared.unit}", "money")
    times = Counter(one.programme for one in shared.served)
    for index, one in file.numbered((*at, "served"), shared.served):
        here: Location = (*at, "served", index)
        if times[one.programme] > 1:
            advice = "Two of its indicators may count the same: name the one that serves, or write a total of them."
            found = f"{one.programme} serves it {times[one.programme]} times"
            yield file.fault((*here, "programme"), found, "one indicator of a programme", advice)
        if one.programme not in programmes:
            yield file.fault((*here, "programme"), f"{one.programme!r}", f"one of {', '.join(programmes)}")
        programme = programmes.get(one.programme)
        if programme is not None:
            yield from _serving_faults(sheet, shared, one, programme, (file, here))


def _is_ratio(shared: SharedIndicator, programmes: Programmes) -> bool:
    """Return whether a programme that serves a shared indicator declares its unit as a ratio."""
    known = [programmes.get(one.programme) for one in shared.served]
    return any(shared.unit in one.units and one.units[shared.unit].ratio for one in known if one is not None)


def is_currency(unit: str) -> bool:
    """Return whether a unit is a currency by ISO 4217."""
    return unit in currencies()


def _serving_faults(
    sheet: SharedSheet,
    shared: SharedIndicator,
    one: ServingIndicator,
    programme: ProgrammeData,
    where: tuple[KeyedFile, Location],
) -> Iterator[Fault]:
    file, here = where
    indicator = programme.indicators_by_id.get(one.indicator)
    if indicator is None:
        known = [known.id for known in programme.indicators]
        expected = f"the id of an indicator of {one.programme}" + (f": {', '.join(known)}" if len(known) < 9 else "")
        yield file.fault((*here, "indicator"), f"{one.indicator!r}", expected)
        return
    yield from _unit_faults(sheet, shared, indicator, currency_of(programme, indicator.unit), where)
    if shared.combined == "sum" and indicator.aggregation not in SUMS:
        found = f"{indicator.id} is a {indicator.aggregation}"
        expected = "an amount, a running total or a distinct count of a span, where figures are summed"
        yield file.fault((*here, "indicator"), found, expected, "Combine by latest or none, or name another one.")
    groups = {known.group for known in programme.observations_of.get(indicator.id, ())}
    if one.group is not None and one.group not in groups:
        expected = f"a group that {indicator.id} has figures of: {', '.join(sorted(groups))}"
        yield file.fault((*here, "group"), f"{one.group!r}", expected)


def _unit_faults(
    sheet: SharedSheet, shared: SharedIndicator, indicator: Indicator, unit: str, where: tuple[KeyedFile, Location]
) -> Iterator[Fault]:
    file, here = where
    into = shared.unit
    if unit == into or (unit, into) in PROPORTIONS:
        return
    if is_currency(unit) and is_currency(into):
        lacking = [span.id for span in sheet.spans if rate_for(sheet, unit, into, span) is None]
        if lacking:
            found = f"{indicator.id} is in {unit}, and no rate in {into} is dated within {', '.join(lacking)}"
            advice = "Add one under rates with its day and source; money is never converted without."
            yield file.fault((*here, "indicator"), found, "a dated rate and its source", advice)
        return
    found = f"{indicator.id} has the unit {indicator.unit}"
    yield file.fault((*here, "indicator"), found, f"an indicator in {into}, as {shared.id} is")


def overlap_faults(
    sheet: SharedSheet, shared: SharedIndicator, file: KeyedFile, at: Location, programmes: Programmes
) -> Iterator[Fault]:
    """Yield what is wrong with the declared overlaps of a shared indicator."""
    serving = {one.programme for one in shared.served}
    spans = {one.id for one in sheet.spans}
    times = Counter((one.pair, one.span) for one in shared.overlaps)
    found_here: list[Fault] = []
    for index, one in file.numbered((*at, "overlaps"), shared.overlaps):
        here: Location = (*at, "overlaps", index)
        found_here += [file.fault((*here, key), *told) for key, *told in _overlap_faults(one, serving, spans)]
        if times[one.pair, one.span] > 1:
            found = f"{' and '.join(sorted(one.pair))} in {one.span} stand {times[one.pair, one.span]} times"
            found_here.append(file.fault(here, found, "one overlap of two programmes in a span"))
    if shared.overlaps and (shared.combined != "sum" or shared.counted not in {"people", "organisations", "events"}):
        found = f"overlaps of {shared.counted}, combined by {shared.combined}"
        found_here.append(file.fault((*at, "overlaps"), found, "people, organisations or events that are summed"))
    yield from found_here
    figures = _figures(sheet, shared, programmes)
    if not found_here and figures is not None:
        yield from _impossible(shared, figures, file, at)


def _overlap_faults(one: KnownOverlap, serving: set[str], spans: set[str]) -> Iterator[tuple[Any, str, str]]:
    if len(one.pair) < 2:
        yield "programmes", f"{one.programmes[0]} twice", "two programmes"
    for name in sorted(one.pair - serving):
        yield "programmes", f"{name!r}", f"programmes that serve it: {', '.join(sorted(serving))}"
    if one.span not in spans:
        yield "span", f"{one.span!r}", f"the id of a span: {', '.join(sorted(spans))}"
    if one.at_most is None and not one.at_least:
        yield "at_most", "neither at_least nor at_most", "what is known of the overlap"
    if one.at_most is not None and one.at_most < one.at_least:
        yield "at_most", f"{one.at_most}", f"at least {one.at_least}, which is at_least"


def _figures(sheet: SharedSheet, shared: SharedIndicator, programmes: Programmes) -> list[SharedFigure] | None:
    """Return the figures of a shared indicator; None where something of it cannot be read."""
    known = {name: one for name, one in programmes.items() if one is not None}
    for one in shared.served:
        programme = known.get(one.programme)
        if programme is None or one.indicator not in programme.indicators_by_id:
            return None
    spans = tuple(one for one in sheet.spans if one.start <= one.end)
    alone = SharedSheet(schema=1, as_of=sheet.as_of, spans=spans, indicators=(shared,), rates=sheet.rates)
    return shared_figures(alone, known) if spans else None


def _impossible(shared: SharedIndicator, figures: list[SharedFigure], file: KeyedFile, at: Location) -> Iterator[Fault]:
    """Yield overlaps that the programmes' figures leave no room for, and counts below nothing."""
    sizes = {(one.programme.id, one.span.id): one.bounds for one in figures if one.use == "counted" and one.bounds}
    told = False
    for index, one in file.numbered((*at, "overlaps"), shared.overlaps):
        here = [sizes[name, one.span] for name in sorted(one.pair) if (name, one.span) in sizes]
        smaller = min((bounds.high for bounds in here), default=float("inf"))
        if len(here) == 2 and one.at_least > smaller:
            told = True
            expected = f"at most {smaller:g}, the smaller of the two programmes' figures"
            yield file.fault((*at, "overlaps", index, "at_least"), f"{one.at_least}", expected)
    if shared.counted in {"people", "organisations", "events"}:
        for (name, span), bounds in sizes.items():
            if bounds.low < 0:
                told = True
                yield file.fault(at, f"{bounds.low:g} {shared.counted} of {name} in {span}", "no count below 0")
    for total in shared_totals(figures) if not told else []:
        if total.bounds and total.bounds.low > total.bounds.high * (1 + 1e-9):
            found = f"overlaps in {total.span.id} by which there are at least {total.bounds.low:g} and at most "
            found += f"{total.bounds.high:g} {shared.counted}"
            yield file.fault((*at, "overlaps"), found, "overlaps that can all be true")
