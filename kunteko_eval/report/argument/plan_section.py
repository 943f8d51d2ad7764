"""Section 13: what whoever goes on should collect first."""

from __future__ import annotations

import pandas as pd

from kunteko_eval.method.gaps import Gap
from kunteko_eval.report import cells
from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import section
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.evidence_plan import gaps_of
from kunteko_eval.report.language import N_
from kunteko_eval.report.table_spec import plain_rows
from kunteko_eval.report.view import View

FIRST = 5
"""How many collections are told."""
LATEST = 9
"""What stands for the priority of a proposal that has none."""


def plan_section(view: View, gaps: Rows = None, proposals: Rows = None) -> Argument | None:
    """Return what to collect first: its message is how many boxes lack a rating, and whether anything is proposed.

    What would give a box its first rating comes first; then what the evaluator puts first, then the earlier.

    Args:
        view: The period.
        gaps: Rows of the frame `gaps`; all when None.
        proposals: Rows of the frame `proposals`; all when None.
    """
    say, frames = view.say, view.frames.programme
    found = gaps_of(view, gaps)
    if not found:
        return None
    offered = chosen(proposals, frames.proposals.sort_values("day", kind="stable"), frames.proposals)
    first = [one for one in found if one.first]
    ordered = _ordered(offered, {one.rating.element.id for one in first})
    told = [
        Claim(text=_told(view, row), evidence=("table-calendar",) if at == 0 else ())
        for at, row in enumerate(ordered[:FIRST])
    ]
    group = ClaimGroup(
        name="plan",
        heading=_heading(view, first, offered),
        claims=(_counted(view, found, offered),),
        subject=_for_whom(view, offered),
    )
    listed = ClaimGroup(name="plan-first", heading=say("What to collect first"), claims=tuple(told), listed=True)
    return section(group, listed)


def _ordered(offered: pd.DataFrame, first: set[str]) -> list[dict[str, object]]:
    """Return each proposal once, on its first day."""
    once: dict[tuple[object, object], dict[str, object]] = {}
    for row in plain_rows(offered.sort_values("day", kind="stable")):
        once.setdefault((row["element"], row["proposal"]), row)
    return sorted(once.values(), key=lambda row: (row["element"] not in first, row["priority"] or LATEST))


def _heading(view: View, first: list[Gap], offered: pd.DataFrame) -> str:
    say = view.say
    if not first:
        return say("Every box is rated; more evidence would make the ratings surer")
    if offered.empty:
        return say.many(
            "One box has no rating, and nobody has proposed how to get one",
            "{count:W} boxes have no rating, and nobody has proposed how to get one",
            len(first),
        )
    return say.many(
        "One box has no rating yet: its evidence should be collected first",
        "{count:W} boxes have no rating yet: their evidence should be collected first",
        len(first),
    )


def _for_whom(view: View, offered: pd.DataFrame) -> str:
    """Return that the plan is for whoever goes on, where the programme is over before anything is collected."""
    say, end = view.say, view.programme.sheet.end
    if offered.empty or end is None or offered.reset_index()["day"].min() <= pd.Timestamp(end):
        return ""
    return say("The programme ended in {month}: the plan is for whoever goes on with its work.", month=say.month(end))


def _counted(view: View, found: list[Gap], offered: pd.DataFrame) -> Claim:
    """Return how many boxes lack something, and how many collections are proposed."""
    say = view.say
    lines = [
        say.many("Evidence is lacking for one box.", "Evidence is lacking for {count:w} boxes.", len(found)),
    ]
    count = len({(row["element"], row["proposal"]) for row in plain_rows(offered)})
    if count:
        lines.append(
            say.many("The evaluator proposes one collection.", "The evaluator proposes {count:w} collections.", count)
        )
    else:
        lines.append(say("No collection has been proposed."))
    return Claim(text=" ".join(lines), evidence=("annex-evidence_plan",))


TOLD = N_("{label}: {what} (from {whom}, {month})")
OWNED = N_("{label}: {what} (from {whom}, {month}; collected by: {owner})")


def _told(view: View, row: dict[str, object]) -> str:
    say = view.say
    label = say.text(view.programme.chain.element(str(row["element"])).label)
    what, whom = (cells.words(say, str(row[name]).rstrip(". ")) for name in ("what", "whom"))
    values = {"label": label, "what": what, "whom": whom, "month": cells.month(say, row["day"])}  # type: ignore[arg-type]
    owner = row["owner"]
    return say(OWNED, **values, owner=cells.words(say, str(owner))) if owner else say(TOLD, **values)
