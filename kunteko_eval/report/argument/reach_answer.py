"""What did we get for the money: what the programme cost and whom it reached, from its own figures.

Whom it reached is told by the figures that belong to the chapter on reach, whatever they are called: counts of what the
programme did, the report's period first and the whole programme beside it. A sum that is known for a part of its span
alone is left out. What the money comes to for each is told only where the programme asks for it and both parts are
given for the same span.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kunteko_eval.method.assess import Assessment
from kunteko_eval.method.overlap import EVERYBODY, mark_overlaps
from kunteko_eval.method.selection import Reading, readings
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.model.holding import is_sum
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.money.unit_costs import Ratio, unit_costs
from kunteko_eval.report.argument.claims import Claim, ClaimGroup
from kunteko_eval.report.argument.money_words import about, money
from kunteko_eval.report.language import N_
from kunteko_eval.report.moved import named, reading_told
from kunteko_eval.report.view import View

MOST = 3
"""How many figures of reach page one tells."""
ENOUGH = 0.9
"""Part of a span's days from which a sum known for it is told, with the days that it is of."""
SERVICES = ("annex-services",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachCount:
    """One figure of whom the programme reached.

    Attributes:
        now: In the report's period; `whole` over the whole programme. One of them at least is known.
    """

    indicator: Indicator
    groups: tuple[str, ...]
    now: Reading | None
    whole: Reading | None

    @property
    def greatest(self) -> float:
        """Return the greater of its two values."""
        return max(one.value for one in (self.now, self.whole) if one is not None)


def reach_answer(view: View) -> ClaimGroup:
    """Return what the programme cost and whom it reached."""
    heading = view.say("What did we get for the money?")
    return ClaimGroup(name="reach", heading=heading, claims=(_money(view), *_reached(view)), listed=True)


def _money(view: View) -> Claim:
    """Return the budget and who paid it; that the documents do not tell it where they do not."""
    say, sheet = view.say, view.programme.sheet
    if sheet.budget is None:
        told = [say("The documents do not say what it cost.")]
    else:
        figure = money(say, sheet.budget.amount, sheet.budget.currency, sheet.budget.precision)
        span = "" if sheet.end is None else f" ({say.span(sheet.start, sheet.end)})"
        told = [say("The whole budget was {figure}{span}.", figure=figure, span=span)]
    told += _funders(view)
    return Claim(text=" ".join(told), evidence=("annex-programme",))


def _funders(view: View) -> list[str]:
    """Return who paid most; everybody by name where the shares do not tell who that is."""
    say, funders = view.say, view.programme.sheet.funders
    shares = [one.share for one in funders if one.share is not None]
    most = [one for one in funders if shares and one.share == max(shares)]
    if len(most) == 1 and len(shares) == len(funders) and len(funders) > 1:
        share = say.percent(max(shares) / 100, 0 if max(shares) == int(max(shares)) else 1)
        return [say("Largest funder: {name} ({share}).", name=say.text(most[0].name), share=share)]
    names = say.listing([say.text(one.name) for one in funders])
    return [say.many("Funder: {names}.", "Funders: {names}.", len(funders), names=names)] if funders else []


def _reached(view: View) -> Iterator[Claim]:
    """Yield whom the programme reached; where no figure tells that, the greatest counts of its services."""
    say = view.say
    found = reached_figures(view.assessment, "reach")
    if not found:
        found = sorted(reached_figures(view.assessment, "services"), key=lambda one: -one.greatest)
        none = (
            N_("No figure tells whom it reached in all. What is counted of its services:")
            if found
            else N_("The documents give no figure of whom it reached.")
        )
        yield Claim(text=say(none), evidence=SERVICES)
    costs = costs_of_each(view.assessment)
    for one in found[:MOST]:
        yield Claim(text=_told(view, one, costs), evidence=SERVICES)


def reached_figures(assessment: Assessment, chapter: str) -> list[ReachCount]:
    """Return the counts of a chapter known for the report's period or for the whole programme; different ones first.

    Args:
        assessment: The period.
        chapter: The chapter to which their themes belong.
    """
    programme, every = assessment.programme, whole_of(assessment.programme)
    themes = {one.id for one in programme.sources.themes if one.chapter == chapter}
    found: list[ReachCount] = []
    for indicator in sorted(programme.indicators, key=lambda one: one.aggregation != "distinct"):
        counted = indicator.unit == "count" and indicator.kind == "volume" and is_sum(indicator)
        if indicator.theme not in themes or not counted:
            continue
        now = _known(programme, indicator, assessment.period)
        whole = {} if every is None or _alike(every, assessment.period) else _known(programme, indicator, every)
        found += [
            ReachCount(indicator=indicator, groups=groups, now=now.get(groups), whole=whole.get(groups))
            for groups in dict.fromkeys([*now, *whole])
        ]
    return found


def _known(programme: ProgrammeData, indicator: Indicator, period: Period) -> dict[tuple[str, ...], Reading]:
    """Return an indicator's readings that speak for themselves and for the period, by their groups."""
    marked = mark_overlaps(programme, indicator, readings(programme, indicator, period))
    known = [one.reading for one in marked if one.role == "alone"]
    return {one.groups: one for one in known if one.coverage >= ENOUGH and one.value > 0}


def whole_of(programme: ProgrammeData) -> Period | None:
    """Return the whole programme as a period; None where nobody tells when it ends."""
    start, end = programme.sheet.start, programme.sheet.end
    return None if end is None else Period(id="whole", start=start, end=end, report=False)


def _alike(one: Period, other: Period) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def costs_of_each(assessment: Assessment) -> dict[str, Ratio]:
    """Return what the whole budget comes to for each that the programme counted, by indicator; where it asks for that."""
    whole = whole_of(assessment.programme)
    ratios = () if whole is None else unit_costs(replace(assessment, period=whole))
    return {one.indicator.id: one for one in ratios if one.element is None and one.indicator is not None}


def _told(view: View, one: ReachCount, costs: dict[str, Ratio]) -> str:
    """Return a figure of the period and of the whole programme, with the days that each is of, and its unit cost."""
    say = view.say
    figures = [
        f"{reading_told(view, one.indicator, reading)} ({_span(view, reading)})"
        for reading in (one.now, one.whole)
        if reading is not None
    ]
    name = named(view, one.indicator, () if one.groups == (EVERYBODY,) else one.groups)
    line = say("{name}: {figures}.", name=name, figures=", ".join(figures))
    ratio = costs.get(one.indicator.id)
    if ratio is None:
        return line
    each = about(say, ratio.value, ratio.cost.unit)
    return f"{line} {say('The whole budget comes to {cost} for each ({span}).', cost=each, span=_whole_span(view))}"


def _whole_span(view: View) -> str:
    whole = whole_of(view.programme)
    return "" if whole is None else view.say.span(whole.start, whole.end)


def _span(view: View, reading: Reading) -> str:
    spans = [view.programme.periods[one.period] for one in reading.used]
    return view.say.span(min(one.start for one in spans), max(one.end for one in spans))
