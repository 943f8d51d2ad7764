"""What changed since the previous period, why, by how much, and what only looks changed."""

from __future__ import annotations

from kunteko_eval.method.change import ElementChange, ItemChange
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.content import Points, Prose, Table
from kunteko_eval.report.item_words import briefly, named
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.table_spec import TableColumn, TableSpec
from kunteko_eval.report.view import View

STATUSES = {
    "better": N_("better"),
    "worse": N_("worse"),
    "same": N_("the same"),
    "not-comparable": N_("not comparable"),
    "not-rated": N_("not rated in either"),
}
WHYS = {
    "same-evidence": N_("the same evidence in both periods"),
    "common-evidence": N_("compared on the evidence that both periods have"),
    "rated-only-now": N_("the earlier period could not be rated"),
    "rated-only-before": N_("this period could not be rated"),
    "no-common-evidence": N_("the periods have no evidence in common"),
    "lineage": N_("the element was split, merged or retired in between"),
    "none": N_("neither period could be rated"),
}


def change_picture(view: View) -> Prose | Points:
    """Return in words what changed since the previous period."""
    say = view.say
    if view.previous is None:
        return Prose((say("There is no previous period to compare with."),))
    before = say.period(view.previous.period)
    found = view.changes
    counts = {status: sum(one.status == status for one in found) for status in STATUSES}
    lines = [
        say(
            "Compared with {before}, rated again by today's rubric: better {better}, worse {worse}, the same {same}, not comparable {not_comparable}.",
            before=before,
            better=counts["better"],
            worse=counts["worse"],
            same=counts["same"],
            not_comparable=counts["not-comparable"],
        )
    ]
    reasons: dict[str, int] = {}
    for one in found:
        if one.status == "not-comparable":
            reasons[one.why] = reasons.get(one.why, 0) + 1
    if reasons:
        told = ", ".join(
            f"{say(WHYS[why])} ({count})" for why, count in sorted(reasons.items(), key=lambda pair: -pair[1])
        )
        lines.append(say("Why not comparable: {told}.", told=told))
    figures = _unique(found)
    better = [item for item in figures if _improvement(item) > 0]
    worse = [item for item in figures if _improvement(item) < 0]
    for items, message in (
        (better, N_("Figures that improved: {told}.")),
        (worse, N_("Figures that worsened: {told}.")),
    ):
        if items:
            lines.append(say(message, told="; ".join(_told(view, item) for item in items)))
    early = {name for check in view.assessment.checks if check.code == "published-early" for name in check.evidence}
    if any(name in early for item in figures for name in item.later.evidence):
        lines.append(say("The later figures were published before the period ended, so they may still lack some."))
    seeming = [say.text(one.element.label) for one in found if one.looks and one.before.final.coloured]
    if seeming:
        lines.append(say("Only looks changed: {names}.", names="; ".join(seeming)))
    return Points(tuple(lines))


def _unique(found: tuple[ElementChange, ...]) -> list[ItemChange]:
    return list({(item.later.name, item.later.groups): item for one in found for item in one.items}.values())


def _improvement(item: ItemChange) -> float:
    """Return how far a figure moved in the direction that is better for it."""
    return -item.difference if item.later.direction == "less" else item.difference


def _told(view: View, item: ItemChange) -> str:
    name = briefly(view.say, item.later, view.assessment)
    return f"{name} {_value(view, item, later=False)} → {_value(view, item, later=True)}"


def _value(view: View, item: ItemChange, *, later: bool) -> str:
    return method_words.item_value(view.say, item.later if later else item.earlier, view.assessment)


def figure_changes(view: View) -> Table | Prose | None:
    """Return every figure that both periods have, with the difference and its interval where it can be told."""
    say = view.say
    if view.previous is None:
        return None
    found = _unique(view.changes)
    if not found:
        return Prose((say("The two periods have no figure in common."),))
    tested = any(item.interval is not None for item in found)
    rows = []
    for item in found:
        row = [
            named(say, item.later, view.assessment),
            _value(view, item, later=False),
            _value(view, item, later=True),
            _difference(view, item),
        ]
        if tested:
            ends = item.interval
            fine = _decimals(view, item)
            row.append("–" if ends is None else f"{say.percent(ends[0], fine)} – {say.percent(ends[1], fine)}")
            row.append("–" if item.p is None else say.number(item.p, 3))
        rows.append(tuple(row))
    columns = [say("Figure"), say("Earlier"), say("Now"), say("Difference")]
    if tested:
        columns += [say("Newcombe interval"), say("p (Benjamini–Hochberg)")]
    return Table(
        caption=say("Figures given for both periods"),
        columns=tuple(columns),
        rows=tuple(rows),
        numeric=frozenset(range(1, len(columns))),
    )


def _difference(view: View, item: ItemChange) -> str:
    """Return how far a figure moved: percentage points for shares, its own unit for the rest."""
    say = view.say
    sign = "+" if item.difference > 0 else ""
    if item.later.survey:
        return sign + say("{points} percentage points", points=say.number(item.difference * 100, _decimals(view, item)))
    decimals = method_words.finest((item.earlier, item.later), view.assessment)
    moved = method_words.figure(
        say, item.later.value - item.earlier.value, item.later.unit, max(decimals, item.later.unit == "grade")
    )
    known = view.programme.observations_by_id
    exact = all(known[name].precision == "exact" for name in (*item.earlier.evidence, *item.later.evidence))
    return sign + moved if exact else say("about {figure}", figure=sign + moved)


def _decimals(view: View, item: ItemChange) -> int:
    """Return the decimals of a difference of shares in percentage points: the more of the two figures'."""
    decimals = method_words.finest((item.earlier, item.later), view.assessment)
    return max(decimals - 2, 0) if item.later.unit == "share" else decimals


def change_table(view: View) -> Table | None:
    """Return every element's rating in both periods, and whether they can be compared."""
    say = view.say
    if view.previous is None or view.comparison is None:
        return None
    before, now = say.period(view.previous.period), say.period(view.assessment.period)
    spec = TableSpec(
        N_("Ratings in the two periods"),
        (
            TableColumn(N_("Element"), ("label",), cells.words),
            TableColumn(before, ("before", "wrong_way_before"), cells.rating, translated=False),
            TableColumn(now, ("after", "wrong_way_after"), cells.rating, translated=False),
            TableColumn(N_("Change"), ("change",), cells.coded(STATUSES)),
            TableColumn(N_("Why"), ("why", "lineage"), _why),
            TableColumn(
                N_("Comparable achievement"), ("achievement_before", "achievement_after"), _achievements, numeric=True
            ),
        ),
    )
    return spec.render(view.comparison.changes, say)


def _why(say: Language, code: str, lineage: str) -> str:
    return f"{say(WHYS[code])}: {say.as_is(lineage)}" if lineage else say(WHYS[code])


def _achievements(say: Language, before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return cells.NONE
    return f"{say.number(before, 2)} → {say.number(after, 2)}"
