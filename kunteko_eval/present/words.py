"""The words of the method: ratings, confidence, source types and every reason as a sentence."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Protocol

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.checks import Check
from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import Rating, Reason
from kunteko_eval.model.evidence import Observation
from kunteko_eval.model.period import Period
from kunteko_eval.present.decimals import decimals_of
from kunteko_eval.present.language import N_, NBSP, Language

RATINGS = {
    Rating.GREEN: N_("very much"),
    Rating.YELLOW: N_("much"),
    Rating.RED: N_("somewhat"),
    Rating.NONE: N_("no demonstrable influence"),
    Rating.NOT_ASSESSED: N_("not assessed"),
    Rating.TOO_EARLY: N_("too early"),
}
SHORT = {**RATINGS, Rating.NONE: N_("none shown")}
"""The same for a box of the map, where room is scarce."""

COLOURS = {
    Rating.GREEN: N_("green"),
    Rating.YELLOW: N_("yellow"),
    Rating.RED: N_("red"),
    Rating.NONE: N_("no colour"),
    Rating.NOT_ASSESSED: N_("no colour"),
    Rating.TOO_EARLY: N_("no colour"),
}
SYMBOLS = {
    Rating.GREEN: "▲",
    Rating.YELLOW: "■",
    Rating.RED: "◆",
    Rating.NONE: "○",
    Rating.NOT_ASSESSED: "?",
    Rating.TOO_EARLY: "…",
}
CONFIDENCE = {1: N_("preliminary"), 2: N_("limited"), 3: N_("fairly sure"), 4: N_("sure")}
TYPES = {
    "monitoring": N_("monitoring"),
    "participants": N_("participants"),
    "organisations": N_("organisations"),
    "interviews": N_("interviews"),
    "documents": N_("documents"),
    "external-statistics": N_("external statistics"),
}
CONTRIBUTIONS = {
    "volume": N_("volume: the programme did it"),
    "change": N_("change: the world moved"),
    "perceived": N_("perceived: people say the programme did it"),
    "tested": N_("tested: a comparison or a process test says so"),
}
BASES = {
    "source": N_("the document's expectation"),
    "benchmark": N_("benchmark"),
    "evaluator": N_("the evaluator's assumption"),
}
CAPS = {
    "perceived-only": N_(
        "Only perception supports it, and this level needs more than that for green; so at most yellow."
    ),
    "rivals-unexamined": N_("The rival explanations of this wider effect have not been examined; so at most yellow."),
}
REASONS = {
    "too-early": N_(
        "Too early: effects on this level are expected {due} years after the start, and {years} have passed."
    ),
    "nothing-registered": N_("Not assessed: nothing in the documents may speak for this element."),
    "no-evidence": N_("Not assessed: what was registered for this element has no figure or finding in this period."),
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
    "no-judgement": N_("Not assessed: the findings give no judgement."),
    "cut-green": N_("{achievement} is at least {cut}: green, very much."),
    "cut-yellow": N_("{achievement} is at least {cut}: yellow, much."),
    "cut-red": N_("{achievement} is at least {cut}: red, somewhat."),
    "cut-none-demonstrated": N_("{achievement} is below {cut}: no demonstrable influence."),
    "cap-perceived-only": CAPS["perceived-only"],
    "cap-rivals-unexamined": CAPS["rivals-unexamined"],
    "start-self-report": N_("Starts at {level}: one kind of source."),
    "start-two-types": N_("Starts at {level}: two or more independent kinds of source."),
    "start-tested": N_("Starts at {level}: a comparison or a strong process test."),
    "down-bias": N_("One step down: every source is at high risk of bias or has few answers per invitation."),
    "down-proxy": N_("One step down: every item is an indirect measure."),
    "down-imprecise": N_("One step down: few respondents, or the sampling interval reaches into another rating."),
    "down-stale": N_("One step down: the evidence is old."),
    "down-failed-check": N_("One step down: a figure that is used failed a check."),
    "down-inconsistent": N_("One step down: the kinds of source disagree."),
    "overclaim-guard": N_("Brought down from {before} to {after}: no surer than the best pathway that carries it."),
    "confidence-1": N_("Confidence 1 of 4: preliminary."),
    "confidence-2": N_("Confidence 2 of 4: limited."),
    "confidence-3": N_("Confidence 3 of 4: fairly sure."),
    "confidence-4": N_("Confidence 4 of 4: sure."),
}
COUNTED = {
    "context": (
        N_(
            "{count} item is context only: it tells what was done or how the world moved, not the programme's influence."
        ),
        N_(
            "{count} items are context only: they tell what was done or how the world moved, not the programme's influence."
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
    "together": (
        N_("{count} figure puts together groups that share nobody, each by its size."),
        N_("{count} figures put together groups that share nobody, each by its size."),
    ),
    "held-share-of-time": (
        N_("{count} item is held against its share of time of what was expected of a longer period."),
        N_("{count} items are held against their share of time of what was expected of a longer period."),
    ),
    "held-year": (
        N_("{count} item is held against a yearly pace times the length of the period."),
        N_("{count} items are held against a yearly pace times the length of the period."),
    ),
    "moved-wrong-way": (
        N_("{count} figure moved the wrong way: past where it started, away from what was expected."),
        N_("{count} figures moved the wrong way: past where they started, away from what was expected."),
    ),
    "pooled-type": (
        N_("{type}: {count} item, achievement {achievement}."),
        N_("{type}: {count} items, middle achievement {achievement}."),
    ),
    "pooled": (
        N_("Only {count} kind of source: achievement {achievement}, where 1 meets the expectation in full."),
        N_("The middle of {count} kinds of source is {achievement}, where 1 meets the expectation in full."),
    ),
    "pooled-interval": (
        N_(
            "Only {count} kind of source: achievement {achievement} (sampling interval {low}–{high}), where 1 meets the expectation in full."
        ),
        N_(
            "The middle of {count} kinds of source is {achievement} (sampling interval {low}–{high}), where 1 meets the expectation in full."
        ),
    ),
}
ROBUST = {"robust": N_("robust"), "sensitive": N_("sensitive"), "fragile": N_("fragile")}
FACTORS = {
    "sampling": N_("sampling error"),
    "expectation": N_("the expectation"),
    "weights": N_("the weights of the kinds of source"),
    "pooling": N_("the pooling rule"),
    "left-out": N_("which kind of source is left out"),
}
CHECKS = {
    "grim": N_("No whole number of {n} respondents gives {value} %."),
    "grim-mean": N_("Whole-number answers of {n} respondents cannot give the mean {value}."),
    "grimmer": N_(
        "Whole-number answers of {n} respondents cannot give the mean {value} with the standard deviation {sd}."
    ),
    "parts": N_("The parts add up to {total}, the whole is {figure}."),
    "spans": N_("The spans within add up to {total}, the whole span is given as {figure}."),
    "span-exceeds": N_("A part of the span is given as {part}, the whole as {whole}."),
    "dates-disagree": N_("The documents give different days: {first} and {last}."),
    "published-early": N_(
        "Published on {published}, before the period ended on {end}; figures from before its end: {count}."
    ),
    "sources-disagree": N_("The same figure is given as {least} and as {greatest}."),
}
PRECISIONS = {
    "exact": N_("{figure}"),
    "about": N_("about {figure}"),
    "over": N_("over {figure}"),
    "nearly": N_("nearly {figure}"),
}
MATCHES = {"read": N_("read as printed"), "inferred": N_("match inferred"), "derived": N_("derived")}
UNITS = {
    "percent": N_("survey shares"),
    "share": N_("survey shares"),
    "grade": N_("grades"),
    "count": N_("counts"),
    "EUR": N_("money"),
    "finding": N_("findings"),
}
POOLING = {"median": N_("median"), "mean": N_("mean"), "geometric-mean": N_("geometric mean")}
FOLLOWED = {"started": N_("started"), "done": N_("done"), "not-done": N_("not done")}
STATUSES = {
    "used": N_("used"),
    "context": N_("context"),
    "part": N_("a part of another figure, not pooled"),
    "overlap": N_("of a group that may share respondents with another one, not pooled"),
    "no-expectation": N_("no expectation"),
    "no-judgement": N_("no judgement"),
}
WRONG_WAY = N_("moved the wrong way")


def reason(say: Language, step: Reason) -> str:
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
    return say(REASONS[step.code], **values)


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


def whose(*, rated_before: bool) -> str:
    """Return the message that tells by what the ratings were computed; where others rated before, that it was not they."""
    if rated_before:
        return N_("The ratings are computed by rubric {version} of {day} and are not the original evaluators'.")
    return N_("The ratings are computed by rubric {version} of {day}.")


def rating(say: Language, value: Rating) -> str:
    """Return a rating's symbol and word."""
    return f"{SYMBOLS[value]}{NBSP}{say(RATINGS[value])}"


def dots(level: int | None) -> str:
    """Return confidence as four dots; nothing for an element that is not rated."""
    return "" if level is None else "●" * level + "○" * (4 - level)


def confidence(say: Language, level: int | None) -> str:
    """Return confidence as dots and a word."""
    return "–" if level is None else f"{dots(level)}{NBSP}{say(CONFIDENCE[level])}"


MOST_DECIMALS = 4
"""Decimals beyond which a number was worked out rather than written by somebody."""


def figure(say: Language, value: float, unit: str, decimals: int | None = None) -> str:
    """Return a raw value in its unit, with the decimals that it was published with or else those that it has."""
    decimals = decimals_of(value) if decimals is None else decimals
    if unit == "percent":
        return say.percent(value / 100, decimals)
    if unit == "share":
        return say.percent(value, max(decimals - 2, 0))
    if unit == "EUR":
        return f"{say.number(value, decimals)}{NBSP}€"
    return say.number(value, decimals)


def terms(say: Language, unit: str, value: float) -> str:
    """Return an expectation's figure in the terms of what it applies to."""
    if unit == "grade":
        return say("{share} of the scale", share=say.percent(value, decimals_of(value * 100)))
    if unit == "finding":
        return say("strength {strength}", strength=say.number(value, decimals_of(value)))
    return figure(say, value, unit)


def observed(say: Language, one: Observation, unit: str) -> str:
    """Return an observation as precisely as the document gives it: about, over or nearly, and both ends of a range."""
    written = figure(say, one.number, unit, one.decimals)
    if one.value_to is not None:
        end = figure(say, float(one.value_to), unit, len(one.value_to.partition(".")[2]))
        written = f"{written}–{end}"
    return say(PRECISIONS[one.precision], figure=written)


def item_value(say: Language, item: Item, assessment: Assessment) -> str:
    """Return an item's raw value with its n, as precisely as the document gives it."""
    programme = assessment.programme
    if item.form == "finding":
        finding = programme.findings_by_id[item.name]
        direction = say("supports") if finding.direction == "supports" else say("contradicts")
        return say("{direction}, strength {strength}", direction=direction, strength=finding.strength)
    observations = [programme.observations_by_id[name] for name in item.evidence]
    written = figure(say, item.value, item.unit, finest((item,), assessment))
    if len(observations) == 1:
        written = observed(say, observations[0], item.unit)
    return written if item.n is None else f"{written} (n{NBSP}={NBSP}{say.number(item.n)})"


def item_name(say: Language, item: Item, assessment: Assessment) -> str:
    """Return what an item says: the indicator's label or the finding's statement."""
    programme = assessment.programme
    if item.form == "finding":
        return say.text(programme.findings_by_id[item.name].statement)
    return say.text(programme.indicators_by_id[item.name].label)


class Placed(Protocol):
    """Whatever was read from a place in a document."""

    @property
    def document(self) -> str:
        """The document's id."""

    @property
    def place(self) -> str:
        """Heading or context in the document."""

    @property
    def line(self) -> int | None:
        """Line of the text that was read."""


def place(say: Language, one: Placed) -> str:
    """Return the document, place and line of what was read."""
    line = say(", line {line}", line=str(one.line)) if one.line else ""
    return say.as_is(f"{one.document}: {one.place}") + line


def item_places(say: Language, names: tuple[str, ...], assessment: Assessment) -> list[str]:
    """Return the document, place and line of each observation or finding."""
    programme = assessment.programme
    found = []
    for name in names:
        entry = programme.observations_by_id.get(name) or programme.findings_by_id[name]
        found.append(place(say, entry))
    return list(dict.fromkeys(found))


def expectation(say: Language, item: Item, assessment: Assessment) -> str:
    """Return floor and expectation of an item in the terms of its unit."""
    if item.expected is None:
        return say("none")
    if item.form == "finding":
        return say("strength 3")
    low, high = ends(say, item, assessment)
    return say("{expected} (floor {floor})", expected=high, floor=low)


def ends(say: Language, item: Item, assessment: Assessment) -> tuple[str, str]:
    """Return an observed item's floor and expectation in its unit, as precisely as they are recorded.

    An expectation that was worked out, such as the earlier pace of a sum, is as precise as the figures themselves.
    """
    floor, expected = item.floor, item.floor if item.expected is None else item.expected
    if item.unit == "grade":
        return on_own_scale(say, item, floor, assessment), on_own_scale(say, item, expected, assessment)
    scale = 100 if item.unit == "percent" else 1
    convention = assessment.programme.chain.conventions_by_id[item.convention]
    summed = isinstance(convention.expected, str) and item.aggregation in {"increment", "cumulative"}
    worked_out = summed or (decimals_of(expected * scale) > MOST_DECIMALS and convention.expected != expected * scale)
    precise = finest((item,), assessment) if worked_out else None
    return figure(say, floor * scale, item.unit), figure(say, expected * scale, item.unit, precise)


def finest(found: Iterable[Item], assessment: Assessment) -> int:
    """Return the most decimals of observed items: of the figures as they were published, and of what they come to."""
    known = assessment.programme.observations_by_id
    return max(max(decimals_of(item.value), *(known[name].decimals for name in item.evidence)) for item in found)


def on_own_scale(say: Language, item: Item, share: float, assessment: Assessment) -> str:
    """Return a part of a grade's scale as a grade of that scale, with a decimal and as many as its figures have."""
    indicator = assessment.programme.indicators_by_id[item.name]
    least, greatest = indicator.scale_min or 0.0, indicator.scale_max or 1.0
    grade = least + share * (greatest - least)
    exact = decimals_of(grade)
    return say.number(grade, max(1, finest((item,), assessment), exact if exact <= MOST_DECIMALS else 0))


def check(say: Language, found: Check) -> str:
    """Return a failed check as a sentence."""
    values: dict[str, object] = dict(found.values)
    for name, value in found.values.items():
        if isinstance(value, float):
            values[name] = say.number(value, 0 if value == int(value) else max(2, decimals_of(value)))
        elif name in {"published", "end", "first", "last"}:
            values[name] = say.day(datetime.date.fromisoformat(str(value)))
        elif name in {"value", "sd"}:
            text = str(value)
            values[name] = say.number(float(text), len(text.partition(".")[2]))
    return say(CHECKS[found.code], **values)


def headline(say: Language, one: ElementRating) -> str:
    """Return an element's name, rating and confidence in one line."""
    words = say(RATINGS[one.final])
    if one.final is Rating.NONE and one.wrong_way:
        words += f", {say(WRONG_WAY)}"
    if one.confidence is None:
        return f"{say.text(one.element.label)}: {words}"
    return say(
        "{label}: {colour}, {words}; confidence {level} of 4",
        label=say.text(one.element.label),
        colour=say(COLOURS[one.final]),
        words=words,
        level=one.confidence,
    )
