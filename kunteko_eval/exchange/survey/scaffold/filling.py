"""What a proposed mapping needs of its programme: indicators, groups, and where the answers come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kunteko_eval.exchange.edits import ProgrammeEdit, Row, TableEdit
from kunteko_eval.exchange.plain_text import csv_text, flow_text
from kunteko_eval.exchange.survey.scaffold.entries import ProposedIndicator, label_text
from kunteko_eval.exchange.survey.scaffold.groups import ProposedGrouping
from kunteko_eval.exchange.survey.scaffold.scaffolding import Scaffolded, languages_of
from kunteko_eval.model.programme import ProgrammeData

COLUMNS = ("id", "label_fi", "label_sv", "label_en", "unit", "theme", "kind", "aggregation", "direction")
THEME = "survey-answers"

_WORDS: Mapping[str, Mapping[str, str]] = {
    "all": {"fi": "kaikki", "sv": "alla", "en": "all"},
    "theme": {"fi": "kyselyn vastaukset", "sv": "svar på enkäten", "en": "answers to the survey"},
    "survey": {"fi": "kysely", "sv": "enkät", "en": "survey"},
    "bias": {
        "fi": "Vastaajat kertoivat itse; ei ole arvioitu, ketkä vastasivat ja ketkä eivät.",
        "sv": "De svarande berättade själva; det har inte bedömts vilka som svarade och vilka som inte gjorde det.",
        "en": "Respondents' own account; who answered and who did not has not been assessed.",
    },
}
"""What is written into a programme, in the language of the survey; a person words it better."""


def theme_of(done: Scaffolded) -> str:
    """Return the theme that the indicators would belong to: the first of the voices chapter, or of the programme."""
    if done.programme is None or not done.programme.themes:
        return THEME
    themes = done.programme.themes
    return next((name for name, one in themes.items() if one.chapter == "voices"), next(iter(themes)))


def indicator_rows(done: Scaffolded) -> list[Row]:
    """Return a row of the programme's indicators for each new one."""
    theme = theme_of(done)
    languages = languages_of(done.programme) if done.programme is not None else (done.language,)
    return [_row(one, theme, _told(one.label, done.language, languages)) for one in done.indicators]


def _told(text: str, language: str, languages: Iterable[str]) -> dict[str, str]:
    """Return a text of the survey in the languages of the programme; those that it lacks get it marked."""
    return {code: text if code == language else f"[{language}] {text}" for code in languages}


def _row(one: ProposedIndicator, theme: str, labels: Mapping[str, str]) -> Row:
    row: dict[str, object] = {
        "id": one.id,
        **{f"label_{code}": label for code, label in labels.items()},
        "unit": one.unit,
        "theme": theme,
        "kind": "perceived",
        "aggregation": "level",
        "direction": "more",
    }
    if one.scale is not None:
        row |= {"scale_min": one.scale[0], "scale_max": one.scale[1]}
    return row


def filling(done: Scaffolded, programme: ProgrammeData) -> ProgrammeEdit:
    """Return what the programme would be given, so that the mapping can be imported into it.

    What the programme has already stays as it is.

    Args:
        done: The proposed mapping.
        programme: The programme.
    """
    language, survey, languages = done.language, str(done.keys["id"]), languages_of(programme)
    entries: dict[str, list[dict[str, Any]]] = {}
    if theme_of(done) not in programme.themes:
        entries["themes"] = [{"id": THEME, "label": _said("theme", languages), "chapter": "voices"}]
    groups = [{"id": done.keys["all"], "label": _said("all", languages)}]
    groups += [one for grouping in done.proposal.groupings for one in _groups(grouping, language, languages)]
    seen = set(programme.groups)
    entries["groups"] = [one for one in groups if not (one["id"] in seen or seen.add(str(one["id"])))]  # type: ignore[func-returns-value]
    if done.keys["source"] not in programme.collections:
        entries["collections"] = [
            {
                "id": survey,
                "label": {code: f"{_WORDS['survey'][code]} {survey}" for code in languages},
                "type": "participants",
                "bias": "some",
                "bias_reason": _said("bias", languages),
            }
        ]
    if done.keys["document"] not in programme.documents:
        file = str(done.keys["place"])
        entries["documents"] = [
            {"id": survey, "title": dict.fromkeys(languages, file), "language": language, "file": file}
        ]
    rows = indicator_rows(done)
    tables = {"indicators": TableEdit(rows=rows)} if rows else {}
    return ProgrammeEdit(tables=tables, entries={name: items for name, items in entries.items() if items})


def _said(key: str, languages: Iterable[str]) -> dict[str, str]:
    return {language: _WORDS[key][language] for language in languages}


def _groups(grouping: ProposedGrouping, language: str, languages: Iterable[str]) -> Iterable[dict[str, Any]]:
    first: dict[str, str] = {}
    for value, group in grouping.values.items():
        first.setdefault(group, value)
    return [
        {"id": group, "label": _told(label_text(grouping.said.get(value, value)), language, languages)}
        for group, value in first.items()
    ]


def paste_lines(done: Scaffolded) -> list[str]:
    """Return the rows of ``indicators.csv`` and the entries of ``sources.yaml``, to paste by hand."""
    rows = indicator_rows(done)
    columns = [*COLUMNS, "scale_min", "scale_max"]
    lines = ["indicators.csv:", *csv_text(columns, rows).splitlines()]
    if done.programme is not None:
        for name, items in filling(done, done.programme).entries.items():
            lines += ["", f"sources.yaml, {name}:", *(f"  - {flow_text(dict(one))}" for one in items)]
    return lines


def evidence_lines(done: Scaffolded) -> list[str]:
    """Return a line for each indicator that a box may name as its evidence; which box is for a person to say."""
    conventions = done.programme.chain.conventions if done.programme is not None else ()
    by_unit: dict[str, str] = {}
    for one in conventions:
        by_unit.setdefault(one.applies_to, one.id)
    lines = []
    for entry in done.proposal.entries:
        for indicator in entry.indicators:
            expected = by_unit.get(indicator.unit, f"a-convention-for-{indicator.unit}")
            label = indicator.label if len(indicator.label) <= 80 else indicator.label[:79] + "…"
            lines.append(f"      - {{indicator: {indicator.id}, expectation: {expected}}}  # {label}")
    return lines
