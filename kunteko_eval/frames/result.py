"""The frames of a result: a programme's chain rated for one period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.frames.programme import joined, levels_of, link_name
from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.change import ElementChange
from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.robustness import Robustness


def ratings(assessment: Assessment, language: str) -> pd.DataFrame:
    """Return one row an element, in the order of the chain."""
    return frame("ratings", [_rating(one, language) for one in assessment.ratings], levels_of(assessment.programme))


def _rating(one: ElementRating, language: str) -> dict[str, Any]:
    graded = one.graded
    deciding = [reason.code for reason in graded.reasons if reason.code.startswith(("cut-", "cap-"))]
    return {
        "element": one.element.id,
        "label": one.element.label[language],
        "level": one.element.level,
        "rating": one.final.value,
        "computed": one.computed.value,
        "confidence": one.confidence,
        "achievement": graded.achievement,
        "low": graded.low,
        "high": graded.high,
        "items": len(one.used),
        "source_types": joined(one.source_types),
        "caps": joined([cap.rule for cap in graded.caps]),
        "conflict": one.conflict is not None,
        "wrong_way": one.wrong_way,
        "judged": one.judgement is not None,
        "reason": deciding[-1] if deciding else graded.reasons[-1].code,
    }


def items(assessment: Assessment, language: str) -> pd.DataFrame:  # noqa: ARG001  (all frames are made alike)
    """Return one row for each piece of evidence of each element, whether it was pooled or not."""
    rows = [_item(assessment, one.element.id, item) for one in assessment.ratings for item in one.items]
    return frame("items", rows)


def _item(assessment: Assessment, element: str, item: Item) -> dict[str, Any]:
    programme = assessment.programme
    name = item.evidence[0]
    read = programme.findings_by_id[name] if item.form == "finding" else programme.observations_by_id[name]
    plain = ("form", "status", "value", "unit", "n", "share", "floor", "expected", "basis", "achievement")
    more = ("low", "high", "contribution", "direction", "source", "source_type", "coverage", "proxy")
    return {
        "element": element,
        "item": item.name,
        "group": joined(item.groups) or None,
        **{key: getattr(item, key) for key in (*plain, *more)},
        "expectation": item.convention,
        "held": item.held,
        "within": joined(item.within) or item.whole,
        "wrong_way": item.wrong_way,
        "evidence": joined(item.evidence),
        "others": joined(item.others),
        "document": read.document,
        "place": read.place,
        "line": read.line,
    }


def reasons(assessment: Assessment, language: str) -> pd.DataFrame:  # noqa: ARG001  (all frames are made alike)
    """Return every step of every rating and confidence, in order."""
    rows = []
    for one in assessment.ratings:
        steps = [("rating", step) for step in one.graded.reasons]
        steps += [("confidence", step) for step in one.confidence_reasons]
        for number, (about, step) in enumerate(steps, start=1):
            values = {"element": one.element.id, "step": number, "about": about, "code": step.code}
            rows.append({**values, "values": _written(step.values)})
    return frame("reasons", rows)


def _written(values: Mapping[str, float | int | str]) -> str:
    return ", ".join(
        f"{name}={value:.6g}" if isinstance(value, float) else f"{name}={value}" for name, value in values.items()
    )


def links(assessment: Assessment, language: str) -> pd.DataFrame:  # noqa: ARG001  (all frames are made alike)
    """Return what is known of every arrow in the period."""
    rows = [
        {
            "link": link_name(one.source, one.target),
            "source": one.source,
            "target": one.target,
            "strength": one.strength,
            "confidence": one.confidence,
            "supports": joined(one.supports),
            "contradicts": joined(one.contradicts),
            "rivals": one.rivals,
            "rivals_examined": one.examined,
        }
        for one in assessment.links
    ]
    return frame("link_strengths", rows)


def pathways(assessment: Assessment, language: str) -> pd.DataFrame:
    """Return the best-supported pathway to each wider effect that some pathway reaches."""
    chain = assessment.programme.chain
    rows = [
        {
            "element": name,
            "label": chain.element(name).label[language],
            "steps": "→".join(one.steps),
            "length": len(one.steps) - 1,
            "confidence": one.confidence,
            "weakest": one.weakest,
            "count": one.count,
            "breaks": joined(one.breaks),
        }
        for name, one in assessment.pathways.items()
    ]
    return frame("pathways", rows)


def checks(assessment: Assessment, language: str) -> pd.DataFrame:  # noqa: ARG001  (all frames are made alike)
    """Return the register of figures that do not fit."""
    rows = [
        {
            "check": number,
            "code": one.code,
            "severity": one.severity,
            "evidence": joined(one.evidence),
            "values": _written(one.values),
        }
        for number, one in enumerate(assessment.checks, start=1)
    ]
    return frame("checks", rows)


def conflicts(assessment: Assessment, language: str) -> pd.DataFrame:
    """Return the elements about which source types disagree."""
    rows = []
    for one in assessment.ratings:
        if one.conflict is not None:
            row: dict[str, Any] = {"element": one.element.id, "label": one.element.label[language]}
            row |= {"why": one.conflict.why, "resolved": one.resolved}
            for side, pool in (("kinder", one.conflict.kinder), ("stricter", one.conflict.stricter)):
                row[side] = pool.source_type
                row[f"{side}_achievement"] = pool.achievement
                row[f"{side}_rating"] = pool.rating.value
            rows.append(row)
    return frame("conflicts", rows)


def robustness(assessment: Assessment, found: Mapping[str, Robustness], language: str) -> pd.DataFrame:
    """Return how often each computed rating stays when its assumptions are varied.

    Args:
        assessment: The period.
        found: The robustness of its rated elements, by element.
        language: Of the labels.
    """
    rows = []
    for one in assessment.ratings:
        drawn = found.get(one.element.id)
        if drawn is None:
            continue
        rows.append(
            {
                "element": one.element.id,
                "label": one.element.label[language],
                "level": one.element.level,
                "computed": one.computed.value,
                "robustness": drawn.label,
                "probability": drawn.probabilities.get(one.computed, 0.0),
                **{
                    rating.value.replace("-", "_"): drawn.probabilities[rating]
                    for rating in (Rating.GREEN, Rating.YELLOW, Rating.RED, Rating.NONE)
                },
                "likeliest": drawn.likeliest.value,
                "driver": drawn.driver,
                "driver_share": None if drawn.driver is None else drawn.total[drawn.driver],
            }
        )
    return frame("robustness", rows, levels_of(assessment.programme))


def changes(assessment: Assessment, found: Sequence[ElementChange], language: str) -> pd.DataFrame:
    """Return how each element's rating moved."""
    rows = [
        {
            "element": one.element.id,
            "label": one.element.label[language],
            "level": one.element.level,
            "before": one.before.final.value,
            "after": one.after.final.value,
            "change": one.status,
            "why": one.why,
            "achievement_before": None if one.common is None else one.common[0],
            "achievement_after": None if one.common is None else one.common[1],
            "looks": one.looks,
        }
        for one in found
    ]
    return frame("changes", rows, levels_of(assessment.programme))


def figure_changes(assessment: Assessment, found: Sequence[ElementChange], language: str) -> pd.DataFrame:
    """Return every figure that is given for both periods, by element."""
    rows = []
    for one in found:
        for item in one.items:
            low, high = item.interval or (None, None)
            rows.append(
                {
                    "element": one.element.id,
                    "item": item.later.name,
                    "group": joined(item.later.groups),
                    "label": assessment.programme.indicators_by_id[item.later.name].label[language],
                    "unit": item.later.unit,
                    "before": item.earlier.value,
                    "after": item.later.value,
                    "direction": item.later.direction,
                    "n_before": item.earlier.n,
                    "n_after": item.later.n,
                    "difference": item.difference,
                    "low": low,
                    "high": high,
                    "p": item.p,
                }
            )
    return frame("figure_changes", rows)
