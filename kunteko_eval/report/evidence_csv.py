"""The evidence that stands beside a report as ``evidence.csv``, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

from kunteko_eval.files.writing import harmless
from kunteko_eval.model.base import LANGUAGES, Text
from kunteko_eval.model.coding import UsedCoding
from kunteko_eval.model.evidence import Finding, Observation
from kunteko_eval.report.view import View

EVIDENCE_COLUMNS = (
    "programme",
    "period",
    "id",
    "kind",
    "indicator",
    "text_fi",
    "text_sv",
    "text_en",
    "value",
    "value_to",
    "unit",
    "n",
    "group",
    "span",
    "start",
    "end",
    "source",
    "source_type",
    "contribution",
    "direction",
    "extent",
    "credibility",
    "coders",
    "document",
    "place",
    "line",
    "precision",
    "match",
    "used_for",
    "achievement",
    "context_for",
    "way",
)


def evidence_csv(view: View) -> str:
    """Return ``evidence.csv``: one row for each observation and finding of the period, with what it was used for.

    It is the same whichever language the report is in: labels and statements stand in all three. A text that a
    spreadsheet could read as a formula gets a leading apostrophe. ``achievement`` gives the achievement of the item
    that the row is a part of, as ``element=achievement``, in the order of ``used_for``. ``context_for`` names the
    elements under which it stands without a colour, and ``way`` how far it came from floor to expectation for each.
    """
    assessment, programme = view.assessment, view.programme
    used: dict[str, list[str]] = {}
    reached: dict[str, list[str]] = {}
    beside: dict[str, list[str]] = {}
    ways: dict[str, list[str]] = {}
    for one in assessment.everything:
        for item in one.items:
            pooled, figure = item.status == "used", item.form == "observation"
            for name in item.evidence if pooled or item.status == "context" else ():
                (used if pooled else beside).setdefault(name, []).append(one.element.id)
                if item.achievement is not None and (pooled or figure):
                    told = f"{one.element.id}={item.achievement:.4f}"
                    (reached if pooled else ways).setdefault(name, []).append(told)
    entries: list[Observation | Finding] = [
        entry for indicator in programme.indicators for entry in programme.observations_of[indicator.id]
    ]
    entries += programme.findings
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, EVIDENCE_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for entry in entries:
        if assessment.period.contains(programme.periods[entry.period]):
            row = _evidence_row(view, entry) | {
                "used_for": " ".join(dict.fromkeys(used.get(entry.id, ()))),
                "achievement": " ".join(reached.get(entry.id, ())),
                "context_for": " ".join(dict.fromkeys(beside.get(entry.id, ()))),
                "way": " ".join(ways.get(entry.id, ())),
            }
            writer.writerow({column: harmless(value) for column, value in row.items()})
    return text.getvalue()


def _evidence_row(view: View, entry: Observation | Finding) -> dict[str, str]:
    """Return what is known of one observation or finding, by column."""
    programme = view.programme
    span, collection = programme.periods[entry.period], programme.collections[entry.source]
    row = {
        "programme": programme.id,
        "period": view.assessment.period.id,
        "id": entry.id,
        "span": span.id,
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "source": collection.id,
        "source_type": collection.type,
        "document": entry.document,
        "place": entry.place,
        "line": "" if entry.line is None else str(entry.line),
    }
    if isinstance(entry, Finding):
        coding = programme.coded.get(entry.id)
        return row | {
            "kind": "finding",
            **_in_each_language(entry.statement),
            "contribution": entry.kind,
            **({} if coding is None else _coded(coding)),
        }
    indicator = programme.indicators_by_id[entry.indicator]
    return row | {
        "kind": "observation",
        "indicator": indicator.id,
        **_in_each_language(indicator.label),
        "value": entry.value,
        "value_to": entry.value_to or "",
        "unit": indicator.unit,
        "n": "" if entry.n is None else str(entry.n),
        "group": entry.group,
        "contribution": indicator.kind,
        "precision": entry.precision,
        "match": entry.match,
    }


def _coded(coding: UsedCoding) -> dict[str, str]:
    return {
        "direction": coding.direction,
        "extent": coding.extent,
        "credibility": str(coding.credibility),
        "coders": " ".join(coding.coders),
    }


def _in_each_language(text: Text) -> dict[str, str]:
    return {f"text_{code}": text[code] for code in LANGUAGES}
