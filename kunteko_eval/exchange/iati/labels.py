"""ActivityNotes boxes and indicators of one title apart: 27 results called "Education" are 27 boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kunteko_eval.exchange.iati.activity import ReadResult
from kunteko_eval.exchange.iati.import_report import ActivityNotes
from kunteko_eval.exchange.iati.narratives import MARK, Texts, one_language, same, unmarked
from kunteko_eval.exchange.iati.series import Series
from kunteko_eval.model.base import LANGUAGES

LONGEST_ADDED = 120
"""Characters that are added to a title; the whole text stands elsewhere."""


def apart(labels: Sequence[Texts], added: Sequence[Sequence[Texts]]) -> list[Texts]:
    """Return labels that differ in every language.

    Args:
        labels: As the file gives them.
        added: For each label what may be added to it, the most notes first; the last is different for each.

    >>> apart([{"en": "Education"}] * 2, [[{"en": "Pupils"}], [{"en": "Teachers"}]])[1]
    {'en': 'Education: Teachers'}
    """
    found = list(labels)
    for alike in _alike(labels):
        waiting = alike
        for chosen in range(max(len(added[index]) for index in alike)):
            more = {index: added[index][min(chosen, len(added[index]) - 1)] for index in waiting}
            tried = {index: _with(labels[index], more[index]) for index in waiting}
            taken = _counts([*tried.values(), *(found[index] for index in range(len(found)) if index not in waiting)])
            for index, label in tried.items():
                if all(more[index].values()) and all(taken[code, _key(label, code)] == 1 for code in label):
                    found[index] = label
            waiting = [index for index in waiting if found[index] is not tried[index]]
    return found


def _key(label: Texts, code: str) -> str:
    return " ".join(label[code].casefold().split())


def _alike(labels: Sequence[Texts]) -> list[list[int]]:
    """Return the places of labels that are the same in some language, together."""
    clusters: dict[int, list[int]] = {index: [index] for index in range(len(labels))}
    first: dict[tuple[str, str], int] = {}
    for index, label in enumerate(labels):
        for code in label:
            before = first.setdefault((code, _key(label, code)), index)
            if clusters[before] is not clusters[index]:
                merged = clusters[before] + clusters[index]
                for one in merged:
                    clusters[one] = merged
    return [sorted(one) for index, one in clusters.items() if len(one) > 1 and min(one) == index]


def _counts(labels: Sequence[Texts]) -> Counter[tuple[str, str]]:
    return Counter((code, _key(label, code)) for label in labels for code in label)


def _with(label: Texts, added: Texts) -> Texts:
    return {
        code: f"{text[:1860]}: {_short(_lent(text, code, added))}" if added[code] else text
        for code, text in label.items()
    }


def _lent(text: str, code: str, added: Texts) -> str:
    """Return what is added to a text, in the language that the text has borrowed its words from."""
    mark = MARK.match(text)
    if mark is None:
        return added[code]
    return unmarked(added).get(mark[1]) or one_language(added)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_ADDED else text[: LONGEST_ADDED - 1].rstrip() + "…"


def _numbered(label: Texts, number: str) -> Texts:
    return {code: f"{_short(label[code])} ({number})".strip() for code in LANGUAGES}


_NOTHING = dict.fromkeys(LANGUAGES, "")


def results_apart(results: Sequence[ReadResult], notes: ActivityNotes) -> None:
    """Give results of one title labels that differ: by their indicators, their description, or their number."""
    boxes = [one for one in results if one.element]
    titles = [
        {code: "; ".join(i.label[code] for i in one.indicators) for code in LANGUAGES} if one.indicators else _NOTHING
        for one in boxes
    ]
    added = [
        [
            one.indicators[0].label if one.indicators else _NOTHING,
            title,
            one.description or _NOTHING,
            _numbered(title if any(title.values()) else one.description or _NOTHING, str(one.number)),
            same(str(one.number)),
        ]
        for one, title in zip(boxes, titles, strict=True)
    ]
    for one, label in zip(boxes, apart([one.label for one in boxes], added), strict=True):
        if label != one.label:
            what = "results of one title, told apart by their indicators, descriptions or numbers"
            notes.understood(one.line, f"result {one.number}", one.label["en"], what, label["en"])
            one.label = label


def series_apart(
    results: list[tuple[ReadResult, list[Series]]], notes: ActivityNotes
) -> list[tuple[ReadResult, list[Series]]]:
    """Return the indicators with labels that differ: by their result, and its number."""
    unique: dict[str, tuple[ReadResult, Series]] = {}
    for result, several in results:
        for one in several:
            unique.setdefault(one.id, (result, one))
    added = [
        [result.title, _numbered(result.title, f"{result.number}.{one.source.number}"), same(one.id)]
        for result, one in unique.values()
    ]
    labels = apart([one.label for _, one in unique.values()], added)
    named = dict(zip(unique, labels, strict=True))
    for name, (_, one) in unique.items():
        if named[name] != one.label:
            what = "indicators of one title, told apart by their results"
            notes.understood(one.source.line, one.source.place, one.label["en"], what, named[name]["en"])
    return [(result, [replace(one, label=named[one.id]) for one in several]) for result, several in results]
