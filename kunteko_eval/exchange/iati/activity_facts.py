"""What an IATI activity tells of itself: names, days, goals, organisations, budget, documents, and its periods."""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from kunteko_eval.exchange.iati.import_report import ActivityNotes
from kunteko_eval.exchange.iati.narratives import (
    ActivityContext,
    Span,
    Texts,
    day_of,
    one_language,
    own_words,
    plain,
    same,
    slug,
    span_id,
    texts,
)
from kunteko_eval.exchange.iati.values import OWN
from kunteko_eval.exchange.iati.xml_stream import SKIPPED, Node
from kunteko_eval.exchange.typed_numbers import read_figure
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.reading.cross_checks import LATEST_YEAR
from kunteko_eval.reading.unit_checks import currencies

Taken = set[str]
"""Ids that are given away."""

DOCUMENT = "iati"
"""The id of the IATI file among the documents."""

LONGEST_REFERENCE = 200

SAME_LENGTH = 0.02
"""Part by which periods may differ in length and still be compared."""

_READ = frozenset(
    {
        "iati-identifier",
        "reporting-org",
        "title",
        "description",
        "participating-org",
        "activity-date",
        "budget",
        "document-link",
        "result",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFacts:
    """An activity without its results.

    Attributes:
        spans: Every span that a figure or a target speaks of; `reported` are those with an actual.
    """

    id: str
    identifier: str
    line: int
    language: str
    name: Texts
    description: Texts
    synthetic: bool
    start: datetime.date | None
    end: datetime.date | None
    dates: tuple[dict[str, Any], ...]
    goals: tuple[dict[str, Any], ...]
    funders: tuple[dict[str, Any], ...]
    budget: dict[str, Any] | None
    documents: list[dict[str, Any]]
    notes: ActivityNotes
    document: str = DOCUMENT
    spans: tuple[Span, ...] = field(default=())
    reported: tuple[Span, ...] = field(default=())

    def with_spans(self, spans: Iterable[Span], reported: Iterable[Span]) -> ActivityFacts:
        """Return the sheet with periods; the programme lasts at least as long as they do."""
        spans, start, end = tuple(sorted(set(spans))), self.start, self.end
        first, last = min((one[0] for one in spans), default=start), max((one[1] for one in spans), default=end)
        if first and (start is None or first < start):
            if start is not None or not spans:
                self.notes.assumed(self.line, "", str(start), "the programme starts with its first period", str(first))
            start = first
        if end and last and last > end:
            self.notes.assumed(self.line, "", str(end), "the programme ends with its last period", str(last))
            end = last
        if not spans and start:
            end_of_span = end if end and end >= start else datetime.date(start.year, 12, 31)
            spans = ((start, end_of_span),)
            detail = span_id(spans[0])
            self.notes.assumed(self.line, "", "", "without a period in the results, the activity is one", detail)
        return replace(self, start=start, end=end, spans=spans, reported=tuple(sorted(set(reported))))

    def periods(self) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
        """Return the periods, and the ids of those that parameters are written for: the whole and the latest."""
        whole = min(one[0] for one in self.spans), max(one[1] for one in self.spans)
        shown = set(self.reported) | {whole}
        rows = []
        for span in sorted({*self.spans, whole}):
            days = (span[1] - span[0]).days + 1
            earlier = [
                one
                for one in self.reported
                if one[1] < span[0] and abs(((one[1] - one[0]).days + 1) / days - 1) <= SAME_LENGTH
            ]
            row: dict[str, Any] = {"id": span_id(span), "start": str(span[0]), "end": str(span[1])}
            row["report"] = span in shown
            if earlier and span in shown:
                row["previous"] = span_id(max(earlier, key=lambda one: one[1]))
            rows.append(row)
        latest = max(self.reported, key=lambda one: (one[1], one[0]), default=whole)
        return rows, tuple(dict.fromkeys((span_id(whole), span_id(latest))))

    def content(self, periods: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the content of ``programme.yaml``."""
        content: dict[str, Any] = {
            "schema": 1,
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "synthetic": self.synthetic,
            "start": str(self.start),
            "end": str(self.end) if self.end else None,
            "dates": list(self.dates),
            "goals": list(self.goals),
            "funders": list(self.funders),
            "budget": self.budget,
            "periods": periods,
        }
        return content


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityOrigin:
    """Where an activity comes from, and what becomes of it.

    Attributes:
        file: The name of the IATI file.
        generated: When the file was made, as its root element tells.
        identifier: The activity's identifier.
        name: The programme's id.
    """

    file: str
    generated: str
    identifier: str
    name: str


def read_facts(activity: Node, origin: ActivityOrigin, context: ActivityContext) -> ActivityFacts:
    """Return what an activity tells of itself; what no programme holds is noted and left."""
    language, notes = context.language.lower().partition("-")[0], context.notes
    own = language if language in LANGUAGES else "en"
    _note_left(activity, notes)
    title = texts(activity.first("title"), context, "title")
    if title is None:
        notes.assumed(activity.line, "title", "", "an activity without a title is called by its identifier")
        title = same(origin.identifier or origin.name)
    start, end = _days(activity, notes)
    published = day_of(activity.get("last-updated-datetime")) or day_of(origin.generated)
    main = {
        "id": DOCUMENT,
        "title": own_words("iati-file", file=origin.file),
        "language": own,
        "file": origin.file,
        "published": str(published) if published else None,
        "reference": origin.identifier[:LONGEST_REFERENCE] or None,
    }
    description, goals = _descriptions(activity, context)
    return ActivityFacts(
        id=origin.name,
        identifier=plain(origin.identifier) or "without an identifier",
        line=activity.line,
        language=own,
        name=title,
        description=description or own_words("no-description"),
        synthetic=activity.get(f"{OWN} synthetic") == "true",
        start=start,
        end=end,
        dates=tuple(_claims(activity)),
        goals=tuple(goals),
        funders=tuple(_funders(activity, context)),
        budget=_budget(activity, notes),
        documents=[main, *_documents(activity, own, context)],
        notes=notes,
    )


def _note_left(activity: Node, notes: ActivityNotes) -> None:
    left: dict[str, list[int]] = defaultdict(list)
    for node in activity.children:
        if node.name not in _READ:
            left[node.name].append(node.line)
    for name, lines in left.items():
        why = {"contact-info": "personal data"}.get(name, "money flows" if name in SKIPPED else "no place for it")
        notes.left(lines[0], name, "", "a part of the activity that is not of its results", f"{len(lines)}; {why}")


def _days(activity: Node, notes: ActivityNotes) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the first and the last day: the actual one, else the planned one."""
    found: dict[str, datetime.date] = {}
    for node in activity.all("activity-date"):
        day = day_of(node.get("iso-date"))
        if day is None or day.year > LATEST_YEAR:
            what = "an activity date that is no day of the calendar"
            notes.left(node.line, "activity-date", node.get("iso-date"), what)
        else:
            found.setdefault(node.get("type"), day)
    start, end = found.get("2") or found.get("1"), found.get("4") or found.get("3")
    if start and end and end < start:
        notes.left(activity.line, "activity-date", str(end), "an end before the start of the activity")
        end = None
    return start, end


def _claims(activity: Node) -> list[dict[str, Any]]:
    """Return what the file says of the actual start and end; plans that came otherwise are no disagreement."""
    events = {"2": "start", "4": "end"}
    return [
        {
            "event": events[node.get("type")],
            "date": str(day),
            "document": DOCUMENT,
            "place": "activity-date",
            "line": node.line,
        }
        for node in activity.all("activity-date")
        if node.get("type") in events and (day := day_of(node.get("iso-date"))) and day.year <= LATEST_YEAR
    ]


def _descriptions(activity: Node, context: ActivityContext) -> tuple[Texts | None, list[dict[str, Any]]]:
    """Return the first general description, and a goal for each description of objectives (type 2)."""
    general: Texts | None = None
    goals: list[dict[str, Any]] = []
    for node in activity.all("description"):
        words = texts(node, context, "description")
        if words is None:
            continue
        if node.get("type") == "2":
            name = f"goal-{len(goals) + 1}"
            goals.append({"id": name, "text": words, "document": DOCUMENT, "place": "description", "line": node.line})
        elif general is None:
            general = words
        else:
            context.notes.left(node.line, "description", words["en"], "a further description of the activity")
    return general, goals


def _funders(activity: Node, context: ActivityContext) -> list[dict[str, Any]]:
    """Return the participating organisations with the role funding (1)."""
    found = []
    for node in activity.all("participating-org"):
        words = texts(node, context, "participating-org")
        ref = plain(node.get("ref"))[:200]
        if node.get("role") != "1":
            text = ref or (words or {}).get("en", "")
            context.notes.left(node.line, "participating-org", text, "an organisation that does not fund")
        elif words or ref:
            words = words or same(ref)
            found.append({"name": words, "document": DOCUMENT, "place": "participating-org", "line": node.line})
    return found


def _budget(activity: Node, notes: ActivityNotes) -> dict[str, Any] | None:
    """Return the budget, when every part of it is in one currency and no two parts overlap."""
    parts: dict[Span, tuple[str, float, int]] = {}
    problem, first = "", ""
    for node in activity.all("budget"):
        value = node.first("value")
        start, end = node.first("period-start"), node.first("period-end")
        days = [day_of(one.get("iso-date")) if one else None for one in (start, end)]
        number = read_figure(value.text if value else None).number
        currency = (value.get("currency") if value else "") or activity.get("default-currency")
        first = first or currency
        if number is None or days[0] is None or days[1] is None or currency != first or first not in currencies():
            unlike = "it is in several currencies" if first in currencies() else "its currency is not told"
            apart = currency != first or first not in currencies()
            problem = problem or (unlike if apart else "a part has no figure or no days")
        elif parts.get((days[0], days[1]), ("", 0.0, 0))[0] <= node.get("type"):
            # A revised budget (2) takes the place of the original one (1) of the same days.
            parts[days[0], days[1]] = (node.get("type"), float(number), node.line)
    spans = sorted(parts)
    if any(one[1] >= other[0] for one, other in itertools.pairwise(spans)):
        problem = problem or "its parts overlap"
    amount = sum(number for _, number, _ in parts.values())
    lines = [node.line for node in activity.all("budget")]
    if problem or (lines and amount <= 0):
        notes.left(lines[0], "budget", "", "the budget", problem or "it is not above zero")
        return None
    if not lines:
        return None
    place = {"document": DOCUMENT, "place": "budget", "line": lines[0]}
    return {"amount": amount, "currency": first, "precision": "exact", **place}


def _documents(activity: Node, own: str, context: ActivityContext) -> list[dict[str, Any]]:
    """Return the document links of the activity, its results and its indicators, each address once."""
    found: dict[str, dict[str, Any]] = {}
    taken: Taken = {DOCUMENT}
    holders = [activity, *activity.all("result"), *(i for r in activity.all("result") for i in r.all("indicator"))]
    for node in (link for holder in holders for link in holder.all("document-link")):
        address = plain(node.get("url"))
        title = texts(node.first("title"), context, "document-link")
        if not address or len(address) > 1900:
            context.notes.left(node.line, "document-link", address, "a document link without a usable address")
            continue
        code = next((one.get("code").lower() for one in node.all("language")), own)
        if code not in LANGUAGES:
            context.notes.assumed(node.line, "document-link", code, f"a document in another language is noted as {own}")
            code = own
        dated = node.first("document-date")
        day = day_of(dated.get("iso-date")) if dated else None
        if address not in found:
            name = slug(one_language(title) if title else "", taken, "document")
            found[address] = {"id": name, "title": title or same(address), "language": code, "file": address}
            found[address]["published"] = str(day) if day else None
    return list(found.values())
