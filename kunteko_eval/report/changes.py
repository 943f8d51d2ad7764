"""How the boxes changed since the previous period, why, and what only looks changed."""

from __future__ import annotations

from collections import Counter

from kunteko_eval.method.rating import Rating
from kunteko_eval.report import cells
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.content import Points, Prose, Table
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
    "lineage": N_("the box was split, merged or retired in between"),
    "none": N_("neither period could be rated"),
}


def change_picture(view: View, rows: Rows = None) -> Prose | Points:
    """Return in words how many boxes changed since the previous period, and which only look changed.

    Args:
        view: The period.
        rows: Rows of the frame ``changes``; all when None.
    """
    say = view.say
    if view.previous is None or view.comparison is None:
        return Prose((say("There is no previous period to compare with."),))
    before = say.period(view.previous.period)
    found = chosen(rows, view.comparison.changes)
    counts = Counter(found["change"])
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
    reasons = Counter(found.loc[found["change"] == "not-comparable", "why"])
    if reasons:
        told = ", ".join(f"{say(WHYS[why])} ({count})" for why, count in reasons.most_common())
        lines.append(say("Why not comparable: {told}.", told=told))
    coloured = found["before"].map(lambda rating: Rating(rating).coloured).astype(bool)
    seeming = [say.as_is(label) for label in found.loc[found["looks"] & coloured, "label"]]
    if seeming:
        lines.append(say("The rating differs, but no change can be shown: {names}.", names="; ".join(seeming)))
    return Points(tuple(lines))


def change_table(view: View, rows: Rows = None) -> Table | None:
    """Return every element's rating in both periods, and whether they can be compared.

    Args:
        view: The period.
        rows: Rows of the frame ``changes``; all when None.
    """
    say = view.say
    if view.previous is None or view.comparison is None:
        return None
    before, now = say.period(view.previous.period), say.period(view.assessment.period)
    spec = TableSpec(
        N_("Ratings in the two periods"),
        (
            TableColumn(N_("Box"), ("label",), cells.words),
            TableColumn(before, ("before", "wrong_way_before"), cells.rating, translated=False),
            TableColumn(now, ("after", "wrong_way_after"), cells.rating, translated=False),
            TableColumn(N_("Change"), ("change",), cells.coded(STATUSES)),
            TableColumn(N_("Why"), ("why", "lineage"), _why),
            TableColumn(
                N_("Comparable achievement"), ("achievement_before", "achievement_after"), _achievements, numeric=True
            ),
        ),
        name="changes",
    )
    found = chosen(rows, view.comparison.changes)
    return None if found.empty else spec.render(found, say)


def _why(say: Language, code: str, lineage: str) -> str:
    return f"{say(WHYS[code])}: {say.as_is(lineage)}" if lineage else say(WHYS[code])


def _achievements(say: Language, before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return cells.NONE
    return f"{say.number(before, 2)} → {say.number(after, 2)}"
