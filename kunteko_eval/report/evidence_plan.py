"""The evidence plan: what is missing, what would have to be collected, from whom and when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from kunteko_eval.method.confidence import ASKED
from kunteko_eval.method.gaps import Gap, answers_needed, gaps
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.chain import EFFECTS, Collect, ProposedCost
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.chosen import Rows, chosen, picked
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.item_words import answer
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.rating_words import own_told
from kunteko_eval.report.table_spec import TableColumn, TableSpec
from kunteko_eval.report.uncoloured import unsummed
from kunteko_eval.report.view import View

HALF_WIDTH = 0.10
"""The sampling interval that the plan aims at: ten percentage points either way."""

LACKS = {
    "too-early": N_("It was too early for the effect; until then a baseline is collected."),
    "proposed": N_("A decision on whether the proposed box belongs to the chain, and which evidence to use for it."),
    "nothing-registered": N_("An indicator or a finding to use as evidence for it; none is registered."),
    "no-evidence": N_("A figure or finding from this period; what is registered has none."),
    "only-context": N_("Somebody's word or a test that the programme influenced it; now only its context is known."),
    "no-expectation": N_("An expectation to compare the figures with."),
    "other-period": N_("An expectation of this period, or a pace that is registered for the one of a longer period."),
    "no-judgement": N_("A finding that judges; those registered do not."),
    "only-criticism": N_("A figure or a finding that says how much was there; now only what was lacking is known."),
    "cap-perceived-only": N_("A comparison or a process test: perception alone gives at most yellow here."),
    "cap-rivals-unexamined": N_("An examination of the rival explanations."),
    "cap-lone-voice": N_("A second finding, or a measurement, that says very much."),
    "one-source-type": N_("A second, independent source type."),
    "down-bias": N_("A source with less risk of bias, or a higher response rate."),
    "down-credibility": N_("A source with no stake in the matter, or one that says what its material is."),
    "down-proxy": N_("A direct measure."),
    "down-imprecise": N_("More respondents."),
    "down-stale": N_("Newer evidence."),
    "down-failed-check": N_("A figure that fits its number of respondents and the other documents."),
    "down-inconsistent": N_("An explanation of why the sources disagree."),
    "n-not-told": N_("The number of respondents behind the shares."),
    "weak-pathway": N_("Evidence along the way to it: the pathway is weaker than the evidence of the effect itself."),
}


SIZES = {
    "small": N_("small (days of work)"),
    "medium": N_("medium (weeks of work)"),
    "large": N_("large (months of work, or bought in)"),
}
"""What a proposed collection would cost, where the sum is not known."""

PRIORITIES = {1: N_("1 (comes first)"), 2: N_("2 (important)"), 3: N_("3 (makes surer)")}


def gaps_of(view: View, rows: Rows) -> list[Gap]:
    """Return the gaps that rows of the frame ``gaps`` stand for; all when None."""
    return picked(rows, {gap.rating.element.id: gap for gap in gaps(view.assessment)}, ["element"])


def plan_picture(view: View, rows: Rows = None) -> Prose:
    """Return in words how much is missing, what is proposed and how many answers a survey needs.

    Args:
        view: The period.
        rows: Rows of the frame ``gaps``; all when None.
    """
    say, rubric, found = view.say, view.assessment.rubric, gaps_of(view, rows)
    first = [gap for gap in found if gap.first]
    survey = say(
        "In a survey, {n} answers keep the sampling interval within ten percentage points either way; fewer than {least} lower confidence, and so does an answer from fewer than {rate} of those asked.",
        n=answers_needed(HALF_WIDTH, rubric.wilson_confidence),
        least=rubric.least_respondents,
        rate=say.percent(rubric.least_response),
    )
    return Prose((" ".join([_unrated(view, first), *_proposed(view, found, first)]), survey))


def _unrated(view: View, first: list[Gap]) -> str:
    """Return how many elements have no rating yet."""
    say, every = view.say, len(view.assessment.ratings)
    early = sum(gap.rating.computed is Rating.TOO_EARLY for gap in first)
    if len(first) == every:
        message = N_(
            "None of the {all:w} boxes has a rating yet, {early:w} of them because it is too early for the effect."
        )
        return say(message, all=len(first), early=early)
    if first:
        return say.many(
            "One box of {all:w} has no rating yet, and {early:w} of those because it is too early for the effect.",
            "{count:W} boxes of {all:w} have no rating yet, {early:w} of them because it is too early for the effect.",
            len(first),
            all=every,
            early=early,
        )
    return say("Every box has a rating; what follows would make the ratings surer.")


def _proposed(view: View, found: Sequence[Gap], first: list[Gap]) -> list[str]:
    """Return how many collections are proposed, and how many elements they would give a first rating."""
    say, entries = view.say, [entry for gap in found for entry in gap.proposed]
    if not entries:
        return [say("No collection has been proposed.")]
    days = sorted(day for entry in entries for day in entry.when)
    lines = [
        say.many(
            "One collection is proposed, in {first}.",
            "{count:W} collections are proposed, between {first} and {last}.",
            len(entries),
            first=say.month(days[0]),
            last=say.month(days[-1]),
        )
    ]
    if first:
        message = N_("They could give a first rating to {covered:gen} of the boxes without one.")
        lines.append(say(message, covered=sum(bool(gap.proposed) for gap in first)))
    lines.append(say("The proposals are the evaluator's, not the documents'; so are their owners, costs and order."))
    return [*lines, *_for_a_successor(view, entries)]


def _for_a_successor(view: View, entries: Sequence[Collect]) -> list[str]:
    """Return that what is proposed for days after the programme's end is for whoever goes on with its work."""
    say, end = view.say, view.programme.sheet.end
    late = sum(_after(view, entry) for entry in entries)
    if end is None or not late:
        return []
    if late == len(entries):
        message = N_("The programme ended in {month}: the plan tells what a successor should collect.")
        return [say(message, month=say.month(end))]
    return [
        say.many(
            "One of them is dated after the programme ended in {month}; it is for a successor.",
            "{count:W} of them are dated after the programme ended in {month}; they are for a successor.",
            late,
            month=say.month(end),
        )
    ]


def _after(view: View, entry: Collect) -> bool:
    """Return whether no day of a proposal comes before the programme's end."""
    end = view.programme.sheet.end
    return end is not None and min(entry.when) > end


def evidence_plan(view: View, rows: Rows = None) -> list[Table | Prose]:
    """Return the plan, one table a level: rating now, what is missing, what to collect, from whom and when.

    Args:
        view: The period.
        rows: Rows of the frame ``gaps``; all when None.
    """
    say, chain = view.say, view.programme.chain
    found = gaps_of(view, rows)
    entries = [entry for gap in found for entry in gap.proposed]
    over = bool(entries) and all(_after(view, entry) for entry in entries)
    title = N_("Evidence plan for a successor: {level}") if over else N_("Evidence plan: {level}")
    shown: list[Table | Prose] = []
    for level in chain.levels:
        lines: list[tuple[str, ...]] = []
        for gap in found:
            if gap.rating.element.level == level.id:
                lines += _rows(view, gap, level.due_after_years if level.kind in EFFECTS else None, over)
        if lines:
            columns = (
                say("Box"),
                say("Rating now"),
                say("What is missing"),
                say("What to collect"),
                say("From whom"),
                say("When"),
                say("What it could show"),
                say("Who, at what cost, in which order"),
            )
            caption = say(title, level=say.text(level.label))
            shown.append(Table(caption=caption, columns=columns, rows=tuple(lines), name=f"plan-{level.id}"))
    return shown or [Prose((say("Nothing is missing: every box is rated as surely as the method allows."),))]


def _rows(view: View, gap: Gap, due_after: float | None, over: bool) -> list[tuple[str, ...]]:  # noqa: FBT001  (a fact)
    say, one = view.say, gap.rating
    label = say.text(one.element.label)
    missing = " ".join(_lacks(view, gap)) or "–"
    if due_after and one.computed is Rating.TOO_EARLY:
        day = due(view.programme.sheet.start, due_after)
        missing += " " + say("To be expected from {month}.", month=say.month(day))
    start = (label, answer(say, one), missing)
    if not gap.proposed:
        return [(*start, say("no proposal"), *"––––")]
    rows: list[tuple[str, ...]] = []
    for entry in gap.proposed:
        when = ", ".join(say.month(day) for day in entry.when)
        if _after(view, entry) and not over:
            when = say("{when} (after the programme; for its successor)", when=when)
        shows = f"{say(method_words.TYPES[entry.type])}; {say(method_words.CONTRIBUTIONS[entry.shows])}"
        rows.append((*start, say.text(entry.what), say.text(entry.whom), when, shows, _effort(view, entry)))
        start = (label, "″", "″")
    return rows


def _effort(view: View, entry: Collect) -> str:
    """Return who would collect it, at what cost and in which order, as far as that is proposed."""
    say, cost = view.say, entry.cost
    told = [] if entry.owner is None else [say.text(entry.owner)]
    if cost is not None:
        told.append(say("cost {cost}", cost=_cost(say, cost)))
    if entry.priority is not None:
        told.append(say("priority {priority}", priority=say(PRIORITIES[entry.priority])))
    return "; ".join(told) or "–"


def _cost(say: Language, cost: ProposedCost) -> str:
    if cost.amount is not None and cost.currency is not None:
        return say.amount(cost.amount, cost.currency, decimals_of(cost.amount))
    return say(SIZES[cost.size or "small"])


def _lacks(view: View, gap: Gap) -> list[str]:
    """Return what an element lacks in words; figures that are never summed are there, and a register has no n."""
    one, found = gap.rating, []
    asked = any(item.survey and item.n is None and item.source_type in (ASKED | {"documents"}) for item in one.used)
    for code in gap.codes:
        if code == "no-evidence" and any(within for _, within in unsummed(view.assessment, one)):
            found.append(view.say("A figure of the whole period; those of its parts cannot be put together."))
        elif code != "n-not-told" or asked:
            found.append(own_told(view.say, code.replace("cap-", "lack-")) or view.say(LACKS[code]))
    return found


def due(start: datetime.date, years: float) -> datetime.date:
    """Return the day on which an effect is due, counted in whole months from the programme's start.

    >>> due(datetime.date(2021, 11, 19), 2)
    datetime.date(2023, 11, 19)
    """
    months = start.year * 12 + start.month - 1 + round(years * 12)
    year, month = divmod(months, 12)
    last = (datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(start.day, last))


def _priority(say: Language, value: int | None) -> str:
    return "–" if value is None else say(PRIORITIES[value])


CALENDAR = TableSpec(
    N_("The collections in the order of time"),
    (
        TableColumn(N_("When"), ("day",), cells.month),
        TableColumn(N_("What to collect"), ("what",), cells.words),
        TableColumn(N_("From whom"), ("whom",), cells.words),
        TableColumn(N_("For the box"), ("label",), cells.words),
        TableColumn(N_("Priority"), ("priority",), _priority),
    ),
    name="calendar",
)


def calendar(view: View, rows: Rows = None) -> Table | None:
    """Return what is proposed in the order of its days; None when nothing is.

    Args:
        view: The period.
        rows: Rows of the frame ``proposals``, in the order to show; all in the order of their days when None.
    """
    frames = view.frames.programme
    found = chosen(rows, frames.proposals.sort_values("day", kind="stable"), frames.proposals)
    return None if found.empty else CALENDAR.render(found.join(frames.elements["label"], on="element"), view.say)
