"""Evidence as a trial has it: figures and codes that are changed, rows that are left out, and what-if rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass

from kunteko_eval.files.validation import Unfit
from kunteko_eval.model.base import STRICT, Identifier, Text, Words
from kunteko_eval.model.chain import Chain, Element, Registration
from kunteko_eval.model.coding import Coding, Direction, Extent
from kunteko_eval.model.evidence import (
    Collection,
    Contribution,
    Document,
    Figure,
    Finding,
    Indicator,
    Observation,
    Sources,
    SourceType,
)
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.targets import name_of, targets_of

WHAT_IF = "what-if"
"""The document of what-if rows, the coder of their codes, and what their ids begin with."""

DOCUMENT = Document(
    id=WHAT_IF,
    title=Text(fi="Kokeilu: ei mistään asiakirjasta", sv="Prövning: inte ur något dokument", en="A trial: no document"),
    file="-",
)

MADE_UP: dict[SourceType, Text] = {
    "monitoring": Text(fi="kokeiltu seurantatieto", sv="prövad uppföljning", en="what-if monitoring"),
    "participants": Text(
        fi="kokeiltu kysely osallistujille", sv="prövad enkät till deltagare", en="what-if survey of participants"
    ),
    "organisations": Text(
        fi="kokeiltu kysely organisaatioille",
        sv="prövad enkät till organisationer",
        en="what-if survey of organisations",
    ),
    "interviews": Text(fi="kokeillut haastattelut", sv="prövade intervjuer", en="what-if interviews"),
    "documents": Text(fi="kokeillut asiakirjat", sv="prövade dokument", en="what-if documents"),
    "external-statistics": Text(fi="kokeiltu ulkoinen tilasto", sv="prövad extern statistik", en="what-if statistics"),
}
"""Collections that no programme has, one a source type: what-if rows may come from them."""

_STATED = Text(fi="Kokeilu: {words}", sv="Prövning: {words}", en="What if: {words}")


def _marked(value: str) -> str:
    if not value.startswith(f"{WHAT_IF}-"):
        raise Unfit("an id that begins with what-if-", f"Write {WHAT_IF}-{value}.")
    return value


WhatIfId = Annotated[Identifier, AfterValidator(_marked), "Begins with what-if-."]
"""The id of an added row, which says that it is one wherever it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TriedFigure:
    """Other numbers for one observation; nothing leaves the recorded ones."""

    id: Annotated[Identifier, "Id of the observation."]
    value: Annotated[Figure | None, "The figure, with the decimals that it would be printed with."] = None
    value_to: Annotated[Figure | None, "The upper end, where the recorded figure is a range."] = None
    n: Annotated[int | None, Field(ge=0), "Number of respondents; 0 for one that is not known."] = None

    def instead_of(self, recorded: Observation) -> Observation:
        """Return the recorded observation with what is tried."""
        return replace(
            recorded,
            value=recorded.value if self.value is None else self.value,
            value_to=recorded.value_to if self.value_to is None else self.value_to,
            n=recorded.n if self.n is None else self.n or None,
            n_effective=recorded.n_effective if self.n is None else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class TriedCode:
    """Another code of one finding, as if every coder had read it so; nothing leaves the code that is used."""

    finding: Identifier
    direction: Annotated[Direction | None, "Whether it says that the claim holds, that it does not, or neither."] = None
    extent: Annotated[Extent | None, "How large an influence it describes."] = None
    credibility: Annotated[int | None, Field(ge=1, le=3), "How far it is believed, 1 to 3."] = None

    def instead_of(self, programme: ProgrammeData) -> tuple[Coding, ...]:
        """Return the codings of the finding with what is tried; one by `WHAT_IF` where nobody has coded it."""
        used = programme.coded.get(self.finding)
        credibility = self.credibility or (1 if used is None else used.credibility)
        direction = self.direction or ("neither" if used is None else used.direction)
        extent = self.extent or ("not-said" if used is None else used.extent)
        recorded = programme.codings_of.get(self.finding, ()) or (_made_up(self.finding),)
        return tuple(replace(one, direction=direction, extent=extent, credibility=credibility) for one in recorded)


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AddedFigure:
    """A what-if observation, which no document gives."""

    id: WhatIfId
    indicator: Identifier
    period: Identifier
    value: Annotated[Figure, "The figure, in the indicator's unit."]
    n: Annotated[int | None, Field(gt=0), "Number of respondents."] = None
    group: Identifier
    source: Annotated[Identifier, "A collection of the programme, or what-if- and a source type."]
    element: Annotated[Identifier | None, "The element that it speaks for, where the indicator is not registered."] = (
        None
    )
    expectation: Identifier | None = None
    note: Words | None = None

    def as_observation(self) -> Observation:
        """Return it as evidence, marked as a trial."""
        return Observation(
            id=self.id,
            indicator=self.indicator,
            period=self.period,
            value=self.value,
            n=self.n,
            group=self.group,
            source=self.source,
            document=WHAT_IF,
            place=self.note or self.id,
            precision="about",
            match="derived",
        )


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class AddedFinding:
    """A what-if finding, which no document tells, with its code."""

    id: WhatIfId
    statement: Annotated[Words, "What it would say; shown as it is in every language."]
    kind: Annotated[Contribution, "What it can show of the programme's part."]
    period: Identifier
    source: Annotated[Identifier, "A collection of the programme, or what-if- and a source type."]
    element: Annotated[Identifier, "The element that it speaks for."]
    expectation: Identifier | None = None
    direction: Annotated[Direction, "Whether it says that the claim holds, that it does not, or neither."]
    extent: Annotated[Extent, "How large an influence it describes."]
    credibility: Annotated[int, Field(ge=1, le=3), "How far it is believed, 1 to 3."] = 1

    def as_finding(self) -> Finding:
        """Return it as evidence, marked as a trial."""
        said = {code: _STATED[code].format(words=self.statement) for code in ("fi", "sv", "en")}
        return Finding(
            id=self.id,
            statement_fi=said["fi"],
            statement_sv=said["sv"],
            statement_en=said["en"],
            kind=self.kind,
            source=self.source,
            period=self.period,
            document=WHAT_IF,
            place=self.id,
        )

    def as_coding(self) -> Coding:
        """Return its code."""
        made = _made_up(self.id)
        return replace(made, direction=self.direction, extent=self.extent, credibility=self.credibility)


def _made_up(finding: str) -> Coding:
    return Coding(
        finding=finding,
        coder=WHAT_IF,
        direction="neither",
        extent="not-said",
        credibility=1,
        date=datetime.date(1970, 1, 1),
    )


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class EvidenceEdits:
    """What of the evidence is tried; the part of a scenario that `with_edits` carries out."""

    figures: tuple[TriedFigure, ...] = ()
    codes: tuple[TriedCode, ...] = ()
    without: tuple[Identifier, ...] = ()
    added_figures: tuple[AddedFigure, ...] = ()
    added_findings: tuple[AddedFinding, ...] = ()

    @property
    def added(self) -> tuple[AddedFigure | AddedFinding, ...]:
        """Return the what-if rows."""
        return (*self.added_figures, *self.added_findings)

    @property
    def touched(self) -> frozenset[str]:
        """Return the ids of the rows that are changed or added."""
        changed = [*(one.id for one in self.figures), *(one.finding for one in self.codes)]
        return frozenset([*changed, *(one.id for one in self.added)])


def made_up_sources() -> dict[str, Collection]:
    """Return the collections that only what-if rows come from, by their ids."""
    reason = Text(fi="Kokeilu: harhan riskiä ei ole arvioitu.", sv="Prövning: ingen bedömd risk.", en="A trial.")
    return {
        f"{WHAT_IF}-{kind}": Collection(id=f"{WHAT_IF}-{kind}", label=label, type=kind, bias="some", bias_reason=reason)
        for kind, label in MADE_UP.items()
    }


def with_edits(edits: EvidenceEdits, programme: ProgrammeData) -> ProgrammeData:
    """Return a programme whose evidence is as a trial has it; the programme that is given stays as it is."""
    if edits == EvidenceEdits():
        return programme
    out, figures = set(edits.without), {one.id: one for one in edits.figures}
    observations = [
        figures[one.id].instead_of(one) if one.id in figures else one
        for one in programme.observations
        if one.id not in out
    ]
    recoded = {one.finding: one.instead_of(programme) for one in edits.codes if one.finding not in out}
    codings = [one for one in programme.codings if one.finding not in recoded and one.finding not in out]
    return replace(
        programme,
        chain=_registering(programme.chain, programme, edits),
        sources=_with_sources(programme.sources, edits),
        observations=(*observations, *(one.as_observation() for one in edits.added_figures)),
        findings=(
            *(one for one in programme.findings if one.id not in out),
            *(one.as_finding() for one in edits.added_findings),
        ),
        codings=(
            *codings,
            *(one for several in recoded.values() for one in several),
            *(one.as_coding() for one in edits.added_findings),
        ),
        reconciliations=tuple(one for one in programme.reconciliations if one.finding not in {*recoded, *out}),
        tried=edits.touched,
    )


def _with_sources(sources: Sources, edits: EvidenceEdits) -> Sources:
    """Return the sources with the made-up collections that what-if rows come from, and their document."""
    if not edits.added:
        return sources
    known = made_up_sources()
    used = dict.fromkeys(one.source for one in edits.added if one.source in known)
    return replace(
        sources,
        documents=(*sources.documents, DOCUMENT),
        collections=(*sources.collections, *(known[name] for name in used)),
    )


def _registering(chain: Chain, programme: ProgrammeData, edits: EvidenceEdits) -> Chain:
    """Return the chain, in which added rows may speak for their elements."""
    new: dict[str, list[Registration]] = {}
    for element, one in registrations(chain, programme, edits):
        if one not in new.setdefault(element.id, []):
            new[element.id].append(one)
    if not new:
        return chain
    elements = tuple(
        replace(one, evidence=(*one.evidence, *new[one.id])) if one.id in new else one for one in chain.elements
    )
    return replace(chain, elements=elements)


def registrations(
    chain: Chain, programme: ProgrammeData, edits: EvidenceEdits
) -> Iterator[tuple[Element, Registration]]:
    """Yield what must be registered for the added rows that name an element."""
    for row in edits.added_figures:
        element = chain.by_id.get(row.element or "")
        if element is None or any(one.indicator == row.indicator for one in element.evidence):
            continue
        fitting = fitting_expectations(programme, programme.indicators_by_id[row.indicator], chain)
        chosen = row.expectation or next(iter(fitting), None)
        if chosen is not None:
            yield element, Registration(indicator=row.indicator, expectation=chosen)
    for finding in edits.added_findings:
        chosen = finding.expectation or next(iter(fitting_expectations(programme, None, chain)), None)
        if chosen is not None and finding.element in chain.by_id:
            yield chain.by_id[finding.element], Registration(finding=finding.id, expectation=chosen)


def fitting_expectations(programme: ProgrammeData, indicator: Indicator | None, chain: Chain) -> list[str]:
    """Return the ids of the expectations that an indicator can be held against.

    Its own targets stand first, then the conventions of its unit that most registrations rest on; the targets of others
    are not among them.

    Args:
        programme: With the targets.
        indicator: What is held against them; None for a finding.
        chain: With the conventions.
    """
    used = [one.expectation for element in chain.elements for one in element.evidence]
    targets = {name_of(one): one.indicator for one in targets_of(programme.indicators, programme.targets)}
    unit, own = ("finding", None) if indicator is None else (indicator.unit, indicator.id)
    fitting = [one.id for one in chain.conventions if one.applies_to == unit and targets.get(one.id, own) == own]
    return sorted(fitting, key=lambda name: (name not in targets, -used.count(name)))
