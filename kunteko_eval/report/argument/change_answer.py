"""What worked: what the programme changed most, by name, with the largest figure that shows it and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.items import Item
from kunteko_eval.method.overlap import EVERYBODY
from kunteko_eval.report import method_words
from kunteko_eval.report.argument.claims import Claim, ClaimGroup
from kunteko_eval.report.argument.few import few
from kunteko_eval.report.chosen_ratings import own
from kunteko_eval.report.verdicts import NAMED, extremes
from kunteko_eval.report.view import View


def change_answer(view: View) -> ClaimGroup:
    """Return what the programme succeeded in best."""
    say = view.say
    best, _ = extremes(view)
    claims = [Claim(text=_first(view, best), evidence=("annex-impact_chain",))]
    if not near(view, best):
        return ClaimGroup(name="change", heading=say("What worked?"), claims=tuple(claims), listed=True)
    claims += [Claim(text=_told(view, one), evidence=(f"element-{one.element.id}",)) for one in best[:NAMED]]
    if len(best) > NAMED:
        names = few(say, [say.text(one.element.label) for one in best[NAMED:]])
        claims.append(Claim(text=say("Likewise: {names}.", names=names), evidence=("annex-impact_chain",)))
    return ClaimGroup(name="change", heading=say("What worked?"), claims=tuple(claims), listed=True)


def _first(view: View, best: Sequence[ElementRating]) -> str:
    """Return whether something was reached in full, and in how many things."""
    say, scale = view.say, view.assessment.rubric.scale
    if not best:
        return say("Nothing that the programme did or changed could be judged, so nothing can be said to have worked.")
    if scale.place(best[0].final) >= scale.place(scale.reached):
        return say.many(
            "Expectations were met in full on one point. In brackets: how sure the rating is.",
            "Expectations were met in full on {count:w} points. In brackets: how sure the rating is.",
            len(best),
        )
    if not near(view, best):
        names = few(say, [say.text(one.element.label) for one in best])
        return say(
            "No action or effect is known to have come near expectations. Something was achieved: {names}.", names=names
        )
    return say.many(
        "No action or effect is known to have met expectations in full. One point came closest. In brackets: how sure the rating is.",
        "No action or effect is known to have met expectations in full. {count:W} points came closest. In brackets: how sure the rating is.",
        len(best),
    )


def near(view: View, best: Sequence[ElementRating]) -> bool:
    """Return whether what succeeded best came at least near what was expected."""
    scale = view.assessment.rubric.scale
    return bool(best) and scale.place(best[0].final) >= scale.place(scale.nearly)


def _told(view: View, one: ElementRating) -> str:
    """Return one thing by name, how sure it is, and the evidence that shows it best."""
    say = view.say
    name = f"{say.text(one.element.label)} ({sureness(view, one)})"
    shown = telling(one, view.assessment.rubric.least_respondents)
    return f"{name}." if shown is None else say("{name}: {evidence}.", name=name, evidence=evidence(view, shown))


def sureness(view: View, one: ElementRating) -> str:
    """Return how sure a rating is, and whether it the rating may change or have been better, in plain words."""
    say = view.say
    told = [] if one.confidence is None else [say(method_words.CONFIDENCE[one.confidence])]
    if one.element.id in view.unsettled:
        told.append(say("the rating may change"))
    if one.at_least:
        told.append(say("may be better still"))
    return ", ".join(told)


def telling(one: ElementRating, least: int) -> Item | None:
    """Return the piece of evidence used that shows a result best; None where there is none.

    The largest share of enough respondents comes first, then any share with its n, a share without n, a count that came
    furthest, and at last what somebody said, most of it first. Of equals the one with more respondents is taken, then
    the first one registered.

    Args:
        one: The rating.
        least: Fewest respondents that are enough.
    """

    def merit(item: Item) -> tuple[int, float, int]:
        if item.survey:
            return 4 if (item.n or 0) >= least else 3 if item.n else 2, item.share, item.n or 0
        return 1 if item.form == "observation" else 0, item.achievement or 0.0, item.n or 0

    return max(one.used, key=merit, default=None)


def evidence(view: View, item: Item) -> str:
    """Return what a piece of evidence says in a few words: a share of how many and of whom, a count, or a statement."""
    say, assessment = view.say, view.assessment
    name = method_words.item_name(say, item, assessment).rstrip(".")
    if item.form == "finding":
        return name
    groups = [say.text(view.programme.groups[group].label) for group in item.groups if group != EVERYBODY]
    beside = [say.listing(groups)] if groups else []
    if item.n:
        beside.append(say.many("one respondent", "{count} respondents", item.n))
    figure = method_words.item_value(say, replace(item, n=None), assessment)
    return f"{name}, {figure} ({', '.join(beside)})" if beside else f"{name}, {figure}"


def shown(view: View) -> list[ElementRating]:
    """Return the ratings of what the programme did and changed; what it was given is not among them."""
    chain = view.programme.chain
    return [one for one in own(view.assessment.everything) if chain.level_of(one.element).kind != "resources"]
