"""Value for money in the report: what a unit cost, between what and what, and which part it hangs on."""

from __future__ import annotations

from collections.abc import Sequence

from kunteko_eval.money.unit_costs import Part, Ratio, Tried, costs_of, unit_costs
from kunteko_eval.report import method_words
from kunteko_eval.report.chosen import Rows, picked
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.language import N_
from kunteko_eval.report.view import View

TRIED = {
    "cost-down": N_("cost {shift} lower: {figure}"),
    "cost-up": N_("cost {shift} higher: {figure}"),
    "count-low": N_("count at the lower end: {figure}"),
    "count-high": N_("count at the upper end: {figure}"),
}
HOW = N_(
    "A unit cost is a cost divided by what was counted over the same span. It describes; whether it is good value is a judgement against criteria agreed beforehand, and it changes no rating. Everything that the money paid for is in it."
)


def value_for_money(view: View, costs: Rows = None) -> list[Prose | Table]:
    """Return the costs of the period and the unit costs that can be told; nothing where no cost is of the period.

    Args:
        view: The period.
        costs: Rows of `unit_costs`, in the order in which they are shown; all when None.
    """
    say = view.say
    if not costs_of(view.assessment):
        return []
    known = dict(enumerate(unit_costs(view.assessment), start=1))
    found = picked(costs, known, ["ratio"])
    shown: list[Prose | Table] = [_costs(view)]
    if not found:
        none = N_(
            "No unit cost can be given for {period}: a cost and a count of exactly this span are needed, and both are not given."
        )
        return [*shown, Prose((say(none, period=say.period(view.assessment.period)),))]
    return [*shown, Prose((say(HOW), *_converted(view, found))), _ratios(view, found)]


def _converted(view: View, found: Sequence[Ratio]) -> list[str]:
    """Return a sentence for each rate at which costs were converted."""
    say = view.say
    message = N_("Converted at {rate} for one {currency}, the rate of {day} ({source}).")
    return [
        say(
            message,
            rate=say.amount(one.rate, one.into, decimals_of(one.rate)),
            currency=one.currency,
            day=say.day(one.date),
            source=say.as_is(one.source),
        )
        for one in dict.fromkeys(rate for ratio in found for rate in ratio.cost.rates)
    ]


def _costs(view: View) -> Table:
    say, programme = view.say, view.programme
    rows = tuple(
        (
            _payer(view, one.element),
            say.period(programme.periods[one.period]),
            _money(view, one.id),
            say(method_words.MATCHES[one.match]),
            method_words.place(say, one),
        )
        for one in costs_of(view.assessment)
    )
    columns = (say("For"), say("Span"), say("Cost"), say("How it was read"), say("Source"))
    return Table(caption=say("Costs"), columns=columns, rows=rows, numeric=frozenset({2}))


def _payer(view: View, element: str | None) -> str:
    say = view.say
    return say("the whole programme") if element is None else say.text(view.programme.chain.element(element).label)


def _money(view: View, cost: str) -> str:
    """Return a cost as precisely as the document gives it."""
    one = view.programme.costs_by_id[cost]
    end = None if one.amount_to is None else float(one.amount_to)
    decimals_to = None if one.amount_to is None else len(one.amount_to.partition(".")[2])
    figure = method_words.PrintedFigure(
        float(one.amount), len(one.amount.partition(".")[2]), end, decimals_to, one.currency, one.precision
    )
    return method_words.printed(view.say, figure)


def _ratios(view: View, found: Sequence[Ratio]) -> Table:
    say = view.say
    rows = tuple(
        (
            say("one effect that met its expectation") if one.indicator is None else say.text(one.indicator.label),
            _payer(view, one.element),
            _part(view, one.cost),
            _part(view, one.count),
            _money_of_one(view, one, one.value),
            _range(view, one),
            "; ".join(_tried(view, one, trial) for trial in one.tried),
            "; ".join(_places(view, one)),
        )
        for one in found
    )
    columns = (
        say("Unit"),
        say("Cost of"),
        say("Cost"),
        say("Number"),
        say("Cost of one"),
        say("Range"),
        say("One part moved at a time"),
        say("Source"),
    )
    return Table(caption=say("Unit costs"), columns=columns, rows=rows, numeric=frozenset({2, 3, 4, 5}))


def _part(view: View, one: Part) -> str:
    """Return a part of the ratio with its range, where it has one."""

    def written(value: float) -> str:
        return method_words.figure(view.say, value, one.unit)

    return (
        written(one.value) if one.low == one.high else f"{written(one.value)} ({written(one.low)}–{written(one.high)})"
    )


def _money_of_one(view: View, one: Ratio, value: float) -> str:
    """Return a unit cost with as many digits as a division of rounded figures may claim: three."""
    digits = max(0, len(str(int(value))) - 3)
    return method_words.figure(view.say, round(value, -digits) if value >= 100 else round(value, 2), one.cost.unit)


def _range(view: View, one: Ratio) -> str:
    if one.high is None:
        return view.say("from {low} on", low=_money_of_one(view, one, one.low))
    return f"{_money_of_one(view, one, one.low)} – {_money_of_one(view, one, one.high)}"


def _tried(view: View, one: Ratio, trial: Tried) -> str:
    shift = view.say.percent(view.assessment.rubric.cost_shift)
    return view.say(TRIED[trial.what], shift=shift, figure=_money_of_one(view, one, trial.value))


def _places(view: View, one: Ratio) -> list[str]:
    """Return where both parts were read; of expectations met, the elements' names."""
    costs = [method_words.place(view.say, view.programme.costs_by_id[name]) for name in one.cost.evidence]
    if one.indicator is None:
        names = [view.say.text(view.programme.chain.element(name).label) for name in one.count.evidence]
        return [*dict.fromkeys(costs), *names]
    counts = method_words.item_places(view.say, one.count.evidence, view.assessment)
    return list(dict.fromkeys([*costs, *counts]))
