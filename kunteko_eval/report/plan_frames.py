"""The frames of what is missing, suspicious, recommended and set: what the last chapters of a report choose from."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.frames.programme import joined, levels_of
from kunteko_eval.method.gaps import gaps
from kunteko_eval.method.rubric import Rubric, Settings
from kunteko_eval.model.coding import SCALE
from kunteko_eval.report import warning_words
from kunteko_eval.report.view import View
from kunteko_eval.screening.register import reasons

EXTENT = "extent-"
"""How the ids of the settings begin that say what a finding is worth."""


def gap_frame(view: View) -> pd.DataFrame:
    """Return what each element lacks and how much is proposed for it, as the frame ``gaps``."""
    rows = [
        {
            "element": one.rating.element.id,
            "label": one.rating.element.label[view.say.prose],
            "level": one.rating.element.level,
            "computed": one.rating.computed.value,
            "confidence": one.rating.confidence,
            "first": one.first,
            "lacks": joined(one.codes),
            "proposals": len(one.proposed),
        }
        for one in gaps(view.assessment)
    ]
    return frame("gaps", rows, levels_of(view.programme), view.assessment.rubric.scale.grades)


def suspicion_frame(view: View) -> pd.DataFrame:
    """Return what is suspicious in the period, or in no period of its own, as the frame ``suspicions``."""
    programme, explained = view.programme, reasons(view.programme)
    rows = [
        {
            "suspicion": number,
            "code": one.code,
            "about": joined(one.subject),
            "evidence": joined(warning_words.evidence(one)),
            "explained": one.key in explained,
        }
        for number, one in enumerate(view.suspicions, start=1)
        if warning_words.concerns(one, programme, view.assessment.period)
    ]
    return frame("suspicions", rows)


def recommendation_frame(view: View) -> pd.DataFrame:
    """Return the documents' recommendations and what they tell of them later, as the frame ``recommendations``."""
    rows = [
        {
            "recommendation": one.id,
            "label": one.text[view.say.prose],
            "addressee": one.addressee and one.addressee.who[view.say.prose],
            "addressee_basis": one.addressee and one.addressee.basis,
            "followed": len(one.follow_up),
            "statuses": joined([entry.status for entry in one.follow_up]),
            "elements": joined(one.elements),
            "document": one.document,
            "place": one.place,
            "line": one.line,
        }
        for one in view.programme.sheet.recommendations
    ]
    return frame("recommendations", rows)


def score_frame(view: View) -> pd.DataFrame:
    """Return the evaluators' own ratings of the period's elements as the frame ``scores``."""
    chain, period = view.programme.chain, view.assessment.period.id
    rows = [
        {
            "element": one.element,
            "scorer": one.scorer,
            "label": chain.element(one.element).label[view.say.prose],
            "score": one.score,
            "date": one.date,
            "note": one.note,
        }
        for one in view.programme.scores
        if one.period == period
    ]
    return frame("scores", rows, grades=view.assessment.rubric.scale.grades)


def setting_frame(view: View) -> pd.DataFrame:
    """Return every number of the rubric in force, and what a finding is worth, as the frame ``settings``."""
    rubric, language = view.assessment.rubric, view.say.prose
    rows: list[dict[str, Any]] = []
    for grade in rubric.declared:
        told = {"label": grade.label[language], "reference": ""}
        rows.append({"setting": f"{GRADE}{grade.id}", "value": _written(grade.cut), **told})
    for one in settings_in_force(rubric):
        about = getattr(rubric.sheet.settings, one.name)
        written = _written(getattr(rubric, one.name))
        told = {"label": about.description[language], "reference": about.reference[language]}
        rows.append({"setting": one.name, "value": written, **told})
    for (direction, extent), value in zip(SCALE, rubric.extent_values, strict=True):
        if direction != "neither":
            told = {"label": f"{direction}, {extent}", "reference": ""}
            rows.append({"setting": f"{EXTENT}{direction}-{extent}", "value": _written(value), **told})
    return frame("settings", rows)


GRADE = "grade "
"""How the setting of a grade's least achievement begins, before the id of the grade."""


def settings_in_force(rubric: Rubric) -> list[Any]:
    """Return the rubric's settings; without the cut-points of green, yellow and red where other grades hold."""
    return [
        one
        for one in fields(Settings)
        if not (rubric.declared and one.name.startswith("cut_") and one.name != "cut_shift")
    ]


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(_written(one) for one in value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)
