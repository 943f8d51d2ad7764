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
from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import Graded, Reason, cut
from kunteko_eval.method.rubric import Rubric
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData

LEAST, MOST = 1, 4
ASKED = frozenset({"participants", "organisations", "interviews"})
"""Kinds of source in which people were asked, so that a share without n hides how many."""


def confidence(
    found: Sequence[Item],
    graded: Graded,
    *,
    programme: ProgrammeData,
    period: Period,
    rubric: Rubric,
    disagreement: Conflict | None = None,
    failed: Collection[str] = (),
) -> tuple[int | None, tuple[Reason, ...]]:
    """Return confidence 1–4 with its steps; None for an element that is not rated.

    Args:
        found: The element's items.
        graded: Its computed rating.
        programme: Gives the collections' bias and response rates.
        period: The period of the report; evidence older than the rubric's years is stale.
        rubric: The rubric in force.
        disagreement: A conflict between source types, if there is one.
        failed: Ids of observations that failed a check.
    """
    used = [item for item in found if item.status == "used"]
    if graded.achievement is None or not used:
        return None, ()
    level, start = _start(used, rubric)
    steps = [Reason(code=f"start-{start}", values={"level": level})]
    for code in _steps_down(used, graded, programme, period, rubric, failed):
        steps.append(Reason(code=f"down-{code}"))
        level -= 1
    if disagreement is not None:
        steps.append(Reason(code="down-inconsistent"))
        level -= 1
    bounded = min(max(level, LEAST), MOST)
    steps.append(Reason(code=f"confidence-{bounded}"))
    return bounded, tuple(steps)


def _start(used: Sequence[Item], rubric: Rubric) -> tuple[int, str]:
    if any(_strongly_tested(item) for item in used):
        return rubric.confidence_tested, "tested"
    if len({item.source_type for item in used}) >= 2:
        return rubric.confidence_two_types, "two-types"
    return rubric.confidence_self_report, "self-report"


def _strongly_tested(item: Item) -> bool:
    return item.contribution == "tested" and (item.form == "observation" or item.value == 3)


def _steps_down(
    used: Sequence[Item],
    graded: Graded,
    programme: ProgrammeData,
    period: Period,
    rubric: Rubric,
    failed: Collection[str],
) -> list[str]:
    steps = []
    if all(_biased(item, programme, rubric) for item in used):
        steps.append("bias")
    if all(item.proxy for item in used):
        steps.append("proxy")
    surveys = [item for item in used if item.n is not None or (item.survey and item.source_type in ASKED)]
    few = bool(surveys) and all((item.n or 0) < rubric.least_respondents for item in surveys)
    if few or _crosses(graded, rubric):
        steps.append("imprecise")
    latest = max(programme.periods[item.latest].end for item in used)
    if period.years_from(latest + datetime.timedelta(days=1)) > rubric.stale_years:
        steps.append("stale")
    if any(name in failed for item in used for name in item.evidence):
        steps.append("failed-check")
    return steps


def _biased(item: Item, programme: ProgrammeData, rubric: Rubric) -> bool:
    collection = programme.collections[item.source]
    low_response = collection.response_rate is not None and collection.response_rate < rubric.least_response
    return collection.bias == "high" or low_response


def _crosses(graded: Graded, rubric: Rubric) -> bool:
    """Return whether the pooled sampling interval reaches from one rating into another."""
    if graded.low is None or graded.high is None:
        return False
    return cut(graded.low, rubric) is not cut(graded.high, rubric)
