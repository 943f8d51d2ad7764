"""Section 11: what moved since the previous period, and whether figures keep to their expected paths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import claims, named, section
from kunteko_eval.report.chosen import Rows
from kunteko_eval.report.language import N_
from kunteko_eval.report.milestones import STANDINGS, courses_of
from kunteko_eval.report.moved import boxes_told, moved_of, told, unlike_moved
from kunteko_eval.report.view import View
from kunteko_eval.timeline.milestones import by_standing
from kunteko_eval.timeline.moved import MovedFigure

SHOWN = 4
"""How many figures are told of each way."""
WAYS = {
    True: N_("Better: {told}."),
    False: N_("Worse: {told}."),
    None: N_("Not moved, or moved no more than sampling explains: {told}."),
}


def change_section(view: View, moved: Rows = None, changes: Rows = None, milestones: Rows = None) -> Argument | None:
    """Return what moved: its message is how many of the figures that can be compared got better, and how many worse.

    A figure whose interval holds zero has not surely moved. Where no figure is known of both periods, the heading says so;
    where there is neither a previous period nor an expected path, the section is left out.

    Args:
        view: The period.
        moved: Rows of the frame `moved_figures`; all when None.
        changes: Rows of the frame `changes`; all when None.
        milestones: Rows of the frame `milestones`; all when None.
    """
    found = moved_of(view, moved)
    previous = view.previous
    if previous is None and not courses_of(view, milestones):
        return None
    ways = {way: [one for one in found if _way(one) is way] for way in WAYS}
    told_of = claims(
        *(_moved(view, way, some) for way, some in ways.items()),
        _unlike(view, found),
        _boxes(view, changes),
        _paths(view, milestones),
    )
    compared = "" if previous is None else _compared(view, len(found))
    if not told_of and previous is None:
        return None
    if not told_of:
        return section(ClaimGroup(name="changes", heading=_nothing(view), claims=(_only(compared),)))
    group = ClaimGroup(
        name="changes",
        heading=_heading(view, ways, len(found)),
        claims=told_of,
        subject=compared,
    )
    return section(group)


def _only(text: str) -> Claim:
    return Claim(text=text, evidence=("annex-change",))


def _way(one: MovedFigure) -> bool | None:
    """Return whether a figure surely got better or worse; None where neither is sure."""
    return one.better if one.settled else None


def _heading(view: View, ways: dict[bool | None, list[MovedFigure]], every: int) -> str:
    say = view.say
    better, worse = len(ways[True]), len(ways[False])
    if not every:
        return say("How the figures keep to their expected paths") if view.previous is None else _nothing(view)
    if not better and not worse:
        return say("No figure that can be compared surely moved")
    if every == 1:
        return say(ONE[bool(better)])
    if not worse:
        return say(
            "Of {all:w} figures that can be compared {better:w} got better, and none worse", all=every, better=better
        )
    if not better:
        return say(
            "Of {all:w} figures that can be compared {worse:w} got worse, and none better", all=every, worse=worse
        )
    message = N_("Of {all:w} figures that can be compared {better:w} got better and {worse:w} worse")
    return say(message, all=every, better=better, worse=worse)


ONE = {
    True: N_("The one figure that can be compared got better"),
    False: N_("The one figure that can be compared got worse"),
}


def _nothing(view: View) -> str:
    return view.say("What changed cannot be told in figures")


def _compared(view: View, count: int) -> str:
    """Return how many figures are known of both periods."""
    say = view.say
    assert view.previous is not None  # noqa: S101  (the caller asked)
    spans = {"before": say.period(view.previous.period), "now": say.period(view.assessment.period)}
    if not count:
        return say("No figure is known for both {before} and {now}.", **spans)
    return say.many(
        "One figure is known for both {before} and {now}.",
        "{count:W} figures are known for both {before} and {now}.",
        count,
        **spans,
    )


def _moved(view: View, way: bool | None, found: Sequence[MovedFigure]) -> Claim | None:  # noqa: FBT001  (a fact)
    if not found:
        return None
    text = view.say(WAYS[way], told=named(view.say, [told(view, one) for one in found], SHOWN))
    return Claim(text=text, evidence=("table-moved",))


def _unlike(view: View, found: Sequence[MovedFigure]) -> Claim | None:
    """Return what makes the figures of the two periods not fully alike."""
    lines = unlike_moved(view, found)
    return Claim(text=" ".join(lines), evidence=("table-moved",)) if lines else None


def _boxes(view: View, changes: Rows) -> Claim | None:
    """Return the boxes that are better or worse on the evidence that both periods have, by name."""
    lines = boxes_told(view, changes, lambda names: named(view.say, names))
    return Claim(text=" ".join(lines), evidence=("table-changes",)) if lines else None


def _paths(view: View, milestones: Rows) -> Claim | None:
    """Return how many figures are behind, on track and ahead of their expected paths."""
    say = view.say
    counts = Counter({name: len(some) for name, some in by_standing(courses_of(view, milestones)).items()})
    if not counts.total():
        return None
    told_of = ", ".join(f"{say(STANDINGS[name])} {say.number(count)}" for name, count in counts.items() if count)
    text = say("Against the expected paths: {told}.", told=told_of)
    return Claim(text=text, evidence=("figure-milestones",))
