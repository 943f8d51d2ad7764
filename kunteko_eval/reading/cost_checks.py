"""What must agree within the costs, and between them, the chain and the unit costs that are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kunteko_eval.errors import Fault
from kunteko_eval.model.holding import is_sum
from kunteko_eval.model.programme import ProgrammeFacts
from kunteko_eval.reading.conversion import currency_of_sum, rate_on
from kunteko_eval.reading.folder import Folder
from kunteko_eval.reading.unit_checks import is_money


def cost_faults(folder: Folder) -> Iterator[Fault]:
    """Yield every fault of the costs that their own class cannot see, and of the unit costs."""
    chain = folder.chain[0] if folder.chain else None
    kinds = {} if chain is None else {level.id: level.kind for level in chain.levels}
    levels = {} if chain is None else {one.id: kinds.get(one.level) for one in chain.elements}
    times = Counter((row.value.element, row.value.period) for row in folder.costs.rows)
    for row in folder.costs.rows:
        one = row.value
        if float(one.amount) <= 0:
            yield folder.row_fault("costs.csv", row.line, "amount", one.amount, "an amount above 0")
        if one.amount_to is not None and float(one.amount_to) <= float(one.amount):
            expected = f"more than the amount {one.amount}"
            yield folder.row_fault("costs.csv", row.line, "amount_to", one.amount_to, expected)
        if one.element in levels and levels[one.element] != "actions":
            found = f"{one.element}, which stands on a level of {levels[one.element]}"
            yield folder.row_fault("costs.csv", row.line, "element", found, "an action, or nothing for the programme")
        if times[one.element, one.period] > 1:
            found = f"{times[one.element, one.period]} costs of {one.element or 'the programme'} in {one.period}"
            advice = "Add them up, or give each the action that it was for."
            yield folder.row_fault("costs.csv", row.line, "period", found, "one cost of an action and period", advice)
    if folder.sheet is None:
        return
    sheet, file = folder.sheet
    yield from _mixed_money(folder, sheet)
    known = {row.value.id: row.value for row in folder.indicators.rows}
    units = {one.id: one for one in sheet.units}
    pairs = Counter((one.element, one.indicator) for one in sheet.unit_costs)
    for index, pair in file.numbered(("unit_costs",), sheet.unit_costs):
        if pairs[pair.element, pair.indicator] > 1:
            found = f"{pair.indicator or 'expectations'} is asked for {pairs[pair.element, pair.indicator]} times"
            yield file.fault(("unit_costs", index), found, "every pair once")
        if pair.per == "indicator" and pair.indicator is None:
            yield file.fault(("unit_costs", index), "no indicator", "an indicator, or per: expectation")
        if pair.per == "expectation" and (pair.indicator or pair.element):
            found = f"per: expectation of {pair.indicator or pair.element}"
            yield file.fault(("unit_costs", index), found, "neither element nor indicator: it is the whole programme's")
        indicator = known.get(pair.indicator or "")
        if indicator is not None and not (is_sum(indicator) and not is_money(indicator.unit, units)):
            found = f"{pair.indicator} is {indicator.unit}, {indicator.aggregation}"
            expected = "a count or another amount of a span, no money: increment, cumulative or distinct"
            yield file.fault(("unit_costs", index, "indicator"), found, expected)


def _mixed_money(folder: Folder, sheet: ProgrammeFacts) -> Iterator[Fault]:
    """Yield each cost that would be added to costs of another currency, and that no rate converts."""
    ends = {one.id: one.end for one in sheet.periods}
    for payer in dict.fromkeys(row.value.element for row in folder.costs.rows):
        rows = [row for row in folder.costs.rows if row.value.element == payer and row.value.period in ends]
        into = currency_of_sum(sheet, [row.value.currency for row in rows]) if rows else ""
        for row in rows:
            own = row.value.currency
            if own != into and rate_on(sheet.rates, own, into, ends[row.value.period]) is None:
                found = f"{own} beside {into} among the costs of {payer or 'the programme'}"
                advice = f"Give currency {own}, into {into}, rate, date and source in programme.yaml."
                yield folder.row_fault("costs.csv", row.line, "currency", found, "a rate to convert it at", advice)
