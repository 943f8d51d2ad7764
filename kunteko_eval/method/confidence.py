"""Step 7, confidence: how sure the rating is, 1 to 4, always apart from its colour.

A starting level and explicit steps down, each with its reason, after GRADE-CERQual (Lewin et al.,
Implementation Science 13, 2018). More of the same evidence never lowers confidence: a step for a
weakness is taken only when no source is free of it. A figure that failed a check, and sources that
disagree, count as soon as they are there.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from kunteko_eval.method.conflict import Conflict
from kunteko_eval.method.context import RatingContext
from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import Graded, Reason, cut
from kunteko_eval.method.rubric import Rubric

LEAST, MOST = 1, 4
LEAST_CREDIBLE, MOST_CREDIBLE = 1, 3
ASKED = frozenset({"participants", "organisations", "interviews"})
"""Kinds of source in which people were asked, so that a share without n hides how many."""


def confidence(
    found: Sequence[Item],
    graded: Graded,
    context: RatingContext,
    disagreement: Conflict | None = None,
    failed: Collection[str] = (),
) -> tuple[int | None, tuple[Reason, ...]]:
    """Return confidence 1–4 with its steps; None for an element that is not rated.

    Args:
        found: The element's items.
        graded: Its computed rating.
        context: Gives the collections' bias and response rates, and the period at whose end evidence may be stale.
        disagreement: A conflict between source types, if there is one.
        failed: Ids of observations that failed a check.
    """
    used = [item for item in found if item.status == "used"]
    if graded.achievement is None or not used:
        return None, ()
    level, start = _start(used, context.rubric)
    down = _weaknesses(used, graded, context)
    if any(name in failed for item in used for name in item.evidence):
        down.append("failed-check")
    if disagreement is not None:
        down.append("inconsistent")
    bounded = min(max(level - len(down), LEAST), MOST)
    start_step = Reason(code=f"start-{start}", values={"level": level})
    return bounded, (start_step, *(Reason(code=f"down-{code}") for code in down), confidence_step(bounded))


def confidence_step(level: int) -> Reason:
    """Return the last step of a confidence, which says what it is."""
    return Reason(code=f"confidence-{level}")


def _start(used: Sequence[Item], rubric: Rubric) -> tuple[int, str]:
    tested = [item for item in used if item.contribution == "tested"]
    if any(item.coding is None or item.coding.credibility == MOST_CREDIBLE for item in tested):
        return rubric.confidence_tested, "tested"
    if len({item.source_type for item in used}) >= 2:
        return rubric.confidence_two_types, "two-types"
    return rubric.confidence_self_report, "self-report"


def _weaknesses(used: Sequence[Item], graded: Graded, context: RatingContext) -> list[str]:
    """Return the codes of the weaknesses that no source is free of."""
    rubric, periods, found = context.rubric, context.programme.periods, []
    if all(_biased(item, context) for item in used):
        found.append("bias")
    if all(item.coding is not None and item.coding.credibility == LEAST_CREDIBLE for item in used):
        found.append("credibility")
    if all(item.proxy for item in used):
        found.append("proxy")
    surveys = [item for item in used if item.n is not None or (item.survey and item.source_type in ASKED)]
    few = bool(surveys) and all((item.sample or 0) < rubric.least_respondents for item in surveys)
    if few or _crosses(graded, rubric):
        found.append("imprecise")
    latest = max(periods[item.latest].end for item in used)
    if context.period.years_from(latest + datetime.timedelta(days=1)) > rubric.stale_years:
        found.append("stale")
    return found


def _biased(item: Item, context: RatingContext) -> bool:
    collection = context.programme.collections[item.source]
    rate = collection.response_rate
    return collection.bias == "high" or (rate is not None and rate < context.rubric.least_response)


def _crosses(graded: Graded, rubric: Rubric) -> bool:
    """Return whether the pooled sampling interval reaches from one rating into another."""
    if graded.low is None or graded.high is None:
        return False
    return cut(graded.low, rubric) is not cut(graded.high, rubric)
