"""The chain for other tools: GraphML for graph programs, Mermaid for documents, CSV for spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import networkx as nx

from kunteko_eval.exchange.plain_text import csv_text
from kunteko_eval.exchange.wording import legal_xml
from kunteko_eval.files.writing import harmless
from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.public import Programme
from kunteko_eval.report.language import Language
from kunteko_eval.report.rating_words import extent_word, ratings, symbol
from kunteko_eval.report.rating_words import word as word_of
from kunteko_eval.report.style import FILL, fill

WRAP = 28
"""Characters after which a label of a Mermaid box goes on to the next line."""

COLUMNS = ("from", "to", "from_label", "to_label", "placement", "assumption", "rivals", "rivals_examined", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingMark:
    """A rating as it is shown: never by colour alone.

    Attributes:
        word: In the language of the export.
        fill: The colour of a box, ``#rrggbb``.
        beside: Whether the box stands beside the chain, because it was not intended or is not desired.
    """

    rating: Rating
    word: str
    symbol: str
    fill: str
    confidence: int | None
    beside: bool = False


def export_chain(form: Literal["graphml", "mermaid", "links"], programme: Programme, period: str | None = None) -> str:
    """Return a chain in one of the forms, with ratings when a period is given; links are never rated.

    Args:
        form: GraphML, a Mermaid flowchart, or the links as CSV.
        programme: The programme, in the language of the export.
        period: A report period.

    Raises:
        UnknownName: When there is no such report period.
    """
    assessment = programme.rate(period).assessment if period is not None else None
    say = Language(programme.language).of_programme(programme.core)
    if form == "graphml":
        return as_graphml(programme.core, assessment, {rating: word_of(say, rating) for rating in ratings(say)})
    if form == "links":
        return as_csv(programme.core, programme.language)
    marks = None if assessment is None else {one.element.id: rating_mark(one, say) for one in assessment.everything}
    return as_mermaid(programme.core, programme.language, marks)


def rating_mark(rated: ElementRating, say: Language) -> RatingMark:
    """Return how an element's rating is shown outside the report."""
    final = rated.final
    ground = fill(say, final) if rated.element.desired else FILL[Rating.NONE]
    told, sign = extent_word(say, rated), symbol(say, final)
    sure, beside = rated.confidence, rated.element.aside
    return RatingMark(rating=final, word=told, symbol=sign, fill=ground, confidence=sure, beside=beside)


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
        told: dict[str, str | int] = {f"label_{code}": legal_xml(element.label[code]) for code in LANGUAGES}
        told |= {"level": level.id, "level_kind": level.kind, "placement": element.placement}
        if element.aside:
            told |= {"intended": str(element.intended).lower(), "desired": str(element.desired).lower()}
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
        edge: dict[str, str | int] = {f"assumption_{code}": legal_xml(link.assumption[code]) for code in LANGUAGES}
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
        for element in (one for one in chain.elements if one.level == level.id):
            mark = (marks or {}).get(element.id)
            label = _wrapped(element.label[language])
            if mark is not None:
                dots = "●" * (mark.confidence or 0)
                label += f"<br/>{_mermaid(' '.join(part for part in (mark.symbol, mark.word, dots) if part))}"
            rated = f":::{_class(mark)}" if mark else ""
            lines.append(f'    {names[element.id]}["{label}"]{rated}')
        lines.append("  end")
    lines += [f"  {names[link.source]} --> {names[link.target]}" for link in chain.links]
    used = {(mark.rating, mark.beside, mark.fill): mark for mark in (marks or {}).values()}
    for (rating, beside, _), mark in sorted(used.items()):
        dash = ",stroke-width:3px,stroke-dasharray:10 3 2 3" if beside else "" if rating.coloured else PLAIN_DASH
        lines.append(f"  classDef {_class(mark)} fill:{mark.fill},stroke:#1b1f24,color:#1b1f24{dash}")
    return "\n".join(lines) + "\n"


def as_csv(programme: ProgrammeData, language: str) -> str:
    """Return the links as CSV; `import links` reads it back."""
    labels = programme.chain.by_id
    rows = [
        {
            "from": link.source,
            "to": link.target,
            "from_label": labels[link.source].label[language],
            "to_label": labels[link.target].label[language],
            "placement": link.placement,
            "assumption": link.assumption[language],
            "rivals": " ".join(one.rival for one in link.rivals),
            "rivals_examined": "yes" if link.rivals_examined else "no",
            "evidence": " ".join(link.evidence),
        }
        for link in programme.chain.links
    ]
    return csv_text(COLUMNS, [{key: harmless(cell) for key, cell in row.items()} for row in rows])


def _class(mark: RatingMark) -> str:
    name = mark.rating.value.replace("-", "_")
    return f"{name}_{'unwanted' if mark.fill == FILL[Rating.NONE] else 'beside'}" if mark.beside else name


PLAIN_DASH = ",stroke-dasharray:4 3"
"""The outline of a box without a colour."""


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
