"""The frames of a programme: its periods, chain and evidence, before anything is rated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx
import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.model.chain import Link
from kunteko_eval.model.programme import ProgrammeData


def levels_of(programme: ProgrammeData) -> list[str]:
    """Return the ids of the chain's levels, in order."""
    return [level.id for level in programme.chain.levels]


def link_name(source: str, target: str) -> str:
    """Return the id of a link in a frame."""
    return f"{source}→{target}"


def joined(names: Sequence[str]) -> str:
    """Return ids as one text; empty when there are none."""
    return " ".join(names)


def periods(programme: ProgrammeData) -> pd.DataFrame:
    """Return the periods, those without a report too."""
    return frame(
        "periods",
        [
            {"period": one.id, "start": one.start, "end": one.end, "report": one.report, "previous": one.previous}
            for one in programme.sheet.periods
        ],
    )


def elements(programme: ProgrammeData, language: str) -> pd.DataFrame:
    """Return the elements in the order of the chain."""
    rows = [
        {
            "element": one.id,
            "label": one.label[language],
            "level": one.level,
            "kind": programme.chain.level_of(one).kind,
            "placement": one.placement,
            "registered": one.registered,
            "evidence": len(one.evidence),
            "evaluation_question": one.evaluation_question,
            "concept": one.concept,
            "why": one.why[language],
        }
        for one in programme.chain.elements
    ]
    return frame("elements", rows, levels_of(programme))


def links(programme: ProgrammeData, language: str) -> pd.DataFrame:
    """Return the links in the order of the chain."""
    return frame("links", [_link(one, language) for one in programme.chain.links])


def _link(one: Link, language: str) -> dict[str, Any]:
    return {
        "link": link_name(one.source, one.target),
        "source": one.source,
        "target": one.target,
        "placement": one.placement,
        "assumption": one.assumption[language],
        "rivals": len(one.rivals),
        "rivals_examined": sum(rival.examined for rival in one.rivals),
        "findings": joined(one.evidence),
    }


def expectations(programme: ProgrammeData, language: str) -> pd.DataFrame:
    """Return the conventions that say what was expected."""
    rows = [
        {
            "expectation": one.id,
            "applies_to": one.applies_to,
            "basis": one.basis,
            "recorded": one.recorded,
            "floor": one.floor,
            "expected": one.expected if isinstance(one.expected, float) else None,
            "period": one.period,
            "pace": one.pace,
            "reason": one.reason[language],
            "document": one.document,
            "place": one.place,
            "line": one.line,
        }
        for one in programme.chain.conventions
    ]
    return frame("expectations", rows)


def sources(programme: ProgrammeData, language: str) -> pd.DataFrame:
    """Return the collections of evidence."""
    rows = [
        {
            "source": one.id,
            "label": one.label[language],
            "source_type": one.type,
            "bias": one.bias,
            "bias_reason": one.bias_reason[language],
            "response_rate": one.response_rate,
        }
        for one in programme.sources.collections
    ]
    return frame("sources", rows)


def indicators(programme: ProgrammeData, language: str) -> pd.DataFrame:
    """Return the indicators in the order of the file."""
    rows = [
        {
            "indicator": one.id,
            "label": one.label[language],
            "unit": one.unit,
            "theme": one.theme,
            "kind": one.kind,
            "aggregation": one.aggregation,
            "direction": one.direction,
            "scale_min": one.scale_min,
            "scale_max": one.scale_max,
            "part_of": one.part_of,
        }
        for one in programme.indicators
    ]
    return frame("indicators", rows)


def observations(programme: ProgrammeData, language: str) -> pd.DataFrame:
    """Return every published number with its place."""
    rows = []
    for one in programme.observations:
        indicator, period = programme.indicators_by_id[one.indicator], programme.periods[one.period]
        rows.append(
            {
                "observation": one.id,
                "indicator": one.indicator,
                "label": indicator.label[language],
                "period": one.period,
                "start": period.start,
                "end": period.end,
                "value": one.number,
                "value_to": None if one.value_to is None else float(one.value_to),
                "unit": indicator.unit,
                "n": one.n,
                "group": one.group,
                "source": one.source,
                "source_type": programme.collections[one.source].type,
                "document": one.document,
                "place": one.place,
                "line": one.line,
                "precision": one.precision,
                "match": one.match,
                "note": one.note,
            }
        )
    return frame("observations", rows)


def findings(programme: ProgrammeData, language: str) -> pd.DataFrame:
    """Return every finding with its place."""
    rows = []
    for one in programme.findings:
        period = programme.periods[one.period]
        rows.append(
            {
                "finding": one.id,
                "statement": one.statement[language],
                "direction": one.direction,
                "strength": one.strength,
                "kind": one.kind,
                "period": one.period,
                "start": period.start,
                "end": period.end,
                "source": one.source,
                "source_type": programme.collections[one.source].type,
                "document": one.document,
                "place": one.place,
                "line": one.line,
                "coder": one.coder,
                "theme": one.theme,
                "note": one.note,
            }
        )
    return frame("findings", rows)


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
