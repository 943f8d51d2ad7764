"""Page one: the steering group's questions, answered from the numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kunteko_eval.method.assess import ElementRating
from kunteko_eval.method.rating import Rating
from kunteko_eval.model.period import Period
from kunteko_eval.reading.scenario import Scenario
from kunteko_eval.report import method_words
from kunteko_eval.report.chain_svg import small_map, square
from kunteko_eval.report.chosen import Rows, chosen
from kunteko_eval.report.chosen_ratings import counted, own, rated
from kunteko_eval.report.content import Markup, Points, Prose, Table, escape
from kunteko_eval.report.language import N_
from kunteko_eval.report.large_page import is_large
from kunteko_eval.report.layout import order
from kunteko_eval.report.level_bars import level_bars
from kunteko_eval.report.not_intended import not_intended_briefly
from kunteko_eval.report.plan_frames import recommendation_frame
from kunteko_eval.report.scenario_words import LISTS, ScenarioWords
from kunteko_eval.report.seal_words import timing_told
from kunteko_eval.report.view import View

SCALE_TOLD = N_(
    "Period {period}. Rubric {version} of {day}. The scale grades influence relative to expectations, and red (somewhat) is still a positive grade."
)
OWN_SCALE_TOLD = N_(
    "Period {period}. Rubric {version} of {day}. The scale is the programme's own and grades influence relative to expectations: {grades}."
)


def notice(view: View) -> Prose:
    """Return what this report is and is not: whose ratings, which rubric, which period."""
    say, assessment = view.say, view.assessment
    sheet = assessment.programme.sheet
    lines = []
    if view.scenario is not None:
        lines.append(
            say(
                "Scenario “{title}”: a trial, not the recorded rating. {reason} Judgements are left out.",
                title=say.as_is(view.scenario.title),
                reason=say.as_is(view.scenario.reason),
            )
        )
        lines.append(say("Changed in it: {changes}.", changes="; ".join(scenario_changes(view.scenario, view))))
    if sheet.synthetic:
        lines.append(say("Synthetic data: made for trying the tool out. No conclusion may be drawn from it."))
    lines.append(say.text(sheet.description))
    if sheet.previous_ratings:
        lines.append(say.text(sheet.previous_ratings))
    lines.append(
        say(
            SCALE_TOLD if not say.grades else OWN_SCALE_TOLD,
            period=say.period(assessment.period),
            version=assessment.rubric.version,
            day=say.day(assessment.rubric.sheet.date),
            grades=say.listing([method_words.word(say, one) for one in assessment.rubric.scale.grades]),
        )
    )
    lines += filter(None, [timing_told(say, assessment)])
    wider = [one for one in assessment.programme.sheet.periods if one.report and _part_of(assessment.period, one)]
    if wider:
        longest = max(wider, key=lambda one: one.days)
        message = N_(
            "This period is a part of {longest}: what was asked or said within it may speak of the time before it too."
        )
        lines.append(say(message, longest=say.period(longest)))
    return Prose(tuple(lines))


def _part_of(period: Period, other: Period) -> bool:
    return period.id != other.id and other.contains(period) and other.start < period.start


def scenario_changes(scenario: Scenario, view: View) -> list[str]:
    """Return what a scenario changes, one thing each."""
    words = ScenarioWords(say=view.say, recorded=view.recorded or view.programme, tried=view.programme)
    told = [words.cut_points(scenario.cut_points)] if scenario.cut_points is not None else []
    told += [words.pooling(scenario.pooling)] if scenario.pooling is not None else []
    told += [words.told(field, one) for field in LISTS for one in getattr(scenario, field)]
    return told or [view.say("nothing")]


EFFECT_SHARES = {
    "resources": (
        N_("none of {all:w} resources"),
        N_("{much:w} of {all:w} resources"),
        N_("all {all:w} resources"),
        N_("the only resource"),
    ),
    "actions": (
        N_("none of {all:w} actions"),
        N_("{much:w} of {all:w} actions"),
        N_("all {all:w} actions"),
        N_("the only action"),
    ),
    "direct": (
        N_("none of {all:w} direct effects"),
        N_("{much:w} of {all:w} direct effects"),
        N_("all {all:w} direct effects"),
        N_("the only direct effect"),
    ),
    "indirect": (
        N_("none of {all:w} indirect effects"),
        N_("{much:w} of {all:w} indirect effects"),
        N_("all {all:w} indirect effects"),
        N_("the only indirect effect"),
    ),
    "wider": (
        N_("none of {all:w} wider effects"),
        N_("{much:w} of {all:w} wider effects"),
        N_("all {all:w} wider effects"),
        N_("the only wider effect"),
    ),
}
"""By kind of level: none, some, all, and the one that there is."""


def _how_many(much: int, everything: int) -> int:
    """Return which of the four wordings a count asks for."""
    if not much:
        return 0
    if much < everything:
        return 1
    return 2 if everything > 1 else 3


def overall_picture(view: View, ratings: Rows = None) -> Prose:
    """Return the overall picture in three sentences; in one where nothing has a colour.

    Args:
        view: The period.
        ratings: Rows of `ratings`, of which the sentences tell; all when None.
    """
    say, everything = view.say, rated(view, ratings)
    shown, beside = own(everything), not_intended_briefly(view, everything)
    counts, grades = counted(shown), view.assessment.rubric.scale.grades
    coloured = sum(counts[rating] for rating in grades)
    if not coloured:
        uncoloured = (Rating.NOT_ASSESSED, Rating.TOO_EARLY, Rating.NONE, Rating.NOT_DELIVERED)
        told = ", ".join(
            f"{method_words.word(say, one)} {say.number(counts[one])}" for one in uncoloured if counts[one]
        )
        message = N_("None of the {all:w} boxes in the impact chain has a colour: {told}.")
        return Prose((say(message, all=len(shown), told=told), *beside))
    told = ", ".join(
        f"{method_words.colour(say, rating)} ({method_words.word(say, rating)}) {say.number(counts[rating])}"
        for rating in grades
    )
    first = say.many(
        "One box of {all:w} in the impact chain has a colour: {shown}.",
        "{count:W} boxes of {all:w} in the impact chain have a colour: {shown}.",
        coloured,
        all=len(shown),
        shown=told,
    )
    lines = [first, *_unsettled(view, shown), *_much(view, shown, *MUCH_EFFECTS), *_much(view, shown, *MUCH_OWN)]
    return Prose((" ".join(lines), *beside))


def _unsettled(view: View, shown: Sequence[ElementRating]) -> list[str]:
    """Return how many of the colours are unsettled; nothing where none is."""
    count = sum(one.final.coloured and one.element.id in view.unsettled for one in shown)
    told = view.say.many(
        "Of these colours one is unsettled (≈).", "Of these colours {count:w} are unsettled (≈).", count
    )
    return [told] if count else []


MUCH_EFFECTS = (
    ("direct", "indirect", "wider"),
    N_("Effects rated much or very much relative to expectations: {parts}."),
    N_("None of the {all:w} effects was rated much or very much relative to expectations."),
)
MUCH_OWN = (
    ("resources", "actions"),
    N_("Resources and actions rated much or very much: {parts}."),
    N_("None of the {all:w} resources and actions was rated much or very much."),
)


OWN_MUCH = (
    N_("At least {least}: {parts}."),
    N_("None of {all:w} was rated at least {least}."),
)


def _much(view: View, shown: Sequence[ElementRating], kinds: tuple[str, ...], some: str, none: str) -> list[str]:
    """Return a sentence on how many elements of each kind of level are rated much or very much."""
    say, chain, scale = view.say, view.programme.chain, view.assessment.rubric.scale
    parts, everything, good = [], 0, 0
    for kind in kinds:
        of_kind = [one for one in shown if chain.level_of(one.element).kind == kind]
        if any(chain.level_of(one.element).called for one in of_kind):
            parts += _called(view, of_kind)
        much = sum(scale.place(one.final) >= scale.place(scale.nearly) for one in of_kind)
        everything, good = everything + len(of_kind), good + much
        if of_kind and not any(chain.level_of(one.element).called for one in of_kind):
            parts.append(say(EFFECT_SHARES[kind][_how_many(much, len(of_kind))], all=len(of_kind), much=much))
    if not everything:
        return []
    if say.grades:
        some, none = OWN_MUCH
    least = method_words.word(say, scale.nearly)
    return [say(some, parts=say.listing(parts), least=least) if good else say(none, all=everything, least=least)]


def _called(view: View, of_kind: Sequence[ElementRating]) -> list[str]:
    """Return how many of each level are rated so, by what the level calls its elements."""
    say, chain, scale = view.say, view.programme.chain, view.assessment.rubric.scale
    levels = [chain.level_of(one.element) for one in of_kind]
    told = []
    for level in dict.fromkeys(one.id for one in levels):
        found = [one for one in of_kind if one.element.level == level]
        much = sum(scale.place(one.final) >= scale.place(scale.nearly) for one in found)
        words = chain.levels_by_id[level].called or chain.levels_by_id[level].label
        told.append(say("{called}: {much} of {all}", called=say.text(words), much=much, all=len(found)))
    return told


def certainty(view: View, ratings: Rows = None) -> Points:
    """Return how sure the ratings are and how much of the chain is not assessed.

    Args:
        view: The period.
        ratings: Rows of `ratings`, of which the points tell; those of the chain's own elements when None.
    """
    say, shown = view.say, own(rated(view, ratings))
    sure = [one for one in shown if one.confidence is not None]
    lines = []
    if sure:
        lines.append(
            say(
                "{rated:W} of {all:w} boxes are rated ({share} of the chain).",
                rated=len(sure),
                all=len(shown),
                share=say.percent(sum(one.final.rated for one in shown) / len(shown)),
            )
        )
        by_level = [(level, sum(one.confidence == level for one in sure)) for level in (4, 3, 2, 1)]
        told = ", ".join(f"{say(method_words.CONFIDENCE[level])} {count}" for level, count in by_level if count)
        lines.append(say("Confidence in the ratings: {told}.", told=told))
        shaken = [view.robustness[one.element.id] for one in sure if one.element.id in view.robustness]
        by_label = [(label, sum(one.label == label for one in shaken)) for label in method_words.ROBUST]
        held = ", ".join(f"{say(method_words.ROBUST[label])} {count}" for label, count in by_label if count)
        lines.append(say("When the assumptions are varied, the ratings are: {told}.", told=held))
        if other := [say.text(one.element.label) for one in sure if one.element.id in view.unsettled]:
            message = N_(
                "The colour is unsettled (≈), because the rating is both fragile and contested or another colour comes out more often: {names}."
            )
            lines.append(say(message, names="; ".join(other)))
    lists = {
        Rating.NOT_ASSESSED: N_("Not assessed ({count}): {names}."),
        Rating.TOO_EARLY: N_("Too early to say ({count}): {names}."),
        Rating.NONE: N_("No demonstrable influence ({count}): {names}."),
        Rating.NOT_DELIVERED: N_("Not delivered ({count}): {names}."),
    }
    for rating, message in lists.items():
        names = [_answered(view, one) for one in shown if one.final is rating]
        if names:
            lines.append(say(message, count=len(names), names="; ".join(names)))
    return Points(tuple(lines))


def _answered(view: View, one: ElementRating) -> str:
    """Return an element's name; with it, that a figure moved the wrong way where nothing else would tell."""
    name = view.say.text(one.element.label)
    if one.final.rated and not one.final.coloured and one.wrong_way:
        return f"{name} ({view.say(method_words.WRONG_WAY)})"
    return name


def small_chain(view: View, ratings: Rows = None) -> Markup:
    """Return the chain in the small: every element a square with its rating's colour, pattern and symbol.

    The elements stand in the order of the chain map, so that the eye finds them again. Where there are too many for
    that, each level is a bar of its ratings.

    Args:
        view: The period.
        ratings: Rows of `ratings`: the squares to draw, and their ratings; the chain's own elements when None.
    """
    say, chain = view.say, view.programme.chain
    known = {one.element.id: one for one in own(rated(view, ratings))}
    counts = counted(list(known.values()))
    key = " ".join(
        f"<li>{square(say, rating)} {escape(method_words.word(say, rating))} <b>{say.number(counts[rating])}</b></li>"
        for rating in method_words.ratings(say)
    )
    if is_large(len(known)):
        found = list(known.values())
        of_levels = [
            (say.text(level.label), [one for one in found if one.element.level == level.id]) for level in chain.levels
        ]
        drawn, name = level_bars(say, of_levels)
    else:
        drawn, name = _squares(view, known, counts)
    return Markup(f'<div class="small-chain">{drawn}<ul class="key">{key}</ul></div>', name)


def _squares(view: View, known: Mapping[str, ElementRating], counts: Counter[Rating]) -> tuple[str, str]:
    """Return the chain in the small as a square an element, and what it says in words."""
    say, chain = view.say, view.programme.chain
    levels = [
        (
            say.text(level.label),
            [(say.text(known[name].element.label), known[name].final.value) for name in names if name in known],
        )
        for level, names in zip(chain.levels, order(chain), strict=True)
    ]
    told = "; ".join(
        f"{method_words.word(say, rating)} {say.number(counts[rating])}"
        for rating in method_words.ratings(say)
        if counts[rating]
    )
    name = say("The chain in the small, from resources on the left to wider effects on the right: {told}", told=told)
    return small_map(say, levels, name, headings=True), name


def contested_briefly(view: View, conflicts: Rows = None) -> Prose:
    """Return in one paragraph on which elements the kinds of source disagree.

    Args:
        view: The period.
        conflicts: Rows of `conflicts`, in the order in which they are named; the chain's own that no judgement
            resolves when None.
    """
    say, every = view.say, view.frames.conflicts
    elements = view.frames.programme.elements.loc[every.index]
    found = chosen(conflicts, every[~every["resolved"] & elements["intended"] & elements["desired"]], every)
    if found.empty:
        return Prose((say("The sources do not disagree on any box."),))
    names = "; ".join(say.as_is(label) for label in found["label"])
    return Prose(
        (
            say.many(
                "The sources disagree on one box: {names}. The evaluator decides and gives reasons.",
                "The sources disagree on {count:w} boxes: {names}. The evaluator decides and gives reasons.",
                len(found),
                names=names,
            ),
        )
    )


def recommended(view: View, recommendations: Rows = None) -> Markup | Prose:
    """Return the documents' recommendations as a plain list.

    Args:
        view: The period.
        recommendations: Rows of `recommendations`, in the order in which they are listed; all when None.
    """
    say = view.say
    found = chosen(recommendations, recommendation_frame(view))
    if found.empty:
        return Prose((say("The documents give no recommendations."),))
    texts = [say.as_is(label) for label in found["label"]]
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return Markup(f'<ol class="brief">{items}</ol>', "\n".join(f"{at}. {text}" for at, text in enumerate(texts, 1)))


def scale(view: View) -> Table:
    """Return the scale: symbol, word, colour and least achievement."""
    say, rubric = view.say, view.assessment.rubric
    least = say.number(rubric.scale.cuts[-1], 2)
    cuts = {
        **{
            one: say("achievement at least {cut}", cut=say.number(cut, 2))
            for one, cut in zip(rubric.scale.grades, rubric.scale.cuts, strict=True)
        },
        Rating.NONE: say("of an effect, achievement below {cut}", cut=least),
        Rating.NOT_DELIVERED: say("of a resource or an action, achievement below {cut}", cut=least),
        Rating.NOT_ASSESSED: say("no evidence for it, or no expectation"),
        Rating.TOO_EARLY: say("it was too early for the effect when the period ended"),
    }
    rows = tuple(
        (method_words.rating(say, one), method_words.colour(say, one), cuts[one]) for one in method_words.ratings(say)
    )
    return Table(caption=say("How to read a rating"), columns=(say("Rating"), say("Colour"), say("When")), rows=rows)
