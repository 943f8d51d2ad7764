"""What moved since the previous period: the figures that both have, by name, whether or not their boxes are comparable."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kunteko_eval.method.overlap import EVERYBODY
from kunteko_eval.method.selection import Reading
from kunteko_eval.model.evidence import Indicator
from kunteko_eval.report import method_words
from kunteko_eval.report.chosen import Rows, picked
from kunteko_eval.report.comparability import unlike, unlike_told
from kunteko_eval.report.content import Points, Prose, Table
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.language import N_, NBSP, Language
from kunteko_eval.report.view import View
from kunteko_eval.timeline.moved import MovedFigure
from kunteko_eval.timeline.moved_frame import INDEX, moved_key

WAYS = {
    "up": N_("{name}: up, {earlier} → {later}"),
    "down": N_("{name}: down, {earlier} → {later}"),
    "same": N_("{name}: {later} in both"),
}
PARTIAL = N_("at least {figure}")


def moved_picture(view: View, rows: Rows = None, changes: Rows = None) -> Prose | Points:
    """Return in words what moved since the previous period: figures by name, then boxes by name.

    Args:
        view: The period.
        rows: Rows of the frame ``moved_figures``; all when None.
        changes: Rows of the frame ``changes``; all when None.
    """
    say = view.say
    if view.previous is None:
        return Prose((say("There is no previous period to compare with."),))
    spans = {"before": say.period(view.previous.period), "now": say.period(view.assessment.period)}
    moved = moved_of(view, rows)
    if not moved:
        none = N_(
            "No registered figure is known for both {before} and {now}, so nothing can be said to have moved or to have stood still."
        )
        return Points((say(none, **spans), *boxes_told(view, changes)))
    lines = [
        say.many(
            "One registered figure is known for both {before} and {now}.",
            "{count:W} registered figures are known for both {before} and {now}.",
            len(moved),
            **spans,
        )
    ]
    for better, message in (
        (True, N_("Figures that improved: {told}.")),
        (False, N_("Figures that worsened: {told}.")),
        (None, N_("Figures that stood still: {told}.")),
    ):
        found = [one for one in moved if one.better is better]
        if found:
            lines.append(say(message, told="; ".join(told(view, one) for one in found)))
    if any(one.indicator.direction == "less" and one.better is not None for one in moved):
        lines.append(say("Where less is better, going down is an improvement."))
    return Points((*lines, *early_told(view, moved), *unlike_moved(view, moved), *boxes_told(view, changes)))


def moved_of(view: View, rows: Rows) -> list[MovedFigure]:
    """Return the figures that rows of the frame ``moved_figures`` stand for; all when None."""
    return [one for one, _ in picked_figures(view, rows)]


def picked_figures(view: View, rows: Rows) -> list[tuple[MovedFigure, float | None]]:
    """Return the figures to tell of, each with its adjusted p-value if it has one."""
    adjusted = iter(view.adjusted_changes)
    known = {moved_key(one): (one, None if one.p is None else next(adjusted)) for one in view.moved}
    return picked(rows, known, INDEX)


def unlike_moved(view: View, moved: Sequence[MovedFigure], *, placed: bool = True) -> list[str]:
    """Return what makes the figures of the two periods not fully alike; nothing where there is no previous period."""
    if view.previous is None:
        return []
    spans = (view.previous.period, view.assessment.period)
    return unlike_told(view, unlike(view, (one.indicator.id for one in moved), spans), placed=placed)


def early_told(view: View, moved: Sequence[MovedFigure]) -> list[str]:
    """Return that the later figures may still lack some, where they were published before the period ended."""
    early = {name for check in view.assessment.checks if check.code == "published-early" for name in check.evidence}
    if any(entry.id in early for one in moved for entry in one.later.used):
        return [view.say("The later figures were published before the period ended, so they may still lack some.")]
    return []


def boxes_told(view: View, changes: Rows, joined: Callable[[Sequence[str]], str] = "; ".join) -> list[str]:
    """Return the boxes that are better or worse on the evidence that both periods have, by name.

    Args:
        view: The period.
        changes: Rows of `changes`; all when None.
        joined: How names are set in a row.
    """
    say, lines = view.say, []
    found = picked(changes, {one.element.id: one for one in view.changes}, ["element"])
    for status, message in (
        ("better", N_("Boxes that are better on the evidence that both periods have: {names}.")),
        ("worse", N_("Boxes that are worse on the evidence that both periods have: {names}.")),
    ):
        names = [say.text(one.element.label) for one in found if one.status == status]
        if names:
            lines.append(say(message, names=joined(names)))
    return lines


def told(view: View, one: MovedFigure) -> str:
    """Return how a figure moved, with the interval of the difference where both have n."""
    say = view.say
    earlier, later = earlier_and_later(view, one)
    line = say(WAYS[one.way], name=figure_name(view, one), earlier=earlier, later=later)
    if one.interval is None:
        return line
    level = say.percent(view.assessment.rubric.wilson_confidence)
    message = N_("{line} (difference {difference}, {level} interval {interval})")
    if not one.settled:
        message = N_("{line} (difference {difference}, {level} interval {interval}: sampling alone may explain it)")
    return say(message, line=line, difference=difference(view, one), level=level, interval=_interval(view, one))


def earlier_and_later(view: View, one: MovedFigure) -> tuple[str, str]:
    """Return a figure of both periods as precisely as the documents give it, each with its n."""
    return _value(view, one, "earlier"), _value(view, one, "later")


def figure_name(view: View, one: MovedFigure) -> str:
    """Return what moved, with the groups that it is of."""
    return named(view, one.indicator, () if one.later.groups == (EVERYBODY,) else one.later.groups)


def named(view: View, indicator: Indicator, groups: tuple[str, ...]) -> str:
    """Return an indicator's label, with the groups that it is of."""
    label = view.say.text(indicator.label)
    people = [view.say.text(view.programme.groups[group].label) for group in groups]
    return f"{label} ({view.say.listing(people)})" if people else label


def _value(view: View, one: MovedFigure, side: str) -> str:
    reading = one.earlier if side == "earlier" else one.later
    written = reading_told(view, one.indicator, reading)
    return view.say(PARTIAL, figure=written) if one.partial == side else written


def reading_told(view: View, indicator: Indicator, reading: Reading) -> str:
    """Return a reading as precisely as the documents give it, with its n."""
    say = view.say
    only = reading.used[0] if len(reading.used) == 1 else None
    if only is not None and only.number == reading.value:
        written = method_words.observed(say, only, indicator.unit)
    else:
        written = method_words.figure(say, reading.value, indicator.unit, _finest(reading))
    return written if reading.n is None else f"{written} (n{NBSP}={NBSP}{say.number(reading.n)})"


def _finest(*found: Reading) -> int:
    """Return the most decimals of readings: of the figures as they were published, and of what they come to."""
    return max(max(decimals_of(one.value), *(entry.decimals for entry in one.used)) for one in found)


def _decimals(one: MovedFigure) -> int:
    """Return the decimals of a difference of shares in percentage points."""
    decimals = _finest(one.earlier, one.later)
    return max(decimals - 2, 0) if one.indicator.unit == "share" else decimals


def difference(view: View, one: MovedFigure) -> str:
    """Return how far a figure moved: percentage points for shares, its own unit for the rest."""
    say = view.say
    sign = "+" if one.difference > 0 else ""
    if one.indicator.is_proportion:
        return sign + say("{points} percentage points", points=say.number(one.difference * 100, _decimals(one)))
    unit, decimals = one.indicator.unit, _finest(one.earlier, one.later)
    written = sign + method_words.figure(say, one.difference, unit, max(decimals, unit == "grade"))
    if one.partial is not None:
        return say(PARTIAL if one.partial == "later" else N_("at most {figure}"), figure=written)
    exact = all(entry.precision == "exact" for entry in (*one.earlier.used, *one.later.used))
    return written if exact else say("about {figure}", figure=written)


def _interval(view: View, one: MovedFigure) -> str:
    low, high = one.interval or (0.0, 0.0)
    return f"{view.say.percent(low, _decimals(one))} – {view.say.percent(high, _decimals(one))}"


SMALLEST_P = 0.001


def p_told(say: Language, p: float) -> str:
    """Return a p-value with three decimals, or that it is below the least of them."""
    return f"<{NBSP}{say.number(SMALLEST_P, 3)}" if p < SMALLEST_P else say.number(p, 3)


def figure_changes(view: View, rows: Rows = None) -> Table | Prose | None:
    """Return every registered figure that both periods have, with the difference and its interval where it can be told.

    Args:
        view: The period.
        rows: Rows of the frame ``moved_figures``; all when None.
    """
    say = view.say
    if view.previous is None:
        return None
    moved = picked_figures(view, rows)
    if not moved:
        return Prose((say("The two periods have no figure in common."),))
    tested = any(one.interval is not None for one, _ in moved)
    lines = []
    for one, adjusted in moved:
        row = [
            named(view, one.indicator, one.later.groups),
            _value(view, one, "earlier"),
            _value(view, one, "later"),
            difference(view, one),
        ]
        if tested:
            row.append("–" if one.interval is None else _interval(view, one))
            row.append("–" if adjusted is None else p_told(say, adjusted))
        lines.append(tuple(row))
    columns = [say("Figure"), say("Earlier"), say("Now"), say("Difference")]
    if tested:
        columns += [say("Newcombe interval"), say("p (Holm)")]
    numeric = frozenset(range(1, len(columns)))
    return Table(
        caption=say("Figures given for both periods"),
        columns=tuple(columns),
        rows=tuple(lines),
        numeric=numeric,
        name="moved",
    )
