"""Writing a programme's results as one IATI 2.03 activity.

Levels become result types, the reverse of the import: actions → output (1), direct and indirect effects →
outcome (2), wider effects → impact (3), resources → other (9). Each element with indicators or findings is a
result; the floor of an expectation is the baseline and the expected value the target; respondent groups are
dimensions; findings are qualitative indicators (measure 5) whose words are the comment of an actual.

What IATI has no place for and a later import needs (level, kind of evidence, n) stands in attributes and
elements of a namespace of our own, which the standard allows and other readers pass over.

The order of elements and the attributes required follow
https://iatistandard.org/en/iati-standard/203/activity-standard/summary-table/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from kunteko_eval.exchange.iati.narratives import unmarked
from kunteko_eval.exchange.iati.own_units import unit_notes
from kunteko_eval.exchange.iati.values import OWN
from kunteko_eval.exchange.wording import legal_xml
from kunteko_eval.files.writing import write_atomically
from kunteko_eval.model.base import LANGUAGES, Text
from kunteko_eval.model.chain import Convention, Element
from kunteko_eval.model.evidence import Finding, Indicator, Observation
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData

if TYPE_CHECKING:
    from lxml.etree import _Element

UNKNOWN_ORGANISATION = "XX-UNKNOWN"
"""The reporting organisation when none is given; no register has it."""

RESULT_TYPES = {"actions": "1", "direct": "2", "indirect": "2", "wider": "3", "resources": "9"}
_MEASURES = {"percent": "2"}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OTHERS = Text(fi="Muut mittarit", sv="Övriga indikatorer", en="Other indicators")


Target = tuple[Convention, str, str]
"""An expectation, with its floor and expected value as they are written."""


def write_iati(programme: ProgrammeData, path: Path, organisation: str) -> list[str]:
    """Write a programme as an IATI activities file; it is complete or not there.

    Args:
        programme: The programme.
        path: The file.
        organisation: The IATI identifier of the organisation that reports.

    Returns:
        What was left out, a sentence each.
    """
    text, left = iati_bytes(programme, organisation)
    write_atomically(path, text)
    return left


def iati_bytes(programme: ProgrammeData, organisation: str) -> tuple[bytes, list[str]]:
    """Return the file, and a sentence for each thing that it has no place for."""
    from lxml import etree

    root = etree.Element("iati-activities", {"version": "2.03"}, nsmap={"kunteko": OWN})
    writer = _ActivityWriter(programme, root)
    writer.activity(organisation)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n", writer.left


@dataclass(slots=True)
class _ActivityWriter:
    """Adds the parts of an activity in the order of the schema."""

    programme: ProgrammeData
    root: _Element
    left: list[str] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.left = []

    def activity(self, organisation: str) -> None:
        sheet = self.programme.sheet
        told = {
            _XML_LANG: "en",
            "default-currency": sheet.budget.currency if sheet.budget else "EUR",
            f"{{{OWN}}}synthetic": str(sheet.synthetic).lower(),
        }
        activity = _add(self.root, "iati-activity", told)
        _add(activity, "iati-identifier").text = f"{organisation}-{sheet.id}"
        reporting = _add(activity, "reporting-org", {"ref": organisation, "type": "10"})
        _narratives(reporting, dict.fromkeys(("en",), organisation))
        _words(activity, "title", sheet.name)
        _words(activity, "description", sheet.description, {"type": "1"})
        for goal in sheet.goals:
            _words(activity, "description", goal.text, {"type": "2"})
        for funder in sheet.funders:
            _words(activity, "participating-org", funder.name, {"role": "1"})
        if not sheet.funders:
            _narratives(_add(activity, "participating-org", {"role": "4"}), {"en": organisation})
        ended = sheet.end is not None
        _add(activity, "activity-status", {"code": "4" if ended else "2"})
        _add(activity, "activity-date", {"type": "2", "iso-date": str(sheet.start)})
        if sheet.end is not None:
            _add(activity, "activity-date", {"type": "4", "iso-date": str(sheet.end)})
        if sheet.budget is not None:
            self._budget(activity)
        for document in self.programme.sources.documents:
            if document.file.startswith(("http://", "https://")):
                self._document(activity, document.id)
        self._results(activity)
        if any(_XML_LANG not in one.attrib for one in activity.iter("narrative")):
            del activity.attrib[_XML_LANG]  # Words of an unknown language must not be taken for English.

    def _budget(self, activity: _Element) -> None:
        sheet = self.programme.sheet
        if sheet.budget is None or sheet.end is None:
            self.left.append("The budget is left out: the standard wants the last day of a budget.")
            return
        budget = _add(activity, "budget", {"type": "1", "status": "2"})
        _add(budget, "period-start", {"iso-date": str(sheet.start)})
        _add(budget, "period-end", {"iso-date": str(sheet.end)})
        value = _add(budget, "value", {"currency": sheet.budget.currency, "value-date": str(sheet.start)})
        value.text = format(Decimal(repr(sheet.budget.amount)), "f")

    def _document(self, activity: _Element, name: str) -> None:
        document = self.programme.documents[name]
        link = _add(activity, "document-link", {"url": document.file.replace(" ", "%20"), "format": "text/html"})
        _words(link, "title", document.title)
        _add(link, "category", {"code": "A01"})
        _add(link, "language", {"code": document.language})
        if document.published:
            _add(link, "document-date", {"iso-date": str(document.published)})

    def _results(self, activity: _Element) -> None:
        chain = self.programme.chain
        written: set[str] = set()
        for element in chain.elements:
            level = chain.level_of(element)
            if not element.evidence:
                self.left.append(f"The element {element.id} is left out: a result of IATI has at least one indicator.")
                continue
            kind = "9" if level.id == "other" else RESULT_TYPES[level.kind]
            note = {"type": kind, f"{{{OWN}}}level": level.kind, f"{{{OWN}}}id": element.id}
            result = _add(activity, "result", note)
            _words(result, "title", element.label)
            written |= self._evidence(result, element)
        rest = [one for one in self.programme.indicators if one.id not in written]
        if rest:
            result = _add(activity, "result", {"type": "9", f"{{{OWN}}}element": "none"})
            _words(result, "title", _OTHERS)
            for indicator in rest:
                self._indicator(result, indicator, [])
        told = {one.finding for element in chain.elements for one in element.evidence}
        untold = [one.id for one in self.programme.findings if one.id not in told]
        if untold:
            self.left.append(f"{len(untold)} findings are left out: no element is registered for them.")
        if chain.links:
            self.left.append(f"{len(chain.links)} links are left out: IATI has none; see export links.")

    def _evidence(self, result: _Element, element: Element) -> set[str]:
        expected: dict[str, list[Convention]] = {}
        for one in element.evidence:
            if one.indicator is not None:
                convention = self.programme.chain.conventions_by_id[one.expectation]
                expected.setdefault(one.indicator, []).append(convention)
        for name, conventions in expected.items():
            self._indicator(result, self.programme.indicators_by_id[name], conventions)
        for one in element.evidence:
            if one.finding is not None:
                self._finding(result, self.programme.findings_by_id[one.finding])
        return set(expected)

    def _indicator(self, result: _Element, indicator: Indicator, conventions: list[Convention]) -> None:
        told = {
            "measure": _MEASURES.get(indicator.unit, "1"),
            "ascending": "1" if indicator.direction == "more" else "0",
            "aggregation-status": "0",
            f"{{{OWN}}}unit": indicator.unit,
            f"{{{OWN}}}kind": indicator.kind,
            f"{{{OWN}}}aggregation": indicator.aggregation,
        }
        if indicator.scale_min is not None and indicator.scale_max is not None:
            told[f"{{{OWN}}}scale-min"] = _number(indicator.scale_min)
            told[f"{{{OWN}}}scale-max"] = _number(indicator.scale_max)
        told |= unit_notes(self.programme.units.get(indicator.unit))
        node = _add(result, "indicator", told)
        _words(node, "title", indicator.label)
        _add(node, "reference", {"vocabulary": "99", "code": indicator.id})
        cells: dict[tuple[str, str], list[Observation]] = {}
        for one in self.programme.observations_of[indicator.id]:
            cells.setdefault((one.period, one.group), []).append(one)
        targets: dict[str | None, list[Target]] = {}
        for convention in conventions:
            ends = _ends(indicator, convention)
            if ends is None:
                self.left.append(f"The target of {indicator.id} is left out: it is the preceding period's figure.")
            else:
                targets.setdefault(convention.period, []).append((convention, *ends))
                if convention.baseline is not None:
                    self.left.append(f"The baseline of {indicator.id} is left out: its floor stands in its place.")
        groups = list(dict.fromkeys(group for _, group in cells)) or ["all"]
        if targets.keys() == {None} and not cells:
            whole = max((one for one in self.programme.sheet.periods if one.report), key=lambda one: one.days)
            cells[whole.id, "all"] = []
        for name in targets:
            for group in groups if name is not None else ():
                cells.setdefault((str(name), group), [])
        for group in groups if targets else ():
            for year, floor in self._floors(targets):
                self._dimension(_add(node, "baseline", {"year": year, "value": floor}), group)
        periods = list(dict.fromkeys(period for period, _ in cells))
        for name in sorted(periods, key=lambda one: (self.programme.periods[one].start, periods.index(one))):
            self._period(node, self.programme.periods[name], cells, [*targets.get(None, ()), *targets.get(name, ())])

    def _floors(self, targets: Mapping[str | None, list[Target]]) -> list[tuple[str, str]]:
        """Return each floor once, with the year that a later import takes it for the latest of."""
        start, found = self.programme.sheet.start, dict[str, int]()
        for period, several in targets.items():
            for _, floor, _ in several:
                year = (self.programme.periods[period].start if period else start).year
                found[floor] = min(year, found.get(floor, year))
        return [(str(year), floor) for floor, year in sorted(found.items(), key=lambda one: one[1])]

    def _period(
        self,
        node: _Element,
        period: Period,
        cells: Mapping[tuple[str, str], list[Observation]],
        targets: list[Target],
    ) -> None:
        at = _span(node, period)
        groups = [group for name, group in cells if name == period.id]
        for group in groups:
            for convention, _, expected in targets:
                target = _add(at, "target", {"value": expected})
                self._dimension(target, group)
                note = {"period": "" if convention.period else "every", "pace": convention.pace or ""}
                if any(note.values()):
                    _add(target, f"{{{OWN}}}expectation", {key: value for key, value in note.items() if value})
        for group in groups:
            for one in cells[period.id, group]:
                actual = _add(at, "actual", {"value": one.value})
                self._dimension(actual, group)
                if one.note:
                    _narratives(_add(actual, "comment"), {self.programme.documents[one.document].language: one.note})
                given = {"n": str(one.n) if one.n else "", "precision": one.precision, "value-to": one.value_to or ""}
                _add(actual, f"{{{OWN}}}observation", {key: value for key, value in given.items() if value})

    def _dimension(self, node: _Element, group: str) -> None:
        if group == "all":
            return
        label = self.programme.groups[group].label if group in self.programme.groups else None
        pairs = _pairs(label["en"]) if label else []
        for name, value in pairs or [("group", group)]:
            _add(node, "dimension", {"name": name, "value": value})

    def _finding(self, result: _Element, finding: Finding) -> None:
        node = _add(result, "indicator", {"measure": "5", "ascending": "1", "aggregation-status": "0"})
        _words(node, "title", finding.statement)
        at = _span(node, self.programme.periods[finding.period])
        actual = _add(at, "actual")
        _words(actual, "comment", finding.statement)
        note: dict[str, str] = {"kind": finding.kind}
        coding = self.programme.coded.get(finding.id)
        if coding is not None:
            note |= {"direction": coding.direction, "extent": coding.extent, "credibility": str(coding.credibility)}
        _add(actual, f"{{{OWN}}}finding", note)


def _pairs(label: str) -> list[tuple[str, str]]:
    """Return the dimensions that an import made a group's label of, or nothing.

    >>> _pairs("age: 5, sex: female"), _pairs("leaders interviewed")
    ([('age', '5'), ('sex', 'female')], [])
    """
    parts = [part.partition(": ") for part in label.split(", ")]
    return [(name, value) for name, _, value in parts] if all(mark and value for _, mark, value in parts) else []


def _ends(indicator: Indicator, convention: Convention) -> tuple[str, str] | None:
    """Return floor and expected value in the indicator's unit; None where there is no number."""
    if not isinstance(convention.expected, float):
        return None
    floor, expected = Decimal(repr(convention.floor)), Decimal(repr(convention.expected))
    if indicator.unit == "grade" and indicator.scale_min is not None and indicator.scale_max is not None:
        least, greatest = Decimal(repr(indicator.scale_min)), Decimal(repr(indicator.scale_max))
        floor, expected = (least + part * (greatest - least) for part in (floor, expected))
    return _number(floor), _number(expected)


def _number(value: Decimal | float) -> str:
    """Return a number in plain digits.

    >>> _number(20.0), _number(0.25), _number(1e16)
    ('20', '0.25', '10000000000000000')
    """
    text = format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _span(node: _Element, period: Period) -> _Element:
    at = _add(node, "period")
    _add(at, "period-start", {"iso-date": str(period.start)})
    _add(at, "period-end", {"iso-date": str(period.end)})
    return at


def _add(parent: _Element, name: str, attributes: Mapping[str, str] | None = None) -> _Element:
    from lxml import etree

    return etree.SubElement(parent, name, {key: legal_xml(value) for key, value in (attributes or {}).items()})


def _words(parent: _Element, name: str, text: Text, attributes: Mapping[str, str] | None = None) -> None:
    """Add an element with a narrative for each language that has its own words."""
    _narratives(_add(parent, name, attributes), unmarked({code: text[code] for code in LANGUAGES}))


def _narratives(parent: _Element, words: Mapping[str, str]) -> None:
    ordered: Iterable[tuple[str, str]] = sorted(words.items(), key=lambda one: one[0] != "en")
    for code, text in ordered:
        told = {_XML_LANG: code} if code != "und" else {}
        _add(parent, "narrative", told).text = legal_xml(text)
