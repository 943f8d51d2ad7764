"""The data that stand beside a report: ratings, and what the run was made of."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import asdict
from typing import Any

from kunteko_eval.files.json_text import indented
from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.change import ElementChange
from kunteko_eval.method.coding_agreement import CodingAgreement
from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import Reason
from kunteko_eval.method.registration import changes
from kunteko_eval.method.robustness import Robustness, unsettled
from kunteko_eval.method.verdicts import ChainVerdict
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.report import uncoloured
from kunteko_eval.report.job import Job
from kunteko_eval.report.language import Language
from kunteko_eval.report.not_intended import aside_counts
from kunteko_eval.report.verdicts import labels_of, verdict_step
from kunteko_eval.report.view import View

DIGITS = 6
"""Decimals of the numbers in the JSON files; more would be noise of the machine."""


USUALLY = frozenset({"standing", "previous", "no-previous", "programme", "period"})
"""Ways in which an expectation holds, or does not, that need no telling beside the expectation itself."""


def ratings_json(view: View) -> str:
    """Return ``ratings.json``: every element's computed and final rating with its reasons."""
    assessment, programme = view.assessment, view.programme
    content: dict[str, Any] = {
        "programme": programme.id,
        "name": {code: programme.sheet.name[code] for code in LANGUAGES},
        "period": assessment.period.id,
        "scenario": None if view.scenario is None else view.scenario.id,
        "years": {code: Language(code).period(assessment.period) for code in LANGUAGES},
        "synthetic": programme.sheet.synthetic,
        "rubric_version": assessment.rubric.version,
        "note": "Computed by kunteko_eval's rubric"
        + ("; not the original evaluators' ratings." if programme.sheet.previous_ratings else "."),
        "rated_before": bool(programme.sheet.previous_ratings),
        "registration": _registration(view),
        **({"scale": [asdict(one) for one in programme.chain.grades]} if programme.chain.grades else {}),
        "coverage": round(assessment.coverage, DIGITS),
        "counts": {rating.value: count for rating, count in sorted(assessment.counts().items())},
        "counts_not_intended": {
            kind: {rating.value: count for rating, count in sorted(counts.items())}
            for kind, counts in aside_counts(assessment.aside).items()
        },
        "elements": [_element(assessment, one, view.robustness.get(one.element.id)) for one in assessment.everything],
        "verdicts": [_verdict(view, one) for one in view.frames.draws.verdicts],
        "links": _links(assessment),
        "pathways": _pathways(assessment),
        "coding": _coding(view.coding_agreement),
    }
    if programme.sheet.languages != LANGUAGES:
        content["languages"] = list(programme.sheet.languages)
    if view.previous is not None:
        content["change"] = {"previous": view.previous.period.id, "elements": [_change(one) for one in view.changes]}
    return dump(content)


def _verdict(view: View, one: ChainVerdict) -> dict[str, Any]:
    shares = {"reached": one.reached, "nearly": one.nearly, "coverage": one.coverage, "contested": one.contested}
    probabilities = one.probabilities or {}
    views = {code: view.in_language(code) for code in LANGUAGES}
    return {
        "kind": one.kind,
        "id": one.name,
        "answer": one.answer,
        "elements": list(one.elements),
        "rated": list(one.rated),
        **{name: _round(share) for name, share in shares.items()},
        "confidence": one.confidence,
        "robustness": None
        if one.label is None
        else {"label": one.label, "probabilities": {name: _round(part) for name, part in probabilities.items()}},
        "reasons": [
            {
                "code": step.code,
                "values": {
                    name: _round(value) if isinstance(value, float) else value for name, value in step.values.items()
                },
                "text": {code: verdict_step(of.say, step, labels_of(of)) for code, of in views.items()},
            }
            for step in one.reasons
        ],
    }


def _registration(view: View) -> dict[str, Any] | None:
    """Return the seal that the ratings stand under and what changed since the first one; None without any."""
    rows = view.programme.registration
    if not rows:
        return None
    changed = [
        {
            "part": one.part,
            "from": one.before,
            "to": one.after,
            "registration": one.by.registration if one.by else None,
            "date": str(one.by.date) if one.by else None,
            "reason": one.by.reason if one.by else None,
        }
        for one in changes(view.programme, view.assessment.rubric)
    ]
    return {"last": rows[-1].registration, "date": str(rows[-1].date), "head": rows[-1].seal, "changes": changed}


def _links(assessment: Assessment) -> list[dict[str, Any]]:
    return [
        {
            "from": link.source,
            "to": link.target,
            "strength": _round(link.strength),
            "confidence": link.confidence,
            "standing": link.standing,
            "supports": list(link.supports),
            "contradicts": list(link.contradicts),
            "mentions": link.mentions,
            "sources": len(link.voices),
            "source_types": list(link.source_types),
            "relative_contribution": _round(link.share),
            "rivals": link.rivals,
            "rivals_examined": link.examined,
            "prior": [_round(end) for end in link.prior],
            "posterior": [_round(end) for end in link.posterior],
            "tests": [
                {
                    "id": one.test.id,
                    "kind": one.test.kind,
                    "outcome": one.test.outcome,
                    "if_true": list(one.test.if_true),
                    "if_false": list(one.test.if_false),
                    "likelihood_ratio": [_round(end) for end in one.ratio],
                    "posterior": [_round(end) for end in one.posterior],
                }
                for one in link.updates
            ],
        }
        for link in assessment.links
    ]


def _pathways(assessment: Assessment) -> list[dict[str, Any]]:
    return [
        {
            "to": path.target,
            "steps": list(path.steps),
            "confidence": path.confidence,
            "weakest": path.weakest,
            "count": path.count,
            "breaks": list(path.breaks),
        }
        for path in assessment.pathways.values()
    ]


def _coding(found: CodingAgreement) -> dict[str, Any]:
    told = {"alpha": found.code.value, "low": found.code.low, "high": found.code.high}
    return {
        "coders": list(found.coders),
        "findings": found.findings,
        "pairs": found.pairs,
        **{name: None if math.isnan(value) else _round(value) for name, value in told.items()},
    }


def _change(one: ElementChange) -> dict[str, Any]:
    return {
        "id": one.element.id,
        "before": one.before.final.value,
        "after": one.after.final.value,
        "status": one.status,
        "why": one.why,
        "common_achievement": None if one.common is None else [_round(value) for value in one.common],
    }


def dump(content: object) -> str:
    """Return JSON that is the same for the same content."""
    return indented(content) + "\n"


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _element(assessment: Assessment, one: ElementRating, shaken: Robustness | None) -> dict[str, Any]:
    return {
        "id": one.element.id,
        "level": one.element.level,
        "placement": one.element.placement,
        "intended": one.element.intended,
        "desired": one.element.desired,
        "computed": one.computed.value,
        "final": one.final.value,
        "achievement": _round(one.graded.achievement),
        "interval": [_round(one.graded.low), _round(one.graded.high)],
        "at_least": one.at_least,
        "caps": [found.rule for found in one.graded.caps],
        "confidence": one.confidence,
        "conflict": None
        if one.conflict is None
        else {
            "why": one.conflict.why,
            "between": [one.conflict.kinder.source_type, one.conflict.stricter.source_type],
        },
        "judgements": [
            {
                "id": decision.judgement.id,
                "final": decision.judgement.final,
                "standing": decision.standing,
                "faults": [list(fault) for fault in decision.faults],
            }
            for decision in one.decisions
        ],
        "robustness": None
        if shaken is None
        else {
            "label": shaken.label,
            "probabilities": {rating.value: _round(share) for rating, share in shaken.probabilities.items()},
            "unsettled": unsettled(one, shaken),
            "rests_on": {"items": shaken.items, "findings": shaken.findings, "coders": shaken.coders},
            "driver": shaken.driver,
            "total_sobol": {name: _round(share) for name, share in shaken.total.items()},
        },
        "seal": None
        if one.seal is None
        else {
            "registration": one.seal.under.registration if one.seal.under else None,
            "timing": one.seal.timing,
            "registered_after": list(dict.fromkeys(change.part for change in one.seal.late)),
        },
        "expectation_basis": list(one.bases),
        "evidence": list(one.evidence),
        "source_types": list(one.source_types),
        "items": [_item(item) for item in one.items],
        "reasons": [_reason(assessment, one, step) for step in (*one.graded.reasons, *one.confidence_reasons)],
    }


def _item(item: Item) -> dict[str, Any]:
    """Return one item; the keys after ``proxy`` stand only where there is something to tell."""
    content: dict[str, Any] = {
        "name": item.name,
        "status": item.status,
        "evidence": list(item.evidence),
        "other_figures": list(item.others),
        "source": item.source,
        "source_type": item.source_type,
        "contribution": item.contribution,
        "value": _round(item.value),
        "unit": item.unit,
        "n": item.n,
        "floor": _round(item.floor),
        "expected": _round(item.expected),
        "expectation": item.convention,
        "basis": item.basis,
        "achievement": _round(item.achievement),
        "interval": [_round(item.low), _round(item.high)],
        "proxy": item.proxy,
    }
    if item.groups:
        content["groups"] = list(item.groups)
    if item.within or item.whole:
        content["part_of"] = [item.whole] if item.whole else list(item.within)
    if item.held not in USUALLY:
        content["held"] = item.held
    if item.elsewhere:
        content["expected_elsewhere"] = [
            {
                "expectation": one.convention,
                "expected": _round(one.expected),
                "start": str(one.start),
                "end": None if one.end is None else str(one.end),
            }
            for one in item.elsewhere
        ]
    if item.wrong_way:
        content["moved"] = "wrong-way"
    return content


def _reason(assessment: Assessment, one: ElementRating, step: Reason) -> dict[str, Any]:
    values = {name: _round(value) if isinstance(value, float) else value for name, value in step.values.items()}
    return {
        "code": step.code,
        "values": values,
        "text": {
            code: uncoloured.reason(Language(code).of_programme(assessment.programme), assessment, one, step)
            for code in LANGUAGES
        },
    }


def ratings_csv(assessment: Assessment) -> str:
    """Return ``ratings.csv``: one row an element, for spreadsheets."""
    columns = [
        "programme",
        "period",
        "element",
        "level",
        "computed",
        "final",
        "achievement",
        "confidence",
        "caps",
        "source_types",
        "evidence",
        "intended",
        "desired",
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for one in assessment.everything:
        writer.writerow(
            [
                assessment.programme.id,
                assessment.period.id,
                one.element.id,
                one.element.level,
                one.computed.value,
                one.final.value,
                "" if one.graded.achievement is None else f"{one.graded.achievement:.4f}",
                "" if one.confidence is None else one.confidence,
                " ".join(found.rule for found in one.graded.caps),
                " ".join(one.source_types),
                " ".join(one.evidence),
                "yes" if one.element.intended else "no",
                "yes" if one.element.desired else "no",
            ]
        )
    return text.getvalue()


def run_json(job: Job, parts: dict[str, Any], assessment: Assessment | None = None) -> str:
    """Return ``run.json``: the inputs with their hashes, the versions and the rubric; the same in every language.

    Args:
        job: The report.
        parts: What the report is made of, as `fingerprint.made_of` tells it.
        assessment: What was rated; None for the portfolio, which rates everything.
    """
    content: dict[str, Any] = {}
    if assessment is not None:
        recorded, sealed = assessment.programme.judgements, assessment.programme.registration
        content = {
            "programme": job.programme,
            "period": job.period,
            "scenario": job.scenario[1] or None,
            "rubric_version": assessment.rubric.version,
            "judgements": {"count": len(recorded), "last_seal": recorded[-1].seal if recorded else None},
            "registration": {"rows": len(sealed), "head": sealed[-1].seal if sealed else None},
        }
    return dump({**content, **parts})
