"""The figures and findings of a period as frames: those within its span, each with the chapter that gathers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kunteko_eval.frames.build import frame
from kunteko_eval.frames.programme import PEOPLE, asked
from kunteko_eval.method.normalise import wilson_interval
from kunteko_eval.model.coding import NEITHER
from kunteko_eval.model.evidence import Indicator, Observation
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.table_spec import plain_rows, rows_within
from kunteko_eval.report.view import View

OWN = {"resources": "programme", "actions": "implementation"}
"""The chapters in which the programme's own part is rated, by the kind of level."""


def chapter_of(view: View, indicator: Indicator) -> str | None:
    """Return the chapter that shows an indicator's figures.

    It is the theme's. Where the theme names none, a figure that is registered for an element stands where that is
    rated, so that no rating rests on what no chapter shows. What people were asked of effects stands with their voices.
    """
    programme = view.programme
    theme = programme.themes.get(indicator.theme)
    if theme is not None and theme.chapter is not None:
        return theme.chapter
    kind = view.levels_of_indicators.get(indicator.id)
    if kind is None:
        return None
    said = indicator.kind in PEOPLE and any(asked(programme, one) for one in programme.observations_of[indicator.id])
    return OWN.get(kind, "voices" if said else "impact-chain")


def themes_of(view: View, chapter: str) -> list[str]:
    """Return the themes that a chapter gathers, in the order of ``sources.yaml``, then those that it does not name."""
    programme = view.programme
    homes = {one.theme for one in programme.indicators if chapter_of(view, one) == chapter}
    named = [theme.id for theme in programme.sources.themes if theme.chapter == chapter or theme.id in homes]
    return named + [
        theme for theme in dict.fromkeys(one.theme for one in programme.indicators) if theme in homes - {*named}
    ]


def indicators_of(view: View, *chapters: str) -> list[Indicator]:
    """Return the indicators that the chapters show, in the order of the themes and then of the data."""
    return [
        one
        for chapter in chapters
        for theme in themes_of(view, chapter)
        for one in view.programme.indicators
        if one.theme == theme and chapter_of(view, one) == chapter
    ]


def within(view: View, indicator: Indicator) -> list[Observation]:
    """Return an indicator's observations whose span lies within the period, the longest span first.

    What one statement says of a span and of the spans within it is returned once, for the longest.
    """
    programme, period = view.programme, view.assessment.period
    spans = programme.periods
    found = [one for one in programme.observations_of[indicator.id] if period.contains(spans[one.period])]
    said: dict[object, list[Observation]] = {
        (one.value, one.group, one.document, one.place, one.line): [] for one in found
    }
    for one in sorted(found, key=lambda one: -spans[one.period].days):
        same = said[one.value, one.group, one.document, one.place, one.line]
        if not any(spans[other.period].contains(spans[one.period]) for other in same):
            same.append(one)
    kept = [one for same in said.values() for one in same]
    return sorted(kept, key=lambda one: (-round(spans[one.period].days / 365.25), spans[one.period].start))


def is_survey_share(view: View, one: Observation) -> bool:
    """Return whether a figure is a share of people who were asked; one of a register or of statistics is not."""
    indicator = view.programme.indicators_by_id[one.indicator]
    return indicator.is_proportion and indicator.kind in PEOPLE and asked(view.programme, one)


def figures(view: View) -> pd.DataFrame:
    """Return the frame `period_figures`: by chapter, then in the order of the themes and of the data."""
    if "figures" not in view.kept:
        programme = view.programme
        homes = dict.fromkeys(chapter_of(view, one) for one in programme.indicators)
        found: list[tuple[str | None, Indicator]] = [
            (home, one) for home in homes if home is not None for one in indicators_of(view, home)
        ]
        found += [(None, one) for one in programme.indicators if chapter_of(view, one) is None]
        view.kept["figures"] = _figures(view, [(home, each) for home, one in found for each in within(view, one)])
    return view.kept["figures"]


def speaking(view: View, *kinds: str) -> pd.DataFrame:
    """Return the figures that speak for elements on levels of these kinds, in the columns of `period_figures`.

    Some may be of a span that reaches beyond the period, or be gathered by another chapter.
    """
    programme = view.programme
    names = [
        name
        for one in view.assessment.everything
        if programme.chain.level_of(one.element).kind in kinds
        for item in one.items
        if item.form == "observation"
        for name in item.evidence
    ]
    known = [programme.observations_by_id[name] for name in dict.fromkeys(names)]
    return _figures(view, [(chapter_of(view, programme.indicators_by_id[one.indicator]), one) for one in known])


def _figures(view: View, found: Sequence[tuple[str | None, Observation]]) -> pd.DataFrame:
    pairs = zip(found, _joined(view, found), strict=True)
    return frame("period_figures", [_figure(view, one, row) for (_, one), row in pairs])


def _joined(view: View, found: Sequence[tuple[str | None, Observation]]) -> list[dict[str, Any]]:
    """Return observations as rows with what the frames tell of them and of their indicators, and their chapter."""
    frames = view.frames.programme
    read = plain_rows(frames.observations.loc[[one.id for _, one in found]])
    about = {row["indicator"]: row for row in plain_rows(frames.indicators)}
    pairs = zip(found, read, strict=True)
    return [{**about[row["indicator"]], **row, "chapter": chapter} for (chapter, _), row in pairs]


def _figure(view: View, one: Observation, row: Mapping[str, Any]) -> dict[str, Any]:
    share = row["value"] / (100 if row["unit"] == "percent" else 1) if is_survey_share(view, one) else None
    ends: tuple[float | None, float | None] = (None, None)
    sample = one.n_effective or one.n
    if share is not None and sample:
        ends = wilson_interval(share, sample, view.assessment.rubric.wilson_confidence)
    return {**row, "share": share, "low": ends[0], "high": ends[1]}


def findings(view: View) -> pd.DataFrame:
    """Return the frame `period_findings`, in the order of the data."""
    if "findings" not in view.kept:
        programme = view.programme
        homes = {theme.id: theme.chapter for theme in programme.sources.themes}
        scale = {name: one.place for name, one in programme.coded.items()}
        found = plain_rows(rows_within(view.frames.programme.findings, view.assessment.period))
        more = [
            {"chapter": homes.get(row["theme"]), "scale": scale.get(row["finding"], NEITHER), **row} for row in found
        ]
        view.kept["findings"] = frame("period_findings", more)
    return view.kept["findings"]


def over_spans(view: View, indicator: Indicator) -> bool:
    """Return whether an indicator is a whole count that the documents give for more than one span."""
    found = view.programme.observations_of[indicator.id]
    counted = indicator.unit == "count" and indicator.aggregation in {"increment", "distinct", "cumulative"}
    several = len({one.period for one in found}) > 1 and not all(one.match == "derived" for one in found)
    return counted and indicator.part_of is None and several


def counts_over_time(view: View) -> pd.DataFrame:
    """Return the frame `counts_over_time`: by chapter, in the order of the themes and of the data, the earliest first."""
    if "counts" not in view.kept:
        spans = view.programme.periods
        homes = dict.fromkeys(chapter_of(view, one) for one in view.programme.indicators)
        found = [
            (home, one)
            for home in homes
            if home is not None
            for indicator in indicators_of(view, home)
            if over_spans(view, indicator)
            for one in sorted(
                view.programme.observations_of[indicator.id],
                key=lambda one: (spans[one.period].start, spans[one.period].days, one.id),
            )
        ]
        inside = {name for name, span in spans.items() if view.assessment.period.contains(span)}
        given = ({**row, "within": row["period"] in inside} for row in _joined(view, found))
        view.kept["counts"] = frame("counts_over_time", given)
    return view.kept["counts"]


def chapter_figures(view: View, chapter: str, rows: Rows = None) -> pd.DataFrame:
    """Return the rows of `period_figures` that a cell gives, or those that a chapter gathers."""
    every = figures(view)
    return chosen(rows, every[every["chapter"] == chapter], every)


def chapter_findings(view: View, chapter: str, rows: Rows = None) -> pd.DataFrame:
    """Return the rows of `period_findings` that a cell gives, or those that a chapter gathers."""
    every = findings(view)
    return chosen(rows, every[every["chapter"] == chapter], every)
