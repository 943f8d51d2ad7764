"""The register of figures that do not fit, as the file beside a report: ``checks.json``."""

from __future__ import annotations

from typing import Any

from kunteko_eval.method.assess import Assessment
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.report import method_words, warning_words
from kunteko_eval.report.data_files import dump
from kunteko_eval.report.language import Language
from kunteko_eval.screening.register import reasons, suspicions
from kunteko_eval.screening.suspicion import Suspicion


def checks_json(assessment: Assessment) -> str:
    """Return ``checks.json``: the register of figures that do not fit, with their places."""
    programme = assessment.programme
    found = []
    for check in assessment.checks:
        places = []
        for name in check.evidence:
            one = programme.observations_by_id[name]
            places.append(
                {"id": name, "value": one.value, "document": one.document, "place": one.place, "line": one.line}
            )
        for claim in check.claims:
            places.append(
                {"value": str(claim.date), "document": claim.document, "place": claim.place, "line": claim.line}
            )
        text = {code: method_words.check(Language(code), check) for code in LANGUAGES}
        found.append(
            {"code": check.code, "severity": check.severity, "evidence": places, "values": check.values, "text": text}
        )
    found += [_suspicion(one, assessment) for one in suspicions(programme, assessment.rubric)]
    return dump({"programme": programme.id, "checks": found})


def _suspicion(one: Suspicion, assessment: Assessment) -> dict[str, Any]:
    """Return one entry of the register: what is suspicious, and the recorded reason where there is one."""
    programme = assessment.programme
    places = []
    for name in warning_words.evidence(one):
        figure = programme.observations_by_id.get(name)
        entry = figure or programme.findings_by_id[name]
        value = {"value": figure.value} if figure else {}
        places.append({"id": name, **value, "document": entry.document, "place": entry.place, "line": entry.line})
    explained = reasons(programme).get(one.key)
    return {
        "code": one.code,
        "severity": "explained" if explained else "suspicious",
        "subject": one.subject,
        "evidence": places,
        "values": one.values,
        "text": {code: warning_words.sentence(Language(code), one, programme) for code in LANGUAGES},
    }
