"""The words and signs of ratings: those of the impact chain's own scale, or of the scale that a programme declares."""

from __future__ import annotations

from collections.abc import Mapping

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.scale import GRADES, UNCOLOURED, Scale, scale_of
from kunteko_eval.report.language import N_, Language

RATINGS = {
    Rating.GREEN: N_("very much"),
    Rating.YELLOW: N_("much"),
    Rating.RED: N_("somewhat"),
    Rating.NONE: N_("no demonstrable influence"),
    Rating.NOT_DELIVERED: N_("not delivered"),
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
    Rating.NOT_DELIVERED: N_("no colour"),
    Rating.NOT_ASSESSED: N_("no colour"),
    Rating.TOO_EARLY: N_("no colour"),
}
SYMBOLS = {
    Rating.GREEN: "▲",
    Rating.YELLOW: "■",
    Rating.RED: "◆",
    Rating.NONE: "○",
    Rating.NOT_DELIVERED: "⊘",
    Rating.NOT_ASSESSED: "?",
    Rating.TOO_EARLY: "…",
}
UNWANTED = {
    Rating.GREEN: N_("very much of what was not wanted"),
    Rating.YELLOW: N_("much of what was not wanted"),
    Rating.RED: N_("somewhat of what was not wanted"),
    Rating.NONE: N_("not wanted, and the evidence does not show it"),
    Rating.NOT_ASSESSED: N_("not wanted; not assessed"),
    Rating.TOO_EARLY: N_("not wanted; too early to say"),
}
"""The answers for an effect that is not desired: the more of it, the worse."""


def ratings(say: Language) -> tuple[Rating, ...]:
    """Return every answer of the scale in force, the best grade first."""
    own = tuple(Rating(name) for name in say.grades)
    return (*(own or GRADES), *UNCOLOURED)


def scale(say: Language) -> Scale:
    """Return the scale in force, for its order; the cut-points of the impact chain's own scale are not in it."""
    return scale_of(tuple(say.grades.values()), (0.0, 0.0, 0.0))


def named_grades(say: Language) -> dict[str, str]:
    """Return the words of the grades that rules speak of: the one that caps leave, the next better, and of verdicts."""
    known = scale(say)
    better = known.grades[known.grades.index(known.at_most) - 1]
    of = {"most": known.at_most, "better": better, "reached": known.reached, "nearly": known.nearly}
    return {name: word(say, one) for name, one in of.items()}


OWN = {
    "perceived-only": N_(
        "Only perception supports it, and this level needs more than that for {better}; so at most {most}."
    ),
    "rivals-unexamined": N_("The rival explanations of this wider effect have not been examined; so at most {most}."),
    "lone-voice": N_(
        "Only one finding says so much, and no measurement does; one voice is not enough, so at most {most}."
    ),
    "lift-perceived-only": N_(
        "More than {most} would also need evidence that is more than perception: a comparison or a process test (tested)."
    ),
    "lift-rivals-unexamined": N_(
        "More than {most} would also need the rival explanations of its links to be examined."
    ),
    "lift-lone-voice": N_("More than {most} would also need a second finding, or a measurement, that says so much."),
    "lack-perceived-only": N_("A comparison or a process test: perception alone gives at most {most} here."),
    "lack-lone-voice": N_("A second finding, or a measurement, that says as much."),
    "verdict-shares": N_("Of what is rated, {reached_part} is at least {reached} and {nearly_part} at least {nearly}."),
    "verdict-by-shares-achieved": N_("At least {bar} is at least {reached}: achieved."),
    "verdict-by-shares-largely-achieved": N_("At least {bar} is at least {nearly}: largely achieved."),
    "verdict-by-shares-partly-achieved": N_("At least {bar} is at least {nearly}: partly achieved."),
    "verdict-by-shares-not-achieved": N_("Less than {bar} is at least {nearly}: not achieved."),
}
"""What is said otherwise where a programme has a scale of its own: by a rule, a step or what stands in the way."""


def own_told(say: Language, code: str, **values: object) -> str:
    """Return a sentence on the grades of the programme's own scale; empty where it has none, or none on that."""
    return say(OWN[code], **named_grades(say), **values) if say.grades and code in OWN else ""


def _words(say: Language, value: Rating, known: Mapping[Rating, str]) -> str:
    own = say.grades.get(value)
    return say(known[value]) if own is None else say.text(own.label)


def word(say: Language, value: Rating) -> str:
    """Return a rating's word."""
    return _words(say, value, RATINGS)


def short(say: Language, value: Rating) -> str:
    """Return a rating's word for a box of the map."""
    own = say.grades.get(value)
    return _words(say, value, SHORT) if own is None or own.short is None else say.text(own.short)


def colour(say: Language, value: Rating) -> str:
    """Return what a rating's colour is called."""
    own = say.grades.get(value)
    return say(COLOURS[value]) if own is None else say.text(own.colour_name)


def symbol(say: Language, value: Rating) -> str:
    """Return a rating's sign."""
    own = say.grades.get(value)
    return SYMBOLS[value] if own is None else own.symbol


def extent_word(say: Language, one: ElementRating, value: Rating | None = None) -> str:
    """Return an answer for an element, the final one when None: in another wording where the element is not desired."""
    value = one.final if value is None else value
    if one.element.desired:
        return word(say, value)
    if value in say.grades:
        return say("not wanted: {rating}", rating=word(say, value))
    return say(UNWANTED[value])
