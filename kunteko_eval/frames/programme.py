"""The frames of a programme: its periods, chain and evidence, before anything is rated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx
import pandas as pd

from kunteko_eval.frames.build import frame, rows
from kunteko_eval.method.confidence import ASKED
from kunteko_eval.model.evidence import Observation
from kunteko_eval.model.programme import ProgrammeData

PEOPLE = frozenset({"perceived", "tested"})
"""What a figure can show when people, or people compared with others, are behind it."""


def levels_of(programme: ProgrammeData) -> list[str]:
    """Return the ids of the chain's levels, in order."""
    return [level.id for level in programme.chain.levels]


def link_name(source: str, target: str) -> str:
    """Return the id of a link in a frame."""
    return f"{source}→{target}"


def joined(names: Sequence[str]) -> str:
    """Return ids as one text; empty when there are none."""
    return " ".join(names)


def asked(programme: ProgrammeData, one: Observation) -> bool:
    """Return whether a figure comes from asking people, not from a register or statistics.

    A document may quote a survey: there what the figure can show decides.
    """
    source = programme.collections[one.source].type
    quoted = source == "documents" and programme.indicators_by_id[one.indicator].kind in PEOPLE
    return source in ASKED or quoted


def _id(one: Any) -> Any:
    return one.id


@dataclass(frozen=True, kw_only=True, repr=False)
class ProgrammeFrames:
    """A programme's frames in one language, each made when it is first asked for.

    They are shared by whoever reads them: take a copy of what you change.

    Attributes:
        programme: The frozen classes of the model.
        language: Of labels: fi, sv or en.
    """

    programme: ProgrammeData
    language: str

    def __repr__(self) -> str:
        """Return one line: programme and language."""
        return f"<ProgrammeFrames {self.programme.id!r} in {self.language}>"

    def _frame(self, name: str, things: Iterable[Any], **given: Callable[[Any], Any]) -> pd.DataFrame:
        return frame(name, rows(name, things, given, self.language), levels_of(self.programme))

    @cached_property
    def periods(self) -> pd.DataFrame:
        """The periods, those without a report too."""
        return self._frame("periods", self.programme.sheet.periods, period=_id)

    @cached_property
    def elements(self) -> pd.DataFrame:
        """The elements in the order of the chain."""
        chain = self.programme.chain
        return self._frame(
            "elements",
            chain.elements,
            element=_id,
            level_label=lambda one: chain.level_of(one).label,
            kind=lambda one: chain.level_of(one).kind,
            evidence=lambda one: len(one.evidence),
            groups=lambda one: joined(one.groups),
        )

    @cached_property
    def links(self) -> pd.DataFrame:
        """The links in the order of the chain."""
        return self._frame(
            "links",
            self.programme.chain.links,
            link=lambda one: link_name(one.source, one.target),
            rivals=lambda one: len(one.rivals),
            rivals_examined=lambda one: sum(rival.examined for rival in one.rivals),
            findings=lambda one: joined(one.evidence),
        )

    @cached_property
    def rivals(self) -> pd.DataFrame:
        """The rival explanations of each link."""
        texts = {one.id: one.text for one in self.programme.chain.rivals}
        named = [
            (link_name(one.source, one.target), rival) for one in self.programme.chain.links for rival in one.rivals
        ]
        return self._frame(
            "rivals",
            named,
            link=lambda one: one[0],
            rival=lambda one: one[1].rival,
            label=lambda one: texts[one[1].rival],
            examined=lambda one: one[1].examined,
            result=lambda one: one[1].result,
            outcome=lambda one: one[1].outcome,
        )

    @cached_property
    def expectations(self) -> pd.DataFrame:
        """The conventions that say what was expected."""
        registered = [one.expectation for element in self.programme.chain.elements for one in element.evidence]
        return self._frame(
            "expectations",
            self.programme.chain.conventions,
            expectation=_id,
            expected=lambda one: one.expected if isinstance(one.expected, float) else None,
            used=lambda one: registered.count(one.id),
        )

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The collections of evidence."""
        return self._frame("sources", self.programme.sources.collections, source=_id, source_type=lambda one: one.type)

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The documents that were read."""
        return self._frame("documents", self.programme.sources.documents, document=_id)

    @cached_property
    def headings(self) -> pd.DataFrame:
        """The headings of documents that the programme lists."""
        listed = [(one.id, heading) for one in self.programme.sources.documents for heading in one.headings]
        return self._frame(
            "headings",
            listed,
            document=lambda one: one[0],
            place=lambda one: one[1].text,
            label=lambda one: getattr(one[1], self.language) or one[1].text,
            page=lambda one: one[1].page,
        )

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """The indicators in the order of the file."""
        return self._frame(
            "indicators",
            self.programme.indicators,
            indicator=_id,
            label=lambda one: self.indicator_labels[one.id],
            theme_label=lambda one: self._theme(one.theme),
        )

    @cached_property
    def indicator_labels(self) -> dict[str, str]:
        """What each indicator is called, by its id."""
        return {one.id: self._word(one, "label") for one in self.programme.indicators}

    @cached_property
    def statements(self) -> dict[str, str]:
        """What each finding says, by its id."""
        return {one.id: self._word(one, "statement") for one in self.programme.findings}

    @cached_property
    def observations(self) -> pd.DataFrame:
        """Every published number with its place."""
        programme = self.programme
        labels = self.indicator_labels
        return self._frame(
            "observations",
            programme.observations,
            observation=_id,
            label=lambda one: labels[one.indicator],
            start=self._start,
            end=self._end,
            value=lambda one: one.number,
            value_to=lambda one: None if one.value_to is None else float(one.value_to),
            unit=lambda one: programme.indicators_by_id[one.indicator].unit,
            group_label=self._group,
            source_label=self._source,
            source_type=self._source_type,
            asked=lambda one: asked(programme, one),
        )

    @cached_property
    def suppressed(self) -> pd.DataFrame:
        """The figures that exist and are hidden, so that nobody's answer can be worked out."""
        programme = self.programme
        labels = self.indicator_labels
        return self._frame(
            "suppressed",
            programme.suppressed,
            label=lambda one: labels[one.indicator],
            start=self._start,
            end=self._end,
            unit=lambda one: programme.indicators_by_id[one.indicator].unit,
            group_label=self._group,
            source_label=self._source,
        )

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Every finding with its place."""
        chain = self.programme.chain
        registered = {one.finding for element in chain.elements for one in element.evidence}
        registered |= {name for link in chain.links for name in link.evidence}
        return self._frame(
            "findings",
            self.programme.findings,
            finding=_id,
            statement=lambda one: self.statements[one.id],
            start=self._start,
            end=self._end,
            source_label=self._source,
            source_type=self._source_type,
            registered=lambda one: one.id in registered,
            direction=lambda one: self._used(one.id, "direction"),
            extent=lambda one: self._used(one.id, "extent"),
            credibility=lambda one: self._used(one.id, "credibility"),
            coders=lambda one: joined(self._used(one.id, "coders") or ()),
            reconciled=lambda one: bool(self._used(one.id, "reconciled")),
        )

    @cached_property
    def codings(self) -> pd.DataFrame:
        """What each coder read of each finding."""
        return self._frame("codings", self.programme.codings)

    @cached_property
    def reconciliations(self) -> pd.DataFrame:
        """What was decided of findings that coders read differently."""
        last = {one.finding: one for one in self.programme.reconciliations}
        return self._frame(
            "reconciliations", self.programme.reconciliations, in_force=lambda one: one is last[one.finding]
        )

    def _used(self, finding: str, name: str) -> Any:
        """Return one part of the code that is used of a finding; None when nobody coded it."""
        return getattr(self.programme.coded.get(finding), name, None)

    @cached_property
    def innovations(self) -> pd.DataFrame:
        """The new ways of working that the documents name."""
        return self._frame("innovations", self.programme.innovations, innovation=_id, start=self._start, end=self._end)

    @cached_property
    def comments(self) -> pd.DataFrame:
        """The comments on the programme's reports, with their answers."""
        return self._frame("comments", self.programme.comments, comment=_id)

    @cached_property
    def goals(self) -> pd.DataFrame:
        """What the programme set out to do."""
        return self._frame("goals", self.programme.sheet.goals, goal=_id, label=lambda one: one.text)

    @cached_property
    def funders(self) -> pd.DataFrame:
        """Who paid, and what part of the whole."""
        return self._frame("funders", self.programme.sheet.funders, funder=lambda one: one.name)

    @cached_property
    def questions(self) -> pd.DataFrame:
        """The questions that the evaluation was asked."""
        return self._frame(
            "questions",
            self.programme.sheet.evaluation_questions,
            question=lambda one: one.number,
            label=lambda one: one.text,
            chapters=lambda one: joined(one.chapters),
        )

    @cached_property
    def comparability(self) -> pd.DataFrame:
        """What makes figures of two periods not fully alike."""
        return self._frame(
            "comparability",
            enumerate(self.programme.sheet.comparability, start=1),
            number=lambda one: one[0],
            label=lambda one: one[1].text,
            indicators=lambda one: joined(one[1].indicators),
            periods=lambda one: joined(one[1].periods),
            document=lambda one: one[1].document,
            place=lambda one: one[1].place,
            line=lambda one: one[1].line,
        )

    @cached_property
    def proposals(self) -> pd.DataFrame:
        """What the evaluator proposes to collect, one row for each day of collection."""
        days = [
            (element.id, number, one, day)
            for element in self.programme.chain.elements
            for number, one in enumerate(element.collect, start=1)
            for day in one.when
        ]
        return self._frame(
            "proposals",
            days,
            element=lambda one: one[0],
            proposal=lambda one: one[1],
            day=lambda one: one[3],
            what=lambda one: one[2].what,
            whom=lambda one: one[2].whom,
            source_type=lambda one: one[2].type,
            kind=lambda one: one[2].shows,
            indicator=lambda one: one[2].indicator,
            owner=lambda one: one[2].owner,
            cost_size=lambda one: one[2].cost and one[2].cost.size,
            cost_amount=lambda one: one[2].cost and one[2].cost.amount,
            cost_currency=lambda one: one[2].cost and one[2].cost.currency,
            priority=lambda one: one[2].priority,
            after_end=lambda one: self.programme.sheet.end is not None and one[3] > self.programme.sheet.end,
        )

    def _word(self, one: Any, name: str) -> str:
        """Return a text that the data keep in a column for each language."""
        return str(getattr(one, f"{name}_{self.language}"))

    def _start(self, one: Any) -> Any:
        return self.programme.periods[one.period].start

    def _end(self, one: Any) -> Any:
        return self.programme.periods[one.period].end

    def _group(self, one: Any) -> Any:
        return self.programme.groups[one.group].label

    def _source(self, one: Any) -> Any:
        return self.programme.collections[one.source].label

    def _source_type(self, one: Any) -> Any:
        return self.programme.collections[one.source].type

    def _theme(self, theme: str) -> Any:
        known = self.programme.themes.get(theme)
        return theme if known is None else known.label


def graph(programme: ProgrammeData, language: str) -> nx.DiGraph[str]:
    """Return the chain as a graph of its own; changing it changes nothing else.

    Nodes carry ``label``, ``level``, ``kind`` and ``rank`` (the level's place, 0 first); edges ``placement``,
    ``assumption`` and ``findings`` (a list of ids).
    """
    chain = programme.chain
    rank = {level.id: index for index, level in enumerate(chain.levels)}
    made: nx.DiGraph[str] = nx.DiGraph(name=programme.sheet.name[language])
    for one in chain.elements:
        kind = chain.level_of(one).kind
        made.add_node(one.id, label=one.label[language], level=one.level, kind=kind, rank=rank[one.level])
    for link in chain.links:
        made.add_edge(
            link.source,
            link.target,
            placement=link.placement,
            assumption=link.assumption[language],
            findings=list(link.evidence),
        )
    return made
