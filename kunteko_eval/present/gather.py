"""What belongs to a chapter: the figures and findings of its themes that lie within the period."""

from __future__ import annotations

from kunteko_eval.model.evidence import Finding, Indicator, Observation, Theme
from kunteko_eval.present import words
from kunteko_eval.present.exhibit import Prose, Table
from kunteko_eval.present.item_words import answer
from kunteko_eval.present.language import NBSP
from kunteko_eval.present.view import View


def themes_of(view: View, chapter: str) -> list[Theme]:
    """Return the themes that a chapter gathers, in the order of ``sources.yaml``."""
    return [theme for theme in view.programme.sources.themes if theme.chapter == chapter]


def indicators_of(view: View, *chapters: str) -> list[Indicator]:
    """Return the indicators of the chapters' themes, in the order of the themes and then of the data."""
    themes = [theme.id for chapter in chapters for theme in themes_of(view, chapter)]
    return [one for theme in themes for one in view.programme.indicators if one.theme == theme]


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
    themes = {theme.id for theme in themes_of(view, chapter)}
    return [one for one in programme.findings if one.theme in themes and period.contains(programme.periods[one.period])]


def answers(view: View, chapter: str) -> Prose | None:
    """Return which evaluation questions a chapter answers; None when none were asked of it."""
    asked = [one for one in view.programme.sheet.evaluation_questions if chapter in one.chapters]
    lines = [
        view.say(
            "This chapter helps to answer evaluation question {number}: {text}?",
            number=one.number,
            text=view.say.text(one.text),
        )
        for one in asked
    ]
    return Prose(tuple(lines)) if lines else None


def is_survey_share(indicator: Indicator) -> bool:
    """Return whether an indicator's figures are shares of people who were asked."""
    return indicator.is_proportion and indicator.kind in {"perceived", "tested"}


def told(view: View, one: Observation) -> str:
    """Return an observation's figure with its n; a survey figure without n says so."""
    say, indicator = view.say, view.programme.indicators_by_id[one.indicator]
    written = words.observed(say, one, indicator.unit)
    if indicator.unit == "grade" and indicator.scale_min is not None and indicator.scale_max is not None:
        low, high = (say.number(end, 0 if end % 1 == 0 else 1) for end in (indicator.scale_min, indicator.scale_max))
        written = say("{figure} on a scale of {low}–{high}", figure=written, low=low, high=high)
    if one.n is not None:
        return f"{written} (n{NBSP}={NBSP}{say.number(one.n)})"
    asked = indicator.kind in {"perceived", "tested"}
    return f"{written} ({say('n not told')})" if asked else written


def figure_tables(view: View, chapter: str) -> list[Table]:
    """Return the chapter's figures of the period, one table a theme; themes without figures are left out.

    Survey shares on services are left out too, because the feedback shows them.
    """
    say, programme = view.say, view.programme
    tables = []
    for theme in themes_of(view, chapter):
        rows = []
        for indicator in programme.indicators:
            if indicator.theme != theme.id or (chapter == "services" and is_survey_share(indicator)):
                continue
            for one in within(view, indicator):
                group = programme.groups[one.group]
                rows.append(
                    (
                        say.text(indicator.label),
                        told(view, one),
                        say.period(programme.periods[one.period]),
                        say.text(group.label),
                        words.place(say, one),
                    )
                )
        if rows:
            columns = (say("Indicator"), say("Value"), say("Span"), say("Group"), say("Source"))
            caption = say("Figures: {theme}", theme=say.text(theme.label))
            tables.append(Table(caption=caption, columns=columns, rows=tuple(rows), numeric=frozenset({1})))
    return tables


def finding_table(view: View, found: list[Finding], caption: str) -> Table:
    """Return findings with their strength and place."""
    say = view.say
    rows = tuple(
        (
            say.text(one.statement),
            say.number(one.strength),
            say.text(view.programme.collections[one.source].label),
            say.period(view.programme.periods[one.period]),
            words.place(say, one),
        )
        for one in found
    )
    columns = (
        say("Finding, in the coder's words"),
        say("Strength 0–3"),
        say("Collection"),
        say("Span"),
        say("Source"),
    )
    return Table(caption=caption, columns=columns, rows=rows, numeric=frozenset({1}))


def level_ratings(view: View, *kinds: str) -> Table:
    """Return the elements on levels of these kinds: rating, confidence, kinds of source and what may speak for each."""
    say, assessment = view.say, view.assessment
    chain = assessment.programme.chain
    rows = []
    for one in assessment.ratings:
        if chain.level_of(one.element).kind in kinds:
            types = [say(words.TYPES[name]) for name in one.source_types]
            rows.append(
                (
                    say.text(one.element.label),
                    answer(say, one),
                    "–" if one.confidence is None else words.confidence(say, one.confidence),
                    ", ".join(types) or "–",
                    say.text(one.element.why),
                )
            )
    columns = (
        say("Element"),
        say("Rating"),
        say("Confidence"),
        say("Kinds of source"),
        say("What may speak for it"),
    )
    return Table(caption=say("The chain's elements that belong here"), columns=columns, rows=tuple(rows))
