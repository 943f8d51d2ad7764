"""What would have to be observed for the next better rating: in words."""

from __future__ import annotations

import math

from kunteko_eval.method.assess import Assessment, ElementRating
from kunteko_eval.method.items import Item
from kunteko_eval.method.next_rating import next_rating
from kunteko_eval.model.coding import SCALE
from kunteko_eval.report import item_words, method_words
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.rating_words import own_told
from kunteko_eval.report.uncoloured import UNCOLOURED, lacking

NEARER = 3
"""How many of the nearest single changes are told."""
LIFTS = {
    "perceived-only": N_(
        "Green would also need evidence that is more than perception: a comparison or a process test (tested)."
    ),
    "rivals-unexamined": N_("Green would also need the rival explanations of its links to be examined."),
    "lone-voice": N_("Green would also need a second finding, or a measurement, that says very much."),
}
INFLUENCE = N_(
    "For an effect, someone must say that the programme influenced it (perceived), or a comparison or a process test must show it (tested)."
)


def way_up(say: Language, assessment: Assessment, one: ElementRating) -> list[str]:
    """Return what would have to be observed for the next better rating."""
    if not one.element.desired:
        return []  # No better rating is wished for: the more of it, the worse.
    about = say("This speaks of the computed rating, {rating}.", rating=method_words.word(say, one.computed))
    lines = [about] if one.overridden else []
    if one.computed in UNCOLOURED:
        lines.append(lacking(say, one))
        if assessment.programme.chain.level_of(one.element).kind in {"direct", "indirect", "wider"}:
            lines.append(say(INFLUENCE))
        return lines
    way = next_rating(one.items, one.computed, one.graded.rules, assessment.rubric)
    if way.target is None:
        return [*lines, say("It has the best rating; a weaker observation could lower it.")]
    target = method_words.colour(say, way.target)
    if one.graded.achievement is not None and one.graded.achievement >= way.cut:
        lines.append(
            say(
                "The evidence would be enough for {colour}, but a rule on the programme's contribution holds it back.",
                colour=target,
            )
        )
    elif way.alone:
        lines.append(
            say(
                "For {colour}, the achievement must reach {cut}. Any one of these would do it alone:",
                colour=target,
                cut=say.number(way.cut, 2),
            )
        )
        for change in way.alone[:NEARER]:
            less = change.item.direction == "less"
            message = (
                N_("“{name}” at most {value} (now {now})") if less else N_("“{name}” at least {value} (now {now})")
            )
            lines.append(
                say(
                    message,
                    name=item_words.briefly(say, change.item, assessment),
                    value=_wanted(say, change.item, change.share, assessment),
                    now=method_words.item_value(say, change.item, assessment),
                )
            )
    else:
        lines.append(
            say(
                "For {colour}, the achievement must reach {cut}. No single item is enough: several must rise, or new evidence of another kind must come.",
                colour=target,
                cut=say.number(way.cut, 2),
            )
        )
    lines += [own_told(say, f"lift-{rule}") or say(LIFTS[rule]) for rule in way.caps]
    return lines


def _wanted(say: Language, item: Item, share: float, assessment: Assessment) -> str:
    """Return the value that an item would need, in its own unit, rounded up to be enough."""
    if item.form == "finding":
        extents = {value: extent for (_, extent), value in zip(SCALE, assessment.rubric.extent_values, strict=True)}
        return method_words.coding(say, "supports", extents[share])
    down = item.direction == "less"
    if item.survey:
        decimals = max(method_words.finest((item,), assessment) - (2 if item.unit == "share" else 0), 0)
        return say.percent(_outwards(share * 100, decimals, down=down) / 100, decimals)
    if item.unit == "grade":
        return method_words.on_own_scale(say, item, share, assessment)
    decimals = method_words.finest((item,), assessment)
    return method_words.figure(say, _outwards(share, decimals, down=down), item.unit, decimals)


def _outwards(value: float, decimals: int, *, down: bool) -> float:
    """Return a value rounded to so many decimals that it is enough: up, or down where less is better."""
    finest = 10.0**decimals
    value = round(value * finest, 6)
    return (math.floor(value) if down else math.ceil(value)) / finest
