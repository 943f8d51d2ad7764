"""What a scenario changes, in words: for the first page of its report and for the workbench's list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kunteko_eval.method.rating import Rating
from kunteko_eval.model.evidence import Finding, Observation
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.evidence_edits import AddedFigure, AddedFinding, TriedCode, TriedFigure
from kunteko_eval.reading.scenario import CutPoints, TriedCut, TriedExpectation
from kunteko_eval.report import method_words
from kunteko_eval.report.conventions import kind_of_evidence
from kunteko_eval.report.language import N_, NBSP, Language

LISTS = (
    "grade_cuts",
    "expectations",
    "without_sources",
    "without_groups",
    "figures",
    "codes",
    "without_evidence",
    "added_figures",
    "added_findings",
)
"""The lists of a scenario, in the order in which they are told."""

LONGEST = 90
"""Characters of a finding's statement that a change repeats."""


@dataclass(frozen=True, kw_only=True)
class ScenarioWords:
    """The words of one scenario's changes.

    Attributes:
        recorded: The programme as it is recorded; where it is not at hand, as it is tried.
        tried: The programme as it is tried.
    """

    say: Language
    recorded: ProgrammeData
    tried: ProgrammeData

    def cut_points(self, cuts: CutPoints) -> str:
        """Return the cut-points that are tried."""
        say = self.say
        red, yellow, green = (say.number(one, 2) for one in (cuts.red, cuts.yellow, cuts.green))
        return say("cut-points {red}, {yellow} and {green}", red=red, yellow=yellow, green=green)

    def grade_cut(self, one: TriedCut) -> str:
        """Return the cut-point of one grade that is tried."""
        say = self.say.of_programme(self.tried)
        rating = method_words.word(say, Rating(one.grade))
        return say("cut-point {cut} for {rating}", cut=say.number(one.cut, 2), rating=rating)

    def pooling(self, rule: str) -> str:
        """Return the rule of pooling that is tried."""
        return self.say("pooling by {rule}", rule=self.say(method_words.POOLING[rule]))

    def told(self, field: str, one: Any) -> str:
        """Return one entry of a scenario's list in words."""
        ways: dict[str, Callable[[Any], str]] = {
            "grade_cuts": self.grade_cut,
            "expectations": self.expectation,
            "without_sources": self._source,
            "without_groups": self._group,
            "figures": self.figure,
            "codes": self.code,
            "without_evidence": self.left_out,
            "added_figures": self.added_figure,
            "added_findings": self.added_finding,
        }
        return ways[field](one)

    def expectation(self, one: TriedExpectation) -> str:
        """Return an expectation that is tried, and of which element where it is of one alone."""
        say, known = self.say, self.tried.chain.conventions_by_id
        tried = known.get(one.name) or one.instead_of(known[one.convention])
        unit = tried.applies_to
        written = (
            say("the preceding period's figure")
            if isinstance(tried.expected, str)
            else method_words.terms(say, unit, tried.expected) + (f" ({say('a year')})" if tried.pace == "year" else "")
        )
        told = say(
            "{convention}: expected {expected}, floor {floor}",
            convention=kind_of_evidence(say, self.recorded, known[one.convention]),
            expected=written,
            floor=method_words.terms(say, unit, tried.floor),
        )
        if one.element is None:
            return told
        element = say.text(self.tried.chain.element(one.element).label)
        return say("for “{element}” alone: {told}", element=element, told=told)

    def _source(self, name: str) -> str:
        return self.say("without: {name}", name=self.say.text(self.tried.collections[name].label))

    def _group(self, name: str) -> str:
        return self.say("without: {name}", name=self.say.text(self.tried.groups[name].label))

    def figure(self, one: TriedFigure) -> str:
        """Return an observation whose numbers are changed, from what to what."""
        old = self.recorded.observations_by_id.get(one.id)
        if old is None:
            return self.say("another figure for {id}", id=self.say.as_is(one.id))
        message = N_("{name}: {before} → {after}")
        before, after = self.written(old), self.written(one.instead_of(old))
        return self.say(message, name=self.named(old), before=before, after=after)

    def code(self, one: TriedCode) -> str:
        """Return a finding whose code is changed, from what to what."""
        finding = self.recorded.findings_by_id.get(one.finding)
        if finding is None:
            return self.say("another code for {id}", id=self.say.as_is(one.finding))
        used, new = self.recorded.coded.get(one.finding), one.instead_of(self.recorded)[0]
        before = self.say("not coded") if used is None else self._coded(used.direction, used.extent, used.credibility)
        after = self._coded(new.direction, new.extent, new.credibility)
        return self.say(N_("{name}: {before} → {after}"), name=self.quoted(finding), before=before, after=after)

    def left_out(self, name: str) -> str:
        """Return a row that is left out."""
        row = self.recorded.observations_by_id.get(name) or self.recorded.findings_by_id.get(name)
        if row is None:
            return self.say("without: {name}", name=self.say.as_is(name))
        told = self.quoted(row) if isinstance(row, Finding) else f"{self.named(row)}: {self.written(row)}"
        return self.say("without: {name}", name=told)

    def added_figure(self, one: AddedFigure) -> str:
        """Return a what-if observation."""
        row = one.as_observation()
        told = f"{self.named(row)}: {self.written(row)}"
        return self.say("what-if figure: {told} ({source})", told=told, source=self._of_source(one.source))

    def added_finding(self, one: AddedFinding) -> str:
        """Return a what-if finding."""
        quoted = self.say("“{text}”", text=self.say.as_is(_short(one.statement)))
        told = f"{quoted}: {self._coded(one.direction, one.extent, one.credibility)}"
        return self.say("what-if finding: {told} ({source})", told=told, source=self._of_source(one.source))

    def _of_source(self, name: str) -> str:
        known = self.tried.collections.get(name)
        return self.say.as_is(name) if known is None else self.say.text(known.label)

    def named(self, row: Observation) -> str:
        """Return the indicator, group and period of an observation."""
        say, programme = self.say, self.recorded
        name = say.text(programme.indicators_by_id[row.indicator].label).rstrip(".")
        group = say.text(programme.groups[row.group].label)
        return f"{name} ({group}, {say.period(programme.periods[row.period])})"

    def written(self, row: Observation) -> str:
        """Return the numbers of an observation."""
        say = self.say
        told = method_words.observed(say, row, self.recorded.indicators_by_id[row.indicator].unit)
        return told if row.n is None else f"{told}, n{NBSP}={NBSP}{say.number(row.n)}"

    def quoted(self, finding: Finding) -> str:
        """Return a finding's statement, cut where it is long."""
        return self.say("“{text}”", text=_short(self.say.text(finding.statement)))

    def _coded(self, direction: str, extent: str, credibility: int) -> str:
        said = method_words.coding(self.say, direction, extent)
        return f"{said}, {self.say('credibility {level}', level=self.say(method_words.CREDIBILITY[credibility]))}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
