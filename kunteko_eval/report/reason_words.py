"""The steps of a rating and of its confidence, in words."""

from __future__ import annotations

import datetime

from kunteko_eval.method.rating import Rating, Reason
from kunteko_eval.model.period import Period
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.method_words import CAPS, TYPES, terms
from kunteko_eval.report.rating_words import colour, own_told, word

REASONS = {
    "too-early": N_(
        "Too early: effects on this level are expected {due} years after the start, and {years} have passed."
    ),
    "proposed": N_(
        "Not assessed: this box is only proposed. It is rated once the evidence to use for it has been registered."
    ),
    "nothing-registered": N_("Not assessed: nothing in the documents can be used as evidence for this box."),
    "no-evidence": N_("Not assessed: what was registered for this box has no figure or finding in this period."),
    "only-context": N_(
        "Not assessed: the evidence shows change or volume, but nothing says that the programme influenced it."
    ),
    "no-expectation": N_("Not assessed: there are figures, but no expectation to compare them with."),
    "other-period": N_(
        "Not assessed: there are figures, but what was expected is of another period than this report's."
    ),
    "expected-elsewhere": N_("Expected: {expected} in {span}; this report covers {report} alone."),
    "expected-milestone": N_("Expected: {expected} by the end of {span}; this report covers {report}."),
    "expected-open": N_(
        "Expected: {expected} in the whole programme, whose end is not known; the expectation must say of which period it is."
    ),
    "no-judgement": N_("Not assessed: the findings speak neither for it nor against it."),
    "only-criticism": N_("Not assessed: the findings only say what was lacking, not how much was there."),
    "cut-green": N_("{achievement} is at least {cut}: green, very much."),
    "cut-yellow": N_("{achievement} is at least {cut}: yellow, much."),
    "cut-red": N_("{achievement} is at least {cut}: red, somewhat."),
    "cut-none-demonstrated": N_("{achievement} is below {cut}: no demonstrable influence."),
    "at-least": N_("At least that much. The sources do not say how much more."),
    "cut-not-delivered": N_("{achievement} is below {cut}: not delivered."),
    "cap-lone-voice": CAPS["lone-voice"],
    "cap-perceived-only": CAPS["perceived-only"],
    "cap-rivals-unexamined": CAPS["rivals-unexamined"],
    "start-self-report": N_("Starts at {level}: one source type."),
    "start-two-types": N_("Starts at {level}: two or more independent source types."),
    "start-tested": N_("Starts at {level}: a comparison or a strong process test."),
    "down-bias": N_("One step down: in every source the risk of bias is high or the response rate is low."),
    "down-credibility": N_(
        "One step down: all the evidence comes from parties with a stake in the matter, who do not describe their material."
    ),
    "down-proxy": N_("One step down: every item is an indirect measure."),
    "down-imprecise": N_("One step down: few respondents, or the sampling interval reaches into another rating."),
    "down-stale": N_("One step down: the evidence is old."),
    "down-failed-check": N_("One step down: a figure that is used failed a check."),
    "down-inconsistent": N_("One step down: the sources disagree."),
    "down-registered-after": N_("One step down: what the rating rests on was registered after rating."),
    "overclaim-guard": N_("Brought down from {before} to {after}: no surer than the best pathway that leads to it."),
    "confidence-1": N_("Confidence 1 of 4: preliminary."),
    "confidence-2": N_("Confidence 2 of 4: limited."),
    "confidence-3": N_("Confidence 3 of 4: fairly sure."),
    "confidence-4": N_("Confidence 4 of 4: sure."),
}
COUNTED = {
    "context": (
        N_(
            "{count} item is context only: it tells what was done or how the situation changed, not the programme's influence."
        ),
        N_(
            "{count} items are context only: they tell what was done or how the situation changed, not the programme's influence."
        ),
    ),
    "without-expectation": (
        N_("{count} item was left out, because there is no expectation to compare it with."),
        N_("{count} items were left out, because there is no expectation to compare them with."),
    ),
    "part": (
        N_("{count} figure is a part of another one that speaks for it, and is not pooled beside it."),
        N_("{count} figures are parts of others that speak for them, and are not pooled beside them."),
    ),
    "overlap": (
        N_("{count} figure is of a group that may overlap with another one's, and is not pooled beside it."),
        N_("{count} figures are of groups that may overlap with others, and are not pooled beside them."),
    ),
    "repeat": (
        N_("{count} finding says again what another one of the same source says, and counts once with it."),
        N_("{count} findings say again what others of the same source say, and count once with them."),
    ),
    "together": (
        N_("{count} figure puts together groups that share nobody, each by its size."),
        N_("{count} figures put together groups that share nobody, each by its size."),
    ),
    "other-groups": (
        N_("{count} figure is of others than the groups that the box is about."),
        N_("{count} figures are of others than the groups that the box is about."),
    ),
    "held-share-of-time": (
        N_("{count} item is held against its share of time of what was expected of a longer period."),
        N_("{count} items are held against their share of time of what was expected of a longer period."),
    ),
    "held-year": (
        N_("{count} item is held against a yearly pace times the length of the period."),
        N_("{count} items are held against a yearly pace times the length of the period."),
    ),
    "held-first-part": (
        N_("{count} item is held against the pace of the period's own first part."),
        N_("{count} items are held against the pace of the period's own first part."),
    ),
    "moved-wrong-way": (
        N_("{count} figure moved the wrong way: past where it started, away from what was expected."),
        N_("{count} figures moved the wrong way: past where they started, away from what was expected."),
    ),
    "pooled-type": (
        N_("{type}: {count} item, achievement {achievement}."),
        N_("{type}: {count} items, middle achievement {achievement}."),
    ),
    "pooled-type-at-least": (
        N_("{type}: {count} item, achievement at least {achievement}."),
        N_("{type}: {count} items, achievement at least {achievement}."),
    ),
    "pooled-type-at-most": (
        N_("{type}: {count} item, achievement at most {achievement}."),
        N_("{type}: {count} items, achievement at most {achievement}."),
    ),
    "pooled": (
        N_("Only {count} source type: achievement {achievement}, where 1 meets the expectation in full."),
        N_("The median of {count} source types is {achievement}, where 1 meets the expectation in full."),
    ),
    "pooled-interval": (
        N_(
            "Only {count} source type: achievement {achievement} (sampling interval {low}–{high}), where 1 meets the expectation in full."
        ),
        N_(
            "The median of {count} source types is {achievement} (sampling interval {low}–{high}), where 1 meets the expectation in full."
        ),
    ),
}


def step_told(say: Language, step: Reason) -> str:
    """Return one step of a rating as a sentence."""
    if "unit" in step.values:
        return say(REASONS[step.code], **_awaited(say, step))
    values: dict[str, object] = {}
    for name, value in step.values.items():
        if name == "type":
            values[name] = say(TYPES[str(value)]).capitalize()
        elif isinstance(value, float):
            years = name in {"years", "due"}
            values[name] = say.number(value, (0 if value == int(value) else 1) if years else 2)
        else:
            values[name] = value
    if step.code in COUNTED:
        count = int(step.values["count"])
        values.pop("count")
        one, other = COUNTED[step.code]
        return say.many(one, other, count, **values)
    if step.code not in REASONS:
        return _cut_told(say, step.code.removeprefix("cut-"), values)
    return own_told(say, step.code.removeprefix("cap-")) or say(REASONS[step.code], **values)


def _cut_told(say: Language, grade: str, values: dict[str, object]) -> str:
    """Return which grade of the programme's own scale an achievement gives."""
    words = {"colour": colour(say, Rating(grade)), "rating": word(say, Rating(grade))}
    return say("{achievement} is at least {cut}: {colour}, {rating}.", **values, **words)


def _awaited(say: Language, step: Reason) -> dict[str, object]:
    """Return an expectation of another period in words: how much, of when, and what this report covers."""
    given = step.values

    def span(start: str, end: str) -> str:
        first, last = (datetime.date.fromisoformat(str(given[name])) for name in (start, end))
        return say.period(Period(id="span", start=first, end=last, report=False))

    values: dict[str, object] = {
        "expected": terms(say, str(given["unit"]), float(given["expected"])),
        "report": span("report_start", "report_end"),
    }
    if "end" in given:
        values["span"] = span("start", "end")
    return values
