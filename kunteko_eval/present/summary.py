"""Page one: the steering group's questions, answered from the numbers."""

from __future__ import annotations

from kunteko_eval.method.rating import GRADES, Rating
from kunteko_eval.model.chain import EFFECTS
from kunteko_eval.present import words
from kunteko_eval.present.exhibit import Prose, Table
from kunteko_eval.present.language import N_
from kunteko_eval.present.view import View


def notice(view: View) -> Prose:
    """Return what this report is and is not: whose ratings, which rubric, which period."""
    say, assessment = view.say, view.assessment
    sheet = assessment.programme.sheet
    lines = []
    if sheet.synthetic:
        lines.append(say("Synthetic data: made for trying the tool out. No conclusion may be drawn from it."))
    lines.append(say.text(sheet.description))
    if sheet.previous_ratings:
        lines.append(say.text(sheet.previous_ratings))
    lines.append(
        say(
            "Period {period}. Rubric {version} of {day}. The scale grades influence relative to expectations, and red (somewhat) is still a positive grade.",
            period=say.period(assessment.period),
            version=assessment.rubric.version,
            day=say.day(assessment.rubric.sheet.date),
        )
    )
    return Prose(tuple(lines))


def overall_picture(view: View) -> Prose:
    """Return the overall picture in three sentences."""
    say, assessment = view.say, view.assessment
    counts = assessment.counts()
    coloured = sum(counts[rating] for rating in GRADES)
    chain = assessment.programme.chain
    effects = [one for one in assessment.ratings if chain.level_of(one.element).kind in EFFECTS]
    shown = [f"{say(words.COLOURS[rating])} ({say(words.RATINGS[rating])}) {counts[rating]}" for rating in GRADES]
    first = say.many(
        "One element of {all} in the impact chain has a colour: {shown}.",
        "{count} elements of {all} in the impact chain have a colour: {shown}.",
        coloured,
        all=say.number(len(assessment.ratings)),
        shown=", ".join(shown),
    )
    much = [one for one in effects if one.final in {Rating.GREEN, Rating.YELLOW}]
    second = say.many(
        "Of {all} effects, one was rated much or very much relative to expectations.",
        "Of {all} effects, {count} were rated much or very much relative to expectations.",
        len(much),
        all=say.number(len(effects)),
    )
    third = _levels(view)
    return Prose((first, second, third))


def _levels(view: View) -> str:
    """Return where along the chain the ratings are strongest and where they end."""
    say, assessment = view.say, view.assessment
    chain = assessment.programme.chain
    parts = []
    for level in chain.levels:
        elements = list(chain.on_level(level))
        counts = assessment.counts(level.id)
        rated = counts[Rating.GREEN] + counts[Rating.YELLOW]
        parts.append(f"{say.text(level.label).lower()} {rated}/{len(elements)}")
    return say("Rated much or very much, by level: {parts}.", parts=", ".join(parts))


def certainty(view: View) -> Prose:
    """Return how sure the ratings are and how much of the chain is not assessed."""
    say, assessment = view.say, view.assessment
    rated = [one for one in assessment.ratings if one.confidence is not None]
    lines = [
        say(
            "{rated} of {all} elements are rated ({share} of the chain).",
            rated=say.number(len(rated)),
            all=say.number(len(assessment.ratings)),
            share=say.percent(assessment.coverage),
        )
    ]
    if rated:
        by_level = [(level, sum(one.confidence == level for one in rated)) for level in (4, 3, 2, 1)]
        told = ", ".join(f"{say(words.CONFIDENCE[level])} {count}" for level, count in by_level if count)
        lines.append(say("Confidence in the ratings: {told}.", told=told))
        shaken = view.robustness.values()
        by_label = [(label, sum(one.label == label for one in shaken)) for label in words.ROBUST]
        held = ", ".join(f"{say(words.ROBUST[label])} {count}" for label, count in by_label if count)
        lines.append(say("When the assumptions are shaken, the ratings are: {told}.", told=held))
        other = [
            one
            for one in rated
            if one.element.id in view.robustness and view.robustness[one.element.id].likeliest is not one.computed
        ]
        if other:
            unlike = "; ".join(say.text(one.element.label) for one in other)
            lines.append(say("Another answer than the computed one comes out more often for: {names}.", names=unlike))
    lists = {
        Rating.NOT_ASSESSED: N_("Not assessed ({count}): {names}."),
        Rating.TOO_EARLY: N_("Too early to say ({count}): {names}."),
        Rating.NONE: N_("No demonstrable influence ({count}): {names}."),
    }
    for rating, message in lists.items():
        names = [say.text(one.element.label) for one in assessment.ratings if one.final is rating]
        if names:
            lines.append(say(message, count=len(names), names="; ".join(names)))
    return Prose(tuple(lines))


def contested(view: View) -> Prose:
    """Return where the kinds of source disagree."""
    say, assessment = view.say, view.assessment
    found = [one for one in assessment.ratings if one.conflict is not None and not one.resolved]
    if not found:
        return Prose((say("The kinds of source do not disagree on any element."),))
    lines = [
        say.many(
            "The kinds of source disagree on one element; a recorded resolution is asked for.",
            "The kinds of source disagree on {count} elements; a recorded resolution is asked for.",
            len(found),
        )
    ]
    for one in found:
        if one.conflict is not None:
            lines.append(
                say(
                    "{label}: {kinder} say {kind}, {stricter} say {strict}.",
                    label=say.text(one.element.label),
                    kinder=say(words.TYPES[one.conflict.kinder.source_type]),
                    kind=say(words.RATINGS[one.conflict.kinder.rating]),
                    stricter=say(words.TYPES[one.conflict.stricter.source_type]),
                    strict=say(words.RATINGS[one.conflict.stricter.rating]),
                )
            )
    return Prose(tuple(lines))


def recommendations(view: View) -> Table | Prose:
    """Return the documents' recommendations with the elements that they speak of and their ratings."""
    say, assessment = view.say, view.assessment
    if not assessment.programme.sheet.recommendations:
        return Prose((say("The documents give no recommendations."),))
    rows = []
    for one in assessment.programme.sheet.recommendations:
        elements = [assessment.rating(name) for name in one.elements]
        told = "; ".join(f"{say.text(found.element.label)} ({say(words.RATINGS[found.final])})" for found in elements)
        line = say(", line {line}", line=one.line) if one.line else ""
        rows.append((one.id, say.text(one.text), told, f"{one.document}: {one.place}{line}"))
    columns = (say("No."), say("Recommendation, in our words"), say("Elements it speaks of"), say("Source"))
    return Table(caption=say("Recommendations of the documents"), columns=columns, rows=tuple(rows))


def scale(view: View) -> Table:
    """Return the scale: symbol, word, colour and least achievement."""
    say, rubric = view.say, view.assessment.rubric
    cuts = {
        Rating.GREEN: say("achievement at least {cut}", cut=say.number(rubric.cut_green, 2)),
        Rating.YELLOW: say("achievement at least {cut}", cut=say.number(rubric.cut_yellow, 2)),
        Rating.RED: say("achievement at least {cut}", cut=say.number(rubric.cut_red, 2)),
        Rating.NONE: say("achievement below {cut}", cut=say.number(rubric.cut_red, 2)),
        Rating.NOT_ASSESSED: say("no evidence that can speak for it, or no expectation"),
        Rating.TOO_EARLY: say("the effect is not due yet"),
    }
    rows = tuple((words.rating(say, one), say(words.COLOURS[one]), cuts[one]) for one in Rating)
    return Table(caption=say("How to read a rating"), columns=(say("Rating"), say("Colour"), say("When")), rows=rows)
