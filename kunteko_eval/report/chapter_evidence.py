"""What belongs to a chapter: the figures and findings of its themes that lie within the period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kunteko_eval.frames.programme import PEOPLE, asked
from kunteko_eval.model.coding import NEITHER
from kunteko_eval.model.evidence import Finding, Indicator, Observation
from kunteko_eval.report import cells, method_words
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.figures import theme_label
from kunteko_eval.report.language import N_, NBSP, Language
from kunteko_eval.report.table_spec import TableColumn, TableSpec, render
from kunteko_eval.report.view import View

OWN = {"resources": "programme", "actions": "implementation"}
"""The chapters in which the programme's own part is rated, by the kind of level."""

CHARTED = frozenset({"services", "voices", "future"})
"""The chapters that draw their survey shares, so that their tables leave them out."""


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


def findings_of(view: View, chapter: str) -> list[Finding]:
    """Return the findings of a chapter's themes that lie within the period."""
    programme, period = view.programme, view.assessment.period
    themes = {theme.id for theme in programme.sources.themes if theme.chapter == chapter}
    return [one for one in programme.findings if one.theme in themes and period.contains(programme.periods[one.period])]


def answers(view: View, chapter: str) -> Prose | None:
    """Return which evaluation questions a chapter answers; None when none were asked of it."""
    asked = [one for one in view.programme.sheet.evaluation_questions if chapter in one.chapters]
    lines = [
        view.say(
            "This chapter helps to answer evaluation question {number}: {text}?",
            number=one.number,
            text=view.say.text(one.text).rstrip("?. \u00a0"),
        )
        for one in asked
    ]
    return Prose(tuple(lines)) if lines else None


def is_survey_share(view: View, one: Observation) -> bool:
    """Return whether a figure is a share of people who were asked; one of a register or of statistics is not."""
    indicator = view.programme.indicators_by_id[one.indicator]
    return indicator.is_proportion and indicator.kind in PEOPLE and asked(view.programme, one)


def told(view: View, one: Observation) -> str:
    """Return an observation's figure with its n; a survey figure without n says so."""
    indicator = view.programme.indicators_by_id[one.indicator]
    surveyed = indicator.kind in PEOPLE and asked(view.programme, one)
    figure = method_words.figure_of(one, indicator.unit)
    return _with_n(view.say, *figure, one.n, indicator.scale_min, indicator.scale_max, surveyed)


WITH_N = (*cells.FIGURE, "n", "scale_min", "scale_max", "surveyed")


def _with_n(say: Language, *values: Any) -> str:
    """Return a figure with its scale where it is a grade, and with its n; see `WITH_N`."""
    *figure, n, least, greatest, surveyed = values
    printed = method_words.PrintedFigure(*figure)
    written = method_words.printed(say, printed)
    if printed.unit == "grade" and least is not None and greatest is not None:
        low, high = (say.number(end, decimals_of(end)) for end in (least, greatest))
        written = say("{figure} on a scale of {low}–{high}", figure=written, low=low, high=high)
    if n is not None:
        return f"{written} (n{NBSP}={NBSP}{say.number(n)})"
    return f"{written} ({say('n not told')})" if surveyed else written


def figure_tables(view: View, chapter: str) -> list[Table]:
    """Return the chapter's figures of the period, one table a theme; themes without figures are left out.

    Survey shares are left out too where the chapter draws them.
    """
    tables = []
    for theme in themes_of(view, chapter):
        found = [
            one
            for indicator in indicators_of(view, chapter)
            if indicator.theme == theme
            for one in within(view, indicator)
            if chapter not in CHARTED or not is_survey_share(view, one)
        ]
        if found:
            tables.append(figure_table(view, found, view.say("Figures: {theme}", theme=theme_label(view, theme))))
    return tables


FIGURES = (
    TableColumn(N_("Indicator"), ("label",), cells.words),
    TableColumn(N_("Value"), WITH_N, _with_n, numeric=True),
    TableColumn(N_("Span"), cells.SPAN, cells.span),
    TableColumn(N_("Group"), ("group_label",), cells.words),
    TableColumn(N_("Source"), cells.PLACE, cells.place),
)


def figure_table(view: View, found: Sequence[Observation], caption: str) -> Table:
    """Return figures with their indicators, spans, groups and places."""
    frames = view.frames.programme
    chosen = frames.observations.loc[[one.id for one in found]]
    chosen = chosen.join(frames.indicators[["kind", "scale_min", "scale_max"]], on="indicator")
    return render(FIGURES, chosen.assign(surveyed=chosen["asked"] & chosen["kind"].isin(PEOPLE)), view.say, caption)


def speaking(view: View, *kinds: str) -> list[Observation]:
    """Return the period's figures that speak for elements on levels of these kinds, whichever chapter shows them."""
    known, chain = view.programme.observations_by_id, view.programme.chain
    names = [
        name
        for one in view.assessment.everything
        if chain.level_of(one.element).kind in kinds
        for item in one.items
        if item.form == "observation"
        for name in item.evidence
    ]
    return [known[name] for name in dict.fromkeys(names)]


FINDINGS = (
    TableColumn(N_("Finding, in the coder's words"), ("statement",), cells.words),
    TableColumn(N_("Coding"), ("direction", "extent"), method_words.coding),
    TableColumn(N_("Collection"), ("source_label",), cells.words),
    TableColumn(N_("Span"), cells.SPAN, cells.span),
    TableColumn(N_("Source"), cells.PLACE, cells.place),
)


def place(view: View, finding: Finding) -> int:
    """Return where a finding stands on the scale of codings; one that nobody coded is neither for nor against."""
    coding = view.programme.coded.get(finding.id)
    return NEITHER if coding is None else coding.place


def finding_table(view: View, found: list[Finding], caption: str) -> Table:
    """Return findings with what they say, how much, and their place, under a caption."""
    return render(FINDINGS, view.frames.programme.findings.loc[[one.id for one in found]], view.say, caption)


def level_ratings(view: View, *kinds: str) -> Table:
    """Return the elements on levels of these kinds: rating, confidence, kinds of source and what may speak for each."""
    found = view.frames.ratings.join(view.frames.programme.elements[["kind", "why"]])
    intended = found["intended"] & found["desired"]
    return LEVEL_RATINGS.render(found[found["kind"].isin(kinds) & intended], view.say)


LEVEL_RATINGS = TableSpec(
    N_("The chain's elements that belong here"),
    (
        TableColumn(N_("Element"), ("label",), cells.words),
        TableColumn(N_("Rating"), ("rating", "wrong_way"), cells.rating),
        TableColumn(N_("Confidence"), ("confidence",), cells.confidence),
        TableColumn(N_("Kinds of source"), ("source_types",), cells.source_types),
        TableColumn(N_("What may speak for it"), ("why",), cells.words),
    ),
)
