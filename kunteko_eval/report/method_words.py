"""The words of the method: ratings, confidence, source types and every reason as a sentence."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.checks import Check
from kunteko_eval.method.items import Item
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.evidence import Observation
from kunteko_eval.reading.evidence_edits import WHAT_IF
from kunteko_eval.report.decimals import decimals_of
from kunteko_eval.report.language import N_, NBSP, Language
from kunteko_eval.report.rating_words import RATINGS as RATINGS
from kunteko_eval.report.rating_words import colour as colour
from kunteko_eval.report.rating_words import extent_word as extent_word
from kunteko_eval.report.rating_words import named_grades as named_grades
from kunteko_eval.report.rating_words import ratings as ratings
from kunteko_eval.report.rating_words import scale as scale
from kunteko_eval.report.rating_words import short as short
from kunteko_eval.report.rating_words import symbol as symbol
from kunteko_eval.report.rating_words import word as word

CONFIDENCE = {1: N_("preliminary"), 2: N_("limited"), 3: N_("fairly sure"), 4: N_("sure")}
TYPES = {
    "monitoring": N_("monitoring"),
    "participants": N_("participants"),
    "organisations": N_("organisations"),
    "interviews": N_("interviews"),
    "documents": N_("documents"),
    "external-statistics": N_("external statistics"),
}
SAYS = {
    ("supports", "somewhat"): N_("for it: somewhat"),
    ("supports", "much"): N_("for it: much"),
    ("supports", "very-much"): N_("for it: very much"),
    ("supports", "not-said"): N_("for it: extent not stated"),
    ("contradicts", "none"): N_("against it: none"),
    ("contradicts", "somewhat"): N_("against it: at most somewhat"),
    ("contradicts", "much"): N_("against it: at most much"),
    ("contradicts", "not-said"): N_("against it: extent not stated"),
    ("neither", "not-said"): N_("neither for nor against"),
}
"""What a finding says, by direction and extent."""

CREDIBILITY = {1: N_("1 (low)"), 2: N_("2 (moderate)"), 3: N_("3 (high)")}
CONTRIBUTIONS = {
    "volume": N_("volume: what the programme did"),
    "change": N_("change: the situation changed, the cause is not shown"),
    "perceived": N_("perceived: based on people's experience or judgement"),
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
    "lone-voice": N_(
        "Only one finding says very much, and no measurement does; one voice is not enough, so at most yellow."
    ),
}
ROBUST = {"robust": N_("robust"), "sensitive": N_("sensitive"), "fragile": N_("fragile")}
FACTORS = {
    "sampling": N_("sampling error"),
    "coding": N_("how coders read the findings"),
    "expectation": N_("the expectation"),
    "weights": N_("the weights of the source types"),
    "pooling": N_("the pooling rule"),
    "left-out": N_("which source type is left out"),
}
CHECKS = {
    "grim": N_("{value} % is not possible with {n} respondents."),
    "grim-mean": N_("The mean {value} is not possible when {n} respondents answer in whole numbers."),
    "grimmer": N_(
        "The mean {value} and the standard deviation {sd} are not possible when {n} respondents answer in whole numbers."
    ),
    "parts": N_("The parts add up to {total}, the whole is {figure}."),
    "spans": N_("The shorter periods add up to {total}, but the whole period is given as {figure}."),
    "span-exceeds": N_("A part of the span is given as {part}, the whole as {whole}."),
    "dates-disagree": N_("The documents give different days: {first} and {last}."),
    "published-early": N_(
        "The document was published on {published}, but the period of its figures ended only on {end}, so the figures may be incomplete. Number of such figures: {count}."
    ),
    "sources-disagree": N_("Two figures are given for the same thing: {least} and {greatest}."),
}
PRECISIONS = {
    "exact": N_("{figure}"),
    "about": N_("about {figure}"),
    "over": N_("over {figure}"),
    "nearly": N_("nearly {figure}"),
}
MATCHES = {"read": N_("read as printed"), "inferred": N_("match inferred"), "derived": N_("derived")}
UNITS = {
    "percent": N_("survey results"),
    "share": N_("survey results"),
    "grade": N_("grades"),
    "count": N_("counts"),
    "EUR": N_("money"),
    "finding": N_("findings"),
}
PLAIN = frozenset({"count", "grade", "finding"})
"""Units whose figures stand without a word behind them."""

POOLING = {"median": N_("median"), "mean": N_("mean"), "geometric-mean": N_("geometric mean")}
FOLLOWED = {"started": N_("started"), "done": N_("done"), "not-done": N_("not done")}
STATUSES = {
    "used": N_("used"),
    "context": N_("context"),
    "part": N_("a part of another figure, not pooled"),
    "repeat": N_("says again what another finding of the same source says, not pooled"),
    "overlap": N_("of a group that may share respondents with another one, not pooled"),
    "no-expectation": N_("no expectation"),
    "no-judgement": N_("no judgement"),
}
WRONG_WAY = N_("moved the wrong way")


def whose(*, rated_before: bool) -> str:
    """Return the message that tells by what the ratings were computed; where others rated before, that it was not they."""
    if rated_before:
        return N_("The ratings are computed by rubric {version} of {day} and are not the original evaluators'.")
    return N_("The ratings are computed by rubric {version} of {day}.")


def final_words(say: Language, one: ElementRating) -> str:
    """Return an element's final rating in words; where the sources tell only the least that it can be, at least that."""
    words = extent_word(say, one)
    return say("at least {rating}", rating=words) if one.at_least else words


def rating(say: Language, value: Rating) -> str:
    """Return a rating's symbol and word."""
    return f"{symbol(say, value)}{NBSP}{word(say, value)}"


def rating_moved(say: Language, value: Rating, *, wrong_way: bool) -> str:
    """Return a rating's symbol and word; of no influence where a figure got worse, that it did.

    No demonstrable influence, and not delivered, mean standing still too, so only there the way has to be told.
    """
    written = rating(say, value)
    return f"{written}, {say(WRONG_WAY)}" if value.rated and not value.coloured and wrong_way else written


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
    return say.number(value, decimals) if unit in PLAIN else say.amount(value, unit, decimals)


def unit_name(say: Language, unit: str) -> str:
    """Return what figures of a unit are: a programme's own unit by its label, other currencies as money in them."""
    own = say.units.get(unit)
    if unit in UNITS or own is None:
        return say(UNITS[unit]) if unit in UNITS else say("money, {currency}", currency=unit)
    return say.as_is(own.id) if own.label is None else say.text(own.label)


def terms(say: Language, unit: str, value: float) -> str:
    """Return an expectation's figure in the terms of what it applies to."""
    if unit == "grade":
        return say("{share} of the scale", share=say.percent(value, decimals_of(value * 100)))
    if unit == "finding":
        return say(RATINGS[Rating.GREEN]) if value >= 1 else say("none at all")
    return figure(say, value, unit)


class PrintedFigure(NamedTuple):
    """A published figure: its value in its unit, how many decimals are printed, and the upper end of a range."""

    value: float
    decimals: int
    value_to: float | None
    decimals_to: int | None
    unit: str
    precision: str


def printed(say: Language, one: PrintedFigure) -> str:
    """Return a figure as precisely as the document gives it: about, over or nearly, and both ends of a range."""
    written = figure(say, one.value, one.unit, one.decimals)
    if one.value_to is not None:
        written = f"{written}–{figure(say, one.value_to, one.unit, one.decimals_to)}"
    return say(PRECISIONS[one.precision], figure=written)


def figure_of(one: Observation, unit: str) -> PrintedFigure:
    """Return an observation's figure as it is printed."""
    end = None if one.value_to is None else float(one.value_to)
    return PrintedFigure(one.number, one.decimals, end, one.decimals_to, unit, one.precision)


def observed(say: Language, one: Observation, unit: str) -> str:
    """Return an observation as precisely as the document gives it."""
    return printed(say, figure_of(one, unit))


def coding(say: Language, direction: str | None, extent: str | None) -> str:
    """Return what a finding says for or against a claim, and how much; that nobody coded it where nobody did."""
    return say("not coded") if direction is None or extent is None else say(SAYS[direction, extent])


def item_value(say: Language, item: Item, assessment: Assessment) -> str:
    """Return an item's raw value with its n, as precisely as the document gives it."""
    programme = assessment.programme
    if item.form == "finding":
        return say("not coded") if item.coding is None else coding(say, item.coding.direction, item.coding.extent)
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
    """Return the document, heading and page of what was read."""
    return cited(say, one.document, one.place)


def cited(say: Language, document: str, heading: str) -> str:
    """Return a document, a heading in it, and the page on which the heading stands, where that is known."""
    if document == WHAT_IF:
        return say("a what-if row, from no document: {heading}", heading=say.as_is(heading))
    known = say.headings.get((document, heading))
    page = say(", from p. {page}", page=str(known.page)) if known and known.page else ""
    return say.as_is(f"{document}: {say.heading(document, heading)}") + page


def item_places(say: Language, names: tuple[str, ...], assessment: Assessment) -> list[str]:
    """Return the document, heading and page of each observation or finding."""
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
        return say(RATINGS[Rating.GREEN])
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
    """Return an element's name, rating and confidence in one line; what is not wanted has no colour to boast of."""
    words = final_words(say, one)
    if one.final.rated and not one.final.coloured and one.wrong_way:
        words += f", {say(WRONG_WAY)}"
    if one.confidence is None:
        return f"{say.text(one.element.label)}: {words}"
    if not one.element.desired:
        message = N_("{label}: {words}; confidence {level} of 4")
        return say(message, label=say.text(one.element.label), words=words, level=one.confidence)
    return say(
        "{label}: {colour}, {words}; confidence {level} of 4",
        label=say.text(one.element.label),
        colour=colour(say, one.final),
        words=words,
        level=one.confidence,
    )
