"""Finding boxes and evidence by their words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kunteko_eval.report.scenario_words import ScenarioWords
from kunteko_eval.report.view import View

HitKind = Literal["box", "figure", "finding", "source", "group"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something whose words hold what was asked.

    Attributes:
        name: Its id.
        told: Its words.
        elements: Ids of the boxes that it speaks for.
    """

    kind: HitKind
    name: str
    told: str
    elements: tuple[str, ...]


def search(view: View, words: str) -> tuple[Hit, ...]:
    """Return what holds every word that is asked, in its words, id, source or place; everything when nothing is asked.

    Args:
        view: The period as it is tried.
        words: Words or parts of words, in any order; capitals and accents do not matter.
    """
    asked = plain(words).split()
    return tuple(hit for hit, text in _everything(view) if all(word in text for word in asked))


def plain(text: str) -> str:
    """Return a text without capitals and accents.

    >>> plain("Työelämä Å")
    'tyoelama a'
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one))


def _everything(view: View) -> Iterator[tuple[Hit, str]]:
    say, programme = view.say, view.programme
    words = ScenarioWords(say=say, recorded=programme, tried=programme)
    chain = programme.chain
    speaks: dict[str, list[str]] = {}
    of_sources: dict[str, list[str]] = {}
    of_groups: dict[str, list[str]] = {}
    for element in chain.elements:
        for entry in element.evidence:
            speaks.setdefault(entry.indicator or entry.finding or "", []).append(element.id)
        told = say.text(element.label)
        level = say.text(chain.level_of(element).label)
        yield Hit(kind="box", name=element.id, told=told, elements=(element.id,)), plain(f"{told} {element.id} {level}")
    for row in programme.observations:
        told = f"{words.named(row)}: {words.written(row)}"
        of = tuple(dict.fromkeys(speaks.get(row.indicator, ())))
        of_sources.setdefault(row.source, []).extend(of)
        of_groups.setdefault(row.group, []).extend(of)
        yield Hit(kind="figure", name=row.id, told=told, elements=of), _text(view, row.id, told, row.source, row.place)
    for finding in programme.findings:
        told = say.text(finding.statement)
        of = tuple(dict.fromkeys(speaks.get(finding.id, ())))
        of_sources.setdefault(finding.source, []).extend(of)
        text = _text(view, finding.id, told, finding.source, finding.place)
        yield Hit(kind="finding", name=finding.id, told=told, elements=of), text
    for source in programme.sources.collections:
        yield _plainly("source", source.id, say.text(source.label), tuple(dict.fromkeys(of_sources.get(source.id, ()))))
    for group in programme.sources.groups:
        yield _plainly("group", group.id, say.text(group.label), tuple(dict.fromkeys(of_groups.get(group.id, ()))))


def _plainly(kind: HitKind, name: str, told: str, elements: tuple[str, ...]) -> tuple[Hit, str]:
    return Hit(kind=kind, name=name, told=told, elements=elements), plain(f"{told} {name}")


def _text(view: View, name: str, told: str, source: str, place: str) -> str:
    return plain(f"{told} {name} {view.say.text(view.programme.collections[source].label)} {place}")
