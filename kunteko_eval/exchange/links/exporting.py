"""The chain for other tools: GraphML for graph programs, Mermaid for documents, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from kunteko_eval.method.assess import Assessment
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData

WRAP = 28
"""Characters after which a label of a Mermaid box goes on to the next line."""

COLUMNS = ("from", "to", "from_label", "to_label", "placement", "assumption", "rivals", "rivals_examined", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingMark:
    """A rating as it is shown: never by colour alone.

    Attributes:
        word: In the language of the export.
        fill: The colour of a box, ``#rrggbb``.
    """

    rating: Rating
    word: str
    symbol: str
    fill: str
    confidence: int | None


def as_graphml(
    programme: ProgrammeData, assessment: Assessment | None = None, words: Mapping[Rating, str] | None = None
) -> str:
    """Return the chain as GraphML, with labels in three languages, levels, and ratings when a period was rated.

    Args:
        programme: The programme.
        assessment: Its chain rated for a period; None for the chain alone.
        words: The words of the ratings in the language of the export.
    """
    chain = programme.chain
    graph: nx.DiGraph[str] = nx.DiGraph()
    for element in chain.elements:
        level = chain.level_of(element)
        told: dict[str, str | int] = {f"label_{code}": _legal(element.label[code]) for code in LANGUAGES}
        told |= {"level": level.id, "level_kind": level.kind, "placement": element.placement}
        if element.concept:
            told["concept"] = element.concept
        if assessment is not None:
            rated = assessment.rating(element.id)
            told |= {"period": assessment.period.id, "rating": rated.final.value}
            told["rating_word"] = (words or {}).get(rated.final, rated.final.value)
            if rated.confidence is not None:
                told["confidence"] = rated.confidence
        graph.add_node(element.id, **told)
    strengths = {(one.source, one.target): one for one in assessment.links} if assessment else {}
    for link in chain.links:
        edge: dict[str, str | int] = {f"assumption_{code}": _legal(link.assumption[code]) for code in LANGUAGES}
        edge |= {"placement": link.placement, "rivals": len(link.rivals), "evidence": len(link.evidence)}
        strength = strengths.get((link.source, link.target))
        if strength is not None:
            edge["confidence"] = strength.confidence
        graph.add_edge(link.source, link.target, **edge)
    return "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"


def as_mermaid(programme: ProgrammeData, language: str, marks: Mapping[str, RatingMark] | None = None) -> str:
    """Return the chain as a Mermaid flowchart, a box for each level.

    Ids are numbers of ours, because words such as ``end`` mean something in Mermaid.

    Args:
        programme: The programme.
        language: The language of the labels.
        marks: The rating of each element; None for the chain alone.
    """
    chain = programme.chain
    names = {element.id: f"e{number}" for number, element in enumerate(chain.elements, 1)}
    lines = ["flowchart LR"]
    for number, level in enumerate(chain.levels, 1):
        lines.append(f'  subgraph l{number}["{_mermaid(level.label[language])}"]')
        for element in chain.on_level(level):
            mark = (marks or {}).get(element.id)
            label = _wrapped(element.label[language])
            if mark is not None:
                dots = "●" * (mark.confidence or 0)
                label += f"<br/>{_mermaid(' '.join(part for part in (mark.symbol, mark.word, dots) if part))}"
            rated = f":::{_class(mark)}" if mark else ""
            lines.append(f'    {names[element.id]}["{label}"]{rated}')
        lines.append("  end")
    lines += [f"  {names[link.source]} --> {names[link.target]}" for link in chain.links]
    used = {mark.rating: mark for mark in (marks or {}).values()}
    for rating, mark in sorted(used.items()):
        dash = "" if rating.coloured else ",stroke-dasharray:4 3"
        lines.append(f"  classDef {_class(mark)} fill:{mark.fill},stroke:#1b1f24,color:#1b1f24{dash}")
    return "\n".join(lines) + "\n"


def as_csv(programme: ProgrammeData, language: str) -> str:
    """Return the links as CSV; `import links` reads it back."""
    labels = programme.chain.by_id
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for link in programme.chain.links:
        cells = (
            link.source,
            link.target,
            labels[link.source].label[language],
            labels[link.target].label[language],
            link.placement,
            link.assumption[language],
            " ".join(one.rival for one in link.rivals),
            "yes" if link.rivals_examined else "no",
            " ".join(link.evidence),
        )
        rows.writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def _legal(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return "".join(one for one in text if one in "\t\n" or (one >= " " and one not in "\ufffe\uffff"))


def _class(mark: RatingMark) -> str:
    return mark.rating.value.replace("-", "_")


def _mermaid(text: str) -> str:
    """Return a text for a quoted label: what Mermaid, Markdown or HTML would read is an entity.

    >>> _mermaid('"a" <b> #1; `c`')
    '#34;a#34; #60;b#62; #35;1#59; #96;c#96;'
    """
    # Two dollar signs are a formula to Mermaid even as entities, so a thin space parts them.
    plain = " ".join(text.replace("\u00ad", "").replace("$$", "$\u2009$").split())
    return re.sub(r"[\"#;<>&`*_~\\\[\]{}()|$%]", lambda one: f"#{ord(one[0])};", plain)


def _wrapped(text: str) -> str:
    lines: list[str] = []
    for word in text.replace("\u00ad", "").split():
        if lines and len(lines[-1]) + len(word) < WRAP:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "<br/>".join(map(_mermaid, lines))


def _cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t"} else text
